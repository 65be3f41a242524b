"""Printed means and words against the bands."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.checks.finding import Finding, Place
from tidtam.checks.mean_wrong import Band, check_mean
from tidtam.thai.bilingual import Bilingual

BANDS = (
    Band(Decimal("4.21"), "ดีเยี่ยม"),
    Band(Decimal("1.00"), "ปรับปรุง"),
    Band(Decimal("1.81"), "พอใช้"),
    Band(Decimal("2.61"), "ดี"),
    Band(Decimal("3.41"), "ดีมาก"),
)


def levels(*numbers: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(number) for number in numbers)


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("2.42", "พอใช้"),
        ("2.50", "พอใช้"),
        ("3.50", "ดีมาก"),
        ("3.83", "ดีมาก"),
        ("4.00", "ดีมาก"),
        ("4.50", "ดีเยี่ยม"),
        ("4.80", "ดีเยี่ยม"),
        ("5.00", "ดีเยี่ยม"),
        ("๒.๔๒", "พอใช้"),
        ("0.42", "ปรับปรุง"),
        ("1.80", "ปรับปรุง"),
        ("1.81", "พอใช้"),
        ("-", "-"),
        ("N/A", ""),
        ("", ""),
    ],
)
def test_pairs_the_rule_gives_are_left_alone(value: str, word: str) -> None:
    assert check_mean(value, word, bands=BANDS) == ()


def test_word_of_another_band_is_found() -> None:
    assert check_mean("2.42", "ดี", bands=BANDS, part="total") == (
        Finding(
            "mean-wrong",
            "error",
            Place("total", 0, 2),
            "ดี",
            Bilingual("ค่าเฉลี่ย 2.42 อยู่ในระดับ พอใช้ ไม่ใช่ ดี", "A mean of 2.42 is พอใช้, not ดี."),
            "พอใช้",
        ),
    )


def test_mean_is_computed_from_its_parts_with_not_reported_as_zero() -> None:
    """29 of 12 indicators, one of them not reported, is 2.4166…: 2.42."""
    parts = levels(2, 5, 1, 2, 2, 3, 2, 2, 0, 2, 3, 5)

    assert check_mean("2.42", "พอใช้", bands=BANDS, parts=parts) == ()
    assert [(f.words, f.proposal) for f in check_mean("2.64", "ดี", bands=BANDS, parts=parts)] == [
        ("2.64", "2.42"),
        ("ดี", "พอใช้"),
    ]


def test_half_is_rounded_up_from_the_exact_mean() -> None:
    """(3 + 3 + … ) = 2.125 is 2.13; a binary float or half-even would give 2.12."""
    parts = levels(2, 2, 2, 2, 2, 2, 2, 3)

    assert check_mean("2.13", "พอใช้", bands=BANDS, parts=parts) == ()
    assert [f.proposal for f in check_mean("2.12", "พอใช้", bands=BANDS, parts=parts)] == ["2.13"]


@pytest.mark.parametrize("value", ["สอง", "2,42", "2.4.2", "-1"])
def test_what_is_no_mean_is_said_to_be_none(value: str) -> None:
    findings = check_mean(value, "พอใช้", bands=BANDS)

    assert [(f.code, f.words, f.why.en) for f in findings] == [
        ("mean-wrong", value, "This is not a mean that can be read.")
    ]


@given(st.lists(st.integers(0, 5), min_size=1, max_size=20))
def test_what_a_check_proposes_it_accepts(numbers: list[int]) -> None:
    parts = levels(*numbers)
    value, word = "9.99", "ไม่ทราบ"
    for finding in check_mean(value, word, bands=BANDS, parts=parts):
        if finding.words == value:
            value = finding.proposal
        else:
            word = finding.proposal

    assert check_mean(value, word, bands=BANDS, parts=parts) == ()
