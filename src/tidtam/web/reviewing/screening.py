"""Screening: the reports to be screened, and one report on one page to find complete or return."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.reviews.lacks import LACKS
from tidtam.reviews.screening import (
    MOST_NOTE,
    complete_screening,
    may_screen,
    return_single_items,
    screen_again,
    screening_for,
)
from tidtam.reviews.screening_list import ScreeningRow, returned_of, screenings_of
from tidtam.reviews.states import SCREENING_STATES, ScreeningState
from tidtam.rounds.content import content_of
from tidtam.rounds.returning import MOST_WORDS
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, NotFound, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.dates import MomentField
from tidtam.web.http import ActorRequest, Trail, View, tell
from tidtam.web.reviewing.doors import MINE, office_title, round_title
from tidtam.web.reviewing.item import start_of
from tidtam.web.reviewing.screening_parts import Part, Typed, parts_of
from tidtam.web.ways_back import to_sign_in

if TYPE_CHECKING:
    from tidtam.people.actor import Actor
    from tidtam.reviews.models import Screening

A_PAGE: Final = 50
USUAL: Final = dt.timedelta(days=7)
LIST: Final = Bilingual("รายงานที่ต้องกลั่นกรอง", "Reports to be screened")
TONES: Final = {
    ScreeningState.WAITING: "warn",
    ScreeningState.RETURNED: "info",
    ScreeningState.COMPLETE: "good",
}


class ReturnForm(forms.Form):
    """Until when the office may mend what is returned."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        due = MomentField(label=_("ให้เขตส่งกลับภายใน"), midnight=dt.time(23, 59))
        due.initial = clock.local(clock.now() + USUAL).replace(hour=23, minute=59)
        self.fields["due"] = due


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form of the page holds."""

    typed: Mapping[int, Typed] = field(default_factory=dict)
    note: str | None = None
    reason: str = ""
    edit: int = 0

    @property
    def missing(self) -> dict[int, str]:
        return {key: each.missing for key, each in self.typed.items() if each.missing}


def for_screeners(view: View) -> View:
    """A page for reviewers and the panel's heads; the queries decide what they find."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.actor.person_id is None:
            return to_sign_in(request)
        if not request.actor.may("reviews.see_all"):
            request.actor.must("reviews.see")
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


@require_GET
@for_screeners
def screenings(request: ActorRequest) -> HttpResponse:
    """The submitted reports, those that wait for the screener first."""
    rows = screenings_of(request.actor)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": _first(request.actor)[:1],
        "heading": LIST,
        "page": page,
        "rows": [_line(row) for row in page],
        "total": len(rows),
        "to_do": sum(row.is_to_do for row in rows),
        "start": start_of(request),
    }
    return render(request, "web/reviewing/screenings.html", context)


def _line(row: ScreeningRow) -> tuple[ScreeningRow, Bilingual, str, Bilingual]:
    tone = TONES[row.state]
    return row, SCREENING_STATES[row.state], tone, round_title(row.submission)


@require_http_methods(["GET", "POST"])
@for_screeners
def screening(request: ActorRequest, pk: int) -> HttpResponse:
    """One report with what is missing; on POST return items, find it complete, screen again."""
    found = screening_for(request.actor, submission_pk=pk)
    if request.method == "GET":
        return _page(request, found, Sent())
    sent = _sent(request)
    act = request.POST.get("act", "")
    if act not in _ACTS:
        raise NotFound(
            "ไม่รู้จักคำสั่งนี้ โปรดเปิดหน้านี้ใหม่แล้วเลือกอีกครั้ง",
            "This act is not known; please reload the page and choose again.",
        )
    if _is_done(request, found, act, sent):
        tell(request, _TOLD[act])
        return redirect(_after(act, pk))
    form = ReturnForm(request.POST) if act == "return" else ReturnForm()
    if act == "return" and not form.is_valid():
        return _page(request, found, sent, form=form, status=422)
    try:
        _ACTS[act](request, found, sent, form)
    except BadInput as error:
        return _page(request, found, sent, form=form, error=error.message, status=422)
    except (Conflict, WrongState, NotAllowed) as error:
        fresh = screening_for(request.actor, submission_pk=pk)
        return _page(request, fresh, sent, form=form, error=error.message, status=409)
    tell(request, _TOLD[act])
    return redirect(_after(act, pk))


def _return(request: ActorRequest, found: Screening, sent: Sent, form: ReturnForm) -> None:
    return_single_items(
        found,
        missing=sent.missing,
        due_at=form.cleaned_data["due"],
        note=sent.note,
        seen_edit=sent.edit,
        by=request.actor,
    )


def _complete(request: ActorRequest, found: Screening, sent: Sent, _form: ReturnForm) -> None:
    if sent.missing:
        raise BadInput(
            "ยังมีข้อที่ทำเครื่องหมายว่าขาด จึงยังไม่ได้สรุปว่าครบถ้วน โปรดล้างเครื่องหมายก่อน หรือกด “ส่งคืนข้อที่เลือก”",
            "Some items are ticked as lacking something, so the report was not found complete. "
            "Please clear them, or press “Return the chosen items”.",
        )
    complete_screening(found, note=sent.note, seen_edit=sent.edit, by=request.actor)


def _again(request: ActorRequest, found: Screening, sent: Sent, _form: ReturnForm) -> None:
    screen_again(found, reason=sent.reason, seen_edit=sent.edit, by=request.actor)


