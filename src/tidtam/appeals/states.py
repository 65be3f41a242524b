"""The states of an appeal, its outcomes, and the one table of allowed moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class AppealState(StrEnum):
    """Where an appeal about one item stands."""

    WRITING = "writing"
    SENT = "sent"
    GIVEN = "given"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


STAFF_LABELS = {
    AppealState.WRITING: Bilingual("เขตกำลังเขียน", "Being written by the office"),
    AppealState.SENT: Bilingual("รอมอบผู้พิจารณา", "To be given to somebody"),
    AppealState.GIVEN: Bilingual("อยู่ระหว่างพิจารณา", "Being considered"),
    AppealState.DECIDED: Bilingual("พิจารณาแล้ว", "Decided"),
    AppealState.WITHDRAWN: Bilingual("เขตถอนแล้ว", "Withdrawn by the office"),
}

# An office is not told when somebody took it up, nor who.
OFFICE_LABELS = {
    AppealState.WRITING: Bilingual("กำลังเขียน ยังไม่ได้ยื่น", "Being written, not sent yet"),
    AppealState.SENT: Bilingual("ยื่นแล้ว อยู่ระหว่างพิจารณา", "Sent, being considered"),
    AppealState.GIVEN: Bilingual("ยื่นแล้ว อยู่ระหว่างพิจารณา", "Sent, being considered"),
    AppealState.DECIDED: Bilingual("พิจารณาแล้ว", "Decided"),
    AppealState.WITHDRAWN: Bilingual("ถอนแล้ว", "Withdrawn"),
}


class Outcome(StrEnum):
    """What was decided."""

    KEPT = "kept"
    CHANGED = "changed"


OUTCOMES = {
    Outcome.KEPT: Bilingual("คงคะแนนเดิม", "The mark stands"),
    Outcome.CHANGED: Bilingual("เปลี่ยนคะแนน", "The mark is changed"),
}


@dataclass(frozen=True)
class AppealMove:
    """One allowed move.

    Attributes:
        act: the right needed (``people.roles.RIGHTS``).
        before: the state it starts from.
        after: the state it leads to.
        label: what the button says.
    """

    act: str
    before: AppealState
    after: AppealState
    label: Bilingual


_BACK = Bilingual("ถอนคำทักท้วง", "Withdraw the appeal")

MOVES: tuple[AppealMove, ...] = (
    AppealMove(
        "appeals.begin",
        AppealState.WITHDRAWN,
        AppealState.WRITING,
        Bilingual("เขียนคำทักท้วงอีกครั้ง", "Write the appeal again"),
    ),
    AppealMove(
        "appeals.send",
        AppealState.WRITING,
        AppealState.SENT,
        Bilingual("ยื่นคำทักท้วง", "Send the appeal"),
    ),
    AppealMove(
        "appeals.withdraw",
        AppealState.WRITING,
        AppealState.WITHDRAWN,
        Bilingual("ทิ้งร่าง", "Drop the draft"),
    ),
    AppealMove("appeals.withdraw", AppealState.SENT, AppealState.WITHDRAWN, _BACK),
    AppealMove("appeals.withdraw", AppealState.GIVEN, AppealState.WITHDRAWN, _BACK),
    AppealMove(
        "appeals.give",
        AppealState.SENT,
        AppealState.GIVEN,
        Bilingual("มอบผู้พิจารณา", "Give to somebody"),
    ),
    AppealMove(
        "appeals.give",
        AppealState.GIVEN,
        AppealState.GIVEN,
        Bilingual("เปลี่ยนผู้พิจารณา", "Give to somebody else"),
    ),
    AppealMove(
        "appeals.decide",
        AppealState.GIVEN,
        AppealState.DECIDED,
        Bilingual("บันทึกผลการพิจารณา", "Record the decision"),
    ),
)


def move_for(act: str, before: AppealState) -> AppealMove | None:
    """The move an act makes from a state, or None where it makes none."""
    return next((move for move in MOVES if (move.act, move.before) == (act, before)), None)
