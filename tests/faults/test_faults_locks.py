"""Another program holds the database, or the database goes away, while people save."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import pytest
from installations import (
    PASSWORD,
    Browser,
    Installation,
    Writer,
    assert_kept,
    long_text,
    server_of,
)

pytestmark = pytest.mark.slow
BUSY = "ฐานข้อมูลไม่ว่างหรือติดต่อไม่ได้ชั่วขณะ"


@contextmanager
def locked(made: Installation) -> Iterator[None]:
    """Somebody else holds what every save and every sign-in writes."""
    if made.database:
        import psycopg

        with psycopg.connect(made.database) as line:
            line.execute("LOCK TABLE rounds_answer, people_signin IN ACCESS EXCLUSIVE MODE")
            yield
            line.rollback()
        return
    address = made.data_dir / "tidtam.sqlite3"
    with closing(sqlite3.connect(address, isolation_level=None)) as line:
        line.execute("BEGIN IMMEDIATE")
        yield
        line.execute("ROLLBACK")


@pytest.fixture
def impatient(install: Callable[..., Installation]) -> Installation:
    return install(TIDTAM_DATABASE_PATIENCE="1")


def test_a_locked_database_is_told_and_the_same_save_goes_through_afterwards(
    impatient: Installation, who: dict[str, Any]
) -> None:
    item, text = who["items"][0], long_text("waits", 1)
    with impatient.serving() as server:
        browser, stranger = Browser(server.port, who["reporter"]), Browser(server.port)

        def save() -> Any:
            return browser.save(item, text, edit=0, save_id="waits-1")

        def sign_in() -> Any:
            return stranger.form("/sign-in/", username=who["name"], password=PASSWORD)

        with locked(impatient):
            began = time.monotonic()
            refused, turned_away = save(), sign_in()
            took = time.monotonic() - began
            read = browser.ask("GET", "/people/me/").status
        saved, came_in = save(), sign_in()

    assert (refused.status, refused.headers["retry-after"]) == (503, "2")
    assert (refused.said["busy"], "ส่งใหม่เอง" in refused.said["text"]) == (True, True)
    assert (turned_away.status, BUSY in turned_away.text) == (503, True)
    assert took < 10
    assert read in (200, 404)
    assert (saved.status, saved.said["edit"], came_in.status) == (200, 1, 302)
    assert impatient.sound()["versions"] == {str(item): [[1, text]]}


def test_waiting_for_a_short_lock_is_no_trouble(
    installation: Installation, who: dict[str, Any]
) -> None:
    with installation.serving() as server:
        writer = Writer(server.port, who["reporter"], who["items"][0])
        with locked(installation):
            saving = threading.Thread(target=writer.save_once)
            saving.start()
            time.sleep(1)
            assert saving.is_alive()
        saving.join()

    assert writer.statuses == {"200": 1}


def test_a_database_that_drops_its_connections_loses_nothing(
    install: Callable[..., Installation], made_once: Installation, who: dict[str, Any]
) -> None:
    if not made_once.database:
        pytest.skip("a file has no connections to drop")
    made = install()
    name = made.database.rpartition("/")[2]
    drop = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608
    with made.serving() as server, server_of(made.database) as line:
        writers = [Writer(server.port, who["reporter"], item) for item in who["items"][:4]]
        for writer in writers:
            writer.save_once()
        line.execute(drop)
        for writer in writers:
            writer.save_once()
        between = [dict(writer.statuses) for writer in writers]
        for writer in writers:
            writer.start()
        for _ in range(4):
            time.sleep(0.5)
            line.execute(drop)
        line.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        line.execute(drop)
        time.sleep(1)
        away = Browser(server.port, who["reporter"]).ask("GET", "/office/")
        line.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        time.sleep(1)
        for writer in writers:
            writer.stop()
        back = Browser(server.port, who["reporter"]).ask("GET", "/office/")
        ended = server.process.poll()

    assert between == [{"200": 2}] * 4  # found anew before it is used, nobody notices
    statuses = {status for writer in writers for status in writer.statuses}
    assert statuses == {"200", "503"}
    assert (away.status, BUSY in away.text, back.status) == (503, True, 200)
    assert ended is None
    assert_kept(writers, made.sound())
