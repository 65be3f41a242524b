"""The tables of docs/appeals.md are what the code says: states, moves, rights, limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tidtam.appeals.candidates import WHY_NOT
from tidtam.appeals.rules import LEAST_REASON, LONGEST, MOST_EVIDENCE
from tidtam.appeals.states import MOVES, OFFICE_LABELS, OUTCOMES, STAFF_LABELS, AppealState
from tidtam.notices.templates import TEMPLATES
from tidtam.people.roles import RIGHTS, ROLE_NAMES, Role, Scope
from tidtam.thai.bilingual import Bilingual

PAGE = (Path(__file__).parents[2] / "docs" / "appeals.md").read_text("utf-8")
WHOSE = {Scope.OWN: "the own office's", Scope.ANY: "every office's"}


def both(words: Bilingual) -> str:
    return f"{words.th} ({words.en})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    rule = "|" + "---|" * len(head)
    return [_line(head), rule, *(_line(cells) for cells in rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


TABLES = {
    "States": table(
        ("code", "the bureau and the panel read", "the office reads"),
        (
            (f"`{state}`", both(STAFF_LABELS[state]), both(OFFICE_LABELS[state]))
            for state in AppealState
        ),
    ),
    "Outcomes": table(
        ("code", "in words"), ((f"`{code}`", both(words)) for code, words in OUTCOMES.items())
    ),
    "Moves": table(
        ("from", "to", "right", "what it is called"),
        (
            (f"`{move.before}`", f"`{move.after}`", f"`{move.act}`", both(move.label))
            for move in MOVES
        ),
    ),
    "Who may do what": table(
        ("right", "who", "whose", "in the state"),
        (
            (
                f"`{right.act}`",
                ", ".join(ROLE_NAMES[role].en for role in Role if role in right.roles),
                WHOSE[right.scope],
                ", ".join(f"`{state}`" for state in sorted(right.states)) or "every one",
            )
            for right in RIGHTS
            if right.act.startswith("appeals.")
        ),
    ),
    "Who decides": table(
        ("code", "in words"), ((f"`{code}`", both(words)) for code, words in WHY_NOT.items())
    ),
}


def part(title: str) -> str:
    """What stands under a heading of the page."""
    return PAGE.split(f"# {title}\n", 1)[1].split("\n#", 1)[0]


@pytest.mark.parametrize("title", TABLES)
def test_each_table_is_printed_from_the_code(title: str) -> None:
    assert [line for line in part(title).splitlines() if line.startswith("|")] == TABLES[title]


def test_the_limits_are_those_of_the_code() -> None:
    text = part("What an appeal holds")

    assert f"at least {LEAST_REASON} characters without spaces, {LONGEST:,} at most" in text
    assert f"up to {MOST_EVIDENCE} pieces" in text


def test_every_letter_about_appeals_is_named() -> None:
    told = {name for name in TEMPLATES if f"`{name}`" in part("Who hears what")}

    assert told == {name for name in TEMPLATES if name.startswith("appeal")}


def test_every_file_that_is_named_is_there() -> None:
    rooms = Path(__file__).parents[2] / "src" / "tidtam"
    named = [line.split("`")[1] for line in PAGE.splitlines() if line.endswith("` |")]
    files = [each for each in named if "/" in each]

    assert len(files) > 10
    assert [each for each in files if not (rooms / each).exists()] == []
