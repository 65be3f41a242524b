"""Who saw what: whether each office opened its result, who looked at it, and a file of it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from tidtam.orgs.queries import inspection_regions
from tidtam.reports.workbooks.collecting import Value, table_csv
from tidtam.results.queries import computation_for, computations_of
from tidtam.results.sights import Look, OfficeSeen, SeenFilter, filtered_seen, seen_of
from tidtam.results.states import EVER_PUBLISHED, WAYS
from tidtam.rounds.queries import round_by_code
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime
from tidtam.web.central.frame import trail
from tidtam.web.http import ActorRequest, download, for_act, say
from tidtam.web.results import asked_number

if TYPE_CHECKING:
    from tidtam.people.models import Post
    from tidtam.results.models import Computation

A_PAGE: Final = 50
SEEN: Final = Bilingual("การเปิดดูผล", "Who saw the results")
STATES: Final = {
    "waiting": Bilingual("เขตยังไม่เปิดดู", "Not opened yet"),
    "opened": Bilingual("เขตเปิดดูแล้ว", "Opened"),
    "held": Bilingual("ยังไม่ประกาศ", "Held back"),
}


@require_GET
@for_act("results.see_sights")
def seen(request: ActorRequest, round_code: str) -> HttpResponse:
    """Per office when it opened its result; of the chosen office, everybody who looked."""
    round_ = round_by_code(round_code, actor=request.actor)
    computation = _computation(request, round_code)
    rows = seen_of(computation, actor=request.actor)
    wanted = _wanted(request)
    kept = filtered_seen(rows, wanted)
    page = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    chosen = next((row for row in rows if row.office.code == request.GET.get("office")), None)
    context = {
        "round": round_,
        "is_demo": round_.is_demo,
        "heading": SEEN,
        "computation": computation,
        "is_published": computation.state in EVER_PUBLISHED,
        "others": [
            each
            for each in computations_of(round_, actor=request.actor)
            if each.pk != computation.pk and each.computed_at is not None
        ],
        "rows": list(page),
        "page": page,
        "found": len(kept),
        "all_count": len(rows),
        "announced": sum(1 for row in rows if not row.is_held_back),
        "opened": sum(1 for row in rows if row.is_opened and not row.is_held_back),
        "held": sum(1 for row in rows if row.is_held_back),
        "chosen": chosen,
        "looks": [(look, _post(look), WAYS[look.way]) for look in chosen.looks] if chosen else [],
        "wanted": wanted,
        "states": STATES.items(),
        "regions": inspection_regions(),
        "trail": [*trail(round_), (SEEN, "")],
    }
    return render(request, "web/central/seen.html", context)


@require_GET
@for_act("results.see_sights")
def seen_file(request: ActorRequest, round_code: str) -> HttpResponse:
    """Who saw the results of the offices in the filter; an unopened office is a line too."""
    computation = _computation(request, round_code)
    rows = filtered_seen(seen_of(computation, actor=request.actor), _wanted(request))
    lines = [_cells(row, look) for row in rows for look in row.looks or (None,)]
    day = clock.local(clock.now())
    name = f"{say(SEEN)} {round_code} {day.year + 543}-{day:%m-%d}.csv"
    data = table_csv(headers=_headers(), rows=lines)
    return download(data, name=name, content_type="text/csv; charset=utf-8")


def _computation(request: ActorRequest, round_code: str) -> Computation:
    return computation_for(request.actor, round_code=round_code, number=asked_number(request))


def _wanted(request: ActorRequest) -> SeenFilter:
    asked = request.GET
    state = asked.get("state", "")
    return SeenFilter(state=state if state in STATES else "", region=asked.get("region", "")[:3])


def _post(look: Look) -> Bilingual:
    """The post a person held when they first looked; at the office itself, if there is one."""
    return _post_words(look.posts[0]) if look.posts else Bilingual("–", "–")


def _post_words(post: Post) -> Bilingual:
    role = post.role_name
    if post.agency is None:
        return role
    place = post.agency.short_name
    return Bilingual(f"{role.th} {place.th}", f"{role.en}, {place.en}")


def _headers() -> list[str]:
    return [
        gettext("รหัส"),
        gettext("เขตพื้นที่"),
        gettext("เขตตรวจราชการ"),
        gettext("สถานะ"),
        gettext("ชื่อ"),
        gettext("ตำแหน่ง"),
        gettext("วิธี"),
        gettext("ครั้งแรก"),
        gettext("ล่าสุด"),
        gettext("จำนวนครั้ง"),
        gettext("ดูก่อนประกาศ"),
    ]


def _cells(row: OfficeSeen, look: Look | None) -> list[Value]:
    office: list[Value] = [
        row.office.code,
        say(row.office.short_name),
        ", ".join(say(region.name) for region in row.regions),
        say(STATES[row.state]),
    ]
    if look is None:
        return [*office, "", "", "", "", "", 0, ""]
    return [
        *office,
        look.person.full_name,
        say(_post(look)),
        say(WAYS[look.way]),
        _moment(look.first_at),
        _moment(look.last_at),
        look.times,
        "" if look.was_published else gettext("ใช่"),
    ]


def _moment(moment: dt.datetime) -> str:
    return thai_datetime(clock.local(moment), short=True)


urlpatterns = [
    path("rounds/<slug:round_code>/seen/", seen, name="central-sights"),
    path("rounds/<slug:round_code>/seen.csv", seen_file, name="central-sights-csv"),
]
