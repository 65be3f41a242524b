"""Reads the answer of one box: its state, its reason, and what stands in its cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from tidtam.forms import rich_text
from tidtam.forms.cells import CellValue, cells_of, column_cells, row_of, value_of
from tidtam.forms.errors import AnswerProblem, StateProblem
from tidtam.forms.kinds import Plain, Rows, Text
from tidtam.forms.kinds.typed import many_lines, one_line
from tidtam.forms.rich_text_blocks import Line as TextLine
from tidtam.forms.rich_text_blocks import Piece, as_blocks, canonical
from tidtam.forms.rich_text_blocks import Table as TextTable
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.forms.values import check_answer
from tidtam.imports.drafts import CellProblem, Problems
from tidtam.imports.word_blocks import WordCell, WordParagraph, WordTable
from tidtam.imports.word_boxes import Box, BoxCells
from tidtam.rounds.exchange import ANSWER_HEAD, REASON_HEAD, STATE_HEAD, Asked
from tidtam.rounds.exchange_word import (
    CLICK_REASON,
    CLICK_TEXT,
    PLACEHOLDERS,
    TICKED,
    squeezed_text,
)
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import BUDDHIST_OFFSET
from tidtam.thai.digits import to_arabic
from tidtam.thai.text import normalise

_STATES: Final = {
    normalise(name).strip().casefold(): state
    for state, names in ANSWER_STATE_NAMES.items()
    for name in (names.th, names.en)
}
_OPEN: Final = (AnswerState.BLANK, AnswerState.ANSWERED)
_TICKS: Final = (TICKED, "\N{BALLOT BOX WITH CHECK}", "✓", "✔", "☑", "/", "x", "X")
_EMPTY: Final = frozenset(map(squeezed_text, PLACEHOLDERS))
_AGAIN: Final = Bilingual("แก้ช่องนี้แล้วส่งไฟล์อีกครั้ง", "Mend this field and upload the file again")
_FRESH: Final = Bilingual(
    "ดาวน์โหลดไฟล์ใหม่แล้ววางเฉพาะข้อความลงไป", "Download a fresh file and paste only the text into it"
)

Checked: TypeAlias = "tuple[AnswerState, Plain | None, str]"


@dataclass(slots=True)
class AnswerReader:
    """The reading of one box; problems and notes go to those of the whole file."""

    box: Box
    cells: BoxCells
    problems: Problems
    notes: list[Bilingual]

    def read(self) -> Checked | None:
        """The answer as it may be kept; None with the problem told."""
        before = len(self.problems.listed) + self.problems.more
        value = self._value()
        state, reason = self._state(value)
        if len(self.problems.listed) + self.problems.more > before:
            return None
        try:
            return check_answer(self._asked.question, state, value or None, reason)
        except (StateProblem, AnswerProblem) as problem:
            self._tell(STATE_HEAD.th, "", problem.text, _AGAIN)
            return None

    @property
    def _asked(self) -> Asked:
        return self.box.asked

    def _value(self) -> Plain:
        kind = self._asked.question.answer
        if isinstance(kind, Rows):
            return self._table(kind)
        missing = [c for c in cells_of(kind) if c.part not in self.cells.values]
        if missing:
            names = ", ".join(c.label.th if c.label else ANSWER_HEAD.th for c in missing)
            self._tell(
                names, "", Bilingual("ช่องนี้หายไปจากไฟล์", "this field is gone from the file"), _FRESH
            )
            return ""
        if isinstance(kind, Text):
            return self._prose(self.cells.values[""])
        held = {
            cell.part: self._cell(self.cells.values[cell.part], cell.holds)
            for cell in cells_of(kind)
        }
        try:
            return value_of(kind, held)
        except AnswerProblem as problem:
            labels = {cell.part: cell.label for cell in cells_of(kind)}
            part = str(problem.path[0]) if problem.path else ""
            label = labels.get(part)
            where = self.cells.values.get(part) or next(iter(self.cells.values.values()))
            self._tell(label.th if label else ANSWER_HEAD.th, where.text, problem.text, _AGAIN)
            return ""

    def _prose(self, cell: WordCell) -> Plain:
        try:
            return rich_text.from_blocks(as_blocks(canonical(pieces_of(cell))))
        except rich_text.RichTextProblem as problem:
            self._tell(ANSWER_HEAD.th, "", Bilingual(problem.th, problem.en), _AGAIN)
            return ""

    def _table(self, kind: Rows) -> Plain:
        columns = column_cells(kind)
        missing = [c.label.th for c in columns if c.label and c.part not in self.cells.heads]
        if missing:
            names = ", ".join(missing)
            message = Bilingual(f"หัวตารางหายไป: {names}", f"heads of the table are gone: {names}")
            self._tell(ANSWER_HEAD.th, names, message, _FRESH)
            return []
        rows: list[Plain] = []
        for number, cells in enumerate(self.cells.rows, start=1):
            held = {c.part: self._cell(cells[c.part], c.holds) for c in columns if c.part in cells}
            row = self._row(kind, held, number)
            if row and any(row.values()):
                rows.append(row)
        try:
            return kind.read(rows)
        except AnswerProblem as problem:
            self._tell(ANSWER_HEAD.th, "", problem.text, _AGAIN)
            return []

    def _row(self, kind: Rows, held: dict[str, CellValue], number: int) -> dict[str, Plain] | None:
        try:
            return row_of(kind, held)
        except AnswerProblem as problem:
            labels = {c.part: c.label for c in column_cells(kind)}
            part = str(problem.path[0])
            label = labels.get(part)
            name = f"แถวที่ {number} {label.th if label else ''}"
            self._tell(name, str(held.get(part, "")), problem.text, _AGAIN)
            return None

    def _cell(self, cell: WordCell, holds: str) -> CellValue:
        """What a cell says: its text; a tick or a date where a control knows it better."""
        if holds == "choice":
            ticks = [c.checked for c in cell.controls if c.checked is not None]
            text = plain_text(cell)
            if ticks:
                return True if ticks[0] or text.strip() in _TICKS else ""
            sign = text.strip()
            return True if sign in _TICKS else sign.replace("\N{BALLOT BOX}", "")
        if holds == "date":
            return _date(cell)
        return plain_text(cell)

    def _state(self, value: Plain) -> tuple[AnswerState, str]:
        """What the state and the reason say; contradictions are problems."""
        cells = self.cells
        reason = many_lines(plain_text(cells.reason)) if cells.reason else ""
        word = one_line(plain_text(cells.state)).casefold() if cells.state else ""
        state = _STATES.get(word, AnswerState.BLANK if not word else None)
        filled = bool(value) and not self._asked.question.answer.is_empty(value)
        if state is None:
            self._tell(
                STATE_HEAD.th,
                word,
                Bilingual("ไม่ใช่สถานะที่เลือกได้", "no state to choose"),
                Bilingual("เลือกสถานะจากรายการ", "Choose a state of the list"),
            )
            return AnswerState.BLANK, ""
        if state not in _OPEN and filled:
            name = ANSWER_STATE_NAMES[state]
            self._tell(
                STATE_HEAD.th,
                name.th,
                Bilingual(
                    f"สถานะเป็น “{name.th}” แต่มีคำตอบอยู่ด้วย",
                    f"the state is “{name.en}” but there is an answer too",
                ),
                Bilingual("ลบคำตอบ หรือเปลี่ยนสถานะ", "Clear the answer, or change the state"),
            )
        self._weigh_reason(state, reason, filled=filled)
        return (state if state not in _OPEN else AnswerState.ANSWERED), reason

    def _weigh_reason(self, state: AnswerState, reason: str, *, filled: bool) -> None:
        if state not in _OPEN or not reason:
            return
        if filled:
            name = name_of(self._asked)
            self.notes.append(
                Bilingual(
                    f"{name}: มีคำตอบแล้ว จึงไม่ได้เก็บเหตุผล",
                    f"{name}: there is an answer, so the reason was not kept",
                )
            )
            return
        self._tell(
            REASON_HEAD.th,
            reason,
            Bilingual("มีเหตุผล แต่ไม่มีสถานะ", "there is a reason without a state"),
            Bilingual(
                "เลือกสถานะ “ไม่มี” หรือ “ไม่เกี่ยวข้อง” หรือลบเหตุผล",
                "Choose “ไม่มี” or “ไม่เกี่ยวข้อง”, or delete the reason",
            ),
        )

    def _tell(self, where: str, value: str, message: Bilingual, remedy: Bilingual) -> None:
        self.problems.add(problem_of(self._asked, where, value, message, remedy))


def problem_of(
    asked: Asked, where: str, value: str, message: Bilingual, remedy: Bilingual
) -> CellProblem:
    """One thing that is wrong, in the words of a form: item, field, value."""
    return CellProblem(
        sheet=asked.item.node.label.th,
        row=None,
        cell=where,
        value=_short(value),
        message=message,
        remedy=remedy,
        indicator=name_of(asked),
    )


def name_of(asked: Asked) -> str:
    """A question as people know it."""
    return f"{asked.item.node.label.th} · {asked.question.title.th}"


def plain_text(cell: WordCell) -> str:
    """The text of a cell, a line for each paragraph; marks of lists are kept."""
    blocks = [each for each in cell.blocks if isinstance(each, (WordTable, WordParagraph))]
    if any(isinstance(each, WordTable) or each.level for each in blocks):
        try:
            text = rich_text.plain(rich_text.from_blocks(as_blocks(canonical(pieces_of(cell)))))
        except rich_text.RichTextProblem:
            text = cell.text
    else:
        text = "\n".join(_said(each) for each in blocks if isinstance(each, WordParagraph))
    return "" if squeezed_text(text) in _EMPTY else text


def pieces_of(cell: WordCell) -> Iterator[Piece]:
    """The content of a cell as the lines and tables of a rich text."""
    for block in cell.blocks:
        if isinstance(block, WordTable):
            yield TextTable(tuple(tuple(_table_row(row)) for row in block.rows))
        elif not _is_click(block.text):
            yield TextLine(block.level, block.ordered, block.runs)


def _table_row(row: tuple[WordCell, ...]) -> Iterator[tuple[rich_text.Run, ...]]:
    """The cells of a row; one that spans several columns leaves the others empty."""
    at = 0
    for cell in row:
        yield from [()] * (cell.start - at)
        runs: list[rich_text.Run] = []
        for number, paragraph in enumerate(cell.paragraphs):
            runs += [rich_text.Run("\n"), *paragraph.runs] if number else paragraph.runs
        yield tuple(runs)
        yield from [()] * (cell.span - 1)
        at = cell.start + cell.span


def _said(paragraph: WordParagraph) -> str:
    """The text of a paragraph without words to click that were left before or behind it."""
    text = paragraph.text
    for words in (CLICK_TEXT, CLICK_REASON):
        text = text.removeprefix(words).removesuffix(words)
    return text


def _is_click(text: str) -> bool:
    return squeezed_text(text) in _EMPTY


def _date(cell: WordCell) -> CellValue:
    """The date that is seen; the control's own where the text says the same in another way."""
    text = one_line(plain_text(cell))
    full = next((c.full_date for c in cell.controls if c.full_date), "")
    if not text or not full:
        return text
    try:
        day = dt.date.fromisoformat(full)
    except ValueError:
        return text
    numbers = {int(word) for word in _numbers(text)}
    # LibreOffice writes what is chosen in the common era; the control says which day it is.
    if day.year in numbers and day.day in numbers and day.year + BUDDHIST_OFFSET not in numbers:
        return day
    return text


def _numbers(text: str) -> list[str]:
    marks = "".join(c if c.isascii() and c.isdigit() else " " for c in to_arabic(text))
    return [word for word in marks.split() if len(word) <= 4]


def _short(text: str, most: int = 80) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"
