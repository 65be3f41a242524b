"""Shares in per cent, the same on every page: a half rounds up, and 100 means all of them."""

from __future__ import annotations

from fractions import Fraction


def whole_percent(part: int, whole: int) -> int:
    """``part`` of ``whole`` in whole per cent: 2 of 3 is 67; 100 only when nothing is missing."""
    return _steps(part, whole, 1)


def percent_text(part: int, whole: int, *, places: int = 1) -> str:
    """The same with decimals, "66.7"; nothing of nothing is "0.0"."""
    steps = _steps(part, whole, 10**places)
    return f"{steps // 10**places}.{steps % 10**places:0{places}d}"


def percent_of_share(share: float) -> int:
    """A share between 0 and 1 in whole per cent, by the digits it is printed with."""
    exact = Fraction(repr(share))
    return whole_percent(exact.numerator, exact.denominator)


def _steps(part: int, whole: int, in_one: int) -> int:
    """How many steps of a per cent, so many ``in_one``; the last only when nothing is missing."""
    if part >= whole:
        return 100 * in_one if whole else 0
    return min(100 * in_one - 1, (200 * in_one * part + whole) // (2 * whole))
