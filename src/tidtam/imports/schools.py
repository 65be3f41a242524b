"""A list of schools as a file, CSV or Excel, to plain rows of heading and text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Final

from tidtam.imports.errors import FileRefused, FileTooLarge
from tidtam.imports.workbook import RawCell, RawSheet, read_workbook

Row = dict[str, str]

# Every list of the country's schools is far smaller.
MOST_BYTES: Final = 50 * 1024**2
_ZIP: Final = b"PK\x03\x04"
_SEPARATORS: Final = ",;\t"


def read_school_file(data: bytes) -> tuple[Row, ...]:
    """The rows under the headings of a CSV file, or of a workbook's first sheet.

    CSV may be UTF-8 or, as Thai Excel saves it, Windows-874; comma, semicolon or tab.

    Raises:
        FileRefused: too large, damaged, without rows, with a heading twice or a formula.
    """
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1024**2
        raise FileTooLarge(
            f"ไฟล์ใหญ่เกิน {most} MB ให้ส่งเฉพาะรายชื่อโรงเรียน",
            f"The file is larger than {most} MB; give the list of schools alone.",
        )
    lines = _sheet_lines(data) if data.startswith(_ZIP) else _csv_lines(data)
    filled = [line for line in lines if any(cell.strip() for cell in line)]
    if len(filled) < 2:
        raise FileRefused(
            "ไฟล์ไม่มีแถวโรงเรียน แถวแรกต้องเป็นหัวคอลัมน์ แถวถัดไปเป็นโรงเรียนละแถว",
            "The file has no schools; give headings in the first row and a school a row below.",
        )
    headings = [heading.strip() for heading in lines[0]]
    _refuse_a_heading_twice(headings)
    # Blank lines stay, so that a row's number is the one the spreadsheet shows.
    width = len(headings)
    return tuple(
        dict(zip(headings, [*line, *[""] * (width - len(line))], strict=False))
        for line in lines[1:]
    )


def _refuse_a_heading_twice(headings: Sequence[str]) -> None:
    for heading in headings:
        if heading and headings.count(heading) > 1:
            raise FileRefused(
                f'หัวคอลัมน์ "{heading}" มีสองคอลัมน์ ให้เหลือคอลัมน์เดียว',
                f'The heading "{heading}" stands over two columns; keep one of them.',
            )


def _csv_lines(data: bytes) -> list[list[str]]:
    text = _decoded(data)
    first = text.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        # Line ends inside quotes belong to the cell.
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise FileRefused(
            f"อ่านไฟล์ CSV ไม่ได้ ({error}) ให้บันทึกใหม่จากโปรแกรมตารางเป็น CSV UTF-8",
            f"The CSV file cannot be read ({error}); save it again as CSV UTF-8.",
        ) from error


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise FileRefused(
        "ไฟล์นี้ไม่ใช่ CSV หรือ Excel (.xlsx) ให้บันทึกเป็น CSV UTF-8 หรือ .xlsx",
        "The file is neither CSV nor Excel (.xlsx); save it as CSV UTF-8 or .xlsx.",
    )


def _sheet_lines(data: bytes) -> list[list[str]]:
    sheets = read_workbook(data)
    if not sheets or not sheets[0].cells:
        return []
    sheet = sheets[0]
    height = max(row for row, _ in sheet.cells) + 1
    width = max(column for row, column in sheet.cells if row == 0) + 1 if _has_first(sheet) else 0
    if height > len(sheet.cells) + 1000:
        # One cell far below would make a million blank rows.
        raise FileRefused(
            "มีเซลล์อยู่ไกลจากตาราง ให้ลบแถวว่างใต้ตารางแล้วบันทึกใหม่",
            "A cell stands far from the table; delete the rows under it and save again.",
        )
    lines = [[""] * width for _ in range(height)]
    for (row, column), cell in sheet.cells.items():
        if column < width:
            lines[row][column] = _text(cell, row)
    return lines


def _has_first(sheet: RawSheet) -> bool:
    return any(row == 0 for row, _ in sheet.cells)


def _text(cell: RawCell, row: int) -> str:
    if cell.type in ("date", "formula", "error"):
        raise FileRefused(
            f"แถว {row + 1} มีสูตรหรือวันที่แบบ Excel ให้เปลี่ยนเป็นข้อความ",
            f"Row {row + 1} holds a formula or an Excel date; turn it into text.",
        )
    return cell.text.removesuffix(".0") if cell.type == "number" else cell.text
