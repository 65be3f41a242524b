"""Conflicts of interest: declared by reviewers or the bureau, and what follows at once."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from tidtam.history.actions import record
from tidtam.orgs.models import Agency, Province
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.reviews.falling_open import CONFLICT_ENDS_IT, offices_closed_by
from tidtam.reviews.models import Assignment, Conflict, Panel, Screening
from tidtam.reviews.moves import counted, is_open, withdrawn
from tidtam.reviews.screeners import bench_of, choose_screeners
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.reviews.telling import tell_conflict
from tidtam.rounds.edits import must_say_why
from tidtam.rounds.queries import ever_published
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed, NotFound, WrongState

MOST_WORDS = 1_000


def conflicts_seen_by(actor: Actor) -> QuerySet[Conflict]:
    """All conflicts for those who see panels; else one's own, ended ones too."""
    found = Conflict.objects.select_related("person", "office", "province")
    if actor.may("panels.see"):
        return found
    return found.filter(person=actor.person_id) if actor.person_id else found.none()


def conflict_for(actor: Actor, *, pk: int) -> Conflict:
    """One conflict.

    Raises:
        NotFound: none for this actor.
    """
    found = conflicts_seen_by(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "ไม่พบรายการส่วนได้เสียนี้ โปรดเลือกจากรายการ",
            "No such conflict of interest; please choose from the list.",
        )
    return found


@transaction.atomic
def declare_conflict(
    person: Person,
    *,
    office: Agency | None = None,
    province: Province | None = None,
    reason: str,
    by: Actor,
) -> Conflict:
    """Keep somebody from an office or from every office of a province, at once.

    What they have there on panels that are not closed is withdrawn, marks too; reports they
    screen go to somebody else; the moderators and the bureau are told. Declaring the same again
    gives what is there.

    Raises:
        NotAllowed: a reviewer declares for somebody else.
        BadInput: no reason; neither an office nor a province, or both.
    """
    by.must("conflicts.declare")
    _must_be_ones_own(person, by)
    must_say_why(reason)
    if (office is None) == (province is None):
        raise BadInput(
            "โปรดเลือกเขตหรือจังหวัด อย่างใดอย่างหนึ่ง",
            "Please choose an office or a province, one of both.",
        )
    # Two clicks at once become one conflict.
    Person.objects.select_for_update().get(pk=person.pk)
    held = Conflict.objects.filter(person=person, office=office, province=province, ended_at=None)
    conflict = held.first()
    if conflict is not None:
        return conflict
    conflict = Conflict.objects.create(
        person=person,
        office=office,
        province=province,
        reason=reason.strip()[:MOST_WORDS],
        declared_at=clock.now(),
        declared_by=by.name,
    )
    place = {"office": office.code} if office else {"province": province.code if province else ""}
    count = _take_away(conflict, by=by)
    detail = {**place, "person": person.pk, "withdrawn": count}
    record("conflicts.declare", f"reviews.conflict:{conflict.pk}", by=by, detail=detail)
    return conflict


@transaction.atomic
def end_conflict(conflict: Conflict, *, reason: str, by: Actor) -> Conflict:
    """End a conflict that is not true any more; nothing is given back by itself.

    Raises:
        BadInput: no reason.
        WrongState: it has ended already.
    """
    by.must("conflicts.end")
    must_say_why(reason)
    held = Conflict.objects.select_for_update(of=("self",)).get(pk=conflict.pk)
    if held.ended_at is not None:
        raise WrongState(
            "รายการส่วนได้เสียนี้สิ้นสุดไปแล้ว โปรดเปิดหน้านี้ใหม่",
            "This conflict of interest has ended already; please reload the page.",
        )
    held.ended_at, held.ended_by = clock.now(), by.name
    held.ended_reason = reason.strip()[:MOST_WORDS]
    held.save(update_fields=["ended_at", "ended_by", "ended_reason"])
    detail = {"person": held.person_id}
    record("conflicts.end", f"reviews.conflict:{held.pk}", by=by, detail=detail)
    return held


def _must_be_ones_own(person: Person, by: Actor) -> None:
    if person.pk != by.person_id and not by.may("conflicts.end"):
        raise NotAllowed(
            "แจ้งส่วนได้เสียแทนผู้อื่นไม่ได้ โปรดแจ้งเฉพาะของท่าน หรือบอกส่วนกลาง (สตผ.)",
            "A conflict of interest is declared by oneself; please declare your own, "
            "or tell the bureau.",
        )


def _take_away(conflict: Conflict, *, by: Actor) -> int:
    """Withdraw what the person has at the offices concerned; gives how many items."""
    offices = offices_closed_by(conflict.office, conflict.province)
    found = Panel.objects.select_for_update(of=("self",)).select_related("round")
    panels = found.filter(reviewers__person=conflict.person_id)
    panels = panels.exclude(round__in=ever_published())
    total = 0
    for panel in panels.order_by("pk"):
        rows = list(_rows_of(conflict, panel, offices))
        if is_open(panel):
            # A proposal made before this must not be used any more.
            counted(panel)
            total += withdrawn(rows, reason=CONFLICT_ENDS_IT)
            _hand_on_screenings(conflict, panel, offices)
        tell_conflict(conflict, panel, rows, is_withdrawn=is_open(panel), by=by)
    return total


def _rows_of(conflict: Conflict, panel: Panel, offices: Collection[int]) -> QuerySet[Assignment]:
    """What counts: everything held in an open panel, the marks given in a closed one."""
    held = Assignment.objects.select_for_update(of=("self",)).filter(
        reviewer__panel=panel,
        reviewer__person=conflict.person_id,
        item__submission__office__in=offices,
    )
    held = held.select_related("item__submission__office")
    if is_open(panel):
        return held.exclude(state=AssignmentState.WITHDRAWN.value)
    return held.filter(state=AssignmentState.DONE.value).exclude(purpose=Purpose.CALIBRATE.value)


def _hand_on_screenings(conflict: Conflict, panel: Panel, offices: Collection[int]) -> None:
    screened = Screening.objects.filter(
        screener__person=conflict.person_id, screener__panel=panel, submission__office__in=offices
    )
    concerned = list(screened.values_list("submission__office_id", flat=True))
    if concerned:
        choose_screeners(panel, bench=bench_of(panel), only=concerned)
