"""What every page of a round's plan has: the round, the way there, the words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tidtam.rounds.states import SubmissionState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.rounds import trail
from tidtam.web.http import ActorRequest

if TYPE_CHECKING:
    from tidtam.rounds.models import Round

PLAN = Bilingual("วางแผนรอบ", "Plan of the round")
REPORTS = Bilingual("ติดตามการส่งรายงาน", "Reports coming in")
TONES: Final = {
    SubmissionState.FILLING: "idle",
    SubmissionState.WAITING: "info",
    SubmissionState.APPROVED: "info",
    SubmissionState.SUBMITTED: "good",
}


@dataclass(frozen=True)
class Clash:
    """One thing two officers wrote: what is stored now, and what this one typed."""

    label: str
    theirs: str
    mine: str


def seen_edit(request: HttpRequest) -> int | None:
    """Which change of the round the page showed that is being saved; None where none is said."""
    text = request.POST.get("edit", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def edit_context(request: HttpRequest, round_: Round, *, clashed: bool = False) -> int:
    """The count a page carries: what was seen, until another's words are on the page too."""
    seen = seen_edit(request)
    return round_.edit if clashed or seen is None else seen


def form_page(
    request: ActorRequest,
    template: str,
    context: dict[str, object],
    form: forms.Form,
    *,
    clash: list[Clash] | None = None,
) -> HttpResponse:
    """A page with one form; ``clash`` where another officer saved in between."""
    round_ = context["round"]
    more = {
        "clash": clash or [],
        "clashed": clash is not None,
        "edit": edit_context(request, round_, clashed=clash is not None),  # type: ignore[arg-type]
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, context | more, status=409 if clash is not None else status)


def clashes(pairs: list[tuple[str, str, str]]) -> list[Clash]:
    """Those of (label, theirs, mine) that differ."""
    return [Clash(*each) for each in pairs if each[1] != each[2]]


def plan_context(round_: Round, here: Bilingual | None = None) -> dict[str, object]:
    """The context of a page of the plan; the hub itself where ``here`` is None."""
    return _context(round_, PLAN, "central-plan", here)


def reports_context(round_: Round, here: Bilingual | None = None) -> dict[str, object]:
    """The context of a page about the reports; the wall itself where ``here`` is None."""
    return _context(round_, REPORTS, "central-reports", here)


def _context(
    round_: Round, place: Bilingual, name: str, here: Bilingual | None
) -> dict[str, object]:
    address = reverse(name, args=[round_.code]) if here else ""
    way = [*trail(round_), (place, address)]
    return {
        "round": round_,
        "is_demo": round_.is_demo,
        "heading": here or place,
        "trail": [*way, (here, "")] if here else way,
    }
