"""Rounding agrees with the decimal arithmetic of the standard library on every tie."""

from __future__ import annotations

import decimal
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.scoring.rounding import Mode, Rounding, plain, printed, round_to, shortened

MODES: dict[Mode, str] = {
    "half_up": decimal.ROUND_HALF_UP,
    "half_even": decimal.ROUND_HALF_EVEN,
    "half_down": decimal.ROUND_HALF_DOWN,
    "up": decimal.ROUND_UP,
    "down": decimal.ROUND_DOWN,
}


@given(
    st.sampled_from(sorted(MODES)),
    st.integers(0, 6),
    st.decimals(-1000, 1000, places=7) | st.integers(-40_000, 40_000).map(lambda n: Decimal(n) / 8),
)
def test_rounding_agrees_with_decimal(mode: Mode, digits: int, value: Decimal) -> None:
    wanted = value.quantize(Decimal(1).scaleb(-digits), rounding=MODES[mode])

    assert round_to(Fraction(value), Rounding(mode, digits)) == Fraction(wanted)


@given(st.fractions(-100, 100), st.integers(0, 6))
def test_printed_text_reads_back_as_the_rounded_value(value: Fraction, digits: int) -> None:
    rounding = Rounding(digits=digits)
    text = printed(value, rounding)

    assert Fraction(text) == round_to(value, rounding)
    assert len(text.partition(".")[2]) == digits
    assert not (text.startswith("-") and Fraction(text) == 0)


def test_no_rounding_declared_keeps_the_fraction() -> None:
    assert round_to(Fraction(29, 12), None) == Fraction(29, 12)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(3), "3"),
        (Fraction(7, 2), "3.5"),
        (Fraction(29, 12), "29/12"),
        (Fraction(-5, 4), "-1.25"),
        (Fraction("79.995"), "79.995"),
    ],
)
def test_plain_number_is_what_a_person_writes(value: Fraction, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (Fraction(3), 4, "3"),
        (Fraction(0), 4, "0"),
        (Fraction(100), 4, "100"),
        (Fraction(7, 2), 4, "3.5"),
        (Fraction(101, 24), 4, "4.2083…"),
        (Fraction(2, 3), 4, "0.6666…"),
        (Fraction(62, 15), 6, "4.133333…"),
        (Fraction("0.00001"), 4, "0.0000…"),
        (Fraction(-2, 3), 4, "-0.6666…"),
        (Fraction(-5, 4), 4, "-1.25"),
    ],
)
def test_shortened_number_shows_true_digits(value: Fraction, digits: int, text: str) -> None:
    assert shortened(value, digits) == text


@given(st.fractions(-1000, 1000), st.integers(1, 8))
def test_shortened_number_has_an_ellipsis_only_where_digits_follow(
    value: Fraction, digits: int
) -> None:
    text = shortened(value, digits)

    cut = Fraction(text.removesuffix("…"))
    assert text.endswith("…") == (cut != value)
    assert 0 <= abs(value) - abs(cut) < Fraction(1, 10**digits)
