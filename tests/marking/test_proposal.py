"""What a proposal of assignments holds to, case by case."""

from __future__ import annotations

import pytest

from factories.judging import block, given, judge
from tidtam.marking.proposal import (
    REASONS,
    UNPLACED,
    Block,
    Judge,
    Kept,
    Proposal,
    Seat,
    Unplaced,
    propose,
)


def test_a_block_is_read_whole_by_one_judge() -> None:
    blocks = [block("N", "qp", range(1, 5)), block("S", "qp", range(5, 9))]

    proposal = propose(blocks, [judge(1), judge(2)])

    assert proposal.loads == {1: 4, 2: 4}
    assert len({given(proposal)[item] for item in range(1, 5)}) == 1
    assert len({given(proposal)[item] for item in range(5, 9)}) == 1


def test_the_doubled_items_of_a_block_go_to_one_other_judge() -> None:
    blocks = [block("N", "qp", range(1, 7))]

    proposal = propose(blocks, [judge(1), judge(2), judge(3)], doubled=frozenset({2, 3, 5}))

    first, second = given(proposal), given(proposal, seat=2)
    assert sorted(second) == [2, 3, 5]
    assert len(set(first.values())) == 1
    assert len(set(second.values())) == 1
    assert not set(first.values()) & set(second.values())


def test_a_whole_proposal_with_its_reasons() -> None:
    """Two offices, two fields; judge 3 knows N, and nobody else has the second field there."""
    blocks = [block("N", "sa/1", [1, 2]), block("S", "qp", [3, 4], region="2")]
    judges = [
        judge(1, ["qp"], capacity=10),
        judge(2, ["qp"], capacity=10, regions=["1"]),
        judge(3, ["sa"], capacity=10, regions=["1"], known=["N"]),
    ]

    proposal = propose(blocks, judges, doubled=frozenset({1}), kept=[Kept(9, 2, 3)])

    sure = ("only_one_left", "field", "region", "continuity")
    assert proposal == Proposal(
        seats=(
            Seat(1, 3, 1, sure),
            Seat(2, 3, 1, sure),
            Seat(3, 1, 1, ("only_one_left", "field")),
            Seat(4, 1, 1, ("only_one_left", "field")),
            Seat(9, 2, 3, ("kept",)),
        ),
        unplaced=(Unplaced(1, 2, "other_seat"),),
        loads={1: 2, 2: 1, 3: 2},
    )


@pytest.mark.parametrize(
    ("fields", "field", "fits"),
    [
        ([], "qp", True),
        (["qp"], "qp", True),
        (["sa"], "sa/1", True),
        (["sa/1"], "sa/1", True),
        (["sa/1"], "sa", False),
        (["sa/1"], "sa/10", False),
        (["sa"], "sab", False),
        (["ap", "sa/2"], "sa/1", False),
    ],
)
def test_a_field_covers_what_stands_under_it(fields: list[str], field: str, fits: bool) -> None:
    proposal = propose([block("N", field, [1])], [judge(1, fields)])

    assert given(proposal) == ({1: 1} if fits else {})
    assert [each.why for each in proposal.unplaced] == ([] if fits else ["field"])


@pytest.mark.parametrize(
    ("judges", "why"),
    [
        ([], "nobody"),
        ([judge(1, ["ap"]), judge(2, ["sa"])], "field"),
        ([judge(1, ["ap"]), judge(2, ["qp"], regions=["2"])], "region"),
        ([judge(1, ["ap"]), judge(2, ["qp"], closed=["N"])], "conflict"),
        ([judge(1, regions=["2"]), judge(2, closed=["N"]), judge(3, ["ap"])], "conflict"),
        ([judge(1, capacity=0), judge(2, closed=["N"])], "capacity"),
    ],
)
def test_what_nobody_can_take_says_which_rule_is_to_blame(judges: list[Judge], why: str) -> None:
    proposal = propose([block("N", "qp", [1])], judges)

    assert proposal.seats == ()
    assert proposal.unplaced == (Unplaced(1, 1, why),)


def test_first_seats_come_before_second_ones_where_places_are_short() -> None:
    blocks = [block("N", "qp", [1, 2]), block("S", "qp", [3, 4])]

    proposal = propose(
        blocks, [judge(1, capacity=3), judge(2, capacity=2)], doubled=frozenset({1, 2, 3, 4})
    )

    assert sorted(given(proposal)) == [1, 2, 3, 4]
    assert len(given(proposal, seat=2)) == 1
    assert {each.why for each in proposal.unplaced} == {"capacity"}


def test_a_block_is_split_only_where_nobody_can_take_it_whole() -> None:
    proposal = propose([block("N", "qp", range(6))], [judge(1, capacity=4), judge(2, capacity=2)])

    assert proposal.loads == {1: 4, 2: 2}
    assert proposal.unplaced == ()


def test_a_chain_of_moves_lets_an_item_in() -> None:
    """Nobody has room where item 1 may go until two others move on."""
    judges = [
        judge(1, ["a", "b"], capacity=1),
        judge(2, ["b", "c"], capacity=1),
        judge(3, ["c"], capacity=1),
    ]
    blocks = [block("N", "a", [1]), block("N", "b", [2]), block("N", "c", [3])]

    proposal = propose(blocks, judges)

    assert given(proposal) == {1: 1, 2: 2, 3: 3}


def test_loads_are_even_by_capacity() -> None:
    blocks = [block(f"o{n}", "qp", range(n * 5, n * 5 + 5)) for n in range(12)]

    proposal = propose(blocks, [judge(1, capacity=80), judge(2, capacity=40)])

    assert proposal.loads == {1: 40, 2: 20}


