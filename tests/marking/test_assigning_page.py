"""Every table and command of docs/assigning.md is what the code gives."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from factories.judging import block, judge
from tidtam.marking.double import draw_doubled, ticket
from tidtam.marking.proposal import REASONS, UNPLACED, Proposal, propose

PAGE = (Path(__file__).parents[2] / "docs" / "assigning.md").read_text(encoding="utf-8")
TABLE = re.compile(r"<!-- worked: ([a-z]+) -->\n((?:\|[^\n]*\n)+)")
TABLES = dict(TABLE.findall(PAGE))


def rows(name: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in TABLES[name].splitlines()[2:]
    ]


def span(text: str) -> list[int]:
    """The items of "13-16"."""
    ends = [int(end) for end in text.split("-")] if text else []
    return list(range(ends[0], ends[-1] + 1)) if ends else []


def worked() -> Proposal:
    """The proposal for the worked case of the page."""
    blocks = [
        block(office, field, span(items), region=region)
        for office, field, region, items, _ in rows("blocks")
    ]
    judges = [
        judge(
            int(key),
            fields.split(),
            capacity=int(capacity),
            regions=regions.split(),
            closed=closed.split(),
            known=known.split(),
        )
        for key, fields, regions, capacity, closed, known in rows("judges")
    ]
    doubled = frozenset(item for row in rows("blocks") for item in span(row[4]))
    return propose(blocks, judges, doubled=doubled)


def test_the_seats_of_the_worked_case() -> None:
    proposal = worked()

    told = {
        (item, int(seat), int(who), tuple(why.split(", ")))
        for items, seat, who, why in rows("seats")
        for item in span(items)
    }
    assert told == {(each.item, each.seat, each.judge, each.why) for each in proposal.seats}
    assert proposal.unplaced == ()


def test_the_loads_of_the_worked_case() -> None:
    proposal = worked()

    capacity = {int(row[0]): int(row[3]) for row in rows("judges")}
    assert rows("loads") == [
        [str(key), str(items), str(capacity[key]), f"{items / capacity[key]:.2f}"]
        for key, items in proposal.loads.items()
    ]


@pytest.mark.parametrize(("table", "words"), [("reasons", REASONS), ("open", UNPLACED)])
def test_every_code_is_on_the_page_with_its_words(table: str, words: dict[str, object]) -> None:
    told = {code.strip("`"): text for code, text in rows(table)}

    assert list(told) == list(words)
    assert told == {code: f"{each.th} · {each.en}" for code, each in words.items()}  # type: ignore[attr-defined]


def test_the_drawn_items_of_the_page() -> None:
    drawn = draw_doubled(range(101, 111), share=25, seed="2566-1")

    assert rows("draw") == [
        [str(item), f"`{ticket(item, seed='2566-1')[:12]}`", "yes" if item in drawn else ""]
        for item in sorted(range(101, 111), key=lambda item: ticket(item, seed="2566-1"))
    ]


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="there is no sha256sum here")
def test_the_command_of_the_page_draws_the_same() -> None:
    (script,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)

    told = subprocess.run(["bash", "-c", script], capture_output=True, check=True, text=True)  # noqa: S603, S607

    assert {int(line.split()[1]) for line in told.stdout.splitlines()} == draw_doubled(
        range(101, 111), share=25, seed="2566-1"
    )
