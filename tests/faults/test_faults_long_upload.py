"""A file that takes more than an hour: signed out in the middle, taken up, never swept alive."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from evidence_samples import noise, pdf

from factories.reporting import Reporting, reporting
from tidtam.evidence.actions import UNTOUCHED, sweep_stale_uploads
from tidtam.evidence.keys import file_key
from tidtam.evidence.models import StoredFile, Upload
from tidtam.evidence.stores import store
from tidtam.people.actor import SYSTEM

pytestmark = pytest.mark.django_db(transaction=True)
BASE = "/evidence/uploads/"
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
PASSWORD = "long-upload-2566-x"


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """A file store of this test's own."""
    folder = tmp_path / "files"
    kind = {"BACKEND": "tidtam.evidence.stores.DiskStore", "OPTIONS": {"location": str(folder)}}
    settings.STORAGES = {**settings.STORAGES, "default": kind}
    settings.TIDTAM_WORK_DIR = tmp_path / "work"
    settings.TIDTAM_CLAMD = ""
    return folder


def ask(browser: Client, path: str, body: bytes = b"") -> HttpResponse:
    kind = "application/octet-stream"
    more = {"HTTP_ACCEPT": "application/json"}
    return browser.post(BASE + path, data=body, content_type=kind, **more)  # type: ignore[arg-type]


def begin(browser: Client, world: Reporting, size: int) -> str:
    fields = {"name": "แผน.pdf", "size": size, "agency": world.office.code}
    reply = browser.post(BASE, fields, HTTP_ACCEPT="application/json")
    assert reply.status_code == 201, reply.content
    return str(reply.json()["token"])


def sign_in(browser: Client, world: Reporting) -> None:
    told = {"username": world.reporter.sign_in_name, "password": PASSWORD}
    assert browser.post("/sign-in/", told).status_code == 302


def world_at_start() -> Reporting:
    world = reporting()
    world.reporter.set_password(PASSWORD)
    world.reporter.save()
    return world


def test_an_upload_of_fifteen_hours_with_a_sign_out_in_the_middle_is_stored_whole(
    files: Path,
) -> None:
    data = pdf(3)
    step = len(data) // 15 + 1
    with time_machine.travel(START, tick=False) as clock:
        world, browser = world_at_start(), Client()
        sign_in(browser, world)
        token = begin(browser, world, len(data))
        for hour, at in enumerate(range(0, len(data), step)):
            clock.move_to(START + dt.timedelta(hours=hour))
            reply = ask(browser, f"{token}/piece/?offset={at}", data[at : at + step])
            assert reply.json() == {"offset": min(at + step, len(data))}
            assert sweep_stale_uploads(by=SYSTEM) == 0
            if hour == 4:
                assert browser.post("/sign-out/").status_code == 302
                sign_in(browser, world)
        finished = ask(browser, f"{token}/finish/")

    assert (finished.status_code, finished.json()["state"]) == (200, "done")
    stored = StoredFile.objects.get()
    assert b"".join(store().pieces(file_key(stored.checksum))) == data


def test_a_session_that_grew_too_old_is_told_and_goes_on_after_signing_in(files: Path) -> None:
    data = pdf(1)
    half = len(data) // 2
    with time_machine.travel(START, tick=False) as clock:
        world, browser = world_at_start(), Client()
        sign_in(browser, world)
        token = begin(browser, world, len(data))
        assert ask(browser, f"{token}/piece/?offset=0", data[:half]).status_code == 200
        clock.shift(dt.timedelta(hours=13))
        refused = ask(browser, f"{token}/piece/?offset={half}", data[half:])
        sign_in(browser, world)
        offset = browser.get(f"{BASE}{token}/").json()["offset"]
        taken = ask(browser, f"{token}/piece/?offset={half}", data[half:])
        finished = ask(browser, f"{token}/finish/").json()["state"]

    assert (refused.status_code, "โปรดเข้าสู่ระบบ" in refused.json()["error"]) == (401, True)
    assert (offset, taken.json(), finished) == (half, {"offset": len(data)}, "done")


def test_an_abandoned_upload_is_swept_after_its_time_and_not_before(files: Path) -> None:
    with time_machine.travel(START, tick=False) as clock:
        world, browser = world_at_start(), Client()
        sign_in(browser, world)
        token = begin(browser, world, 1000)
        ask(browser, f"{token}/piece/?offset=0", noise(300))
        clock.shift(UNTOUCHED)
        on_the_day = sweep_stale_uploads(by=SYSTEM)
        sign_in(browser, world)
        alive = ask(browser, f"{token}/piece/?offset=300", noise(300)).status_code
        clock.shift(UNTOUCHED + dt.timedelta(seconds=1))
        after = sweep_stale_uploads(by=SYSTEM)
        sign_in(browser, world)
        late = ask(browser, f"{token}/piece/?offset=600", noise(300))

    assert dt.timedelta(days=7) == UNTOUCHED  # as docs/evidence.md says
    assert (on_the_day, alive, after) == (0, 200, 1)
    assert (late.status_code, "เลือกไฟล์แล้วส่งใหม่" in late.json()["error"]) == (409, True)
    assert Upload.objects.get().state == "cancelled"
    assert [path for path in files.rglob("*") if path.is_file()] == []
