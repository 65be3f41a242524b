"""What every page of a panel has: the panel, the way there, the words of a clash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tidtam.reviews.panels import panel_for
from tidtam.reviews.states import PANEL_STATES, PanelState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail

if TYPE_CHECKING:
    from tidtam.reviews.models import Panel

PANELS: Final = Bilingual("คณะผู้ประเมิน", "Panels")
PANEL: Final = Bilingual("คณะผู้ประเมินของรอบ", "Panel of the round")
TONES: Final = {
    PanelState.PREPARING: "idle",
    PanelState.CALIBRATING: "info",
    PanelState.WORKING: "good",
    PanelState.CLOSED: "warn",
}
TABS: Final = (
    ("panel", Bilingual("ภาพรวม", "Overview")),
    ("panel-reviewers", Bilingual("ผู้ประเมิน", "Reviewers")),
    ("panel-conflicts", Bilingual("ส่วนได้เสีย", "Conflicts")),
    ("panel-table", Bilingual("ตารางมอบหมาย", "Assignments")),
    ("panel-screening", Bilingual("กลั่นกรอง", "Screening")),
    ("panel-progress", Bilingual("ความคืบหน้า", "Progress")),
    ("moderating-differences", Bilingual("คะแนนที่ต่างกัน", "Marks that differ")),
)
CLASH: Final = Bilingual(
    "มีผู้แก้คณะผู้ประเมินนี้ไปก่อน หน้านี้แสดงข้อมูลล่าสุดแล้ว ยังไม่ได้บันทึกของท่าน โปรดตรวจแล้วกดอีกครั้ง",
    "Somebody else changed this panel first. The page shows the latest; yours is not saved yet. "
    "Please check and press again.",
)


def asked_panel(request: ActorRequest, round_code: str, *, act: str = "") -> Panel:
    """The panel of a round, for the actor who asks.

    Args:
        act: what the page is for, where it is for more than reading; allowed in the panel's
            state, or the refusal says in which it is.
    """
    panel = panel_for(request.actor, round_code=round_code)
    if act:
        request.actor.must(act, state=panel.state)
    return panel


def seen_edit(request: HttpRequest) -> int:
    """Which change of the panel the page showed that is being saved; -1 where none is said."""
    text = request.POST.get("edit", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def panel_context(
    request: ActorRequest, panel: Panel, name: str, here: Bilingual | None = None
) -> dict[str, object]:
    """The context of a page of a panel.

    Args:
        name: of the tab it stands under.
        here: its own heading, where it is not that tab itself.
    """
    round_, state = panel.round, PanelState(panel.state)
    tab = dict(TABS)[name]
    trail: Trail = [(PANELS, reverse("panels"))]
    trail.append((round_.title, reverse("panel", args=[round_.code])))
    if name != "panel":
        trail.append((tab, reverse(name, args=[round_.code])))
    if here:
        trail.append((here, ""))
    else:
        trail[-1] = (trail[-1][0], "")
    return {
        "panel": panel,
        "round": round_,
        "is_demo": round_.is_demo,
        "state": PANEL_STATES[state],
        "tone": TONES[state],
        "heading": here or (PANEL if name == "panel" else tab),
        "trail": trail,
        "tabs": TABS,
        "here_name": name,
        "edit": panel.edit,
        "may_change": request.actor.may("panels.change", state=state.value),
        "is_closed": state is PanelState.CLOSED and name != "panel" and name != "panel-progress",
        "clash_words": CLASH,
    }


def form_page(
    request: ActorRequest,
    template: str,
    context: dict[str, object],
    form: forms.Form,
    *,
    clashed: bool = False,
) -> HttpResponse:
    """A page with a form: 422 where it is not sound, 409 where another officer was first."""
    status = 409 if clashed else 422 if form.is_bound and form.errors else 200
    return render(request, template, context | {"form": form, "clashed": clashed}, status=status)
