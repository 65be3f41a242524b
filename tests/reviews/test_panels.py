"""The bureau puts a panel together, lets it calibrate and mark, closes it and opens it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from factories import make_office, make_person, make_small_round
from factories.moderating import decide_all, mark_item
from factories.panels import PanelWorld, give_item, make_panel_world, make_reviewer
from tidtam.history.queries import entries_about
from tidtam.people.actor import PUBLIC, SYSTEM, Actor
from tidtam.people.models import Person, Post
from tidtam.people.queries import actor_for
from tidtam.people.roles import RIGHTS, Role
from tidtam.reviews.errors import PanelChangedMeanwhile, StillOpen
from tidtam.reviews.models import Assignment, Panel, Screening
from tidtam.reviews.panels import (
    add_reviewer,
    add_reviewers,
    begin_calibration,
    begin_marking,
    change_reviewer,
    close_marking,
    drop_reviewer,
    make_panel,
    panel_for,
    panels_seen_by,
    reopen_marking,
    reviewer_for,
    set_double,
)
from tidtam.reviews.states import PANEL_MOVES, AssignmentState, PanelState, Purpose
from tidtam.rounds.actions import freeze_marks
from tidtam.rounds.models import Round
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db

KNOWLEDGE: dict[str, Any] = {"fields": ["qp"], "regions": ["8"], "capacity": 50}


@pytest.fixture
def preparing() -> PanelWorld:
    return make_panel_world(state=PanelState.PREPARING, assigned=False)


@pytest.fixture
def working() -> PanelWorld:
    return make_panel_world()


def states_of(panel: Panel, purpose: Purpose = Purpose.MARK) -> dict[str, int]:
    """How many assignments of a purpose are in each state."""
    found: dict[str, int] = {}
    for state in Assignment.objects.filter(
        reviewer__panel=panel, purpose=purpose.value
    ).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_a_panel_is_made_once_with_a_seed_of_its_own() -> None:
    world = make_panel_world(assigned=False)
    Panel.objects.get(pk=world.panel.pk).reviewers.all().delete()
    Panel.objects.all().delete()

    made = make_panel(world.round, double_share=30, by=world.officer_actor)
    again = make_panel(world.round, double_share=99, by=world.officer_actor)

    assert (made.double_share, made.state, len(made.seed)) == (30, PanelState.PREPARING, 16)
    assert (again.pk, again.double_share) == (made.pk, 30)
    entry = entries_about(f"reviews.panel:{made.pk}").get()
    assert entry.detail == {"round": world.round.code, "double_share": 30, "seed": made.seed}


def test_a_round_that_is_not_open_or_whose_marks_are_closed_has_no_panel_to_make(
    preparing: PanelWorld,
) -> None:
    make_office(40)
    closed = make_small_round(code="not-open")
    freeze_marks(preparing.round, by=SYSTEM)

    with pytest.raises(WrongState, match="ยังไม่เปิดให้เขตรายงาน"):
        make_panel(closed, double_share=20, by=SYSTEM)
    with pytest.raises(WrongState, match="ปิดแล้วเพื่อตรวจและลงนาม"):
        add_reviewer(preparing.panel, person=preparing.nobody, **KNOWLEDGE, by=SYSTEM)


@pytest.mark.parametrize("share", [-1, 101])
def test_a_share_is_a_share(preparing: PanelWorld, share: int) -> None:
    with pytest.raises(BadInput):
        set_double(preparing.panel, share=share, seed="x", by=SYSTEM)


def test_share_and_seed_are_chosen_until_marking_begins(preparing: PanelWorld) -> None:
    changed = set_double(preparing.panel, share=100, seed=" ๑๒๓ ", seen_edit=0, by=SYSTEM)
    Panel.objects.update(state=PanelState.WORKING.value)

    assert (changed.double_share, changed.seed, changed.edit) == (100, "๑๒๓", 1)
    with pytest.raises(WrongState, match="เริ่มให้คะแนนแล้ว"):
        set_double(preparing.panel, share=99, seed="๑๒๓", by=SYSTEM)
    with pytest.raises(BadInput):
        set_double(preparing.panel, share=99, seed="  ", by=SYSTEM)


def test_of_two_officers_the_second_is_told(preparing: PanelWorld) -> None:
    set_double(preparing.panel, share=10, seed="a", seen_edit=0, by=SYSTEM)

    with pytest.raises(PanelChangedMeanwhile) as refusal:
        add_reviewer(preparing.panel, person=preparing.nobody, **KNOWLEDGE, seen_edit=0, by=SYSTEM)

    assert preparing.round.title_th in refusal.value.th
    assert preparing.fresh().edit == 1


def test_people_with_the_post_join_with_what_they_know(preparing: PanelWorld) -> None:
    another = make_person(Role.REVIEWER)

    made = add_reviewers(
        preparing.panel, people=[preparing.nobody, another], **KNOWLEDGE, by=SYSTEM
    )

    assert [(each.person, each.fields, each.regions, each.capacity) for each in made] == [
        (preparing.nobody, ["qp"], ["8"], 50),
        (another, ["qp"], ["8"], 50),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"fields": ["sa"]},
        {"regions": ["99"]},
        {"capacity": 0},
        {"capacity": 20_001},
    ],
    ids=str,
)
def test_unknown_knowledge_is_refused(preparing: PanelWorld, changed: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        add_reviewer(preparing.panel, person=preparing.nobody, **(KNOWLEDGE | changed), by=SYSTEM)


def test_nobody_joins_without_the_post_or_twice(preparing: PanelWorld) -> None:
    sitting = preparing.reviewers[0].person

    with pytest.raises(BadInput, match="ไม่มีตำแหน่งผู้ประเมิน"):
        add_reviewers(
            preparing.panel,
            people=[preparing.nobody, preparing.reporters[0]],
            **KNOWLEDGE,
            by=SYSTEM,
        )
    with pytest.raises(BadInput, match="อยู่ในคณะนี้แล้ว"):
        add_reviewer(preparing.panel, person=sitting, **KNOWLEDGE, by=SYSTEM)
    assert preparing.panel.reviewers.count() == 3


def test_a_reviewer_is_changed(preparing: PanelWorld) -> None:
    reviewer = preparing.reviewers[0]

    changed = change_reviewer(reviewer, **KNOWLEDGE, by=SYSTEM)

    assert (changed.pk, changed.capacity, changed.fields) == (reviewer.pk, 50, ["qp"])
    entry = entries_about(f"reviews.panel:{preparing.panel.pk}").get()
    assert entry.detail == {
        "reviewer": reviewer.pk,
        "before": {"fields": [], "regions": [], "capacity": 100},
        "after": KNOWLEDGE,
    }


def test_whoever_leaves_keeps_the_marks_and_loses_the_rest(working: PanelWorld) -> None:
    leaving = working.reviewers[0]
    done = working.assignment("3")
    Assignment.objects.filter(pk=done.pk).update(state=AssignmentState.DONE.value)
    Assignment.objects.filter(pk=working.assignment("4").pk).update(
        state=AssignmentState.BEGUN.value
    )

    count = drop_reviewer(leaving, reason="ลาป่วย", by=working.officer_actor)

    assert count == 13  # 12 items of the own office but one, 2 of the third office
    held = leaving.assignments.exclude(state=AssignmentState.WITHDRAWN.value)
    assert list(held) == [done]
    assert working.screening(0).screener == working.reviewers[1]
    entry = entries_about(f"reviews.panel:{working.panel.pk}").get(act="panels.drop_reviewer")
    assert (entry.reason, entry.detail["withdrawn"]) == ("ลาป่วย", 13)


def test_whoever_left_comes_back_on_the_same_row(working: PanelWorld) -> None:
    leaving = working.reviewers[0]
    drop_reviewer(leaving, reason="ลาป่วย", by=SYSTEM)

    with pytest.raises(WrongState, match="ออกจากคณะแล้ว"):
        drop_reviewer(leaving, reason="อีกครั้ง", by=SYSTEM)
    with pytest.raises(WrongState, match="ออกจากคณะแล้ว"):
        change_reviewer(leaving, **KNOWLEDGE, by=SYSTEM)
    back = add_reviewer(working.panel, person=leaving.person, **KNOWLEDGE, by=SYSTEM)

    assert (back.pk, back.left_at, back.left_reason, back.capacity) == (leaving.pk, None, "", 50)


def test_calibration_gives_everybody_the_same_offices_but_for_fields_and_conflicts(
    preparing: PanelWorld,
) -> None:
    first, second, third = preparing.reviewers
    Post.objects.create(
        person=second.person,
        role=Role.REPORTER.value,
        agency=preparing.offices[1],
        starts_on=clock.today(),
    )
    third.fields = ["sa/1"]
    third.save()

    count = begin_calibration(preparing.panel, offices=preparing.offices[:2], by=SYSTEM)

    assert preparing.fresh().state == PanelState.CALIBRATING
    given = {
        (reviewer.pk, office.pk): Assignment.objects.filter(
            reviewer=reviewer, item__submission__office=office, purpose=Purpose.CALIBRATE.value
        ).count()
        for reviewer in preparing.reviewers
        for office in preparing.offices
    }
    assert {key: number for key, number in given.items() if number} == {
        (first.pk, preparing.offices[0].pk): 12,
        (first.pk, preparing.offices[1].pk): 12,
        (second.pk, preparing.offices[0].pk): 12,
    }
    assert count == 36


def test_calibration_needs_offices_that_have_submitted() -> None:
    world = make_panel_world(submitted=1, state=PanelState.PREPARING, assigned=False)

    with pytest.raises(BadInput, match="ยังไม่ได้ส่งรายงาน"):
        begin_calibration(world.panel, offices=world.offices[:2], by=SYSTEM)
    with pytest.raises(BadInput):
        begin_calibration(world.panel, offices=[], by=SYSTEM)


def test_marking_begins_after_calibration_and_keeps_the_marks_given_in_it(
    preparing: PanelWorld,
) -> None:
    begin_calibration(preparing.panel, offices=preparing.offices[:1], by=SYSTEM)
    done = Assignment.objects.filter(purpose=Purpose.CALIBRATE.value).first()
    assert done is not None
    Assignment.objects.filter(pk=done.pk).update(state=AssignmentState.DONE.value)

    with pytest.raises(WrongState, match="ยังไม่ได้มอบข้อใด"):
        begin_marking(preparing.panel, by=SYSTEM)
    give_item(done.item, done.reviewer)  # who calibrated on an item may mark it
    begun = begin_marking(preparing.panel, by=SYSTEM)

    assert begun.state == PanelState.WORKING
    assert states_of(begun, Purpose.CALIBRATE) == {"done": 1, "withdrawn": 35}
    assert preparing.screening(0).screener == done.reviewer
    assert Screening.objects.filter(screener=None).count() == 2


def test_closing_and_opening_again_keeps_everything(working: PanelWorld) -> None:
    decide_all(working)
    before = states_of(working.panel)

    closed = close_marking(working.panel, by=SYSTEM)
    with pytest.raises(BadInput):
        reopen_marking(working.panel, reason=" ", by=SYSTEM)
    opened = reopen_marking(working.panel, reason="มีคะแนนที่ต้องแก้", by=SYSTEM)

    assert (closed.state, opened.state) == (PanelState.CLOSED, PanelState.WORKING)
    assert states_of(working.panel) == before
    acts = [entry.act for entry in entries_about(f"reviews.panel:{working.panel.pk}")]
    assert acts == ["panels.close", "panels.reopen"]


def test_marking_is_not_closed_over_open_items(working: PanelWorld) -> None:
    mark_item(working, "1", "4", "2")
    mark_item(working, "3", "4")

    with pytest.raises(StillOpen) as refusal:
        close_marking(working.panel, by=SYSTEM)

    assert refusal.value.th == (
        "ยังปิดไม่ได้ เพราะ 36 จาก 36 ข้อยังไม่มีคะแนนทางการ (รอคะแนนจากผู้ประเมิน 34 ข้อ "
        "· คะแนนต่างกัน รอชี้ขาด 1 ข้อ · พร้อมสรุปเป็นคะแนนทางการ 1 ข้อ) "
        "โปรดดูรายการที่หน้า “ข้อที่ยังค้าง” ของคณะผู้ประเมิน"
    )
    assert (working.fresh().state, working.fresh().edit) == (PanelState.WORKING, 0)


ACTS: dict[str, Callable[[PanelWorld, Actor], object]] = {
    "panels.calibrate": lambda world, by: begin_calibration(
        world.panel, offices=world.offices[:1], by=by
    ),
    "panels.begin": lambda world, by: begin_marking(world.panel, by=by),
    "panels.close": lambda world, by: close_marking(world.panel, by=by),
    "panels.reopen": lambda world, by: reopen_marking(world.panel, reason="แก้", by=by),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", PanelState)
def test_each_move_is_open_exactly_where_the_tables_say(act: str, state: PanelState) -> None:
    world = make_panel_world(offices=2, reviewers=2, state=state)
    decide_all(world)
    move = next((each for each in PANEL_MOVES if (each.act, each.before) == (act, state)), None)
    rights = [right for right in RIGHTS if right.act == act]

    if move is None:
        assert not any(state in right.states for right in rights)
        with pytest.raises(NotAllowed):
            ACTS[act](world, world.officer_actor)
    else:
        ACTS[act](world, world.officer_actor)

    assert world.fresh().state == (move.after if move else state)


def test_every_act_on_a_panel_is_for_the_bureau(working: PanelWorld) -> None:
    others = [
        PUBLIC,
        working.by(0),
        working.moderator_actor,
        working.chair_actor,
        actor_for(working.directors[0]),
    ]
    acts: list[Callable[[Actor], object]] = [
        lambda by: make_panel(working.round, double_share=1, by=by),
        lambda by: set_double(working.panel, share=1, seed="a", by=by),
        lambda by: add_reviewer(working.panel, person=working.nobody, **KNOWLEDGE, by=by),
        lambda by: change_reviewer(working.reviewers[0], **KNOWLEDGE, by=by),
        lambda by: drop_reviewer(working.reviewers[0], reason="x", by=by),
        lambda by: close_marking(working.panel, by=by),
    ]

    refused = 0
    for by in others:
        for act in acts:
            with pytest.raises(NotAllowed):
                act(by)
            refused += 1

    assert refused == len(others) * len(acts)
    assert working.fresh().edit == 0


def test_the_heads_and_the_bureau_see_panels_and_nobody_else(working: PanelWorld) -> None:
    for actor in (working.officer_actor, working.moderator_actor, working.chair_actor):
        assert panel_for(actor, round_code=working.round.code) == working.panel
        assert reviewer_for(actor, pk=working.reviewers[0].pk) == working.reviewers[0]

    for actor in (working.by(0), actor_for(working.reporters[0]), PUBLIC):
        assert list(panels_seen_by(actor)) == []
        with pytest.raises(NotFound):
            panel_for(actor, round_code=working.round.code)
        with pytest.raises(NotFound):
            reviewer_for(actor, pk=working.reviewers[0].pk)


def test_a_closed_panel_takes_no_changes(working: PanelWorld) -> None:
    decide_all(working)
    close_marking(working.panel, by=SYSTEM)

    with pytest.raises(NotAllowed, match="ปิดการให้คะแนนแล้ว"):
        add_reviewer(working.panel, person=working.nobody, **KNOWLEDGE, by=SYSTEM)
    with pytest.raises(NotAllowed):
        drop_reviewer(working.reviewers[0], reason="x", by=SYSTEM)


def test_a_person_who_may_not_sign_in_does_not_join(preparing: PanelWorld) -> None:
    Person.objects.filter(pk=preparing.nobody.pk).update(is_active=False)

    with pytest.raises(BadInput):
        add_reviewer(preparing.panel, person=preparing.nobody, **KNOWLEDGE, by=SYSTEM)


def test_reviewers_of_another_panel_are_not_seen_on_this_one(working: PanelWorld) -> None:
    other = Panel.objects.create(
        round=Round.objects.create(
            code="other", fiscal_year=2566, period="6m", title_th="อื่น", title_en="Other"
        ),
        seed="x",
        made_at=clock.now(),
        made_by="test",
    )
    twin = make_reviewer(other, person=working.reviewers[0].person)

    drop_reviewer(working.reviewers[0], reason="ลา", by=SYSTEM)

    twin.refresh_from_db()
    assert twin.left_at is None
