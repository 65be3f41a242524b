"""One appeal for the bureau and the panel's heads: all that is known, and who is to decide."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from tidtam.appeals.actions import give
from tidtam.appeals.candidates import candidates_for
from tidtam.appeals.errors import AppealNotFound
from tidtam.appeals.queries import appeal_for
from tidtam.appeals.shown import judged_of, sees_who
from tidtam.reviews.decisions import decisions_of
from tidtam.reviews.moderating import difference_of, moderated_item
from tidtam.reviews.panels import panel_for
from tidtam.reviews.states import DECISION_KINDS, DecisionKind
from tidtam.shared.errors import Conflict, NotFound, TidtamError, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.appeals.desk import NOT_CHOSEN, chosen, people_for, trail_of
from tidtam.web.appeals.doors import for_heads, to_a_page
from tidtam.web.appeals.incoming import number_in
from tidtam.web.appeals.shown import about
from tidtam.web.http import ActorRequest, say, tell

if TYPE_CHECKING:
    from tidtam.appeals.models import Appeal
    from tidtam.people.actor import Actor
    from tidtam.reviews.judging import Judged
    from tidtam.reviews.moderating import GivenMark
    from tidtam.rounds.models import Item

_GIVEN: Final = Bilingual("มอบผู้พิจารณาแล้ว ระบบแจ้งผู้ได้รับมอบ", "Given; the person is being told.")


@dataclass(frozen=True, slots=True)
class Earlier:
    """A decision about the item, as the heads read it."""

    mark: Judged | None
    kind: Bilingual
    is_current: bool
    at: dt.datetime
    by: str
    reason: str


@require_GET
@for_heads
def appeal(request: ActorRequest, pk: int) -> HttpResponse:
    """Everything about one appeal on one page."""
    return _page(request, _appeal_for(request.actor, pk=pk))


@to_a_page("appeal", for_heads)
@for_heads
def give_one(request: ActorRequest, pk: int) -> HttpResponse:
    """Give an appeal to somebody, or to somebody else."""
    found = _appeal_for(request.actor, pk=pk)
    decider = chosen(request, candidates_for(found, actor=request.actor))
    if decider is None:
        return _page(request, found, problem=NOT_CHOSEN, status=422)
    seen = number_in(request.POST.get("seen", ""))
    try:
        give(found, decider=decider.person, seen_decider=seen, by=request.actor)
    except (Conflict, WrongState) as error:
        fresh = _appeal_for(request.actor, pk=pk)
        return _page(request, fresh, problem=error.message, status=_status(error))
    tell(request, _GIVEN)
    return redirect("appeal", pk)


def _appeal_for(actor: Actor, *, pk: int) -> Appeal:
    """An appeal that is not of the reader's own office: that one they read as its office does.

    Raises:
        AppealNotFound: none for this actor.
    """
    found = appeal_for(actor, pk=pk)
    if not sees_who(actor, found.item.submission.office.code):
        raise AppealNotFound
    return found


def _status(error: TidtamError) -> int:
    return 409 if isinstance(error, Conflict) else 422


def _page(
    request: ActorRequest, found: Appeal, *, problem: Bilingual | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor
    may_give = actor.may("appeals.give", state=found.state)
    context = about(found, actor=actor)
    context |= {
        "may_give": may_give,
        "marks": _marks(found.item, actor),
        "decisions": [_earlier(found.item, each) for each in decisions_of(found.item)],
        "errors": [("decider", say(problem))] if problem else [],
        "trail": trail_of(request, found.round, here=context["subject"].label),
    }
    if may_give:
        rows = candidates_for(found, actor=actor)
        context |= people_for([rows], now=found.decider_id or 0)
    return render(request, "web/appeals/desk_item.html", context, status=status)


def _marks(item: Item, actor: Actor) -> list[GivenMark]:
    """What the reviewers gave with their reasons; none where no panel marked in the system."""
    try:
        known = moderated_item(actor, pk=item.pk)
        panel = panel_for(actor, round_code=item.submission.round.code)
    except NotFound:
        return []
    found = difference_of(known, panel=panel, actor=actor)
    return [*found.marks, *([found.third] if found.third else [])]


def _earlier(item: Item, decision: Any) -> Earlier:
    return Earlier(
        mark=judged_of(item, decision.answer),
        kind=DECISION_KINDS[DecisionKind(decision.kind)],
        is_current=decision.is_current,
        at=decision.decided_at,
        by=decision.decided_by,
        reason=decision.reason,
    )
