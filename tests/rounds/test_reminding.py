"""Offices are told and reminded: each person of what is theirs, nobody twice a day."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import LONG_AGO, make_person
from factories.reporting import Reporting, actor_of, make_open_round, reporting
from tidtam.jobs.reminders import tell_and_remind
from tidtam.notices.models import Message
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person, Post
from tidtam.people.roles import Role
from tidtam.rounds.models import Item, Submission
from tidtam.rounds.planning import StageDates, close_round, extend, set_stages
from tidtam.rounds.reminding import (
    Reminded,
    due_reminders,
    foreseen,
    parse_days,
    remind,
    set_reminder_days,
)
from tidtam.rounds.states import StageCode
from tidtam.rounds.telling import extend_and_tell
from tidtam.rounds.workspace import content_of_item
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed, WrongState

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 6, 1, 2, 0, tzinfo=dt.UTC)  # 9.00 in Thailand
FORM = """
code: qp-form-2566
fiscal_year: 2566
version: 1
title: {th: "แบบรายงานทดสอบ", en: "Test form"}
framework: qp-2566
items:
  - code: "1"
    questions:
      - {code: a, title: {th: "ผลการดำเนินงาน", en: "What was done"}, answer: {kind: text}}
      - {code: b, title: {th: "ปัญหา", en: "Problems"}, answer: {kind: text}}
      - {code: c, title: {th: "ข้อเสนอแนะ", en: "Advice"}, answer: {kind: text}}
      - {code: d, title: {th: "หลักฐาน", en: "Evidence"}, answer: {kind: text}}
      - {code: e, title: {th: "หมายเหตุ", en: "Note"}, answer: {kind: line}, required: false}
  - code: "2"
    questions:
      - {code: n, title: {th: "จำนวนเด็ก", en: "Children"}, answer: {kind: number}}
  - code: "3"
    questions:
      - {code: note, title: {th: "หมายเหตุ", en: "Note"}, answer: {kind: line}, required: false}
