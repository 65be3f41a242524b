"""Reviewers are reminded before their days end: of what is open, by office, and never twice."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from factories.panels import PanelWorld, make_panel_world
from tidtam.history.queries import entries_about
from tidtam.jobs.reminders import tell_and_remind
from tidtam.notices.models import Message
from tidtam.notices.states import State
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Post
from tidtam.reviews import reminding
from tidtam.reviews.conflicts import declare_conflict
from tidtam.reviews.models import Assignment, Panel, Reviewer, Screening
from tidtam.reviews.reminding import DAYS, due_reviewers, remind_reviewer
from tidtam.reviews.states import AssignmentState, PanelState, ScreeningState
from tidtam.rounds.models import Stage, Submission
from tidtam.rounds.states import StageCode
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db

DUE = dt.datetime(2026, 6, 15, 9, 30, tzinfo=dt.UTC)  # 16.30 in Thailand
BEGUN = dt.datetime(2026, 5, 1, 2, 0, tzinfo=dt.UTC)


def before(days: int, *, hours: int = 0) -> dt.datetime:
    """The noon so many days before the end, in Thailand."""
    return dt.datetime(2026, 6, 15, 5, 0, tzinfo=dt.UTC) - dt.timedelta(days=days, hours=hours)


@pytest.fixture
def world() -> PanelWorld:
    """Two offices, reviewer 0 has 12 items of the first, 1 the second and two of the first."""
    with time_machine.travel(BEGUN, tick=False):
        made = make_panel_world(offices=2, reviewers=3)
        set_days(made, mark=DUE)
    return made


def set_days(
    world: PanelWorld, *, mark: dt.datetime | None = None, screen: dt.datetime | None = None
) -> None:
    Stage.objects.filter(round=world.round, code__in=["mark", "screen"]).delete()
    for code, due in (("mark", mark), ("screen", screen)):
        if due is not None:
            Stage.objects.create(
                round=world.round, code=code, starts_at=due - dt.timedelta(days=30), due_at=due
            )


def letters(template: str = "reminder_marking") -> dict[int | None, Message]:
    return {each.to_person_id: each for each in Message.objects.filter(template=template)}


def count_of_letters() -> int:
    return Message.objects.filter(template="reminder_marking").count()


def lines(message: Message) -> list[str]:
    return [line for line in message.body.splitlines() if line.startswith("- ")]


def items_of(world: PanelWorld, reviewer: int, office: int) -> int:
    return Assignment.objects.filter(
        reviewer=world.reviewers[reviewer], item__submission=world.submission(office)
    ).count()


def test_the_letter_says_how_many_items_wait_at_which_office_and_until_when(
    world: PanelWorld,
) -> None:
    with time_machine.travel(before(7), tick=False):
        tell_and_remind(clock.now())

    first, second = (office.short_th for office in world.offices)
    letter = letters()[world.reviewers[1].person_id]
    assert lines(letter) == [
        f"- {first}: {items_of(world, 1, 0)} ข้อ",
        f"- {second}: {items_of(world, 1, 1)} ข้อ",
    ]
    assert "14 ข้อ จาก 2 เขต" in letter.subject
    assert "15 มิถุนายน 2569" in letter.body
    assert not any(each.person.full_name in letter.body for each in world.reviewers)


@pytest.mark.parametrize("days", [15, 14, 13, 7, 3, 2, 1, 0, -1, -2])
def test_they_go_on_five_days_of_which_one_is_after_the_end(world: PanelWorld, days: int) -> None:
    with time_machine.travel(before(days), tick=False):
        tell_and_remind(clock.now())
        over = [message for message in letters().values() if "เลยกำหนดแล้ว" in message.body]

    assert bool(letters()) is (days in DAYS)
    assert bool(over) is (days == -1)


def test_who_has_nothing_open_hears_nothing(world: PanelWorld) -> None:
    done, idle = world.reviewers[0], world.reviewers[2]
    Assignment.objects.filter(reviewer=done).update(state=AssignmentState.DONE.value)
    Assignment.objects.filter(reviewer=idle).delete()

    with time_machine.travel(before(3), tick=False):
        tell_and_remind(clock.now())

    assert set(letters()) == {world.reviewers[1].person_id}


def test_what_cannot_be_marked_yet_is_not_asked_for(world: PanelWorld) -> None:
    Screening.objects.filter(submission=world.submission(0)).update(
        state=ScreeningState.WAITING.value
    )
    Submission.objects.filter(pk=world.submission(1).pk).update(state="filling")

    with time_machine.travel(before(3), tick=False):
        tell_and_remind(clock.now())

    assert letters() == {}


def test_an_office_closed_by_a_conflict_is_not_named(world: PanelWorld) -> None:
    declare_conflict(
        world.reviewers[1].person, office=world.offices[0], reason="ญาติ", by=world.by(1)
    )

    with time_machine.travel(before(3), tick=False):
        tell_and_remind(clock.now())

    assert [world.offices[0].short_th in line for line in lines(letters()[pk_of(world, 1)])] == [
        False
    ]


def pk_of(world: PanelWorld, reviewer: int) -> int:
    return world.reviewers[reviewer].person_id


def test_a_worker_that_looks_every_minute_or_is_started_again_writes_once_a_day(
    world: PanelWorld,
) -> None:
    with time_machine.travel(before(3, hours=3), tick=False):
        tell_and_remind(clock.now())
    count = count_of_letters()
    with time_machine.travel(before(3), tick=False):
        assert due_reviewers(clock.now()) == []
        tell_and_remind(clock.now())
        again = remind_reviewer(world.reviewers[0].pk, StageCode.MARK, by=SYSTEM)

    assert (again, count_of_letters()) == (0, count)
    with time_machine.travel(before(1), tick=False):
        tell_and_remind(clock.now())
    assert count_of_letters() == 2 * count


def test_each_letter_is_recorded(world: PanelWorld) -> None:
    with time_machine.travel(before(7), tick=False):
        remind_reviewer(world.reviewers[0].pk, StageCode.MARK, by=SYSTEM)

    entry = entries_about(f"reviews.panel:{world.panel.pk}").last()
    assert entry is not None
    assert (entry.act, entry.detail) == (
        "reviews.remind",
        {"stage": "mark", "person": pk_of(world, 0), "open": items_of(world, 0, 0)},
    )


def test_in_quiet_hours_the_letter_is_held(world: PanelWorld) -> None:
    night = dt.datetime(2026, 6, 7, 18, 0, tzinfo=dt.UTC)  # 1.00 of 8 June in Thailand
    with time_machine.travel(night, tick=False):
        tell_and_remind(clock.now())

    assert {message.state for message in letters().values()} == {State.HELD}


def test_who_left_or_holds_the_post_no_more_hears_nothing(world: PanelWorld) -> None:
    Reviewer.objects.filter(pk=world.reviewers[0].pk).update(left_at=BEGUN)
    Post.objects.filter(person=world.reviewers[1].person).update(ends_on=dt.date(2026, 5, 31))

    with time_machine.travel(before(3), tick=False):
        tell_and_remind(clock.now())

    assert set(letters()) == {pk_of(world, 2)}


@pytest.mark.parametrize("state", [PanelState.PREPARING, PanelState.CALIBRATING, PanelState.CLOSED])
def test_a_panel_that_does_not_mark_reminds_nobody(world: PanelWorld, state: PanelState) -> None:
    Panel.objects.filter(pk=world.panel.pk).update(state=state.value)

    with time_machine.travel(before(3), tick=False):
        assert due_reviewers(clock.now()) == []
        assert remind_reviewer(world.reviewers[0].pk, StageCode.MARK, by=SYSTEM) == 0


def test_screeners_hear_which_reports_wait_for_them(world: PanelWorld) -> None:
    set_days(world, screen=DUE)
    Screening.objects.update(state=ScreeningState.WAITING.value)

    with time_machine.travel(before(7), tick=False):
        tell_and_remind(clock.now())

    found = letters("reminder_screening")
    assert {key: lines(message) for key, message in found.items()} == {
        pk_of(world, number): [f"- {world.offices[number].short_th}: รอกลั่นกรอง"]
        for number in (0, 1)
    }
    assert "1 รายงาน" in found[pk_of(world, 0)].subject
    assert letters() == {}


def test_a_report_found_complete_is_not_asked_for(world: PanelWorld) -> None:
    set_days(world, screen=DUE)
    Screening.objects.filter(submission=world.submission(1)).update(
        state=ScreeningState.WAITING.value
    )

    with time_machine.travel(before(7), tick=False):
        tell_and_remind(clock.now())

    assert set(letters("reminder_screening")) == {pk_of(world, 1)}


def test_more_offices_than_are_read_are_told_in_numbers(
    world: PanelWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminding, "MOST_OFFICES", 1)

    with time_machine.travel(before(7), tick=False):
        tell_and_remind(clock.now())

    assert lines(letters()[pk_of(world, 1)])[1:] == [
        f"- และอีก {items_of(world, 1, 1)} ข้อ จาก 1 เขต"
    ]


def test_only_the_bureau_and_the_system_remind(world: PanelWorld) -> None:
    with time_machine.travel(before(7), tick=False), pytest.raises(NotAllowed):
        remind_reviewer(world.reviewers[0].pk, StageCode.MARK, by=world.moderator_actor)
