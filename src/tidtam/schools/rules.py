"""Which questions may be passed on and how; when a reply is taken. No database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from tidtam.forms.definition import Question
from tidtam.forms.kinds import Choice, Count, Kind, Line, Number, Option, Text
from tidtam.schools.errors import BadInquiry, NoRepliesTaken
from tidtam.schools.states import InquiryState, Way
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime

# In smallest units. No school has more of anything; an office's sum keeps to the 15 digits that
# an answer may have, and the country's (29,000 of them) to 64 bits.
_MOST: Final = 10**12
MOST_TEXT: Final = 1_000
MOST_NOTE: Final = 500
MOST_TITLE: Final = 500
MOST_HELP: Final = 2_000

DONE: Final = Option("yes", Bilingual("ทำแล้ว", "Done"))
NOT_DONE: Final = Option("no", Bilingual("ยังไม่ได้ทำ", "Not yet"))


def ways_to_ask(question: Question, among: Sequence[Question]) -> tuple[Way, ...]:
    """How a question may be passed on; empty where it may not.

    The form says which questions schools may be asked. The narrative of an item may be asked
    too where any question ``among`` those of the item may: schools' words explain the figures.
    """
    kind = question.answer
    if isinstance(kind, Text):
        return (Way.TEXT,) if any(each.may_ask_schools for each in among) else ()
    if not question.may_ask_schools:
        return ()
    if isinstance(kind, Count):
        # Schools are counted, or what schools count is added up; the unit tells which is meant.
        return (Way.DID, Way.SUM) if _counts_schools(kind) else (Way.SUM, Way.DID)
    if isinstance(kind, Number):
        return (Way.SUM, Way.DID) if kind.decimals == 0 else (Way.SUM,)
    return (Way.TEXT,) if isinstance(kind, Line) else ()


def _counts_schools(kind: Count) -> bool:
    return kind.unit is not None and kind.unit.th in ("แห่ง", "โรงเรียน")


def kind_of_reply(way: Way, question: Question) -> Kind:
    """What a school fills in: the kind that reads and shows its reply."""
    if way is Way.DID:
        return Choice((DONE, NOT_DONE))
    if way is Way.TEXT:
        return Line(multiline=True, most=MOST_TEXT)
    kind = question.answer
    if isinstance(kind, Number):
        lowest = max(kind.minimum, Fraction(0)) if kind.minimum is not None else Fraction(0)
        return replace(kind, minimum=lowest, maximum=Fraction(_MOST, 10**kind.decimals))
    assert isinstance(kind, Count)  # noqa: S101  ways_to_ask lets no other kind be added up
    return replace(kind, target=None)


def scale_of(way: Way, question: Question) -> int:
    """How many smallest units make one: 100 for two decimals."""
    kind = question.answer
    is_exact = way is Way.SUM and isinstance(kind, Number)
    return 10**kind.decimals if is_exact and isinstance(kind, Number) else 1


def refuse_bad_words(title: str, help_text: str) -> None:
    """Refuse a question without words, or with too many."""
    if not title.strip():
        raise BadInquiry(
            "ยังไม่มีคำถาม โปรดเขียนคำถามที่โรงเรียนจะเห็น",
            "There is no question; please write what the schools shall read.",
        )
    if len(title) > MOST_TITLE or len(help_text) > MOST_HELP:
        raise BadInquiry(
            f"คำถามยาวเกิน {MOST_TITLE} หรือคำอธิบายยาวเกิน {MOST_HELP:,} ตัวอักษร โปรดย่อ",
            f"The question is longer than {MOST_TITLE} or the help than {MOST_HELP:,} "
            "characters; please shorten it.",
        )


def refuse_bad_day(closes_at: dt.datetime, *, open_until: dt.datetime, now: dt.datetime) -> None:
    """The last moment for replies lies ahead, and not after the office's own time."""
    if now < closes_at <= open_until:
        return
    latest = clock.local(open_until)
    raise BadInquiry(
        f"วันสุดท้ายที่รับคำตอบต้องอยู่หลังเวลานี้ และไม่เกิน {thai_datetime(latest)} ซึ่งเป็นเวลาของเขต "
        "โปรดเลือกวันใหม่",
        f"The last day for replies must lie ahead and not after {latest:%Y-%m-%d %H:%M}, the "
        "office's own time; please choose another day.",
    )


def is_open(state: str, closes_at: dt.datetime, now: dt.datetime) -> bool:
    """Whether replies are taken."""
    return state == InquiryState.OPEN and now <= closes_at


def why_closed(
    state: str,
    closes_at: dt.datetime,
    *,
    is_withdrawn: bool,
    now: dt.datetime,
    has_replied: bool,
) -> Bilingual | None:
    """Why a school can no longer reply, in words; None while it can."""
    if is_withdrawn:
        return Bilingual(
            "เขตพื้นที่ไม่ได้ถามโรงเรียนนี้แล้ว ไม่ต้องตอบ",
            "The area office no longer asks this school; there is nothing to do.",
        )
    if state != InquiryState.OPEN and not has_replied:
        return Bilingual(
            "เขตพื้นที่ปิดรับคำตอบแล้ว โรงเรียนนี้ยังไม่ได้ตอบ หากยังต้องการตอบ โปรดติดต่อเขตพื้นที่",
            "The area office has closed this question and has no reply of this school; please "
            "contact it if you still want to reply.",
        )
    if state != InquiryState.OPEN:
        return Bilingual(
            "เขตพื้นที่ปิดรับคำตอบแล้ว หากต้องการแก้ โปรดติดต่อเขตพื้นที่",
            "The area office has closed this question; to change something, please contact it.",
        )
    if now > closes_at:
        over = clock.local(closes_at)
        if has_replied:
            return Bilingual(
                f"หมดเวลาตอบเมื่อ {thai_datetime(over)} หากต้องการแก้ โปรดติดต่อเขตพื้นที่",
                f"The time to reply ended at {over:%Y-%m-%d %H:%M}; to change something, please "
                "contact the area office.",
            )
        return Bilingual(
            f"หมดเวลาตอบเมื่อ {thai_datetime(over)} หากยังต้องการตอบ โปรดติดต่อเขตพื้นที่",
            f"The time to reply ended at {over:%Y-%m-%d %H:%M}; please contact the area office "
            "if you still want to reply.",
        )
    return None


def refuse_closed(
    state: str,
    closes_at: dt.datetime,
    *,
    is_withdrawn: bool,
    now: dt.datetime,
    has_replied: bool,
) -> None:
    """Refuse a reply that comes when none is taken."""
    why = why_closed(state, closes_at, is_withdrawn=is_withdrawn, now=now, has_replied=has_replied)
    if why is not None:
        raise NoRepliesTaken(why.th, why.en)
