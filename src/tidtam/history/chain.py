"""How an entry is sealed: SHA-256 over its own words and the seal before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any


def seal_of(
    *,
    number: int,
    at: dt.datetime,
    actor_id: int | None,
    actor: str,
    act: str,
    subject: str,
    reason: str,
    detail: Mapping[str, Any],
    previous_seal: str,
) -> str:
    """The seal (64 hexadecimal digits) of an entry with these words."""
    words = [
        number,
        at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        actor_id,
        actor,
        act,
        subject,
        reason,
        detail,
        previous_seal,
    ]
    canonical = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
