"""What an actor may read of follow-ups: an office its own, the bureau and panel heads all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tidtam.followups.errors import FollowUpNotFound
from tidtam.followups.gathering import gathered_from
from tidtam.followups.lineage import lineage_of
from tidtam.followups.models import FollowUp, FollowUpEvidence
from tidtam.followups.states import FollowUpState
from tidtam.people.actor import Actor
from tidtam.results.hidden import hidden_office_ids
from tidtam.results.models import Computation
from tidtam.results.queries import published_computations
from tidtam.reviews.access import items_open_to
from tidtam.reviews.models import Recommendation

if TYPE_CHECKING:
    from tidtam.rounds.models import Item

_NEAR = ("office", "instrument__round", "instrument__framework")
_TEXTS = ("instrument__framework__source", "instrument__round__letter_th")
# What waits for the office comes first, then what is being done, then what is settled.
_ORDER = {state: place for place, state in enumerate(FollowUpState)}


def follow_ups_seen_by(actor: Actor) -> QuerySet[FollowUp]:
    """Follow-ups an actor may read, with office, round and framework."""
    found = FollowUp.objects.select_related(*_NEAR).defer(*_TEXTS)
    if actor.may("followups.see"):
        return found
    own = [code for code in actor.agency_codes if actor.may("followups.see", agency_code=code)]
    return found.filter(office__code__in=own)


def follow_up_for(actor: Actor, *, pk: int) -> FollowUp:
    """One follow-up with its earlier answers and texts and its evidence.

    Raises:
        FollowUpNotFound: none for this actor.
    """
    seen = follow_ups_seen_by(actor).prefetch_related(
        "steps", "evidence__stored_file", "earlier_texts"
    )
    found = seen.filter(pk=pk).first()
    if found is None:
        raise FollowUpNotFound
    return found


def with_pieces(found: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """With ``pieces``, how many pieces of evidence are there."""
    return found.annotate(pieces=Count("evidence", filter=Q(evidence__removed_at=None)))


def of_office(actor: Actor, *, codes: Iterable[str]) -> list[FollowUp]:
    """The follow-ups of some offices: what waits first, then open by day, then settled.

    What a correction took back comes last.
    """
    seen = follow_ups_seen_by(actor).filter(office__code__in=list(codes))
    found = with_pieces(seen).order_by("office__order", "-given_at", "instrument__order", "pk")
    return sorted(found, key=lambda each: (each.office.order, *_place(each)))


def _place(follow_up: FollowUp) -> tuple[int, bool, str]:
    state = FollowUpState(follow_up.state)
    day = follow_up.due_on if state is FollowUpState.ACCEPTED else None
    place = len(_ORDER) if follow_up.withdrawn_at else _ORDER[state]
    return place, day is None, day.isoformat() if day else ""


def waiting_by_office(actor: Actor) -> dict[str, int]:
    """Unit code -> how many recommendations wait for the office's answer; one query."""
    seen = follow_ups_seen_by(actor).filter(withdrawn_at=None)
    waiting = seen.filter(state=FollowUpState.WAITING.value).order_by()
    return dict(waiting.values_list("office__code").annotate(Count("pk")))


def evidence_for(actor: Actor, *, pk: int) -> FollowUpEvidence:
    """A piece of evidence: of a follow-up the actor may read, or beside an item they mark.

    A reviewer does not see what the office took away.

    Raises:
        FollowUpNotFound: none for this actor.
    """
    near = FollowUpEvidence.objects.select_related("stored_file", "follow_up__office")
    found = near.filter(pk=pk).first()
    if found is None or not _may_read(actor, found):
        raise FollowUpNotFound
    return found


def _may_read(actor: Actor, evidence: FollowUpEvidence) -> bool:
    own = follow_ups_seen_by(actor).filter(pk=evidence.follow_up_id)
    if own.exists():
        return True
    if evidence.removed_at is not None:
        return False
    office = evidence.follow_up.office_id
    items = items_open_to(actor).filter(submission__office=office)
    beside = Q(pk__in=[])
    for item in items.select_related("instrument__framework"):
        beside |= lineage_of(item).as_filter()
    return FollowUp.objects.filter(beside, pk=evidence.follow_up_id).exists()


def beside_item(item: Item) -> list[FollowUp]:
    """What the office did about earlier recommendations on the same indicator, newest first.

    Two queries. Whether the asker may read the item is the caller's to know.
    """
    shown = FollowUpEvidence.objects.filter(removed_at=None).select_related("stored_file")
    found = FollowUp.objects.filter(
        lineage_of(item).as_filter(), office=item.submission.office_id
    ).exclude(instrument__round=item.submission.round_id)
    near = found.select_related(*_NEAR).defer(*_TEXTS)
    return list(
        near.prefetch_related(Prefetch("evidence", queryset=shown)).order_by("-given_at", "pk")
    )


def not_gathered(actor: Actor) -> list[Computation]:
    """Published computations whose advice is not, or not all, followed up.

    One query where everything is; else each computation in doubt is held against its follow-ups.
    """
    if not actor.may("followups.gather"):
        return []
    there = FollowUp.objects.filter(
        instrument=OuterRef("instrument"),
        office=OuterRef("office"),
        node_code=OuterRef("node_code"),
    )
    lacking = Recommendation.objects.filter(
        ~Exists(there), instrument__round=OuterRef("round")
    ).exclude(Q(node_code="") | Q(text=""))
    in_doubt = published_computations().filter(Exists(lacking) | Q(replaces__isnull=False))
    return [each for each in in_doubt if _is_owed(each)]


def _is_owed(computation: Computation) -> bool:
    found = gathered_from(computation, but=hidden_office_ids(computation.round))
    return bool(found.new or found.touched)
