"""Blocks are given whole: by quota first, then where there is room, then by making room."""

from __future__ import annotations

import numpy as np

from tidtam.marking.case import NOBODY, Floats
from tidtam.marking.seating import Seating
from tidtam.marking.shares import Need, fair_quotas


class Quotas:
    """What each judge should still take of each class of parts."""

    def __init__(self, seating: Seating) -> None:
        parts = np.flatnonzero(seating.at == NOBODY).tolist()
        rows = np.array([seating.may(part) for part in parts], dtype=np.bool_)
        classes, class_of = np.unique(
            rows.reshape(len(parts), len(seating.load)), axis=0, return_inverse=True
        )
        self._class = dict(zip(parts, class_of.reshape(-1).tolist(), strict=True))
        items: list[list[int]] = [[] for _ in classes]
        for part, number in self._class.items():
            items[number].extend(seating.parts[part].items)
        needs = [
            Need(allowed, len(seats), len(set(seats)))
            for allowed, seats in zip(classes, items, strict=True)
        ]
        self._left = fair_quotas(needs, load=seating.load, capacity=seating.case.capacity)

    def of(self, part: int) -> Floats:
        left: Floats = self._left[self._class[part]]
        return left

    def take(self, part: int, judge: int, items: int) -> None:
        self._left[self._class[part], judge] -= items


def place_whole(seating: Seating, quotas: Quotas, *, seat: int) -> None:
    """Give each open part of one seat to one judge, where anybody can take it whole."""
    waiting = [row for row, part in enumerate(seating.parts) if part.seat == seat]
    waiting = [row for row in waiting if seating.at[row] == NOBODY]
    choices = seating.allowed.sum(axis=1)
    for row in sorted(waiting, key=lambda each: (choices[each], -seating.size[each], each)):
        judge = _best(seating, quotas, row)
        if judge == NOBODY:
            judge = make_room(seating, row)
        if judge != NOBODY:
            seating.put(row, judge)
            quotas.take(row, judge, int(seating.size[row]))


def _best(seating: Seating, quotas: Quotas, part: int) -> int:
    size = int(seating.size[part])
    may = seating.may(part) & seating.has_room(size)
    if not may.any():
        return NOBODY
    worth = np.minimum(quotas.of(part) / size, 1.0)
    worth += seating.liking[part] / size * 10 - seating.share(size) / 10
    return int(np.argmax(np.where(may, worth, -np.inf)))


def make_room(seating: Seating, part: int) -> int:
    """Move one other part elsewhere so that somebody can take this one whole; who, or NOBODY."""
    size = int(seating.size[part])
    for judge in np.flatnonzero(seating.may(part)).tolist():
        short = seating.load[judge] + size - seating.case.capacity[judge]
        for other in np.flatnonzero(seating.at == judge).tolist():
            if seating.size[other] < short:
                continue
            goes = seating.may(other) & seating.has_room(int(seating.size[other]))
            goes[judge] = False
            if goes.any():
                seating.move(other, int(np.argmax(goes)))
                return judge
    return NOBODY
