"""Whether a report, or one item of it, may be written to now: state, right and time."""

from __future__ import annotations

import datetime as dt

from tidtam.people.actor import Actor
from tidtam.rounds.errors import RoundIsNotOpen, TimeIsOver
from tidtam.rounds.states import RoundState, SubmissionState
from tidtam.shared import clock
from tidtam.thai.dates import thai_datetime


def is_sent_back(*, report_state: str, item_until: dt.datetime | None) -> bool:
    """Whether an item went back to the office alone: its own time holds, not the report's."""
    return item_until is not None and report_state == SubmissionState.SUBMITTED


def is_open_alone(
    *, report_state: str, item_until: dt.datetime | None, now: dt.datetime | None = None
) -> bool:
    """Whether an item that was sent back may still be written to."""
    is_back = is_sent_back(report_state=report_state, item_until=item_until)
    return is_back and item_until is not None and (now or clock.now()) <= item_until


def must_write(
    act: str,
    *,
    office_code: str,
    round_state: str,
    report_state: str,
    report_until: dt.datetime,
    item_until: dt.datetime | None = None,
    by: Actor,
) -> None:
    """Refuse an act that writes to a report, or to one item of it, unless it may be done now.

    An item that was sent back alone is "filling" until its own moment.

    Args:
        act: of the table of rights, as "answers.write".
        item_until: the item's ``open_until``; None for an act on the whole report.

    Raises:
        NotAllowed, RoundIsNotOpen, TimeIsOver: why not.
    """
    now = clock.now()
    if item_until is not None and is_sent_back(report_state=report_state, item_until=item_until):
        by.must(act, agency_code=office_code, state=SubmissionState.FILLING.value)
        refuse_closed(round_state)
        if now > item_until:
            raise _item_is_over(item_until)
        return
    by.must(act, agency_code=office_code, state=report_state)
    refuse_out_of_time(round_state=round_state, open_until=report_until, now=now)


def refuse_out_of_time(*, round_state: str, open_until: dt.datetime, now: dt.datetime) -> None:
    """Refuse what comes when the round is not open or the office's time is over.

    Raises:
        RoundIsNotOpen: the bureau has not opened the round, or has closed it.
        TimeIsOver: ``open_until`` has passed.
    """
    refuse_closed(round_state)
    if now > open_until:
        local = clock.local(open_until)
        raise TimeIsOver(
            f"หมดเวลารายงานเมื่อ {thai_datetime(local)} จึงบันทึกไม่ได้ "
            "โปรดขอขยายเวลาจากส่วนกลาง (สตผ.) พร้อมเหตุผล ข้อความที่พิมพ์ยังคัดลอกได้",
            f"The time to report ended at {local:%Y-%m-%d %H:%M}, so nothing was saved; please "
            "ask the bureau for more time, with a reason. What you typed can still be copied.",
        )


def refuse_closed(round_state: str) -> None:
    """Refuse what comes when the round is not open.

    Raises:
        RoundIsNotOpen: the bureau has not opened the round, or has closed it.
    """
    if round_state != RoundState.OPEN:
        raise RoundIsNotOpen(
            "รอบนี้ยังไม่เปิดหรือปิดรับรายงานแล้ว จึงบันทึกไม่ได้ โปรดสอบถามส่วนกลาง (สตผ.)",
            "This round is not open for reports, so nothing was saved; please ask the bureau.",
        )


def _item_is_over(item_until: dt.datetime) -> TimeIsOver:
    local = clock.local(item_until)
    return TimeIsOver(
        f"หมดเวลาแก้ข้อนี้เมื่อ {thai_datetime(local)} จึงบันทึกไม่ได้ ข้อนี้คงตามที่บันทึกไว้ก่อนหน้านั้น "
        "หากยังต้องแก้ โปรดแจ้งส่วนกลาง (สตผ.) ข้อความที่พิมพ์ยังคัดลอกได้",
        f"The time to change this item ended at {local:%Y-%m-%d %H:%M}, so nothing was saved; the "
        "item stays as it stood then. If it must still be changed, please tell the bureau. What "
        "you typed can still be copied.",
    )
