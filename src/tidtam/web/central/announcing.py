"""What publishing a computation does: said on the page that asks for the second word."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tidtam.results.changes import (
    OfficeChange,
    changes_between,
    later_on_old_marks,
    may_replace,
)
from tidtam.results.embargoes import embargoes_of, hidden_office_ids
from tidtam.results.queries import computations_of, needs_signature
from tidtam.results.states import EVER_PUBLISHED, State
from tidtam.results.wall import WallRow
from tidtam.rounds.overview import stages_of
from tidtam.rounds.queries import instruments_of
from tidtam.rounds.states import StageCode
from tidtam.rounds.telling import staff_of
from tidtam.rounds.workspace import reports_of_round
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.frameworks.models import FrameworkVersion
    from tidtam.orgs.models import Agency
    from tidtam.people.actor import Actor
    from tidtam.results.models import Computation, Embargo
    from tidtam.rounds.models import Stage


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A region that is not announced, and how many offices lie in it."""

    embargo: Embargo
    offices: int


@dataclass(frozen=True)
class Announcement:
    """What will happen.

    Attributes:
        why_not: why it cannot be published now; None where it can.
        offices: how many have a result; ``announced`` of them are not held back.
        told: people who get a message, in ``offices_told`` offices; in ``offices_untold``
            there is nobody to tell.
        appeal: when the offices may appeal; None where no days are set.
        may_appeal: whether there are reports to whose items an appeal belongs.
        later: what is published of later rounds and still counts the old marks.
        correction: what is published now and would be replaced; None for the first time.
        changed: the offices whose result a correction changes.
        reason: why it is corrected, as given when it was computed.
    """

    why_not: Bilingual | None
    offices: int
    announced: int
    held_back: list[HeldBack]
    told: int
    offices_told: int
    offices_untold: int
    frameworks: list[FrameworkVersion]
    appeal: Stage | None
    correction: Computation | None
    reason: str = ""
    changed: list[OfficeChange] = field(default_factory=list)
    hidden: frozenset[int] = frozenset()
    may_appeal: bool = True
    later: list[Computation] = field(default_factory=list)

    @property
    def may_publish(self) -> bool:
        return self.why_not is None


def announcement_of(
    computation: Computation, rows: Sequence[WallRow], *, actor: Actor
) -> Announcement:
    """What publishing a computation would do now."""
    round_ = computation.round
    every = computations_of(round_, actor=actor)
    published = next((each for each in every if each.state == State.PUBLISHED), None)
    if published == computation:
        published = None
    why_not = _why_not(computation, published)
    changed = (
        changes_between(published, computation, actor=actor)
        if published is not None and why_not is None
        else []
    )
    with_result = [row.office for row in rows if any(total.value for total in row.totals)]
    hidden = hidden_office_ids(round_)
    announced = [office for office in with_result if office.pk not in hidden]
    concerned = announced
    if published is not None:
        concerned = [each.office for each in changed if each.office.pk not in hidden]
    staff = staff_of([office.code for office in concerned])
    return Announcement(
        why_not=why_not,
        offices=len(with_result),
        announced=len(announced),
        held_back=_held_back(embargoes_of(round_, actor=actor), rows),
        told=len({person.pk for each in staff.values() for person in each.everybody}),
        offices_told=len(staff),
        offices_untold=len(concerned) - len(staff),
        frameworks=[each.framework for each in instruments_of(round_)],
        appeal=stages_of(round_).get(StageCode.APPEAL),
        correction=published,
        reason=computation.reason,
        changed=changed,
        hidden=hidden,
        may_appeal=reports_of_round(round_, actor=actor).exclude(items=None).exists(),
        later=later_on_old_marks(round_, actor=actor) if published is not None else [],
    )


def _held_back(embargoes: Iterable[Embargo], rows: Sequence[WallRow]) -> list[HeldBack]:
    in_force = [each for each in embargoes if each.lifted_at is None]
    return [HeldBack(each, len(_within(each, rows))) for each in in_force]


def _within(embargo: Embargo, rows: Sequence[WallRow]) -> list[Agency]:
    return [row.office for row in rows if embargo.region_id in {each.pk for each in row.regions}]


def _why_not(computation: Computation, published: Computation | None) -> Bilingual | None:
    """Why a computation cannot be published; None where it can."""
    if computation.state in EVER_PUBLISHED:
        number = computation.number
        return Bilingual(
            f"การคำนวณครั้งที่ {number} เผยแพร่แล้ว", f"Computation {number} is published already."
        )
    if computation.state == State.CHECKED and needs_signature(computation.round):
        return Bilingual(
            "ยังเผยแพร่ไม่ได้ เพราะรอประธานลงนามรับรองผล",
            "Not yet: the chair has to sign the result first.",
        )
    if computation.state not in (State.CHECKED, State.SIGNED):
        return Bilingual(
            "เผยแพร่ได้เฉพาะการคำนวณที่ตรวจแล้ว โปรดกลับไปทำขั้นก่อนหน้าให้ครบ",
            "Only what was checked can be published; please complete the steps before.",
        )
    if published is not None and not may_replace(published, computation):
        return Bilingual(
            "การคำนวณนี้ใช้เปรียบเทียบเท่านั้น เพราะคำนวณก่อนการเผยแพร่หรือใช้กรอบคนละฉบับ "
            "ฉบับแก้ไขต้องคำนวณหลังการเผยแพร่ด้วยกรอบฉบับเดิม",
            "This computation is only for comparison: it was made before the publication, or with "
            "another framework version. A correction is computed afterwards with the same one.",
        )
    return None
