"""What still stands between a panel and its official marks: marks, decisions, who is late."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tidtam.reviews.models import Panel, Reviewer
from tidtam.reviews.standing import Need, Standing, standings_of
from tidtam.rounds.models import Stage
from tidtam.rounds.states import StageCode
from tidtam.shared import clock
from tidtam.thai.shares import whole_percent


@dataclass(frozen=True, slots=True)
class OpenReviewer:
    """A reviewer with marks still to give.

    Attributes:
        items: how many are open; ``offices`` they belong to.
        is_late: whether the day for marking is over.
    """

    reviewer_id: int
    name: str
    items: int
    offices: int
    is_late: bool


@dataclass(frozen=True)
class OpenWork:
    """What is open on a panel.

    Attributes:
        total: every item of the round.
        rows: items without a mark or a decision, in printing order.
        counts: how many items need what (``Need``), those that need nothing too.
        reviewers: who has marks to give, those with most first.
        due_at: the day for marking; None where the round names none.
    """

    total: int
    rows: tuple[Standing, ...]
    counts: dict[Need, int]
    reviewers: tuple[OpenReviewer, ...]
    due_at: dt.datetime | None

    @property
    def is_empty(self) -> bool:
        """Whether every item has its official mark, and none waits to be settled."""
        return not self.rows

    @property
    def percent(self) -> int:
        """Whole per cent that have their official mark; 100 only when all have."""
        return whole_percent(self.total - len(self.rows), self.total)


def open_work(panel: Panel) -> OpenWork:
    """What is open; the same number of queries for one item and for a nation."""
    standings = standings_of(panel)
    counts = Counter(row.need for row in standings.items)
    rows = tuple(row for row in standings.items if row.need is not Need.NOTHING)
    stage = Stage.objects.filter(round=panel.round_id, code=StageCode.MARK.value).first()
    due_at = stage.due_at if stage else None
    return OpenWork(
        total=len(standings.items),
        rows=rows,
        counts={need: counts[need] for need in Need},
        reviewers=_reviewers(rows, due_at),
        due_at=due_at,
    )


def _reviewers(rows: Sequence[Standing], due_at: dt.datetime | None) -> tuple[OpenReviewer, ...]:
    items: Counter[int] = Counter()
    offices: dict[int, set[int]] = {}
    for row in rows:
        for seat in (*row.seats, row.third):
            if seat is not None and not seat.is_done:
                items[seat.reviewer_id] += 1
                offices.setdefault(seat.reviewer_id, set()).add(row.office_id)
    names = Reviewer.objects.filter(pk__in=list(items)).values_list("pk", "person__full_name")
    is_late = due_at is not None and clock.now() > due_at
    found = [
        OpenReviewer(key, name, items[key], len(offices[key]), is_late)
        for key, name in names.order_by()
    ]
    return tuple(sorted(found, key=lambda each: (-each.items, each.name)))
