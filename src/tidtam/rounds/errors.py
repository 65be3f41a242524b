"""Why an answer was not taken, or a report not moved.

Conflict
├── AnswerChangedMeanwhile   carries what is stored now, so that both texts can be shown
└── RoundChangedMeanwhile    another officer changed the plan of the round
WrongState
├── TimeIsOver               the office's time has run out
├── RoundIsNotOpen           the bureau has not opened the round, or has closed it
├── NotComplete              required questions are still blank; carries which
├── NotMended                what the director returned was not changed; carries which items
├── NotReady                 items that were sent back are not marked as done; carries which
├── NothingToSendBack        no item is with the office alone
└── ScreeningHasBegun        a submitted report is not withdrawn any more
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tidtam.shared.errors import Conflict, WrongState


@dataclass(frozen=True)
class Current:
    """What is stored of an answer now.

    Attributes:
        edit: number of the last save; 0 where nothing was ever saved.
        value: canonical JSON text; "" for none.
        saved_at: ISO moment of the last save; "" for never.
    """

    edit: int
    state: str
    value: str
    reason: str
    saved_at: str
    saved_by: str


class AnswerChangedMeanwhile(Conflict):
    """Somebody saved this answer after the writer last saw it."""

    def __init__(self, th: str, en: str, *, current: Current) -> None:
        super().__init__(th, en)
        self.current = current


class RoundChangedMeanwhile(Conflict):
    """Another officer changed the round after the writer last saw it."""


class TimeIsOver(WrongState):
    """The office's time to report has run out."""


class RoundIsNotOpen(WrongState):
    """The round takes no reports now."""


class NotComplete(WrongState):
    """Required questions are still without an answer.

    ``missing`` holds (item code, question code) pairs in printing order.
    """

    def __init__(self, th: str, en: str, *, missing: Sequence[tuple[str, str]]) -> None:
        super().__init__(th, en)
        self.missing = tuple(missing)


class NotMended(WrongState):
    """Items that the director returned have not changed since; sending them asks first.

    ``items`` holds their codes in printing order.
    """

    def __init__(self, th: str, en: str, *, items: Sequence[str]) -> None:
        super().__init__(th, en)
        self.items = tuple(items)


class NotReady(WrongState):
    """Items that the panel sent back are not marked as done yet.

    ``items`` holds their names ("QP 1") in printing order.
    """

    def __init__(self, th: str, en: str, *, items: Sequence[str]) -> None:
        super().__init__(th, en)
        self.items = tuple(items)


class NothingToSendBack(WrongState):
    """No item of the report is open to the office alone."""


class ScreeningHasBegun(WrongState):
    """The panel is at work on the report, so the office cannot withdraw the whole of it."""

    def __init__(self) -> None:
        super().__init__(
            "ถอนทั้งรายงานไม่ได้ เพราะคณะกลั่นกรองเริ่มตรวจแล้ว หากต้องแก้ โปรดแจ้งส่วนกลาง (สตผ.) ว่าข้อใด "
            "เพื่อให้ส่งคืนเฉพาะข้อนั้น",
            "The whole report cannot be withdrawn: its screening has begun. If something must be "
            "changed, please tell the bureau which item, so that it is returned alone.",
        )
