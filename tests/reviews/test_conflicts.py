"""A conflict declared while work is held: it ends at once, and those who run the panel know."""

from __future__ import annotations

import pytest

from factories.panels import PanelWorld, add_post, give_item, make_panel_world
from tidtam.history.queries import entries_about
from tidtam.notices.models import Message
from tidtam.orgs.models import AgencyProvince
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.access import assignments_seen_by, items_open_to
from tidtam.reviews.assigning import apply_proposal, propose_for
from tidtam.reviews.conflicts import (
    conflict_for,
    conflicts_seen_by,
    declare_conflict,
    end_conflict,
)
from tidtam.reviews.errors import PanelChangedMeanwhile
from tidtam.reviews.models import Assignment, Conflict, Panel
from tidtam.reviews.states import AssignmentState, PanelState
from tidtam.rounds.models import Item
from tidtam.shared.errors import BadInput, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db

PRIVATE = "คู่สมรสของข้าพเจ้าทำงานที่นี่"


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world()


def held(world: PanelWorld, reviewer: int, office: int) -> int:
    """How many items of an office a reviewer has."""
    rows = Assignment.objects.filter(
        reviewer=world.reviewers[reviewer], item__submission=world.submission(office)
    )
    return rows.exclude(state=AssignmentState.WITHDRAWN.value).count()


def open_items(world: PanelWorld, reviewer: int, office: int) -> int:
    """How many items of an office a reviewer may read."""
    found = items_open_to(world.by(reviewer))
    return found.filter(submission=world.submission(office)).count()


def test_a_conflict_takes_away_items_screening_and_access_at_once(world: PanelWorld) -> None:
    mine = world.reviewers[0]
    done = world.assignment("3")
    Assignment.objects.filter(pk=done.pk).update(state=AssignmentState.DONE.value)
    before = (held(world, 0, 0), open_items(world, 0, 0), world.screening(0).screener)

    conflict = declare_conflict(
        mine.person, office=world.offices[0], reason=PRIVATE, by=world.by(0)
    )

    assert before == (12, 12, mine)
    assert (held(world, 0, 0), open_items(world, 0, 0)) == (0, 0)
    assert world.screening(0).screener == world.reviewers[1]
    assert held(world, 0, 2) == 2  # of another office
    reasons = set(
        Assignment.objects.filter(state=AssignmentState.WITHDRAWN.value).values_list(
            "withdrawn_reason", flat=True
        )
    )
    assert reasons == {"มีส่วนได้เสียกับเขตนี้"}
    entry = entries_about(f"reviews.conflict:{conflict.pk}").get()
    assert (entry.act, entry.reason) == ("conflicts.declare", "")
    assert entry.detail == {
        "office": world.offices[0].code,
        "person": mine.person_id,
        "withdrawn": 12,
    }


def test_a_province_closes_all_its_offices(world: PanelWorld) -> None:
    province = world.offices[0].provinces.get()
    AgencyProvince.objects.create(agency=world.offices[2], province=province, order=2)

    declare_conflict(world.reviewers[0].person, province=province, reason=PRIVATE, by=world.by(0))

    assert (held(world, 0, 0), held(world, 0, 2)) == (0, 0)
    assert not assignments_seen_by(world.by(0)).exists()


def test_the_moderators_and_the_bureau_are_told_without_a_name(world: PanelWorld) -> None:
    person = world.reviewers[0].person

    declare_conflict(person, office=world.offices[0], reason=PRIVATE, by=world.by(0))

    told = list(Message.objects.filter(template="conflict_declared"))
    assert {each.to_person for each in told} == {world.moderator, world.officer}
    words = " ".join(f"{each.subject} {each.body} {each.body_en}" for each in told)
    assert "ถอนแล้ว 12 ข้อ" in words
    assert world.offices[0].short_th in words
    assert PRIVATE not in words
    assert person.full_name not in words


def test_nobody_is_told_where_nothing_was_held(world: PanelWorld) -> None:
    declare_conflict(
        world.reviewers[0].person, office=world.offices[1], reason=PRIVATE, by=world.by(0)
    )

    assert Message.objects.filter(template="conflict_declared").count() == 0


