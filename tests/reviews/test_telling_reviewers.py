"""Reviewers hear of their work: when it begins, how much, until when; and a third of the item."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from factories.moderating import mark_item
from factories.panels import PanelWorld, make_panel_world
from tidtam.notices.models import Message
from tidtam.people.actor import SYSTEM
from tidtam.reviews.models import Assignment
from tidtam.reviews.moderating import call_third
from tidtam.reviews.panel_moves import begin_calibration, begin_marking
from tidtam.reviews.states import PanelState
from tidtam.rounds.models import Stage

pytestmark = pytest.mark.django_db
DUE = dt.datetime(2023, 5, 15, 9, 30, tzinfo=dt.UTC)  # 16.30 in Thailand


@pytest.fixture
def world() -> PanelWorld:
    made = make_panel_world(offices=2, reviewers=3, state=PanelState.PREPARING)
    Stage.objects.filter(round=made.round, code="mark").delete()
    Stage.objects.create(
        round=made.round, code="mark", starts_at=DUE - dt.timedelta(days=14), due_at=DUE
    )
    return made


def told(template: str) -> dict[int | None, str]:
    """Who was told, and the words in Thai."""
    found = Message.objects.filter(template=template)
    return {message.to_person_id: message.body for message in found}


def test_each_reviewer_hears_how_many_items_they_mark_and_until_when(world: PanelWorld) -> None:
    begin_marking(world.panel, by=SYSTEM)

    bodies = told("marking_begun")
    people = [each.person_id for each in world.reviewers]
    counts = ["12 ข้อ จาก 1 เขต", "14 ข้อ จาก 2 เขต", "2 ข้อ จาก 1 เขต"]
    assert set(bodies) == set(people)
    assert [count in bodies[person] for person, count in zip(people, counts, strict=True)] == [
        True
    ] * 3
    assert all("15 พฤษภาคม 2566" in body for body in bodies.values())
    assert all(reverse("reviewing") in body for body in bodies.values())


def test_who_has_nothing_or_has_left_hears_nothing(world: PanelWorld) -> None:
    idle, gone = world.reviewers[2], world.reviewers[1]
    Assignment.objects.filter(reviewer=idle).delete()
    type(gone).objects.filter(pk=gone.pk).update(left_at=DUE)

    begin_marking(world.panel, by=SYSTEM)

    assert set(told("marking_begun")) == {world.reviewers[0].person_id}


def test_calibration_is_told_before_the_marking(world: PanelWorld) -> None:
    begin_calibration(world.panel, offices=world.offices[:1], by=SYSTEM)

    bodies = told("calibration_begun")
    assert set(bodies) == {each.person_id for each in world.reviewers}
    assert all("12 ข้อ จาก 1 เขต" in body for body in bodies.values())
    assert told("marking_begun") == {}


def test_a_round_without_a_day_says_so(world: PanelWorld) -> None:
    Stage.objects.filter(round=world.round).delete()

    begin_marking(world.panel, by=SYSTEM)

    assert all("ยังไม่กำหนดวัน" in body for body in told("marking_begun").values())


def test_a_third_marker_hears_of_the_item_and_of_no_other_reviewer() -> None:
    world = make_panel_world()
    mark_item(world, "1", "4", "2")

    made = call_third(world.item("1"), reviewer=world.reviewers[2], by=world.moderator_actor)

    bodies = told("third_called")
    body = bodies[world.reviewers[2].person_id]
    assert list(bodies) == [world.reviewers[2].person_id]
    assert reverse("reviewing-item", args=[made.pk]) in body
    assert world.offices[0].short_th in body
    assert not any(each.person.full_name in body for each in world.reviewers)
