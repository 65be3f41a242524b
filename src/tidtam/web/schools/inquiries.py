"""The list of inquiries, the progress of one, and the acts on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tidtam.schools.actions import close_inquiry, reopen_inquiry, take_school_off
from tidtam.schools.queries import (
    asked_of,
    inquiries_seen_by,
    inquiry_for,
    link_to,
    national_counts,
    quoted,
    reply_text,
    rounds_with_inquiries,
    standings,
)
from tidtam.schools.replying import school_name
from tidtam.schools.states import INQUIRY_STATES, REPLY_STATES, InquiryState, ReplyState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, say, tell
from tidtam.web.office.doors import for_readers
from tidtam.web.schools.frame import INQUIRIES, page_of_inquiry, result_of

if TYPE_CHECKING:
    from tidtam.schools.models import Asked, Inquiry
    from tidtam.schools.queries import NationalCount, Standing

A_PAGE: Final = 50
_SHOWS: Final = (
    ("", Bilingual("ทั้งหมด", "All")),
    ("waiting", REPLY_STATES[ReplyState.WAITING]),
    ("replied", REPLY_STATES[ReplyState.REPLIED]),
    ("withdrawn", Bilingual("ไม่ถามแล้ว", "Taken off")),
)


@require_GET
@for_readers
def inquiries(request: ActorRequest) -> HttpResponse:
    """What the reader's office asks its schools; for the bureau all offices, and the totals."""
    is_central = request.actor.may("inquiries.see")
    rounds = rounds_with_inquiries(request.actor)
    code = request.GET.get("round", "")
    round_ = next((each for each in rounds if each.code == code), rounds[0] if rounds else None)
    found = inquiries_seen_by(request.actor).filter(item__submission__round=round_)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    totals = national_counts(round_, actor=request.actor) if is_central and round_ else []
    context = {
        "page": page,
        "rows": [_row(each) for each in standings(page)],
        "rounds": rounds,
        "round": round_,
        "is_central": is_central,
        "totals": [(each, _total_of(each)) for each in totals],
        "is_demo": bool(round_ and round_.is_demo),
        "trail": [(INQUIRIES, "")],
    }
    return render(request, "web/schools/inquiries.html", context)


def _row(each: Standing) -> tuple[Standing, Bilingual, str]:
    state = InquiryState.OPEN if each.is_open else InquiryState.CLOSED
    return each, INQUIRY_STATES[state], "info" if each.is_open else "idle"


def _total_of(each: NationalCount) -> Bilingual | None:
    return result_of(each.way, each.scale, each.tally)


@require_GET
@for_readers
def inquiry(request: ActorRequest, pk: int) -> HttpResponse:
    """How far the replies are, school by school; htmx asks for the counts alone."""
    found = inquiry_for(request.actor, pk=pk)
    context = page_of_inquiry(request, found)
    if request.htmx and request.GET.get("part") == "counts":
        return render(request, "web/schools/counts.html", context)
    show = request.GET.get("show", "")
    words = request.GET.get("q", "").strip()[:100]
    page = Paginator(asked_of(found, show=show, words=words), A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = [_school_row(request, found, each, context) for each in page]
    context |= {
        "page": page,
        "rows": rows,
        "show": show if show in dict(_SHOWS) else "",
        "shows": _SHOWS,
        "words": words,
        "adopted": quoted(found),
        "state": INQUIRY_STATES[InquiryState.OPEN if context["is_open"] else InquiryState.CLOSED],
    }
    return render(request, "web/schools/inquiry.html", context)


def _school_row(
    request: ActorRequest, found: Inquiry, asked: Asked, context: dict[str, Any]
) -> dict[str, Any]:
    return {
        "asked": asked,
        "name": school_name(asked.school),
        "state": REPLY_STATES[ReplyState(asked.state)],
        "tone": "good" if asked.state == ReplyState.REPLIED else "warn",
        "said": reply_text(asked, context["kind"], say(Bilingual("th", "en"))),
        "link": link_to(asked, found) if context["may_make"] else "",
    }


@require_POST
@for_readers
def move(request: ActorRequest, pk: int) -> HttpResponse:
    """Close, or open again."""
    found = inquiry_for(request.actor, pk=pk)
    if request.POST.get("to") == InquiryState.OPEN:
        reopen_inquiry(found, by=request.actor)
        tell(request, Bilingual("เปิดรับคำตอบแล้ว", "Replies are taken again."))
    else:
        close_inquiry(found, by=request.actor)
        tell(request, Bilingual("ปิดรับคำตอบแล้ว", "No more replies are taken."))
    return redirect("school-inquiry", pk)


@require_POST
@for_readers
def take_off(request: ActorRequest, pk: int) -> HttpResponse:
    """No longer ask one school, or ask it again."""
    found = inquiry_for(request.actor, pk=pk)
    key = request.POST.get("asked", "")
    off = request.POST.get("off", "yes") != "no"
    asked_id = int(key) if key.isdecimal() and len(key) < 19 else 0
    asked = take_school_off(found, asked_id, off=off, by=request.actor)
    name = school_name(asked.school)
    done = (
        Bilingual(f"ไม่ถาม{name}แล้ว และไม่นับคำตอบ", f"{name} is no longer asked or counted.")
        if off
        else Bilingual(f"ถาม{name}อีกครั้งแล้ว", f"{name} is asked again.")
    )
    tell(request, done)
    return redirect("school-inquiry", pk)
