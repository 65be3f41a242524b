"""The life of a message, the ways it may go, and how often a person wants to hear."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from tidtam.thai.bilingual import Bilingual


class State(StrEnum):
    """Where a message is.

    waiting: to be sent as soon as its time has come · held: quiet hours or a digest hold it ·
    sending: in the hands of a worker · sent: the other side acknowledged it · failed: refused,
    or given up after the last try · dropped: withdrawn before it was sent, or failed and replaced
    by other words.
    """

    WAITING = "waiting"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


# sending -> sending: a worker died and another one takes the message up.
MOVES: Final[dict[State, frozenset[State]]] = {
    State.WAITING: frozenset({State.HELD, State.SENDING, State.FAILED, State.DROPPED}),
    State.HELD: frozenset({State.WAITING, State.SENDING, State.FAILED, State.DROPPED}),
    State.SENDING: frozenset(
        {State.SENDING, State.SENT, State.WAITING, State.HELD, State.FAILED, State.DROPPED}
    ),
    State.SENT: frozenset(),
    State.FAILED: frozenset({State.WAITING, State.DROPPED}),
    State.DROPPED: frozenset(),
}

STATE_LABELS: Final = {
    State.WAITING: Bilingual("รอส่ง", "Waiting"),
    State.HELD: Bilingual("พักไว้ตามเวลาที่ผู้รับเลือก", "Held for the receiver's hours"),
    State.SENDING: Bilingual("กำลังส่ง", "Being sent"),
    State.SENT: Bilingual("ส่งแล้ว", "Sent"),
    State.FAILED: Bilingual("ส่งไม่สำเร็จ", "Failed"),
    State.DROPPED: Bilingual("ยกเลิกก่อนส่ง", "Withdrawn"),
}


class Way(StrEnum):
    """By which way a message goes."""

    EMAIL = "email"
    LINE = "line"
    WEBHOOK = "webhook"


WAY_LABELS: Final = {
    Way.EMAIL: Bilingual("อีเมล", "E-mail"),
    Way.LINE: Bilingual("LINE", "LINE"),
    Way.WEBHOOK: Bilingual("ระบบข้อความของหน่วยงาน", "The agency's own messaging"),
}


class Digest(StrEnum):
    """Whether messages that can wait are joined."""

    NEVER = "never"
    DAILY = "daily"


DIGEST_LABELS: Final = {
    Digest.NEVER: Bilingual("ส่งทีละเรื่องทันที", "Each one at once"),
    Digest.DAILY: Bilingual("รวมเป็นฉบับเดียวทุกเช้า", "Joined into one every morning"),
}
