"""How one answer is written: against the edit that was seen, with the text it replaces kept.

The transaction is kept short, since on SQLite every writer waits for it: what can be read or
computed before is read and computed before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet

from tidtam.forms.definition import Question
from tidtam.forms.states import AnswerState
from tidtam.forms.values import is_missing, read_value
from tidtam.people.actor import Actor
from tidtam.rounds.errors import AnswerChangedMeanwhile, Current
from tidtam.rounds.models import Answer, AnswerVersion, Item, Submission
from tidtam.rounds.places import Place, open_until_of
from tidtam.rounds.rules import is_open_alone
from tidtam.rounds.seals import seal_of_version
from tidtam.rounds.states import Door, SubmissionState
from tidtam.shared import clock
from tidtam.shared.prepared import Prepared


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """An answer as it is stored after a save.

    Attributes:
        value: canonical plain value (``forms.values``); None where there is none.
        is_new: False where the save changed nothing.
        blank: required questions of the item that are still without a whole answer.
        question: what was answered, so that a page need not look it up again.
    """

    edit: int
    state: AnswerState
    value: object
    reason: str
    saved_at: dt.datetime
    saved_by: str
    is_new: bool
    blank: int
    question: Question


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer to be saved with others.

    Attributes:
        seen_edit: the edit the writer last saw, 0 for none; None overwrites nothing newer
            than the call itself and is for loaders only.
        value: as typed or canonical; ``forms`` reads both.
    """

    item_id: int
    question_code: str
    seen_edit: int | None
    state: str
    value: object
    reason: str = ""
    copied_from: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be stored, checked."""

    state: AnswerState
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An answer as the table holds it."""

    pk: int
    edit: int
    state: str
    value: str
    reason: str
    save_id: str
    seal: str
    changed_at: dt.datetime
    changed_by: str


_FIELDS = ("pk", "edit", "state", "value", "reason", "save_id", "seal", "changed_at", "changed_by")


def _stored_answer(item_id: int, question_code: str) -> Stored | None:
    """The answer to one question as it is stored now; None where nothing was ever saved."""
    rows = _ONE_ANSWER.rows(item=item_id, question=question_code)
    return next((Stored(*row) for row in rows), None)


def _one_answer(*, item: int, question: str) -> QuerySet[Answer, tuple[Any, ...]]:
    rows = Answer.objects.order_by().filter(item_id=item, question_code=question)
    return rows.values_list(*_FIELDS)


_ONE_ANSWER = Prepared(_one_answer, {"item": -1, "question": "\x00"})


def _held(*, item: int, question: str) -> QuerySet[Submission, tuple[Any, ...]]:
    """The state of an item's report, locked, and the answer to one question beside it."""
    locked = Submission.objects.select_for_update(no_key=True, of=("self",)).order_by()
    asked = Q(items__answers__question_code=question)
    answer = FilteredRelation("items__answers", condition=asked)
    rows = locked.filter(items__pk=item).annotate(answer=answer)
    return rows.values_list("state", *(f"answer__{name}" for name in _FIELDS))


_HELD = Prepared(_held, {"item": -1, "question": "\x00"})


def put(
    place: Place,
    change: AnswerChange,
    content: Content,
    *,
    door: Door,
    save_id: str,
    by: Actor,
) -> SavedAnswer:
    """Store an answer within the caller's transaction.

    Raises:
        NotAllowed: the report has left the office's hands meanwhile.
        AnswerChangedMeanwhile: something else was saved since the writer looked.
    """
    question = place.question(change.question_code)
    stored = _hold(place, change.question_code, by)
    while True:
        if stored is None and content.state is AnswerState.BLANK:
            return _nothing(place, question, by)
        if stored is not None and _is_stored_already(stored, content, save_id):
            return _as_saved(stored, question, place.blank, is_new=False)
        _refuse_a_stale(stored, change, place)
        written = _write(stored, place, change, content, save_id=save_id, door=door, by=by)
        if written is not None:
            blank = _count_blank(place, question, stored, written)
            return _as_saved(written, question, blank, is_new=True)
        stored = _stored_answer(place.item_id, change.question_code)


def _hold(place: Place, question_code: str, by: Actor) -> Stored | None:
    """Lock the submission, so that nobody approves it meanwhile; gives the answer as it is.

    PostgreSQL reads the answer as it was before the wait for the lock, so an answer that was
    not there is looked for once more; one that was changed meanwhile is found by its edit.
    """
    stored = None
    for state, *values in _HELD.rows(item=place.item_id, question=question_code):
        _must_still_write(place, state, by)
        stored = Stored(*values) if values[0] is not None else None
    return stored or _stored_answer(place.item_id, question_code)


