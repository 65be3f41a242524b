"""From a count or a percentage to a score: thresholds, each with a score and perhaps a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from tidtam.scoring.rounding import plain, shortened
from tidtam.thai.bilingual import Bilingual

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Threshold:
    """``score`` for a value that reaches ``edge``: at least it, or at most it when down is good.

    Attributes:
        word: the indicator's own word for this score; None leaves the framework's band word.
    """

    score: Fraction
    edge: Fraction
    word: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """The threshold a value reached, with the words for it."""

    score: Fraction
    word: Bilingual | None
    step: Bilingual


def reach(
    value: Fraction,
    thresholds: Sequence[Threshold],
    *,
    otherwise: Fraction,
    direction: Direction = "up",
) -> Reached:
    """The best threshold that the unrounded value reaches; ``otherwise`` when it reaches none."""
    th, en = ("ไม่น้อยกว่า", "at least") if direction == "up" else ("ไม่เกิน", "at most")
    hardest_first = sorted(thresholds, key=lambda t: t.edge, reverse=direction == "up")
    for threshold in hardest_first:
        good = value >= threshold.edge if direction == "up" else value <= threshold.edge
        if good:
            edge, score = plain(threshold.edge), plain(threshold.score)
            step = Bilingual(
                f"{shortened(value)} {th} {edge}: คะแนน {score}",
                f"{shortened(value)} is {en} {edge}: score {score}",
            )
            return Reached(threshold.score, threshold.word, step)
    score = plain(otherwise)
    step = Bilingual(
        f"{shortened(value)} ไม่ถึงเกณฑ์ใด: คะแนน {score}",
        f"{shortened(value)} reaches no threshold: score {score}",
    )
    return Reached(otherwise, None, step)


def threshold_problems(
    thresholds: Sequence[Threshold], direction: Direction = "up"
) -> tuple[Bilingual, ...]:
    """Two thresholds on one edge, or a harder edge that scores less."""
    hardest_last = sorted(thresholds, key=lambda t: t.edge, reverse=direction == "down")
    for easier, harder in pairwise(hardest_last):
        if easier.edge == harder.edge or harder.score < easier.score:
            edge = plain(harder.edge)
            return (
                Bilingual(
                    f"เกณฑ์ที่ {edge} ซ้ำหรือให้คะแนนน้อยกว่าเกณฑ์ที่ง่ายกว่า ให้แก้",
                    f"the threshold at {edge} repeats or scores less than an easier one;"
                    " correct it",
                ),
            )
    return ()
