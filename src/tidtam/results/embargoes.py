"""Holding back the results of a region: set before publication, lifted by hand or by time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from tidtam.history.actions import record
from tidtam.orgs.models import InspectionRegion
from tidtam.people.actor import Actor
from tidtam.results.errors import EmbargoRefused
from tidtam.results.hidden import hidden_from, hidden_office_ids
from tidtam.results.models import Computation, Embargo
from tidtam.results.states import EVER_PUBLISHED
from tidtam.results.telling import tell_of_embargo_lifted
from tidtam.rounds.models import Round
from tidtam.shared import clock
from tidtam.shared.errors import BadInput

__all__ = [
    "embargoes_of",
    "hidden_from",
    "hidden_office_ids",
    "is_ever_published",
    "lift_due",
    "lift_embargo",
    "set_embargo",
]

LONGEST_REASON = 1000


def embargoes_of(round_: Round, *, actor: Actor) -> list[Embargo]:
    """Every embargo of a round, in force or lifted, by region; for those who set them."""
    if not actor.may("results.embargo"):
        return []
    return list(Embargo.objects.filter(round=round_).select_related("region"))


def is_ever_published(round_: Round) -> bool:
    """Whether results of a round were ever published, so that none can be held back any more."""
    return Computation.objects.filter(round=round_, state__in=EVER_PUBLISHED).exists()


@transaction.atomic
def set_embargo(
    round_: Round,
    *,
    region: InspectionRegion,
    reason: str,
    until: dt.datetime | None = None,
    by: Actor,
) -> Embargo:
    """Hold back the results of a region's offices when the round is published.

    Args:
        until: when it lifts itself; None: only by hand.

    Raises:
        BadInput: no reason, a too long one, or a moment that is over.
        EmbargoRefused: the round was published already, or the region is held back already.
    """
    by.must("results.embargo")
    held = Round.objects.select_for_update().get(pk=round_.pk)
    reason = reason.strip()
    _refuse_input(reason, until)
    _refuse_state(held, region)
    embargo = Embargo.objects.create(
        round=held,
        region=region,
        until=until,
        reason=reason,
        made_at=clock.now(),
        made_by=by.name[:200],
    )
    detail = {"region": region.code, "until": until.isoformat() if until else ""}
    record("results.set_embargo", _subject(held), by=by, reason=reason, detail=detail)
    return embargo


@transaction.atomic
def lift_embargo(embargo: Embargo, *, by: Actor) -> Embargo:
    """Let the results of a region be read; where they are published, its offices are told.

    An office of another region that is still held back stays hidden. Lifting twice changes
    nothing.
    """
    by.must("results.embargo")
    round_ = Round.objects.select_for_update().get(pk=embargo.round_id)
    held = (
        Embargo.objects.select_for_update(of=("self",)).select_related("region").get(pk=embargo.pk)
    )
    if held.lifted_at is not None:
        return held
    before = hidden_office_ids(round_)
    held.lifted_at, held.lifted_by = clock.now(), by.name[:200]
    held.save(update_fields=["lifted_at", "lifted_by"])
    opened = before - hidden_office_ids(round_)
    detail = {"region": held.region.code, "offices": len(opened)}
    record("results.lift_embargo", _subject(round_), by=by, detail=detail)
    if opened and is_ever_published(round_):
        tell_of_embargo_lifted(round_, opened, by=by)
    return held


def lift_due(now: dt.datetime, *, by: Actor) -> list[Embargo]:
    """Lift every embargo whose moment is over; gives those that were lifted."""
    by.must("results.embargo")
    due = Embargo.objects.filter(lifted_at=None, until__lte=now).select_related("round")
    return [lift_embargo(each, by=by) for each in due.order_by("until", "pk")]


def _refuse_input(reason: str, until: dt.datetime | None) -> None:
    if not reason:
        raise BadInput(
            "ยังไม่มีเหตุผลที่ชะลอการประกาศของเขตตรวจราชการนี้ โปรดเขียนเหตุผล",
            "There is no reason yet why this region is held back; please write one.",
        )
    if len(reason) > LONGEST_REASON:
        raise BadInput(
            f"เหตุผลยาว {len(reason):,} ตัวอักษร เกิน {LONGEST_REASON:,} ตัวอักษร โปรดย่อ",
            f"The reason has {len(reason):,} characters, over the limit of {LONGEST_REASON:,}; "
            "please shorten it.",
        )
    if until is not None and until <= clock.now():
        raise BadInput(
            "เวลาที่จะประกาศผ่านไปแล้ว โปรดใส่เวลาที่ยังมาไม่ถึง หรือเว้นว่างไว้",
            "The moment at which it is to be lifted is over; please give one that is still to "
            "come, or none.",
        )


def _refuse_state(round_: Round, region: InspectionRegion) -> None:
    if is_ever_published(round_):
        raise EmbargoRefused(
            f"ผลของรอบ {round_.code} ประกาศแล้ว มีผู้อ่านแล้ว จึงชะลอการประกาศบางเขตตรวจราชการไม่ได้ "
            "หากผลผิดโปรดประกาศฉบับแก้ไข",
            f"The result of round {round_.code} is published, so no region can be held back any "
            "more: others may have read it. If it is wrong, please publish a correction.",
        )
    if Embargo.objects.filter(round=round_, region=region, lifted_at=None).exists():
        raise EmbargoRefused(
            f"{region.name_th} ชะลอการประกาศอยู่แล้ว โปรดเปิดหน้าใหม่เพื่อดูรายการล่าสุด",
            f"{region.name_en} is held back already; please reload the page to see the list.",
        )


def _subject(round_: Round) -> str:
    return f"rounds.round:{round_.code}"
