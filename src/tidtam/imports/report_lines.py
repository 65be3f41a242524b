"""Reads one answer of a report's workbook: its cells, its state, its reason, its table."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

from tidtam.forms.cells import CellValue, cells_of, column_cells, row_of, value_of
from tidtam.forms.errors import AnswerProblem, StateProblem
from tidtam.forms.kinds import Plain, Rows
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.forms.values import check_answer
from tidtam.imports.cells import Doubt
from tidtam.imports.report_cells import text_in, value_in
from tidtam.imports.report_drafts import DraftAnswer
from tidtam.imports.report_keys import FoundLine
from tidtam.imports.report_problems import Finding, ReportProblems
from tidtam.imports.workbook import Position, RawCell, RawSheet, cell_name
from tidtam.rounds.exchange import (
    ANSWER_HEAD,
    HEADS,
    ITEM_HEAD,
    MARK_COLUMNS,
    PART,
    QUESTION,
    QUESTION_HEAD,
    REASON_HEAD,
    STATE_HEAD,
    Asked,
    answer_checksum,
)
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.text import normalise

_HEADS = (ITEM_HEAD, QUESTION_HEAD, ANSWER_HEAD, STATE_HEAD, REASON_HEAD)
_STATES = {
    normalise(name).strip().casefold(): state
    for state, names in ANSWER_STATE_NAMES.items()
    for name in (names.th, names.en)
}
_MOST_COLUMNS = 100
_OPEN = (AnswerState.BLANK, AnswerState.ANSWERED)
_FRESH = Bilingual(
    "ดาวน์โหลดไฟล์ใหม่แล้ววางเฉพาะค่าลงไป", "Download a fresh file and paste only the values into it"
)


@dataclass(frozen=True, slots=True)
class SheetLines:
    """A sheet with the places of its columns and the rows that carry keys.

    Attributes:
        columns: head -> column, of a sheet of questions; empty for a sheet of tables.
        keyed: rows with a key, in order.
        filled: rows that hold anything, in order; a cell far below costs one row.
    """

    sheet: RawSheet
    columns: Mapping[str, int]
    keyed: tuple[int, ...]
    filled: tuple[int, ...]

    @classmethod
    def of(cls, sheet: RawSheet, lines: list[FoundLine], problems: ReportProblems) -> SheetLines:
        """The columns of a sheet; a head that is gone is a problem."""
        keyed = tuple(sorted({x.position[0] for x in lines if x.sheet is sheet}))
        filled = tuple(sorted({row for row, _ in sheet.cells}))
        marks = [at for at, cell in sheet.cells.items() if cell.text == MARK_COLUMNS]
        questions = any(x.sheet is sheet and x.key.word == QUESTION for x in lines)
        if not questions:
            return cls(sheet, {}, keyed, filled)
        columns = columns_in(sheet, marks[0][0], _HEADS) if marks else {}
        if len(columns) < len(_HEADS):
            missing = ", ".join(head.th for head in _HEADS if head.th not in columns)
            message = Bilingual(
                f"ไม่พบหัวคอลัมน์ {missing}", f"the heads of columns are gone: {missing}"
            )
            problems.add(Finding(sheet, marks[0] if marks else None, missing, message, _FRESH))
            columns = {}
        found = cls(sheet, columns, keyed, filled)
        found.look_for_strays(marks[0][0] if marks else filled[-1], problems)
        return found

    def look_for_strays(self, head_row: int, problems: ReportProblems) -> None:
        """Answers in a row without a key: an inserted row; and columns of one's own."""
        answers = {self.columns[head.th] for head in _HEADS[2:] if head.th in self.columns}
        keyed = set(self.keyed)
        for position in sorted(self.sheet.cells):
            row, column = position
            if column in answers and row > head_row and row not in keyed:
                message = Bilingual("แถวนี้ถูกแทรกเข้ามา ไม่มีรหัสคำถาม", "this row has no question key")
                remedy = Bilingual(
                    "ย้ายค่าไปยังแถวของคำถามแล้วลบแถวนี้",
                    "Move the value to the row of its question and delete this row",
                )
                problems.add(Finding(self.sheet, position, "", message, remedy))

    def rows_below(self, row: int) -> tuple[int, ...]:
        """The rows that hold anything, from below ``row`` to above the next with a key."""
        place = bisect_right(self.keyed, row)
        end = self.keyed[place] if place < len(self.keyed) else self.filled[-1] + 1
        return self.filled[bisect_right(self.filled, row) : bisect_left(self.filled, end)]

    def cell(self, row: int, head: Bilingual) -> tuple[Position, RawCell | None]:
        """The cell of a row under a head."""
        position = (row, self.columns[head.th])
        return position, self.sheet.cells.get(position)


