"""Why an office's answer to a recommendation was not taken.

NotFound
└── FollowUpNotFound         no such follow-up, or piece of its evidence, for this asker
Conflict
└── FollowUpChangedMeanwhile carries what is stored now, so that both texts can be shown
WrongState
├── FollowUpMoveRefused      the table of moves has no such move from here
├── ResultNotPublished       nothing follows from a result that is not published
└── NothingDoneYet           evidence of what was done comes once the recommendation is accepted
BadInput
└── AnswerLacks              something must still be written; carries which fields
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tidtam.shared.errors import BadInput, Conflict, NotFound, WrongState
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.followups.models import FollowUp


class FollowUpNotFound(NotFound):
    """No such follow-up, or no such piece of evidence, for this asker."""

    def __init__(self) -> None:
        super().__init__(
            "ไม่พบข้อเสนอแนะหรือหลักฐานนี้ หรือไม่ได้เปิดให้ท่านอ่าน โปรดเลือกจากรายการข้อเสนอแนะ",
            "This recommendation or evidence is not found, or not open to you; please choose from "
            "the list of recommendations.",
        )


class FollowUpChangedMeanwhile(Conflict):
    """Somebody answered after the writer last saw it."""

    def __init__(self, *, current: FollowUp) -> None:
        super().__init__(
            "มีผู้บันทึกคำตอบอื่นไว้ก่อน ยังไม่ได้บันทึกของท่าน โปรดดูทั้งสองข้อความแล้วบันทึกอีกครั้ง",
            "Somebody saved another answer first. Yours is not saved yet; please look at both, "
            "then save again.",
        )
        self.current = current


class FollowUpMoveRefused(WrongState):
    """The table of moves (``followups.states``) has no such move from here."""


class ResultNotPublished(WrongState):
    """Nothing follows from a result that is not published."""


class NothingDoneYet(WrongState):
    """Evidence shows what was done; the recommendation is not accepted."""

    def __init__(self) -> None:
        super().__init__(
            "แนบหลักฐานได้เมื่อรับข้อเสนอแนะไปดำเนินการแล้ว โปรดกดรับไปดำเนินการก่อน",
            "Evidence can be added once the recommendation is accepted; please accept it first.",
        )


class AnswerLacks(BadInput):
    """Something must still be written, or cannot be so.

    ``fields`` holds each field of the answer with its sentence.
    """

    def __init__(self, fields: Mapping[str, Bilingual]) -> None:
        super().__init__(
            " ".join(each.th for each in fields.values()),
            " ".join(each.en for each in fields.values()),
        )
        self.fields = dict(fields)
