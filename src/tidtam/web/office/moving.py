"""Sending, submitting and taking back a report: one button, one act, safe to press twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tidtam.rounds.errors import NotComplete, NotMended
from tidtam.rounds.states import MOVES, SUBMISSION_STATES, SubmissionState
from tidtam.rounds.submitting import approve, send, submit, withdraw
from tidtam.rounds.tasks import ItemWord, tasks_of
from tidtam.rounds.workspace import submission_for
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, tell
from tidtam.web.office.doors import for_readers, page_of, report_address
from tidtam.web.office.report import unknown_act
from tidtam.web.office.review import moved_page

if TYPE_CHECKING:
    from tidtam.people.actor import Actor
    from tidtam.rounds.models import Submission

ACTS: Final = frozenset({"send", "submit", "withdraw", "approve"})


@require_POST
@for_readers
def move(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """Do the act that a button names, then show where the report stands."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    act = request.POST.get("act", "")
    if act not in ACTS:
        raise unknown_act()
    if is_done_already(request.actor, submission, act):
        tell(request, _stands(submission))
        return redirect(_after(submission, act))
    return _do(request, submission, act)


def _do(request: ActorRequest, submission: Submission, act: str) -> HttpResponse:
    try:
        _ACTIONS[act](submission, request)
    except NotComplete as error:
        tell(request, error.message, good=False)
        return redirect(f"{report_address(submission)}?show=missing")
    except NotMended as error:
        return _ask(request, submission, error)
    except BadInput as error:
        tell(request, error.message, good=False)
        return redirect(report_address(submission))
    except (Conflict, NotAllowed, WrongState) as error:
        if act != "approve":
            raise
        return moved_page(request, submission, error)
    tell(request, _TOLD[act])
    return redirect(_after(submission, act))


def _ask(request: ActorRequest, submission: Submission, error: NotMended) -> HttpResponse:
    """Ask before what the director returned goes back to them as it was."""
    here = Bilingual("ส่งให้ผู้อำนวยการ", "Send to the director")
    every = [task for group in tasks_of(submission) for task in group.tasks]
    context = page_of(request, submission, here=here) | {
        "sentence": error.message,
        "tasks": [task for task in every if task.how_far is ItemWord.RETURNED],
    }
    return render(request, "web/office/send_anyway.html", context, status=409)


def is_done_already(actor: Actor, submission: Submission, act: str) -> bool:
    """Whether the report is where the act leads and this person could have done it.

    A button pressed twice, or a form sent again by the back button, is no mistake.
    """
    act = f"submissions.{act}"
    return any(
        move.after == submission.state
        and submission.moved_by == actor.name
        and actor.may(act, agency_code=submission.office.code, state=move.before.value)
        and not actor.may(act, agency_code=submission.office.code, state=submission.state)
        for move in MOVES
        if move.act == act
    )


def _stands(submission: Submission) -> Bilingual:
    name = SUBMISSION_STATES[SubmissionState(submission.state)]
    return Bilingual(
        f"ทำไปแล้ว รายงานอยู่ในสถานะ “{name.th}”", f"Done already: the report is “{name.en}”."
    )


def _after(submission: Submission, act: str) -> str:
    receipt = submission.receipts.order_by("-number").first() if act == "submit" else None
    if receipt is None:
        return report_address(submission)
    keys = [submission.round.code, submission.office.code, receipt.number]
    return reverse("office-receipt-page", args=keys)


def _send(submission: Submission, request: ActorRequest) -> None:
    send(submission, anyway=request.POST.get("anyway") == "yes", by=request.actor)


def _submit(submission: Submission, request: ActorRequest) -> None:
    submit(submission, by=request.actor)


def _withdraw(submission: Submission, request: ActorRequest) -> None:
    withdraw(submission, reason=request.POST.get("reason", "")[:4000], by=request.actor)


def _approve(submission: Submission, request: ActorRequest) -> None:
    approve(submission, seen=request.POST.get("seen"), by=request.actor)


_ACTIONS: Final[dict[str, Callable[[Submission, ActorRequest], None]]] = {
    "send": _send,
    "submit": _submit,
    "withdraw": _withdraw,
    "approve": _approve,
}
_TOLD: Final = {
    "send": Bilingual(
        "ส่งให้ผู้อำนวยการแล้ว ระหว่างนี้แก้ไม่ได้ หากต้องแก้ให้กด “ดึงกลับมาแก้”",
        "Sent to the director. It cannot be changed meanwhile; press “Take back” to change it.",
    ),
    "submit": Bilingual(
        "ส่งรายงานถึงส่วนกลางแล้ว นี่คือใบรับรายงานของเขต",
        "Submitted to the bureau. This is the office's receipt.",
    ),
    "withdraw": Bilingual(
        "รายงานกลับมาที่เขตแล้ว แก้ได้ตามปกติ ต้องส่งใหม่ก่อนหมดเวลา",
        "The report is back with the office. Please send it again before the time is over.",
    ),
    "approve": Bilingual(
        "อนุมัติรายงานแล้ว ขั้นต่อไปคือส่งถึงส่วนกลาง",
        "The report is approved. The next step is to submit it to the bureau.",
    ),
}
