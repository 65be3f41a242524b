"""How an item gets its official mark: by rule where the reviewers agree, else by a person.

A decision is never changed: a later one takes its place and both can be read. Every decision
writes the official mark and recommendation through ``reviews.actions``, in the name of whoever
decided; those are the bureau's, so they are written with the system's right.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Max

from tidtam.frameworks.queries import definition_of
from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.reviews.access import items_open_to
from tidtam.reviews.actions import MarkChange, checked_mark, set_marks, set_recommendations
from tidtam.reviews.advice import LONGEST, filled, refuse_too_long
from tidtam.reviews.decision_texts import comments_of, current_texts, only_one, sources
from tidtam.reviews.errors import DecidedMeanwhile, NotToDecide, ReasonMissing
from tidtam.reviews.models import Assignment, Decision, Panel
from tidtam.reviews.moves import OPEN_STATES, withdrawn
from tidtam.reviews.standing import (
    BY_PEOPLE,
    TO_CHOOSE,
    Need,
    PanelStandings,
    Standing,
    standings_of,
)
from tidtam.reviews.states import DECISION_KINDS, AssignmentState, DecisionKind, Purpose
from tidtam.rounds.models import Instrument, Item
from tidtam.scoring.json_text import write_json
from tidtam.shared import clock
from tidtam.shared.errors import NotFound
from tidtam.thai.dates import thai_datetime

TOO_LONG = "too_long"
# Marks that are there but which only a person can bring on; settling says how many.
_LEFT = (Need.BY_HAND, Need.SECOND, Need.REFUSED)


@transaction.atomic
def settle(panel: Panel, *, by: Actor) -> Counter[str]:
    """Make the decisions that need no person: one mark, the same mark twice, a third mark.

    Run again it changes nothing, but where a reviewer gave another mark meanwhile. What people
    decided stays, and so does a mark that the bureau entered by hand. Gives counts of the kinds
    that were decided and of what was left to people: "by_hand", "second" (nobody sits in the
    second seat), "refused" (by the framework), "too_long".
    """
    held = _held(panel)
    by.must("reviews.decide", state=held.state)
    standings = standings_of(held)
    comments = comments_of(held)
    counts: Counter[str] = Counter()
    made: list[tuple[Standing, Decision]] = []
    offices = Agency.objects.in_bulk({row.office_id for row in standings.items})
    current = current_texts(held)
    for row in standings.items:
        decision = _by_rule(row, offices[row.office_id], comments, current, by=by)
        if row.need in _LEFT:
            counts[row.need.value] += 1
        if decision is not None and len(decision.comment) > LONGEST:
            counts[TOO_LONG] += 1
        elif decision is not None:
            counts[decision.kind] += 1
            made.append((row, decision))
    if made:
        _store(held, made, standings, by=by)
    return counts


def settle_third(item: Item) -> Decision | None:
    """Make the third mark of an item official at once, where it decides; None where it does not.

    The rule decides, not the reviewer whose mark came in: the decision carries the system's
    name, as nobody is to read on it who the third marker is. Two first marks that agree are
    left to ``settle``: their makers may still take them back and are not to learn of it.

    Runs in the caller's transaction, which has moved an assignment and holds the panel.
    """
    third = Assignment.objects.filter(
        item=item, purpose=Purpose.THIRD.value, state=AssignmentState.DONE.value
    )
    if not third.exists():
        return None
    held = _held(Panel.objects.get(round=item.submission.round_id))
    if held.round.frozen_at is not None:
        return None
    among = Item.objects.filter(pk=item.pk)
    standings = standings_of(held, items=among)
    row, office = standings.items[0], item.submission.office
    current = current_texts(held, among)
    decision = _by_rule(row, office, comments_of(held, among), current, by=SYSTEM)
    if decision is None or decision.kind != DecisionKind.THIRD or len(decision.comment) > LONGEST:
        return None
    _store(held, [(row, decision)], standings, by=SYSTEM)
    return decision


@transaction.atomic
def decide(
    item: Item,
    *,
    kind: DecisionKind,
    answer: str,
    comment: str,
    reason: str,
    seen_number: int,
    by: Actor,
) -> Decision:
    """Give an item its official mark: what a moderator settled, or a meeting resolved.

    Args:
        kind: AGREED or MEETING.
        answer: the mark as JSON text.
        comment: the recommendation; ``{office}`` stands for the office's name.
        reason: why; obligatory.
        seen_number: number of the decision the decider saw as the current one, 0 for none.

    Raises:
        DecidedMeanwhile: somebody else decided first.
        ReasonMissing, MarkRefused, AdviceTooLong: what was given cannot be used.
        NotToDecide: no mark to settle from, or the decider's own mark.
    """
    panel = _held(Panel.objects.get(round=item.submission.round_id))
    by.must("reviews.decide", state=panel.state)
    fresh = _open_item(item, by=by)
    kind, reason = _allowed_kind(kind), _reason(reason)
    office = fresh.submission.office
    definition = definition_of(fresh.instrument.framework)
    raw = checked_mark(definition, office, node_code=fresh.node_code, answer=answer)
    decision = Decision(
        item=fresh,
        kind=kind.value,
        answer=write_json(raw),
        comment=filled(comment, office),
        reason=reason,
        decided_at=clock.now(),
        decided_by=by.name,
    )
    refuse_too_long(decision.comment)
    now = fresh.decisions.filter(is_current=True).first()
    if now is not None and _is_repeated(now, decision, seen_number):
        return now
    _refuse_a_stale(now, seen_number)
    if kind is DecisionKind.AGREED:
        _refuse_to_settle(fresh, by=by)
    return _keep(fresh, decision, now, by=by)


def decisions_of(item: Item) -> list[Decision]:
    """Every decision of an item, newest first."""
    return list(item.decisions.order_by("-number"))


# ---------------------------------------------------------------- by rule


def _by_rule(
    row: Standing,
    office: Agency,
    comments: Mapping[int, str],
    current: Mapping[int, str],
    *,
    by: Actor,
) -> Decision | None:
    """The decision that the marks alone make and that is not made yet."""
    proposal, need = row.proposal, row.need
    if proposal is None or need not in (Need.SETTLING, Need.NOTHING):
        return None
    if row.decision is not None and row.decision.kind in BY_PEOPLE:
        return None
    kind, answer = proposal
    text = only_one(sources(row, kind, comments), office)
    if need is Need.NOTHING and current.get(row.item_id) == text:
        return None
    return Decision(
        item_id=row.item_id,
        kind=kind.value,
        answer=answer,
        comment=text,
        decided_at=clock.now(),
        decided_by=by.name,
    )


def _store(
    panel: Panel,
    made: Sequence[tuple[Standing, Decision]],
    standings: PanelStandings,
    *,
    by: Actor,
) -> None:
    keys = [row.item_id for row, _decision in made]
    earlier = _replace(keys)
    for row, decision in made:
        decision.number = earlier.get(row.item_id, 0) + 1
    Decision.objects.bulk_create([decision for _row, decision in made], batch_size=1000)
    by_instrument: dict[int, list[tuple[Standing, Decision]]] = defaultdict(list)
    for row, decision in made:
        by_instrument[row.instrument_id].append((row, decision))
    for key, pairs in by_instrument.items():
        instrument = standings.instruments[key]
        instrument.round = panel.round
        _write(instrument, [(row.office_id, row.node_code, each) for row, each in pairs], by=by)
    counts = Counter(decision.kind for _row, decision in made)
    record(
        "reviews.settle",
        f"rounds.round:{panel.round.code}",
        by=by,
        detail={**counts, "seal": _seal([decision for _row, decision in made])},
    )


def _replace(keys: Sequence[int]) -> dict[int, int]:
    """Take the current decisions of items out of force; gives the last number of each."""
    earlier: dict[int, int] = {}
    for start in range(0, len(keys), 5000):
        among = Decision.objects.filter(item__in=keys[start : start + 5000])
        rows = among.order_by().values_list("item_id").annotate(last=Max("number"))
        found = dict(rows)
        if found:
            earlier |= found
            among.filter(is_current=True).update(is_current=False)
    return earlier


def _seal(decisions: Iterable[Decision]) -> str:
    """SHA-256 over what was decided, so that history can tell whether it is still that."""
    lines = sorted(
        "\t".join((str(d.item_id), str(d.number), d.kind, d.answer, d.comment)) for d in decisions
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


# ---------------------------------------------------------------- by a person


def _held(panel: Panel) -> Panel:
    """The panel as it is now, kept from moving while something is decided."""
    locked = Panel.objects.select_for_update(of=("self",)).select_related("round")
    return locked.get(pk=panel.pk)


def _open_item(item: Item, *, by: Actor) -> Item:
    near = items_open_to(by).select_related(
        "submission__office", "submission__round", "instrument__framework", "instrument__round"
    )
    found = near.filter(pk=item.pk).first()
    if found is None:
        raise NotFound(
            "ไม่พบข้อนี้ หรือท่านมีส่วนได้เสียกับเขตนี้ โปรดเลือกจากรายการคะแนนที่ต่างกัน",
            "No such item for you, or you have an interest in its office; "
            "please choose from the list of differences.",
        )
    return found


def _allowed_kind(kind: DecisionKind) -> DecisionKind:
    if kind in TO_CHOOSE:
        return kind
    raise NotToDecide(
        f"“{DECISION_KINDS[kind].th}” ไม่ได้ตัดสินที่หน้านี้ โปรดเลือกผู้กลั่นกรองสรุปหรือมติที่ประชุม",
        f"“{DECISION_KINDS[kind].en}” is not decided here; please choose the moderator or the "
        "meeting.",
    )


def _reason(reason: str) -> str:
    text = reason.replace("\r\n", "\n").strip()
    if not text:
        raise ReasonMissing(
            "ยังไม่ได้เขียนเหตุผลของคะแนนนี้ โปรดเขียนเหตุผลแล้วบันทึกอีกครั้ง",
            "The reason for this mark is missing; please write it and save again.",
        )
    refuse_too_long(text)
    return text


def _is_repeated(now: Decision, made: Decision, seen_number: int) -> bool:
    """Whether the button was pressed twice: the same decision by the same person."""
    return now.number == seen_number + 1 and all(
        getattr(now, name) == getattr(made, name)
        for name in ("kind", "answer", "comment", "reason", "decided_by")
    )


def _refuse_a_stale(now: Decision | None, seen_number: int) -> None:
    if now is None or now.number == seen_number:
        return
    moment = clock.local(now.decided_at)
    raise DecidedMeanwhile(
        f"{now.decided_by} ตัดสินข้อนี้แล้วเมื่อ {thai_datetime(moment)} หลังจากที่ท่านเปิดหน้านี้ "
        "ที่ท่านกรอกยังไม่ได้บันทึกและยังอยู่ในแบบฟอร์ม โปรดอ่านการตัดสินล่าสุด แล้วกดบันทึกอีกครั้งหากยังต้องการเปลี่ยน",
        f"{now.decided_by} decided this item on {moment:%Y-%m-%d %H:%M}, after you opened it. "
        "What you filled in is not saved and still in the form; please read the latest decision "
        "and save again if you still want to change it.",
    )


def _refuse_to_settle(item: Item, *, by: Actor) -> None:
    """A moderator settles what others marked; without a mark, or with their own, a meeting does."""
    done = Assignment.objects.filter(item=item, state=AssignmentState.DONE.value)
    people = set(done.values_list("reviewer__person_id", flat=True))
    if not people:
        raise NotToDecide(
            "ข้อนี้ยังไม่มีคะแนนจากผู้ประเมิน ผู้กลั่นกรองจึงยังสรุปไม่ได้ โปรดรอคะแนน หรือใช้มติที่ประชุม",
            "No reviewer has marked this item yet, so there is nothing to settle; please wait, "
            "or record a resolution of the meeting.",
        )
    if by.person_id in people:
        raise NotToDecide(
            "ท่านเป็นผู้ประเมินข้อนี้เอง จึงสรุปเองไม่ได้ โปรดให้ผู้กลั่นกรองคนอื่นสรุป หรือใช้มติที่ประชุม",
            "You marked this item yourself and cannot settle it; please leave it to another "
            "moderator or to the meeting.",
        )


def _keep(item: Item, decision: Decision, now: Decision | None, *, by: Actor) -> Decision:
    last = item.decisions.aggregate(last=Max("number"))["last"] or 0
    decision.number = last + 1
    item.decisions.filter(is_current=True).update(is_current=False)
    decision.save()
    office = item.submission.office
    third_called_off = _call_off_the_third(item)
    place = (office.pk, item.node_code, decision)
    _write(item.instrument, [place], by=by, reason=decision.reason, clears=True)
    record(
        "reviews.decide",
        f"rounds.round:{item.submission.round.code}",
        by=by,
        reason=decision.reason,
        detail={
            "office": office.code,
            "framework": item.instrument.framework.code,
            "node": item.node_code,
            "number": decision.number,
            "kind": decision.kind,
            "answer": decision.answer,
            "before": now.answer if now else "",
            **({"third_called_off": third_called_off} if third_called_off else {}),
        },
    )
    return decision


def _call_off_the_third(item: Item) -> int:
    """Withdraw a third mark that is still to come: nothing waits for it any more."""
    waiting = item.assignments.filter(purpose=Purpose.THIRD.value, state__in=OPEN_STATES)
    return withdrawn(list(waiting), reason="ตัดสินข้อนี้แล้ว")


# ---------------------------------------------------------------- what is official


def _write(
    instrument: Instrument,
    places: Sequence[tuple[int, str, Decision]],
    *,
    by: Actor,
    reason: str = "",
    clears: bool = False,
) -> None:
    """Write official marks and recommendations; an empty text clears one only where asked."""
    recorder = Actor(by.name, by.person_id, (HeldPost(Role.SYSTEM),))
    changes = [MarkChange(office, code, each.answer) for office, code, each in places]
    set_marks(instrument, changes=changes, by=recorder, reason=reason)
    texts = [(o, code, each.comment) for o, code, each in places if clears or each.comment]
    set_recommendations(instrument, texts=texts, by=recorder)
