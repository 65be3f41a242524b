"""Rule 8: a value against a target, attained or not."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tidtam.scoring.errors import AnswerError
from tidtam.scoring.rounding import plain, shortened
from tidtam.scoring.rules.base import Outcome, Rule, Scale
from tidtam.scoring.rules.reading import read_fields, read_number
from tidtam.scoring.values import Status
from tidtam.thai.bilingual import Bilingual

_PER_CENT = Bilingual(th="ร้อยละ", en="per cent")
_ATTAINED = Bilingual(th="บรรลุ", en="Attained")
_NOT_ATTAINED = Bilingual(th="ไม่บรรลุ", en="Not attained")


@dataclass(frozen=True)
class Target(Rule[Fraction | None]):
    """Attained when the unrounded value reaches the target. Answer: ``{"value": 100}``.

    A null value is "not reported". The row enters a mean only where the file gives both scores.
    """

    target: Fraction
    kind: Literal["target"] = "target"
    direction: Literal["up", "down"] = "up"
    unit: Bilingual = _PER_CENT
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    attained: Bilingual = _ATTAINED
    not_attained: Bilingual = _NOT_ATTAINED
    attained_score: Fraction | None = None
    not_attained_score: Fraction | None = None

    def read(self, raw: object, scale: Scale) -> Fraction | None:
        given = read_fields(raw, ("value",) if raw != {} else (), ("value",))
        if given.get("value") is None:
            return None
        value = read_number(given["value"], "value")
        self._check_limits(value)
        return value

    def score(self, seen: Fraction | None) -> Outcome:
        if seen is None:
            return Outcome(None, feeds=False, status=Status.NOT_REPORTED)
        reached = seen >= self.target if self.direction == "up" else seen <= self.target
        score = self.attained_score if reached else self.not_attained_score
        return Outcome(
            seen if score is None else score,
            feeds=score is not None,
            status=Status.ATTAINED if reached else Status.NOT_ATTAINED,
            word=self.attained if reached else self.not_attained,
            steps=(self._step(seen, reached),),
        )

    def _check_limits(self, value: Fraction) -> None:
        low, high = self.minimum, self.maximum
        if (low is not None and value < low) or (high is not None and value > high):
            span_th = " ".join(
                ([f"ตั้งแต่ {plain(low)}"] if low is not None else [])
                + ([f"ไม่เกิน {plain(high)}"] if high is not None else [])
            )
            span_en = " and ".join(
                ([f"at least {plain(low)}"] if low is not None else [])
                + ([f"at most {plain(high)}"] if high is not None else [])
            )
            raise AnswerError(
                f"ค่า {plain(value)} เป็นไปไม่ได้ ให้ใส่ค่า{span_th}",
                f"the value {plain(value)} is impossible; give {span_en}",
            )

    def _step(self, seen: Fraction, reached: bool) -> Bilingual:
        th_sign = "ไม่น้อยกว่า" if self.direction == "up" else "ไม่เกิน"
        en_sign = "at least" if self.direction == "up" else "at most"
        word = self.attained if reached else self.not_attained
        return Bilingual(
            th=(
                f"ผลที่ได้ {shortened(seen, 6)} เทียบเป้าหมาย {th_sign} {plain(self.target)}"
                f" โดยไม่ปัดเศษ: {word.th}"
            ),
            en=(
                f"result {shortened(seen, 6)} against the target of {en_sign} {plain(self.target)},"
                f" unrounded: {word.en}"
            ),
        )
