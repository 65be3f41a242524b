"""Real workers, killed in the middle; nothing is lost, nothing is printed twice."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from zipfile import ZipFile

import pytest

from processes import members, python, rows, running, tidtam, until

pytestmark = pytest.mark.slow

PUBLISHED, FULL_YEAR = "2566-6m", "2566-12m"


def ask_printing(data_dir: Path) -> int:
    """The number of a printing of all 245 six-month sheets, put in the queue."""
    lines = f"""
from tidtam.jobs.enqueue import print_later
from tidtam.people.actor import SYSTEM
from tidtam.results.printing import ask_printing
from tidtam.results.queries import computation_for
computation = computation_for(SYSTEM, round_code="{PUBLISHED}")
run = ask_printing(computation, formats=["pdf", "docx"], total=490, by=SYSTEM)
print_later(run)
print(run.pk)
"""
    return int(python(data_dir, lines))


def ask_computation(data_dir: Path) -> None:
    lines = f"""
from tidtam.jobs.enqueue import compute_later
from tidtam.people.actor import SYSTEM
from tidtam.results.actions import ask_computation
from tidtam.rounds.queries import round_by_code
compute_later(ask_computation(round_by_code("{FULL_YEAR}", actor=SYSTEM), by=SYSTEM))
"""
    python(data_dir, lines)


def made(data_dir: Path, run: int) -> dict[str, tuple[int, int]]:
    """The finished files of a printing: name -> when and as what it was written."""
    found = {}
    for path in (data_dir / "work" / "sheets" / str(run)).glob("[!.]*"):
        try:
            stat = path.stat()
        except FileNotFoundError:
            continue
        found[path.name] = (stat.st_mtime_ns, stat.st_ino)
    return found


def state_of(data_dir: Path, run: int) -> str:
    return str(rows(data_dir, f"SELECT state FROM results_printrun WHERE id = {run}")[0][0])  # noqa: S608


def names_in_archive(data_dir: Path, run: int) -> list[str]:
    name = rows(data_dir, f"SELECT archive FROM results_printrun WHERE id = {run}")[0][0]  # noqa: S608
    with ZipFile(data_dir / "files" / name) as archive:
        assert archive.testzip() is None
        return archive.namelist()


def watched(
    data_dir: Path, run: int, *workers: subprocess.Popen[bytes]
) -> list[dict[str, tuple[int, int]]]:
    """What the folder held from moment to moment, until the printing is finished."""
    seen = []
    latest = time.monotonic() + 240
    while state_of(data_dir, run) not in ("done", "failed"):
        assert time.monotonic() < latest
        seen.append(made(data_dir, run))
        time.sleep(0.1)
    return seen


def written_twice(seen: list[dict[str, tuple[int, int]]]) -> set[str]:
    stamps: dict[str, set[tuple[int, int]]] = {}
    for moment in seen:
        for name, stamp in moment.items():
            stamps.setdefault(name, set()).add(stamp)
    return {name for name, found in stamps.items() if len(found) > 1}


def test_a_killed_printing_is_finished_by_the_next_worker(demo_dir: Path) -> None:
    run = ask_printing(demo_dir)
    with running(demo_dir, "worker") as first:
        until(lambda: len(made(demo_dir, run)) > 40)
        first.kill()
        until(lambda: not members(first.pid), seconds=10)
    before = made(demo_dir, run)

    with running(demo_dir, "worker", "--once") as second:
        seen = [before, *watched(demo_dir, run)]
        code = second.wait(30)

    assert 40 < len(before) < 980
    assert (code, state_of(demo_dir, run)) == (0, "done")
    assert written_twice(seen) == set()
    assert max(map(len, seen)) > len(before)
    assert len(names_in_archive(demo_dir, run)) == 982


def test_two_workers_do_not_print_the_same(demo_dir: Path) -> None:
    run = ask_printing(demo_dir)

    with running(demo_dir, "worker", "--once"), running(demo_dir, "worker", "--once"):
        seen = watched(demo_dir, run)

    done = rows(demo_dir, "SELECT count(*) FROM history_entry WHERE act = 'sheets.finish_printing'")
    assert written_twice(seen) == set()
    assert done == [(1,)]
    assert len(names_in_archive(demo_dir, run)) == 982


def test_a_worker_told_twice_to_stop_gives_its_printing_back(demo_dir: Path) -> None:
    run = ask_printing(demo_dir)
    with running(demo_dir, "worker") as worker:
        until(lambda: len(made(demo_dir, run)) > 10)
        worker.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        worker.send_signal(signal.SIGTERM)
        worker.wait(20)
        until(lambda: not members(worker.pid), seconds=10)

    held = rows(demo_dir, f"SELECT state, alive_at FROM results_printrun WHERE id = {run}")  # noqa: S608
    assert held == [("printing", None)]


def test_a_service_that_stops_all_its_processes_loses_nothing(demo_dir: Path) -> None:
    run = ask_printing(demo_dir)
    with running(demo_dir, "worker") as worker:
        until(lambda: len(made(demo_dir, run)) > 10)
        os.killpg(worker.pid, signal.SIGTERM)
        worker.wait(30)

    held = rows(demo_dir, f"SELECT state, alive_at FROM results_printrun WHERE id = {run}")  # noqa: S608
    assert held == [("printing", None)]


def test_a_killed_computation_leaves_nothing_and_is_computed_by_the_next_worker(
    demo_dir: Path,
) -> None:
    ask_computation(demo_dir)
    query = "SELECT state, total FROM results_computation ORDER BY id DESC LIMIT 1"
    with running(demo_dir, "worker") as first:
        until(lambda: rows(demo_dir, query)[0][1] > 0)
        first.kill()
        first.wait()
    results = (
        "SELECT count(*) FROM results_officeresult WHERE computation_id ="
        " (SELECT max(id) FROM results_computation)"
    )
    halfway = rows(demo_dir, query)[0][0], rows(demo_dir, results)[0][0]

    again = tidtam(demo_dir, "worker", "--once")

    assert halfway == ("draft", 0)
    assert again.returncode == 0, again.stderr
    assert (rows(demo_dir, query), rows(demo_dir, results)) == ([("computed", 735)], [(735,)])


def test_a_worker_picks_up_what_is_asked_while_it_runs(demo_dir: Path) -> None:
    with running(demo_dir, "worker") as worker:
        ask_computation(demo_dir)
        query = "SELECT state FROM results_computation ORDER BY id DESC LIMIT 1"
        until(lambda: rows(demo_dir, query) == [("computed",)])
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(10) == 0
