"""The worker: takes up what a stopped one left, then works off jobs as they come."""

from __future__ import annotations

from django.core.management import call_command
from django.db import transaction

from tidtam.jobs.tasks import compute_round, print_round
from tidtam.results.printing import SILENCE
from tidtam.results.queries import unfinished
from tidtam.shared import clock


def work(*, until_idle: bool) -> None:
    """Work off jobs; ``until_idle`` stops when none is left, otherwise until a signal."""
    resume()
    call_command(
        "db_worker",
        batch=until_idle,
        interval=0.5,
        verbosity=1,
        reload=False,
        startup_delay=False,
    )


def resume() -> tuple[int, int]:
    """Ask again for everything unfinished; gives how many computations and printings.

    A printing may still be in the hands of another host's worker: it is looked at again
    after the time in which that worker must have given a sign.
    """
    computing, printing = unfinished()
    later = clock.now() + SILENCE
    with transaction.atomic():
        for key in computing:
            compute_round.enqueue(key)
        for key in printing:
            print_round.using(run_after=later).enqueue(key)
    return len(computing), len(printing)
