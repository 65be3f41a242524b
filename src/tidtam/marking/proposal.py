"""Who is to mark what: the proposal (``docs/assigning.md`` tells the rule in prose).

Hard: conflicts, fields, regions, capacity, nobody twice on an item. Then, in this order: first
seats before second ones, as many seats as can be filled at all, blocks whole, loads even, and
slightly the readers of the last round. Equal input gives an equal proposal, in whatever order.
"""

from __future__ import annotations

from collections.abc import Sequence

from tidtam.marking.case import NOBODY, Case, Part, case_of, open_parts
from tidtam.marking.evening import even_out, join, lower_greatest
from tidtam.marking.freeing import free_seats
from tidtam.marking.placing import Quotas, place_whole
from tidtam.marking.reasons import REASONS, UNPLACED, why_given, why_open
from tidtam.marking.seating import Seating
from tidtam.marking.seats import Block, Judge, Kept, Proposal, Seat, Unplaced

__all__ = [
    "REASONS",
    "UNPLACED",
    "Block",
    "Judge",
    "Kept",
    "Proposal",
    "Seat",
    "Unplaced",
    "propose",
]


def propose(
    blocks: Sequence[Block],
    judges: Sequence[Judge],
    *,
    doubled: frozenset[int] = frozenset(),
    kept: Sequence[Kept] = (),
) -> Proposal:
    """A first seat for every item of the blocks, and a second one for every item in ``doubled``.

    Kept seats stay as they are and count for the load, also those of somebody who is no longer
    among ``judges`` and those of items in no block. ValueError where the input contradicts
    itself: a judge, an item or a kept seat given twice, or a capacity under 0.
    """
    case = case_of(blocks, judges, kept)
    seating = _seated(case, open_parts(case, doubled=doubled, kept=kept))
    seats = [Seat(seat.item, seat.judge, seat.seat, ("kept",)) for seat in kept]
    seats += _seats(seating)
    loads = dict.fromkeys({judge.key for judge in judges} | {seat.judge for seat in seats}, 0)
    for seat in seats:
        loads[seat.judge] += 1
    return Proposal(
        seats=tuple(sorted(seats, key=lambda seat: (seat.item, seat.seat))),
        unplaced=_unplaced(seating),
        loads=dict(sorted(loads.items())),
    )


def _seated(case: Case, parts: list[Part]) -> Seating:
    """Blocks whole by quota; what is left item by item; then evened out."""
    seating = Seating(case, parts)
    for seat in (1, 2):
        place_whole(seating, Quotas(seating), seat=seat)
        seating = _freed(seating, seat=seat)
    join(seating)
    even_out(seating)
    lower_greatest(seating)
    join(seating)
    return seating


def _freed(seating: Seating, *, seat: int) -> Seating:
    if not any(
        part.seat == seat and at == NOBODY
        for part, at in zip(seating.parts, seating.at, strict=True)
    ):
        return seating
    return Seating(seating.case, free_seats(seating.case, seating.result(), seat=seat))


def _seats(seating: Seating) -> list[Seat]:
    judges = seating.case.judges
    return [
        Seat(item, judges[part.judge].key, part.seat, why)
        for row, part in enumerate(seating.result())
        if part.judge != NOBODY
        for why in [why_given(seating, row)]
        for item in part.items
    ]


def _unplaced(seating: Seating) -> tuple[Unplaced, ...]:
    case, parts = seating.case, seating.result()
    on = {item: set(rows) for item, rows in case.held.items()}
    for part in parts:
        if part.judge != NOBODY:
            for item in part.items:
                on.setdefault(item, set()).add(part.judge)
    unplaced = [
        Unplaced(item, part.seat, why_open(case, part.block, on=sorted(on.get(item, ()))))
        for part in parts
        if part.judge == NOBODY
        for item in part.items
    ]
    return tuple(sorted(unplaced, key=lambda each: (each.item, each.seat)))
