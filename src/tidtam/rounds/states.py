"""The states of a round, of an office's submission and of its items, and the tables of moves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class RoundState(StrEnum):
    """Where a round stands: made ready by the bureau, open to the offices, closed."""

    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"


ROUND_STATES = {
    RoundState.PREPARING: Bilingual("กำลังเตรียม", "Being prepared"),
    RoundState.OPEN: Bilingual("เปิดให้รายงาน", "Open"),
    RoundState.CLOSED: Bilingual("ปิดรับรายงาน", "Closed"),
}


class StageCode(StrEnum):
    """The stages of a round, in order; each has its own deadline."""

    REPORT = "report"
    APPROVE = "approve"
    SCREEN = "screen"
    MARK = "mark"
    PUBLISH = "publish"
    APPEAL = "appeal"


STAGE_NAMES = {
    StageCode.REPORT: Bilingual("เขตพื้นที่กรอกรายงาน", "Offices fill in the report"),
    StageCode.APPROVE: Bilingual("ผู้อำนวยการอนุมัติและส่งรายงาน", "Directors approve and submit"),
    StageCode.SCREEN: Bilingual("กลั่นกรองรายงาน", "Screening"),
    StageCode.MARK: Bilingual("ประเมินและให้คะแนน", "Marking"),
    StageCode.PUBLISH: Bilingual("ประกาศผล", "Publication"),
    StageCode.APPEAL: Bilingual("ยื่นคำทักท้วงผล", "Appeals"),
}


class SubmissionState(StrEnum):
    """Where the report of one office in one round stands."""

    FILLING = "filling"
    WAITING = "waiting"
    APPROVED = "approved"
    SUBMITTED = "submitted"


SUBMISSION_STATES = {
    SubmissionState.FILLING: Bilingual("กำลังกรอก", "Being filled in"),
    SubmissionState.WAITING: Bilingual("รอผู้อำนวยการอนุมัติ", "Waiting for the director"),
    SubmissionState.APPROVED: Bilingual("อนุมัติแล้ว รอส่ง", "Approved, to be submitted"),
    SubmissionState.SUBMITTED: Bilingual("ส่งแล้ว", "Submitted"),
}


class ItemState(StrEnum):
    """Where one item of a submission stands."""

    OPEN = "open"
    READY = "ready"
    RETURNED = "returned"


ITEM_STATES = {
    ItemState.OPEN: Bilingual("กำลังทำ", "In progress"),
    ItemState.READY: Bilingual("ทำเสร็จแล้ว", "Done"),
    ItemState.RETURNED: Bilingual("ส่งคืนให้แก้", "Returned"),
}


# Whoever of the panel returns an item: the office is told this and never a name.
PANEL = Bilingual("คณะกลั่นกรอง", "the screening panel")


class Door(StrEnum):
    """By which way an answer came in."""

    PAGE = "page"
    EXCEL = "excel"
    WORD = "word"
    ARCHIVE = "archive"
    SCHOOLS = "schools"
    COPY = "copy"
    RESTORE = "restore"


DOOR_NAMES = {
    Door.PAGE: Bilingual("กรอกในหน้าเว็บ", "Typed on the page"),
    Door.EXCEL: Bilingual("นำเข้าจาก Excel", "From Excel"),
    Door.WORD: Bilingual("นำเข้าจาก Word", "From Word"),
    Door.ARCHIVE: Bilingual("นำเข้าจากไฟล์สำรอง", "From an archive"),
    Door.SCHOOLS: Bilingual("รับจากคำตอบของโรงเรียน", "Taken from schools' replies"),
    Door.COPY: Bilingual("คัดลอกจากรอบก่อน", "Copied from the last round"),
    Door.RESTORE: Bilingual("นำข้อความเดิมกลับมา", "An earlier text brought back"),
}


@dataclass(frozen=True)
class Move:
    """One allowed move of a submission.

    Attributes:
        act: the right needed (``people.roles.RIGHTS``).
        before: the state it starts from.
        after: the state it leads to.
        label: what the button says.
        next_holder: who has it afterwards, as the office reads it.
    """

    act: str
    before: SubmissionState
    after: SubmissionState
    label: Bilingual
    next_holder: Bilingual


_OFFICE = Bilingual("ผู้รายงานของเขต", "the office's reporters")
_DIRECTOR = Bilingual("ผู้อำนวยการเขต", "the director")
_BUREAU = Bilingual("ส่วนกลาง", "the bureau")

MOVES: tuple[Move, ...] = (
    Move(
        "submissions.send",
        SubmissionState.FILLING,
        SubmissionState.WAITING,
        Bilingual("ส่งให้ผู้อำนวยการ", "Send to the director"),
        _DIRECTOR,
    ),
    Move(
        "submissions.return",
        SubmissionState.WAITING,
        SubmissionState.FILLING,
        Bilingual("ส่งคืนให้แก้", "Return for changes"),
        _OFFICE,
    ),
    Move(
        "submissions.return",
        SubmissionState.APPROVED,
        SubmissionState.FILLING,
        Bilingual("ส่งคืนให้แก้", "Return for changes"),
        _OFFICE,
    ),
    Move(
        "submissions.approve",
        SubmissionState.WAITING,
        SubmissionState.APPROVED,
        Bilingual("อนุมัติรายงาน", "Approve the report"),
        _OFFICE,
    ),
    Move(
        "submissions.submit",
        SubmissionState.APPROVED,
        SubmissionState.SUBMITTED,
        Bilingual("ส่งรายงานถึงส่วนกลาง", "Submit to the bureau"),
        _BUREAU,
    ),
    Move(
        "submissions.withdraw",
        SubmissionState.WAITING,
        SubmissionState.FILLING,
        Bilingual("ดึงกลับมาแก้", "Take back"),
        _OFFICE,
    ),
    Move(
        "submissions.withdraw",
        SubmissionState.APPROVED,
        SubmissionState.FILLING,
        Bilingual("ดึงกลับมาแก้", "Take back"),
        _OFFICE,
    ),
    Move(
        "submissions.withdraw",
        SubmissionState.SUBMITTED,
        SubmissionState.FILLING,
        Bilingual("ถอนรายงานกลับมาแก้", "Withdraw the report"),
        _OFFICE,
    ),
)


def move_for(act: str, before: SubmissionState) -> Move | None:
    """The move an act makes from a state, or None where it makes none."""
    return next((move for move in MOVES if (move.act, move.before) == (act, before)), None)
