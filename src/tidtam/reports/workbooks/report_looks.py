"""The looks of the cells of a report's workbook, and how high a row must be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tidtam.reports.workbooks.marks import FONT

ROW_HEIGHT: Final = 26  # points: room for the stacked marks of 16-point Thai
#: What fits in one cell of a spreadsheet, in UTF-16 units.
CELL_LIMIT: Final = 32_767
_HIGHEST: Final = 400
_A4: Final = 9
_LONGEST_LIST: Final = 255
# Letters that stand over or under another one take no room in a line.
_NO_WIDTH: Final = dict.fromkeys(map(ord, "ัิีึืฺุู็่้๊๋์ํ๎"))
# What a person may still do on a protected sheet; keys and questions stay as they are.
_ALLOWED: Final = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
}


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks of a cell, made once for each workbook.

    Attributes:
        open: a cell to fill in, kept as text whatever is typed: a date or "- item" stays so.
        number: a cell for a number.
    """

    title: Format
    demo: Format
    key: Format
    head: Format
    item: Format
    name: Format
    part: Format
    open: Format
    number: Format
    closed: Format
    help: Format
    link: Format
    text: Format
    text_line: Format


def looks_of(book: xlsxwriter.Workbook) -> Looks:
    """Adds every look to the workbook."""

    def look(**changes: Any) -> Format:
        return book.add_format({**FONT, "valign": "top", **changes})

    framed: dict[str, Any] = {"border": 1, "border_color": "#B8C2CC", "text_wrap": True}
    grey = {**framed, "font_color": "#5A6470", "bg_color": "#EEF1F4"}
    return Looks(
        title=look(bold=True, font_size=18),
        demo=look(bold=True, font_color="#9C1C1C"),
        key=look(font_color="#808080", font_size=10),
        head=look(**framed, bold=True, align="center", bg_color="#E4ECF5"),
        item=look(bold=True, bg_color="#F2F6FA", text_wrap=False),
        name=look(**framed, bold=True),
        part=look(**framed, indent=1),
        open=look(**framed, locked=False, num_format="@"),
        number=look(**framed, locked=False, align="left"),
        closed=look(**grey),
        help=look(**grey, font_size=14),
        link=look(**grey, underline=1),
        text=look(text_wrap=True),
        text_line=look(),
    )


def write_answer(
    page: Worksheet, row: int, column: int, text: str, look: Format, *, number: bool = False
) -> None:
    """Put an answer into a cell: as a text, never a formula; a number where nothing is lost."""
    if not text:
        page.write_blank(row, column, None, look)
    elif number and f"{float(text):.15g}" == text:
        page.write_number(row, column, float(text), look)
    else:
        page.write_string(row, column, text, look)


def fits(text: str) -> bool:
    """Whether a cell of a spreadsheet holds all of it."""
    return len(text) <= CELL_LIMIT and len(text.encode("utf-16-le")) // 2 <= CELL_LIMIT


def height_for(texts: list[tuple[str, int]], *, least: int = 1) -> float:
    """How high a row must be for some texts, each with the width of its column."""
    lines = max([least, *(_lines(text, width) for text, width in texts)])
    return min(lines * ROW_HEIGHT, _HIGHEST)


def _lines(text: str, width: int) -> int:
    # A 16-point letter takes about one and a quarter of a column's unit of width.
    return sum(
        max(1, math.ceil(len(line.translate(_NO_WIDTH)) * 1.1 / width)) for line in text.split("\n")
    )


def drop_down(page: Worksheet, row: int, column: int, words: tuple[str, ...], lists: Lists) -> None:
    """A list to choose from; in a hidden column where the words hold a comma or are many."""
    inline = (
        not any(mark in word for word in words for mark in ',"')
        and len(",".join(words)) <= _LONGEST_LIST
    )
    source: Any = list(words) if inline else lists.range_of(page, words)
    rule = {
        "validate": "list",
        "source": source,
        "ignore_blank": True,
        "error_title": "เลือกจากรายการ / Choose",
        "error_message": "เลือกคำจากรายการของช่องนี้ หรือเว้นว่าง\nChoose a word of the list, or none",
    }
    page.data_validation(row, column, row, column, rule)


class Lists:
    """The words of long drop-downs in a hidden column of the sheet that uses them.

    In the same sheet, because not every program keeps a list that stands in another one.
    """

    def __init__(self, column: int, look: Format) -> None:
        self._column = column
        self._look = look
        self._next = 0
        self._known: dict[tuple[str, ...], str] = {}

    def range_of(self, page: Worksheet, words: tuple[str, ...]) -> str:
        """Where the words stand; they are written when they are asked for first."""
        found = self._known.get(words)
        if found is None:
            first, last = self._next, self._next + len(words) - 1
            for place, word in enumerate(words, start=first):
                page.write_string(place, self._column, word, self._look)
            letter = xlsxwriter.utility.xl_col_to_name(self._column)
            found = self._known[words] = f"=${letter}${first + 1}:${letter}${last + 1}"
            self._next = last + 2
        return found


def finish(page: Worksheet, *, repeat: int | None = None) -> None:
    """Paper, and protection without a password."""
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)
    if repeat is not None:
        page.repeat_rows(repeat)
    page.protect("", _ALLOWED)