"""


@pytest.fixture
def world() -> Reporting:
    """An office with three items, of which two lack something; due on 1 July 2569 (B.E.)."""
    with time_machine.travel(MORNING, tick=False):
        made = reporting(source=FORM)
        for person in (made.reporter, made.director):
            Person.objects.filter(pk=person.pk).update(email=f"p{person.pk}@example.org")
    # What the form does not ask is no item; what is left has blanks to be told.
    Item.objects.filter(submission__round=made.round).exclude(
        node_code__in=["1", "2", "3"]
    ).delete()
    return made


def reminders() -> dict[int | None, Message]:
    return {m.to_person_id: m for m in Message.objects.filter(template="reminder_missing")}


def lines(message: Message) -> list[str]:
    return [line for line in message.body.splitlines() if line.startswith("- ")]


def give(world: Reporting, code: str, person: Person) -> None:
    Item.objects.filter(submission=world.submission, node_code=code).update(owner=person)


def label(world: Reporting, code: str) -> str:
    node = content_of_item(world.item(code)).items[0].node
    title = node.title.th if len(node.title.th) <= 120 else f"{node.title.th[:120]}…"
    return f"QP {node.label.th} {title}"


@time_machine.travel(MORNING, tick=False)
def test_the_letter_says_what_is_missing_until_when_and_where(world: Reporting) -> None:
    assert remind(world.fresh(), by=SYSTEM) == Reminded(people=2)

    letter = reminders()[world.reporter.pk]
    code = world.round.code
    assert letter.subject == (f"ยังขาดบางรายการ: รอบทดสอบ {code} กำหนดส่งวันพุธที่ 1 กรกฎาคม 2569")
    assert lines(letter) == [
        f"- {label(world, '1')}: ยังไม่ตอบ ผลการดำเนินงาน, ปัญหา, ข้อเสนอแนะ และอีก 1 คำถาม",
        f"- {label(world, '2')}: ยังไม่ตอบ จำนวนเด็ก",
    ]
    assert letter.body.endswith(f"/office/{code}/1021010000/")
    assert "no answer to What was done, Problems, Advice and 1 more" in letter.body_en


@time_machine.travel(MORNING, tick=False)
def test_the_director_hears_of_the_whole_in_numbers(world: Reporting) -> None:
    remind(world.fresh(), by=SYSTEM)

    assert lines(reminders()[world.director.pk]) == ["- QP: ยังไม่ครบ 2 จาก 3 ข้อ ยังไม่ตอบ 5 คำถาม"]


@time_machine.travel(MORNING, tick=False)
def test_owners_hear_of_their_own_and_all_of_what_nobody_has(world: Reporting) -> None:
    other = make_person(Role.REPORTER, agency=world.office)
    idle = make_person(Role.REPORTER, agency=world.office)
    gone = make_person(Role.REPORTER)
    give(world, "1", world.reporter)
    give(world, "2", other)

    remind(world.fresh(), by=SYSTEM)
    found = reminders()
    assert [line[:2] for line in lines(found[other.pk])] == ["- "]
    assert label(world, "2") in found[other.pk].body
    assert label(world, "1") not in found[other.pk].body
    assert idle.pk not in found
    assert set(found) == {world.reporter.pk, other.pk, world.director.pk}

    give(world, "2", gone)  # left the office: the rest must do it
    with time_machine.travel(MORNING + dt.timedelta(days=1), tick=False):
        remind(world.fresh(), by=SYSTEM)
        assert label(world, "2") in Message.objects.get(to_person=idle).body


@time_machine.travel(MORNING, tick=False)
def test_a_returned_item_is_told_with_its_word(world: Reporting) -> None:
    Item.objects.filter(submission=world.submission).update(blank=0)
    Item.objects.filter(submission=world.submission, node_code="2").update(
        state="returned", word="ตรวจตัวเลขอีกครั้ง"
    )

    remind(world.fresh(), by=SYSTEM)

    assert lines(reminders()[world.reporter.pk]) == [
        f"- {label(world, '2')}: ส่งคืนให้แก้ (ตรวจตัวเลขอีกครั้ง)"
    ]


@pytest.mark.parametrize(
    ("state", "told", "line"),
    [
        ("waiting", {"director"}, "- รายงานรอท่านอนุมัติหรือส่งคืนให้แก้"),
        ("approved", {"reporter", "director"}, "- อนุมัติแล้ว แต่ยังไม่ได้ส่งถึงส่วนกลาง"),
    ],
)
@time_machine.travel(MORNING, tick=False)
def test_whoever_has_the_report_now_is_reminded(
    world: Reporting, state: str, told: set[str], line: str
) -> None:
    Submission.objects.filter(pk=world.submission.pk).update(state=state)

    remind(world.fresh(), by=SYSTEM)

    found = reminders()
    assert set(found) == {getattr(world, name).pk for name in told}
    assert {tuple(lines(message)) for message in found.values()} == {(line,)}


@time_machine.travel(MORNING, tick=False)
def test_a_complete_report_is_to_be_sent(world: Reporting) -> None:
    Item.objects.filter(submission=world.submission).update(blank=0)

    remind(world.fresh(), by=SYSTEM)

    assert lines(reminders()[world.reporter.pk]) == ["- ตอบครบทุกข้อแล้ว แต่ยังไม่ได้ส่งให้ผู้อำนวยการ"]
    assert lines(reminders()[world.director.pk]) == ["- ตอบครบทุกข้อแล้ว ผู้รายงานยังไม่ได้ส่งให้ท่าน"]


def test_after_the_end_the_way_to_more_time_is_told(world: Reporting) -> None:
    with time_machine.travel(world.submission.open_until + dt.timedelta(hours=1), tick=False):
        remind(world.fresh(), by=SYSTEM)

    assert lines(reminders()[world.director.pk])[0] == (
        "- หมดเวลารายงานแล้ว โปรดขอขยายเวลาจากส่วนกลาง (สตผ.) พร้อมเหตุผล"
    )


@time_machine.travel(MORNING, tick=False)
def test_nobody_is_reminded_twice_on_a_day(world: Reporting) -> None:
    assert remind(world.fresh(), by=SYSTEM) == Reminded(people=2)
    assert remind(world.fresh(), by=actor_of(world.officer)) == Reminded(why="today")
    assert len(reminders()) == Message.objects.count() == 2

    with time_machine.travel(MORNING + dt.timedelta(hours=15), tick=False):  # next day there
        assert remind(world.fresh(), by=SYSTEM) == Reminded(people=2)


def test_who_has_submitted_or_has_nobody_is_left_alone(world: Reporting) -> None:
    Submission.objects.filter(pk=world.submission.pk).update(state="submitted")
    other = make_open_round(offices=3, code="empty", source=FORM)
    lonely = Submission.objects.get(round=other, office__code="1023010000")

    assert remind(world.fresh(), by=SYSTEM) == Reminded(why="done")
    assert remind(lonely, by=SYSTEM) == Reminded(why="nobody")
    assert not Message.objects.exists()


def test_a_closed_round_reminds_nobody(world: Reporting) -> None:
    close_round(world.round, reason="จบ", by=SYSTEM)

    with pytest.raises(WrongState, match="ไม่ได้เปิดรับรายงาน"):
        remind(world.fresh(), by=SYSTEM)


@pytest.mark.parametrize("who", ["reporter", "director", "stranger"])
def test_only_the_bureau_reminds(world: Reporting, who: str) -> None:
    with pytest.raises(NotAllowed):
        remind(world.fresh(), by=actor_of(getattr(world, who)))


# ---------------------------------------------------------------- the round's days


@pytest.mark.parametrize(
    ("days", "is_due"),
    [(15, False), (14, True), (8, False), (7, True), (3, True), (1, True), (0, True), (-1, True)],
)
def test_offices_are_reminded_on_the_rounds_days(world: Reporting, days: int, is_due: bool) -> None:
    with time_machine.travel(world.submission.due_at - dt.timedelta(days=days), tick=False):
        due = due_reminders(clock.now())

    assert [each.office.code for each in due] == (["1021010000", "1022010000"] if is_due else [])


def test_days_count_from_the_day_of_a_prolonged_office(world: Reporting) -> None:
    until = world.submission.due_at + dt.timedelta(days=5)
    with time_machine.travel(MORNING, tick=False):
        extend(world.submission, until=until, reason="น้ำท่วม", by=SYSTEM)

    with time_machine.travel(until - dt.timedelta(days=3), tick=False):
        assert [each.office.code for each in due_reminders(clock.now())] == ["1021010000"]
        remind(world.fresh(), by=SYSTEM)

    assert "กำหนดส่งวันจันทร์ที่ 6 กรกฎาคม 2569" in reminders()[world.reporter.pk].subject


def test_the_work_may_run_again_without_harm(world: Reporting) -> None:
    with time_machine.travel(world.submission.due_at - dt.timedelta(days=7), tick=False):
        first = tell_and_remind(clock.now())
        told = Message.objects.count()
        second = tell_and_remind(clock.now())

    assert (first, second) == ((2, 3), (0, 0))
    assert Message.objects.count() == told == 6  # opened and reminded: two, and the stranger


def test_a_round_without_days_reminds_nobody_by_itself(world: Reporting) -> None:
    set_reminder_days(world.round, days=[], by=SYSTEM)

    with time_machine.travel(world.submission.due_at, tick=False):
        assert due_reminders(clock.now()) == []


@pytest.mark.parametrize(
    ("text", "days"),
    [("14, 7,3 1;0".replace(";", ","), (14, 7, 3, 1, 0)), ("", ()), ("1,1,-1", (1, -1))],
)
def test_days_are_read_from_text(text: str, days: tuple[int, ...]) -> None:
    assert parse_days(text) == days


@pytest.mark.parametrize("text", ["สิบ", "1.5", "9999", ",".join("123456789") + ",10,11,12,13"])
def test_other_days_are_refused(text: str) -> None:
    with pytest.raises(BadInput, match="วันเตือน"):
        parse_days(text)


def test_looking_for_whom_to_remind_is_one_question(world: Reporting) -> None:
    with CaptureQueriesContext(connection) as asked:
        due_reminders(world.submission.due_at)

    assert len(asked) == 1


# ---------------------------------------------------------------- telling


@time_machine.travel(MORNING, tick=False)
def test_people_are_told_once_that_the_round_is_open(world: Reporting) -> None:
    both = make_person(Role.DIRECTOR, agency=world.office)
    Post.objects.create(
        person=both, role=Role.REPORTER.value, agency=world.office, starts_on=LONG_AGO
    )

    tell_and_remind(clock.now())
    tell_and_remind(clock.now())

    told = Message.objects.filter(template="round_opened")
    assert sorted(m.to_person_id or 0 for m in told) == sorted(
        [world.reporter.pk, world.director.pk, both.pk, world.stranger.pk]
    )
    assert "กำหนดส่งวันพุธที่ 1 กรกฎาคม 2569" in told.get(to_person=both).body


@time_machine.travel(MORNING, tick=False)
def test_an_extension_is_told_with_its_reason(world: Reporting) -> None:
    until = world.submission.due_at + dt.timedelta(days=5)

    extend_and_tell(world.fresh(), until=until, reason="น้ำท่วม", by=actor_of(world.officer))

    told = Message.objects.filter(template="extension_given")
    assert {m.to_person_id for m in told} == {world.reporter.pk, world.director.pk}
    assert {m.body.splitlines()[1] for m in told} == {"เหตุผล: น้ำท่วม"}
    assert "ถึงวันจันทร์ที่ 6 กรกฎาคม 2569" in told[0].subject


def test_a_closed_round_gives_nobody_more_time(world: Reporting) -> None:
    close_round(world.round, reason="จบ", by=SYSTEM)
    until = world.submission.due_at + dt.timedelta(days=5)

    with pytest.raises(WrongState, match="จึงขยายเวลาไม่ได้"):
        extend_and_tell(world.fresh(), until=until, reason="น้ำท่วม", by=SYSTEM)
    assert not Message.objects.exists()


@time_machine.travel(MORNING, tick=False)
def test_a_changed_day_is_told_once_to_those_whose_day_it_is(world: Reporting) -> None:
    tell_and_remind(clock.now())
    stage = world.round.stages.get()
    sooner = StageDates(stage.starts_at, stage.due_at - dt.timedelta(days=2))

    set_stages(world.round, dates={StageCode.REPORT: sooner}, by=SYSTEM)
    set_stages(world.round, dates={StageCode.REPORT: sooner}, by=SYSTEM)
    tell_and_remind(clock.now())
    tell_and_remind(clock.now())

    told = Message.objects.filter(template="dates_changed", to_person=world.reporter)
    assert [m.body.splitlines()[0].rpartition("เป็น")[2] for m in told] == ["วันจันทร์ที่ 29 มิถุนายน 2569"]


@time_machine.travel(MORNING, tick=False)
def test_a_newer_extension_withdraws_the_waiting_notice_of_the_older(world: Reporting) -> None:
    for days in (5, 9):
        until = world.submission.due_at + dt.timedelta(days=days)
        extend_and_tell(world.fresh(), until=until, reason="น้ำท่วม", by=SYSTEM)

    told = Message.objects.filter(template="extension_given", to_person=world.reporter)
    assert [m.state for m in told.order_by("pk")] == ["dropped", "waiting"]


@pytest.mark.parametrize("state", ["filling", "waiting", "approved", "submitted"])
@pytest.mark.parametrize("owned", [False, True])
@pytest.mark.parametrize("complete", [False, True])
def test_what_is_foreseen_is_what_happens(
    world: Reporting, state: str, owned: bool, complete: bool
) -> None:
    if owned:
        Item.objects.filter(submission=world.submission).update(owner=world.reporter)
        second = make_person(role=Role.REPORTER, agency=world.office)
        assert second.pk
    if complete:
        Item.objects.filter(submission=world.submission).delete()
    Submission.objects.filter(pk=world.submission.pk).update(state=state)
    submission = world.fresh()

    assert foreseen([submission]) == {submission.pk: remind(submission, by=SYSTEM)}