def test_scarce_fields_are_spared_for_who_alone_has_them() -> None:
    """Judge 1 alone has ap: the others share qp, evenly among themselves."""
    blocks = [block("N", "ap", range(6))]
    blocks += [block(f"o{n}", "qp", range(10 + n * 2, 12 + n * 2)) for n in range(4)]
    judges = [judge(1, capacity=10), judge(2, ["qp"], capacity=10), judge(3, ["qp"], capacity=10)]

    proposal = propose(blocks, judges)

    assert proposal.loads == {1: 6, 2: 4, 3: 4}


def test_the_reader_of_last_round_is_preferred_between_equals() -> None:
    blocks = [block("N", "qp", [1, 2]), block("S", "qp", [3, 4])]

    there = propose(blocks, [judge(1, known=["N"]), judge(2, known=["S"])])
    across = propose(blocks, [judge(1, known=["S"]), judge(2, known=["N"])])

    assert given(there) == {1: 1, 2: 1, 3: 2, 4: 2}
    assert given(across) == {1: 2, 2: 2, 3: 1, 4: 1}


def test_knowing_everybody_does_not_outweigh_a_fair_load() -> None:
    blocks = [block(f"o{n}", "qp", [n]) for n in range(10)]

    proposal = propose(blocks, [judge(1, known=[f"o{n}" for n in range(10)]), judge(2)])

    assert proposal.loads == {1: 5, 2: 5}


def test_kept_seats_stay_and_count_even_over_capacity() -> None:
    blocks = [block("N", "qp", [1, 2]), block("S", "qp", [3, 4])]
    kept = [Kept(1, 1, 1), Kept(2, 1, 1), Kept(70, 9, 1)]

    proposal = propose(blocks, [judge(1, capacity=1), judge(2)], kept=kept)

    assert proposal == Proposal(
        seats=(
            Seat(1, 1, 1, ("kept",)),
            Seat(2, 1, 1, ("kept",)),
            Seat(3, 2, 1, ("balance",)),
            Seat(4, 2, 1, ("balance",)),
            Seat(70, 9, 1, ("kept",)),
        ),
        unplaced=(),
        loads={1: 2, 2: 2, 9: 1},
    )


def test_who_has_begun_a_block_goes_on_with_it() -> None:
    blocks = [block("N", "qp", range(6)), block("S", "qp", range(6, 8))]

    proposal = propose(blocks, [judge(1), judge(2)], kept=[Kept(0, 1, 1)])

    assert [given(proposal)[item] for item in range(8)] == [1, 1, 1, 1, 1, 1, 2, 2]
    assert {seat.why for seat in proposal.seats if 0 < seat.item < 6} == {("begun", "balance")}


def test_nobody_gets_an_item_they_keep_in_another_seat() -> None:
    proposal = propose(
        [block("N", "qp", [1, 2])],
        [judge(1), judge(2)],
        doubled=frozenset({1}),
        kept=[Kept(1, 2, 2), Kept(2, 1, 3)],
    )

    assert [(seat.item, seat.seat, seat.judge) for seat in proposal.seats] == [
        (1, 1, 1),
        (1, 2, 2),
        (2, 1, 2),
        (2, 3, 1),
    ]


def test_after_a_drop_out_only_what_was_theirs_moves() -> None:
    """Judge 3 leaves after four items: these stay, the rest of theirs goes to others."""
    blocks = [block(f"o{n}", "qp", range(n * 6, n * 6 + 6)) for n in range(9)]
    judges = [judge(key, capacity=60, closed=[f"o{key}"]) for key in range(1, 5)]
    doubled = frozenset(range(0, 54, 4))
    before = propose(blocks, judges, doubled=doubled)
    theirs = [seat for seat in before.seats if seat.judge == 3]
    done = set(theirs[:4])
    kept = [
        Kept(seat.item, seat.judge, seat.seat)
        for seat in before.seats
        if seat.judge != 3 or seat in done
    ]

    after = propose(blocks, [each for each in judges if each.key != 3], doubled=doubled, kept=kept)

    stood = {(seat.item, seat.seat, seat.judge) for seat in after.seats if seat.why == ("kept",)}
    new = {(seat.item, seat.seat) for seat in after.seats if seat.why != ("kept",)}
    assert stood == {(seat.item, seat.seat, seat.judge) for seat in kept}
    assert new == {(seat.item, seat.seat) for seat in theirs[4:]}
    assert after.unplaced == ()


def test_nothing_to_give_is_an_empty_proposal() -> None:
    assert propose([], []) == Proposal(seats=(), unplaced=(), loads={})
    assert propose([], [judge(1)]) == Proposal(seats=(), unplaced=(), loads={1: 0})
    assert propose([block("N", "qp", [])], [judge(1)]) == Proposal((), (), {1: 0})


@pytest.mark.parametrize(
    ("blocks", "judges", "kept", "what"),
    [
        ([], [judge(1), judge(1)], [], "judge 1"),
        ([block("N", "qp", [1]), block("S", "qp", [1])], [], [], "item 1"),
        ([], [], [Kept(1, 1, 1), Kept(1, 2, 1)], "kept seat (1, 1)"),
        ([], [], [Kept(1, 1, 1), Kept(1, 1, 2)], "kept item of a judge (1, 1)"),
        ([], [judge(1, capacity=-1)], [], "capacity under 0"),
    ],
)
def test_input_that_contradicts_itself_is_refused(
    blocks: list[Block], judges: list[Judge], kept: list[Kept], what: str
) -> None:
    with pytest.raises(ValueError, match=r"twice|under 0") as refused:
        propose(blocks, judges, kept=kept)

    assert what in str(refused.value)


def test_every_code_has_words_in_both_languages() -> None:
    words = [*REASONS.values(), *UNPLACED.values()]

    assert [each for each in words if not (each.th and each.en)] == []
