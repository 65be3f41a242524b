"""The disk runs full while people save, send files, read pages and sign in."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from installations import (
    PASSWORD,
    Browser,
    Installation,
    Server,
    Writer,
    assert_kept,
    long_text,
)

from processes import until

pytestmark = pytest.mark.slow
PIECE = 1024 * 1024
NO_ROOM = "เครื่องแม่ข่ายไม่มีที่เก็บแล้ว"
CANNOT_STORE = "เก็บข้อมูลเพิ่มไม่ได้"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 96 MB of its own."""
    at = tmp_path / "disk"
    at.mkdir()
    size = ["-o", "size=96m", "tmpfs", str(at)]
    if subprocess.run(["mount", "-t", "tmpfs", *size], capture_output=True, check=False).returncode:  # noqa: S603, S607
        pytest.skip("only root can mount a disk of its own")
    yield at
    subprocess.run(["umount", "-l", str(at)], check=True)  # noqa: S603, S607


def fill(disk: Path, *, leave: int = 0) -> Path:
    """Take all room but ``leave`` bytes."""
    path = disk / "ballast"
    with path.open("ab", buffering=0) as file:
        for size in (PIECE, 4096, 64, 1):
            try:
                while _free(disk) - leave >= size:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return path


def _free(disk: Path) -> int:
    found = os.statvfs(disk)
    return found.f_bavail * found.f_bsize


@contextmanager
def full(disk: Path, *, leave: int = 0) -> Iterator[None]:
    ballast = fill(disk, leave=leave)
    yield
    ballast.unlink()


@pytest.fixture
def on_small_disk(
    install: Callable[..., Installation], small_disk: Path, made_once: Installation
) -> Installation:
    """An installation whose database and files lie on the small disk."""
    if made_once.database:
        pytest.skip("the disk of a PostgreSQL server is not ours to fill")
    return install(small_disk / "data")


def assert_sound_file(made: Installation) -> None:
    with closing(sqlite3.connect(made.data_dir / "tidtam.sqlite3")) as line:
        assert line.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def save_until_refused(writers: list[Writer]) -> None:
    """Save in turns until every field's save is refused; what is left of the room is used up."""
    for _ in range(400):
        before = [len(writer.others) for writer in writers]
        for writer in writers:
            writer.save_once()
        if all(len(w.others) > n for w, n in zip(writers, before, strict=True)):
            return
    pytest.fail("the disk never ran full")


def test_saves_on_a_full_disk_are_refused_in_words_and_go_on_when_there_is_room(
    on_small_disk: Installation, small_disk: Path, who: dict[str, Any]
) -> None:
    with on_small_disk.serving() as server:
        writers = [Writer(server.port, who["reporter"], item) for item in who["items"][:3]]
        for writer in writers:
            writer.save_once()
        with full(small_disk, leave=300_000):
            save_until_refused(writers)
            refused = [reply for writer in writers for reply in writer.others]
            pages = [server_page(server, who, path) for path in readable(who)]
        for writer in writers:
            writer.save_once()
            writer.save_once()

    assert {(reply.status, reply.headers["retry-after"]) for reply in refused} == {(503, "10")}
    assert all(NO_ROOM in reply.said["text"] and reply.said["busy"] for reply in refused)
    assert pages == [200] * len(pages)
    assert_kept(writers, on_small_disk.sound())
    assert [set(writer.statuses) for writer in writers] == [{"200", "503"}] * 3
    assert_sound_file(on_small_disk)


def readable(who: dict[str, Any]) -> list[str]:
    report = f"/office/{who['round']}/{who['office']}/"
    return ["/", "/office/", report, f"/office/items/{who['items'][0]}/", "/sign-in/"]


def server_page(server: Server, who: dict[str, Any], path: str) -> int:
    session = "" if path == "/sign-in/" else who["reporter"]
    return Browser(server.port, session).ask("GET", path).status


def test_signing_in_and_forms_on_a_full_disk_get_a_sentence(
    on_small_disk: Installation, small_disk: Path, who: dict[str, Any]
) -> None:
    with on_small_disk.serving() as server:
        stranger, reporter = Browser(server.port), Browser(server.port, who["reporter"])
        item = who["items"][0]

        def act(number: int) -> list[Any]:
            return [
                stranger.form("/sign-in/", username=who["name"], password=PASSWORD),
                reporter.form(
                    f"/office/items/{item}/save/",
                    **{
                        "q-story": long_text("form", number),
                        "q-story-state": "answered",
                        "q-story-edit": 0,
                    },
                ),
                reporter.form("/sign-out/"),
            ]

        with full(small_disk):
            # What is left in the pages of the file that are there already is used up first.
            writer = Writer(server.port, who["second"], who["items"][1])
            save_until_refused([writer])
            replies = act(1)
        after = [reply.status for reply in act(2)]

    told = [(r.status, CANNOT_STORE in r.text, "Traceback" in r.text) for r in replies]
    assert told == [(503, True, False)] * 3
    assert after == [302, 302, 302]
    on_small_disk.sound()
    assert_sound_file(on_small_disk)


def test_files_sent_to_a_full_disk_are_refused_in_words_and_go_on_when_there_is_room(
    on_small_disk: Installation, small_disk: Path, who: dict[str, Any]
) -> None:
    data = "ข้อมูลสมมติ\n".encode() + b"a" * (6 * PIECE)
    with on_small_disk.serving() as server:
        sender = Browser(server.port, who["reporter"])
        begin = {"name": "บันทึก.txt", "size": len(data), "agency": who["office"]}
        token = sender.upload("", **begin).said["token"]
        at = send(sender, token, data, 0, 2 * PIECE)
        with full(small_disk, leave=PIECE // 2):
            refused = [sender.upload(f"{token}/piece/?offset={at}", data[at : at + PIECE])]
            begun = sender.upload("", **begin)
            fill(small_disk)
            refused += [sender.upload(f"{token}/piece/?offset={at}", data[at : at + 99])]
            there = sender.upload(f"{token}/")
        send(sender, token, data, at, len(data))
        with full(small_disk):
            finished = [sender.upload(f"{token}/finish/") for _ in range(2)]
        done = sender.upload(f"{token}/finish/")

    assert [reply.status for reply in (*refused, begun)] == [507] * 3
    assert all("เต็ม" in reply.said["error"] for reply in (*refused, begun))
    assert (there.status, there.said["offset"]) == (200, at)
    assert {reply.status for reply in finished} <= {503, 507}
    assert all(reply.said["error"] for reply in finished)
    assert (done.status, done.said["state"]) == (200, "done")
    assert_sound_file(on_small_disk)


def send(sender: Browser, token: str, data: bytes, at: int, stop: int) -> int:
    while at < stop:
        reply = sender.upload(f"{token}/piece/?offset={at}", data[at : min(at + PIECE, stop)])
        assert reply.status == 200, reply.text
        at = reply.said["offset"]
    return at


def test_a_server_started_on_a_full_disk_says_so_and_works_once_there_is_room(
    on_small_disk: Installation, small_disk: Path, who: dict[str, Any]
) -> None:
    ballast = fill(small_disk)
    with on_small_disk.serving(status=503) as server:
        told = Browser(server.port).ask("GET", "/sign-in/").text
        ballast.unlink()
        until(lambda: server.answers(200))
        browser = Browser(server.port, who["reporter"])
        saved = browser.save(who["items"][0], long_text("a", 1), edit=0)
        ended = server.process.poll()

    assert CANNOT_STORE in told
    assert (saved.status, ended) == (200, None)
    assert_sound_file(on_small_disk)
