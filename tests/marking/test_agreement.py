"""Agreement figures are the published ones, the slow ones, and never made up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.marking.agreement import (
    LEAST_ITEMS,
    Agreement,
    Estimate,
    _alpha,
    _table,
    agreement_of,
    calibration_of,
    ordinal_alpha,
    weighted_kappa,
    word_of,
)

LEVELS = (1, 2, 3, 4, 5)
PAIRS = st.lists(st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS)), max_size=40)
ITEMS = st.lists(st.lists(st.sampled_from(LEVELS), max_size=5), max_size=25)

# "Computing Krippendorff's Alpha-Reliability" (Krippendorff 2011), example C: twelve units,
# four observers, some marks missing; ordinal alpha is printed there as 0.815.
_OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)
KRIPPENDORFF = [
    [mark for mark in unit if mark is not None] for unit in zip(*_OBSERVERS, strict=True)
]

# The 3 x 3 table "cont3x3abstractors" of Gwet's package irrCAC: quadratic kappa 0.8921569.
_ABSTRACTORS = ((13, 0, 0), (0, 20, 7), (0, 4, 56))
ABSTRACTORS = [
    (first + 1, second + 1)
    for first, row in enumerate(_ABSTRACTORS)
    for second, count in enumerate(row)
    for _ in range(count)
]


def slow_kappa(pairs: Sequence[tuple[int, int]]) -> Fraction | None:
    """By the definition: squared distances of the pairs, over those of every first and second."""
    seen = sum((one - other) ** 2 for one, other in pairs)
    chance = sum((one - other) ** 2 for one, _ in pairs for _, other in pairs)
    return 1 - Fraction(seen * len(pairs), chance) if chance else None


def slow_alpha(items: Sequence[Sequence[int]]) -> Fraction | None:
    """By the definition: each mark beside each other one, of its item and of all items."""
    marked = [item for item in items if len(item) > 1]
    every = [mark for item in marked for mark in item]
    counts = Counter(every)

    def apart(one: int, other: int) -> Fraction:
        low, high = sorted((one, other))
        between = sum(counts[level] for level in range(low, high + 1))
        return (between - Fraction(counts[low] + counts[high], 2)) ** 2

    seen = sum(
        apart(one, other) / (len(item) - 1)
        for item in marked
        for one, other in permutations(item, 2)
    )
    chance = sum(apart(one, other) for one in every for other in every)
    return 1 - (len(every) - 1) * seen / chance if chance else None


# ---------------------------------------------------------------- published examples


def test_krippendorffs_own_example_gives_his_alpha() -> None:
    assert round(ordinal_alpha(KRIPPENDORFF, levels=LEVELS) or 0, 3) == 0.815


def test_a_published_table_gives_its_weighted_kappa() -> None:
    found = agreement_of(ABSTRACTORS, levels=(1, 2, 3), seed="x")

    assert found.kappa.value == pytest.approx(0.8921569, abs=5e-8)
    assert (found.n, found.exact.value, found.adjacent.value) == (100, 0.89, 1.0)


# ---------------------------------------------------------------- against slow computations


@given(PAIRS)
def test_kappa_is_the_slow_one(pairs: list[tuple[int, int]]) -> None:
    slow = slow_kappa(pairs)

    assert weighted_kappa(pairs, levels=LEVELS) == (
        None if slow is None else pytest.approx(float(slow), abs=1e-12)
    )


@given(ITEMS)
def test_alpha_is_the_slow_one(items: list[list[int]]) -> None:
    slow = slow_alpha(items)

    assert ordinal_alpha(items, levels=LEVELS) == (
        None if slow is None else pytest.approx(float(slow), abs=1e-12)
    )


@given(PAIRS)
def test_the_alpha_that_is_drawn_anew_is_the_librarys(pairs: list[tuple[int, int]]) -> None:
    expected = ordinal_alpha(pairs, levels=LEVELS)
    if expected is None:
        return

    table = _table(pairs, LEVELS)

    assert float(_alpha((table + table.T)[None])[0]) == pytest.approx(expected, abs=1e-12)


# ---------------------------------------------------------------- what must always hold


@given(st.lists(st.sampled_from(LEVELS), min_size=LEAST_ITEMS, max_size=40), st.text(max_size=5))
def test_perfect_agreement_is_one(levels: list[int], seed: str) -> None:
    found = agreement_of([(level, level) for level in levels], levels=LEVELS, seed=seed)

    one = Estimate(1.0, why="no_spread")
    same = Estimate(None, why="no_variation")
    expected = one if len(set(levels)) > 1 else same
    assert (found.exact, found.adjacent) == (one, one)
    assert found.kappa.value == expected.value
    assert found.alpha.value == expected.value


@given(PAIRS)
def test_every_figure_lies_within_its_bounds(pairs: list[tuple[int, int]]) -> None:
    found = agreement_of(pairs, levels=LEVELS, seed="bounds")

    for share in (found.exact, found.adjacent):
        for each in (share.value, share.low, share.high):
            assert each is None or 0 <= each <= 1
    for beyond_chance in (found.kappa, found.alpha):
        for each in (beyond_chance.value, beyond_chance.low, beyond_chance.high):
            assert each is None or -1 <= each <= 1
    for estimate in (found.exact, found.adjacent, found.kappa, found.alpha):
        assert (estimate.low is None) == (estimate.high is None)
        assert estimate.low is None or estimate.low <= (estimate.high or 0)
        assert (estimate.low is None) == bool(estimate.why)


@given(PAIRS)
def test_who_comes_first_does_not_matter(pairs: list[tuple[int, int]]) -> None:
    found = agreement_of(pairs, levels=LEVELS, seed="x")
    turned = agreement_of([(two, one) for one, two in pairs], levels=LEVELS, seed="x")

    assert values_of(found) == values_of(turned)


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_the_items_does_not_matter(pairs: list[tuple[int, int]], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(pairs)
    chance.shuffle(shuffled)

    assert agreement_of(shuffled, levels=LEVELS, seed="x") == agreement_of(
        pairs, levels=LEVELS, seed="x"
    )


def values_of(found: Agreement) -> list[float | None]:
    return [each.value for each in (found.exact, found.adjacent, found.kappa, found.alpha)]


# ---------------------------------------------------------------- intervals


def test_a_kept_seed_gives_the_same_interval_and_another_one_another() -> None:
    first = agreement_of(ABSTRACTORS, levels=(1, 2, 3), seed="kept")
    again = agreement_of(ABSTRACTORS, levels=(1, 2, 3), seed="kept")
    other = agreement_of(ABSTRACTORS, levels=(1, 2, 3), seed="other")

    assert first == again
    assert first.kappa.low != other.kappa.low
    assert values_of(first) == values_of(other)


def test_an_interval_holds_its_value_and_shrinks_with_more_items() -> None:
    few = agreement_of(ABSTRACTORS, levels=(1, 2, 3), seed="x").kappa
    many = agreement_of(ABSTRACTORS * 9, levels=(1, 2, 3), seed="x").kappa

    assert few.low < few.value < few.high  # type: ignore[operator]
    assert many.value == pytest.approx(few.value)
    # Nine times as many items: a third of the width, but for the chance of the draws.
    assert width_of(many) * 3 == pytest.approx(width_of(few), rel=0.1)


def test_the_interval_of_a_share_is_that_of_the_textbook() -> None:
    found = agreement_of(ABSTRACTORS * 10, levels=(1, 2, 3), seed="x").exact

    error = 1.96 * (0.89 * 0.11 / 1000) ** 0.5
    assert found.low == pytest.approx(0.89 - error, abs=0.003)
    assert found.high == pytest.approx(0.89 + error, abs=0.003)


def width_of(estimate: Estimate) -> float:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.high - estimate.low


# ---------------------------------------------------------------- where nothing can be said


def test_without_items_nothing_is_said() -> None:
    nothing = Estimate(None, why="none")

    assert agreement_of([], levels=LEVELS, seed="x") == Agreement(
        0, nothing, nothing, nothing, nothing
    )


def test_few_items_give_shares_without_a_range_and_neither_kappa_nor_alpha() -> None:
    few = Estimate(None, why="few")

    assert agreement_of([(4, 4), (3, 5)], levels=LEVELS, seed="x") == Agreement(
        2, Estimate(0.5, why="few"), Estimate(0.5, why="few"), few, few
    )


def test_one_level_everywhere_has_no_kappa_and_no_alpha() -> None:
    found = agreement_of([(4, 4)] * 30, levels=LEVELS, seed="x")

    one, same = Estimate(1.0, why="no_spread"), Estimate(None, why="no_variation")
    assert found == Agreement(30, one, one, same, same)


def test_one_odd_mark_gives_a_value_but_no_range() -> None:
    found = agreement_of([(4, 4)] * 29 + [(4, 5)], levels=LEVELS, seed="x")

    # The known paradox: 29 of 30 agree, and agreement beyond chance is nil.
    assert slow_alpha([(4, 4)] * 29 + [(4, 5)]) == 0
    assert found.exact.value == pytest.approx(29 / 30)
    assert (found.kappa, found.alpha) == (Estimate(0.0, why="unstable"),) * 2


def test_a_level_off_the_scale_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="not a pair of"):
        agreement_of([(4, 6)], levels=LEVELS, seed="x")


def test_every_reason_has_words() -> None:
    few = agreement_of([(4, 4)], levels=LEVELS, seed="x").kappa

    assert few.reason is not None
    assert few.reason.en == "Fewer than 10 items: too few to say"
    assert Estimate(1.0, 0.9, 1.0).reason is None


# ---------------------------------------------------------------- calibration


def test_calibration_takes_any_number_of_marks_an_item() -> None:
    n, alpha = calibration_of(KRIPPENDORFF, levels=LEVELS, seed="x")

    assert n == 11  # the twelfth unit has one mark and says nothing
    assert alpha.value == ordinal_alpha(KRIPPENDORFF, levels=LEVELS)
    assert alpha.low < alpha.value < alpha.high  # type: ignore[operator]


def test_calibration_of_pairs_is_the_agreement_of_pairs() -> None:
    n, alpha = calibration_of(ABSTRACTORS, levels=(1, 2, 3), seed="x")

    expected = agreement_of(ABSTRACTORS, levels=(1, 2, 3), seed="x").alpha
    assert (n, alpha.value) == (100, expected.value)
    assert width_of(alpha) == pytest.approx(width_of(expected), rel=0.1)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ([], (0, Estimate(None, why="none"))),
        ([[4]] * 30, (0, Estimate(None, why="none"))),
        ([[4, 5]] * 9, (9, Estimate(None, why="few"))),
        ([[4, 4, 4]] * 10, (10, Estimate(None, why="no_variation"))),
    ],
)
def test_calibration_says_why_it_says_nothing(
    items: list[list[int]], expected: tuple[int, Estimate]
) -> None:
    assert calibration_of(items, levels=LEVELS, seed="x") == expected


@pytest.mark.parametrize(
    ("alpha", "code"),
    [(1.0, "sound"), (0.8, "sound"), (0.799, "fair"), (0.667, "fair"), (0.6, "weak"), (-1, "weak")],
)
def test_the_word_of_an_alpha_is_krippendorffs(alpha: float, code: str) -> None:
    assert word_of(alpha)[0] == code
