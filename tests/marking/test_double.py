"""The draw of double marking: exact, repeatable by hand, no matter in which order."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.marking.double import draw_doubled, how_many

ITEMS = st.lists(st.integers(0, 10**9), unique=True, max_size=60)
SHARES = st.integers(0, 100)
SEEDS = st.text(max_size=12)


def test_a_draw_is_what_the_published_rule_gives() -> None:
    drawn = draw_doubled(range(101, 111), share=25, seed="2566-1")

    assert drawn == frozenset({102, 106, 109})


@pytest.mark.parametrize(
    ("count", "share", "drawn"),
    [(0, 50, 0), (10, 0, 0), (10, 100, 10), (10, 25, 3), (10, 24, 2), (2, 25, 1), (1, 49, 0)],
)
def test_the_count_is_rounded_half_up(count: int, share: int, drawn: int) -> None:
    assert how_many(count, share=share) == drawn


@pytest.mark.parametrize("share", [-1, 101])
def test_a_share_that_is_none_is_refused(share: int) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        draw_doubled([1, 2], share=share, seed="")


@given(ITEMS, SHARES, SEEDS)
def test_exactly_the_share_is_drawn(items: list[int], share: int, seed: str) -> None:
    drawn = draw_doubled(items, share=share, seed=seed)

    wanted = Fraction(len(items) * share, 100)
    assert drawn <= set(items)
    assert len(drawn) == int(wanted + Fraction(1, 2))


@given(ITEMS, SHARES, SEEDS)
def test_the_order_and_repetitions_change_nothing(items: list[int], share: int, seed: str) -> None:
    drawn = draw_doubled(items, share=share, seed=seed)

    assert draw_doubled([*items[::-1], *items], share=share, seed=seed) == drawn


@given(ITEMS, SHARES, SHARES, SEEDS)
def test_a_larger_share_keeps_what_was_drawn(
    items: list[int], one: int, other: int, seed: str
) -> None:
    less = draw_doubled(items, share=min(one, other), seed=seed)

    assert less <= draw_doubled(items, share=max(one, other), seed=seed)


def test_another_seed_draws_others() -> None:
    drawn = {draw_doubled(range(100), share=20, seed=str(seed)) for seed in range(20)}

    assert len(drawn) == 20
