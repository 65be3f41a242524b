"""The grid of marks as a form: rows of cells, what was typed in them, what is wrong with it.

Every cell travels with what its writer saw (edit and text), so that a save touches only
the cells that were changed and never takes somebody else's change away unseen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from tidtam.frameworks.queries import definition_of
from tidtam.imports.cells import Doubt, read_text
from tidtam.orgs.models import Agency
from tidtam.reviews.actions import MarkChange
from tidtam.reviews.grid import Answer, Column, printed
from tidtam.reviews.round_grid import (
    Place,
    StoredMark,
    columns_of,
    framework_kind,
    json_of,
    left_out,
    stored_marks,
)
from tidtam.rounds.models import Instrument, Round
from tidtam.scoring.definition import Node
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.rounds import trail
from tidtam.web.http import Trail, say

MARKS = Bilingual("ตารางคะแนน", "Marks")

_LONGEST = 200
_SAVED = "marks_saved"
_NOTHING = StoredMark(None, 0, "")
Seen = Mapping[str, tuple[int, str]]


@dataclass(slots=True)
class GridCell:
    """One office at one node.

    Attributes:
        name: the name of its field, and its id.
        text: what the field shows: what was typed, else what is stored.
        kept: what is stored.
        edit: the edit of the stored mark, 0 for none.
        error: why what was typed cannot be saved.
    """

    name: str
    column: Column
    applicable: bool
    text: str = ""
    kept: str = ""
    edit: int = 0
    error: Bilingual | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the field shows something that is not stored."""
        return self.text != self.kept


@dataclass(slots=True)
class GridRow:
    """One office with its cells, in the order of the grid's columns."""

    office: Agency
    cells: list[GridCell]

    @property
    def open_cells(self) -> list[GridCell]:
        return [cell for cell in self.cells if cell.applicable]

    @property
    def answered(self) -> int:
        return sum(1 for cell in self.open_cells if cell.edit)

    @property
    def asked(self) -> int:
        return len(self.open_cells)

    @property
    def is_complete(self) -> bool:
        return self.answered >= self.asked


@dataclass(frozen=True, slots=True)
class GridHead:
    """The head of a column, and what the browser must know to judge what is typed in it."""

    node: Node
    column: Column

    @property
    def levels(self) -> str:
        """The levels a mark may have, with spaces between; blank for a value."""
        return " ".join(map(str, self.column.levels)) if self.column.kind == "mark" else ""

    @property
    def accepts(self) -> Bilingual:
        """What a cell takes, short enough to stand under it: "ใส่ 1-5 หรือ N/A"."""
        column = self.column
        low, high = (
            (column.levels[0], column.levels[-1])
            if column.kind == "mark"
            else (0, f"{column.highest:,f}")
        )
        words = ", ".join(column.specials.values())
        return Bilingual(f"ใส่ {low}-{high} หรือ {words}", f"Enter {low}-{high} or {words}")


