"""Readers shared by the rules: each refuses with one sentence that ends in the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from tidtam.scoring.errors import AnswerError, shown
from tidtam.scoring.rules.base import Scale
from tidtam.scoring.suggest import hint

_LARGEST = 10**15


def read_mark(raw: object, scale: Scale) -> int:
    """A whole mark within the scale; a boolean, a text or a fraction is refused."""
    if (
        isinstance(raw, int)
        and not isinstance(raw, bool)
        and (scale.lowest <= raw <= scale.highest)
    ):
        return raw
    span = f"{scale.lowest}-{scale.highest}"
    raise AnswerError(
        f'{shown(raw)} ไม่ใช่ระดับคุณภาพ ให้ใส่จำนวนเต็ม {span} หรือ "not_reported"',
        f'{shown(raw)} is not a level; give a whole number {span} or "not_reported"',
    )


def read_number(raw: object, name: str) -> Fraction:
    """An exact number; a binary float is refused because it is no longer what was typed."""
    if (
        isinstance(raw, (int, Decimal, Fraction))
        and not isinstance(raw, bool)
        and (not isinstance(raw, Decimal) or (raw.is_finite() and abs(raw.adjusted()) <= 15))
    ):
        number = Fraction(raw)
        if abs(number) <= _LARGEST:
            return number
    raise AnswerError(
        f'"{name}" ต้องเป็นตัวเลขที่แน่นอน ไม่ใช่ {shown(raw)} ให้ใส่ตัวเลข เช่น 80 หรือ 79.5',
        f'"{name}" must be an exact number, not {shown(raw)}; give a number such as 80 or 79.5',
    )


def read_fields(
    raw: object, required: Iterable[str], optional: Iterable[str] = ()
) -> Mapping[str, object]:
    """An object with exactly these keys; the optional ones may be absent."""
    required, optional = tuple(required), tuple(optional)
    example = "{" + ", ".join(f'"{key}": …' for key in required) + "}"
    if not isinstance(raw, dict):
        raise AnswerError(
            f"{shown(raw)} ใช้ไม่ได้ที่นี่ ให้ใส่ในรูป {example}",
            f"{shown(raw)} does not fit here; give it as {example}",
        )
    for key in raw:
        if key not in required + optional:
            th, en = hint(str(key), required + optional)
            raise AnswerError(
                f"ไม่รู้จักช่อง {shown(key)}{th} ให้ใส่ในรูป {example}",
                f"the field {shown(key)} is unknown{en}; give it as {example}",
            )
    for key in required:
        if key not in raw:
            raise AnswerError(
                f'ขาด "{key}" ให้ใส่ในรูป {example}', f'"{key}" is missing; give it as {example}'
            )
    return raw


def read_count(raw: object, name: str) -> int:
    """A whole number, zero or more."""
    number = read_number(raw, name)
    if number < 0 or number.denominator != 1:
        raise AnswerError(
            f'"{name}" ต้องเป็นจำนวนนับ ไม่ใช่ {shown(raw)} ให้ใส่ 0 หรือมากกว่า',
            f'"{name}" must be a count, not {shown(raw)}; give 0 or more',
        )
    return int(number)
