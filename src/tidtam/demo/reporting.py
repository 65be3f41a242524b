"""The demonstration of reporting: a closed round to look back on, an open one to fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tidtam.demo.dice import throw
from tidtam.demo.inquiry import load_inquiry
from tidtam.demo.report_answers import demo_reason, demo_value
from tidtam.forms.definition import Question
from tidtam.frameworks.form_queries import newest_form_for
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.rounds.answering import AnswerChange, save_answers
from tidtam.rounds.content import ReadItem, content_of
from tidtam.rounds.models import Round, Submission
from tidtam.rounds.planning import (
    StageDates,
    close_round,
    copy_round,
    open_round,
    set_exemptions,
    set_form,
    set_letter,
    set_stages,
)
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.rounds.states import Door, StageCode
from tidtam.rounds.submitting import approve, assign_items, send, submit
from tidtam.shared import clock

REPORT_ROUND = "2566-report"
_LETTER = (
    "เรียน ผู้อำนวยการสำนักงานเขตพื้นที่การศึกษา (ข้อมูลสมมติ)\n\n"
    "ขอให้สำนักงานเขตพื้นที่การศึกษารายงานผลการดำเนินงานตามตัวชี้วัด QP AP และ SA "
    "พร้อมหลักฐาน ผ่านระบบนี้ภายในวันที่กำหนด ข้อใดไม่มีผลให้เลือก “ไม่มี” และบอกเหตุผล"
)


def load_reporting(
    first: Round, full: Round, *, reporters: Sequence[Person], director: Person, by: Actor
) -> Round:
    """Let the first round be reported, approved and closed for one office; open a new one.

    Only the demonstration office reports in the first round. The open round asks every office
    for all three instruments; there the office has begun and left questions to answer.
    """
    office = Agency.objects.get(code=actor_for(director).posts[0].agency_code)
    choose_forms(first, by)
    for instrument in instruments_of(first):
        others = offices_asked(first).exclude(pk=office.pk)
        set_exemptions(instrument, reasons=dict.fromkeys(_codes(others), "ข้อมูลสมมติ"), by=by)
    _open(first, by, with_appeals=True)
    fill_report(report_of(first, office), by=actor_for(reporters[0]), share=100)
    bring_in(
        report_of(first, office), reporter=actor_for(reporters[0]), director=actor_for(director)
    )
    close_round(first, by=by, reason="ข้อมูลสมมติ: ครบกำหนด")

    made = copy_round(
        full,
        code=REPORT_ROUND,
        fiscal_year=full.fiscal_year,
        title_th="รอบสาธิตการรายงาน ปีงบประมาณ พ.ศ. 2566 (ข้อมูลสมมติ)",
        title_en="Reporting demonstration, fiscal year 2566 B.E. (made-up data)",
        earlier=first,
        by=by,
    )
    set_letter(made, letter_th=_LETTER, title_th=made.title_th, title_en=made.title_en, by=by)
    choose_forms(made, by)
    _open(made, by)
    _share_out(report_of(made, office), reporters, by=actor_for(director))
    fill_report(report_of(made, office), by=actor_for(reporters[0]), share=40)
    load_inquiry(report_of(made, office), by=actor_for(reporters[0]))
    return made


def _codes(offices: object) -> list[str]:
    return [office.code for office in offices]  # type: ignore[attr-defined]


def choose_forms(round_: Round, by: Actor) -> None:
    """Ask the newest form of each instrument."""
    for instrument in instruments_of(round_):
        set_form(instrument, form=newest_form_for(instrument.framework.code), by=by)


def _open(round_: Round, by: Actor, *, with_appeals: bool = False) -> None:
    """Dates around today, at office hours: what is shown must be open whenever it is tried.

    Of a round that is published already appeals are taken now.
    """
    today = clock.local(clock.now()).replace(hour=8, minute=30, second=0, microsecond=0)
    begins = today - dt.timedelta(days=20)
    due = (today + dt.timedelta(days=40)).replace(hour=16, minute=30)
    dates = {StageCode.REPORT: StageDates(begins, due, due + dt.timedelta(days=7))}
    for number, code in enumerate((StageCode.SCREEN, StageCode.MARK, StageCode.PUBLISH)):
        starts = due + dt.timedelta(days=8 + 20 * number)
        dates[code] = StageDates(starts, starts + dt.timedelta(days=19))
    if with_appeals:
        dates[StageCode.APPEAL] = StageDates(begins, due - dt.timedelta(days=26))
    set_stages(round_, dates=dates, by=by)
    open_round(round_, by=by)
    round_.refresh_from_db()


def report_of(round_: Round, office: Agency) -> Submission:
    """An office's report as it is stored now."""
    found = Submission.objects.select_related("round", "office")
    return found.get(round=round_, office=office)


def _share_out(submission: Submission, reporters: Sequence[Person], *, by: Actor) -> None:
    """Give the items of the first instrument to the reporters in turn; the rest wait for one."""
    items = list(submission.items.filter(instrument__order=0))
    for number, owner in enumerate(reporters):
        assign_items(items[number :: len(reporters)], owner=owner, by=by)


def fill_report(submission: Submission, *, by: Actor, share: int) -> None:
    """Answer about ``share`` per cent of the questions; at 100 all of them."""
    changes = [
        change
        for item in content_of(submission).items
        for change in _answers_of(item, submission, share)
    ]
    save_answers(submission, changes=changes, door=Door.PAGE, by=by)


def _answers_of(item: ReadItem, submission: Submission, share: int) -> list[AnswerChange]:
    what = (submission.round.code, submission.office.code, item.node_code)
    return [
        _answer(item.item_id, answer.question, what)
        for answer in item.answers
        if throw("answered", *what, answer.question.code, sides=100) < share
    ]


def _answer(item_id: int, question: Question, what: tuple[str, ...]) -> AnswerChange:
    if question.may_be_none and throw("none", *what, question.code, sides=12) == 0:
        reason = demo_reason(*what, question.code)
        return AnswerChange(item_id, question.code, 0, "none", None, reason)
    return AnswerChange(item_id, question.code, 0, "answered", demo_value(question, *what))


def bring_in(submission: Submission, *, reporter: Actor, director: Actor) -> None:
    """Send, approve and submit a report that is filled in."""
    send(submission, by=reporter)
    approve(submission, by=director)
    submit(submission, by=reporter)
