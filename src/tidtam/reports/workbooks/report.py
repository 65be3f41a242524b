"""The workbook in which an office fills in its whole report, and which can be read back.

Every line carries its key in a hidden column. The file may pass through Excel, LibreOffice or
Google Sheets: :mod:`tidtam.imports.report` finds every answer again by its key, and a sealed
list of all keys tells it what the file was made for.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from tidtam.reports.workbooks.report_guide import GUIDE_SHEET, guide_lines
from tidtam.reports.workbooks.report_looks import ROW_HEIGHT, Looks, finish, looks_of
from tidtam.reports.workbooks.report_sheet import Keys, SheetWriter
from tidtam.reports.workbooks.report_tables import place_tables, tables_of, write_tables
from tidtam.rounds.exchange import (
    DEMO_WORDS,
    FORMAT,
    KEY_SHEET,
    MARK_FORM,
    MARK_FORMAT,
    MARK_KEY,
    MARK_MADE,
    MARK_OFFICE,
    MARK_ROUND,
    MARK_SEAL,
    AskedSheet,
    ReportForm,
    seal_lines,
)

# The same report gives the same bytes, so a file can be compared with an earlier one.
_CREATED: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_LONGEST_NAME: Final = 31
_TABLES: Final = " ตาราง"
_NOT_IN_A_NAME: Final = re.compile(r"[\[\]:*?/\\']")


def report_workbook(form: ReportForm) -> bytes:
    """The workbook (.xlsx) of a report; the same ``form`` gives the same bytes.

    A sheet that says how to fill it in, one sheet per instrument, beside it one with its tables,
    and a hidden sheet with the sealed keys. Sheets are protected without a password.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": form.round_title.th, "created": _CREATED})
    looks, keys = looks_of(book), Keys()
    _write_guide(book.add_worksheet(GUIDE_SHEET), form, looks)
    names: set[str] = set()
    for sheet in form.sheets:
        _write_instrument(book, sheet, form, looks, keys, names)
    _write_keys(book.add_worksheet(KEY_SHEET), form, keys)
    book.close()
    return buffer.getvalue()


def sheet_names(sheet: AskedSheet, taken: set[str]) -> tuple[str, str]:
    """The names of an instrument's two sheets: "QP", "QP ตาราง"; they are for people only."""
    wished = _NOT_IN_A_NAME.sub("-", sheet.short_title).strip() or sheet.framework_code
    room = _LONGEST_NAME - len(_TABLES)
    for name in (wished[:room], f"{wished[: room - 15]} {sheet.framework_code[:14]}"):
        if name.casefold() not in taken:
            break
    taken.add(name.casefold())
    return name, name + _TABLES


def _write_instrument(
    book: xlsxwriter.Workbook,
    sheet: AskedSheet,
    form: ReportForm,
    looks: Looks,
    keys: Keys,
    taken: set[str],
) -> None:
    name, tables_name = sheet_names(sheet, taken)
    tables = tables_of(sheet.questions)
    places = {key: (tables_name, row) for key, row in place_tables(tables).items()}
    head = f"{form.office_name.th} · {form.round_title.th}"
    demo = DEMO_WORDS if form.is_demo else ""
    page = book.add_worksheet(name)
    SheetWriter(page, looks, keys, places).write(sheet, head=head, demo=demo)
    if tables:
        title = f"{sheet.title.th} · ตาราง"
        page = book.add_worksheet(tables_name)
        write_tables(page, tables, looks, keys, head=(title, head, demo))


def _write_guide(page: Worksheet, form: ReportForm, looks: Looks) -> None:
    page.set_default_row(ROW_HEIGHT)
    page.set_column(0, 0, 120)
    page.hide_gridlines(2)
    page.write_string(0, 0, f"{form.round_title.th} / {form.round_title.en}", looks.title)
    row = 1
    if form.is_demo:
        page.write_string(row, 0, DEMO_WORDS, looks.demo)
        row += 1
    for line in guide_lines(form):
        page.write_string(row, 0, line.th, looks.text)
        page.write_string(row + 1, 0, line.en, looks.text)
        row += 2
    finish(page)


def key_lines(form: ReportForm, keys: Keys) -> list[tuple[str, ...]]:
    """What the hidden sheet says, but for its seal."""
    return [
        (MARK_FORMAT, FORMAT),
        (MARK_ROUND, form.round_code),
        (MARK_OFFICE, form.office_code),
        (MARK_MADE, form.made_at.isoformat(), form.made_by),
        *((MARK_FORM, sheet.framework_code, sheet.form_checksum) for sheet in form.sheets),
        *((MARK_KEY, key) for key in keys),
    ]


def _write_keys(page: Worksheet, form: ReportForm, keys: Keys) -> None:
    lines = key_lines(form, keys)
    for number, line in enumerate([*lines, (MARK_SEAL, seal_lines(lines))]):
        for place, text in enumerate(line):
            page.write_string(number, place, text)
    page.very_hidden()
    page.protect("")
