"""An office answers a recommendation: by the table of moves, with every earlier answer kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from factories import make_office, make_person
from factories.following import OUTCOME, PLAN, WHO, Following, following
from factories.reporting import actor_of
from tidtam.followups.actions import answer
from tidtam.followups.errors import AnswerLacks, FollowUpChangedMeanwhile, FollowUpMoveRefused
from tidtam.followups.models import FollowUpStep
from tidtam.followups.rules import Said, faults_of
from tidtam.followups.states import MOVES, FollowUpState, move_for
from tidtam.history.queries import entries_about
from tidtam.people.roles import Role
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db
W, A, N, D = (
    FollowUpState.WAITING,
    FollowUpState.ACCEPTED,
    FollowUpState.DECLINED,
    FollowUpState.DONE,
)


def whole(state: FollowUpState) -> dict[str, Any]:
    """An answer that lacks nothing in any state."""
    return {
        "state": state,
        "reason": "ดำเนินการอยู่แล้วตามแผนเดิม",
        "plan": PLAN,
        "who": WHO,
        "due_on": clock.today() + dt.timedelta(days=30),
        "outcome": OUTCOME,
        "done_on": clock.today(),
    }


def bring_to(world: Following, state: FollowUpState) -> None:
    ways = {W: (), A: (A,), N: (N,), D: (A, D)}
    for each in ways[state]:
        held = world.of("1")
        answer(held, **whole(each), seen_edit=held.edit, by=world.by)


def test_the_whole_way_with_every_answer_kept() -> None:
    world = following()
    world.accept()

    done = world.finish()

    assert (done.state, done.edit, done.outcome, done.changed_by) == (
        "done",
        2,
        OUTCOME,
        world.by.name,
    )
    steps = FollowUpStep.objects.values_list("edit", "state", "plan", "outcome", "saved_by")
    assert list(steps) == [
        (1, "accepted", PLAN, "", world.by.name),
        (2, "done", PLAN, OUTCOME, world.by.name),
    ]


def test_the_record_names_the_act_and_holds_no_words() -> None:
    world = following()

    held = world.accept()

    entry = entries_about(f"followups.follow_up:{held.pk}")[0]
    assert (entry.act, entry.actor_id) == ("followups.answer", world.reporter.pk)
    assert entry.detail == {
        "round": "r-6m",
        "office": world.offices[0].code,
        "item": "1",
        "before": "waiting_for_office",
        "state": "accepted",
        "edit": 1,
    }


@pytest.mark.parametrize("before", FollowUpState)
@pytest.mark.parametrize("after", FollowUpState)
def test_a_state_moves_by_the_table_and_no_other_way(
    before: FollowUpState, after: FollowUpState
) -> None:
    world = following()
    bring_to(world, before)
    held = world.of("1")
    stays = before is after and before is not W
    new = whole(after) | {"plan": "แผนใหม่"}

    if move_for(before, after) is None and not stays:
        with pytest.raises(FollowUpMoveRefused), transaction.atomic():
            answer(held, **new, seen_edit=held.edit, by=world.by)
        assert world.of("1").state == before
    else:
        answer(held, **new, seen_edit=held.edit, by=world.by)
        assert (world.of("1").state, world.of("1").plan) == (after, "แผนใหม่")


@pytest.mark.parametrize(
    ("state", "fields"),
    [(A, {"plan", "who", "due_on"}), (N, {"reason"}), (D, {"outcome", "done_on"})],
)
def test_an_answer_names_every_field_it_lacks(state: FollowUpState, fields: set[str]) -> None:
    world = following()
    if state is D:
        bring_to(world, A)
    held = world.of("1")

    with pytest.raises(AnswerLacks) as refused, transaction.atomic():
        answer(held, state=state, reason=" \n", seen_edit=held.edit, by=world.by)

    assert set(refused.value.fields) == fields
    assert world.of("1").edit == held.edit


def test_days_that_cannot_be_are_refused() -> None:
    world = following()
    held, today = world.of("1"), clock.today()
    early = whole(A) | {"due_on": today - dt.timedelta(days=1)}

    with pytest.raises(AnswerLacks) as refused, transaction.atomic():
        answer(held, **early, seen_edit=0, by=world.by)
    assert set(refused.value.fields) == {"due_on"}

    world.accept()
    late = whole(D) | {"done_on": today + dt.timedelta(days=1)}
    with pytest.raises(AnswerLacks) as refused, transaction.atomic():
        answer(held, **late, seen_edit=1, by=world.by)
    assert set(refused.value.fields) == {"done_on"}


def test_the_second_of_two_answers_sees_the_first() -> None:
    world = following()
    held = world.of("1")
    world.accept()

    with pytest.raises(FollowUpChangedMeanwhile) as clash, transaction.atomic():
        answer(held, state=N, reason="ไม่เกี่ยวข้อง", seen_edit=held.edit, by=actor_of(world.director))

    assert (clash.value.current.edit, clash.value.current.plan) == (1, PLAN)
    assert world.of("1").state == "accepted"


def test_the_same_answer_sent_twice_is_stored_once() -> None:
    world = following()
    held = world.of("1")

    for _ in range(2):
        answer(held, **whole(A), seen_edit=0, by=world.by)

    assert FollowUpStep.objects.count() == 1


@pytest.mark.parametrize(
    "role", [Role.REPORTER, Role.DIRECTOR, Role.REVIEWER, Role.CENTRAL_OFFICER]
)
def test_nobody_answers_for_an_office_but_its_own_people(role: Role) -> None:
    world = following()
    other = make_office(30) if role in (Role.REPORTER, Role.DIRECTOR) else None

    with pytest.raises(NotAllowed):
        answer(world.of("1"), **whole(A), seen_edit=0, by=actor_of(make_person(role, agency=other)))


def test_an_earlier_answer_never_changes() -> None:
    world = following()
    world.accept()
    step = FollowUpStep.objects.get()

    with pytest.raises(TypeError):
        step.save()
    with pytest.raises(TypeError):
        step.delete()


TEXT = st.text(max_size=30)
DAY = st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1))


@given(
    st.builds(
        Said,
        state=st.sampled_from(FollowUpState),
        reason=TEXT,
        plan=TEXT,
        who=TEXT,
        due_on=DAY,
        outcome=TEXT,
        done_on=DAY,
    )
)
def test_what_is_sound_says_what_its_state_needs(said: Said) -> None:
    given_on, today = dt.date(2024, 5, 1), dt.date(2024, 6, 1)
    tidy = said.tidied()

    faults = faults_of(tidy, given_on=given_on, today=today)

    assert tidy.tidied() == tidy
    assert {move.after for move in MOVES} == {A, N, D}
    if not faults:
        needed = {
            A: (tidy.plan, tidy.who, tidy.due_on),
            N: (tidy.reason,),
            D: (tidy.outcome, tidy.done_on),
        }
        assert all(needed.get(tidy.state, ()))
        assert tidy.done_on is None or tidy.done_on <= today
