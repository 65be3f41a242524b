"""Who screens which report: all of them with their state, and another screener by hand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.reviews.errors import MustNotJudge, PanelChangedMeanwhile
from tidtam.reviews.panel_overview import office_rows, reviewer_rows
from tidtam.reviews.screeners import bench_of, set_screener
from tidtam.reviews.states import ScreeningState
from tidtam.shared.errors import BadInput, NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act, posted, say, tell
from tidtam.web.panels.frame import asked_panel, form_page, panel_context, seen_edit

if TYPE_CHECKING:
    from tidtam.reviews.models import Panel
    from tidtam.reviews.panel_overview import OfficeRow

A_PAGE: Final = 50
_NOBODY: Final = Bilingual("ยังไม่กำหนด (ส่วนกลางกลั่นกรอง)", "Nobody (the bureau screens)")
TONES: Final = {
    ScreeningState.WAITING: "warn",
    ScreeningState.RETURNED: "info",
    ScreeningState.COMPLETE: "good",
}


class ScreenerForm(forms.Form):
    """Who is to screen a report."""

    reviewer = forms.ChoiceField(
        label=_("ผู้กลั่นกรองรายงาน"),
        required=False,
        help_text=_("ไม่มีชื่อผู้ที่มีส่วนได้เสียกับเขตนี้ ตัวเลขคือข้อของเขตนี้ที่ให้คะแนนอยู่"),
        error_messages={"invalid_choice": _("ผู้ประเมินคนนี้รับเขตนี้ไม่ได้แล้ว โปรดเลือกคนอื่น")},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reviewer"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices = [("", say(_NOBODY)), *people]


@require_GET
@for_act("panels.see")
def screening(request: ActorRequest, round_code: str) -> HttpResponse:
    """Every report with its screener, and how far the screening is."""
    panel = asked_panel(request, round_code)
    rows = office_rows(panel)
    counts = Counter(row.screening_state for row in rows if row.is_in)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = panel_context(request, panel, "panel-screening") | {
        "page": page,
        "rows": [(row, TONES[row.screening_state]) for row in page],
        "waiting": counts[ScreeningState.WAITING],
        "returned": counts[ScreeningState.RETURNED],
        "complete": counts[ScreeningState.COMPLETE],
        "missing": sum(not row.is_in for row in rows),
        "sees_reports": request.actor.may("reviews.see_all"),
    }
    return render(request, "web/panels/screening.html", context)


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def screener(request: ActorRequest, round_code: str, pk: int) -> HttpResponse:
    """Choose by hand who screens a report."""
    panel, clashed = asked_panel(request, round_code, act="panels.assign"), False
    row = _row_of(panel, pk)
    people = _people(panel, row)
    assert row.screening is not None  # noqa: S101  _row_of refuses reports without one
    now = str(row.screening.screener_id or "")
    form = ScreenerForm(posted(request), people=people, initial={"reviewer": now})
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["reviewer"]
        chosen = panel.reviewers.get(pk=int(key)) if key else None
        try:
            set_screener(
                row.screening, reviewer=chosen, seen_edit=seen_edit(request), by=request.actor
            )
        except PanelChangedMeanwhile:
            panel, clashed = asked_panel(request, round_code), True
        except (BadInput, MustNotJudge) as refusal:
            form.add_error("reviewer", say(refusal.message))
        else:
            tell(request, Bilingual("เปลี่ยนผู้กลั่นกรองแล้ว", "The screener is changed."))
            return redirect("panel-screening", round_code)
    here = Bilingual("เปลี่ยนผู้กลั่นกรองรายงาน", "Change the screener")
    office = row.office.short_name
    context = panel_context(request, panel, "panel-screening", here) | {
        "told": [
            Bilingual(
                f"รายงานของ {office.th}: {row.report_state.th} · {row.screening_words.th}",
                f"Report of {office.en}: {row.report_state.en} · {row.screening_words.en}",
            )
        ],
        "act": Bilingual("บันทึก", "Save"),
        "back": reverse("panel-screening", args=[round_code]),
        "is_shut": False,
    }
    return form_page(request, "web/panels/form.html", context, form, clashed=clashed)


def _row_of(panel: Panel, pk: int) -> OfficeRow:
    """A report of the panel's round that has a screening.

    Raises:
        NotFound: of another round, or nothing of it is given to anybody yet.
    """
    found = next((row for row in office_rows(panel) if row.submission.pk == pk), None)
    if found is None or found.screening is None:
        raise NotFound(
            "ไม่พบรายงานนี้ในคณะผู้ประเมิน หรือยังไม่ได้มอบข้อของเขตนี้ให้ใคร โปรดเลือกจากรายการ",
            "No such report on this panel, or nothing of it is given to anybody yet; "
            "please choose from the list.",
        )
    return found


def _people(panel: Panel, row: OfficeRow) -> list[tuple[str, str]]:
    """Who may screen a report, those who mark most of it first, with how much that is."""
    bench = bench_of(panel)
    held = row.submission.items.filter(
        assignments__reviewer__panel=panel, assignments__withdrawn_at=None
    ).values_list("assignments__reviewer_id", flat=True)
    counts = Counter(held)
    names = {
        each.reviewer.pk: each.reviewer.person.full_name
        for each in reviewer_rows(panel)
        if bench.may_judge(each.reviewer.pk, row.office.pk)
    }
    order = sorted(names, key=lambda key: (-counts[key], names[key]))
    return [(str(key), f"{names[key]} · {counts[key]:,}") for key in order]


urlpatterns = [
    path("<slug:round_code>/screening/", screening, name="panel-screening"),
    path("<slug:round_code>/screening/<int:pk>/", screener, name="panel-screener"),
]
