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
    SIGNED = "signed"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    FAILED = "failed"


class PrintState(StrEnum):
    """Where a printing of sheets stands."""

    WAITING = "waiting"
    PRINTING = "printing"
    DONE = "done"
    FAILED = "failed"


class Way(StrEnum):
    """In which way a result was looked at."""

    PAGE = "page"
    PDF = "pdf"
    WORD = "word"


WAYS = {
    Way.PAGE: Bilingual("หน้าเว็บ", "On the page"),
    Way.PDF: Bilingual("ใบแจ้งผล PDF", "Sheet as PDF"),
    Way.WORD: Bilingual("ใบแจ้งผล Word", "Sheet as Word"),
}

STAFF_LABELS = {
    State.DRAFT: Bilingual("ร่าง", "Draft"),
    State.COMPUTED: Bilingual("คำนวณแล้ว", "Computed"),
    State.CHECKED: Bilingual("ตรวจแล้ว", "Checked"),
    State.SIGNED: Bilingual("ประธานลงนามแล้ว", "Signed by the chair"),
    State.PUBLISHED: Bilingual("เผยแพร่แล้ว", "Published"),
    State.SUPERSEDED: Bilingual("มีฉบับใหม่แทนแล้ว", "Replaced by a newer version"),
    State.FAILED: Bilingual("คำนวณไม่สำเร็จ", "Failed"),
}

_WAITING = Bilingual("อยู่ระหว่างประมวลผล", "Being worked on")

# An office must not learn from a label how far the bureau has come.
OFFICE_LABELS = dict.fromkeys(State, _WAITING) | {
    State.PUBLISHED: Bilingual("ประกาศผลแล้ว", "Published"),
    State.SUPERSEDED: Bilingual("มีผลฉบับใหม่แทนแล้ว", "Replaced by a newer result"),
}

# What was published once stays readable for ever.
EVER_PUBLISHED = (State.PUBLISHED.value, State.SUPERSEDED.value)
# The marks are closed while a computation is in one of these.
FROZEN_IN = (State.CHECKED.value, State.SIGNED.value, State.PUBLISHED.value)


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
    Move(
        "results.thaw", State.CHECKED, State.COMPUTED, Bilingual("เปิดให้แก้คะแนน", "Open the marks")
    ),
    Move("results.thaw", State.SIGNED, State.COMPUTED, Bilingual("เปิดให้แก้คะแนน", "Open the marks")),
    Move("results.sign", State.CHECKED, State.SIGNED, Bilingual("ลงนามรับรองผล", "Sign the result")),
    Move(
        "results.unsign",
        State.SIGNED,
        State.CHECKED,
        Bilingual("ถอนการลงนาม", "Take the signature back"),
    ),
    # Only a round without a panel of reviewers in the system goes this way (``rules``).
    Move("results.publish", State.CHECKED, State.PUBLISHED, Bilingual("เผยแพร่ผล", "Publish")),
    Move("results.publish", State.SIGNED, State.PUBLISHED, Bilingual("เผยแพร่ผล", "Publish")),
    Move(
        "results.publish", State.PUBLISHED, State.SUPERSEDED, Bilingual("แทนด้วยฉบับใหม่", "Replace")
    ),
)


def move(before: State, after: State) -> Move | None:
    """The allowed move between two states, or None."""
    return next((m for m in MOVES if (m.before, m.after) == (before, after)), None)
