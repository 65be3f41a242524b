"""The worker: works off jobs as they come and takes up what a stopped one left."""

from __future__ import annotations

import logging
import time
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from tidtam.jobs.embargoes import lift_what_is_due
from tidtam.jobs.evidence import tidy_evidence
from tidtam.jobs.notices import Courier, deliver_due, senders
from tidtam.jobs.publishing import publish_what_is_due
from tidtam.jobs.reminders import tell_and_remind
from tidtam.jobs.tasks import compute_round, print_round
from tidtam.results.printing import SILENCE
from tidtam.results.queries import unfinished
from tidtam.shared import clock

log = structlog.get_logger(__name__)

# Seconds between two looks for jobs, and between two looks for what a dead worker left and for
# what is to be published.
BETWEEN_JOBS = 0.5
BETWEEN_SEARCHES = 5.0
# Seconds between two looks for files that wait for the virus scanner, for stale uploads, and
# for offices to be told or reminded.
BETWEEN_TIDYINGS = 60.0


def work(*, until_idle: bool) -> None:
    """Work off jobs until a signal; ``until_idle`` stops when nothing is left unfinished.

    The first SIGTERM or SIGINT lets the job in hand end, a second one stops it.
    """
    logging.getLogger("django_tasks").setLevel(logging.INFO)
    worker = _worker()
    worker.configure_signals()
    courier = Courier() if senders() and not until_idle else None
    if courier:
        courier.start()
    _until_told(worker, until_idle=until_idle)
    if courier:
        courier.stop()
    elif until_idle:
        while deliver_due(clock.now()).sent:
            pass


def _until_told(worker: Any, *, until_idle: bool) -> None:
    searched = -BETWEEN_SEARCHES
    tidied = -BETWEEN_TIDYINGS
    while worker.running:
        try:
            if time.monotonic() - searched >= BETWEEN_SEARCHES:
                resume()
                do_what_is_due()
                lift_what_is_due(clock.now())
                searched = time.monotonic()
            if time.monotonic() - tidied >= BETWEEN_TIDYINGS:
                tidied = time.monotonic()
                tidy_evidence()
                tell_and_remind(clock.now())
            worker.run()
            if until_idle and not any(unfinished()):
                return
        except (OperationalError, InterfaceError) as error:
            # A full disk or a lost database passes; a worker that died of it at once, time and
            # again, would take the site with it.
            if until_idle:
                raise
            log.error("the database cannot be used", why=" ".join(str(error).split()))
            connection.close()
            time.sleep(BETWEEN_SEARCHES)
        if worker.running:
            time.sleep(BETWEEN_JOBS)


def do_what_is_due() -> None:
    """Lift what is held back until now, then publish what was set for now.

    A fault in one of them is told and tried again: it must not keep the worker from the rest.
    """
    for act in (lift_what_is_due, publish_what_is_due):
        try:
            act(clock.now())
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.error("what was due was not done", act=act.__name__, kind=type(error).__name__)


def resume() -> tuple[int, int]:
    """Ask again for everything left behind; gives how many computations and printings.

    A job of a worker that was killed stays "running" in the queue for ever, so the queue is
    not asked: left behind is what is unfinished and gave no sign for ``SILENCE``.
    """
    computing, printing = unfinished(silent_since=clock.now() - SILENCE)
    asked = [_ask_once(compute_round, key) for key in computing]
    asked_to_print = [_ask_once(print_round, key) for key in printing]
    return sum(asked), sum(asked_to_print)


def _ask_once(job: Any, key: int) -> bool:
    """Enqueue a job unless the same one waits already."""
    waiting = DBTaskResult.objects.filter(
        status="READY", task_path=job.module_path, args_kwargs={"args": [key], "kwargs": {}}
    )
    if waiting.exists():
        return False
    job.enqueue(key)
    return True


def _worker() -> Any:
    """A worker that returns when the queue is empty."""
    return Worker(
        queue_names=["default"],
        excluded_queue_names=[],
        backend_name="default",
        worker_id=get_random_string(32),
        batch=True,
        max_tasks=None,
        interval=BETWEEN_JOBS,
        startup_delay=False,
    )
