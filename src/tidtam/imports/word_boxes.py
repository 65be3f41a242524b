"""Finds the boxes of questions in a Word file, and in each the cells that hold an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tidtam.forms.cells import Cell, cells_of, column_cells
from tidtam.forms.kinds import Rows
from tidtam.imports.word_blocks import WordBlock, WordCell, WordParagraph, WordTable
from tidtam.rounds.exchange import REASON_HEAD, STATE_HEAD, Asked
from tidtam.rounds.exchange_word import (
    FIRST_VALUE_ROW,
    STATE_ROW,
    box_mark,
    box_name,
    reason_tag,
    split_box_tag,
    squeezed_text,
    value_column,
    value_tag,
)


@dataclass(frozen=True, slots=True)
class Box:
    """The table of a question, with what its tag says of the answer it began with."""

    asked: Asked
    table: WordTable
    begun: tuple[int, str] | None


@dataclass(frozen=True, slots=True)
class BoxCells:
    """The cells of a box.

    Attributes:
        state, reason: None where the cell is gone.
        values: by part of the answer; a part whose cell is gone is missing.
        heads: columns of a table whose heads were found.
        rows: the rows of a table below its heads, by column.
        others: cells that hold no answer.
    """

    state: WordCell | None
    reason: WordCell | None
    values: dict[str, WordCell]
    heads: frozenset[str]
    rows: tuple[dict[str, WordCell], ...]
    others: tuple[WordCell, ...]


@dataclass(slots=True)
class Finder:
    """Sorts the blocks of a file into boxes and everything else.

    Attributes:
        boxes: in the order of the file; a question copied in Word has two.
        unknown: how many boxes ask what this report does not.
        outside: paragraphs that stand in no box.
    """

    asked: Sequence[Asked]
    boxes: list[Box] = field(default_factory=list)
    unknown: int = 0
    outside: list[WordParagraph] = field(default_factory=list)

    def find(self, blocks: Sequence[WordBlock]) -> None:
        """Look through blocks, those in tables of others too."""
        names = {box_name(each.key): each for each in self.asked}
        marks = {box_mark(each.key): each for each in self.asked}
        self._find(blocks, names, marks)

    def _find(
        self, blocks: Sequence[WordBlock], names: dict[str, Asked], marks: dict[str, Asked]
    ) -> None:
        for block in blocks:
            if isinstance(block, WordParagraph):
                self.outside.append(block)
                continue
            told = next(filter(None, map(split_box_tag, _tags(block))), None)
            asked = names.get(told[0]) if told else None
            asked = asked or next((marks[m] for m in block.bookmarks if m in marks), None)
            if asked is not None:
                self.boxes.append(Box(asked, block, told[1:] if told else None))
                continue
            self.unknown += told is not None
            for row in block.rows:
                for cell in row:
                    self._find(cell.blocks, names, marks)


def _tags(table: WordTable) -> Iterator[str]:
    yield table.caption
    for row in table.rows[: FIRST_VALUE_ROW + 1]:
        for cell in row:
            yield from (control.tag for control in cell.controls)


def cells_of_box(box: Box) -> BoxCells:
    """The cells of a box: by their tags, else by their labels, else by their order."""
    rows, asked = box.table.rows, box.asked
    by_tag = {
        control.tag: cell
        for row in rows
        for cell in row
        for control in cell.controls
        if control.tag
    }
    place, row = _state_row(rows)
    state = next((cell for tag, cell in by_tag.items() if split_box_tag(tag)), None)
    state = state or _after(row, STATE_HEAD.th)
    reason = by_tag.get(reason_tag(asked.key)) or _after(row, REASON_HEAD.th)
    below = rows[place + 1 :]
    kind = asked.question.answer
    values: dict[str, WordCell] = {}
    heads: frozenset[str] = frozenset()
    table_rows: tuple[dict[str, WordCell], ...] = ()
    if isinstance(kind, Rows):
        heads, table_rows = _table(below, column_cells(kind))
    else:
        for number, cell in enumerate(cells_of(kind)):
            found = by_tag.get(value_tag(asked.key, cell.part))
            found = found or _placed(below, number, cell, value_column(kind))
            if found is not None:
                values[cell.part] = found
    held = (state, reason, *values.values(), *(c for each in table_rows for c in each.values()))
    read = {id(each) for each in held if each is not None}
    others = tuple(c for each in rows for c in each if id(c) not in read)
    return BoxCells(state, reason, values, heads, table_rows, others)


def _state_row(rows: Sequence[tuple[WordCell, ...]]) -> tuple[int, tuple[WordCell, ...]]:
    for place, row in enumerate(rows):
        if row and squeezed_text(row[0].text) == squeezed_text(STATE_HEAD.th):
            return place, row
    return STATE_ROW, rows[STATE_ROW] if len(rows) > STATE_ROW else ()


def _after(row: Sequence[WordCell], label: str) -> WordCell | None:
    """The cell beside a label."""
    for left, right in pairwise(row):
        if squeezed_text(left.text) == squeezed_text(label):
            return right
    return None


def _placed(
    rows: Sequence[tuple[WordCell, ...]], number: int, cell: Cell, column: int
) -> WordCell | None:
    """The cell of a part whose tag is gone: in the row of its label, else in its own row."""
    if cell.label is not None:
        label = squeezed_text(cell.label.th)
        rows = [r for r in rows if len(r) > 1 and squeezed_text(r[-1 - column].text) == label]
        number = 0
    if number >= len(rows) or not rows[number]:
        return None
    return rows[number][column]


def _table(
    rows: Sequence[tuple[WordCell, ...]], columns: Sequence[Cell]
) -> tuple[frozenset[str], tuple[dict[str, WordCell], ...]]:
    """The columns whose heads stand in a row, and the cells of the rows below it.

    Where a row has as many cells as the heads, their order tells; else where each begins.
    """
    wanted = {squeezed_text(cell.label.th): cell.part for cell in columns if cell.label}
    for place, row in enumerate(rows):
        heads = [(wanted.get(squeezed_text(cell.text), ""), cell.start) for cell in row]
        if not any(part for part, _ in heads):
            continue
        below = tuple(_row(cells, heads) for cells in rows[place + 1 :])
        return frozenset(part for part, _ in heads if part), below
    return frozenset(), ()


def _row(cells: tuple[WordCell, ...], heads: Sequence[tuple[str, int]]) -> dict[str, WordCell]:
    if len(cells) == len(heads):
        return {part: cell for cell, (part, _) in zip(cells, heads, strict=True) if part}
    by_start = {cell.start: cell for cell in cells}
    return {part: by_start[start] for part, start in heads if part and start in by_start}
