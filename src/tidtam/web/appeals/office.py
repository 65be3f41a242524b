"""An office's appeals of a round: each marked item, and the page on which one is appealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tidtam.appeals.actions import begin
from tidtam.appeals.queries import appeal_for, appealable_items
from tidtam.appeals.rules import LONGEST
from tidtam.appeals.states import AppealState
from tidtam.frameworks.queries import definition_of
from tidtam.history.queries import entries_about
from tidtam.results.queries import published_computations, results_seen_by
from tidtam.results.states import State
from tidtam.rounds.workspace import item_for, submissions_seen_by
from tidtam.shared.errors import NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.appeals.reading import subject_of
from tidtam.web.appeals.shown import APPEALS, TONES, about, shown_window
from tidtam.web.http import ActorRequest, Trail, say
from tidtam.web.office.doors import for_readers
from tidtam.web.office.moments import said_moment
from tidtam.web.reviewing.marks import MarkField, mark_field, with_text

if TYPE_CHECKING:
    from tidtam.appeals.models import Appeal
    from tidtam.appeals.queries import AppealableItem, AppealView
    from tidtam.orgs.models import Agency
    from tidtam.people.actor import Actor
    from tidtam.reviews.judging import Judged
    from tidtam.rounds.models import Round

_MINE: Final = Bilingual("เขตของฉัน", "My office")
_GO_ON: Final = Bilingual("เขียนต่อ", "Go on writing")
_SEND: Final = Bilingual("อ่านและยื่น", "Read and send")
_OPEN: Final = Bilingual("เปิดดู", "Open")
_READ: Final = Bilingual("อ่านผลการพิจารณา", "Read the decision")


@dataclass(frozen=True, slots=True)
class ShownAppeal:
    """What was begun about an item, with what one does next."""

    pk: int
    state: Bilingual
    tone: str
    act: Bilingual


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the office's published result."""

    item_id: int
    label: Bilingual
    title: Bilingual
    mark: Judged | None
    advice: str
    appeal: ShownAppeal | None
    may_begin: bool
    is_again: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one instrument."""

    title: Bilingual
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class OfficeList:
    """The items of one office of the reader's."""

    code: str
    title: Bilingual
    groups: list[Group]

    @property
    def has_appeals(self) -> bool:
        return any(row.appeal for group in self.groups for row in group.rows)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the fields: what is stored, or what was typed and not kept."""

    edit: int
    reason: str
    wanted: str


@require_GET
@for_readers
def appeals(request: ActorRequest, round_code: str) -> HttpResponse:
    """Every item of the reader's offices in a round: its mark, and what is said against it."""
    codes = own_offices(request.actor)
    if not codes:
        request.actor.must("appeals.see")
        return redirect("central-appeals", round_code)
    reports = list(
        submissions_seen_by(request.actor)
        .filter(round__code=round_code, office__code__in=codes)
        .order_by("office__order")
    )
    if not reports:
        return _without_reports(request, round_code, codes)
    round_ = reports[0].round
    lists = [_list(request.actor, round_, each.office) for each in reports]
    context = {
        "heading": APPEALS,
        "round": round_,
        "window": shown_window(round_),
        "is_published": published_computations().filter(round=round_).exists(),
        "offices": [each for each in lists if each.groups],
        "is_demo": round_.is_demo,
        "trail": [(_MINE, reverse("office-home")), (_titled(round_), "")],
    }
    return render(request, "web/appeals/office_list.html", context)


def _without_reports(request: ActorRequest, round_code: str, codes: list[str]) -> HttpResponse:
    """Why nothing can be appealed where marks came in without reports.

    Raises:
        NotFound: the office has no published result of such a round either.
    """
    results = results_seen_by(request.actor).filter(
        computation__round__code=round_code,
        computation__state=State.PUBLISHED.value,
        office__code__in=codes,
    )
    found = results.first()
    if found is None:
        raise NotFound(
            "เขตของท่านไม่ได้รายงานในรอบนี้ โปรดเลือกรอบจากหน้าเขตของฉัน",
            "Your office has no report in this round; please choose a round on your own page.",
        )
    round_ = found.computation.round
    context = {
        "heading": APPEALS,
        "round": round_,
        "is_without_reports": True,
        "is_demo": round_.is_demo,
        "trail": [(_MINE, reverse("office-home")), (_titled(round_), "")],
    }
    return render(request, "web/appeals/office_list.html", context)


def own_offices(actor: Actor) -> list[str]:
    """Unit codes of the offices whose appeals the reader writes or sends."""
    state = AppealState.WRITING.value
    return sorted(
        code
        for code in actor.agency_codes
        if actor.may("appeals.write", agency_code=code, state=state)
    )


