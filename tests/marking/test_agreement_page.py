"""Every table of docs/agreement.md is what the code gives."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import fields
from math import fsum
from pathlib import Path

import pytest

from tidtam.marking.agreement import ALPHA_WORDS, LEAST_ITEMS, RESAMPLES, WHY, agreement_of
from tidtam.marking.distribution import MOVED_WORDS, shift_of
from tidtam.marking.severity import (
    PRIOR,
    SAME_INDICATOR,
    SAME_ITEM,
    SEVERITY_WORDS,
    GivenMark,
    _Expectations,
    severities_of,
)
from tidtam.marking.suspicion import DEFAULT_LIMITS, PATTERNS

PAGE = (Path(__file__).parents[2] / "docs" / "agreement.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"<!-- (?:worked|words): ([^\n]*) -->\n((?:\|[^\n]+\n)+)", PAGE))
LEVELS = (1, 2, 3, 4, 5)


def cells(name: str) -> list[list[str]]:
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in BLOCKS[name].splitlines()
    ]
    return [lines[0], *lines[2:]]


def rows(name: str) -> list[dict[str, str]]:
    head, *lines = cells(name)
    return [dict(zip(head, line, strict=True)) for line in lines]


def two(value: float | None) -> str:
    assert value is not None
    return f"{value:.2f}"


def test_every_table_of_the_page_is_checked() -> None:
    assert len(re.findall(r"^\|---", PAGE, re.MULTILINE)) == len(BLOCKS) == 10


def test_agreement_table() -> None:
    first, second = cells("pairs")
    pairs = [(int(one), int(two)) for one, two in zip(first[1:], second[1:], strict=True)]

    found = agreement_of(pairs, levels=LEVELS, seed="2566-6m")

    for row in rows("agreement"):
        figure = getattr(found, row["figure"])
        assert [two(figure.value), two(figure.low), two(figure.high)] == [
            row["value"],
            row["from"],
            row["to"],
        ]
    assert f"{RESAMPLES:,} times" in PAGE
    assert f"fewer than {LEAST_ITEMS} pairs" in PAGE


def marks() -> list[tuple[dict[str, str], GivenMark]]:
    return [
        (
            row,
            GivenMark(
                reviewer="AB".index(row["reviewer"]),
                item=int(row["item"]),
                office=row["office"],
                indicator=row["indicator"],
                level=int(row["level"]),
                finished_at=dt.datetime(2023, 4, int(row["item"]), tzinfo=dt.UTC),
            ),
        )
        for row in rows("severity marks")
    ]


def test_table_of_compared_marks() -> None:
    expected = _Expectations([mark for _row, mark in marks()])

    for row, mark in marks():
        found = expected.compare(mark)
        assert found is not None
        given = [two(mark.level - found.difference), two(found.difference), two(found.weight)]
        assert given == [row["compared with"], row["difference"], row["weight"]]


def test_severity_table() -> None:
    found = severities_of([mark for _row, mark in marks()])

    weights = [
        fsum(float(row["weight"]) for row, mark in marks() if mark.reviewer == each.reviewer)
        for each in found
    ]
    given = [
        [
            "AB"[each.reviewer],
            str(each.marks),
            two(weight),
            two(each.lean.raw),
            two(each.lean.value),
            two(each.lean.low),
            two(each.lean.high),
            SEVERITY_WORDS[each.lean.word].th,
        ]
        for each, weight in zip(found, weights, strict=True)
    ]
    assert given == cells("severity")[1:]
    assert (SAME_ITEM, SAME_INDICATOR, PRIOR) == (1.0, 0.25, 10.0)


@pytest.mark.parametrize("row", rows("shifts"), ids=lambda row: row["code"])
def test_table_of_shifts(row: dict[str, str]) -> None:
    def spread_out(column: str) -> list[int]:
        counts = map(int, row[column].split())
        return [level for level, count in zip(LEVELS, counts, strict=True) for _ in range(count)]

    found = shift_of(spread_out("now 1-5"), spread_out("last 1-5"), levels=LEVELS)

    figures = (found.mean_now, found.mean_last, found.difference, found.spread)
    assert [*map(two, figures), found.moved] == list(row.values())[2:]


def test_limits_table() -> None:
    given = [
        [each.name, str(getattr(DEFAULT_LIMITS, each.name))] for each in fields(DEFAULT_LIMITS)
    ]

    assert given == cells("limits")[1:]
    assert all(f"`{name}`" in PAGE for name, _default in given)


def test_tables_of_words() -> None:
    assert [row["code"] for row in rows("WHY")] == list(WHY)
    assert [row["word"] for row in rows("ALPHA_WORDS")] == [word.th for _, _, word in ALPHA_WORDS]
    assert {row["code"]: row["word"] for row in rows("MOVED_WORDS")} == {
        code: word.th for code, word in MOVED_WORDS.items()
    }
    assert {row["code"]: row["name"] for row in rows("PATTERNS")} == {
        code: name.th for code, name in PATTERNS.items()
    }
