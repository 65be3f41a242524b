"""An answer as cells of a spreadsheet, and back without loss.

Most kinds fill one cell; a count fills two, a checklist one for each thing to tick. The cells of
a table of rows are those of its columns (``column_cells``). What a person types is read by the
kind itself, so a cell takes what the page takes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tidtam.forms import rich_text
from tidtam.forms.errors import AnswerProblem, shown
from tidtam.forms.kinds import (
    AnyKind,
    Checklist,
    Choice,
    Column,
    Count,
    Day,
    Line,
    Milestones,
    Number,
    Option,
    Plain,
    Rows,
    Text,
)
from tidtam.forms.kinds.base import as_fields, as_text
from tidtam.forms.kinds.typed import one_line
from tidtam.thai.bilingual import Bilingual

#: What a cell may hold once its type is known: text and numbers as text, dates, ticks.
CellValue = str | dt.date | bool
CellKind = Literal["text", "prose", "marked", "number", "date", "choice"]

_TICKS: Final = {
    "checklist": (Bilingual("มี", "Yes"), Bilingual("ไม่มี", "No")),
    "milestones": (Bilingual("ถึงแล้ว", "Reached"), Bilingual("ยังไม่ถึง", "Not reached")),
}
_YES: Final = frozenset({"มี", "ถึงแล้ว", "ใช่", "yes", "reached", "true", "✓", "✔", "/", "1"})
_NO: Final = frozenset(
    {"ไม่มี", "ยังไม่มี", "ยังไม่ถึง", "ไม่ใช่", "no", "not reached", "false", "-", "–", "—", "0"}
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to fill in.

    Attributes:
        part: which part of the answer; "" where one cell holds all of it.
        label: what stands beside it; None where one cell holds all of it.
        holds: "prose" and "marked" want room for several lines.
        words: the drop-down; empty for none.
        hint: what is expected.
    """

    part: str
    label: Bilingual | None
    holds: CellKind
    words: tuple[str, ...] = ()
    hint: Bilingual | None = None


def cells_of(kind: AnyKind) -> tuple[Cell, ...]:
    """The cells of an answer in their order; none for a table, which has rows of cells."""
    if isinstance(kind, Rows):
        return ()
    if isinstance(kind, Count):
        hint = _number_hint(kind.unit)
        return (
            Cell("n", kind.counted, "number", hint=hint),
            Cell("of", kind.base, "number", hint=hint),
        )
    if isinstance(kind, (Checklist, Milestones)):
        words = tuple(word.th for word in _TICKS[kind.kind])
        return tuple(Cell(each.code, each.title, "choice", words) for each in _options(kind))
    return (_cell("", None, kind),)


def column_cells(kind: Rows) -> tuple[Cell, ...]:
    """The cells of one row of a table: a part for each column."""
    return tuple(_cell(column.code, column.title, column.of) for column in kind.layout)


def texts_of(kind: AnyKind, value: Plain | None) -> dict[str, str]:
    """What stands in each cell of a canonical value, by part; nothing for None."""
    if value is None or kind.is_empty(value) or isinstance(kind, Rows):
        return {}
    if isinstance(kind, Count):
        return {part: str(text) for part, text in as_fields(value).items() if text}
    if isinstance(kind, (Checklist, Milestones)):
        yes, no = _TICKS[kind.kind]
        ticked = as_fields(value)[_field(kind)]
        return {
            option.code: yes.th if option.code in ticked else no.th for option in _options(kind)
        }
    return {"": _text(kind, value)}


def row_texts(kind: Rows, value: Plain | None) -> list[dict[str, str]]:
    """What stands in the cells of each row, by column."""
    rows = value if isinstance(value, list) else []
    return [
        {
            column.code: _text(column.of, cell)
            for column in kind.layout
            if (cell := as_fields(row).get(column.code, ""))
        }
        for row in rows
    ]


def value_of(kind: AnyKind, cells: Mapping[str, CellValue]) -> Plain:
    """The canonical value of some cells, by part; the empty value where all are blank.

    Raises:
        AnswerProblem: a cell cannot be read; ``path`` begins with its part where there are several.
    """
    if isinstance(kind, (Checklist, Milestones)):
        return kind.read(_ticked(kind, cells))
    if isinstance(kind, Count):
        for part, cell in cells.items():
            _refuse_typed(cell, (part,))
        return kind.read({part: cells.get(part, "") for part in ("n", "of")})
    return _read(kind, cells.get("", ""))


