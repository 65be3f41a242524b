"""The page on which an office reflects on a published round: what to take into the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tidtam.followups.reflection import (
    Footing,
    Reflection,
    may_reflect,
    reflection_of,
    round_known,
)
from tidtam.orgs.queries import office_by_code
from tidtam.reports.printing import CONTENT_TYPES
from tidtam.reports.reflection import reflection_word
from tidtam.results.errors import ResultNotFound
from tidtam.shared.errors import NotAllowed
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail, download
from tidtam.web.office.doors import for_readers

if TYPE_CHECKING:
    from tidtam.orgs.models import Agency
    from tidtam.rounds.models import Round

REFLECTION: Final = Bilingual("การสะท้อนผล", "Reflection")
_MINE: Final = Bilingual("เขตของฉัน", "My office")


@require_GET
@for_readers
def own(request: ActorRequest, round_code: str) -> HttpResponse:
    """The reflection of the reader's own office; for the bureau, the round's offices."""
    codes = sorted(
        code
        for code in request.actor.agency_codes
        if request.actor.may("followups.see", agency_code=code)
    )
    if codes:
        return _page(request, round_code, codes[0])
    if not request.actor.may("rounds.see_all"):
        request.actor.must("offices.see_own")
    return redirect("central-round", round_code)


@require_GET
@for_readers
def reflection(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """Item by item: where it stood, what was said and done, what the next round asks."""
    return _page(request, round_code, office_code)


@require_GET
@for_readers
def word(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """The same as a Word file."""
    _office, round_, found = _found(request, round_code, office_code)
    if found is None:
        raise ResultNotFound(
            f"ยังไม่มีผลที่ประกาศของเขตนี้ในรอบ {round_.code} โปรดรอประกาศผล",
            f"No result of this office is published in round {round_.code}; "
            "please wait for publication.",
        )
    name, data = reflection_word(found)
    return download(data, name=name, content_type=CONTENT_TYPES["docx"])


def _page(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    office, round_, found = _found(request, round_code, office_code)
    is_own = office.code in request.actor.agency_codes
    context = {
        "round": round_,
        "office": office,
        "is_demo": round_.is_demo,
        "reflection": found,
        "summary": _summary(found) if found else [],
        "may_report": is_own or request.actor.may("submissions.see"),
        "is_own": is_own,
        "trail": _trail(request, round_, office, is_published=found is not None),
    }
    return render(request, "web/office/reflection.html", context)


def _found(
    request: ActorRequest, round_code: str, office_code: str
) -> tuple[Agency, Round, Reflection | None]:
    """The office, the round and the reflection, for those who may read it."""
    office = office_by_code(office_code)
    if not may_reflect(request.actor, office=office):
        raise NotAllowed(
            "หน้านี้เปิดให้เขตนั้น ส่วนกลาง และผู้ประเมินที่ได้รับมอบหมายข้อของเขตนั้น โปรดกลับไปหน้าแรก",
            "This page is open to that office, the bureau and whoever has its items to mark; "
            "please go back to the first page.",
        )
    round_ = round_known(request.actor, code=round_code, office=office)
    return office, round_, reflection_of(round_, office=office, actor=request.actor)


def _summary(found: Reflection) -> list[tuple[Bilingual, list[object]]]:
    """What stands on top: each sentence with its items."""
    return [
        (Bilingual("ทำได้ดีแล้ว ควรรักษาไว้", "Strong, to be kept"), [*found.of(Footing.STRONG)]),
        (Bilingual("ควรยกระดับในรอบถัดไป", "To be raised"), [*found.of(Footing.TO_RAISE)]),
        (
            Bilingual("ข้อเสนอแนะที่ยังต้องตอบหรือดำเนินการ", "Recommendations still open"),
            [*found.open_items],
        ),
    ]


def _trail(request: ActorRequest, round_: Round, office: Agency, *, is_published: bool) -> Trail:
    is_own = office.code in request.actor.agency_codes
    trail: Trail = [(_MINE, reverse("office-home"))] if is_own else []
    if is_published:
        address = reverse("result-office", args=[round_.code, office.code])
        title = Bilingual(
            f"{office.short_th} {round_.title_th}", f"{office.short_en}, {round_.title_en}"
        )
        trail.append((title, address))
    return [*trail, (REFLECTION, "")]
