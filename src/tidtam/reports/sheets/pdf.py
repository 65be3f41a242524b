"""Document → PDF (PDF/A-2a and PDF/UA-1 in one file) by Typst.

The text travels as JSON and is laid out as strings, never as markup: whatever people typed comes
out as they typed it. Same document, same bytes.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tempfile
import threading
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import typst

from tidtam.reports.errors import PdfRefused
from tidtam.reports.fonts import engine_fonts, require_glyphs, stack
from tidtam.reports.sheets.blocks import (
    Block,
    Cell,
    Document,
    Heading,
    NumberedList,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
    block_texts,
    texts,
)
from tidtam.reports.sheets.dress import dressed
from tidtam.reports.sheets.style import PAPERS, SheetStyle

STANDARDS: list[Any] = ["a-2a", "ua-1"]
TEMPLATE = Path(__file__).with_name("sheet.typ")
# Together with the signature when no longer than this; else only its end is.
CLOSING_LETTERS = 1800
# Thai is broken at its words by the engine; a long Latin word or address is not.
_LONG_WORD = r"[^\s\u0e00-\u0e7f]{22,}|(\S)\2{21,}"
# What stays on one line, with the signs that touch it: words that dictionaries take for two, and
# Latin words with a hyphen (O-NET): readers drop a hyphen that ends a line.
_SIGNS = r"[^\s\w\u0e00-\u0e7f]*"
_LATIN = r"(?<![A-Za-z0-9-])[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8}){1,2}(?![A-Za-z0-9-])"
_THAI = r"(?:นักเรียน|โรงเรียน|ชุมชน)(?![\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])"
_PLACES = re.compile(f"(?P<long>{_LONG_WORD})|{_SIGNS}(?:{_LATIN}|{_THAI}){_SIGNS}")


def pdf(document: Document, style: SheetStyle) -> bytes:
    """The finished PDF.

    Raises MissingFont, MissingGlyph, or PdfRefused where the engine's own checks for PDF/A and
    PDF/UA fail.
    """
    dress = dressed(document, style.digits)
    require_glyphs([dress.title, dress.banner, dress.standing, *texts(dress)])
    try:
        return _press().compile(to_typst(dress, style), _noon(dress.issued))
    except typst.TypstError as error:
        raise PdfRefused.of(dress.title, error.message) from error


class _Press:
    """The engine with fonts and template loaded once, and a folder for the data of a document.

    The data is a file and not ``sys.inputs``: a change of inputs makes the engine forget every
    finished layout, a change of file only those that differ. Titles, which are the same for all
    offices, are then laid out once per process (0.3 s for a first set, under 0.1 s after).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="tidtam-sheets-")
        folder = Path(self._folder.name)
        self._data = folder / "sheet.json"
        self._data.write_text("{}", encoding="utf-8")
        template = folder / TEMPLATE.name
        template.write_bytes(TEMPLATE.read_bytes())
        self._engine = typst.Compiler(template, root=folder, font_paths=engine_fonts())

    def compile(self, data: dict[str, Any], moment: dt.datetime) -> bytes:
        """The PDF of ``data``; one at a time, for the data stands in one file."""
        with self._lock:
            self._data.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            made = self._engine.compile(format="pdf", pdf_standards=STANDARDS, timestamp=moment)
        assert isinstance(made, bytes)  # noqa: S101 - the engine gives a list only for pictures
        return made


@cache
def _press() -> _Press:
    return _Press()


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)


def to_typst(document: Document, style: SheetStyle) -> dict[str, Any]:
    """The document as plain data for the template ``sheet.typ``.

    Keys: the file's own facts, page measures, and ``blocks``, each with its kind under "k".
    """
    width, height = PAPERS[style.paper]
    margins = style.margins
    return {
        "title": document.title,
        "author": document.author,
        "issued": [document.issued.year, document.issued.month, document.issued.day],
        "banner": document.banner,
        "standing": document.standing,
        "thai": style.digits == "thai",
        "fonts": stack(style.font),
        "size": style.size,
        "table": style.table_size,
        "paper": [width, height],
        "margins": [margins.left, margins.right, margins.top, margins.bottom],
        "blocks": _closed(document.blocks),
    }


