"""``tidtam serve``: the site and a worker, as two processes that end together."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from django.conf import settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2, help="web processes")


def run(args: argparse.Namespace) -> int:
    if _is_taken(args.host, args.port):
        print(
            f"ช่อง {args.port} มีโปรแกรมอื่นใช้อยู่ ลอง make run PORT={args.port + 1} / "
            f"Port {args.port} is in use; try make run PORT={args.port + 1}",
            file=sys.stderr,
        )
        return 2
    print(f"เปิดที่ / Open: http://{args.host}:{args.port}/   (หยุดด้วย Ctrl+C)", flush=True)
    return _together([_web(args), [sys.executable, "-m", "tidtam.commands.main", "worker"]])


def _is_taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _web(args: argparse.Namespace) -> list[str]:
    address = f"{args.host}:{args.port}"
    options = ["--bind", address, "--workers", str(args.workers), "--threads", "4"]
    options += ["--timeout", "120", "--log-level", "warning", "--no-control-socket"]
    if not settings.TIDTAM_DEMO_ALLOWED:
        options += ["--access-logfile", "-"]
    return [sys.executable, "-m", "gunicorn", "tidtam.config.wsgi:application", *options]


def _together(commands: list[list[str]]) -> int:
    """Run processes until one ends or a person stops them; then end the others."""
    running = [subprocess.Popen(command, env=os.environ) for command in commands]  # noqa: S603

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(process.poll() is None for process in running):
            time.sleep(0.3)
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
        for process in running:
            process.wait(timeout=30)
    return 0
