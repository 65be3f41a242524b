"""Shares in per cent: a half rounds up, and 100 is said only when nothing is missing."""

from __future__ import annotations

import pytest

from tidtam.thai.shares import percent_of_share, percent_text, whole_percent


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 7, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (1, 200, 1), (199, 200, 99), (1, 1, 100)],
)
def test_whole_per_cent(part: int, whole: int, said: int) -> None:
    assert whole_percent(part, whole) == said


def test_one_missing_of_many_is_not_all() -> None:
    found = [percent_text(9999, 10000), percent_text(999999, 1000000, places=3)]
    assert (whole_percent(9999, 10000), *found) == (99, "99.9", "99.999")


def test_nothing_of_nothing_is_no_share() -> None:
    assert (whole_percent(0, 0), percent_text(0, 0)) == (0, "0.0")


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(1, 3, "33.3"), (2, 3, "66.7"), (1, 16, "6.3"), (3, 3, "100.0"), (0, 3, "0.0")],
)
def test_with_one_decimal(part: int, whole: int, said: str) -> None:
    assert percent_text(part, whole) == said


@pytest.mark.parametrize(
    ("share", "said"), [(0.145, 15), (0.125, 13), (0.9999, 99), (1.0, 100), (0.0, 0)]
)
def test_a_share_that_was_computed(share: float, said: int) -> None:
    assert percent_of_share(share) == said
