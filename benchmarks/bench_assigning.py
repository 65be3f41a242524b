"""A national round is given to 120 reviewers: the proposal beside a plain greedy one.

245 offices x 50 items in six fields; reviewers with one to three fields (every tenth with all), a
third of them bound to some inspection regions, each barred from a province and one more office.
The greedy peer gives each block, as it comes, to whoever may take it and has the lowest load
share. The bound is the lowest greatest share that any division can have, blocks split or not.

    python benchmarks/bench_assigning.py [--runs 5]
"""

from __future__ import annotations

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import median

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from tidtam.marking.case import case_of
from tidtam.marking.double import draw_doubled
from tidtam.marking.proposal import Block, Judge, Kept, Proposal, Seat, Unplaced, propose

OFFICES, JUDGES, PROVINCES, REGIONS = 245, 120, 77, 18
FIELDS = {"qp": 12, "ap": 12, "sa/1": 10, "sa/2": 8, "sa/3": 5, "sr": 3}
LIMIT = 30.0


@dataclass(frozen=True)
class Panel:
    """What is to be given out, to whom."""

    blocks: list[Block]
    judges: list[Judge]
    doubled: frozenset[int]
    kept: tuple[Kept, ...] = ()

    def ours(self) -> Proposal:
        return propose(self.blocks, self.judges, doubled=self.doubled, kept=self.kept)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    panel = national(share=20)
    compare("20-per-cent-double", panel, runs)
    compare("all-double", national(share=100), runs)
    compare("too-few-places", national(share=100, room=0.95), runs)
    compare("drop-out", after_a_drop_out(panel), runs)


def national(*, share: int, room: float = 1.25) -> Panel:
    """Offices and reviewers of the whole country; ``room`` is places by seats to fill."""
    dice = Random(2566)  # noqa: S311 - the same panel everywhere
    blocks, number = [], 0
    for office in range(OFFICES):
        province = office % PROVINCES
        for field, count in FIELDS.items():
            items = tuple(range(number, number + count))
            blocks.append(
                Block(f"o{office}", f"p{province}", str(province % REGIONS + 1), field, items)
            )
            number += count
    places = number * (100 + share) / 100 * room / JUDGES
    judges = [_judge(key, dice, places) for key in range(JUDGES)]
    return Panel(blocks, judges, draw_doubled(range(number), share=share, seed="bench"))


def _judge(key: int, dice: Random, places: float) -> Judge:
    home, other = dice.randrange(PROVINCES), dice.randrange(OFFICES)
    fields = dice.sample(["qp", "ap", "sa", "sa/1", "sa/2", "sr"], dice.choice([1, 1, 2, 2, 3]))
    regions = dice.sample(range(1, REGIONS + 1), dice.choice([5, 6, 9]))
    return Judge(
        key=key,
        fields=frozenset(fields if key % 10 else ()),
        regions=frozenset(str(each) for each in regions) if key % 3 == 0 else frozenset(),
        capacity=int(places * dice.choice([0.6, 1, 1, 1.4])),
        closed=frozenset(
            {f"o{office}" for office in range(home, OFFICES, PROVINCES)} | {f"o{other}"}
        ),
        known=frozenset(f"o{office}" for office in dice.sample(range(OFFICES), 12)),
    )


def after_a_drop_out(panel: Panel) -> Panel:
    """The first reviewer leaves with nothing begun; every other seat is kept."""
    seats = panel.ours().seats
    kept = tuple(Kept(seat.item, seat.judge, seat.seat) for seat in seats if seat.judge)
    return replace(panel, judges=panel.judges[1:], kept=kept)


def greedy(panel: Panel) -> Proposal:
    """Each block to whoever has the lowest load share; item by item where nobody has room."""
    who = {judge.key: judge for judge in panel.judges}
    load = Counter(seat.judge for seat in panel.kept)
    seat_of = {(seat.item, seat.seat): seat.judge for seat in panel.kept}
    unplaced = []

    def give(may: Sequence[int], items: Sequence[int], seat: int) -> bool:
        on = {seat_of.get((item, other)) for item in items for other in (1, 2)}
        can = [key for key in may if key not in on and load[key] + len(items) <= who[key].capacity]
        if not can:
            return False
        judge = min(can, key=lambda key: load[key] / who[key].capacity)
        load[judge] += len(items)
        seat_of.update({(item, seat): judge for item in items})
        return True

    case = case_of(panel.blocks, panel.judges, ())
    able = [[case.judges[row].key for row in np.flatnonzero(fits).tolist()] for fits in case.fits]
    for seat in (1, 2):
        for may, block in zip(able, case.blocks, strict=True):
            items = [item for item in block.items if seat == 1 or item in panel.doubled]
            items = [item for item in items if (item, seat) not in seat_of]
            if items and not give(may, items, seat):
                unplaced += [item for item in items if not give(may, [item], seat)]
    seats = tuple(Seat(item, judge, seat, ()) for (item, seat), judge in seat_of.items())
    return Proposal(seats, tuple(Unplaced(item, 0, "") for item in unplaced), load)


