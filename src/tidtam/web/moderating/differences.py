"""The list of items that two people marked differently, and the settling of all the others."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from tidtam.orgs.queries import inspection_regions
from tidtam.reviews.moderating import (
    DECIDED,
    OPEN,
    DifferenceFilter,
    differences_of,
    filtered_differences,
    settle,
    tally_of,
    with_words_of,
)
from tidtam.reviews.panels import panel_for
from tidtam.reviews.standing import NEEDS, Need
from tidtam.reviews.states import DecisionKind
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, tell
from tidtam.web.moderating.frame import for_heads, page_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tidtam.reviews.moderating import Difference

A_PAGE: Final = 20
SIZES: Final = {
    "": Bilingual("ตั้งแต่ 1 ระดับ", "1 level and more"),
    "1": Bilingual("1 ระดับ", "1 level"),
    "2": Bilingual("2 ระดับ", "2 levels"),
    "3": Bilingual("ตั้งแต่ 3 ระดับ", "3 levels and more"),
    "0": Bilingual("ระดับเดียวกัน แต่ค่าไม่เท่ากัน", "Same level, another value"),
}
STATES: Final = {
    OPEN: Bilingual("ยังไม่ตัดสิน", "Not decided"),
    DECIDED: Bilingual("ตัดสินแล้ว", "Decided"),
    "": Bilingual("ทั้งหมด", "All"),
}
TONES: Final = {
    Need.REFUSED: "bad",
    Need.SECOND: "warn",
    Need.DECISION: "warn",
    Need.THIRD: "info",
    Need.NOTHING: "good",
}
_KIND_WORDS: Final = (
    (DecisionKind.SINGLE, Bilingual("ผู้ประเมินคนเดียว", "one reviewer")),
    (DecisionKind.SAME, Bilingual("ให้ตรงกัน", "the same marks")),
    (DecisionKind.THIRD, Bilingual("คนที่สามชี้ขาด", "a third mark")),
    (Need.BY_HAND, Bilingual("มีคะแนนที่บันทึกไว้ก่อน ต้องตัดสินเอง", "entered earlier, left to people")),
    (Need.SECOND, Bilingual("ยังไม่สรุปเพราะไม่มีผู้ประเมินคนที่สอง", "left open without a second reviewer")),
    (Need.REFUSED, Bilingual("คะแนนใช้กับกรอบไม่ได้", "with a mark the framework does not accept")),
    ("too_long", Bilingual("ข้อเสนอแนะยาวเกินไป ต้องตัดสินเอง", "text too long, left to people")),
)


@require_GET
@for_heads
def differences(request: ActorRequest, round_code: str) -> HttpResponse:
    """Marks that differ, the largest difference first, with both reasons side by side."""
    panel = panel_for(request.actor, round_code=round_code)
    rows = differences_of(panel, actor=request.actor, with_words=False)
    wanted = wanted_of(request, state=OPEN)
    kept = filtered_differences(rows, wanted)
    page = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    tally = tally_of(rows)
    context = page_context(request, panel, tab="moderating-differences") | {
        "wanted": wanted,
        "page": page,
        "rows": [shown(row) for row in with_words_of(list(page.object_list))],
        "found": len(kept),
        "tally": tally,
        "is_over": wanted == DifferenceFilter(state=OPEN) and not tally[OPEN],
        "address": request.GET.urlencode(),
        **filter_choices(rows),
    }
    part = "web/moderating/differences_list.html"
    return render(request, part if request.htmx else "web/moderating/differences.html", context)


@require_POST
@for_heads
def settle_all(request: ActorRequest, round_code: str) -> HttpResponse:
    """Make official what needs no person."""
    panel = panel_for(request.actor, round_code=round_code)
    counts = settle(panel, by=request.actor)
    tell(request, _told(counts))
    return redirect(reverse("moderating-open", args=[round_code]))


def wanted_of(request: ActorRequest, *, state: str = "") -> DifferenceFilter:
    """The filter in the address; ``state`` where the address says nothing of it."""
    asked = request.GET
    size = asked.get("size", "")
    chosen = asked.get("state", state)
    return DifferenceFilter(
        words=asked.get("q", "").strip()[:100],
        framework=asked.get("framework", ""),
        node=asked.get("node", ""),
        size=size if size in SIZES else "",
        region=asked.get("region", ""),
        state=chosen if chosen in STATES else state,
    )


def filter_choices(rows: Sequence[Difference]) -> dict[str, Any]:
    """What the filter offers: instruments and indicators that are in the list, regions."""
    instruments = {row.definition.code: row.definition for row in rows}
    nodes = {(row.definition.code, row.node.code): row for row in rows}
    order = {code: number for number, code in enumerate(instruments)}
    listed = sorted(nodes.values(), key=lambda row: (order[row.definition.code], _place(row)))
    return {
        "instruments": list(instruments.values()),
        "nodes": [(row.node.code, row.label, row.node.title) for row in listed],
        "regions": inspection_regions(),
        "sizes": SIZES.items(),
        "states": STATES.items(),
    }


def shown(row: Difference) -> dict[str, Any]:
    """One difference with the words and the tone of its state."""
    return {
        "row": row,
        "tone": TONES.get(row.need, "idle"),
        "state": NEEDS[row.need],
        "apart": apart_words(row.size),
    }


def apart_words(size: int) -> Bilingual:
    """How far two marks are apart, in words."""
    if size == 0:
        return Bilingual("ระดับเดียวกัน ค่าไม่เท่ากัน", "Same level, another value")
    return Bilingual(f"ต่างกัน {size} ระดับ", f"{size} level{'s' if size > 1 else ''} apart")


def _place(row: Difference) -> int:
    return list(row.definition.by_code).index(row.node.code)


def _told(counts: Counter[str]) -> Bilingual:
    said = [(counts[code], words) for code, words in _KIND_WORDS if counts[code]]
    if not said:
        return Bilingual(
            "ไม่มีข้อใดต้องสรุปเพิ่ม ทุกข้อที่คะแนนครบและตรงกันเป็นคะแนนทางการแล้ว",
            "Nothing to settle: every item whose marks agree is official already.",
        )
    th = " · ".join(f"{words.th} {count:,} ข้อ" for count, words in said)
    en = " · ".join(f"{words.en}: {count:,}" for count, words in said)
    return Bilingual(f"สรุปเป็นคะแนนทางการแล้ว: {th}", f"Made official: {en}")


urlpatterns = [
    path("panels/<slug:round_code>/differences/", differences, name="moderating-differences"),
    path("panels/<slug:round_code>/settle/", settle_all, name="moderating-settle"),
]
