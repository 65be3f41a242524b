"""A reviewer's own lists: one line for each office, one for each item; values, no models.

Both ask a constant number of queries, however many offices, items or reviewers there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from tidtam.frameworks.queries import definition_of
from tidtam.people.actor import Actor
from tidtam.reviews.access import assignments_seen_by, screenings_seen_by
from tidtam.reviews.labels import item_label
from tidtam.reviews.models import Assignment, Screening
from tidtam.reviews.states import AssignmentState, Purpose, ScreeningState
from tidtam.rounds.models import Instrument, Round, Stage, Submission
from tidtam.rounds.states import StageCode, SubmissionState
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class OfficeWork:
    """What a reviewer has at one office.

    Attributes:
        items: how many items; ``begun`` and ``done`` of them; the rest are untouched.
        third: how many of them as the third marker, who decides a difference.
        is_calibration: all mark these items together, to agree on the criteria.
        is_in: whether the office's report is at the bureau now, so that it can be opened.
        screening: where the report's screening stands; None where nobody has it.
        is_screener: whether this reviewer screens the report.
        due_at: the day for marking; ``screen_due_at`` for screening; None where none is set.
        away_until: the moment until which the office has single items of the report to mend;
            None where it has none.
    """

    submission_id: int
    round_code: str
    round_title: Bilingual
    office_code: str
    office: Bilingual
    items: int
    begun: int
    done: int
    third: int
    is_calibration: bool
    is_in: bool
    screening: ScreeningState | None
    is_screener: bool
    due_at: dt.datetime | None
    screen_due_at: dt.datetime | None
    away_until: dt.datetime | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left for this reviewer here."""
        screened = not self.is_screener or self.screening is ScreeningState.COMPLETE
        return self.done == self.items and (screened or self.is_calibration)


@dataclass(frozen=True, slots=True)
class ItemWork:
    """One item that a reviewer has.

    Attributes:
        label: instrument and code ("QP 6a"); ``instrument`` alone is the heading of its items.
        answer: the own mark as JSON text; "" for none.
        is_away: the item alone is back at the office, to be mended.
    """

    assignment_id: int
    item_id: int
    instrument: Bilingual
    code: str
    label: Bilingual
    title: Bilingual
    purpose: Purpose
    state: AssignmentState
    answer: str
    has_comment: bool
    is_away: bool


def my_offices(
    actor: Actor, *, round_: Round | None = None, closed: Collection[int] | None = None
) -> list[OfficeWork]:
    """The offices a reviewer has items of or screens, newest round first, in printing order.

    Three queries.

    Args:
        closed: as in ``access.assignments_seen_by``.
    """
    given = assignments_seen_by(actor, closed=closed)
    screened = screenings_seen_by(actor, closed=closed).filter(screener__person=actor.person_id)
    if round_ is not None:
        given = given.filter(item__submission__round=round_)
        screened = screened.filter(submission__round=round_)
    counts = _counts(given)
    reports = list(_reports(list(counts), screened))
    due = _due({report.round_id for report in reports})
    return [_line(report, counts.get(report.pk, _NO_ITEMS), due) for report in reports]


def my_items(
    actor: Actor, *, submission: Submission, closed: Collection[int] | None = None
) -> list[ItemWork]:
    """A reviewer's items of one report in printing order; empty where they have none.

    Two queries.

    Args:
        closed: as in ``access.assignments_seen_by``.
    """
    rows = (
        assignments_seen_by(actor, closed=closed)
        .filter(item__submission=submission)
        .order_by("item__instrument__order", "item__order", "pk")
        .values_list(
            "pk",
            "item_id",
            "item__instrument_id",
            "item__node_code",
            "purpose",
            "state",
            "review__answer",
            "review__comment",
            "item__open_until",
        )
    )
    asked = Instrument.objects.filter(round=submission.round_id).select_related("framework")
    instruments = {each.pk: each for each in asked.defer("framework__source")}
    now = clock.now()
    found = []
    for key, item_id, instrument_id, code, purpose, state, answer, comment, open_until in rows:
        definition = definition_of(instruments[instrument_id].framework)
        node = definition.by_code[code]
        found.append(
            ItemWork(
                assignment_id=key,
                item_id=item_id,
                instrument=definition.short_title,
                code=code,
                label=item_label(definition, code),
                title=node.title,
                purpose=Purpose(purpose),
                state=AssignmentState(state),
                answer=answer or "",
                has_comment=bool(comment),
                is_away=open_until is not None and open_until > now,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many items of a report a reviewer has, and of what kind."""

    items: int = 0
    begun: int = 0
    done: int = 0
    third: int = 0
    calibration: int = 0


_NO_ITEMS = _Counts()
_Due = dict[tuple[int, str], dt.datetime]


def _counts(given: QuerySet[Assignment]) -> dict[int, _Counts]:
    rows = (
        given.order_by()
        .values_list("item__submission_id")
        .annotate(
            Count("pk"),
            begun=Count("pk", filter=Q(state=AssignmentState.BEGUN.value)),
            done=Count("pk", filter=Q(state=AssignmentState.DONE.value)),
            third=Count("pk", filter=Q(purpose=Purpose.THIRD.value)),
            calibration=Count("pk", filter=Q(purpose=Purpose.CALIBRATE.value)),
        )
    )
    return {submission_id: _Counts(*counts) for submission_id, *counts in rows}


def _reports(keys: list[int], screened: QuerySet[Screening]) -> QuerySet[Submission]:
    """The reports of the list with what its lines say of them."""
    own = Exists(screened.filter(submission=OuterRef("pk")))
    away = Max("items__open_until", filter=Q(items__open_until__gt=clock.now()))
    found = Submission.objects.annotate(is_mine_to_screen=own, away_until=away)
    return (
        found.filter(Q(pk__in=keys) | Q(is_mine_to_screen=True))
        .select_related("round", "office", "screening")
        .defer("round__letter_th", "word", "screening__note")
        .order_by("-round__fiscal_year", "-round__code", "office__order", "pk")
    )


def _due(round_ids: Collection[int]) -> _Due:
    wanted = (StageCode.SCREEN.value, StageCode.MARK.value)
    stages = Stage.objects.filter(round__in=round_ids, code__in=wanted).order_by()
    return {
        (round_id, code): due_at
        for round_id, code, due_at in stages.values_list("round_id", "code", "due_at")
    }


def _line(report: Submission, counts: _Counts, due: _Due) -> OfficeWork:
    screening: Screening | None = getattr(report, "screening", None)
    return OfficeWork(
        submission_id=report.pk,
        round_code=report.round.code,
        round_title=report.round.title,
        office_code=report.office.code,
        office=report.office.short_name,
        items=counts.items,
        begun=counts.begun,
        done=counts.done,
        third=counts.third,
        is_calibration=0 < counts.items == counts.calibration,
        is_in=report.state == SubmissionState.SUBMITTED,
        screening=ScreeningState(screening.state) if screening else None,
        is_screener=report.is_mine_to_screen,  # type: ignore[attr-defined]
        due_at=due.get((report.round_id, StageCode.MARK.value)),
        screen_due_at=due.get((report.round_id, StageCode.SCREEN.value)),
        away_until=report.away_until,  # type: ignore[attr-defined]
    )
