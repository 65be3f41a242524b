"""Items by hand: given to somebody, moved, withdrawn; one or a whole block in one act."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.db import transaction

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.reviews.errors import TooMuch
from tidtam.reviews.models import Assignment, Panel, Reviewer
from tidtam.reviews.moves import subject_of, taken, withdrawn
from tidtam.reviews.refusals import must_be_free
from tidtam.reviews.screeners import bench_of, choose_screeners, must_sit
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.rounds.edits import must_say_why
from tidtam.rounds.models import Item
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotFound, WrongState

MOVED_BY_HAND = "เปลี่ยนผู้ประเมินด้วยมือ"

# Which right an act on an assignment asks: a third mark is called for by the panel's heads.
ACTS = {
    Purpose.MARK: "panels.assign",
    Purpose.CALIBRATE: "panels.assign",
    Purpose.THIRD: "reviews.decide",
}
SEATS = {Purpose.MARK: (1, 2), Purpose.CALIBRATE: (1,), Purpose.THIRD: (3,)}


def give(
    item: Item,
    *,
    reviewer: Reviewer,
    seat: int,
    purpose: Purpose = Purpose.MARK,
    reason: str = "",
    seen_edit: int | None = None,
    by: Actor,
) -> Assignment:
    """Give one item to a reviewer by hand; as ``give_items``."""
    return give_items(
        [item],
        reviewer=reviewer,
        seat=seat,
        purpose=purpose,
        reason=reason,
        seen_edit=seen_edit,
        by=by,
    )[0]


@transaction.atomic
def give_items(
    items: Sequence[Item],
    *,
    reviewer: Reviewer,
    seat: int,
    purpose: Purpose = Purpose.MARK,
    reason: str = "",
    seen_edit: int | None = None,
    by: Actor,
) -> list[Assignment]:
    """Give items to a reviewer by hand, all or none; who had the seat and has not begun loses it.

    What the reviewer has in that seat already stays as it is. Fields and regions are for the
    proposal: a person may choose otherwise. Gives an assignment for each item, in their order.

    Args:
        reason: needed only where it becomes more than the reviewer takes.

    Raises:
        NotFound: an item is not of this panel's round.
        MustNotJudge: a conflict keeps the reviewer from an office.
        TooMuch: it is more than the reviewer takes, and no reason overrides it.
        BadInput: the seat does not go with the purpose, the reviewer cannot be given work, or
            marks an item in another seat.
        WrongState: somebody in the seat has begun.
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
    """
    panel = taken(reviewer.panel, act=ACTS[purpose], by=by, seen_edit=seen_edit)
    if seat not in SEATS[purpose]:
        raise BadInput(
            "ลำดับผู้ประเมินไม่ตรงกับงานที่มอบ โปรดเลือกใหม่",
            "The seat does not go with what the item is given for; please choose again.",
        )
    places = _places(panel, items)
    _must_be_judge(panel, reviewer, places)
    held, losing = _holders(places, reviewer=reviewer, seat=seat, purpose=purpose)
    new = [item for item in places if item not in held]
    _must_have_room(reviewer, more=len(new), purpose=purpose, reason=reason)
    withdrawn(losing, reason=MOVED_BY_HAND)
    held |= _made(new, reviewer=reviewer, seat=seat, purpose=purpose, by=by)
    if purpose is Purpose.MARK:
        choose_screeners(panel, bench=bench_of(panel), only=_offices(places))
    detail = {
        "items": sorted(new),
        "reviewer": reviewer.pk,
        "seat": seat,
        "purpose": purpose.value,
        "from": sorted({row.reviewer_id for row in losing}),
    }
    record("panels.give", subject_of(panel), by=by, reason=reason.strip(), detail=detail)
    return [held[item] for item in places]


def withdraw_assignment(
    assignment: Assignment, *, reason: str, seen_edit: int | None = None, by: Actor
) -> Assignment:
    """Take one item from a reviewer; as ``withdraw_assignments``."""
    return withdraw_assignments([assignment], reason=reason, seen_edit=seen_edit, by=by)[0]


@transaction.atomic
def withdraw_assignments(
    assignments: Sequence[Assignment], *, reason: str, seen_edit: int | None = None, by: Actor
) -> list[Assignment]:
    """Take items from reviewers of one panel, all or none.

    What they wrote is kept and opens to them no more.

    Raises:
        BadInput: no reason.
        NotFound: nothing is named, or they are of several panels.
        WrongState: one is withdrawn already.
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
    """
    must_say_why(reason)
    keys = [row.pk for row in assignments]
    found = Assignment.objects.filter(pk__in=keys).select_related("reviewer__panel").order_by("pk")
    panels = {row.reviewer.panel for row in found}
    if len(panels) != 1:
        raise _not_here()
    acts = sorted({ACTS[Purpose(row.purpose)] for row in found})
    panel = taken(panels.pop(), act=acts[0], by=by, seen_edit=seen_edit)
    for act in acts:
        by.must(act, state=panel.state)
    near = ("item__submission", "reviewer")
    held = Assignment.objects.select_for_update(of=("self",)).select_related(*near)
    rows = list(held.filter(pk__in=keys).order_by("pk"))
    detail = {
        "items": sorted(row.item_id for row in rows),
        "from": sorted({row.reviewer_id for row in rows}),
        "done": sum(row.state == AssignmentState.DONE for row in rows),
    }
    withdrawn(rows, reason=reason.strip())
    offices = {row.item.submission.office_id for row in rows}
    choose_screeners(panel, bench=bench_of(panel), only=offices)
    record("panels.withdraw", subject_of(panel), by=by, reason=reason.strip(), detail=detail)
    return list(found.all())


def items_held(reviewer: Reviewer) -> int:
    """How many items somebody marks: calibration does not count."""
    rows = Assignment.objects.filter(reviewer=reviewer).exclude(purpose=Purpose.CALIBRATE.value)
    return rows.exclude(state=AssignmentState.WITHDRAWN.value).count()


def _places(panel: Panel, items: Sequence[Item]) -> dict[int, Item]:
    """The items as they are stored, in the order given."""
    found = Item.objects.filter(submission__round=panel.round_id)
    stored = found.select_related("submission__office").in_bulk([item.pk for item in items])
    if not items or len(stored) != len({item.pk for item in items}):
        raise _not_here()
    return {item.pk: stored[item.pk] for item in items}


def _offices(places: dict[int, Item]) -> Collection[int]:
    return {item.submission.office_id for item in places.values()}


def _must_be_judge(panel: Panel, reviewer: Reviewer, places: dict[int, Item]) -> None:
    bench = bench_of(panel)
    must_sit(bench, reviewer)
    for item in places.values():
        office = item.submission.office
        must_be_free(bench.closed[reviewer.pk].get(office.pk), office)


def _holders(
    places: dict[int, Item], *, reviewer: Reviewer, seat: int, purpose: Purpose
) -> tuple[dict[int, Assignment], list[Assignment]]:
    """What the reviewer has in the seat already, by item, and who else loses theirs."""
    held: dict[int, Assignment] = {}
    losing: list[Assignment] = []
    for row in _rows_of(places, purpose):
        if (row.reviewer_id, row.seat) == (reviewer.pk, seat):
            held[row.item_id] = row
        elif row.reviewer_id == reviewer.pk:
            raise _twice()
        elif row.seat == seat and purpose is not Purpose.CALIBRATE:
            losing.append(row)
    _must_be_movable(losing)
    return held, losing


def _rows_of(places: dict[int, Item], purpose: Purpose) -> list[Assignment]:
    """Who has the items now: for calibration, or for marking and as the third."""
    rows = Assignment.objects.select_for_update(of=("self",)).filter(item__in=list(places))
    rows = rows.exclude(state=AssignmentState.WITHDRAWN.value)
    if purpose is Purpose.CALIBRATE:
        return list(rows.filter(purpose=purpose.value))
    return list(rows.exclude(purpose=Purpose.CALIBRATE.value))


def _must_be_movable(losing: Sequence[Assignment]) -> None:
    if any(row.state != AssignmentState.GIVEN for row in losing):
        raise WrongState(
            "ผู้ประเมินที่มีข้อนี้อยู่เริ่มหรือให้คะแนนไปแล้ว หากต้องเปลี่ยน โปรดถอนข้อนี้พร้อมเหตุผลก่อน",
            "Whoever has this item has begun or marked it; to change that, please withdraw it "
            "with a reason first.",
        )


def _must_have_room(reviewer: Reviewer, *, more: int, purpose: Purpose, reason: str) -> None:
    if purpose is Purpose.CALIBRATE or reason.strip() or not more:
        return
    held = items_held(reviewer)
    most = Reviewer.objects.values_list("capacity", flat=True).get(pk=reviewer.pk)
    if held + more > most:
        raise TooMuch(
            f"ผู้ประเมินคนนี้มี {held:,} ข้อแล้ว เพิ่มอีก {more:,} ข้อจะเกิน {most:,} ข้อที่รับได้ "
            "โปรดเลือกผู้อื่น หรือเขียนเหตุผลที่มอบเกินจำนวน",
            f"This reviewer has {held:,} items; {more:,} more would pass the {most:,} they take. "
            "Please choose somebody else, or write why they get more.",
        )


def _made(
    items: Sequence[int], *, reviewer: Reviewer, seat: int, purpose: Purpose, by: Actor
) -> dict[int, Assignment]:
    now = clock.now()
    rows = [
        Assignment(
            reviewer=reviewer,
            item_id=item,
            purpose=purpose.value,
            seat=seat,
            by_hand=True,
            why=["by_hand"],
            given_at=now,
            given_by=by.name,
        )
        for item in items
    ]
    return {row.item_id: row for row in Assignment.objects.bulk_create(rows)}


def _twice() -> BadInput:
    return BadInput(
        "ผู้ประเมินคนนี้มีข้อนี้อยู่แล้วในอีกลำดับหนึ่ง คนเดียวตรวจข้อเดียวกันสองครั้งไม่ได้ โปรดเลือกผู้อื่น",
        "This reviewer has the item already, in another seat, and nobody judges an item twice; "
        "please choose somebody else.",
    )


def _not_here() -> NotFound:
    return NotFound(
        "มีข้อที่ไม่ใช่ของคณะผู้ประเมินนี้ จึงยังไม่ได้ทำอะไร โปรดเปิดหน้านี้ใหม่",
        "An item is not of this panel, so nothing was done; please reload the page.",
    )
