"""The one place that says what the content of a cell means.

Files, pasted blocks and the fields of the page all end here, so all accept and refuse
the same. The rule: what has one reading is taken (3, 3.0, " 3 ", n/a, a long dash), what
has two or comes from another world is refused with its remedy (3.5, a date, a formula).
What is typed on screen may be in Thai digits; in a file they are refused, because the
file's own formulas do not count them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from tidtam.imports.workbook import CellType, RawCell
from tidtam.reviews.grid import ENTRY_WORDS, Answer, Column
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import THAI_DIGITS, to_arabic
from tidtam.thai.text import normalise

_NUMBER: Final = re.compile(r"^[0-9]{1,9}(?:\.[0-9]{1,10})?$")
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_SPACES: Final = re.compile(r"\s+")
_SHOWN_LENGTH: Final = 60
# Spreadsheets keep 17 digits and show 15; the last two are the noise of binary numbers.
_DIGITS: Final = ".15g"
_NUMBER_WORDS: Final[dict[str, int]] = {
    word: number
    for number, words in enumerate(
        ("ศูนย์ zero", "หนึ่ง one", "สอง two", "สาม three", "สี่ four", "ห้า five")
    )
    for word in words.split()
}
_RATING: Final = Bilingual("ระดับ", "a level")
_FIGURE: Final = Bilingual("ค่าร้อยละ", "a percentage")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why the content of a cell is refused, and what to do."""

    message: Bilingual
    remedy: Bilingual


def read_text(text: str, column: Column) -> Answer | Doubt | None:
    """What ``text``, typed or pasted by a person, means in ``column``; None for a blank.

    Thai digits count as Arabic ones here: on screen ๔ has one reading, and no sum of the
    person's own depends on it.
    """
    return read_cell(RawCell("text", to_arabic(text)), column)


def read_cell(raw: RawCell | None, column: Column) -> Answer | Doubt | None:
    """What ``raw`` means in ``column``: an answer, a doubt, or None for a blank cell."""
    if raw is None:
        return None
    refusal = _REFUSED_TYPES.get(raw.type)
    if refusal is not None:
        return refusal
    if raw.type in ("number", "percent"):
        return _read_number(number_shown(raw), column, percent=raw.type == "percent")
    text = _SPACES.sub(" ", normalise(raw.text)).strip()
    return _read_words(text, column) if text else None


def shown(raw: RawCell) -> str:
    """The content of a cell as a person sees it, cut to a readable length."""
    text = number_shown(raw) if raw.type in ("number", "percent") else raw.text
    if raw.type == "boolean":
        text = "TRUE" if raw.text == "1" else "FALSE"
    if raw.formula:
        text = f"={raw.formula}"
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"


def number_shown(raw: RawCell) -> str:
    """A number as the spreadsheet shows it: 79.995000000000005 is 79.995, 0.8 as % is 80%."""
    try:
        value = Decimal(format(float(raw.text), _DIGITS))
    except (ValueError, InvalidOperation):
        return raw.text
    if not value.is_finite():
        return raw.text
    if raw.type == "percent":
        return f"{_plain(value * 100)}%"
    return _plain(value)


def _plain(value: Decimal) -> str:
    """``value`` without exponent and without trailing zeros: 3.0 is "3"."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_words(text: str, column: Column) -> Answer | Doubt:
    """A text: one of the column's special words, or a number that arrived as text."""
    word = _comparable(text)
    for code, printed in column.specials.items():
        if word == _comparable(printed):
            return Answer("special", code)
    if word in {_comparable(printed) for printed in column.states.values()}:
        return _state_of_a_node(column)
    number = _NUMBER_WORDS.get(word)
    if number is not None:
        return _spelt_out(number)
    if any(digit in text for digit in THAI_DIGITS):
        return _thai_digits(text)
    return _read_number(text, column, percent=text.endswith("%"))


def _comparable(text: str) -> str:
    return _SPACES.sub("", normalise(text)).translate(_DASHES).casefold()


def _read_number(text: str, column: Column, *, percent: bool) -> Answer | Doubt:
    number = text.removesuffix("%").rstrip() if percent else text
    if percent and column.kind == "mark":
        return _percentage(column)
    if not _NUMBER.match(number):
        return _unreadable(column)
    value = Decimal(number)
    if column.kind == "mark":
        if value == int(value) and int(value) in column.levels:
            return Answer("mark", str(int(value)))
        return _no_such_level(column)
    if value > column.highest:
        return _too_high(column)
    return Answer("value", _plain(value))


def _accepted(column: Column) -> str:
    if column.kind == "mark":
        numbers = ", ".join(str(level) for level in sorted(column.levels, reverse=True))
    else:
        numbers = f"0-{column.highest}"
    return ", ".join([numbers, *column.specials.values()])


