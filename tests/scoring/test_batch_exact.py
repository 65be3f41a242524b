"""Integer columns against single rationals: rounding, alignment, and the way out of 64 bits."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.scoring.batch.exact import (
    LIMIT,
    Exact,
    divided,
    exact_of,
    integers,
    tally,
    weighted_total,
)
from tidtam.scoring.batch.results import decimal_text
from tidtam.scoring.rounding import Mode, Rounding, printed, round_to

MODES: tuple[Mode, ...] = ("half_up", "half_even", "half_down", "up", "down")
fractions = st.fractions(max_denominator=10**6) | st.integers(-999, 999).map(
    lambda units: Fraction(units, 200)
)
optional = st.none() | fractions


def values_of(column: Exact) -> list[Fraction | None]:
    """The column as single values again."""
    present = column.present.tolist()
    return [Fraction(*column.at(unit)) if here else None for unit, here in enumerate(present)]


@given(st.lists(optional))
def test_a_column_holds_what_it_was_made_of(values: list[Fraction | None]) -> None:
    assert values_of(exact_of(values)) == values


@given(st.lists(fractions), st.sampled_from(MODES), st.integers(0, 12))
def test_a_column_rounds_as_a_single_value_does(
    values: list[Fraction], mode: Mode, digits: int
) -> None:
    """Ties included: half of the examples stand on a two-hundredth."""
    rounding = Rounding(mode, digits)
    column = exact_of(values)

    units = column.rounded(rounding).tolist()

    assert values_of(column.rounded_to(rounding)) == [round_to(v, rounding) for v in values]
    assert [decimal_text(u, digits) for u in units] == [printed(v, rounding) for v in values]


@pytest.mark.parametrize("mode", MODES)
def test_ties_of_either_sign_round_as_declared(mode: Mode) -> None:
    ties = [Fraction(n, 200) for n in (1, 3, -1, -3, 375, -375)]
    rounding = Rounding(mode, 2)

    units = exact_of(ties).rounded(rounding).tolist()

    assert units == [round_to(tie, rounding) * 100 for tie in ties]


@given(st.lists(st.lists(optional, min_size=3, max_size=3), min_size=1, max_size=5))
def test_a_mean_of_columns_is_the_mean_of_what_is_there(
    rows: list[list[Fraction | None]],
) -> None:
    """An empty mean is absent, never 0; alignment changes no value."""
    parts = [exact_of(row) for row in rows]
    ones = [1] * len(parts)

    mean = divided(weighted_total(parts, [Fraction(1)] * len(parts)), tally(parts, ones))

    there = [[v for v in unit if v is not None] for unit in zip(*rows, strict=True)]
    expected = [sum(unit, Fraction(0)) / len(unit) if unit else None for unit in there]
    assert values_of(mean) == expected
    assert values_of(mean.aligned()) == expected


def test_integers_leave_64_bits_before_they_overflow() -> None:
    assert integers([1, LIMIT - 1]).dtype == np.int64
    assert integers([1, -LIMIT]).dtype == object
    assert integers([2**70]).tolist() == [2**70]


def test_a_sum_that_could_overflow_is_exact() -> None:
    """Each part fits, the sum of all three does not."""
    parts = [exact_of([Fraction(LIMIT - 1)])] * 3

    total = weighted_total(parts, [Fraction(1)] * 3)

    assert values_of(total) == [Fraction(3 * (LIMIT - 1))]


def test_rounding_that_could_overflow_is_exact() -> None:
    """The value fits into 64 bits, its millionths do not."""
    value = Fraction(LIMIT - 1, 3)

    units = exact_of([value, None]).rounded(Rounding(digits=6)).tolist()

    assert units == [round_to(value, Rounding(digits=6)) * 10**6, 0]
