"""An office's recommendations: the list, and the page on which one is answered."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tidtam.followups.actions import answer
from tidtam.followups.errors import AnswerLacks, FollowUpChangedMeanwhile
from tidtam.followups.models import FollowUpStep
from tidtam.followups.queries import follow_up_for, of_office
from tidtam.followups.rules import Said
from tidtam.followups.states import FOLLOW_UP_STATES, FollowUpState, move_for
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.followups import drafts
from tidtam.web.followups.forms import FORMS, AnswerForm
from tidtam.web.followups.shown import FOLLOW_UPS, Line
from tidtam.web.http import ActorRequest, Trail, tell
from tidtam.web.office.doors import for_readers

if TYPE_CHECKING:
    from tidtam.followups.models import FollowUp

_SAVED: Final = Bilingual("บันทึกคำตอบแล้ว", "The answer is saved.")
_NO_EVIDENCE: Final = Bilingual(
    "บันทึกแล้ว ยังไม่มีหลักฐาน หากมีภาพหรือเอกสารโปรดแนบในหน้านี้",
    "Saved. There is no evidence yet; if you have a picture or a document, please add it here.",
)
_TAKEN_BACK: Final = Bilingual("ถอนแล้วในผลฉบับที่แก้", "Taken back with a corrected result")
_CORRECT: Final = Bilingual("แก้ไขคำตอบ", "Correct the answer")
# What an answer most likely leads to from each state: its form stands open.
_USUAL: Final = {
    FollowUpState.WAITING: FollowUpState.ACCEPTED,
    FollowUpState.ACCEPTED: FollowUpState.DONE,
}


@dataclass(frozen=True, slots=True)
class Group:
    """The follow-ups of one office in one state."""

    state: Bilingual
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer, with its form; the usual one and the one just sent stand open."""

    label: Bilingual
    form: AnswerForm
    is_open: bool


@dataclass(frozen=True, slots=True)
class Step:
    """An earlier answer."""

    step: FollowUpStep
    state: Bilingual


@require_GET
@for_readers
def follow_ups(request: ActorRequest) -> HttpResponse:
    """The recommendations to the reader's offices: what waits first, then open, then settled."""
    codes = _own(request)
    if not codes:
        request.actor.must("followups.see")
        return redirect("central-follow-ups")
    found = of_office(request.actor, codes=codes)
    offices = [
        (Line(rows[0]).office_title, _groups(rows))
        for _pk, group in groupby(found, key=lambda each: each.office_id)
        if (rows := list(group))
    ]
    trail: Trail = [(_MINE, reverse("office-home")), (FOLLOW_UPS, "")]
    is_demo = any(each.instrument.round.is_demo for each in found)
    context = {"heading": FOLLOW_UPS, "offices": offices, "trail": trail, "is_demo": is_demo}
    return render(request, "web/followups/list.html", context)


_MINE: Final = Bilingual("เขตของฉัน", "My office")


def _own(request: ActorRequest) -> set[str]:
    """Unit codes of the offices whose recommendations the reader answers."""
    actor = request.actor
    return {code for code in actor.agency_codes if actor.may("followups.answer", agency_code=code)}


def _groups(rows: list[FollowUp]) -> list[Group]:
    return [
        Group(heading, [Line(each) for each in group])
        for heading, group in groupby(rows, key=_heading)
    ]


def _heading(follow_up: FollowUp) -> Bilingual:
    if follow_up.withdrawn_at is not None:
        return _TAKEN_BACK
    return FOLLOW_UP_STATES[FollowUpState(follow_up.state)]


@require_http_methods(["GET", "POST"])
@for_readers
def follow_up(request: ActorRequest, pk: int) -> HttpResponse:
    """One recommendation with what the office says about it, and the forms to answer."""
    found = follow_up_for(request.actor, pk=pk)
    if request.method == "GET":
        return _page(request, found)
    request.actor.must("followups.answer", agency_code=found.office.code)
    wanted = FORMS.get(_state(request))
    if wanted is None:
        raise BadInput(
            "ไม่รู้ว่าจะตอบแบบใด โปรดเลือกจากปุ่มที่มีในหน้า",
            "It is not known which answer is meant; please choose from the buttons of the page.",
        )
    form = wanted(found, request.POST)
    return _save(request, found, form)


