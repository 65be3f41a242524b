"""Columns of marks, as a database gives them, checked and turned into cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidtam.scoring.answers import Answer
from tidtam.scoring.batch.answers import (
    NO_ANSWER,
    Batch,
    Cell,
    Drawer,
    LeafCells,
    exclusions,
    leaves_of,
    numbered,
)
from tidtam.scoring.batch.exact import IntArray
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.errors import AnswerError, shown
from tidtam.scoring.rules import AnyRule
from tidtam.scoring.values import Kind, Special, Status

# What stands in a column instead of a mark: far below any scale, so that no mark is mistaken.
MISSING = -128
SPECIAL_MARKS = {
    Special.NOT_REPORTED: -127,
    Special.NOT_APPLICABLE: -126,
    Special.MONITORED: -125,
    Special.PENDING: -124,
}
_MARKS = range(max(SPECIAL_MARKS.values()) + 1, 128)
_SPECIAL_OF = {mark: special for special, mark in SPECIAL_MARKS.items()}
# With more combinations of rounds than this only those that occur are worth a cell.
_MOST_COMBINATIONS = 2048


def read_columns(
    framework: Framework,
    office_kinds: Sequence[str],
    marks: Mapping[str, NDArray[Any]],
    others: Mapping[str, Sequence[Sequence[object]]],
    rounds: Sequence[str] | None,
) -> Batch:
    """See ``Batch.from_columns``."""
    sheet = _Sheet.of(framework, office_kinds, rounds)
    leaves = {leaf.code: leaf for leaf in leaves_of(framework)}
    for code in (*marks, *others):
        if code not in leaves or (code in marks and code in others):
            raise _unknown_column(framework, code)
    codebooks = _Codebooks(sheet)
    cells = {}
    for code, leaf in leaves.items():
        if code in others:
            cells[code] = _from_raw(sheet, leaf, others[code])
        else:
            cells[code] = _from_marks(sheet, leaf, marks.get(code), codebooks)
    round_index = np.zeros(len(office_kinds), np.intp)
    return Batch(framework, sheet.kinds, sheet.kind_index, (sheet.rounds,), round_index, cells)


@dataclass(frozen=True)
class _Sheet:
    """What all columns of one batch share."""

    framework: Framework
    kinds: tuple[str, ...]
    kind_index: IntArray
    rounds: tuple[str, ...]

    @classmethod
    def of(
        cls, framework: Framework, office_kinds: Sequence[str], rounds: Sequence[str] | None
    ) -> _Sheet:
        known = [round_.code for round_ in framework.rounds]
        chosen = tuple(known if rounds is None else rounds)
        if not chosen or [code for code in known if code in chosen] != list(chosen):
            raise AnswerError(
                f"รอบ {shown(', '.join(chosen))} ใช้ไม่ได้ ให้ใส่รอบตามลำดับ {', '.join(known)}",
                f"the rounds {shown(', '.join(chosen))} do not fit; give them in the order"
                f" {', '.join(known)}",
            )
        kinds, kind_index = numbered(office_kinds)
        for place, kind in enumerate(kinds):
            if kind not in [named.code for named in framework.office_kinds]:
                raise _unknown_kind(framework, int(np.argmax(kind_index == place)), kind)
        return cls(framework, kinds, kind_index, chosen)

    @cached_property
    def excluded(self) -> dict[str, list[Status | None]]:
        return exclusions(self.framework, self.kinds)

    def asked(self, leaf: Node) -> NDArray[np.bool_]:
        """Which units must answer this leaf, shape [units]."""
        by_kind = np.array([status is None for status in self.excluded[leaf.code]], dtype=bool)
        return np.take(by_kind, self.kind_index)


@dataclass(frozen=True)
class _Codebook:
    """What one rule makes of every mark.

    Attributes:
        answers: the answers it accepts.
        digits: for each mark + 128 the place of its answer; -1 for a mark it refuses.
    """

    answers: tuple[Answer, ...]
    digits: NDArray[np.int16]


class _Codebooks:
    """The code book of each rule, and the cells that it makes possible, each made once."""

    def __init__(self, sheet: _Sheet) -> None:
        self._sheet = sheet
        self._books: list[tuple[AnyRule, bool, _Codebook]] = []
        self._cells: dict[tuple[int, tuple[Status | None, ...]], tuple[Any, ...]] = {}

    def of(self, leaf: Node) -> _Codebook:
        """The code book of this leaf's rule; only a target value may be left out."""
        may_miss = leaf.kind is Kind.TARGET
        for rule, missing, book in self._books:
            if missing is may_miss and (rule is leaf.rule or rule == leaf.rule):
                return book
        book = _codebook(self._sheet.framework, leaf, may_miss)
        self._books.append((leaf.rule, may_miss, book))
        return book

    def all_cells(self, leaf: Node, book: _Codebook) -> tuple[tuple[tuple[str, ...], Cell], ...]:
        """Every combination of answers over the rounds, then one excluded cell per kind."""
        rounds, excluded = self._sheet.rounds, self._sheet.excluded[leaf.code]
        key = (id(book), tuple(excluded))
        if key not in self._cells:
            combinations = product(book.answers, repeat=len(rounds))
            self._cells[key] = (
                *((rounds, cell) for cell in combinations),
                *((rounds, status or Status.NOT_APPLICABLE) for status in excluded),
            )
        return self._cells[key]


