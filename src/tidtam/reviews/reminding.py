"""Reminding reviewers before their days end: of what is to be marked, and of what to screen.

A letter says how much waits at which office and until when. Who has nothing to do hears nothing,
nobody hears twice of one thing on one day, and nobody hears what others have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from tidtam.history.actions import record
from tidtam.notices.actions import put
from tidtam.people.actor import Actor
from tidtam.people.queries import actor_for
from tidtam.reviews.access import assignments_seen_by, screenings_seen_by
from tidtam.reviews.models import Reviewer
from tidtam.reviews.moves import OPEN_STATES
from tidtam.reviews.states import SCREENING_STATES, PanelState, ScreeningState
from tidtam.reviews.telling_reviewers import address_of, how_many, until_of
from tidtam.rounds.models import Stage
from tidtam.rounds.states import StageCode, SubmissionState
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

# Days to the end of a stage on which its reviewers are reminded; the last is the day after it.
DAYS: Final = (14, 7, 3, 1, -1)
# More offices than these would make a letter nobody reads; the rest is told in numbers.
MOST_OFFICES: Final = 20

_Line = tuple[Bilingual, int, Bilingual]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What is reminded of in one stage.

    Attributes:
        marker: the field of a reviewer that holds when they were last reminded.
        page: the page that the letter leads to.
        open_work: each office with how many are open there and the words for it.
        counted: the words for so many open at so many offices.
    """

    template: str
    marker: str
    page: str
    open_work: Callable[[Reviewer], list[_Line]]
    counted: Callable[[int, int], Bilingual]


def due_reviewers(now: dt.datetime) -> list[tuple[int, StageCode]]:
    """Who is to be reminded of what today and was not yet: key of a reviewer and the stage.

    Two queries; whether anything is open is asked for each (``remind_reviewer``).
    """
    found: list[tuple[int, StageCode]] = []
    for stage, kind in KINDS.items():
        begun = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
        waiting = Q(**{kind.marker: None}) | Q(**{f"{kind.marker}__lt": begun})
        rows = _at_work().filter(waiting, panel__round__in=_rounds_due(stage, now))
        found += [(key, stage) for key in rows.order_by("pk").values_list("pk", flat=True)]
    return found


@transaction.atomic
def remind_reviewer(reviewer_id: int, stage: StageCode, *, by: Actor) -> int:
    """Remind one reviewer of what is open in a stage; gives whether they were written to.

    That they were asked about is kept, written to or not: a day's look is one look.
    """
    by.must("reviews.remind")
    kind, now = KINDS[stage], clock.now()
    locked = _at_work().select_for_update(of=("self",)).select_related("panel__round", "person")
    held = locked.filter(pk=reviewer_id).first()
    if held is None or _is_of_today(getattr(held, kind.marker), now):
        return 0
    setattr(held, kind.marker, now)
    held.save(update_fields=[kind.marker])
    work = kind.open_work(held)
    if not work:
        return 0
    _tell(held, stage, work, by=by)
    record(
        "reviews.remind",
        f"reviews.panel:{held.panel_id}",
        by=by,
        detail={"stage": stage.value, "person": held.person_id, "open": _total(work)},
    )
    return 1


def _tell(reviewer: Reviewer, stage: StageCode, work: Sequence[_Line], *, by: Actor) -> None:
    kind, panel = KINDS[stage], reviewer.panel
    put(
        kind.template,
        to_person=reviewer.person,
        context={
            "round": panel.round.title,
            "until": until_of(panel, stage),
            "items": kind.counted(_total(work), len(work)),
            "open": _lines(work, kind),
            "link": address_of(kind.page),
        },
        by=by,
        subject_key=f"{kind.template}:{reviewer.pk}:{clock.local(clock.now()):%Y-%m-%d}",
    )


def _at_work() -> QuerySet[Reviewer]:
    """The reviewers of panels that mark now."""
    return Reviewer.objects.filter(
        left_at=None,
        person__is_active=True,
        panel__state=PanelState.WORKING.value,
        panel__round__frozen_at=None,
    )


def _rounds_due(stage: StageCode, now: dt.datetime) -> list[int]:
    """The rounds of which a stage ends in so many days."""
    today = clock.local(now).date()
    ends = Stage.objects.filter(code=stage.value, due_at__isnull=False).order_by()
    return [
        round_id
        for round_id, due_at in ends.values_list("round_id", "due_at")
        if (clock.local(due_at).date() - today).days in DAYS
    ]


def _is_of_today(moment: dt.datetime | None, now: dt.datetime) -> bool:
    return moment is not None and clock.local(moment).date() == clock.local(now).date()


def _to_mark(reviewer: Reviewer) -> list[_Line]:
    """Items that can be confirmed now and are not, by office in printing order."""
    rows = (
        assignments_seen_by(actor_for(reviewer.person))
        .filter(
            reviewer=reviewer,
            state__in=OPEN_STATES,
            item__submission__state=SubmissionState.SUBMITTED.value,
            item__submission__screening__state=ScreeningState.COMPLETE.value,
        )
        .order_by("item__submission__office__order", "item__submission")
        .values_list("item__submission__office__short_th", "item__submission__office__short_en")
        .annotate(items=Count("pk"))
    )
    return [
        (Bilingual(th, en), items, Bilingual(f"{items:,} ข้อ", f"items: {items:,}"))
        for th, en, items in rows
    ]


def _to_screen(reviewer: Reviewer) -> list[_Line]:
    """Reports that wait for their screener and not for the office."""
    out = Q(returned__came_back_at=None, returned__due_at__gte=clock.now())
    rows = (
        screenings_seen_by(actor_for(reviewer.person))
        .filter(screener=reviewer, submission__state=SubmissionState.SUBMITTED.value)
        .exclude(state=ScreeningState.COMPLETE.value)
        .annotate(out=Count("returned", filter=out))
        .filter(out=0)
        .order_by("submission__office__order")
    )
    return [
        (each.submission.office.short_name, 1, SCREENING_STATES[ScreeningState.WAITING])
        for each in rows
    ]


def _total(work: Sequence[_Line]) -> int:
    return sum(count for _office, count, _words in work)


def _reports(reports: int, _offices: int) -> Bilingual:
    return Bilingual(f"{reports:,} รายงาน", f"reports: {reports:,}")


def _lines(work: Sequence[_Line], kind: _Kind) -> list[Bilingual]:
    lines = [
        Bilingual(f"{office.th}: {words.th}", f"{office.en}: {words.en}")
        for office, _count, words in work[:MOST_OFFICES]
    ]
    rest = work[MOST_OFFICES:]
    if rest:
        more = kind.counted(_total(rest), len(rest))
        lines.append(Bilingual(f"และอีก {more.th}", f"and more – {more.en}"))
    return lines


KINDS: Final = {
    StageCode.MARK: _Kind(
        "reminder_marking", "marking_reminded_at", "reviewing", _to_mark, how_many
    ),
    StageCode.SCREEN: _Kind(
        "reminder_screening",
        "screening_reminded_at",
        "reviewing-screenings",
        _to_screen,
        _reports,
    ),
}
