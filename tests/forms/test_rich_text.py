"""Rich text as people paste it, as it is kept, and as it is read."""

# ruff: noqa: E501 - what Word puts on the clipboard has long lines

from __future__ import annotations

import pytest

from tidtam.forms import rich_text
from tidtam.forms.rich_text import (
    Item,
    List,
    Paragraph,
    RichTextProblem,
    Run,
    Table,
    clean,
    from_marked,
    plain,
    to_marked,
)

WORD_LIST = """
<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{color:red}</style>
</head><body><!--StartFragment-->
<p class=MsoNormal style='margin-bottom:0cm'><b><span lang=TH style='font-family:"TH SarabunPSK"'>ผลการ
ดำเนินงาน</span></b><o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp;&nbsp; </span></span></span>
<![endif]><span lang=TH>ประชุมครู</span><o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]>
<span style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]><span lang=TH>ครั้งที่หนึ่ง</span></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·&nbsp;</span>
<span style='font-weight:bold'>นิเทศ</span></p>
<table class=MsoTableGrid border=1 style='border-collapse:collapse'><tr><td colspan=2 style='width:9cm'>
<p class=MsoNormal><b>รายการ</b><o:p></o:p></p></td><td><p>จำนวน</p></td></tr>
<tr><td><p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><span style='mso-list:Ignore'>๑.&nbsp;</span>โรงเรียน</p>
<p class=MsoNormal>ขนาดเล็ก</p></td><td>ก</td><td>๑๒</td></tr></table>
<!--EndFragment--></body></html>
"""


def test_lists_tables_and_bold_of_word_are_kept_and_its_styles_are_not() -> None:
    assert clean(WORD_LIST) == (
        "<p><strong>ผลการ ดำเนินงาน</strong></p>"
        "<ul><li>ประชุมครู<ol><li>ครั้งที่หนึ่ง</li></ol></li><li><strong>นิเทศ</strong></li></ul>"
        "<table><tbody><tr><th>รายการ</th><th></th><th>จำนวน</th></tr>"
        "<tr><td>๑. โรงเรียน<br>ขนาดเล็ก</td><td>ก</td><td>๑๒</td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        pytest.param(
            '<b style="font-weight:normal" id="docs-internal-guid-1"><p><span style="font-weight:400">ก'
            '</span><span style="font-weight:700"> ข</span></p><ul><li aria-level="1"><p>ค</p></li>'
            '<ul><li aria-level="2"><p>ง</p></li></ul></ul></b>',
            "<p>ก <strong>ข</strong></p><ul><li>ค<ul><li>ง</li></ul></li></ul>",
            id="Google Docs",
        ),
        pytest.param(
            '<ol><li><p align="left">ก</p><ol><li><p>ข</p></li></ol></li></ol>'
            '<p style="margin:0"><font face="Sarabun"><b>ค</b></font></p>',
            "<ol><li>ก<ol><li>ข</li></ol></li></ol><p><strong>ค</strong></p>",
            id="LibreOffice",
        ),
        pytest.param(
            "<p class=MsoListParagraph style='text-indent:-18pt'><span style='font-family:Symbol'>·"
            "<span style='font:7.0pt'>&nbsp;&nbsp; </span></span>ก</p>"
            "<p class=MsoListParagraph style='margin-left:72.0pt'>1)&nbsp;&nbsp;ข</p>"
            "<p class=MsoListParagraph>ย่อหน้าต่อ</p>",
            "<ul><li>ก<ol><li>ข</li></ol></li></ul><p>ย่อหน้าต่อ</p>",
            id="filtered Word",
        ),
        pytest.param(
            "<table><tr><td rowspan=2>ก</td><td>ข</td></tr><tr><td>ค<table><tr><td>ง</td><td>จ</td>"
            "</tr></table></td></tr></table>",
            "<table><tbody><tr><th>ก</th><th>ข</th></tr><tr><td></td><td>ค<br>ง<br>จ</td></tr>"
            "</tbody></table>",
            id="merged cells, a table in a table",
        ),
        pytest.param(
            "<ul><li>ก<p>ข</p><ul><li>ค<ul><li>ง<ul><li>จ</li></ul></li></ul></li></ul>ฉ</li>"
            "<li> </li></ul>",
            "<ul><li>ก<br>ข<ul><li>ค<ul><li>ง</li><li>จ</li></ul></li></ul></li><li>ฉ</li></ul>",
            id="items of several parts, four deep, one empty",
        ),
        pytest.param(
            "ก<br>ข<br><br>ค<h2>หัวข้อ</h2><pre>ง\nจ</pre>",
            "<p>ก<br>ข</p><p>ค</p><p><strong>หัวข้อ</strong></p><p>ง<br>จ</p>",
            id="breaks, a heading, text as typed",
        ),
        pytest.param(
            "<p><b>ก </b><b>ข</b> <a href='HTTPS://obec.go.th/a b'>ค</a>"
            "<a href='javascript:alert(1)'>ง</a><a href='/x'>จ</a></p>",
            '<p><strong>ก ข</strong> <a href="https://obec.go.th/a%20b">ค</a>งจ</p>',
            id="bold at words, only safe links",
        ),
        pytest.param(
            "<p>เเละนํ้า\u200bใจ&nbsp;&nbsp;ดี\u0007</p><p>&nbsp;</p><script>x</script>",
            "<p>และน้ำใจ ดี</p>",
            id="sound Thai, plain spaces, nothing unseen",
        ),
    ],
)
def test_what_is_pasted_becomes_what_is_kept(pasted: str, kept: str) -> None:
    assert clean(pasted) == kept
    assert clean(kept) == kept


