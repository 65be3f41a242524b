"""The Word file: same words as the PDF, real styles and numbering, sound XML, determinism."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import uuid
import zipfile
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pytest
from lxml import etree
from sheet_reading import first_difference, pdfium_pages, poppler_pages, word_texts
from sheet_samples import STYLE, a_round, a_year
from test_sheet_text import HOSTILE, plain

from tidtam.reports.fonts import FOLDER
from tidtam.reports.sheets.blocks import NumberedList, Table, texts, words
from tidtam.reports.sheets.builders import document, round_sheet, year_set
from tidtam.reports.sheets.dress import dressed
from tidtam.reports.sheets.pdf import pdf
from tidtam.reports.sheets.style import DEMO_BANNER, SheetStyle
from tidtam.reports.sheets.word import docx
from tidtam.reports.sheets.word_fonts import mixed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(name))


def body(data: bytes) -> etree._Element:
    return part(data, "word/document.xml")


def words_of(data: bytes) -> list[str]:
    return [word for text in word_texts(data) for word in text.split()]


@pytest.mark.parametrize("digits", ["arabic", "thai"])
@pytest.mark.parametrize("make", [a_round, a_year], ids=["round", "year"])
def test_word_and_pdf_hold_the_same_words_in_the_same_order(
    make: object, digits: str, tmp_path: Path
) -> None:
    """Word's text read from its XML; the PDF's by Poppler, against that very text."""
    style = replace(STYLE, digits=digits, demo=True)  # type: ignore[arg-type]
    doc = dressed(document(make(4), style), style.digits)  # type: ignore[operator]

    from_word = words_of(docx(doc, style))
    from_pdf = poppler_pages(pdf(doc, style), tmp_path)

    if digits == "arabic":
        assert from_word == words(doc)
        assert first_difference(doc, from_pdf) is None
    whole = "".join("".join(from_pdf).split())
    assert all("".join(text.split()) in whole for text in word_texts(docx(doc, style))[:3])
    assert sorted(from_word) == sorted(_numbered(doc, digits))


def _numbered(doc: object, digits: str) -> list[str]:
    """The words of ``doc`` with list numbers in the document's digits."""
    if digits == "arabic":
        return words(doc)  # type: ignore[arg-type]
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    found = []
    for text in texts(doc):  # type: ignore[arg-type]
        number = re.match(r"\d+\. ", text)
        text = text[: number.end()].translate(thai) + text[number.end() :] if number else text
        found += text.split()
    return found


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_people_type_comes_out_as_typed(text: str) -> None:
    assert words_of(docx(plain(text), STYLE)) == text.split()


def test_the_same_content_gives_the_same_bytes() -> None:
    doc = year_set(a_year(), STYLE)

    assert docx(doc, STYLE) == docx(doc, STYLE)


def test_every_paragraph_has_a_named_style_that_exists() -> None:
    data = docx(year_set(a_year(), STYLE), STYLE)

    used = {style.get(f"{W}val") for style in body(data).iter(f"{W}pStyle", f"{W}tblStyle")}
    known = {style.get(f"{W}styleId") for style in part(data, "word/styles.xml").iter(f"{W}style")}
    bare = [p for p in body(data).iter(f"{W}p") if p.find(f"{W}pPr/{W}pStyle") is None]

    assert {"Title", "Heading1", "Heading2", "TableText", "Signature", "ResultTable"} <= used
    assert used <= known
    assert bare == []


def test_no_empty_paragraph_stands_for_spacing() -> None:
    data = docx(year_set(a_year(), STYLE), STYLE)

    empty = [p for p in body(data).find(f"{W}body").findall(f"{W}p") if not "".join(p.itertext())]

    assert empty == []


def test_header_rows_repeat_and_short_rows_stay_whole() -> None:
    doc = year_set(a_year(), STYLE)
    tables = [block for block in doc.blocks if isinstance(block, Table)]

    drawn = body(docx(doc, STYLE)).findall(f".//{W}tbl")
    repeated = [len(table.findall(f".//{W}tblHeader")) for table in drawn]
    whole = [len(table.findall(f".//{W}cantSplit")) for table in drawn]

    assert repeated == [len(table.header) for table in tables]
    assert whole == [len(table.header) + len(table.rows) for table in tables]


def test_every_row_covers_every_column() -> None:
    """Spans and continued cells add up to the grid: Word calls a file damaged otherwise."""
    for table in body(docx(year_set(a_year(), STYLE), STYLE)).iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
            assert sum(1 if s is None else int(s.get(f"{W}val")) for s in spans) == columns


