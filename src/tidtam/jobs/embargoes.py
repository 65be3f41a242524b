"""Lifting an embargo as doors and the worker ask for it: what comes after it is asked with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import structlog
from django.db import transaction

from tidtam.jobs.tasks import gather_follow_ups, print_round
from tidtam.people.actor import SYSTEM, Actor
from tidtam.results.embargoes import lift_due, lift_embargo
from tidtam.results.models import Computation, Embargo, OfficeResult
from tidtam.results.printing import FORMATS, ask_printing
from tidtam.results.queries import published_computations

log = structlog.get_logger(__name__)


@transaction.atomic
def lift_now(embargo: Embargo, *, by: Actor) -> Embargo:
    """Lift an embargo, and put in line what comes after it; all or nothing.

    Its offices' follow-ups are gathered, and what was printed without them is printed again.
    """
    was_in_force = Embargo.objects.filter(pk=embargo.pk, lifted_at=None).exists()
    lifted = lift_embargo(embargo, by=by)
    if was_in_force:
        _ask_what_follows([lifted], by=by)
    return lifted


@transaction.atomic
def lift_what_is_due(now: dt.datetime) -> int:
    """Lift what was to be lifted by now; gives how many embargoes were."""
    lifted = lift_due(now, by=SYSTEM)
    for each in lifted:
        log.info("embargo lifted at its time", round=each.round_id, region=each.region.code)
    _ask_what_follows(lifted, by=SYSTEM)
    return len(lifted)


def _ask_what_follows(lifted: Iterable[Embargo], *, by: Actor) -> None:
    rounds = {each.round_id for each in lifted}
    if rounds:
        for computation in published_computations().filter(round__in=rounds):
            gather_follow_ups.enqueue(computation.pk)
            if computation.prints.exists():
                _print_again(computation, by=by)


def _print_again(computation: Computation, *, by: Actor) -> None:
    """Ask for the sheets of all offices; what is being printed now knows of the embargo only."""
    offices = OfficeResult.objects.filter(computation=computation).values("office").distinct()
    total = offices.count() * len(FORMATS)
    run = ask_printing(computation, formats=FORMATS, total=total, by=by, anew=True)
    print_round.enqueue(run.pk)
