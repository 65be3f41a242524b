"""Reads an office's filled-in workbook back: every answer of it, or every reason to refuse it.

Lines are found by their hidden keys, columns by their heads. What people see (item and question)
must still stand beside its key: a sort that left the hidden column behind would otherwise give
one question the answer of another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tidtam.forms.cells import cells_of
from tidtam.forms.kinds import Rows
from tidtam.imports.report_drafts import DraftAnswer, ReportDraft
from tidtam.imports.report_keys import FoundLine, LineKey, find_lines, read_made_for
from tidtam.imports.report_lines import SheetLines, read_answer
from tidtam.imports.report_problems import Finding, ReportProblems
from tidtam.imports.report_strays import stray_notes
from tidtam.imports.workbook import Position, RawSheet, cell_name, read_workbook
from tidtam.rounds.exchange import CLOSED, HEADS, PART, QUESTION, Asked, ReportForm
from tidtam.rounds.states import Door
from tidtam.thai.bilingual import Bilingual

_FRESH = Bilingual(
    "ดาวน์โหลดไฟล์ใหม่แล้ววางเฉพาะค่าลงไป", "Download a fresh file and paste only the values into it"
)


def read_report(data: bytes, *, expected: ReportForm) -> ReportDraft:
    """The answers in workbook ``data``: all of them, or all its problems and no answer.

    Args:
        data: the uploaded file; it may come from Excel, LibreOffice or Google Sheets.
        expected: the report the file is uploaded to, as it is stored now.

    Raises:
        FileRefused: the file as a whole cannot be used (too large, not Excel, unsafe,
            of another round or office …): one sentence with the remedy.
    """
    sheets = read_workbook(data)
    made = read_made_for(sheets, expected)
    lines, broken = find_lines(sheets, made.keys)
    reading = _Reading({asked.key: asked for asked in expected.questions}, made.keys)
    reading.check(sheets, lines, broken)
    reading.read(lines)
    problems = reading.problems
    strays = () if problems.listed else stray_notes(expected, lines, reading.held)
    return ReportDraft(
        door=Door.EXCEL,
        made_at=made.made_at,
        made_by=made.made_by,
        answers=() if problems.listed else tuple(reading.answers),
        problems=tuple(problems.listed),
        more_problems=problems.more,
        notes=(*problems.notes, *strays),
    )


@dataclass(slots=True)
class _Reading:
    """What the reading of the whole file has gathered so far."""

    asked: dict[str, Asked]
    keys: tuple[LineKey, ...]
    problems: ReportProblems = field(default_factory=ReportProblems)
    answers: list[DraftAnswer] = field(default_factory=list)
    sound: set[str] = field(default_factory=set)
    held: dict[int, SheetLines] = field(default_factory=dict)

    def check(
        self,
        sheets: Iterable[RawSheet],
        lines: list[FoundLine],
        broken: list[tuple[RawSheet, Position]],
    ) -> None:
        """Every key once, each beside what it names; questions without a doubt are ``sound``."""
        for sheet, position in broken:
            self._report(sheet, position, "รหัสของแถวนี้เสียหาย", "the key of this row is damaged")
        times = Counter(line.key.text for line in lines)
        doubtful = {key.key for key in self.keys if times[key.text] != 1}
        for line in lines:
            if times[line.key.text] > 1:
                name = self._name(line.key)
                self._report(
                    line.sheet,
                    line.position,
                    f"{name} มีซ้ำกัน",
                    f"{name} stands here twice",
                    line.key,
                )
        for key in self.keys:
            if not times[key.text]:
                name = self._name(key)
                self._report(
                    None, None, f"แถวของ {name} หายไปจากไฟล์", f"the row of {name} is missing", key
                )
        ours = {id(line.sheet): line.sheet for line in lines}
        for sheet in sheets:
            if id(sheet) in ours:
                self._check_merges(sheet, min(r.position[0] for r in lines if r.sheet is sheet))
        self.sound = {key.key for key in self.keys} - doubtful

    def read(self, lines: list[FoundLine]) -> None:
        """Every sound question, in the order of the report."""
        by_question: dict[str, list[FoundLine]] = {}
        for line in lines:
            by_question.setdefault(line.key.key, []).append(line)
        held = self.held
        for line in lines:
            if id(line.sheet) not in held:
                held[id(line.sheet)] = SheetLines.of(line.sheet, lines, self.problems)
        for key, asked in self.asked.items():
            if key in self.sound and self._is_whole(asked, by_question[key]):
                found = read_answer(asked, by_question[key], held, self.problems)
                if found is not None:
                    self.answers.append(found)

    def _is_whole(self, asked: Asked, lines: list[FoundLine]) -> bool:
        """Whether all lines the answer needs are there; a closed question is left alone."""
        words = Counter(line.key.word for line in lines)
        if words[CLOSED]:
            name = f"{asked.item.node.label.th} “{asked.question.title.th}”"
            self.problems.notes.append(
                Bilingual(
                    f"{name}: คำตอบยาวเกินช่องของ Excel จึงไม่ได้อ่านจากไฟล์ ให้แก้ในหน้าเว็บ",
                    f"{name}: too long for a cell, so it was not read; change it on its page.",
                )
            )
            return False
        parts = {cell.part for cell in cells_of(asked.question.answer)} - {""}
        if isinstance(asked.question.answer, Rows):
            return words[QUESTION] == words[HEADS] == 1
        return words[QUESTION] == 1 and words[PART] == len(parts)

    def _check_merges(self, sheet: RawSheet, first: int) -> None:
        for top, left, bottom, right in sheet.merged:
            if bottom >= first:
                self.problems.add(
                    Finding(
                        sheet,
                        (top, left),
                        f"{cell_name((top, left))}:{cell_name((bottom, right))}",
                        Bilingual(
                            "เซลล์ถูกผสานกัน จึงไม่รู้ว่าค่าเป็นของช่องใด",
                            "cells are merged, so their value belongs to no one cell",
                        ),
                        Bilingual(
                            "ยกเลิกการผสานเซลล์แล้วกรอกทีละช่อง",
                            "Unmerge the cells and fill in each one",
                        ),
                    )
                )

    def _report(
        self,
        sheet: RawSheet | None,
        position: Position | None,
        th: str,
        en: str,
        key: LineKey | None = None,
    ) -> None:
        whose = self.asked.get(key.key) if key else None
        self.problems.add(Finding(sheet, position, "", Bilingual(th, en), _FRESH, whose))

    def _name(self, key: LineKey) -> str:
        asked = self.asked.get(key.key)
        if asked is None:
            return key.key
        parts = {c.part: c.label.th for c in cells_of(asked.question.answer) if c.label}
        inner = f" ({parts[key.part]})" if key.part in parts else ""
        return f"{asked.item.node.label.th} “{asked.question.title.th}{inner}”"
