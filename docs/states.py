"""Print docs/states.md: every state and every move of the project, as the code has them.

    make docs-states

A test compares the page with what this prints, and asks that no table of states is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from tidtam.appeals import states as appeals
from tidtam.evidence import states as evidence
from tidtam.followups import states as followups
from tidtam.forms import states as forms
from tidtam.notices import states as notices
from tidtam.people import states as people
from tidtam.people.roles import ROLE_NAMES, Right, Role, Scope, rights_to
from tidtam.results import states as results
from tidtam.reviews import states as reviews
from tidtam.rounds import states as rounds
from tidtam.schools import states as schools
from tidtam.thai.bilingual import Bilingual

PAGE = Path(__file__).with_suffix(".md")

Words = Mapping[Any, Bilingual]
SAME = "the same"
NONE = "—"
HEAD = """# Every state and every move

Printed from the code by `make docs-states`; a test holds that this page is what the code says, so
nothing here is edited by hand. One table of states for each thing, then its moves where a table of
moves exists: the act (the right in `people/roles.py`), from, to, what the button says, and who may,
“own” meaning at the own office. Which single things somebody reaches (the items of a reviewer, the
appeals of a decider) is asked of the queries of each room.

A move that leads back to its own state is one that may be made again.
"""


@dataclass(frozen=True)
class Thing:
    """One thing that has states.

    Attributes:
        source: the file of its tables, in ``src/tidtam``.
        staff: the words that staff read; empty where no page shows the state by a word.
        office: the words that an office reads; ``SAME``, or ``NONE`` where no office sees it.
        moves: its table of moves; empty where the acts themselves hold the order.
        note: what the tables do not say.
    """

    title: str
    source: str
    states: type[StrEnum]
    staff: Words = field(default_factory=dict)
    office: Words | str = NONE
    moves: Sequence[Any] | Mapping[Any, Iterable[Any]] = ()
    note: str = ""


THINGS = (
    Thing(
        "Rounds",
        "rounds/states.py",
        rounds.RoundState,
        rounds.ROUND_STATES,
        SAME,
        note="`rounds/planning.py` opens (`open_round`) and closes (`close_round`); both ask "
        "`rounds.change`. That the marks of a round are closed is no state but a moment, "
        "`Round.frozen_at`, kept by the computations below.",
    ),
    Thing(
        "Stages of a round",
        "rounds/states.py",
        rounds.StageCode,
        rounds.STAGE_NAMES,
        SAME,
        note="A stage is open between its two dates; nothing moves it.",
    ),
    Thing(
        "Submissions",
        "rounds/states.py",
        rounds.SubmissionState,
        rounds.SUBMISSION_STATES,
        SAME,
        rounds.MOVES,
    ),
    Thing(
        "Report items",
        "rounds/states.py",
        rounds.ItemState,
        rounds.ITEM_STATES,
        SAME,
        note="`rounds/answering.py`, `submitting.py` and `returning.py` move an item with the act "
        "they do. That a single item of a submitted report is at the office is a moment, "
        "`Item.open_until`.",
    ),
    Thing(
        "Answers",
        "forms/states.py",
        forms.AnswerState,
        forms.ANSWER_STATE_NAMES,
        SAME,
        note="Whoever answers chooses the state; any follows any.",
    ),
    Thing("Inquiries", "schools/states.py", schools.InquiryState, schools.INQUIRY_STATES, SAME),
    Thing(
        "Replies of schools", "schools/states.py", schools.ReplyState, schools.REPLY_STATES, SAME
    ),
    Thing(
        "Panels",
        "reviews/states.py",
        reviews.PanelState,
        reviews.PANEL_STATES,
        moves=reviews.PANEL_MOVES,
    ),
    Thing(
        "Assignments",
        "reviews/states.py",
        reviews.AssignmentState,
        reviews.ASSIGNMENT_STATES,
        moves=reviews.ASSIGNMENT_MOVES,
    ),
    Thing(
        "Screenings",
        "reviews/states.py",
        reviews.ScreeningState,
        reviews.SCREENING_STATES,
        moves=reviews.SCREENING_MOVES,
    ),
    Thing(
        "Decisions",
        "reviews/states.py",
        reviews.DecisionKind,
        reviews.DECISION_KINDS,
        note="A decision has a kind and no state: a later one takes its place (`is_current`), and "
        "both stay.",
    ),
    Thing(
        "Computations",
        "results/states.py",
        results.State,
        results.STAFF_LABELS,
        results.OFFICE_LABELS,
        results.MOVES,
    ),
    Thing("Printing of sheets", "results/states.py", results.PrintState),
    Thing(
        "Appeals",
        "appeals/states.py",
        appeals.AppealState,
        appeals.STAFF_LABELS,
        appeals.OFFICE_LABELS,
        appeals.MOVES,
    ),
    Thing("Outcomes of appeals", "appeals/states.py", appeals.Outcome, appeals.OUTCOMES, SAME),
    Thing(
        "Follow-ups",
        "followups/states.py",
        followups.FollowUpState,
        followups.FOLLOW_UP_STATES,
        SAME,
        followups.MOVES,
    ),
    Thing(
        "Notices",
        "notices/states.py",
        notices.State,
        notices.STATE_LABELS,
        moves=notices.MOVES,
        note="The worker makes these moves (`notices.deliver`); an officer sends a failed one "
        "again (`notices.retry`).",
    ),
    Thing(
        "Evidence files",
        "evidence/states.py",
        evidence.FileState,
        note="The system alone moves a file (`evidence.keep_file`, `evidence.scan`).",
    ),
    Thing("Uploads", "evidence/states.py", evidence.UploadState),
    Thing(
        "Invitations",
        "people/states.py",
        people.InvitationState,
        people.INVITATION_STATE_NAMES,
        SAME,
        note="Read from the moments of an invitation: accepted, revoked, or its last day.",
    ),
)
# What is kept as moments and has no table of states.
WITHOUT_STATES = """## Framework and form versions

