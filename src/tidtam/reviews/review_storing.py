"""How one review is written: against the edit that was seen, with the text it replaces kept.

Whether the item is still the reviewer's is asked here, with its row locked: a conflict, a
withdrawal or the end of the panel's work closes it at once. The transaction is kept short, since
on SQLite every writer waits for it: what can be read or computed before is.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from tidtam.checks.comment_office import with_placeholder
from tidtam.forms.kinds.typed import many_lines
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.named_offices import own_names
from tidtam.people.actor import Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.reviews.access import assignment_for, assignments_seen_by
from tidtam.reviews.actions import checked_mark
from tidtam.reviews.advice import filled, refuse_too_long
from tidtam.reviews.errors import CurrentReview, MarkRefused, ReviewChangedMeanwhile, ReviewIsDone
from tidtam.reviews.models import Assignment, Review, ReviewVersion
from tidtam.reviews.moves import after_move
from tidtam.reviews.states import ASSIGNMENT_MOVES, AssignmentState
from tidtam.rounds.states import SubmissionState
from tidtam.scoring.json_text import write_json
from tidtam.shared import clock
from tidtam.shared.errors import NotFound, TidtamError, WrongState
from tidtam.shared.prepared import Prepared
from tidtam.thai.bilingual import Bilingual

WRITE = "reviews.write"
# Longer in front without a save than any sitting: the browser counted wrongly.
_MOST_SECONDS = 12 * 60 * 60
_NEAR = (
    "item__instrument__framework",
    "item__submission__office",
    "reviewer__panel",
)


@dataclass(frozen=True, slots=True)
class SavedReview:
    """A review as it is stored now.

    Attributes:
        edit: what the next save says it saw; 0 where nothing is stored.
        answer: the mark as JSON text; "" for none.
        comment: as stored: ``{office}`` where the office's name stands.
        is_new: False where the act changed no text.
        replaced: words of the comment that became ``{office}``, to be told.
        refused: why the mark that was sent is not stored (the rest is); None for a sound one.
    """

    edit: int
    answer: str
    comment: str
    private_note: str
    state: AssignmentState
    saved_at: dt.datetime
    is_new: bool = False
    replaced: tuple[str, ...] = ()
    refused: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What is to be stored, made sound."""

    answer: str
    comment: str
    private_note: str
    replaced: tuple[str, ...]
    refused: Bilingual | None

    @property
    def texts(self) -> tuple[str, str, str]:
        """What a reader would see; whether anything is new is decided by these alone."""
        return (self.answer, self.comment, self.private_note)


def place_of(assignment_id: int, by: Actor) -> Assignment:
    """An assignment of this reviewer with what a save must know; read before the transaction.

    Raises:
        NotAllowed: no reviewer, or not in the panel's state.
        NotFound: not this reviewer's.
    """
    by.must("reviews.see")
    own = Assignment.objects.filter(pk=assignment_id, reviewer__person=by.person_id)
    near = own.select_related(*_NEAR).defer("item__instrument__framework__source")
    found = near.order_by().first()
    if found is None:
        raise _why_not(assignment_id, by)
    by.must(WRITE, state=found.reviewer.panel.state)
    return found


def hold(place: Assignment, by: Actor) -> None:
    """Lock an assignment until the transaction ends, and see that it is open to the reviewer now.

    Raises:
        NotAllowed: not in the panel's state.
        NotFound: not this reviewer's any more.
        ReportIsNotIn: the office has taken its report back.
    """
    found = _open_on(clock.today()).rows(assignment=place.pk, person=by.person_id or 0)
    for state, panel_state, submission_state, is_open in found:
        by.must(WRITE, state=panel_state)
        # The row's own state is the newest one; the rest may be from before a wait for it.
        is_given = state != AssignmentState.WITHDRAWN
        if is_given and is_open and submission_state == SubmissionState.SUBMITTED:
            place.state = state
            return
    raise _why_not(place.pk, by)


@lru_cache(maxsize=2)
def _open_on(_day: dt.date) -> Prepared:
    """The query of ``hold``: made once a day, for memberships are asked as of today."""
    return Prepared(_open, {"assignment": -1, "person": -2})


def _open(*, assignment: int, person: int) -> QuerySet[Assignment, tuple[Any, ...]]:
    reviewer = Actor("", person_id=person, posts=(HeldPost(Role.REVIEWER),))
    open_now = assignments_seen_by(reviewer).filter(pk=OuterRef("pk"))
    own = Assignment.objects.filter(pk=assignment, reviewer__person=person).order_by()
    locked = own.select_for_update(no_key=True, of=("self",)).annotate(is_open=Exists(open_now))
    return locked.values_list(
        "state", "reviewer__panel__state", "item__submission__state", "is_open"
    )


def _why_not(assignment_id: int, by: Actor) -> TidtamError:
    """Why an item is not open, as its page would say."""
    try:
        assignment_for(by, pk=assignment_id)
    except (NotFound, WrongState) as refusal:
        return refusal
    return NotFound(
        "งานข้อนี้เพิ่งเปลี่ยนไป โปรดเปิดรายการ “งานของฉัน” ใหม่",
        "This item has just changed hands or state; please open your list again.",
    )


def review_of(held: Assignment) -> Review | None:
    """What is stored of a held assignment, read after its row was locked."""
    return Review.objects.filter(assignment=held.pk).first()


