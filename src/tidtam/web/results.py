"""Pages of results, for every audience: what each may see is decided by the queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tidtam.orgs.queries import find, inspection_regions
from tidtam.results.advice import advice_of
from tidtam.results.comparison import comparison_of
from tidtam.results.hidden import sees_all_results
from tidtam.results.queries import (
    computation_for,
    published_computations,
    results_of_office,
)
from tidtam.results.reading import TOTAL, ReadResult, read_result, why
from tidtam.results.sights import saw
from tidtam.results.states import STAFF_LABELS, State, Way
from tidtam.results.versions import Versions
from tidtam.results.wall import WallFilter, WallRow, distribution, filtered, wall_of
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail
from tidtam.web.levels import LEVEL_WORDS, LEVELS

if TYPE_CHECKING:
    from tidtam.orgs.models import Agency
    from tidtam.results.models import Computation
    from tidtam.rounds.models import Round

RESULTS = Bilingual("ผลที่เผยแพร่", "Published results")
MY_OFFICE = Bilingual("เขตของฉัน", "My office")
SORTS = ("order", "name", "value", "-value", "missing", "-missing")


@require_GET
def published(request: ActorRequest) -> HttpResponse:
    """Every published round, newest first."""
    rows = [(each, each.round) for each in published_computations()]
    return render(request, "web/results/published.html", {"rows": rows, "trail": []})


@require_GET
def wall(request: ActorRequest, round_code: str) -> HttpResponse:
    """All offices of a published round."""
    computation = _computation(request, round_code)
    actor = request.actor
    rows = wall_of(computation.round, computation=computation, actor=actor, marks=False)
    context = wall_context(request, computation.round, rows) | {
        "computation": computation,
        "is_replaced": computation.state == State.SUPERSEDED.value,
        # Links of an old wall stay with the old results.
        "number": asked_number(request),
        "trail": [(RESULTS, reverse("public-results")), (_title(computation), "")],
    }
    if request.htmx:
        return render(request, "web/results/wall_table.html", context)
    return render(request, "web/results/wall.html", context)


def wall_context(request: ActorRequest, round_: Round, rows: list[WallRow]) -> dict[str, object]:
    """What the wall's templates need, for the filter in the address."""
    wanted = _filter(request)
    instruments = instruments_of(round_)
    codes = [instrument.framework.code for instrument in instruments]
    if wanted.framework not in codes and codes:
        wanted = replace(wanted, framework=codes[0])
    kept = filtered(rows, wanted)
    near = _near(rows, wanted) if wanted.words and not kept else []
    return {
        "round": round_,
        "is_demo": round_.is_demo,
        "instruments": instruments,
        "wanted": wanted,
        "rows": kept or near,
        "guessed": bool(near),
        "all_count": len(rows),
        "held_count": sum(1 for row in rows if row.is_hidden),
        "columns": [(each, _next_sort(wanted, each.framework.code)) for each in instruments],
        "distributions": [(each, _counts(rows, each.framework.code)) for each in instruments],
        "regions": inspection_regions(),
        "levels": [*((str(n), LEVEL_WORDS[n]) for n in LEVELS), ("none", None)],
    }


def _near(rows: list[WallRow], wanted: WallFilter) -> list[WallRow]:
    """The offices whose names come near the words, as the register's finder ranks them."""
    codes = [candidate.agency.code for candidate in find(wanted.words)]
    others = filtered(rows, replace(wanted, words=""))
    by_code = {row.office.code: row for row in others}
    return [by_code[code] for code in codes if code in by_code]


def _counts(rows: list[WallRow], framework_code: str) -> dict[int | None, int]:
    return {level or None: n for level, n in distribution(rows, framework_code).items()}


def _next_sort(wanted: WallFilter, framework_code: str) -> str:
    """The sort after a click on an instrument's heading: best first, then worst first."""
    is_best_first = wanted.framework == framework_code and wanted.sort == "-value"
    return "value" if is_best_first else "-value"


def _filter(request: ActorRequest) -> WallFilter:
    asked = request.GET
    sort = asked.get("sort", "order")
    return WallFilter(
        words=asked.get("q", "").strip()[:100],
        kind=asked.get("kind", ""),
        region=asked.get("region", ""),
        level=asked.get("level", ""),
        framework=asked.get("framework", ""),
        sort=sort if sort in SORTS else "order",
    )


