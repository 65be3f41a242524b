"""A proposal's question put in order: who may judge which block, and what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tidtam.marking.seats import Block, Judge, Kept

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Part:
    """Items of one block that one judge (a row number, or nobody) takes in one seat."""

    block: int
    seat: int
    items: tuple[int, ...]
    judge: int = NOBODY


@dataclass(frozen=True, slots=True)
class Case:
    """Blocks and judges in an order of their own, so that the order of input changes nothing.

    Attributes:
        field, region, free: for each block and judge: has the field; takes the region; is not
            barred from the office.
        fits: all three.
        known: judged the office in the last round.
        begun: seats of the block that the judge keeps, by seat number.
        held: judges (rows) of kept seats, by item.
        load: kept items of each judge.
    """

    blocks: tuple[Block, ...]
    judges: tuple[Judge, ...]
    field: Bools
    region: Bools
    free: Bools
    fits: Bools
    known: Bools
    begun: Mapping[tuple[int, int], Counter[int]]
    held: Mapping[int, frozenset[int]]
    capacity: Ints
    load: Ints


def covers(fields: Collection[str], field: str) -> bool:
    """Whether a judge of ``fields`` can judge ``field``: no field named means every field.

    >>> covers({"sa"}, "sa/1"), covers({"sa/1"}, "sa"), covers((), "qp")
    (True, False, True)
    """
    return not fields or any(field == each or field.startswith(f"{each}/") for each in fields)


def case_of(blocks: Sequence[Block], judges: Sequence[Judge], kept: Sequence[Kept]) -> Case:
    """The question in order; ValueError where it contradicts itself."""
    _check(blocks, judges, kept)
    tidy = tuple(sorted((_tidy(block) for block in blocks if block.items), key=_order))
    in_order = tuple(sorted(judges, key=lambda judge: judge.key))
    row_of = {judge.key: row for row, judge in enumerate(in_order)}
    field = _table(tidy, in_order, _field_of, _has_field)
    region = _table(
        tidy,
        in_order,
        _region_of,
        lambda judge, code: not judge.regions or code in judge.regions,
    )
    free = _table(tidy, in_order, _office_of, _is_free)
    held: dict[int, set[int]] = {}
    for seat in kept:
        if seat.judge in row_of:
            held.setdefault(seat.item, set()).add(row_of[seat.judge])
    loads = Counter(seat.judge for seat in kept)
    return Case(
        blocks=tidy,
        judges=in_order,
        field=field,
        region=region,
        free=free,
        fits=field & region & free,
        known=_table(tidy, in_order, _office_of, _knows),
        begun=_begun(tidy, row_of, kept),
        held={item: frozenset(rows) for item, rows in held.items()},
        capacity=np.array([judge.capacity for judge in in_order], dtype=np.int64),
        load=np.array([loads[judge.key] for judge in in_order], dtype=np.int64),
    )


def open_parts(case: Case, *, doubled: Collection[int], kept: Sequence[Kept]) -> list[Part]:
    """What is to be seated: of each block the open first seats, and the open second seats."""
    taken = {(seat.item, seat.seat) for seat in kept}
    parts = []
    for number, block in enumerate(case.blocks):
        first = tuple(item for item in block.items if (item, 1) not in taken)
        second = tuple(item for item in block.items if item in doubled and (item, 2) not in taken)
        parts += [Part(number, seat, items) for seat, items in ((1, first), (2, second)) if items]
    return parts


def _tidy(block: Block) -> Block:
    return Block(
        block.office, block.province, block.region, block.field, tuple(sorted(block.items))
    )


def _order(block: Block) -> tuple[str, str, tuple[int, ...]]:
    return block.office, block.field, block.items


def _field_of(block: Block) -> str:
    return block.field


def _region_of(block: Block) -> str:
    return block.region


def _office_of(block: Block) -> str:
    return block.office


def _has_field(judge: Judge, field: str) -> bool:
    return covers(judge.fields, field)


def _takes_region(judge: Judge, region: str) -> bool:
    return not judge.regions or region in judge.regions


def _is_free(judge: Judge, office: str) -> bool:
    return office not in judge.closed


def _knows(judge: Judge, office: str) -> bool:
    return office in judge.known


def _table(
    blocks: Sequence[Block],
    judges: Sequence[Judge],
    code_of: Callable[[Block], str],
    holds: Callable[[Judge, str], bool],
) -> Bools:
    """For each block and judge whether it holds; asked once for each code."""
    rows = {
        code: np.array([holds(judge, code) for judge in judges], dtype=np.bool_)
        for code in {code_of(block) for block in blocks}
    }
    if not blocks:
        return np.zeros((0, len(judges)), dtype=np.bool_)
    return np.stack([rows[code_of(block)] for block in blocks])


def _begun(
    blocks: Sequence[Block], row_of: Mapping[int, int], kept: Sequence[Kept]
) -> dict[tuple[int, int], Counter[int]]:
    block_of = {item: number for number, block in enumerate(blocks) for item in block.items}
    begun: dict[tuple[int, int], Counter[int]] = {}
    for seat in kept:
        if seat.item in block_of and seat.judge in row_of:
            place = (block_of[seat.item], seat.seat)
            begun.setdefault(place, Counter())[row_of[seat.judge]] += 1
    return begun


def _check(blocks: Sequence[Block], judges: Sequence[Judge], kept: Sequence[Kept]) -> None:
    _once("judge", (judge.key for judge in judges))
    _once("item", (item for block in blocks for item in block.items))
    _once("kept seat", ((seat.item, seat.seat) for seat in kept))
    _once("kept item of a judge", ((seat.item, seat.judge) for seat in kept))
    for judge in judges:
        if judge.capacity < 0:
            raise ValueError(f"judge {judge.key} has a capacity under 0: {judge.capacity}")


def _once(what: str, things: Iterable[object]) -> None:
    twice = [thing for thing, count in Counter(things).items() if count > 1]
    if twice:
        raise ValueError(f"given twice: {what} {twice[0]}")
