"""Two moderators at the same moment: one decides, the other hears of it; settling twice is once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection

from factories.moderating import mark_item, official
from factories.panels import PanelWorld, make_panel_world
from tidtam.people.actor import Actor
from tidtam.reviews.errors import DecidedMeanwhile
from tidtam.reviews.models import Decision
from tidtam.reviews.moderating import decide, settle
from tidtam.reviews.states import DecisionKind

pytestmark = [
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite in memory lets no two threads write"
    ),
    pytest.mark.django_db(transaction=True),
]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act gave, or the refusal it met; all begin at the same moment."""
    gate = threading.Barrier(len(acts))
    given: list[object] = []

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            given.append(act())
        except DecidedMeanwhile as refusal:
            given.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def deciding(world: PanelWorld, answer: str, by: Actor) -> Callable[[], Decision]:
    item = world.item("1")
    return lambda: decide(
        item,
        kind=DecisionKind.MEETING,
        answer=answer,
        comment="",
        reason=f"มติ {answer}",
        seen_number=0,
        by=by,
    )


def test_of_two_at_once_one_decides_and_the_other_is_told() -> None:
    world = make_panel_world()

    given = at_once(
        deciding(world, "3", world.moderator_actor), deciding(world, "5", world.chair_actor)
    )

    made = Decision.objects.get()
    assert Counter(type(each) for each in given) == Counter([Decision, DecidedMeanwhile])
    assert official(world) == {"1": made.answer}


def test_settling_at_once_settles_once() -> None:
    world = make_panel_world()
    mark_item(world, "1", "4", "4")
    mark_item(world, "3", "2")
    by = [world.moderator_actor, world.officer_actor]

    given = at_once(*(lambda actor=actor: settle(world.panel, by=actor) for actor in by))

    assert sorted(map(dict, given), key=len) == [{}, {"same": 1, "single": 1}]  # type: ignore[arg-type]
    assert Decision.objects.count() == 2


def test_a_decision_and_settling_at_once_leave_the_persons_word() -> None:
    world = make_panel_world()
    mark_item(world, "1", "4", "4")

    at_once(
        deciding(world, "3", world.moderator_actor),
        lambda: settle(world.panel, by=world.officer_actor),
    )

    current = Decision.objects.get(is_current=True)
    assert official(world) == {"1": current.answer}
