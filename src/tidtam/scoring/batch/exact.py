"""Exact rationals for many units at once: integer arrays, never a binary float.

A column of rationals is one integer array over one common denominator. A mean divides further by
the number of parts that count, which differs from unit to unit; that second array is folded into
the common denominator only when a parent needs it. Before every step the largest possible
integer is known; where it could pass ``LIMIT`` the column goes on with Python's own integers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tidtam.scoring.rounding import Mode, Rounding

# int64 while every intermediate value stays below LIMIT, object (Python integers) above it.
IntArray = NDArray[Any]
BoolArray = NDArray[np.bool_]
LIMIT = 2**62


@dataclass(frozen=True, slots=True)
class Exact:
    """One rational per unit, ``num / (den * count)``; absent units have ``num`` 0.

    Attributes:
        num: numerators, int64 or object, shape [units].
        den: the common denominator, positive.
        present: False where the unit has no value, shape [units].
        bound: no numerator is larger in magnitude.
        count: what each numerator is divided by besides, at least 1; None for 1 everywhere.
    """

    num: IntArray
    den: int
    present: BoolArray
    bound: int
    count: IntArray | None = None

    def take(self, index: IntArray) -> Exact:
        """The values at ``index``; a column from a table."""
        count = None if self.count is None else self.count.take(index)
        return Exact(self.num.take(index), self.den, self.present.take(index), self.bound, count)

    def divisor(self) -> IntArray:
        """The whole denominator of each unit, shape [units]."""
        if self.count is None:
            return np.full(len(self.num), self.den, np.int64 if self.den < LIMIT else object)
        return times(self.count, magnitude(self.count), self.den)

    def at(self, unit: int) -> tuple[int, int]:
        """Numerator and denominator of one unit, not reduced."""
        count = 1 if self.count is None else int(self.count[unit])
        return int(self.num[unit]), self.den * count

    def aligned(self) -> Exact:
        """The same values over one common denominator, without ``count``."""
        if self.count is None:
            return self
        common = lcm(*_distinct(self.count[self.present]))
        factor = (self.count if common < LIMIT else self.count.astype(object)) * 0 + common
        num = _wide_enough(self.num, self.bound * common) * (factor // self.count)
        return settled(num, self.den * common, self.present)

    def rounded(self, rounding: Rounding) -> IntArray:
        """Every value rounded as declared, in units of its last digit; 0 where absent."""
        scale, divisor = 10**rounding.digits, self.divisor()
        largest = max(self.bound * scale, 2 * magnitude(divisor))
        sized = times(np.abs(_wide_enough(self.num, largest)), self.bound, scale)
        divisor = _wide_enough(divisor, largest)
        whole = sized // divisor
        whole = whole + _ROUNDS_AWAY[rounding.mode](whole, 2 * (sized - whole * divisor), divisor)
        return np.where(self.num < 0, -whole, whole)

    def rounded_to(self, rounding: Rounding | None) -> Exact:
        """Every value rounded as declared; the same where no rounding is declared."""
        if rounding is None:
            return self
        return settled(self.rounded(rounding), 10**rounding.digits, self.present)


def exact_of(values: Sequence[Fraction | None]) -> Exact:
    """A column from single values, None where there is none."""
    den = lcm(*(value.denominator for value in values if value is not None))
    num = [0 if v is None else v.numerator * (den // v.denominator) for v in values]
    present = np.array([value is not None for value in values], dtype=bool)
    return settled(integers(num), den, present)


def absent(units: int) -> Exact:
    """A column without any value."""
    return Exact(np.zeros(units, np.int64), 1, np.zeros(units, bool), 0)


def integers(values: Sequence[int]) -> IntArray:
    """Integers of any size as the narrowest of int64 and object."""
    largest = max(map(abs, values), default=0)
    return np.array(values, dtype=np.int64 if largest < LIMIT else object)


def settled(num: IntArray, den: int, present: BoolArray) -> Exact:
    """A column whose bound is measured; Python integers return to int64 where they fit."""
    bound = magnitude(num)
    if num.dtype == object and bound < LIMIT:
        num = num.astype(np.int64)
    return Exact(num, den, present, bound)


def magnitude(array: IntArray) -> int:
    """The largest absolute value; 0 for no value at all."""
    return max(int(array.max()), -int(array.min())) if array.size else 0


def times(array: IntArray, bound: int, factor: int) -> IntArray:
    """``array * factor`` without overflow; no value of ``array`` passes ``bound``."""
    return array if factor == 1 else _wide_enough(array, max(bound, 1) * abs(factor)) * factor


def weighted_total(parts: Sequence[Exact], weights: Sequence[Fraction]) -> Exact:
    """Σ value x weight over what is present; ``present`` where any part is."""
    parts = [part.aligned() for part in parts]
    den = lcm(*(p.den * w.denominator for p, w in zip(parts, weights, strict=True)))
    factors = [
        w.numerator * (den // (p.den * w.denominator)) for p, w in zip(parts, weights, strict=True)
    ]
    bound = sum(max(p.bound, 1) * abs(f) for p, f in zip(parts, factors, strict=True))
    units = len(parts[0].num)
    total: IntArray = np.zeros(units, np.int64 if bound < LIMIT else object)
    present = np.zeros(units, bool)
    for part, factor in zip(parts, factors, strict=True):
        # Not in place: a part may hold Python integers although the sum would fit int64.
        total = total + times(part.num, part.bound, factor)
        present |= part.present
    return Exact(total, den, present, bound)


def tally(parts: Sequence[Exact], weights: Sequence[int]) -> IntArray:
    """Σ weight of the parts that are present, per unit."""
    bound = sum(map(abs, weights))
    total: IntArray = np.zeros(len(parts[0].num), np.int64 if bound < LIMIT else object)
    for part, weight in zip(parts, weights, strict=True):
        total = total + (times(part.present, 1, weight) if weight != 1 else part.present)
    return total


def divided(total: Exact, count: IntArray) -> Exact:
    """``total / count`` per unit; absent where ``count`` is 0. ``total`` has no count yet."""
    present = total.present & (count != 0)
    num = np.where(present, np.where(count < 0, -total.num, total.num), 0)
    return Exact(num, total.den, present, total.bound, np.where(present, np.abs(count), 1))


def over_one_denominator(parts: Sequence[Exact]) -> list[Exact]:
    """The same columns over the least denominator they share, to be compared."""
    parts = [part.aligned() for part in parts]
    den = lcm(*(part.den for part in parts))
    return [
        Exact(
            times(part.num, part.bound, den // part.den),
            den,
            part.present,
            part.bound * (den // part.den),
        )
        for part in parts
    ]


def _wide_enough(array: IntArray, bound: int) -> IntArray:
    return array if bound < LIMIT or array.dtype == object else array.astype(object)


def _distinct(counts: IntArray) -> list[int]:
    if counts.dtype != object and counts.size and counts.max() < 4096:
        return [int(count) for count in np.flatnonzero(np.bincount(counts))]
    return sorted(set(counts.tolist()))


# whole part, twice the remainder, denominator -> does the magnitude grow by one?
_ROUNDS_AWAY: dict[Mode, Callable[[IntArray, IntArray, IntArray], BoolArray]] = {
    "half_up": lambda whole, twice, unit: twice >= unit,
    "half_down": lambda whole, twice, unit: twice > unit,
    "half_even": lambda whole, twice, unit: (twice > unit) | ((twice == unit) & (whole % 2 == 1)),
    "up": lambda whole, twice, unit: twice > 0,
    "down": lambda whole, twice, unit: np.zeros(len(whole), bool),
}
