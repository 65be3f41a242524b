"""The tables of docs/panels.md are what the code says: states, moves, who may do what when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tidtam.people.roles import ROLE_NAMES, Role, rights_to
from tidtam.reviews.access import OPEN_WORK
from tidtam.reviews.interests import INTERESTS
from tidtam.reviews.states import (
    ASSIGNMENT_MOVES,
    ASSIGNMENT_STATES,
    DECISION_KINDS,
    PANEL_MOVES,
    PANEL_STATES,
    PURPOSE_NAMES,
    SCREENING_MOVES,
    SCREENING_STATES,
    AssignmentMove,
    PanelMove,
    PanelState,
    ScreeningMove,
)
from tidtam.thai.bilingual import Bilingual

PAGE = Path(__file__).parents[2] / "docs" / "panels.md"

_ACTS = (
    *("panels.see", "panels.change", "panels.assign", "panels.calibrate", "panels.begin"),
    *("panels.close", "panels.reopen", "conflicts.declare", "conflicts.end", "reviews.see"),
    *("reviews.see_all", "reviews.write", "reviews.screen", "reviews.decide"),
)


def names(words: Mapping[Any, Bilingual]) -> list[str]:
    """A table of codes with their words."""
    return table(
        ("code", "Thai", "English"),
        ((f"`{code}`", each.th, each.en) for code, each in words.items()),
    )


def moves(found: Sequence[PanelMove | AssignmentMove | ScreeningMove]) -> list[str]:
    """A table of moves."""
    rows = (
        (
            f"`{each.before}`",
            f"`{each.after}`",
            f"`{each.act}`",
            f"{each.label.th} ({each.label.en})",
        )
        for each in found
    )
    return table(("from", "to", "right", "what it is called"), rows)


def rights() -> list[str]:
    """Who may do what in which states of the panel."""
    rows = (
        (
            f"`{right.act}`",
            ", ".join(ROLE_NAMES[role].en for role in Role if role in right.roles),
            ", ".join(f"`{state}`" for state in PanelState if state in right.states) or "every",
        )
        for act in _ACTS
        for right in rights_to(act)
    )
    return table(("right", "who", "states of the panel"), rows)


def opened() -> list[str]:
    """What is open to a panel's reviewers in each of its states."""
    rows = (
        (
            f"`{state}`",
            ", ".join(f"`{each}`" for each in OPEN_WORK.get(state, ())) or "nothing",
            "yes" if state is PanelState.WORKING else "no",
        )
        for state in PanelState
    )
    return table(("state of the panel", "assignments", "screening"), rows)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    rule = "|" + "---|" * len(head)
    return [_line(head), rule, *(_line(cells) for cells in rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


TABLES = {
    "States of a panel": names(PANEL_STATES),
    "Moves of a panel": moves(PANEL_MOVES),
    "Who may do what": rights(),
    "What is open to reviewers": opened(),
    "What an item is given for": names(PURPOSE_NAMES),
    "States of an assignment": names(ASSIGNMENT_STATES),
    "Moves of an assignment": moves(ASSIGNMENT_MOVES),
    "States of a screening": names(SCREENING_STATES),
    "Moves of a screening": moves(SCREENING_MOVES),
    "Kinds of decisions": names(DECISION_KINDS),
    "Why an office is closed to a person": names(INTERESTS),
}


def told(title: str) -> list[str]:
    """The lines of the table under a heading of the page."""
    text = PAGE.read_text("utf-8")
    part = text.split(f"# {title}\n", 1)[1].split("\n#", 1)[0]
    return [line for line in part.splitlines() if line.startswith("|")]


@pytest.mark.parametrize("title", TABLES)
def test_each_table_is_printed_from_the_code(title: str) -> None:
    assert told(title) == TABLES[title]


def test_every_right_of_the_rooms_acts_is_on_the_page() -> None:
    held = {right for act in _ACTS for right in rights_to(act)}

    assert {right.act for right in held} == set(_ACTS)
    assert all(set(right.states) <= set(PanelState) for right in held)
