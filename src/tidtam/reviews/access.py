"""Which items and reports a reviewer may open now; asked anew with every page and file.

An assignment opens its item while it is not withdrawn, its reviewer has not left, the panel is
at that work, and no conflict closes the office. The last is asked of the conflicts themselves:
a row that was missed when a conflict was declared opens nothing. A page that asks several times
reads the closed offices once (``closed_to``) and hands them down as ``closed``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.reviews.errors import ReportIsNotIn
from tidtam.reviews.interests import closed_offices, interests_of
from tidtam.reviews.models import Assignment, Screening
from tidtam.reviews.states import AssignmentState, PanelState, Purpose
from tidtam.rounds.models import Item, Round, Submission
from tidtam.rounds.states import SubmissionState
from tidtam.shared import clock
from tidtam.shared.errors import NotFound
from tidtam.shared.prepared import Prepared

# What a panel works on in each state; in the others nothing is open to its reviewers.
OPEN_WORK = {
    PanelState.CALIBRATING: (Purpose.CALIBRATE,),
    PanelState.WORKING: (Purpose.MARK, Purpose.THIRD),
}


def closed_to(actor: Actor) -> frozenset[int]:
    """The agencies a person must not judge, read once to be asked several times."""
    if actor.person_id is None:
        return frozenset()
    return frozenset(key for (key,) in _closed_on(clock.today()).rows(person=actor.person_id))


@lru_cache(maxsize=2)
def _closed_on(_day: dt.date) -> Prepared:
    """The query of ``closed_to``: made once a day, for memberships are asked as of today."""
    return Prepared(_closed_of, {"person": -1})


def _closed_of(*, person: int) -> QuerySet[Agency, int]:
    return closed_offices(person)


def assignments_seen_by(
    actor: Actor, *, closed: Collection[int] | None = None
) -> QuerySet[Assignment]:
    """What a reviewer has now, and nothing else; reports not submitted yet are among it.

    Args:
        closed: what ``closed_to`` gave this request; None asks the conflicts in the query itself.
    """
    if actor.person_id is None or not actor.may("reviews.see"):
        return Assignment.objects.none()
    at_work = Q(pk__in=[])
    for state, purposes in OPEN_WORK.items():
        at_work |= Q(reviewer__panel__state=state.value, purpose__in=[p.value for p in purposes])
    own = Assignment.objects.filter(
        at_work, reviewer__person=actor.person_id, reviewer__left_at=None
    ).exclude(state=AssignmentState.WITHDRAWN.value)
    return own.exclude(item__submission__office__in=_closed(actor.person_id, closed))


def assignment_for(actor: Actor, *, pk: int, closed: Collection[int] | None = None) -> Assignment:
    """One assignment with its review, item, report, office, instrument and panel.

    Args:
        closed: as in ``assignments_seen_by``.

    Raises:
        NotFound: not this actor's, or not any more.
        ReportIsNotIn: the office has not submitted its report, or has taken it back.
    """
    near = (
        "review",
        "reviewer__panel",
        "reviewer__person",
        "item__submission__round__earlier",
        "item__submission__office",
        "item__submission__screening",
        "item__instrument__framework",
        "item__instrument__form",
    )
    texts = ("item__instrument__framework__source", "item__instrument__form__source")
    mine = assignments_seen_by(actor, closed=closed).select_related(*near).defer(*texts)
    found = mine.order_by().filter(pk=pk).first()
    if found is None:
        raise _not_yours()
    if found.item.submission.state != SubmissionState.SUBMITTED:
        raise _not_in(found.item.submission.office)
    return found


def screenings_seen_by(
    actor: Actor, *, closed: Collection[int] | None = None
) -> QuerySet[Screening]:
    """The reports a reviewer screens now; every report of a panel for its heads.

    Args:
        closed: as in ``assignments_seen_by``.
    """
    found = Screening.objects.select_related("submission__round", "submission__office")
    if actor.may("reviews.see_all"):
        return found
    if actor.person_id is None or not actor.may("reviews.see"):
        return found.none()
    own = found.filter(
        screener__person=actor.person_id,
        screener__left_at=None,
        screener__panel__state=PanelState.WORKING.value,
    )
    return own.exclude(submission__office__in=_closed(actor.person_id, closed))


def items_open_to(actor: Actor) -> QuerySet[Item]:
    """Items whose answers and evidence the actor may read as one of a panel.

    Submitted reports only: for reviewers the items they have and the reports they screen; for
    the panel's heads every report of a round with a panel but those of offices they must not
    judge; for the bureau all of them.
    """
    submitted = Item.objects.filter(submission__state=SubmissionState.SUBMITTED.value)
    if actor.may("reviews.see_all"):
        found = submitted.filter(submission__round__panel__isnull=False)
        if actor.person_id is None or actor.may("submissions.see"):
            return found
        return found.exclude(submission__office__in=closed_offices(actor.person_id))
    if actor.person_id is None or not actor.may("reviews.see"):
        return submitted.none()
    given = assignments_seen_by(actor).filter(item=OuterRef("pk"))
    screened = screenings_seen_by(actor).filter(submission=OuterRef("submission"))
    return submitted.filter(Exists(given) | Exists(screened))


def conflicted_offices(person: Person, *, round_: Round) -> dict[int, str]:
    """The offices of a round that a person must not judge: office -> code of ``INTERESTS``."""
    asked = set(Submission.objects.filter(round=round_).values_list("office_id", flat=True))
    found = interests_of([person.pk])[person.pk]
    return {office: code for office, code in found.items() if office in asked}


def _closed(
    person_id: int, known: Collection[int] | None
) -> Collection[int] | QuerySet[Agency, int]:
    return closed_offices(person_id) if known is None else known


def _not_in(office: Agency) -> ReportIsNotIn:
    return ReportIsNotIn(
        f"{office.short_th} ยังไม่ได้ส่งรายงาน หรือถอนกลับไปแก้ จึงยังเปิดอ่านไม่ได้ โปรดทำเขตอื่นก่อน",
        f"{office.short_en} has not submitted its report, or has taken it back, so it cannot be "
        "read yet; please go on with another office.",
    )


def _not_yours() -> NotFound:
    return NotFound(
        "ไม่พบข้อนี้ในรายการของท่าน อาจเปลี่ยนให้ผู้อื่นแล้ว โปรดเลือกจากรายการ “งานของฉัน”",
        "This item is not on your list; it may have been given to somebody else. "
        "Please choose from your own list.",
    )
