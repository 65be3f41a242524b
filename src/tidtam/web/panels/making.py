"""Making a panel; its share of double marking and the seed of the draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from tidtam.reviews.errors import PanelChangedMeanwhile
from tidtam.reviews.panel_overview import counts_of
from tidtam.reviews.panels import make_panel, panels_seen_by, set_double
from tidtam.reviews.states import PanelState
from tidtam.rounds.queries import round_by_code
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act, posted, tell
from tidtam.web.panels.forms import DoubleForm, MakeForm
from tidtam.web.panels.frame import PANELS, asked_panel, form_page, panel_context, seen_edit

if TYPE_CHECKING:
    from tidtam.reviews.models import Panel


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def make(request: ActorRequest, round_code: str) -> HttpResponse:
    """Make the panel of a round; where it is made already, it stays as it is."""
    request.actor.must("panels.change", state=PanelState.PREPARING)
    round_ = round_by_code(round_code, actor=request.actor)
    if panels_seen_by(request.actor).filter(round=round_).exists():
        return redirect("panel", round_code)
    form = MakeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        make_panel(round_, by=request.actor, **form.cleaned_data)
        words = Bilingual(
            "ตั้งคณะผู้ประเมินแล้ว ขั้นต่อไปคือเพิ่มผู้ประเมิน",
            "The panel is made; next, put reviewers on it.",
        )
        tell(request, words)
        return redirect("panel", round_code)
    heading = Bilingual("ตั้งคณะผู้ประเมิน", "Make a panel")
    context = {
        "form": form,
        "round": round_,
        "is_demo": round_.is_demo,
        "heading": heading,
        "trail": [(PANELS, reverse("panels")), (round_.title, ""), (heading, "")],
    }
    status = 422 if form.errors else 200
    return render(request, "web/panels/make.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def double(request: ActorRequest, round_code: str) -> HttpResponse:
    """How many items two people mark, which seed draws them, and how to draw them again."""
    panel = asked_panel(request, round_code)
    stored = {"double_share": panel.double_share, "seed": panel.seed}
    form, clashed = DoubleForm(posted(request), initial=stored), False
    if request.method == "POST":
        request.actor.must("panels.change", state=panel.state)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            set_double(
                panel,
                share=given["double_share"],
                seed=given["seed"],
                seen_edit=seen_edit(request),
                by=request.actor,
            )
        except PanelChangedMeanwhile:
            panel, clashed = asked_panel(request, round_code), True
        else:
            tell(request, Bilingual("บันทึกแล้ว", "Saved."))
            return redirect("panel", round_code)
    here = Bilingual("สัดส่วนที่ให้คะแนนสองคน", "Share of double marking")
    context = panel_context(request, panel, "panel", here)
    context |= {
        "counts": counts_of(panel),
        "repeat": _repeat(panel),
        "is_fixed": panel.state in _FIXED or not context["may_change"],
        "is_under_way": panel.state in _FIXED,
    }
    return form_page(request, "web/panels/double.html", context, form, clashed=clashed)


_FIXED = (PanelState.WORKING.value, PanelState.CLOSED.value)


def _repeat(panel: Panel) -> Bilingual:
    """How anybody draws the same items again."""
    return Bilingual(
        "ใครก็สุ่มซ้ำได้: นำรหัสสุ่ม ตามด้วยเครื่องหมาย : และเลขข้อ (เช่น "
        f"{panel.seed}:1234) ไปหาค่า SHA-256 ของทุกข้อ เรียงจากน้อยไปมาก แล้วนับจากต้นให้ครบ "
        f"{panel.double_share}% ของจำนวนข้อ เศษครึ่งปัดขึ้น",
        f"Anybody can repeat the draw: take the SHA-256 of the seed, a colon and the number of the "
        f"item (such as {panel.seed}:1234) for every item, sort them, and count "
        f"{panel.double_share}% of the items from the first one, a half rounded up.",
    )


urlpatterns = [
    path("<slug:round_code>/make/", make, name="panel-make"),
    path("<slug:round_code>/double/", double, name="panel-double"),
]
