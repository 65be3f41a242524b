"""What the pages of the panel's heads share: who gets in, the way back, the tabs."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse

from tidtam.reviews.states import PANEL_STATES, PanelState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail, View, for_act
from tidtam.web.navigation import address

if TYPE_CHECKING:
    from tidtam.reviews.models import Panel

PANELS: Final = Bilingual("คณะผู้ประเมิน", "Panels")
DIFFERENCES: Final = Bilingual("คะแนนที่ต่างกัน", "Marks that differ")
MEETING: Final = Bilingual("หน้าจอประชุม", "The meeting's screen")
MINUTES: Final = Bilingual("รายการมติ", "Resolutions")
OPEN_WORK: Final = Bilingual("ข้อที่ยังค้าง", "What is open")
QUALITY: Final = Bilingual("คุณภาพการให้คะแนน", "Quality of marking")
SIGNING: Final = Bilingual("ลงนามรับรองผล", "Signing results")
TABS: Final = (
    ("moderating-differences", DIFFERENCES),
    ("moderating-meeting", MEETING),
    ("moderating-minutes", MINUTES),
    ("moderating-open", OPEN_WORK),
    ("moderating-quality", QUALITY),
    ("signing-round", SIGNING),
)
# Tabs of one post alone: name of the address -> the act that it is for.
_ONLY_FOR: Final = {"signing-round": "results.sign"}


def for_heads(view: View) -> View:
    """A page for those who may read every mark; no browser keeps what stands there."""

    @wraps(view)
    def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return for_act("reviews.see_all")(guarded)


def page_context(
    request: ActorRequest, panel: Panel, *, tab: str, here: Bilingual | None = None
) -> dict[str, Any]:
    """What every page over a panel shows.

    Args:
        tab: name of the page's address, or of the page it belongs to.
        here: the page itself, where it is not the tab's.
    """
    code = panel.round.code
    labels = dict(TABS)
    trail: Trail = [(PANELS, address("panels"))]
    trail.append((panel.round.title, _address("panel", code)))
    trail.append((labels[tab], reverse(tab, args=[code]) if here else ""))
    if here:
        trail.append((here, ""))
    return {
        "panel": panel,
        "round": panel.round,
        "is_demo": panel.round.is_demo,
        "state": PANEL_STATES[PanelState(panel.state)],
        "may_decide": may_decide(request, panel),
        "heading": here or labels[tab],
        "trail": trail,
        "tab": tab,
        "tabs": tabs_of(request, code),
    }


def tabs_of(request: ActorRequest, code: str) -> list[tuple[str, Bilingual, str]]:
    """The pages over a panel that exist and are the reader's: name, words, address."""
    return [
        (name, label, href)
        for name, label in TABS
        if (act := _ONLY_FOR.get(name)) is None or request.actor.may(act)
        if (href := _address(name, code))
    ]


def may_decide(request: ActorRequest, panel: Panel) -> bool:
    """Whether the reader may decide marks of the panel now."""
    return panel.round.frozen_at is None and request.actor.may("reviews.decide", state=panel.state)


def _address(name: str, code: str) -> str:
    """The address of a panel's page; "" while no such page exists."""
    try:
        return reverse(name, args=[code])
    except NoReverseMatch:
        return ""
