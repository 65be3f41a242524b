"""Publishing at a set time: set it, take it back, and publish what is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.results.actions import publish, refuse_unpublishable
from tidtam.results.errors import AlreadyScheduled, BadMoment
from tidtam.results.models import Computation
from tidtam.results.moves import (
    held,
    refuse_changed_inputs,
    refuse_changed_texts,
    refuse_problems,
    sound_reason,
    subject_of,
)
from tidtam.results.sealing import published_of, refuse_no_correction
from tidtam.results.states import State
from tidtam.results.telling import tell_not_published
from tidtam.shared import clock
from tidtam.shared.errors import TidtamError

FURTHEST = dt.timedelta(days=366)
_PUBLISHABLE = (State.CHECKED.value, State.SIGNED.value)


@transaction.atomic
def schedule(
    computation: Computation, *, at: dt.datetime, by: Actor, reason: str = ""
) -> Computation:
    """Let a computation be published by itself at a moment; setting it again moves it.

    Args:
        at: in the future, at most a year ahead.
        reason: why what was published is replaced; obligatory for a correction.

    Raises:
        BadMoment: not in the future, or too far ahead.
        AlreadyScheduled: another computation of the round is to be published.
        MoveRefused, SignatureMissing, CheckFailed, InputsChanged, TextsChanged,
        AlreadyPublished, ReasonMissing: as ``publish`` says.
    """
    by.must("results.publish")
    now = held(computation)
    _refuse_moment(at)
    refuse_unpublishable(now)
    refuse_problems(now)
    refuse_changed_inputs(now)
    refuse_changed_texts(now)
    _refuse_a_second_plan(now)
    replaced = published_of(now)
    if replaced is not None:
        refuse_no_correction(now, replaced)
        now.reason = sound_reason(reason)
    now.publish_at = at
    now.save(update_fields=["publish_at", "reason"])
    detail = {"at": at.isoformat()}
    record("results.schedule", subject_of(now), by=by, detail=detail, reason=reason.strip())
    return now


@transaction.atomic
def cancel_schedule(computation: Computation, *, by: Actor) -> Computation:
    """Let a computation be published only by hand; where no time is set, nothing changes."""
    by.must("results.publish")
    now = held(computation)
    if now.publish_at is None:
        return now
    detail = {"at": now.publish_at.isoformat()}
    now.publish_at = None
    now.save(update_fields=["publish_at"])
    record("results.cancel_schedule", subject_of(now), by=by, detail=detail)
    return now


def publish_due(
    now: dt.datetime, *, by: Actor, then: Callable[[Computation], None] = lambda published: None
) -> list[Computation]:
    """Publish every computation whose moment has come; gives those that were.

    One that is refused loses its time, and the bureau is told why.

    Args:
        then: done with each in the transaction that publishes it.
    """
    by.must("results.publish")
    due = Computation.objects.filter(publish_at__lte=now, state__in=_PUBLISHABLE)
    found = due.select_related("round").order_by("publish_at", "pk")
    return [done for each in found if (done := _publish_one(each, now, by, then)) is not None]


def _publish_one(
    computation: Computation, now: dt.datetime, by: Actor, then: Callable[[Computation], None]
) -> Computation | None:
    try:
        with transaction.atomic():
            if not _is_due(held(computation), now):
                return None
            done = publish(computation, by=by, reason=computation.reason)
            then(done)
            return done
    except TidtamError as refusal:
        _give_up(computation, now, refusal, by=by)
        return None


@transaction.atomic
def _give_up(
    computation: Computation, now: dt.datetime, refusal: TidtamError, *, by: Actor
) -> None:
    current = held(computation)
    if not _is_due(current, now):
        return
    current.publish_at = None
    current.save(update_fields=["publish_at"])
    told = tell_not_published(current, refusal, by=by)
    detail = {"told": told, "refusal": type(refusal).__name__}
    record("results.not_published", subject_of(current), by=by, reason=refusal.th, detail=detail)


def _is_due(computation: Computation, now: dt.datetime) -> bool:
    at = computation.publish_at
    return computation.state in _PUBLISHABLE and at is not None and at <= now


def _refuse_moment(at: dt.datetime) -> None:
    if timezone.is_naive(at):
        raise BadMoment(
            "เวลาที่ตั้งไม่มีเขตเวลา โปรดเลือกวันและเวลาใหม่",
            "The time has no time zone; please choose day and time again.",
        )
    now = clock.now()
    if at <= now:
        raise BadMoment(
            "เวลาที่ตั้งผ่านไปแล้ว โปรดเลือกเวลาข้างหน้า หรือกดเผยแพร่เดี๋ยวนี้",
            "This time is over; please choose one that is still to come, or publish now.",
        )
    if at > now + FURTHEST:
        raise BadMoment(
            "เวลาที่ตั้งไกลเกินหนึ่งปี โปรดตรวจปีที่เลือก",
            "This time is more than a year ahead; please look at the year.",
        )


def _refuse_a_second_plan(computation: Computation) -> None:
    others = Computation.objects.filter(round=computation.round_id).exclude(pk=computation.pk)
    other = others.filter(state__in=_PUBLISHABLE).exclude(publish_at=None).first()
    if other is not None:
        raise AlreadyScheduled(
            f"ตั้งเวลาเผยแพร่การคำนวณครั้งที่ {other.number} ไว้แล้ว โปรดยกเลิกเวลานั้นก่อน",
            f"Computation {other.number} is to be published at a set time; "
            "please cancel that first.",
        )
