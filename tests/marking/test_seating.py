"""The steps of a proposal: room made, chains walked, loads evened, fair quotas."""

from __future__ import annotations

import numpy as np

from factories.judging import block, judge
from tidtam.marking.case import NOBODY, Part, case_of
from tidtam.marking.evening import even_out, join
from tidtam.marking.freeing import free_seats
from tidtam.marking.placing import make_room
from tidtam.marking.seating import Seating
from tidtam.marking.shares import Need, fair_quotas


def test_room_is_made_by_moving_one_part_elsewhere() -> None:
    """Only judge 0 could take the six items whole; the two there can go to judge 1."""
    blocks = [block("N", "qp", range(6)), block("S", "qp", [6, 7])]
    case = case_of(blocks, [judge(1, capacity=6), judge(2, capacity=2)], [])
    seating = Seating(case, [Part(0, 1, blocks[0].items), Part(1, 1, blocks[1].items, 0)])

    took = make_room(seating, 0)

    assert (took, seating.at.tolist(), seating.load.tolist()) == (0, [NOBODY, 1], [0, 2])


def test_no_room_is_made_where_the_others_cannot_go_elsewhere() -> None:
    blocks = [block("N", "qp", range(6)), block("S", "qp", [6, 7])]
    case = case_of(blocks, [judge(1, capacity=6), judge(2, capacity=1)], [])
    seating = Seating(case, [Part(0, 1, blocks[0].items), Part(1, 1, blocks[1].items, 0)])

    took = make_room(seating, 0)

    assert (took, seating.at.tolist()) == (NOBODY, [NOBODY, 0])


def test_a_chain_frees_a_seat_and_says_nothing_of_what_cannot_be_freed() -> None:
    """Item 1 pushes 2 from judge 0 to judge 1, who pushes 3 to judge 2; item 4 finds all full."""
    blocks = [block("N", field, [item]) for item, field in enumerate("abca", start=1)]
    judges = [
        judge(1, ["a", "b"], capacity=1),
        judge(2, ["b", "c"], capacity=1),
        judge(3, ["c"], capacity=1),
    ]
    case = case_of(blocks, judges, [])
    at = {1: NOBODY, 2: 0, 3: 1, 4: NOBODY}
    parts = [Part(row, 1, each.items, at[each.items[0]]) for row, each in enumerate(case.blocks)]

    freed = free_seats(case, parts, seat=1)

    assert {part.items: part.judge for part in freed} == {(1,): 0, (2,): 1, (3,): 2, (4,): NOBODY}


def test_moves_and_changes_of_places_even_loads_out() -> None:
    """Fives and threes: 5+5 against 3+3 is as uneven as it can be, 5+3 against 5+3 even."""
    sizes = [5, 5, 3, 3]
    blocks = [block(f"o{n}", "qp", range(n * 10, n * 10 + size)) for n, size in enumerate(sizes)]
    case = case_of(blocks, [judge(1), judge(2)], [])
    seating = Seating(
        case, [Part(n, 1, each.items, int(n > 1)) for n, each in enumerate(case.blocks)]
    )

    even_out(seating)

    assert seating.load.tolist() == [8, 8]


def test_split_parts_are_joined_where_there_is_room() -> None:
    blocks = [block("N", "qp", range(6))]
    case = case_of(blocks, [judge(1, capacity=5), judge(2, capacity=6)], [])
    seating = Seating(case, [Part(0, 1, (0, 1, 2, 3), 0), Part(0, 1, (4, 5), 1)])

    join(seating)

    assert seating.load.tolist() == [0, 6]


def test_quotas_are_the_fairest_division() -> None:
    """Six items only for judge 0, twelve for anybody: by capacity 6, 4, 8, to a step."""
    needs = [
        Need(np.array([True, False, False]), seats=6, items=6),
        Need(np.array([True, True, True]), seats=12, items=12),
    ]
    nothing = np.zeros(3, dtype=np.int64)

    even = fair_quotas(needs, load=nothing, capacity=np.array([20, 20, 20]))
    unlike = fair_quotas(needs, load=nothing, capacity=np.array([10, 20, 40]))

    assert np.allclose(even.sum(axis=0), [6, 6, 6])
    assert np.allclose(unlike.sum(axis=0), [6, 4, 8], atol=0.2)


def test_quotas_give_nobody_more_of_a_class_than_it_has_items() -> None:
    """Four items read twice: judge 1 could take all eight seats, but nobody reads twice."""
    needs = [Need(np.array([True, True]), seats=8, items=4)]

    quotas = fair_quotas(needs, load=np.zeros(2, dtype=np.int64), capacity=np.array([4, 100]))

    assert np.allclose(quotas, [[4, 4]])


def test_quotas_leave_open_what_has_no_place() -> None:
    needs = [Need(np.array([True, True]), seats=10, items=10)]

    quotas = fair_quotas(needs, load=np.array([1, 9]), capacity=np.array([4, 5]))

    assert np.allclose(quotas, [[3, 0]])
