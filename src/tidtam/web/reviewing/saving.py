"""The door by which the page of one item saves while its reviewer types, and the two buttons.

For scripts JSON in and JSON out, with the replies of ``docs/workspace.md``; the same address
takes the ordinary form where no script runs.
"""

from __future__ import annotations

import logging
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods

from tidtam.forms.errors import FormsError
from tidtam.reviews.access import assignment_for, closed_to
from tidtam.reviews.errors import CurrentReview, ReviewChangedMeanwhile
from tidtam.reviews.progress import my_items
from tidtam.reviews.reviewing import SavedReview, save_review
from tidtam.reviews.reviewing import finish as finish_review
from tidtam.reviews.reviewing import take_back as take_review_back
from tidtam.reviews.states import AssignmentState
from tidtam.shared.errors import BadInput, NotAllowed, NotFound, TidtamError, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, View, say, tell
from tidtam.web.office.answers import SIGNED_OUT
from tidtam.web.office.moments import clock_of, iso_clock
from tidtam.web.reviewing.doors import for_reviewers, office_title
from tidtam.web.reviewing.incoming import Incoming, from_form, from_json
from tidtam.web.reviewing.item import Typed, item_page, keep_problem, next_open
from tidtam.web.reviewing.item_hints import hints_on
from tidtam.web.reviewing.marks import read_mark, shown_mark, text_of
from tidtam.web.troubles import BUSY, trouble_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from tidtam.reviews.models import Assignment

log = logging.getLogger(__name__)

_ELSEWHERE: Final = Bilingual("อีกหน้าต่างหนึ่งของท่าน", "Another window of yours")
_DONE: Final = Bilingual("ยืนยันคะแนนแล้ว", "The mark is confirmed.")
_ALL_DONE: Final = Bilingual(
    "ยืนยันคะแนนแล้ว ท่านให้คะแนนครบทุกข้อที่ได้รับแล้ว",
    "The mark is confirmed. You have marked everything you were given.",
)
_BACK: Final = Bilingual("นำกลับมาแก้แล้ว ยังไม่ยืนยัน", "Taken back; it is not confirmed now.")
_SAVED: Final = Bilingual("บันทึกแล้ว", "Saved.")


def to_the_item(view: View) -> View:
    """A button's address that is opened (a reload, another language) leads to the page of its item.

    The browser stands there after a refusal.
    """

    @for_reviewers
    def opened(request: ActorRequest, pk: int) -> HttpResponseBase:
        return redirect("reviewing-item", pk)

    @wraps(view)
    def posted(request: ActorRequest, pk: int) -> HttpResponseBase:
        return (opened if request.method in {"GET", "HEAD"} else view)(request, pk)

    return require_http_methods(["GET", "HEAD", "POST"])(posted)


@to_the_item
def save(request: ActorRequest, pk: int) -> HttpResponseBase:
    """Save one review; JSON for a script, the page again for a form."""
    if request.content_type != "application/json":
        return _save_form(request, pk)
    try:
        return _save(request, pk)
    except (OperationalError, InterfaceError) as error:
        # Nothing was saved, and the page is told so: a broken page would tell it nothing.
        log.warning("a review was not saved", exc_info=True)
        trouble = trouble_of(error) or BUSY
        reply = _json(503, busy=True, text=say(trouble.beside_draft))
        reply["Retry-After"] = str(trouble.seconds)
        return reply


def _save(request: ActorRequest, pk: int) -> JsonResponse:
    person = request.headers.get("X-Person", "")
    own = request.actor.person_id
    if own is None or (person and person != str(own)):
        return _json(401, signed_out=True, text=say(SIGNED_OUT))
    try:
        assignment = assignment_for(request.actor, pk=pk)
        incoming = from_json(request)
        saved, problem = _store(request, assignment, incoming)
    except ReviewChangedMeanwhile as error:
        return _json(409, conflict=_conflict(assignment, error.current))
    except FormsError as error:
        return _json(422, problem={"text": say(error.text), "path": []})
    except BadInput as error:
        return _json(422, problem={"text": say(error.message), "path": []})
    except NotFound as error:
        return _json(404, closed={"text": say(error.message)})
    except (WrongState, NotAllowed) as error:
        return _json(409, closed={"text": say(error.message)})
    return _told(assignment, saved, problem)


def _store(
    request: ActorRequest, assignment: Assignment, incoming: Incoming
) -> tuple[SavedReview, Bilingual | None]:
    """Save what came in; gives why its mark was left out, where it was."""
    answer = read_mark(assignment.item, incoming.mark)
    saved = save_review(
        assignment.pk,
        seen_edit=incoming.edit,
        answer=answer if isinstance(answer, str) else None,
        comment=incoming.comment,
        private_note=incoming.private_note,
        save_id=incoming.save_id,
        seconds=incoming.seconds,
        by=request.actor,
    )
    return saved, saved.refused if isinstance(answer, str) else answer


def _told(assignment: Assignment, saved: SavedReview, problem: Bilingual | None) -> JsonResponse:
    item = assignment.item
    shown = shown_mark(item, saved.answer)
    badge = render_to_string("web/reviewing/level_shown.html", {"shown": shown}).strip()
    return _json(
        200,
        edit=saved.edit,
        saved_at=clock_of(saved.saved_at),
        state="answered",
        stored=_value(assignment, saved.answer, saved.comment, saved.private_note),
        named=list(saved.replaced),
        hints=hints_on(assignment, comment=saved.comment, answer=saved.answer),
        mark_problem=say(problem) if problem else "",
        level_html=badge,
        is_new=saved.is_new,
    )


