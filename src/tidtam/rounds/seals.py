"""How each saved text of an answer is sealed: over its own words and the text before it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json


def seal_of_version(
    *,
    previous: str,
    item_id: int,
    question_code: str,
    edit: int,
    state: str,
    value: str,
    reason: str,
    door: str,
    saved_at: dt.datetime,
    saved_by: str,
    person_id: int | None,
) -> str:
    """The seal (64 hexadecimal digits) of one saved text."""
    words = [
        previous,
        item_id,
        question_code,
        edit,
        state,
        value,
        reason,
        door,
        saved_at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        saved_by,
        person_id,
    ]
    text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
