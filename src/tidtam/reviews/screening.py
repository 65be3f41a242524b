"""Screening: whether a submitted report can be marked, and what goes back to the office.

Only the screener and the bureau act here. Single items go back with what is missing and a
moment (``rounds.returning``); they come back by the director's one act. The report is locked
before its screening, as by every act of the office.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.reviews.access import screenings_seen_by
from tidtam.reviews.errors import ItemsAreOut, ReportIsNotIn, ScreeningChangedMeanwhile
from tidtam.reviews.interests import closed_offices
from tidtam.reviews.models import Panel, ReturnedItem, Screening
from tidtam.reviews.states import SCREENING_MOVES, SCREENING_STATES, ScreeningState
from tidtam.reviews.telling_screening import tell_came_back
from tidtam.rounds.edits import must_say_why
from tidtam.rounds.models import Receipt, Submission
from tidtam.rounds.returning import (
    hold_for_screening,
    reopen_items,
    send_items_back,
    sent_back_of,
)
from tidtam.rounds.states import SubmissionState
from tidtam.shared import clock
from tidtam.shared.errors import NotFound, WrongState

MOST_NOTE = 4_000


def screening_of(submission: Submission) -> Screening:
    """The screening of a report; one that waits and is not stored yet where there is none."""
    found = Screening.objects.filter(submission=submission).first()
    return found or Screening(submission=submission)


def screening_for(actor: Actor, *, submission_pk: int) -> Screening:
    """The screening that an actor may read, with report, round and office.

    Reviewers read what they screen now; the panel's heads every report that has a panel but
    those of offices they must not judge; the bureau all of them.

    Raises:
        NotFound: none for this actor.
    """
    found = screenings_seen_by(actor).filter(submission=submission_pk)
    found = found.filter(submission__round__panel__isnull=False)
    if actor.person_id is not None and not _is_bureau(actor):
        found = found.exclude(submission__office__in=closed_offices(actor.person_id))
    screening = found.select_related("submission__round__panel", "submission__office").first()
    if screening is None and _is_bureau(actor):
        screening = _not_stored(submission_pk)
    if screening is None:
        raise _not_yours()
    return screening


def may_screen(actor: Actor, screening: Screening) -> bool:
    """Whether an actor who reads a screening may also act on it now; asks nothing."""
    submission = screening.submission
    return submission.state == SubmissionState.SUBMITTED and actor.may(
        "reviews.screen", state=submission.round.panel.state
    )


@transaction.atomic
def return_single_items(
    screening: Screening,
    *,
    missing: Mapping[int, str],
    due_at: dt.datetime,
    note: str | None = None,
    seen_edit: int,
    by: Actor,
) -> Screening:
    """Send single items back to the office, each with what is missing (item key -> words).

    Args:
        note: for the panel; None leaves it as it is.

    Raises:
        ScreeningChangedMeanwhile: something happened after ``seen_edit``.
        WrongState: it was found complete already.
        BadInput, NotFound, RoundIsNotOpen: as ``rounds.returning.reopen_items``.
    """
    held = _taken(screening, seen_edit=seen_edit, by=by)
    _refuse_move(held, ScreeningState.RETURNED)
    items = reopen_items(held.submission, words=missing, due_at=due_at, by=by)
    now = clock.now()
    ReturnedItem.objects.bulk_create(
        ReturnedItem(
            screening=held,
            item=item,
            missing=item.word,
            due_at=due_at,
            returned_at=now,
            returned_by=by.name,
        )
        for item in items
    )
    codes = sorted(item.node_code for item in items)
    detail = {"items": codes, "until": due_at.isoformat()}
    return _move(held, ScreeningState.RETURNED, note=note, detail=detail, by=by)


@transaction.atomic
def complete_screening(
    screening: Screening, *, note: str | None = None, seen_edit: int, by: Actor
) -> Screening:
    """Find a report complete: its items can be marked.

    Raises:
        ScreeningChangedMeanwhile: something happened after ``seen_edit``.
        ItemsAreOut: the office has items still.
        WrongState: it was found complete already.
    """
    held = _taken(screening, seen_edit=seen_edit, by=by)
    _refuse_move(held, ScreeningState.COMPLETE)
    out = sent_back_of(held.submission).open
    if out:
        named = ", ".join(item.name for item in out)
        raise ItemsAreOut(
            f"ยังสรุปว่าครบถ้วนไม่ได้ เพราะข้อ {named} ยังอยู่ที่เขต โปรดรอเขตส่งกลับ หรือรอจนพ้นกำหนด",
            f"The report cannot be found complete yet: item {named} is with the office. Please "
            "wait until it comes back or its time is over.",
        )
    hold_for_screening(held.submission)
    return _move(held, ScreeningState.COMPLETE, note=note, by=by)


@transaction.atomic
def screen_again(screening: Screening, *, reason: str, seen_edit: int, by: Actor) -> Screening:
    """Screen a report again that was found complete; marks given meanwhile stay.

    Raises:
        BadInput: no reason.
        ScreeningChangedMeanwhile: something happened after ``seen_edit``.
        WrongState: it was not found complete.
    """
    held = _taken(screening, seen_edit=seen_edit, by=by)
    _refuse_move(held, ScreeningState.WAITING)
    must_say_why(reason)
    return _move(held, ScreeningState.WAITING, reason=reason.strip()[:MOST_NOTE], by=by)


@transaction.atomic
def bring_items_back(submission: Submission, *, seen: str | None = None, by: Actor) -> Receipt:
    """Send the mended items back as the office's director, and tell the screener.

    The door of the office's pages: ``rounds.returning.send_items_back``, and what the panel
    keeps about the items, in one transaction.

    Raises:
        NotAllowed, NothingToSendBack, NotReady, Conflict: as there.
    """
    receipt = send_items_back(submission, seen=seen, by=by)
    held = Screening.objects.select_for_update(of=("self",)).filter(submission=submission).first()
    if held is None:
        return receipt
    out = ReturnedItem.objects.filter(
        screening=held, came_back_at=None, due_at__gte=receipt.issued_at
    )
    out.update(came_back_at=receipt.issued_at)
    # Whoever has the page of the screening open did not see this.
    Screening.objects.filter(pk=held.pk).update(edit=F("edit") + 1)
    tell_came_back(held, receipt, by=by)
    return receipt


def _taken(screening: Screening, *, seen_edit: int, by: Actor) -> Screening:
    """The screening as it is now, held with its report; refused to whom it is not given."""
    near = Submission.objects.select_related("round", "office").select_for_update(of=("self",))
    submission = near.get(pk=screening.submission_id)
    panel = Panel.objects.filter(round=submission.round_id).first()
    by.must("reviews.screen", state=panel.state if panel else "")
    Screening.objects.get_or_create(submission=submission)
    held = Screening.objects.select_for_update(of=("self",)).get(submission=submission)
    if not _is_bureau(by) and not screenings_seen_by(by).filter(pk=held.pk).exists():
        raise _not_yours()
    if submission.state != SubmissionState.SUBMITTED:
        raise ReportIsNotIn(
            f"{submission.office.short_th} ยังไม่ได้ส่งรายงาน หรือถอนกลับไปแก้ จึงกลั่นกรองไม่ได้ "
            "โปรดรอเขตส่งมา",
            f"{submission.office.short_en} has not submitted its report, or has taken it back, so "
            "it cannot be screened; please wait for it.",
        )
    if held.edit != seen_edit:
        raise ScreeningChangedMeanwhile(
            "รายงานนี้มีความเคลื่อนไหวหลังจากที่ท่านเปิดหน้านี้ จึงยังไม่ได้ทำตามที่ท่านกด โปรดอ่านอีกครั้งแล้วกดใหม่",
            "Something happened to this report after you opened this page, so nothing was done. "
            "Please read it again and press again.",
        )
    held.submission = submission
    return held


def _refuse_move(held: Screening, after: ScreeningState) -> None:
    before = ScreeningState(held.state)
    if not any((move.before, move.after) == (before, after) for move in SCREENING_MOVES):
        here, there = SCREENING_STATES[before], SCREENING_STATES[after]
        raise WrongState(
            f"ทำไม่ได้ เพราะการกลั่นกรองอยู่ในสถานะ “{here.th}” ซึ่งเปลี่ยนเป็น “{there.th}” ไม่ได้ "
            "โปรดดูสถานะล่าสุด",
            f"Not possible: the screening is “{here.en}” and cannot become “{there.en}”. Please "
            "look at the latest state.",
        )


def _move(
    held: Screening,
    after: ScreeningState,
    *,
    note: str | None = None,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    by: Actor,
) -> Screening:
    before = held.state
    held.state, held.edit = after.value, held.edit + 1
    held.moved_at, held.moved_by = clock.now(), by.name
    if note is not None:
        held.note = note.strip()[:MOST_NOTE]
    held.save(update_fields=["state", "edit", "note", "moved_at", "moved_by"])
    record(
        "reviews.screen",
        f"rounds.submission:{held.submission_id}",
        by=by,
        reason=reason,
        detail={"before": before, "after": after.value, **(detail or {})},
    )
    return held


def _is_bureau(actor: Actor) -> bool:
    return actor.may("submissions.see")


def _not_stored(submission_pk: int) -> Screening | None:
    found = Submission.objects.select_related("round__panel", "office")
    submission = found.filter(pk=submission_pk, round__panel__isnull=False).first()
    return None if submission is None else Screening(submission=submission)


def _not_yours() -> NotFound:
    return NotFound(
        "ไม่พบรายงานนี้ในรายการที่ท่านกลั่นกรอง อาจเปลี่ยนให้ผู้อื่นแล้ว โปรดเลือกจากรายการของท่าน",
        "This report is not among those you screen; it may have been given to somebody else. "
        "Please choose from your own list.",
    )
