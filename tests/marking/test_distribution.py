"""Levels now beside the last round's: counts, difference, and a word when it moved much."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.marking.distribution import LEAST_MARKS, MOVED_WORDS, RULES, Shift, shift_of

LEVELS = (1, 2, 3, 4, 5)
MARKS = st.lists(st.sampled_from(LEVELS), max_size=60)


def test_half_a_level_higher_is_much() -> None:
    now, last = [4] * 10 + [5] * 10, [4] * 20

    assert shift_of(now, last, levels=LEVELS) == Shift(
        now={1: 0, 2: 0, 3: 0, 4: 10, 5: 10},
        last={1: 0, 2: 0, 3: 0, 4: 20, 5: 0},
        mean_now=4.5,
        mean_last=4.0,
        difference=0.5,
        spread=0.5,
        moved="up",
    )


@pytest.mark.parametrize(
    ("now", "last", "moved"),
    [
        ([3] * 20, [4] * 20, "down"),
        ([3] * 5 + [5] * 5 + [4] * 10, [4] * 20, "spread"),
        ([3] * 2 + [5] * 2 + [4] * 16, [4] * 20, "little"),
        ([5] * (LEAST_MARKS - 1), [1] * 40, "few"),
        ([5] * 40, [1] * (LEAST_MARKS - 1), "few"),
        ([], [1] * 40, "few"),
        ([5] * 40, [], "no_last"),
        ([], [], "no_last"),
    ],
)
def test_the_word_follows_its_rule(now: list[int], last: list[int], moved: str) -> None:
    assert shift_of(now, last, levels=LEVELS).moved == moved


def test_without_marks_there_is_no_mean() -> None:
    found = shift_of([], [4], levels=LEVELS)

    assert (found.mean_now, found.mean_last, found.difference) == (None, 4.0, None)


@given(MARKS, MARKS)
def test_turning_the_rounds_turns_the_word(now: list[int], last: list[int]) -> None:
    there, back = shift_of(now, last, levels=LEVELS), shift_of(last, now, levels=LEVELS)

    turned = {"up": "down", "down": "up"}
    if there.difference is not None:
        assert back.difference == -there.difference
        assert back.spread == there.spread
        assert back.moved == turned.get(there.moved, there.moved)


@given(MARKS)
def test_nothing_moves_against_itself(marks: list[int]) -> None:
    found = shift_of(marks, marks, levels=LEVELS)

    assert found.difference in (0.0, None)
    assert found.spread in (0.0, None)
    assert found.moved in {"little", "few", "no_last"}


def test_every_word_that_calls_for_a_look_names_its_rule() -> None:
    assert set(MOVED_WORDS) - set(RULES) == {"little", "no_last"}
