"""Conflicts of interest: all of a panel's for the bureau, a reviewer's own for themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from tidtam.orgs.queries import agencies, offices, provinces
from tidtam.people.models import Person
from tidtam.reviews.conflicts import conflict_for, conflicts_seen_by, declare_conflict, end_conflict
from tidtam.reviews.falling_open import FallingOpen, fallen_open, falling_open
from tidtam.reviews.panel_overview import reviewer_rows
from tidtam.reviews.progress import OfficeWork, my_offices
from tidtam.reviews.states import PanelState
from tidtam.shared.errors import TidtamError
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act, posted, say, tell
from tidtam.web.named import NONE, SEVERAL, office_meant
from tidtam.web.panels.forms import ConflictForm, ReasonForm, SomebodysConflictForm
from tidtam.web.panels.frame import asked_panel, form_page, panel_context
from tidtam.web.reviewing.doors import MINE

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from tidtam.orgs.models import Agency, Province
    from tidtam.reviews.models import Conflict

A_PAGE: Final = 50
_HERE: Final = Bilingual("ส่วนได้เสียของฉัน", "My conflicts of interest")
_DECLARED: Final = Bilingual("แจ้งส่วนได้เสียแล้ว มีผลทันที", "The conflict is declared and holds at once.")


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def conflicts(request: ActorRequest, round_code: str) -> HttpResponse:
    """The conflicts of everybody on a panel; the bureau declares and ends them here."""
    panel = asked_panel(request, round_code)
    people = [row.reviewer.person for row in reviewer_rows(panel)]
    context = panel_context(request, panel, "panel-conflicts") | {"is_closed": False}
    form: SomebodysConflictForm | None = None
    candidates: list[Agency] = []
    if request.actor.may("conflicts.declare"):
        form = SomebodysConflictForm(
            posted(request),
            provinces=_provinces(),
            people=people,
            initial={"person": request.GET.get("person", "")},
        )
        if request.method == "POST" and form.is_valid():
            chosen = next(each for each in people if str(each.pk) == form.cleaned_data["person"])
            meant = _meant(form)
            candidates = meant.candidates
            falling = _falling(chosen, meant) if meant.is_found else []
            is_told = not falling or "confirmed" in request.POST
            if meant.is_found and not is_told:
                context |= {"falling": falling, "meant": meant}
            elif meant.is_found:
                declared = _declare(request, form, chosen, meant)
                if declared is not None:
                    return redirect(f"{request.path}?declared={declared.pk}")
    shown = next((each for each in people if str(each.pk) == request.GET.get("person")), None)
    found = conflicts_seen_by(request.actor).filter(person__in=[shown] if shown else people)
    context |= _listed(request, found) | {
        "form": form if people else None,
        "candidates": candidates,
        "fallen": _fallen(request),
        "person": shown,
        "with_names": shown is None,
        "may_end": request.actor.may("conflicts.end"),
    }
    status = 422 if form is not None and form.is_bound and "falling" not in context else 200
    return render(request, "web/panels/conflicts.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_act("conflicts.declare")
def my_conflicts(request: ActorRequest) -> HttpResponse:
    """A reviewer's own conflicts; whoever declares one loses the office's reports at once."""
    me = request.user
    assert isinstance(me, Person)  # noqa: S101  the right above needs somebody signed in
    works = my_offices(request.actor)
    form = ConflictForm(
        posted(request), provinces=_provinces(), initial={"name": request.GET.get("office", "")}
    )
    candidates: list[Agency] = []
    leaving: list[OfficeWork] = []
    planned: list[FallingOpen] = []
    if request.method == "POST" and form.is_valid():
        meant = _meant(form)
        own = {each.office_code for each in works}
        candidates = sorted(meant.candidates, key=lambda office: office.code not in own)
        leaving, planned = _works_at(meant, works), _planned(me, meant)
        is_told = not (leaving or planned) or "confirmed" in request.POST
        if meant.is_found and is_told:
            if _declare(request, form, me, meant) is not None:
                if leaving:
                    tell(request, _became(leaving))
                return redirect("my-conflicts")
            leaving, planned = [], []
    found = conflicts_seen_by(request.actor).filter(person=me)
    context = _listed(request, found) | {
        "form": form,
        "candidates": candidates,
        "leaving": leaving,
        "planned": planned,
        "my_works": works,
        "with_names": False,
        "may_end": False,
        "trail": [(MINE, reverse("reviewing")), (_HERE, "")] if works else [],
    }
    status = 422 if form.is_bound and not (leaving or planned) else 200
    return render(request, "web/panels/my_conflicts.html", context, status=status)


@require_http_methods(["GET", "POST"])
@for_act("conflicts.end")
def conflict_end(request: ActorRequest, round_code: str, pk: int) -> HttpResponse:
    """End a conflict that is not true any more, with the reason."""
    panel = asked_panel(request, round_code)
    conflict = conflict_for(request.actor, pk=pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        end_conflict(conflict, reason=form.cleaned_data["reason"], by=request.actor)
        tell(request, Bilingual("สิ้นสุดรายการแล้ว", "The conflict is ended."))
        return redirect("panel-conflicts", round_code)
    here = Bilingual("สิ้นสุดส่วนได้เสีย", "End a conflict")
    context = panel_context(request, panel, "panel-conflicts", here) | {
        "form": form,
        "told": [_told(conflict)],
        "act": here,
        "back": reverse("panel-conflicts", args=[round_code]),
        "is_shut": conflict.ended_at is not None,
        "is_closed": False,
    }
    return form_page(request, "web/panels/form.html", context, form)


def _told(conflict: Conflict) -> Bilingual:
    name = conflict.person.full_name
    place = _place(conflict)
    if conflict.ended_at is not None:
        return Bilingual(
            f"รายการของ {name} กับ {place.th} สิ้นสุดแล้ว", f"{name}, {place.en}: ended already."
        )
    return Bilingual(
        f"{name} จะประเมิน {place.th} ได้อีกครั้ง หากไม่มีเหตุอื่น ข้อที่มอบให้ผู้อื่นไปแล้วไม่เปลี่ยน",
        f"{name} may judge {place.en} again unless something else stands against it. "
        "What was given to others stays with them.",
    )


def _place(conflict: Conflict) -> Bilingual:
    if conflict.office is not None:
        return Bilingual(conflict.office.short_th, conflict.office.short_en)
    name = conflict.province.name if conflict.province else Bilingual("", "")
    return Bilingual(f"ทุกเขตในจังหวัด{name.th}", f"every office in {name.en}")


@dataclass(frozen=True, slots=True)
class Meant:
    """The place a form means; without one, the offices that may be meant by the name."""

    office: Agency | None = None
    province: Province | None = None
    candidates: list[Agency] = field(default_factory=list)

    @property
    def is_found(self) -> bool:
        return self.office is not None or self.province is not None


def _meant(form: ConflictForm) -> Meant:
    """What a sound form names; the form has the error where it names none."""
    given: dict[str, Any] = form.cleaned_data
    if not given["name"]:
        return Meant(province=next(each for each in provinces() if each.code == given["province"]))
    office, candidates = office_meant(offices(), given["name"].strip())
    if office is None:
        form.add_error("name", say(SEVERAL if candidates else NONE))
    return Meant(office=office, candidates=candidates if office is None else [])


def _works_at(meant: Meant, works: list[OfficeWork]) -> list[OfficeWork]:
    """What a reviewer has at the place they name and will not have any more."""
    codes: set[str] = {meant.office.code} if meant.office else set()
    if meant.province:
        codes = set(agencies(province=meant.province.code).values_list("code", flat=True))
    return [each for each in works if each.office_code in codes]


def _planned(person: Person, meant: Meant) -> list[FallingOpen]:
    """What a panel that is being put together means to give them there; they have not seen it."""
    if not meant.is_found:
        return []
    return [each for each in _falling(person, meant) if each.panel.state == PanelState.PREPARING]


def _became(leaving: list[OfficeWork]) -> Bilingual:
    """What became of the marks."""
    items, done = sum(each.items for each in leaving), sum(each.done for each in leaving)
    return Bilingual(
        f"ถอน {items} ข้อออกจากรายการของท่านแล้ว คะแนนที่ท่านยืนยันไว้ {done} ข้อในนั้นไม่นำมาใช้ "
        "ส่วนกลางจะมอบให้ผู้อื่น",
        f"{items} items left your list. The {done} marks you had confirmed there are not used; "
        "the bureau gives the items to somebody else.",
    )


def _falling(person: Person, meant: Meant) -> list[FallingOpen]:
    return falling_open(person, office=meant.office, province=meant.province)


def _fallen(request: ActorRequest) -> list[FallingOpen]:
    """What the conflict that was declared a moment ago left without anybody."""
    asked = request.GET.get("declared", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        return []
    found = conflicts_seen_by(request.actor).filter(pk=int(asked), ended_at=None).first()
    return fallen_open(found) if found and request.actor.may("conflicts.end") else []


def _declare(
    request: ActorRequest, form: ConflictForm, person: Person, meant: Meant
) -> Conflict | None:
    """Declare what a form means; None with the form's error where it is refused."""
    try:
        declared = declare_conflict(
            person,
            office=meant.office,
            province=meant.province,
            reason=form.cleaned_data["reason"],
            by=request.actor,
        )
    except TidtamError as refusal:
        form.add_error("name", say(refusal.message))
        return None
    tell(request, _DECLARED)
    return declared


def _listed(request: ActorRequest, found: QuerySet[Conflict]) -> dict[str, object]:
    page = Paginator(found.order_by("-declared_at", "-pk"), A_PAGE).get_page(
        request.GET.get("page")
    )
    return {"conflicts": page.object_list, "page": page}


def _provinces() -> dict[str, str]:
    return {each.code: say(each.name) for each in provinces()}


urlpatterns = [
    path("<slug:round_code>/conflicts/", conflicts, name="panel-conflicts"),
    path("<slug:round_code>/conflicts/<int:pk>/end/", conflict_end, name="panel-conflict-end"),
]
own_urlpatterns = [path("reviewing/conflicts/", my_conflicts, name="my-conflicts")]
