"""``tidtam serve`` as ``make run`` starts it: real processes on a free port."""

from __future__ import annotations

import os
import signal
import socket
import urllib.request
from contextlib import suppress
from pathlib import Path
from time import monotonic

import pytest

from processes import members, running, tidtam, until

pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as page:
        return bool(page.status == 200)
    return False


def workers(group: int) -> list[int]:
    return [pid for pid in members(group) if b"\0worker\0" in command_of(pid)]


def command_of(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
@pytest.mark.parametrize("to_all", [False, True], ids=["to one", "to the group"])
def test_a_signal_ends_site_and_worker(
    number: signal.Signals, to_all: bool, demo_dir: Path
) -> None:
    """Ctrl+C goes to the whole group of a terminal, ``kill`` to one process."""
    port = free_port()
    with running(demo_dir, "serve", "--port", str(port)) as server:
        until(lambda: answers(port) and workers(server.pid))
        begun = monotonic()
        (os.killpg if to_all else os.kill)(server.pid, number)
        code = server.wait(25)
        took = monotonic() - begun
        left = members(server.pid)

    assert (code, left) == (0, [])
    assert took < 12


def test_a_taken_port_gives_one_sentence(demo_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = tidtam(demo_dir, "serve", "--port", str(port))

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"ช่อง {port} มีโปรแกรมอื่นใช้อยู่ ลอง make run PORT={port + 1} / "
        f"Port {port} is in use; try make run PORT={port + 1}\n"
    )


@pytest.mark.parametrize("words", [("--port", "99999"), ("--host", "nowhere.invalid")])
def test_an_impossible_address_gives_one_sentence(words: tuple[str, ...], demo_dir: Path) -> None:
    done = tidtam(demo_dir, "serve", *words)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "Cannot listen at" in done.stderr


def test_a_worker_that_dies_is_started_again_and_one_that_dies_at_once_ends_all(
    demo_dir: Path,
) -> None:
    port = free_port()
    with running(demo_dir, "serve", "--port", str(port)) as server:
        until(lambda: answers(port))
        [first] = until(lambda: workers(server.pid))
        until(lambda: monotonic() - begun_at(first) > 10.5)
        os.kill(first, signal.SIGKILL)
        [second] = until(lambda: [pid for pid in workers(server.pid) if pid != first])
        still = answers(port)
        os.kill(second, signal.SIGKILL)
        code = server.wait(25)
        left = members(server.pid)

    assert (still, code, left) == (True, 1, [])


def begun_at(pid: int) -> float:
    """When a process began, on the monotonic clock (Linux counts both from its start)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")


def test_a_site_that_dies_ends_the_worker_too(demo_dir: Path) -> None:
    port = free_port()
    with running(demo_dir, "serve", "--port", str(port)) as server:
        until(lambda: answers(port) and workers(server.pid))
        masters = [pid for pid in members(server.pid) if b"gunicorn" in command_of(pid)]
        os.kill(min(masters), signal.SIGKILL)
        code = server.wait(25)
        until(lambda: not members(server.pid), seconds=10)

    assert code == 1
