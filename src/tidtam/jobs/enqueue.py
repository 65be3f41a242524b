"""How doors ask for background work: after the transaction that recorded the wish."""

from __future__ import annotations

from django.db import transaction

from tidtam.jobs.tasks import compute_round, print_round
from tidtam.results.models import Computation, PrintRun


def compute_later(computation: Computation) -> None:
    """Compute in the background, once what was written is committed."""
    transaction.on_commit(lambda: _put(compute_round, computation.pk))


def print_later(run: PrintRun) -> None:
    """Print in the background, once what was written is committed."""
    transaction.on_commit(lambda: _put(print_round, run.pk))


def _put(job: object, key: int) -> None:
    job.enqueue(key)  # type: ignore[attr-defined]
