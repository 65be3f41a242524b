"""The tables of docs/reviewing.md: each row is what the checks do."""

from __future__ import annotations

import re

import pytest
from offices import ROOT, office, register

from tidtam.checks.comment_office import with_placeholder
from tidtam.checks.comment_review import check_review_comment
from tidtam.reviews.comment_rules import LEAST_COMMENT, LEVELS_WITH_COMMENT, needs_comment

DOCS = (ROOT / "docs" / "reviewing.md").read_text(encoding="utf-8")
RAYONG = office("สพป.ระยอง เขต 2")
SAID = re.compile(r"`(?P<code>[a-z-]+)`, (?P<severity>\w+)(?:: (?P<words>.*))?")


def _rows(heading: str) -> list[list[str]]:
    """The rows of the table with this heading."""
    lines = DOCS.splitlines()
    first = lines.index(heading) + 2
    rows = []
    for line in lines[first:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


@pytest.mark.parametrize(
    ("level", "comment", "said"), _rows("| level | comment on สพป.ระยอง เขต 2 | finding |")
)
def test_row_of_the_checks(level: str, comment: str, said: str) -> None:
    findings = check_review_comment(
        comment,
        about=RAYONG,
        register=register(),
        level=int(level),
        is_needed=needs_comment(int(level)),
        least=LEAST_COMMENT,
    )

    told = SAID.fullmatch(said)
    expected = [(told["code"], told["severity"], told["words"] or "")] if told else []
    assert told is not None or said == "silent"
    assert [(each.code, each.severity, each.words) for each in findings] == expected


@pytest.mark.parametrize(("typed", "stored"), _rows("| typed about สพป.ระยอง เขต 2 | stored |"))
def test_row_of_the_names(typed: str, stored: str) -> None:
    assert with_placeholder(typed, about=RAYONG).text == stored


def test_levels_that_need_a_comment_are_named() -> None:
    levels = " and ".join(map(str, sorted(LEVELS_WITH_COMMENT)))

    assert f"({levels})" in DOCS
