"""A round's way from marks to a published result: the steps in words, and which is next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from tidtam.results.states import EVER_PUBLISHED, State
from tidtam.reviews.states import PanelState
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.results.models import Computation
    from tidtam.results.queries import Changed
    from tidtam.results.wall import WallRow
    from tidtam.reviews.models import Panel


class Next(StrEnum):
    """What is to be done next with a round, or what the page is about instead."""

    MARKS = "marks"
    CLOSE = "close"
    COMPUTE = "compute"
    CHECK = "check"
    SIGN = "sign"
    PUBLISH = "publish"
    PUBLISHED = "published"
    REPLACED = "replaced"
    COMPARED = "compared"
    OLDER = "older"


BUREAU: Final = Bilingual("เจ้าหน้าที่ส่วนกลาง (สตผ.)", "The central officers")
_MARKERS: Final = Bilingual(
    "ผู้ประเมิน ผู้กลั่นกรอง และประธาน", "The reviewers, the moderators and the chair"
)
_CHAIR: Final = Bilingual("ประธานคณะกรรมการ", "The chair of the committee")

# How far a computation has come; what failed, or is being computed, has come nowhere.
_REACHED: Final = {
    State.DRAFT.value: 0,
    State.FAILED.value: 0,
    State.COMPUTED.value: 1,
    State.CHECKED.value: 2,
    State.SIGNED.value: 3,
    State.PUBLISHED.value: 4,
    State.SUPERSEDED.value: 4,
}
WITH_RESULTS: Final = frozenset(state for state, far in _REACHED.items() if far)
_NOTHING: Final = (State.DRAFT.value, State.FAILED.value)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a round's life, as shown over the wall."""

    label: Bilingual
    is_done: bool
    is_here: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a round and of the computation that is looked at.

    Attributes:
        shown: the computation looked at; None where there is none.
        newest: the round's newest computation.
        published: what is published now; None where nothing is.
        missing: marks that no office may lack, over all offices.
        lacking: offices that lack some.
        panel: the round's panel of reviewers; None where marks come in without one.
        to_sign: whether it may only be published signed.
        changed: what changed after ``shown`` was computed or checked.
        may_correct: whether ``shown`` may take the place of what is published.
    """

    shown: Computation | None
    newest: Computation | None
    published: Computation | None
    missing: int
    lacking: int
    panel: Panel | None
    to_sign: bool
    changed: Changed | None
    may_correct: bool = False

    @property
    def reached(self) -> int:
        """How far the computation looked at has come, 0 to 4."""
        return _REACHED[self.shown.state] if self.shown is not None else 0

    @property
    def is_marking(self) -> bool:
        """Whether a panel is still at work."""
        return self.panel is not None and self.panel.state != PanelState.CLOSED


def missing_marks(rows: Sequence[WallRow]) -> tuple[int, int]:
    """How many marks are missing, and in how many offices."""
    lacking = [row for row in rows if not row.is_complete]
    return sum(row.asked - row.answered for row in lacking), len(lacking)


def steps_of(standing: Standing) -> list[Step]:
    """The steps from marks to publication, which are done, and the first that is not."""
    reached = standing.reached
    is_public = reached == _REACHED[State.PUBLISHED.value]
    found = [(Bilingual("คะแนนครบ", "Marks complete"), is_public or not standing.missing)]
    if standing.panel is not None:
        label = Bilingual("คณะปิดการให้คะแนน", "Marking closed by the panel")
        found.append((label, is_public or not standing.is_marking))
    found.append((Bilingual("คำนวณผล", "Computed"), reached >= 1))
    found.append((Bilingual("ปิดคะแนนและตรวจผล", "Marks closed and checked"), reached >= 2))
    if standing.to_sign or (standing.shown is not None and standing.shown.signed_at):
        found.append((Bilingual("ประธานลงนามรับรอง", "Signed by the chair"), reached >= 3))
    found.append((Bilingual("เผยแพร่", "Published"), is_public))
    here = next((place for place, (_label, done) in enumerate(found) if not done), None)
    return [Step(label, done, place == here) for place, (label, done) in enumerate(found)]


def next_of(standing: Standing) -> Next:
    """What is next; a computation that cannot go on says why."""
    shown = standing.shown
    if shown is not None and shown.state == State.PUBLISHED:
        return Next.PUBLISHED
    if shown is not None and shown.state in EVER_PUBLISHED:
        return Next.REPLACED
    if shown is not None and shown.publish_at is not None:
        return Next.PUBLISH
    if shown is not None and standing.newest is not None and shown.pk != standing.newest.pk:
        return Next.OLDER
    if standing.published is not None and not standing.may_correct:
        return Next.COMPARED
    return _on_the_way(standing)


def _on_the_way(standing: Standing) -> Next:
    shown = standing.shown
    if standing.missing:
        return Next.MARKS
    if standing.is_marking:
        return Next.CLOSE
    if shown is None or shown.state in _NOTHING or _is_stale(standing):
        return Next.COMPUTE
    if shown.state == State.COMPUTED or _is_to_be_read_again(standing):
        return Next.CHECK
    if shown.state == State.CHECKED and standing.to_sign:
        return Next.SIGN
    return Next.PUBLISH


def _is_stale(standing: Standing) -> bool:
    """Whether it must be computed anew; what is signed cannot be read again either."""
    shown, changed = standing.shown, standing.changed
    if shown is None or changed is None:
        return False
    return changed.needs_computing or (shown.state == State.SIGNED and bool(changed.texts))


def _is_to_be_read_again(standing: Standing) -> bool:
    """Whether recommendations changed after the check."""
    shown, changed = standing.shown, standing.changed
    is_checked = shown is not None and shown.state == State.CHECKED
    return is_checked and changed is not None and bool(changed.texts)


def holder_of(step: Next, standing: Standing) -> Bilingual | None:
    """Who has the next step; None where nothing is to be done."""
    if step in (Next.PUBLISHED, Next.REPLACED, Next.COMPARED, Next.OLDER):
        return None
    if step is Next.SIGN:
        return _CHAIR
    if step is Next.MARKS and standing.is_marking:
        return _MARKERS
    return BUREAU
