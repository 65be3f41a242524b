"""Installations of their own, on SQLite or PostgreSQL, with people who save over HTTP."""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode

from processes import TIDTAM, environment, members, until

TESTS = Path(__file__).resolve().parents[1]
CSRF = "a" * 32
PASSWORD = "fault-test-2566-x"
START = "from tidtam.commands.main import start_django; start_django()\n"
# What a broken line looks like from a client's side.
LINE_CUT = (OSError, http.client.HTTPException)

WORLD = """
import json
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from factories import make_person
from factories.reporting import reporting
from tidtam.people.roles import Role
from tidtam.rounds.models import Item

def session_of(person):
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key

world = reporting()
world.reporter.set_password(PASSWORD)
world.reporter.save()
second = make_person(Role.REPORTER, agency=world.office)
items = Item.objects.filter(submission=world.submission).exclude(node_code="2")
print(json.dumps({
    "items": list(items.order_by("order").values_list("pk", flat=True)),
    "submission": world.submission.pk,
    "office": world.office.code,
    "round": world.round.code,
    "name": world.reporter.sign_in_name,
    "reporter": session_of(world.reporter),
    "second": session_of(second),
    "director": session_of(world.director),
    "reporter_pk": world.reporter.pk,
    "director_pk": world.director.pk,
}))
"""

# Every text of every narrative, and whether the seals hold: one line of JSON.
SOUND = """
import json
from tidtam.history.queries import verify
from tidtam.rounds.models import Answer, AnswerVersion
from tidtam.rounds.workspace import verify_answers
versions = {}
kept = AnswerVersion.objects.filter(answer__question_code="story").order_by("edit")
for item, edit, value in kept.values_list("answer__item_id", "edit", "value"):
    versions.setdefault(str(item), []).append([edit, json.loads(value)])
answers = {str(a.item_id): [a.edit, json.loads(a.value)]
           for a in Answer.objects.filter(question_code="story")}
print(json.dumps({"broken": verify_answers().broken, "history": verify().broken_at,
                  "versions": versions, "answers": answers}))
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Installation:
    """A data folder with a database; ``database`` is "" where the file in the folder is it."""

    data_dir: Path
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self) -> dict[str, str]:
        at = {"DATABASE_URL": self.database} if self.database else {}
        path = os.pathsep.join([str(TESTS), str(TESTS.parent / "src")])
        return environment(self.data_dir, PYTHONPATH=path, **at, **self.settings)

    def python(self, code: str) -> str:
        """Run lines in a process of the installation; what they print."""
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", START + code],
            env=self.environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def begin(self, code: str) -> subprocess.Popen[str]:
        """The same, beside the test; it reads its standard input and prints."""
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", START + code],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def make(self) -> dict[str, Any]:
        """Tables and a small open round; who is who."""
        tables = "from django.core.management import call_command as c; c('migrate', verbosity=0)"
        self.python(tables)
        made: dict[str, Any] = json.loads(
            self.python(f"PASSWORD = {PASSWORD!r}\n{WORLD}").splitlines()[-1]
        )
        return made

    def sound(self) -> dict[str, Any]:
        """What is stored, checked seal by seal."""
        found: dict[str, Any] = json.loads(self.python(SOUND).splitlines()[-1])
        assert (found.pop("broken"), found.pop("history")) == ("", None)
        for item, versions in found["versions"].items():
            assert [edit for edit, _text in versions] == [*range(1, len(versions) + 1)]
            assert found["answers"][item] == versions[-1]
        return found

    @contextmanager
    def serving(self, *, status: int = 200) -> Iterator[Server]:
        """``tidtam serve`` once it answers so; killed at the end with all it started."""
        port = free_port()
        said = tempfile.TemporaryFile()  # noqa: SIM115  not on the disk that runs full
        process = subprocess.Popen(  # noqa: S603
            [*TIDTAM, "serve", "--port", str(port)],
            env=self.environment(),
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        server = Server(port, process, said)
        try:
            until(lambda: server.answers(status))
            yield server
        finally:
            server.kill()
            said.close()


@dataclass
class Server:
    """A running ``tidtam serve``."""

    port: int
    process: subprocess.Popen[bytes]
    log: IO[bytes]

    def answers(self, status: int) -> bool:
        assert self.process.poll() is None, f"the server ended by itself: {self.said()}"
        try:
            return Browser(self.port).ask("GET", "/sign-in/").status == status
        except LINE_CUT:
            return False

    def said(self) -> str:
        """What it wrote to its log."""
        return os.pread(self.log.fileno(), 10**7, 0).decode()

    def kill(self) -> None:
        """All of it, without a word of warning."""
        if members(self.process.pid):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def web_processes(self) -> list[int]:
        """The processes that answer; not the one that watches over them."""
        found = [pid for pid in members(self.process.pid) if "gunicorn" in _command(pid)]
        return [pid for pid in found if pid != min(found)]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


@dataclass(frozen=True)
class Reply:
    """An answer of the server; ``said`` is its JSON, {} where it is a page."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def said(self) -> dict[str, Any]:
        is_json = "json" in self.headers.get("content-type", "")
        return dict(json.loads(self.text)) if is_json else {}