def sound(held: Assignment, *, answer: str | None, comment: str, private_note: str) -> Content:
    """What was typed in the one way it is stored.

    Raises:
        AdviceTooLong: the comment, with the office's name in it, or the note is too long.
    """
    office = held.item.submission.office
    named = with_placeholder(many_lines(comment), about=own_names(office))
    refuse_too_long(filled(named.text, office))
    note = many_lines(private_note)
    refuse_too_long(note)
    refused = None
    try:
        mark = canonical_mark(held, answer or "")
    except MarkRefused as refusal:
        mark, refused = "", refusal.message
    return Content(mark, named.text, note, named.names, refused)


def canonical_mark(held: Assignment, answer: str) -> str:
    """A mark in its one JSON text; "" for none.

    Raises:
        MarkRefused: the framework does not accept it for this office.
    """
    if not answer.strip():
        return ""
    definition = definition_of(held.item.instrument.framework)
    office = held.item.submission.office
    code = held.item.node_code
    return write_json(checked_mark(definition, office, node_code=code, answer=answer))


def put(
    held: Assignment,
    content: Content,
    *,
    seen_edit: int,
    save_id: str,
    seconds: int,
) -> SavedReview:
    """Store a review within the caller's transaction, in which its assignment is held.

    Raises:
        ReviewIsDone: the mark is confirmed and the text is another one.
        ReviewChangedMeanwhile: something else was saved since the writer looked.
    """
    stored = review_of(held)
    seconds = min(max(seconds, 0), _MOST_SECONDS)
    if stored is None and not any(content.texts):
        return nothing(held, refused=content.refused)
    if stored is not None and _is_stored_already(stored, content, save_id):
        _count_seconds(stored, save_id, seconds)
        return saved(stored, held, content)
    _refuse_a_done(held)
    refuse_a_stale(stored, seen_edit, held)
    written = _written(stored, held, content, save_id=save_id, seconds=seconds)
    if held.state == AssignmentState.GIVEN:
        move(held)
    return saved(written, held, content, is_new=True)


def saved(
    stored: Review, held: Assignment, content: Content | None = None, *, is_new: bool = False
) -> SavedReview:
    """A stored review as it is told to whoever saved."""
    return SavedReview(
        edit=stored.edit,
        answer=stored.answer,
        comment=stored.comment,
        private_note=stored.private_note,
        state=AssignmentState(held.state),
        saved_at=stored.changed_at,
        is_new=is_new,
        replaced=content.replaced if content else (),
        refused=content.refused if content else None,
    )


def nothing(held: Assignment, *, refused: Bilingual | None = None) -> SavedReview:
    """What is told where nothing is stored."""
    state = AssignmentState(held.state)
    return SavedReview(0, "", "", "", state, clock.now(), refused=refused)


def move(held: Assignment) -> None:
    """Make the next move of a held assignment, by the table."""
    held.state = after_move(ASSIGNMENT_MOVES, WRITE, held.state).value
    held.done_at = clock.now() if held.state == AssignmentState.DONE else None
    Assignment.objects.filter(pk=held.pk).update(state=held.state, done_at=held.done_at)


def refuse_a_stale(stored: Review | None, seen_edit: int, held: Assignment) -> None:
    """Raise :class:`ReviewChangedMeanwhile` unless the writer saw what is stored."""
    if seen_edit == (stored.edit if stored else 0):
        return
    name, code = held.item.submission.office.short_name, held.item.node_code
    raise ReviewChangedMeanwhile(
        f"{name.th} ข้อ {code}: มีข้อความอื่นบันทึกไว้ก่อนจากหน้าต่างหรือเครื่องอื่นของท่าน "
        "โปรดดูทั้งสองข้อความแล้วเลือกหรือรวม",
        f"{name.en} item {code}: another text was saved first, from another window or device of "
        "yours; please look at both and choose or merge.",
        current=_current(stored),
    )


def _current(stored: Review | None) -> CurrentReview:
    if stored is None:
        return CurrentReview(0, "", "", "", "")
    return CurrentReview(
        edit=stored.edit,
        answer=stored.answer,
        comment=stored.comment,
        private_note=stored.private_note,
        saved_at=stored.changed_at.isoformat(),
    )


def _refuse_a_done(held: Assignment) -> None:
    if held.state == AssignmentState.DONE:
        raise ReviewIsDone(
            "ยังไม่ได้บันทึก เพราะยืนยันคะแนนข้อนี้แล้ว หากต้องแก้ โปรดกด “นำกลับมาแก้” ก่อน",
            "Not saved: the mark of this item is confirmed. To change it, please take it back "
            "first.",
        )


def _is_stored_already(stored: Review, content: Content, save_id: str) -> bool:
    if save_id and stored.save_id == save_id[:40]:
        return True
    return (stored.answer, stored.comment, stored.private_note) == content.texts


def _count_seconds(stored: Review, save_id: str, seconds: int) -> None:
    """Reading without typing takes time too; a resend is not counted twice."""
    if seconds and not (save_id and stored.save_id == save_id[:40]):
        Review.objects.filter(pk=stored.pk).update(
            seconds=F("seconds") + seconds, save_id=save_id[:40]
        )


def _written(
    stored: Review | None, held: Assignment, content: Content, *, save_id: str, seconds: int
) -> Review:
    """Write the review; the text it replaces becomes a version."""
    now = clock.now()
    if stored is None:
        review = Review(assignment_id=held.pk, edit=0, begun_at=now)
    else:
        review = stored
        ReviewVersion.objects.create(
            review=stored,
            edit=stored.edit,
            answer=stored.answer,
            comment=stored.comment,
            private_note=stored.private_note,
            saved_at=stored.changed_at,
        )
    review.answer, review.comment, review.private_note = content.texts
    review.edit += 1
    review.save_id = save_id[:40]
    review.seconds += seconds
    review.changed_at = now
    review.save()
    return review