def lowest_greatest_share(panel: Panel) -> float | None:
    """The bound: items are given in parts, and the greatest share made as small as can be."""
    case = case_of(panel.blocks, panel.judges, panel.kept)
    rows, columns = np.nonzero(case.fits)
    pairs, blocks, judges = np.arange(len(rows)), len(case.blocks), len(case.judges)
    size = np.array([len(block.items) for block in case.blocks])
    seats = size + [len(panel.doubled & set(block.items)) for block in case.blocks]
    share = np.full(judges, len(pairs))
    solved = linprog(
        np.append(np.zeros(len(pairs)), 1),
        A_eq=coo_array((np.ones(len(pairs)), (rows, pairs)), shape=(blocks, len(pairs) + 1)),
        b_eq=seats,
        A_ub=coo_array(
            (
                np.concatenate([np.ones(len(pairs)), -case.capacity]),
                (np.append(columns, np.arange(judges)), np.append(pairs, share)),
            ),
            shape=(judges, len(pairs) + 1),
        ),
        b_ub=np.zeros(judges),
        bounds=[*((0, most) for most in size[rows]), (0, 1)],
    )
    return float(solved.fun) if solved.success else None


@dataclass(frozen=True)
class Figures:
    """What a proposal is like."""

    shares: list[float]
    unplaced: int
    split: int
    known: float

    @property
    def spread(self) -> float:
        return self.shares[-1] - self.shares[0]


def figures_of(panel: Panel, proposal: Proposal) -> Figures:
    """Measured on the seats themselves; breaking a hard rule stops the benchmark."""
    who = {judge.key: judge for judge in panel.judges}
    where = {item: block for block in panel.blocks for item in block.items}
    load = Counter(seat.judge for seat in proposal.seats)
    readers: dict[tuple[str, str, int], set[int]] = defaultdict(set)
    known = 0
    for seat in proposal.seats:
        office = where[seat.item].office
        readers[office, where[seat.item].field, seat.seat].add(seat.judge)
        assert office not in who[seat.judge].closed
        known += office in who[seat.judge].known
    assert len({(seat.item, seat.judge) for seat in proposal.seats}) == len(proposal.seats)
    assert all(load[key] <= judge.capacity for key, judge in who.items())
    return Figures(
        sorted(load[key] / judge.capacity for key, judge in who.items()),
        len(proposal.unplaced),
        sum(len(judges) > 1 for judges in readers.values()),
        known / len(proposal.seats),
    )


def compare(name: str, panel: Panel, runs: int) -> None:
    mine, ours = _timed(panel.ours, runs)
    theirs, peer = _timed(lambda: greedy(panel), runs)
    a, b = figures_of(panel, ours), figures_of(panel, peer)
    assert mine < LIMIT
    assert a.unplaced <= b.unplaced
    for who, each in (("ours", a), ("greedy", b)):
        print(
            f"{name}, {who}: {each.unplaced} seats open, {each.split} blocks split, shares "
            f"{each.shares[0]:.3f}-{each.shares[-1]:.3f}, {each.known:.0%} by last round's readers"
        )
    _line(f"assigning-{name}-time", mine, theirs, "s")
    _line(f"assigning-{name}-vs-limit", mine, LIMIT, "s")
    if a.unplaced or b.unplaced:
        _line(f"assigning-{name}-left-open", a.unplaced, b.unplaced)
    else:
        _line(f"assigning-{name}-greatest-share", a.shares[-1], b.shares[-1])
        _line(f"assigning-{name}-spread", a.spread, b.spread)
        bound = None if panel.kept else lowest_greatest_share(panel)
        if bound:
            _line(f"assigning-{name}-greatest-share-vs-bound", a.shares[-1], bound)


def _timed(job: Callable[[], Proposal], runs: int) -> tuple[float, Proposal]:
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        result = job()
        times.append(time.perf_counter() - begun)
    return median(times), result


def _line(name: str, ours: float, peer: float, unit: str = "") -> None:
    ratio = f"{ours / peer:.3f}" if peer else "none"
    print(f"BENCH {name} ours={ours:.3f}{unit} peer={peer:.3f}{unit} ratio={ratio}")


if __name__ == "__main__":
    main()
