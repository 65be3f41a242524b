"""Publication with what follows it: at its time, killed half-way, twice at once."""

from __future__ import annotations

import datetime as dt
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult

from factories import computed, fill, make_office, make_small_round
from factories.publishing import correct
from processes import TIDTAM, environment, python, rows, running, tidtam, until
from tidtam.jobs.publishing import publish_now, publish_what_is_due
from tidtam.jobs.worker import do_what_is_due
from tidtam.people.actor import SYSTEM
from tidtam.results.actions import check
from tidtam.results.models import Computation, PrintRun
from tidtam.results.scheduling import schedule
from tidtam.rounds.models import Round
from tidtam.shared import clock

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def checked(db: None) -> Computation:
    make_office(20)
    round_ = make_small_round()
    fill(round_)
    return check(computed(round_), by=SYSTEM)


def asked() -> list[tuple[str, Any]]:
    """The jobs in line: name and arguments."""
    found = DBTaskResult.objects.order_by("enqueued_at")
    return [(each.task_path.rpartition(".")[2], each.args_kwargs["args"]) for each in found]


def test_gathering_and_printing_are_in_line_with_the_publication(checked: Computation) -> None:
    publish_now(checked, by=SYSTEM)

    run = PrintRun.objects.get()
    assert asked() == [("gather_follow_ups", [checked.pk]), ("print_round", [run.pk])]


def test_what_is_due_is_published_once_with_what_follows(checked: Computation) -> None:
    at = clock.now() + HOUR
    schedule(checked, at=at, by=SYSTEM)

    published = [publish_what_is_due(moment) for moment in (at - HOUR, at, at)]

    assert published == [0, 1, 0]
    assert [name for name, _args in asked()] == ["gather_follow_ups", "print_round"]


def test_what_is_refused_at_its_time_asks_for_nothing(checked: Computation) -> None:
    at = clock.now() + HOUR
    schedule(checked, at=at, by=SYSTEM)
    office = checked.results.get().office_id
    correct(Round.objects.get(), node="1", mark="1", office_id=office)

    with time_machine.travel(at + HOUR, tick=False):
        do_what_is_due()

    checked.refresh_from_db()
    assert (checked.state, checked.publish_at, asked()) == ("checked", None, [])


# ---------------------------------------------------------------- real processes

HERE = f"import sys; sys.path.insert(0, {str(Path(__file__).parents[1])!r})\n"

# A round of 12 marks and a recommendation for 245 offices, checked; five offices have people.
READY = (
    HERE
    + """
from factories import computed, fill, make_person, make_small_round
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.actions import check
from tidtam.reviews.actions import set_recommendations
from tidtam.rounds.queries import instruments_of, offices_asked
round_ = make_small_round()
fill(round_)
offices = list(offices_asked(round_))
texts = [(office.pk, "1", "ควรขยายผล") for office in offices]
set_recommendations(instruments_of(round_)[0], texts=texts, by=SYSTEM)
for office in offices[:5]:
    make_person(Role.REPORTER, agency=office)
print(len(offices), check(computed(round_), by=SYSTEM).state)
"""
)

# Does one act, and dies at a statement to the database; counts them where it lives.
DYING = """
import os, signal
from django.db import connection
from tidtam.jobs.publishing import publish_now
from tidtam.people.actor import SYSTEM
from tidtam.results.actions import check, thaw
from tidtam.results.models import Computation
seen = 0
def count(execute, sql, params, many, context):
    global seen
    seen += 1
    if seen == {dies_at}:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(count):
    {act}
print(seen)
"""

PUBLISH = "publish_now(Computation.objects.get(), by=SYSTEM)"
CHECK = "check(Computation.objects.get(), by=SYSTEM)"
THAW = "thaw(Computation.objects.get(), reason='ก', by=SYSTEM)"

