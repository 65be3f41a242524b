"""``tidtam serve``: the site and a worker, as two processes that end together.

A worker that dies (out of memory, a lost database) is started again, so that nobody loses the
page under their hands; the new one takes up its work. When the site dies, or the worker dies as
soon as it starts, both end and the exit code is 1: whatever watches over the program starts it.
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from django.conf import settings

from tidtam.shared.errors import BadInput

# A worker that lived shorter than this will not live longer the next time.
SHORTEST_LIFE = 10.0
# Seconds from the wish to end until a job in hand is stopped, and until a process is killed.
PATIENCE, END_OF_PATIENCE = 3.0, 10.0
_WORKER = [sys.executable, "-m", "tidtam.commands.main", "worker"]
_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="web processes")


def run(args: argparse.Namespace) -> int:
    """Serve until a signal (0), or until a process ends by itself (1)."""
    _refuse_address(args.host, args.port)
    print(f"เปิดที่ / Open: http://{args.host}:{args.port}/   (หยุดด้วย Ctrl+C)", flush=True)
    return _together(_web(args))


def _refuse_address(host: str, port: int) -> None:
    """Raise BadInput where nobody can listen at the address.

    Raises:
        BadInput: the port is taken or forbidden, or the host is not this machine's.
    """
    try:
        if not 0 < port < 65536:
            raise OverflowError
        family, kind, protocol, _name, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except (OSError, OverflowError) as error:
        raise _unusable(host, port, error) from None


def _unusable(host: str, port: int, error: Exception) -> BadInput:
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return BadInput(
            f"ช่อง {port} มีโปรแกรมอื่นใช้อยู่ ลอง make run PORT={port + 1}",
            f"Port {port} is in use; try make run PORT={port + 1}",
        )
    return BadInput(
        f"เปิดที่ {host} ช่อง {port} ไม่ได้ ({type(error).__name__}) ให้ใช้ชื่อของเครื่องนี้และช่อง 1024 ถึง 65535",
        f"Cannot listen at {host} port {port} ({type(error).__name__}); "
        "use an address of this machine and a port from 1024 to 65535.",
    )


def _web(args: argparse.Namespace) -> list[str]:
    host = f"[{args.host}]" if ":" in args.host else args.host
    options = ["--bind", f"{host}:{args.port}", "--workers", str(args.workers), "--threads", "4"]
    options += ["--timeout", "120", "--graceful-timeout", "3"]
    options += ["--worker-class", "tidtam.commands.lines.PatientWorker"]
    # Loaded once and forked: the first page comes sooner and the processes share memory.
    options += ["--preload", "--log-level", "warning", "--no-control-socket"]
    if not settings.TIDTAM_DEMO_ALLOWED:
        options += ["--access-logfile", "-"]
    return [sys.executable, "-m", "gunicorn", "tidtam.config.wsgi:application", *options]


def _together(web_command: list[str]) -> int:
    """Run the site and a worker until a person stops them or one cannot go on."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in _STOPPING:
        signal.signal(number, stop)
    running: list[subprocess.Popen[bytes]] = []
    try:
        web = _start(web_command, running)
        worker, born = _start(_WORKER, running), time.monotonic()
        while web.poll() is None:
            if worker.poll() is not None:
                if time.monotonic() - born < SHORTEST_LIFE:
                    break
                running.remove(worker)
                worker, born = _start(_WORKER, running), time.monotonic()
            time.sleep(0.3)
    except KeyboardInterrupt:
        return 0
    finally:
        _end(running)
    print("โปรแกรมหยุดเอง โปรดดูข้อความก่อนหน้า / Stopped by itself; see above.", file=sys.stderr)
    return 1


def _start(command: list[str], running: list[subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    # In our process group: whoever kills the group leaves nothing behind.
    process = subprocess.Popen(command, env=os.environ)  # noqa: S603
    running.append(process)
    return process


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    """Ask every process to end, ask again, then kill what is left."""
    for number in _STOPPING:
        signal.signal(number, signal.SIG_IGN)
    for wish, patience in (
        (signal.SIGTERM, PATIENCE),
        (signal.SIGTERM, END_OF_PATIENCE),
        (signal.SIGKILL, END_OF_PATIENCE),
    ):
        left = [process for process in running if process.poll() is None]
        for process in left:
            process.send_signal(wish)
        latest = time.monotonic() + patience
        while time.monotonic() < latest and any(process.poll() is None for process in left):
            time.sleep(0.05)
