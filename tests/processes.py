"""The program as real processes, each test with a data folder of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

TIDTAM = [sys.executable, "-m", "tidtam.commands.main"]


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """An installation of its own: an embedded database in ``data_dir``, mode local."""
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "TIDTAM_MODE")}
    return kept | {"TIDTAM_DATA_DIR": str(data_dir)} | more


def tidtam(data_dir: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(  # noqa: S603
        [*TIDTAM, *words],
        env=environment(data_dir, **more),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def python(data_dir: Path, code: str) -> str:
    """Run lines in a process of the installation; what they print."""
    start = "from tidtam.commands.main import start_django; start_django()\n"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", start + code],
        env=environment(data_dir),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def running(data_dir: Path, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that goes on; it and all it started are killed at the end of the test."""
    process = subprocess.Popen(  # noqa: S603
        [*TIDTAM, *words],
        env=environment(data_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if members(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def members(group: int) -> list[int]:
    """The living processes of a process group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            state, _parent, its_group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(its_group) == group and state != "Z":
            found.append(int(entry.name))
    return found


def until(what: Callable[[], Any], *, seconds: float = 60) -> Any:
    """The first true answer; fails when none comes in time."""
    latest = time.monotonic() + seconds
    while time.monotonic() < latest:
        if answer := what():
            return answer
        time.sleep(0.02)
    pytest.fail(f"nothing came in {seconds} seconds")


def rows(data_dir: Path, query: str) -> list[tuple[Any, ...]]:
    """Read the installation's database from outside."""
    address = f"file:{data_dir / 'tidtam.sqlite3'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="session")
def demo_installation(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A prepared installation with the demonstration year, made once; copy it, never use it."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "demo-installation"
    with (shared.parent / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "ready").exists():
            done = tidtam(shared, "prepare", "--demo")
            assert done.returncode == 0, done.stderr
            (shared / "ready").touch()
    return shared


@pytest.fixture
def demo_dir(demo_installation: Path, tmp_path: Path) -> Path:
    """A copy of the demonstration installation for one test."""
    copy = tmp_path / "data"
    shutil.copytree(demo_installation, copy)
    return copy
