"""What is still open on a panel: marks to come, decisions to take, who is late."""

from __future__ import annotations

from collections import Counter
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from tidtam.frameworks.queries import definition_of
from tidtam.orgs.queries import offices
from tidtam.reviews.access import items_open_to
from tidtam.reviews.labels import item_label
from tidtam.reviews.moderating import open_work
from tidtam.reviews.panels import panel_for
from tidtam.reviews.standing import NEEDS, Need
from tidtam.rounds.queries import instruments_of
from tidtam.web.http import ActorRequest
from tidtam.web.moderating.frame import for_heads, page_context
from tidtam.web.office.moments import days_left

A_PAGE: Final = 50
TONES: Final = {
    Need.REPORT: "idle",
    Need.MARKS: "idle",
    Need.SECOND: "warn",
    Need.REFUSED: "bad",
    Need.THIRD: "info",
    Need.DECISION: "warn",
    Need.BY_HAND: "warn",
    Need.SETTLING: "info",
    Need.NOTHING: "good",
}


@require_GET
@for_heads
def open_items(request: ActorRequest, round_code: str) -> HttpResponse:
    """Counts of what each item needs, the items of one need, and reviewers with open work."""
    panel = panel_for(request.actor, round_code=round_code)
    work = open_work(panel)
    asked = request.GET.get("need", "")
    need = Need(asked) if asked in {each.value for each in Need} else None
    due = [row for row in work.rows if row.need is not Need.REPORT]
    rows = [row for row in due if need in (None, Need.REPORT, row.need)]
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    to_read = items_open_to(request.actor).filter(pk__in=[row.item_id for row in page])
    readable = set(to_read.order_by().values_list("pk", flat=True))
    silent = Counter(row.office_id for row in work.rows if row.need is Need.REPORT)
    names = {office.pk: office for office in offices()}
    frameworks = {each.pk: definition_of(each.framework) for each in instruments_of(panel.round)}
    context = page_context(request, panel, tab="moderating-open") | {
        "work": work,
        "counts": [(each, NEEDS[each], TONES[each], work.counts[each]) for each in Need],
        "ready": work.counts[Need.SETTLING],
        "need": need,
        "need_words": NEEDS[need] if need and need is not Need.REPORT else None,
        "silent": [(names.get(office), count) for office, count in silent.items()],
        "sees_reports": request.actor.may("rounds.see_all"),
        "page": page,
        "rows": [
            (
                row,
                names.get(row.office_id),
                item_label(frameworks[row.instrument_id], row.node_code),
                NEEDS[row.need],
                TONES[row.need],
                row.item_id in readable,
            )
            for row in page
        ],
        "due_words": days_left(work.due_at) if work.due_at else None,
        "late": [each for each in work.reviewers if each.is_late],
    }
    return render(request, "web/moderating/open.html", context)


urlpatterns = [path("panels/<slug:round_code>/open/", open_items, name="moderating-open")]
