"""The states of a computation and the one table of allowed moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class State(StrEnum):
    """Where a computation of a round stands."""

    DRAFT = "draft"
    COMPUTED = "computed"
    CHECKED = "checked"
    PUBLISHED = "published"
    FAILED = "failed"


class PrintState(StrEnum):
    """Where a printing of sheets stands."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"


STAFF_LABELS = {
    State.DRAFT: Bilingual("ร่าง", "Draft"),
    State.COMPUTED: Bilingual("คำนวณแล้ว", "Computed"),
    State.CHECKED: Bilingual("ตรวจแล้ว", "Checked"),
    State.PUBLISHED: Bilingual("เผยแพร่แล้ว", "Published"),
    State.FAILED: Bilingual("คำนวณไม่สำเร็จ", "Failed"),
}

_WAITING = Bilingual("อยู่ระหว่างประมวลผล", "Being worked on")

# An office must not learn from a label how far the bureau has come.
OFFICE_LABELS = dict.fromkeys(State, _WAITING) | {
    State.PUBLISHED: Bilingual("ประกาศผลแล้ว", "Published")
}


@dataclass(frozen=True)
class Move:
    """One allowed move.

    Attributes:
        act: the right needed (``people.roles.RIGHTS``).
        before: the state it starts from.
        after: the state it leads to.
        label: what the button says to staff.
    """

    act: str
    before: State
    after: State
    label: Bilingual


MOVES: tuple[Move, ...] = (
    Move("results.compute", State.DRAFT, State.COMPUTED, Bilingual("คำนวณ", "Compute")),
    Move("results.compute", State.DRAFT, State.FAILED, Bilingual("หยุดเพราะผิดพลาด", "Fail")),
    Move("results.check", State.COMPUTED, State.CHECKED, Bilingual("ตรวจผล", "Check")),
    Move("results.check", State.CHECKED, State.CHECKED, Bilingual("ตรวจอีกครั้ง", "Check again")),
    Move("results.publish", State.CHECKED, State.PUBLISHED, Bilingual("เผยแพร่ผล", "Publish")),
)


def move(before: State, after: State) -> Move | None:
    """The allowed move between two states, or None."""
    return next((m for m in MOVES if (m.before, m.after) == (before, after)), None)
