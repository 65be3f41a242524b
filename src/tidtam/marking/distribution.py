"""How the levels of an indicator are spread now, beside the last round (``docs/agreement.md``)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tidtam.thai.bilingual import Bilingual

#: Fewer marks than this, now or then, are not compared.
LEAST_MARKS: Final = 20
#: The mean moved much: by half a level.
MUCH: Final = 0.5
#: The spread moved much: so large a share of the marks would have to change their level.
SPREAD: Final = 0.25

Moved = Literal["up", "down", "spread", "little", "few", "no_last"]

MOVED_WORDS: Final[Mapping[Moved, Bilingual]] = {
    "up": Bilingual("สูงขึ้นมาก", "Much higher"),
    "down": Bilingual("ต่ำลงมาก", "Much lower"),
    "spread": Bilingual("การกระจายเปลี่ยนมาก", "Spread very differently"),
    "little": Bilingual("ใกล้เคียงเดิม", "About the same"),
    "few": Bilingual("คะแนนยังน้อยเกินไป", "Too few marks"),
    "no_last": Bilingual("ไม่มีรอบก่อนให้เทียบ", "No last round to compare with"),
}
#: The rule behind each word that calls for a look.
RULES: Final[Mapping[Moved, Bilingual]] = {
    "up": Bilingual("ค่าเฉลี่ยเพิ่มตั้งแต่ครึ่งระดับ", "The mean rose by half a level or more"),
    "down": Bilingual("ค่าเฉลี่ยลดตั้งแต่ครึ่งระดับ", "The mean fell by half a level or more"),
    "spread": Bilingual(
        "ค่าเฉลี่ยต่างไม่ถึงครึ่งระดับ แต่คะแนนอย่างน้อยหนึ่งในสี่อยู่คนละระดับกับรอบก่อน",
        "The mean moved less than half a level, but a quarter of the marks or more are at other "
        "levels than last round",
    ),
    "few": Bilingual(
        f"เทียบเมื่อมีอย่างน้อย {LEAST_MARKS} คะแนนทั้งสองรอบ",
        f"Compared from {LEAST_MARKS} marks in both rounds",
    ),
}


@dataclass(frozen=True, slots=True)
class Shift:
    """The levels of one indicator, now and in the last round.

    Attributes:
        now: level -> marks, every level present, lowest first.
        last: the same for the last round; all 0 where there is none.
        mean_now: None where there are no marks.
        mean_last: None where there are none.
        difference: of the means; None where one is missing.
        spread: the share of the marks that would have to move for the two to look the same.
        moved: the plain word, a key of ``MOVED_WORDS``.
    """

    now: Mapping[int, int]
    last: Mapping[int, int]
    mean_now: float | None
    mean_last: float | None
    difference: float | None
    spread: float | None
    moved: Moved


def shift_of(now: Sequence[int], last: Sequence[int], *, levels: Sequence[int]) -> Shift:
    """The levels given now beside those of the last round; others than ``levels`` are no marks."""
    counts, before = _counts(now, levels), _counts(last, levels)
    mean_now, mean_last = _mean(counts), _mean(before)
    if mean_now is None or mean_last is None:
        moved: Moved = "few" if mean_now is None and mean_last is not None else "no_last"
        return Shift(counts, before, mean_now, mean_last, None, None, moved)
    difference, spread = mean_now - mean_last, _spread(counts, before)
    least = min(sum(counts.values()), sum(before.values()))
    moved = _moved(difference, spread) if least >= LEAST_MARKS else "few"
    return Shift(counts, before, mean_now, mean_last, difference, spread, moved)


def _counts(marks: Sequence[int], levels: Sequence[int]) -> dict[int, int]:
    found = Counter(marks)
    return {level: found[level] for level in levels}


def _mean(counts: Mapping[int, int]) -> float | None:
    total = sum(counts.values())
    return sum(level * count for level, count in counts.items()) / total if total else None


def _spread(now: Mapping[int, int], last: Mapping[int, int]) -> float:
    """Half the sum of the differences of the shares at each level."""
    all_now, all_last = sum(now.values()), sum(last.values())
    apart = sum(abs(now[level] * all_last - last[level] * all_now) for level in now)
    return apart / (2 * all_now * all_last)


def _moved(difference: float, spread: float) -> Moved:
    if abs(difference) >= MUCH:
        return "up" if difference > 0 else "down"
    return "spread" if spread >= SPREAD else "little"
