"""How the values beneath a node become its value: one small function per kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tidtam.scoring.rounding import Rounding, round_to

RollUpKind = Literal["mean", "weighted_mean", "weighted_sum", "sum", "highest", "latest"]


@dataclass(frozen=True, slots=True)
class RollUp:
    """How parts are put together; all of it is the framework's data.

    Attributes:
        kind: mean; weighted_mean (Σ value x weight / Σ weights of the parts that count);
            weighted_sum (Σ value x weight / ``divisor``; the weight of an excluded part is lost);
            sum; highest; latest (the last part that counts).
        over: "children", or "leaves" for a flat mean over every leaf beneath.
        divisor: of weighted_sum.
        round_parts: rounding of each product of weighted_sum before it is added.
    """

    kind: RollUpKind = "mean"
    over: Literal["children", "leaves"] = "children"
    divisor: Fraction = Fraction(100)
    round_parts: Rounding | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One value that counts, with its weight."""

    value: Fraction
    weight: Fraction = Fraction(1)


def roll_up(how: RollUp, parts: Sequence[Part]) -> Fraction | None:
    """The value of ``parts`` put together; None for no part: an empty mean is not 0."""
    if not parts:
        return None
    return ROLL_UPS[how.kind](how, parts)


def contribution(how: RollUp, part: Part) -> Fraction:
    """What one part adds to a weighted sum, rounded as declared."""
    return round_to(part.value * part.weight / how.divisor, how.round_parts)


def _mean(how: RollUp, parts: Sequence[Part]) -> Fraction:
    return sum((part.value for part in parts), Fraction(0)) / len(parts)


def _weighted_mean(how: RollUp, parts: Sequence[Part]) -> Fraction | None:
    weights = sum((part.weight for part in parts), Fraction(0))
    if weights == 0:
        return None
    return sum((part.value * part.weight for part in parts), Fraction(0)) / weights


def _weighted_sum(how: RollUp, parts: Sequence[Part]) -> Fraction:
    return sum((contribution(how, part) for part in parts), Fraction(0))


def _sum(how: RollUp, parts: Sequence[Part]) -> Fraction:
    return sum((part.value for part in parts), Fraction(0))


def _highest(how: RollUp, parts: Sequence[Part]) -> Fraction:
    return max(part.value for part in parts)


def _latest(how: RollUp, parts: Sequence[Part]) -> Fraction:
    return parts[-1].value


ROLL_UPS: dict[RollUpKind, Callable[[RollUp, Sequence[Part]], Fraction | None]] = {
    "mean": _mean,
    "weighted_mean": _weighted_mean,
    "weighted_sum": _weighted_sum,
    "sum": _sum,
    "highest": _highest,
    "latest": _latest,
}