_ACTS: Final[dict[str, Callable[[ActorRequest, Screening, Sent, ReturnForm], None]]] = {
    "return": _return,
    "complete": _complete,
    "again": _again,
}
_LEADS_TO: Final = {
    "return": ScreeningState.RETURNED,
    "complete": ScreeningState.COMPLETE,
    "again": ScreeningState.WAITING,
}
_TOLD: Final = {
    "return": Bilingual(
        "ส่งคืนข้อที่เลือกแล้ว ระบบแจ้งเขต และจะแจ้งท่านเมื่อเขตส่งกลับ",
        "The chosen items are with the office, which is being told. You will hear when they are "
        "back.",
    ),
    "complete": Bilingual(
        "สรุปว่าครบถ้วนแล้ว ให้คะแนนรายงานนี้ได้", "The report is complete and can be marked."
    ),
    "again": Bilingual("เปิดให้กลั่นกรองใหม่แล้ว", "The report can be screened again."),
}


def _after(act: str, pk: int) -> str:
    """Where an act leads: what is complete needs no more reading."""
    name, keys = ("reviewing-screenings", []) if act == "complete" else (HERE_NAME, [pk])
    return reverse(name, args=keys) + (f"?complete={pk}" if act == "complete" else "")


def _is_done(request: ActorRequest, found: Screening, act: str, sent: Sent) -> bool:
    """Whether this person just did it: the button was pressed twice."""
    return (
        found.edit == sent.edit + 1
        and found.moved_by == request.actor.name
        and found.state == _LEADS_TO[act].value
    )


def _sent(request: ActorRequest) -> Sent:
    typed: dict[int, Typed] = {}
    for name in request.POST:
        key = name.removeprefix("own-").removeprefix("lack-")
        if key != name and key.isascii() and key.isdigit() and len(key) < 19:
            typed[int(key)] = Typed(
                codes=frozenset(request.POST.getlist(f"lack-{key}")) & LACKS.keys(),
                own=_clean(request.POST.get(f"own-{key}", ""))[:MOST_WORDS],
            )
    edit = request.POST.get("edit", "")
    note = request.POST.get("note")
    return Sent(
        typed=typed,
        note=None if note is None else _clean(note)[:MOST_NOTE],
        reason=_clean(request.POST.get("reason", "")),
        edit=int(edit) if edit.isascii() and edit.isdigit() and len(edit) < 10 else -1,
    )


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n")


def _page(
    request: ActorRequest,
    found: Screening,
    sent: Sent,
    *,
    form: ReturnForm | None = None,
    error: Bilingual | None = None,
    status: int = 200,
) -> HttpResponse:
    submission, state = found.submission, ScreeningState(found.state)
    returns = returned_of(found)
    sections = [
        (each, parts_of(each, returns, sent.typed)) for each in content_of(submission).instruments
    ]
    parts = [part for _instrument, some in sections for part in some]
    may = may_screen(request.actor, found)
    context = {
        "trail": [*_first(request.actor), (office_title(submission), "")],
        "is_demo": submission.round.is_demo,
        "screening": found,
        "submission": submission,
        "office_title": office_title(submission),
        "round_title": round_title(submission),
        "state": SCREENING_STATES[state],
        "tone": TONES[state],
        "sections": sections,
        "lacking": [(each, seen) for each, some in sections if (seen := _lacking(some))],
        "returns": returns,
        "out": [part for part in parts if part.is_out],
        "can_return": may and state is not ScreeningState.COMPLETE,
        "can_again": may and state is ScreeningState.COMPLETE,
        "form": form or ReturnForm(),
        "note": found.note if sent.note is None else sent.note,
        "reason": sent.reason,
        "error": error,
        "most_words": MOST_WORDS,
        "most_note": MOST_NOTE,
    }
    return render(request, "web/reviewing/screening.html", context, status=status)


def _lacking(parts: list[Part]) -> list[tuple[Bilingual, list[Part]]]:
    """What the machine sees in an instrument: each kind of doubt with the items that have it."""
    kinds = (
        (Bilingual("มีคำถามที่ต้องตอบแต่ยังไม่ตอบ", "A required question has no answer"), _has_blank),
        (Bilingual("ไม่มีหลักฐาน", "No evidence"), _has_no_evidence),
        (Bilingual("มีข้อสังเกตใต้คำตอบ", "Hints stand under an answer"), _has_hints),
    )
    found = ((words, [part for part in parts if test(part)]) for words, test in kinds)
    return [(words, some) for words, some in found if some]


def _has_blank(part: Part) -> bool:
    return part.item.blank > 0


def _has_no_evidence(part: Part) -> bool:
    return not part.item.evidence


def _has_hints(part: Part) -> bool:
    return any(said.hints for said in part.answers)


def _first(actor: Actor) -> Trail:
    """The way to the list: over the reviewer's own work, or over the rounds."""
    if actor.may("reviews.see"):
        return [(MINE, reverse("reviewing")), (LIST, reverse("reviewing-screenings"))]
    return [
        (Bilingual("คณะผู้ประเมิน", "Panels"), reverse("panels")),
        (LIST, reverse("reviewing-screenings")),
    ]


HERE_NAME: Final = "reviewing-screening"

urlpatterns = [
    path("screenings/", screenings, name="reviewing-screenings"),
    path("offices/<int:pk>/screening/", screening, name=HERE_NAME),
]
