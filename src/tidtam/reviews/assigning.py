"""Who is given what: a proposal put to use, single items by hand, and what a drop-out left open.

What is begun or done is never moved. A conflict is never overridden; a capacity is, with a reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.reviews.giving import give as give
from tidtam.reviews.giving import give_items as give_items
from tidtam.reviews.giving import withdraw_assignment as withdraw_assignment
from tidtam.reviews.giving import withdraw_assignments as withdraw_assignments
from tidtam.reviews.models import Assignment, Panel
from tidtam.reviews.moves import (
    AT_ONCE,
    changed_meanwhile,
    subject_of,
    taken,
    withdrawn,
)
from tidtam.reviews.planned import Held, ItemPlace, Planned
from tidtam.reviews.proposing import doubled_of as doubled_of
from tidtam.reviews.proposing import held_of, is_void, places_of, stays
from tidtam.reviews.proposing import propose_for as propose_for
from tidtam.reviews.screeners import Bench, bench_of, choose_screeners
from tidtam.reviews.screeners import set_screener as set_screener
from tidtam.reviews.states import AssignmentState, PanelState, Purpose
from tidtam.shared import clock

PLAN_CHANGED = "จัดผู้ประเมินใหม่"
NOT_ANY_MORE = "ผู้ประเมินตรวจเขตนี้ไม่ได้แล้ว"

# What the proposal says of a seat that it leaves as it was.
KEPT = ("kept",)


@dataclass(frozen=True, slots=True)
class _Sorted:
    """What is given now, by what becomes of it when a proposal is used."""

    kept: tuple[Held, ...]
    moved: tuple[Held, ...]
    void: tuple[Held, ...]


@transaction.atomic
def apply_proposal(panel: Panel, *, planned: Planned, by: Actor) -> int:
    """Put a proposal to use: all of it or nothing, once. Gives how many items were given anew.

    What was begun since the proposal was made stays where it is. What is given and not begun
    moves; assignments against which a conflict stands now are withdrawn. Reports get their
    screeners.

    Raises:
        PanelChangedMeanwhile: the panel's plan changed after the proposal was made.
    """
    held = taken(panel, act="panels.assign", by=by, seen_edit=planned.seen_edit)
    if planned.panel_id != held.pk:
        raise changed_meanwhile(held)
    bench, places = bench_of(held), places_of(held)
    now = _sorted(planned, held_of(held), places, bench)
    _refuse_the_outdated(held, planned, (*now.kept, *now.moved), places, bench)
    _take(held, now.void, reason=NOT_ANY_MORE)
    _take(held, now.moved, reason=PLAN_CHANGED)
    given = _give_all(planned, kept=now.kept, bench=bench, by=by)
    detail = {
        "given": given,
        "kept": len(now.kept),
        "withdrawn": len(now.moved) + len(now.void),
        "open": len(planned.proposal.unplaced),
        "doubled": len(planned.doubled),
        "seed": held.seed,
        "screeners": choose_screeners(held, bench=bench),
        "fills_only": planned.fills_only,
    }
    record("panels.apply_proposal", subject_of(held), by=by, detail=detail)
    return given


def rebalance(panel: Panel, *, seen_edit: int | None = None, by: Actor) -> int:
    """Find reviewers for what is open, as after a drop-out; what is given stays where it is.

    Gives how many items were given. ``propose_for(…, fills_only=True)`` shows it beforehand.

    Raises:
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``, or meanwhile.
    """
    # Worked out before the panel is locked: reviewers go on saving meanwhile.
    planned = propose_for(panel, actor=by, fills_only=True)
    if seen_edit is not None and seen_edit != planned.seen_edit:
        raise changed_meanwhile(panel)
    return apply_proposal(panel, planned=planned, by=by)


def _sorted(
    planned: Planned, rows: Sequence[Held], places: Mapping[int, ItemPlace], bench: Bench
) -> _Sorted:
    wanted = {(seat.item, seat.seat, seat.judge) for seat in planned.proposal.seats}
    kept, moved, void = [], [], []
    for row in rows:
        place = places[row.item]
        if is_void(row, place, bench):
            void.append(row)
        elif (row.item, row.seat, row.reviewer) in wanted or stays(
            row, place, bench, fills_only=planned.fills_only
        ):
            kept.append(row)
        else:
            moved.append(row)
    return _Sorted(tuple(kept), tuple(moved), tuple(void))


def _refuse_the_outdated(
    panel: Panel,
    planned: Planned,
    sound: Sequence[Held],
    places: Mapping[int, ItemPlace],
    bench: Bench,
) -> None:
    """Posts change without the panel: nobody gets what is closed to them by now."""
    sitting = {(row.item, row.reviewer) for row in sound}
    for seat in planned.proposal.seats:
        place = places.get(seat.item)
        if place is None or not (
            (seat.item, seat.judge) in sitting or bench.may_judge(seat.judge, place.office_id)
        ):
            raise changed_meanwhile(panel)


def _take(panel: Panel, rows: Sequence[Held], *, reason: str) -> None:
    """Withdraw; while the panel is being put together what nobody could open goes altogether."""
    keys = [row.key for row in rows]
    found: list[Assignment] = []
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        found += Assignment.objects.select_for_update(of=("self",)).filter(pk__in=part)
    if panel.state == PanelState.WORKING:
        withdrawn(found, reason=reason)
        return
    unseen = [row.pk for row in found if _was_never_open(row)]
    withdrawn([row for row in found if not _was_never_open(row)], reason=reason)
    for start in range(0, len(unseen), AT_ONCE):
        Assignment.objects.filter(pk__in=unseen[start : start + AT_ONCE]).delete()


def _was_never_open(row: Assignment) -> bool:
    return row.state == AssignmentState.GIVEN and row.purpose == Purpose.MARK


def _give_all(planned: Planned, *, kept: Sequence[Held], bench: Bench, by: Actor) -> int:
    """Store the seats that nothing that stays fills; nobody gets an item twice."""
    filled = {(row.item, row.seat) for row in kept}
    on: defaultdict[int, set[int]] = defaultdict(set)
    for row in kept:
        on[row.item].add(row.reviewer)
    now = clock.now()
    rows = []
    for seat in planned.proposal.seats:
        is_taken = (seat.item, seat.seat) in filled or seat.judge in on[seat.item]
        # A seat that was to stay and is empty by now waits for the next proposal.
        if is_taken or seat.why == KEPT:
            continue
        on[seat.item].add(seat.judge)
        rows.append(
            Assignment(
                reviewer=bench.reviewers[seat.judge],
                item_id=seat.item,
                seat=seat.seat,
                why=list(seat.why),
                given_at=now,
                given_by=by.name,
            )
        )
    Assignment.objects.bulk_create(rows, batch_size=1000)
    return len(rows)
