"""The acts that move a report: owners, done, sent, returned, approved, submitted, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import transaction

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.rounds.content import checksum_of, content_of, content_text
from tidtam.rounds.errors import NotComplete, NotMended, ScreeningHasBegun
from tidtam.rounds.models import Item, Receipt, Submission
from tidtam.rounds.places import must_write_item, state_of_items
from tidtam.rounds.rules import refuse_out_of_time
from tidtam.rounds.states import ItemState, RoundState, SubmissionState, move_for
from tidtam.rounds.tasks import untouched_returns
from tidtam.rounds.telling_items import tell_ready
from tidtam.rounds.telling_moves import tell_approved, tell_returned, tell_sent, tell_submitted
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, Conflict, NotFound, WrongState

MOST_WORDS = 2_000


@transaction.atomic
def assign_items(items: Sequence[Item], *, owner: Person | None, by: Actor) -> int:
    """Give items of one submission to a reporter of the office; None takes the owner away.

    Raises:
        BadInput: the person holds no post at the office.
    """
    if not items:
        return 0
    submission = _locked(items[0].submission)
    office = submission.office
    keys = [item.pk for item in items]
    by.must("items.assign", agency_code=office.code, state=state_of_items(submission, keys))
    if owner is not None and not _reports_for(owner, office.code):
        raise BadInput(
            f"{owner.full_name} ไม่ได้เป็นผู้รายงานของ{office.short_th} โปรดเลือกผู้รายงานของเขตนี้",
            f"{owner.full_name} is no reporter of {office.short_en}; please choose one who is.",
        )
    changed = Item.objects.filter(pk__in=keys, submission=submission).update(owner=owner)
    record(
        "items.assign",
        _subject(submission),
        by=by,
        detail={
            "items": sorted(item.node_code for item in items),
            "owner": owner.pk if owner else None,
        },
    )
    return changed


@transaction.atomic
def take_over_items(
    *, from_person: Person, to_person: Person | None, agency_code: str, by: Actor
) -> int:
    """Give all items that somebody owns at an agency to who follows; None leaves them unowned.

    Reaches every report of a round that is not closed, whatever its state: an owner is who to
    ask, not what the report says. The number of items is given.
    """
    by.must("items.take_over", agency_code=agency_code)
    owned = (
        Item.objects.filter(owner=from_person, submission__office__code=agency_code)
        .exclude(submission__round__state=RoundState.CLOSED)
        .values("submission")
    )
    held = Submission.objects.select_for_update(of=("self",)).filter(pk__in=owned).order_by("pk")
    return sum(_take_over(each, from_person, to_person, by=by) for each in held)


def _take_over(held: Submission, owner: Person, to: Person | None, *, by: Actor) -> int:
    items = Item.objects.filter(submission=held, owner=owner)
    codes = sorted(items.values_list("node_code", flat=True))
    changed = items.update(owner=to)
    if changed:
        detail = {"items": codes, "from": owner.pk, "owner": to.pk if to else None}
        record("items.take_over", _subject(held), by=by, detail=detail)
    return changed


@transaction.atomic
def set_item_ready(item: Item, *, ready: bool, by: Actor) -> None:
    """Mark an item as done, or as not done after all.

    Raises:
        NotComplete: required questions are still blank.
    """
    submission = _locked(item.submission)
    item.refresh_from_db()
    must_write_item(submission, item.pk, by=by)
    if ready and item.blank:
        missing = missing_of(submission, item=item)
        raise NotComplete(
            f"ข้อ {item.node_code} ยังมี {len(missing)} คำถามที่ไม่ได้ตอบ โปรดตอบ หรือเลือก “ไม่มี” พร้อมเหตุผล",
            f"Item {item.node_code} still has {len(missing)} questions without an answer; "
            "please answer them, or choose “none” with a reason.",
            missing=missing,
        )
    item.state = (ItemState.READY if ready else ItemState.OPEN).value
    item.moved_at, item.moved_by = clock.now(), by.name
    item.save(update_fields=["state", "moved_at", "moved_by"])
    record(
        "items.ready" if ready else "items.reopen",
        _subject(submission),
        by=by,
        detail={"item": item.node_code},
    )
    if ready and item.open_until is not None:
        tell_ready(submission, by=by)


@transaction.atomic
def send(submission: Submission, *, anyway: bool = False, by: Actor) -> Submission:
    """Send a complete report to the director; whoever sends it says every item is done.

    Args:
        anyway: send also what the director returned and nobody has changed since.

    Raises:
        NotComplete: required questions are still blank.
        NotMended: returned items have not changed, and ``anyway`` does not say to send them.
    """
    held = _locked(submission)
    by.must("submissions.send", agency_code=held.office.code, state=held.state)
    _refuse_late(held)
    missing = missing_of(held)
    if missing:
        raise NotComplete(
            f"ยังส่งไม่ได้ เพราะมี {len(missing)} คำถามที่ไม่ได้ตอบ โปรดตอบ หรือเลือก “ไม่มี” พร้อมเหตุผล",
            f"It cannot be sent yet: {len(missing)} questions have no answer; please answer "
            "them, or choose “none” with a reason.",
            missing=missing,
        )
    unchanged = _unchanged(held)
    if unchanged and not anyway:
        raise _not_mended(unchanged)
    held.sent_at = clock.now()
    held.items.exclude(state=ItemState.READY.value).update(
        state=ItemState.READY.value, moved_at=held.sent_at, moved_by=by.name
    )
    detail = {"sent_unchanged": unchanged} if unchanged else None
    _move(held, "submissions.send", by=by, fields=["sent_at"], detail=detail)
    tell_sent(held, by=by)
    return held


def _unchanged(held: Submission) -> list[str]:
    """Codes of the returned items in which nothing changed, in printing order."""
    items = held.items.filter(pk__in=untouched_returns(held))
    return list(items.order_by("instrument__order", "order").values_list("node_code", flat=True))


def _not_mended(codes: Sequence[str]) -> NotMended:
    named = ", ".join(codes)
    return NotMended(
        f"ยังไม่แก้ {len(codes)} ข้อที่ผู้อำนวยการส่งคืน: {named}",
        f"{len(codes)} items that the director returned have not been changed: {named}",
        items=codes,
    )


@transaction.atomic
def return_items(
    submission: Submission,
    *,
    words: Mapping[int, str],
    word: str = "",
    seen: str | None = None,
    by: Actor,
) -> Submission:
    """Send a report back with a word; ``words`` says per item what to change (item key -> word).

    Raises:
        Conflict: the report moved after ``seen`` (``seen_of`` of the page that was read).
        BadInput: nothing says what to change.
        NotFound: an item is not of this report.
    """
    held = _locked(submission)
    by.must("submissions.return", agency_code=held.office.code, state=held.state)
    _refuse_unread(held, seen)
    _refuse_late(held)
    now = clock.now()
    items = _returned(held, words, word, at=now, by=by)
    codes = sorted(item.node_code for item in items)
    held.word, held.returned_at = word.strip()[:MOST_WORDS], now
    held.approved_at, held.approved_by = None, ""
    _move(
        held,
        "submissions.return",
        by=by,
        fields=["word", "returned_at", "approved_at", "approved_by"],
        reason=held.word,
        detail={"items": codes, "words": {item.node_code: item.word for item in items}},
        at=now,
    )
    tell_returned(held, items, held.word, by=by)
    return held


def _returned(
    held: Submission, words: Mapping[int, str], word: str, *, at: dt.datetime, by: Actor
) -> list[Item]:
    """The items that words are given to, sent back with them; what was said earlier is over."""
    given = {key: text.strip()[:MOST_WORDS] for key, text in words.items() if text.strip()}
    if not given and not word.strip():
        raise BadInput(
            "ยังไม่ได้บอกว่าให้แก้อะไร โปรดเขียนที่ข้อที่ต้องแก้ หรือเขียนคำแนะนำรวม",
            "Nothing says what to change; please write at an item, or a word for the whole.",
        )
    items = list(held.items.filter(pk__in=list(given)))
    if len(items) != len(given):
        raise NotFound(
            "มีข้อที่ไม่ใช่ของรายงานนี้ โปรดเปิดหน้านี้ใหม่",
            "One item is not of this report; please reload the page.",
        )
    for item in items:
        item.state, item.word = ItemState.RETURNED.value, given[item.pk]
        item.moved_at, item.moved_by = at, by.name
    # Words of an earlier return are over; the history keeps the words of each.
    held.items.exclude(pk__in=list(given)).exclude(word="").update(word="")
    Item.objects.bulk_update(items, ["state", "word", "moved_at", "moved_by"])
    return items


@transaction.atomic
def approve(submission: Submission, *, seen: str | None = None, by: Actor) -> Submission:
    """Approve a report as the director: one act for the whole of it.

    Raises:
        Conflict: the report moved after ``seen`` (``seen_of`` of the page that was read).
    """
    held = _locked(submission)
    by.must("submissions.approve", agency_code=held.office.code, state=held.state)
    _refuse_unread(held, seen)
    _refuse_late(held)
    held.approved_at, held.approved_by = clock.now(), by.name
    checksum = checksum_of(content_text(content_of(held)))
    _move(
        held,
        "submissions.approve",
        by=by,
        fields=["approved_at", "approved_by"],
        detail={"content": checksum},
    )
    tell_approved(held, by=by)
    return held


@transaction.atomic
def submit(submission: Submission, *, by: Actor) -> Receipt:
    """Submit an approved report to the bureau and give its receipt."""
    held = _locked(submission)
    by.must("submissions.submit", agency_code=held.office.code, state=held.state)
    _refuse_late(held)
    now = clock.now()
    held.submitted_at, held.submitted_by = now, by.name
    text = content_text(content_of(held))
    assert held.approved_at is not None  # noqa: S101  the table of moves leads through approval
    receipt = Receipt.objects.create(
        submission=held,
        number=held.receipts.count() + 1,
        issued_at=now,
        issued_by=by.name,
        approved_at=held.approved_at,
        approved_by=held.approved_by,
        due_at=held.due_at,
        checksum=checksum_of(text),
        content=text,
    )
    _move(
        held,
        "submissions.submit",
        by=by,
        fields=["submitted_at", "submitted_by"],
        detail={"receipt": receipt.number, "content": receipt.checksum, "late": held.is_late},
    )
    tell_submitted(held, receipt, by=by)
    return receipt


@transaction.atomic
def withdraw(submission: Submission, *, reason: str, by: Actor) -> Submission:
    """Take a report back to change it, until the office's time is over.

    Raises:
        BadInput: a submitted report is withdrawn without a reason.
        TimeIsOver: the office's time has run out.
        ScreeningHasBegun: the panel works on the submitted report.
    """
    held = _locked(submission)
    by.must("submissions.withdraw", agency_code=held.office.code, state=held.state)
    _refuse_late(held)
    was_submitted = held.state == SubmissionState.SUBMITTED
    if was_submitted and held.taken_at is not None:
        raise ScreeningHasBegun
    if was_submitted and not reason.strip():
        raise BadInput(
            "ยังไม่มีเหตุผลที่ถอนรายงาน โปรดเขียนเหตุผลสั้น ๆ",
            "There is no reason for withdrawing yet; please write one.",
        )
    if was_submitted:
        held.receipts.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
    held.approved_at, held.approved_by = None, ""
    held.submitted_at, held.submitted_by = None, ""
    return _move(
        held,
        "submissions.withdraw",
        by=by,
        fields=["approved_at", "approved_by", "submitted_at", "submitted_by"],
        reason=reason.strip()[:MOST_WORDS],
    )


def missing_of(submission: Submission, *, item: Item | None = None) -> list[tuple[str, str]]:
    """Required questions without an answer: (item code, question code), in printing order."""
    content = content_of(submission)
    return [
        (asked.node_code, answer.question.code)
        for instrument in content.instruments
        for asked in instrument.items
        if item is None or asked.item_id == item.pk
        for answer in asked.answers
        if answer.question.required and answer.is_missing
    ]


def was_returned(submission: Submission) -> bool:
    """Whether its last move was the director's return."""
    return submission.returned_at is not None and submission.returned_at == submission.moved_at


