"""Telling whoever screens a report that the office sent its items back."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse

from tidtam.notices.actions import put
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.reviews.models import Screening
from tidtam.reviews.screeners import people_with_post
from tidtam.rounds.models import Receipt, Submission


def screening_address(submission: Submission) -> str:
    """Where a report is screened: a path of this site."""
    try:
        return reverse("reviewing-screening", args=[submission.pk])
    except NoReverseMatch:  # an installation without the pages of reviewers
        return "/"


def tell_came_back(screening: Screening, receipt: Receipt, *, by: Actor) -> None:
    """Tell the screener which items came back; the bureau where nobody screens the report."""
    submission = receipt.submission
    for person in _told(screening):
        put(
            "items_came_back",
            to_person=person,
            context={
                "round": submission.round.title,
                "office": submission.office.short_name,
                "items": ", ".join(receipt.mended),
                "link": screening_address(submission),
            },
            by=by,
            subject_key=f"items_came_back:{receipt.pk}",
        )


def _told(screening: Screening) -> Iterable[Person]:
    screener = screening.screener
    if screener is not None and screener.left_at is None:
        return [screener.person]
    return people_with_post(Role.CENTRAL_OFFICER)
