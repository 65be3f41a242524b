"""The reports somebody screens, one line each, and what of one report was returned."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q

from tidtam.frameworks.queries import definition_of
from tidtam.people.actor import Actor
from tidtam.reviews.access import screenings_seen_by
from tidtam.reviews.interests import closed_offices
from tidtam.reviews.labels import item_label
from tidtam.reviews.models import ReturnedItem, Screening
from tidtam.reviews.states import ScreeningState
from tidtam.rounds.models import Submission
from tidtam.rounds.states import SubmissionState
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class ScreeningRow:
    """One submitted report to be screened.

    Attributes:
        out: items that the office has now; ``until`` the first moment one of them closes.
        back: items that came back; ``over`` those whose moment passed without it.
    """

    screening: Screening
    out: int
    back: int
    over: int
    until: dt.datetime | None

    @property
    def submission(self) -> Submission:
        return self.screening.submission

    @property
    def state(self) -> ScreeningState:
        return ScreeningState(self.screening.state)

    @property
    def is_to_do(self) -> bool:
        """Whether it waits for the screener and not for the office."""
        return self.state is not ScreeningState.COMPLETE and not self.out


@dataclass(frozen=True, slots=True)
class Returned:
    """One return of one item.

    Attributes:
        name: instrument and code, as ``labels.item_label`` names it.
        is_out: the office has it now; ``is_over`` its moment passed without it.
    """

    item_id: int
    name: Bilingual
    missing: str
    returned_at: dt.datetime
    due_at: dt.datetime
    came_back_at: dt.datetime | None
    is_out: bool

    @property
    def is_over(self) -> bool:
        return self.came_back_at is None and not self.is_out


def screenings_of(actor: Actor) -> list[ScreeningRow]:
    """The submitted reports that an actor screens, or that the panel's heads look at.

    What waits for the screener comes first; one query.
    """
    now = clock.now()
    out = Q(returned__came_back_at=None, returned__due_at__gte=now)
    over = Q(returned__came_back_at=None, returned__due_at__lt=now)
    found = (
        screenings_seen_by(actor)
        .filter(submission__state=SubmissionState.SUBMITTED.value)
        .exclude(submission__round__panel=None)
        .select_related("submission__round__panel", "submission__office")
        .annotate(
            out=Count("returned", filter=out),
            back=Count("returned", filter=Q(returned__came_back_at__isnull=False)),
            over=Count("returned", filter=over),
            until=Min("returned__due_at", filter=out),
        )
        .order_by("submission__round__code", "submission__office__order")
    )
    if actor.person_id is not None and not actor.may("submissions.see"):
        found = found.exclude(submission__office__in=closed_offices(actor.person_id))
    rows = [ScreeningRow(each, each.out, each.back, each.over, each.until) for each in found]
    return sorted(rows, key=lambda row: not row.is_to_do)


def returned_of(screening: Screening) -> list[Returned]:
    """Every return of a report's items, the newest first."""
    if screening._state.adding:
        return []
    now = clock.now()
    found = (
        ReturnedItem.objects.filter(screening=screening)
        .select_related("item__instrument__framework")
        .defer("item__instrument__framework__source")
        .order_by("-returned_at", "item__instrument__order", "item__order")
    )
    return [
        Returned(
            item_id=each.item_id,
            name=item_label(definition_of(each.item.instrument.framework), each.item.node_code),
            missing=each.missing,
            returned_at=each.returned_at,
            due_at=each.due_at,
            came_back_at=each.came_back_at,
            is_out=each.came_back_at is None and each.due_at >= now,
        )
        for each in found
    ]
