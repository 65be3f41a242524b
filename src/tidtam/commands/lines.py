"""The web process of ``tidtam serve``: a line that falls silent does not keep a thread for ever.

gunicorn's threads read a request's body without a limit of time, so a few telephones that vanish
in the middle of a save would keep everybody out where no proxy stands in front.
"""

from __future__ import annotations

import socket
import struct
from typing import Any

from django.conf import settings
from gunicorn.workers.gthread import ThreadWorker


class PatientWorker(ThreadWorker):  # type: ignore[misc,unused-ignore]
    """gunicorn's threaded worker, with an end to its patience for silent lines."""

    def handle(self, conn: Any) -> Any:
        # The kernel's own limit: it holds for head and body, whatever mode the socket is put in.
        patience = struct.pack("ll", settings.TIDTAM_LINE_PATIENCE, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, patience)
        return super().handle(conn)
