"""A real site of its own for tests, served as ``make run`` serves it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from site_visits import PROJECT


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A site with the demonstration year in a folder, served as ``make run`` serves it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "TIDTAM_DATA_DIR": str(folder), "TIDTAM_MODE": "local"}
    environment.pop("DATABASE_URL", None)
    tidtam = [sys.executable, "-m", "tidtam.commands.main"]
    run: dict[str, Any] = {"env": environment, "cwd": PROJECT}
    subprocess.run([*tidtam, "prepare", "--demo"], check=True, timeout=600, **run)  # noqa: S603
    server = subprocess.Popen([*tidtam, "serve", "--port", str(port)], **run)  # noqa: S603
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=40)


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert server.poll() is None, "the site ended before it answered"
        try:
            with urllib.request.urlopen(address + "/design/", timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {address}")
