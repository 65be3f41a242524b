"""Result sheets of a round: how they look, printing all of them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from tidtam.web.http import ActorRequest, for_act


@for_act("sheets.print")
def sheets(request: ActorRequest, round_code: str) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns = [path("rounds/<slug:round_code>/sheets/", sheets, name="central-sheets")]
