"""The door by which a page saves one field while it is typed: JSON in, JSON out, never a page."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import InterfaceError, OperationalError
from django.http import JsonResponse
from django.views.decorators.http import require_POST

from tidtam.forms.errors import AnswerProblem, FormsError
from tidtam.forms.states import AnswerState
from tidtam.forms.values import read_value
from tidtam.rounds.answering import SavedAnswer, save_answer
from tidtam.rounds.errors import AnswerChangedMeanwhile, Current
from tidtam.rounds.places import place_of
from tidtam.shared.errors import BadInput, NotAllowed, NotFound, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, say
from tidtam.web.office.hints import hints_of, percent_of
from tidtam.web.office.incoming import read_incoming
from tidtam.web.office.moments import clock_of, iso_clock
from tidtam.web.troubles import BUSY, trouble_of

if TYPE_CHECKING:
    from tidtam.forms.definition import Question
    from tidtam.people.actor import Actor

log = logging.getLogger(__name__)

SIGNED_OUT = Bilingual(
    "ออกจากระบบแล้วหรือเปิดค้างไว้นาน ข้อความยังอยู่ในเครื่องนี้ โปรดเข้าสู่ระบบอีกครั้ง",
    "You are signed out. The text is still on this device; please sign in again.",
)


@require_POST
def save(request: ActorRequest, item_pk: int, question_code: str) -> JsonResponse:
    """Save one answer; see ``docs/workspace.md`` for each reply."""
    try:
        return _save(request, item_pk, question_code)
    except (OperationalError, InterfaceError) as error:
        # The database was locked for too long, or took nothing: it was not saved, and the
        # page is told so; a broken page would tell it nothing.
        log.warning("an answer of item %s was not saved", item_pk, exc_info=True)
        trouble = trouble_of(error) or BUSY
        reply = _json(503, busy=True, text=say(trouble.beside_draft))
        reply["Retry-After"] = str(trouble.seconds)
        return reply


def _save(request: ActorRequest, item_pk: int, question_code: str) -> JsonResponse:
    if request.actor.person_id is None or _is_of_another(request):
        return _json(401, signed_out=True, text=say(SIGNED_OUT))
    try:
        incoming = read_incoming(request)
        saved = save_answer(
            item_pk,
            question_code,
            seen_edit=incoming.edit,
            state=incoming.state.value,
            value=incoming.value,
            reason=incoming.reason,
            save_id=incoming.save_id,
            copied_from=incoming.copied_from,
            by=request.actor,
        )
    except AnswerChangedMeanwhile as error:
        return _conflict(item_pk, question_code, error.current)
    except AnswerProblem as error:
        return _json(422, problem={"text": say(error.text), "path": list(error.path)})
    except FormsError as error:
        return _json(422, problem={"text": say(error.text), "path": []})
    except BadInput as error:
        return _json(422, problem={"text": say(error.message), "path": []})
    except NotFound as error:
        return _json(404, closed={"text": say(error.message)})
    except NotAllowed as error:
        return _refusal(request.actor, item_pk, error)
    except WrongState as error:
        return _json(409, closed={"text": say(error.message)})
    return _saved(saved)


def _is_of_another(request: ActorRequest) -> bool:
    """Whether the page was opened by somebody else: machines are shared, sessions change hands."""
    person = request.headers.get("X-Person", "")
    return bool(person) and person != str(request.actor.person_id)


def _saved(saved: SavedAnswer) -> JsonResponse:
    return _json(
        200,
        edit=saved.edit,
        saved_at=clock_of(saved.saved_at),
        state=saved.state.value,
        value=saved.value,
        reason=saved.reason,
        hints=[say(hint) for hint in hints_of(saved.question, saved.state, saved.value)],
        percent=percent_of(saved.question, saved.value),
        item={"blank": saved.blank},
        is_new=saved.is_new,
    )


def _conflict(item_pk: int, question_code: str, current: Current) -> JsonResponse:
    question = place_of(item_pk).question(question_code)
    value = read_value(current.value)
    return _json(
        409,
        conflict={
            "edit": current.edit,
            "state": current.state,
            "value": value,
            "shown": shown_of(question, AnswerState(current.state), value),
            "reason": current.reason,
            "by": current.saved_by,
            "at": iso_clock(current.saved_at),
        },
    )


def shown_of(question: Question, state: AnswerState, value: object) -> str:
    """An answer's value as plain text in the reader's language; "" where there is none."""
    if state is not AnswerState.ANSWERED or value is None:
        return ""
    return question.answer.plain(value, _language())  # type: ignore[arg-type]


def _language() -> str:
    return say(Bilingual("th", "en"))


def _refusal(actor: Actor, item_pk: int, error: NotAllowed) -> JsonResponse:
    """Why it was refused; who may not even read the report learns nothing of the item."""
    office_code = place_of(item_pk).office_code
    if actor.may("submissions.see", agency_code=office_code) or actor.may("submissions.see"):
        return _json(403, closed={"text": say(error.message)})
    unknown = Bilingual(
        "ไม่พบข้อนี้ โปรดเปิดรายการงานแล้วเลือกใหม่",
        "No such item; please open the task list and choose again.",
    )
    return _json(404, closed={"text": say(unknown)})


def _json(status: int, **content: object) -> JsonResponse:
    reply = JsonResponse(
        content, status=status, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")}
    )
    reply["Cache-Control"] = "no-store"
    return reply
