"""Rules 5, 6 and 7: scores that grow in a straight line, or from anchor to anchor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from tidtam.scoring.rounding import Rounding, plain, printed, round_to, shortened
from tidtam.scoring.rules.base import Outcome, Rule, Scale
from tidtam.scoring.rules.reading import read_fields, read_number
from tidtam.thai.bilingual import Bilingual

FOUR_DIGITS = Rounding(digits=4)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A value and the score it is worth."""

    at: Fraction
    score: Fraction


@dataclass(frozen=True)
class Linear(Rule[Fraction]):
    """``value / full_at x full_mark``, never over the full mark nor under ``floor``.

    Answer: ``{"value": 72}``.
    """

    full_at: Fraction
    full_mark: Fraction
    kind: Literal["linear"] = "linear"
    floor: Fraction = Fraction(0)
    rounding: Rounding | None = None

    def read(self, raw: object, scale: Scale) -> Fraction:
        return _read_value(raw)

    def score(self, seen: Fraction) -> Outcome:
        exact = seen / self.full_at * self.full_mark
        capped = max(self.floor, min(self.full_mark, exact))
        limit = "" if capped == exact else f" → {shortened(capped)}"
        text = f"{shortened(seen, 6)} ÷ {plain(self.full_at)} × {plain(self.full_mark)}"
        text += f" = {shortened(exact)}"
        limited_th = f" (ไม่เกินคะแนนเต็มและไม่ต่ำกว่า {plain(self.floor)})" if limit else ""
        limited_en = f" (kept within {plain(self.floor)} and the full mark)" if limit else ""
        step = Bilingual(text + limit + limited_th, text + limit + limited_en)
        return _rounded(capped, self.rounding, step)

    def problems(self) -> tuple[Bilingual, ...]:
        if self.full_at > 0 and self.floor <= self.full_mark:
            return ()
        return (
            Bilingual(
                "full_at ต้องมากกว่า 0 และ floor ต้องไม่เกิน full_mark ให้แก้",
                "full_at must be above 0 and floor not above full_mark; correct them",
            ),
        )


@dataclass(frozen=True)
class Piecewise(Rule[Fraction]):
    """A straight line between neighbouring anchors, 4 decimals half up unless declared.

    Beyond the ends the nearest anchor's score holds; ``below`` replaces it under the first.
    Answer: ``{"value": 72}``.
    """

    anchors: tuple[Anchor, ...]
    kind: Literal["piecewise"] = "piecewise"
    below: Fraction | None = None
    rounding: Rounding | None = FOUR_DIGITS

    def read(self, raw: object, scale: Scale) -> Fraction:
        return _read_value(raw)

    def score(self, seen: Fraction) -> Outcome:
        exact, step = interpolate(seen, self.anchors, self.below)
        return _rounded(exact, self.rounding, step)

    def problems(self) -> tuple[Bilingual, ...]:
        return _anchor_problems(self.anchors)


@dataclass(frozen=True)
class ThreeAnchors(Rule[Fraction]):
    """Start, standard and target value are worth 50, 75 and 100; under the start, ``below``.

    ``between`` is a straight line, or a step that keeps the score of the anchor passed. A start
    above the target means that less is better. Answer: ``{"value": 72}``.
    """

    start: Fraction
    standard: Fraction
    target: Fraction
    kind: Literal["three_anchors"] = "three_anchors"
    scores: tuple[Fraction, Fraction, Fraction] = (Fraction(50), Fraction(75), Fraction(100))
    below: Fraction = Fraction(0)
    between: Literal["line", "step"] = "line"
    rounding: Rounding | None = FOUR_DIGITS

    def read(self, raw: object, scale: Scale) -> Fraction:
        return _read_value(raw)

    def score(self, seen: Fraction) -> Outcome:
        sign = 1 if self.start < self.target else -1
        edges = (self.start, self.standard, self.target)
        anchors = [Anchor(sign * e, s) for e, s in zip(edges, self.scores, strict=True)]
        if self.between == "step":
            passed = [anchor.score for anchor in anchors if sign * seen >= anchor.at]
            exact = passed[-1] if passed else self.below
        else:
            exact, _ = interpolate(sign * seen, anchors, self.below)
        listed = ", ".join(
            f"{plain(e)} = {plain(s)}" for e, s in zip(edges, self.scores, strict=True)
        )
        step = Bilingual(
            f"{shortened(seen, 6)} เทียบค่าอ้างอิง {listed}: คะแนน {shortened(exact)}",
            f"{shortened(seen, 6)} against the anchors {listed}: score {shortened(exact)}",
        )
        return _rounded(exact, self.rounding, step)

    def problems(self) -> tuple[Bilingual, ...]:
        edges = (self.start, self.standard, self.target)
        if list(edges) in (sorted(set(edges)), sorted(set(edges), reverse=True)):
            return ()
        return (
            Bilingual(
                "start, standard, target ต้องเรียงไปทางเดียวกันและไม่ซ้ำ ให้แก้",
                "start, standard and target must go one way without repeats; correct them",
            ),
        )


def interpolate(
    value: Fraction, anchors: Sequence[Anchor], below: Fraction | None
) -> tuple[Fraction, Bilingual]:
    """The exact score of ``value`` on the line through ``anchors``, and the words for it."""
    first, last = anchors[0], anchors[-1]
    if value < first.at:
        score = first.score if below is None else below
        return score, _end_step(value, first, score, "ต่ำกว่า", "below")
    if value >= last.at:
        return last.score, _end_step(value, last, last.score, "ถึงหรือเกิน", "at or above")
    low, high = next((a, b) for a, b in pairwise(anchors) if a.at <= value < b.at)
    score = low.score + (value - low.at) / (high.at - low.at) * (high.score - low.score)
    text = (
        f"{plain(low.score)} + ({shortened(value, 6)} - {plain(low.at)}) ÷ ({plain(high.at)} - "
        f"{plain(low.at)}) × ({plain(high.score)} - {plain(low.score)}) = {shortened(score)}"
    )
    return score, Bilingual(text, text)


def _end_step(value: Fraction, end: Anchor, score: Fraction, th: str, en: str) -> Bilingual:
    return Bilingual(
        f"{shortened(value, 6)} {th} {plain(end.at)}: คะแนน {shortened(score)}",
        f"{shortened(value, 6)} is {en} {plain(end.at)}: score {shortened(score)}",
    )


def _rounded(exact: Fraction, rounding: Rounding | None, step: Bilingual) -> Outcome:
    value = round_to(exact, rounding)
    if rounding is None:
        return Outcome(value, steps=(step,))
    shown = printed(exact, rounding)
    rounded = Bilingual(
        f"ปัดเป็นทศนิยม {rounding.digits} ตำแหน่ง: {shown}",
        f"rounded to {rounding.digits} decimals: {shown}",
    )
    return Outcome(value, steps=(step, rounded))


def _read_value(raw: object) -> Fraction:
    return read_number(read_fields(raw, ("value",))["value"], "value")


def _anchor_problems(anchors: Sequence[Anchor]) -> tuple[Bilingual, ...]:
    rising = all(a.at < b.at for a, b in pairwise(anchors))
    if len(anchors) >= 2 and rising:
        return ()
    return (
        Bilingual(
            "ค่าอ้างอิงต้องมีอย่างน้อยสองค่าและเรียงจากน้อยไปมาก ให้แก้",
            "anchors must be two or more, in rising order; correct them",
        ),
    )
