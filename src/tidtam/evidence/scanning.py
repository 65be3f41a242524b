"""Asks a virus scanner (clamd) by its own plain protocol, over TCP or a local socket."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

SECONDS: Final = 20.0
_MOST_AT_ONCE: Final = 1024 * 1024


class ScannerSilent(Exception):
    """The scanner cannot be reached or gave no verdict; the file goes on waiting."""


@dataclass(frozen=True, slots=True)
class Scan:
    """What the scanner said.

    Attributes:
        finding: name of what was found; "" for a clean file.
    """

    finding: str = ""


def scan(address: str, content: Iterable[bytes]) -> Scan:
    """Have ``content`` scanned by the clamd at ``address`` ("host:port" or a path).

    Raises:
        ScannerSilent: nobody answers, or the answer is no verdict.
    """
    try:
        with _connected(address) as line:
            line.sendall(b"zINSTREAM\0")
            for piece in content:
                for at in range(0, len(piece), _MOST_AT_ONCE):
                    part = piece[at : at + _MOST_AT_ONCE]
                    line.sendall(struct.pack(">I", len(part)) + part)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except OSError as error:
        raise ScannerSilent(f"{type(error).__name__}: {error}") from error
    return _verdict(answer)


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _colon, port = address.rpartition(":")
    if not port.isdigit():
        raise OSError(f"not host:port: {address}")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)


def _answer(line: socket.socket) -> str:
    data = b""
    while not data.endswith(b"\0") and len(data) < 4096:
        piece = line.recv(4096)
        if not piece:
            break
        data += piece
    return data.rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> Scan:
    said = answer.partition(": ")[2] or answer
    if said == "OK":
        return Scan()
    if said.endswith(" FOUND"):
        return Scan(finding=said.removesuffix(" FOUND")[:200])
    raise ScannerSilent(answer or "no answer")