def _closed(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The blocks, each signature bound to what it signs, so that it never stands alone."""
    drawn: list[dict[str, Any]] = []
    pending: list[Block] = []
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        if isinstance(block, Signature):
            drawn += _bound(pending, _signature(block, following))
            pending = []
        elif _is_trace(block) or _is_note_of(block, pending, following):
            drawn += _bound(pending, _block(block)) if pending else []
            pending = []
        else:
            pending.append(block)
    return drawn + [_block(block) for block in pending]


def _is_trace(block: Block | None) -> bool:
    return isinstance(block, Paragraph) and block.style == "trace"


def _is_note_of(block: Block, before: list[Block], following: Block | None) -> bool:
    """Whether ``block`` is the first note under a table, with which its end must stay."""
    note = isinstance(block, Paragraph) and block.style == "note"
    under = bool(before) and isinstance(before[-1], Table)
    return note and under and not isinstance(following, Signature)


def _signature(signature: Signature, following: Block | None) -> dict[str, Any]:
    """The signature and, where it comes next, the small line of trace in one piece with it."""
    trace = _paragraph(following) if isinstance(following, Paragraph) else None
    return {
        "k": "s",
        "lines": _lines(signature.lines),
        "trace": trace if _is_trace(following) else None,
    }


def _bound(before: list[Block], closing: dict[str, Any]) -> list[dict[str, Any]]:
    """The blocks ``before`` with ``closing`` kept on one page with their end."""
    if before and isinstance(before[-1], Table):
        *others, table = before
        return [*map(_block, others), {**_block(table), "closing": closing}]
    start = _closing_start(before)
    group = {"k": "g", "blocks": [*map(_block, before[start:]), closing]}
    return [*map(_block, before[:start]), group]


def _closing_start(blocks: list[Block]) -> int:
    """Where the text begins that is kept on one page with what closes ``blocks``.

    At most a heading of the second level and the text under it. A last paragraph too long to be
    kept whole is cut in two in place, at a space.
    """
    room, start = CLOSING_LETTERS, len(blocks)
    while start and not isinstance(blocks[start - 1], Table):
        room -= sum(map(len, block_texts(blocks[start - 1])))
        if room < 0:
            break
        start -= 1
        if isinstance(blocks[start], Heading):
            break
    last = blocks[-1] if blocks else None
    if start == len(blocks) and isinstance(last, Paragraph):
        blocks[-1:] = _cut(last)
        start = len(blocks) - 1
    return start


def _cut(paragraph: Paragraph) -> list[Paragraph]:
    """``paragraph`` in two, the second one short enough to stay with a signature."""
    words = "".join(run.text for run in paragraph.runs)
    at = words.find(" ", len(words) - CLOSING_LETTERS // 4)
    if len(paragraph.runs) > 1 or at < 0:
        return [paragraph]
    head, tail = replace(paragraph, runs=(Run(words[:at]),)), Run(words[at + 1 :])
    return [head, replace(paragraph, runs=(tail,), indent=False)]


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {
                "k": "h",
                "lines": _lines(block.lines),
                "level": block.level,
                "new": block.new_page,
            }
        case Paragraph():
            return _paragraph(block)
        case NumberedList():
            return {"k": "l", "items": [_paragraph(item) for item in block.items]}
        case Signature():
            return _signature(block, None)
        case Table():
            return {
                "k": "t",
                "closing": None,
                "widths": block.widths,
                "title": block.title,
                "header": [_row(row) for row in block.header],
                "rows": [_row(row) for row in block.rows],
            }


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "k": "p",
        "runs": [[_breakable(run.text), run.bold] for run in paragraph.runs],
        "style": paragraph.style,
        "align": paragraph.align,
        "indent": paragraph.indent,
    }


def _lines(lines: tuple[str, ...]) -> list[str]:
    return [_breakable(line) for line in lines]


def _breakable(text: str) -> str:
    """``text`` with marks (U+200B) where a line may end inside a word too long for a column.

    The template turns each mark into an empty box: the character itself would come back
    with the text when somebody copies it. What must not be broken stands between two U+2060,
    which the template turns into a box.
    """
    return _PLACES.sub(_marked, text)


def _marked(found: re.Match[str]) -> str:
    if found["long"]:
        return "\u200b".join(re.findall(".{1,4}", found.group()))
    return f"\u2060{found.group()}\u2060"


def _row(row: Row) -> dict[str, Any]:
    return {"whole": row.whole, "cells": [_cell(cell) for cell in row.cells]}


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "blocks": [_block(block) for block in cell.blocks],
        "cols": cell.colspan,
        "rows": cell.rowspan,
        "align": cell.align,
        "depth": cell.depth,
    }
