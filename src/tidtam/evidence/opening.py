"""Asks a process of its own to open a file; never opens one in the process that serves pages."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Final

from tidtam.evidence.errors import StorageFull
from tidtam.evidence.inspection.reasons import refused
from tidtam.evidence.inspection.verdict import Verdict, verdict_of

SECONDS: Final = 75
# At most this many at a time in each process of the site: on the last night all send at once.
_turns: Final = threading.BoundedSemaphore(2)
# A process ended by one of these ran into its limits rather than into a fault.
_LIMITS: Final = (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGXFSZ)


def open_sent_file(path: Path, *, name: str, out: Path) -> Verdict:
    """What the file at ``path`` is; cleaned bytes and pictures are written into ``out``.

    Raises:
        FileRefused: it cannot be kept, or cannot be opened within the limits.
    """
    return _ask({"path": str(path), "name": name, "out": str(out)}, name=name)


def draw_pdf_page(path: Path, *, page: int, out: Path) -> Path:
    """The picture (WebP, 1600 px) of a page of a PDF that is kept, from 1.

    Raises:
        FileRefused: it cannot be drawn within the limits.
    """
    verdict = _ask({"path": str(path), "name": "", "out": str(out), "page": str(page)}, name="")
    return Path(verdict.preview)


def read_document(path: Path, *, kind: str, out: Path) -> Verdict:
    """Write the words of a document into ``out``; an office document is made into a PDF first.

    Raises:
        FileRefused: it cannot be made or read within the limits.
    """
    return _ask({"path": str(path), "name": "", "out": str(out), "read": kind}, name="")


def _ask(question: dict[str, str], *, name: str) -> Verdict:
    command = [sys.executable, "-I", "-m", "tidtam.evidence.inspection"]
    with _turns:
        try:
            done = subprocess.run(  # noqa: S603
                command,
                input=json.dumps(question),
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=SECONDS,
                check=False,
                # No secret of the site reaches the process that opens foreign files.
                env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            )
        except subprocess.TimeoutExpired:
            raise refused("too_slow", name=name) from None
    if done.returncode != 0:
        raise refused("too_slow" if done.returncode in _LIMITS else "damaged", name=name)
    answer = json.loads(done.stdout)
    if "no_room" in answer:
        raise StorageFull
    if "refused" in answer:
        raise refused(answer["refused"], name=name, detail=answer["detail"])
    return verdict_of(done.stdout)