def _list(actor: Actor, round_: Round, office: Agency) -> OfficeList:
    rows = appealable_items(round_, office_code=office.code, actor=actor)
    may_send = actor.may("appeals.send", agency_code=office.code, state=AppealState.WRITING.value)
    marked = [each for each in rows if each.mark is not None]
    by_instrument: dict[int, list[AppealableItem]] = {}
    for each in marked:
        by_instrument.setdefault(each.item.instrument_id, []).append(each)
    return OfficeList(
        code=office.code,
        title=office.short_name,
        groups=[_group(found, may_send=may_send) for found in by_instrument.values()],
    )


def _group(found: Sequence[AppealableItem], *, may_send: bool) -> Group:
    framework = definition_of(found[0].item.instrument.framework)
    return Group(framework.title, [_row(each, may_send=may_send) for each in found])


def _row(found: AppealableItem, *, may_send: bool) -> Row:
    appeal = found.appeal
    is_again = appeal is not None and appeal.state is AppealState.WITHDRAWN
    return Row(
        item_id=found.item.pk,
        label=found.label,
        title=found.title,
        mark=found.mark,
        advice=found.advice,
        appeal=_shown(appeal, may_send=may_send) if appeal else None,
        may_begin=found.why_not is None and (appeal is None or is_again),
        is_again=is_again,
    )


def _shown(appeal: AppealView, *, may_send: bool) -> ShownAppeal:
    act = _OPEN
    if appeal.state is AppealState.WRITING:
        act = _SEND if may_send else _GO_ON
    elif appeal.state is AppealState.DECIDED:
        act = _READ
    return ShownAppeal(appeal.pk, appeal.label, TONES[appeal.state], act)


@require_POST
@for_readers
def begin_one(request: ActorRequest, pk: int) -> HttpResponse:
    """Begin the appeal of an item, or go on with it."""
    made = begin(item_for(request.actor, pk=pk), by=request.actor)
    return redirect("office-appeal", made.pk)


@require_GET
@for_readers
def appeal(request: ActorRequest, pk: int) -> HttpResponse:
    """One appeal, to be written or read by its office."""
    return appeal_page(request, appeal_for(request.actor, pk=pk))


def appeal_page(
    request: ActorRequest,
    found: Appeal,
    *,
    typed: Typed | None = None,
    problem: Bilingual | None = None,
    place: str = "reason",
    clash: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an appeal; with ``typed`` what could not be kept, and why not."""
    actor, code = request.actor, found.item.submission.office.code
    context = about(found, actor=actor)
    is_open = context["window"].is_open
    may_write = is_open and actor.may("appeals.write", agency_code=code, state=found.state)
    may_withdraw = actor.may("appeals.withdraw", agency_code=code, state=found.state)
    context |= {
        "office_code": code,
        "may_write": may_write,
        "may_attach": may_write,
        "may_send": may_write and actor.may("appeals.send", agency_code=code, state=found.state),
        "is_draft": found.state == AppealState.WRITING,
        "may_withdraw": may_withdraw and not found.is_for_the_office,
        "is_own": code in own_offices(actor),
        "most": LONGEST,
        "typed": typed or Typed(found.edit, found.reason, ""),
        "saved_at": "" if typed or not may_write else _saved_at(found),
        "field": field_of(found, typed),
        "problem": say(problem) if problem else "",
        "errors": [(place, say(problem))] if problem else [],
        "clash": clash,
        "trail": trail_to(request, found),
    }
    return render(request, "web/appeals/office_item.html", context, status=status)


def field_of(found: Appeal, typed: Typed | None) -> MarkField:
    """The field of the mark the office holds right."""
    field = mark_field(found.item, answer=found.wanted)
    return with_text(field, typed.wanted) if typed else field


def _saved_at(found: Appeal) -> str:
    last = entries_about(f"appeals.appeal:{found.pk}").filter(act="appeals.write").last()
    return said_moment(last.at) if last else ""


def trail_to(request: ActorRequest, found: Appeal, *, here: Bilingual | None = None) -> Trail:
    """From the reader's own office, or from the bureau's list, to an appeal and a page of it."""
    round_ = found.round
    label = subject_of(found.item).label
    own = found.item.submission.office.code in own_offices(request.actor)
    name = "office-appeals" if own else "central-appeals"
    trail: Trail = [(_MINE, reverse("office-home"))] if own else []
    trail.append((_titled(round_), reverse(name, args=[round_.code])))
    if here is None:
        return [*trail, (label, "")]
    return [*trail, (label, reverse("office-appeal", args=[found.pk])), (here, "")]


def _titled(round_: Round) -> Bilingual:
    return Bilingual(
        f"{APPEALS.th} {round_.title_th}", f"{APPEALS.in_language('en')}, {round_.title_en}"
    )