DOCUMENT = (
    Paragraph((Run("ผล "), Run("ดี", bold=True), Run("\n* "), Run("ที่มา", href="https://a.th/x"))),
    List(
        ordered=True,
        items=(
            Item((Run("หนึ่ง"),), (List(False, (Item((Run("ย่อย\n- ต่อ"),)),)),)),
            Item((Run("สอง"),)),
        ),
    ),
    Table((((Run("ก|ข"),), (Run("ค"),)), ((Run("1\n2"),), ()))),
    Paragraph((Run("1. ไม่ใช่รายการ"),)),
)
MARKED = r"""ผล **ดี**
* [ที่มา](https://a.th/x)

1. หนึ่ง
  - ย่อย
    \- ต่อ
2. สอง

| ก\|ข | ค |
| 1<br>2 |  |

1\. ไม่ใช่รายการ"""


def test_marked_text_can_be_read_and_comes_back() -> None:
    html = rich_text.from_blocks(DOCUMENT)
    assert to_marked(html) == MARKED.replace("* [", r"\* [")
    assert from_marked(to_marked(html)) == html
    assert rich_text.from_blocks(rich_text.blocks(html)) == html


def test_plain_text_is_what_a_reader_reads() -> None:
    assert plain(rich_text.from_blocks(DOCUMENT)) == (
        "ผล ดี\n* ที่มา\n1. หนึ่ง\n  - ย่อย\n- ต่อ\n2. สอง\nก|ข | ค\n1\n2 | \n1. ไม่ใช่รายการ"
    )


def test_marks_as_people_type_them_are_understood() -> None:
    typed = "• ก\n  ๑) ข\nค\n\n|ง|จ|\n|---|:---:|\n|C:\\Users|**ฉ|\n\n**[ช](ftp://x) ซ**"
    assert from_marked(typed) == (
        "<ul><li>ก<ol><li>ข</li></ol></li></ul><p>ค</p>"
        "<table><tbody><tr><th>ง</th><th>จ</th></tr><tr><td>C:\\Users</td><td>**ฉ</td></tr>"
        "</tbody></table><p><strong>ช ซ</strong></p>"
    )


@pytest.mark.parametrize(
    "html", ["", " ", "<p><br></p>", "<ul><li></li></ul>", "<!-- x -->", "\u200b"]
)
def test_nothing_is_kept_of_nothing(html: str) -> None:
    assert (clean(html), rich_text.is_empty(html)) == ("", True)


def test_an_empty_table_is_kept_but_says_nothing() -> None:
    table = "<table><tbody><tr><th></th><th></th></tr></tbody></table>"
    assert (clean(table), rich_text.is_empty(table)) == (table, True)


@pytest.mark.parametrize(
    ("html", "sentence"),
    [
        (
            "ก" * 20_001,
            "ข้อความยาว 20,001 ตัวอักษร ใช้ได้ไม่เกิน 20,000 ตัวอักษร ให้ย่อข้อความ หรือแนบส่วนที่เหลือเป็นไฟล์",
        ),
        (
            "<table><tr>" + "<td>ก</td>" * 13 + "</tr></table>",
            "ตารางมี 13 คอลัมน์ ใช้ได้ไม่เกิน 12 คอลัมน์ ให้แบ่งเป็นหลายตาราง หรือแนบเป็นไฟล์",
        ),
        (
            "<table>"
            + "<tr>"
            + "<td></td>" * 10
            + "</tr>"
            + "<tr><td>ก</td></tr>" * 100
            + "</table>",
            "ตารางในข้อความมีรวม 1,010 ช่อง ใช้ได้ไม่เกิน 1,000 ช่อง ให้ย่อตาราง หรือแนบเป็นไฟล์",
        ),
    ],
    ids=["too long", "too wide", "too many cells"],
)
def test_what_does_not_fit_is_refused_with_a_sentence(html: str, sentence: str) -> None:
    with pytest.raises(RichTextProblem) as refused:
        clean(html)
    assert refused.value.th == sentence
    assert refused.value.en


@pytest.mark.parametrize("hostile", ["<b><i a=1>" * 2000, "<div>" * 2000, "<ul><li>" * 2000])
def test_of_tags_that_lie_too_deep_only_the_lines_are_read(hostile: str) -> None:
    assert plain(hostile + "<p>ก" * 2000) == "\n".join(["ก"] * 2000)


def test_cells_that_reach_over_everything_do_not_multiply() -> None:
    wide = "<tr>" + "<td rowspan=100 colspan=100>ก" * 12
    assert plain(f"<table>{wide}</table>") == " | ".join(["ก"] * 12)
