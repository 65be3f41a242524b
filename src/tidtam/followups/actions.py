"""The acts on follow-ups: gather them from a published round, answer them, show evidence."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import asdict
from typing import Final

from django.db import transaction

from tidtam.evidence.models import StoredFile
from tidtam.evidence.rules import refuse_refused, tidied_caption
from tidtam.followups.errors import (
    AnswerLacks,
    FollowUpChangedMeanwhile,
    FollowUpMoveRefused,
    NothingDoneYet,
    ResultNotPublished,
)
from tidtam.followups.gathering import Gathered, gathered_from, store
from tidtam.followups.models import FollowUp, FollowUpEvidence, FollowUpStep
from tidtam.followups.rules import Said, faults_of
from tidtam.followups.states import FOLLOW_UP_STATES, FollowUpState, move_for
from tidtam.followups.telling import tell_changed, tell_waiting
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.results.hidden import hidden_office_ids, opened_at
from tidtam.results.models import Computation
from tidtam.results.states import State
from tidtam.shared import clock
from tidtam.shared.errors import BadInput

MOST_EVIDENCE: Final = 50
_SHOWN_IN: Final = frozenset({FollowUpState.ACCEPTED, FollowUpState.DONE})


@transaction.atomic
def gather(computation: Computation, *, by: Actor) -> int:
    """Make a follow-up of each published recommendation on an item; gives how many are new.

    The text is a copy. Gathering again makes only what is missing. Gathering a correction puts
    a changed text in the place of the earlier one, which stays readable, and marks what is said
    no more; what the office answered is never touched. Its people are told of both. What an
    embargo holds back is left out until it is lifted.

    Raises:
        ResultNotPublished: the computation is not published.
    """
    by.must("followups.gather")
    locked = Computation.objects.select_for_update(of=("self",)).select_related("round")
    held = locked.get(pk=computation.pk)
    if held.state != State.PUBLISHED.value:
        raise ResultNotPublished(
            f"ผลของรอบ {held.round.code} ยังไม่เผยแพร่ จึงยังไม่มีข้อเสนอแนะให้ติดตาม โปรดเผยแพร่ผลก่อน",
            f"The result of round {held.round.code} is not published, so there is nothing to "
            "follow up yet; please publish it first.",
        )
    found = gathered_from(held, but=hidden_office_ids(held.round), opened=opened_at(held.round))
    store(found, now=clock.now())
    _tell(held, found, by=by)
    return len(found.new)


def _tell(computation: Computation, found: Gathered, *, by: Actor) -> None:
    """Tell the offices what waits and what a correction changed; record what was gathered."""
    round_ = computation.round
    detail: dict[str, object] = {}
    if found.new:
        counts = Counter(each.office_id for each in found.new)
        told = tell_waiting(round_, counts=counts, number=computation.number, by=by)
        detail = {"made": len(found.new), "told": told}
    if found.touched:
        tell_changed(round_, counts=found.touched, number=computation.number, by=by)
        detail |= {"changed": len(found.changed), "withdrawn": len(found.withdrawn)}
    if detail:
        record("followups.gather", f"rounds.round:{round_.code}", by=by, detail=detail)


@transaction.atomic
def answer(
    follow_up: FollowUp,
    *,
    state: FollowUpState,
    reason: str = "",
    plan: str = "",
    who: str = "",
    due_on: dt.date | None = None,
    outcome: str = "",
    done_on: dt.date | None = None,
    seen_edit: int,
    by: Actor,
) -> FollowUp:
    """Say where the office stands with a recommendation; every earlier answer is kept.

    The state moves by the table; in the state it is in, the words can be corrected. The same
    answer sent twice is stored once.

    Args:
        seen_edit: number of the answer the writer saw.

    Raises:
        FollowUpChangedMeanwhile: somebody answered after that; carries what is stored.
        FollowUpMoveRefused: no such move from the state it is in.
        AnswerLacks: something must still be written; carries the fields.
    """
    held = _held(follow_up, by)
    said = Said(FollowUpState(state), reason, plan, who, due_on, outcome, done_on).tidied()
    if said == said_of(held):
        return held
    if seen_edit != held.edit:
        raise FollowUpChangedMeanwhile(current=held)
    _must_move(held, said.state)
    faults = faults_of(said, given_on=clock.local(held.given_at).date(), today=clock.today())
    if faults:
        raise AnswerLacks(faults)
    return _store(held, said, by)


def said_of(follow_up: FollowUp | FollowUpStep) -> Said:
    """What the office says now, or said then."""
    return Said(
        state=FollowUpState(follow_up.state),
        reason=follow_up.reason,
        plan=follow_up.plan,
        who=follow_up.who,
        due_on=follow_up.due_on,
        outcome=follow_up.outcome,
        done_on=follow_up.done_on,
    )


def _held(follow_up: FollowUp, by: Actor) -> FollowUp:
    """The follow-up as it is now, locked, once the actor may answer it."""
    locked = FollowUp.objects.select_for_update(of=("self",))
    held = locked.select_related("office", "instrument__round").get(pk=follow_up.pk)
    by.must("followups.answer", agency_code=held.office.code)
    return held


def _must_move(held: FollowUp, after: FollowUpState) -> None:
    before = FollowUpState(held.state)
    if move_for(before, after) is not None:
        return
    if before is after and before is not FollowUpState.WAITING:
        return
    was, wanted = FOLLOW_UP_STATES[before], FOLLOW_UP_STATES[after]
    raise FollowUpMoveRefused(
        f"ข้อเสนอแนะนี้อยู่ในสถานะ “{was.th}” จึงเปลี่ยนเป็น “{wanted.th}” ไม่ได้ โปรดเลือกจากปุ่มที่มีในหน้า",
        f"This recommendation is “{was.en}” and cannot become “{wanted.en}”; please choose from "
        "the buttons on its page.",
    )


def _store(held: FollowUp, said: Said, by: Actor) -> FollowUp:
    before = held.state
    words = asdict(said) | {"state": said.state.value}
    for name, value in words.items():
        setattr(held, name, value)
    held.edit += 1
    held.changed_at, held.changed_by = clock.now(), by.name[:200]
    held.save(update_fields=[*words, "edit", "changed_at", "changed_by"])
    FollowUpStep.objects.create(
        follow_up=held,
        edit=held.edit,
        saved_at=held.changed_at,
        saved_by=held.changed_by,
        **words,
    )
    record(
        "followups.answer",
        f"followups.follow_up:{held.pk}",
        by=by,
        detail=_named(held) | {"before": before, "state": held.state, "edit": held.edit},
    )
    return held


# ---------------------------------------------------------------- evidence


@transaction.atomic
def add_evidence(
    follow_up: FollowUp, *, stored_file: StoredFile, name: str, caption: str = "", by: Actor
) -> FollowUpEvidence:
    """Let a stored file show what was done; the same file twice gives the first row.

    Raises:
        NothingDoneYet: the recommendation is neither accepted nor done.
        BadInput: the file was refused, the caption is too long, or there is too much already.
    """
    held = _held(follow_up, by)
    refuse_refused(stored_file.state, name=name)
    there = held.evidence.filter(stored_file=stored_file, removed_at=None).first()
    if there is not None:
        return there
    return _add(held, caption, by=by, stored_file=stored_file, name=name)


@transaction.atomic
def add_link(follow_up: FollowUp, *, url: str, caption: str = "", by: Actor) -> FollowUpEvidence:
    """Let an address show what was done (``evidence.links`` has checked it)."""
    held = _held(follow_up, by)
    there = held.evidence.filter(url=url, removed_at=None).first()
    return there or _add(held, caption, by=by, url=url, name=url)


@transaction.atomic
def take_evidence_away(evidence: FollowUpEvidence, *, by: Actor) -> None:
    """Take evidence away; the row and the file stay, and it can be attached again."""
    held = _held(evidence.follow_up, by)
    moved = FollowUpEvidence.objects.filter(pk=evidence.pk, removed_at=None).update(
        removed_at=clock.now(), removed_by=by.name[:200]
    )
    if moved:
        _record_evidence("followups.remove_evidence", held, evidence, by)


def _add(
    held: FollowUp,
    caption: str,
    *,
    by: Actor,
    name: str,
    stored_file: StoredFile | None = None,
    url: str = "",
) -> FollowUpEvidence:
    _refuse_evidence(held)
    evidence = FollowUpEvidence.objects.create(
        follow_up=held,
        stored_file=stored_file,
        url=url,
        name=name[:255],
        caption=tidied_caption(caption),
        added_at=clock.now(),
        added_by=by.name[:200],
    )
    _record_evidence("followups.add_evidence", held, evidence, by)
    return evidence


def _refuse_evidence(held: FollowUp) -> None:
    if FollowUpState(held.state) not in _SHOWN_IN:
        raise NothingDoneYet
    if held.evidence.filter(removed_at=None).count() >= MOST_EVIDENCE:
        raise BadInput(
            f"ข้อเสนอแนะนี้มีหลักฐานครบ {MOST_EVIDENCE} ชิ้นแล้ว โปรดรวมไฟล์หรือนำบางชิ้นออก",
            f"This recommendation holds {MOST_EVIDENCE} pieces of evidence already; please merge "
            "files or take some away.",
        )


def _record_evidence(act: str, held: FollowUp, evidence: FollowUpEvidence, by: Actor) -> None:
    checksum = evidence.stored_file.checksum if evidence.stored_file else ""
    detail = _named(held) | {"evidence": evidence.pk, "file": checksum}
    record(act, f"followups.follow_up:{held.pk}", by=by, detail=detail)


def _named(held: FollowUp) -> dict[str, object]:
    round_ = held.instrument.round.code
    return {"round": round_, "office": held.office.code, "item": held.node_code}
