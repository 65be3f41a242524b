"""The wall of a round as a plain table: a workbook and a CSV file with the same words."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Final

import xlsxwriter

_FONT: Final = {"font_name": "TH Sarabun New", "font_family": 2, "font_size": 16}
# The same rows give the same bytes, so a file can be compared with an earlier one.
_CREATED: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)
_DEMO: Final = "ข้อมูลสมมติ / Made-up data"
_NARROW, _WIDE = 10, 48
_LEADS_TO_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Value = str | int
Rows = Sequence[Sequence[Value]]


def table_workbook(*, title: str, headers: Sequence[str], rows: Rows, is_demo: bool) -> bytes:
    """One sheet (.xlsx) with a title, a filter over the headers, and the rows as they are.

    Text stays text: nothing becomes a formula or a link.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    book.set_properties({"title": title, "created": _CREATED})
    plain, head = book.add_format(_FONT), book.add_format({**_FONT, "bold": True, "bottom": 1})
    sheet = book.add_worksheet("รายงาน")
    sheet.write_string(0, 0, title, head)
    if is_demo:
        sheet.write_string(1, 0, _DEMO, head)
    first = 3
    for column, header in enumerate(headers):
        sheet.write_string(first - 1, column, header, head)
        longest = max([len(header), *(len(str(row[column])) for row in rows)])
        sheet.set_column(column, column, min(max(longest + 2, _NARROW), _WIDE))
    for number, row in enumerate(rows, start=first):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value, plain)
            elif value:
                sheet.write_string(number, column, value, plain)
    sheet.autofilter(first - 1, 0, first - 1 + len(rows), len(headers) - 1)
    sheet.freeze_panes(first, 2)
    sheet.set_landscape()
    sheet.repeat_rows(first - 1)
    sheet.fit_to_pages(1, 0)
    book.close()
    return buffer.getvalue()


def table_csv(*, headers: Sequence[str], rows: Rows) -> bytes:
    """The rows as CSV in UTF-8 with the mark by which Excel knows it.

    A text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(headers)
    writer.writerows([_safe(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _safe(value: Value) -> Value:
    if isinstance(value, str) and value.startswith(_LEADS_TO_A_FORMULA):
        return f"'{value}"
    return value
