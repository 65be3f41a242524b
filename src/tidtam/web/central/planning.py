"""Planning a round: what is done and what is missing; opening and closing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.reviews.panels import panels_seen_by
from tidtam.rounds.overview import differences_of, exemptions_of, overview_of, stages_of
from tidtam.rounds.planning import close_round, discard_round, open_round
from tidtam.rounds.queries import round_by_code
from tidtam.rounds.reminding import reminder_days
from tidtam.rounds.states import ROUND_STATES, STAGE_NAMES, RoundState, StageCode
from tidtam.shared.errors import WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central import (
    planning_copy,
    planning_forms,
    planning_offices,
    planning_reports,
    planning_words,
)
from tidtam.web.central.planning_calendar import WEEKDAYS, months_of
from tidtam.web.central.planning_frame import form_page, plan_context
from tidtam.web.http import ActorRequest, for_act, posted, say, tell

if TYPE_CHECKING:
    from tidtam.rounds.models import Round
    from tidtam.rounds.overview import Overview

_TONES = {RoundState.PREPARING: "idle", RoundState.OPEN: "good", RoundState.CLOSED: "warn"}


@dataclass(frozen=True)
class Task:
    """One thing to see to before a round opens."""

    name: str
    label: Bilingual
    about: str
    is_done: bool


@require_GET
@for_act("rounds.change")
def plan(request: ActorRequest, round_code: str) -> HttpResponse:
    """The round as it is planned: what is done, what is missing, the calendar."""
    round_ = round_by_code(round_code, actor=request.actor)
    stages, overview = stages_of(round_), overview_of(round_)
    state = RoundState(round_.state)
    return render(
        request,
        "web/central/planning.html",
        plan_context(round_)
        | {
            "state": ROUND_STATES[state],
            "tone": _TONES[state],
            "overview": overview,
            "tasks": _tasks(round_, overview),
            "stages": [
                (position, STAGE_NAMES[code], stages.get(code))
                for position, code in enumerate(StageCode, start=1)
            ],
            "has_panel": panels_seen_by(request.actor).filter(round=round_).exists(),
            "months": months_of(stages),
            "weekdays": WEEKDAYS,
        },
    )


def _tasks(round_: Round, overview: Overview) -> list[Task]:
    return [
        _dates_task(round_),
        Task(
            "central-plan-letter",
            Bilingual("ชื่อรอบและข้อความถึงเขต", "Titles and the letter to the offices"),
            " ".join(round_.letter_th.split())[:90],
            bool(round_.letter_th.strip()),
        ),
        _forms_task(overview),
        _offices_task(round_, overview),
        _reminders_task(round_),
    ]


def _dates_task(round_: Round) -> Task:
    stages, every = stages_of(round_), len(StageCode)
    found = Bilingual(
        f"มีวันแล้ว {len(stages)} จาก {every} ขั้น", f"{len(stages)} of {every} stages have dates"
    )
    title = Bilingual("กำหนดวันของแต่ละขั้น", "Dates of the stages")
    return Task("central-plan-dates", title, say(found), StageCode.REPORT in stages)


def _forms_task(overview: Overview) -> Task:
    chosen = [one for one in overview.instruments if one.instrument.form_id]
    found = Bilingual(
        f"มีแบบแล้ว {len(chosen)} จาก {len(overview.instruments)} เครื่องมือ",
        f"{len(chosen)} of {len(overview.instruments)} instruments have a form",
    )
    title = Bilingual("เครื่องมือและแบบรายงาน", "Instruments and their forms")
    return Task("central-plan-forms", title, say(found), bool(chosen))


def _offices_task(round_: Round, overview: Overview) -> Task:
    exempt = len({each.office_id for each in exemptions_of(round_)})
    found = Bilingual(
        f"ต้องรายงาน {overview.offices} เขต มีข้อยกเว้น {exempt} เขต",
        f"{overview.offices} offices report; {exempt} have an exemption",
    )
    title = Bilingual("ใครต้องรายงาน", "Who is asked")
    return Task("central-plan-offices", title, say(found), overview.offices > 0)


def _reminders_task(round_: Round) -> Task:
    days = ", ".join(str(day) for day in reminder_days(round_))
    found = (
        Bilingual(f"ก่อนกำหนด {days} วัน", f"{days} days before")
        if days
        else Bilingual("ไม่เตือนอัตโนมัติ", "No automatic reminders")
    )
    title = Bilingual("วันที่ส่งข้อความเตือน", "Days of reminding")
    return Task("central-plan-reminders", title, say(found), True)


@require_http_methods(["GET", "POST"])
@for_act("rounds.change")
def open_(request: ActorRequest, round_code: str) -> HttpResponse:
    """Everything that opening will do, on one page; opens on the second word."""
    round_ = round_by_code(round_code, actor=request.actor)
    if request.method == "POST":
        try:
            made = open_round(round_, by=request.actor)
        except WrongState as refusal:
            tell(request, refusal.message, good=False)
            return redirect("central-plan", round_code)
        tell(
            request,
            Bilingual(
                f"เปิดรอบแล้ว {made} เขตเริ่มรายงานได้ ระบบกำลังแจ้งผู้รายงานและผู้อำนวยการ",
                f"The round is open: {made} offices can report; their people are being told.",
            ),
        )
        return redirect("central-reports", round_code)
    context = plan_context(round_, Bilingual("ตรวจก่อนเปิด", "Check before opening")) | {
        "overview": overview_of(round_),
        "differences": differences_of(round_),
        "stages": [(STAGE_NAMES[code], stage) for code, stage in stages_of(round_).items()],
        "exemptions": exemptions_of(round_),
        "is_open": round_.state == RoundState.OPEN,
    }
    return render(request, "web/central/planning_open.html", context)


class CloseForm(forms.Form):
    """Why a round takes no more reports."""

    reason = forms.CharField(label=_("เหตุผล"), max_length=1000)


@require_http_methods(["GET", "POST"])
@for_act("rounds.change")
def close(request: ActorRequest, round_code: str) -> HttpResponse:
    """Close a round to reports, with a reason."""
    round_ = round_by_code(round_code, actor=request.actor)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        close_round(round_, reason=form.cleaned_data["reason"], by=request.actor)
        tell(request, Bilingual("ปิดรับรายงานแล้ว", "The round is closed."))
        return redirect("central-plan", round_code)
    context = plan_context(round_, Bilingual("ปิดรับรายงาน", "Close")) | {
        "form": form,
        "is_open": round_.state == RoundState.OPEN,
    }
    return form_page(request, "web/central/planning_close.html", context, form)


class DiscardForm(forms.Form):
    """Why a round is put away."""

    reason = forms.CharField(label=_("เหตุผล"), max_length=1000)


@require_http_methods(["GET", "POST"])
@for_act("rounds.change")
def discard(request: ActorRequest, round_code: str) -> HttpResponse:
    """Put away a round that was never opened, with a reason."""
    round_ = round_by_code(round_code, actor=request.actor)
    form = DiscardForm(posted(request))
    if request.method == "POST" and form.is_valid():
        discard_round(round_, reason=form.cleaned_data["reason"], by=request.actor)
        tell(request, Bilingual("ลบรอบที่เตรียมไว้แล้ว", "The prepared round is put away."))
        return redirect("central-rounds")
    context = plan_context(round_, Bilingual("ลบรอบที่เตรียมไว้", "Put away the round")) | {
        "form": form,
        "is_fixed": round_.state != RoundState.PREPARING,
    }
    return form_page(request, "web/central/planning_discard.html", context, form)


_PLAN = "rounds/<slug:round_code>/plan/"
urlpatterns = [
    path(_PLAN, plan, name="central-plan"),
    path(f"{_PLAN}open/", open_, name="central-plan-open"),
    path(f"{_PLAN}discard/", discard, name="central-plan-discard"),
    path(f"{_PLAN}close/", close, name="central-plan-close"),
    *planning_words.urlpatterns,
    *planning_forms.urlpatterns,
    *planning_copy.urlpatterns,
    *planning_offices.urlpatterns,
    *planning_reports.urlpatterns,
]
