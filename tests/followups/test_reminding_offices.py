"""Offices are reminded of what they have not answered and of planned days that are over, once."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from factories import make_region
from factories.following import Following, following
from tidtam.followups.models import FollowUp
from tidtam.followups.reminding import due_offices, remind_office
from tidtam.followups.states import FollowUpState
from tidtam.history.queries import entries_about
from tidtam.jobs.reminders import tell_and_remind
from tidtam.notices.models import Message
from tidtam.people.actor import SYSTEM
from tidtam.results.models import Embargo
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db

PUBLISHED = dt.datetime(2026, 6, 1, 3, 0, tzinfo=dt.UTC)  # 10.00 in Thailand


@pytest.fixture
def world() -> Following:
    """Two recommendations published on 1 June, none answered."""
    with time_machine.travel(PUBLISHED, tick=False):
        return following()


def after(days: int, *, hours: int = 0) -> dt.datetime:
    return PUBLISHED + dt.timedelta(days=days, hours=hours)


def look(days: int) -> None:
    """One look of the worker, so many days after publication."""
    with time_machine.travel(after(days), tick=False):
        tell_and_remind(clock.now())


def letters(template: str = "reminder_follow_ups") -> list[Message]:
    return list(Message.objects.filter(template=template).order_by("pk"))


def test_after_thirty_and_sixty_days_the_people_of_the_office_hear_how_many_wait(
    world: Following,
) -> None:
    for days in (29, 30, 31, 59, 60, 61, 90):
        look(days)

    office = world.offices[0].short_th
    assert [(each.to_person, each.subject.split(":")[0]) for each in letters()] == [
        (person, "ยังมีข้อเสนอแนะรอตอบรับ 2 ข้อ")
        for _days in (30, 60)
        for person in (world.reporter, world.director)
    ]
    assert [
        f"มาแล้ว {days} วัน {office}" in each.body
        for days, each in zip((30, 30, 60, 60), letters(), strict=True)
    ] == [True] * 4


def test_what_is_answered_is_not_asked_for(world: Following) -> None:
    with time_machine.travel(after(5), tick=False):
        world.accept("1", days=300)
    look(30)

    assert {each.subject.split(":")[0] for each in letters()} == {"ยังมีข้อเสนอแนะรอตอบรับ 1 ข้อ"}


def test_where_nothing_waits_nobody_hears_anything(world: Following) -> None:
    with time_machine.travel(after(5), tick=False):
        for code in ("1", "2"):
            world.say(code, FollowUpState.DECLINED, reason="ดำเนินการอยู่แล้วตามแผนเดิม")
    look(30)

    assert letters() == []


def test_a_worker_that_was_down_tells_late_but_digs_up_nothing_old(world: Following) -> None:
    look(40)
    assert len(letters()) == 2

    look(75)
    assert len(letters()) == 2


def test_a_planned_day_that_is_over_is_told_once_and_a_new_one_again(world: Following) -> None:
    with time_machine.travel(after(1), tick=False):
        world.accept("1", days=9)
    for days in (10, 11, 12, 13):
        look(days)

    told = letters("reminder_planned_days")
    assert [each.to_person for each in told] == [world.reporter, world.director]
    assert "- QP 1: 11 มิถุนายน 2569" in told[0].body

    with time_machine.travel(after(13), tick=False):
        world.accept("1", days=2)
    look(15)
    assert len(letters("reminder_planned_days")) == 2
    look(16)
    assert len(letters("reminder_planned_days")) == 4


def test_an_office_whose_result_is_held_back_hears_nothing_until_it_is_not(
    world: Following,
) -> None:
    held = Embargo.objects.create(
        round=world.round,
        region=make_region("2"),
        reason="รอ",
        made_at=PUBLISHED,
        made_by="test",
    )
    look(30)
    before = letters()
    Embargo.objects.filter(pk=held.pk).update(lifted_at=after(31))
    look(32)

    assert (before, len(letters())) == ([], 2)


def test_what_is_done_is_not_overdue(world: Following) -> None:
    with time_machine.travel(after(1), tick=False):
        world.accept("1", days=2)
    FollowUp.objects.filter(node_code="1").update(state=FollowUpState.DONE.value)
    look(10)

    assert letters("reminder_planned_days") == []


def test_asking_again_finds_nothing_due(world: Following) -> None:
    office = world.offices[0]
    with time_machine.travel(after(30), tick=False):
        found = due_offices(clock.now())
        first = remind_office(office.pk, by=SYSTEM)
        second = remind_office(office.pk, by=SYSTEM)

        assert (found, first, second, due_offices(clock.now())) == ([office.pk], 2, 0, [])
    entry = entries_about(f"rounds.round:{world.round.code}").last()
    assert entry is not None
    assert (entry.act, entry.detail) == (
        "followups.remind",
        {"office": office.code, "people": 2, "count": 2, "why": "reminder_follow_ups"},
    )


def test_an_office_does_not_remind_itself(world: Following) -> None:
    with time_machine.travel(after(30), tick=False), pytest.raises(NotAllowed):
        remind_office(world.offices[0].pk, by=world.by)
