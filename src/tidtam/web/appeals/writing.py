"""Saving an appeal while it is written, sending it, taking it back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tidtam.appeals.actions import send, withdraw, write
from tidtam.appeals.errors import AppealChangedMeanwhile
from tidtam.appeals.queries import appeal_for
from tidtam.appeals.rules import refuse_without_words
from tidtam.appeals.states import AppealState
from tidtam.history.queries import entries_about
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed, NotFound, TidtamError, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.appeals.doors import to_a_page
from tidtam.web.appeals.incoming import Incoming, from_form, from_json
from tidtam.web.appeals.office import Typed, appeal_page, trail_to
from tidtam.web.appeals.shown import about, shown_window
from tidtam.web.http import ActorRequest, say, tell
from tidtam.web.office.answers import SIGNED_OUT
from tidtam.web.office.doors import for_readers
from tidtam.web.office.moments import clock_of
from tidtam.web.reviewing.marks import read_mark, text_of
from tidtam.web.troubles import BUSY, trouble_of

if TYPE_CHECKING:
    from tidtam.appeals.models import Appeal

log = logging.getLogger(__name__)

_SAVED: Final = Bilingual("บันทึกแล้ว ยังไม่ได้ยื่น", "Saved; it is not sent yet.")
_SENT: Final = Bilingual(
    "ยื่นคำทักท้วงแล้ว เขตจะได้รับแจ้งเมื่อพิจารณาเสร็จ",
    "The appeal is sent. You will be told what was decided.",
)
_BACK: Final = Bilingual("ถอนคำทักท้วงแล้ว", "The appeal is withdrawn.")
_SEND: Final = Bilingual("ยืนยันยื่นคำทักท้วง", "Send this appeal")
_WITHDRAW: Final = Bilingual("ยืนยันถอนคำทักท้วง", "Withdraw this appeal")
_DISCARDED: Final = Bilingual("ทิ้งร่างแล้ว", "The draft is dropped.")
_DISCARD: Final = Bilingual("ยืนยันทิ้งร่างคำทักท้วง", "Drop this draft")
_CHANGE: Final = Bilingual("กลับไปแก้ไข", "Go back and change it")
_STAY: Final = Bilingual("ไม่ถอน", "Do not withdraw it")
_KEEP: Final = Bilingual("ไม่ทิ้ง", "Keep the draft")
_SEND_MEANS: Final = (
    Bilingual(
        "ยื่นในนามของเขต ยื่นแล้วแก้ข้อความและหลักฐานไม่ได้ นอกจากถอนกลับมาก่อนมีผลและก่อนหมดเวลายื่น",
        "It is sent in the name of the office. After that neither the text nor the evidence can "
        "be changed, unless it is withdrawn before it is decided and before the time is over.",
    ),
    Bilingual(
        "แต่ละข้อพิจารณาครั้งเดียวและเป็นที่สุด",
        "An item is considered once, and the decision is final.",
    ),
    Bilingual("คะแนนอาจคงเดิม สูงขึ้น หรือต่ำลง", "The mark may stay as it is, go up, or go down."),
)
_MARK_STAYS: Final = Bilingual(
    "คะแนนที่ประกาศยังเป็นผลของเขต ข้อความและหลักฐานยังเก็บไว้",
    "The published mark stays. The text and the evidence are kept.",
)
_AGAIN: Final = Bilingual(
    "เขียนและยื่นใหม่ได้จนหมดเวลายื่น", "It can be written and sent again until the time is over."
)
_NOT_AGAIN: Final = Bilingual(
    "หมดเวลายื่นแล้ว ถอนแล้วจะยื่นข้อนี้อีกไม่ได้",
    "The time to appeal is over: once withdrawn, this item cannot be appealed again.",
)
_COLLEAGUE: Final = Bilingual("เพื่อนร่วมเขต", "A colleague")


# ---------------------------------------------------------------- saving


@to_a_page("office-appeal", for_readers)
def save(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Save what is written; JSON for a script, the page again for a form."""
    if request.content_type != "application/json":
        return _save_form(request, pk)
    try:
        return _save(request, pk)
    except (OperationalError, InterfaceError) as error:
        # Nothing was saved, and the page is told so: a broken page would tell it nothing.
        log.warning("an appeal was not saved", exc_info=True)
        trouble = trouble_of(error) or BUSY
        reply = _json(503, busy=True, text=say(trouble.beside_draft))
        reply["Retry-After"] = str(trouble.seconds)
        return reply


def _save(request: ActorRequest, pk: int) -> JsonResponse:
    person, own = request.headers.get("X-Person", ""), request.actor.person_id
    if own is None or (person and person != str(own)):
        return _json(401, signed_out=True, text=say(SIGNED_OUT))
    try:
        found = appeal_for(request.actor, pk=pk)
        saved, problem = _store(request, found, from_json(request))
    except AppealChangedMeanwhile as error:
        return _json(409, conflict=_conflict(error.current))
    except BadInput as error:
        return _json(422, problem={"text": say(error.message), "path": []})
    except NotFound as error:
        return _json(404, closed={"text": say(error.message)})
    except (WrongState, NotAllowed) as error:
        return _json(409, closed={"text": say(error.message)})
    return _json(
        200,
        edit=saved.edit,
        saved_at=clock_of(clock.now()),
        state="answered",
        hints=[],
        mark_problem=say(problem) if problem else "",
    )


