"""Rules 9 and 11: change against last year; a ratio with an outside denominator; parity."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tidtam.scoring.rounding import Rounding, plain, round_to, shortened
from tidtam.scoring.rules.base import Outcome, Rule, Scale, not_computable
from tidtam.scoring.rules.curves import FOUR_DIGITS
from tidtam.scoring.rules.percent import HUNDRED
from tidtam.scoring.rules.reading import read_fields, read_number
from tidtam.scoring.rules.shares import (
    Share,
    doubts,
    is_small,
    missing,
    rate_of,
    rate_step,
    read_share,
)
from tidtam.scoring.rules.thresholds import Direction, Threshold, reach, threshold_problems
from tidtam.thai.bilingual import Bilingual

ONE = Fraction(1)


@dataclass(frozen=True)
class Change(Rule[tuple[Fraction, Fraction | None]]):
    """This year against last, in points or in per cent of last year.

    Answer: ``{"current": 12.5, "previous": 14}``; previous null where there was none.
    """

    thresholds: tuple[Threshold, ...]
    otherwise: Fraction
    kind: Literal["change"] = "change"
    measure: Literal["points", "percent"] = "points"
    direction: Direction = "up"

    def read(self, raw: object, scale: Scale) -> tuple[Fraction, Fraction | None]:
        given = read_fields(raw, ("current", "previous"))
        previous = given["previous"]
        return (
            read_number(given["current"], "current"),
            None if previous is None else read_number(previous, "previous"),
        )

    def score(self, seen: tuple[Fraction, Fraction | None]) -> Outcome:
        current, previous = seen
        if previous is None or (self.measure == "percent" and previous == 0):
            return not_computable(
                Bilingual("ไม่มีค่าปีก่อนให้เทียบ", "there is no value of last year to compare with")
            )
        change = current - previous
        text = f"{plain(current)} - {plain(previous)} = {shortened(change)}"
        if self.measure == "percent":
            change = change / abs(previous) * 100
            text = f"({plain(current)} - {plain(previous)}) ÷ {plain(abs(previous))} × 100"
            text += f" = {shortened(change)}"
        reached = reach(change, self.thresholds, otherwise=self.otherwise, direction=self.direction)
        step = Bilingual(f"เทียบปีก่อน: {text}", f"against last year: {text}")
        return Outcome(reached.score, word=reached.word, steps=(step, reached.step))

    def problems(self) -> tuple[Bilingual, ...]:
        return threshold_problems(self.thresholds, self.direction)


@dataclass(frozen=True)
class Ratio(Rule[Share]):
    """A count over a denominator that comes from elsewhere, such as a population register.

    Answer: ``{"numerator": 950, "denominator": 1000}``; null denominator when it is not there.
    Without thresholds the ratio x ``per`` is the value, rounded as declared. ``may_exceed`` is
    for gross rates, where the count may rightly be larger than its base.
    """

    denominator_source: Bilingual
    kind: Literal["ratio"] = "ratio"
    per: Fraction = HUNDRED
    thresholds: tuple[Threshold, ...] = ()
    otherwise: Fraction = Fraction(0)
    may_exceed: bool = False
    sensitive: bool = False
    rounding: Rounding | None = FOUR_DIGITS

    def read(self, raw: object, scale: Scale) -> Share:
        return read_share(raw)

    def score(self, seen: Share) -> Outcome:
        exact = rate_of(seen, self.per)
        if isinstance(exact, Bilingual):
            return missing(exact)
        rate = round_to(exact, self.rounding)
        source = self.denominator_source
        steps = (
            rate_step(seen, self.per, rate),
            Bilingual(f"ตัวหารจาก {source.th}", f"denominator from {source.in_language('en')}"),
        )
        warnings = () if self.may_exceed else doubts(seen)
        small = self.sensitive and is_small(seen)
        if not self.thresholds:
            return Outcome(rate, warnings=warnings, small_count=small, steps=steps)
        reached = reach(rate, self.thresholds, otherwise=self.otherwise)
        return Outcome(
            reached.score,
            word=reached.word,
            warnings=warnings,
            small_count=small,
            steps=(*steps, reached.step),
        )

    def problems(self) -> tuple[Bilingual, ...]:
        return threshold_problems(self.thresholds)


@dataclass(frozen=True)
class Parity(Rule[tuple[Share, Share]]):
    """The rate of one group divided by the rate of the other; 1 is parity.

    Answer: ``{"first": {"numerator", "denominator"}, "second": {…}}``. Thresholds, if any, look at
    the distance from 1; smaller is better.
    """

    first: Bilingual
    second: Bilingual
    kind: Literal["parity"] = "parity"
    thresholds: tuple[Threshold, ...] = ()
    otherwise: Fraction = Fraction(0)
    rounding: Rounding | None = FOUR_DIGITS

    def read(self, raw: object, scale: Scale) -> tuple[Share, Share]:
        given = read_fields(raw, ("first", "second"))
        return read_share(given["first"]), read_share(given["second"])

    def score(self, seen: tuple[Share, Share]) -> Outcome:
        rates = [rate_of(share, ONE) for share in seen]
        first, second = rates
        if isinstance(first, Bilingual):
            return missing(first)
        if isinstance(second, Bilingual) or second == 0:
            return missing(
                Bilingual("อัตราของกลุ่มเทียบเป็น 0 หรือไม่มี", "the compared rate is 0 or missing")
            )
        index = round_to(first / second, self.rounding)
        step = Bilingual(
            f"{self.first.th} {shortened(first)} ÷"
            f" {self.second.th} {shortened(second)} = {shortened(index)}",
            f"{self.first.in_language('en')} {shortened(first)} ÷"
            f" {self.second.in_language('en')} {shortened(second)} = {shortened(index)}",
        )
        warnings = doubts(seen[0]) + doubts(seen[1])
        if not self.thresholds:
            return Outcome(index, warnings=warnings, steps=(step,))
        reached = reach(abs(index - 1), self.thresholds, otherwise=self.otherwise, direction="down")
        return Outcome(
            reached.score, word=reached.word, warnings=warnings, steps=(step, reached.step)
        )

    def problems(self) -> tuple[Bilingual, ...]:
        return threshold_problems(self.thresholds, "down")