@dataclass(slots=True)
class Grid:
    """The grid of one instrument for the offices of one page."""

    instrument: Instrument
    columns: tuple[Column, ...]
    nodes: tuple[Node, ...]
    left_out: tuple[Node, ...]
    rows: list[GridRow]
    changes: list[MarkChange] = field(default_factory=list)

    @property
    def heads(self) -> list[GridHead]:
        return [GridHead(*pair) for pair in zip(self.nodes, self.columns, strict=True)]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Cells that cannot be saved, as (id of the field, sentence), for the error summary."""
        return [
            (cell.name, f"{say(row.office.short_name)} · {cell.column.code}: {say(cell.error)}")
            for row in self.rows
            for cell in row.cells
            if cell.error is not None
        ]

    @property
    def seen(self) -> str:
        """What the reader of this page sees stored, as JSON: name -> [edit, text]."""
        found = {
            cell.name: [cell.edit, cell.kept]
            for row in self.rows
            for cell in row.cells
            if cell.edit
        }
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))

    @property
    def answered(self) -> int:
        return sum(row.answered for row in self.rows)

    @property
    def asked(self) -> int:
        return sum(row.asked for row in self.rows)


def marks_trail(round_: Round, *, here: bool = False) -> Trail:
    """Where a page about the marks of a round stands."""
    return [*trail(round_), (MARKS, "" if here else reverse("central-marks", args=[round_.code]))]


def field_name(office_code: str, column: Column) -> str:
    """The name and id of the field of one cell."""
    return f"c-{office_code}-{column.code}"


def make_grid(instrument: Instrument, *, offices: Sequence[Agency]) -> Grid:
    """The grid with what is stored; one query."""
    definition = definition_of(instrument.framework)
    columns = columns_of(definition)
    stored = stored_marks(instrument, offices=offices)
    rows = []
    for office in offices:
        asked = definition.asked(framework_kind(office))
        cells = [_cell(office, column, stored, column.code in asked) for column in columns]
        rows.append(GridRow(office, cells))
    nodes = tuple(definition.by_code[column.code] for column in columns)
    return Grid(instrument, columns, nodes, left_out(definition), rows)


def _cell(
    office: Agency, column: Column, stored: Mapping[Place, StoredMark], applicable: bool
) -> GridCell:
    held = stored.get((office.pk, column.code), _NOTHING)
    text = printed(held.answer, column)
    return GridCell(
        name=field_name(office.code, column),
        column=column,
        applicable=applicable,
        text=text,
        kept=text,
        edit=held.edit,
    )


def read_seen(text: str) -> Seen:
    """What the sender of a form saw; a form without it saw nothing stored."""
    try:
        raw = json.loads(text or "{}")
        return {str(name): (int(pair[0]), str(pair[1])) for name, pair in raw.items()}
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return {}


def apply_typed(grid: Grid, *, typed: Mapping[str, str], seen: Seen) -> None:
    """Put what was typed into the grid: gathers its changes, marks its errors and conflicts.

    A cell is a change when its meaning is not that of what its writer saw; clearing a cell
    takes its mark out. A change of a mark that became another meanwhile is a conflict,
    unless both wrote the same.
    """
    for row in grid.rows:
        for cell in row.open_cells:
            if cell.name in typed:
                _apply(grid, row, cell, typed[cell.name][:_LONGEST], seen.get(cell.name, (0, "")))


def _apply(grid: Grid, row: GridRow, cell: GridCell, text: str, saw: tuple[int, str]) -> None:
    if text == saw[1]:
        # Not touched; what is stored may be a word that is no longer taken.
        return
    answer = read_text(text, cell.column)
    if isinstance(answer, Doubt):
        cell.text = text
        cell.error = _refusal(text, answer)
        return
    stored = _meaning(cell.kept, cell.column)
    if answer in (_meaning(saw[1], cell.column), stored):
        return
    cell.text = printed(answer, cell.column)
    if saw != (cell.edit, cell.kept):
        cell.error = _conflict(cell)
        return
    code = None if answer is None else json_of(answer)
    grid.changes.append(MarkChange(row.office.pk, cell.column.code, code, cell.edit))


def _meaning(text: str, column: Column) -> Answer | None:
    answer = read_text(text, column)
    return None if isinstance(answer, Doubt) else answer


def _refusal(text: str, doubt: Doubt) -> Bilingual:
    shown = text.strip()[:40]
    return Bilingual(
        f"“{shown}” {doubt.message.th} {doubt.remedy.th}",
        f"“{shown}”: {doubt.message.en}. {doubt.remedy.en}.",
    )


def _conflict(cell: GridCell) -> Bilingual:
    kept_th, kept_en = cell.kept or "ว่าง", cell.kept or "blank"
    mine_th, mine_en = cell.text or "ว่าง", cell.text or "blank"
    return Bilingual(
        f"มีผู้แก้ไปก่อน ตอนนี้บันทึกไว้เป็น {kept_th} ส่วนท่านพิมพ์ {mine_th} "
        "กดบันทึกอีกครั้งเพื่อใช้ค่าของท่าน หรือพิมพ์ค่าเดิมกลับ",
        f"Somebody else changed it first: it is now {kept_en}, you typed {mine_en}. "
        "Save again to use yours, or type the stored value.",
    )


def say_saved(request: HttpRequest, shelf: str) -> None:
    """Note that what ``shelf`` names was saved: the next page lets the browser forget its copy."""
    request.session[_SAVED] = shelf


def was_saved(request: HttpRequest, shelf: str) -> bool:
    """Whether ``shelf`` was saved just now; asks once."""
    return bool(request.session.pop(_SAVED, "") == shelf)
