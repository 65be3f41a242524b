"""People who save: each has a field of their own, a session and a token, and remembers replies."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp

# About what a paragraph of a report weighs.
PARAGRAPH = "ดำเนินการครบทุกโรงเรียนตามแผนและสรุปผลรายกลุ่มโรงเรียน " * 8


def signed_in(person: Any) -> dict[str, str]:
    """A session of a person, made in the database, and a CSRF token: as after signing in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.middleware.csrf import _get_new_csrf_string

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return {"session": str(session.session_key), "token": _get_new_csrf_string()}


@dataclass
class Told:
    """What the server said.

    Attributes:
        seconds: of each acknowledged save, from sending to the whole reply.
        kept: path -> (edit, text) of the last save that was acknowledged.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    kept: dict[str, tuple[int, str]] = field(default_factory=dict)
    took: float = 0.0

    @property
    def rate(self) -> float:
        """Acknowledged saves in a second."""
        return len(self.seconds) / self.took

    def percentile(self, share: float) -> float:
        """Seconds within which that share of the acknowledged saves came back."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def type_for(
    address: str, people: list[dict[str, Any]], *, seconds: float, pause: float, clients: int
) -> Told:
    """Let people save for a time.

    Args:
        pause: seconds between two saves of one person; 0 lets each save again at once.
        clients: how many people type at the same time.
    """
    told = Told()
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar()
    ) as web:
        end = time.perf_counter() + seconds
        began = time.perf_counter()
        await asyncio.gather(
            *(
                _person(web, address, person, told, end, pause, number / clients)
                for number, person in enumerate(people[:clients])
            )
        )
        told.took = time.perf_counter() - began
    return told


async def _person(
    web: aiohttp.ClientSession,
    address: str,
    person: dict[str, Any],
    told: Told,
    end: float,
    pause: float,
    phase: float,
) -> None:
    edit = person["edit"]
    number = 0
    await asyncio.sleep(pause * phase)
    while time.perf_counter() < end:
        began = time.perf_counter()
        text = f"<p>{number} {PARAGRAPH.strip()}</p>"
        number += 1
        status, reply = await _save(web, address, person, edit, text)
        told.statuses[status] += 1
        if status == "200":
            told.seconds.append(time.perf_counter() - began)
            edit = reply["edit"]
            told.kept[person["path"]] = (edit, text)
        await asyncio.sleep(max(0.0, pause - (time.perf_counter() - began)))
    person["edit"] = edit


async def _save(
    web: aiohttp.ClientSession, address: str, person: dict[str, Any], edit: int, text: str
) -> tuple[str, dict[str, Any]]:
    headers = {
        "Cookie": f"sessionid={person['session']}; csrftoken={person['token']}",
        "X-CSRFToken": person["token"],
        "Referer": address,
    }
    said = {"edit": edit, "state": "answered", "value": text, "reason": ""}
    try:
        async with web.post(address + person["path"], json=said, headers=headers) as reply:
            return str(reply.status), await reply.json(content_type=None) or {}
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return type(error).__name__, {}
