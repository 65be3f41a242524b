"""How many items each judge should take: the fairest division, found as a linear programme.

Parts that the same judges can take are one class. The programme gives each class's items to its
judges so that the load shares (items by capacity) are as even as can be: each further step of a
share costs more than the one before, which makes the greatest share as small as it can be, then
the next, and so on. No judge gets more of a class than it has items, so that the two seats of an
item can always go to two people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tidtam.marking.case import Bools, Floats, Ints

FINE, COARSE = 40, 20
LEFT_OPEN = 1000.0


@dataclass(frozen=True, slots=True)
class Need:
    """What one class asks: the seats to fill, and the most one judge may take of them."""

    allowed: Bools
    seats: int
    items: int


def fair_quotas(needs: Sequence[Need], *, load: Ints, capacity: Ints) -> Floats:
    """The items of each class (rows) that each judge (columns) should take."""
    quotas = np.zeros((len(needs), len(capacity)))
    may = np.array([need.allowed for need in needs], dtype=np.bool_).reshape(quotas.shape)
    may &= load < capacity
    if not may.any():
        return quotas
    quotas[may] = _solve(needs, may, load=load, capacity=capacity)
    return quotas


def _solve(needs: Sequence[Need], may: Bools, *, load: Ints, capacity: Ints) -> Floats:
    """The quotas of the pairs in ``may``, row by row.

    Columns: the pairs, what each class leaves open, the steps of each judge's share. Rows: each
    class is given out or left open; each judge's items are the sum of their steps.
    """
    from scipy.optimize import linprog  # here, so that only who proposes pays for loading it
    from scipy.sparse import coo_array

    classes, judges = may.shape
    items = np.array([need.items for need in needs], dtype=np.float64)
    seats = np.array([need.seats for need in needs], dtype=np.float64)
    of_class, of_judge = np.nonzero(may)
    width, price = _steps(int(seats.sum()), load=load, capacity=capacity)
    of_step = np.repeat(np.arange(judges), width.shape[1])
    pairs, steps = len(of_class), len(of_step)
    rows = [of_class, np.arange(classes), classes + of_judge, classes + of_step]
    values = [np.ones(pairs), np.ones(classes), np.ones(pairs), -np.ones(steps)]
    pair, left = np.arange(pairs), pairs + np.arange(classes)
    columns = [pair, left, pair, pairs + classes + np.arange(steps)]
    most = np.concatenate([items[of_class], seats, width.ravel()])
    solved = linprog(
        np.concatenate([np.zeros(pairs), np.full(classes, LEFT_OPEN), price.ravel()]),
        A_eq=coo_array(
            (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
            shape=(classes + judges, pairs + classes + steps),
        ).tocsr(),
        b_eq=np.concatenate([seats, np.zeros(judges)]),
        bounds=np.stack([np.zeros(pairs + classes + steps), most], axis=1),
        method="highs",
    )
    if solved.x is None:
        raise RuntimeError(f"the division of the items was not solved: {solved.message}")
    found: Floats = solved.x[:pairs]
    return found


def _steps(seats: int, *, load: Ints, capacity: Ints) -> tuple[Floats, Floats]:
    """The items in each step of each judge's share, and what an item of that step costs.

    Fine steps up to twice the mean share, where most loads end; coarse ones above.
    """
    middle = min(2 * (load.sum() + seats) / max(capacity.sum(), 1), 1.0)
    fine, coarse = np.linspace(0, middle, FINE + 1), np.linspace(middle, 1, COARSE + 1)
    edges = np.concatenate([fine, coarse[1:]])
    reached = np.maximum(edges * capacity[:, None], np.minimum(load, capacity)[:, None])
    price = (reached[:, 1:] + reached[:, :-1]) / 2 / np.maximum(capacity, 1)[:, None]
    return np.diff(reached, axis=1), price
