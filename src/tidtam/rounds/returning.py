"""Single items that go back to the office while the rest of the submitted report stays.

The panel returns them with what is missing and a moment. Until then the office's reporters mend
them and mark them as done; the director sends them back in one act. After the moment an item
closes by itself, as it stands. The office never learns who returned it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.rounds.content import checksum_of, content_of, content_text
from tidtam.rounds.errors import NothingToSendBack, NotReady
from tidtam.rounds.models import Item, Receipt, Submission
from tidtam.rounds.rules import is_open_alone, refuse_closed
from tidtam.rounds.states import PANEL, ItemState, SubmissionState
from tidtam.rounds.telling_items import name_of, tell_back, tell_sent_back, with_instrument
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, Conflict, NotFound

MOST_WORDS: Final = 2_000
LONGEST: Final = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class AloneItem:
    """One item that is, or was, with the office alone.

    Attributes:
        name: instrument and code, "QP 1".
        missing: what is missing, in the panel's words.
    """

    item_id: int
    name: str
    state: ItemState
    missing: str
    until: dt.datetime

    @property
    def is_ready(self) -> bool:
        return self.state is ItemState.READY


@dataclass(frozen=True, slots=True)
class SentBack:
    """The items of a submitted report that the panel sent back alone.

    Attributes:
        open: those the office may still mend; ``over`` those whose time ran out unsent.
    """

    open: tuple[AloneItem, ...] = ()
    over: tuple[AloneItem, ...] = ()

    @property
    def waiting(self) -> tuple[AloneItem, ...]:
        """Those that are not marked as done yet."""
        return tuple(item for item in self.open if not item.is_ready)

    @property
    def last_until(self) -> dt.datetime | None:
        """The latest moment, of those that are open or, where none is, of those that were."""
        return max((item.until for item in self.open or self.over), default=None)

    @property
    def first_until(self) -> dt.datetime | None:
        """The earliest moment at which one of them closes."""
        return min((item.until for item in self.open), default=None)


def sent_back_of(submission: Submission) -> SentBack:
    """What the panel sent back of a report; no query where it is not submitted."""
    return sent_back_of_all([submission])[submission.pk]


def sent_back_of_all(submissions: Iterable[Submission]) -> dict[int, SentBack]:
    """What the panel sent back of each of some reports, by key: one query at most."""
    now, reports = clock.now(), list(submissions)
    submitted = [each.pk for each in reports if each.state == SubmissionState.SUBMITTED]
    found = _alone_items(submitted) if submitted else []
    told: dict[int, list[AloneItem]] = {each.pk: [] for each in reports}
    for item in found:
        told[item.submission_id].append(_alone(item))
    return {
        key: SentBack(
            open=tuple(item for item in items if item.until >= now),
            over=tuple(item for item in items if item.until < now),
        )
        for key, items in told.items()
    }


@transaction.atomic
def reopen_items(
    submission: Submission, *, words: Mapping[int, str], due_at: dt.datetime, by: Actor
) -> list[Item]:
    """Send single items of a submitted report back, each with what is missing (key -> words).

    The rest stays as it is. The office's people are told, and the report cannot be withdrawn
    from now on.

    Raises:
        NotAllowed: not this actor's, or the report is not submitted.
        BadInput: nothing is named, a moment out of range, or an item is with the office already.
        NotFound: an item is not of this report.
        RoundIsNotOpen: the bureau has closed the round.
    """
    held = _locked(submission)
    by.must("items.return", agency_code=held.office.code, state=held.state)
    refuse_closed(held.round.state)
    now = clock.now()
    _refuse_bad_moment(due_at, now)
    given = {key: text.strip()[:MOST_WORDS] for key, text in words.items() if text.strip()}
    items = _named(held, given)
    _refuse_with_the_office(items, held, now)
    for item in items:
        item.state, item.word = ItemState.RETURNED.value, given[item.pk]
        item.open_until, item.moved_at, item.moved_by = due_at, now, PANEL.th
    Item.objects.bulk_update(items, ["state", "word", "open_until", "moved_at", "moved_by"])
    hold_for_screening(held)
    # The letter of today is today's reminder too.
    Submission.objects.filter(pk=held.pk).update(reminded_at=now)
    record(
        "items.return",
        _subject(held),
        by=by,
        detail={"items": {name_of(item): item.word for item in items}, "until": due_at.isoformat()},
    )
    tell_sent_back(held, items, due_at=due_at, by=by)
    return items


@transaction.atomic
def send_items_back(submission: Submission, *, seen: str | None = None, by: Actor) -> Receipt:
    """Send every mended item back to the panel as the director: a new receipt over the whole.

    Args:
        seen: ``seen_content`` of the page that was read; None where nobody looked at a page.

    Raises:
        NotAllowed: not the director of the office.
        NothingToSendBack: no item is open, or its time is over.
        NotReady: an open item is not marked as done.
        Conflict: the content is not what was read.
    """
    held = _locked(submission)
    by.must("items.send_back", agency_code=held.office.code, state=held.state)
    refuse_closed(held.round.state)
    now = clock.now()
    items = [item for item in _alone_items([held.pk]) if _is_open(item, held, now)]
    _refuse_not_ready(items)
    text = content_text(content_of(held))
    if seen is not None and seen != checksum_of(text):
        raise Conflict(
            "มีการแก้ข้อที่ส่งคืนหลังจากที่ท่านเปิดหน้านี้ จึงยังไม่ได้ส่งกลับ โปรดอ่านคำตอบล่าสุดแล้วกดอีกครั้ง",
            "A returned item was changed after you opened this page, so nothing was sent. Please "
            "read the latest answers and press again.",
        )
    names = [name_of(item) for item in items]
    receipt = Receipt.objects.create(
        submission=held,
        number=held.receipts.count() + 1,
        issued_at=now,
        issued_by=by.name,
        approved_at=now,
        approved_by=by.name,
        due_at=held.due_at,
        checksum=checksum_of(text),
        content=text,
        mended=names,
    )
    Item.objects.filter(pk__in=[item.pk for item in items]).update(
        open_until=None, word="", moved_at=now, moved_by=by.name
    )
    record(
        "items.send_back",
        _subject(held),
        by=by,
        detail={"items": names, "receipt": receipt.number, "content": receipt.checksum},
    )
    tell_back(held, receipt, by=by)
    return receipt


def seen_content(submission: Submission) -> str:
    """What a page remembers of the content it shows."""
    return checksum_of(content_text(content_of(submission)))


def hold_for_screening(submission: Submission) -> None:
    """Note, within the caller's transaction, that screening began: no withdrawal any more."""
    waiting = Submission.objects.filter(pk=submission.pk, taken_at=None)
    waiting.update(taken_at=clock.now())


