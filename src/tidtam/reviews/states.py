"""The states of a panel, of what a reviewer is given, of a screening, and the tables of moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class PanelState(StrEnum):
    """Where the reviewers' work on a round stands."""

    PREPARING = "preparing"
    CALIBRATING = "calibrating"
    WORKING = "working"
    CLOSED = "closed"


PANEL_STATES = {
    PanelState.PREPARING: Bilingual("กำลังจัดผู้ประเมิน", "Being put together"),
    PanelState.CALIBRATING: Bilingual("กำลังปรับเกณฑ์ร่วมกัน", "Calibrating"),
    PanelState.WORKING: Bilingual("กำลังกลั่นกรองและให้คะแนน", "Screening and marking"),
    PanelState.CLOSED: Bilingual("ปิดการให้คะแนนแล้ว", "Marking is closed"),
}


@dataclass(frozen=True)
class PanelMove:
    """One allowed move of a panel.

    Attributes:
        act: the right needed (``people.roles.RIGHTS``).
        before: the state it starts from.
        after: the state it leads to.
        label: what the button says.
    """

    act: str
    before: PanelState
    after: PanelState
    label: Bilingual


PANEL_MOVES: tuple[PanelMove, ...] = (
    PanelMove(
        "panels.calibrate",
        PanelState.PREPARING,
        PanelState.CALIBRATING,
        Bilingual("เริ่มปรับเกณฑ์ร่วมกัน", "Begin calibration"),
    ),
    PanelMove(
        "panels.begin",
        PanelState.PREPARING,
        PanelState.WORKING,
        Bilingual("เริ่มให้คะแนน", "Begin marking"),
    ),
    PanelMove(
        "panels.begin",
        PanelState.CALIBRATING,
        PanelState.WORKING,
        Bilingual("เริ่มให้คะแนน", "Begin marking"),
    ),
    PanelMove(
        "panels.close",
        PanelState.WORKING,
        PanelState.CLOSED,
        Bilingual("ปิดการให้คะแนน", "Close marking"),
    ),
    PanelMove(
        "panels.reopen",
        PanelState.CLOSED,
        PanelState.WORKING,
        Bilingual("เปิดให้คะแนนต่อ", "Open marking again"),
    ),
)


class Purpose(StrEnum):
    """What an item is given to a reviewer for."""

    MARK = "mark"
    CALIBRATE = "calibrate"
    THIRD = "third"


PURPOSE_NAMES = {
    Purpose.MARK: Bilingual("ให้คะแนน", "Marking"),
    Purpose.CALIBRATE: Bilingual("ปรับเกณฑ์ร่วมกัน", "Calibration"),
    Purpose.THIRD: Bilingual("ให้คะแนนคนที่สาม", "Third mark"),
}


class AssignmentState(StrEnum):
    """How far a reviewer is with one item."""

    GIVEN = "given"
    BEGUN = "begun"
    DONE = "done"
    WITHDRAWN = "withdrawn"


ASSIGNMENT_STATES = {
    AssignmentState.GIVEN: Bilingual("ยังไม่เริ่ม", "Not begun"),
    AssignmentState.BEGUN: Bilingual("กำลังทำ", "In progress"),
    AssignmentState.DONE: Bilingual("ให้คะแนนแล้ว", "Marked"),
    AssignmentState.WITHDRAWN: Bilingual("เปลี่ยนผู้ประเมินแล้ว", "Given to somebody else"),
}


@dataclass(frozen=True)
class AssignmentMove:
    """One allowed move of an assignment.

    Attributes:
        act: the right needed.
        before: the state it starts from.
        after: the state it leads to.
        label: what the button or the record says.
    """

    act: str
    before: AssignmentState
    after: AssignmentState
    label: Bilingual


