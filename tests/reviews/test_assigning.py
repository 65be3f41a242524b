"""A proposal is shown, used, changed by hand; a drop-out is filled; nothing begun ever moves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from factories.panels import PanelWorld, add_post, give_item, make_panel_world, make_reviewer
from factories.reporting import later_round
from tidtam.history.queries import entries_about
from tidtam.marking.double import draw_doubled
from tidtam.people.actor import PUBLIC, SYSTEM, Actor
from tidtam.people.models import Post
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.assigning import (
    apply_proposal,
    doubled_of,
    give,
    give_items,
    propose_for,
    rebalance,
    set_screener,
    withdraw_assignment,
    withdraw_assignments,
)
from tidtam.reviews.conflicts import declare_conflict
from tidtam.reviews.errors import MustNotJudge, PanelChangedMeanwhile, TooMuch
from tidtam.reviews.models import Assignment, Panel, Reviewer, Screening
from tidtam.reviews.panels import drop_reviewer, set_double
from tidtam.reviews.states import AssignmentState, PanelState, Purpose
from tidtam.rounds.actions import freeze_marks
from tidtam.rounds.models import Item, Submission
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db

Seats = dict[tuple[int, int], int]


@pytest.fixture
def preparing() -> PanelWorld:
    """Three offices of twelve items, three reviewers, nothing given."""
    return make_panel_world(submitted=1, state=PanelState.PREPARING, assigned=False)


@pytest.fixture
def working() -> PanelWorld:
    return make_panel_world()


def seats(world: PanelWorld) -> Seats:
    """(item, seat) -> reviewer, of everything given for marking."""
    rows = Assignment.objects.filter(reviewer__panel=world.panel, purpose=Purpose.MARK.value)
    rows = rows.exclude(state=AssignmentState.WITHDRAWN.value)
    return {(item, seat): who for item, seat, who in rows.values_list("item", "seat", "reviewer")}


def use(world: PanelWorld, *, fills_only: bool = False) -> int:
    planned = propose_for(world.panel, actor=world.officer_actor, fills_only=fills_only)
    return apply_proposal(world.panel, planned=planned, by=world.officer_actor)


def mark_as(world: PanelWorld, code: str, state: AssignmentState, *, office: int = 0) -> Assignment:
    row = world.assignment(code, office=office)
    Assignment.objects.filter(pk=row.pk).update(state=state.value)
    return row


# --- the proposal ---------------------------------------------------------------------------


def test_a_proposal_gives_every_item_a_reader_and_stores_nothing(preparing: PanelWorld) -> None:
    planned = propose_for(preparing.panel, actor=preparing.officer_actor)

    doubled = draw_doubled(
        list(Item.objects.values_list("pk", flat=True)), share=20, seed=preparing.panel.seed
    )
    assert Assignment.objects.count() == 0
    assert planned.doubled == doubled == doubled_of(preparing.panel)
    assert len(planned.proposal.seats) == 36 + len(doubled) == 43
    assert planned.proposal.unplaced == ()
    assert sum(load.items for load in planned.loads) == 43
    assert (planned.changes.given, planned.changes.taken, planned.changes.left) == (43, 0, 0)


def test_a_proposal_says_its_names_and_reasons(preparing: PanelWorld) -> None:
    planned = propose_for(preparing.panel, actor=preparing.officer_actor)

    block = planned.blocks[0]
    assert (block.office, block.field, block.seat) == (preparing.offices[0], "qp", 1)
    assert block.reviewer in preparing.reviewers
    assert block.codes[:2] == ("1", "2")
    assert block.why != ()
    assert block.is_new
    assert planned.fields["qp"].th == "QP"
    again = propose_for(preparing.panel, actor=preparing.officer_actor)
    assert (again.digest, again.proposal) == (planned.digest, planned.proposal)


def test_a_gap_says_why_nobody_can_take_it(preparing: PanelWorld) -> None:
    Reviewer.objects.update(capacity=10)

    planned = propose_for(preparing.panel, actor=preparing.officer_actor)

    assert len(planned.gaps) == 13
    assert {gap.why for gap in planned.gaps} == {"capacity"}


def test_conflicts_fields_and_regions_are_honoured(preparing: PanelWorld) -> None:
    first, second, third = preparing.reviewers
    add_post(first.person, Role.REPORTER, agency=preparing.offices[0])
    declare_conflict(second.person, office=preparing.offices[0], reason="x", by=SYSTEM)
    Reviewer.objects.filter(pk=third.pk).update(regions=["9"])

    planned = propose_for(preparing.panel, actor=preparing.officer_actor)

    here = {gap.office for gap in planned.gaps if gap.seat == 1}
    assert here == {preparing.offices[0]}
    assert {block.reviewer for block in planned.blocks} == {first, second}


def test_who_left_or_lost_the_post_is_not_proposed(preparing: PanelWorld) -> None:
    drop_reviewer(preparing.reviewers[0], reason="ลา", by=SYSTEM)
    Post.objects.filter(person=preparing.reviewers[1].person).delete()

    planned = propose_for(preparing.panel, actor=preparing.officer_actor)

    assert {block.reviewer for block in planned.blocks} == {preparing.reviewers[2]}


def test_the_readers_of_the_last_round_are_known() -> None:
    earlier = make_panel_world(offices=2, reviewers=2)
    Assignment.objects.update(state=AssignmentState.DONE.value)
    panel = Panel.objects.create(
        round=later_round(earlier.round), seed="x", made_at=clock.now(), made_by="test"
    )
    people = [reviewer.person for reviewer in earlier.reviewers]
    twins = {make_reviewer(panel, person=person).pk: person for person in reversed(people)}

    planned = propose_for(panel, actor=earlier.officer_actor)

    readers = {
        (block.office.pk, twins[block.reviewer.pk].pk)
        for block in planned.blocks
        if block.seat == 1 and "continuity" in block.why
    }
    assert readers <= {(office.pk, person.pk) for office in earlier.offices for person in people}
    assert readers


def test_an_exempt_instrument_has_no_items_to_propose(preparing: PanelWorld) -> None:
    Item.objects.filter(submission__office=preparing.offices[2]).delete()

    planned = propose_for(preparing.panel, actor=preparing.officer_actor)

    assert {block.office for block in planned.blocks} == set(preparing.offices[:2])


# --- putting it to use ----------------------------------------------------------------------


def test_a_used_proposal_is_what_was_shown(preparing: PanelWorld) -> None:
    planned = propose_for(preparing.panel, actor=preparing.officer_actor)

    count = apply_proposal(preparing.panel, planned=planned, by=preparing.officer_actor)

    assert seats(preparing) == {
        (seat.item, seat.seat): seat.judge for seat in planned.proposal.seats
    }
    assert count == 43
    row = Assignment.objects.first()
    assert row is not None
    assert (row.state, row.by_hand, row.given_by) == (
        AssignmentState.GIVEN,
        False,
        preparing.officer.full_name,
    )
    assert row.why != []
    entry = entries_about(f"reviews.panel:{preparing.panel.pk}").get()
    assert entry.detail == {
        "given": 43,
        "kept": 0,
        "withdrawn": 0,
        "open": 0,
        "doubled": 7,
        "seed": "test",
        "screeners": 3,
        "fills_only": False,
    }


def test_whoever_marks_most_of_a_report_screens_it(preparing: PanelWorld) -> None:
    use(preparing)

    for number in range(3):
        counted: dict[int, int] = {}
        for (item, _seat), who in seats(preparing).items():
            if Item.objects.get(pk=item).submission == preparing.submission(number):
                counted[who] = counted.get(who, 0) + 1
        screener = preparing.screening(number).screener_id
        assert screener is not None
        assert counted[screener] == max(counted.values())


def test_a_changed_panel_refuses_an_older_proposal(preparing: PanelWorld) -> None:
    planned = propose_for(preparing.panel, actor=preparing.officer_actor)
    set_double(preparing.panel, share=50, seed="b", by=SYSTEM)

    with pytest.raises(PanelChangedMeanwhile):
        apply_proposal(preparing.panel, planned=planned, by=preparing.officer_actor)

    assert Assignment.objects.count() == 0


def test_a_proposal_is_used_once(preparing: PanelWorld) -> None:
    planned = propose_for(preparing.panel, actor=preparing.officer_actor)
    apply_proposal(preparing.panel, planned=planned, by=preparing.officer_actor)

    with pytest.raises(PanelChangedMeanwhile):
        apply_proposal(preparing.panel, planned=planned, by=preparing.officer_actor)


def test_using_the_next_proposal_changes_nothing_when_nothing_changed(
    preparing: PanelWorld,
) -> None:
    use(preparing)
    before = seats(preparing)

    assert use(preparing) == 0
    assert seats(preparing) == before
    assert Assignment.objects.count() == len(before)


def test_a_new_draw_moves_second_seats_only_and_leaves_no_rows_behind(
    preparing: PanelWorld,
) -> None:
    use(preparing)

    set_double(preparing.panel, share=0, seed="c", by=SYSTEM)
    use(preparing)

    assert {seat for _item, seat in seats(preparing)} == {1}
    assert Assignment.objects.filter(state=AssignmentState.WITHDRAWN.value).count() == 0


@pytest.mark.parametrize("state", [AssignmentState.BEGUN, AssignmentState.DONE])
def test_what_is_begun_or_done_or_chosen_by_hand_stays(
    working: PanelWorld, state: AssignmentState
) -> None:
    begun = mark_as(working, "3", state)
    item = working.item("4")
    chosen = give(item, reviewer=working.reviewers[2], seat=1, by=SYSTEM)

    use(working)

    now = seats(working)
    assert now[begun.item_id, 1] == begun.reviewer_id
    assert now[item.pk, 1] == chosen.reviewer_id


def test_what_is_begun_between_showing_and_using_stays(working: PanelWorld) -> None:
    Assignment.objects.filter(item=working.item("3")).delete()
    late = give_item(working.item("3"), working.reviewers[2])
    Reviewer.objects.filter(pk=working.reviewers[2].pk).update(fields=["sa"])
    planned = propose_for(working.panel, actor=working.officer_actor)
    wanted = {(seat.item, seat.seat): seat.judge for seat in planned.proposal.seats}
    Assignment.objects.filter(pk=late.pk).update(state=AssignmentState.BEGUN.value)

    apply_proposal(working.panel, planned=planned, by=working.officer_actor)

    assert wanted[late.item_id, 1] != late.reviewer_id
    assert seats(working)[late.item_id, 1] == late.reviewer_id


def test_a_post_given_between_showing_and_using_refuses_all(preparing: PanelWorld) -> None:
    planned = propose_for(preparing.panel, actor=preparing.officer_actor)
    block = planned.blocks[0]
    add_post(block.reviewer.person, Role.REPORTER, agency=block.office)

    with pytest.raises(PanelChangedMeanwhile):
        apply_proposal(preparing.panel, planned=planned, by=preparing.officer_actor)

    assert Assignment.objects.count() == 0


def test_rows_that_a_late_post_left_behind_are_withdrawn_and_filled(working: PanelWorld) -> None:
    Panel.objects.update(double_share=0)
    add_post(working.reviewers[0].person, Role.REPORTER, agency=working.offices[0])

    given = rebalance(working.panel, by=working.officer_actor)

    now = seats(working)
    items = set(working.submission(0).items.values_list("pk", flat=True))
    assert given == 12
    assert {item for item, seat in now if seat == 1 and item in items} == items
    assert working.reviewers[0].pk not in {who for (item, _), who in now.items() if item in items}
    assert working.screening(0).screener != working.reviewers[0]


def test_all_or_nothing(preparing: PanelWorld) -> None:
    planned = propose_for(preparing.panel, actor=preparing.officer_actor)
    last = planned.proposal.seats[-1]
    others = (reviewer.pk for reviewer in preparing.reviewers if reviewer.pk != last.judge)
    two_in_a_seat = (*planned.proposal.seats, replace(last, judge=next(others)))
    broken = replace(planned, proposal=replace(planned.proposal, seats=two_in_a_seat))

    with pytest.raises(IntegrityError), transaction.atomic():
        apply_proposal(preparing.panel, planned=broken, by=preparing.officer_actor)

    assert (Assignment.objects.count(), preparing.fresh().edit) == (0, 0)


# --- a drop-out -----------------------------------------------------------------------------


def test_a_drop_out_is_filled_and_nothing_else_moves(working: PanelWorld) -> None:
    Panel.objects.update(double_share=0)  # the second seats were given by hand
    done = mark_as(working, "3", AssignmentState.DONE)
    before = seats(working)
    dropped = drop_reviewer(working.reviewers[0], reason="ลา", by=SYSTEM)

    shown = propose_for(working.panel, actor=working.officer_actor, fills_only=True)
    given = rebalance(working.panel, by=working.officer_actor)

    after = seats(working)
    assert (dropped, given, shown.changes.given) == (13, 13, 13)
    assert set(after) >= {key for key, who in before.items() if who == working.reviewers[0].pk}
    assert after[done.item_id, 1] == working.reviewers[0].pk
    stayed = {key: who for key, who in before.items() if who != working.reviewers[0].pk}
    assert {key: after[key] for key in stayed} == stayed


def test_filling_follows_what_the_officer_saw(working: PanelWorld) -> None:
    drop_reviewer(working.reviewers[0], reason="ลา", by=SYSTEM)

    with pytest.raises(PanelChangedMeanwhile):
        rebalance(working.panel, seen_edit=0, by=working.officer_actor)

    assert rebalance(working.panel, seen_edit=1, by=working.officer_actor) > 0


# --- by hand --------------------------------------------------------------------------------


def test_an_item_moves_by_hand_and_the_old_row_is_kept(working: PanelWorld) -> None:
    old = working.assignment("3")

    made = give(working.item("3"), reviewer=working.reviewers[2], seat=1, by=working.officer_actor)

    old.refresh_from_db()
    assert (old.state, made.by_hand, made.why) == (AssignmentState.WITHDRAWN, True, ["by_hand"])
    assert working.assignment("3") == made
    entry = entries_about(f"reviews.panel:{working.panel.pk}").get()
    assert entry.detail == {
        "items": [made.item_id],
        "reviewer": working.reviewers[2].pk,
        "seat": 1,
        "purpose": "mark",
        "from": [working.reviewers[0].pk],
    }


def test_giving_it_again_changes_nothing(working: PanelWorld) -> None:
    held = working.assignment("3")

    again = give(working.item("3"), reviewer=working.reviewers[0], seat=1, by=SYSTEM)

    assert again == held


def test_a_whole_block_moves_in_one_act_or_not_at_all(working: PanelWorld) -> None:
    codes = ["3", "4", "5"]
    mark_as(working, "5", AssignmentState.BEGUN)
    items = [working.item(code) for code in codes]

    with pytest.raises(WrongState, match="เริ่มหรือให้คะแนนไปแล้ว"):
        give_items(items, reviewer=working.reviewers[2], seat=1, by=SYSTEM)
    moved = give_items(items[:2], reviewer=working.reviewers[2], seat=1, by=SYSTEM)

    assert [working.assignment(code).reviewer for code in codes] == [
        working.reviewers[2],
        working.reviewers[2],
        working.reviewers[0],
    ]
    assert [row.item_id for row in moved] == [item.pk for item in items[:2]]


def test_a_conflict_is_never_overridden_and_a_capacity_is_with_a_reason(
    working: PanelWorld,
) -> None:
    third = working.reviewers[2]
    declare_conflict(third.person, office=working.offices[1], reason="x", by=SYSTEM)
    Reviewer.objects.filter(pk=third.pk).update(capacity=1)

    with pytest.raises(MustNotJudge) as refusal:
        give(working.item("3", office=1), reviewer=third, seat=2, reason="จำเป็น", by=SYSTEM)
    with pytest.raises(TooMuch):
        give(working.item("3"), reviewer=third, seat=1, by=SYSTEM)
    given = give(working.item("3"), reviewer=third, seat=1, reason="ขาดคน", by=SYSTEM)

    assert working.offices[1].short_th in refusal.value.th
    assert given.reviewer_id == third.pk


@pytest.mark.parametrize(
    ("seat", "purpose"), [(3, Purpose.MARK), (1, Purpose.THIRD), (2, Purpose.CALIBRATE)]
)
def test_a_seat_goes_with_its_purpose(working: PanelWorld, seat: int, purpose: Purpose) -> None:
    with pytest.raises(BadInput):
        give(
            working.item("3"),
            reviewer=working.reviewers[2],
            seat=seat,
            purpose=purpose,
            by=working.officer_actor,
        )


def test_nobody_gets_an_item_twice_or_from_outside_the_panel(working: PanelWorld) -> None:
    drop_reviewer(working.reviewers[1], reason="ลา", by=SYSTEM)

    with pytest.raises(BadInput, match="อีกลำดับหนึ่ง"):
        give(working.item("3"), reviewer=working.reviewers[0], seat=2, by=SYSTEM)
    with pytest.raises(BadInput, match="มอบงานให้ไม่ได้"):
        give(working.item("3"), reviewer=working.reviewers[1], seat=2, by=SYSTEM)


def test_a_third_is_called_by_the_heads_too(working: PanelWorld) -> None:
    made = give(
        working.item("1"),
        reviewer=working.reviewers[2],
        seat=3,
        purpose=Purpose.THIRD,
        by=working.moderator_actor,
    )

    assert (made.purpose, made.seat) == (Purpose.THIRD, 3)
    with pytest.raises(BadInput):  # who is the third cannot be the second
        give(working.item("1"), reviewer=working.reviewers[2], seat=2, by=SYSTEM)
    use(working)
    made.refresh_from_db()
    assert made.state == AssignmentState.GIVEN


def test_an_item_is_taken_back_with_a_reason_whatever_its_state(working: PanelWorld) -> None:
    row = mark_as(working, "3", AssignmentState.DONE)

    with pytest.raises(BadInput):
        withdraw_assignment(row, reason=" ", by=SYSTEM)
    taken = withdraw_assignment(row, reason="ให้คะแนนผิดเขต", by=working.officer_actor)

    assert (taken.state, taken.withdrawn_reason) == (AssignmentState.WITHDRAWN, "ให้คะแนนผิดเขต")
    assert taken.withdrawn_at is not None
    with pytest.raises(WrongState):
        withdraw_assignment(row, reason="อีก", by=SYSTEM)


def test_several_are_taken_back_in_one_act_and_the_report_gets_another_screener(
    working: PanelWorld,
) -> None:
    rows = list(
        Assignment.objects.filter(
            reviewer=working.reviewers[0], item__submission=working.submission(0)
        )
    )

    withdraw_assignments(rows, reason="เปลี่ยนคน", by=SYSTEM)

    assert working.screening(0).screener == working.reviewers[1]
    with pytest.raises(NotFound):
        withdraw_assignments([], reason="x", by=SYSTEM)


def test_two_officers_at_once(working: PanelWorld) -> None:
    give(working.item("3"), reviewer=working.reviewers[2], seat=1, seen_edit=0, by=SYSTEM)

    with pytest.raises(PanelChangedMeanwhile):
        give(working.item("4"), reviewer=working.reviewers[2], seat=1, seen_edit=0, by=SYSTEM)
    with pytest.raises(PanelChangedMeanwhile):
        withdraw_assignment(working.assignment("5"), reason="x", seen_edit=0, by=SYSTEM)


def test_a_screener_is_chosen_by_hand_and_stays(working: PanelWorld) -> None:
    set_screener(working.screening(0), reviewer=working.reviewers[2], by=working.officer_actor)

    use(working)

    assert working.screening(0).screener == working.reviewers[2]
    declare_conflict(working.reviewers[2].person, office=working.offices[0], reason="x", by=SYSTEM)
    assert working.screening(0).screener != working.reviewers[2]
    with pytest.raises(MustNotJudge):
        set_screener(working.screening(0), reviewer=working.reviewers[2], by=SYSTEM)
    left_to_the_bureau = set_screener(working.screening(0), reviewer=None, by=SYSTEM)
    assert left_to_the_bureau.screener is None


# --- who, when, how fast --------------------------------------------------------------------


def test_only_the_bureau_assigns(working: PanelWorld) -> None:
    acts: list[Callable[[Actor], object]] = [
        lambda by: propose_for(working.panel, actor=by),
        lambda by: rebalance(working.panel, by=by),
        lambda by: give(working.item("3"), reviewer=working.reviewers[2], seat=1, by=by),
        lambda by: withdraw_assignment(working.assignment("3"), reason="x", by=by),
        lambda by: set_screener(working.screening(0), reviewer=None, by=by),
    ]
    others = [PUBLIC, working.by(0), working.moderator_actor, actor_for(working.directors[0])]

    refused = 0
    for by in others:
        for act in acts:
            with pytest.raises(NotAllowed):
                act(by)
            refused += 1

    assert refused == 20


def test_a_closed_panel_and_closed_marks_assign_nothing(working: PanelWorld) -> None:
    planned = propose_for(working.panel, actor=SYSTEM)
    Panel.objects.update(state=PanelState.CLOSED.value)
    with pytest.raises(NotAllowed):
        apply_proposal(working.panel, planned=planned, by=SYSTEM)

    Panel.objects.update(state=PanelState.WORKING.value)
    freeze_marks(working.round, by=SYSTEM)
    with pytest.raises(WrongState, match="ปิดแล้วเพื่อตรวจและลงนาม"):
        propose_for(working.panel, actor=SYSTEM)


@pytest.mark.parametrize("offices", [2, 4])
def test_proposing_and_using_take_as_many_queries_for_few_and_many(offices: int) -> None:
    world = make_panel_world(
        offices=offices,
        submitted=0,
        reviewers=offices,
        state=PanelState.PREPARING,
        assigned=False,
    )
    use(world)  # framework and form are read once per process
    Assignment.objects.all().delete()
    Screening.objects.all().delete()

    with CaptureQueriesContext(connection) as proposing:
        planned = propose_for(world.panel, actor=SYSTEM)
    with CaptureQueriesContext(connection) as using:
        apply_proposal(world.panel, planned=planned, by=SYSTEM)

    assert (len(proposing), len(using)) == (15, 24)
    assert Submission.objects.filter(screening__isnull=False).count() == offices
