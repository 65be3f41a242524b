"""Single items go back to the office, are mended, and come back, while the rest stays."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine

from factories import make_person
from factories.reporting import Reporting, actor_of, reporting
from tidtam.history.queries import entries_about
from tidtam.notices.models import Message
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.rounds.answering import AnswerChange, save_answer, save_answers
from tidtam.rounds.attaching import Words, add_link
from tidtam.rounds.collecting import SENT_BACK, wall_of_reports
from tidtam.rounds.errors import (
    NothingToSendBack,
    NotReady,
    RoundIsNotOpen,
    ScreeningHasBegun,
    TimeIsOver,
)
from tidtam.rounds.models import Answer, Item, Receipt
from tidtam.rounds.planning import close_round
from tidtam.rounds.returning import (
    hold_for_screening,
    reopen_items,
    seen_content,
    send_items_back,
    sent_back_of,
)
from tidtam.rounds.states import Door, ItemState, SubmissionState
from tidtam.rounds.submitting import (
    approve,
    assign_items,
    missing_of,
    send,
    set_item_ready,
    submit,
    withdraw,
)
from tidtam.rounds.tasks import ItemWord, tasks_of
from tidtam.rounds.telling_items import due_returned, remind_returned
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
LACKS = "ยังไม่มีหลักฐานที่แสดงผล"
WEEK = dt.timedelta(days=7)


@pytest.fixture
def world() -> Reporting:
    """A report that was submitted."""
    made = reporting()
    for code, question in missing_of(made.fresh()):
        value = {"schools": "12/20", "returned": "7"}.get(question, "<p>ดำเนินการครบทุกโรงเรียน</p>")
        item = made.item(code).pk
        save_answer(item, question, seen_edit=0, state="answered", value=value, by=made.by)
    send(made.submission, by=made.by)
    approve(made.submission, by=made.director_actor)
    submit(made.submission, by=made.by)
    Message.objects.all().delete()
    return made


def send_back(world: Reporting, *codes: str, days: int = 7) -> dt.datetime:
    """The panel returns items; gives until when."""
    until = clock.now() + dt.timedelta(days=days)
    words = {world.item(code).pk: f"{LACKS} {code}" for code in codes}
    reopen_items(world.fresh(), words=words, due_at=until, by=actor_of(world.officer))
    return until


def write(world: Reporting, code: str, question: str, value: str, *, edit: int = 1) -> None:
    save_answer(
        world.item(code).pk, question, seen_edit=edit, state="answered", value=value, by=world.by
    )


def mend(world: Reporting, code: str = "2") -> None:
    """Change a returned item and mark it as done."""
    write(world, code, "returned", "9")
    set_item_ready(world.item(code), ready=True, by=world.by)


def test_only_what_was_sent_back_can_be_written(world: Reporting) -> None:
    send_back(world, "2")

    write(world, "2", "returned", "9")

    with pytest.raises(NotAllowed):
        write(world, "1", "story", "<p>ข้อความใหม่</p>")
    assert Answer.objects.get(item=world.item("2"), question_code="returned").edit == 2
    assert world.fresh().state == SubmissionState.SUBMITTED


def test_evidence_many_answers_and_owners_follow_the_item(world: Reporting) -> None:
    send_back(world, "2")
    open_item, closed = world.item("2"), world.item("1")

    add_link(open_item, url="https://example.go.th/a", link_kind="link", words=Words(), by=world.by)
    assign_items([open_item], owner=world.reporter, by=world.director_actor)
    change = AnswerChange(open_item.pk, "note", 0, "answered", "หมายเหตุ")
    save_answers(world.fresh(), changes=[change], door=Door.EXCEL, by=world.by)

    with pytest.raises(NotAllowed):
        add_link(
            closed, url="https://example.go.th/a", link_kind="link", words=Words(), by=world.by
        )
    with pytest.raises(NotAllowed):
        assign_items([open_item, closed], owner=None, by=world.director_actor)
    other = AnswerChange(closed.pk, "story", 1, "answered", "<p>ใหม่</p>")
    with pytest.raises(NotAllowed):
        save_answers(world.fresh(), changes=[change, other], door=Door.EXCEL, by=world.by)


def test_the_office_reads_what_is_missing_and_no_name(world: Reporting) -> None:
    until = send_back(world, "2")

    found = world.item("2")
    assert (found.state, found.word, found.open_until, found.moved_by) == (
        ItemState.RETURNED,
        f"{LACKS} 2",
        until,
        "คณะกลั่นกรอง",
    )
    told = Message.objects.filter(template="panel_returned").order_by("pk")
    assert [each.to_person_id for each in told] == [world.reporter.pk, world.director.pk]
    assert [each for each in told if world.officer.full_name in each.body + each.context] == []
    assert f"{LACKS} 2" in told[0].body


def test_each_reporter_hears_of_the_own_items_only(world: Reporting) -> None:
    other = make_person(Role.REPORTER, agency=world.office)
    Item.objects.filter(pk=world.item("1").pk).update(owner=world.reporter)
    Item.objects.filter(pk=world.item("2").pk).update(owner=other)

    send_back(world, "1", "2", "3")

    told = Message.objects.filter(template="panel_returned").order_by("to_person_id")
    lines = {
        each.to_person_id: [line["th"][:4] for line in json.loads(each.context)["missing"]]
        for each in told
    }
    assert lines == {
        world.reporter.pk: ["QP 1", "QP 3"],
        world.director.pk: ["QP 1", "QP 2", "QP 3"],
        other.pk: ["QP 2", "QP 3"],
    }


def test_the_director_sends_all_mended_items_back_in_one_act(world: Reporting) -> None:
    before = Receipt.objects.get(submission=world.submission)
    send_back(world, "1", "2")
    mend(world)
    set_item_ready(world.item("1"), ready=True, by=world.by)

    receipt = send_items_back(world.fresh(), by=world.director_actor)

    assert (receipt.number, receipt.mended, receipt.approved_by, receipt.issued_by) == (
        2,
        ["QP 1", "QP 2"],
        world.director.full_name,
        world.director.full_name,
    )
    told = json.loads(receipt.content)["instruments"][0]["items"]
    assert next(i for i in told if i["code"] == "2")["answers"][0]["value"] == "9"
    before.refresh_from_db()
    assert (before.withdrawn_at, before.checksum != receipt.checksum) == (None, True)
    left = Item.objects.filter(submission=world.submission)
    assert set(left.values_list("open_until", "state", "word")) == {(None, "ready", "")}
    with pytest.raises(NotAllowed):
        write(world, "2", "returned", "10", edit=2)


def test_when_it_was_first_submitted_stays(world: Reporting) -> None:
    first = world.fresh()
    send_back(world, "2", days=60)
    mend(world)

    with time_machine.travel(world.submission.due_at + WEEK, tick=False):
        send_items_back(world.fresh(), by=world.director_actor)

    now = world.fresh()
    assert (now.submitted_at, now.is_late) == (first.submitted_at, False)


def test_nothing_goes_back_while_an_item_is_not_done(world: Reporting) -> None:
    send_back(world, "1", "2")
    mend(world)

    with pytest.raises(NotReady) as refusal:
        send_items_back(world.fresh(), by=world.director_actor)

    assert refusal.value.items == ("QP 1",)
    assert world.fresh().receipts.count() == 1


def test_an_item_without_its_answers_is_not_done(world: Reporting) -> None:
    send_back(world, "2")
    mend(world)
    item = world.item("2").pk
    save_answer(item, "returned", seen_edit=2, state="blank", value=None, by=world.by)

    with pytest.raises(NotReady):
        send_items_back(world.fresh(), by=world.director_actor)


def test_what_changed_after_the_director_read_it_does_not_go(world: Reporting) -> None:
    send_back(world, "2")
    mend(world)
    seen = seen_content(world.fresh())
    write(world, "2", "returned", "10", edit=2)

    with pytest.raises(Conflict):
        send_items_back(world.fresh(), seen=seen, by=world.director_actor)

    again = seen_content(world.fresh())
    assert send_items_back(world.fresh(), seen=again, by=world.director_actor).number == 2


def test_after_its_moment_an_item_closes_as_it_stands(world: Reporting) -> None:
    until = send_back(world, "2")
    write(world, "2", "returned", "9")

    with time_machine.travel(until + dt.timedelta(seconds=1), tick=False):
        with pytest.raises(TimeIsOver, match="หมดเวลาแก้ข้อนี้เมื่อ"):
            write(world, "2", "returned", "10", edit=2)
        with pytest.raises(TimeIsOver):
            set_item_ready(world.item("2"), ready=True, by=world.by)
        with pytest.raises(NothingToSendBack):
            send_items_back(world.fresh(), by=world.director_actor)
        found = sent_back_of(world.fresh())

    assert (found.open, [item.name for item in found.over]) == ((), ["QP 2"])
    assert Answer.objects.get(item=world.item("2"), question_code="returned").value == '"9"'


def test_an_item_may_be_returned_again_after_its_moment(world: Reporting) -> None:
    until = send_back(world, "2")

    with pytest.raises(BadInput):
        send_back(world, "2")
    with time_machine.travel(until + dt.timedelta(seconds=1), tick=False):
        later = send_back(world, "2")

    assert world.item("2").open_until == later


def test_reports_that_are_not_submitted_have_no_items_to_return() -> None:
    fresh = reporting()

    with pytest.raises(NotAllowed):
        send_back(fresh, "2")


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_moment_out_of_range_is_refused(world: Reporting, days: int) -> None:
    with pytest.raises(BadInput):
        send_back(world, "2", days=days)

    assert world.item("2").open_until is None


def test_words_are_needed_and_items_must_be_of_the_report(world: Reporting) -> None:
    until, by = clock.now() + WEEK, actor_of(world.officer)

    with pytest.raises(BadInput):
        reopen_items(world.fresh(), words={world.item("2").pk: "  "}, due_at=until, by=by)
    with pytest.raises(NotFound):
        reopen_items(world.fresh(), words={987_654: LACKS}, due_at=until, by=by)


def test_a_closed_round_returns_nothing_and_takes_nothing(world: Reporting) -> None:
    send_back(world, "2")
    close_round(world.round, by=actor_of(world.officer), reason="จบรอบ")

    with pytest.raises(RoundIsNotOpen):
        send_back(world, "1")
    with pytest.raises(RoundIsNotOpen):
        write(world, "2", "returned", "9")
    with pytest.raises(RoundIsNotOpen):
        send_items_back(world.fresh(), by=world.director_actor)


@pytest.mark.parametrize("who", ["reporter", "director", "stranger"])
def test_the_office_returns_nothing_to_itself(world: Reporting, who: str) -> None:
    words = {world.item("2").pk: LACKS}
    with pytest.raises(NotAllowed):
        reopen_items(
            world.fresh(), words=words, due_at=clock.now() + WEEK, by=actor_of(getattr(world, who))
        )


@pytest.mark.parametrize("who", ["reporter", "stranger", "officer"])
def test_only_the_offices_director_sends_back(world: Reporting, who: str) -> None:
    send_back(world, "2")
    mend(world)

    with pytest.raises(NotAllowed):
        send_items_back(world.fresh(), by=actor_of(getattr(world, who)))


def test_a_director_of_another_office_sends_nothing(world: Reporting) -> None:
    other = make_person(Role.DIRECTOR, agency=office_of_the_stranger(world))
    send_back(world, "2")
    mend(world)

    with pytest.raises(NotAllowed):
        send_items_back(world.fresh(), by=actor_of(other))


def office_of_the_stranger(world: Reporting) -> Agency | None:
    """The office for which the stranger reports."""
    post = world.stranger.posts.select_related("agency").get()
    return post.agency


def test_a_report_is_withdrawn_until_screening_begins(world: Reporting) -> None:
    withdraw(world.fresh(), reason="แก้ตัวเลข", by=world.by)
    assert world.fresh().state == SubmissionState.FILLING


@pytest.mark.parametrize("begun_by", ["returning", "holding"])
def test_then_it_is_not_withdrawn_any_more(world: Reporting, begun_by: str) -> None:
    if begun_by == "returning":
        send_back(world, "2")
    else:
        hold_for_screening(world.fresh())

    with pytest.raises(ScreeningHasBegun, match="ส่วนกลาง"):
        withdraw(world.fresh(), reason="แก้ตัวเลข", by=world.by)

    assert world.fresh().state == SubmissionState.SUBMITTED


def test_the_task_list_says_until_when(world: Reporting) -> None:
    until = send_back(world, "2")

    told = {task.node.code: task for group in tasks_of(world.fresh()) for task in group.tasks}

    assert (told["2"].how_far, told["2"].alone_until) == (ItemWord.RETURNED, until)
    assert (told["1"].how_far, told["1"].alone_until) == (None, None)
    write(world, "2", "returned", "9")
    told = {task.node.code: task for group in tasks_of(world.fresh()) for task in group.tasks}
    assert told["2"].how_far is ItemWord.MENDED


def test_the_wall_shows_who_has_items_again(world: Reporting) -> None:
    send_back(world, "1", "2")

    rows = wall_of_reports(world.round, actor=actor_of(world.officer))

    flags = {row.office.code: (SENT_BACK in row.flags, row.progress.alone) for row in rows}
    assert flags == {"1021010000": (True, 2), "1022010000": (False, 0)}


def test_the_director_hears_once_all_is_mended(world: Reporting) -> None:
    send_back(world, "1", "2")
    mend(world)
    assert not Message.objects.filter(template="returned_ready").exists()

    set_item_ready(world.item("1"), ready=True, by=world.by)

    told = Message.objects.get(template="returned_ready")
    assert (told.to_person_id, json.loads(told.context)["items"]) == (
        world.director.pk,
        "QP 1, QP 2",
    )


def test_the_office_hears_that_it_was_received_with_the_new_number(world: Reporting) -> None:
    send_back(world, "2")
    mend(world)

    send_items_back(world.fresh(), by=world.director_actor)

    told = Message.objects.filter(template="submitted").order_by("pk")
    assert [(m.to_person_id, json.loads(m.context)["receipt"]) for m in told] == [
        (world.reporter.pk, "2"),
        (world.director.pk, "2"),
    ]


def test_a_reminder_goes_on_the_rounds_days_once_a_day(world: Reporting) -> None:
    until = send_back(world, "2", days=7)
    assert due_returned(clock.now()) == []  # told today already

    with time_machine.travel(until - dt.timedelta(days=3), tick=False):
        assert due_returned(clock.now()) == [world.submission.pk]
        people = [remind_returned(world.submission.pk, by=SYSTEM) for _ in range(2)]
        assert due_returned(clock.now()) == []
    with time_machine.travel(until - dt.timedelta(days=2), tick=False):
        assert due_returned(clock.now()) == []

    assert people == [2, 0]
    told = Message.objects.filter(template="reminder_returned").order_by("pk")
    assert [each.to_person_id for each in told] == [world.reporter.pk, world.director.pk]
    assert f"{LACKS} 2" in told[0].body


def test_no_reminder_once_it_went_back(world: Reporting) -> None:
    until = send_back(world, "2", days=7)
    mend(world)
    send_items_back(world.fresh(), by=world.director_actor)

    with time_machine.travel(until - dt.timedelta(days=3), tick=False):
        assert due_returned(clock.now()) == []
        assert remind_returned(world.submission.pk, by=SYSTEM) == 0


def test_both_acts_are_recorded(world: Reporting) -> None:
    send_back(world, "2")
    mend(world)
    send_items_back(world.fresh(), by=world.director_actor)

    acts = [e.act for e in entries_about(f"rounds.submission:{world.submission.pk}")]
    assert acts[-3:] == ["items.return", "items.ready", "items.send_back"]
