"""Loads are evened out: parts move or change places while that makes the division fairer.

Fairer is a smaller sum of (items squared by capacity), less what continuity is worth. The sum
falls with every move of an item from a higher to a lower load share, and weighs the greatest
shares most. Each step makes it smaller, so the steps end.
"""

from __future__ import annotations

import numpy as np

from tidtam.marking.case import NOBODY, Bools, Floats, Ints
from tidtam.marking.seating import Seating

ROUNDS = 40
LEAST = 1e-6

# The greater share it leaves, the part, the judge it goes to, the part that comes for it.
Step = tuple[float, int, int, int]


def even_out(seating: Seating) -> None:
    """Take the best move or change of places for each part in turn until none helps.

    Places are looked for again only for parts of judges whose load moved since the last time: a
    change of places concerns two judges, and one of them would have moved.
    """
    moved = np.zeros(len(seating.load), dtype=np.int64)
    for turn in range(ROUNDS):
        for part in np.flatnonzero(seating.at != NOBODY).tolist():
            before = int(seating.at[part])
            if _move(seating, part) or (moved[before] >= turn - 1 and _swap(seating, part)):
                moved[[before, seating.at[part]]] = turn
        if (moved < turn).all():
            return


def lower_greatest(seating: Seating) -> None:
    """Whoever has the greatest load share of all gives off or changes places while that lowers it.

    Blocks are lumps: the fairest sum may leave one judge above what whole blocks allow.
    """
    while (seating.at != NOBODY).any():
        greatest = int(np.argmax(seating.share()))
        steps = [
            step
            for part in np.flatnonzero(seating.at == greatest).tolist()
            for step in (_best_move(seating, part), _best_swap(seating, part))
        ]
        share, part, judge, other = min(steps, default=(np.inf, 0, 0, NOBODY))
        if share > seating.share()[greatest] - LEAST:
            return
        _exchange(seating, part, judge, other)


def join(seating: Seating) -> None:
    """Give a block's parts in one seat to one judge again, where there is room."""
    together: dict[tuple[int, int], list[int]] = {}
    for row, part in enumerate(seating.parts):
        together.setdefault((part.block, part.seat), []).append(row)
    for rows in together.values():
        if len(rows) > 1 and all(seating.at[row] != NOBODY for row in rows):
            _join(seating, rows)


def _join(seating: Seating, rows: list[int]) -> None:
    may = np.logical_and.reduce([seating.may(row) for row in rows])
    comes = np.full(len(may), sum(int(seating.size[row]) for row in rows))
    for row in rows:
        comes[seating.at[row]] -= seating.size[row]
    may &= seating.load + comes <= seating.case.capacity
    if may.any():
        begun = may & seating.begun[rows[0]]
        may = begun if begun.any() else may
        judge = int(np.argmin(np.where(may, seating.share(comes), np.inf)))
        for row in rows:
            seating.move(row, judge)


def _move(seating: Seating, part: int) -> bool:
    """Take the best move of a part, where one helps."""
    judge, size = int(seating.at[part]), seating.size[part]
    may = _goes_to(seating, part)
    if not may.any():
        return False
    worse = _change(seating, slice(None), size) + _change(seating, judge, -size)
    worse -= seating.liking[part] - seating.liking[part, judge]
    best = int(np.argmin(np.where(may, worse, np.inf)))
    if worse[best] > -LEAST * seating.mean_share:
        return False
    seating.move(part, best)
    return True


def _swap(seating: Seating, part: int) -> bool:
    """Take the best change of places of a part with another, where one helps."""
    others = _partners(seating, part)
    if not len(others):
        return False
    judge, their = int(seating.at[part]), seating.at[others]
    gain = seating.size[others] - seating.size[part]
    worse = _change(seating, judge, gain) + _change(seating, their, -gain)
    worse -= seating.liking[part, their] + seating.liking[others, judge]
    worse += seating.liking[part, judge] + seating.liking[others, their]
    best = int(np.argmin(worse))
    if worse[best] > -LEAST * seating.mean_share:
        return False
    _exchange(seating, part, int(their[best]), int(others[best]))
    return True


def _best_move(seating: Seating, part: int) -> Step:
    """The move that leaves the lowest greater share of the two judges."""
    may, size = _goes_to(seating, part), seating.size[part]
    here = seating.share(-size)[seating.at[part]]
    there = np.where(may, seating.share(size), np.inf)
    judge = int(np.argmin(there))
    return max(float(here), float(there[judge])), part, judge, NOBODY


def _best_swap(seating: Seating, part: int) -> Step:
    """The change of places that leaves the lowest greater share of the two judges."""
    others = _partners(seating, part)
    if not len(others):
        return np.inf, part, 0, NOBODY
    judge, their = int(seating.at[part]), seating.at[others]
    gain = seating.size[others] - seating.size[part]
    capacity = np.maximum(seating.case.capacity, 1)
    greater = np.maximum(
        (seating.load[judge] + gain) / capacity[judge],
        (seating.load[their] - gain) / capacity[their],
    )
    best = int(np.argmin(greater))
    return float(greater[best]), part, int(their[best]), int(others[best])


def _goes_to(seating: Seating, part: int) -> Bools:
    """The other judges who may take a part and have room; nobody where it was begun."""
    if seating.settled[part]:
        return np.zeros(len(seating.load), dtype=np.bool_)
    may = seating.may(part) & seating.has_room(int(seating.size[part]))
    may[seating.at[part]] = False
    return may


def _partners(seating: Seating, part: int) -> Ints:
    """The parts with which this one may change places; none where either was begun."""
    if seating.settled[part]:
        return np.zeros(0, dtype=np.int64)
    judge, capacity = int(seating.at[part]), seating.case.capacity
    elsewhere = (seating.at != judge) & (seating.at != NOBODY) & ~seating.settled
    others = np.flatnonzero(elsewhere & seating.may_join(judge))
    others = others[seating.may(part)[seating.at[others]]]
    their, gain = seating.at[others], seating.size[others] - seating.size[part]
    fits = (gain <= 0) | (seating.load[judge] + gain <= capacity[judge])
    fits &= (gain >= 0) | (seating.load[their] - gain <= capacity[their])
    found: Ints = others[fits]
    return found


def _exchange(seating: Seating, part: int, judge: int, other: int) -> None:
    """Move a part to a judge; ``other`` (or nothing) comes back for it."""
    here = int(seating.at[part])
    if other != NOBODY:
        seating.lift(other)
    seating.move(part, judge)
    if other != NOBODY:
        seating.put(other, here)


def _change(seating: Seating, judges: int | slice | Ints, items: int | Ints) -> Floats:
    """What the sum gains when judges get so many more items (fewer where negative)."""
    load = seating.load[judges]
    capacity = np.maximum(seating.case.capacity[judges], 1)
    changed: Floats = np.asarray(((load + items) ** 2 - load**2) / capacity)
    return changed
