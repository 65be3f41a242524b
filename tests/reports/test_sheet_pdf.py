"""The PDF as a file: standards, tags, facts, pages, determinism."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from sheet_reading import first_difference, pdfium_pages, poppler_pages
from sheet_samples import STYLE, a_round, a_year, prose

from tidtam.reports.errors import MissingFont
from tidtam.reports.sheets.blocks import Table
from tidtam.reports.sheets.builders import round_sheet, year_set
from tidtam.reports.sheets.dress import dressed
from tidtam.reports.sheets.pdf import pdf
from tidtam.reports.sheets.style import DEMO_BANNER

THAI_STYLE = replace(STYLE, digits="thai")


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def elements(node: object) -> Iterator[pikepdf.Dictionary]:
    """Every structure element below ``node``, in order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def signature_page(pages: list[str]) -> str:
    return next(page for page in pages if STYLE.signature_lines()[0] in page)


def test_the_file_declares_both_standards_its_language_and_title() -> None:
    content = a_year()

    with opened(pdf(year_set(content, STYLE), STYLE)) as file, file.open_metadata() as facts:
        declared = {key: facts.get(key) for key in ("pdfaid:part", "pdfaid:conformance")}
        ua = facts.get("pdfuaid:part")
        root = file.Root
        info = {key: str(file.docinfo[key]) for key in ("/Title", "/Author", "/CreationDate")}

    assert declared == {"pdfaid:part": "2", "pdfaid:conformance": "A"}
    assert ua == "1"
    assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("th", True)
    assert bool(root.ViewerPreferences.DisplayDocTitle) is True
    assert len(root.OutputIntents) == 1
    assert info == {
        "/Title": "ผลการติดตาม ประเมินผล การบริหารและการจัดการศึกษาขั้นพื้นฐาน ในภาพรวม "
        f"ประจำปีงบประมาณ พ.ศ. 2566 {content.office}",
        "/Author": content.imprint.author,
        "/CreationDate": "D:20230929000000Z",
    }


def test_tables_are_tagged_with_headers_that_know_their_columns() -> None:
    doc = year_set(a_year(), STYLE)
    tables = [block for block in doc.blocks if isinstance(block, Table)]
    headers = sum(len(row.cells) for table in tables for row in table.header)

    with opened(pdf(doc, STYLE)) as file:
        found = list(elements(file.Root.StructTreeRoot["/K"]))
        kinds = Counter(str(element.S) for element in found)
        scopes = [
            str(attribute.Scope)
            for element in found
            if element.S == "/TH"
            for attribute in element.A
            if "/Scope" in attribute
        ]

    assert kinds["/Table"] == len(tables)
    assert kinds["/TR"] == sum(len(t.header) + len(t.rows) for t in tables)
    assert scopes == ["/Column"] * headers
    assert kinds["/H1"] == 5


def test_only_our_fonts_are_embedded() -> None:
    with opened(pdf(round_sheet(a_round(), STYLE), STYLE)) as file:
        names = {
            str(obj.BaseFont).split("+")[1]
            for obj in file.objects
            if isinstance(obj, pikepdf.Dictionary) and obj.get("/Subtype") == "/Type0"
        }

    assert names == {"TidtamSarabun-Regular", "TidtamSarabun-Bold"}


def test_the_same_content_gives_the_same_bytes_whatever_was_printed_before() -> None:
    doc = round_sheet(a_round(), STYLE)
    first = pdf(doc, STYLE)
    pdf(round_sheet(a_round(2), STYLE), STYLE)

    assert pdf(doc, STYLE) == first


def test_a_font_that_is_not_ours_is_an_error_in_both_languages() -> None:
    style = replace(STYLE, font="TH Sarabun New")

    with pytest.raises(MissingFont) as caught:
        pdf(round_sheet(a_round(), style), style)

    assert caught.value.th == "ไม่พบแบบอักษร “TH Sarabun New” ในระบบ ให้เลือกจาก Tidtam Sarabun"
    assert "does not come with the system" in caught.value.en


def test_the_page_number_stands_on_every_page_but_the_first(tmp_path: Path) -> None:
    pages = poppler_pages(pdf(year_set(a_year(), STYLE), STYLE), tmp_path)

    numbers = [f"- {number} -" in page for number, page in enumerate(pages, start=1)]

    assert numbers == [False] + [True] * (len(pages) - 1)
    assert len(pages) > 5


