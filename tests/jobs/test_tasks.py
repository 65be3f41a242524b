"""The jobs themselves: one action, harmless twice, a word in the log when the row is gone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult
from structlog.testing import capture_logs

from factories import computed, fill, make_office, make_small_round
from tidtam.history.models import Entry
from tidtam.jobs.tasks import compute_round, print_round
from tidtam.jobs.worker import resume
from tidtam.people.actor import SYSTEM
from tidtam.reports.printing import working_folder
from tidtam.results.actions import ask_computation
from tidtam.results.models import Computation, OfficeResult, PrintRun
from tidtam.results.printing import (
    SILENCE,
    ask_printing,
    finish_printing,
    note_progress,
    release_printing,
    take_printing,
)
from tidtam.rounds.models import Round

pytestmark = pytest.mark.django_db


@pytest.fixture
def qp_round() -> Round:
    make_office(20)
    make_office(21)
    round_ = make_small_round()
    fill(round_)
    return round_


@pytest.fixture
def run(qp_round: Round, settings: Any, tmp_path: Path) -> PrintRun:
    """A printing asked for, with a disk of its own."""
    settings.TIDTAM_WORK_DIR = tmp_path / "work"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        }
    }
    return ask_printing(computed(qp_round), formats=["docx"], total=2, by=SYSTEM)


def test_computing_twice_gives_one_set_of_results(qp_round: Round) -> None:
    computation = ask_computation(qp_round, by=SYSTEM)

    compute_round.call(computation.pk)
    compute_round.call(computation.pk)

    computation.refresh_from_db()
    assert (computation.state, OfficeResult.objects.count()) == ("computed", 2)


@pytest.mark.parametrize(
    ("job", "event"),
    [(compute_round, "computation is gone"), (print_round, "print run is gone")],
)
def test_a_job_whose_row_is_gone_says_so_and_ends(job: object, event: str) -> None:
    with capture_logs() as logs:
        job.call(4711)  # type: ignore[attr-defined]

    assert [(entry["event"], entry["log_level"]) for entry in logs] == [(event, "warning")]


def test_printing_twice_makes_one_archive(run: PrintRun) -> None:
    print_round.call(run.pk)
    print_round.call(run.pk)

    run.refresh_from_db()
    with default_storage.open(run.archive) as file, ZipFile(file) as archive:
        names = archive.namelist()
    assert (run.state, run.done, len(names)) == ("done", 4, 6)
    assert Entry.objects.filter(act="sheets.finish_printing").count() == 1
    assert not working_folder(run).exists()


def test_a_printing_that_breaks_is_closed_and_can_be_asked_again(
    run: PrintRun, settings: Any, tmp_path: Path
) -> None:
    settings.TIDTAM_WORK_DIR = tmp_path / "a-file"
    settings.TIDTAM_WORK_DIR.write_text("in the way")

    with pytest.raises(OSError, match="a-file"):
        print_round.call(run.pk)

    run.refresh_from_db()
    assert (run.state, len(run.problems)) == ("failed", 1)
    assert ask_printing(run.computation, formats=["docx"], total=2, by=SYSTEM) != run


def test_only_a_silent_printing_is_taken_over_and_its_old_worker_is_out(run: PrintRun) -> None:
    start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    other = PrintRun.objects.get(pk=run.pk)
    with time_machine.travel(start, tick=False):
        assert take_printing(run, by=SYSTEM)
    with time_machine.travel(start + SILENCE, tick=False):
        assert not take_printing(other, by=SYSTEM)

    with time_machine.travel(start + SILENCE + dt.timedelta(seconds=1), tick=False):
        assert take_printing(other, by=SYSTEM)
        lost = (
            note_progress(run, done=1, by=SYSTEM),
            finish_printing(run, archive="x", problems=[], by=SYSTEM),
        )
        kept = note_progress(other, done=2, by=SYSTEM)

    run.refresh_from_db()
    assert (lost, kept, run.state, run.done, run.archive) == (
        (False, False),
        True,
        "printing",
        2,
        "",
    )


def test_a_printing_given_back_is_taken_at_once(run: PrintRun) -> None:
    take_printing(run, by=SYSTEM)
    release_printing(run, by=SYSTEM)

    assert take_printing(PrintRun.objects.get(pk=run.pk), by=SYSTEM)


def test_what_is_left_behind_is_asked_for_once(qp_round: Round, run: PrintRun) -> None:
    """A job that a killed worker left "running" in the queue holds nothing up."""
    ask_computation(qp_round, by=SYSTEM)
    Computation.objects.filter(state="draft").update(
        asked_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    )
    print_round.enqueue(run.pk)
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["dead"])

    asked = [resume(), resume()]

    assert asked == [(1, 1), (0, 0)]
    assert DBTaskResult.objects.filter(status="READY").count() == 2


def test_what_a_living_worker_has_is_left_alone(qp_round: Round, run: PrintRun) -> None:
    ask_computation(qp_round, by=SYSTEM)
    take_printing(run, by=SYSTEM)

    assert resume() == (0, 0)