def _conflict(assignment: Assignment, current: CurrentReview) -> dict[str, Any]:
    return {
        "edit": current.edit,
        "state": "answered",
        "value": _value(assignment, current.answer, current.comment, current.private_note),
        "reason": "",
        "by": say(_ELSEWHERE),
        "at": iso_clock(current.saved_at),
    }


def _value(assignment: Assignment, answer: str, comment: str, note: str) -> dict[str, str]:
    """A review as the page's script holds it, in its order."""
    return {
        "mark": text_of(assignment.item, answer),
        "comment": comment,
        "private_note": note,
    }


@for_reviewers
def _save_form(request: ActorRequest, pk: int) -> HttpResponse:
    assignment = assignment_for(request.actor, pk=pk)
    refusal = _save_typed(request, assignment)
    if refusal is not None:
        return refusal
    if request.POST.get("then") == "next":
        return _next_in_the_list(request, assignment)
    if "comment" in request.POST:
        tell(request, _SAVED)
    return redirect("reviewing-item", pk)


def _next_in_the_list(request: ActorRequest, assignment: Assignment) -> HttpResponse:
    """On to the item after this one; after the last to the list of the office."""
    submission = assignment.item.submission
    keys = [each.assignment_id for each in my_items(request.actor, submission=submission)]
    following = keys[keys.index(assignment.pk) + 1 :]
    if following:
        return redirect("reviewing-item", following[0])
    tell(request, _SAVED)
    return redirect("reviewing-office", submission.pk)


@to_the_item
@for_reviewers
def finish(request: ActorRequest, pk: int) -> HttpResponse:
    """Save what the form holds and confirm the mark; then on to the next item to do."""
    closed = closed_to(request.actor)
    assignment = assignment_for(request.actor, pk=pk, closed=closed)
    refusal = _save_typed(request, assignment)
    if refusal is not None:
        return refusal
    fresh = assignment_for(request.actor, pk=pk, closed=closed)
    try:
        finish_review(fresh, seen_edit=_edit_of(fresh), by=request.actor)
    except WrongState as error:
        # What was typed is saved: the page itself says why, at an address that can be reloaded.
        keep_problem(request, pk, error.message)
        return redirect("reviewing-item", pk)
    following = next_open(request.actor, after=fresh, closed=closed)
    tell(request, _told_after(request, fresh, following, closed) if following else _ALL_DONE)
    return redirect("reviewing-item", following) if following else redirect("reviewing")


def _told_after(
    request: ActorRequest, done: Assignment, following: int, closed: Collection[int]
) -> Bilingual:
    """That the mark stands and, where the next item is another office's, how this one is left."""
    here = done.item.submission
    there = assignment_for(request.actor, pk=following, closed=closed).item.submission
    if there.pk == here.pk:
        return _DONE
    states = [each.state for each in my_items(request.actor, submission=here, closed=closed)]
    count, total = states.count(AssignmentState.DONE), len(states)
    left, on = office_title(here), office_title(there)
    if count == total:
        return Bilingual(
            f"ยืนยันคะแนนครบ {count} จาก {total} ข้อของ {left.th} แล้ว ต่อไป: {on.th}",
            f"All {total} items of {left.en} are confirmed. Next: {on.en}.",
        )
    return Bilingual(
        f"ยืนยันคะแนน {count} จาก {total} ข้อของ {left.th} แล้ว ที่เหลือยังยืนยันไม่ได้ ต่อไป: {on.th}",
        f"{count} of {total} items of {left.en} are confirmed; the others cannot be yet. "
        f"Next: {on.en}.",
    )


@to_the_item
@for_reviewers
def take_back(request: ActorRequest, pk: int) -> HttpResponse:
    """Open a confirmed mark again."""
    assignment = assignment_for(request.actor, pk=pk)
    take_review_back(assignment, by=request.actor)
    tell(request, _BACK)
    return redirect("reviewing-item", pk)


def _save_typed(request: ActorRequest, assignment: Assignment) -> HttpResponse | None:
    """Save an ordinary form; the page with what was typed where that cannot be kept."""
    if "comment" not in request.POST:
        return None  # a button without the form: nothing was typed
    incoming = from_form(request)
    typed = Typed(incoming.edit, incoming.mark, incoming.comment, incoming.private_note)
    try:
        _saved, problem = _store(request, assignment, incoming)
    except ReviewChangedMeanwhile as error:
        current = error.current
        typed = Typed(current.edit, typed.mark, typed.comment, typed.private_note)
        clash = _value(assignment, current.answer, current.comment, current.private_note)
        return item_page(
            request, assignment, typed=typed, problem=error.message, clash=clash, status=409
        )
    except (FormsError, TidtamError) as error:
        words = error.text if isinstance(error, FormsError) else error.message
        return item_page(request, assignment, typed=typed, problem=words, status=422)
    if problem is None:
        return None
    fresh = assignment_for(request.actor, pk=assignment.pk)
    typed = Typed(_edit_of(fresh), typed.mark, typed.comment, typed.private_note)
    return item_page(request, fresh, typed=typed, problem=problem, status=422)


def _edit_of(assignment: Assignment) -> int:
    review = getattr(assignment, "review", None)
    return review.edit if review else 0


def _json(status: int, **data: object) -> JsonResponse:
    reply = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    reply["Cache-Control"] = "no-store"
    return reply
