"""Reads a filled-in marks workbook back: every answer of it, or every reason to refuse it.

Cells are found by their hidden keys, so rows and columns may have moved. What people see
(the office's name, the indicator's label) must still stand beside its key: a sort that
left the hidden column behind would otherwise give one office the marks of another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tidtam.imports.cells import Doubt, read_cell, shown
from tidtam.imports.drafts import CellProblem, DraftCell, MarksDraft, Problems
from tidtam.imports.keys import FileKeys, SheetKeys, find_sheet, read_file_keys, read_sheet_keys
from tidtam.imports.workbook import Position, RawSheet, cell_name, read_workbook
from tidtam.reviews.grid import (
    MARK_LABELS,
    MARK_TITLES,
    SPECIAL_WORDS,
    Answer,
    Column,
    MarksTemplate,
    Row,
    Sheet,
)
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.text import normalise

__all__ = ["CellProblem", "DraftCell", "MarksDraft", "read_marks"]

Whose = tuple[str, str]  # the names of an office and of an indicator

_CLOSED = Doubt(
    Bilingual("ตัวชี้วัดนี้ไม่ใช้กับสำนักงานนี้", "this indicator does not apply to this office"),
    Bilingual('ลบค่าออก หรือพิมพ์ "-"', 'Delete the value, or type "-"'),
)
_FRESH = Bilingual(
    "ดาวน์โหลดแบบกรอกใหม่แล้ววางเฉพาะค่าลงไป",
    "Download a fresh template and paste only the values into it",
)


def read_marks(data: bytes, *, expected: MarksTemplate) -> MarksDraft:
    """The marks in workbook ``data``: the cells of it all, or all its problems and no cell.

    Args:
        data: the uploaded file; it may come from Excel, LibreOffice or Google Sheets.
        expected: the round the file is uploaded to, with every office and instrument it
            may contain. A file for some of its offices or instruments is fine.

    Cells come in the order of ``expected``. A blank cell gives no answer, and neither
    does a cell of a node that does not apply to its office.

    Raises:
        FileRefused: the file as a whole cannot be used (too large, not Excel, unsafe,
            of another round…): one sentence with the remedy.
    """
    sheets = read_workbook(data)
    reading = _Reading()
    for keys in read_file_keys(sheets, expected):
        sheet = next(s for s in expected.sheets if s.framework_code == keys.framework_code)
        raw, marker = find_sheet(sheets, keys.framework_code)
        _SheetReading(reading, raw, read_sheet_keys(raw, marker), keys, sheet).run()
    problems = reading.problems
    return MarksDraft(
        cells=() if problems.listed else _in_order(reading.cells, expected),
        problems=tuple(problems.listed),
        blanks=reading.blanks,
        notes=tuple(reading.notes),
        more_problems=problems.more,
    )


def _in_order(cells: list[DraftCell], expected: MarksTemplate) -> tuple[DraftCell, ...]:
    found = {(cell.framework_code, cell.office_code, cell.node_code): cell for cell in cells}
    return tuple(
        found[key]
        for sheet in expected.sheets
        for row in sheet.rows
        for column in sheet.columns
        if (key := (sheet.framework_code, row.office_code, column.code)) in found
    )


@dataclass(slots=True)
class _Reading:
    """What the reading of the whole file has gathered so far."""

    cells: list[DraftCell] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    notes: list[Bilingual] = field(default_factory=list)
    blanks: int = 0


@dataclass(frozen=True, slots=True)
class _SheetReading:
    """The reading of one sheet: the file's cells and keys beside what is expected."""

    reading: _Reading
    raw: RawSheet
    keys: SheetKeys
    made_for: FileKeys
    sheet: Sheet

    def run(self) -> None:
        for check in (
            self._check_offices,
            self._check_nodes,
            self._check_merges,
            self._check_labels,
            self._check_strays,
        ):
            check()
        self._note_columns()
        rows = {row.office_code: row for row in self.sheet.rows}
        for number, office in self.keys.offices:
            # A row copied many times is reported; reading it once is enough.
            row = rows.pop(office, None)
            if row is not None and self._is_named(number, row):
                self._read_row(number, row)

    def _check_offices(self) -> None:
        names = {row.office_code: row.office_name for row in self.sheet.rows}
        self._check_codes(
            self.keys.offices,
            self.made_for.offices,
            lambda row: (row, self.keys.key_column),
            lambda code: Bilingual(f"สำนักงาน {names.get(code, code)}", names.get(code, code)),
        )

    def _check_nodes(self) -> None:
        labels = {column.code: column.label for column in self.sheet.columns}
        self._check_codes(
            self.keys.nodes,
            self.made_for.nodes,
            lambda column: (self.keys.key_row, column),
            lambda code: Bilingual(labels.get(code, code), f"indicator {code}"),
        )

    def _check_codes(
        self,
        found: tuple[tuple[int, str], ...],
        wanted: tuple[str, ...],
        place: Callable[[int], Position],
        named: Callable[[str], Bilingual],
    ) -> None:
        """Every code once: none twice, none unknown, none missing."""
        times = Counter(code for _, code in found)
        for number, code in found:
            name = named(code)
            if code not in wanted:
                self._report(
                    place(number), code, "ไม่อยู่ในแบบกรอกนี้", "is not part of this template", name
                )
            elif times[code] > 1:
                self._report(place(number), code, "มีซ้ำกัน", "stands here more than once", name)
        for code in wanted:
            if code not in times:
                self._report(None, code, "หายไปจากไฟล์", "is missing from the file", named(code))

    def _report(self, place: Position | None, code: str, th: str, en: str, name: Bilingual) -> None:
        remedy = Bilingual(
            "ลบแถวหรือคอลัมน์ที่เกิน หรือดาวน์โหลดแบบกรอกใหม่แล้ววางเฉพาะค่า",
            "Remove the extra row or column, or download a fresh template and paste the values",
        )
        message = Bilingual(f"{name.th} {th}", f"{name.en} {en}")
        self._problem(place, code, message, _FRESH if place is None else remedy)

    def _check_merges(self) -> None:
        rows = sorted(row for row, _ in self.keys.offices)
        columns = sorted(column for column, _ in self.keys.nodes)
        for top, left, bottom, right in self.raw.merged:
            if _meets(rows, top, bottom) and _meets(columns, left, right):
                self._problem(
                    (top, left),
                    f"{cell_name((top, left))}:{cell_name((bottom, right))}",
                    Bilingual(
                        "เซลล์ถูกผสานกัน จึงไม่รู้ว่าค่าเป็นของช่องใด",
                        "cells are merged, so their value belongs to no one cell",
                    ),
                    Bilingual(
                        "ยกเลิกการผสานเซลล์แล้วกรอกทีละช่อง", "Unmerge the cells and fill in each one"
                    ),
                )

    def _check_labels(self) -> None:
        """The visible label of each column must still be the one of its hidden key."""
        if self.keys.label_row is None:
            self._problem(
                None,
                MARK_LABELS,
                Bilingual("แถวชื่อตัวชี้วัดถูกลบ", "the row of indicator labels was deleted"),
                _FRESH,
            )
            return
        labels = {column.code: column.label for column in self.sheet.columns}
        for number, code in self.keys.nodes:
            place = (self.keys.label_row, number)
            if code in labels and not _same(self._text(place), labels[code]):
                self._mismatch(place, labels[code])

    def _is_named(self, number: int, row: Row) -> bool:
        """Whether the visible name in this row is the one of its hidden key."""
        if self.keys.name_column is None:
            self._problem(
                (number, self.keys.key_column),
                row.office_code,
                Bilingual("คอลัมน์ชื่อสำนักงานถูกลบ", "the column of office names was deleted"),
                _FRESH,
            )
            return False
        place = (number, self.keys.name_column)
        if _same(self._text(place), row.office_name):
            return True
        self._mismatch(place, row.office_name)
        return False

    def _mismatch(self, place: Position, wanted: str) -> None:
        self._problem(
            place,
            self._text(place),
            Bilingual(
                f"ชื่อที่เห็นไม่ตรงกับรหัสที่ซ่อนไว้ ({wanted}) อาจเรียงข้อมูลโดยไม่รวมคอลัมน์ที่ซ่อน",
                f"the visible name is not that of the hidden key ({wanted}); perhaps a sort "
                "left the hidden column out",
            ),
            _FRESH,
        )

    def _check_strays(self) -> None:
        """Content under a keyed column in a row without a key: an inserted row."""
        columns = {column for column, _ in self.keys.nodes}
        keyed = {row for row, _ in self.keys.offices}
        first = min(keyed)
        for place in sorted(self.raw.cells):
            row, column = place
            heads = self._text((row, self.keys.key_column)) in (MARK_LABELS, MARK_TITLES)
            if column in columns and row not in keyed and row > first and not heads:
                self._problem(
                    place,
                    shown(self.raw.cells[place]),
                    Bilingual(
                        "แถวนี้ถูกแทรกเข้ามา ไม่มีรหัสสำนักงาน",
                        "this row was inserted and has no office key",
                    ),
                    Bilingual(
                        "ย้ายค่าไปยังแถวของสำนักงานแล้วลบแถวนี้",
                        "Move the value to the row of its office and delete this row",
                    ),
                )

    def _note_columns(self) -> None:
        """A column of one's own is not read, and that is said."""
        known = {column for column, _ in self.keys.nodes}
        known |= {self.keys.key_column, self.keys.name_column or 0}
        rows = {row for row, _ in self.keys.offices}
        others = sorted({c for r, c in self.raw.cells if r in rows and c not in known})
        if others:
            letters = ", ".join(cell_name((0, column)).removesuffix("1") for column in others)
            self.reading.notes.append(
                Bilingual(
                    f"แผ่นงาน {self.raw.name}: คอลัมน์ที่ไม่มีรหัส ระบบไม่ได้อ่าน: {letters}",
                    f"Sheet {self.raw.name}: columns without a key were not read: {letters}",
                )
            )

    def _read_row(self, number: int, row: Row) -> None:
        cells = {
            column.code: cell for column, cell in zip(self.sheet.columns, row.cells, strict=True)
        }
        for place, column in self._columns():
            position, whose = (number, place), (row.office_name, column.label)
            if not cells[column.code].applicable:
                self._read_closed(position, whose)
                continue
            answer = read_cell(self.raw.cells.get(position), column)
            if answer is None:
                self.reading.blanks += 1
            elif isinstance(answer, Doubt):
                self._doubt(position, answer, whose)
            else:
                self._keep(row, column, answer)

    def _columns(self) -> Iterator[tuple[int, Column]]:
        columns = {column.code: column for column in self.sheet.columns}
        return ((place, columns[code]) for place, code in self.keys.nodes if code in columns)

    def _keep(self, row: Row, column: Column, answer: Answer) -> None:
        self.reading.cells.append(
            DraftCell(
                self.sheet.framework_code, row.office_code, column.code, answer.kind, answer.text
            )
        )

    def _read_closed(self, position: Position, whose: Whose) -> None:
        """A cell of a node that does not apply: blank or "-", and nothing else."""
        if self._text(position).strip() not in ("", SPECIAL_WORDS["not_applicable"]):
            self._doubt(position, _CLOSED, whose)

    def _doubt(self, position: Position, doubt: Doubt, whose: Whose) -> None:
        value = shown(self.raw.cells[position])
        self._problem(position, value, doubt.message, doubt.remedy, whose)

    def _text(self, position: Position) -> str:
        cell = self.raw.cells.get(position)
        return cell.text if cell is not None else ""

    def _problem(
        self,
        place: Position | None,
        value: str,
        message: Bilingual,
        remedy: Bilingual,
        whose: Whose = ("", ""),
    ) -> None:
        row = None if place is None else place[0] + 1
        cell = "" if place is None else cell_name(place)
        self.reading.problems.add(
            CellProblem(self.raw.name, row, cell, value, message, remedy, *whose)
        )


def _meets(numbers: list[int], first: int, last: int) -> bool:
    """Whether one of the sorted ``numbers`` lies from ``first`` to ``last``."""
    place = bisect_left(numbers, first)
    return place < len(numbers) and numbers[place] <= last


def _same(found: str, wanted: str) -> bool:
    """Whether two names are one to the eye: spaces and the order of marks do not count."""
    return _squeezed(found) == _squeezed(wanted)


def _squeezed(text: str) -> str:
    return "".join(normalise(text).split())
