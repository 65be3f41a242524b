"""The content of a cell of a report's workbook as a text, a number, a date or a tick."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from tidtam.forms.cells import CellValue
from tidtam.imports.cells import Doubt, number_shown
from tidtam.imports.workbook import RawCell
from tidtam.thai.bilingual import Bilingual

_FIRST_DAY: Final = dt.date(1899, 12, 30)
_LAST_SERIAL: Final = 2_958_465  # 31 December 9999
_FIRST_SOUND_SERIAL: Final = 61  # before 1 March 1900 spreadsheets count a day that never was
_ISO: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]*Z?)?")

FORMULA: Final = Doubt(
    Bilingual("เป็นสูตร ค่าของสูตรเปลี่ยนได้ภายหลัง", "a formula, whose value may change later"),
    Bilingual(
        "คัดลอกช่องนี้แล้ววางแบบเฉพาะค่า (Paste as values)", "Copy the cell and paste it as values"
    ),
)
ERROR: Final = Doubt(
    Bilingual("เป็นค่าผิดพลาดของสูตร", "the error of a formula"),
    Bilingual("ลบแล้วพิมพ์คำตอบ", "Delete it and type the answer"),
)
_NO_DATE: Final = Doubt(
    Bilingual("เป็นวันที่ซึ่งอ่านไม่ได้", "a date that cannot be read"),
    Bilingual("พิมพ์วันที่เป็นข้อความ เช่น 31 มีนาคม 2566", "Type the date as text, such as 31/3/2566"),
)


def value_in(raw: RawCell | None) -> CellValue | Doubt:
    """What a cell holds; "" for a blank, a doubt for what must not be taken."""
    if raw is None:
        return ""
    if raw.type == "formula":
        return FORMULA
    if raw.type == "error":
        return ERROR
    if raw.type == "boolean":
        return raw.text == "1"
    if raw.type == "date":
        return _date(raw.text)
    return raw.text if raw.type == "text" else number_shown(raw)


def text_in(raw: RawCell | None) -> str:
    """A cell as one line of words, whatever its type, for heads and names."""
    return "" if raw is None else raw.text.strip()


def _date(text: str) -> dt.date | Doubt:
    """A date cell: a serial number of days, or an ISO date; the time of day goes."""
    found = _ISO.fullmatch(text)
    try:
        if found is not None:
            return dt.date.fromisoformat(found[1])
        serial = int(float(text))
    except (ValueError, OverflowError):
        return _NO_DATE
    if not _FIRST_SOUND_SERIAL <= serial <= _LAST_SERIAL:
        return _NO_DATE
    return _FIRST_DAY + dt.timedelta(days=serial)