def row_of(kind: Rows, cells: Mapping[str, CellValue]) -> dict[str, Plain]:
    """One row of a table from its cells.

    Raises:
        AnswerProblem: ``path`` is the column.
    """
    return {column.code: _row_cell(column, cells.get(column.code, "")) for column in kind.layout}


def _row_cell(column: Column, cell: CellValue) -> Plain:
    try:
        return _read(column.of, cell)
    except AnswerProblem as problem:
        raise AnswerProblem(problem.th, problem.en, (column.code,)) from None


def _cell(part: str, label: Bilingual | None, kind: AnyKind) -> Cell:
    if isinstance(kind, Choice):
        return Cell(part, label, "choice", tuple(option.title.th for option in kind.options))
    if isinstance(kind, Day):
        return Cell(part, label, "date", hint=Bilingual("เช่น 31 มีนาคม 2566 หรือ 31/3/2566"))
    if isinstance(kind, Number):
        return Cell(part, label, "number", hint=_number_hint(kind.unit))
    if isinstance(kind, Text):
        return Cell(part, label, "marked")
    return Cell(part, label, "prose" if isinstance(kind, Line) and kind.multiline else "text")


def _number_hint(unit: Bilingual | None) -> Bilingual:
    if unit is None:
        return Bilingual("ตัวเลข", "a number")
    return Bilingual(f"ตัวเลข หน่วย{unit.th}", f"a number, {unit.en or unit.th}")


def _text(kind: AnyKind, value: Plain) -> str:
    if isinstance(kind, Text):
        return rich_text.to_marked(as_text(value))
    return as_text(value) if isinstance(kind, (Line, Number)) else kind.plain(value)


def _read(kind: AnyKind, cell: CellValue) -> Plain:
    if isinstance(kind, Day):
        if isinstance(cell, bool):
            _refuse_typed(cell, ())
        return kind.read(cell)
    _refuse_typed(cell, ())
    if isinstance(kind, Text):
        try:
            return kind.read(rich_text.from_marked(str(cell)))
        except rich_text.RichTextProblem as problem:
            raise AnswerProblem(problem.th, problem.en) from None
    return kind.read(cell)


def _refuse_typed(cell: CellValue, path: tuple[str, ...]) -> None:
    """A date or a tick where a text or a number is wanted."""
    if isinstance(cell, bool):
        raise AnswerProblem(
            "เป็นค่าจริง/เท็จ (TRUE/FALSE) ให้ลบแล้วพิมพ์คำตอบ",
            "A logical value (TRUE/FALSE); delete it and type the answer.",
            path,
        )
    if isinstance(cell, dt.date):
        raise AnswerProblem(
            "เป็นวันที่ ให้ตั้งรูปแบบเซลล์เป็นข้อความ (Text) แล้วพิมพ์คำตอบใหม่",
            "A date; set the cell format to Text and type the answer again.",
            path,
        )


def _ticked(kind: Checklist | Milestones, cells: Mapping[str, CellValue]) -> list[str]:
    ticked, denied = [], 0
    for option in _options(kind):
        said = _tick(kind, option, cells.get(option.code, ""))
        denied += said is False
        if said:
            ticked.append(option.code)
    if denied and not ticked:
        raise AnswerProblem(
            "ตอบว่าไม่มีทุกรายการ ให้ลบคำตอบทุกรายการ เลือกสถานะ “ไม่มี” และเขียนเหตุผล",
            "Every line says no; clear them, choose the state “ไม่มี” and write the reason.",
            (_options(kind)[0].code,),
        )
    return ticked


def _tick(kind: Checklist | Milestones, option: Option, cell: CellValue) -> bool | None:
    """Whether a cell says yes or no; None for a blank."""
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, dt.date):
        _refuse_typed(cell, (option.code,))
    word = one_line(cell).casefold()
    if not word:
        return None
    if word in _YES or word in _NO:
        return word in _YES
    yes, no = _TICKS[kind.kind]
    raise AnswerProblem(
        f"{shown(word)} ไม่ใช่คำที่ช่องนี้รับ ให้เลือก {yes.th} หรือ {no.th}",
        f"{shown(word)} is not a word this cell takes; choose {yes.th} or {no.th}.",
        (option.code,),
    )


def _options(kind: Checklist | Milestones) -> tuple[Option, ...]:
    return kind.options if isinstance(kind, Checklist) else kind.steps


def _field(kind: Checklist | Milestones) -> str:
    return "items" if isinstance(kind, Checklist) else "reached"
