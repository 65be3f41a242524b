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
from tidtam.reviews.errors import MarkChangedMeanwhile, MarkRefused, RoundIsPublished
from tidtam.reviews.models import Mark, Recommendation
from tidtam.rounds.models import Instrument, Round
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
        MarkRefused: an answer the framework does not accept.
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
    if round_.frozen_at is not None:
        raise RoundIsPublished(
            f"{round_.title_th} เผยแพร่ผลแล้ว คะแนนจึงแก้ไม่ได้ หากผลผิดให้ใช้ช่องทางอุทธรณ์",
            f"{round_.title_en} is published, so its marks are frozen; "
            "if a result is wrong, please use an appeal.",
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
    try:
        raw: Any = parse_json(change.answer or "")
        check_answer(definition, office_kind(office), change.node_code, raw)
    except AnswerError as error:
        raise MarkRefused(
            f"{office.short_th}: {error.th}", f"{office.short_en}: {error.en}"
        ) from None
    return write_json(raw)


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
