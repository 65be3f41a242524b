"""Two people at the same moment: one act is done, the other hears of it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from factories.appeals import REASON, WHY, Appealing, appealing
from factories.moderating import official
from tidtam.appeals.actions import begin, decide, give, raise_for, send, withdraw
from tidtam.appeals.errors import AppealChangedMeanwhile, AppealMoveRefused, NotTheDecider
from tidtam.appeals.models import Appeal
from tidtam.appeals.states import Outcome
from tidtam.reviews.models import Decision
from tidtam.shared.errors import TidtamError

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
        except TidtamError as refusal:
            given.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def kinds(given: list[object]) -> Counter[type]:
    return Counter(type(each) for each in given)


def deciding(world: Appealing, appeal: Appeal, answer: str) -> Callable[[], Appeal]:
    words: dict[str, Any] = {"outcome": Outcome.CHANGED, "answer": answer, "comment": None}
    by = world.by_decider
    return lambda: decide(appeal, reason=WHY, by=by, **words)


def test_two_who_begin_make_one_appeal_and_two_items_have_two_numbers() -> None:
    world = appealing()
    one, two, by = world.item("1"), world.item("2"), world.reporter

    given = at_once(lambda: begin(one, by=by), lambda: begin(one, by=by), lambda: begin(two, by=by))

    assert kinds(given) == Counter({Appeal: 3})
    assert sorted(Appeal.objects.values_list("number", flat=True)) == [1, 2]


def test_the_same_decision_twice_is_made_once() -> None:
    world = appealing()
    appeal = world.given()

    given = at_once(deciding(world, appeal, "5"), deciding(world, appeal, "3"))

    made = Decision.objects.get()
    assert kinds(given) == Counter([Appeal, AppealMoveRefused])
    assert official(world.world)["1"] == made.answer == Appeal.objects.get().answer


def test_of_two_moderators_one_gives_it() -> None:
    world = appealing()
    appeal = world.sent()
    people = (world.decider, world.world.nobody)
    givers = (world.moderator, world.officer)

    given = at_once(
        *(
            lambda person=person, by=by: give(appeal, decider=person, seen_decider=0, by=by)
            for person, by in zip(people, givers, strict=True)
        )
    )

    assert kinds(given) == Counter([Appeal, AppealChangedMeanwhile])
    winner = next(each for each in given if isinstance(each, Appeal))
    assert Appeal.objects.get().decider == winner.decider


def test_a_decision_and_giving_it_on_leave_one_of_both() -> None:
    world = appealing()
    appeal, by, other = world.given(), world.moderator, world.world.nobody

    given = at_once(deciding(world, appeal, "5"), lambda: give(appeal, decider=other, by=by))

    now = Appeal.objects.get()
    if now.state == "decided":
        assert kinds(given) == Counter([Appeal, AppealMoveRefused])
        assert (now.decider, official(world.world)["1"]) == (world.decider, "5")
    else:
        assert kinds(given) == Counter([Appeal, NotTheDecider])
        assert (now.decider, official(world.world)["1"]) == (other, "4")


def test_a_decision_and_a_withdrawal_leave_one_of_both() -> None:
    world = appealing()
    appeal, by = world.given(), world.director

    at_once(deciding(world, appeal, "5"), lambda: withdraw(appeal, by=by))

    state, mark = Appeal.objects.get().state, official(world.world)["1"]
    assert (state, mark) in [("decided", "5"), ("withdrawn", "4")]


def test_sending_twice_sends_once_and_raising_meanwhile_is_refused() -> None:
    world = appealing()
    appeal, item, by, officer = world.begun(), world.item(), world.director, world.officer

    given = at_once(
        lambda: send(appeal, by=by),
        lambda: send(appeal, by=by),
        lambda: raise_for(item, reason=REASON, by=officer),
    )

    assert kinds(given) == Counter({Appeal: 1, AppealMoveRefused: 2})
    assert Appeal.objects.get().is_for_the_office is False