def _codebook(framework: Framework, leaf: Node, may_miss: bool) -> _Codebook:
    answers: list[Answer] = []
    digits = np.full(256, -1, np.int16)
    for mark in _MARKS:
        try:
            answer = leaf.rule.read(mark, framework.scale)
        except AnswerError:
            continue
        digits[mark - MISSING] = len(answers)
        answers.append(answer)
    for special in framework.specials:
        digits[SPECIAL_MARKS[special] - MISSING] = len(answers)
        answers.append(special)
    if may_miss:
        digits[0] = len(answers)
        answers.append(NO_ANSWER)
    return _Codebook(tuple(answers), digits)


def _from_marks(
    sheet: _Sheet, leaf: Node, column: NDArray[Any] | None, codebooks: _Codebooks
) -> LeafCells:
    asked = sheet.asked(leaf)
    units = len(asked)
    if column is None:
        column = np.full((len(sheet.rounds), units), MISSING, np.int8)
    column = _checked_shape(sheet, leaf, np.asarray(column))
    book = codebooks.of(leaf)
    digits = book.digits.take(column.view(np.uint8) ^ 128)
    everywhere = bool(asked.all())
    if not everywhere:
        _refuse_marks_not_asked(sheet, leaf, column, asked)
        digits[:, ~asked] = 0
    if units and digits.min() < 0:
        raise _refused_mark(sheet, leaf, column, digits)
    if len(book.answers) ** len(sheet.rounds) > _MOST_COMBINATIONS:
        return _only_those_that_occur(sheet, leaf, book, digits)
    index = _combined(digits, len(book.answers))
    if not everywhere:
        beyond = len(book.answers) ** len(sheet.rounds)
        index = np.where(asked, index, beyond + sheet.kind_index)
    return LeafCells(index, codebooks.all_cells(leaf, book))


def _combined(digits: NDArray[np.int16], base: int) -> IntArray:
    """The digits of all rounds as one number, the first round foremost."""
    index: IntArray = digits[0]
    for row in digits[1:]:
        index = index * np.int16(base) + row
    return index


def _only_those_that_occur(
    sheet: _Sheet, leaf: Node, book: _Codebook, digits: NDArray[np.int16]
) -> LeafCells:
    drawer, excluded = Drawer(), sheet.excluded[leaf.code]
    for kind, places in zip(sheet.kind_index.tolist(), digits.T.tolist(), strict=True):
        answers = tuple([book.answers[place] for place in places])
        drawer.put(sheet.rounds, excluded[kind] or answers)
    return drawer.closed()


def _from_raw(sheet: _Sheet, leaf: Node, raw: Sequence[Sequence[object]]) -> LeafCells:
    units = len(sheet.kind_index)
    if len(raw) != len(sheet.rounds) or any(len(row) != units for row in raw):
        raise _wrong_shape(sheet, leaf)
    drawer, excluded = Drawer(), sheet.excluded[leaf.code]
    for unit, (kind, given) in enumerate(
        zip(sheet.kind_index.tolist(), zip(*raw, strict=True), strict=True)
    ):
        answers = tuple(
            [
                _read(sheet, leaf, unit, round_, value, excluded[kind] is None)
                for round_, value in zip(sheet.rounds, given, strict=True)
            ]
        )
        drawer.put(sheet.rounds, excluded[kind] or answers)
    return drawer.closed()


def _read(sheet: _Sheet, leaf: Node, unit: int, round_: str, value: object, asked: bool) -> Answer:
    if isinstance(value, str) and value in sheet.framework.specials:
        return Special(value)
    if value is None and (leaf.kind is Kind.TARGET or not asked):
        return NO_ANSWER
    if value is None:
        raise _missing(leaf, unit, round_)
    if not asked:
        raise _not_asked(leaf, unit, round_)
    try:
        return leaf.rule.read(value, sheet.framework.scale)
    except AnswerError as error:
        th, en = _place(leaf, unit, round_)
        raise AnswerError(th + error.th, en + error.en) from None


