"""The office's acts on an inquiry: ask, change, close, give new links, take a school off."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from tidtam.history.actions import record
from tidtam.orgs.models import School
from tidtam.people.actor import Actor
from tidtam.rounds.models import Item, Submission
from tidtam.rounds.places import must_write_item
from tidtam.rounds.tasks import alone_until_of, report_state_of
from tidtam.schools.errors import BadInquiry, CannotAskSchools, InquiryIsOpen
from tidtam.schools.models import Asked, Inquiry
from tidtam.schools.queries import asked_for, open_inquiry_of, ways_of
from tidtam.schools.rules import is_open, refuse_bad_day, refuse_bad_words
from tidtam.schools.states import InquiryState, Way
from tidtam.shared import clock

_AT_ONCE = 1000
_MOVES = {InquiryState.CLOSED: "inquiries.close", InquiryState.OPEN: "inquiries.open"}


def ask_schools(
    item: Item,
    question_code: str,
    *,
    way: Way,
    title_th: str,
    help_th: str = "",
    closes_at: dt.datetime,
    schools: Sequence[School],
    by: Actor,
) -> Inquiry:
    """Pass a question of a report on to schools of the office, in the order given.

    Raises:
        NotAllowed, RoundIsNotOpen, TimeIsOver: the report may not be written to.
        CannotAskSchools: the form does not allow this way.
        BadInquiry: no words, a day out of range, no schools, or one of another office.
        InquiryIsOpen: this question is being asked already; it says where.
    """
    report = item.submission
    _must_write(item, by)
    if way not in ways_of(item.pk, question_code):
        raise CannotAskSchools
    refuse_bad_words(title_th, help_th)
    refuse_bad_day(closes_at, open_until=last_day_of(item), now=clock.now())
    _refuse_bad_choice(schools, report)
    _refuse_asked_already(item, question_code)
    inquiry = Inquiry(
        item=item,
        question_code=question_code,
        way=way.value,
        title_th=title_th.strip(),
        help_th=help_th.strip(),
        closes_at=closes_at,
        salt=_new_salt(),
        made_at=clock.now(),
        made_by=by.name[:200],
    )
    try:
        _store(inquiry, schools, by)
    except IntegrityError:
        # Two clicks at once: the other one asks.
        _refuse_asked_already(item, question_code)
        raise
    return inquiry


@transaction.atomic
def _store(inquiry: Inquiry, schools: Sequence[School], by: Actor) -> None:
    inquiry.save(force_insert=True)
    rows = [
        Asked(inquiry=inquiry, school=school, order=place) for place, school in enumerate(schools)
    ]
    Asked.objects.bulk_create(rows, batch_size=_AT_ONCE)
    _record("inquiries.ask", inquiry, by, way=inquiry.way, schools=len(schools))


def add_schools(inquiry: Inquiry, schools: Sequence[School], *, by: Actor) -> int:
    """Ask more schools of the office in an open inquiry; how many of them are new.

    A school that is asked already stays as it is; one that was taken off is asked again.

    Raises:
        NotAllowed, RoundIsNotOpen, TimeIsOver: the report may not be written to.
        BadInquiry: no replies are taken any more, no schools, or one of another office.
    """
    report = inquiry.item.submission
    _must_write(inquiry.item, by)
    _refuse_bad_choice(schools, report)
    with transaction.atomic():
        held = Inquiry.objects.select_for_update(of=("self",), no_key=True).get(pk=inquiry.pk)
        if not is_open(held.state, held.closes_at, clock.now()):
            raise BadInquiry(
                "คำถามนี้ปิดรับคำตอบแล้ว โปรดเปิดรับอีกครั้งหรือเลื่อนวันก่อน แล้วจึงถามโรงเรียนเพิ่ม",
                "This question takes no replies any more; please open it again or move its day, "
                "then ask more schools.",
            )
        asked = dict(held.asked.values_list("school_id", "order"))
        new = [school for school in schools if school.pk not in asked]
        after = max(asked.values(), default=-1) + 1
        rows = [
            Asked(inquiry=held, school=school, order=place)
            for place, school in enumerate(new, start=after)
        ]
        Asked.objects.bulk_create(rows, batch_size=_AT_ONCE)
        back = held.asked.filter(school__in=schools, is_withdrawn=True).update(is_withdrawn=False)
        if new or back:
            codes = [school.code for school in new]
            _record("inquiries.add", held, by, schools=codes, put_back=back)
    return len(new) + back


def change_inquiry(
    inquiry: Inquiry, *, title_th: str, help_th: str, closes_at: dt.datetime, by: Actor
) -> Inquiry:
    """Change the words or the last day; replies that came stay as they are."""
    _must_write(inquiry.item, by)
    refuse_bad_words(title_th, help_th)
    if closes_at != inquiry.closes_at:
        refuse_bad_day(closes_at, open_until=last_day_of(inquiry.item), now=clock.now())
    inquiry.title_th, inquiry.help_th = title_th.strip(), help_th.strip()
    inquiry.closes_at = closes_at
    with transaction.atomic():
        inquiry.save(update_fields=["title_th", "help_th", "closes_at"])
        _record("inquiries.change", inquiry, by, closes_at=closes_at.isoformat())
    return inquiry


def last_day_of(item: Item) -> dt.datetime:
    """When the office's time for an item ends: the report's, or its own where it came back."""
    return alone_until_of(item) or item.submission.open_until


def close_inquiry(inquiry: Inquiry, *, by: Actor) -> Inquiry:
    """Take no more replies; closing a closed one changes nothing."""
    return _move(inquiry, InquiryState.CLOSED, by)


def reopen_inquiry(inquiry: Inquiry, *, by: Actor) -> Inquiry:
    """Take replies again, until its day.

    Raises:
        InquiryIsOpen: another inquiry asks this question now.
    """
    held = open_inquiry_of(inquiry.item, inquiry.question_code)
    if held is not None and held.pk != inquiry.pk:
        raise InquiryIsOpen(held.pk)
    return _move(inquiry, InquiryState.OPEN, by)


def give_new_links(inquiry: Inquiry, *, by: Actor) -> Inquiry:
    """Make every link given out so far useless; replies stay."""
    _must_write(inquiry.item, by)
    inquiry.salt = _new_salt()
    with transaction.atomic():
        inquiry.save(update_fields=["salt"])
        _record("inquiries.new_links", inquiry, by)
    return inquiry


def take_school_off(inquiry: Inquiry, asked_id: int, *, off: bool, by: Actor) -> Asked:
    """Take a school off, so that it is neither asked nor counted; or put it back."""
    _must_write(inquiry.item, by)
    asked = asked_for(inquiry, pk=asked_id)
    if asked.is_withdrawn == off:
        return asked
    asked.is_withdrawn = off
    with transaction.atomic():
        asked.save(update_fields=["is_withdrawn"])
        act = "inquiries.take_off" if off else "inquiries.put_back"
        _record(act, inquiry, by, school=asked.school.code)
    return asked


def _move(inquiry: Inquiry, state: InquiryState, by: Actor) -> Inquiry:
    report = inquiry.item.submission
    now_is = report_state_of(inquiry.item).value
    by.must("inquiries.make", agency_code=report.office.code, state=now_is)
    if inquiry.state == state:
        return inquiry
    inquiry.state = state.value
    with transaction.atomic():
        inquiry.save(update_fields=["state"])
        _record(
            "inquiries.close" if state is InquiryState.CLOSED else "inquiries.open", inquiry, by
        )
    return inquiry


def _must_write(item: Item, by: Actor) -> None:
    must_write_item(item.submission, item.pk, act="inquiries.make", by=by)


def _refuse_bad_choice(schools: Sequence[School], report: Submission) -> None:
    if not schools:
        raise BadInquiry(
            "ยังไม่มีโรงเรียนที่จะถาม โปรดเลือกเงื่อนไขใหม่ หรือให้ผู้อำนวยการนำเข้ารายชื่อโรงเรียนก่อน",
            "There is no school to ask; please widen the choice, or have the director import the "
            "list of schools first.",
        )
    others = [school.code for school in schools if school.office_id != report.office_id]
    if others or len({school.pk for school in schools}) < len(schools):
        raise BadInquiry(
            "มีโรงเรียนที่ไม่ใช่ของเขตนี้หรือซ้ำกัน โปรดเลือกจากรายชื่อของเขต",
            "A school is of another office or named twice; please choose from your own list.",
        )


def _refuse_asked_already(item: Item, question_code: str) -> None:
    held = open_inquiry_of(item, question_code)
    if held is not None:
        raise InquiryIsOpen(held.pk)


def _new_salt() -> str:
    return secrets.token_hex(16)


def _record(act: str, inquiry: Inquiry, by: Actor, **detail: object) -> None:
    where = {"item": inquiry.item_id, "question": inquiry.question_code}
    record(act, f"schools.inquiry:{inquiry.pk}", by=by, detail=where | detail)
