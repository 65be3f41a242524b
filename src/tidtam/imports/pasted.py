"""Reads a block copied from a spreadsheet and pasted into the grid on the page."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Final

from tidtam.imports.cells import Doubt, read_text
from tidtam.imports.drafts import CellProblem, DraftCell, MarksDraft, Problems
from tidtam.imports.errors import FileTooLarge
from tidtam.reviews.grid import SPECIAL_WORDS, Column, Row, Sheet
from tidtam.thai.bilingual import Bilingual

# 245 offices x 60 nodes of the longest special word, with room to spare.
MAX_PASTE_CHARACTERS: Final = 500_000
_SHOWN_LENGTH: Final = 60

_CLOSED: Final = Doubt(
    Bilingual("ตัวชี้วัดนี้ไม่ใช้กับสำนักงานนี้", "this indicator does not apply to this office"),
    Bilingual('เว้นว่าง หรือใส่ "-"', 'Leave it blank, or enter "-"'),
)
_OUTSIDE: Final = Doubt(
    Bilingual("อยู่นอกตาราง", "falls outside the grid"),
    Bilingual(
        "เลือกช่องเริ่มต้นใหม่ หรือคัดลอกให้พอดีกับตาราง",
        "Choose another first cell, or copy a block that fits the grid",
    ),
)


def read_paste(text: str, *, sheet: Sheet, office_code: str, node_code: str) -> MarksDraft:
    """The marks in a tab-separated block whose first cell goes to an office and a node.

    Args:
        text: what the clipboard holds: lines of cells with tabs between them.
        sheet: the instrument, with offices and nodes in the order shown on the page.
        office_code: the office of the block's first line.
        node_code: the node of the block's first column.

    Cells are read as those of a file are: all of them, or none and every problem. In a
    problem ``row`` counts the lines of the block from 1; a block has no names of cells.

    Raises:
        FileTooLarge: more text than a grid can hold.
        ValueError: the office or the node is not in the sheet.
    """
    top = [row.office_code for row in sheet.rows].index(office_code)
    left = [column.code for column in sheet.columns].index(node_code)
    paste = _Paste(sheet)
    for line, values in enumerate(_lines(text)):
        for place, value in enumerate(values):
            paste.put(line, top + line, left + place, value)
    return paste.draft()


def _lines(text: str) -> list[list[str]]:
    """The cells of the block; spreadsheets quote a cell with a line break inside."""
    if len(text) > MAX_PASTE_CHARACTERS:
        raise _too_long()
    try:
        lines = list(csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter="\t"))
    except csv.Error as error:
        raise _too_long() from error
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    return lines


def _too_long() -> FileTooLarge:
    return FileTooLarge(
        "ข้อความที่วางยาวเกินไป โปรดวางเฉพาะช่องคะแนน",
        "The pasted text is too long; paste only the cells with marks.",
    )


@dataclass(slots=True)
class _Paste:
    """What the reading of one block has gathered so far."""

    sheet: Sheet
    cells: list[DraftCell] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    blanks: int = 0

    def put(self, line: int, row_place: int, column_place: int, value: str) -> None:
        """Read ``value`` as the cell at these places of the sheet."""
        if row_place >= len(self.sheet.rows) or column_place >= len(self.sheet.columns):
            if value.strip():
                self._doubt(line, ("", ""), value, _OUTSIDE)
            return
        row, column = self.sheet.rows[row_place], self.sheet.columns[column_place]
        if not row.cells[column_place].applicable:
            if value.strip() not in ("", SPECIAL_WORDS["not_applicable"]):
                self._doubt(line, (row.office_name, column.label), value, _CLOSED)
            return
        self._read(line, row, column, value)

    def draft(self) -> MarksDraft:
        """All cells, or none and the problems."""
        return MarksDraft(
            cells=() if self.problems.listed else tuple(self.cells),
            problems=tuple(self.problems.listed),
            blanks=self.blanks,
            more_problems=self.problems.more,
        )

    def _read(self, line: int, row: Row, column: Column, value: str) -> None:
        answer = read_text(value, column)
        if answer is None:
            self.blanks += 1
        elif isinstance(answer, Doubt):
            self._doubt(line, (row.office_name, column.label), value, answer)
        else:
            code = self.sheet.framework_code
            self.cells.append(
                DraftCell(code, row.office_code, column.code, answer.kind, answer.text)
            )

    def _doubt(self, line: int, whose: tuple[str, str], value: str, doubt: Doubt) -> None:
        shown = value.strip()[:_SHOWN_LENGTH]
        code = self.sheet.framework_code
        self.problems.add(
            CellProblem(code, line + 1, "", shown, doubt.message, doubt.remedy, *whose)
        )
