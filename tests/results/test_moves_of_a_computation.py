"""Every act in every state by every role: the tables say what happens, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms.models import model_to_dict

from factories import fill, make_office, make_small_round
from factories.publishing import ACTS, CHAIR, in_state
from tidtam.people.actor import SYSTEM, Actor, HeldPost
from tidtam.people.roles import RIGHTS, Role
from tidtam.results.errors import MarksHeld, MoveRefused
from tidtam.results.models import Computation
from tidtam.results.states import MOVES, State
from tidtam.rounds.models import Round
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db

DONE = {
    "results.check": State.CHECKED,
    "results.thaw": State.COMPUTED,
    "results.sign": State.SIGNED,
    "results.unsign": State.CHECKED,
    "results.publish": State.PUBLISHED,
}


@pytest.fixture
def filled() -> Round:
    make_office(20)
    round_ = make_small_round()
    fill(round_)
    return round_


def kept(computation: Computation) -> tuple[dict[str, Any], bool]:
    stored = Computation.objects.select_related("round").get(pk=computation.pk)
    return model_to_dict(stored), stored.round.frozen_at is not None


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", list(ACTS))
def test_an_act_moves_from_the_states_of_the_table_and_from_no_other(
    filled: Round, act: str, state: State
) -> None:
    computation = in_state(state, filled)
    before = kept(computation)
    allowed = {each.before for each in MOVES if (each.act, each.after) == (act, DONE[act])}
    by = CHAIR if act in ("results.sign", "results.unsign") else SYSTEM

    if state in allowed:
        ACTS[act](computation, by)
        assert kept(computation)[0]["state"] == DONE[act].value
    else:
        with pytest.raises((MoveRefused, MarksHeld)):
            ACTS[act](computation, by)
        assert kept(computation) == before


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("act", list(ACTS))
def test_an_act_is_refused_to_every_role_without_the_right(
    filled: Round, act: str, role: Role
) -> None:
    start = next(each.before for each in MOVES if each.act == act)
    computation = in_state(start, filled)
    before = kept(computation)
    may = any(role in right.roles for right in RIGHTS if right.act == act)
    somebody = Actor("ก", posts=(HeldPost(role, "1020010000"),))

    if may:
        ACTS[act](computation, somebody)
        assert kept(computation)[0]["state"] == DONE[act].value
    else:
        with pytest.raises(NotAllowed):
            ACTS[act](computation, somebody)
        assert kept(computation) == before
