"""The bureau raises an appeal for an office: choose the office, the item, say why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tidtam.appeals.actions import raise_for
from tidtam.appeals.published import marks_in_force
from tidtam.appeals.queries import appealable_items
from tidtam.appeals.rules import LONGEST
from tidtam.appeals.states import AppealState
from tidtam.rounds.queries import offices_asked
from tidtam.shared.errors import BadInput, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.appeals.desk import round_for, trail_of
from tidtam.web.appeals.incoming import number_in
from tidtam.web.http import ActorRequest, for_act, say, tell
from tidtam.web.named import NONE, SEVERAL, office_meant

if TYPE_CHECKING:
    from tidtam.appeals.queries import AppealableItem
    from tidtam.orgs.models import Agency
    from tidtam.rounds.models import Round

_HERE: Final = Bilingual("เปิดคำทักท้วงให้เขต", "Raise an appeal for an office")
_RAISED: Final = Bilingual(
    "เปิดคำทักท้วงให้เขตแล้ว ระบบแจ้งเขต เรื่องนี้รอมอบผู้พิจารณา",
    "The appeal is raised and the office is being told; it waits to be given to somebody.",
)
_NO_ITEM: Final = Bilingual(
    "ยังไม่ได้เลือกข้อ โปรดเลือกจากรายการ", "No item is chosen; please choose one."
)


@require_http_methods(["GET", "POST"])
@for_act("appeals.raise")
def raise_one(request: ActorRequest, round_code: str) -> HttpResponse:
    """First the office by its name, then the item and the reason."""
    round_ = round_for(round_code)
    office, candidates, name = _office(request, round_)
    context: dict[str, Any] = {
        "heading": _HERE,
        "round": round_,
        "name": name,
        "candidates": candidates,
        "office": office,
        "most": LONGEST,
        "is_demo": round_.is_demo,
        "trail": trail_of(request, round_, here=_HERE),
        "errors": [],
    }
    if office is None:
        problem = (SEVERAL if candidates else NONE) if name else None
        context["errors"] = [("name", say(problem))] if problem else []
        return _page(request, context, is_wrong=bool(problem) and request.method == "POST")
    rows = _items(request, round_, office)
    context |= {"rows": rows, "chosen": 0, "reason": ""}
    if request.method == "GET":
        return _page(request, context)
    return _raise(request, context, rows)


def _raise(
    request: ActorRequest, context: dict[str, Any], rows: list[AppealableItem]
) -> HttpResponse:
    key = number_in(request.POST.get("item", ""))
    reason = request.POST.get("reason", "").replace("\r\n", "\n")
    context |= {"chosen": key, "reason": reason}
    item = next((row.item for row in rows if row.item.pk == key), None)
    if item is None:
        context["errors"] = [("item", say(_NO_ITEM))]
        return _page(request, context, is_wrong=True)
    try:
        made = raise_for(item, reason=reason, by=request.actor)
    except (BadInput, WrongState) as error:
        place = "reason" if isinstance(error, BadInput) else "item"
        context["errors"] = [(place, say(error.message))]
        return _page(request, context, is_wrong=True)
    tell(request, _RAISED)
    return redirect("appeal", made.pk)


def _page(
    request: ActorRequest, context: dict[str, Any], *, is_wrong: bool = False
) -> HttpResponse:
    status = 422 if is_wrong else 200
    return render(request, "web/appeals/raise.html", context, status=status)


def _office(request: ActorRequest, round_: Round) -> tuple[Agency | None, list[Agency], str]:
    """The office that is meant, else those that may be, and what was typed."""
    sent = request.POST if request.method == "POST" else request.GET
    name = sent.get("name", "").strip()[:200]
    if not name:
        return None, [], ""
    office, candidates = office_meant(offices_asked(round_), name)
    return office, candidates, name


def _items(request: ActorRequest, round_: Round, office: Agency) -> list[AppealableItem]:
    """The office's items with a published mark that nobody appeals, an embargo or none."""
    marks = marks_in_force(round_, office=office)
    rows = appealable_items(round_, office_code=office.code, actor=request.actor)
    free = (None, AppealState.WITHDRAWN)
    return [
        row
        for row in rows
        if row.item.pk in marks and (row.appeal.state if row.appeal else None) in free
    ]
