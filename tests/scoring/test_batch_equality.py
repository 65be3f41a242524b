"""Many at once is one at a time: random frameworks, random answers, equal whole results."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tidtam.scoring.answers import Answers
from tidtam.scoring.batch import STATUSES, Batch, evaluate_batch, evaluate_many, exact
from tidtam.scoring.definition import (
    Band,
    Framework,
    Level,
    Named,
    Node,
    RoundingSteps,
    SpecialValue,
    Total,
)
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.rollups import RollUp
from tidtam.scoring.rounding import Rounding, round_to
from tidtam.scoring.rules import Rubric, Target
from tidtam.scoring.values import Effect, Kind, Special
from tidtam.thai.bilingual import Bilingual

QUIET = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
OFFICE_KINDS = ("primary", "secondary")
ROUNDS = ("6m", "12m")
NAME = Bilingual(th="ชื่อ", en="name")
WORDS = ("ปรับปรุง", "พอใช้", "ดี", "ดีมาก", "ดีเยี่ยม")
SPECIALS = tuple(
    SpecialValue(code, printed, NAME, Effect.ZERO if printed == "N/A" else Effect.EXCLUDE)
    for code, printed in zip(Special, ("N/A", "-", "ติดตาม", "รอ"), strict=True)
)

# Weights of 0 and -1 make totals of weights that are 0; far-apart ones leave 64 bits.
weights = st.sampled_from(
    [
        *map(Fraction, (0, 0, 0, -1, 1, 2)),
        Fraction(5, 2),
        Fraction(7, 12),
        Fraction(1, 10**9 + 7),
        Fraction(10**13),
    ]
)
roundings = st.builds(
    Rounding,
    mode=st.sampled_from(["half_up", "half_even", "half_down", "up", "down"]),
    digits=st.integers(0, 4),
)
roll_ups = st.builds(
    RollUp,
    kind=st.sampled_from(["mean", "weighted_mean", "weighted_sum", "sum", "highest", "latest"]),
    over=st.sampled_from(["children", "leaves"]),
    divisor=st.sampled_from([Fraction(100), Fraction(7), Fraction(1, 3)]),
    round_parts=st.none() | roundings,
)
bands = st.lists(st.decimals(0, 6, places=2), min_size=5, max_size=5).map(
    lambda edges: tuple(
        Band(level, Fraction(edge)) for level, edge in enumerate(sorted(edges), start=1)
    )
)
marks = st.integers(1, 5) | st.sampled_from(Special)
values = (
    st.fractions(min_value=-100, max_value=100, max_denominator=8)
    | st.integers(0, 10**15).map(Fraction)
    | st.none()
    | st.sampled_from(Special)
)


@st.composite
def rules(draw: st.DrawFn) -> Rubric | Target:
    """A rubric, or a target that may feed the mean with both its scores."""
    if draw(st.integers(0, 3)):
        return Rubric()
    fed = draw(st.booleans())
    return Target(
        target=Fraction(80),
        direction=draw(st.sampled_from(["up", "down"])),
        attained_score=Fraction(5) if fed else None,
        not_attained_score=Fraction(7, 3) if fed else None,
    )


@st.composite
def nodes(draw: st.DrawFn, code: str, depth: int) -> Node:
    """A tree of up to three levels; any node may be excluded for a kind of office."""
    size = draw(st.integers(0, 3)) if depth < 3 else 0
    rule = draw(rules())
    kind = draw(st.sampled_from([Kind.RATED] * 4 + [Kind.MONITORED, Kind.PENDING]))
    if kind is Kind.RATED and size:
        kind = draw(st.sampled_from([Kind.RATED, Kind.HEADING]))
    elif kind is Kind.RATED and isinstance(rule, Target):
        kind = draw(st.sampled_from([Kind.RATED, Kind.TARGET, Kind.TARGET]))
    return Node(
        code=code,
        label=NAME,
        title=NAME,
        kind=kind,
        rule=rule,
        applies_to=draw(st.sampled_from([(), (), ("primary",), ("secondary",)])),
        weight=draw(st.just(Fraction(1)) | weights),
        roll_up=draw(st.none() | roll_ups),
        children=tuple(draw(nodes(f"{code}.{n}", depth + 1)) for n in range(1, size + 1)),
    )


@st.composite
def frameworks(draw: st.DrawFn) -> Framework:
    """Any framework: shape, kinds, weights, applicability, roll-ups, roundings, bands."""
    top = draw(st.integers(1, 4))
    return Framework(
        code="any-2566",
        fiscal_year=2566,
        version=1,
        title=NAME,
        short_title=NAME,
        office_kinds=tuple(Named(kind, NAME) for kind in OFFICE_KINDS),
        rounds=tuple(Named(code, NAME) for code in ROUNDS),
        levels=tuple(Level(n, Bilingual(th=word, en=word)) for n, word in enumerate(WORDS, 1)),
        bands=draw(st.just(()) | bands),
        special_values=SPECIALS,
        rounding=RoundingSteps(result=draw(roundings), upward=draw(st.none() | roundings)),
        total=Total(NAME, draw(roll_ups)),
        nodes=tuple(draw(nodes(str(n), 1)) for n in range(1, top + 1)),
        combine_rounds=draw(roll_ups),
        roll_up=draw(roll_ups),
    )


@st.composite
def answers_to(draw: st.DrawFn, framework: Framework) -> Answers:
    """Answers as ``parse_answers`` leaves them: everything asked, in one or both rounds."""
    kind = draw(st.sampled_from(OFFICE_KINDS))
    rounds = draw(st.sampled_from([ROUNDS, ROUNDS[:1], ROUNDS[1:]]))
    asked = framework.asked(kind).values()
    return Answers(
        kind, {round_: {node.code: draw(answer_to(node)) for node in asked} for round_ in rounds}
    )


def answer_to(node: Node) -> st.SearchStrategy[object]:
    """Answers that the node's rule has read."""
    return values if isinstance(node.rule, Target) else marks


