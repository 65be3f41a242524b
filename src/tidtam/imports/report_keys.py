"""Finds the hidden keys of a report's workbook, and judges what the file was made for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tidtam.imports.errors import WrongWorkbook
from tidtam.imports.report_owner import refuse_another
from tidtam.imports.workbook import Position, RawSheet
from tidtam.rounds.exchange import (
    CLOSED,
    FORMAT,
    KEY_SHEET,
    LINE_WORDS,
    MARK_COLUMNS,
    MARK_FORM,
    MARK_FORMAT,
    MARK_KEY,
    MARK_MADE,
    MARK_OFFICE,
    MARK_ROUND,
    MARK_SEAL,
    PART,
    QUESTION,
    ReportForm,
    is_sealed,
)

_AGAIN_TH: Final = "โปรดดาวน์โหลดไฟล์ใหม่จากหน้านี้"
_AGAIN_EN: Final = "please download a fresh file from this page"


@dataclass(frozen=True, slots=True)
class LineKey:
    """The key of a line.

    Attributes:
        word: what kind of line it is.
        key: which question.
        part: which part of its answer, of a PART.
        edit, checksum: of the answer when the file was made, of a QUESTION.
    """

    text: str
    word: str
    key: str
    part: str = ""
    edit: int = 0
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class MadeFor:
    """What the sealed sheet of a file says of it."""

    made_at: str
    made_by: str
    keys: tuple[LineKey, ...]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A key where it stands now."""

    sheet: RawSheet
    position: Position
    key: LineKey


def read_made_for(sheets: Sequence[RawSheet], expected: ReportForm) -> MadeFor:
    """What the file was made for, checked against the report that is open here.

    Raises:
        WrongWorkbook: not a workbook of this system, of another round or office, of another
            version of a form, or with its list of keys changed.
    """
    lines = _key_lines(sheets)
    if not lines or lines[0] != (MARK_FORMAT, FORMAT):
        raise _wrong("ไฟล์นี้เป็นรุ่นที่ระบบไม่รู้จัก", "this file has a format that is not known here")
    if lines[-1][0] != MARK_SEAL or not is_sealed(lines[:-1], "".join(lines[-1][1:2])):
        raise _wrong(
            "รายการรหัสที่ซ่อนไว้ในไฟล์ถูกแก้ หรือไฟล์ไม่ได้สร้างจากระบบนี้",
            "the hidden list of keys was changed, or the file was not made by this system",
        )
    said = {line[0]: line[1:] for line in lines if line[0] != MARK_KEY}
    refuse_another(said[MARK_ROUND][0], said[MARK_OFFICE][0], expected)
    forms = {line[1]: line[2] for line in lines if line[0] == MARK_FORM}
    if forms != {sheet.framework_code: sheet.form_checksum for sheet in expected.sheets}:
        raise _wrong(
            "แบบรายงานของรอบนี้เปลี่ยนไปหลังจากดาวน์โหลดไฟล์นี้",
            "the forms of this round have changed since this file was downloaded",
        )
    keys = tuple(_line_key(line[1]) for line in lines if line[0] == MARK_KEY)
    made_at, made_by = (*said[MARK_MADE], "", "")[:2]
    return MadeFor(made_at, made_by, keys)


def _key_lines(sheets: Sequence[RawSheet]) -> list[tuple[str, ...]]:
    """The hidden sheet, line by line; found by what it says where it was renamed."""
    page = next((sheet for sheet in sheets if sheet.name == KEY_SHEET), None)
    if page is None:
        page = next((s for s in sheets if _text(s, (0, 0)) == MARK_FORMAT), None)
    if page is None:
        raise _wrong(
            "ไฟล์นี้ไม่ใช่แบบรายงานของระบบ หรือแผ่นงานที่ซ่อนไว้ถูกลบ",
            "this is not a report file of this system, or its hidden sheet was deleted",
        )
    lines: dict[int, list[str]] = {}
    for (row, _), cell in sorted(page.cells.items()):
        lines.setdefault(row, []).append(cell.text)
    return [tuple(words) for words in lines.values()]


def _text(sheet: RawSheet, position: Position) -> str:
    cell = sheet.cells.get(position)
    return cell.text if cell is not None else ""


def _line_key(text: str) -> LineKey:
    """A key of the sealed list, which only this system writes."""
    fields = text.split("|")
    word, key = fields[0], "|".join(fields[1:4])
    if word in (QUESTION, CLOSED):
        return LineKey(text, word, key, edit=int(fields[4]), checksum=fields[5])
    return LineKey(text, word, key, part=fields[4] if word == PART else "")


def find_lines(
    sheets: Sequence[RawSheet], keys: Sequence[LineKey]
) -> tuple[list[FoundLine], list[tuple[RawSheet, Position]]]:
    """Every line of the file that carries a key, top to bottom; and where broken keys stand."""
    known = {key.text: key for key in keys}
    found: list[FoundLine] = []
    broken: list[tuple[RawSheet, Position]] = []
    for sheet in sheets:
        column = key_column(sheet)
        if column is None:
            continue
        for position, cell in sorted(sheet.cells.items()):
            if position[1] != column or cell.text == MARK_COLUMNS:
                continue
            if cell.text in known:
                found.append(FoundLine(sheet, position, known[cell.text]))
            else:
                broken.append((sheet, position))
    return found, broken


def key_column(sheet: RawSheet) -> int | None:
    """The leftmost column with a key; None where the sheet is none of ours, or the key sheet."""
    if _text(sheet, (0, 0)) == MARK_FORMAT:
        return None
    words = (MARK_COLUMNS, *(f"{word}|" for word in LINE_WORDS))
    columns = {at[1] for at, cell in sheet.cells.items() if cell.text.startswith(words)}
    return min(columns, default=None)


def _wrong(th: str, en: str) -> WrongWorkbook:
    return WrongWorkbook(f"{th} {_AGAIN_TH}", f"{en[:1].upper()}{en[1:]}; {_AGAIN_EN}.")
