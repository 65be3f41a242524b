"""The workbook in which the marks of a round are filled in, and which can be read back.

Each sheet carries its keys in a hidden row and a hidden column; the rows and columns may
be moved, the sheets renamed, and the file may pass through Excel, LibreOffice or Google
Sheets: :mod:`tidtam.imports.marks` finds every cell again by its keys.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from tidtam.reports.workbooks.guide import GUIDE_SHEET, guide_lines
from tidtam.reviews.grid import (
    FORMAT,
    KEY_SHEET,
    MARK_FORMAT,
    MARK_FRAMEWORK,
    MARK_KEYS,
    MARK_LABELS,
    MARK_NAMES,
    MARK_ROUND,
    MARK_TITLES,
    NODE_KEY,
    OFFICE_KEY,
    SPECIAL_WORDS,
    Answer,
    Cell,
    Column,
    MarksTemplate,
    Row,
    Sheet,
    keys_checksum,
    printed,
)

__all__ = ["Answer", "Cell", "Column", "MarksTemplate", "Row", "Sheet", "marks_workbook"]

# A workbook names one font; the family lets a program without it choose one like it.
FONT: Final[dict[str, Any]] = {"font_name": "TH Sarabun New", "font_family": 2, "font_size": 16}
# The same marks give the same bytes, so a file can be compared with an earlier one.
_CREATED: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_DEMO: Final = "ข้อมูลสมมติ / Made-up data"

_LONGEST_LIST: Final = 255
_LONGEST_NAME: Final = 31
# What no spreadsheet takes in the name of a sheet.
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\]")
_A4: Final = 9
_ROW_HEIGHT: Final = 26  # points: room for the stacked marks of 16-point Thai

_KEY_ROW: Final = 2
_LABEL_ROW: Final = 3
_TITLE_ROW: Final = 4
_FIRST_ROW: Final = 5
_KEY_COLUMN: Final = 0
_NAME_COLUMN: Final = 1
_FIRST_COLUMN: Final = 2

# What a person may still do on a protected sheet; keys and names stay as they are.
_ALLOWED: Final = {
    "select_locked_cells": True,
    "select_unlocked_cells": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
}


@dataclass(frozen=True, slots=True)
class _Formats:
    """The looks of a cell, made once for each workbook."""

    title: Format
    demo: Format
    key: Format
    head: Format
    small_head: Format
    name: Format
    open: Format
    closed: Format
    text: Format


def marks_workbook(template: MarksTemplate) -> bytes:
    """The workbook (.xlsx) of ``template``; the same template gives the same bytes.

    First a sheet that says how to fill it in, then one sheet per instrument with offices
    as rows and nodes as columns, then a hidden sheet with the keys of all of them. Cells
    of nodes that do not apply to an office are grey, locked and show "-". Sheets are
    protected without a password.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": template.round_title.th, "created": _CREATED})
    formats = _formats(book)
    _write_guide(book.add_worksheet(GUIDE_SHEET), template, formats)
    for sheet in template.sheets:
        _write_sheet(book.add_worksheet(sheet_name(sheet)), sheet, template, formats)
    _write_keys(book.add_worksheet(KEY_SHEET), template)
    book.close()
    return buffer.getvalue()


def sheet_name(sheet: Sheet) -> str:
    """The name of an instrument's sheet: "QP (qp-2566)"; at most 31 characters.

    It is for people only: the reader finds each sheet by its hidden keys.
    """
    code = _NOT_IN_A_NAME.sub("-", sheet.framework_code)[:_LONGEST_NAME]
    room = _LONGEST_NAME - len(code) - len(" ()")
    title = _NOT_IN_A_NAME.sub("-", sheet.short_title).strip("' ")[: max(room, 0)].rstrip()
    return f"{title} ({code})" if title and title.casefold() != code.casefold() else code


