"""What an office sees first: its own published results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.orgs.models import Agency
from tidtam.orgs.queries import office_by_code
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.queries import results_seen_by
from tidtam.results.reading import ReadResult, read_result
from tidtam.results.states import State
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act


@dataclass(frozen=True)
class PublishedRound:
    """A published round of one office: its results in the order of the round's instruments."""

    title: Bilingual
    computation: Computation
    results: tuple[ReadResult, ...]


@require_GET
@for_act("offices.see_own")
def home(request: ActorRequest) -> HttpResponse:
    """The offices the reader holds a post at, each with its published rounds."""
    offices = [office_by_code(code) for code in sorted(request.actor.agency_codes)]
    kept = (
        results_seen_by(request.actor)
        .filter(office__in=offices, computation__state=State.PUBLISHED.value)
        .order_by("-computation__published_at")
        .prefetch_related("computation__round__instruments")
    )
    by_office = [(each, _rounds(each, kept)) for each in offices]
    return render(request, "web/office/home.html", {"offices": by_office, "trail": []})


def _rounds(office: Agency, kept: Iterable[OfficeResult]) -> list[PublishedRound]:
    by_computation: dict[int, list[OfficeResult]] = {}
    for result in kept:
        if result.office_id == office.pk:
            by_computation.setdefault(result.computation_id, []).append(result)
    return [_round(results) for results in by_computation.values()]


def _round(results: list[OfficeResult]) -> PublishedRound:
    computation = results[0].computation
    round_ = computation.round
    order = {each.framework_id: each.order for each in round_.instruments.all()}
    in_order = sorted(results, key=lambda result: order.get(result.framework_id, len(order)))
    return PublishedRound(
        title=Bilingual(round_.title_th, round_.title_en),
        computation=computation,
        results=tuple(read_result(each) for each in in_order),
    )