def test_a_closed_panel_keeps_its_marks_and_its_heads_are_told(world: PanelWorld) -> None:
    Assignment.objects.filter(pk=world.assignment("3").pk).update(state=AssignmentState.DONE.value)
    Panel.objects.update(state=PanelState.CLOSED.value)

    declare_conflict(
        world.reviewers[0].person, office=world.offices[0], reason=PRIVATE, by=world.by(0)
    )

    assert held(world, 0, 0) == 12
    told = Message.objects.filter(template="conflict_declared", to_person=world.moderator).get()
    assert "มี 1 ข้อที่ให้คะแนนไปแล้ว" in told.body


def test_a_second_click_declares_nothing_new(world: PanelWorld) -> None:
    person, office = world.reviewers[0].person, world.offices[0]

    first = declare_conflict(person, office=office, reason=PRIVATE, by=world.by(0))
    second = declare_conflict(person, office=office, reason="อีกครั้ง", by=world.by(0))

    assert first == second
    assert Conflict.objects.count() == 1


def test_a_proposal_made_before_is_not_used_any_more(world: PanelWorld) -> None:
    planned = propose_for(world.panel, actor=world.officer_actor)

    declare_conflict(
        world.reviewers[0].person, office=world.offices[1], reason=PRIVATE, by=world.by(0)
    )

    with pytest.raises(PanelChangedMeanwhile):
        apply_proposal(world.panel, planned=planned, by=world.officer_actor)


def test_one_declares_for_oneself_and_the_bureau_for_anybody(world: PanelWorld) -> None:
    other = world.reviewers[1].person

    with pytest.raises(NotAllowed, match="แทนผู้อื่นไม่ได้"):
        declare_conflict(other, office=world.offices[0], reason="x", by=world.by(0))
    for actor in (world.moderator_actor, actor_for(world.reporters[0]), PUBLIC):
        with pytest.raises(NotAllowed):
            declare_conflict(other, office=world.offices[0], reason="x", by=actor)
    declared = declare_conflict(other, office=world.offices[0], reason="x", by=world.officer_actor)

    assert declared.person == other


@pytest.mark.parametrize(
    ("office", "province", "reason"), [(True, True, "x"), (False, False, "x"), (True, False, " ")]
)
def test_a_conflict_names_one_place_and_a_reason(
    world: PanelWorld, office: bool, province: bool, reason: str
) -> None:
    with pytest.raises(BadInput):
        declare_conflict(
            world.reviewers[0].person,
            office=world.offices[0] if office else None,
            province=world.offices[0].provinces.get() if province else None,
            reason=reason,
            by=world.by(0),
        )


def test_an_ended_conflict_gives_nothing_back_by_itself(world: PanelWorld) -> None:
    conflict = declare_conflict(
        world.reviewers[0].person, office=world.offices[0], reason=PRIVATE, by=world.by(0)
    )

    with pytest.raises(NotAllowed):
        end_conflict(conflict, reason="x", by=world.by(0))
    ended = end_conflict(conflict, reason="ย้ายแล้ว", by=world.officer_actor)

    assert (ended.ended_by, ended.ended_reason) == (world.officer.full_name, "ย้ายแล้ว")
    assert held(world, 0, 0) == 0
    with pytest.raises(WrongState):
        end_conflict(conflict, reason="อีก", by=SYSTEM)


def test_one_sees_the_own_conflicts_and_those_who_run_panels_all(world: PanelWorld) -> None:
    conflict = declare_conflict(
        world.reviewers[0].person, office=world.offices[0], reason=PRIVATE, by=world.by(0)
    )

    for actor in (world.by(0), world.officer_actor, world.moderator_actor):
        assert conflict_for(actor, pk=conflict.pk) == conflict
    for actor in (world.by(1), actor_for(world.reporters[0]), PUBLIC):
        assert list(conflicts_seen_by(actor)) == []
        with pytest.raises(NotFound):
            conflict_for(actor, pk=conflict.pk)


def test_a_reporters_post_given_late_shuts_the_door_before_anybody_withdraws(
    world: PanelWorld,
) -> None:
    add_post(world.reviewers[0].person, Role.REPORTER, agency=world.offices[0])

    assert held(world, 0, 0) == 12  # the rows were missed
    assert open_items(world, 0, 0) == 0
    assert world.screening(0).screener == world.reviewers[0]


def test_what_others_have_stays(world: PanelWorld) -> None:
    item = Item.objects.get(pk=world.item("5", office=1).pk)
    give_item(item, world.reviewers[0], seat=2)

    declare_conflict(
        world.reviewers[0].person, office=world.offices[1], reason=PRIVATE, by=world.by(0)
    )

    assert world.assignment("5", office=1).reviewer == world.reviewers[1]
    assert held(world, 0, 1) == 0
