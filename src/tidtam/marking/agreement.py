"""How well the marks of two people on the same items agree (``docs/agreement.md``).

Every figure comes with the range in which it would fall in 95 of 100 repetitions, found by
drawing the items anew (bootstrap, percentiles); where a figure means nothing it is None, with
the reason, and never 0.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import krippendorff
import numpy as np
import numpy.typing as npt

from tidtam.thai.bilingual import Bilingual

Numbers = npt.NDArray[np.float64]

#: Below so many items kappa and alpha are chance, and no interval is honest.
LEAST_ITEMS: Final = 10
#: How often the items are drawn anew for an interval.
RESAMPLES: Final = 2000
_TAILS: Final = (0.025, 0.975)
#: The least share of the resamples in which a figure must exist for its interval to be given.
_DEFINED: Final = 0.9

#: Why a figure or its interval is missing.
WHY: Final[dict[str, Bilingual]] = {
    "none": Bilingual("ยังไม่มีข้อที่สองคนให้คะแนน", "No item has two marks yet"),
    "few": Bilingual(
        f"มีไม่ถึง {LEAST_ITEMS} ข้อ ยังบอกไม่ได้",
        f"Fewer than {LEAST_ITEMS} items: too few to say",
    ),
    "no_variation": Bilingual(
        "ทุกข้อได้ระดับเดียวกันหมด จึงวัดความสอดคล้องเกินความบังเอิญไม่ได้",
        "Every mark is the same level, so agreement beyond chance cannot be measured",
    ),
    "no_spread": Bilingual(
        "ทุกข้อให้ผลเหมือนกัน การสุ่มซ้ำจึงไม่แสดงช่วง",
        "Every item says the same, so drawing anew shows no range",
    ),
    "unstable": Bilingual(
        "ระดับแทบไม่ต่างกันเลย ช่วงจึงเชื่อถือไม่ได้",
        "The levels hardly vary, so no range can be trusted",
    ),
}

#: Krippendorff's rule of thumb: the least alpha, a code, and the word for it.
ALPHA_WORDS: Final[tuple[tuple[float, str, Bilingual], ...]] = (
    (0.8, "sound", Bilingual("เชื่อถือได้", "Can be relied on")),
    (0.667, "fair", Bilingual("พอใช้ ควรดูข้อที่ต่าง", "Fair: look at the differences")),
    (float("-inf"), "weak", Bilingual("ยังเชื่อถือไม่ได้", "Not to be relied on")),
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One figure with its 95 % interval.

    Attributes:
        value: the figure; None where it means nothing.
        low: the lower end of the interval; None where there is no honest one.
        high: the upper end.
        why: why the value, or else the interval, is missing: a code of ``WHY``; "" for
            neither.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""

    @property
    def reason(self) -> Bilingual | None:
        """``why`` in words."""
        return WHY[self.why] if self.why else None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well two marks on the same item agree, over ``n`` items.

    Attributes:
        n: items with two marks.
        exact: the share of items with the same level twice.
        adjacent: the share of items whose levels are at most one apart.
        kappa: Cohen's kappa with quadratic weights.
        alpha: Krippendorff's alpha for ordered levels.
    """

    n: int
    exact: Estimate
    adjacent: Estimate
    kappa: Estimate
    alpha: Estimate


def agreement_of(
    pairs: Sequence[tuple[int, int]], *, levels: Sequence[int], seed: str
) -> Agreement:
    """The agreement of pairs of levels, one pair an item.

    Args:
        pairs: the level of the first and of the second marker, in any order of items.
        levels: every level that may be given, lowest first.
        seed: any text that is kept; the same text gives the same intervals.

    Raises:
        ValueError: a level that is not one of ``levels``.
    """
    n = len(pairs)
    if not pairs:
        nothing = Estimate(None, why="none")
        return Agreement(0, nothing, nothing, nothing, nothing)
    table = _table(pairs, levels)
    drawn = _drawn(table.reshape(-1), seed).reshape(-1, *table.shape)
    steps = np.asarray(levels, dtype=np.float64)
    apart = np.abs(steps[:, None] - steps[None, :])

    def share(most: int) -> Estimate:
        found, again = (_share(each, apart <= most) for each in (table[None], drawn))
        return _estimate(float(found[0]), again, n)

    if n < LEAST_ITEMS:
        few = Estimate(None, why="few")
        return Agreement(n, share(0), share(1), few, few)
    kappa = _estimate(weighted_kappa(pairs, levels=levels), _kappa(drawn, apart**2), n)
    both_ways = drawn + drawn.swapaxes(1, 2)
    alpha = _estimate(ordinal_alpha(pairs, levels=levels), _alpha(both_ways), n)
    return Agreement(n, share(0), share(1), kappa, alpha)


