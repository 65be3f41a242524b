"""Lifting an embargo as doors and the worker ask for it: what comes after it is asked with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import structlog
from django.db import transaction

from tidtam.jobs.tasks import gather_follow_ups
from tidtam.people.actor import SYSTEM, Actor
from tidtam.results.embargoes import lift_due, lift_embargo
from tidtam.results.models import Embargo
from tidtam.results.queries import published_computations

log = structlog.get_logger(__name__)


@transaction.atomic
def lift_now(embargo: Embargo, *, by: Actor) -> Embargo:
    """Lift an embargo, and put the gathering of its offices' follow-ups in line; all or nothing."""
    lifted = lift_embargo(embargo, by=by)
    _ask_gathering([lifted])
    return lifted


@transaction.atomic
def lift_what_is_due(now: dt.datetime) -> int:
    """Lift what was to be lifted by now; gives how many embargoes were."""
    lifted = lift_due(now, by=SYSTEM)
    for each in lifted:
        log.info("embargo lifted at its time", round=each.round_id, region=each.region.code)
    _ask_gathering(lifted)
    return len(lifted)


def _ask_gathering(lifted: Iterable[Embargo]) -> None:
    rounds = {each.round_id for each in lifted}
    if rounds:
        for computation in published_computations().filter(round__in=rounds):
            gather_follow_ups.enqueue(computation.pk)
