"""What an office asks its schools, in which way, and where the question and each reply stand."""

from __future__ import annotations

from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class InquiryState(StrEnum):
    """Where an inquiry stands; one that is open ends by itself at its day."""

    OPEN = "open"
    CLOSED = "closed"


INQUIRY_STATES = {
    InquiryState.OPEN: Bilingual("เปิดรับคำตอบ", "Open for replies"),
    InquiryState.CLOSED: Bilingual("ปิดรับคำตอบ", "Closed"),
}


class Way(StrEnum):
    """What each school is asked for, and so how the replies are put together."""

    DID = "did"
    SUM = "sum"
    TEXT = "text"


WAYS = {
    Way.DID: Bilingual(
        "ให้แต่ละโรงเรียนตอบว่า ทำแล้ว หรือ ยังไม่ได้ทำ แล้วนับโรงเรียน",
        "Each school says done or not yet; schools are counted",
    ),
    Way.SUM: Bilingual(
        "ให้แต่ละโรงเรียนใส่ตัวเลขของตน แล้วรวมตัวเลข",
        "Each school gives its own figures; figures are added up",
    ),
    Way.TEXT: Bilingual(
        "ให้แต่ละโรงเรียนเขียนข้อความสั้น ๆ แล้วเลือกข้อความ",
        "Each school writes a short text; texts are picked",
    ),
}


class ReplyState(StrEnum):
    """Whether a school has replied."""

    WAITING = "waiting"
    REPLIED = "replied"


REPLY_STATES = {
    ReplyState.WAITING: Bilingual("ยังไม่ตอบ", "Not replied yet"),
    ReplyState.REPLIED: Bilingual("ตอบแล้ว", "Replied"),
}


class Base(StrEnum):
    """Out of how many schools a count is given."""

    ASKED = "asked"
    REPLIED = "replied"


BASES = {
    Base.ASKED: Bilingual(
        "จากโรงเรียนที่ถามทั้งหมด (โรงเรียนที่ไม่ตอบไม่นับว่าทำ)",
        "out of all schools asked (a school without a reply is not counted as done)",
    ),
    Base.REPLIED: Bilingual("จากโรงเรียนที่ตอบเท่านั้น", "out of the schools that replied"),
}