A version never changes: there is one text under one number, and a change is the next version.
`frozen_at` is the moment in which a round that uses it was published; from then on nothing may take
its place. A draft is open until `closed_at`, when it was made a version or dropped
(`frameworks.draft`).
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *(_section(thing) for thing in THINGS), WITHOUT_STATES])


def _section(thing: Thing) -> str:
    parts = [f"## {thing.title}", f"`{thing.source}`", "\n".join(_states(thing))]
    if isinstance(thing.moves, Mapping):
        parts.append("\n".join(_bare_moves(thing.moves)))
    elif thing.moves:
        parts.append("\n".join(_moves(thing, thing.moves)))
    if thing.note:
        parts.append(thing.note)
    return "\n\n".join(parts) + "\n"


def _states(thing: Thing) -> list[str]:
    if not thing.staff:
        return _table(("state",), ((f"`{state}`",) for state in thing.states))
    rows = (
        (f"`{state}`", _said(thing.staff[state]), _to_office(thing, state))
        for state in thing.states
    )
    return _table(("state", "word for staff", "word for the office"), rows)


def _to_office(thing: Thing, state: StrEnum) -> str:
    if isinstance(thing.office, str):
        return thing.office
    return _said(thing.office[state])


def _moves(thing: Thing, moves: Sequence[Any]) -> list[str]:
    names = frozenset(state.value for state in thing.states)
    rows = (
        (
            f"`{m.act}`",
            f"`{m.before}`",
            f"`{m.after}`",
            _said(m.label),
            _who(m.act, m.before, names),
        )
        for m in moves
    )
    return _table(("act", "from", "to", "button", "who may"), rows)


def _bare_moves(moves: Mapping[Any, Iterable[Any]]) -> list[str]:
    rows = (
        (f"`{before}`", ", ".join(f"`{after}`" for after in sorted(found)) or "nothing follows")
        for before, found in moves.items()
    )
    return _table(("from", "to"), rows)


def _who(act: str, before: str, names: frozenset[str]) -> str:
    """The roles that a line of the rights table lets do the act in that state."""
    rights = [right for right in rights_to(act) if _is_open(right, before, names)]
    found = [
        f"{ROLE_NAMES[role].en}{' (own)' if right.scope is Scope.OWN else ''}"
        for right in rights
        for role in Role
        if role in right.roles
    ]
    return ", ".join(dict.fromkeys(found)) or "nobody"


def _is_open(right: Right, before: str, names: frozenset[str]) -> bool:
    """Whether a right holds in a state; states of another thing (a panel's) say nothing here."""
    return not right.states & names or before in right.states


def _said(words: Bilingual) -> str:
    return f"{words.th} ({words.en})"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [_line(head), "|" + "---|" * len(head)]
    return [*lines, *(_line(cells) for cells in rows)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
