"""What every proposal holds to, on random panels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import maximum_flow

from factories.judging import block, judge
from tidtam.marking.case import covers
from tidtam.marking.proposal import Block, Judge, Kept, Proposal, propose

OFFICES = ("N", "S", "E", "W")
FIELDS = ("qp", "sa/1", "sa/2")
QUIET = settings(max_examples=60, deadline=None)


@dataclass(frozen=True)
class Panel:
    blocks: list[Block]
    judges: list[Judge]
    doubled: frozenset[int]
    kept: list[Kept]

    def proposal(self) -> Proposal:
        return propose(self.blocks, self.judges, doubled=self.doubled, kept=self.kept)

    def wanted(self) -> set[tuple[int, int]]:
        items = {item for each in self.blocks for item in each.items}
        seats = {(item, 1) for item in items} | {(item, 2) for item in items & self.doubled}
        return seats - {(each.item, each.seat) for each in self.kept}

    def fits(self, who: Judge, where: Block) -> bool:
        region = not who.regions or where.region in who.regions
        return covers(who.fields, where.field) and region and where.office not in who.closed


@st.composite
def panels(draw: st.DrawFn, *, keeps: bool = True, roomy: bool = False) -> Panel:
    blocks, number = [], 0
    places = st.tuples(st.sampled_from(OFFICES), st.sampled_from(FIELDS))
    for office, field in draw(st.lists(places, unique=True, max_size=8)):
        size = draw(st.integers(1, 5))
        region = str(OFFICES.index(office) % 2)
        blocks.append(block(office, field, range(number, number + size), region=region))
        number += size
    some = st.sets(st.sampled_from(OFFICES), max_size=2)
    judges = [
        judge(
            key,
            draw(st.sets(st.sampled_from([*FIELDS, "sa"]), max_size=2)),
            capacity=draw(st.integers(50, 90) if roomy else st.integers(0, 14)),
            regions=draw(st.sets(st.sampled_from("01"), max_size=1)),
            closed=draw(some),
            known=draw(some) if keeps else (),
        )
        for key in range(1, draw(st.integers(0, 6)) + 1)
    ]
    items = list(range(number))
    doubled = draw(st.sets(st.sampled_from(items))) if items else set()
    kept = draw(kept_seats(items)) if keeps and items else []
    return Panel(blocks, judges, frozenset(doubled), kept)


@st.composite
def kept_seats(draw: st.DrawFn, items: list[int]) -> list[Kept]:
    """A few kept seats, also of judges who are gone, never one twice."""
    drawn = draw(
        st.lists(
            st.tuples(st.sampled_from(items), st.integers(1, 8), st.integers(1, 3)), max_size=6
        )
    )
    kept: list[Kept] = []
    for item, who, seat in drawn:
        if all(each.item != item or (each.judge != who and each.seat != seat) for each in kept):
            kept.append(Kept(item, who, seat))
    return kept


@QUIET
@given(panels())
def test_every_seat_wanted_is_given_once_or_told_open(panel: Panel) -> None:
    proposal = panel.proposal()

    found = Counter((seat.item, seat.seat) for seat in proposal.seats)
    found.update((each.item, each.seat) for each in proposal.unplaced)
    assert found == Counter([*panel.wanted(), *((each.item, each.seat) for each in panel.kept)])


@QUIET
@given(panels())
def test_no_hard_rule_is_ever_broken(panel: Panel) -> None:
    proposal = panel.proposal()

    who = {each.key: each for each in panel.judges}
    where = {item: each for each in panel.blocks for item in each.items}
    new = [seat for seat in proposal.seats if seat.why != ("kept",)]
    kept = Counter(each.judge for each in panel.kept)
    assert [seat for seat in new if not panel.fits(who[seat.judge], where[seat.item])] == []
    assert max(Counter((seat.item, seat.judge) for seat in proposal.seats).values(), default=1) == 1
    assert proposal.loads == dict.fromkeys(who, 0) | Counter(seat.judge for seat in proposal.seats)
    over = {key for key in who if proposal.loads[key] > max(who[key].capacity, kept[key])}
    assert over == set()


@QUIET
@given(panels())
def test_kept_seats_do_not_move(panel: Panel) -> None:
    proposal = panel.proposal()

    stood = {(s.item, s.judge, s.seat) for s in proposal.seats if s.why == ("kept",)}
    assert stood == {(each.item, each.judge, each.seat) for each in panel.kept}


@QUIET
@given(panels(), st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(panel: Panel, dice: object) -> None:
    shuffled = Panel(
        [
            Block(each.office, each.province, each.region, each.field, each.items[::-1])
            for each in panel.blocks[::-1]
        ],
        panel.judges[::-1],
        panel.doubled,
        panel.kept[::-1],
    )

    assert shuffled.proposal() == panel.proposal()


def most_seats(panel: Panel, wanted: set[tuple[int, int]]) -> int:
    """How many of the seats can be filled at all: the greatest flow from items to judges."""
    where = {item: each for each in panel.blocks for item in each.items}
    items, judges = sorted({item for item, _ in wanted}), panel.judges
    need = Counter(item for item, _ in wanted)
    held = {(each.item, each.judge) for each in panel.kept}
    load = Counter(each.judge for each in panel.kept)
    sink = len(items) + len(judges) + 1
    edges = [(0, row, need[item]) for row, item in enumerate(items, 1)]
    for column, each in enumerate(judges, len(items) + 1):
        edges.append((column, sink, max(each.capacity - load[each.key], 0)))
        edges += [
            (row, column, 1)
            for row, item in enumerate(items, 1)
            if panel.fits(each, where[item]) and (item, each.key) not in held
        ]
    rows, columns, most = (np.array(each, dtype=np.int32) for each in zip(*edges, strict=True))
    graph = coo_array((most, (rows, columns)), shape=(sink + 1, sink + 1)).tocsr()
    return int(maximum_flow(graph, 0, sink).flow_value)


@QUIET
@given(panels())
def test_as_many_seats_are_filled_as_can_be_and_first_ones_first(panel: Panel) -> None:
    wanted = panel.wanted()
    firsts = {each for each in wanted if each[1] == 1}

    proposal = panel.proposal()

    new = [seat for seat in proposal.seats if seat.why != ("kept",)]
    assert len(new) == (most_seats(panel, wanted) if wanted else 0)
    assert len([seat for seat in new if seat.seat == 1]) == (
        most_seats(panel, firsts) if firsts else 0
    )


@QUIET
@given(panels())
def test_the_rule_to_blame_is_the_first_that_leaves_nobody(panel: Panel) -> None:
    proposal = panel.proposal()

    where = {item: each for each in panel.blocks for item in each.items}
    on = {(seat.item, seat.judge) for seat in proposal.seats}
    for each in proposal.unplaced:
        block_ = where[each.item]
        left = {"nobody": list(panel.judges)}
        left["field"] = [who for who in left["nobody"] if covers(who.fields, block_.field)]
        left["region"] = [
            who for who in left["field"] if not who.regions or block_.region in who.regions
        ]
        left["conflict"] = [who for who in left["region"] if block_.office not in who.closed]
        left["other_seat"] = [who for who in left["conflict"] if (each.item, who.key) not in on]
        left["capacity"] = [
            who for who in left["other_seat"] if proposal.loads[who.key] < who.capacity
        ]
        assert each.why == next(code for code, who in left.items() if not who)


@QUIET
@given(panels(keeps=False, roomy=True))
def test_with_room_blocks_stay_whole_and_no_move_lowers_the_greatest_share(panel: Panel) -> None:
    proposal = panel.proposal()

    where = {item: each for each in panel.blocks for item in each.items}
    parts: dict[tuple[Block, int], Counter[int]] = {}
    for seat in proposal.seats:
        place = (where[seat.item], seat.seat)
        parts.setdefault(place, Counter())[seat.judge] += 1
    assert [place for place, judges in parts.items() if len(judges) > 1] == []
    share = {each.key: proposal.loads[each.key] / each.capacity for each in panel.judges}
    greatest = max(share, key=lambda key: (share[key], -key), default=0)
    for (block_, number), judges in parts.items():
        rivals = parts.get((block_, 3 - number), Counter())
        for other in panel.judges:
            free = other.key not in rivals and panel.fits(other, block_)
            if greatest in judges and other.key != greatest and free:
                with_it = proposal.loads[other.key] + judges[greatest]
                assert with_it / other.capacity > share[greatest] - 1e-5
