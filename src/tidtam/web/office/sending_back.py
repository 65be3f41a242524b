"""Sending back what the panel returned: the director's one act, safe to press twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tidtam.reviews.screening import bring_items_back
from tidtam.rounds.errors import NothingToSendBack, NotReady
from tidtam.rounds.workspace import submission_for
from tidtam.shared.errors import Conflict
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, tell
from tidtam.web.office.doors import for_readers, report_address

if TYPE_CHECKING:
    from tidtam.rounds.models import Receipt, Submission

SENT: Final = Bilingual(
    "ส่งข้อที่แก้แล้วกลับถึงส่วนกลางแล้ว นี่คือใบรับใหม่ของทั้งรายงาน",
    "The mended items are back with the bureau. This is the new receipt of the whole report.",
)


@require_POST
@for_readers
def send_items(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """Send every mended item back, then show the new receipt."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    keys = [round_code, office_code]
    try:
        receipt = bring_items_back(submission, seen=request.POST.get("seen"), by=request.actor)
    except NothingToSendBack as error:
        done = _sent_already(request, submission)
        if done is None:
            tell(request, error.message, good=False)
            return redirect(report_address(submission))
        receipt = done
    except (NotReady, Conflict) as error:
        tell(request, error.message, good=False)
        return redirect(reverse("office-review", args=keys))
    tell(request, SENT)
    return redirect("office-receipt-page", *keys, receipt.number)


def _sent_already(request: ActorRequest, submission: Submission) -> Receipt | None:
    """The receipt of this person's own sending where the button was pressed twice."""
    last = submission.receipts.order_by("-number").first()
    is_own = last is not None and last.mended and last.issued_by == request.actor.name
    return last if is_own else None
