"""One office's result sheet as PDF or Word, for those who may download it."""

from __future__ import annotations

from django.http import HttpResponse

from tidtam.web.http import ActorRequest


def one_sheet(
    request: ActorRequest, round_code: str, office_code: str, format_: str
) -> HttpResponse:
    return HttpResponse(status=501)
