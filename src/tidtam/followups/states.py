"""The states of a follow-up and the one table of allowed moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class FollowUpState(StrEnum):
    """Where an office stands with one recommendation."""

    WAITING = "waiting_for_office"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"


FOLLOW_UP_STATES = {
    FollowUpState.WAITING: Bilingual("รอเขตตอบรับ", "Waiting for the office"),
    FollowUpState.ACCEPTED: Bilingual("รับไปดำเนินการ", "Accepted, being done"),
    FollowUpState.DECLINED: Bilingual("ไม่รับ พร้อมเหตุผล", "Not accepted, with a reason"),
    FollowUpState.DONE: Bilingual("ดำเนินการแล้ว", "Done"),
}


@dataclass(frozen=True)
class FollowUpMove:
    """One allowed move.

    Attributes:
        act: the right needed (``people.roles.RIGHTS``).
        before: the state it starts from.
        after: the state it leads to.
        label: what the button says.
    """

    act: str
    before: FollowUpState
    after: FollowUpState
    label: Bilingual


MOVES: tuple[FollowUpMove, ...] = (
    FollowUpMove(
        "followups.answer",
        FollowUpState.WAITING,
        FollowUpState.ACCEPTED,
        Bilingual("รับไปดำเนินการ", "Accept"),
    ),
    FollowUpMove(
        "followups.answer",
        FollowUpState.WAITING,
        FollowUpState.DECLINED,
        Bilingual("ไม่รับ", "Do not accept"),
    ),
    FollowUpMove(
        "followups.answer",
        FollowUpState.DECLINED,
        FollowUpState.ACCEPTED,
        Bilingual("เปลี่ยนเป็นรับไปดำเนินการ", "Accept after all"),
    ),
    FollowUpMove(
        "followups.answer",
        FollowUpState.ACCEPTED,
        FollowUpState.DECLINED,
        Bilingual("เปลี่ยนเป็นไม่รับ", "Do not accept after all"),
    ),
    FollowUpMove(
        "followups.answer",
        FollowUpState.ACCEPTED,
        FollowUpState.DONE,
        Bilingual("แจ้งว่าดำเนินการแล้ว", "Tell that it is done"),
    ),
    FollowUpMove(
        "followups.answer",
        FollowUpState.DONE,
        FollowUpState.ACCEPTED,
        Bilingual("ยังไม่เสร็จ เปิดต่อ", "Not done yet, go on"),
    ),
)


def move_for(before: FollowUpState, after: FollowUpState) -> FollowUpMove | None:
    """The allowed move between two states, or None."""
    return next((m for m in MOVES if (m.before, m.after) == (before, after)), None)
