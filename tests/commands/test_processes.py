"""Commands as real processes: settings, database and the reader of the output may all be wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from processes import TIDTAM, environment, tidtam


def english(done: subprocess.CompletedProcess[str]) -> str:
    """The English half of the one sentence with which a process refused."""
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    return done.stderr.rstrip("\n").split(" / ")[-1]


def test_a_database_that_was_never_prepared_is_named(tmp_path: Path) -> None:
    done = tidtam(tmp_path, "results", "compute", "--round", "2566-6m")

    assert english(done).startswith("The database is not ready; type tidtam prepare first")


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"TIDTAM_MODE": "production"}, "TIDTAM_SECRET_KEY must be set"),
        ({"TIDTAM_WORKER_PROCESSES": "none"}, "The setting TIDTAM_WORKER_PROCESSES cannot"),
        ({"DATABASE_URL": "wat://x"}, "The setting DATABASE_URL cannot be used"),
        ({"DATABASE_URL": "postgres://u:p@127.0.0.1:1/x"}, "The database cannot be used"),
    ],
    ids=["secret", "number", "address", "server"],
)
def test_a_wrong_setting_gives_one_sentence(
    more: dict[str, str], part: str, tmp_path: Path
) -> None:
    done = tidtam(tmp_path, "history", "verify", **more)

    assert part in english(done)


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603
        [*TIDTAM, "offices", "list", "--json"],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        told = process.stderr.read()

    assert b"Traceback" not in told


def test_checking_a_framework_starts_no_django() -> None:
    code = (
        "import sys; from tidtam.commands.main import main;"
        "from tidtam.frameworks.files import path_of;"
        "main(['frameworks', 'check', str(path_of('sa-2566'))]);"
        "print('django' in sys.modules)"
    )

    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )

    assert done.stdout.splitlines()[-1] == "False"


def test_a_worker_without_work_ends(tmp_path: Path) -> None:
    tidtam(tmp_path, "prepare")

    done = tidtam(tmp_path, "worker", "--once")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_preparing_twice_says_nothing_and_changes_nothing(tmp_path: Path) -> None:
    first = tidtam(tmp_path, "prepare")
    before = tidtam(tmp_path, "history", "verify")

    again = tidtam(tmp_path, "prepare")

    after = tidtam(tmp_path, "history", "verify")
    assert [(run.returncode, run.stdout, run.stderr) for run in (first, again)] == [(0, "", "")] * 2
    assert (after.returncode, after.stdout) == (0, before.stdout)
