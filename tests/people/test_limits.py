"""Tries are counted for all processes together and forgotten after a quarter of an hour."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest
import time_machine

from tidtam.people import limits
from tidtam.people.errors import TooManyTries
from tidtam.people.models import Person, Tries
from tidtam.people.signing_in import try_password
from tidtam.shared import clock

PASSWORD = "ข้าวสวย-หุงใหม่"
QUARTER = dt.timedelta(minutes=15)


def use_up(guard: limits.Guard, value: str) -> None:
    for _ in range(guard.limit):
        limits.take(guard, value)


@pytest.mark.django_db
def test_after_the_limit_the_wait_is_told_and_is_never_longer_than_the_window() -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False):
        use_up(limits.BY_NAME, "somchai")
    later = start + dt.timedelta(minutes=5)
    with time_machine.travel(later, tick=False), pytest.raises(TooManyTries) as refusal:
        limits.take(limits.BY_NAME, "somchai")

    assert refusal.value.wait == dt.timedelta(minutes=10)
    assert refusal.value.th == "ลองหลายครั้งเกินไป โปรดรอ 10 นาทีแล้วลองใหม่"


@pytest.mark.django_db
def test_trying_on_while_one_must_wait_makes_the_wait_no_longer() -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False):
        use_up(limits.BY_NAME, "somchai")
    with time_machine.travel(start + QUARTER / 2, tick=False), pytest.raises(TooManyTries):
        limits.take(limits.BY_NAME, "somchai")

    with time_machine.travel(start + QUARTER, tick=False):
        limits.take(limits.BY_NAME, "somchai")

    assert Tries.objects.get().count == 1


@pytest.mark.django_db
def test_no_name_and_no_address_can_be_read_in_the_table() -> None:
    limits.take(limits.BY_NAME, "somchai")
    limits.take(limits.BY_ADDRESS, "192.0.2.1")

    assert all(len(row.key) == 64 and "somchai" not in row.key for row in Tries.objects.all())


@pytest.mark.django_db
def test_old_rows_are_swept_away() -> None:
    with time_machine.travel(clock.now() - dt.timedelta(days=2)):
        limits.take(limits.BY_NAME, "long ago")

    limits.take(limits.BY_NAME, "now")

    assert Tries.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["somchai", "nobody"])
def test_a_known_and_an_unknown_name_are_slowed_down_alike(name: str) -> None:
    person = Person(sign_in_name="somchai", full_name="สมชาย สมมติ")
    person.set_password(PASSWORD)
    person.save()

    answers = [try_password(name, "ผิด", address="192.0.2.1") for _ in range(10)]

    assert answers == [None] * 10
    with pytest.raises(TooManyTries):
        try_password(name, PASSWORD, address="192.0.2.9")


@pytest.mark.django_db
def test_a_machine_that_is_known_is_counted_by_itself() -> None:
    person = Person(sign_in_name="somchai", full_name="สมชาย สมมติ")
    person.set_password(PASSWORD)
    person.save()
    for _ in range(10):
        try_password("somchai", "ผิด", address="192.0.2.1")

    assert try_password("somchai", PASSWORD, address="192.0.2.9", device="mark") == person


@pytest.mark.django_db
def test_a_right_password_is_not_counted_against_the_address() -> None:
    person = Person(sign_in_name="somchai", full_name="สมชาย สมมติ")
    person.set_password(PASSWORD)
    person.save()

    try_password("somchai", PASSWORD, address="192.0.2.1")

    assert sum(Tries.objects.values_list("count", flat=True)) == 0


_PREPARE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
"""
_GUESS = """
import django; django.setup()
from tidtam.people.errors import TooManyTries
from tidtam.people.signing_in import try_password
tried = 0
for _ in range(9):
    try:
        try_password("somchai", "x", address="192.0.2.1")
        tried += 1
    except TooManyTries:
        pass
print(tried)
"""


def test_two_processes_that_guess_at_once_share_one_limit(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "TIDTAM_MODE": "test",
        "TIDTAM_SECRET_KEY": "the same secret for both processes, long enough 0123456789",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'shared.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "tidtam.config.settings",
    }

    command = [sys.executable, "-c"]
    subprocess.run([*command, _PREPARE], env=environment, check=True, timeout=120)  # noqa: S603
    pipe = {"stdout": subprocess.PIPE, "text": True, "env": environment}
    with (
        subprocess.Popen([*command, _GUESS], **pipe) as one,  # noqa: S603
        subprocess.Popen([*command, _GUESS], **pipe) as two,  # noqa: S603
    ):
        tried = [int(process.communicate(timeout=120)[0]) for process in (one, two)]

    assert sum(tried) == limits.BY_NAME.limit
