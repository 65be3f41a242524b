"""Publication as doors and the worker ask for it: what comes after it is asked with it."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction

from tidtam.jobs.tasks import gather_follow_ups, print_round
from tidtam.people.actor import SYSTEM, Actor
from tidtam.results.actions import publish
from tidtam.results.models import Computation
from tidtam.results.scheduling import publish_due
from tidtam.results.states import PrintState

log = structlog.get_logger(__name__)


@transaction.atomic
def publish_now(computation: Computation, *, by: Actor, reason: str = "") -> Computation:
    """Publish, and put the gathering of follow-ups and the printing of sheets in line.

    All or nothing: a process that is killed leaves neither a publication without its jobs nor
    jobs without it.

    Raises:
        As ``results.actions.publish``.
    """
    done = publish(computation, by=by, reason=reason)
    ask_what_follows(done)
    return done


def publish_what_is_due(now: dt.datetime) -> int:
    """Publish what was to be published by now; gives how many computations were."""
    done = publish_due(now, by=SYSTEM, then=ask_what_follows)
    for each in done:
        log.info("published at its time", round=each.round.code, number=each.number)
    return len(done)


def ask_what_follows(computation: Computation) -> None:
    """Put in line, within the caller's transaction, what a publication brings with it."""
    gather_follow_ups.enqueue(computation.pk)
    for run in computation.prints.filter(state=PrintState.WAITING.value):
        print_round.enqueue(run.pk)
