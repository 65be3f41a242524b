"""Who sits where while a proposal is made: parts, loads, and moves that keep every hard rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tidtam.marking.case import NOBODY, Bools, Case, Floats, Ints, Part

# A reader of last round is preferred to somebody whose load share is less by up to this part of
# the mean share; the sum that is made smaller counts a share twice.
KNOWN = 0.01
# One who has begun the block is preferred to everybody.
BEGUN = 4.0


class Seating:
    """Parts and the judges (rows of the case) they are with.

    Attributes:
        parts, size, at: the parts, how many items each has, and the judge of each or NOBODY.
        load: items of each judge, kept ones too.
        begun: for each part and judge whether the judge keeps other items of the block there.
        settled: the parts that are with one who has begun their block.
        mean_share: all items by all capacity.
        liking: what it is worth that a judge takes a part, in load share times items.
    """

    def __init__(self, case: Case, parts: Sequence[Part]) -> None:
        self.case = case
        self.parts = list(parts)
        self.size = np.array([len(part.items) for part in parts], dtype=np.int64)
        self.at = np.full(len(parts), NOBODY, dtype=np.int64)
        self.load = case.load.copy()
        self.mean_share = (case.load.sum() + self.size.sum()) / max(case.capacity.sum(), 1)
        self.allowed = self._allowed()
        self.begun = self._begun()
        self.liking = self._liking()
        self.settled = np.zeros(len(parts), dtype=np.bool_)
        self.rivals = self._rivals()
        self._near = np.zeros(self.allowed.shape, dtype=np.int16)
        for part, row in enumerate(parts):
            if row.judge != NOBODY:
                self.put(part, row.judge)

    def may(self, part: int) -> Bools:
        """The judges who may take it: they fit, and have no other seat of one of its items."""
        free: Bools = self.allowed[part] & (self._near[part] == 0)
        return free

    def may_join(self, judge: int) -> Bools:
        """The parts that a judge may take."""
        free: Bools = self.allowed[:, judge] & (self._near[:, judge] == 0)
        return free

    def has_room(self, items: int) -> Bools:
        """The judges who can take so many more items."""
        roomy: Bools = self.load + items <= self.case.capacity
        return roomy

    def share(self, more: int | Ints = 0) -> Floats:
        """Each judge's items by capacity, with so many more."""
        shares: Floats = (self.load + more) / np.maximum(self.case.capacity, 1)
        return shares

    def put(self, part: int, judge: int) -> None:
        """Give a part that nobody has."""
        self.at[part] = judge
        self.settled[part] = self.begun[part, judge]
        self.load[judge] += self.size[part]
        self._near[self.rivals[part], judge] += 1

    def lift(self, part: int) -> None:
        """Take a part from who has it."""
        judge = self.at[part]
        self.at[part] = NOBODY
        self.settled[part] = False
        self.load[judge] -= self.size[part]
        self._near[self.rivals[part], judge] -= 1

    def move(self, part: int, judge: int) -> None:
        self.lift(part)
        self.put(part, judge)

    def result(self) -> list[Part]:
        """The parts as they sit now."""
        return [
            Part(part.block, part.seat, part.items, int(judge))
            for part, judge in zip(self.parts, self.at, strict=True)
        ]

    def _allowed(self) -> Bools:
        case = self.case
        allowed = case.fits[[part.block for part in self.parts]] & (case.capacity > 0)
        for row, part in enumerate(self.parts):
            for item in part.items:
                allowed[row, list(case.held.get(item, ()))] = False
        return allowed

    def _begun(self) -> Bools:
        begun = np.zeros(self.allowed.shape, dtype=np.bool_)
        for row, part in enumerate(self.parts):
            begun[row, list(self.case.begun.get((part.block, part.seat), ()))] = True
        return begun

    def _liking(self) -> Floats:
        known = self.case.known[[part.block for part in self.parts]]
        worth = known * (2 * KNOWN * self.mean_share) + self.begun * BEGUN
        return np.asarray(worth * self.size[:, None], dtype=np.float64)

    def _rivals(self) -> list[list[int]]:
        """For each part the parts that hold another seat of one of its items."""
        rows_of: dict[int, list[int]] = {}
        for row, part in enumerate(self.parts):
            rows_of.setdefault(part.block, []).append(row)
        items = [frozenset(part.items) for part in self.parts]
        return [
            [
                other
                for other in rows_of[part.block]
                if self.parts[other].seat != part.seat and items[row] & items[other]
            ]
            for row, part in enumerate(self.parts)
        ]