def _must_still_write(place: Place, report_state: str, by: Actor) -> None:
    """The right again, in the state under the lock.

    Whether an item of a submitted report is still open is asked anew: PostgreSQL would read it
    too as it was before the wait, when the director may have sent it back meanwhile.
    """
    is_alone = report_state == SubmissionState.SUBMITTED and place.item_until is not None
    item_until = open_until_of(place.item_id) if is_alone else None
    is_open = is_open_alone(report_state=report_state, item_until=item_until)
    state = SubmissionState.FILLING.value if is_open else report_state
    by.must("answers.write", agency_code=place.office_code, state=state)


def _nothing(place: Place, question: Question, by: Actor) -> SavedAnswer:
    """An empty field that was never filled: nothing is to be stored."""
    now = clock.now()
    return SavedAnswer(0, AnswerState.BLANK, None, "", now, by.name, False, place.blank, question)


def _is_stored_already(stored: Stored, content: Content, save_id: str) -> bool:
    if save_id and stored.save_id == save_id:
        return True
    held = (stored.state, stored.value, stored.reason)
    return held == (content.state.value, content.value, content.reason)


def _refuse_a_stale(stored: Stored | None, change: AnswerChange, place: Place) -> None:
    edit = stored.edit if stored else 0
    if change.seen_edit is None or change.seen_edit == edit:
        return
    raise AnswerChangedMeanwhile(
        f"ข้อ {place.node_code}: {stored.changed_by if stored else 'ผู้อื่น'} บันทึกข้อความอื่นไว้ก่อน "
        "โปรดดูทั้งสองข้อความแล้วเลือกหรือรวม",
        f"Item {place.node_code}: {stored.changed_by if stored else 'somebody'} saved another "
        "text first; please look at both and choose or merge.",
        current=_current(stored),
    )


def _current(stored: Stored | None) -> Current:
    """What is stored now, as a conflict shows it."""
    if stored is None:
        return Current(0, AnswerState.BLANK.value, "", "", "", "")
    return Current(
        edit=stored.edit,
        state=stored.state,
        value=stored.value,
        reason=stored.reason,
        saved_at=stored.changed_at.isoformat(),
        saved_by=stored.changed_by,
    )


def _write(
    stored: Stored | None,
    place: Place,
    change: AnswerChange,
    content: Content,
    *,
    save_id: str,
    door: Door,
    by: Actor,
) -> Stored | None:
    """Write the answer and its version; None where somebody wrote since ``stored`` was read."""
    made = _sealed(stored, place, change, content, save_id=save_id, door=door, by=by)
    fields = {name: getattr(made, name) for name in _FIELDS if name != "pk"}
    fields["copied_from"] = change.copied_from
    if stored is None:
        answer = Answer.objects.create(
            item_id=place.item_id, question_code=change.question_code, **fields
        )
        made = replace(made, pk=answer.pk)
    else:
        if not Answer.objects.filter(pk=stored.pk, edit=stored.edit).update(**fields):
            return None
    AnswerVersion.objects.create(
        answer_id=made.pk,
        edit=made.edit,
        state=made.state,
        value=made.value,
        reason=made.reason,
        door=door.value,
        copied_from=change.copied_from,
        saved_at=made.changed_at,
        saved_by=made.changed_by,
        person_id=by.person_id,
        seal=made.seal,
    )
    return made


def _sealed(
    stored: Stored | None,
    place: Place,
    change: AnswerChange,
    content: Content,
    *,
    save_id: str,
    door: Door,
    by: Actor,
) -> Stored:
    """The answer as it will be stored, sealed over the text it replaces."""
    now, edit = clock.now(), stored.edit + 1 if stored else 1
    seal = seal_of_version(
        previous=stored.seal if stored else "",
        item_id=place.item_id,
        question_code=change.question_code,
        edit=edit,
        state=content.state.value,
        value=content.value,
        reason=content.reason,
        door=door.value,
        saved_at=now,
        saved_by=by.name[:200],
        person_id=by.person_id,
    )
    return Stored(
        pk=stored.pk if stored else 0,
        edit=edit,
        state=content.state.value,
        value=content.value,
        reason=content.reason,
        save_id=save_id[:40],
        seal=seal,
        changed_at=now,
        changed_by=by.name[:200],
    )


def _count_blank(place: Place, question: Question, before: Stored | None, after: Stored) -> int:
    """Keep the item's count of blank required questions true; gives the count."""
    was_missing = before is None or _lacks(question, before)
    is_now_missing = _lacks(question, after)
    if was_missing == is_now_missing or not question.required:
        return place.blank
    step = 1 if is_now_missing else -1
    Item.objects.filter(pk=place.item_id).update(blank=F("blank") + step)
    return place.blank + step


def _lacks(question: Question, stored: Stored) -> bool:
    return is_missing(question, AnswerState(stored.state), read_value(stored.value))


def _as_saved(stored: Stored, question: Question, blank: int, *, is_new: bool) -> SavedAnswer:
    return SavedAnswer(
        edit=stored.edit,
        state=AnswerState(stored.state),
        value=read_value(stored.value) if stored.value else None,
        reason=stored.reason,
        saved_at=stored.changed_at,
        saved_by=stored.changed_by,
        is_new=is_new,
        blank=blank,
        question=question,
    )
