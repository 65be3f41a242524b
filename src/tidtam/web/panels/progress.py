"""How far a panel is: by reviewer and by office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from tidtam.reviews.fields import fields_of
from tidtam.reviews.panel_overview import counts_of, is_late, office_rows, reviewer_rows
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act
from tidtam.web.panels.frame import asked_panel, panel_context
from tidtam.web.panels.shown import shown_reviewers

if TYPE_CHECKING:
    from tidtam.reviews.models import Panel
    from tidtam.reviews.panel_overview import OfficeRow

A_PAGE: Final = 50
SORTS: Final = {
    "order": Bilingual("ลำดับทะเบียน", "Register"),
    "open": Bilingual("เหลือมากที่สุดก่อน", "Most left first"),
}


@require_GET
@for_act("panels.see")
def progress(request: ActorRequest, round_code: str) -> HttpResponse:
    """What is given, begun, done and late, by reviewer or by office."""
    panel = asked_panel(request, round_code)
    by_office = request.GET.get("by") == "office"
    late = is_late(panel)
    context = panel_context(request, panel, "panel-progress") | {
        "counts": counts_of(panel),
        "is_late": late,
        "by_office": by_office,
        "sorts": SORTS.items(),
        "sort": request.GET.get("sort") if request.GET.get("sort") in SORTS else "order",
    }
    context |= _offices(request, panel) if by_office else _reviewers(panel, late)
    return render(request, "web/panels/progress.html", context)


def _reviewers(panel: Panel, late: bool) -> dict[str, object]:
    names = fields_of(panel.round)
    return {"rows": shown_reviewers(reviewer_rows(panel), names=names, is_late=late)}


def _offices(request: ActorRequest, panel: Panel) -> dict[str, object]:
    rows: list[OfficeRow] = office_rows(panel)
    if request.GET.get("sort") == "open":
        rows.sort(key=lambda row: -row.work.open)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return {"offices": page.object_list, "page": page}


urlpatterns = [path("<slug:round_code>/progress/", progress, name="panel-progress")]
