"""Rich text limited to what reports print: the one door to it.

Paragraphs, bullet and numbered lists up to three deep, tables with a head row, bold,
links (http, https, mailto) and line breaks; nothing else. What is stored is canonical
HTML: one spelling for one text, so that texts are equal when their HTML is. Thai is
written soundly as :mod:`tidtam.thai.text` says; sound text stays letter for letter.

>>> clean("<p style='color:red'>ดี <b>มาก</b>&nbsp;</p>")
'<p>ดี <strong>มาก</strong></p>'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tidtam.forms.rich_text_blocks import (
    Block,
    Item,
    Line,
    List,
    Paragraph,
    Piece,
    Run,
    Runs,
    Table,
    as_blocks,
    as_html,
    as_pieces,
    canonical,
    safe_link,
)
from tidtam.forms.rich_text_marked import Numbers, read_marked, write_marked
from tidtam.forms.rich_text_paste import read_html
from tidtam.thai.bilingual import Bilingual

__all__ = [
    "MAX_CELLS",
    "MAX_COLUMNS",
    "MAX_LETTERS",
    "MAX_MARKED",
    "MAX_SOURCE",
    "Block",
    "Item",
    "List",
    "Paragraph",
    "RichTextProblem",
    "Run",
    "Runs",
    "Table",
    "blocks",
    "clean",
    "from_blocks",
    "from_marked",
    "from_plain",
    "is_empty",
    "plain",
    "safe_link",
    "to_marked",
]

# Begins with something to read.
_SAID: Final = re.compile(r"(?:<(?:p|strong)>)*\w")

MAX_SOURCE: Final = 1_000_000  # characters of HTML as it arrives, styles and all
MAX_LETTERS: Final = 20_000  # characters that are read, of one answer
MAX_MARKED: Final = 32_000  # as marked text; a cell of Excel holds 32,767
MAX_CELLS: Final = 1_000  # cells of all tables of one answer
MAX_COLUMNS: Final = 12  # more cannot be read on a page of A4


class RichTextProblem(ValueError):
    """A text that cannot be kept: one sentence in each language.

    Attributes:
        th: what is wrong and what to do, in Thai.
        en: the same in English.
    """

    def __init__(self, message: Bilingual) -> None:
        super().__init__(message.th)
        self.th = message.th
        self.en = message.en


def clean(html: str) -> str:
    """Any HTML as canonical HTML; an empty string where it says nothing and has no table.

    Raises:
        RichTextProblem: the text is too long, or a table has too many columns or cells.
    """
    return as_html(as_blocks(_checked(_read(html))))


def blocks(html: str) -> tuple[Block, ...]:
    """The blocks of ``html`` for a writer of Word, PDF or Excel."""
    return as_blocks(_read(html))


def from_blocks(parts: Iterable[Block]) -> str:
    """Canonical HTML of some blocks; ``from_blocks(blocks(x)) == x`` for each canonical x."""
    return as_html(as_blocks(_checked(canonical(as_pieces(parts)))))


def to_marked(html: str) -> str:
    """``html`` as light markup for a cell of Excel or a bare text field.

    ``from_marked(to_marked(x)) == x`` for each canonical x.
    """
    return write_marked(_read(html))


def from_marked(text: str) -> str:
    """Canonical HTML of light markup (:mod:`.rich_text_marked`).

    Raises:
        RichTextProblem: as :func:`clean`.
    """
    _check_source(text, 2 * MAX_MARKED)
    return as_html(as_blocks(_checked(canonical(read_marked(text)))))


def from_plain(text: str) -> str:
    """Canonical HTML of text without any markup: an empty line ends a paragraph.

    Raises:
        RichTextProblem: as :func:`clean`.
    """
    _check_source(text, 2 * MAX_MARKED)
    return as_html(as_blocks(_checked(canonical([Line(0, False, (Run(text),))]))))


def plain(html: str) -> str:
    """What a reader reads: a line per paragraph, item and row; no bold, no addresses."""
    return _plain(_read(html))


def is_empty(html: str) -> bool:
    """Whether ``html`` says nothing: no letter, perhaps an empty table."""
    if _SAID.match(html):  # canonical text is read often and seldom empty: no need to take it apart
        return False
    return not any(
        any(map(any, piece.rows)) if isinstance(piece, Table) else piece.runs
        for piece in _read(html)
    )


def _read(html: str) -> list[Piece]:
    _check_source(html, MAX_SOURCE)
    return canonical(read_html(html))


def _plain(pieces: Sequence[Piece]) -> str:
    return "\n".join(_plain_lines(pieces))


def _plain_lines(pieces: Sequence[Piece]) -> Iterator[str]:
    numbers = Numbers()
    for piece in pieces:
        if isinstance(piece, Table):
            yield from (" | ".join(map(_words, row)) for row in piece.rows)
        elif piece.level:
            yield "  " * (piece.level - 1) + numbers.mark(piece) + _words(piece.runs)
            continue
        else:
            yield _words(piece.runs)
        numbers = Numbers()


def _words(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def _checked(pieces: list[Piece]) -> list[Piece]:
    """``pieces``, if they are within the limits."""
    tables = [piece for piece in pieces if isinstance(piece, Table)]
    if widest := max((len(table.rows[0]) for table in tables), default=0):
        _check_tables(widest, sum(len(table.rows) * len(table.rows[0]) for table in tables))
    letters = len(_plain(pieces))
    if letters > MAX_LETTERS:
        raise _too_long(letters, MAX_LETTERS)
    marked = len(write_marked(pieces))
    if marked > MAX_MARKED:
        raise _too_long(marked, MAX_MARKED)
    return pieces


def _check_source(text: str, limit: int) -> None:
    if len(text) > limit:
        raise _too_long(len(text), limit)


def _check_tables(widest: int, cells: int) -> None:
    if widest > MAX_COLUMNS:
        raise RichTextProblem(
            Bilingual(
                th=f"ตารางมี {widest} คอลัมน์ ใช้ได้ไม่เกิน {MAX_COLUMNS} คอลัมน์ "
                "ให้แบ่งเป็นหลายตาราง หรือแนบเป็นไฟล์",
                en=f"A table has {widest} columns; up to {MAX_COLUMNS} can be used. "
                "Divide it into several tables, or attach it as a file.",
            )
        )
    if cells > MAX_CELLS:
        raise RichTextProblem(
            Bilingual(
                th=f"ตารางในข้อความมีรวม {cells:,} ช่อง ใช้ได้ไม่เกิน {MAX_CELLS:,} ช่อง "
                "ให้ย่อตาราง หรือแนบเป็นไฟล์",
                en=f"The tables of the text have {cells:,} cells; up to {MAX_CELLS:,} can be used. "
                "Shorten them, or attach them as a file.",
            )
        )


def _too_long(length: int, limit: int) -> RichTextProblem:
    return RichTextProblem(
        Bilingual(
            th=f"ข้อความยาว {length:,} ตัวอักษร ใช้ได้ไม่เกิน {limit:,} ตัวอักษร "
            "ให้ย่อข้อความ หรือแนบส่วนที่เหลือเป็นไฟล์",
            en=f"The text has {length:,} characters; up to {limit:,} can be used. "
            "Shorten it, or attach the rest as a file.",
        )
    )
