"""Telling an office's people what the bureau did: the round is open, more time was given."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from tidtam.notices.actions import put, withdraw
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.queries import posts_at
from tidtam.people.roles import Role
from tidtam.rounds.extending import extend
from tidtam.rounds.models import Extension, Submission
from tidtam.rounds.states import RoundState, SubmissionState
from tidtam.shared import clock
from tidtam.shared.errors import WrongState
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Staff:
    """The people of one office who have to do with its report, each once.

    Attributes:
        reporters: holders of a reporter's post, whatever else they hold.
        directors: those who are director and no reporter.
    """

    reporters: tuple[Person, ...] = ()
    directors: tuple[Person, ...] = ()

    @property
    def everybody(self) -> tuple[Person, ...]:
        return self.reporters + self.directors


NOBODY = Staff()


def staff_of(office_codes: Iterable[str]) -> dict[str, Staff]:
    """The people of offices by unit code, in one query; offices without any are left out."""
    reporters: dict[str, dict[int, Person]] = defaultdict(dict)
    directors: dict[str, dict[int, Person]] = defaultdict(dict)
    for post in posts_at(office_codes, roles=(Role.REPORTER, Role.DIRECTOR)):
        held = reporters if post.role == Role.REPORTER else directors
        assert post.agency is not None  # noqa: S101  found by its agency
        held[post.agency.code][post.person_id] = post.person
    return {
        code: Staff(
            reporters=tuple(reporters[code].values()),
            directors=tuple(
                person for key, person in directors[code].items() if key not in reporters[code]
            ),
        )
        for code in [*reporters, *(code for code in directors if code not in reporters)]
    }


def report_address(submission: Submission) -> str:
    """Where an office works on its report: a path of this site."""
    try:
        return reverse("office-report", args=[submission.round.code, submission.office.code])
    except NoReverseMatch:  # an installation without the pages of offices
        return "/office/"


def office_words(submission: Submission) -> dict[str, object]:
    """What every notice about a report names: round, office, link."""
    return {
        "round": submission.round.title,
        "office": Bilingual(submission.office.short_th, submission.office.short_en),
        "link": report_address(submission),
    }


def not_told() -> list[int]:
    """Keys of the reports of open rounds whose people were not told yet."""
    waiting = Submission.objects.filter(round__state=RoundState.OPEN.value, told_at=None)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def tell_opened(submission_id: int, *, by: Actor) -> int:
    """Tell the people of one office that the round is open; gives how many were told.

    Telling again tells nobody twice.
    """
    by.must("rounds.change")
    held = Submission.objects.select_for_update(of=("self",)).select_related("round", "office")
    submission = held.get(pk=submission_id)
    if submission.told_at is not None or submission.round.state != RoundState.OPEN:
        return 0
    people = staff_of([submission.office.code]).get(submission.office.code, NOBODY).everybody
    for person in people:
        put(
            "round_opened",
            to_person=person,
            context=office_words(submission) | {"deadline": submission.due_at},
            by=by,
            subject_key=f"round_opened:{submission.pk}",
        )
    Submission.objects.filter(pk=submission.pk).update(told_at=clock.now())
    return len(people)


def dates_not_told() -> list[int]:
    """Keys of the reports whose day changed, and whose people do not know it yet."""
    waiting = Submission.objects.exclude(moved_dates_at=None)
    return list(waiting.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def tell_dates(submission_id: int, *, by: Actor) -> int:
    """Tell the people of one office its new day; gives how many were told.

    Telling again tells nobody twice; an office that has submitted, or whose round is over,
    is told nothing.
    """
    by.must("rounds.change")
    held = Submission.objects.select_for_update(of=("self",)).select_related("round", "office")
    submission = held.get(pk=submission_id)
    moved_at = submission.moved_dates_at
    if moved_at is None:
        return 0
    Submission.objects.filter(pk=submission.pk).update(moved_dates_at=None)
    if (
        submission.round.state != RoundState.OPEN
        or submission.state == SubmissionState.SUBMITTED.value
    ):
        return 0
    people = staff_of([submission.office.code]).get(submission.office.code, NOBODY).everybody
    day = deadline_of(submission, now=clock.now())
    for person in people:
        put(
            "dates_changed",
            to_person=person,
            context=office_words(submission) | {"deadline": day},
            by=by,
            subject_key=f"dates_changed:{submission.pk}:{moved_at:%Y%m%d%H%M%S%f}",
        )
    return len(people)


def deadline_of(submission: Submission, *, now: dt.datetime) -> dt.datetime:
    """The day to tell an office: the round's, or its own where that has been prolonged.

    Once the round's day is over, the moment after which nothing is taken any more.
    """
    extended = submission.extensions.filter(until=submission.open_until).exists()
    return submission.open_until if extended or now > submission.due_at else submission.due_at


@transaction.atomic
def extend_and_tell(
    submission: Submission, *, until: dt.datetime, reason: str, by: Actor
) -> Extension:
    """Give one office more time and tell its people until when and why.

    Raises:
        BadInput: as ``planning.extend``.
        WrongState: the round is not open, so more time would open nothing.
    """
    if submission.round.state != RoundState.OPEN:
        raise WrongState(
            f"รอบ {submission.round.code} ไม่ได้เปิดรับรายงาน จึงขยายเวลาไม่ได้ โปรดเปิดรอบก่อน",
            f"Round {submission.round.code} is not open, so no more time can be given; "
            "please open it first.",
        )
    given = extend(submission, until=until, reason=reason, by=by)
    # Two letters with two days would leave the office to guess which one holds.
    for older in submission.extensions.exclude(pk=given.pk):
        withdraw(subject_key=f"extension_given:{older.pk}", by=by)
    for person in staff_of([submission.office.code]).get(submission.office.code, NOBODY).everybody:
        put(
            "extension_given",
            to_person=person,
            context=office_words(submission) | {"deadline": until, "reason": given.reason},
            by=by,
            subject_key=f"extension_given:{given.pk}",
        )
    return given
