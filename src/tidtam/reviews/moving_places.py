"""A whole place of the table by hand: every item of it that a reviewer can take.

Nobody judges an item twice: what the reviewer has in another seat stays where it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.reviews.errors import PanelChangedMeanwhile, ReasonMissing
from tidtam.reviews.giving import give_items, withdraw_assignments
from tidtam.reviews.models import Assignment, Panel, Reviewer
from tidtam.reviews.panel_table import Place, place_of
from tidtam.reviews.proposing import doubled_of
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.rounds.models import Item
from tidtam.rounds.telling_items import name_of
from tidtam.shared.errors import BadInput

# Items named in a sentence; the rest is counted.
A_FEW = 6


@dataclass(frozen=True, slots=True)
class Moved:
    """What went to a reviewer: how many items, and the names of those that could not."""

    items: int
    left: tuple[str, ...] = ()


def held_besides(items: Collection[int], *, seat: int) -> Counter[int]:
    """Reviewer -> how many of these items they have in another seat, and so cannot take."""
    found = _held(items).exclude(seat=seat)
    return Counter(found.values_list("reviewer_id", flat=True))


@transaction.atomic
def give_place(
    panel: Panel,
    *,
    office: Agency,
    field: str,
    seat: int,
    now: int | None,
    reviewer: Reviewer,
    reason: str = "",
    by: Actor,
) -> Moved:
    """Give the items of a place to a reviewer, but those the same reviewer has in another seat.

    Args:
        now: key of the reviewer who sits there, as the giver saw it; None for nobody.
        reason: needed where some of it was begun (that is withdrawn and stays readable), or
            where it is more than the reviewer takes.

    Raises:
        PanelChangedMeanwhile: somebody else sits there by now.
        ReasonMissing: some of it was begun.
        BadInput: the reviewer has every one of the items in another seat.
        MustNotJudge, TooMuch: as ``giving.give_items``, for all that move.
    """
    by.must("panels.assign", state=panel.state)
    Panel.objects.select_for_update(of=("self",)).get(pk=panel.pk)
    place = place_of(
        panel, office=office, field=field, seat=seat, now=now, doubled=doubled_of(panel)
    )
    if place is None:
        raise _taken_meanwhile(office)
    twice = set(
        _held(place.items)
        .filter(reviewer=reviewer)
        .exclude(seat=seat)
        .values_list("item_id", flat=True)
    )
    near = Item.objects.select_related("instrument__framework").filter(pk__in=place.items)
    every = list(near.order_by("instrument__order", "order"))
    moving = [item for item in every if item.pk not in twice]
    left = tuple(name_of(item) for item in every if item.pk in twice)
    if not moving:
        raise _all_twice(reviewer, left)
    _withdraw_what_was_begun(place, moving, reason=reason, by=by)
    give_items(moving, reviewer=reviewer, seat=seat, reason=reason, by=by)
    return Moved(len(moving), left)


def some_of(names: Collection[str]) -> str:
    """The first of many names, and how many more there are."""
    shown = ", ".join(list(names)[:A_FEW])
    return shown + (f" (+{len(names) - A_FEW:,})" if len(names) > A_FEW else "")


def _held(items: Collection[int]) -> QuerySet[Assignment]:
    held = Assignment.objects.filter(item__in=list(items)).exclude(purpose=Purpose.CALIBRATE.value)
    return held.exclude(state=AssignmentState.WITHDRAWN.value).order_by()


def _withdraw_what_was_begun(
    place: Place, items: Collection[Item], *, reason: str, by: Actor
) -> None:
    states = [AssignmentState.BEGUN.value, AssignmentState.DONE.value]
    begun = _held([item.pk for item in items]).filter(seat=place.seat, state__in=states)
    rows = list(begun.filter(reviewer=place.reviewer_id))
    if not rows:
        return
    if not reason.strip():
        raise ReasonMissing(
            f"{place.name} เริ่มทำไปแล้ว {len(rows)} ข้อ หากจะเปลี่ยนคน โปรดกดที่ชื่อแล้วใส่เหตุผล",
            f"{place.name} has begun {len(rows)} of these items. To give them to somebody "
            "else, please press the name and write the reason.",
        )
    withdraw_assignments(rows, reason=reason, by=by)


def _all_twice(reviewer: Reviewer, left: Collection[str]) -> BadInput:
    name = reviewer.person.full_name
    return BadInput(
        f"{name} ให้คะแนน {some_of(left)} อยู่แล้วในอีกลำดับหนึ่ง "
        "คนเดียวให้คะแนนข้อเดียวกันสองครั้งไม่ได้ โปรดเลือกผู้อื่น",
        f"{name} marks {some_of(left)} already, in another seat, and nobody judges an item twice; "
        "please choose somebody else.",
    )


def _taken_meanwhile(office: Agency) -> PanelChangedMeanwhile:
    return PanelChangedMeanwhile(
        f"ช่องนี้ของ {office.short_th} มีผู้เปลี่ยนไปก่อนแล้ว จึงยังไม่ได้เปลี่ยนอะไร โปรดโหลดตารางใหม่แล้วเลือกอีกครั้ง",
        f"Somebody changed this place of {office.short_en} first, so nothing was changed. "
        "Please reload the table and choose again.",
    )