@st.composite
def cases(draw: st.DrawFn) -> tuple[Framework, list[Answers]]:
    """A framework and the answers of up to four offices."""
    framework = draw(frameworks())
    return framework, draw(st.lists(answers_to(framework), max_size=4))


@given(cases())
@QUIET
def test_batch_equals_one_at_a_time(case: tuple[Framework, list[Answers]]) -> None:
    """Whole results are equal, printed strings, words and contributions included."""
    framework, answers = case

    results = evaluate_many(framework, answers)

    assert results == [evaluate(framework, each) for each in answers]


@given(cases())
@QUIET
def test_columns_say_what_the_results_say(case: tuple[Framework, list[Answers]]) -> None:
    """Numerators, printed units, levels and status codes are those of the single results."""
    framework, answers = case
    scale = 10**framework.decimals

    batch = evaluate_batch(framework, Batch.from_answers(framework, answers))

    for unit, each in enumerate(answers):
        single = evaluate(framework, each)
        assert batch.result(unit) == single
        for node in single.nodes:
            column = batch.nodes[node.code]
            rounded = round_to(node.value or Fraction(0), framework.rounding.result)
            assert Fraction(*column.value.at(unit)) == (node.value or 0)
            assert bool(column.value.present[unit]) is (node.value is not None)
            assert column.printed[unit] == rounded * scale
            assert column.level[unit] == (node.level or 0)
            assert STATUSES[column.status[unit]] is node.status
        total = round_to(single.total.value or Fraction(0), framework.rounding.result)
        assert batch.total_units[unit] == total * scale
        assert batch.total_levels[unit] == (single.total.level or 0)
        assert batch.total_counts[unit] == single.total.count


@given(cases(), st.sampled_from([1, 8, 300, 10**6]))
@QUIET
def test_python_integers_give_the_same_as_int64(
    case: tuple[Framework, list[Answers]], limit: int
) -> None:
    """Wherever the guard switches to Python integers, nothing changes."""
    framework, answers = case
    usual, exact.LIMIT = exact.LIMIT, limit
    try:
        results = evaluate_many(framework, answers)
    finally:
        exact.LIMIT = usual

    assert results == [evaluate(framework, each) for each in answers]


@given(cases())
@QUIET
def test_batch_gives_back_the_answers_it_was_made_of(
    case: tuple[Framework, list[Answers]],
) -> None:
    """What is asked comes back in the same rounds; nothing else does."""
    framework, answers = case

    batch = Batch.from_answers(framework, answers)

    assert [batch.answers(unit) for unit in range(len(batch))] == answers
