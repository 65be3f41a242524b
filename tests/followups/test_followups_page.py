"""The tables of docs/followups.md are what the code says: states, moves, needs, rights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tidtam.followups.rules import NEEDED
from tidtam.followups.states import FOLLOW_UP_STATES, MOVES
from tidtam.people.roles import RIGHTS, ROLE_NAMES, Role, Scope

PAGE = Path(__file__).parents[2] / "docs" / "followups.md"
WHOSE = {Scope.OWN: "the own office's", Scope.ANY: "every office's"}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    rule = "|" + "---|" * len(head)
    return [_line(head), rule, *(_line(cells) for cells in rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


TABLES = {
    "States": table(
        ("code", "Thai", "English", "cannot do without"),
        (
            (
                f"`{state}`",
                words.th,
                words.en,
                ", ".join(f"`{name}`" for name in NEEDED.get(state, ())) or "—",
            )
            for state, words in FOLLOW_UP_STATES.items()
        ),
    ),
    "Moves": table(
        ("from", "to", "right", "what it is called"),
        (
            (
                f"`{move.before}`",
                f"`{move.after}`",
                f"`{move.act}`",
                f"{move.label.th} ({move.label.en})",
            )
            for move in MOVES
        ),
    ),
    "Who may do what": table(
        ("right", "who", "whose"),
        (
            (
                f"`{right.act}`",
                ", ".join(ROLE_NAMES[role].en for role in Role if role in right.roles),
                WHOSE[right.scope],
            )
            for right in RIGHTS
            if right.act.startswith("followups.")
        ),
    ),
}


def told(title: str) -> list[str]:
    """The lines of the table under a heading of the page."""
    text = PAGE.read_text("utf-8")
    part = text.split(f"# {title}\n", 1)[1].split("\n#", 1)[0]
    return [line for line in part.splitlines() if line.startswith("|")]


@pytest.mark.parametrize("title", TABLES)
def test_each_table_is_printed_from_the_code(title: str) -> None:
    assert told(title) == TABLES[title]
