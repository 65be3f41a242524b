"""Rules 4 and 10: a percentage against thresholds; yes and no that add up to a percentage."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tidtam.scoring.errors import AnswerError
from tidtam.scoring.rounding import Rounding, round_to
from tidtam.scoring.rules.base import Outcome, Rule, Scale
from tidtam.scoring.rules.reading import read_count, read_fields, read_number
from tidtam.scoring.rules.shares import (
    Share,
    doubts,
    is_small,
    missing,
    rate_of,
    rate_step,
    share_of,
)
from tidtam.scoring.rules.thresholds import Direction, Threshold, reach, threshold_problems
from tidtam.thai.bilingual import Bilingual

HUNDRED = Fraction(100)


@dataclass(frozen=True)
class PercentBands(Rule[Share]):
    """A percentage gives the score of the best threshold it reaches, unrounded.

    Answer: ``{"value": 87.5}`` or ``{"numerator": 43, "denominator": 45}``.
    """

    thresholds: tuple[Threshold, ...]
    otherwise: Fraction
    kind: Literal["percent_bands"] = "percent_bands"
    direction: Direction = "up"
    sensitive: bool = False

    def read(self, raw: object, scale: Scale) -> Share:
        if isinstance(raw, dict) and "value" not in raw:
            return share_of(read_fields(raw, ("numerator", "denominator")))
        value = read_number(read_fields(raw, ("value",))["value"], "value")
        if not 0 <= value <= HUNDRED:
            raise AnswerError(
                "ร้อยละต้องอยู่ระหว่าง 0 ถึง 100 ให้ตรวจตัวเลข",
                "a percentage lies between 0 and 100; check the figure",
            )
        return Share(value, HUNDRED)

    def score(self, seen: Share) -> Outcome:
        rate = rate_of(seen, HUNDRED)
        if isinstance(rate, Bilingual):
            return missing(rate)
        reached = reach(rate, self.thresholds, otherwise=self.otherwise, direction=self.direction)
        return Outcome(
            reached.score,
            word=reached.word,
            warnings=doubts(seen),
            small_count=self.sensitive and is_small(seen),
            steps=(rate_step(seen, HUNDRED, rate), reached.step),
        )

    def problems(self) -> tuple[Bilingual, ...]:
        return threshold_problems(self.thresholds, self.direction)


@dataclass(frozen=True)
class YesNo(Rule[Share]):
    """Units that answered yes, as a percentage of all. Answer: ``{"yes": 43, "no": 2}``.

    Without thresholds the percentage itself is the value, rounded as declared.
    """

    kind: Literal["yes_no"] = "yes_no"
    thresholds: tuple[Threshold, ...] = ()
    otherwise: Fraction = Fraction(0)
    rounding: Rounding | None = None
    sensitive: bool = False

    def read(self, raw: object, scale: Scale) -> Share:
        given = read_fields(raw, ("yes", "no"))
        yes, no = read_count(given["yes"], "yes"), read_count(given["no"], "no")
        return Share(Fraction(yes), Fraction(yes + no))

    def score(self, seen: Share) -> Outcome:
        exact = rate_of(seen, HUNDRED)
        if isinstance(exact, Bilingual):
            return missing(exact)
        rate = round_to(exact, self.rounding)
        small = self.sensitive and is_small(seen)
        step = rate_step(seen, HUNDRED, rate)
        if not self.thresholds:
            return Outcome(rate, small_count=small, steps=(step,))
        reached = reach(rate, self.thresholds, otherwise=self.otherwise)
        return Outcome(
            reached.score, word=reached.word, small_count=small, steps=(step, reached.step)
        )

    def problems(self) -> tuple[Bilingual, ...]:
        return threshold_problems(self.thresholds)