def _formats(book: xlsxwriter.Workbook) -> _Formats:
    def look(**changes: Any) -> Format:
        return book.add_format({**FONT, "valign": "vcenter", **changes})

    framed: dict[str, Any] = {"border": 1, "border_color": "#B8C2CC"}
    head = {**framed, "text_wrap": True, "align": "center", "bg_color": "#E4ECF5"}
    # A long word shrinks into its cell: a cut one could be read as another.
    centred = {**framed, "align": "center", "shrink": True}
    return _Formats(
        title=look(bold=True, font_size=18),
        demo=look(bold=True, font_color="#9C1C1C"),
        key=look(font_color="#808080", font_size=10),
        head=look(**head, bold=True),
        small_head=look(**{**head, "valign": "top"}, font_size=12),
        name=look(**framed, bold=True),
        open=look(**centred, locked=False),
        closed=look(**centred, font_color="#5A6470", bg_color="#DADFE4"),
        text=look(text_wrap=True),
    )


def _write_guide(page: Worksheet, template: MarksTemplate, formats: _Formats) -> None:
    page.set_default_row(_ROW_HEIGHT)
    page.set_column(0, 0, 110)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(_A4)
    page.write_string(0, 0, f"{template.round_title.th} / {template.round_title.en}", formats.title)
    row = 1
    if template.is_demo:
        page.write_string(row, 0, _DEMO, formats.demo)
        row += 1
    for line in guide_lines(template):
        page.write_string(row, 0, line.th, formats.text)
        page.write_string(row + 1, 0, line.en, formats.text)
        row += 2
    page.protect("", _ALLOWED)


def _write_sheet(page: Worksheet, sheet: Sheet, template: MarksTemplate, formats: _Formats) -> None:
    page.set_default_row(_ROW_HEIGHT)
    page.write_string(
        0, _NAME_COLUMN, f"{sheet.title.th} · {template.round_title.th}", formats.title
    )
    if template.is_demo:
        page.write_string(1, _NAME_COLUMN, _DEMO, formats.demo)
    _write_head(page, sheet, formats)
    for number, row in enumerate(sheet.rows, start=_FIRST_ROW):
        _write_row(page, number, row, sheet.columns, formats)
    for number, column in enumerate(sheet.columns, start=_FIRST_COLUMN):
        _validate(page, number, len(sheet.rows), column)
    page.set_column(_KEY_COLUMN, _KEY_COLUMN, 18, None, {"hidden": True})
    page.set_column(_NAME_COLUMN, _NAME_COLUMN, 34)
    page.set_column(_FIRST_COLUMN, _FIRST_COLUMN + max(len(sheet.columns) - 1, 0), 17)
    page.set_row(_KEY_ROW, _ROW_HEIGHT, None, {"hidden": True})
    page.set_row(_TITLE_ROW, 110)
    page.freeze_panes(_FIRST_ROW, _FIRST_COLUMN)
    page.repeat_rows(_LABEL_ROW, _TITLE_ROW)
    page.set_landscape()
    page.set_paper(_A4)
    page.protect("", _ALLOWED)


def _write_head(page: Worksheet, sheet: Sheet, formats: _Formats) -> None:
    page.write_string(_KEY_ROW, _KEY_COLUMN, MARK_KEYS + sheet.framework_code, formats.key)
    page.write_string(_LABEL_ROW, _KEY_COLUMN, MARK_LABELS, formats.key)
    page.write_string(_TITLE_ROW, _KEY_COLUMN, MARK_TITLES, formats.key)
    page.write_string(_KEY_ROW, _NAME_COLUMN, MARK_NAMES, formats.key)
    page.write_string(_LABEL_ROW, _NAME_COLUMN, "สำนักงาน / Office", formats.head)
    page.write_blank(_TITLE_ROW, _NAME_COLUMN, None, formats.small_head)
    for number, column in enumerate(sheet.columns, start=_FIRST_COLUMN):
        page.write_string(_KEY_ROW, number, NODE_KEY + column.code, formats.key)
        page.write_string(_LABEL_ROW, number, column.label, formats.head)
        page.write_string(_TITLE_ROW, number, column.title, formats.small_head)


