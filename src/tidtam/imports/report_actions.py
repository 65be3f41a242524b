"""A report from a file of any kind we wrote: read it, and compare it with what is stored."""

from __future__ import annotations

from collections.abc import Callable

from tidtam.imports.package import check_size
from tidtam.imports.report import read_report
from tidtam.imports.report_archive import is_archive, read_archive
from tidtam.imports.report_drafts import ReportDraft
from tidtam.imports.report_plan import ReportPlan, plan_report
from tidtam.imports.word import is_document, read_document
from tidtam.people.actor import Actor
from tidtam.rounds.exchange import report_form
from tidtam.rounds.models import Submission
from tidtam.rounds.returning import SentBack, sent_back_of
from tidtam.rounds.rules import must_write
from tidtam.shared.errors import BadInput


def read_report_file(
    submission: Submission, *, data: bytes, actor: Actor
) -> tuple[ReportDraft, ReportPlan | None]:
    """The answers in a workbook, a Word file or an archive, and what storing them would do now.

    The plan is None where the draft has problems. Nothing is stored.

    Raises:
        FileRefused: the file as a whole cannot be used.
        NotAllowed, RoundIsNotOpen, TimeIsOver: the actor may not write to this report now.
        BadInput: only some items are open, and the file changes another one.
    """
    alone = _must_take(submission, actor=actor)
    check_size(len(data))
    form = report_form(submission, made_by=actor.name)
    draft = _reader_of(data)(data, expected=form)
    plan = plan_report(draft, form=form) if draft.usable else None
    if plan is not None and alone.last_until is not None:
        _refuse_other_items(plan, alone)
    return draft, plan


def _must_take(submission: Submission, *, actor: Actor) -> SentBack:
    """Refuse whoever may not bring a file into a report now; gives what is open alone."""
    alone = sent_back_of(submission)
    must_write(
        "answers.write",
        office_code=submission.office.code,
        round_state=submission.round.state,
        report_state=submission.state,
        report_until=submission.open_until,
        item_until=alone.last_until,
        by=actor,
    )
    return alone


def _refuse_other_items(plan: ReportPlan, alone: SentBack) -> None:
    """While only some items are open, a file may change nothing else."""
    open_keys = {item.item_id for item in alone.open}
    planned = (*plan.changes, *plan.clears, *plan.conflicts)
    names = {each.item_name: None for each in planned if each.asked.item.item_id not in open_keys}
    if names:
        others, still = ", ".join(names), ", ".join(item.name for item in alone.open)
        raise BadInput(
            f"ไฟล์นี้แก้ข้อ {others} ซึ่งส่งแล้วและแก้ไม่ได้ ขณะนี้เปิดให้แก้เฉพาะข้อ {still} จึงไม่ได้บันทึกข้อใดเลย "
            "โปรดดาวน์โหลดไฟล์ใหม่แล้วแก้เฉพาะข้อที่เปิด",
            f"The file changes item {others}, which is submitted; only {still} can be changed now, "
            "so nothing was stored. Please download the file again and change only what is open.",
        )


def _reader_of(data: bytes) -> Callable[..., ReportDraft]:
    """By what the file holds, whatever its name says."""
    if is_archive(data):
        return read_archive
    return read_document if is_document(data) else read_report
