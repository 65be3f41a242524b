"""The acts of a reviewer on one item: save while typing, confirm the mark, take it back.

Like an office's answer (``rounds.answering``): a review has its own ``edit``, so that only who
saw the text that is stored replaces it; the text that was replaced is kept; a resend changes
nothing.
"""

from __future__ import annotations

from django.db import transaction

from tidtam.checks.comment_length import check_comment_length
from tidtam.checks.comment_office import check_placeholder
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.reviews.comment_hints import level_given
from tidtam.reviews.comment_rules import needs_comment
from tidtam.reviews.decisions import settle_third
from tidtam.reviews.errors import (
    AlreadyDecided,
    CommentMissing,
    CommentUnsound,
    MarkMissing,
    NotScreened,
)
from tidtam.reviews.models import Assignment, Decision, Panel, Review, ReviewVersion, Screening
from tidtam.reviews.review_storing import (
    SavedReview,
    canonical_mark,
    hold,
    move,
    nothing,
    place_of,
    put,
    refuse_a_stale,
    review_of,
    saved,
    sound,
)
from tidtam.reviews.states import AssignmentState, Purpose, ScreeningState

__all__ = ["SavedReview", "earlier_texts", "finish", "save_review", "take_back"]


def save_review(
    assignment_id: int,
    *,
    seen_edit: int,
    answer: str | None,
    comment: str,
    private_note: str,
    save_id: str = "",
    seconds: int = 0,
    by: Actor,
) -> SavedReview:
    """Save what a reviewer typed on one item and keep the text it replaces.

    Saving what is stored already changes no text; a resend (the same ``save_id``) nothing at
    all; an empty first save stores nothing. A mark the framework does not accept leaves the
    item without a mark and says why; the words that came with it are saved all the same.

    Args:
        seen_edit: the edit the writer last saw, 0 for none.
        answer: the mark as JSON text; None for none.
        seconds: how long the item was open in front since the last save that was answered
            with an edit above 0.

    Raises:
        NotAllowed, NotFound, ReportIsNotIn: the item is not open to this reviewer now.
        ReviewIsDone: the mark is confirmed.
        ReviewChangedMeanwhile: another text was saved since ``seen_edit``.
        AdviceTooLong: the comment or the note.
    """
    place = place_of(assignment_id, by)
    content = sound(place, answer=answer, comment=comment, private_note=private_note)
    with transaction.atomic():
        hold(place, by)
        return put(place, content, seen_edit=seen_edit, save_id=save_id, seconds=seconds)


@transaction.atomic
def finish(assignment: Assignment, *, seen_edit: int, by: Actor) -> SavedReview:
    """Confirm the mark: the item is done. Where it is done already, nothing happens.

    A third mark is official at once. One mark alone, or the same mark twice, waits for
    ``settle``: until then it can be taken back.

    Raises:
        NotAllowed, NotFound, ReportIsNotIn: the item is not open to this reviewer now.
        ReviewChangedMeanwhile: another text was saved since ``seen_edit``.
        MarkMissing, CommentMissing, CommentUnsound: what is still to be written.
        MarkRefused: the framework does not accept the mark.
        NotScreened: the report was not found complete yet (calibration needs no screening).
    """
    held = place_of(assignment.pk, by)
    _hold_panel(held)
    screening = _hold_screening(held)
    hold(held, by)
    stored = review_of(held)
    refuse_a_stale(stored, seen_edit, held)
    if stored is None or not stored.answer:
        raise _mark_missing(held)
    if held.state != AssignmentState.DONE:
        canonical_mark(held, stored.answer)
        _refuse_a_comment(held, stored)
        _refuse_unscreened(held, screening)
        move(held)
        _record("reviews.finish", held, by=by)
        if held.purpose != Purpose.CALIBRATE:
            settle_third(held.item)
    return saved(stored, held)