class Browser:
    """What a page's script sends, as far as the server can tell."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port, self.session = port, session

    def headers(self, **more: str) -> dict[str, str]:
        cookies = f"csrftoken={CSRF}" + (f"; sessionid={self.session}" if self.session else "")
        return {"Cookie": cookies, "X-CSRFToken": CSRF} | more

    def ask(self, method: str, path: str, body: bytes = b"", **more: str) -> Reply:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            line.request(method, path, body, self.headers(**more))
            reply = line.getresponse()
            headers = {name.lower(): value for name, value in reply.getheaders()}
            return Reply(reply.status, headers, reply.read().decode())
        finally:
            line.close()

    def form(self, path: str, **fields: object) -> Reply:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(fields).encode(), **kind)

    def upload(self, path: str, body: bytes = b"", **fields: object) -> Reply:
        """One request of the evidence's script."""
        kind = "application/octet-stream"
        if fields:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        method = "POST" if body or path.endswith("finish/") else "GET"
        more = {"Accept": "application/json", "Content-Type": kind}
        return self.ask(method, f"/evidence/uploads/{path}", body, **more)

    def save(self, item: int, text: str, *, edit: int, save_id: str = "") -> Reply:
        body = saving(text, edit=edit, save_id=save_id)
        return self.ask("POST", place_of(item), body, **{"Content-Type": "application/json"})


def place_of(item: int) -> str:
    return f"/office/answers/{item}/story/"


def saving(text: str, *, edit: int, save_id: str = "") -> bytes:
    said = {"edit": edit, "state": "answered", "value": text, "reason": "", "save_id": save_id}
    return json.dumps(said).encode()


def long_text(who: object, number: int) -> str:
    """A text that can be known again whole: it ends with what it begins with."""
    return f"<p>{who} {number} {'ดำเนินการครบทุกโรงเรียนตามแผน ' * 40}{who} {number}</p>"


class Writer(threading.Thread):
    """Somebody who saves one field again and again, as the page's script does.

    A save whose fate is unknown is sent again with its mark before anything newer.

    Attributes:
        acknowledged: (edit, text) of every save that came back with 200.
        sent: every text that was ever sent.
        statuses: how often each came back; "" where the line was cut.
    """

    def __init__(self, port: int, session: str, item: int) -> None:
        super().__init__(daemon=True)
        self.browser, self.item = Browser(port, session), item
        self.acknowledged: list[tuple[int, str]] = []
        self.sent: set[str] = set()
        self.statuses: dict[str, int] = {}
        self.others: list[Reply] = []
        self.edit, self.number, self.resent = 0, 0, 0
        self._stopping = threading.Event()
        self._open: tuple[str, int, str] | None = None

    def run(self) -> None:
        while not self._stopping.is_set():
            self.save_once()

    def save_once(self) -> None:
        again = self._open is not None
        if self._open is None:
            self.number += 1
            text = long_text(self.item, self.number)
            self._open = (text, self.edit, f"{self.item}-{self.number}")
        text, edit, save_id = self._open
        self.sent.add(text)
        try:
            reply = self.browser.save(self.item, text, edit=edit, save_id=save_id)
        except LINE_CUT:
            self._count("")
            time.sleep(0.05)
            return
        self._count(str(reply.status))
        if reply.status == 200:
            self.edit = reply.said["edit"]
            self.acknowledged.append((self.edit, text))
            self.resent += again
            self._open = None
        else:
            self.others.append(reply)
            time.sleep(0.05)

    def go_on_at(self, port: int) -> None:
        self.browser.port = port

    def stop(self) -> None:
        self._stopping.set()
        self.join(60)

    def _count(self, status: str) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1


def assert_kept(writers: list[Writer], stored: dict[str, Any]) -> None:
    """Every acknowledged save is a version with its edit; every version was sent whole."""
    for writer in writers:
        versions = [(edit, text) for edit, text in stored["versions"].get(str(writer.item), [])]
        assert [pair for pair in writer.acknowledged if pair not in versions] == []
        assert [text for _edit, text in versions if text not in writer.sent] == []
        texts = [text for _edit, text in versions]
        assert len(set(texts)) == len(texts)


def copy_of(made: Installation, folder: Path, **settings: str) -> Installation:
    """The same installation once more, in ``folder`` (and in a database of its own)."""
    shutil.copytree(made.data_dir, folder)
    if not made.database:
        return Installation(folder, settings=settings)
    name = f"tidtam_fault_{random.SystemRandom().randrange(10**9)}"
    template = made.database.rpartition("/")[2]
    with server_of(made.database) as line:
        line.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    address = f"{made.database.rpartition('/')[0]}/{name}"
    return Installation(folder, address, settings)


@contextmanager
def server_of(address: str) -> Iterator[Any]:
    """A line to the PostgreSQL server behind an address, to make and drop databases by."""
    import psycopg

    base = f"{address.rpartition('/')[0]}/postgres"
    with psycopg.connect(base, autocommit=True) as line:
        yield line


def drop(made: Installation) -> None:
    if made.database:
        name = made.database.rpartition("/")[2]
        with server_of(made.database) as line:
            line.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
