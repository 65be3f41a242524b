"""The acts on an appeal: begin, write, send, take back; raise, give, decide.

Each locks what it changes, asks the table of rights and then the table of moves, writes, and
records the act, in one transaction. An act that makes an appeal or a mark locks the round first.
"""

from __future__ import annotations

from django.db import transaction

from tidtam.appeals.candidates import refuse_a_biased
from tidtam.appeals.deciding import Decided, sound_decision
from tidtam.appeals.errors import (
    AppealChangedMeanwhile,
    AppealMoveRefused,
    AppealNotFound,
    NotTheDecider,
)
from tidtam.appeals.held import (
    Place,
    after_move,
    held_of_office,
    locked,
    made_appeal,
    must_be_published,
    must_be_writing,
    place_of_item,
    put_down,
    record_act,
    refuse_to_take_over,
    sound_wanted,
    written_again,
)
from tidtam.appeals.models import Appeal
from tidtam.appeals.queries import ONCE, appeals_seen_by, window_of
from tidtam.appeals.rules import refuse_closed, refuse_without_words, tidied
from tidtam.appeals.shown import sees_who
from tidtam.appeals.states import AppealState, Outcome
from tidtam.appeals.telling import (
    forget_sent,
    tell_decided,
    tell_given,
    tell_raised,
    tell_sent,
)
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.reviews.correcting import correct_mark
from tidtam.rounds.models import Item, Round
from tidtam.shared import clock

__all__ = ["begin", "decide", "give", "look_over", "raise_for", "send", "withdraw", "write"]


# ---------------------------------------------------------------- by the office


@transaction.atomic
def begin(item: Item, *, by: Actor) -> Appeal:
    """Begin the appeal of an office about one item; begun already, it is given back.

    One that was withdrawn is open again, with what was written.

    Raises:
        NotAllowed: another office's item.
        WindowIsClosed: the time to appeal has not begun, or is over.
        NotAppealable: no result of the office is published, or it has no mark of the item.
        AppealMoveRefused: the item is appealed already.
    """
    place = place_of_item(item)
    by.must("appeals.begin", agency_code=place.office.code)
    refuse_closed(window_of(place.round), clock.now())
    mark = must_be_published(place, hidden=True)
    held = Appeal.objects.select_for_update().filter(item=item).first()
    if held is None:
        return made_appeal(place, mark, state=AppealState.WRITING, by=by)
    if held.state == AppealState.WITHDRAWN:
        return written_again(held, place, mark, by=by)
    if held.state != AppealState.WRITING:
        raise AppealMoveRefused(ONCE.th, ONCE.en)
    return held


@transaction.atomic
def write(appeal: Appeal, *, reason: str, wanted: str, seen_edit: int, by: Actor) -> Appeal:
    """Save what the office writes; the same saved twice is stored once.

    Args:
        reason: why the mark is not right.
        wanted: the mark it holds right, as JSON text; "" for none.
        seen_edit: number of the text the writer saw.

    Raises:
        AppealChangedMeanwhile: another text was saved after that; carries what is stored.
        AppealMoveRefused: it is sent.
        WindowIsClosed: the time to appeal is over.
        MarkRefused: the framework does not accept the mark.
    """
    held = held_of_office(appeal, "appeals.write", by)
    must_be_writing(held)
    refuse_closed(window_of(held.round), clock.now())
    reason, wanted = tidied(reason), sound_wanted(held.item, wanted)
    if (reason, wanted) == (held.reason, held.wanted):
        return held
    if seen_edit != held.edit:
        raise AppealChangedMeanwhile(
            "มีผู้บันทึกข้อความอื่นไว้ก่อน ยังไม่ได้บันทึกของท่าน โปรดดูทั้งสองข้อความแล้วบันทึกอีกครั้ง",
            "Somebody saved another text first. Yours is not saved yet; please look at both, "
            "then save again.",
            current=held,
        )
    held.reason, held.wanted, held.edit = reason, wanted, held.edit + 1
    held.save(update_fields=["reason", "wanted", "edit"])
    record_act("appeals.write", held, by, edit=held.edit)
    return held


