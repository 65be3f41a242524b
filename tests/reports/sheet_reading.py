"""Reads finished files back and compares their text, letter by letter, with what went in."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
from lxml import etree

from tidtam.reports.sheets.blocks import Document, Row, Table, block_texts, texts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PAGE_HEAD = re.compile(r"- [0-9๐-๙]+ -")


def poppler_pages(pdf: bytes, folder: Path) -> list[str]:
    """The text of each page as ``pdftotext`` gives it, in the order it is drawn."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-raw", "-enc", "UTF-8", str(path), "-"]
    run = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    return run.stdout.decode().split("\f")[:-1]


def pdfium_pages(pdf: bytes) -> list[str]:
    """The text of each page as PDFium (Chrome's reader) gives it."""
    with pypdfium2.PdfDocument(pdf) as file:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in file]


def first_difference(document: Document, pages: list[str]) -> str | None:
    """None where ``pages`` hold exactly the document's text, else the place where they part.

    A reader may put a line end between any two letters (lines are broken there), and must give a
    line end or a space wherever the text has a space; nothing else may differ. What stands in
    the head of each page and the repeated header rows of tables are passed over.
    """
    expected, at = " ".join(" ".join(texts(_as_drawn(document))).split()), 0
    for page in pages:
        at += expected[at : at + 1] == " "
        rest = _without_head(page, document)
        for header in _headers(document):
            again = header.match(rest)
            if again and not _fits(expected, at, again.group()):
                rest = rest[again.end() :].lstrip()
        end = _walk(expected, at, rest)
        if isinstance(end, str):
            return end
        at = end
    return None if at >= len(expected) else f"missing: {expected[at : at + 80]!r}"


def _as_drawn(document: Document) -> Document:
    """The document with cells in the order the PDF draws them: in a row, tall cells come last."""

    def row_as_drawn(row: Row) -> Row:
        return replace(row, cells=tuple(sorted(row.cells, key=lambda cell: cell.rowspan > 1)))

    blocks = tuple(
        replace(
            block,
            header=tuple(map(row_as_drawn, block.header)),
            rows=tuple(map(row_as_drawn, block.rows)),
        )
        if isinstance(block, Table)
        else block
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def _walk(expected: str, at: int, got: str) -> int | str:
    """How far ``got`` takes us in ``expected``, or a description of the first difference."""
    for place, char in enumerate(got):
        here = expected[at : at + 1]
        if char.isspace():
            if here == " ":
                at += 1
            elif char != "\n" and expected[at - 1 : at] != " ":
                return f"extra space: {got[max(0, place - 30) : place + 30]!r}"
        elif char == here:
            at += 1
        else:
            wanted = expected[max(0, at - 20) : at + 20]
            return f"wanted {wanted!r}, got {got[max(0, place - 20) : place + 20]!r}"
    return at


def _fits(expected: str, at: int, got: str) -> bool:
    return isinstance(_walk(expected, at, got), int)


def _without_head(page: str, document: Document) -> str:
    rest = _PAGE_HEAD.sub("", page.strip(), count=1) if _has_number(page) else page.strip()
    for words in (document.banner, document.standing):
        rest = rest.strip().replace(words, "", 1) if words else rest
    return rest.strip()


def _has_number(page: str) -> bool:
    found = _PAGE_HEAD.search(page)
    return found is not None and found.start() < 40


def _headers(document: Document) -> list[re.Pattern[str]]:
    """Patterns of the header rows, white space between any two letters allowed."""
    tables = [block for block in _as_drawn(document).blocks if isinstance(block, Table)]
    heads = [
        "".join(
            text
            for row in table.header
            for cell in row.cells
            for inner in cell.blocks
            for text in block_texts(inner)
        )
        for table in tables
    ]
    return [re.compile(r"\s*".join(map(re.escape, "".join(head.split())))) for head in heads]


def word_texts(docx: bytes) -> list[str]:
    """The text of each paragraph that is not blank, list numbers as Word would print them."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        root = etree.fromstring(archive.read("word/document.xml"))
        thai = b"thaiNumbers" in archive.read("word/numbering.xml")
    return [text for text in _paragraphs(root, thai=thai) if text]


def _paragraphs(root: etree._Element, *, thai: bool) -> Iterator[str]:
    counts: dict[str, int] = {}
    for paragraph in root.iter(f"{W}p"):
        number = ""
        link = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if link is not None:
            key = link.get(f"{W}val", "")
            counts[key] = counts.get(key, 0) + 1
            number = f"{counts[key]}. "
        text = "".join(" " if e.tag == f"{W}br" else e.text or "" for e in _runs(paragraph))
        yield _thai(number) + text if thai else number + text


def _runs(paragraph: etree._Element) -> Iterator[etree._Element]:
    return (e for e in paragraph.iter(f"{W}t", f"{W}br"))


def _thai(number: str) -> str:
    return number.translate({ord("0") + n: chr(0x0E50 + n) for n in range(10)})
