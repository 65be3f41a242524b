"""What an office sees first: its own published results."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.orgs.queries import office_by_code
from tidtam.results.queries import results_seen_by
from tidtam.results.states import State
from tidtam.web.http import ActorRequest, for_act


@require_GET
@for_act("offices.see_own")
def home(request: ActorRequest) -> HttpResponse:
    """The offices the reader holds a post at, each with its published rounds."""
    offices = []
    for code in sorted(request.actor.agency_codes):
        mine = results_seen_by(request.actor).filter(
            office__code=code, computation__state=State.PUBLISHED.value
        )
        rounds: dict[int, list[object]] = {}
        for result in mine.order_by("-computation__published_at", "framework__code"):
            rounds.setdefault(result.computation_id, []).append(result)
        offices.append((office_by_code(code), list(rounds.values())))
    return render(request, "web/office/home.html", {"offices": offices, "trail": []})
