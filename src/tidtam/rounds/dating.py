"""The dates of a round's stages, and what new ones mean for offices that report already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.rounds.edits import take_edit
from tidtam.rounds.models import Extension, Round, Stage, Submission
from tidtam.rounds.states import RoundState, StageCode, SubmissionState
from tidtam.shared import clock
from tidtam.shared.errors import BadInput


@dataclass(frozen=True)
class StageDates:
    """The dates of one stage; ``late_until`` is the grace after the day it is due."""

    starts_at: dt.datetime
    due_at: dt.datetime
    late_until: dt.datetime | None = None


@dataclass(frozen=True)
class Moved:
    """What a new day means for an open round.

    Attributes:
        is_earlier: the day comes before the one the offices know.
        late: unfinished offices that would be late at once, and are not now.
    """

    is_earlier: bool = False
    late: int = 0

    @property
    def is_harmless(self) -> bool:
        return not self.is_earlier and not self.late


def moved_by(round_: Round, dates: Mapping[StageCode, StageDates]) -> Moved:
    """What new dates would do to the offices of a round; nothing where it is not open."""
    report = dates.get(StageCode.REPORT)
    held = round_.stages.filter(code=StageCode.REPORT.value).first()
    if report is None or held is None or round_.state != RoundState.OPEN:
        return Moved()
    now = clock.now()
    unfinished = Submission.objects.filter(round=round_).exclude(
        state=SubmissionState.SUBMITTED.value
    )
    late = unfinished.filter(due_at__gte=now).count() if report.due_at < now else 0
    return Moved(is_earlier=report.due_at < held.due_at, late=late)


@transaction.atomic
def set_stages(
    round_: Round,
    *,
    dates: Mapping[StageCode, StageDates],
    by: Actor,
    edit: int | None = None,
) -> None:
    """Set the dates of a round's stages; an open round's offices get the new dates too.

    Raises:
        BadInput: a stage ends before it starts, or its grace before its day.
        RoundChangedMeanwhile: somebody changed the round after ``edit``.
    """
    by.must("rounds.change")
    for code, given in dates.items():
        _refuse_disorder(code, given)
    _refuse_closing(round_, dates.get(StageCode.REPORT))
    take_edit(round_, edit)
    round_.stages.all().delete()
    Stage.objects.bulk_create(
        Stage(
            round=round_,
            code=code.value,
            starts_at=given.starts_at,
            due_at=given.due_at,
            late_until=given.late_until,
        )
        for code, given in dates.items()
    )
    report = dates.get(StageCode.REPORT)
    if report is not None:
        _move_dates(round_, report)
    record(
        "rounds.set_stages",
        f"rounds.round:{round_.code}",
        by=by,
        detail={code.value: given.due_at.isoformat() for code, given in dates.items()},
    )


def _move_dates(round_: Round, report: StageDates) -> None:
    """New dates for every office, except where an extension reaches further.

    Those who were told another day before are marked, so that the worker tells them.
    """
    closes = report.late_until or report.due_at
    submissions = Submission.objects.filter(round=round_)
    before = {each.pk: each for each in submissions}
    submissions.update(due_at=report.due_at, open_until=closes)
    prolonged = set()
    for extension in Extension.objects.filter(submission__round=round_, until__gt=closes):
        prolonged.add(extension.submission_id)
        Submission.objects.filter(
            pk=extension.submission_id, open_until__lt=extension.until
        ).update(open_until=extension.until)
    moved = [
        each.pk
        for each in submissions.exclude(told_at=None).exclude(state=SubmissionState.SUBMITTED.value)
        if each.open_until != before[each.pk].open_until
        or (each.pk not in prolonged and each.due_at != before[each.pk].due_at)
    ]
    submissions.filter(pk__in=moved).update(moved_dates_at=clock.now())


def _refuse_closing(round_: Round, report: StageDates | None) -> None:
    """New dates never close an open round by the way: that is an act of its own."""
    if report is None or round_.state != RoundState.OPEN:
        return
    closes = report.late_until or report.due_at
    held = round_.stages.filter(code=StageCode.REPORT.value).first()
    if closes <= clock.now() and (held is None or held.closes_at != closes):
        raise BadInput(
            "วันใหม่ทำให้รอบปิดรับรายงานไปแล้ว โปรดเลือกวันที่ยังมาไม่ถึง หรือใช้หน้าปิดรับรายงาน",
            "The new day would have closed the round already; please choose one to come, "
            "or use the page that closes it.",
        )


def _refuse_disorder(code: StageCode, given: StageDates) -> None:
    if given.due_at <= given.starts_at or (given.late_until and given.late_until < given.due_at):
        raise BadInput(
            f"ขั้น {code.value}: วันสิ้นสุดมาก่อนวันเริ่ม หรือวันผ่อนผันมาก่อนวันกำหนดส่ง โปรดแก้วันที่",
            f"Stage {code.value} ends before it starts, or its grace ends before its day; "
            "please correct the dates.",
        )
