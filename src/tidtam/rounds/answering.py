"""The acts on answers: save, save many, copy from the last round, bring an earlier text back.

Every save keeps the text it replaces (``AnswerVersion``) and is refused when somebody saved
after the writer last looked; what is stored is compared before anybody is alarmed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from tidtam.forms.states import AnswerState
from tidtam.forms.values import check_answer, read_value, write_value
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.rounds.models import AnswerVersion, Submission
from tidtam.rounds.places import Place, place_of, places_of
from tidtam.rounds.rules import must_write
from tidtam.rounds.states import Door
from tidtam.rounds.storing import AnswerChange, Content, SavedAnswer, put
from tidtam.shared.errors import NotFound

__all__ = ["AnswerChange", "SavedAnswer", "restore_version", "save_answer", "save_answers"]


def save_answer(
    item_id: int,
    question_code: str,
    *,
    seen_edit: int | None,
    state: str,
    value: object,
    reason: str = "",
    save_id: str = "",
    copied_from: str = "",
    door: Door = Door.PAGE,
    by: Actor,
) -> SavedAnswer:
    """Save one answer and keep the text it replaces.

    Saving what is stored already changes nothing; a resend (the same ``save_id``) neither.

    Raises:
        NotFound, NotAllowed, RoundIsNotOpen, TimeIsOver: it may not be written to.
        forms.errors.AnswerProblem: the value cannot be read; nothing is stored.
        AnswerChangedMeanwhile: something else was saved since ``seen_edit``.
    """
    place = place_of(item_id)
    _must_be_writable(place, by)
    change = AnswerChange(
        item_id, question_code, seen_edit, state, value, reason, copied_from=copied_from
    )
    content = _checked(place, change)
    with transaction.atomic():
        return put(place, change, content, door=door, save_id=save_id, by=by)


def save_answers(
    submission: Submission, *, changes: Sequence[AnswerChange], door: Door, by: Actor
) -> Counter[str]:
    """Save many answers of one submission: all of them, or none when one is refused.

    Gives counts of "saved" and "unchanged".

    Raises:
        NotFound: an item is not of this submission.
        (and whatever ``save_answer`` raises)
    """
    places = {place.item_id: place for place in places_of({c.item_id for c in changes})}
    counts: Counter[str] = Counter(saved=0, unchanged=0)
    contents = []
    for change in changes:
        place = places.get(change.item_id)
        if place is None or place.submission_id != submission.pk:
            raise NotFound(
                "มีข้อที่ไม่ใช่ของรายงานนี้ จึงไม่ได้บันทึกข้อใดเลย โปรดตรวจว่าไฟล์เป็นของเขตและรอบนี้",
                "One item is not of this report, so nothing was saved; please check that the "
                "file is of this office and round.",
            )
        _must_be_writable(place, by)
        contents.append((place, change, _checked(place, change)))
    with transaction.atomic():
        for place, change, content in contents:
            saved = put(place, change, content, door=door, save_id="", by=by)
            counts["saved" if saved.is_new else "unchanged"] += 1
        if counts["saved"]:
            record(
                "answers.save_many",
                f"rounds.submission:{submission.pk}",
                by=by,
                detail={"door": door.value, **counts},
            )
    return counts


def restore_version(version: AnswerVersion, *, seen_edit: int, by: Actor) -> SavedAnswer:
    """Make an earlier text the current one; the one it replaces stays readable."""
    return save_answer(
        version.answer.item_id,
        version.answer.question_code,
        seen_edit=seen_edit,
        state=version.state,
        value=read_value(version.value) if version.value else None,
        reason=version.reason,
        door=Door.RESTORE,
        by=by,
    )


def _must_be_writable(place: Place, by: Actor) -> None:
    must_write(
        "answers.write",
        office_code=place.office_code,
        round_state=place.round_state,
        report_state=place.submission_state,
        report_until=place.open_until,
        item_until=place.item_until,
        by=by,
    )


def _checked(place: Place, change: AnswerChange) -> Content:
    question = place.question(change.question_code)
    state, value, reason = check_answer(
        question, AnswerState(change.state), change.value, change.reason
    )
    return Content(state, "" if value is None else write_value(value), reason)
