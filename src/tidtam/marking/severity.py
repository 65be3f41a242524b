"""How much stricter or milder each reviewer marks than the others, and whether that changes.

The formulas, with worked tables, are in ``docs/agreement.md``. A mark is compared with what the
others gave the same item; where nobody else marked it, with what the others gave on the
indicator, which says less and counts for less.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Final, Literal

from tidtam.thai.bilingual import Bilingual

#: What a comparison counts: with other marks of the same item, and with the indicator's mean.
SAME_ITEM: Final = 1.0
SAME_INDICATOR: Final = 0.25
#: Shrinking: as many comparisons without any difference are thought to be there already.
PRIOR: Final = 10.0
#: Below so many marks nothing is said about a reviewer; for drift, below so many in each third.
LEAST_MARKS: Final = 5
#: A difference smaller than this, in levels, is not spoken of however sure it is.
WORTH_A_WORD: Final = 0.25

Word = Literal["stricter", "milder", "alike", "unclear"]

SEVERITY_WORDS: Final[Mapping[Word, Bilingual]] = {
    "stricter": Bilingual("เข้มกว่าผู้อื่น", "Stricter than the others"),
    "milder": Bilingual("ให้สูงกว่าผู้อื่น", "Milder than the others"),
    "alike": Bilingual("ไม่ต่างอย่างชัดเจน", "No clear difference"),
    "unclear": Bilingual("ยังบอกไม่ได้", "Too early to say"),
}
DRIFT_WORDS: Final[Mapping[Word, Bilingual]] = {
    "stricter": Bilingual("เข้มขึ้นเรื่อย ๆ", "Getting stricter"),
    "milder": Bilingual("ให้สูงขึ้นเรื่อย ๆ", "Getting milder"),
    "alike": Bilingual("ไม่เปลี่ยนอย่างชัดเจน", "No clear change"),
    "unclear": Bilingual("ยังบอกไม่ได้", "Too early to say"),
}

WHY: Final[dict[str, Bilingual]] = {
    "few": Bilingual(
        f"เทียบกับผู้อื่นได้ไม่ถึง {LEAST_MARKS} ข้อ",
        f"Fewer than {LEAST_MARKS} marks can be compared",
    ),
    "few_for_drift": Bilingual(
        f"ต้องเทียบได้อย่างน้อย {3 * LEAST_MARKS} ข้อ จึงแบ่งเป็นสามช่วงได้",
        f"At least {3 * LEAST_MARKS} comparable marks are needed for three thirds",
    ),
    "one_office": Bilingual(
        "มาจากเขตเดียว จึงบอกช่วงไม่ได้", "All from one office, so no range can be given"
    ),
}

# Two-sided 95 % points of Student's t by degrees of freedom; beyond, the normal one.
_T: Final = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
_NORMAL: Final = 1.96


@dataclass(frozen=True, slots=True)
class GivenMark:
    """One finished mark of one reviewer.

    Attributes:
        reviewer: key of the reviewer.
        item: key of the item; marks of the same item are compared with each other.
        office: whose item it is.
        indicator: the instrument and node, whatever the office.
        level: what was given.
        finished_at: when.
    """

    reviewer: int
    item: int
    office: str
    indicator: str
    level: int
    finished_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Lean:
    """A difference in levels: below 0 is stricter, above 0 milder (or becoming so).

    Attributes:
        value: shrunk towards 0; None where too little is known.
        low: lower end of the 95 % interval; None where there is none.
        high: upper end.
        raw: the weighted mean difference before shrinking.
        word: what to say about it.
        why: code of ``WHY`` for what is missing; "" for nothing.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    raw: float | None = None
    word: Word = "unclear"
    why: str = ""

    @property
    def reason(self) -> Bilingual | None:
        """``why`` in words."""
        return WHY[self.why] if self.why else None


@dataclass(frozen=True, slots=True)
class Severity:
    """One reviewer beside the others.

    Attributes:
        reviewer: key of the reviewer.
        marks: finished marks with a level.
        on_same_items: of these, compared with others' marks of the same item.
        on_indicators: of these, compared with the others' mean of the indicator.
        mean: the mean level given.
        lean: stricter or milder than the others.
        drift: the last third of the marks against the first.
    """

    reviewer: int
    marks: int
    on_same_items: int
    on_indicators: int
    mean: float
    lean: Lean
    drift: Lean


@dataclass(frozen=True, slots=True)
class _Compared:
    office: str
    difference: float
    weight: float