@transaction.atomic
def take_back(assignment: Assignment, *, by: Actor) -> SavedReview:
    """Open a confirmed mark again, while nothing was decided from it.

    Raises:
        NotAllowed, NotFound, ReportIsNotIn: the item is not open to this reviewer now.
        AlreadyDecided: the item has its official mark.
    """
    held = place_of(assignment.pk, by)
    _hold_panel(held)
    hold(held, by)
    if held.state == AssignmentState.DONE:
        _refuse_decided(held)
        move(held)
        _record("reviews.take_back", held, by=by)
    stored = review_of(held)
    return saved(stored, held) if stored else nothing(held)


def earlier_texts(assignment: Assignment) -> list[ReviewVersion]:
    """Every text of a review that was replaced, newest first."""
    return list(ReviewVersion.objects.filter(review__assignment=assignment.pk).order_by("-edit"))


def _hold_panel(held: Assignment) -> None:
    """Lock the panel before its rows: nobody closes it or decides from its marks meanwhile."""
    panels = Panel.objects.select_for_update(no_key=True, of=("self",))
    list(panels.filter(reviewers=held.reviewer_id).order_by().values_list("pk"))


def _hold_screening(held: Assignment) -> str:
    """The state of the report's screening, locked; "" where there is none."""
    screenings = Screening.objects.select_for_update(no_key=True, of=("self",)).order_by()
    found = screenings.filter(submission__items=held.item_id).values_list("state", flat=True)
    return next(iter(found), "")


def _refuse_a_comment(held: Assignment, stored: Review) -> None:
    level = level_given(held.item, stored.answer)
    place = f"{held.item.submission.office.short_th} ข้อ {held.item.node_code}"
    place_en = f"{held.item.submission.office.short_en} item {held.item.node_code}"
    if check_comment_length(stored.comment, least=0, is_needed=needs_comment(level)):
        raise CommentMissing(
            f"{place}: ให้ระดับ {level} ต้องมีความเห็น โปรดบอกเหตุผลและสิ่งที่เขตควรทำ แล้วยืนยันอีกครั้ง",
            f"{place_en}: level {level} needs a comment; please say why and what the office "
            "should do, then confirm again.",
        )
    for finding in check_placeholder(stored.comment):
        raise CommentUnsound(
            f"{place}: ความเห็นมี “{finding.words}” {finding.why.th}",
            f"{place_en}: the comment has “{finding.words}”. {finding.why.en}",
        )


def _refuse_unscreened(held: Assignment, screening: str) -> None:
    if held.purpose == Purpose.CALIBRATE or screening == ScreeningState.COMPLETE:
        return
    name = held.item.submission.office.short_name
    raise NotScreened(
        f"ยืนยันคะแนนไม่ได้ เพราะรายงานของ {name.th} ยังไม่ผ่านการกลั่นกรอง คะแนนและความเห็นบันทึกไว้แล้ว "
        "โปรดยืนยันเมื่อรายงานครบถ้วน",
        f"The mark cannot be confirmed: the report of {name.en} was not found complete yet. "
        "Your mark and comment are saved; please confirm when the screening is done.",
    )


def _refuse_decided(held: Assignment) -> None:
    if held.purpose == Purpose.CALIBRATE:
        return
    if Decision.objects.filter(item=held.item_id, is_current=True).exists():
        raise AlreadyDecided(
            "นำกลับมาแก้ไม่ได้ เพราะข้อนี้มีคะแนนทางการแล้ว หากเห็นว่าผิด โปรดแจ้งผู้กลั่นกรอง",
            "This cannot be taken back: the item has its official mark. If it is wrong, please "
            "tell the moderator.",
        )


def _mark_missing(held: Assignment) -> MarkMissing:
    name, code = held.item.submission.office.short_name, held.item.node_code
    return MarkMissing(
        f"{name.th} ข้อ {code}: ยังไม่ได้ให้คะแนน โปรดเลือกคะแนนแล้วยืนยันอีกครั้ง",
        f"{name.en} item {code}: no mark yet; please choose one, then confirm again.",
    )


def _record(act: str, held: Assignment, *, by: Actor) -> None:
    record(act, f"reviews.assignment:{held.pk}", by=by, detail={"purpose": held.purpose})