def _named(held: Submission, given: Mapping[int, str]) -> list[Item]:
    """The items that words were given for, in printing order."""
    if not given:
        raise BadInput(
            "ยังไม่ได้บอกว่าข้อใดขาดอะไร โปรดเลือกหรือเขียนที่ข้อที่จะส่งคืนอย่างน้อยหนึ่งข้อ",
            "Nothing says what is missing yet; please choose or write it at one item at least.",
        )
    found = held.items.filter(pk__in=list(given), instrument__form__isnull=False)
    items = list(with_instrument(found))
    if len(items) != len(given):
        raise NotFound(
            "มีข้อที่ไม่ใช่ของรายงานนี้ โปรดเปิดหน้านี้ใหม่",
            "One item is not of this report; please reload the page.",
        )
    return items


def _refuse_bad_moment(due_at: dt.datetime, now: dt.datetime) -> None:
    if due_at <= now:
        raise BadInput(
            "กำหนดส่งกลับผ่านไปแล้ว โปรดเลือกวันหลังจากนี้",
            "The deadline is over already; please choose a later day.",
        )
    if due_at > now + LONGEST:
        raise BadInput(
            f"กำหนดส่งกลับเกิน {LONGEST.days} วันจากวันนี้ โปรดตรวจวันและปี พ.ศ.",
            f"The deadline is more than {LONGEST.days} days from now; please check day and year.",
        )


def _refuse_with_the_office(items: Sequence[Item], held: Submission, now: dt.datetime) -> None:
    there = [name_of(item) for item in items if _is_open(item, held, now)]
    if there:
        named = ", ".join(there)
        raise BadInput(
            f"ข้อ {named} อยู่ที่เขตแล้ว จึงยังไม่ได้ส่งคืนข้อใด โปรดรอเขตส่งกลับ หรือรอจนพ้นกำหนดเดิม",
            f"Item {named} is with the office already, so nothing was returned; please wait until "
            "it comes back or its time is over.",
        )


def _refuse_not_ready(items: Sequence[Item]) -> None:
    if not items:
        raise NothingToSendBack(
            "ไม่มีข้อที่เปิดให้แก้อยู่ จึงไม่มีอะไรให้ส่งกลับ ข้อที่ส่งคืนอาจส่งกลับแล้วหรือพ้นกำหนดแล้ว",
            "No item is open now, so there is nothing to send back: it was sent already, or its "
            "time is over.",
        )
    lacking = [name_of(item) for item in items if item.state != ItemState.READY or item.blank]
    if lacking:
        named = ", ".join(lacking)
        raise NotReady(
            f"ยังส่งกลับไม่ได้ เพราะข้อ {named} ยังไม่ได้ทำเครื่องหมายว่าเสร็จ โปรดให้ผู้รายงานแก้แล้วกด “ทำเสร็จแล้ว”",
            f"Nothing can be sent back yet: item {named} is not marked as done. Please have a "
            "reporter mend it and press “done”.",
            items=lacking,
        )


def _is_open(item: Item, held: Submission, now: dt.datetime) -> bool:
    return is_open_alone(report_state=held.state, item_until=item.open_until, now=now)


def _alone(item: Item) -> AloneItem:
    assert item.open_until is not None  # noqa: S101  the query asked for those
    return AloneItem(
        item_id=item.pk,
        name=name_of(item),
        state=ItemState(item.state),
        missing=item.word,
        until=item.open_until,
    )


def _alone_items(submission_ids: Collection[int]) -> list[Item]:
    found = Item.objects.filter(submission__in=submission_ids, open_until__isnull=False)
    return list(with_instrument(found))


def _locked(submission: Submission) -> Submission:
    held = Submission.objects.select_related("round", "office").select_for_update(of=("self",))
    return held.get(pk=submission.pk)


def _subject(submission: Submission) -> str:
    return f"rounds.submission:{submission.pk}"
