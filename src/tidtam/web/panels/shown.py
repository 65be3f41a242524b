"""Reviewers as pages show them: fields and regions in words, a load with its bar, a state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from tidtam.orgs.queries import inspection_regions
from tidtam.reviews.panel_overview import ReviewerRow, Tally
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import say

_LEFT: Final = (Bilingual("ถอนตัวแล้ว", "Has left"), "idle")
_OVER: Final = (Bilingual("งานเกินที่รับได้", "More than agreed"), "bad")
_IDLE: Final = (Bilingual("ยังไม่มีงาน", "Nothing given"), "idle")
_DONE: Final = (Bilingual("เสร็จแล้ว", "Done"), "good")
_LATE: Final = (Bilingual("พ้นกำหนดแล้ว", "Late"), "bad")
_BUSY: Final = (Bilingual("กำลังทำ", "At work"), "info")
_WAITING: Final = (Bilingual("ยังไม่เริ่ม", "Not begun"), "idle")


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of a list of reviewers."""

    pk: int
    person_id: int
    name: str
    fields: tuple[Bilingual | str, ...]
    regions: tuple[str, ...]
    work: Tally
    calibration: Tally
    load: int
    capacity: int
    bar: int
    is_over: bool
    conflicts: int
    has_left: bool
    left_reason: str
    state: Bilingual
    tone: str


def shown_reviewers(
    rows: Iterable[ReviewerRow], *, names: Mapping[str, Bilingual], is_late: bool = False
) -> list[Shown]:
    """The lines of reviewers.

    Args:
        names: titles of the fields by their codes.
        is_late: whether the day of marking is over.
    """
    regions = {each.code: say(each.name) for each in inspection_regions()}
    return [_shown(row, names, regions, is_late) for row in rows]


def _shown(
    row: ReviewerRow, names: Mapping[str, Bilingual], regions: Mapping[str, str], is_late: bool
) -> Shown:
    reviewer = row.reviewer
    state, tone = _state(row, is_late)
    return Shown(
        pk=reviewer.pk,
        person_id=reviewer.person_id,
        name=reviewer.person.full_name,
        fields=tuple(names.get(code, code) for code in reviewer.fields),
        regions=tuple(regions.get(code, code) for code in reviewer.regions),
        work=row.work,
        calibration=row.calibration,
        load=row.load,
        capacity=reviewer.capacity,
        bar=row.bar,
        is_over=row.is_over,
        conflicts=row.conflicts,
        has_left=reviewer.left_at is not None,
        left_reason=reviewer.left_reason,
        state=state,
        tone=tone,
    )


def _state(row: ReviewerRow, is_late: bool) -> tuple[Bilingual, str]:
    if row.reviewer.left_at is not None:
        return _LEFT
    if row.is_over:
        return _OVER
    work = row.work
    if not work.total:
        return _IDLE
    if not work.open:
        return _DONE
    if is_late:
        return _LATE
    return _BUSY if work.begun or work.done else _WAITING
