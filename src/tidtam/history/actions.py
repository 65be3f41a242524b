from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import transaction

from tidtam.history.chain import seal_of
from tidtam.history.models import Entry, Head
from tidtam.shared import clock


class Actor(Protocol):
    """Whoever acts, as history needs to know them."""

    @property
    def person_id(self) -> int | None: ...

    @property
    def name(self) -> str: ...


@transaction.atomic
def record(
    act: str,
    subject: str,
    *,
    by: Actor,
    detail: Mapping[str, Any] | None = None,
    reason: str = "",
) -> Entry:
    """Add one entry to the end of the chain, within the caller's transaction.

    Args:
        act: what was done, as ``room.verb`` ("results.publish").
        subject: what it was done to, as ``room.thing:key`` ("rounds.round:2566-6m").
        by: who did it.
        detail: plain values that tell the act (no personal data).
        reason: why, in the actor's words.
    """
    Head.objects.get_or_create(pk=1)
    head = Head.objects.select_for_update().get(pk=1)
    words: dict[str, Any] = {
        "number": head.number + 1,
        "at": clock.now(),
        "actor_id": by.person_id,
        "actor": by.name[:200],
        "act": act,
        "subject": subject[:120],
        "reason": reason,
        "detail": dict(detail or {}),
        "previous_seal": head.seal,
    }
    entry = Entry.objects.create(**words, seal=seal_of(**words))
    Head.objects.filter(pk=1).update(number=entry.number, seal=entry.seal)
    return entry
