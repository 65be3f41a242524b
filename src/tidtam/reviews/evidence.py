"""The one query that every door to evidence asks: the office's people, the bureau, reviewers."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from tidtam.people.actor import Actor
from tidtam.reviews.access import items_open_to
from tidtam.reviews.models import ReturnedItem
from tidtam.rounds.models import Evidence
from tidtam.rounds.workspace import submissions_seen_by
from tidtam.shared import clock
from tidtam.shared.errors import NotFound


def evidence_seen_by(actor: Actor) -> QuerySet[Evidence]:
    """Evidence of reports the actor may read, and of items that are open to them as a reviewer.

    A reviewer does not see what the office took away, nor, while the office has an item to mend,
    what it added to it since: its director has not approved that. Reading is written down nowhere.
    """
    out = ReturnedItem.objects.filter(
        item=OuterRef("item"),
        came_back_at=None,
        due_at__gt=clock.now(),
        returned_at__lte=OuterRef("added_at"),
    )
    open_now = Q(~Exists(out), removed_at=None, item__in=items_open_to(actor))
    seen = Evidence.objects.filter(Q(item__submission__in=submissions_seen_by(actor)) | open_now)
    return seen.select_related("stored_file", "item__submission__office", "item__submission__round")


def evidence_for(actor: Actor, *, pk: int) -> Evidence:
    """One piece of evidence the actor may read.

    Raises:
        NotFound: none for this actor.
    """
    found = evidence_seen_by(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            "ไม่พบหลักฐานนี้ หรือไม่ได้เปิดให้ท่านอ่าน โปรดเปิดจากรายการงานของท่าน",
            "This evidence is not found, or not open to you; please open it from your task list.",
        )
    return found
