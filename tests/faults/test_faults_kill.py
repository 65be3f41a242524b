"""Processes killed while people save: what was acknowledged is there, nothing is half."""

from __future__ import annotations

import os
import random
import signal
import time
from contextlib import suppress
from typing import Any

import pytest
from installations import Installation, Writer, assert_kept

pytestmark = pytest.mark.slow
WRITERS = 6


def test_saves_outlive_killed_web_processes_and_a_killed_server(
    installation: Installation, who: dict[str, Any]
) -> None:
    chance = random.Random(2566)  # noqa: S311  the same moments each time
    with installation.serving() as server:
        writers = [Writer(server.port, who["reporter"], item) for item in who["items"][:WRITERS]]
        for writer in writers:
            writer.start()
        for _ in range(3):
            time.sleep(chance.uniform(0.4, 1.2))
            with suppress(ProcessLookupError):
                os.kill(chance.choice(server.web_processes()), signal.SIGKILL)
        time.sleep(chance.uniform(0.4, 1.2))
        server.kill()
    before = sum(len(writer.acknowledged) for writer in writers)
    for _ in range(2):
        with installation.serving() as server:
            for writer in writers:
                writer.go_on_at(server.port)
            time.sleep(chance.uniform(0.6, 1.5))
            server.kill()
    with installation.serving() as server:
        for writer in writers:
            writer.go_on_at(server.port)
        time.sleep(1)
        for writer in writers:
            writer.stop()

    statuses = {status for writer in writers for status in writer.statuses}
    cut = sum(writer.statuses.get("", 0) for writer in writers)
    assert statuses == {"200", ""}  # a resend is never taken for somebody else's save
    assert (cut > 0, sum(writer.resent for writer in writers) > 0) == (True, True)
    assert sum(len(writer.acknowledged) for writer in writers) > before > 0
    assert_kept(writers, installation.sound())
