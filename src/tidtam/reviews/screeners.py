"""Who screens which report: whoever marks most of its items, or somebody chosen by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.people.models import Person, Post
from tidtam.people.roles import Role
from tidtam.reviews.interests import interests_of
from tidtam.reviews.models import Assignment, Panel, Reviewer, Screening
from tidtam.reviews.moves import subject_of, taken
from tidtam.reviews.refusals import must_be_free
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.rounds.models import Submission
from tidtam.shared import clock
from tidtam.shared.errors import BadInput


@dataclass(frozen=True, slots=True)
class Bench:
    """The reviewers of a panel: who can be given work today, and what is closed to each.

    Attributes:
        reviewers: those on the panel who hold the post of a reviewer today, by key.
        gone: the others who ever sat on it, by key; their marks count.
        closed: reviewer -> agency -> code of ``interests.INTERESTS``, for all of them.
    """

    reviewers: dict[int, Reviewer]
    gone: dict[int, Reviewer]
    closed: dict[int, dict[int, str]]

    def may_judge(self, reviewer_id: int, office_id: int) -> bool:
        """Whether a reviewer is there and nothing closes the office to them."""
        return reviewer_id in self.reviewers and office_id not in self.closed[reviewer_id]


def bench_of(panel: Panel) -> Bench:
    """The reviewers of a panel as they are today; six queries."""
    everybody = list(panel.reviewers.select_related("person").order_by("pk"))
    people = {each.person_id for each in everybody}
    present = set(
        people_with_post(Role.REVIEWER).filter(pk__in=people).values_list("pk", flat=True)
    )
    closed = interests_of(people)
    here = {each.pk for each in everybody if each.left_at is None and each.person_id in present}
    return Bench(
        reviewers={each.pk: each for each in everybody if each.pk in here},
        gone={each.pk: each for each in everybody if each.pk not in here},
        closed={each.pk: closed[each.person_id] for each in everybody},
    )


def people_with_post(*roles: Role) -> QuerySet[Person]:
    """The people who hold one of these posts of the whole country today and may sign in."""
    today = clock.today()
    held = Post.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=today), role__in=roles, starts_on__lte=today
    )
    return Person.objects.filter(is_active=True, pk__in=held.values("person")).order_by("pk")


def choose_screeners(panel: Panel, *, bench: Bench, only: Collection[int] | None = None) -> int:
    """Give every report of a panel's round somebody who screens it; gives how many changed.

    A choice by hand and a screening that has begun stay while their screener may judge the
    office. A report that nobody marks is left to the bureau.

    Args:
        only: keys of offices; None is all.
    """
    submissions = Submission.objects.filter(round=panel.round_id, items__isnull=False).distinct()
    if only is not None:
        submissions = submissions.filter(office__in=only)
    places = dict(submissions.order_by().values_list("pk", "office_id"))
    markers = _markers(panel, bench=bench)
    held = {each.submission_id: each for each in Screening.objects.filter(submission__in=places)}
    changed: list[Screening] = []
    for submission_id, office_id in places.items():
        best = next(iter(markers[submission_id]), None)
        screening = held.get(submission_id)
        if screening is None:
            held[submission_id] = Screening(submission_id=submission_id, screener_id=best)
        elif not _stays(screening, office_id, bench) and screening.screener_id != best:
            screening.screener_id = best
            changed.append(screening)
    made = [each for each in held.values() if each.pk is None]
    Screening.objects.bulk_create(made, batch_size=500)
    Screening.objects.bulk_update(changed, ["screener"], batch_size=500)
    return len(made) + len(changed)


@transaction.atomic
def set_screener(
    screening: Screening, *, reviewer: Reviewer | None, seen_edit: int | None = None, by: Actor
) -> Screening:
    """Choose by hand who screens a report; None leaves it to the bureau.

    Raises:
        MustNotJudge: a conflict keeps the reviewer from the office.
        BadInput: the reviewer is not on the panel of this report, or cannot be given work.
    """
    near = ("submission__round__panel", "submission__office")
    found = Screening.objects.select_related(*near).get(pk=screening.pk)
    panel = taken(found.submission.round.panel, act="panels.assign", by=by, seen_edit=seen_edit)
    if reviewer is not None:
        bench = bench_of(panel)
        must_sit(bench, reviewer)
        must_be_free(
            bench.closed[reviewer.pk].get(found.submission.office_id), found.submission.office
        )
    found.screener = reviewer
    found.moved_at, found.moved_by = clock.now(), by.name
    found.save(update_fields=["screener", "moved_at", "moved_by"])
    record(
        "panels.set_screener",
        subject_of(panel),
        by=by,
        detail={
            "submission": found.submission_id,
            "reviewer": reviewer.pk if reviewer else None,
        },
    )
    return found


def must_sit(bench: Bench, reviewer: Reviewer) -> None:
    """Refuse somebody who cannot be given work of this panel.

    Raises:
        BadInput: not on the panel, left it, or without the post of a reviewer today.
    """
    if reviewer.pk not in bench.reviewers:
        raise BadInput(
            "มอบงานให้ไม่ได้ เพราะไม่ได้อยู่ในคณะผู้ประเมินนี้ ออกจากคณะแล้ว "
            "หรือไม่มีตำแหน่งผู้ประเมินในวันนี้ โปรดเลือกผู้อื่น",
            "This person cannot be given work: not on this panel, no longer on it, or without "
            "the post of a reviewer today. Please choose somebody else.",
        )


def _stays(screening: Screening, office_id: int, bench: Bench) -> bool:
    is_chosen = screening.moved_at is not None
    return (
        is_chosen
        and screening.screener_id is not None
        and bench.may_judge(screening.screener_id, office_id)
    )


def _markers(panel: Panel, *, bench: Bench) -> defaultdict[int, Sequence[int]]:
    """Submission -> the reviewers who mark its items and may, those with most items first."""
    held = Assignment.objects.filter(reviewer__panel=panel, purpose=Purpose.MARK.value)
    counted = (
        held.exclude(state=AssignmentState.WITHDRAWN.value)
        .order_by()
        .values_list("item__submission_id", "item__submission__office_id", "reviewer_id")
        .annotate(items=Count("pk"), first=Count("pk", filter=Q(seat=1)))
    )
    found: defaultdict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for submission_id, office_id, reviewer_id, items, first in counted:
        if bench.may_judge(reviewer_id, office_id):
            found[submission_id].append((-items, -first, reviewer_id))
    ordered: defaultdict[int, Sequence[int]] = defaultdict(tuple)
    for submission_id, rows in found.items():
        ordered[submission_id] = [reviewer_id for *_, reviewer_id in sorted(rows)]
    return ordered