def calibration_of(
    items: Sequence[Sequence[int]], *, levels: Sequence[int], seed: str
) -> tuple[int, Estimate]:
    """Krippendorff's alpha of items that any number of people marked, and how many items.

    Items with fewer than two marks say nothing and are left out.
    """
    marked = [item for item in items if len(item) > 1]
    if len(marked) < LEAST_ITEMS:
        return len(marked), Estimate(None, why="few" if marked else "none")
    patterns = Counter(tuple(sorted(item)) for item in marked)
    kinds = sorted(patterns)
    each = np.stack([_coincidences(kind, levels) for kind in kinds])
    counts = np.array([patterns[kind] for kind in kinds], dtype=np.float64)
    drawn = np.tensordot(_drawn(counts, seed), each, axes=1)
    value = ordinal_alpha(marked, levels=levels)
    return len(marked), _estimate(value, _alpha(drawn), len(marked))


def weighted_kappa(pairs: Sequence[tuple[int, int]], *, levels: Sequence[int]) -> float | None:
    """Cohen's kappa with quadratic weights; None where all marks are one level."""
    steps = np.asarray(levels, dtype=np.float64)
    return _value(_kappa(_table(pairs, levels)[None], (steps[:, None] - steps[None, :]) ** 2))


def ordinal_alpha(items: Iterable[Sequence[int]], *, levels: Sequence[int]) -> float | None:
    """Krippendorff's alpha for ordered levels, as the library ``krippendorff`` computes it.

    None where no item has two marks, or all marks are one level.
    """
    counts = [
        [item.count(level) for level in levels] for item in map(tuple, items) if len(item) > 1
    ]
    if sum(1 for column in zip(*counts, strict=True) if any(column)) < 2:
        return None
    found = krippendorff.alpha(
        value_counts=counts, value_domain=list(levels), level_of_measurement="ordinal"
    )
    return float(found)


def word_of(alpha: float) -> tuple[str, Bilingual]:
    """A code and a plain word for an alpha, by Krippendorff's rule of thumb."""
    return next((code, word) for least, code, word in ALPHA_WORDS if alpha >= least)


# ---------------------------------------------------------------- tables of counts


def _table(pairs: Sequence[tuple[int, int]], levels: Sequence[int]) -> Numbers:
    """How many items got each pair of levels: first marker down, second across."""
    place = {level: number for number, level in enumerate(levels)}
    table = np.zeros((len(levels), len(levels)))
    for (first, second), count in Counter(pairs).items():
        if first not in place or second not in place:
            raise ValueError(f"{(first, second)} is not a pair of {tuple(levels)}")
        table[place[first], place[second]] = count
    return table


def _coincidences(item: Sequence[int], levels: Sequence[int]) -> Numbers:
    """What one item adds to the table of coincidences: each mark beside each other mark."""
    counts = np.array([item.count(level) for level in levels], dtype=np.float64)
    beside: Numbers = (np.outer(counts, counts) - np.diag(counts)) / (len(item) - 1)
    return beside


def _drawn(counts: Numbers, seed: str) -> Numbers:
    """The counts of ``RESAMPLES`` draws of as many items, with replacement.

    Items with the same marks cannot be told apart, so drawing items is drawing counts.
    """
    number = int.from_bytes(sha256(seed.encode()).digest()[:16])
    generator = np.random.Generator(np.random.PCG64(number))
    total = counts.sum()
    drawn: Numbers = generator.multinomial(int(total), counts / total, size=RESAMPLES).astype(
        np.float64
    )
    return drawn


# ---------------------------------------------------------------- measures of many tables


def _share(tables: Numbers, where: npt.NDArray[np.bool_]) -> Numbers:
    found: Numbers = tables[:, where].sum(axis=1) / tables.sum(axis=(1, 2))
    return found


def _kappa(tables: Numbers, weights: Numbers) -> Numbers:
    n = tables.sum(axis=(1, 2))
    expected = np.einsum("ti,tj,ij->t", tables.sum(axis=2), tables.sum(axis=1), weights)
    return _one_minus(n * (tables * weights).sum(axis=(1, 2)), expected)


def _alpha(coincidences: Numbers) -> Numbers:
    given = coincidences.sum(axis=2)
    n = given.sum(axis=1)
    middle = given.cumsum(axis=1) - given / 2
    apart = (middle[:, :, None] - middle[:, None, :]) ** 2
    expected = np.einsum("ti,tj,tij->t", given, given, apart)
    return _one_minus((n - 1) * (coincidences * apart).sum(axis=(1, 2)), expected)


def _one_minus(observed: Numbers, expected: Numbers) -> Numbers:
    """1 - observed / expected; not a number where nothing was to be expected."""
    unknown = np.full(expected.shape, np.nan)
    share: Numbers = np.divide(observed, expected, out=unknown, where=expected > 0)
    return 1.0 - share


def _value(found: Numbers) -> float | None:
    return None if np.isnan(found[0]) else float(found[0])


def _estimate(value: float | None, drawn: Numbers, n: int) -> Estimate:
    if value is None:
        return Estimate(None, why="no_variation")
    if n < LEAST_ITEMS:
        return Estimate(value, why="few")
    known = drawn[~np.isnan(drawn)]
    if len(known) < _DEFINED * len(drawn):
        return Estimate(value, why="unstable")
    low, high = (float(each) for each in np.quantile(known, _TAILS))
    if known.min() == known.max():
        return Estimate(value, why="no_spread")
    return Estimate(value, low, high)
