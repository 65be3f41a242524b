"""Keeps the files in order: asks the scanner again, gives up uploads nobody goes on with."""

from __future__ import annotations

import structlog

from tidtam.evidence.actions import scan_waiting_files, sweep_stale_uploads
from tidtam.people.actor import SYSTEM

log = structlog.get_logger(__name__)


def tidy_evidence() -> None:
    """One round of both; a fault of the file store is told and tried again the next time."""
    for act in (scan_waiting_files, sweep_stale_uploads):
        try:
            act(by=SYSTEM)
        except OSError as error:
            log.warning("evidence could not be tidied", act=act.__name__, why=str(error))
