"""The sheet with the tables of one instrument: a block for each question that asks for rows."""

from __future__ import annotations

from typing import Final

from xlsxwriter.worksheet import Worksheet

from tidtam.forms.cells import Cell, column_cells, row_texts
from tidtam.forms.kinds import Rows
from tidtam.reports.workbooks.report_looks import (
    ROW_HEIGHT,
    Lists,
    Looks,
    drop_down,
    finish,
    height_for,
    write_answer,
)
from tidtam.reports.workbooks.report_sheet import Keys, is_closed
from tidtam.rounds.exchange import BLOCK, HEADS, Asked, help_words, line_key, question_words

_KEY, _NUMBER, _FIRST_COLUMN = 0, 1, 2
_FIRST_ROW: Final = 4
_MORE_ROWS: Final = 10
_WIDTH: Final = 34
_LISTS: Final = 30  # a hidden column no table reaches


def place_tables(questions: tuple[Asked, ...]) -> dict[str, int]:
    """Where the table of each question will begin, as a row from 1, by the question's key."""
    row, places = _FIRST_ROW, {}
    for asked in questions:
        places[asked.key] = row + 1
        row += _height(asked)
    return places


def tables_of(questions: tuple[Asked, ...]) -> tuple[Asked, ...]:
    """The questions that ask for rows and whose answers a spreadsheet can hold."""
    return tuple(
        asked
        for asked in questions
        if isinstance(asked.question.answer, Rows) and not is_closed(asked)
    )


def write_tables(
    page: Worksheet,
    questions: tuple[Asked, ...],
    looks: Looks,
    keys: Keys,
    *,
    head: tuple[str, str, str],
) -> None:
    """The whole sheet; ``head`` is its title, whose it is, and the mark of made-up data."""
    page.set_default_row(ROW_HEIGHT)
    for row, (words, look) in enumerate(
        zip(head, (looks.title, looks.text_line, looks.demo), strict=True)
    ):
        if words:
            page.write_string(row, _NUMBER, words, look)
    lists, row, widest = Lists(_LISTS, looks.key), _FIRST_ROW, 1
    for asked in questions:
        _write_block(page, row, asked, looks, keys, lists)
        row += _height(asked)
        widest = max(widest, len(_kind(asked).layout))
    page.set_column(_KEY, _KEY, 18, None, {"hidden": True})
    page.set_column(_NUMBER, _NUMBER, 8)
    page.set_column(_FIRST_COLUMN, _FIRST_COLUMN + widest - 1, _WIDTH)
    page.set_column(_LISTS, _LISTS, 18, None, {"hidden": True})
    page.freeze_panes(_FIRST_ROW - 1, 0)
    finish(page)


def _kind(asked: Asked) -> Rows:
    kind = asked.question.answer
    assert isinstance(kind, Rows)  # noqa: S101  tables_of chose them
    return kind


def _lines(asked: Asked) -> int:
    """Rows to fill in: those that are there, and some more, within what the form takes."""
    filled = len(asked.answer.value or [])
    return min(max(_kind(asked).most, filled), filled + _MORE_ROWS)


def _height(asked: Asked) -> int:
    return _lines(asked) + 3  # its title, its heads, an empty line


def _write_block(
    page: Worksheet, row: int, asked: Asked, looks: Looks, keys: Keys, lists: Lists
) -> None:
    kind = _kind(asked)
    cells = column_cells(kind)
    title = f"{asked.item.node.label.th} · {question_words(asked.question)}"
    _write_key(page, row, line_key(BLOCK, asked), looks, keys)
    for column in range(_NUMBER, _FIRST_COLUMN + len(cells)):
        page.write_blank(row, column, None, looks.item)
    page.write_string(row, _NUMBER, f"{title}  {help_words(asked.question)}".rstrip(), looks.item)
    _write_key(page, row + 1, line_key(HEADS, asked), looks, keys)
    page.write_string(row + 1, _NUMBER, "ลำดับ" if kind.in_order else "ที่", looks.head)
    for column, cell in enumerate(cells, start=_FIRST_COLUMN):
        page.write_string(row + 1, column, cell.label.th if cell.label else "", looks.head)
    page.set_row(row + 1, height_for([(c.label.th if c.label else "", _WIDTH) for c in cells]))
    _write_rows(page, row + 2, asked, cells, looks, lists)


def _write_rows(
    page: Worksheet,
    first: int,
    asked: Asked,
    cells: tuple[Cell, ...],
    looks: Looks,
    lists: Lists,
) -> None:
    filled = row_texts(_kind(asked), asked.answer.value)
    for number in range(_lines(asked)):
        row, texts = first + number, filled[number] if number < len(filled) else {}
        page.write_number(row, _NUMBER, number + 1, looks.closed)
        for column, cell in enumerate(cells, start=_FIRST_COLUMN):
            is_number = cell.holds == "number"
            look = looks.number if is_number else looks.open
            write_answer(page, row, column, texts.get(cell.part, ""), look, number=is_number)
            if cell.words:
                drop_down(page, row, column, cell.words, lists)
        page.set_row(row, height_for([(text, _WIDTH) for text in texts.values()]))


def _write_key(page: Worksheet, row: int, key: str, looks: Looks, keys: Keys) -> None:
    page.write_string(row, _KEY, key, looks.key)
    keys.append(key)