def _save(request: ActorRequest, found: FollowUp, form: AnswerForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, found, sent=form, status=422)
    said = form.said()
    try:
        saved = _answer(request, found, said)
    except AnswerLacks as error:
        form.add_faults(error)
        return _page(request, found, sent=form, status=422)
    except FollowUpChangedMeanwhile:
        now = follow_up_for(request.actor, pk=found.pk)
        return _page(request, now, sent=form, clash=said, status=409)
    drafts.end(request, found, said.state)
    lacks = saved.state == FollowUpState.DONE and not Line(found).pieces
    tell(request, _NO_EVIDENCE if lacks else _SAVED)
    return redirect("office-follow-up", found.pk)


def _answer(request: ActorRequest, found: FollowUp, said: Said) -> FollowUp:
    return answer(
        found,
        state=said.state,
        reason=said.reason,
        plan=said.plan,
        who=said.who,
        due_on=said.due_on,
        outcome=said.outcome,
        done_on=said.done_on,
        seen_edit=_seen(request),
        by=request.actor,
    )


def _page(
    request: ActorRequest,
    found: FollowUp,
    *,
    sent: AnswerForm | None = None,
    clash: Said | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one recommendation.

    Args:
        sent: the form that could not be kept, shown again with what was typed.
        clash: what the reader wanted to say while somebody else said what is stored.
    """
    line = Line(found)
    may_answer = request.actor.may("followups.answer", agency_code=found.office.code)
    is_shown = found.state in (FollowUpState.ACCEPTED, FollowUpState.DONE)
    context = {
        "line": line,
        "follow_up": found,
        "may_answer": may_answer,
        "may_add_evidence": may_answer and is_shown,
        "choices": _choices(found, sent) if may_answer else [],
        "writer": request.actor.person_id,
        "over": drafts.ended(request),
        "steps": [
            Step(each, FOLLOW_UP_STATES[FollowUpState(each.state)])
            for each in reversed(found.steps.all())
        ],
        "removed": [each for each in found.evidence.all() if each.removed_at is not None],
        "sent": sent,
        "clash": clash,
        "clash_state": FOLLOW_UP_STATES[clash.state] if clash else None,
        "is_demo": found.instrument.round.is_demo,
        "trail": _trail(request, line),
    }
    return render(request, "web/followups/one.html", context, status=status)


def _choices(found: FollowUp, sent: AnswerForm | None) -> list[Choice]:
    """The ways to answer from here: the usual one first; none for what was taken back."""
    if found.withdrawn_at is not None:
        return []
    before = FollowUpState(found.state)
    usual = _USUAL.get(before, before)
    choices = []
    for state, form in FORMS.items():
        move = move_for(before, state)
        if move is None and state is not before:
            continue
        label = move.label if move else _CORRECT
        is_sent = sent is not None and sent.state is state
        shown = sent if sent is not None and is_sent else form(found)
        choices.append((state is not usual, Choice(label, shown, is_sent or state is usual)))
    return [choice for _place, choice in sorted(choices, key=lambda each: each[0])]


def _trail(request: ActorRequest, line: Line) -> Trail:
    if line.follow_up.office.code not in _own(request):
        return [(FOLLOW_UPS, reverse("central-follow-ups")), (line.label, "")]
    return [
        (_MINE, reverse("office-home")),
        (FOLLOW_UPS, reverse("office-follow-ups")),
        (line.label, ""),
    ]


def _state(request: ActorRequest) -> FollowUpState:
    """The state a form leads to; waiting, which no form does, for what is none."""
    sent = request.POST.get("state", "")
    return FollowUpState(sent) if sent in set(FollowUpState) else FollowUpState.WAITING


def _seen(request: ActorRequest) -> int:
    sent = request.POST.get("edit", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else -1