@require_GET
def office(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """What one office got, each number with its way there."""
    computation = _computation(request, round_code)
    kept = results_of_office(computation, office_code=office_code, actor=request.actor)
    results = [read_result(each) for each in kept]
    agency = kept[0].office
    saw(computation, agency, actor=request.actor, way=Way.PAGE, now=clock.now())
    is_mine = request.actor.may("sheets.download", agency_code=agency.code, state=computation.state)
    # Advice is for the office, the bureau and the chair only.
    is_advised = is_mine or sees_all_results(request.actor)
    advice = advice_of(kept, round_=computation.round) if is_advised else {}
    sections = [
        _section(request, computation, result, advice.get(result.kept.pk, {})) for result in results
    ]
    context = {
        "computation": computation,
        "round": computation.round,
        "round_title": _title(computation),
        "is_demo": computation.round.is_demo,
        "office": agency,
        "sections": sections,
        "may_download": is_mine,
        "is_advised": is_advised,
        "has_advice": any(section["has_advice"] for section in sections),
        "state": STAFF_LABELS[State(computation.state)],
        "version": Versions(computation, kept=kept).of(results),
        "query": _query(request),
        "trail": [*_way_in(request, computation, agency), (agency.short_name, "")],
    }
    return render(request, "web/results/office.html", context)


def _section(
    request: ActorRequest, computation: Computation, result: ReadResult, advice: Mapping[str, str]
) -> dict[str, object]:
    """One instrument on the office's page."""
    return {
        "result": result,
        "lines": [(line, advice.get(line.node.code, "")) for line in result.nodes],
        "overall": advice.get("", ""),
        "has_advice": any(advice.values()),
        "beside": comparison_of(
            result.kept.office,
            computation=computation,
            framework_code=result.framework.code,
            actor=request.actor,
        ),
        "total_code": TOTAL,
    }


@require_GET
def why_page(
    request: ActorRequest, round_code: str, office_code: str, framework_code: str, node_code: str
) -> HttpResponse:
    """Every step to one number, down to the marks and the rule."""
    computation = _computation(request, round_code)
    kept = results_of_office(computation, office_code=office_code, actor=request.actor)
    found = [each for each in kept if each.framework.code == framework_code]
    result = read_result(found[0] if found else kept[0])
    office = result.kept.office
    steps = why(result.kept, node_code)
    saw(computation, office, actor=request.actor, way=Way.PAGE, now=clock.now())
    line = next((line for line in result.nodes if line.node.code == node_code), None)
    context = {
        "computation": computation,
        "round": computation.round,
        "round_title": _title(computation),
        "is_demo": computation.round.is_demo,
        "office": office,
        "result": result,
        "line": line,
        "version": Versions(computation, kept=kept).of([result]),
        "steps": steps,
        "may_read_framework": request.actor.may("frameworks.see"),
        "query": _query(request),
        "trail": _why_trail(request, computation, result),
    }
    template = "why_steps.html" if request.htmx else "why.html"
    return render(request, f"web/results/{template}", context)


def _why_trail(request: ActorRequest, computation: Computation, result: ReadResult) -> Trail:
    agency = result.kept.office
    address = reverse("result-office", args=[computation.round.code, agency.code])
    return [
        *_way_in(request, computation, agency),
        (agency.short_name, address + _query(request)),
        (Bilingual("ที่มาของคะแนน", "Where the score comes from"), ""),
    ]


def _way_in(request: ActorRequest, computation: Computation, agency: Agency) -> Trail:
    """The first crumbs: from the reader's own office where it is theirs, else from all results."""
    is_own = request.actor.may("offices.see_own") and agency.code in request.actor.agency_codes
    first = (MY_OFFICE, reverse("office-home")) if is_own else (RESULTS, reverse("public-results"))
    return [first, (_title(computation), _wall_address(request, computation))]


def _query(request: ActorRequest) -> str:
    """What keeps links at the computation that is looked at."""
    number = asked_number(request)
    return f"?n={number}" if number is not None else ""


def _computation(request: ActorRequest, round_code: str) -> Computation:
    return computation_for(request.actor, round_code=round_code, number=asked_number(request))


def asked_number(request: ActorRequest) -> int | None:
    """The computation asked for by ``?n=``; staff may look at any, others at published ones."""
    asked = request.GET.get("n", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else None


def _title(computation: Computation) -> Bilingual:
    return Bilingual(computation.round.title_th, computation.round.title_en)


def _wall_address(request: ActorRequest, computation: Computation) -> str:
    """All offices of the computation that is looked at, on the page of this reader."""
    name = "result-wall"
    if request.actor.may("rounds.see_all"):
        name = "central-round"
    elif computation.published_at is None:  # only the chair reads what is not published yet
        name = "signing-round"
    return reverse(name, args=[computation.round.code]) + _query(request)