def seen_of(submission: Submission) -> str:
    """What a page remembers of the report it shows: when it last moved."""
    return submission.moved_at.isoformat() if submission.moved_at else ""


def _refuse_unread(held: Submission, seen: str | None) -> None:
    """Nobody decides on a text they have not opened: it may have been sent again meanwhile."""
    if seen is not None and seen != seen_of(held):
        raise Conflict(
            "รายงานเปลี่ยนไปหลังจากที่ท่านเปิดหน้านี้ จึงยังไม่ได้ทำอะไร โปรดอ่านรายงานล่าสุดแล้วกดอีกครั้ง",
            "The report changed after you opened this page, so nothing was done; please read the "
            "latest report and press again.",
        )


def _locked(submission: Submission) -> Submission:
    """The submission as it is now, held until the transaction ends."""
    held = Submission.objects.select_related("round", "office").select_for_update(of=("self",))
    return held.get(pk=submission.pk)


def _refuse_late(submission: Submission) -> None:
    refuse_out_of_time(
        round_state=submission.round.state, open_until=submission.open_until, now=clock.now()
    )


def _move(
    held: Submission,
    act: str,
    *,
    by: Actor,
    fields: Sequence[str],
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    at: dt.datetime | None = None,
) -> Submission:
    move = move_for(act, SubmissionState(held.state))
    if move is None:
        raise WrongState(
            "รายงานเปลี่ยนสถานะไปแล้ว โปรดเปิดหน้านี้ใหม่",
            "The report's state has changed; please reload the page.",
        )
    held.state = move.after.value
    held.moved_at, held.moved_by = at or clock.now(), by.name
    held.save(update_fields=["state", "moved_at", "moved_by", *fields])
    record(act, _subject(held), by=by, reason=reason, detail=detail)
    return held


def _subject(submission: Submission) -> str:
    return f"rounds.submission:{submission.pk}"


def _reports_for(person: Person, agency_code: str) -> bool:
    return any(
        post.role is Role.REPORTER and post.agency_code == agency_code
        for post in actor_for(person).posts
    )
