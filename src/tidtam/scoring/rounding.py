"""Exact rounding of rationals: never through a binary float.

A rounding is declared in the framework as a mode, a number of digits and the step at which it
applies; a step that declares none passes the exact fraction on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Mode = Literal["half_up", "half_even", "half_down", "up", "down"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """How one step rounds.

    Attributes:
        mode: half_up and half_down move a tie away from or towards zero; half_even to the even
            digit; up and down move every remainder away from or towards zero.
        digits: decimal places kept, 0 to 12.
    """

    mode: Mode = "half_up"
    digits: int = 2


def in_units(value: Fraction, rounding: Rounding) -> int:
    """``value`` rounded as declared, counted in units of its last digit: 2.42 is 242."""
    top: int = value.numerator
    bottom: int = value.denominator
    whole, rest = divmod(abs(top) * 10**rounding.digits, bottom)
    if rest and _ROUNDS_AWAY[rounding.mode](whole, 2 * rest, bottom):
        whole += 1
    return int(whole if top >= 0 else -whole)


def round_to(value: Fraction, rounding: Rounding | None) -> Fraction:
    """``value`` rounded as declared; unchanged where no rounding is declared."""
    if rounding is None:
        return value
    return Fraction(in_units(value, rounding), 10**rounding.digits)


def printed(value: Fraction, rounding: Rounding) -> str:
    """``value`` rounded as declared and written with exactly that many decimals: "2.42"."""
    units = in_units(value, rounding)
    sign = "-" if units < 0 else ""
    digits = str(abs(units)).rjust(rounding.digits + 1, "0")
    if rounding.digits == 0:
        return sign + digits
    return f"{sign}{digits[: -rounding.digits]}.{digits[-rounding.digits :]}"


def plain(value: Fraction) -> str:
    """An exact rational as a person writes it: "29/12", "3.5", "80"."""
    if value.denominator == 1:
        return str(value.numerator)
    for digits in range(1, 7):
        if (value * 10**digits).denominator == 1:
            return printed(value, Rounding(digits=digits))
    return f"{value.numerator}/{value.denominator}"


def shortened(value: Fraction, digits: int = 4) -> str:
    """An exact rational as a person reads it: "3.5" in full, "4.2083…" where more digits follow.

    Cut, never rounded: what stands before the ellipsis are true digits of ``value``.
    """
    if value < 0:
        return "-" + shortened(-value, digits)
    cut = printed(value, Rounding("down", digits))
    if Fraction(cut) != value:
        return f"{cut}…"
    return cut.rstrip("0").rstrip(".") if "." in cut else cut


# whole part, twice the remainder, denominator -> does the magnitude grow by one?
_ROUNDS_AWAY: dict[Mode, Callable[[int, int, int], bool]] = {
    "half_up": lambda whole, twice, unit: twice >= unit,
    "half_down": lambda whole, twice, unit: twice > unit,
    "half_even": lambda whole, twice, unit: twice > unit or (twice == unit and whole % 2 == 1),
    "up": lambda whole, twice, unit: twice > 0,
    "down": lambda whole, twice, unit: False,
}
