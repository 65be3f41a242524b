"""What the pages of the workspace share: who gets in, the way back, the head of each page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http.response import HttpResponseBase
from django.urls import reverse

from tidtam.rounds.returning import sent_back_of
from tidtam.rounds.tasks import extension_of
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail
from tidtam.web.office.standing import standing_of
from tidtam.web.ways_back import to_sign_in

if TYPE_CHECKING:
    from tidtam.rounds.models import Submission

View = Callable[..., HttpResponseBase]


def for_readers(view: View) -> View:
    """A page for whoever is signed in; the queries behind it decide what they find.

    Nothing here is kept by the browser: an older text must not come back with its button.
    """

    @wraps(view)
    def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.actor.person_id is None:
            return to_sign_in(request)
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def report_address(submission: Submission) -> str:
    """The address of a report's task list."""
    return reverse("office-report", args=[submission.round.code, submission.office.code])


def round_title(submission: Submission) -> Bilingual:
    """The title of a report's round."""
    return Bilingual(submission.round.title_th, submission.round.title_en)


def office_title(submission: Submission) -> Bilingual:
    """The short name of a report's office."""
    return Bilingual(submission.office.short_th, submission.office.short_en)


def page_of(
    request: ActorRequest,
    submission: Submission,
    *,
    here: Bilingual | None = None,
    item_until: dt.datetime | None = None,
) -> dict[str, Any]:
    """What every page of a report says: its round, office, standing and the way back.

    Args:
        item_until: ``Item.open_until`` where the page is about one item.
    """
    standing = standing_of(
        submission,
        actor=request.actor,
        extension=extension_of(submission),
        alone=sent_back_of(submission),
        item_until=item_until,
    )
    return {
        "submission": submission,
        "round": submission.round,
        "office": submission.office,
        "round_title": round_title(submission),
        "office_title": office_title(submission),
        "standing": standing,
        "is_demo": submission.round.is_demo,
        "trail": _trail(request, submission, here),
    }


def _trail(request: ActorRequest, submission: Submission, here: Bilingual | None) -> Trail:
    is_own = submission.office.code in request.actor.agency_codes
    first = (
        (Bilingual("เขตของฉัน", "My office"), reverse("office-home"))
        if is_own
        else (Bilingual("รอบการประเมิน", "Rounds"), reverse("central-rounds"))
    )
    title = Bilingual(
        f"{submission.office.short_th} {submission.round.title_th}",
        f"{submission.office.short_en}, {submission.round.title_en}",
    )
    if here is None:
        return [first, (title, "")]
    return [first, (title, report_address(submission)), (here, "")]