def test_a_demonstration_says_so_on_every_page(tmp_path: Path) -> None:
    style = replace(STYLE, demo=True)
    doc = year_set(a_year(), style)

    pages = poppler_pages(pdf(doc, style), tmp_path)

    assert all(DEMO_BANNER in page for page in pages)
    assert first_difference(doc, pages) is None


def test_a_real_sheet_never_says_it_is_made_up(tmp_path: Path) -> None:
    pages = poppler_pages(pdf(year_set(a_year(), STYLE), STYLE), tmp_path)

    assert not any(DEMO_BANNER in page for page in pages)


def test_thai_digits_reach_prose_lists_and_page_numbers_but_not_codes(tmp_path: Path) -> None:
    doc = round_sheet(a_round(), THAI_STYLE)

    pages = poppler_pages(pdf(doc, THAI_STYLE), tmp_path)
    whole = " ".join(pages)

    assert "- ๒ -" in pages[1]
    assert "๒.๔๒" in whole
    assert "ตัวชี้วัดที่ 6a" in whole
    assert "ตัวชี้วัดที่ X1" in whole
    assert "๑. " in whole
    assert "2.42" not in whole
    assert dressed(doc, "thai").title.endswith(
        "ประจำปีงบประมาณ พ.ศ. ๒๕๖๖ (รอบ ๖ เดือน) " + a_round().office
    )


def test_a_comment_of_two_thousand_letters_runs_over_the_page_whole(tmp_path: Path) -> None:
    """A cell longer than the rest of its page is broken, not cut off."""
    content = a_round()
    long = replace(content.lines[3], recommendation=prose(5, 24)[:2000])
    content = replace(content, lines=(*content.lines[:3], long, *content.lines[4:]))
    doc = round_sheet(content, STYLE)

    made = pdf(doc, STYLE)

    assert first_difference(doc, poppler_pages(made, tmp_path)) is None
    assert first_difference(doc, pdfium_pages(made)) is None


@pytest.mark.parametrize("size", range(12, 19))
def test_the_signature_of_a_year_is_never_alone_on_a_page(size: int, tmp_path: Path) -> None:
    """Other sizes push the end of the tree table to other places of the page."""
    style = replace(STYLE, table_size=size)
    doc = year_set(replace(a_year(), annex=None), style)

    page = poppler_pages(pdf(doc, style), tmp_path)[-1]

    assert STYLE.signature_lines()[0] in page
    assert "คะแนนรวมของภาพรวม (3 มาตรฐาน)" in page
    assert "มาตรฐาน/ตัวบ่งชี้/ประเด็นการพิจารณา" in page


@pytest.mark.parametrize("sentences", [1, 6, 12, 16, 18, 20, 24, 30, 60])
def test_the_signature_of_a_round_stands_under_words(sentences: int, tmp_path: Path) -> None:
    content = replace(a_round(), overall=prose(9, sentences))
    doc = round_sheet(content, STYLE)

    pages = poppler_pages(pdf(doc, STYLE), tmp_path)

    before = signature_page(pages).split(STYLE.signature_lines()[0])[0]
    assert content.overall[-12:] in " ".join(before.split("\n")).replace("\n", "")
    assert first_difference(doc, pages) is None


def test_a_long_title_line_comes_back_whole(tmp_path: Path) -> None:
    """A little too long: set smaller. Far too long, or one endless word: broken."""
    title = ("ผลการประเมิน" * 9, "x" * 200, "#set *a* _b_ $c$ " * 12)
    doc = round_sheet(replace(a_round(), title_lines=title), STYLE)

    made = pdf(doc, STYLE)

    assert first_difference(doc, poppler_pages(made, tmp_path)) is None


def test_header_rows_stand_on_every_page_of_a_long_table(tmp_path: Path) -> None:
    pages = poppler_pages(pdf(round_sheet(a_round(), STYLE), STYLE), tmp_path)

    with_rows = [page for page in pages if "ตัวชี้วัดที่" in page]

    assert len(with_rows) > 1
    assert all("ข้อเสนอแนะเพื่อการพัฒนารายตัวชี้วัด" in page for page in with_rows)


@pytest.mark.parametrize(
    ("paper", "points"),
    [("a4", (595.28, 841.89)), ("a5", (419.53, 595.28)), ("legal", (612, 1008))],
)
def test_the_paper_is_the_one_asked_for(paper: str, points: tuple[float, float]) -> None:
    style = replace(STYLE, paper=paper)  # type: ignore[arg-type]

    with opened(pdf(round_sheet(a_round(), style), style)) as file:
        box = [float(side) for side in file.pages[0].MediaBox]

    assert box == pytest.approx([0, 0, *points], abs=0.1)
