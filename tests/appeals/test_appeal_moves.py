"""Every act on an appeal, by every role, in every state: done, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from factories import make_person
from factories.appeals import REASON, WHY, Appealing, appealing
from factories.panels import add_post
from tidtam.appeals.actions import begin, decide, give, raise_for, send, withdraw, write
from tidtam.appeals.models import Appeal
from tidtam.appeals.states import MOVES, AppealState, Outcome
from tidtam.people.actor import PUBLIC, Actor
from tidtam.people.queries import actor_for
from tidtam.people.roles import RIGHTS, Role
from tidtam.shared.errors import TidtamError

pytestmark = pytest.mark.django_db

Act = Callable[[Appeal, Actor], object]


@pytest.fixture
def world() -> Appealing:
    return appealing()


def in_state(world: Appealing, state: AppealState) -> Appeal:
    made: dict[AppealState, Callable[[], Appeal]] = {
        AppealState.WRITING: world.begun,
        AppealState.SENT: world.sent,
        AppealState.GIVEN: world.given,
        AppealState.DECIDED: world.decided,
        AppealState.WITHDRAWN: lambda: withdraw(world.given(), by=world.director),
    }
    return made[state]()


def somebody(world: Appealing, who: str) -> Actor:
    stranger = world.world
    return {
        "reporter": world.reporter,
        "director": world.director,
        "other office": actor_for(stranger.directors[1]),
        "decider": world.by_decider,
        "reviewer": stranger.by(0),
        "moderator": world.moderator,
        "chair": stranger.chair_actor,
        "officer": world.officer,
        "public": PUBLIC,
    }[who]


def acts(world: Appealing) -> dict[str, Act]:
    other = world.world.nobody

    def decided(appeal: Appeal, by: Actor) -> Appeal:
        return decide(appeal, outcome=Outcome.KEPT, answer="", comment=None, reason=WHY, by=by)

    return {
        "begin": lambda appeal, by: begin(appeal.item, by=by),
        "write": lambda appeal, by: write(
            appeal, reason=f"{REASON} เพิ่ม", wanted="", seen_edit=appeal.edit, by=by
        ),
        "send": lambda appeal, by: send(appeal, by=by),
        "withdraw": lambda appeal, by: withdraw(appeal, by=by),
        "give": lambda appeal, by: give(appeal, decider=other, by=by),
        "decide": decided,
        "raise": lambda appeal, by: raise_for(appeal.item, reason=REASON, by=by),
    }


# act -> who -> the states it may be done in; whoever is not named may in none.
ALLOWED: dict[str, dict[str, str]] = {
    "begin": {"reporter": "writing withdrawn", "director": "writing withdrawn"},
    "write": {"reporter": "writing", "director": "writing"},
    "send": {"director": "writing"},
    "withdraw": {"director": "writing sent given"},
    "give": {"moderator": "sent given", "chair": "sent given", "officer": "sent given"},
    "decide": {"decider": "given"},
    "raise": {"officer": "withdrawn"},
}
PEOPLE = ("reporter", "director", "other office", "decider", "reviewer", "moderator", "chair")


@pytest.mark.parametrize("state", AppealState)
@pytest.mark.parametrize("act", ALLOWED)
def test_who_may_do_what_in_which_state(world: Appealing, act: str, state: AppealState) -> None:
    appeal = in_state(world, state)
    done = {}
    for who in (*PEOPLE, "officer", "public"):
        point = transaction.savepoint()
        try:
            acts(world)[act](world.fresh(appeal), somebody(world, who))
            done[who] = True
        except TidtamError as refusal:
            done[who] = not (refusal.th and refusal.en)
        transaction.savepoint_rollback(point)

    assert done == {who: state.value in ALLOWED[act].get(who, "").split() for who in done}


def test_every_move_has_its_line_of_rights() -> None:
    named = {right.act: right for right in RIGHTS}
    for move in MOVES:
        states = named[move.act].states
        assert not states or move.before.value in states


def test_an_office_is_refused_without_learning_that_somebody_has_it(world: Appealing) -> None:
    appeal = world.sent()
    refused = []
    for _ in range(2):
        with pytest.raises(TidtamError) as caught:
            write(appeal, reason=REASON, wanted="", seen_edit=2, by=world.reporter)
        with pytest.raises(TidtamError) as again:
            send(appeal, by=world.director)
        refused.append([caught.value.both(), again.value.both()])
        give(appeal, decider=world.decider, by=world.officer)

    assert refused[0] == refused[1]


def test_a_head_who_must_not_judge_the_office_does_not_give(world: Appealing) -> None:
    appeal = world.sent()
    person = make_person(Role.DIRECTOR, agency=world.office)
    person.posts.update(ends_on="2021-01-01")
    add_post(person, Role.MODERATOR)

    with pytest.raises(TidtamError, match="ไม่พบคำทักท้วง"):
        give(appeal, decider=world.decider, by=actor_for(person))