def test_each_list_has_its_own_numbering_that_starts_at_one() -> None:
    doc = round_sheet(a_round(), STYLE)
    lists = [
        block
        for table in doc.blocks
        if isinstance(table, Table)
        for row in table.rows
        for cell in row.cells
        for block in cell.blocks
        if isinstance(block, NumberedList)
    ]

    data = docx(doc, STYLE)
    used = [number.get(f"{W}val") for number in body(data).iter(f"{W}numId")]
    starts = part(data, "word/numbering.xml").findall(f"{W}num/{W}lvlOverride/{W}startOverride")

    assert len(lists) > 3
    assert len(set(used)) == len(lists) == len(starts)
    assert len(used) == sum(len(block.items) for block in lists)


def test_fonts_are_named_for_all_scripts_and_no_theme_leaks_in() -> None:
    style = SheetStyle(word_font="TH SarabunIT๙", size=16)
    data = docx(plain("ทดสอบ"), style)

    defaults = part(data, "word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    fonts = {key.removeprefix(W): name for key, name in defaults.find(f"{W}rFonts").items()}
    language = defaults.find(f"{W}lang")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names, everything = archive.namelist(), b"".join(map(archive.read, archive.namelist()))

    assert fonts == dict.fromkeys(("ascii", "eastAsia", "hAnsi", "cs"), "TH SarabunIT๙")
    assert defaults.find(f"{W}sz").get(f"{W}val") == "32"
    assert defaults.find(f"{W}szCs").get(f"{W}val") == "32"
    assert language.get(f"{W}bidi") == "th-TH"
    assert not any("theme" in name for name in names)
    assert b"asciiTheme" not in everything


def test_the_font_travels_with_the_file_for_machines_without_th_sarabun() -> None:
    """Under its own name for Word's altName, and under the missing one for LibreOffice."""
    data = docx(plain("ทดสอบ"), STYLE)

    table = part(data, "word/fontTable.xml")
    named, carried = table.findall(f"{W}font")
    keys = [font.find(f"{W}embedBold").get(f"{W}fontKey") for font in (named, carried)]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        stored = archive.read("word/fonts/bold.odttf")
        kinds = archive.read("[Content_Types].xml")
    font = mixed(stored, uuid.UUID(keys[0]))

    assert named.get(f"{W}name") == "TH Sarabun New"
    assert named.find(f"{W}altName").get(f"{W}val") == carried.get(f"{W}name") == "Tidtam Sarabun"
    assert keys[0] == keys[1]
    assert font == (FOLDER / "TidtamSarabun-Bold.ttf").read_bytes()
    assert stored[:32] != font[:32]
    assert b'Extension="odttf"' in kinds


def test_a_file_without_the_font_names_an_older_cut_of_th_sarabun() -> None:
    data = docx(plain("ทดสอบ"), replace(STYLE, embed_font=False))

    fonts = part(data, "word/fontTable.xml").findall(f"{W}font")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()

    assert [font.find(f"{W}altName").get(f"{W}val") for font in fonts] == ["TH SarabunPSK"]
    assert not any("fonts/" in name for name in names)
    assert len(data) < 20_000


def test_lines_are_at_least_as_far_apart_as_in_the_pdf_and_never_cut() -> None:
    """An exact line would cut the tone of ปี่ off where a font is drawn larger than ours."""
    sheet = part(docx(plain("ทดสอบ"), STYLE), "word/styles.xml")

    default = sheet.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr/{W}spacing")
    table = sheet.find(f"{W}style[@{W}styleId='TableText']/{W}pPr/{W}spacing")
    rules = {s.get(f"{W}lineRule") for s in sheet.iter(f"{W}spacing")} - {None}

    assert rules == {"atLeast"}
    assert (default.get(f"{W}line"), table.get(f"{W}line")) == ("379", "315")  # 19 and 15.75 pt


def kept_rows(table: etree._Element) -> list[bool]:
    """For each body row whether every paragraph of it stays with the next."""
    rows = [r for r in table.findall(f"{W}tr") if r.find(f"{W}trPr/{W}tblHeader") is None]
    return [
        all(
            p.find(f"{W}pPr/{W}keepNext") is not None
            for p in row.iter(f"{W}p")
            if p.findall(f"{W}r")
        )
        for row in rows
    ]


def test_a_total_stays_with_the_row_before_it_and_a_table_with_what_closes_it() -> None:
    """Summary and standards are signed, the targets have a note; the others end by themselves."""
    tables = body(docx(year_set(a_year(), STYLE), STYLE)).findall(f".//{W}tbl")

    ends = [kept_rows(table)[-3:] for table in tables]

    assert ends == [
        [False, True, True],
        [False, True, False],
        [False, True, False],
        [False, True, True],
        [False, True, True],
    ]


def test_the_end_of_a_round_goes_with_its_comment_unless_that_is_long() -> None:
    """No page holds a short comment and a signature alone."""
    short, long = (replace(a_round(), overall="ควรพัฒนาต่อไป " * n) for n in (5, 200))

    ends = [
        kept_rows(body(docx(round_sheet(content, STYLE), STYLE)).find(f".//{W}tbl"))[-2:]
        for content in (short, long)
    ]

    assert ends == [[True, True], [True, False]]


def test_margins_are_the_ones_of_government_documents() -> None:
    margins = body(docx(plain("ทดสอบ"), STYLE)).find(f".//{W}pgMar")

    centimetres = {
        side: round(int(margins.get(f"{W}{side}")) / 1440 * 2.54, 1)
        for side in ("left", "right", "top", "bottom")
    }

    assert centimetres == {"left": 3.0, "right": 2.0, "top": 2.5, "bottom": 2.0}


def test_the_page_number_is_a_field_that_the_first_page_lacks() -> None:
    data = docx(plain("ทดสอบ"), replace(STYLE, demo=False))

    others, first = ("".join(part(data, f"word/header{n}.xml").itertext()) for n in (1, 2))

    assert others == "-  PAGE 2 -"
    assert first == ""
    assert body(data).find(f".//{W}titlePg") is not None


def test_a_demonstration_says_so_in_both_headers() -> None:
    style = replace(STYLE, demo=True)
    data = docx(year_set(a_year(), style), style)

    heads = ["".join(part(data, f"word/header{n}.xml").itertext()) for n in (1, 2)]

    assert all(DEMO_BANNER in head for head in heads)


def test_the_last_rows_and_all_signature_lines_but_the_last_stay_with_the_next() -> None:
    doc = round_sheet(replace(a_round(), imprint=replace(a_round().imprint, trace="")), STYLE)

    paragraphs = body(docx(doc, STYLE)).findall(f".//{W}p")
    signed = [p for p in paragraphs if p.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Signature"]
    released = [p.find(f"{W}pPr/{W}keepNext") is not None for p in signed]

    assert len(signed) == len(STYLE.signature_lines())
    assert released == [False] * (len(signed) - 1) + [True]


def test_python_docx_opens_it_and_finds_tables_and_title() -> None:
    """A second reader of the format agrees."""
    doc = year_set(a_year(), STYLE)

    file = python_docx.Document(io.BytesIO(docx(doc, STYLE)))

    assert file.core_properties.title == doc.title
    assert len(file.tables) == sum(isinstance(block, Table) for block in doc.blocks)
    assert file.tables[2].cell(3, 1).text == file.tables[2].cell(4, 1).text  # 13 and 14 share


def as_libreoffice_prints(data: bytes, folder: Path) -> list[str]:
    """The pages of a Word file as LibreOffice prints it; skips where that is not installed."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (folder / "sheet.docx").write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(folder / "sheet.docx")], check=True, capture_output=True)  # noqa: S603
    return pdfium_pages((folder / "sheet.pdf").read_bytes())


@pytest.mark.slow
def test_libreoffice_opens_it_and_prints_every_word(tmp_path: Path) -> None:
    """LibreOffice's own PDF of the file holds the letters of the sheet, page heads aside."""
    doc = round_sheet(a_round(), STYLE)
    style = replace(STYLE, word_font="Loma", embed_font=False)

    pages = as_libreoffice_prints(docx(doc, style), tmp_path)

    assert len(pages) > 1
    assert "- 2 -" in pages[1]
    levels = [line.level for line in a_round().lines]
    assert all(level in "".join(pages) for level in levels)


@pytest.mark.slow
@pytest.mark.parametrize("make", [a_round, a_year], ids=["round", "year"])
def test_libreoffice_needs_no_more_pages_than_the_pdf(make: object, tmp_path: Path) -> None:
    """On a machine without TH Sarabun, by the font that travels with the file."""
    doc = document(make(), STYLE)  # type: ignore[operator]

    pages = as_libreoffice_prints(docx(doc, STYLE), tmp_path)

    assert abs(len(pages) - len(pdfium_pages(pdf(doc, STYLE)))) <= 1
