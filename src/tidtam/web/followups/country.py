"""How far the country is with its recommendations, for the bureau and the heads of panels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from tidtam.followups.actions import gather
from tidtam.followups.national import (
    Wanted,
    is_overdue,
    label_of,
    national,
    title_of,
    wanted_follow_ups,
)
from tidtam.followups.queries import not_gathered, with_pieces
from tidtam.followups.states import FOLLOW_UP_STATES, FollowUpState
from tidtam.orgs.queries import regions_by_code
from tidtam.reports.workbooks.collecting import Value, table_csv, table_workbook
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_date
from tidtam.web.followups.shown import FOLLOW_UPS, Line
from tidtam.web.http import ActorRequest, download, for_act, say, tell

if TYPE_CHECKING:
    import datetime as dt

    from tidtam.followups.models import FollowUp

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OVERDUE: Final = Bilingual("เลยวันที่วางไว้", "Past the planned day")


@require_GET
@for_act("followups.see")
def country(request: ActorRequest) -> HttpResponse:
    """Shares by region and indicator, and what is open longest."""
    wanted = _wanted(request)
    found = national(request.actor, wanted=wanted)
    context: dict[str, Any] = {
        "heading": FOLLOW_UPS,
        "wanted": wanted,
        "found": found,
        "oldest": [Line(each) for each in found.oldest],
        "states": [*FOLLOW_UP_STATES.items(), ("overdue", OVERDUE)],
        "query": _query(wanted),
        "not_gathered": not_gathered(request.actor),
        "is_demo": any(each.is_demo for each in found.rounds),
        "today": clock.today(),
        "trail": [],
    }
    part = "web/followups/country_part.html"
    return render(request, part if request.htmx else "web/followups/country.html", context)


def _wanted(request: ActorRequest) -> Wanted:
    asked = request.GET
    return Wanted(
        round_code=asked.get("round", "")[:40],
        region=asked.get("region", "")[:3],
        indicator=asked.get("indicator", "")[:80],
        state=asked.get("state", "")[:20],
    )


def _query(wanted: Wanted) -> str:
    """The filter as the rest of an address."""
    names = {
        "round": wanted.round_code,
        "region": wanted.region,
        "indicator": wanted.indicator,
        "state": wanted.state,
    }
    return urlencode({name: value for name, value in names.items() if value})


@require_POST
@for_act("followups.gather")
def gather_round(request: ActorRequest) -> HttpResponse:
    """Make what is missing of the follow-ups of every published round."""
    made = sum(gather(each, by=request.actor) for each in not_gathered(request.actor))
    tell(
        request,
        Bilingual(
            f"รวบรวมข้อเสนอแนะที่รอเขตตอบรับแล้ว {made:,} ข้อ",
            f"Gathered: {made:,} recommendations wait for an answer.",
        ),
    )
    return redirect("central-follow-ups")


# ---------------------------------------------------------------- files


@require_GET
@for_act("followups.see")
def list_file(request: ActorRequest, kind: str) -> HttpResponse:
    """Every follow-up of the filter with its words, as CSV or Excel; nothing is left out."""
    found = with_pieces(wanted_follow_ups(request.actor, wanted=_wanted(request)))
    rows = list(found.order_by("-given_at", "office__order", "instrument__order", "pk"))
    regions = regions_by_code({each.office_id: each.office for each in rows}.values())
    headers = _headers()
    names = {code: ", ".join(say(each.name) for each in found) for code, found in regions.items()}
    cells = [_cells(each, names[each.office.code]) for each in rows]
    day = clock.local(clock.now())
    name = f"{say(FOLLOW_UPS)} {day.year + 543}-{day:%m-%d}.{kind}"
    if kind == "csv":
        data = table_csv(headers=headers, rows=cells)
        return download(data, name=name, content_type="text/csv; charset=utf-8")
    is_demo = any(each.instrument.round.is_demo for each in rows)
    title = f"{say(FOLLOW_UPS)} · {thai_date(day.date())}"
    data = table_workbook(title=title, headers=headers, rows=cells, is_demo=is_demo)
    return download(data, name=name, content_type=_XLSX)


def _headers() -> list[str]:
    return [
        gettext("รหัส"),
        gettext("เขตพื้นที่"),
        gettext("เขตตรวจราชการ"),
        gettext("รอบ"),
        gettext("ข้อ"),
        gettext("ตัวชี้วัด"),
        gettext("ข้อเสนอแนะ"),
        gettext("สถานะ"),
        gettext("เลยวันที่วางไว้"),
        gettext("เหตุผลที่ไม่รับ"),
        gettext("จะดำเนินการอย่างไร"),
        gettext("ผู้รับผิดชอบ"),
        gettext("แล้วเสร็จภายในวันที่"),
        gettext("ทำอะไรแล้ว เกิดผลอย่างไร"),
        gettext("แล้วเสร็จเมื่อวันที่"),
        gettext("หลักฐาน (ชิ้น)"),
    ]


def _cells(follow_up: FollowUp, region: str) -> list[Value]:
    office, round_ = follow_up.office, follow_up.instrument.round
    late = Bilingual("ใช่", "yes") if is_overdue(follow_up) else Bilingual("", "")
    return [
        office.code,
        say(Bilingual(office.short_th, office.short_en)),
        region,
        round_.code,
        say(label_of(follow_up)),
        say(title_of(follow_up)),
        follow_up.text,
        say(FOLLOW_UP_STATES[FollowUpState(follow_up.state)]),
        say(late),
        follow_up.reason,
        follow_up.plan,
        follow_up.who,
        _day(follow_up.due_on),
        follow_up.outcome,
        _day(follow_up.done_on),
        getattr(follow_up, "pieces", 0),
    ]


def _day(day: dt.date | None) -> str:
    return thai_date(day) if day else ""