@transaction.atomic
def send(appeal: Appeal, *, by: Actor) -> Appeal:
    """Send an appeal to the bureau, in the name of the office.

    Raises:
        AppealMoveRefused: it is not being written.
        WindowIsClosed: the time to appeal is over; the sentence names the day.
        BadInput: the reason says hardly anything.
    """
    held = held_of_office(appeal, "appeals.send", by)
    after = after_move(held, "appeals.send", by)
    now = clock.now()
    refuse_closed(window_of(held.round), now)
    must_be_published(Place(held.item), hidden=True)
    refuse_without_words(held.reason)
    held.state, held.sent_at, held.sent_by = after.value, now, by.name[:200]
    held.save(update_fields=["state", "sent_at", "sent_by"])
    record_act("appeals.send", held, by, edit=held.edit)
    tell_sent(held, by=by)
    return held


@transaction.atomic
def withdraw(appeal: Appeal, *, by: Actor) -> Appeal:
    """Take an appeal back before it is decided; whoever had it is told.

    Raises:
        AppealMoveRefused: it is decided or withdrawn, or the bureau raised it.
    """
    held = held_of_office(appeal, "appeals.withdraw", by)
    after = after_move(held, "appeals.withdraw", by)
    if held.is_for_the_office:
        raise AppealMoveRefused(
            "ส่วนกลางเป็นผู้ยกข้อนี้ขึ้นพิจารณาเอง เขตจึงถอนไม่ได้ โปรดรอผลการพิจารณา",
            "The bureau raised this one itself, so the office cannot withdraw it; please wait "
            "for the decision.",
        )
    was = held.state
    before = put_down(held, by=by)
    forget_sent(held, by=by)
    held.state = after.value
    held.save(update_fields=["state", "decider", "given_at", "given_by"])
    record_act("appeals.withdraw", held, by, before=was, decider=before.pk if before else None)
    return held


# ---------------------------------------------------------------- by the bureau and the heads


@transaction.atomic
def raise_for(item: Item, *, reason: str, by: Actor) -> Appeal:
    """Raise an appeal for an office, about something the bureau noticed itself.

    At any time after publication; it waits to be given at once. A draft of the office whose
    time is over, or an appeal it withdrew, becomes this one: its words and evidence are not used.

    Raises:
        NotAppealable: no result is published, or it has no mark of the item.
        AppealMoveRefused: the item is appealed, or the office may still send what it writes.
        BadInput: the reason says hardly anything.
    """
    by.must("appeals.raise")
    place = place_of_item(item)
    mark = must_be_published(place, hidden=False)
    reason = tidied(reason)
    refuse_without_words(reason)
    held = Appeal.objects.select_for_update().filter(item=item).first()
    before = held.state if held else ""
    if held is None:
        held = made_appeal(place, mark, state=AppealState.SENT, by=by)
    else:
        refuse_to_take_over(held, place)
        # Whose officer it was is not the office's to know.
        held.evidence.filter(removed_at=None).update(removed_at=clock.now(), removed_by="")
    held.state, held.computation, held.is_for_the_office = (
        AppealState.SENT.value,
        mark.computation,
        True,
    )
    held.reason, held.wanted, held.edit = reason, "", held.edit + 1
    held.sent_at, held.sent_by, held.made_by = clock.now(), by.name[:200], by.name[:200]
    held.save()
    record_act("appeals.raise", held, by, before=before)
    tell_sent(held, by=by)
    tell_raised(held, by=by)
    return held


