"""The roll-ups of ``tidtam.scoring.rollups`` on columns: one small function per kind."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from tidtam.scoring.batch.exact import (
    Exact,
    IntArray,
    absent,
    divided,
    over_one_denominator,
    settled,
    tally,
    weighted_total,
)
from tidtam.scoring.rollups import RollUp, RollUpKind

Columns = Sequence[Exact]
Weights = Sequence[Fraction]


def roll_up_columns(how: RollUp, parts: Columns, weights: Weights) -> tuple[Exact, IntArray]:
    """The parts put together, and how many of them counted; at least one part is given."""
    parts = [part.aligned() for part in parts]
    count = tally(parts, [1] * len(parts))
    return _KINDS[how.kind](how, parts, weights, count), count


def _mean(how: RollUp, parts: Columns, weights: Weights, count: IntArray) -> Exact:
    return divided(weighted_total(parts, [Fraction(1)] * len(parts)), count)


def _weighted_mean(how: RollUp, parts: Columns, weights: Weights, count: IntArray) -> Exact:
    common = lcm(*(weight.denominator for weight in weights))
    whole = [int(weight * common) for weight in weights]
    total = weighted_total(parts, [Fraction(weight) for weight in whole])
    return divided(total, tally(parts, whole))


def _weighted_sum(how: RollUp, parts: Columns, weights: Weights, count: IntArray) -> Exact:
    shares = [weight / how.divisor for weight in weights]
    if how.round_parts is None:
        return weighted_total(parts, shares)
    added = [
        weighted_total([part], [share]).rounded_to(how.round_parts)
        for part, share in zip(parts, shares, strict=True)
    ]
    return weighted_total(added, [Fraction(1)] * len(added))


def _sum(how: RollUp, parts: Columns, weights: Weights, count: IntArray) -> Exact:
    return weighted_total(parts, [Fraction(1)] * len(parts))


def _highest(how: RollUp, parts: Columns, weights: Weights, count: IntArray) -> Exact:
    return _chosen(parts, lambda new, old: new > old)


def _latest(how: RollUp, parts: Columns, weights: Weights, count: IntArray) -> Exact:
    return _chosen(parts, lambda new, old: np.ones(len(new), bool))


def _chosen(parts: Columns, better: Callable[[IntArray, IntArray], IntArray]) -> Exact:
    """Of the parts that are present the one that no later part is ``better`` than."""
    best = absent(len(parts[0].num))
    num, present = best.num, best.present
    for part in over_one_denominator(parts):
        taken = part.present & (~present | better(part.num, num))
        num = np.where(taken, part.num, num)
        present = present | part.present
    return settled(num, lcm(*(part.den for part in parts)), present)


_Kind = Callable[[RollUp, Columns, Weights, IntArray], Exact]
_KINDS: dict[RollUpKind, _Kind] = {
    "mean": _mean,
    "weighted_mean": _weighted_mean,
    "weighted_sum": _weighted_sum,
    "sum": _sum,
    "highest": _highest,
    "latest": _latest,
}
COLUMN_KINDS = frozenset(_KINDS)
