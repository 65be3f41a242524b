"""A follow-up as pages show it: its words, its tone, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tidtam.followups.lineage import lineage_of
from tidtam.followups.national import is_overdue, label_of, title_of
from tidtam.followups.queries import beside_item
from tidtam.followups.states import FOLLOW_UP_STATES, FollowUpState
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.followups.models import FollowUp, FollowUpEvidence
    from tidtam.rounds.models import Item

FOLLOW_UPS: Final = Bilingual("ข้อเสนอแนะที่ต้องติดตาม", "Recommendations to follow up")
TONES: Final = {
    FollowUpState.WAITING: "warn",
    FollowUpState.ACCEPTED: "info",
    FollowUpState.DECLINED: "idle",
    FollowUpState.DONE: "good",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence on a page."""

    evidence: FollowUpEvidence

    @property
    def has_picture(self) -> bool:
        file = self.evidence.stored_file
        return file is not None and file.is_kept and file.has_preview

    @property
    def waits(self) -> bool:
        """Whether the file still waits for its checks."""
        file = self.evidence.stored_file
        return file is not None and not file.is_kept

    @property
    def kind(self) -> Bilingual:
        file = self.evidence.stored_file
        return file.about.words if file is not None else Bilingual("ลิงก์", "Link")


@dataclass(frozen=True, slots=True)
class Line:
    """One follow-up.

    Attributes:
        is_sure: whether it surely is about the same indicator as the item it stands beside.
    """

    follow_up: FollowUp
    is_sure: bool = True

    @property
    def label(self) -> Bilingual:
        return label_of(self.follow_up)

    @property
    def title(self) -> Bilingual:
        return title_of(self.follow_up)

    @property
    def round_title(self) -> Bilingual:
        return self.follow_up.instrument.round.title

    @property
    def office_title(self) -> Bilingual:
        return Bilingual(self.follow_up.office.short_th, self.follow_up.office.short_en)

    @property
    def state(self) -> Bilingual:
        return FOLLOW_UP_STATES[FollowUpState(self.follow_up.state)]

    @property
    def tone(self) -> str:
        return TONES[FollowUpState(self.follow_up.state)]

    @property
    def is_overdue(self) -> bool:
        return is_overdue(self.follow_up)

    @property
    def is_accepted(self) -> bool:
        return self.follow_up.state == FollowUpState.ACCEPTED

    @property
    def is_done(self) -> bool:
        return self.follow_up.state == FollowUpState.DONE

    @property
    def pieces(self) -> list[Piece]:
        """The evidence that is there."""
        return [Piece(each) for each in self.follow_up.evidence.all() if each.removed_at is None]


def follow_ups_beside(item: Item) -> list[Line]:
    """What the office did about earlier recommendations on an item's indicator, newest first."""
    lineage = lineage_of(item)
    return [
        Line(each, lineage.is_sure(each.instrument.framework.code, each.node_code))
        for each in beside_item(item)
    ]
