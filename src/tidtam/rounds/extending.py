"""More time for one office."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.rounds.edits import must_say_why
from tidtam.rounds.models import Extension, Stage, Submission
from tidtam.rounds.states import StageCode
from tidtam.shared import clock
from tidtam.shared.errors import BadInput
from tidtam.thai.dates import thai_datetime


@transaction.atomic
def extend(submission: Submission, *, until: dt.datetime, reason: str, by: Actor) -> Extension:
    """Give one office time until a moment, with the reason; the round's day stays as it was.

    The same moment with the same reason again gives what was given, and stores nothing.

    Raises:
        BadInput: no reason, a moment that has passed, or one not after what it has.
    """
    by.must("submissions.extend")
    must_say_why(reason)
    if until <= clock.now():
        raise BadInput(
            "เวลาใหม่ผ่านไปแล้ว โปรดเลือกวันเวลาที่ยังมาไม่ถึง",
            "The new time has passed already; please choose one that is still to come.",
        )
    held = Submission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    newest = held.extensions.order_by("-given_at", "-pk").first()
    if newest and (newest.until, newest.reason) == (until, reason.strip()):
        return newest
    _refuse_less_time(held, until)
    given = Extension.objects.create(
        submission=submission,
        until=until,
        reason=reason.strip(),
        given_at=clock.now(),
        given_by=by.name,
    )
    Submission.objects.filter(pk=submission.pk).update(open_until=until)
    submission.open_until = until
    record(
        "submissions.extend",
        f"rounds.submission:{submission.pk}",
        by=by,
        reason=reason.strip(),
        detail={"office": submission.office.code, "until": until.isoformat()},
    )
    return given


def _refuse_less_time(submission: Submission, until: dt.datetime) -> None:
    """An extension that ends before the round does would take time away from the office."""
    stage = Stage.objects.filter(round=submission.round_id, code=StageCode.REPORT.value).first()
    if stage is not None and until <= stage.closes_at:
        closes = clock.local(stage.closes_at)
        raise BadInput(
            f"รอบนี้รับรายงานทุกเขตถึง {thai_datetime(closes)} อยู่แล้ว โปรดเลือกวันเวลาหลังจากนั้น",
            f"The round takes every office's report until {closes:%Y-%m-%d %H:%M} anyway; "
            "please choose a later time.",
        )
    if until <= submission.open_until:
        holds = clock.local(submission.open_until)
        raise BadInput(
            f"เขตนี้ได้เวลาถึง {thai_datetime(holds)} แล้ว ขยายเวลาให้สั้นลงไม่ได้ โปรดเลือกวันเวลาหลังจากนั้น",
            f"This office has time until {holds:%Y-%m-%d %H:%M} already, and an extension takes "
            "none away; please choose a later time.",
        )
