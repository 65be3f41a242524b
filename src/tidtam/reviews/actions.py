from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tidtam.frameworks.queries import definition_of
from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor
from tidtam.reviews.errors import (
    MarkChangedMeanwhile,
    MarkRefused,
    MarksAreClosed,
    RoundIsPublished,
)
from tidtam.reviews.grid import ENTRY_SPECIALS, ENTRY_WORDS
from tidtam.reviews.models import Mark, Recommendation
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import was_published
from tidtam.scoring.answers import check_answer
from tidtam.scoring.definition import Framework
from tidtam.scoring.errors import AnswerError
from tidtam.scoring.json_text import parse_json, write_json
from tidtam.shared import clock


@dataclass(frozen=True)
class MarkChange:
    """One answer to be stored.

    Attributes:
        office_id: the office.
        node_code: the node of the framework.
        answer: the raw answer as JSON text (``docs/scoring.md``); None takes the mark out.
        seen_edit: the edit the writer last saw; None does not care (files, loaders).
    """

    office_id: int
    node_code: str
    answer: str | None
    seen_edit: int | None = None


@transaction.atomic
def set_marks(
    instrument: Instrument, *, changes: Sequence[MarkChange], by: Actor, reason: str = ""
) -> Counter[str]:
    """Store marks of one instrument: all of them, or none when one is refused.

    Storing the same marks twice changes nothing. Gives counts of "added", "changed",
    "removed" and "unchanged".

    Raises:
        MarksAreClosed: they are being checked or signed, or the round is published.
        MarkRefused: an answer the framework does not accept, or a state in place of a mark.
        MarkChangedMeanwhile: a mark differs from what the writer saw.
    """
    by.must("marks.change")
    _refuse_a_frozen(instrument)
    offices = Agency.objects.in_bulk({change.office_id for change in changes})
    held = _held(instrument, offices)
    definition = definition_of(instrument.framework)
    counts: Counter[str] = Counter(added=0, changed=0, removed=0, unchanged=0)
    add: list[Mark] = []
    update: list[Mark] = []
    for change in changes:
        office = offices[change.office_id]
        mark = held.get((change.office_id, change.node_code))
        _refuse_a_stale(mark, change, office)
        if change.answer is None:
            counts["removed" if mark else "unchanged"] += 1
            if mark is not None:
                mark.delete()
            continue
        answer = _checked(definition, office, change)
        counts[_put(mark, answer, change, instrument, by, add, update)] += 1
    Mark.objects.bulk_create(add, batch_size=1000)
    Mark.objects.bulk_update(update, ["answer", "edit", "changed_at", "changed_by"], batch_size=500)
    if sum(counts.values()) > counts["unchanged"]:
        _record(instrument, counts, by=by, reason=reason)
    return counts


def _refuse_a_frozen(instrument: Instrument) -> None:
    # Read anew and held: the round may have been published since the caller read it.
    round_ = Round.objects.select_for_update().get(pk=instrument.round_id)
    if round_.frozen_at is None:
        return
    if was_published(round_):
        raise RoundIsPublished(
            f"{round_.title_th} เผยแพร่ผลแล้ว คะแนนและข้อเสนอแนะจึงแก้ที่นี่ไม่ได้ "
            "คะแนนที่ผิดแก้ด้วยการพิจารณาคำทักท้วง แล้วคำนวณและเผยแพร่ฉบับใหม่",
            f"{round_.title_en} is published, so its marks and recommendations cannot be changed "
            "here. A wrong mark is corrected by an appeal, then computed and published as a new "
            "version.",
        )
    raise MarksAreClosed(
        f"คะแนนของ{round_.title_th} ปิดแล้วเพื่อตรวจและลงนาม จึงยังแก้คะแนนและข้อเสนอแนะไม่ได้ "
        "หากต้องแก้ โปรดให้ส่วนกลาง (สตผ.) เปิดคะแนนที่หน้ารอบก่อน",
        f"The marks of {round_.title_en} are closed for the check and the signature, so marks and "
        "recommendations cannot be changed. If something must be, please ask the bureau to open "
        "the marks on the page of the round.",
    )


def _held(instrument: Instrument, offices: Mapping[int, Agency]) -> dict[tuple[int, str], Mark]:
    marks = Mark.objects.select_for_update().filter(
        instrument=instrument, office_id__in=list(offices)
    )
    return {(mark.office_id, mark.node_code): mark for mark in marks}


