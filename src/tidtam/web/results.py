"""Pages of results, for every audience: what each may see is decided by the queries."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tidtam.orgs.queries import inspection_regions
from tidtam.results.comparison import comparison_of
from tidtam.results.queries import (
    computation_for,
    published_computations,
    results_of_office,
)
from tidtam.results.reading import TOTAL, ReadResult, read_result, why
from tidtam.results.states import STAFF_LABELS, State
from tidtam.results.wall import WallFilter, WallRow, distribution, filtered, wall_of
from tidtam.reviews.queries import recommendations_of
from tidtam.rounds.queries import instruments_of
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail

if TYPE_CHECKING:
    from tidtam.results.models import Computation
    from tidtam.rounds.models import Round

RESULTS = Bilingual("ผลที่เผยแพร่", "Published results")
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
    rows = wall_of(computation.round, computation=computation, marks=False)
    context = wall_context(request, computation.round, rows) | {
        "computation": computation,
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
    return {
        "round": round_,
        "is_demo": round_.is_demo,
        "instruments": instruments,
        "wanted": wanted,
        "rows": kept,
        "all_count": len(rows),
        "counts": {(level or None): n for level, n in distribution(kept, wanted.framework).items()},
        "regions": inspection_regions(),
        "levels": ("5", "4", "3", "2", "1", "none"),
    }


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
    is_mine = request.actor.may("sheets.download", agency_code=agency.code, state=computation.state)
    context = {
        "computation": computation,
        "round": computation.round,
        "is_demo": computation.round.is_demo,
        "office": agency,
        "sections": [_section(request, computation, result, is_mine) for result in results],
        "may_download": is_mine,
        "state": STAFF_LABELS[State(computation.state)],
        "number": _number(request),
        "trail": [
            (RESULTS, reverse("public-results")),
            (_title(computation), _wall_address(request, computation)),
            (agency.short_name, ""),
        ],
    }
    return render(request, "web/results/office.html", context)


def _section(
    request: ActorRequest, computation: Computation, result: ReadResult, advised: bool
) -> dict[str, object]:
    """One instrument on the office's page; advice is for the office and the bureau only."""
    framework_code = result.framework.code
    instrument = next(
        (i for i in instruments_of(computation.round) if i.framework.code == framework_code), None
    )
    advice = (
        recommendations_of(instrument, office_id=result.kept.office_id)
        if advised and instrument is not None
        else {}
    )
    return {
        "result": result,
        "lines": [(line, advice.get(line.node.code, "")) for line in result.nodes],
        "overall": advice.get("", ""),
        "beside": comparison_of(
            result.kept.office, computation=computation, framework_code=framework_code
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
    steps = why(result.kept, node_code)
    line = next((line for line in result.nodes if line.node.code == node_code), None)
    context = {
        "computation": computation,
        "round": computation.round,
        "is_demo": computation.round.is_demo,
        "office": result.kept.office,
        "result": result,
        "line": line,
        "steps": steps,
        "may_read_framework": request.actor.may("frameworks.see"),
        "number": _number(request),
        "trail": _why_trail(request, computation, result),
    }
    template = "why_steps.html" if request.htmx else "why.html"
    return render(request, f"web/results/{template}", context)


def _why_trail(request: ActorRequest, computation: Computation, result: ReadResult) -> Trail:
    agency = result.kept.office
    address = reverse("result-office", args=[computation.round.code, agency.code])
    return [
        (RESULTS, reverse("public-results")),
        (_title(computation), _wall_address(request, computation)),
        (agency.short_name, address),
        (Bilingual("ที่มาของคะแนน", "Where the number comes from"), ""),
    ]


def _computation(request: ActorRequest, round_code: str) -> Computation:
    return computation_for(request.actor, round_code=round_code, number=_number(request))


def _number(request: ActorRequest) -> int | None:
    """The computation asked for by ``?n=``; staff may look at any, others at the published."""
    asked = request.GET.get("n", "")
    return int(asked) if asked.isdigit() and len(asked) < 6 else None


def _title(computation: Computation) -> Bilingual:
    return Bilingual(computation.round.title_th, computation.round.title_en)


def _wall_address(request: ActorRequest, computation: Computation) -> str:
    name = "central-round" if request.actor.may("rounds.see_all") else "result-wall"
    return reverse(name, args=[computation.round.code])
