"""Mail through a real server: what arrives, what is tried again, what is given up."""

from __future__ import annotations

import base64
import datetime as dt
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from mail_server import MailServer, html, plain
from notice_samples import CONTEXTS, HOUR, MINUTE, NOON, remind, state_of
from structlog.testing import capture_logs

from tidtam.history.models import Entry
from tidtam.jobs.notices import deliver_due, ready_ways
from tidtam.notices.actions import put, withdraw
from tidtam.notices.delivery import Counts, deliver
from tidtam.notices.letters import Letter
from tidtam.notices.models import Message
from tidtam.notices.rules import LONGEST_WAIT, SILENCE, WAITS
from tidtam.notices.states import State, Way
from tidtam.people.actor import SYSTEM, Actor
from tidtam.people.models import Person
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    """A working day at noon, outside the quiet hours."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_thai_arrives_as_it_was_written(mail: MailServer, reporter: Person, settings: Any) -> None:
    settings.TIDTAM_SITE_URL = "https://tidtam.example.go.th"
    settings.DEFAULT_FROM_EMAIL = "ระบบติดตาม <tidtam@example.go.th>"
    message = remind(to_person=reporter)

    counts = deliver_due(NOON)

    assert counts == Counts(sent=1)
    letter = mail.letters[0]
    assert str(letter["Subject"]) == ("ยังขาดบางรายการ: รอบทดสอบ 6 เดือน กำหนดส่งวันศุกร์ที่ 31 มีนาคม 2566")
    assert str(letter["From"]) == "ระบบติดตาม <tidtam@example.go.th>"
    assert str(letter["To"]) == "reporter@example.go.th"
    assert letter["Message-ID"] == f"<{message.uid}@tidtam.example.go.th>"
    assert letter["Auto-Submitted"] == "auto-generated"
    text = plain(letter)
    assert text.startswith(f"เรียน {reporter.full_name}\n\nรอบทดสอบ 6 เดือน ของสพป.สมมติ 1 ยังขาด")
    assert "- ตัวชี้วัดที่ 1\n- ตัวชี้วัดที่ 6a\n" in text
    assert "- Indicator 1\n" in text
    assert text.endswith("https://tidtam.example.go.th/me/notices/\n")
    assert '<a href="https://tidtam.example.go.th/office/">' in html(letter)
    message.refresh_from_db()
    assert (message.state, message.sent_at) == ("sent", NOON)


def test_the_letter_passes_a_relay_that_knows_ascii_alone(mail: MailServer) -> None:
    remind()
    deliver_due(NOON)

    raw = mail.letters[0].as_bytes()
    lines = raw.splitlines()
    assert raw.isascii()
    assert max(map(len, lines)) <= 78
    assert b"Subject: " not in lines
    part = mail.letters[0].get_body(("plain",))
    assert part is not None
    assert part["Content-Transfer-Encoding"] == "base64"
    assert "ตัวชี้วัด".encode() in base64.b64decode(str(part.get_payload()))


def test_what_is_given_is_never_html(mail: MailServer) -> None:
    context = CONTEXTS["item_returned"] | {"reason": '<img src="https://x.example/a"> & <b>'}
    put("item_returned", to_email="a@example.go.th", context=context, by=SYSTEM)
    deliver_due(NOON)

    assert "&lt;img src=&quot;https://x.example/a&quot;&gt; &amp; &lt;b&gt;" in html(
        mail.letters[0]
    )


def test_a_busy_server_is_asked_again_after_a_minute(mail: MailServer) -> None:
    mail.answers = ["451 4.7.1 somebody@example.go.th is greylisted"]
    message = remind()

    first = deliver_due(NOON)
    waiting = state_of(message)
    too_soon = deliver_due(NOON + MINUTE / 2)
    second = deliver_due(NOON + MINUTE)

    assert (first, too_soon, second) == (Counts(again=1), Counts(), Counts(sent=1))
    assert waiting == ("waiting", 1, "smtp-451-4.7.1")
    assert (state_of(message), len(mail.letters)) == (("sent", 2, ""), 1)


def test_a_server_that_stays_busy_is_given_up_after_the_last_wait(mail: MailServer) -> None:
    mail.answers = ["451 busy"] * 20
    message = remind()
    now, moments = NOON, []

    while state_of(message)[0] in ("waiting", "held"):
        message.refresh_from_db()
        now = message.next_try_at
        moments.append(now - NOON)
        deliver_due(now)

    assert state_of(message) == ("failed", 6, "smtp-451")
    # The eight hours end at 22.38 in Thailand: the last try waits for the morning.
    whole = [sum(WAITS[:count], dt.timedelta()) for count in range(5)]
    assert moments[:5] == whole
    assert mail.tries == 6
    assert [entry.detail for entry in Entry.objects.filter(act="notices.failed")] == [
        {"template": "reminder_missing", "way": "email", "error": "smtp-451"}
    ]


def test_a_letter_refused_for_good_fails_at_once(mail: MailServer) -> None:
    mail.answers = ["554 5.6.0 no"]
    message = remind()

    assert deliver_due(NOON) == Counts(failed=1)
    assert deliver_due(NOON + 9 * HOUR).total == 0
    assert state_of(message) == ("failed", 1, "smtp-554-5.6.0")


def test_an_unknown_mailbox_fails_at_once_and_its_neighbours_arrive(mail: MailServer) -> None:
    mail.refused = {"gone@example.go.th": "550 5.1.1 <gone@example.go.th> is unknown here"}
    gone, there = remind(to_email="gone@example.go.th"), remind()

    assert deliver_due(NOON) == Counts(sent=1, failed=1)
    assert state_of(gone) == ("failed", 1, "smtp-550-5.1.1")
    assert state_of(there)[0] == "sent"


def test_a_full_mailbox_is_tried_again(mail: MailServer) -> None:
    mail.refused = {"full@example.go.th": "452 4.2.2 full"}
    message = remind(to_email="full@example.go.th")

    deliver_due(NOON)

    assert state_of(message) == ("waiting", 1, "smtp-452-4.2.2")


def test_a_line_cut_before_the_answer_is_tried_again_under_the_same_name(
    mail: MailServer,
) -> None:
    """Nobody acknowledged it; whoever did take it can tell the second by its Message-ID."""
    mail.answers = ["keep and drop"]
    message = remind()

    first = deliver_due(NOON)
    between = state_of(message)
    second = deliver_due(NOON + MINUTE)

    assert (first, second) == (Counts(again=1), Counts(sent=1))
    assert between == ("waiting", 1, "dropped")
    assert [letter["Message-ID"] for letter in mail.letters] == [f"<{message.uid}@127.0.0.1>"] * 2


def test_a_server_that_is_away_is_asked_once_in_a_pass(settings: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = probe.getsockname()[1]
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    messages = [remind() for _each in range(3)]

    assert deliver_due(NOON) == Counts(again=1)
    assert [state_of(each) for each in messages] == [
        ("waiting", 1, "connection"),
        ("waiting", 0, ""),
        ("waiting", 0, ""),
    ]


def test_without_settings_mail_is_kept_and_nothing_is_pretended(settings: Any) -> None:
    settings.EMAIL_HOST = settings.TIDTAM_LINE_TOKEN = settings.TIDTAM_WEBHOOK_URL = ""
    message = remind()

    assert ready_ways() == frozenset()
    assert deliver_due(NOON + 3 * HOUR) == Counts()
    assert (state_of(message), message.sent_at) == (("waiting", 0, ""), None)


def test_what_was_kept_too_long_is_not_sent_by_surprise(mail: MailServer) -> None:
    message = remind()

    assert deliver_due(NOON + LONGEST_WAIT + MINUTE) == Counts(failed=1)
    assert state_of(message) == ("failed", 0, "too-old")
    assert mail.tries == 0


def test_a_withdrawn_message_is_not_sent(mail: MailServer) -> None:
    message = remind(subject_key="k")
    withdraw(subject_key="k", by=SYSTEM)

    assert deliver_due(NOON) == Counts()
    assert (state_of(message)[0], mail.tries) == ("dropped", 0)


def test_a_closed_account_is_told_nothing(mail: MailServer, reporter: Person) -> None:
    message = remind(to_person=reporter)
    Person.objects.update(is_active=False)

    assert deliver_due(NOON) == Counts(dropped=1)
    assert state_of(message) == ("dropped", 0, "no-longer-here")


def test_a_person_without_an_address_fails_by_name(mail: MailServer, reporter: Person) -> None:
    Person.objects.update(email="")
    message = remind(to_person=reporter)

    assert deliver_due(NOON) == Counts(failed=1)
    assert state_of(message) == ("failed", 0, "no-address")


def test_a_new_address_is_used_for_what_waits(mail: MailServer, reporter: Person) -> None:
    remind(to_person=reporter)
    Person.objects.update(email="new@example.go.th")
    deliver_due(NOON)

    assert str(mail.letters[0]["To"]) == "new@example.go.th"


def test_a_secret_link_is_forgotten_once_it_arrived(mail: MailServer) -> None:
    context = CONTEXTS["invitation"] | {"link": '/invitation/a-secret-word/?"quoted"'}
    message = put("invitation", to_email="new@example.go.th", context=context, by=SYSTEM)
    before = "a-secret-word" in message.body + message.body_en + message.context
    deliver_due(NOON)

    message.refresh_from_db()
    assert before
    assert "/invitation/a-secret-word/" in plain(mail.letters[0])
    assert "a-secret-word" not in message.body + message.body_en + message.context


# ---------------------------------------------------------------- workers


def test_what_a_dead_worker_had_is_taken_up_after_the_silence(mail: MailServer) -> None:
    message = remind()
    Message.objects.update(state=State.SENDING, claim="dead", claimed_at=NOON, attempts=1)

    early = deliver_due(NOON + SILENCE)
    late = deliver_due(NOON + SILENCE + dt.timedelta(seconds=1))

    assert (early, late) == (Counts(), Counts(sent=1))
    assert (state_of(message), len(mail.letters)) == (("sent", 2, ""), 1)


def test_a_letter_that_kills_every_worker_is_given_up(mail: MailServer) -> None:
    message = remind()
    Message.objects.update(state=State.SENDING, claim="dead", claimed_at=NOON, attempts=6)

    assert deliver_due(NOON + HOUR) == Counts(failed=1)
    assert (state_of(message), mail.tries) == (("failed", 6, "fault"), 0)


def test_a_worker_that_lost_its_message_writes_nothing(reporter: Person) -> None:
    message = remind()

    def taken_over_meanwhile(letter: Letter) -> None:
        Message.objects.update(claim="another")

    counts = deliver(NOON, senders={Way.EMAIL: taken_over_meanwhile}, by=SYSTEM)

    assert counts == Counts()
    message.refresh_from_db()
    assert (message.state, message.claim) == ("sending", "another")


def test_a_fault_in_a_sender_stops_neither_the_pass_nor_the_message() -> None:
    message, other = remind(), remind(to_email="other@example.go.th")

    def broken(letter: Letter) -> None:
        if letter.to == "somebody@example.go.th":
            raise KeyError(letter.to)

    with capture_logs() as logs:
        counts = deliver(NOON, senders={Way.EMAIL: broken}, by=SYSTEM)

    assert counts == Counts(sent=1, again=1)
    assert state_of(message) == ("waiting", 1, "fault")
    assert state_of(other)[0] == "sent"
    assert "example.go.th" not in str(logs)


def test_only_the_system_delivers() -> None:
    with pytest.raises(NotAllowed):
        deliver(NOON, senders={}, by=Actor(name="ใครสักคน", person_id=1))


def test_no_address_is_in_logs_or_history(mail: MailServer, reporter: Person) -> None:
    mail.refused = {"gone@example.go.th": "550 5.1.1 <gone@example.go.th> unknown"}
    mail.answers = ["451 <reporter@example.go.th> later"]
    with capture_logs() as logs:
        remind(to_person=reporter)
        remind(to_email="gone@example.go.th")
        deliver_due(NOON)
        deliver_due(NOON + MINUTE)

    told = str(logs) + str(list(Entry.objects.values()))
    kept = str(list(Message.objects.values_list("last_error", flat=True)))
    assert len(logs) == 3
    assert "@" not in told + kept
