"""The jobs: ids in, one action, nothing else. Each may run twice without harm."""

from __future__ import annotations

import structlog
from django_tasks import task

from tidtam.evidence.documents import make_document
from tidtam.evidence.queries import stored_file_by_id
from tidtam.followups.actions import gather
from tidtam.people.actor import SYSTEM
from tidtam.reports.printing import print_sheets
from tidtam.results.actions import compute, fail
from tidtam.results.printing import fail_printing, release_printing
from tidtam.results.queries import computation_by_id, print_run_by_id

log = structlog.get_logger(__name__)


@task()
def compute_round(computation_id: int) -> None:
    """Compute a draft computation."""
    computation = computation_by_id(computation_id)
    if computation is None:
        log.warning("computation is gone", computation_id=computation_id)
        return
    try:
        compute(computation, by=SYSTEM)
    except Exception:
        fail(computation, by=SYSTEM)
        raise


@task()
def print_round(run_id: int) -> None:
    """Print the sheets of a print run, or resume where an earlier worker stopped.

    A worker told to stop gives the run back, so that the next one need not wait.
    """
    run = print_run_by_id(run_id)
    if run is None:
        log.warning("print run is gone", run_id=run_id)
        return
    try:
        print_sheets(run, by=SYSTEM)
    except Exception:
        fail_printing(run, by=SYSTEM)
        raise
    except BaseException:
        release_printing(run, by=SYSTEM)
        raise


@task()
def gather_follow_ups(computation_id: int) -> None:
    """Make the follow-ups of a published round and tell the offices."""
    computation = computation_by_id(computation_id)
    if computation is None:
        log.warning("computation is gone", computation_id=computation_id)
        return
    gather(computation, by=SYSTEM)


@task(priority=10)
def read_evidence(file_id: int) -> None:
    """Read the words of a document of evidence; pages are made of an office file.

    Somebody waits for it with the page open, so it goes before computing and printing.
    """
    file = stored_file_by_id(file_id)
    if file is None:
        log.warning("file of evidence is gone", file_id=file_id)
        return
    make_document(file, by=SYSTEM)