def severities_of(marks: Sequence[GivenMark]) -> tuple[Severity, ...]:
    """Every reviewer's severity and drift, in the order of their keys.

    The order of ``marks`` changes nothing.
    """
    ordered = sorted(marks, key=lambda mark: (mark.finished_at, mark.item, mark.reviewer))
    expected = _Expectations(ordered)
    by_reviewer: defaultdict[int, list[GivenMark]] = defaultdict(list)
    for mark in ordered:
        by_reviewer[mark.reviewer].append(mark)
    return tuple(_severity(key, by_reviewer[key], expected) for key in sorted(by_reviewer))


def _severity(reviewer: int, marks: Sequence[GivenMark], expected: _Expectations) -> Severity:
    found = [expected.compare(mark) for mark in marks]
    compared = [each for each in found if each is not None]
    same = sum(1 for each in compared if each.weight == SAME_ITEM)
    return Severity(
        reviewer=reviewer,
        marks=len(marks),
        on_same_items=same,
        on_indicators=len(compared) - same,
        mean=sum(mark.level for mark in marks) / len(marks),
        lean=_lean(compared),
        drift=_drift(compared),
    )


class _Expectations:
    """What the others gave: sums by item and by indicator, a reviewer's own taken out."""

    def __init__(self, marks: Sequence[GivenMark]) -> None:
        self._items: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
        self._indicators: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        self._own: defaultdict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
        for mark in marks:
            for sums in (
                self._items[mark.item],
                self._indicators[mark.indicator],
                self._own[mark.reviewer, mark.indicator],
            ):
                sums[0] += mark.level
                sums[1] += 1

    def compare(self, mark: GivenMark) -> _Compared | None:
        """A mark against the others; None where no one else marked item or indicator."""
        total, count = self._items[mark.item]
        if count > 1:
            others = (total - mark.level) / (count - 1)
            return _Compared(mark.office, mark.level - others, SAME_ITEM)
        total, count = self._indicators[mark.indicator]
        own_total, own_count = self._own[mark.reviewer, mark.indicator]
        if count == own_count:
            return None
        others = (total - own_total) / (count - own_count)
        return _Compared(mark.office, mark.level - others, SAME_INDICATOR)


def _lean(compared: Sequence[_Compared]) -> Lean:
    if len(compared) < LEAST_MARKS:
        return Lean(None, why="few")
    raw, weight = _mean(compared), fsum(each.weight for each in compared)
    error = _error(compared)
    return _shrunk(raw, weight, error, _t(_offices(compared) - 1))


def _drift(compared: Sequence[_Compared]) -> Lean:
    size = len(compared) // 3
    if size < LEAST_MARKS:
        return Lean(None, why="few_for_drift")
    first, last = compared[:size], compared[-size:]
    raw = _mean(last) - _mean(first)
    weight = min(fsum(each.weight for each in third) for third in (first, last))
    errors = _error(first), _error(last)
    error = None if None in errors else sqrt(fsum(each**2 for each in errors if each is not None))
    return _shrunk(raw, weight, error, _t(min(_offices(first), _offices(last)) - 1))


def _shrunk(raw: float, weight: float, error: float | None, t: float) -> Lean:
    """``raw`` drawn towards 0 as if ``PRIOR`` comparisons more had shown no difference."""
    factor = weight / (weight + PRIOR)
    value = raw * factor
    if error is None:
        return Lean(value, raw=raw, why="one_office")
    low, high = (raw - t * error) * factor, (raw + t * error) * factor
    return Lean(value, low, high, raw, _word(value, low, high))


def _word(value: float, low: float, high: float) -> Word:
    """Only a difference that is sure and worth a word gets one."""
    if abs(value) < WORTH_A_WORD or low <= 0 <= high:
        return "alike"
    return "milder" if value > 0 else "stricter"


def _mean(compared: Sequence[_Compared]) -> float:
    weight = fsum(each.weight for each in compared)
    return fsum(each.weight * each.difference for each in compared) / weight


def _error(compared: Sequence[_Compared]) -> float | None:
    """Standard error of the mean, by offices: marks of one office are not independent.

    None where all marks are of one office.
    """
    offices = _offices(compared)
    if offices < 2:
        return None
    mean, weight = _mean(compared), fsum(each.weight for each in compared)
    sums: defaultdict[str, list[float]] = defaultdict(list)
    for each in compared:
        sums[each.office].append(each.weight * (each.difference - mean))
    squares = fsum(fsum(parts) ** 2 for parts in sums.values())
    return sqrt(squares * offices / (offices - 1)) / weight


def _offices(compared: Sequence[_Compared]) -> int:
    return len({each.office for each in compared})


def _t(freedom: int) -> float:
    return _T[freedom - 1] if 0 < freedom <= len(_T) else _NORMAL
