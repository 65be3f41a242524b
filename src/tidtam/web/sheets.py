"""One office's result sheet as PDF or Word, for those who may download it."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tidtam.reports.printing import CONTENT_TYPES, one_sheet
from tidtam.reports.sheets.print import Format
from tidtam.results.errors import ResultNotFound
from tidtam.results.queries import computation_for
from tidtam.results.sheets import office_sheets
from tidtam.web.http import ActorRequest, download


@require_GET
def sheet(request: ActorRequest, round_code: str, office_code: str, kind: str) -> HttpResponse:
    """The sheet of one office in one format."""
    asked = request.GET.get("n", "")
    number = int(asked) if asked.isdigit() and len(asked) < 6 else None
    computation = computation_for(request.actor, round_code=round_code, number=number)
    request.actor.must("sheets.download", agency_code=office_code, state=computation.state)
    sheets = list(office_sheets(computation, actor=request.actor, office_codes=[office_code]))
    if not sheets or kind not in CONTENT_TYPES:
        raise ResultNotFound(
            f"ไม่มีใบแจ้งผลของหน่วยงานรหัส {office_code} แบบ {kind} โปรดเลือกจากหน้าผลของเขต",
            f"There is no {kind} sheet of office {office_code}; "
            "please choose from the office's page.",
        )
    name, data = one_sheet(sheets[0], cast("Format", kind))
    return download(data, name=name, content_type=CONTENT_TYPES[kind])