ASSIGNMENT_MOVES: tuple[AssignmentMove, ...] = (
    AssignmentMove(
        "reviews.write",
        AssignmentState.GIVEN,
        AssignmentState.BEGUN,
        Bilingual("เริ่มพิจารณา", "Begin"),
    ),
    AssignmentMove(
        "reviews.write",
        AssignmentState.BEGUN,
        AssignmentState.DONE,
        Bilingual("ยืนยันคะแนน", "Confirm the mark"),
    ),
    AssignmentMove(
        "reviews.write",
        AssignmentState.DONE,
        AssignmentState.BEGUN,
        Bilingual("นำกลับมาแก้", "Take back"),
    ),
    AssignmentMove(
        "panels.assign",
        AssignmentState.GIVEN,
        AssignmentState.WITHDRAWN,
        Bilingual("เปลี่ยนผู้ประเมิน", "Give to somebody else"),
    ),
    AssignmentMove(
        "panels.assign",
        AssignmentState.BEGUN,
        AssignmentState.WITHDRAWN,
        Bilingual("เปลี่ยนผู้ประเมิน", "Give to somebody else"),
    ),
    AssignmentMove(
        "panels.assign",
        AssignmentState.DONE,
        AssignmentState.WITHDRAWN,
        Bilingual("เปลี่ยนผู้ประเมิน", "Give to somebody else"),
    ),
)


class ScreeningState(StrEnum):
    """Whether a submitted report can be marked."""

    WAITING = "waiting"
    RETURNED = "returned"
    COMPLETE = "complete"


SCREENING_STATES = {
    ScreeningState.WAITING: Bilingual("รอกลั่นกรอง", "To be screened"),
    ScreeningState.RETURNED: Bilingual("ส่งคืนบางข้อให้เขตแก้", "Some items returned"),
    ScreeningState.COMPLETE: Bilingual("ครบถ้วน", "Complete"),
}


@dataclass(frozen=True)
class ScreeningMove:
    """One allowed move of a screening.

    Attributes:
        act: the right needed.
        before: the state it starts from.
        after: the state it leads to.
        label: what the button says.
    """

    act: str
    before: ScreeningState
    after: ScreeningState
    label: Bilingual


SCREENING_MOVES: tuple[ScreeningMove, ...] = (
    ScreeningMove(
        "reviews.screen",
        ScreeningState.WAITING,
        ScreeningState.COMPLETE,
        Bilingual("ครบถ้วน ให้คะแนนได้", "Complete, ready to mark"),
    ),
    ScreeningMove(
        "reviews.screen",
        ScreeningState.WAITING,
        ScreeningState.RETURNED,
        Bilingual("ส่งคืนบางข้อ", "Return some items"),
    ),
    ScreeningMove(
        "reviews.screen",
        ScreeningState.RETURNED,
        ScreeningState.RETURNED,
        Bilingual("ส่งคืนข้ออื่นอีก", "Return more items"),
    ),
    ScreeningMove(
        "reviews.screen",
        ScreeningState.RETURNED,
        ScreeningState.COMPLETE,
        Bilingual("ครบถ้วน ให้คะแนนได้", "Complete, ready to mark"),
    ),
    ScreeningMove(
        "reviews.screen",
        ScreeningState.COMPLETE,
        ScreeningState.WAITING,
        Bilingual("กลั่นกรองใหม่", "Screen again"),
    ),
)


class DecisionKind(StrEnum):
    """How the official mark of an item came about."""

    SINGLE = "single"
    SAME = "same"
    THIRD = "third"
    AGREED = "agreed"
    MEETING = "meeting"
    APPEAL = "appeal"


DECISION_KINDS = {
    DecisionKind.SINGLE: Bilingual("ผู้ประเมินคนเดียว", "One reviewer"),
    DecisionKind.SAME: Bilingual("ผู้ประเมินให้ตรงกัน", "The reviewers gave the same"),
    DecisionKind.THIRD: Bilingual("ผู้ประเมินคนที่สามชี้ขาด", "A third reviewer decided"),
    DecisionKind.AGREED: Bilingual("ผู้กลั่นกรองสรุปจากสองความเห็น", "The moderator settled it"),
    DecisionKind.MEETING: Bilingual("มติที่ประชุม", "The meeting decided"),
    DecisionKind.APPEAL: Bilingual("ผลการพิจารณาคำทักท้วง", "Decided on appeal"),
}