WRITTEN = (
    "SELECT (SELECT state FROM results_computation),"
    " (SELECT published_at FROM results_computation),"
    " (SELECT count(*) FROM results_officeresult WHERE advice IS NOT NULL),"
    " (SELECT count(*) FROM notices_message WHERE template = 'result_published'),"
    " (SELECT count(*) FROM results_printrun),"
    " (SELECT count(*) FROM django_tasks_database_dbtaskresult),"
    " (SELECT count(*) FROM history_entry)"
)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with a checked round; copy it, never use it."""
    data_dir = tmp_path_factory.mktemp("ready") / "data"
    done = tidtam(data_dir, "prepare")
    assert done.returncode == 0, done.stderr
    assert python(data_dir, READY) == "245 checked\n"
    return data_dir


def copy_of(ready: Path, tmp_path: Path, name: str) -> Path:
    return Path(shutil.copytree(ready, tmp_path / name))


def statements_of(data_dir: Path, act: str) -> int:
    """Do an act; how many statements it took."""
    return int(python(data_dir, DYING.format(act=act, dies_at=0)))


def dying(data_dir: Path, act: str, *, dies_at: int) -> int:
    """Begin an act in a process that kills itself at a statement; how it ended."""
    start = "from tidtam.commands.main import start_django; start_django()\n"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", start + DYING.format(act=act, dies_at=dies_at)],
        env=environment(data_dir),
        capture_output=True,
        check=False,
    )
    return done.returncode


@pytest.mark.slow
def test_a_publication_killed_anywhere_leaves_nothing_and_can_be_made_again(
    ready: Path, tmp_path: Path
) -> None:
    whole = copy_of(ready, tmp_path, "whole")
    before = rows(whole, WRITTEN)[0]
    statements = statements_of(whole, PUBLISH)
    after = rows(whole, WRITTEN)[0]
    assert (before[0], before[2:6]) == ("checked", (0, 0, 0, 0))
    assert (after[0], after[2:6]) == ("published", (245, 5, 1, 2))

    victim = copy_of(ready, tmp_path, "victim")
    for part in (0.1, 0.3, 0.5, 0.7, 0.9, 1.0):
        ended = dying(victim, PUBLISH, dies_at=int(statements * part))
        assert (ended, rows(victim, WRITTEN)[0]) == (-signal.SIGKILL, before), part
    statements_of(victim, PUBLISH)

    again = rows(victim, WRITTEN)[0]
    assert (again[0], again[2:]) == (after[0], after[2:])


@pytest.mark.slow
def test_a_check_killed_half_way_is_gone_on_from(ready: Path, tmp_path: Path) -> None:
    query = (
        "SELECT state, (SELECT frozen_at IS NOT NULL FROM rounds_round) FROM results_computation"
    )
    home = copy_of(ready, tmp_path, "home")
    statements_of(home, THAW)
    assert rows(home, query) == [("computed", 0)]
    statements = statements_of(copy_of(home, tmp_path, "whole"), CHECK)

    assert dying(home, CHECK, dies_at=statements // 2) == -signal.SIGKILL
    assert rows(home, query) == [("computed", 1)]
    back = copy_of(home, tmp_path, "back")
    checked = tidtam(home, "results", "check", "--round", "r-6m")
    statements_of(back, THAW)

    assert (checked.returncode, rows(home, query)) == (0, [("checked", 1)])
    assert rows(back, query) == [("computed", 0)]


@pytest.mark.slow
def test_of_two_publishers_at_once_one_publishes_and_the_other_is_told(
    ready: Path, tmp_path: Path
) -> None:
    shared = copy_of(ready, tmp_path, "shared")
    words = [*TIDTAM, "results", "publish", "--round", "r-6m"]
    both = [
        subprocess.Popen(  # noqa: S603
            words,
            env=environment(shared),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        for _ in range(2)
    ]
    ends = sorted((each.communicate(timeout=120), each.returncode) for each in both)

    (refused, refused_code), (told, told_code) = ends
    assert (refused_code, told_code) == (2, 0), ends
    assert told[0].startswith("#1 เผยแพร่แล้ว")
    assert "เผยแพร่แล้ว" in refused[1]
    assert rows(shared, WRITTEN)[0][3:5] == (5, 1)
    counted = "SELECT count(*) FROM history_entry WHERE act = 'results.published'"
    assert rows(shared, counted) == [(1,)]


@pytest.mark.slow
def test_a_worker_publishes_at_the_set_time(ready: Path, tmp_path: Path) -> None:
    home = copy_of(ready, tmp_path, "home")
    lines = """
import datetime as dt
from tidtam.people.actor import SYSTEM
from tidtam.results.models import Computation
from tidtam.results.scheduling import schedule
from tidtam.shared import clock
schedule(Computation.objects.get(), at=clock.now() + dt.timedelta(seconds=6), by=SYSTEM)
"""
    python(home, lines)
    state = "SELECT state FROM results_computation"
    with running(home, "worker"):
        assert rows(home, state) == [("checked",)]
        until(lambda: rows(home, state) == [("published",)])
        until(lambda: rows(home, "SELECT count(*) > 0 FROM followups_followup") == [(1,)])
