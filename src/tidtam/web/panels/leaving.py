"""A reviewer who leaves a panel: what becomes open, and the proposal that fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from tidtam.reviews.errors import PanelChangedMeanwhile
from tidtam.reviews.panels import drop_reviewer
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act, posted, tell
from tidtam.web.panels.forms import ReasonForm
from tidtam.web.panels.frame import asked_panel, form_page, panel_context, seen_edit
from tidtam.web.panels.reviewers import line_of, reviewer_of

if TYPE_CHECKING:
    from tidtam.web.panels.shown import Shown


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def leave(request: ActorRequest, round_code: str, pk: int) -> HttpResponse:
    """Take a reviewer off the panel with the reason; what is open goes to the proposal."""
    panel, clashed = asked_panel(request, round_code, act="panels.change"), False
    found = reviewer_of(request, panel, pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdrawn = drop_reviewer(
                found,
                reason=form.cleaned_data["reason"],
                seen_edit=seen_edit(request),
                by=request.actor,
            )
        except PanelChangedMeanwhile:
            panel, clashed = asked_panel(request, round_code), True
        else:
            tell(request, _left(found.person.full_name, withdrawn))
            return redirect("panel-rebalance" if withdrawn else "panel-reviewers", round_code)
    row = line_of(panel, found)
    here = Bilingual("ถอนออกจากคณะ", "Take off the panel")
    context = panel_context(request, panel, "panel-reviewers", here) | {
        "told": _before(row),
        "act": here,
        "back": reverse("panel-reviewers", args=[round_code]),
        "is_shut": row.has_left,
    }
    return form_page(request, "web/panels/form.html", context, form, clashed=clashed)


def _before(row: Shown) -> list[Bilingual]:
    if row.has_left:
        return [Bilingual(f"{row.name} ถอนตัวไปแล้ว", f"{row.name} has left already.")]
    work = row.work
    return [
        Bilingual(
            f"{row.name} มีข้อที่ยังไม่เสร็จ {work.open:,} ข้อ จะว่างลงและเปิดไม่ได้อีก "
            f"คะแนนที่ยืนยันแล้ว {work.done:,} ข้อคงอยู่",
            f"{row.name} has {work.open:,} items that are not done: they become open and can be "
            f"read by them no more. {work.done:,} confirmed marks stay.",
        ),
        Bilingual(
            "จากนั้นระบบเสนอผู้ประเมินใหม่ให้ที่ที่ว่าง โดยไม่ย้ายที่อื่น",
            "Then others are proposed for what is open; nothing else is moved.",
        ),
    ]


def _left(name: str, withdrawn: int) -> Bilingual:
    if not withdrawn:
        return Bilingual(f"{name} ออกจากคณะแล้ว", f"{name} has left the panel.")
    return Bilingual(
        f"{name} ออกจากคณะแล้ว มี {withdrawn:,} ที่ว่างลง ข้อเสนอด้านล่างหาผู้ประเมินใหม่ให้",
        f"{name} has left the panel; {withdrawn:,} seats are open. "
        "The proposal below finds others for them.",
    )


urlpatterns = [path("<slug:round_code>/reviewers/<int:pk>/leave/", leave, name="panel-drop")]
