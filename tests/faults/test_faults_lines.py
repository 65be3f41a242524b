"""Lines that break: before the whole was sent, and before the reply was read."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import pytest
from installations import Browser, Installation, long_text, place_of, saving

from processes import until

pytestmark = pytest.mark.slow


def raw_save(browser: Browser, item: int, body: bytes) -> bytes:
    head = browser.headers(
        Host="127.0.0.1", **{"Content-Type": "application/json", "Content-Length": str(len(body))}
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"POST {place_of(item)} HTTP/1.1\r\n{lines}\r\n".encode() + body


def send_and_vanish(port: int, data: bytes, *, reset: bool) -> None:
    """Close in the ordinary way, or as a machine does whose line was torn out."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(data)
        if reset:
            time.sleep(0.3)  # else what was sent is thrown away with the line
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def test_half_a_save_stores_nothing_and_a_lost_reply_is_no_conflict(
    installation: Installation, who: dict[str, Any]
) -> None:
    halves, wholes = who["items"][:4], who["items"][4:6]
    text = long_text("line", 1)
    with installation.serving() as server:
        browser = Browser(server.port, who["reporter"])
        for number, item in enumerate(halves):
            data = raw_save(browser, item, saving(text, edit=0, save_id="a"))
            cut = len(data) - 1 if number > 1 else len(data) - len(data) // 2
            send_and_vanish(server.port, data[:cut], reset=bool(number % 2))
        for reset, item in zip((False, True), wholes, strict=True):
            data = raw_save(browser, item, saving(text, edit=0, save_id="b"))
            send_and_vanish(server.port, data, reset=reset)
        there = until(lambda: len(installation.sound()["answers"]) == 2 or None, seconds=20)
        again = [browser.save(item, text, edit=0, save_id="b") for item in wholes]
        newer = [browser.save(item, long_text("line", 2), edit=1) for item in wholes]
        first = [browser.save(item, text, edit=0, save_id="a") for item in halves]

    assert there
    assert [(r.status, r.said["edit"], r.said["is_new"]) for r in again] == [(200, 1, False)] * 2
    assert [(r.status, r.said["edit"]) for r in newer] == [(200, 2)] * 2
    assert [(r.status, r.said["edit"], r.said["is_new"]) for r in first] == [(200, 1, True)] * 4
    installation.sound()


def test_lines_that_fall_silent_in_the_middle_do_not_keep_others_out(
    install: Callable[..., Installation], who: dict[str, Any]
) -> None:
    made = install(TIDTAM_LINE_PATIENCE="2")
    item = who["items"][0]
    with made.serving() as server:
        browser = Browser(server.port, who["reporter"])
        body = raw_save(browser, item, saving(long_text("silent", 1), edit=0))
        parts = [body[:40], body[:-9]] * 20  # half a head, half a body; the server has 8 threads
        lines = [socket.create_connection(("127.0.0.1", server.port)) for _ in parts]
        for line, part in zip(lines, parts, strict=True):
            line.sendall(part)
            time.sleep(0.02)  # so that each process gets its share of them
        # Several, since one process may have a free thread by chance.
        saved = [browser.save(item, long_text("heard", n), edit=n) for n in range(6)]
        for line in lines:
            line.close()

    assert [(reply.status, reply.said["edit"]) for reply in saved] == [
        (200, n + 1) for n in range(6)
    ]
    heard = [[n + 1, long_text("heard", n)] for n in range(6)]
    assert made.sound()["versions"] == {str(item): heard}
