"""A number with its unit."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tidtam.forms.errors import AnswerProblem, shown
from tidtam.forms.kinds.base import Kind, Plain, as_text
from tidtam.forms.kinds.typed import decimal_text, grouped, names_of
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True)
class Number(Kind):
    """An exact number. Canonical: its decimal text, ``"1234.5"``.

    Attributes:
        unit: shown after it, and understood when typed with it.
        decimals: digits after the point that are taken; 0 means whole numbers only.
        minimum, maximum: what lies outside is refused.
    """

    kind: Literal["number"] = "number"
    unit: Bilingual | None = None
    decimals: int = 0
    minimum: Fraction | None = Fraction(0)
    maximum: Fraction | None = None

    def read(self, raw: object) -> str:
        text = decimal_text(raw, names_of(self.unit))
        if not text:
            return ""
        if len(text.partition(".")[2]) > self.decimals:
            raise self._too_fine(raw)
        self._within(Fraction(text), raw)
        return text

    def is_empty(self, value: Plain) -> bool:
        return not value

    def plain(self, value: Plain, language: str = "th") -> str:
        if not value:
            return ""
        unit = self.unit.in_language(language) if self.unit else ""
        number = grouped(as_text(value))
        return f"{unit} {number}" if unit == "ร้อยละ" else f"{number} {unit}".strip()

    def problems(self) -> tuple[Bilingual, ...]:
        sound = 0 <= self.decimals <= 6
        if self.minimum is not None and self.maximum is not None:
            sound = sound and self.minimum <= self.maximum
        if sound:
            return ()
        return (
            Bilingual(
                '"decimals" ต้องอยู่ระหว่าง 0 ถึง 6 และ "minimum" ไม่เกิน "maximum" ให้แก้',
                '"decimals" lies between 0 and 6, and "minimum" not above "maximum"; correct them',
            ),
        )

    def _too_fine(self, raw: object) -> AnswerProblem:
        if self.decimals == 0:
            return AnswerProblem(
                f"{shown(raw)} ต้องเป็นจำนวนเต็ม ให้ใส่โดยไม่มีทศนิยม",
                f"{shown(raw)} must be a whole number; give it without decimals.",
            )
        return AnswerProblem(
            f"{shown(raw)} มีทศนิยมเกิน {self.decimals} ตำแหน่ง ให้ปัดก่อนใส่",
            f"{shown(raw)} has more than {self.decimals} decimals; round it first.",
        )

    def _within(self, number: Fraction, raw: object) -> None:
        if self.minimum is not None and number < self.minimum:
            raise AnswerProblem(
                f"{shown(raw)} น้อยกว่า {_short(self.minimum)} ให้ตรวจตัวเลข",
                f"{shown(raw)} is below {_short(self.minimum)}; check the figure.",
            )
        if self.maximum is not None and number > self.maximum:
            raise AnswerProblem(
                f"{shown(raw)} มากกว่า {_short(self.maximum)} ให้ตรวจตัวเลข",
                f"{shown(raw)} is above {_short(self.maximum)}; check the figure.",
            )


def _short(bound: Fraction) -> str:
    if bound.denominator == 1:
        return f"{bound.numerator:,}"
    return f"{float(bound):g}"  # shown only: a bound has few decimals
