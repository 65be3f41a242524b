"""What people type, made sound: texts, and exact decimals without a binary float."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from tidtam.forms.errors import AnswerProblem, shown
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_arabic
from tidtam.thai.text import normalise, squeeze_spaces

MOST_DIGITS: Final = 15

_BREAKS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Control characters, lone halves of a pair and what is no character, which no file keeps.
_HIDDEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANK_LINES: Final = re.compile("\n{3,}")
_NUMBER: Final = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?")
_PERCENT: Final = ("ร้อยละ", "%")


def one_line(raw: object) -> str:
    """A text in one line: sound Thai, single spaces, no control characters."""
    return " ".join(_sound(raw).split())


def many_lines(raw: object) -> str:
    """A text of several lines: each as ``one_line``, at most one empty line between two."""
    lines = squeeze_spaces(_sound(raw)).strip("\n")
    return _BLANK_LINES.sub("\n\n", lines)


def decimal_text(raw: object, units: tuple[str, ...] = ()) -> str:
    """A number as its one decimal text ("1234.5"), or "" where nothing was typed.

    Thai digits, thousands commas and a unit before or after are understood; trailing zeros go.

    Raises:
        AnswerProblem: it is no number, or has more than 15 digits.
    """
    text = without_units(number_text(raw), units)
    if not text:
        return ""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise AnswerProblem(
            f"อ่านตัวเลขจาก {shown(raw)} ไม่ได้ ให้ใส่ตัวเลขเท่านั้น เช่น 12 หรือ 1,234.5",
            f"No number can be read from {shown(raw)}; give digits only, such as 12 or 1,234.5.",
        )
    sign, whole, rest = match[1], match[2].replace(",", "").lstrip("0") or "0", match[3] or ""
    rest = rest.rstrip("0")
    if len(whole) + len(rest) > MOST_DIGITS:
        raise AnswerProblem(
            f"ตัวเลข {shown(raw)} ยาวเกิน {MOST_DIGITS} หลัก ให้ตรวจว่าพิมพ์เกินหรือไม่",
            f"The number {shown(raw)} has more than {MOST_DIGITS} digits; check for a slip.",
        )
    number = f"{whole}.{rest}" if rest else whole
    return f"-{number}" if sign == "-" and number != "0" else number


def whole_text(raw: object, units: tuple[str, ...] = ()) -> str:
    """A count, zero or more, as its one text, or "" where nothing was typed.

    Raises:
        AnswerProblem: it is no whole number, or negative.
    """
    text = decimal_text(raw, units)
    if "." in text or text.startswith("-"):
        raise AnswerProblem(
            f"{shown(raw)} ไม่ใช่จำนวนนับ ให้ใส่จำนวนเต็ม 0 หรือมากกว่า",
            f"{shown(raw)} is not a count; give a whole number, 0 or more.",
        )
    return text


def number_text(raw: object) -> str:
    """What was typed as a number, in Arabic digits without spaces; numbers are taken exactly."""
    if raw is None:
        return ""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, Decimal)):
        raise AnswerProblem(
            f"{shown(raw)} ไม่ใช่ตัวเลข ให้ใส่ตัวเลข เช่น 12",
            f"{shown(raw)} is not a number; give a number such as 12.",
        )
    if isinstance(raw, str):
        return "".join(to_arabic(_sound(raw)).split()).replace("\N{MINUS SIGN}", "-")
    exact = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not exact.is_finite() or abs(exact.adjusted()) > MOST_DIGITS:
        return shown(raw)
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def without_units(text: str, units: tuple[str, ...]) -> str:
    """``text`` without a unit at its start or end; a percentage goes by either of its names."""
    known = {"".join(unit.split()) for unit in units} - {""}
    if known & set(_PERCENT):
        known |= set(_PERCENT)
    for unit in sorted(known, key=len, reverse=True):
        if text.startswith(unit) or text.endswith(unit):
            return text.removeprefix(unit).removesuffix(unit)
    return text


def names_of(unit: Bilingual | None) -> tuple[str, ...]:
    """A unit in both languages, as people may type it."""
    return (unit.th, unit.en) if unit is not None else ()


def grouped(text: str) -> str:
    """A canonical decimal as people read it: "1234.5" is "1,234.5"."""
    sign = "-" if text.startswith("-") else ""
    whole, dot, rest = text.removeprefix("-").partition(".")
    return f"{sign}{int(whole):,}{dot}{rest}" if whole else text


def rounded(value: Fraction, digits: int = 2) -> str:
    """An exact fraction, zero or more, rounded half up: 2/3 is "0.67"."""
    units = (2 * value.numerator * 10**digits + value.denominator) // (2 * value.denominator)
    text = str(units).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}" if digits else text


def too_long(length: int, most: int) -> AnswerProblem:
    """The refusal of a text over its limit; nothing is cut off in silence."""
    return AnswerProblem(
        f"ข้อความยาว {length:,} ตัวอักษร เกินที่รับได้ {most:,} ตัวอักษร ให้ย่อหรือแนบเป็นหลักฐาน",
        f"The text has {length:,} characters, over the limit of {most:,};"
        " shorten it or attach it as evidence.",
    )


def _sound(raw: object) -> str:
    """Text in its sound form; numbers that a spreadsheet gave for a text are written out."""
    if raw is None:
        return ""
    if isinstance(raw, (int, float, Decimal)) and not isinstance(raw, bool):
        return number_text(raw)
    if not isinstance(raw, str):
        raise AnswerProblem(
            f"{shown(raw)} ไม่ใช่ข้อความ ให้พิมพ์เป็นข้อความ",
            f"{shown(raw)} is not a text; type a text.",
        )
    return normalise(_HIDDEN.sub("", _BREAKS.sub("\n", raw)))
