"""A third mark is official as soon as it is confirmed; marks that agree wait for settling."""

from __future__ import annotations

import pytest

from factories.moderating import confirm, mark_item, official
from factories.panels import PanelWorld, make_panel_world
from tidtam.history.models import Entry
from tidtam.people.actor import SYSTEM
from tidtam.reviews.models import Assignment, Decision, Mark
from tidtam.reviews.moderating import call_third, decide, open_work
from tidtam.reviews.reviewing import finish, save_review, take_back
from tidtam.reviews.standing import Need
from tidtam.reviews.states import DecisionKind
from tidtam.shared.errors import NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PanelWorld:
    made = make_panel_world()
    mark_item(made, "1", "4", "2")
    return made


def called(world: PanelWorld) -> Assignment:
    return call_third(world.item("1"), reviewer=world.reviewers[2], by=world.moderator_actor)


def finished(
    world: PanelWorld, assignment: Assignment, *, reviewer: int, answer: str = "3"
) -> None:
    """The reviewer's mark, written and confirmed."""
    by = world.by(reviewer)
    seen = getattr(assignment, "review", None)
    saved = save_review(
        assignment.pk,
        seen_edit=seen.edit if seen else 0,
        answer=answer,
        comment="{office} ควรทำแผน",
        private_note="",
        by=by,
    )
    finish(assignment, seen_edit=saved.edit, by=by)


def decisions(world: PanelWorld) -> list[tuple[str, str, str, bool]]:
    found = Decision.objects.filter(item=world.item("1")).order_by("number")
    return list(found.values_list("kind", "answer", "decided_by", "is_current"))


def test_a_third_mark_is_official_at_once(world: PanelWorld) -> None:
    finished(world, called(world), reviewer=2)

    assert decisions(world) == [("third", "3", SYSTEM.name, True)]
    assert official(world) == {"1": "3"}
    assert open_work(world.panel).counts[Need.SETTLING] == 0


def test_nobody_reads_on_the_mark_who_the_third_was(world: PanelWorld) -> None:
    finished(world, called(world), reviewer=2)

    third = world.reviewers[2].person.full_name
    mark = Mark.objects.get(instrument__round=world.round)
    public = Entry.objects.exclude(act__startswith="reviews.")
    assert mark.changed_by == SYSTEM.name
    assert third not in set(public.values_list("actor", flat=True))


def test_a_third_mark_waits_for_a_first_one_that_was_taken_back(world: PanelWorld) -> None:
    third = called(world)
    take_back(world.assignment("1"), by=world.by(0))

    finished(world, third, reviewer=2)
    assert decisions(world) == []
    finished(world, world.assignment("1"), reviewer=0, answer="5")

    assert decisions(world) == [("third", "3", SYSTEM.name, True)]


def test_a_third_mark_is_not_taken_any_more_once_people_decided(world: PanelWorld) -> None:
    third = called(world)
    decide(
        world.item("1"),
        kind=DecisionKind.MEETING,
        answer="5",
        comment="",
        reason="มติ",
        seen_number=0,
        by=world.moderator_actor,
    )

    with pytest.raises(NotFound):
        finished(world, third, reviewer=2)

    assert [row[:2] for row in decisions(world)] == [("meeting", "5")]
    assert official(world) == {"1": "5"}


def test_the_second_of_two_like_marks_is_not_official_yet(world: PanelWorld) -> None:
    """Who could not take it back any more would learn that the other gave the same."""
    confirm(world.assignment("2"), "4", "ครบ")
    second = world.assignment("2", seat=2)

    finished(world, second, reviewer=1, answer="4")
    taken = take_back(world.assignment("2", seat=2), by=world.by(1))

    assert official(world) == {}
    assert taken.state == "begun"
