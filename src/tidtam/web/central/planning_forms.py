"""The form of each instrument of a round, and the days on which its offices are reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tidtam.frameworks.form_queries import form_by_id, forms_for
from tidtam.rounds.errors import RoundChangedMeanwhile
from tidtam.rounds.overview import overview_of
from tidtam.rounds.planning import set_forms
from tidtam.rounds.queries import instruments_of, round_by_code
from tidtam.rounds.reminding import parse_days, reminder_days, set_reminder_days
from tidtam.rounds.states import RoundState
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.planning_frame import (
    Clash,
    clashes,
    form_page,
    plan_context,
    seen_edit,
)
from tidtam.web.http import ActorRequest, for_act, posted, say, tell

if TYPE_CHECKING:
    from tidtam.rounds.models import Instrument, Round


class FormsForm(forms.Form):
    """Which form asks about each instrument; none where marks come in without a report."""

    def __init__(self, instruments: list[Instrument], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.instruments = instruments
        self.offered: dict[int, list[tuple[str, str]]] = {}
        for each in instruments:
            choices = [("", say(Bilingual("ไม่ต้องรายงาน (ไม่มีแบบ)", "No report (no form)")))]
            choices += [
                (str(one.pk), f"{one.title_th} ({one})") for one in forms_for(each.framework.code)
            ]
            self.offered[each.pk] = choices
            self.fields[f"form-{each.pk}"] = forms.ChoiceField(
                label=f"{each.framework.code.upper()} · {each.framework.title_th}",
                choices=choices,
                required=False,
                initial=str(each.form_id or ""),
            )

    def chosen(self) -> list[tuple[Instrument, str]]:
        """The instruments whose choice differs from what is stored."""
        given = [(each, self.cleaned_data[f"form-{each.pk}"]) for each in self.instruments]
        return [(each, key) for each, key in given if key != str(each.form_id or "")]

    def against(self, stored: list[Instrument]) -> list[Clash]:
        """What is stored beside what was chosen here, where they differ."""
        pairs = []
        for each in stored:
            field = self.fields[f"form-{each.pk}"]
            words = dict(self.offered[each.pk])
            mine = words[self.cleaned_data[f"form-{each.pk}"]]
            theirs = words.get(str(each.form_id or ""), str(each.form))
            pairs.append((str(field.label), theirs, mine))
        return clashes(pairs)


@require_http_methods(["GET", "POST"])
@for_act("rounds.change")
def instrument_forms(request: ActorRequest, round_code: str) -> HttpResponse:
    """The form of each instrument; fixed once the round has opened."""
    round_ = round_by_code(round_code, actor=request.actor)
    form = FormsForm(instruments_of(round_), posted(request))
    clash = None
    if request.method == "POST" and form.is_valid():
        chosen = {each: form_by_id(int(key)) if key else None for each, key in form.chosen()}
        try:
            set_forms(round_, forms=chosen, by=request.actor, edit=seen_edit(request))
        except RoundChangedMeanwhile:
            round_ = round_by_code(round_code, actor=request.actor)
            clash = form.against(instruments_of(round_))
        else:
            tell(request, Bilingual("บันทึกแบบรายงานแล้ว", "The forms are saved."))
            return redirect("central-plan", round_code)
    here = Bilingual("เครื่องมือและแบบรายงาน", "Instruments and forms")
    context = plan_context(round_, here) | {
        "form": form,
        "overview": overview_of(round_),
        "is_fixed": round_.state != RoundState.PREPARING,
    }
    return form_page(request, "web/central/planning_forms.html", context, form, clash=clash)


class RemindersForm(forms.Form):
    """On which days before the deadline the offices are reminded."""

    days = forms.CharField(
        label=_("วันก่อนครบกำหนด"),
        required=False,
        max_length=60,
        help_text=_("ตัวเลขคั่นด้วยจุลภาค: 0 คือวันครบกำหนด, -1 คือหลังกำหนดหนึ่งวัน เว้นว่างเพื่อไม่เตือนอัตโนมัติ"),
    )

    def clean_days(self) -> tuple[int, ...]:
        """The days, in order."""
        try:
            return parse_days(self.cleaned_data["days"])
        except BadInput as error:
            raise forms.ValidationError(say(error.message)) from error


@require_http_methods(["GET", "POST"])
@for_act("rounds.change")
def reminders(request: ActorRequest, round_code: str) -> HttpResponse:
    """When the offices are reminded by themselves."""
    round_ = round_by_code(round_code, actor=request.actor)
    form = RemindersForm(posted(request), initial={"days": _listed(round_)})
    clash = None
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        try:
            set_reminder_days(round_, days=days, by=request.actor, edit=seen_edit(request))
        except RoundChangedMeanwhile:
            round_ = round_by_code(round_code, actor=request.actor)
            mine = ", ".join(map(str, days))
            clash = clashes([(str(form.fields["days"].label), _listed(round_), mine)])
        else:
            tell(request, Bilingual("บันทึกวันเตือนแล้ว", "The days are saved."))
            return redirect("central-plan", round_code)
    context = plan_context(round_, Bilingual("วันเตือน", "Days of reminding")) | {"form": form}
    return form_page(request, "web/central/planning_reminders.html", context, form, clash=clash)


def _listed(round_: Round) -> str:
    return ", ".join(str(day) for day in reminder_days(round_))


_PLAN = "rounds/<slug:round_code>/plan/"
urlpatterns = [
    path(f"{_PLAN}forms/", instrument_forms, name="central-plan-forms"),
    path(f"{_PLAN}reminders/", reminders, name="central-plan-reminders"),
]
