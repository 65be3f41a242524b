"""Marks of a round: the grid on screen, the Excel round trip."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from tidtam.web.http import ActorRequest, for_act


@for_act("marks.see")
def grid(request: ActorRequest, round_code: str) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns = [path("rounds/<slug:round_code>/marks/", grid, name="central-marks")]
