"""The meeting: one item at a time on the wall, and the list of what was resolved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.reviews.moderating import (
    OPEN,
    differences_of,
    filtered_differences,
    moderated_item,
    resolved_items,
    tally_of,
    with_words_of,
)
from tidtam.reviews.panels import panel_for
from tidtam.reviews.standing import TO_CHOOSE
from tidtam.reviews.states import DECISION_KINDS, DecisionKind
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, tell
from tidtam.web.moderating.deciding import DecisionForm, drafts_of, fresh_form, save, sent_form
from tidtam.web.moderating.differences import apart_words, filter_choices, wanted_of
from tidtam.web.moderating.frame import for_heads, page_context
from tidtam.web.moderating.item import effect_words

if TYPE_CHECKING:
    from tidtam.reviews.models import Panel
    from tidtam.reviews.moderating import Difference


# In the address in place of an item: the meeting has been through its list.
END = "end"
SIGNERS = (
    Bilingual("ประธานที่ประชุม", "Chair of the meeting"),
    Bilingual("ผู้จดรายงานการประชุม", "Taker of the minutes"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the meeting is in its list.

    Attributes:
        number: of the item, from 1, of ``total``.
        earlier, later: keys of the items beside it; None at the ends.
        decided: how many of the list are decided.
    """

    number: int
    total: int
    decided: int
    earlier: int | None
    later: int | None


@require_http_methods(["GET", "POST"])
@for_heads
def meeting(request: ActorRequest, round_code: str) -> HttpResponse:
    """One item for the wall; POST records what the meeting resolved and goes on."""
    panel = panel_for(request.actor, round_code=round_code)
    every = differences_of(panel, actor=request.actor, with_words=False)
    rows = filtered_differences(every, wanted_of(request))
    if not rows:
        return _empty(request, panel, every)
    if _is_over(request, rows):
        return _end(request, panel, every, rows)
    at = _asked(request, rows)
    row = with_words_of([rows[at]])[0]
    found = moderated_item(request.actor, pk=row.item_id)
    if request.method != "POST":
        form = fresh_form(found, row, kind=DecisionKind.MEETING)
        return _page(request, panel, every, rows, at, form)
    form = sent_form(found, row, request.POST, kind=DecisionKind.MEETING)
    if request.POST.get("act") == "foresee" or save(request, form) is None:
        return _page(request, panel, every, rows, at, form)
    tell(request, _resolved(form, row))
    following = [*rows[at + 1 :], *rows[:at]]
    later = next((each for each in following if not each.is_decided), None)
    return redirect(_address(request, round_code, later.item_id if later else None))


@require_GET
@for_heads
def minutes(request: ActorRequest, round_code: str) -> HttpResponse:
    """What the meeting resolved, of one day or of all, as a page to print."""
    panel = panel_for(request.actor, round_code=round_code)
    every = request.GET.get("kind") == "all"
    kinds = TO_CHOOSE if every else (DecisionKind.MEETING,)
    rows = resolved_items(panel, actor=request.actor, kinds=kinds)
    days = sorted({_day(row) for row in rows})
    asked = request.GET.get("day", "")
    day = next((each for each in days if each.isoformat() == asked), None)
    context = page_context(request, panel, tab="moderating-minutes") | {
        "rows": [_line(row) for row in rows if day is None or _day(row) == day],
        "days": days,
        "day": day,
        "every": every,
        "signers": SIGNERS,
        "printed_at": clock.now(),
    }
    return render(request, "web/moderating/minutes.html", context)


def _is_over(request: ActorRequest, rows: Sequence[Difference]) -> bool:
    """Whether nothing is left to decide and no item is asked for."""
    no_item = request.GET.get("at", END) in ("", END)
    return request.method != "POST" and no_item and all(row.is_decided for row in rows)


def _asked(request: ActorRequest, rows: Sequence[Difference]) -> int:
    """The place of the item asked for; else the first that is not decided; else the first."""
    asked = request.GET.get("at", "")
    keys = [str(row.item_id) for row in rows]
    if asked in keys:
        return keys.index(asked)
    return next((place for place, row in enumerate(rows) if not row.is_decided), 0)


def _page(
    request: ActorRequest,
    panel: Panel,
    every: Sequence[Difference],
    rows: Sequence[Difference],
    at: int,
    form: DecisionForm,
) -> HttpResponse:
    place = Place(
        number=at + 1,
        total=len(rows),
        decided=sum(row.is_decided for row in rows),
        earlier=rows[at - 1].item_id if at else None,
        later=rows[at + 1].item_id if at + 1 < len(rows) else None,
    )
    row = form.difference
    context = page_context(request, panel, tab="moderating-meeting") | effect_words(form)
    context |= (
        filter_choices(every)
        | drafts_of(request)
        | {
            "wanted": wanted_of(request),
            "form": form,
            "difference": row,
            "place": place,
            "apart": apart_words(row.size),
            "names": request.GET.get("names") == "1",
            "kind_words": DECISION_KINDS[DecisionKind(row.decision.kind)] if row.decision else None,
            "is_meeting": True,
        }
    )
    return render(request, "web/moderating/meeting.html", context, status=form.status)


def _empty(request: ActorRequest, panel: Panel, every: Sequence[Difference]) -> HttpResponse:
    tally = tally_of(every)
    context = page_context(request, panel, tab="moderating-meeting") | drafts_of(request)
    context |= {
        "is_over": bool(tally["all"]) and not tally[OPEN] and wanted_of(request).state == OPEN,
        "is_filtered": bool(every),
        "tally": tally,
    }
    return render(request, "web/moderating/meeting_empty.html", context)


def _end(
    request: ActorRequest, panel: Panel, every: Sequence[Difference], rows: Sequence[Difference]
) -> HttpResponse:
    """Nothing of the list is left to decide."""
    context = page_context(request, panel, tab="moderating-meeting") | drafts_of(request)
    context |= {"decided": len(rows), "first": rows[0].item_id, "tally": tally_of(every)}
    return render(request, "web/moderating/meeting_end.html", context)


def _address(request: ActorRequest, round_code: str, item_id: int | None) -> str:
    """The meeting at an item; at its end for None."""
    asked = request.GET.copy()
    asked["at"] = str(item_id) if item_id else END
    return f"{reverse('moderating-meeting', args=[round_code])}?{asked.urlencode()}"


def _resolved(form: DecisionForm, row: Difference) -> Bilingual:
    office, label = row.office, row.label
    return Bilingual(
        f"บันทึกมติแล้ว: {office.short_th} {label.th} ได้ {form.mark}",
        f"The resolution is saved: {office.short_en} {label.en} gets {form.mark}",
    )


def _day(row: Difference) -> dt.date:
    assert row.decision is not None  # noqa: S101  only decided items are asked for
    return clock.local(row.decision.decided_at).date()


def _line(row: Difference) -> dict[str, Any]:
    assert row.decision is not None  # noqa: S101  only decided items are asked for
    return {
        "row": row,
        "decision": row.decision,
        "kind": DECISION_KINDS[DecisionKind(row.decision.kind)],
        "marks": [mark for mark in (*row.marks, row.third) if mark and mark.judged],
    }


urlpatterns = [
    path("panels/<slug:round_code>/meeting/", meeting, name="moderating-meeting"),
    path("panels/<slug:round_code>/minutes/", minutes, name="moderating-minutes"),
]
