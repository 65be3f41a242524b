"""The dates and the words of a round; two officers never overwrite each other unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tidtam.rounds.dating import Moved, moved_by
from tidtam.rounds.errors import RoundChangedMeanwhile
from tidtam.rounds.overview import earlier_words, stages_of
from tidtam.rounds.planning import set_letter, set_stages
from tidtam.rounds.queries import round_by_code
from tidtam.rounds.states import RoundState
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.planning_dates import StagesForm
from tidtam.web.central.planning_frame import (
    Clash,
    clashes,
    form_page,
    plan_context,
    seen_edit,
)
from tidtam.web.http import ActorRequest, for_act, posted, say, tell

if TYPE_CHECKING:
    from tidtam.rounds.models import Round


@require_http_methods(["GET", "POST"])
@for_act("rounds.change")
def dates(request: ActorRequest, round_code: str) -> HttpResponse:
    """The dates of each stage; new dates reach the offices of an open round at once."""
    round_ = round_by_code(round_code, actor=request.actor)
    form = StagesForm(stages_of(round_), posted(request))
    clash, moved = None, Moved()
    if request.method == "POST" and form.is_valid():
        moved = moved_by(round_, form.dates())
        if moved.is_harmless or request.POST.get("confirmed") == form.report_word():
            try:
                set_stages(round_, dates=form.dates(), by=request.actor, edit=seen_edit(request))
            except RoundChangedMeanwhile:
                round_ = round_by_code(round_code, actor=request.actor)
                clash = clashes(form.against(stages_of(round_)))
            except BadInput as refusal:
                form.add_error("report_due", say(refusal.message))
            else:
                tell(request, _saved(round_))
                return redirect("central-plan", round_code)
    context = plan_context(round_, Bilingual("กำหนดวัน", "Dates")) | {
        "form": form,
        "is_open": round_.state == RoundState.OPEN,
        "moved": None if moved.is_harmless or form.errors or clash is not None else moved,
    }
    return form_page(request, "web/central/planning_dates.html", context, form, clash=clash)


def _saved(round_: Round) -> Bilingual:
    if round_.state != RoundState.OPEN:
        return Bilingual("บันทึกวันของรอบแล้ว", "The dates are saved.")
    return Bilingual(
        "บันทึกวันของรอบแล้ว เขตที่กำหนดส่งเปลี่ยนจะได้รับข้อความ",
        "The dates are saved; offices whose deadline changed will be told.",
    )


class LetterForm(forms.Form):
    """What the round is called and what the offices read when it opens."""

    title_th = forms.CharField(label=_("ชื่อรอบภาษาไทย"), max_length=200)
    title_en = forms.CharField(label=_("ชื่อรอบภาษาอังกฤษ"), max_length=200, required=False)
    letter_th = forms.CharField(
        label=_("ข้อความถึงเขต"),
        required=False,
        max_length=20_000,
        help_text=_("เว้นหนึ่งบรรทัดระหว่างย่อหน้า เขตอ่านข้อความนี้ที่หน้ารายงานของตน"),
        widget=forms.Textarea(attrs={"rows": 12}),
    )


@require_http_methods(["GET", "POST"])
@for_act("rounds.change")
def letter(request: ActorRequest, round_code: str) -> HttpResponse:
    """The words of the round, with a look at them before they are saved."""
    round_ = round_by_code(round_code, actor=request.actor)
    stored = {name: getattr(round_, name) for name in LetterForm.base_fields}
    form = LetterForm(posted(request), initial=stored)
    clash = None
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        try:
            set_letter(round_, **form.cleaned_data, by=request.actor, edit=seen_edit(request))
        except RoundChangedMeanwhile:
            round_ = round_by_code(round_code, actor=request.actor)
            clash = _words_against(form, round_)
        else:
            tell(request, Bilingual("บันทึกข้อความแล้ว", "The words are saved."))
            return redirect("central-plan", round_code)
    context = plan_context(round_, Bilingual("ข้อความถึงเขต", "Letter")) | {
        "form": form,
        "shown": form["letter_th"].value() or "",
        "looking": form.is_bound,
        "earlier": earlier_words(round_),
    }
    return form_page(request, "web/central/planning_letter.html", context, form, clash=clash)


def _words_against(form: LetterForm, round_: Round) -> list[Clash]:
    return clashes(
        [
            (str(field.label), getattr(round_, name), form.cleaned_data[name])
            for name, field in form.fields.items()
        ]
    )


_PLAN = "rounds/<slug:round_code>/plan/"
urlpatterns = [
    path(f"{_PLAN}dates/", dates, name="central-plan-dates"),
    path(f"{_PLAN}letter/", letter, name="central-plan-letter"),
]
