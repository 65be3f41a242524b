"""What a reader takes out of a PDF is what went in: letter by letter, space by space."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pdfplumber
import pytest
from sheet_reading import first_difference, pdfium_pages, poppler_pages
from sheet_samples import STYLE, a_round, a_year

from tidtam.reports.errors import MissingGlyph
from tidtam.reports.fonts.build import cells
from tidtam.reports.sheets.blocks import Document, Paragraph, Run
from tidtam.reports.sheets.builders import document
from tidtam.reports.sheets.dress import dressed
from tidtam.reports.sheets.pdf import pdf
from tidtam.reports.sheets.prose import paragraphs

HERE = Path(__file__).parent
SEEDS = Path(os.environ.get("TIDTAM_SEEDS", HERE.parents[2] / "shared" / "seeds"))
TRAPS = (
    "ครั้ง น้ำ ป่า ฟ้า ปี่ ญู ฐิ้ กตัญญู ที่ปรึกษา สำนักงาน ผู้ปกครอง ป่าไม้ ฝ่าย ฟื้น ปั๊ม ใหญ่ "
    "เป็นต้น กุฏิ กฎุมพี ญี่ปุ่น เปี๊ยะ สิทธิ์ ป้ำ ป๊ำ ฬั ฤๅ ฎีกา ฐานะ ก๊วยเตี๋ยว จิ๋ว ธันวาคมฯ"
)


def plain(*texts: str) -> Document:
    """A document of paragraphs without anything else."""
    blocks = tuple(Paragraph((Run(text),)) for text in texts)
    return Document("เอกสารทดสอบ", "ผู้จัดทำ", dt.date(2023, 9, 29), blocks)


def test_every_word_of_the_corpus_comes_back_from_two_readers(tmp_path: Path) -> None:
    """Thousands of letters of prose, in both weights, by Poppler and by PDFium."""
    lines = (HERE / "corpus.txt").read_text(encoding="utf-8").splitlines()
    bold = tuple(Paragraph((Run(line, bold=True),)) for line in lines)
    thin = plain(*lines)
    doc = Document(thin.title, thin.author, thin.issued, (*thin.blocks, *bold))

    made = pdf(doc, STYLE)

    assert first_difference(doc, poppler_pages(made, tmp_path)) is None
    assert first_difference(doc, pdfium_pages(made)) is None


def test_hard_words_come_back_from_three_readers(tmp_path: Path) -> None:
    """One word to a line; pdfplumber reads glyph by glyph and hears no hints from the file."""
    made = pdf(plain(*TRAPS.split()), STYLE)
    path = tmp_path / "traps.pdf"
    path.write_bytes(made)

    with pdfplumber.open(path) as file:
        by_glyph = [word for page in file.pages for word in page.extract_text().split()]

    assert [w for page in poppler_pages(made, tmp_path) for w in page.split()] == TRAPS.split()
    assert [w for page in pdfium_pages(made) for w in page.split()] == TRAPS.split()
    assert by_glyph == TRAPS.split()


def test_every_cell_thai_can_write_comes_back(tmp_path: Path) -> None:
    """All consonants with all vowels and tones above and below: 3,500 of them."""
    every = [cell for cell in cells() if not cell.endswith("\u0e4d")]
    doc = plain(*(" ".join(every[start : start + 40]) for start in range(0, len(every), 40)))

    made = pdf(doc, STYLE)

    assert first_difference(doc, poppler_pages(made, tmp_path)) is None


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("make", [a_round, a_year], ids=["round", "year"])
def test_a_whole_sheet_comes_back(make: object, number: int, tmp_path: Path) -> None:
    doc = document(make(number), STYLE)  # type: ignore[operator]

    made = pdf(doc, STYLE)

    assert first_difference(doc, poppler_pages(made, tmp_path)) is None
    assert first_difference(doc, pdfium_pages(made)) is None


HOSTILE = {
    "markup": "#set text(red) $x^2$ @ref *bold* _it_ \\ \"q\" 'q' `c` <l> [c] {d} // c /* = H - i",
    "code": '#panic("x") #{1+1} #read("/etc/passwd") ~ -- --- ... \\u{0041}',
    "xml": "<w:t>&amp; ]]> <b>x</b> &#65; <!-- --> <?xml?>",
    "signs": "😀 👍 ✅ ✓ ☐ ★ → ≥ ½ ๛ ฿ ™ ● □ Ω Ж é ü ñ",
    "address": "https://example.go.th/" + "x" * 150 + "?a=1&b=2#c",
    "long": "a" * 300 + " " + "ก" * 200,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_people_type_comes_out_as_typed(text: str, tmp_path: Path) -> None:
    doc = plain(text, text)

    pages = poppler_pages(pdf(doc, STYLE), tmp_path)

    assert first_difference(doc, pages) is None


def test_a_character_without_glyph_is_an_error_in_both_languages() -> None:
    """A book of boxes is worse than no book."""
    with pytest.raises(MissingGlyph) as caught:
        pdf(plain("ระดับ 漢 ดี"), STYLE)

    assert "U+6F22" in caught.value.th
    assert "“ระดับ 漢 ดี”" in caught.value.th
    assert "U+6F22 (CJK UNIFIED IDEOGRAPH-6F22)" in caught.value.en


@pytest.mark.parametrize("word", ["โรงเรียน", "นักเรียน", "ชุมชน", "O-NET", "“โรงเรียน”", "(O-NET)"])
def test_a_short_compound_stands_on_one_line_at_any_width(word: str, tmp_path: Path) -> None:
    """Every place of the line end is tried: the word moves half a letter's width at a time."""
    made = pdf(plain(*("." * n + " ก" * 40 + f" {word} ข" * 12 for n in range(1, 7))), STYLE)

    lines = [line for page in poppler_pages(made, tmp_path) for line in page.splitlines()]
    found = sum(line.split().count(word) for line in lines)

    assert found == 6 * 12


def test_private_characters_of_broken_files_are_refused() -> None:
    """Marks of old PDF fonts (U+F70A) would be invisible on paper."""
    with pytest.raises(MissingGlyph, match="F70A"):
        pdf(plain("เร\uf70aงด\uf70aวน"), STYLE)


@pytest.mark.seeds
@pytest.mark.parametrize("name", ["000", "002", "003", "004"])
def test_real_documents_come_back(name: str, tmp_path: Path) -> None:
    """The text of the real documents, as prose; the one Katakana letter of 004 is taken out."""
    found = sorted(SEEDS.glob(f"{name}_*.txt"))
    if not found:
        pytest.skip("the real documents are not here")
    blocks = paragraphs(found[0].read_text(encoding="utf-8").replace("ト", ""))[:400]
    blank = plain()
    doc = Document(blank.title, blank.author, blank.issued, blocks)

    made = pdf(doc, STYLE)

    assert first_difference(dressed(doc, "arabic"), poppler_pages(made, tmp_path)) is None
