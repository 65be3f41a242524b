"""The process that opens one file: a question as JSON comes in, an answer as JSON goes out.

It limits itself first, so that a file built to hang, to swell or to crash takes nobody along.
"""

from __future__ import annotations

import errno
import json
import resource
import sys
from pathlib import Path

MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 60
FILE_BYTES = 512 * 1024**2


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # LibreOffice may raise its own to the hard limit.
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 256))


def _answer(asked: dict[str, str]) -> str:
    from tidtam.evidence.inspection.opening import open_file
    from tidtam.evidence.inspection.reasons import Found

    path, out = Path(asked["path"]), Path(asked["out"])
    try:
        if asked.get("page"):
            from tidtam.evidence.inspection.pdf import draw_page

            return draw_page(path, int(asked["page"]), out).to_json()
        if asked.get("read"):
            from tidtam.evidence.inspection.pdf import read_document

            return read_document(path, asked["read"], out).to_json()
        return open_file(path, name=asked["name"], out=out).to_json()
    except Found as found:
        return json.dumps({"refused": found.reason, "detail": found.detail})
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        return json.dumps({"no_room": True})
    except MemoryError:
        return json.dumps({"refused": "too_slow", "detail": ""})


if __name__ == "__main__":
    _limit()
    sys.stdout.write(_answer(json.loads(sys.stdin.read())))
