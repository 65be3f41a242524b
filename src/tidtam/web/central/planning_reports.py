"""The wall of reports coming in, files of it, reminders, and more time for one office."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from tidtam.orgs.queries import inspection_regions
from tidtam.orgs.states import KIND_WORDS, AgencyKind
from tidtam.reports.workbooks.collecting import Value, table_csv, table_workbook
from tidtam.rounds.collecting import (
    FLAGS,
    ReportFilter,
    ReportRow,
    counts_of,
    filtered_reports,
    near_reports,
    wall_of_reports,
)
from tidtam.rounds.queries import round_by_code
from tidtam.rounds.reminding import WHY_NOT, foreseen, remind
from tidtam.rounds.states import SUBMISSION_STATES, RoundState, SubmissionState
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime
from tidtam.web.central import planning_extend
from tidtam.web.central.planning_frame import REPORTS, TONES, reports_context
from tidtam.web.http import ActorRequest, download, for_act, say, tell

A_PAGE: Final = 50
SORTS: Final = {
    "order": Bilingual("ลำดับทะเบียน", "Register"),
    "name": Bilingual("ชื่อเขต", "Name"),
    "blank": Bilingual("ขาดมากที่สุดก่อน", "Most missing first"),
    "changed": Bilingual("ไม่เคลื่อนไหวนานที่สุดก่อน", "Longest without a change first"),
}
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@for_act("rounds.see_all")
def reports(request: ActorRequest, round_code: str) -> HttpResponse:
    """Every office of a round by the state of its report, a page at a time."""
    round_ = round_by_code(round_code, actor=request.actor)
    rows = wall_of_reports(round_, actor=request.actor)
    kept, guessed = _kept(request, rows)
    states, flags = counts_of(rows)
    page = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    context = reports_context(round_) | {
        "wanted": _wanted(request),
        "rows": [(row, TONES[row.state]) for row in page],
        "page": page,
        "found": len(kept),
        "guessed": guessed,
        "all_count": len(rows),
        "states": [
            (state, SUBMISSION_STATES[state], TONES[state], count)
            for state, count in states.items()
        ],
        "flags": [(name, FLAGS[name], count) for name, count in flags.items()],
        "regions": inspection_regions(),
        "sorts": SORTS.items(),
        "is_open": round_.state == RoundState.OPEN,
    }
    part = "web/central/planning_reports_table.html"
    return render(request, part if request.htmx else "web/central/planning_reports.html", context)


def _wanted(request: ActorRequest) -> ReportFilter:
    asked = request.GET
    return ReportFilter(
        words=asked.get("q", "").strip()[:100],
        state=asked.get("state", ""),
        kind=asked.get("kind", ""),
        region=asked.get("region", ""),
        flag=asked.get("flag", ""),
        sort=asked["sort"] if asked.get("sort") in SORTS else "order",
    )


def _kept(request: ActorRequest, rows: list[ReportRow]) -> tuple[list[ReportRow], bool]:
    """The rows of the filter in the address; the nearest names where no name fits."""
    wanted = _wanted(request)
    kept = filtered_reports(rows, wanted)
    if kept or not wanted.words:
        return kept, False
    near = near_reports(rows, wanted.words)
    return near, bool(near)


# ---------------------------------------------------------------- files


@require_GET
@for_act("rounds.see_all")
def reports_file(request: ActorRequest, round_code: str, kind: str) -> HttpResponse:
    """The wall as the filter shows it, all pages of it, as CSV or Excel."""
    round_ = round_by_code(round_code, actor=request.actor)
    kept, _guessed = _kept(request, wall_of_reports(round_, actor=request.actor))
    headers, rows = _headers(), [_cells(row) for row in kept]
    day = clock.local(clock.now())
    name = f"การส่งรายงาน {round_.code} {day.year + 543}-{day:%m-%d}.{kind}"
    if kind == "csv":
        data = table_csv(headers=headers, rows=rows)
        return download(data, name=name, content_type="text/csv; charset=utf-8")
    title = f"{say(REPORTS)}: {say(round_.title)} · {_moment(clock.now())}"
    data = table_workbook(title=title, headers=headers, rows=rows, is_demo=round_.is_demo)
    return download(data, name=name, content_type=_XLSX)


def _headers() -> list[str]:
    return [
        gettext("รหัส"),
        gettext("เขตพื้นที่"),
        gettext("ประเภท"),
        gettext("เขตตรวจราชการ"),
        gettext("สถานะ"),
        gettext("ข้อทั้งหมด"),
        gettext("ข้อที่ทำเสร็จ"),
        gettext("คำถามที่ยังไม่ตอบ"),
        gettext("ข้อที่ส่งคืน"),
        gettext("แก้ล่าสุด"),
        gettext("กำหนดส่ง"),
        gettext("รับถึง"),
        gettext("ล่าช้า"),
        gettext("ขยายเวลาถึง"),
        gettext("เหตุผลที่ขยาย"),
        gettext("ส่งเมื่อ"),
        gettext("เตือนล่าสุด"),
    ]


def _cells(row: ReportRow) -> list[Value]:
    submission, extension = row.submission, row.extension
    return [
        row.office.code,
        say(row.office.short_name),
        say(KIND_WORDS[AgencyKind(row.office.kind)]),
        ", ".join(say(region.name) for region in row.regions),
        say(row.state_name),
        row.progress.items,
        row.progress.ready,
        row.progress.blank,
        row.progress.returned,
        _moment(row.changed_at),
        _moment(submission.due_at),
        _moment(submission.open_until),
        gettext("ใช่") if row.is_late else "",
        _moment(extension.until) if extension else "",
        extension.reason if extension else "",
        _moment(submission.submitted_at),
        _moment(submission.reminded_at),
    ]


def _moment(moment: dt.datetime | None) -> str:
    return thai_datetime(clock.local(moment), short=True) if moment else ""


# ---------------------------------------------------------------- reminders


@require_POST
@for_act("submissions.remind")
def remind_offices(request: ActorRequest, round_code: str) -> HttpResponse:
    """Ask once more, then remind the chosen offices; each at most once a day."""
    round_ = round_by_code(round_code, actor=request.actor)
    rows = wall_of_reports(round_, actor=request.actor)
    if "all" in request.POST:
        chosen = _kept(request, rows)[0]
    else:
        codes = set(request.POST.getlist("office"))
        chosen = [row for row in rows if row.office.code in codes]
    if not chosen:
        words = Bilingual(
            "ยังไม่ได้เลือกเขต โปรดทำเครื่องหมายหน้าเขตที่ต้องการเตือน",
            "No office is chosen; please tick those to remind.",
        )
        tell(request, words, good=False)
        return _back(request, round_code)
    if "confirmed" not in request.POST:
        outlook = foreseen([row.submission for row in chosen])
        waiting = [row for row in chosen if row.state is not SubmissionState.SUBMITTED]
        told = [each for each in outlook.values() if each.people]
        context = reports_context(round_, Bilingual("ยืนยันการเตือน", "Confirm the reminder"))
        context |= {
            "rows": [(row, outlook[row.submission.pk]) for row in waiting],
            "offices": len(told),
            "people": sum(each.people for each in told),
            "left_out": len(chosen) - len(waiting),
        }
        return render(request, "web/central/planning_remind.html", context)
    _tell_outcome(request, chosen)
    return _back(request, round_code)


def _back(request: ActorRequest, round_code: str) -> HttpResponse:
    """To the wall as it was filtered."""
    asked = request.GET.urlencode()
    address = reverse("central-reports", args=[round_code])
    return redirect(f"{address}?{asked}" if asked else address)


def _tell_outcome(request: ActorRequest, chosen: list[ReportRow]) -> None:
    outcomes = [remind(row.submission, by=request.actor) for row in chosen]
    people = sum(outcome.people for outcome in outcomes)
    offices = sum(1 for outcome in outcomes if outcome.people)
    why = Counter(outcome.why for outcome in outcomes if outcome.why)
    left = [(count, WHY_NOT[code]) for code, count in why.items()]
    others_th = "".join(f" · ไม่ได้เตือน {count} เขต: {words.th}" for count, words in left)
    others_en = "".join(f" · {count} offices not: {words.en}" for count, words in left)
    tell(
        request,
        Bilingual(
            f"ส่งข้อความเตือน {offices} เขต ถึง {people} คน{others_th}",
            f"Reminded {offices} offices, {people} people{others_en}",
        ),
        good=bool(offices),
    )


_REPORTS = "rounds/<slug:round_code>/reports/"
urlpatterns = [
    *planning_extend.urlpatterns,
    path(_REPORTS, reports, name="central-reports"),
    path(f"{_REPORTS}remind/", remind_offices, name="central-remind"),
    path(
        "rounds/<slug:round_code>/reports.csv",
        reports_file,
        {"kind": "csv"},
        name="central-reports-csv",
    ),
    path(
        "rounds/<slug:round_code>/reports.xlsx",
        reports_file,
        {"kind": "xlsx"},
        name="central-reports-xlsx",
    ),
]
