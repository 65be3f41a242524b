"""The largest file against the real server, which is killed in the middle."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
import os
import signal
import socket
import subprocess
import threading
import time
import zipfile
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from evidence_samples import noise, word

from processes import demo_dir, demo_installation, python, rows, running, until

__all__ = ["demo_dir", "demo_installation"]
LIMIT = 200 * 1024 * 1024
PIECE = 4 * 1024 * 1024
CSRF = "a" * 32

SIGN_IN = """
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.conf import settings
from tidtam.orgs.models import Agency
from tidtam.people.actions import add_person, give_post
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
office = Agency.objects.filter(kind="primary_office").order_by("code").first()
person = add_person("sender", full_name="ผู้ส่ง สมมติ", password="x" * 20, by=SYSTEM)
give_post(person, role=Role.REPORTER, agency=office, by=SYSTEM)
session = SessionStore()
session[SESSION_KEY] = str(person.pk)
session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
print(session.session_key, office.code)
"""


class Sender:
    """A browser's script, as far as the server can tell."""

    def __init__(self, port: int, session: str) -> None:
        self.port = port
        self.headers = {
            "Cookie": f"sessionid={session}; csrftoken={CSRF}",
            "X-CSRFToken": CSRF,
            "Accept": "application/json",
        }

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, Any]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            headers = {**self.headers, "Content-Type": kind or "application/octet-stream"}
            line.request(method, f"/evidence/uploads/{path}", body, headers)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            line.close()

    def form(self, path: str, **fields: object) -> tuple[int, Any]:
        kind = "application/x-www-form-urlencoded"
        return self.ask("POST", path, urlencode(fields).encode(), kind)

    def is_there(self) -> bool:
        try:
            return self.ask("GET", "none/")[0] == 404
        except (OSError, http.client.HTTPException):
            return False


def largest_document() -> bytes:
    """A Word file of exactly the limit: a few words and much picture."""
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as document:
        document.writestr("word/media/a.emf", b"")
    room = LIMIT - len(out.getvalue())
    out = io.BytesIO(word())
    with zipfile.ZipFile(out, "a", zipfile.ZIP_STORED) as document:
        document.writestr("word/media/a.emf", noise(room))
    assert len(out.getvalue()) == LIMIT
    return out.getvalue()


def send_pieces(sender: Sender, token: str, data: bytes, offset: int, stop: int) -> int:
    while offset < stop:
        body = data[offset : min(offset + PIECE, stop)]
        status, told = sender.ask("POST", f"{token}/piece/?offset={offset}", body)
        assert status == 200, told
        offset = told["offset"]
    return offset


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.slow
def test_two_hundred_megabytes_outlive_a_server_killed_in_the_middle(demo_dir: Path) -> None:
    session, office = python(demo_dir, SIGN_IN).split()
    port = free_port()
    sender = Sender(port, session)
    data = largest_document()
    serve = ("serve", "--port", str(port))
    acknowledged = [0]

    with running(demo_dir, *serve) as server:
        until(sender.is_there)
        status, begun = sender.form("", name="ใหญ่.docx", size=LIMIT, agency=office)
        assert status == 201, begun
        token = begun["token"]

        def send_until_cut() -> None:
            try:
                for at in range(0, LIMIT, PIECE):
                    body = data[at : at + PIECE]
                    sent, told = sender.ask("POST", f"{token}/piece/?offset={at}", body)
                    assert sent == 200
                    acknowledged[0] = told["offset"]
            except (OSError, http.client.HTTPException):
                return

        sending = threading.Thread(target=send_until_cut)
        sending.start()
        until(lambda: acknowledged[0] >= LIMIT // 3)
        kill(server)
        sending.join()

    assert 0 < acknowledged[0] < LIMIT
    with running(demo_dir, *serve) as server:
        until(sender.is_there)
        status, state = sender.ask("GET", f"{token}/")
        assert (status, state["offset"] >= acknowledged[0]) == (200, True)
        send_pieces(sender, token, data, state["offset"], LIMIT)

        # Killed once more while the whole is opened: asked again, it is opened again.
        finishing = threading.Thread(target=lambda: _finish_into_the_void(sender, token))
        finishing.start()
        until(lambda: rows(demo_dir, "select state from evidence_upload") != [("receiving",)])
        kill(server)
        finishing.join()

    with running(demo_dir, *serve):
        until(sender.is_there)
        status, finished = until(lambda: _finished(sender, token), seconds=150)
        assert (status, finished["state"], finished["kind"]) == (200, "done", "เอกสาร Word")

    checksum = hashlib.sha256(data).hexdigest()
    assert rows(demo_dir, "select checksum, size, kind, state from evidence_storedfile") == [
        (checksum, LIMIT, "docx", "kept")
    ]
    stored = demo_dir / "files/evidence/files" / checksum[:2] / checksum
    assert stored.stat().st_size == LIMIT
    assert not (demo_dir / "files/evidence/pieces" / token).exists()


@pytest.mark.slow
def test_a_piece_cut_short_by_the_line_is_not_taken(demo_dir: Path) -> None:
    session, office = python(demo_dir, SIGN_IN).split()
    port = free_port()
    sender = Sender(port, session)
    with running(demo_dir, "serve", "--port", str(port)):
        until(sender.is_there)
        _status, begun = sender.form("", name="a.pdf", size=10_000, agency=office)
        address = f"/evidence/uploads/{begun['token']}/piece/?offset=0"
        head = {**sender.headers, "Host": "127.0.0.1", "Content-Length": "10000"}
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.sendall(f"POST {address} HTTP/1.1\r\n{lines}\r\n".encode() + noise(4000))
        time.sleep(1)

        assert sender.ask("GET", f"{begun['token']}/")[1]["offset"] == 0
        assert send_pieces(sender, begun["token"], noise(10_000), 0, 10_000) == 10_000


def _finish_into_the_void(sender: Sender, token: str) -> None:
    try:
        sender.form(f"{token}/finish/")
    except (OSError, http.client.HTTPException):
        return


def _finished(sender: Sender, token: str) -> tuple[int, Any] | None:
    status, told = sender.form(f"{token}/finish/")
    if status == 409:
        time.sleep(2)
        return None
    return status, told