def _remedy(column: Column) -> Bilingual:
    accepted = _accepted(column)
    return Bilingual(f"กรอกอย่างใดอย่างหนึ่ง: {accepted}", f"Enter one of: {accepted}")


def _state_of_a_node(column: Column) -> Doubt:
    word = column.specials.get("not_reported", ENTRY_WORDS["not_reported"])
    what = _RATING if column.kind == "mark" else _FIGURE
    return Doubt(
        Bilingual("ตัวชี้วัดนี้ใช้กับสำนักงานประเภทนี้", "this indicator applies to this kind of office"),
        Bilingual(
            f"ให้{what.th} หรือ {word} เมื่อสำนักงานไม่ได้รายงาน",
            f"Give {what.en}, or {word} when it was not reported",
        ),
    )


def _spelt_out(number: int) -> Doubt:
    return Doubt(
        Bilingual("เป็นตัวหนังสือ ไม่ใช่ตัวเลข", "a number in words"),
        Bilingual(f"พิมพ์เป็นตัวเลข {number}", f"Type the figure {number}"),
    )


def _percentage(column: Column) -> Doubt:
    low, high = column.levels[0], column.levels[-1]
    return Doubt(
        Bilingual("เป็นร้อยละ แต่ช่องนี้รับระดับคุณภาพ", "a percentage, but this cell takes a level"),
        Bilingual(
            f"พิมพ์ระดับ {low} ถึง {high} ไม่ใส่เครื่องหมาย %",
            f"Type a level from {low} to {high}, without a percent sign",
        ),
    )


def _unreadable(column: Column) -> Doubt:
    if column.kind == "mark":
        message = Bilingual("ไม่ใช่ระดับคุณภาพหรือคำที่ช่องนี้รับ", "not a level or a word this cell accepts")
    else:
        word = ", ".join(column.specials.values())
        return Doubt(
            Bilingual("ไม่ใช่ตัวเลขร้อยละหรือคำที่ช่องนี้รับ", "not a percentage or a word this cell accepts"),
            Bilingual(
                f"พิมพ์เฉพาะตัวเลข 0-{column.highest} เช่น 80 หรือ {word}",
                f"Type only the figure, 0-{column.highest}, for example 80, or {word}",
            ),
        )
    return Doubt(message, _remedy(column))


def _no_such_level(column: Column) -> Doubt:
    low, high = column.levels[0], column.levels[-1]
    return Doubt(
        Bilingual(
            f"ระดับคุณภาพต้องเป็นจำนวนเต็ม {low} ถึง {high}",
            f"a level is a whole number from {low} to {high}",
        ),
        _remedy(column),
    )


def _too_high(column: Column) -> Doubt:
    return Doubt(
        Bilingual(f"ค่าเกิน {column.highest}", f"the value is above {column.highest}"),
        _remedy(column),
    )


def _thai_digits(text: str) -> Doubt:
    arabic = to_arabic(text)
    return Doubt(
        Bilingual(
            "เป็นเลขไทย โปรแกรมตารางถือเป็นข้อความ",
            "written in Thai digits, which spreadsheets treat as text",
        ),
        Bilingual(f"พิมพ์เป็นเลขอารบิก {arabic}", f"Type {arabic} in Arabic digits"),
    )


_REFUSED_TYPES: Final[dict[CellType, Doubt]] = {
    "formula": Doubt(
        Bilingual("เป็นสูตร ค่าของสูตรเปลี่ยนได้ภายหลัง", "a formula, whose value may change later"),
        Bilingual(
            "คัดลอกช่องนี้แล้ววางแบบเฉพาะค่า (Paste as values)",
            "Copy the cell and paste it as values",
        ),
    ),
    "date": Doubt(
        Bilingual("เป็นวันที่ ไม่ใช่ตัวเลข", "a date, not a number"),
        Bilingual(
            "ตั้งรูปแบบเซลล์เป็นทั่วไป (General) แล้วพิมพ์ค่าใหม่",
            "Set the cell format to General and type the value again",
        ),
    ),
    "boolean": Doubt(
        Bilingual("เป็นค่าจริง/เท็จ (TRUE/FALSE)", "a logical value (TRUE/FALSE)"),
        Bilingual("ลบแล้วพิมพ์ระดับหรือคำที่กำหนด", "Delete it and type a level or one of the words"),
    ),
    "error": Doubt(
        Bilingual("เป็นค่าผิดพลาดของสูตร", "the error of a formula"),
        Bilingual("ลบแล้วพิมพ์ระดับหรือคำที่กำหนด", "Delete it and type a level or one of the words"),
    ),
}