@transaction.atomic
def give(appeal: Appeal, *, decider: Person, seen_decider: int | None = None, by: Actor) -> Appeal:
    """Give an appeal to somebody to decide; given to the same person again, nothing happens.

    Args:
        seen_decider: key of the person who had it when the giver looked, 0 for nobody; None
            does not care.

    Raises:
        AppealNotFound: not this actor's to see, or of an own office, whoever they are besides.
        AppealMoveRefused: it is neither sent nor given.
        AppealChangedMeanwhile: somebody else gave it first.
        MustNotDecide: the person marked or decided it, has an interest, or no such post.
    """
    by.must_ever("appeals.give")
    seen = appeals_seen_by(by).filter(pk=appeal.pk).first()
    if seen is None or not sees_who(by, seen.item.submission.office.code):
        raise AppealNotFound
    held = locked(appeal)
    after = after_move(held, "appeals.give", by)
    if held.decider_id == decider.pk:
        return held
    if seen_decider is not None and seen_decider != (held.decider_id or 0):
        raise AppealChangedMeanwhile(
            "มีผู้มอบคำทักท้วงนี้ไปก่อน ยังไม่ได้บันทึกของท่าน โปรดดูผู้ที่ได้รับมอบแล้วเลือกอีกครั้ง",
            "Somebody gave this appeal away first; nothing of yours is saved. Please see who has "
            "it, then choose again.",
            current=held,
        )
    refuse_a_biased(held, decider)
    before = put_down(held, by=by)
    held.state, held.decider = after.value, decider
    held.given_at, held.given_by = clock.now(), by.name[:200]
    held.save(update_fields=["state", "decider", "given_at", "given_by"])
    record_act(
        "appeals.give", held, by, decider=decider.pk, instead_of=before.pk if before else None
    )
    tell_given(held, by=by)
    return held


# ---------------------------------------------------------------- by the decider


def look_over(
    appeal: Appeal, *, outcome: Outcome, answer: str, comment: str | None, reason: str, by: Actor
) -> Decided:
    """What :func:`decide` would store, and all that it refuses; nothing is changed."""
    by.must_ever("appeals.decide")
    _after_decision(appeal, by)
    return sound_decision(
        appeal.item, outcome=outcome, answer=answer, comment=comment, reason=reason, by=by
    )


@transaction.atomic
def decide(
    appeal: Appeal, *, outcome: Outcome, answer: str, comment: str | None, reason: str, by: Actor
) -> Appeal:
    """Record what was decided; a changed mark is official at once and told to the office.

    The office's total changes with the next published correction.

    Args:
        answer: the mark as JSON text; "" (or the same mark) where it stands.
        comment: the recommendation instead of the one there is, "" for none any more; None
            leaves it. ``{office}`` stands for the office's name, also in ``reason``.
        reason: why, as the office reads it.

    Raises:
        NotTheDecider: it was given to somebody else.
        AppealMoveRefused: it is not being considered.
        MustNotDecide: the decider has got an interest since.
        MarkRefused, DecisionUnsound: what was given cannot stand so.
    """
    by.must_ever("appeals.decide")
    Round.objects.select_for_update().get(pk=appeal.round_id)
    held = locked(appeal)
    after = _after_decision(held, by)
    decided = sound_decision(
        held.item, outcome=Outcome(outcome), answer=answer, comment=comment, reason=reason, by=by
    )
    if decided.outcome is Outcome.CHANGED:
        correct_mark(
            held.item, answer=decided.answer, comment=decided.comment, reason=decided.reason, by=by
        )
    held.state = after.value
    _keep(held, decided, by)
    tell_decided(held, by=by)
    return held


def _after_decision(appeal: Appeal, by: Actor) -> AppealState:
    """The state a decision leads to, once this person may make it."""
    if by.person_id is None or appeal.decider_id != by.person_id:
        raise NotTheDecider
    after = after_move(appeal, "appeals.decide", by)
    assert appeal.decider is not None  # noqa: S101  compared above
    refuse_a_biased(appeal, appeal.decider)
    return after


def _keep(held: Appeal, decided: Decided, by: Actor) -> None:
    held.outcome, held.decision_reason = decided.outcome.value, decided.reason
    held.before, held.answer = decided.before, decided.answer
    held.decided_at, held.decided_by = clock.now(), by.name[:200]
    held.save(
        update_fields=[
            "state",
            "outcome",
            "before",
            "answer",
            "decision_reason",
            "decided_at",
            "decided_by",
        ]
    )
    record_act(
        "appeals.decide",
        held,
        by,
        outcome=held.outcome,
        before=held.before,
        answer=held.answer,
        advice_changed=decided.comment is not None,
    )
