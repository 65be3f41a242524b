"""What the pages of a reviewer share: who gets in, the way back."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Final

from django.http.response import HttpResponseBase
from django.urls import reverse

from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail, View, for_act

if TYPE_CHECKING:
    from tidtam.rounds.models import Submission

MINE: Final = Bilingual("งานประเมินของฉัน", "My marking")


def for_reviewers(view: View) -> View:
    """A page for whoever holds the post of a reviewer; the queries decide what they find.

    Nothing here is kept by the browser: an older text must not come back with its button, nor
    a page whose office was closed to its reader meanwhile.
    """

    @wraps(view)
    def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return for_act("reviews.see")(guarded)


def office_title(submission: Submission) -> Bilingual:
    """The short name of a report's office."""
    return Bilingual(submission.office.short_th, submission.office.short_en)


def round_title(submission: Submission) -> Bilingual:
    """The title of a report's round."""
    return Bilingual(submission.round.title_th, submission.round.title_en)


def trail_to(submission: Submission, *, here: Bilingual | None = None) -> Trail:
    """From the list of offices to one of them, and to a page of it."""
    office = office_title(submission)
    first: tuple[Bilingual, str] = (MINE, reverse("reviewing"))
    if here is None:
        return [first, (office, "")]
    return [first, (office, reverse("reviewing-office", args=[submission.pk])), (here, "")]