def _write_row(
    page: Worksheet, number: int, row: Row, columns: tuple[Column, ...], formats: _Formats
) -> None:
    page.write_string(number, _KEY_COLUMN, OFFICE_KEY + row.office_code, formats.key)
    page.write_string(number, _NAME_COLUMN, row.office_name, formats.name)
    for place, (cell, column) in enumerate(zip(row.cells, columns, strict=True), _FIRST_COLUMN):
        if not cell.applicable:
            page.write_string(number, place, SPECIAL_WORDS["not_applicable"], formats.closed)
        elif cell.answer is None:
            page.write_blank(number, place, None, formats.open)
        elif cell.answer.kind == "special" or not _survives_float(cell.answer.text):
            page.write_string(number, place, printed(cell.answer, column), formats.open)
        else:
            page.write_number(number, place, float(cell.answer.text), formats.open)


def _survives_float(text: str) -> bool:
    """Whether a spreadsheet, which knows 15 digits, gives exactly ``text`` back."""
    return f"{float(text):.15g}" == text


def _validate(page: Worksheet, number: int, rows: int, column: Column) -> None:
    """The drop-down of levels and words, or the bounds of a value, for all rows of a column."""
    if not rows:
        return
    rule = {
        **(_choices(column) if column.kind == "mark" else _value_rule(number, column)),
        "ignore_blank": True,
        "error_title": "ใช้ค่านี้ไม่ได้ / Not accepted",
        "error_message": _accepted(column),
        "input_title": column.label[:32],
        "input_message": _accepted(column),
    }
    page.data_validation(_FIRST_ROW, number, _FIRST_ROW + rows - 1, number, rule)


def _choices(column: Column) -> dict[str, Any]:
    levels = [str(level) for level in sorted(column.levels, reverse=True)]
    choices = [*levels, *column.specials.values()]
    # A longer list is not a list to a spreadsheet; the reader checks every cell anyway.
    if len(",".join(choices)) > _LONGEST_LIST:
        return {"validate": "any"}
    return {"validate": "list", "source": choices}


def _value_rule(number: int, column: Column) -> dict[str, Any]:
    first = xl_rowcol_to_cell(_FIRST_ROW, number)
    words = "".join(f',{first}="{word}"' for word in column.specials.values())
    rule = f"=OR(AND(ISNUMBER({first}),{first}>=0,{first}<={column.highest}){words})"
    return {"validate": "custom", "value": rule}


def _accepted(column: Column) -> str:
    words = ", ".join(column.specials.values())
    low, high = (
        (column.levels[0], column.levels[-1]) if column.kind == "mark" else (0, column.highest)
    )
    return f"กรอก {low}-{high} หรือ {words}\nEnter {low}-{high} or one of these words"[:255]


def _write_keys(page: Worksheet, template: MarksTemplate) -> None:
    """The hidden list of what this file is for; the reader judges the file against it."""
    lines: list[tuple[str, ...]] = [
        (MARK_FORMAT, FORMAT),
        (MARK_ROUND, template.round_code),
    ]
    for sheet in template.sheets:
        offices = tuple(row.office_code for row in sheet.rows)
        nodes = tuple(column.code for column in sheet.columns)
        checksum = keys_checksum(offices, nodes)
        code = sheet.framework_code
        lines.append((MARK_FRAMEWORK, code, sheet.framework_checksum, checksum))
        lines += [(OFFICE_KEY + office, code) for office in offices]
        lines += [(NODE_KEY + node, code) for node in nodes]
    for number, line in enumerate(lines):
        for place, text in enumerate(line):
            page.write_string(number, place, text)
    page.hide()
    page.protect("")
