"""Correcting an official mark after publication: what was decided on appeal, and nothing else.

The marks of a published round are frozen for everybody. This one act writes through: the mark,
where asked the recommendation, and the decision that says why; the report stays as it was
submitted. What was published does not change by it; the next published computation holds it.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from tidtam.frameworks.queries import definition_of
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.reviews.actions import checked_mark
from tidtam.reviews.advice import filled, refuse_too_long
from tidtam.reviews.errors import NotToDecide, ReasonMissing
from tidtam.reviews.models import Decision, Mark, Recommendation
from tidtam.reviews.states import DecisionKind
from tidtam.rounds.models import Item, Round
from tidtam.scoring.json_text import write_json
from tidtam.shared import clock


@transaction.atomic
def correct_mark(
    item: Item, *, answer: str, comment: str | None, reason: str, by: Actor
) -> Decision:
    """Give an item of a frozen round another official mark; gives the decision in force.

    Whether results of the round are published is the caller's to know: this room is below them.

    Args:
        answer: the mark as JSON text.
        comment: the recommendation, "" for none any more; None leaves the one there is.
            ``{office}`` stands for the office's name.
        reason: why, as the office reads it.

    Raises:
        MarkRefused, AdviceTooLong, ReasonMissing: what was given cannot be used.
        NotToDecide: the marks of the round are open; a moderator decides there.
    """
    by.must("marks.correct")
    _refuse_an_open(item)
    near = ("submission__office", "submission__round", "instrument__framework")
    fresh = Item.objects.select_related(*near).get(pk=item.pk)
    reason = _reason(reason)
    office = fresh.submission.office
    definition = definition_of(fresh.instrument.framework)
    text = write_json(checked_mark(definition, office, node_code=fresh.node_code, answer=answer))
    advice = None if comment is None else filled(comment, office)
    refuse_too_long(advice or "")
    before = _write_mark(fresh, text, by=by)
    if advice is not None:
        _write_advice(fresh, advice, by=by)
    decision = _decided(fresh, text, advice, reason, by=by)
    record(
        "marks.correct",
        f"rounds.round:{fresh.submission.round.code}",
        by=by,
        reason=reason,
        detail={
            "office": office.code,
            "framework": fresh.instrument.framework.code,
            "node": fresh.node_code,
            "number": decision.number,
            "before": before,
            "answer": text,
            "advice_changed": advice is not None,
        },
    )
    return decision


def _refuse_an_open(item: Item) -> None:
    # Read anew and held, as by whoever opens the marks or publishes.
    round_ = Round.objects.select_for_update().get(pk=item.submission.round_id)
    if round_.frozen_at is None:
        raise NotToDecide(
            "คะแนนของรอบนี้ยังเปิดแก้ได้ จึงไม่ต้องแก้ด้วยคำทักท้วง โปรดแก้ที่หน้ากลั่นกรอง",
            "The marks of this round are open, so none is corrected on appeal; please decide the "
            "item with the moderators.",
        )


def _reason(reason: str) -> str:
    text = reason.replace("\r\n", "\n").strip()
    if not text:
        raise ReasonMissing(
            "ยังไม่ได้เขียนเหตุผลที่แก้คะแนนนี้ โปรดเขียนเหตุผลแล้วบันทึกอีกครั้ง",
            "The reason for correcting this mark is missing; please write it and save again.",
        )
    refuse_too_long(text)
    return text


def _write_mark(item: Item, answer: str, *, by: Actor) -> str:
    """Store the mark; gives the one before, "" for none."""
    place: dict[str, Any] = {
        "instrument": item.instrument,
        "office": item.submission.office,
        "node_code": item.node_code,
    }
    now = {"answer": answer, "changed_at": clock.now(), "changed_by": by.name[:200]}
    held = Mark.objects.select_for_update().filter(**place).first()
    if held is None:
        Mark.objects.create(**place, **now)
        return ""
    before = held.answer
    held.answer, held.edit = answer, held.edit + 1
    held.changed_at, held.changed_by = clock.now(), by.name[:200]
    held.save(update_fields=["answer", "edit", "changed_at", "changed_by"])
    return before


def _write_advice(item: Item, text: str, *, by: Actor) -> None:
    place: dict[str, Any] = {
        "instrument": item.instrument,
        "office": item.submission.office,
        "node_code": item.node_code,
    }
    if not text:
        Recommendation.objects.filter(**place).delete()
        return
    Recommendation.objects.update_or_create(
        defaults={"text": text, "changed_at": clock.now(), "changed_by": by.name[:200]},
        **place,
    )


def _decided(item: Item, answer: str, advice: str | None, reason: str, *, by: Actor) -> Decision:
    """The decision that takes the place of the one in force."""
    if advice is None:
        advice = advice_now(item)
    last = item.decisions.aggregate(last=Max("number"))["last"] or 0
    item.decisions.filter(is_current=True).update(is_current=False)
    return Decision.objects.create(
        item=item,
        number=last + 1,
        kind=DecisionKind.APPEAL.value,
        answer=answer,
        comment=advice,
        reason=reason,
        decided_at=clock.now(),
        decided_by=by.name[:200],
    )


def official_mark(item: Item) -> str:
    """The official mark of an item as JSON text; "" for none."""
    marks = Mark.objects.filter(
        instrument=item.instrument_id, office=item.submission.office_id, node_code=item.node_code
    )
    return marks.values_list("answer", flat=True).first() or ""


def advice_now(item: Item) -> str:
    """The recommendation on an item as it is stored; "" for none."""
    texts = Recommendation.objects.filter(
        instrument=item.instrument_id, office=item.submission.office_id, node_code=item.node_code
    )
    return texts.values_list("text", flat=True).first() or ""