def _checked_shape(sheet: _Sheet, leaf: Node, column: NDArray[Any]) -> NDArray[np.int8]:
    if column.shape != (len(sheet.rounds), len(sheet.kind_index)):
        raise _wrong_shape(sheet, leaf)
    if column.dtype == np.int8:
        return np.ascontiguousarray(column)
    if column.dtype.kind not in "iu":
        raise AnswerError(
            f"ข้อ {leaf.code}: คอลัมน์เป็นชนิด {column.dtype} ให้ใส่เป็นจำนวนเต็ม",
            f"item {leaf.code}: the column is of type {column.dtype}; give whole numbers",
        )
    outside = (column < MISSING) | (column > 127)
    if outside.any():
        round_, unit = _first(outside)
        raise _refusal_of(sheet, leaf, unit, round_, int(column[round_, unit]))
    return column.astype(np.int8)


def _refuse_marks_not_asked(
    sheet: _Sheet, leaf: Node, column: NDArray[np.int8], asked: NDArray[np.bool_]
) -> None:
    marked = (column >= _MARKS.start) & ~asked
    if marked.any():
        round_, unit = _first(marked)
        raise _not_asked(leaf, unit, sheet.rounds[round_])


def _first(where: NDArray[np.bool_]) -> tuple[int, int]:
    """Round and unit of the first True, unit by unit."""
    unit, round_ = divmod(int(np.argmax(where.T)), where.shape[0])
    return round_, unit


def _refused_mark(
    sheet: _Sheet, leaf: Node, column: NDArray[np.int8], digits: NDArray[np.int16]
) -> AnswerError:
    round_, unit = _first(digits < 0)
    mark = int(column[round_, unit])
    if mark == MISSING:
        return _missing(leaf, unit, sheet.rounds[round_])
    return _refusal_of(sheet, leaf, unit, round_, _SPECIAL_OF.get(mark, mark))


def _refusal_of(
    sheet: _Sheet, leaf: Node, unit: int, round_: int, mark: int | Special
) -> AnswerError:
    th, en = _place(leaf, unit, sheet.rounds[round_])
    try:
        leaf.rule.read(mark, sheet.framework.scale)
    except AnswerError as error:
        return AnswerError(th + error.th, en + error.en)
    return AnswerError(
        f"{th}{mark} อยู่นอกช่วงที่คอลัมน์รับได้ ให้ใส่คำตอบนี้ทาง others",
        f"{en}{mark} is beyond what a column holds; give this answer by way of others",
    )


def _place(leaf: Node, unit: int, round_: str) -> tuple[str, str]:
    return (
        f"หน่วยที่ {unit} (นับจาก 0) ข้อ {leaf.code} รอบ {round_}: ",
        f"unit {unit} (counted from 0), item {leaf.code}, round {round_}: ",
    )


def _missing(leaf: Node, unit: int, round_: str) -> AnswerError:
    th, en = _place(leaf, unit, round_)
    return AnswerError(
        f'{th}ยังไม่มีคำตอบ ให้ใส่ระดับหรือ "not_reported"',
        f'{en}has no answer; give a level or "not_reported"',
    )


def _not_asked(leaf: Node, unit: int, round_: str) -> AnswerError:
    th, en = _place(leaf, unit, round_)
    return AnswerError(
        f"{th}ไม่ประเมินข้อนี้ในหน่วยนี้ ให้เอาคำตอบออก",
        f"{en}is not rated for this unit; take the answer out",
    )


def _wrong_shape(sheet: _Sheet, leaf: Node) -> AnswerError:
    rounds, units = len(sheet.rounds), len(sheet.kind_index)
    return AnswerError(
        f"ข้อ {leaf.code}: ขนาดคอลัมน์ไม่ถูกต้อง ให้ใส่ {rounds} รอบ x {units} หน่วย",
        f"item {leaf.code}: the column has a wrong shape; give {rounds} rounds x {units} units",
    )


def _unknown_column(framework: Framework, code: str) -> AnswerError:
    return AnswerError(
        f"คอลัมน์ {shown(code)} ไม่ใช่ข้อที่ต้องตอบของ {framework.code} หรือให้มาสองทาง"
        " ให้ใช้รหัสของข้อที่ไม่มีข้อย่อยเพียงครั้งเดียว",
        f"the column {shown(code)} is not answered in {framework.code}, or is given twice;"
        " use the code of an item without items beneath, once",
    )


def _unknown_kind(framework: Framework, unit: int, kind: object) -> AnswerError:
    known = " | ".join(named.code for named in framework.office_kinds)
    return AnswerError(
        f"หน่วยที่ {unit} (นับจาก 0): ประเภทสำนักงานคือ {shown(kind)} ให้ใส่ {known}",
        f"unit {unit} (counted from 0): the office kind is {shown(kind)}; give {known}",
    )
