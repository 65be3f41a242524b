"""LINE and the signed webhook through a real web server, and the addresses never asked."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from notice_samples import CONTEXTS, MINUTE, NOON, remind, state_of
from web_server import WebServer

from tidtam.jobs.notices import deliver_due, ready_ways
from tidtam.jobs.ways.line import LONGEST, text_for_line
from tidtam.jobs.ways.posting import is_public
from tidtam.notices.actions import choose, put
from tidtam.notices.delivery import Counts
from tidtam.notices.letters import letter_of
from tidtam.notices.models import Message
from tidtam.notices.states import Digest, Way
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.queries import actor_for

pytestmark = pytest.mark.django_db
LINE_USER = "U" + "0a" * 16


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def wants(person: Person, way: Way, *, digest: Digest = Digest.NEVER) -> Message:
    """A reminder to a person who chose the way alone."""
    line_id = LINE_USER if way is Way.LINE else ""
    choose(ways=[way], digest=digest, quiet_hours=None, line_id=line_id, by=actor_for(person))
    return remind(to_person=person)


def test_a_webhook_gets_the_message_with_a_signature_it_can_check(
    webhook: WebServer, reporter: Person
) -> None:
    message = wants(reporter, Way.WEBHOOK)

    assert ready_ways() == {Way.WEBHOOK}
    assert deliver_due(NOON) == Counts(sent=1)
    asked = webhook.asked[0]
    moment = asked.headers["X-Tidtam-Timestamp"]
    expected = hmac.new(b"k" * 32, moment.encode() + b"." + asked.body, hashlib.sha256)
    assert asked.headers["X-Tidtam-Signature"] == f"sha256={expected.hexdigest()}"
    assert (asked.path, asked.headers["X-Tidtam-Delivery"]) == ("/hook?room=1", str(message.uid))
    assert (moment, asked.headers["Content-Type"]) == (
        str(int(NOON.timestamp())),
        "application/json; charset=utf-8",
    )
    told = asked.json
    assert told["receiver"] == {"name": reporter.full_name, "email": "reporter@example.go.th"}
    assert [(each["template"], each["context"]["deadline"]) for each in told["messages"]] == [
        ("reminder_missing", "2023-03-31")
    ]
    assert told["messages"][0]["body"] == {"th": message.body, "en": message.body_en}


def test_a_broken_webhook_is_asked_again_and_then_has_it(
    webhook: WebServer, reporter: Person
) -> None:
    webhook.answers = [500]
    message = wants(reporter, Way.WEBHOOK)

    first = deliver_due(NOON)
    between = state_of(message)
    second = deliver_due(NOON + MINUTE)

    assert (first, second) == (Counts(again=1), Counts(sent=1))
    assert between == ("waiting", 1, "http-500")
    assert len({each.headers["X-Tidtam-Delivery"] for each in webhook.asked}) == 1


@pytest.mark.parametrize(
    ("status", "state", "error"),
    [
        (400, "failed", "http-400"),
        (302, "failed", "http-302"),
        (404, "failed", "http-404"),
        (429, "waiting", "http-429"),
        (503, "waiting", "http-503"),
        (401, "waiting", "sign-in"),
    ],
)
def test_what_a_status_means(
    webhook: WebServer, reporter: Person, status: int, state: str, error: str
) -> None:
    webhook.answers = [status]
    message = wants(reporter, Way.WEBHOOK)

    deliver_due(NOON)

    assert state_of(message) == (state, 1, error)
    assert len(webhook.asked) == 1


def test_a_webhook_in_a_private_network_is_not_reached(
    webhook: WebServer, reporter: Person, settings: Any
) -> None:
    settings.TIDTAM_WEBHOOK_ALLOW_PRIVATE = False
    message = wants(reporter, Way.WEBHOOK)

    deliver_due(NOON)

    assert state_of(message) == ("failed", 1, "private-address")
    assert webhook.asked == []


def test_production_posts_by_https_alone(
    webhook: WebServer, reporter: Person, settings: Any
) -> None:
    settings.TIDTAM_PLAIN_HTTP_ALLOWED = False
    message = wants(reporter, Way.WEBHOOK)

    deliver_due(NOON)

    assert state_of(message) == ("failed", 1, "https")
    assert webhook.asked == []


def test_a_webhook_that_speaks_no_tls_gets_nothing(
    webhook: WebServer, reporter: Person, settings: Any
) -> None:
    settings.TIDTAM_WEBHOOK_URL = webhook.url.replace("http:", "https:")
    message = wants(reporter, Way.WEBHOOK)

    deliver_due(NOON)

    assert state_of(message) == ("waiting", 1, "connection")
    assert webhook.asked == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104  # not bound, only judged
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_which_addresses_lie_in_the_open(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_line_is_pushed_with_its_token_and_a_key_against_repetition(
    line: WebServer, reporter: Person
) -> None:
    message = wants(reporter, Way.LINE)

    assert ready_ways() == {Way.LINE}
    assert deliver_due(NOON) == Counts(sent=1)
    asked = line.asked[0]
    assert asked.path == "/v2/bot/message/push"
    assert asked.headers["Authorization"] == "Bearer token-of-a-test"
    assert asked.headers["X-Line-Retry-Key"] == str(message.uid)
    assert asked.json == {
        "to": LINE_USER,
        "messages": [
            {
                "type": "text",
                "text": f"{message.subject}\n\nเรียน {reporter.full_name}\n\n{message.body}",
            }
        ],
    }


def test_line_that_failed_once_and_says_it_has_it_counts_as_sent(
    line: WebServer, reporter: Person
) -> None:
    """409 answers a repeated key: the first try did get through."""
    line.answers = [500, 409]
    message = wants(reporter, Way.LINE)

    counts = [deliver_due(NOON), deliver_due(NOON + MINUTE)]

    assert counts == [Counts(again=1), Counts(sent=1)]
    assert state_of(message) == ("sent", 2, "")
    assert len({each.headers["X-Line-Retry-Key"] for each in line.asked}) == 1


def test_a_wrong_token_is_our_fault_and_waits(line: WebServer, reporter: Person) -> None:
    line.answers = [401]
    message = wants(reporter, Way.LINE)

    deliver_due(NOON)

    assert state_of(message) == ("waiting", 1, "sign-in")


def test_a_long_text_is_cut_for_line_and_says_so(reporter: Person) -> None:
    context = CONTEXTS["reminder_missing"] | {"missing": ["ตัวชี้วัด 😀"] * 900}
    message = put("reminder_missing", to_person=reporter, context=context, by=SYSTEM)

    text = text_for_line(letter_of([message], to=LINE_USER))

    assert len(text.encode("utf-16-le")) // 2 in (LONGEST - 1, LONGEST)
    assert text.endswith("(ยาวเกินที่ LINE รับได้ อ่านทั้งหมดที่ http://127.0.0.1:8000)")


def test_a_digest_is_one_post(webhook: WebServer, reporter: Person) -> None:
    wants(reporter, Way.WEBHOOK, digest=Digest.DAILY)
    remind(to_person=reporter)
    morning = NOON + dt.timedelta(hours=18)

    assert deliver_due(NOON) == Counts()
    assert deliver_due(morning) == Counts(sent=2)
    assert [len(each.json["messages"]) for each in webhook.asked] == [2]
