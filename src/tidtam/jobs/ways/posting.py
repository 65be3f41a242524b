"""One POST to one address: no redirect is followed, no address behind the wall is reached."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from tidtam.notices.errors import Refused, SendTrouble, TryLater

# Seconds for each step. All steps together stay far under ``notices.rules.SILENCE``.
PATIENCE: Final = 20.0
_LONGEST_ANSWER: Final = 4096
_LATER: Final = frozenset({408, 425, 429})
_NOT_US: Final = frozenset({401, 403})


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> int:
    """Post ``body`` as JSON; gives the status of the answer.

    The name is looked up once and the connection goes to the address that was checked, so a
    name that changes its address in between gains nothing.

    Raises:
        Refused: the address is not https where it must be, or lies in a private network.
        TryLater: nobody answered, or not in time.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not settings.TIDTAM_PLAIN_HTTP_ALLOWED:
        raise Refused("https")
    try:
        connection = _connect(parts)
    except TimeoutError:
        raise TryLater("timeout", is_away=True) from None
    except OSError:
        raise TryLater("connection", is_away=True) from None
    try:
        path = f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"
        connection.request(
            "POST", path, body, {"Content-Type": "application/json; charset=utf-8", **headers}
        )
        answer = connection.getresponse()
        answer.read(_LONGEST_ANSWER)
        return answer.status
    except TimeoutError:
        raise TryLater("timeout", is_away=True) from None
    except (OSError, http.client.HTTPException):
        raise TryLater("dropped") from None
    finally:
        connection.close()


def trouble_of(status: int) -> SendTrouble | None:
    """What a status means for the letter; None when it was taken."""
    if 200 <= status < 300:
        return None
    word = f"http-{status}"
    if status in _NOT_US:
        return TryLater("sign-in", is_away=True)
    return TryLater(word) if status >= 500 or status in _LATER else Refused(word)


def _connect(parts: SplitResult) -> http.client.HTTPConnection:
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    address = _checked_address(host, port)
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    raw = socket.create_connection((address, port), timeout=PATIENCE)
    connection.sock = _secured(raw, host) if secure else raw
    return connection


def _secured(raw: socket.socket, host: str) -> ssl.SSLSocket:
    try:
        return ssl.create_default_context().wrap_socket(raw, server_hostname=host)
    except OSError:
        raw.close()
        raise


def _checked_address(host: str, port: int) -> str:
    """The first address of a host; every one of them must be allowed."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not settings.TIDTAM_WEBHOOK_ALLOW_PRIVATE and not all(map(is_public, addresses)):
        raise Refused("private-address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether an address lies in the open net, also when it is wrapped in another kind."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


_TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/96")
