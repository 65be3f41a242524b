"""More time for one office, asked once more where it is very long."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tidtam.jobs.notices import ready_ways
from tidtam.notices.states import Way
from tidtam.rounds.states import SUBMISSION_STATES, RoundState, SubmissionState
from tidtam.rounds.telling import extend_and_tell, staff_of
from tidtam.rounds.workspace import extensions_of, submission_for
from tidtam.shared import clock
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime
from tidtam.web.central.planning_frame import TONES, reports_context
from tidtam.web.dates import MomentField
from tidtam.web.http import ActorRequest, for_act, posted, say, tell

if TYPE_CHECKING:
    from tidtam.rounds.models import Extension, Submission

# More days than these are more often a mistyped year than meant.
LONG: Final = dt.timedelta(days=90)


class ExtendForm(forms.Form):
    """Until when, and why."""

    reason = forms.CharField(
        label=_("เหตุผล"),
        max_length=1000,
        help_text=_("เขตเห็นเหตุผลนี้ และเก็บไว้ในประวัติ"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        until = MomentField(label=_("ขยายเวลาถึง"), midnight=dt.time(23, 59))
        self.fields = {"until": until, **self.fields}


@require_http_methods(["GET", "POST"])
@for_act("submissions.extend")
def extension(request: ActorRequest, round_code: str, office_code: str) -> HttpResponseBase:
    """Give one office more time, with what it was given before."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    form = ExtendForm(posted(request))
    is_long = False
    if request.method == "POST" and form.is_valid():
        until = form.cleaned_data["until"]
        longest = max(clock.now(), submission.open_until) + LONG
        is_long = until > longest and request.POST.get("confirmed") != until.isoformat()
        if not is_long:
            try:
                given = extend_and_tell(submission, **form.cleaned_data, by=request.actor)
            except BadInput as error:
                form.add_error("until", say(error.message))
            else:
                tell(request, _given(submission, given))
                return redirect("central-extend", round_code, office_code)
    given_before = extensions_of(submission.round).filter(submission=submission)
    here = Bilingual(
        f"ขยายเวลา {submission.office.short_th}", f"More time for {submission.office.short_en}"
    )
    context = reports_context(submission.round, here) | {
        "submission": submission,
        "state": SUBMISSION_STATES[SubmissionState(submission.state)],
        "tone": TONES[SubmissionState(submission.state)],
        "form": form,
        "is_long": is_long,
        "confirm_word": form.cleaned_data["until"].isoformat() if is_long else "",
        "given": given_before,
        "is_open": submission.round.state == RoundState.OPEN,
        "is_over": clock.now() > submission.open_until,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "web/central/planning_extend.html", context, status=status)


def _given(submission: Submission, given: Extension) -> Bilingual:
    """What was done, and what is true about who hears of it."""
    office, until = submission.office, clock.local(given.until)
    if not staff_of([office.code]):
        th, en = "เขตนี้ยังไม่มีผู้ใช้งานให้แจ้ง", "it has nobody here to be told."
    elif Way.EMAIL in ready_ways():
        th, en = "ระบบกำลังแจ้งเขต", "it is being told."
    else:
        th, en = "จะแจ้งเขตเมื่อระบบส่งได้", "it will be told once mail can be sent."
    return Bilingual(
        f"ขยายเวลาให้ {office.short_th} ถึง {thai_datetime(until)} {th}",
        f"{office.short_en} has until {until:%Y-%m-%d %H:%M}; {en}",
    )


urlpatterns = [
    path(
        "rounds/<slug:round_code>/reports/<slug:office_code>/extend/",
        extension,
        name="central-extend",
    )
]
