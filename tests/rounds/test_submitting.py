"""A report goes from its reporters to the director to the bureau, and back, in one table."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine

from factories.reporting import Reporting, actor_of, reporting
from tidtam.history.queries import entries_about
from tidtam.people.actor import Actor
from tidtam.people.roles import RIGHTS, Role, Scope
from tidtam.rounds.answering import save_answer
from tidtam.rounds.content import checksum_of
from tidtam.rounds.errors import NotComplete, TimeIsOver
from tidtam.rounds.models import Item, Receipt, Submission
from tidtam.rounds.planning import extend
from tidtam.rounds.states import MOVES, ItemState, SubmissionState
from tidtam.rounds.submitting import (
    approve,
    assign_items,
    missing_of,
    return_items,
    send,
    set_item_ready,
    submit,
    withdraw,
)
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    return reporting()


def answer_all(world: Reporting) -> None:
    """Say something to every required question of the report."""
    for code, question in missing_of(world.fresh()):
        value = {"schools": "12/20", "returned": "7"}.get(question, "<p>ดำเนินการครบทุกโรงเรียน</p>")
        save_answer(
            world.item(code).pk,
            question,
            seen_edit=0,
            state="answered",
            value=value,
            by=world.by,
        )


def submitted(world: Reporting) -> Receipt:
    answer_all(world)
    send(world.submission, by=world.by)
    approve(world.submission, by=world.director_actor)
    return submit(world.submission, by=world.by)


def test_a_report_with_blank_questions_is_not_sent_and_says_which(world: Reporting) -> None:
    with pytest.raises(NotComplete) as refusal:
        send(world.submission, by=world.by)

    assert refusal.value.missing[:3] == (("1", "story"), ("1", "schools"), ("2", "returned"))
    assert world.fresh().state == SubmissionState.FILLING


def test_three_people_bring_a_report_to_the_bureau(world: Reporting) -> None:
    receipt = submitted(world)

    done = world.fresh()
    assert (done.state, done.approved_by, done.submitted_by, done.is_late) == (
        SubmissionState.SUBMITTED,
        world.director.full_name,
        world.reporter.full_name,
        False,
    )
    assert receipt.number == 1
    assert receipt.checksum == checksum_of(receipt.content)
    acts = [e.act for e in entries_about(f"rounds.submission:{world.submission.pk}")]
    assert acts == ["submissions.send", "submissions.approve", "submissions.submit"]


def test_the_receipt_seals_every_answer_as_it_was_approved(world: Reporting) -> None:
    receipt = submitted(world)

    content = json.loads(receipt.content)
    first = content["instruments"][0]["items"][0]
    told = {answer["question"]: answer["value"] for answer in first["answers"]}
    assert told["schools"] == {"n": "12", "of": "20"}
    approved = entries_about(f"rounds.submission:{world.submission.pk}").get(
        act="submissions.approve"
    )
    assert approved.detail == {"content": receipt.checksum}


def test_nothing_is_written_while_the_director_has_it(world: Reporting) -> None:
    answer_all(world)
    send(world.submission, by=world.by)

    with pytest.raises(NotAllowed) as refusal:
        save_answer(
            world.item("2").pk, "returned", seen_edit=1, state="answered", value="8", by=world.by
        )

    assert "รอผู้อำนวยการอนุมัติ" in refusal.value.th


def test_the_director_returns_single_items_with_a_word(world: Reporting) -> None:
    answer_all(world)
    send(world.submission, by=world.by)

    return_items(
        world.submission,
        words={world.item("2").pk: "ตรวจจำนวนอีกครั้ง"},
        word="ขอบคุณ เหลือข้อเดียว",
        by=world.director_actor,
    )

    back = world.fresh()
    assert (back.state, back.word) == (SubmissionState.FILLING, "ขอบคุณ เหลือข้อเดียว")
    assert list(
        Item.objects.filter(submission=back, state=ItemState.RETURNED.value).values_list(
            "node_code", "word"
        )
    ) == [("2", "ตรวจจำนวนอีกครั้ง")]


def test_a_return_without_a_word_is_refused(world: Reporting) -> None:
    answer_all(world)
    send(world.submission, by=world.by)

    with pytest.raises(BadInput):
        return_items(world.submission, words={world.item("2").pk: "  "}, by=world.director_actor)


def test_an_item_of_another_report_is_not_returned(world: Reporting) -> None:
    answer_all(world)
    send(world.submission, by=world.by)
    other = Item.objects.exclude(submission=world.submission).first()
    assert other is not None

    with pytest.raises(NotFound):
        return_items(world.submission, words={other.pk: "แก้"}, by=world.director_actor)

    assert world.fresh().state == SubmissionState.WAITING


def test_a_submitted_report_is_withdrawn_with_a_reason_and_its_receipt_says_so(
    world: Reporting,
) -> None:
    receipt = submitted(world)
    with pytest.raises(BadInput):
        withdraw(world.submission, reason="", by=world.by)

    withdraw(world.submission, reason="แนบไฟล์ผิด", by=world.by)

    receipt.refresh_from_db()
    assert receipt.withdrawn_at is not None
    assert world.fresh().state == SubmissionState.FILLING
    send(world.submission, by=world.by)
    approve(world.submission, by=world.director_actor)
    assert submit(world.submission, by=world.by).number == 2


def test_after_the_deadline_nothing_is_withdrawn_or_submitted() -> None:
    world = reporting(days=1)
    answer_all(world)
    send(world.submission, by=world.by)

    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        with pytest.raises(TimeIsOver):
            withdraw(world.submission, reason="ก", by=world.by)
        with pytest.raises(TimeIsOver):
            approve(world.submission, by=world.director_actor)


def test_more_time_for_one_office_reopens_it_and_late_stays_visible() -> None:
    world = reporting(days=1)
    answer_all(world)

    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        extend(
            world.submission,
            until=clock.now() + dt.timedelta(days=1),
            reason="น้ำท่วม",
            by=actor_of(world.officer),
        )
        send(world.submission, by=world.by)
        approve(world.submission, by=world.director_actor)
        submit(world.submission, by=world.by)

    assert world.fresh().is_late
    other = Submission.objects.exclude(pk=world.submission.pk).get()
    assert other.open_until == other.due_at


def test_an_item_is_owned_by_a_reporter_of_the_office_only(world: Reporting) -> None:
    items = [world.item("1"), world.item("2")]

    with pytest.raises(BadInput):
        assign_items(items, owner=world.stranger, by=world.by)

    assert assign_items(items, owner=world.reporter, by=world.director_actor) == 2
    assert world.item("1").owner == world.reporter


def test_an_item_with_blank_questions_is_not_done(world: Reporting) -> None:
    with pytest.raises(NotComplete) as refusal:
        set_item_ready(world.item("2"), ready=True, by=world.by)

    assert refusal.value.missing == (("2", "returned"),)
    assert world.item("2").state == ItemState.OPEN


ACTS = ("submissions.send", "submissions.return", "submissions.approve")
ACTS += ("submissions.submit", "submissions.withdraw", "answers.write", "items.assign")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["reporter", "director", "officer", "stranger"])
@pytest.mark.parametrize("state", [state.value for state in SubmissionState])
def test_each_act_is_open_exactly_where_the_table_says(
    world: Reporting, act: str, who: str, state: str
) -> None:
    actor: Actor = actor_of(getattr(world, who))
    expected = any(
        right.act == act
        and (not right.states or state in right.states)
        and any(
            post.role in right.roles
            and (right.scope is Scope.ANY or post.agency_code == world.office.code)
            for post in actor.posts
        )
        for right in RIGHTS
    )

    assert actor.may(act, agency_code=world.office.code, state=state) is expected
    if who == "stranger":
        assert not expected


def test_every_move_has_its_line_in_the_table_of_rights() -> None:
    allowed = {(right.act, state) for right in RIGHTS for state in right.states}

    assert {(move.act, move.before.value) for move in MOVES} <= allowed
    assert not any(Role.PUBLIC in right.roles for right in RIGHTS if right.act in ACTS)
