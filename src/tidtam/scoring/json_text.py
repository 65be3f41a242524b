"""JSON text to plain values without losing anything: no duplicate keys, no binary floats."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tidtam.scoring.errors import AnswerError, shown

_MOST_DIGITS = 40


@dataclass(frozen=True, slots=True)
class Unusable:
    """NaN, Infinity or an enormous number: kept as typed, so that who reads it names the item."""

    text: str

    def __str__(self) -> str:
        return self.text if len(self.text) <= 12 else self.text[:12] + "…"


def parse_json(text: str) -> object:
    """The value of a JSON text; decimals stay exact, what is no usable number is ``Unusable``.

    Raises:
        AnswerError: the text is not JSON, repeats a key, or is nested too deeply.
    """
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_without_repeats,
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=Unusable,
        )
    except json.JSONDecodeError as error:
        raise AnswerError(
            f"อ่าน JSON ไม่ได้ที่บรรทัด {error.lineno} ตัวอักษรที่ {error.colno}"
            " ให้แก้เครื่องหมายหรือเครื่องหมายคำพูดตรงนั้น",
            f"not valid JSON at line {error.lineno}, character {error.colno};"
            " correct the punctuation or quotation marks there",
        ) from None
    except RecursionError:
        raise AnswerError(
            'JSON ซ้อนกันลึกเกินไป ให้ใช้โครง {"office_kind": …, "rounds": …}',
            'the JSON is nested too deeply; use the form {"office_kind": …, "rounds": …}',
        ) from None


def write_json(value: object) -> str:
    """The one JSON text of a plain value: keys sorted, every digit of a decimal kept."""
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(key)}: {write_json(value[key])}" for key in sorted(value))
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(write_json(item) for item in value) + "]"
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for key, value in pairs:
        if key in table:
            raise AnswerError(
                f"{shown(key)} ปรากฏซ้ำใน JSON ให้เหลือเพียงครั้งเดียว",
                f"{shown(key)} appears twice in the JSON; keep one of them",
            )
        table[key] = value
    return table


def _decimal(text: str) -> Decimal | Unusable:
    number = Decimal(text) if len(text) <= _MOST_DIGITS else None
    if number is None or abs(number.adjusted()) > _MOST_DIGITS:
        return Unusable(text)
    return number


def _integer(text: str) -> int | Unusable:
    return int(text) if len(text) <= _MOST_DIGITS else Unusable(text)
