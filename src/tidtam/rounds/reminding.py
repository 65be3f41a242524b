"""Reminding offices of what is missing: on the round's days, or when the bureau asks."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from tidtam.history.actions import record
from tidtam.notices.actions import put
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.rounds.content import ReadAnswer, ReadItem, content_of
from tidtam.rounds.edits import take_edit
from tidtam.rounds.models import Extension, Item, Round, Submission
from tidtam.rounds.states import ItemState, RoundState, SubmissionState
from tidtam.rounds.telling import NOBODY, Staff, deadline_of, office_words, staff_of
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, WrongState
from tidtam.thai.bilingual import Bilingual

# More titles than these would make a line nobody reads; their number is told instead.
MOST_TITLES: Final = 3
MOST_DAYS: Final = 12
FIRST_DAY: Final = 60
LAST_DAY: Final = -30
_LONGEST_TITLE: Final = 120
_DAY: Final = re.compile(r"-?\d{1,3}")


@dataclass(frozen=True, slots=True)
class Reminded:
    """What became of a reminder: how many people were written to, and why nobody was.

    ``why`` is empty where somebody was; else "done", "today", "nobody", "nothing".
    """

    people: int = 0
    why: str = ""


WHY_NOT: Final = {
    "done": Bilingual("ส่งรายงานแล้ว", "has submitted"),
    "today": Bilingual("เตือนไปแล้ววันนี้", "was reminded today"),
    "nobody": Bilingual("ยังไม่มีผู้รายงานหรือผู้อำนวยการในระบบ", "has no reporter or director here"),
    "nothing": Bilingual("ไม่มีรายการค้าง", "lacks nothing"),
}


@transaction.atomic
def remind(submission: Submission, *, by: Actor) -> Reminded:
    """Write to those of one office who have something to do, each with what it is.

    Owners hear of their own items, every reporter of items without an owner, the director of
    the whole in numbers. Nobody hears twice on one day, whoever asks.

    Raises:
        WrongState: the round is not open.
    """
    by.must("submissions.remind")
    rows = Submission.objects.select_for_update(of=("self",)).select_related("round", "office")
    held = rows.get(pk=submission.pk)
    if held.round.state != RoundState.OPEN:
        raise WrongState(
            f"รอบ {held.round.code} ไม่ได้เปิดรับรายงาน จึงไม่มีอะไรให้เตือน",
            f"Round {held.round.code} is not open, so there is nothing to remind of.",
        )
    now = clock.now()
    if held.state == SubmissionState.SUBMITTED:
        return Reminded(why="done")
    if held.reminded_at and clock.local(held.reminded_at).date() == clock.local(now).date():
        return Reminded(why="today")
    staff = staff_of([held.office.code]).get(held.office.code, NOBODY)
    if not staff.everybody:
        return Reminded(why="nobody")
    letters = _letters(held, staff.reporters, staff.directors)
    if not letters:
        return Reminded(why="nothing")
    about = office_words(held) | {"deadline": deadline_of(held, now=now)}
    for person, missing in letters:
        put(
            "reminder_missing",
            to_person=person,
            context=about | {"missing": missing},
            by=by,
            subject_key=f"reminder:{held.pk}:{clock.local(now):%Y-%m-%d}",
        )
    Submission.objects.filter(pk=held.pk).update(reminded_at=now)
    submission.reminded_at = now
    record(
        "submissions.remind",
        f"rounds.submission:{held.pk}",
        by=by,
        detail={"office": held.office.code, "people": len(letters)},
    )
    return Reminded(people=len(letters))


def foreseen(submissions: Sequence[Submission]) -> dict[int, Reminded]:
    """What ``remind`` would do to each report now, by key; three queries for all of them."""
    staff = staff_of([each.office.code for each in submissions])
    lacking: dict[int, list[int | None]] = defaultdict(list)
    items = Item.objects.filter(submission__in=submissions)
    for key, owner in items.filter(Q(blank__gt=0) | Q(state=ItemState.RETURNED.value)).values_list(
        "submission_id", "owner_id"
    ):
        lacking[key].append(owner)
    return {
        each.pk: _foreseen(each, staff.get(each.office.code, NOBODY), lacking[each.pk])
        for each in submissions
    }


def _foreseen(submission: Submission, staff: Staff, owners: Sequence[int | None]) -> Reminded:
    today = clock.local(clock.now()).date()
    if submission.state == SubmissionState.SUBMITTED:
        return Reminded(why="done")
    if submission.reminded_at and clock.local(submission.reminded_at).date() == today:
        return Reminded(why="today")
    if not staff.everybody:
        return Reminded(why="nobody")
    people = _how_many(submission, staff, owners)
    return Reminded(people=people) if people else Reminded(why="nothing")


def _how_many(submission: Submission, staff: Staff, owners: Sequence[int | None]) -> int:
    """How many letters ``_letters`` would make: ``owners`` are of the items that lack something."""
    if submission.state == SubmissionState.WAITING:
        return len(staff.directors)
    if submission.state == SubmissionState.APPROVED:
        return len(staff.everybody)
    here = {each.pk for each in staff.reporters}
    free = any(owner not in here for owner in owners)
    written = [each for each in staff.reporters if free or not owners or each.pk in owners]
    return len(written) + len(staff.directors)


Named = tuple[str, ReadItem]


def missing_lines(items: Iterable[Named]) -> list[Bilingual]:
    """What is still to do about items, each with the short name of its instrument ("QP").

    One line for each that lacks something; two instruments count their items from 1.
    """
    return [
        _line(code, item) for code, item in items if item.blank or item.state is ItemState.RETURNED
    ]


def _letters(
    submission: Submission, reporters: Sequence[Person], directors: Sequence[Person]
) -> list[tuple[Person, list[Bilingual]]]:
    """Who is written to, with what; the reporters first."""
    if submission.state == SubmissionState.WAITING:
        line = Bilingual("รายงานรอท่านอนุมัติหรือส่งคืนให้แก้", "The report waits for your approval")
        return [(person, [line]) for person in directors]
    if submission.state == SubmissionState.APPROVED:
        line = Bilingual(
            "อนุมัติแล้ว แต่ยังไม่ได้ส่งถึงส่วนกลาง", "It is approved, but not submitted to the bureau yet"
        )
        return [(person, [line]) for person in (*reporters, *directors)]
    items = [
        (short_code(instrument.framework.code), item)
        for instrument in content_of(submission).instruments
        for item in instrument.items
    ]
    over = _time_is_over(submission)
    letters = [(person, over + _lines_for(person, items, reporters)) for person in reporters]
    summary = over + _summary(submission)
    letters += [(person, summary) for person in directors]
    return [(person, lines) for person, lines in letters if len(lines) > len(over)]


def _time_is_over(submission: Submission) -> list[Bilingual]:
    if clock.now() <= submission.open_until:
        return []
    return [
        Bilingual(
            "หมดเวลารายงานแล้ว โปรดขอขยายเวลาจากส่วนกลาง (สตผ.) พร้อมเหตุผล",
            "The time to report is over; please ask the bureau for more, with a reason",
        )
    ]


def _lines_for(
    person: Person, items: Sequence[Named], reporters: Sequence[Person]
) -> list[Bilingual]:
    """A reporter's own items and those that nobody who still reports has."""
    here = {each.pk for each in reporters}
    mine = [
        (code, item)
        for code, item in items
        if item.owner_id == person.pk or item.owner_id not in here
    ]
    lines = missing_lines(mine)
    if not lines and not missing_lines(items):
        return [
            Bilingual(
                "ตอบครบทุกข้อแล้ว แต่ยังไม่ได้ส่งให้ผู้อำนวยการ",
                "Everything is answered, but not sent to the director yet",
            )
        ]
    return lines


