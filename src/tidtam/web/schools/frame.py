"""What the office's pages about inquiries share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tidtam.rounds.tasks import report_state_of
from tidtam.schools.figures import Tally, decimal_of, sentence_of
from tidtam.schools.queries import Linked, question_of, tally_of
from tidtam.schools.rules import is_open, kind_of_reply, scale_of
from tidtam.schools.states import WAYS, Way
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail

if TYPE_CHECKING:
    from tidtam.rounds.models import Item
    from tidtam.schools.models import Inquiry

__all__ = ["INQUIRIES", "Linked", "may_make", "must_make", "page_of_inquiry", "result_of"]

INQUIRIES = Bilingual("ถามโรงเรียน", "Questions to schools")


def may_make(request: ActorRequest, inquiry: Inquiry) -> bool:
    """Whether the reader works with the inquiry, or only looks at it."""
    office_code = inquiry.item.submission.office.code
    state = report_state_of(inquiry.item).value
    return request.actor.may("inquiries.make", agency_code=office_code, state=state)


def must_make(request: ActorRequest, item: Item) -> None:
    """Refuse whoever may not ask schools about an item now."""
    office_code = item.submission.office.code
    state = report_state_of(item).value
    request.actor.must("inquiries.make", agency_code=office_code, state=state)


def page_of_inquiry(
    request: ActorRequest, inquiry: Inquiry, *, here: Bilingual | None = None
) -> dict[str, Any]:
    """The inquiry, its counts, and the way back."""
    question, tally, way = question_of(inquiry), tally_of(inquiry), Way(inquiry.way)
    report = inquiry.item.submission
    return {
        "inquiry": inquiry,
        "question": question,
        "kind": kind_of_reply(way, question),
        "way": way,
        "way_words": WAYS[way],
        "tally": tally,
        "result": result_of(way, scale_of(way, question), tally),
        "sentence": sentence_of(tally),
        "is_open": is_open(inquiry.state, inquiry.closes_at, clock.now()),
        "may_make": may_make(request, inquiry),
        "office": report.office,
        "office_title": report.office.short_name,
        "round": report.round,
        "is_demo": report.round.is_demo,
        "trail": _trail(inquiry, here),
    }


def result_of(way: Way, scale: int, tally: Tally) -> Bilingual | None:
    """What the replies come to, in words; None for texts and while there are none."""
    if way is Way.TEXT or not tally.replied:
        return None
    if way is Way.DID:
        return Bilingual(
            f"ทำแล้ว {tally.n:,} โรงเรียน ยังไม่ได้ทำ {tally.base - tally.n:,} โรงเรียน",
            f"{tally.n:,} schools did, {tally.base - tally.n:,} not yet",
        )
    total = decimal_of(tally.n, scale)
    if tally.base:
        return Bilingual(f"รวม {tally.n:,} จาก {tally.base:,}", f"{tally.n:,} of {tally.base:,}")
    whole, dot, rest = total.partition(".")
    return Bilingual(f"รวม {int(whole):,}{dot}{rest}", f"Total {int(whole):,}{dot}{rest}")


def _trail(inquiry: Inquiry, here: Bilingual | None) -> Trail:
    title = Bilingual(inquiry.title_th)
    first = (INQUIRIES, reverse("school-inquiries"))
    if here is None:
        return [first, (title, "")]
    return [first, (title, reverse("school-inquiry", args=[inquiry.pk])), (here, "")]
