"""The words on the pages of a PDF, line by line with their places, for searching and reading."""

from __future__ import annotations

import ctypes
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tidtam.evidence.inspection.reasons import Found
from tidtam.thai.repair import repair_pdf

# What lies behind is still drawn page by page; it is only not searched.
MOST_PAGES: Final = 300
MOST_LETTERS: Final = 1_500_000
TEXTS: Final = "texts.json"


@dataclass(slots=True)
class _Line:
    """A line while it grows; places in points, from the bottom left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    def takes(self, box: tuple[float, float, float, float]) -> bool:
        """Whether a letter stands on this line, a little further on."""
        left, bottom, _right, top = box
        height = max(self.top - self.bottom, top - bottom, 1.0)
        middle = (bottom + top) / 2
        on_it = self.bottom - height * 0.35 <= middle <= self.top + height * 0.35
        return on_it and -height <= left - self.right <= height * 4

    def add(self, letter: str, box: tuple[float, float, float, float]) -> None:
        self.text += letter
        self.left, self.bottom = min(self.left, box[0]), min(self.bottom, box[1])
        self.right, self.top = max(self.right, box[2]), max(self.top, box[3])


def write_texts(document: pdfium.PdfDocument, out: Path) -> None:
    """Write the lines of a document as JSON, page by page.

    A line is [left, top, width, height, text]; the places are thousandths of the page, from its
    top left.
    """
    pages: list[list[list[Any]]] = []
    left = MOST_LETTERS
    for index in range(min(len(document), MOST_PAGES)):
        lines = _lines_of(document, index) if left > 0 else []
        left -= sum(len(line[4]) for line in lines)
        pages.append(lines)
    said = {"pages": len(document), "lines": pages}
    (out / TEXTS).write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")


def _lines_of(document: pdfium.PdfDocument, index: int) -> list[list[Any]]:
    try:
        page = document[index]
        width, height = page.get_size()
        texts = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise Found("damaged") from error
    if width <= 0 or height <= 0:
        return []
    lines = [_placed(line, width, height) for line in _grown(texts) if line.text.strip()]
    texts.close()
    page.close()
    return lines


def _placed(line: _Line, width: float, height: float) -> list[Any]:
    def thousandths(part: float, whole: float) -> int:
        return min(max(round(part / whole * 1000), 0), 1000)

    return [
        thousandths(line.left, width),
        thousandths(height - line.top, height),
        max(thousandths(line.right - line.left, width), 1),
        max(thousandths(line.top - line.bottom, height), 1),
        repair_pdf(" ".join(line.text.split())),
    ]


def _grown(texts: pdfium.PdfTextPage) -> Iterator[_Line]:
    """The lines of a page; marks above and below stay with the letter they belong to.

    pdfium breaks the line where a mark is raised, so its breaks are not followed.
    """
    line: _Line | None = None
    for letter, box in _letters(texts):
        if letter.isspace():
            if line is not None and not line.text.endswith(" "):
                line.text += " "
            continue
        is_mark = unicodedata.category(letter) == "Mn"
        if line is not None and is_mark:
            line.text = line.text.rstrip(" ") + letter
        elif line is not None and line.takes(box):
            line.add(letter, box)
        else:
            if line is not None:
                yield line
            line = _Line(letter, *box)
    if line is not None:
        yield line


def _letters(texts: pdfium.PdfTextPage) -> Iterator[tuple[str, tuple[float, float, float, float]]]:
    raw = texts.raw
    sides = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = sides
    for place in range(texts.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(raw, place)
        if code in (0x0A, 0x0D) or not 0x20 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            continue
        if not pdfium_c.FPDFText_GetCharBox(raw, place, *(ctypes.byref(side) for side in sides)):
            continue
        yield chr(code), (left.value, bottom.value, right.value, top.value)
