"""Who is stricter or milder, and since when, as docs/agreement.md says."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.marking.severity import (
    DRIFT_WORDS,
    SEVERITY_WORDS,
    GivenMark,
    Lean,
    Severity,
    severities_of,
)

START = dt.datetime(2023, 4, 1, tzinfo=dt.UTC)


def mark(
    reviewer: int, item: int, level: int, *, office: str = "", indicator: str = "qp/1", at: int = 0
) -> GivenMark:
    """A mark; each item its own office unless one is named; ``at`` counts hours."""
    moment = START + dt.timedelta(hours=at or item)
    return GivenMark(reviewer, item, office or f"office {item}", indicator, level, moment)


MARKS = st.lists(
    st.builds(
        mark,
        st.integers(1, 4),
        st.integers(1, 12),
        st.integers(1, 5),
        office=st.sampled_from(["a", "b", "c"]),
        indicator=st.sampled_from(["qp/1", "qp/2"]),
        at=st.integers(1, 50),
    ),
    max_size=60,
    unique_by=lambda each: (each.reviewer, each.item),
)


def of(reviewer: int, marks: list[GivenMark]) -> Severity:
    return next(each for each in severities_of(marks) if each.reviewer == reviewer)


def test_one_level_above_the_other_on_ten_items_is_half_a_level_after_shrinking() -> None:
    marks = [each for item in range(10) for each in (mark(1, item, 5), mark(2, item, 4))]

    assert severities_of(marks) == (
        Severity(1, 10, 10, 0, 5.0, Lean(0.5, 0.5, 0.5, 1.0, "milder"), drift_of_few()),
        Severity(2, 10, 10, 0, 4.0, Lean(-0.5, -0.5, -0.5, -1.0, "stricter"), drift_of_few()),
    )


def drift_of_few() -> Lean:
    return Lean(None, why="few_for_drift")


def test_where_nobody_else_marked_the_item_the_others_mean_of_the_indicator_counts_a_quarter() -> (
    None
):
    own = [mark(1, item, 3) for item in range(8)]
    others = [mark(2, 100 + item, 4) for item in range(8)]

    found = of(1, own + others)

    # eight comparisons of a quarter each weigh 2: 2 / (2 + 10) of one level
    assert (found.on_same_items, found.on_indicators) == (0, 8)
    assert found.lean.raw == -1.0
    assert found.lean.value == pytest.approx(-1 / 6)
    assert found.lean.word == "alike"  # sure, but less than a quarter of a level


def test_an_indicator_that_nobody_else_marked_says_nothing() -> None:
    found = of(1, [mark(1, item, 1) for item in range(30)])

    assert (found.marks, found.on_same_items, found.on_indicators) == (30, 0, 0)
    assert found.lean == Lean(None, why="few")


def test_more_marks_with_the_same_difference_count_for_more() -> None:
    def lean(items: int) -> float:
        marks = [each for item in range(items) for each in (mark(1, item, 5), mark(2, item, 4))]
        value = of(1, marks).lean.value
        assert value is not None
        return value

    assert [round(lean(items), 3) for items in (5, 10, 40, 90)] == [0.333, 0.5, 0.8, 0.9]


def test_marks_of_one_office_give_a_value_but_no_range() -> None:
    marks = [
        each
        for item in range(10)
        for each in (mark(1, item, 5, office="one"), mark(2, item, 4, office="one"))
    ]

    assert of(1, marks).lean == Lean(0.5, raw=1.0, why="one_office")


def test_the_range_counts_offices_and_not_marks() -> None:
    """Ten times the same marks in the same offices say no more about other offices."""
    levels = [5, 4, 4, 5, 3]
    thin = [
        each
        for item, level in enumerate(levels)
        for each in (mark(1, item, level), mark(2, item, 4))
    ]
    thick = [
        each
        for item in range(50)
        for each in (
            mark(1, item, levels[item % 5], office=f"o{item % 5}"),
            mark(2, item, 4, office=f"o{item % 5}"),
        )
    ]

    few, many = of(1, thin).lean, of(1, thick).lean

    assert few.raw == many.raw == pytest.approx(0.2)
    assert unshrunk(few, 5) == pytest.approx(unshrunk(many, 50))


def unshrunk(lean: Lean, weight: int) -> float:
    assert lean.low is not None
    assert lean.high is not None
    return (lean.high - lean.low) * (weight + 10) / weight


def test_who_grows_milder_is_named() -> None:
    marks = [
        each
        for item in range(60)
        for each in (mark(1, item, 3 if item < 20 else 4 if item < 40 else 5), mark(2, item, 4))
    ]

    found = of(1, marks)

    assert found.lean.raw == 0.0
    # thirds of 20 marks: two levels, 20 / (20 + 10) of it
    assert found.drift == Lean(4 / 3, 4 / 3, 4 / 3, 2.0, "milder")
    assert of(2, marks).drift.word == "stricter"


def test_honest_chance_is_seldom_called_severity() -> None:
    """Two hundred who only differ by chance: about one in twenty gets a word, as 95 % says."""
    chance = Random(7)  # noqa: S311 - the same every time
    marks = [
        mark(reviewer, item, 3 + chance.choice([-1, 0, 1]))
        for item in range(6000)
        for reviewer in chance.sample(range(200), 2)
    ]

    words = Counter(each.lean.word for each in severities_of(marks))

    assert set(words) <= {"alike", "milder", "stricter"}
    assert words["milder"] + words["stricter"] <= 12


@given(MARKS, st.randoms(use_true_random=False))
def test_the_order_of_the_marks_does_not_matter(marks: list[GivenMark], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(marks)
    chance.shuffle(shuffled)

    assert severities_of(shuffled) == severities_of(marks)


@given(MARKS)
def test_shrinking_never_turns_or_enlarges_a_difference(marks: list[GivenMark]) -> None:
    for found in severities_of(marks):
        for lean in (found.lean, found.drift):
            if lean.value is None or lean.raw is None:
                assert lean.word == "unclear"
                continue
            assert abs(lean.value) <= abs(lean.raw)
            assert lean.value * lean.raw >= 0
            assert abs(lean.value) <= 4 if lean is found.lean else abs(lean.value) <= 8
            assert lean.low is None or lean.low <= lean.value <= (lean.high or 0.0)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=5, max_size=30))
def test_two_alone_lean_in_opposite_ways(pairs: list[tuple[int, int]]) -> None:
    marks = [
        each
        for item, (one, two) in enumerate(pairs)
        for each in (mark(1, item, one), mark(2, item, two))
    ]

    first, second = severities_of(marks)

    assert first.lean.value == pytest.approx(-(second.lean.value or 0))


@given(MARKS, st.integers(1, 4))
def test_everybody_a_level_higher_changes_nobodys_severity(
    marks: list[GivenMark], step: int
) -> None:
    higher = [
        GivenMark(m.reviewer, m.item, m.office, m.indicator, m.level + step, m.finished_at)
        for m in marks
    ]

    for before, after in zip(severities_of(marks), severities_of(higher), strict=True):
        assert after.lean.value == (
            None if before.lean.value is None else pytest.approx(before.lean.value, abs=1e-9)
        )


def test_every_word_has_both_languages() -> None:
    assert all(text.th and text.en for text in (*SEVERITY_WORDS.values(), *DRIFT_WORDS.values()))