def short_code(framework_code: str) -> str:
    """ "QP" of "qp-2566"."""
    return framework_code.rpartition("-")[0].upper() or framework_code.upper()


def _line(code: str, item: ReadItem) -> Bilingual:
    th, en = (f"{code} {_name_of(item, language)}" for language in ("th", "en"))
    if item.state is ItemState.RETURNED:
        word = " ".join(item.word.split())[:_LONGEST_TITLE]
        because = f" ({word})" if word else ""
        return Bilingual(f"{th}: ส่งคืนให้แก้{because}", f"{en}: returned for changes{because}")
    blank = [answer.question.title for answer in item.answers if _is_missing(answer)]
    named, more = blank[:MOST_TITLES], len(blank) - MOST_TITLES
    more_th = f" และอีก {more} คำถาม" if more > 0 else ""
    more_en = f" and {more} more" if more > 0 else ""
    return Bilingual(
        f"{th}: ยังไม่ตอบ {', '.join(title.th for title in named)}{more_th}",
        f"{en}: no answer to {', '.join(title.in_language('en') for title in named)}{more_en}",
    )


def _is_missing(answer: ReadAnswer) -> bool:
    return answer.is_missing and answer.question.required


def _name_of(item: ReadItem, language: str) -> str:
    title = " ".join(item.node.title.in_language(language).split())
    short = title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE]}…"
    return f"{item.node.label.in_language(language)} {short}".strip()


