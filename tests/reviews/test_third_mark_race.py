"""A third mark that comes in while others act: one decision is in force, nobody waits for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from factories.moderating import mark_item, official
from factories.panels import PanelWorld, make_panel_world
from tidtam.reviews.models import Assignment, Decision
from tidtam.reviews.moderating import call_third, decide, settle
from tidtam.reviews.reviewing import SavedReview, finish, save_review, take_back
from tidtam.reviews.states import DecisionKind
from tidtam.shared.errors import TidtamError

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite in memory lets no two threads write"
    ),
    pytest.mark.django_db(transaction=True),
]
PATIENCE = 30


@pytest.fixture
def world() -> PanelWorld:
    """Two marks that differ, and a third person who has written theirs."""
    made = make_panel_world()
    mark_item(made, "1", "4", "2")
    call_third(made.item("1"), reviewer=made.reviewers[2], by=made.moderator_actor)
    return made


def confirming(
    world: PanelWorld, assignment: Assignment, answer: str, *, reviewer: int, seen: int = 0
) -> Callable[[], SavedReview]:
    by = world.by(reviewer)
    saved = save_review(
        assignment.pk,
        seen_edit=seen,
        answer=answer,
        comment="{office} ควรทำแผน",
        private_note="",
        by=by,
    )
    return lambda: finish(assignment, seen_edit=saved.edit, by=by)


def third(world: PanelWorld) -> Callable[[], SavedReview]:
    given = Assignment.objects.get(item=world.item("1"), seat=3)
    return confirming(world, given, "3", reviewer=2)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave, or the refusal it met, in the order of the acts."""
    gate = threading.Barrier(len(acts))
    given: dict[int, object] = {}

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            given[number] = act()
        except TidtamError as refusal:
            given[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return [given[number] for number in range(len(acts))]


def in_force() -> list[tuple[str, str]]:
    return list(Decision.objects.filter(is_current=True).values_list("kind", "answer"))


def test_a_third_and_a_first_mark_confirmed_at_once_are_settled_by_whoever_is_last(
    world: PanelWorld,
) -> None:
    first = world.assignment("1")
    seen = take_back(first, by=world.by(0)).edit

    given = at_once(third(world), confirming(world, first, "5", reviewer=0, seen=seen))

    assert [type(each) for each in given] == [SavedReview, SavedReview]
    assert in_force() == [("third", "3")]
    assert official(world) == {"1": "3"}


def test_a_third_mark_and_settling_at_once_decide_once(world: PanelWorld) -> None:
    given = at_once(third(world), lambda: settle(world.panel, by=world.moderator_actor))

    assert isinstance(given[0], SavedReview)
    assert in_force() == [("third", "3")]
    assert Decision.objects.count() == 1


def test_a_third_mark_and_a_persons_decision_at_once_leave_the_persons_word_or_tell_them(
    world: PanelWorld,
) -> None:
    item = world.item("1")

    given = at_once(
        third(world),
        lambda: decide(
            item,
            kind=DecisionKind.MEETING,
            answer="5",
            comment="",
            reason="มติ",
            seen_number=0,
            by=world.chair_actor,
        ),
    )

    told = isinstance(given[1], TidtamError)
    assert isinstance(given[0], SavedReview if told else TidtamError)
    assert in_force() == [("third", "3") if told else ("meeting", "5")]
