"""A third marker for an item on which two reviewers differ; the third mark decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.reviews.access import items_open_to
from tidtam.reviews.errors import MustNotJudge, ThirdNotPossible
from tidtam.reviews.fields import covers, field_of
from tidtam.reviews.interests import interests_of
from tidtam.reviews.models import Assignment, Panel, Reviewer
from tidtam.reviews.moves import subject_of
from tidtam.reviews.standing import Need, standings_of
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.reviews.telling_reviewers import tell_third
from tidtam.rounds.models import Item
from tidtam.shared import clock
from tidtam.shared.errors import NotFound

THIRD_SEAT = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be the third marker.

    Attributes:
        fits: whether the item is in one of their fields.
        open_items: what they still have to mark.
    """

    reviewer: Reviewer
    fits: bool
    open_items: int


def third_candidates(item: Item, *, panel: Panel, actor: Actor) -> list[Candidate]:
    """Reviewers who may mark an item as the third: the field's experts first, least work first."""
    actor.must("reviews.see_all")
    unfinished = [AssignmentState.GIVEN.value, AssignmentState.BEGUN.value]
    here = Reviewer.objects.filter(panel=panel, left_at=None).exclude(
        assignments__in=_markers(item)
    )
    counted = here.select_related("person").annotate(
        open_items=Count("assignments", filter=Q(assignments__state__in=unfinished))
    )
    rows = list(counted)
    closed = interests_of([each.person_id for each in rows])
    field = field_of(item)
    found = [
        Candidate(each, fits=covers(each, field), open_items=each.open_items)
        for each in rows
        if item.submission.office_id not in closed[each.person_id]
    ]
    return sorted(found, key=lambda c: (not c.fits, c.open_items, c.reviewer.person.full_name))


def third_called(item: Item) -> Assignment | None:
    """Who has an item as its third marker now, with the person."""
    held = Assignment.objects.filter(item=item, purpose=Purpose.THIRD.value)
    active = held.exclude(state=AssignmentState.WITHDRAWN.value)
    return active.select_related("reviewer__person").first()


@transaction.atomic
def call_third(item: Item, *, reviewer: Reviewer, by: Actor) -> Assignment:
    """Give an item on which two marks differ to a third person, whose mark will decide.

    Raises:
        ThirdNotPossible: the marks do not differ, one is missing, a third was called, or this
            person marked the item or has left the panel.
        MustNotJudge: a conflict of interest keeps the person from the office.
        NotFound: the item is not open to whoever calls.
    """
    locked = Panel.objects.select_for_update(of=("self",)).select_related("round")
    panel = locked.get(round=item.submission.round_id)
    by.must("reviews.decide", state=panel.state)
    if not items_open_to(by).filter(pk=item.pk).exists():
        raise NotFound(
            "ไม่พบข้อนี้ โปรดเลือกจากรายการคะแนนที่ต่างกัน",
            "No such item for you; please choose from the list of differences.",
        )
    _refuse_no_difference(item, panel)
    fresh = Reviewer.objects.select_related("person").filter(pk=reviewer.pk, panel=panel).first()
    if fresh is None or fresh.left_at is not None:
        raise ThirdNotPossible(
            "ผู้ประเมินนี้ไม่ได้อยู่ในคณะแล้ว โปรดเลือกคนอื่น",
            "This person is not on the panel any more; please choose somebody else.",
        )
    _refuse_a_partial(item, fresh)
    made = Assignment.objects.create(
        reviewer=fresh,
        item=item,
        purpose=Purpose.THIRD.value,
        seat=THIRD_SEAT,
        by_hand=True,
        given_at=clock.now(),
        given_by=by.name,
    )
    record(
        "reviews.call_third",
        subject_of(panel),
        by=by,
        detail={"item": item.pk, "reviewer": fresh.pk},
    )
    tell_third(made, panel, by=by)
    return made


def _markers(item: Item) -> list[int]:
    """Every assignment under which somebody marked, or was to mark, an item."""
    rows = Assignment.objects.filter(item=item).exclude(purpose=Purpose.CALIBRATE.value)
    return list(rows.values_list("pk", flat=True))


def _refuse_no_difference(item: Item, panel: Panel) -> None:
    row = standings_of(panel, items=Item.objects.filter(pk=item.pk)).items[0]
    if row.third is not None:
        raise ThirdNotPossible(
            "มีผู้ประเมินคนที่สามของข้อนี้แล้ว โปรดรอคะแนน หรือให้ผู้ดูแลคณะเปลี่ยนคน",
            "A third marker was already called for this item; please wait for the mark, or have "
            "the panel's officer change the person.",
        )
    if row.need is not Need.DECISION:
        raise ThirdNotPossible(
            "ข้อนี้ไม่ต้องใช้คนที่สาม คะแนนยังไม่ครบ ตรงกัน หรือตัดสินแล้ว โปรดดูสถานะล่าสุด",
            "No third mark is needed: a mark is missing, both are the same, or it is decided. "
            "Please look at the latest state.",
        )


def _refuse_a_partial(item: Item, reviewer: Reviewer) -> None:
    if reviewer.assignments.filter(pk__in=_markers(item)).exists():
        raise ThirdNotPossible(
            "คนนี้ให้คะแนนข้อนี้แล้ว คนที่สามต้องเป็นคนอื่น โปรดเลือกคนอื่น",
            "This person had the item already; the third marker is somebody else.",
        )
    if item.submission.office_id in interests_of([reviewer.person_id])[reviewer.person_id]:
        raise MustNotJudge(
            "คนนี้มีส่วนได้เสียกับเขตนี้ จึงให้คะแนนไม่ได้ โปรดเลือกคนอื่น",
            "This person has an interest in the office and cannot mark it; "
            "please choose somebody else.",
        )
