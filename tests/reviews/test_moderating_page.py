"""The tables of docs/moderating.md are what the code says."""

from __future__ import annotations

import re
from pathlib import Path

from tidtam.reviews.standing import BY_PEOPLE, BY_RULE, NEEDS, Need
from tidtam.reviews.states import DECISION_KINDS, DecisionKind

PAGE = (Path(__file__).parents[2] / "docs" / "moderating.md").read_text(encoding="utf-8")


def rows(name: str) -> list[list[str]]:
    found = re.search(rf"<!-- {name} -->\n((?:\|[^\n]+\n)+)", PAGE)
    assert found is not None
    lines = found[1].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_kind_of_decision_has_its_line() -> None:
    assert rows("kinds") == [
        [
            f"`{kind.value}`",
            f"{DECISION_KINDS[kind].th} ({DECISION_KINDS[kind].en})",
            "rule" if kind in BY_RULE else "person",
            "—" if kind in BY_RULE else "obligatory",
        ]
        for kind in DecisionKind
    ]


def test_every_need_has_its_line() -> None:
    assert rows("needs") == [
        [f"`{need.value}`", f"{NEEDS[need].th} ({NEEDS[need].en})"] for need in Need
    ]


def test_every_kind_is_made_by_rule_or_by_people() -> None:
    assert set(DecisionKind) == BY_RULE | BY_PEOPLE
    assert not BY_RULE & BY_PEOPLE
