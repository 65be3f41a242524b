"""Finds the hidden keys of a marks workbook, wherever its rows, columns and sheets have gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tidtam.imports.errors import WrongWorkbook
from tidtam.imports.workbook import Position, RawSheet
from tidtam.reviews.grid import (
    FORMAT,
    KEY_SHEET,
    MARK_FORMAT,
    MARK_FRAMEWORK,
    MARK_KEYS,
    MARK_LABELS,
    MARK_NAMES,
    MARK_ROUND,
    NODE_KEY,
    OFFICE_KEY,
    MarksTemplate,
    Sheet,
    keys_checksum,
)

_AGAIN_TH: Final = "โปรดดาวน์โหลดแบบกรอกใหม่"
_AGAIN_EN: Final = "download a fresh template"


@dataclass(frozen=True, slots=True)
class FileKeys:
    """What one instrument of the file was made for: its codes, in the file's own list."""

    framework_code: str
    offices: tuple[str, ...]
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetKeys:
    """Where the keys of one sheet stand now; rows and columns count from 0.

    A code may stand at several places when someone copied a row: all are kept.
    """

    key_row: int
    key_column: int
    label_row: int | None
    name_column: int | None
    offices: tuple[tuple[int, str], ...]
    nodes: tuple[tuple[int, str], ...]


def read_file_keys(sheets: Sequence[RawSheet], expected: MarksTemplate) -> tuple[FileKeys, ...]:
    """The instruments the file was made for, checked against the round that is open here.

    Raises:
        WrongWorkbook: not a marks workbook, of another round, of another version of an
            instrument, or with its list of keys changed.
    """
    rows = _key_rows(sheets)
    if rows.get(MARK_FORMAT) != [(FORMAT,)]:
        raise _wrong("แบบกรอกนี้เป็นรุ่นที่ระบบไม่รู้จัก", "this template has a format that is not known here")
    found = rows.get(MARK_ROUND, [("",)])[0][0]
    if found != expected.round_code:
        raise _wrong(
            f"ไฟล์นี้เป็นของรอบ {found or '?'} แต่หน้านี้คือรอบ {expected.round_code}",
            f"this file is for round {found or '?'}, but this page is round {expected.round_code}",
        )
    return tuple(_file_keys(line, rows, expected) for line in rows.get(MARK_FRAMEWORK, []))


def _key_rows(sheets: Sequence[RawSheet]) -> dict[str, list[tuple[str, ...]]]:
    """The hidden sheet as first word to the other words of its lines; codes keep their order."""
    page = next((sheet for sheet in sheets if sheet.name == KEY_SHEET), None)
    if page is None:
        raise _wrong(
            "ไฟล์นี้ไม่ใช่แบบกรอกคะแนนของระบบ หรือแผ่นงานที่ซ่อนไว้ถูกลบ",
            "this is not a marks template of this system, or its hidden sheet was deleted",
        )
    lines: dict[int, list[str]] = {}
    for (row, _), cell in sorted(page.cells.items()):
        lines.setdefault(row, []).append(cell.text.strip())
    rows: dict[str, list[tuple[str, ...]]] = {}
    for words in lines.values():
        rows.setdefault(words[0], []).append(tuple(words[1:]))
    return rows


def _file_keys(
    line: tuple[str, ...], rows: dict[str, list[tuple[str, ...]]], expected: MarksTemplate
) -> FileKeys:
    code, version, checksum = (*line, "", "", "")[:3]
    offices = _codes(rows, OFFICE_KEY, code)
    nodes = _codes(rows, NODE_KEY, code)
    sheet = next((s for s in expected.sheets if s.framework_code == code), None)
    if sheet is None:
        raise _wrong(f"รอบนี้ไม่มีเครื่องมือ {code}", f"this round has no instrument called {code}")
    if version != sheet.framework_checksum:
        raise _wrong(
            f"เครื่องมือ {code} เปลี่ยนไปหลังจากดาวน์โหลดไฟล์นี้",
            f"the instrument {code} has changed since this file was downloaded",
        )
    if checksum != keys_checksum(offices, nodes) or not _known(offices, nodes, sheet):
        raise _wrong(
            f"รายการรหัสที่ซ่อนไว้ของ {code} ถูกแก้หรือไม่ตรงกับรอบนี้",
            f"the hidden list of keys of {code} was changed or does not fit this round",
        )
    return FileKeys(code, offices, nodes)


def _codes(rows: dict[str, list[tuple[str, ...]]], prefix: str, framework: str) -> tuple[str, ...]:
    return tuple(
        word.removeprefix(prefix)
        for word, lines in rows.items()
        if word.startswith(prefix)
        for line in lines
        if line[:1] == (framework,)
    )


def _known(offices: Iterable[str], nodes: Iterable[str], sheet: Sheet) -> bool:
    known_offices = {row.office_code for row in sheet.rows}
    known_nodes = {column.code for column in sheet.columns}
    return known_offices.issuperset(offices) and known_nodes.issuperset(nodes)


def find_sheet(sheets: Sequence[RawSheet], framework_code: str) -> tuple[RawSheet, Position]:
    """The sheet that carries the keys of ``framework_code``, whatever its name, and where.

    Raises:
        WrongWorkbook: no sheet carries them, or two do.
    """
    marker = MARK_KEYS + framework_code
    found = [
        (sheet, position)
        for sheet in sheets
        for position, cell in sheet.cells.items()
        if cell.text == marker
    ]
    if not found:
        raise _wrong(
            f"ไม่พบแผ่นงาน {framework_code} แผ่นงานหรือแถวรหัสที่ซ่อนไว้ถูกลบ",
            f"sheet {framework_code} is missing: the sheet or its hidden key row was deleted",
        )
    if len(found) > 1:
        raise _wrong(
            f"มีแผ่นงานของ {framework_code} มากกว่าหนึ่งแผ่น ({', '.join(s.name for s, _ in found)})",
            f"there is more than one sheet of {framework_code} "
            f"({', '.join(sheet.name for sheet, _ in found)})",
        )
    return found[0]


def read_sheet_keys(sheet: RawSheet, marker: Position) -> SheetKeys:
    """Where the keys of ``sheet`` stand, given the position of their marker."""
    key_row, key_column = marker
    offices: list[tuple[int, str]] = []
    nodes: list[tuple[int, str]] = []
    label_row = name_column = None
    for (row, column), cell in sorted(sheet.cells.items()):
        if column == key_column and cell.text.startswith(OFFICE_KEY):
            offices.append((row, cell.text.removeprefix(OFFICE_KEY)))
        elif column == key_column and cell.text == MARK_LABELS:
            label_row = row
        elif row == key_row and cell.text.startswith(NODE_KEY):
            nodes.append((column, cell.text.removeprefix(NODE_KEY)))
        elif row == key_row and cell.text == MARK_NAMES:
            name_column = column
    if not offices or not nodes:
        raise _wrong(
            f"แผ่นงาน {sheet.name} ไม่มีรหัสที่ซ่อนไว้ของสำนักงานหรือตัวชี้วัด",
            f"sheet {sheet.name} has lost the hidden keys of its offices or indicators",
        )
    return SheetKeys(key_row, key_column, label_row, name_column, tuple(offices), tuple(nodes))


def _wrong(th: str, en: str) -> WrongWorkbook:
    return WrongWorkbook(f"{th} {_AGAIN_TH}", f"{en[:1].upper()}{en[1:]}; {_AGAIN_EN}.")
