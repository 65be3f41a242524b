"""Real workers and a real mail server: each message once, also when a worker is killed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from mail_server import MailServer
from notice_samples import CONTEXTS, HOUR

from factories import make_person
from processes import python, rows, running, tidtam, until
from tidtam.notices.actions import put
from tidtam.notices.delivery import deliver
from tidtam.notices.letters import Letter
from tidtam.notices.models import Message, Preference
from tidtam.notices.states import Digest, Way
from tidtam.people.actor import SYSTEM
from tidtam.shared import clock

STATES = "SELECT state, count(*) FROM notices_message GROUP BY state ORDER BY state"


@pytest.fixture
def outbox_dir(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Path, MailServer]]:
    """An installation of its own with empty tables, and a mail server that it knows."""
    with MailServer() as server:
        monkeypatch.setenv("TIDTAM_SMTP_HOST", server.host)
        monkeypatch.setenv("TIDTAM_SMTP_PORT", str(server.port))
        monkeypatch.setenv("TIDTAM_SMTP_SECURITY", "none")
        python(tmp_path, "from tidtam.commands.prepare import migrate; migrate()")
        yield tmp_path, server


def put_invitations(data_dir: Path, count: int) -> None:
    """Messages that no hour of the day holds."""
    lines = f"""
import datetime as dt
from django.db import transaction
from tidtam.notices.actions import put
from tidtam.people.actor import SYSTEM
context = dict(office="สพป.สมมติ", role="ผู้รายงาน", expires=dt.date(2030, 1, 1), link="/i/x/")
with transaction.atomic():
    for number in range({count}):
        put("invitation", to_email=f"p{{number}}@example.go.th", context=context, by=SYSTEM)
"""
    python(data_dir, lines)


def receivers(server: MailServer) -> Counter[str]:
    return Counter(str(letter["To"]) for letter in server.letters)


@pytest.mark.slow
def test_two_workers_deliver_each_message_once(outbox_dir: tuple[Path, MailServer]) -> None:
    data_dir, server = outbox_dir
    put_invitations(data_dir, 60)

    with running(data_dir, "worker", "--once") as one, running(data_dir, "worker", "--once") as two:
        codes = one.wait(60), two.wait(60)

    assert codes == (0, 0)
    assert rows(data_dir, STATES) == [("sent", 60)]
    assert receivers(server) == Counter(f"p{number}@example.go.th" for number in range(60))


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_leaves_its_message_to_the_next(
    outbox_dir: tuple[Path, MailServer],
) -> None:
    data_dir, server = outbox_dir
    put_invitations(data_dir, 5)
    server.answers = ["250 OK", "250 OK", "hang"]
    with running(data_dir, "worker") as first:
        until(lambda: server.tries == 3)
        first.kill()
        first.wait()
    halfway = rows(data_dir, STATES)

    still_hers = tidtam(data_dir, "worker", "--once")
    others_done = rows(data_dir, STATES)
    python(
        data_dir,
        "import datetime as dt\n"
        "from tidtam.notices.models import Message\n"
        "from tidtam.notices.rules import SILENCE\n"
        "for each in Message.objects.filter(state='sending'):\n"
        "    each.claimed_at -= SILENCE\n"
        "    each.save()\n",
    )
    taken_up = tidtam(data_dir, "worker", "--once")

    assert (still_hers.returncode, taken_up.returncode) == (0, 0)
    assert halfway == [("sending", 1), ("sent", 2), ("waiting", 2)]
    assert others_done == [("sending", 1), ("sent", 4)]
    assert rows(data_dir, STATES) == [("sent", 5)]
    assert receivers(server) == Counter(f"p{number}@example.go.th" for number in range(5))


@pytest.mark.slow
def test_a_running_worker_delivers_what_is_put_meanwhile_and_stops_when_told(
    outbox_dir: tuple[Path, MailServer],
) -> None:
    data_dir, server = outbox_dir
    with running(data_dir, "worker") as worker:
        put_invitations(data_dir, 2)
        until(lambda: len(server.letters) == 2, seconds=30)
        until(lambda: rows(data_dir, STATES) == [("sent", 2)], seconds=10)
        worker.terminate()

        assert worker.wait(10) == 0


@pytest.mark.slow
def test_a_mail_server_that_hangs_holds_up_no_stop(outbox_dir: tuple[Path, MailServer]) -> None:
    data_dir, server = outbox_dir
    put_invitations(data_dir, 1)
    server.answers = ["hang"]
    with running(data_dir, "worker") as worker:
        until(lambda: server.tries == 1)
        worker.terminate()

        assert worker.wait(10) == 0
    assert rows(data_dir, STATES) == [("sending", 1)]


# ---------------------------------------------------------------- threads on PostgreSQL

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory lets no two threads write"
)


class Carried:
    """A sender that remembers; four threads use it at once."""

    def __init__(self) -> None:
        self.letters: list[Letter] = []
        self._gate = threading.Barrier(4)

    def __call__(self, letter: Letter) -> None:
        self.letters.append(letter)

    def by_four(self) -> int:
        """What four workers sent who began at the same moment."""

        def one(_number: int) -> int:
            self._gate.wait()
            try:
                return deliver(clock.now(), senders={Way.EMAIL: self}, by=SYSTEM).sent
            finally:
                connection.close()

        tomorrow = clock.now() + 24 * HOUR  # past the morning of every digest
        with time_machine.travel(tomorrow), ThreadPoolExecutor(4) as pool:
            return sum(pool.map(one, range(4)))


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_four_workers_on_one_database_take_each_message_once() -> None:
    carried = Carried()
    for number in range(80):
        put(
            "invitation",
            to_email=f"p{number}@example.go.th",
            context=CONTEXTS["invitation"],
            by=SYSTEM,
        )

    sent = carried.by_four()

    assert sent == 80
    assert sorted(letter.to for letter in carried.letters) == sorted(
        f"p{number}@example.go.th" for number in range(80)
    )
    assert Message.objects.filter(state="sent").count() == 80


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_four_workers_do_not_split_a_digest() -> None:
    carried = Carried()
    for _each in range(5):
        person = make_person()
        person.email = f"p{person.pk}@example.go.th"
        person.save()
        Preference.objects.create(person=person, digest=Digest.DAILY.value, has_quiet_hours=False)
        for _other in range(8):
            put("approved", to_person=person, context=CONTEXTS["approved"], by=SYSTEM)

    sent = carried.by_four()

    assert sent == 40
    assert [len(letter.parts) for letter in carried.letters] == [8] * 5
