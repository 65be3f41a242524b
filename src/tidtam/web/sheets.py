"""One office's result sheet, and its letter, as PDF or Word, for those who may download it."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from tidtam.reports.printing import CONTENT_TYPES, one_letter, one_sheet
from tidtam.reports.sheets.print import Format
from tidtam.results.errors import ResultNotFound
from tidtam.results.queries import computation_for
from tidtam.results.sheets import OfficeSheet, office_sheets
from tidtam.results.sights import saw
from tidtam.results.states import Way
from tidtam.shared import clock
from tidtam.web.http import ActorRequest, download

_WAYS = {"pdf": Way.PDF, "docx": Way.WORD}


@require_GET
def sheet(request: ActorRequest, round_code: str, office_code: str, kind: str) -> HttpResponse:
    """The sheet of one office in one format."""
    found = _sheet(request, round_code, office_code, kind)
    name, data = one_sheet(found, cast("Format", kind))
    saw(found.computation, found.office, actor=request.actor, way=_WAYS[kind], now=clock.now())
    return download(data, name=name, content_type=CONTENT_TYPES[kind])


@require_GET
def letter(request: ActorRequest, round_code: str, office_code: str, kind: str) -> HttpResponse:
    """The letter with which the sheet of one office is sent, in one format."""
    name, data = one_letter(_sheet(request, round_code, office_code, kind), cast("Format", kind))
    return download(data, name=name, content_type=CONTENT_TYPES[kind])


def _sheet(request: ActorRequest, round_code: str, office_code: str, kind: str) -> OfficeSheet:
    """What the sheet of one office says, for those who may download it."""
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
    return sheets[0]