def _refuse_a_stale(mark: Mark | None, change: MarkChange, office: Agency) -> None:
    if change.seen_edit is None or change.seen_edit == (mark.edit if mark else 0):
        return
    if mark is not None and mark.answer == change.answer:
        return
    now_th = f"เป็น {mark.answer} โดย {mark.changed_by}" if mark else "ถูกลบแล้ว"
    now_en = f"is now {mark.answer} by {mark.changed_by}" if mark else "was removed"
    raise MarkChangedMeanwhile(
        f"{office.short_th} ข้อ {change.node_code}: มีผู้แก้ไปก่อน {now_th} โปรดเปิดหน้าใหม่แล้วตรวจ",
        f"{office.short_th} item {change.node_code}: changed by somebody else, it {now_en}; "
        "please reload and check.",
    )


def _checked(definition: Framework, office: Agency, change: MarkChange) -> str:
    return write_json(
        checked_mark(definition, office, node_code=change.node_code, answer=change.answer or "")
    )


def checked_mark(definition: Framework, office: Agency, *, node_code: str, answer: str) -> Any:
    """The raw value of ``answer`` (JSON text) when it may be stored as this office's mark.

    Raises:
        MarkRefused: the framework does not accept it, or it is the state of a node that does
            not apply, is monitored or is pending, entered where the node is asked.
    """
    try:
        raw: Any = parse_json(answer)
        check_answer(definition, office_kind(office), node_code, raw)
    except AnswerError as error:
        raise MarkRefused(
            f"{office.short_th}: {error.th}", f"{office.short_en}: {error.en}"
        ) from None
    if isinstance(raw, str) and raw not in ENTRY_SPECIALS:
        _refuse_a_state(definition, office, node_code)
    return raw


def _refuse_a_state(definition: Framework, office: Agency, node_code: str) -> None:
    """Where a node is not asked its state may be recorded; where it is asked it needs a mark."""
    if node_code in definition.asked(office_kind(office)):
        word = ENTRY_WORDS["not_reported"]
        raise MarkRefused(
            f"{office.short_th}: ข้อ {node_code}: ตัวชี้วัดนี้ใช้กับสำนักงานประเภทนี้ "
            f"โปรดให้ระดับ หรือ {word} เมื่อสำนักงานไม่ได้รายงาน",
            f"{office.short_en}: item {node_code}: this indicator applies to this kind of office; "
            f"please give a level, or {word} when it was not reported",
        )


def office_kind(office: Agency) -> str:
    """The kind of office as framework files name it: "primary" or "secondary"."""
    return FRAMEWORK_KINDS[AgencyKind(office.kind)]


def _put(
    mark: Mark | None,
    answer: str,
    change: MarkChange,
    instrument: Instrument,
    by: Actor,
    add: list[Mark],
    update: list[Mark],
) -> str:
    if mark is not None and mark.answer == answer:
        return "unchanged"
    if mark is None:
        add.append(
            Mark(
                instrument=instrument,
                office_id=change.office_id,
                node_code=change.node_code,
                answer=answer,
                changed_at=clock.now(),
                changed_by=by.name,
            )
        )
        return "added"
    mark.answer, mark.edit = answer, mark.edit + 1
    mark.changed_at, mark.changed_by = clock.now(), by.name
    update.append(mark)
    return "changed"


def _record(instrument: Instrument, counts: Counter[str], *, by: Actor, reason: str) -> None:
    record(
        "marks.set",
        f"rounds.round:{instrument.round.code}",
        by=by,
        reason=reason,
        detail={"framework": instrument.framework.code, **counts},
    )


@transaction.atomic
def set_recommendations(
    instrument: Instrument, *, texts: Iterable[tuple[int, str, str]], by: Actor
) -> int:
    """Store advice as (office id, node code or "", text); an empty text takes it out."""
    by.must("marks.change")
    _refuse_a_frozen(instrument)
    rows = list(texts)
    empty = [(office_id, code) for office_id, code, text in rows if not text.strip()]
    for office_id, code in empty:
        Recommendation.objects.filter(
            instrument=instrument, office_id=office_id, node_code=code
        ).delete()
    now = clock.now()
    Recommendation.objects.bulk_create(
        [
            Recommendation(
                instrument=instrument,
                office_id=office_id,
                node_code=code,
                text=text.strip(),
                changed_at=now,
                changed_by=by.name,
            )
            for office_id, code, text in rows
            if text.strip()
        ],
        update_conflicts=True,
        unique_fields=["instrument", "office", "node_code"],
        update_fields=["text", "changed_at", "changed_by"],
        batch_size=500,
    )
    return len(rows)
