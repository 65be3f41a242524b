"""The last means, item by item: chains of moves that let in what found no place whole.

A seat that is still open asks every judge who may take it; a full one passes one of their items
on to somebody else, who may do the same. Such a chain is found whenever one exists, so what stays
open after this cannot be seated in any way. Nobody loses a seat by it; blocks may be split.

Sets of judges are whole numbers here, bit n for row n: thousands of chains are tried where there
are too few places.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from tidtam.marking.case import NOBODY, Bools, Case, Part

Slot = tuple[int, int]


class _Slots:
    """Single seats (item, number) and who has them.

    Attributes:
        room: the judges who can take one more.
        stuck: judges for whom no chain leads anywhere; that never changes again, because nobody
            can pass anything on to somebody outside of them.
    """

    def __init__(self, case: Case, parts: Iterable[Part]) -> None:
        self._fits = [_as_bits(row) for row in case.fits]
        self._capacity: list[int] = case.capacity.tolist()
        self._load: list[int] = case.load.tolist()
        self._on: dict[int, int] = {}
        self.judge: dict[Slot, int] = {}
        self.block: dict[int, int] = {}
        self.of_judge: list[set[Slot]] = [set() for _ in case.judges]
        self.room = _as_bits(case.load < case.capacity)
        self.stuck = _as_bits(case.capacity == 0)
        for part in parts:
            for item in part.items:
                self.block[item] = part.block
                self._on.setdefault(item, sum(1 << row for row in case.held.get(item, ())))
                self.judge[item, part.seat] = NOBODY
                if part.judge != NOBODY:
                    self.give((item, part.seat), part.judge)

    def give(self, slot: Slot, judge: int) -> None:
        before = self.judge[slot]
        if before != NOBODY:
            self.of_judge[before].discard(slot)
            self._count(slot, before, -1)
        self.judge[slot] = judge
        self.of_judge[judge].add(slot)
        self._count(slot, judge, 1)

    def may(self, slot: Slot) -> int:
        """The judges who fit and have no seat of the item."""
        return self._fits[self.block[slot[0]]] & ~self._on[slot[0]]

    def _count(self, slot: Slot, judge: int, change: int) -> None:
        self._load[judge] += change
        self._on[slot[0]] ^= 1 << judge
        self.room &= ~(1 << judge)
        self.room |= (self._load[judge] < self._capacity[judge]) << judge


def free_seats(case: Case, parts: Sequence[Part], *, seat: int) -> list[Part]:
    """The parts, regrouped, with every open seat of one number filled that can be."""
    slots = _Slots(case, parts)
    waiting = [part for part in parts if part.judge == NOBODY and part.seat == seat]
    for slot in sorted((item, seat) for part in waiting for item in part.items):
        for moved, judge in _chain(slots, slot):
            slots.give(moved, judge)
    return _regrouped(slots.judge, slots.block)


def _chain(slots: _Slots, slot: Slot) -> list[tuple[Slot, int]]:
    """The shortest moves that let ``slot`` in, the last one first.

    Without any, everybody who was asked is stuck.
    """
    came: dict[int, tuple[Slot, int]] = {}
    seen = slots.stuck
    asked: deque[tuple[Slot, int]] = deque([(slot, NOBODY)])
    while asked and slots.room & ~slots.stuck:
        wanted, asker = asked.popleft()
        new = slots.may(wanted) & ~seen
        seen |= new
        for judge in _bits(new & slots.room):
            return [(wanted, judge), *_walked(came, asker)]
        for judge in _bits(new):
            came[judge] = (wanted, asker)
            asked.extend((held, judge) for held in sorted(slots.of_judge[judge]))
    slots.stuck = seen
    return []


def _walked(came: Mapping[int, tuple[Slot, int]], judge: int) -> list[tuple[Slot, int]]:
    chain = []
    while judge != NOBODY:
        wanted, asker = came[judge]
        chain.append((wanted, judge))
        judge = asker
    return chain


def _regrouped(judge_of: Mapping[Slot, int], block_of: Mapping[int, int]) -> list[Part]:
    items: dict[tuple[int, int, int], list[int]] = {}
    for (item, seat), judge in judge_of.items():
        items.setdefault((block_of[item], seat, judge), []).append(item)
    return [
        Part(block, seat, tuple(sorted(items[block, seat, judge])), judge)
        for block, seat, judge in sorted(items)
    ]


def _as_bits(row: Bools) -> int:
    return sum(1 << int(number) for number in np.flatnonzero(row))


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
