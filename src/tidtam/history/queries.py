from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from tidtam.history.chain import seal_of
from tidtam.history.models import Entry, Head


@dataclass(frozen=True)
class Verification:
    """What a walk along the chain found.

    Attributes:
        entries: how many entries were read.
        broken_at: number of the first entry that does not fit, or None.
    """

    entries: int
    broken_at: int | None


def entries_about(subject: str) -> QuerySet[Entry]:
    """Everything recorded about one subject, oldest first."""
    return Entry.objects.filter(subject=subject)


def verify() -> Verification:
    """Walk the whole chain and compare each seal with what it should be."""
    previous, read = "", 0
    for entry in Entry.objects.order_by("number").iterator():
        read += 1
        expected = seal_of(
            number=read,
            at=entry.at,
            actor_id=entry.actor_id,
            actor=entry.actor,
            act=entry.act,
            subject=entry.subject,
            reason=entry.reason,
            detail=entry.detail,
            previous_seal=previous,
        )
        if entry.number != read or entry.seal != expected:
            return Verification(entries=read, broken_at=read)
        previous = entry.seal
    head = Head.objects.filter(pk=1).first()
    cut = head is not None and (head.number, head.seal) != (read, previous)
    return Verification(entries=read, broken_at=read + 1 if cut else None)
