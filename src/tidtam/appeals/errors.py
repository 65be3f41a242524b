"""Why an act on an appeal was not done.

NotFound
└── AppealNotFound           no such appeal, or piece of its evidence, for this asker
NotAllowed
└── NotTheDecider            it was given to somebody else
Conflict
└── AppealChangedMeanwhile   carries what is stored now, so that both texts can be shown
WrongState
├── AppealMoveRefused        the table of moves has no such move from here
├── WindowIsClosed           the time to appeal has not begun, or is over
├── NotAppealable            nothing is published that could be appealed against
└── MustNotDecide            this person marked or decided the item, or has an interest
BadInput
└── DecisionUnsound          what was decided, or its words, cannot stand so
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tidtam.shared.errors import BadInput, Conflict, NotAllowed, NotFound, WrongState

if TYPE_CHECKING:
    from tidtam.appeals.models import Appeal


class AppealNotFound(NotFound):
    """No such appeal, or no such piece of its evidence, for this asker."""

    def __init__(self) -> None:
        super().__init__(
            "ไม่พบคำทักท้วงหรือหลักฐานนี้ หรือไม่ได้เปิดให้ท่านอ่าน โปรดเลือกจากรายการคำทักท้วง",
            "This appeal or its evidence is not found, or not open to you; please choose from "
            "the list of appeals.",
        )


class NotTheDecider(NotAllowed):
    """Only the person it was given to decides it."""

    def __init__(self) -> None:
        super().__init__(
            "คำทักท้วงนี้ไม่ได้มอบให้ท่าน หรือเปลี่ยนผู้พิจารณาแล้ว จึงบันทึกไม่ได้ โปรดเลือกจากรายการที่มอบให้ท่าน",
            "This appeal is not given to you, or was given to somebody else, so nothing is saved; "
            "please choose from those given to you.",
        )


class AppealChangedMeanwhile(Conflict):
    """Somebody saved or gave it after the asker last saw it."""

    def __init__(self, th: str, en: str, *, current: Appeal) -> None:
        super().__init__(th, en)
        self.current = current


class AppealMoveRefused(WrongState):
    """The table of moves (``appeals.states``) has no such move from here."""


class WindowIsClosed(WrongState):
    """The time to appeal has not begun, or is over; the sentence names the day."""


class NotAppealable(WrongState):
    """Nothing is published on the item that could be appealed against."""


class MustNotDecide(WrongState):
    """Whoever marked or decided the item, or has an interest in its office, does not decide."""


class DecisionUnsound(BadInput):
    """What was decided, or the words that go with it, cannot stand so.

    Attributes:
        at: which part cannot: "mark", "reason" or "comment".
    """

    def __init__(self, th: str, en: str, *, at: str) -> None:
        super().__init__(th, en)
        self.at = at
