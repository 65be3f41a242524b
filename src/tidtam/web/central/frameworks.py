"""Frameworks: list, one version, drafts."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from tidtam.web.http import ActorRequest, for_act


@for_act("frameworks.see")
def frameworks(request: ActorRequest) -> HttpResponse:
    return HttpResponse(status=501)


urlpatterns = [path("frameworks/", frameworks, name="central-frameworks")]
