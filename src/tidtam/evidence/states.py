"""The life of a file: what was sent waits in quarantine until it was opened and found good.

an upload:  receiving → checking → done | refused        receiving → cancelled
a file:     quarantine → kept | refused                   refused → kept (sent and scanned anew)
"""

from __future__ import annotations

from enum import StrEnum


class FileState(StrEnum):
    """Where a stored file is."""

    QUARANTINE = "quarantine"
    KEPT = "kept"
    REFUSED = "refused"


class UploadState(StrEnum):
    """Where the sending of one file is."""

    RECEIVING = "receiving"
    CHECKING = "checking"
    DONE = "done"
    REFUSED = "refused"
    CANCELLED = "cancelled"
