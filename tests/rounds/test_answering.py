"""Saving an answer: nothing lost, nothing overwritten unseen, no false alarms."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from factories.reporting import Reporting, actor_of, reporting
from tidtam.forms.errors import AnswerProblem, StateProblem
from tidtam.forms.states import AnswerState
from tidtam.people.actor import PUBLIC
from tidtam.rounds.answering import (
    AnswerChange,
    SavedAnswer,
    restore_version,
    save_answer,
    save_answers,
)
from tidtam.rounds.content import content_of
from tidtam.rounds.errors import AnswerChangedMeanwhile, RoundIsNotOpen, TimeIsOver
from tidtam.rounds.models import Answer, AnswerVersion
from tidtam.rounds.places import places_of_submission
from tidtam.rounds.planning import close_round
from tidtam.rounds.states import Door
from tidtam.rounds.workspace import verify_answers, versions_of
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    return reporting()


def save(world: Reporting, value: object, *, seen: int | None = 0, **more: object) -> SavedAnswer:
    """Save the number of children of item 2, unless told otherwise."""
    given_ = {"question_code": "returned", "state": "answered", "by": world.by} | more
    code = str(given_.pop("question_code"))
    item = world.item(str(given_.pop("item", "2")))
    return save_answer(item.pk, code, seen_edit=seen, value=value, **given_)  # type: ignore[arg-type]


def test_a_save_is_stored_in_its_one_spelling_with_the_next_edit(world: Reporting) -> None:
    saved = save(world, "๑,๒๓๔")

    assert (saved.edit, saved.state, saved.value, saved.is_new, saved.blank) == (
        1,
        AnswerState.ANSWERED,
        "1234",
        True,
        0,
    )
    assert Answer.objects.get().value == '"1234"'


def test_the_second_save_on_an_old_edit_is_refused_and_shows_what_is_stored(
    world: Reporting,
) -> None:
    save(world, "10")
    colleague = save(world, "11", seen=1)

    with pytest.raises(AnswerChangedMeanwhile) as refusal:
        save(world, "12", seen=1)

    assert refusal.value.current.value == '"11"'
    assert refusal.value.current.edit == colleague.edit == 2
    assert Answer.objects.get().value == '"11"'


def test_two_people_who_type_the_same_are_not_alarmed(world: Reporting) -> None:
    save(world, "10")

    again = save(world, "10", seen=0)

    assert (again.edit, again.is_new) == (1, False)
    assert AnswerVersion.objects.count() == 1


def test_a_resend_whose_answer_was_lost_is_taken_as_saved(world: Reporting) -> None:
    save(world, "10", save_id="a-1")

    resent = save(world, "10", seen=0, save_id="a-1")

    assert (resent.edit, resent.is_new) == (1, False)


def test_answers_of_other_questions_never_conflict(world: Reporting) -> None:
    save(world, "10")

    note = save(world, "ก", question_code="note")

    assert note.edit == 1


def test_emptying_a_field_is_a_save_of_its_own_and_counts_as_blank_again(
    world: Reporting,
) -> None:
    save(world, "10")

    emptied = save(world, "", seen=1)

    assert (emptied.edit, emptied.state, emptied.blank) == (2, AnswerState.BLANK, 1)
    assert [version.value for version in AnswerVersion.objects.all()] == ['"10"', ""]


def test_an_empty_field_that_was_never_filled_makes_no_row(world: Reporting) -> None:
    saved = save(world, " ")

    assert (saved.edit, saved.is_new, Answer.objects.count()) == (0, False, 0)


def test_none_needs_a_reason_and_then_counts_as_answered(world: Reporting) -> None:
    with pytest.raises(StateProblem):
        save(world, None, state="none")

    saved = save(world, None, state="none", reason="ไม่มีเด็กออกกลางคัน")

    assert (saved.state, saved.reason, saved.blank) == (
        AnswerState.NONE,
        "ไม่มีเด็กออกกลางคัน",
        0,
    )


def test_what_cannot_be_read_is_refused_and_stores_nothing(world: Reporting) -> None:
    with pytest.raises(AnswerProblem):
        save(world, "สิบสอง")

    assert Answer.objects.count() == 0


@pytest.mark.parametrize("who", ["stranger", "director", "officer"])
def test_only_the_offices_reporters_write(world: Reporting, who: str) -> None:
    with pytest.raises(NotAllowed):
        save(world, "10", by=actor_of(getattr(world, who)))


def test_an_unknown_reader_writes_nothing(world: Reporting) -> None:
    with pytest.raises(NotAllowed):
        save(world, "10", by=PUBLIC)


def test_a_question_of_another_item_is_not_found(world: Reporting) -> None:
    with pytest.raises(NotFound):
        save(world, "10", question_code="schools")


def test_nothing_is_saved_after_the_last_moment_and_it_says_when_that_was() -> None:
    world = reporting(days=1)

    with (
        time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False),
        pytest.raises(TimeIsOver) as refusal,
    ):
        save(world, "10")

    assert "หมดเวลารายงานเมื่อ" in refusal.value.th
    assert Answer.objects.count() == 0


def test_late_work_is_taken_while_the_grace_lasts() -> None:
    world = reporting(days=1, grace=5)

    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        assert save(world, "10").is_new


def test_a_closed_round_takes_nothing(world: Reporting) -> None:
    close_round(world.round, by=actor_of(world.officer), reason="ครบกำหนด")

    with pytest.raises(RoundIsNotOpen):
        save(world, "10")


def test_every_earlier_text_can_be_read_and_brought_back(world: Reporting) -> None:
    save(world, "10")
    save(world, "20", seen=1)
    first = versions_of(world.by, item_pk=world.item("2").pk, question_code="returned").last()
    assert first is not None

    back = restore_version(first, seen_edit=2, by=world.by)

    assert (back.value, back.edit) == ("10", 3)
    assert list(AnswerVersion.objects.values_list("value", "door")) == [
        ('"10"', "page"),
        ('"20"', "page"),
        ('"10"', "restore"),
    ]


def test_a_colleague_of_another_office_reads_no_earlier_text(world: Reporting) -> None:
    save(world, "10")

    with pytest.raises(NotFound):
        versions_of(actor_of(world.stranger), item_pk=world.item("2").pk, question_code="returned")


def test_many_answers_are_saved_all_or_none(world: Reporting) -> None:
    save(world, "10")
    two, one = world.item("2").pk, world.item("1").pk
    good = AnswerChange(one, "schools", 0, "answered", "12/20")
    stale = AnswerChange(two, "returned", 0, "answered", "99")

    with pytest.raises(AnswerChangedMeanwhile):
        save_answers(world.submission, changes=[good, stale], door=Door.EXCEL, by=world.by)

    assert Answer.objects.filter(question_code="schools").count() == 0
    fresh = AnswerChange(two, "returned", 1, "answered", "99")
    counts = save_answers(world.submission, changes=[good, fresh], door=Door.EXCEL, by=world.by)
    assert counts == {"saved": 2, "unchanged": 0}


def test_an_import_into_another_offices_report_saves_nothing(world: Reporting) -> None:
    foreign = reporting_of_other(world)

    with pytest.raises(NotFound):
        save_answers(
            world.submission,
            changes=[AnswerChange(foreign, "returned", 0, "answered", "1")],
            door=Door.EXCEL,
            by=world.by,
        )


def reporting_of_other(world: Reporting) -> int:
    """The key of item 2 of the other office in the round."""
    other = world.round.submissions.exclude(pk=world.submission.pk).get()
    return int(other.items.get(node_code="2").pk)


def test_a_save_costs_the_same_few_queries_the_first_time_and_later(
    world: Reporting, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    by = world.by
    item = world.item("2").pk
    save(world, "1")  # the form is read once for each process
    with django_assert_num_queries(
        6
    ):  # place, savepoint, lock and answer, update, version, release
        save_answer(item, "returned", seen_edit=1, state="answered", value="2", by=by)


def test_texts_changed_behind_the_systems_back_are_noticed(world: Reporting) -> None:
    save(world, "10")
    save(world, "20", seen=1)
    assert (verify_answers().versions, verify_answers().broken) == (2, "")

    AnswerVersion.objects.filter(edit=1).update(value='"11"')

    assert verify_answers().broken != ""


def test_a_current_text_changed_behind_the_systems_back_is_noticed(world: Reporting) -> None:
    save(world, "10")

    Answer.objects.update(value='"11"')

    assert verify_answers().broken != ""


@pytest.mark.parametrize("half", ["12", {"n": "", "of": "20"}, "5/2"])
def test_a_half_or_impossible_count_is_kept_and_still_missing(
    world: Reporting, half: object
) -> None:
    more = {"question_code": "schools", "item": "1"}

    kept = save(world, half, **more)
    whole = save(world, "12/20", seen=1, **more)
    half_again = save(world, half, seen=2, **more)

    assert (kept.state, kept.blank) == (AnswerState.ANSWERED, 2)
    assert (whole.blank, half_again.blank) == (1, 2)


STEPS = st.lists(
    st.tuples(
        st.sampled_from([("1", "story"), ("1", "schools"), ("1", "way"), ("2", "returned")]),
        st.sampled_from(["answered", "none", "not_applicable", "blank"]),
        st.sampled_from(
            ["", "12/20", "12", {"n": "", "of": "20"}, "5/2", "5", "visit", "<p>ก</p>"]
        ),
    ),
    max_size=12,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS)
def test_the_count_of_blank_questions_is_always_what_the_answers_say(
    world: Reporting, steps: list[tuple[tuple[str, str], str, object]]
) -> None:
    for (item, question), state, value in steps:
        try:
            save(
                world,
                value,
                seen=None,
                item=item,
                question_code=question,
                state=state,
                reason="เหตุผล",
            )
        except (AnswerProblem, StateProblem):
            continue

    for item in content_of(world.fresh()).items:
        assert item.blank == sum(a.question.required and a.is_missing for a in item.answers)
    assert verify_answers().broken == ""
    assert [place.blank for place in places_of_submission(world.submission.pk)] == [
        item.blank for item in content_of(world.fresh()).items
    ]