def read_answer(
    asked: Asked,
    lines: list[FoundLine],
    sheets: Mapping[int, SheetLines],
    problems: ReportProblems,
) -> DraftAnswer | None:
    """One answer as the file has it; None where something is wrong with it, which is told."""
    head = next(line for line in lines if line.key.word == QUESTION)
    held = sheets[id(head.sheet)]
    if not held.columns:
        return None
    reader = _AnswerReader(asked, head, held, problems)
    before = len(problems.listed) + problems.more
    value = reader.value(lines, sheets)
    state, reason = reader.state(value)
    if len(problems.listed) + problems.more > before:
        return None
    checked = reader.checked(state, value, reason)
    if checked is None:
        return None
    return DraftAnswer(
        key=asked.key,
        seen_edit=head.key.edit,
        is_touched=answer_checksum(*checked) != head.key.checksum,
        state=checked[0],
        value=checked[1],
        reason=checked[2],
        place=f"{head.sheet.name}!{cell_name(held.cell(head.position[0], ANSWER_HEAD)[0])}",
    )


@dataclass(frozen=True, slots=True)
class _AnswerReader:
    """The reading of one question: its line beside what is asked."""

    asked: Asked
    head: FoundLine
    held: SheetLines
    problems: ReportProblems

    def value(self, lines: list[FoundLine], sheets: Mapping[int, SheetLines]) -> Plain:
        """The canonical value of its cells; the empty value where one is wrong."""
        kind = self.asked.question.answer
        if not self._is_named(self.head, self.asked.question.title.th):
            return ""
        if isinstance(kind, Rows):
            heads = next(line for line in lines if line.key.word == HEADS)
            return self._table(kind, heads, sheets[id(heads.sheet)])
        parts = {line.key.part: line for line in lines if line.key.word == PART}
        labels = {cell.part: cell.label.th for cell in cells_of(kind) if cell.label}
        for part, line in parts.items():
            self._is_named(line, labels.get(part, ""))
        places = {
            part: self.held.cell(line.position[0], ANSWER_HEAD)[0] for part, line in parts.items()
        }
        if not places:
            places = {"": self.held.cell(self.head.position[0], ANSWER_HEAD)[0]}
        cells = self._cells(self.head.sheet, places)
        try:
            return value_of(kind, cells)
        except AnswerProblem as problem:
            part = str(problem.path[0]) if problem.path else ""
            place = places.get(part) or next(iter(places.values()))
            self.problems.refused(self.head.sheet, place, problem, self.asked)
            return ""

    def state(self, value: Plain) -> tuple[AnswerState, str]:
        """What the state and the reason say; contradictions are problems."""
        row = self.head.position[0]
        state_at, raw = self.held.cell(row, STATE_HEAD)
        reason_at, reason_raw = self.held.cell(row, REASON_HEAD)
        cells = self._cells(self.head.sheet, {"state": state_at, "reason": reason_at})
        reason = str(cells.get("reason", "")) if reason_raw else ""
        word = normalise(text_in(raw)).strip().casefold()
        state = _STATES.get(word, AnswerState.BLANK if not word else None)
        filled = bool(value) and not self.asked.question.answer.is_empty(value)
        if state is None:
            self._tell(state_at, "ไม่ใช่สถานะที่เลือกได้", "no state to choose", "เลือกสถานะจากรายการ")
            return AnswerState.BLANK, ""
        if state not in _OPEN and filled:
            self._tell(
                state_at,
                f"สถานะเป็น “{ANSWER_STATE_NAMES[state].th}” แต่มีคำตอบอยู่ด้วย",
                f"the state is “{ANSWER_STATE_NAMES[state].en}” but there is an answer too",
                "ลบคำตอบ หรือลบสถานะ",
            )
        if state in _OPEN and reason.strip() and not filled:
            self._tell(
                reason_at,
                "มีเหตุผล แต่ยังไม่ได้เลือกสถานะและไม่มีคำตอบ",
                "there is a reason, but neither a state nor an answer",
                "เลือกสถานะ “ไม่มี” หรือ “ไม่เกี่ยวข้อง” หรือลบเหตุผล",
            )
        elif state in _OPEN and reason.strip():
            self._note_reason(reason_at)
        return (state if state not in _OPEN else AnswerState.ANSWERED), reason

    def checked(
        self, state: AnswerState, value: Plain, reason: str
    ) -> tuple[AnswerState, Plain | None, str] | None:
        """The answer as it may be kept, or None with the problem told."""
        try:
            return check_answer(self.asked.question, state, value or None, reason)
        except (StateProblem, AnswerProblem) as problem:
            at = self.held.cell(self.head.position[0], STATE_HEAD)[0]
            self.problems.refused(self.head.sheet, at, problem, self.asked)
            return None

    def _is_named(self, line: FoundLine, wanted: str) -> bool:
        """Whether item and question stand beside the key as they should."""
        node = text_in(self.held.cell(line.position[0], ITEM_HEAD)[1])
        position, raw = self.held.cell(line.position[0], QUESTION_HEAD)
        title = text_in(raw)
        names = {squeezed(wanted), squeezed(f"{wanted} *")}
        if squeezed(title) in names and squeezed(node) == squeezed(self.asked.item.node_code):
            return True
        message = Bilingual(
            f"ข้อและคำถามที่เห็นไม่ตรงกับรหัสที่ซ่อนไว้ (ข้อ {self.asked.item.node_code} “{wanted}”) "
            "อาจเรียงแถวโดยไม่รวมคอลัมน์ที่ซ่อน",
            f"item and question are not those of the hidden key ({self.asked.item.node_code}); "
            "perhaps a sort left the hidden column out",
        )
        self.problems.add(Finding(self.head.sheet, position, "", message, _FRESH, self.asked))
        return False

    def _table(self, kind: Rows, heads: FoundLine, held: SheetLines) -> Plain:
        """The rows below the heads, down to the next line with a key."""
        sheet, top = heads.sheet, heads.position[0]
        cells = column_cells(kind)
        columns = columns_in(sheet, top, tuple(cell.label for cell in cells if cell.label))
        missing = [cell.label.th for cell in cells if cell.label and cell.label.th not in columns]
        if missing:
            names = ", ".join(missing)
            message = Bilingual(f"หัวตารางหายไป: {names}", f"heads of the table are gone: {names}")
            self.problems.add(Finding(sheet, heads.position, "", message, _FRESH, self.asked))
            return []
        places = {cell.part: columns[cell.label.th] for cell in cells if cell.label}
        rows: list[Plain] = []
        for row in held.rows_below(top):
            read = self._row(kind, sheet, {part: (row, at) for part, at in places.items()})
            if read and any(read.values()):
                rows.append(read)
        try:
            return kind.read(rows)
        except AnswerProblem as problem:
            self.problems.refused(sheet, heads.position, problem, self.asked)
            return []

    def _row(
        self, kind: Rows, sheet: RawSheet, places: Mapping[str, Position]
    ) -> dict[str, Plain] | None:
        cells = self._cells(sheet, places)
        if not cells:
            return None
        try:
            return row_of(kind, cells)
        except AnswerProblem as problem:
            self.problems.refused(sheet, places[str(problem.path[0])], problem, self.asked)
            return None

    def _cells(self, sheet: RawSheet, places: Mapping[str, Position]) -> dict[str, CellValue]:
        """What the cells hold, blanks left out; a formula or an error is a problem."""
        held: dict[str, CellValue] = {}
        for part, position in places.items():
            raw = sheet.cells.get(position)
            value = value_in(raw)
            if isinstance(value, Doubt):
                self.problems.doubt(sheet, position, value, self.asked)
            elif raw is not None:
                held[part] = value
        return held

    def _tell(self, position: Position, th: str, en: str, remedy: str) -> None:
        self.problems.add(
            Finding(
                self.head.sheet,
                position,
                "",
                Bilingual(th, en),
                Bilingual(remedy, "Clear one of the two, or choose a state of the list"),
                self.asked,
            )
        )

    def _note_reason(self, position: Position) -> None:
        name = f"{self.head.sheet.name}!{cell_name(position)}"
        self.problems.notes.append(
            Bilingual(
                f"{name}: มีคำตอบแล้ว จึงไม่ได้เก็บเหตุผล",
                f"{name}: there is an answer, so the reason was not kept",
            )
        )


def columns_in(sheet: RawSheet, row: int, heads: tuple[Bilingual, ...]) -> dict[str, int]:
    """The column of each head in a row, by its Thai words; heads that are gone are left out."""
    wanted = {squeezed(head.th): head.th for head in heads}
    found: dict[str, int] = {}
    for column in range(_MOST_COLUMNS):
        cell = sheet.cells.get((row, column))
        name = wanted.get(squeezed(cell.text)) if cell is not None else None
        if name is not None:
            found.setdefault(name, column)
    return found


def squeezed(text: str) -> str:
    return "".join(normalise(text).split())
