"""How a report stands, as every page of the workspace says it: state, holder, next step, time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tidtam.rounds.returning import SentBack
from tidtam.rounds.rules import must_write
from tidtam.rounds.states import MOVES, SUBMISSION_STATES, RoundState, SubmissionState
from tidtam.rounds.submitting import was_returned
from tidtam.shared import clock
from tidtam.shared.errors import TidtamError
from tidtam.thai.bilingual import Bilingual
from tidtam.web.office.moments import days_left

if TYPE_CHECKING:
    from tidtam.people.actor import Actor
    from tidtam.rounds.models import Extension, Submission

TONES = {
    SubmissionState.FILLING: "info",
    SubmissionState.WAITING: "warn",
    SubmissionState.APPROVED: "good",
    SubmissionState.SUBMITTED: "good",
}
_HOLDERS = {
    SubmissionState.FILLING: Bilingual("ผู้รายงานของเขต", "the office's reporters"),
    SubmissionState.WAITING: Bilingual("ผู้อำนวยการเขต", "the director"),
    SubmissionState.APPROVED: Bilingual(
        "ผู้รายงานหรือผู้อำนวยการเขต", "the office's reporters or director"
    ),
    SubmissionState.SUBMITTED: Bilingual("ส่วนกลาง (สตผ.)", "the bureau"),
}
_NEXT = {
    SubmissionState.FILLING: Bilingual(
        "ตอบทุกคำถามที่ต้องตอบ แล้วส่งให้ผู้อำนวยการอ่าน",
        "Answer every required question, then send the report to the director.",
    ),
    SubmissionState.WAITING: Bilingual(
        "ผู้อำนวยการอ่านทั้งรายงาน แล้วอนุมัติหรือส่งคืนให้แก้",
        "The director reads the whole report, then approves it or returns it.",
    ),
    SubmissionState.APPROVED: Bilingual(
        "ส่งรายงานถึงส่วนกลาง แล้วรับใบรับรายงาน",
        "Submit the report to the bureau and get its receipt.",
    ),
    SubmissionState.SUBMITTED: Bilingual(
        "ส่วนกลางได้รับรายงานแล้ว จะกลั่นกรองและประเมินต่อไป ถอนกลับมาแก้ได้จนหมดเวลา",
        "The bureau has the report and will screen and mark it. It can be withdrawn until the "
        "time is over.",
    ),
}
_AS_ADVISED = Bilingual(
    "แก้ตามคำแนะนำของผู้อำนวยการ แล้วส่งให้ผู้อำนวยการอีกครั้ง",
    "Change what the director asks for, then send the report again.",
)
_COMPLETE = Bilingual(
    "ตอบครบแล้ว ส่งให้ผู้อำนวยการได้",
    "Every required question is answered: the report can be sent to the director.",
)
_OVER = Bilingual(
    "รอบนี้ปิดรับรายงานแล้ว ไม่มีอะไรต้องทำ ข้อความที่บันทึกไว้ยังอ่านและดาวน์โหลดได้",
    "The round is closed and nothing more is expected. What was saved can still be read and "
    "downloaded.",
)
_OVER_SENT = Bilingual(
    "ส่วนกลางได้รับรายงานแล้วและรอบนี้ปิดแล้ว จะกลั่นกรองและประเมินต่อไป",
    "The bureau has the report and the round is closed; screening and marking follow.",
)
_ALONE = Bilingual(
    "ส่วนกลาง (สตผ.) เว้นแต่ข้อที่ส่งคืน ซึ่งอยู่ที่เขต",
    "the bureau, but for the returned items, which the office has",
)
_MENDED = Bilingual(
    "แก้ข้อที่ส่งคืนครบแล้ว ผู้อำนวยการอ่านแล้วส่งกลับ",
    "Every returned item is mended: the director reads them and sends them back.",
)
_TAKEN = Bilingual(
    "ส่วนกลางได้รับรายงานแล้ว คณะกลั่นกรองกำลังตรวจ หากต้องแก้ โปรดแจ้งส่วนกลาง (สตผ.)",
    "The bureau has the report and its screening has begun. If something must be changed, please "
    "tell the bureau.",
)
_NOBODY = Bilingual("ไม่มีผู้ต้องทำ (รอบปิดแล้ว)", "nobody: the round is closed")


@dataclass(frozen=True)
class Standing:
    """A report's state for one reader.

    Attributes:
        holder: who has it now.
        left: days to the day it is due, or since.
        is_over: nothing more is taken; ``is_late`` it is past the day but still taken.
        extension: what gives the office more time than the round; None for none.
        acts: what this reader may do now, in the order of the table of moves.
        can_write: whether this reader may change answers now (of one item, where it is asked
            for one); ``closed`` says why not.
        alone: items that are with the office while the rest is submitted.
        can_send_back: whether this reader may send them back.
    """

    state: SubmissionState
    label: Bilingual
    tone: str
    holder: Bilingual
    due_at: dt.datetime
    open_until: dt.datetime
    left: Bilingual
    is_over: bool
    is_late: bool
    extension: Extension | None
    acts: tuple[str, ...]
    can_write: bool
    closed: Bilingual | None
    alone: SentBack
    can_send_back: bool

    @property
    def can_send(self) -> bool:
        return "submissions.send" in self.acts

    @property
    def can_submit(self) -> bool:
        return "submissions.submit" in self.acts

    @property
    def can_withdraw(self) -> bool:
        return "submissions.withdraw" in self.acts

    @property
    def can_approve(self) -> bool:
        return "submissions.approve" in self.acts

    @property
    def can_return(self) -> bool:
        return "submissions.return" in self.acts

    @property
    def is_submitted(self) -> bool:
        return self.state is SubmissionState.SUBMITTED


def next_step_of(
    submission: Submission,
    *,
    blank: int,
    returned: int,
    untouched: int,
    alone: SentBack | None = None,
) -> Bilingual:
    """What the holder does now, by what is really left to do.

    Args:
        blank: required questions without an answer.
        returned: items the director returned; ``untouched`` of them as they were.
        alone: items that the panel sent back.
    """
    state = SubmissionState(submission.state)
    if submission.round.state == RoundState.CLOSED:
        return _OVER_SENT if state is SubmissionState.SUBMITTED else _OVER
    if alone is not None and alone.open:
        return _mend(alone)
    if state is SubmissionState.SUBMITTED and submission.taken_at is not None:
        return _TAKEN
    if state is not SubmissionState.FILLING:
        return _NEXT[state]
    if untouched:
        return Bilingual(
            f"แก้ {untouched} ข้อที่ผู้อำนวยการส่งคืน แล้วส่งให้ผู้อำนวยการอีกครั้ง",
            f"Change the {untouched} items that the director returned, then send the report again.",
        )
    if blank:
        return _NEXT[state]
    if was_returned(submission) and submission.word and not returned:
        return _AS_ADVISED
    return _COMPLETE


def _mend(alone: SentBack) -> Bilingual:
    if not alone.waiting:
        return _MENDED
    names = ", ".join(item.name for item in alone.waiting)
    return Bilingual(
        f"แก้ข้อที่คณะกลั่นกรองส่งคืน ({names}) กด “ทำเสร็จแล้ว” ที่ข้อนั้น แล้วให้ผู้อำนวยการส่งกลับ",
        f"Mend what the screening panel returned ({names}), mark it as done, then have the "
        "director send it back.",
    )


def standing_of(
    submission: Submission,
    *,
    actor: Actor,
    extension: Extension | None = None,
    alone: SentBack | None = None,
    item_until: dt.datetime | None = None,
) -> Standing:
    """How a report stands for a reader now; asks the database nothing.

    Args:
        item_until: ``Item.open_until`` where the page is about one item.
    """
    now, state = clock.now(), SubmissionState(submission.state)
    is_open = submission.round.state == RoundState.OPEN
    in_time = is_open and now <= submission.open_until
    office_code = submission.office.code
    alone = alone or SentBack()

    def may(act: str) -> bool:
        return in_time and actor.may(act, agency_code=office_code, state=state.value)

    acts = [move.act for move in MOVES if move.before is state and may(move.act)]
    if state is SubmissionState.SUBMITTED and submission.taken_at is not None:
        acts = [act for act in acts if act != "submissions.withdraw"]
    closed = _closed(submission, actor, item_until)
    may_send_back = actor.may("items.send_back", agency_code=office_code, state=state.value)
    return Standing(
        state=state,
        label=SUBMISSION_STATES[state],
        tone=TONES[state],
        holder=_ALONE if alone.open else _holder(submission, state),
        due_at=submission.due_at,
        open_until=submission.open_until,
        left=days_left(submission.due_at),
        is_over=not in_time,
        is_late=in_time and now > submission.due_at,
        extension=extension,
        acts=tuple(dict.fromkeys(acts)),
        can_write=closed is None,
        closed=closed,
        alone=alone,
        can_send_back=bool(alone.open) and is_open and may_send_back,
    )


def _holder(submission: Submission, state: SubmissionState) -> Bilingual:
    """Who has the report now; nobody once the round closed without it."""
    if submission.round.state == RoundState.CLOSED and state is not SubmissionState.SUBMITTED:
        return _NOBODY
    return _HOLDERS[state]


def _closed(
    submission: Submission, actor: Actor, item_until: dt.datetime | None
) -> Bilingual | None:
    """Why this reader may not change answers now, in the words of a refused save."""
    try:
        must_write(
            "answers.write",
            office_code=submission.office.code,
            round_state=submission.round.state,
            report_state=submission.state,
            report_until=submission.open_until,
            item_until=item_until,
            by=actor,
        )
    except TidtamError as error:
        return error.message
    return None
