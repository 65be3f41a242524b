"""When a message may go: Thai time of day, midnight, digests, and the waits between tries."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st
from mail_server import MailServer, plain
from notice_samples import CONTEXTS, HOUR, MINUTE, NOON, remind, state_of

from tidtam.jobs.notices import deliver_due
from tidtam.notices.actions import choose, put
from tidtam.notices.models import Message
from tidtam.notices.rules import WAITS, Quiet, Wishes, allowed_at, next_try
from tidtam.notices.states import Digest, Way
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.queries import actor_for

THAI = dt.timezone(7 * HOUR)


def at(clock: str, *, day: int = 20) -> dt.datetime:
    """A moment of March 2023 in Thai time."""
    return dt.datetime.combine(dt.date(2023, 3, day), dt.time.fromisoformat(clock), THAI)


def wish(person: Person, *, digest: Digest = Digest.NEVER, quiet: bool = True) -> None:
    hours = (dt.time(20), dt.time(6)) if quiet else None
    choose(ways=[Way.EMAIL], digest=digest, quiet_hours=hours, line_id="", by=actor_for(person))


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (at("19:59:59"), at("19:59:59")),
        (at("20:00"), at("06:00", day=21)),
        (at("23:59:59"), at("06:00", day=21)),
        (at("00:00"), at("06:00")),
        (at("05:59:59"), at("06:00")),
        (at("06:00"), at("06:00")),
        (at("12:00"), at("12:00")),
    ],
)
def test_the_usual_quiet_hours(now: dt.datetime, goes: dt.datetime) -> None:
    assert allowed_at(now, since=now, wishes=Wishes(), is_urgent=False) == goes
    assert allowed_at(now, since=now, wishes=Wishes(), is_urgent=True) == now


def test_quiet_hours_within_a_day() -> None:
    noon = Wishes(quiet=Quiet(dt.time(12), dt.time(13)))

    found = [
        allowed_at(at(clock), since=at(clock), wishes=noon, is_urgent=False)
        for clock in ("11:59", "12:00", "12:59", "13:00", "23:00")
    ]

    assert found == [at("11:59"), at("13:00"), at("13:00"), at("13:00"), at("23:00")]


def test_a_digest_goes_in_the_morning_after_its_messages() -> None:
    daily = Wishes(digest=Digest.DAILY)
    early = Wishes(quiet=None, digest=Digest.DAILY)

    def goes(now: dt.datetime, since: dt.datetime, wishes: Wishes) -> dt.datetime:
        return allowed_at(now, since=since, wishes=wishes, is_urgent=False)

    assert goes(at("09:00"), at("09:00"), daily) == at("06:00", day=21)
    assert goes(at("06:01", day=21), at("09:00"), daily) == at("06:01", day=21)
    assert goes(at("21:00", day=21), at("09:00"), daily) == at("06:00", day=22)
    assert goes(at("05:00"), at("05:00"), early) == at("06:00")


@given(
    st.timedeltas(dt.timedelta(0), dt.timedelta(days=3000)).map(lambda after: NOON + after),
    st.timedeltas(dt.timedelta(days=-3), dt.timedelta(days=3)),
    st.times(),
    st.times(),
    st.sampled_from(Digest),
)
def test_what_is_allowed_is_never_past_never_quiet_and_stays_allowed(
    now: dt.datetime, ago: dt.timedelta, start: dt.time, end: dt.time, digest: Digest
) -> None:
    wishes = Wishes(quiet=Quiet(start, end) if start != end else None, digest=digest)

    moment = allowed_at(now, since=now + ago, wishes=wishes, is_urgent=False)

    assert moment >= max(now, now + ago)
    assert moment < max(now, now + ago) + dt.timedelta(days=2)
    assert wishes.quiet is None or not wishes.quiet.holds(moment)
    assert allowed_at(moment, since=now + ago, wishes=wishes, is_urgent=False) == moment


def test_the_waits_grow_and_end() -> None:
    found = [next_try(NOON, attempts=number) for number in range(1, 8)]

    assert WAITS == (MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR)
    assert found == [NOON + wait for wait in WAITS] + [None, None]


# ---------------------------------------------------------------- the same, through the outbox


@pytest.mark.django_db
def test_a_message_of_the_evening_arrives_in_the_morning(
    mail: MailServer, reporter: Person
) -> None:
    with time_machine.travel(at("21:00"), tick=False):
        message = remind(to_person=reporter)
        held = state_of(message)[0]
        evening = deliver_due(at("21:00")).total
    with time_machine.travel(at("06:00", day=21), tick=False):
        morning = deliver_due(at("06:00", day=21)).sent

    assert (held, evening, morning) == ("held", 0, 1)
    assert (state_of(message)[0], len(mail.letters)) == ("sent", 1)


@pytest.mark.django_db
def test_an_urgent_message_goes_at_night(mail: MailServer) -> None:
    with time_machine.travel(at("23:00"), tick=False):
        put("invitation", to_email="new@example.go.th", context=CONTEXTS["invitation"], by=SYSTEM)
        counts = deliver_due(at("23:00"))

    assert (counts.sent, len(mail.letters)) == (1, 1)


@pytest.mark.django_db
def test_a_retry_that_falls_into_the_night_waits_for_the_morning(
    mail: MailServer, reporter: Person
) -> None:
    mail.answers = ["451 busy"]
    with time_machine.travel(at("19:59:30"), tick=False):
        message = remind(to_person=reporter)
        first = deliver_due(at("19:59:30"))
    with time_machine.travel(at("20:00:30"), tick=False):
        night = deliver_due(at("20:00:30"))
    at_night = state_of(message)
    with time_machine.travel(at("06:00", day=21), tick=False):
        morning = deliver_due(at("06:00", day=21))

    assert (first.again, night.held, morning.sent) == (1, 1, 1)
    assert at_night == ("held", 1, "smtp-451")
    assert message.next_try_at == at("06:00", day=21)


@pytest.mark.django_db
def test_a_digest_joins_what_waits_into_one_letter(mail: MailServer, reporter: Person) -> None:
    wish(reporter, digest=Digest.DAILY)
    with time_machine.travel(at("09:00"), tick=False):
        remind(to_person=reporter)
        put("approved", to_person=reporter, context=CONTEXTS["approved"], by=SYSTEM)
        put("invitation", to_person=reporter, context=CONTEXTS["invitation"], by=SYSTEM)
        remind(to_email="other@example.go.th")
        by_day = deliver_due(at("09:00"))
    with time_machine.travel(at("06:00", day=21), tick=False):
        by_morning = deliver_due(at("06:00", day=21))
        nothing_more = deliver_due(at("06:00", day=21))

    assert (by_day.sent, by_morning.sent, nothing_more.total) == (2, 2, 0)
    assert len(mail.letters) == 3
    digest = mail.letters[-1]
    assert digest["Subject"] == "ระบบติดตามแจ้ง 2 เรื่อง"
    text = plain(digest)
    assert "1. ยังขาดบางรายการ" in text
    assert "2. เห็นชอบแล้ว: รอบทดสอบ 6 เดือน ของสพป.สมมติ 1" in text
    assert "1. Some items are still missing" in text
    assert text.count("เรียน ") == 1
    keys = set(Message.objects.exclude(digest_key="").values_list("digest_key", flat=True))
    assert [digest["Message-ID"]] == [f"<{key}@127.0.0.1>" for key in keys]


@pytest.mark.django_db
def test_a_digest_tried_again_is_the_same_letter(mail: MailServer, reporter: Person) -> None:
    """A message that came in between goes in the next letter."""
    wish(reporter, digest=Digest.DAILY)
    morning = at("06:00", day=21)
    with time_machine.travel(at("09:00"), tick=False):
        remind(to_person=reporter)
        remind(to_person=reporter)
    mail.answers = ["keep and drop"]
    with time_machine.travel(morning, tick=False):
        first = deliver_due(morning)
    with time_machine.travel(morning + MINUTE, tick=False):
        late = remind(to_person=reporter, not_before=at("05:00", day=21))
        second = deliver_due(morning + MINUTE)

    assert (first.again, second.sent) == (2, 3)
    ids = [letter["Message-ID"] for letter in mail.letters]
    assert (len(ids), ids[0] in ids[1:]) == (3, True)
    assert state_of(late)[0] == "sent"
    assert late.digest_key == ""


@pytest.mark.django_db
def test_a_new_choice_frees_what_was_held(mail: MailServer, reporter: Person) -> None:
    with time_machine.travel(at("21:00"), tick=False):
        remind(to_person=reporter)
        wish(reporter, quiet=False)
        counts = deliver_due(at("21:00"))

    assert (counts.sent, len(mail.letters)) == (1, 1)


@pytest.mark.django_db
def test_a_message_with_a_day_of_its_own_is_not_early(mail: MailServer) -> None:
    tomorrow = at("10:00", day=21)
    with time_machine.travel(at("10:00"), tick=False):
        message = remind(not_before=tomorrow)
        early = deliver_due(tomorrow - MINUTE).total
        due = deliver_due(tomorrow).sent

    assert (early, due, state_of(message)[0]) == (0, 1, "sent")
