from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    (entry,) = _add([(subject, detail or {})], act, by=by, reason=reason)
    return entry


@transaction.atomic
def record_many(
    act: str, subjects: Sequence[tuple[str, Mapping[str, Any]]], *, by: Actor
) -> list[Entry]:
    """Add an entry for each of many things to which the same was done, in a few statements.

    Args:
        subjects: what it was done to, and the plain values that tell it, as for ``record``.
    """
    return _add(subjects, act, by=by, reason="")


def _add(
    subjects: Sequence[tuple[str, Mapping[str, Any]]], act: str, *, by: Actor, reason: str
) -> list[Entry]:
    Head.objects.get_or_create(pk=1)
    head = Head.objects.select_for_update().get(pk=1)
    number, seal, made = head.number, head.seal, []
    for subject, detail in subjects:
        number += 1
        words: dict[str, Any] = {
            "number": number,
            "at": clock.now(),
            "actor_id": by.person_id,
            "actor": by.name[:200],
            "act": act,
            "subject": subject[:120],
            "reason": reason,
            "detail": dict(detail),
            "previous_seal": seal,
        }
        seal = seal_of(**words)
        made.append(Entry(**words, seal=seal))
    Entry.objects.bulk_create(made, batch_size=500)
    Head.objects.filter(pk=1).update(number=number, seal=seal)
    return made