def _summary(submission: Submission) -> list[Bilingual]:
    """The whole report in numbers, a line for each instrument: for the director."""
    items = Item.objects.filter(submission=submission).select_related("instrument__framework")
    lines = []
    for instrument, group in groupby(
        items.order_by("instrument__order", "order"), key=attrgetter("instrument")
    ):
        found = list(group)
        lacking = [i for i in found if i.blank or i.state == ItemState.RETURNED]
        if lacking:
            code = short_code(instrument.framework.code)
            blank = sum(item.blank for item in lacking)
            lines.append(
                Bilingual(
                    f"{code}: ยังไม่ครบ {len(lacking)} จาก {len(found)} ข้อ ยังไม่ตอบ {blank} คำถาม",
                    f"{code}: {len(lacking)} of {len(found)} items incomplete, "
                    f"{blank} questions without an answer",
                )
            )
    return lines or [
        Bilingual(
            "ตอบครบทุกข้อแล้ว ผู้รายงานยังไม่ได้ส่งให้ท่าน",
            "Everything is answered; the reporters have not sent it to you yet",
        )
    ]


# ---------------------------------------------------------------- the round's days


def reminder_days(round_: Round) -> tuple[int, ...]:
    """Days before the office's day on which it is reminded, the earliest first; -1 is after."""
    return parse_days(round_.reminder_days)


def parse_days(text: str) -> tuple[int, ...]:
    """Days from a text such as "14, 7, 3, 1, 0, -1"; "" for none.

    Raises:
        BadInput: something else stands there.
    """
    parts = [part.strip() for part in re.split(r"[,\s]+", text.strip()) if part.strip()]
    if any(not _DAY.fullmatch(part) for part in parts) or len(parts) > MOST_DAYS:
        raise BadInput(
            "วันเตือนต้องเป็นตัวเลขคั่นด้วยจุลภาค เช่น 14, 7, 3, 1, 0, -1 ไม่เกิน 12 วัน (-1 คือหลังกำหนดหนึ่งวัน)",
            "The days are numbers with commas between, as 14, 7, 3, 1, 0, -1, twelve at most "
            "(-1 is the day after).",
        )
    if any(not LAST_DAY <= int(part) <= FIRST_DAY for part in parts):
        raise BadInput(
            "วันเตือนต้องอยู่ระหว่าง 60 วันก่อนกำหนด ถึง 30 วันหลังกำหนด (-30)",
            "The days are between 60 before the deadline and 30 after it (-30).",
        )
    return tuple(sorted({int(part) for part in parts}, reverse=True))


@transaction.atomic
def set_reminder_days(
    round_: Round, *, days: Sequence[int], by: Actor, edit: int | None = None
) -> None:
    """Set the days on which the offices of a round are reminded; none for no reminders.

    Raises:
        RoundChangedMeanwhile: somebody changed the round after ``edit``.
    """
    by.must("rounds.change")
    take_edit(round_, edit)
    text = ",".join(str(day) for day in parse_days(",".join(map(str, days))))
    Round.objects.filter(pk=round_.pk).update(reminder_days=text)
    round_.reminder_days = text
    record("rounds.set_reminder_days", f"rounds.round:{round_.code}", by=by, detail={"days": text})


def due_reminders(now: dt.datetime) -> list[Submission]:
    """The reports whose people are to be reminded today and were not yet."""
    today = clock.local(now).date()
    begun = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    prolonged = Extension.objects.filter(submission=OuterRef("pk"), until=OuterRef("open_until"))
    waiting = (
        Submission.objects.filter(round__state=RoundState.OPEN.value)
        .filter(Q(reminded_at=None) | Q(reminded_at__lt=begun))
        .exclude(state=SubmissionState.SUBMITTED.value)
        .exclude(round__reminder_days="")
        .select_related("round", "office")
        .annotate(is_prolonged=Exists(prolonged))
        .order_by("pk")
    )
    days: dict[str, frozenset[int]] = defaultdict(frozenset)
    found: list[Submission] = []
    for each in waiting:
        text = each.round.reminder_days
        days[text] = days[text] or frozenset(parse_days(text))
        due = each.open_until if each.is_prolonged else each.due_at
        if (clock.local(due).date() - today).days in days[text]:
            found.append(each)
    return found
