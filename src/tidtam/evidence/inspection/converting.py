"""Office documents made into PDF by LibreOffice, where it is installed.

It runs with a profile of its own that is thrown away, without macros, without a network where
the machine allows that, and within limits; what it makes is drawn as pictures and never sent
to a browser.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final

from tidtam.evidence.inspection.reasons import Found

PROGRAM_PATH: Final = "/usr/bin:/bin:/usr/local/bin:/opt/libreoffice/program"
MADE: Final = "document.pdf"
SECONDS: Final = 55
_OPEN_FILES: Final = 256
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_OPTIONS: Final = (
    "--headless",
    "--norestore",
    "--nologo",
    "--nodefault",
    "--nolockcheck",
    "--nofirststartwizard",
)
_SECURITY: Final = "/org.openoffice.Office.Common/Security/Scripting"
_CLOSED: Final = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    ("/org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "1"),
)


def program() -> str:
    """Where LibreOffice is; "" where it is not installed."""
    return shutil.which("soffice", path=PROGRAM_PATH) or ""


def convert(path: Path, kind: str, out: Path) -> Path:
    """Make a PDF of an office document.

    Raises:
        Found: ``too_slow`` where it took longer than it may, ``damaged`` where nothing came.
    """
    source = out / f"document.{kind}"
    if source != path:
        os.link(path, source)
    home = out / "home"
    (home / "user").mkdir(parents=True)
    (home / "user" / "registrymodifications.xcu").write_text(_settings(), encoding="utf-8")
    _run(
        [
            program(),
            *_OPTIONS,
            f"-env:UserInstallation={home.as_uri()}",
            "--convert-to",
            "pdf",
            "--outdir",
            str(out),
            str(source),
        ],
        home=home,
    )
    made = out / MADE
    if not made.exists():
        raise Found("damaged")
    return made


def _settings() -> str:
    lines = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _CLOSED
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        f"{lines}</oor:items>"
    )


def _run(command: list[str], *, home: Path) -> None:
    running = subprocess.Popen(  # noqa: S603
        command,
        env={"PATH": PROGRAM_PATH, "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_alone,
    )
    try:
        running.wait(SECONDS)
    except subprocess.TimeoutExpired:
        raise Found("too_slow") from None
    finally:
        _end_all_of(running)


def _end_all_of(running: subprocess.Popen[bytes]) -> None:
    """It starts others; they go with it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.wait()


def _alone() -> None:
    """More open files than an opener needs, and no network where the machine can take it away."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)