def _store(
    request: ActorRequest, found: Appeal, incoming: Incoming
) -> tuple[Appeal, Bilingual | None]:
    """Save what came in; where its mark is none the text is saved without it, and why."""
    answer = read_mark(found.item, incoming.wanted)
    is_mark = isinstance(answer, str)
    saved = write(
        found,
        reason=incoming.reason,
        wanted=answer if isinstance(answer, str) else found.wanted,
        seen_edit=incoming.edit,
        by=request.actor,
    )
    return saved, None if is_mark else answer  # type: ignore[return-value]


def _conflict(current: Appeal) -> dict[str, Any]:
    last = entries_about(f"appeals.appeal:{current.pk}").filter(act="appeals.write").last()
    return {
        "edit": current.edit,
        "state": "answered",
        "value": {"reason": current.reason, "wanted": text_of(current.item, current.wanted)},
        "reason": "",
        "by": last.actor if last else say(_COLLEAGUE),
        "at": clock_of(last.at) if last else "",
    }


@for_readers
def _save_form(request: ActorRequest, pk: int) -> HttpResponse:
    found = appeal_for(request.actor, pk=pk)
    refusal = _save_typed(request, found)
    if refusal is not None:
        return refusal
    tell(request, _SAVED)
    return redirect("office-appeal", pk)


def _save_typed(request: ActorRequest, found: Appeal) -> HttpResponse | None:
    """Save an ordinary form; the page with what was typed where that cannot be kept."""
    if "reason" not in request.POST:
        return None  # a button without the form: nothing was typed
    incoming = from_form(request)
    typed = Typed(incoming.edit, incoming.reason, incoming.wanted)
    try:
        saved, problem = _store(request, found, incoming)
    except AppealChangedMeanwhile as error:
        now = error.current
        clash = Typed(now.edit, now.reason, text_of(now.item, now.wanted))
        again = Typed(now.edit, typed.reason, typed.wanted)
        return appeal_page(
            request, found, typed=again, problem=error.message, clash=clash, status=409
        )
    except BadInput as error:
        return appeal_page(request, found, typed=typed, problem=error.message, status=422)
    if problem is None:
        return None
    again = Typed(saved.edit, typed.reason, typed.wanted)
    return appeal_page(request, found, typed=again, problem=problem, place="figure", status=422)


# ---------------------------------------------------------------- sending, taking back


@to_a_page("office-appeal", for_readers)
@for_readers
def send_it(request: ActorRequest, pk: int) -> HttpResponse:
    """Save what the form holds, ask once more, send."""
    found = appeal_for(request.actor, pk=pk)
    code = found.item.submission.office.code
    request.actor.must("appeals.send", agency_code=code, state=found.state)
    refusal = _save_typed(request, found)
    if refusal is not None:
        return refusal
    found = appeal_for(request.actor, pk=pk)
    try:
        refuse_without_words(found.reason)
    except TidtamError as error:
        return appeal_page(request, found, problem=error.message, status=422)
    if request.POST.get("confirmed") != "yes":
        address = reverse("office-appeal-send", args=[pk])
        return _ask(request, found, act=_SEND, means=_SEND_MEANS, address=address)
    send(found, by=request.actor)
    tell(request, _SENT)
    return redirect("office-appeal", pk)


@require_http_methods(["GET", "POST"])
@for_readers
def take_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Ask once more, then withdraw the appeal; one that was never sent is a draft to discard."""
    found = appeal_for(request.actor, pk=pk)
    code = found.item.submission.office.code
    request.actor.must("appeals.withdraw", agency_code=code, state=found.state)
    is_draft = found.state == AppealState.WRITING
    if request.method == "GET" or request.POST.get("confirmed") != "yes":
        act, stay = (_DISCARD, _KEEP) if is_draft else (_WITHDRAW, _STAY)
        again = _AGAIN if shown_window(found.round).is_open else _NOT_AGAIN
        means = (_MARK_STAYS,) if is_draft and again is _NOT_AGAIN else (_MARK_STAYS, again)
        address = reverse("office-appeal-withdraw", args=[pk])
        return _ask(request, found, act=act, means=means, address=address, stay=stay)
    withdraw(found, by=request.actor)
    tell(request, _DISCARDED if is_draft else _BACK)
    return redirect("office-appeal", pk)


def _ask(
    request: ActorRequest,
    found: Appeal,
    *,
    act: Bilingual,
    means: tuple[Bilingual, ...],
    address: str,
    stay: Bilingual | None = None,
) -> HttpResponse:
    """What is about to be done, in full, with the button that does it.

    Args:
        stay: what the way back says where something is taken away.
    """
    context = about(found, actor=request.actor) | {
        "question": act,
        "act": act,
        "means": means,
        "act_url": address,
        "is_grave": stay is not None,
        "stay": stay or _CHANGE,
        "trail": trail_to(request, found, here=act),
    }
    return render(request, "web/appeals/confirm.html", context)


def _json(status: int, **data: object) -> JsonResponse:
    reply = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    reply["Cache-Control"] = "no-store"
    return reply
