"""How doors ask for background work: after the transaction that recorded the wish."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache
from django.db import transaction

from tidtam.evidence.models import StoredFile
from tidtam.jobs.tasks import compute_round, gather_follow_ups, print_round, read_evidence
from tidtam.results.models import Computation, PrintRun

# Seconds after which a document that is still not read is put in line again.
_ASKED_AGAIN: Final = 300


def compute_later(computation: Computation) -> None:
    """Compute in the background, once what was written is committed."""
    transaction.on_commit(lambda: _put(compute_round, computation.pk))


def print_later(run: PrintRun) -> None:
    """Print in the background, once what was written is committed."""
    transaction.on_commit(lambda: _put(print_round, run.pk))


def gather_later(computation: Computation) -> None:
    """Gather the follow-ups of a published round in the background, once it is committed."""
    transaction.on_commit(lambda: _put(gather_follow_ups, computation.pk))


def read_evidence_later(file: StoredFile) -> None:
    """Read a document in the background; asked again and again it is put in line once.

    A worker that was killed with it leaves the wish to the next reader after a while.
    """
    if cache.add(f"read-evidence:{file.checksum}", 1, timeout=_ASKED_AGAIN):
        transaction.on_commit(lambda: _put(read_evidence, file.pk))


def _put(job: object, key: int) -> None:
    job.enqueue(key)  # type: ignore[attr-defined]
