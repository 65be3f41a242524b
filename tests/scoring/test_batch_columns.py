"""Columns straight from a database: what is taken, what is refused, and in which words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, cast

import numpy as np
import pytest

from tidtam.scoring.answers import Answers
from tidtam.scoring.batch import (
    MISSING,
    SPECIAL_MARKS,
    Batch,
    columns,
    evaluate_batch,
    evaluate_many,
    evaluation,
    has_column_form,
)
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
from tidtam.scoring.errors import AnswerError
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.rollups import RollUp, RollUpKind
from tidtam.scoring.rounding import Rounding
from tidtam.scoring.rules import Outcome, Rule, Scale, Target
from tidtam.scoring.values import Effect, Kind, Special, Status
from tidtam.thai.bilingual import Bilingual

NAME = Bilingual(th="ชื่อ", en="name")
NOT_REPORTED = SPECIAL_MARKS[Special.NOT_REPORTED]
NOT_APPLICABLE = SPECIAL_MARKS[Special.NOT_APPLICABLE]
BANDS = ("1.80", "2.60", "3.40", "4.20", "5.00")


def node(code: str, **more: Any) -> Node:
    return Node(code=code, label=NAME, title=NAME, **more)


def framework(*nodes: Node, **more: Any) -> Framework:
    return Framework(
        code="small-2566",
        fiscal_year=2566,
        version=1,
        title=NAME,
        short_title=NAME,
        office_kinds=(Named("primary", NAME), Named("secondary", NAME)),
        rounds=(Named("6m", NAME), Named("12m", NAME)),
        levels=tuple(Level(n, Bilingual(th=f"ระดับ {n}", en=f"level {n}")) for n in range(1, 6)),
        bands=tuple(Band(n, Fraction(edge)) for n, edge in enumerate(BANDS, start=1)),
        special_values=(
            SpecialValue(Special.NOT_REPORTED, "N/A", NAME, Effect.ZERO),
            SpecialValue(Special.NOT_APPLICABLE, "-", NAME, Effect.EXCLUDE),
            SpecialValue(Special.MONITORED, "ติดตาม", NAME, Effect.EXCLUDE),
            SpecialValue(Special.PENDING, "รอ", NAME, Effect.EXCLUDE),
        ),
        rounding=RoundingSteps(),
        total=Total(NAME),
        nodes=nodes,
        **more,
    )


SMALL = framework(
    node("1"),
    node("6a", applies_to=("primary",)),
    node("6b", applies_to=("secondary",)),
)
SMALL_COLUMNS = {
    "1": np.array([[2, 5, NOT_REPORTED], [3, 5, 4]], np.int8),
    "6a": np.array([[4, MISSING, 1], [5, MISSING, NOT_APPLICABLE]], np.int8),
    "6b": np.array([[MISSING, 3, NOT_APPLICABLE], [MISSING, 2, MISSING]], np.int8),
}
SMALL_KINDS = ["primary", "secondary", "primary"]
SMALL_ANSWERS = [
    Answers("primary", {"6m": {"1": 2, "6a": 4}, "12m": {"1": 3, "6a": 5}}),
    Answers("secondary", {"6m": {"1": 5, "6b": 3}, "12m": {"1": 5, "6b": 2}}),
    Answers(
        "primary",
        {
            "6m": {"1": Special.NOT_REPORTED, "6a": 1},
            "12m": {"1": 4, "6a": Special.NOT_APPLICABLE},
        },
    ),
]


def test_columns_are_the_answers_they_stand_for() -> None:
    batch = Batch.from_columns(SMALL, SMALL_KINDS, SMALL_COLUMNS)

    assert [batch.answers(unit) for unit in range(3)] == SMALL_ANSWERS


def test_columns_give_the_results_of_the_single_offices() -> None:
    batch = Batch.from_columns(SMALL, SMALL_KINDS, SMALL_COLUMNS)

    result = evaluate_batch(SMALL, batch)

    assert result.results() == [evaluate(SMALL, each) for each in SMALL_ANSWERS]
    assert result.total_units.tolist() == [350, 375, 150]
    assert result.total_levels.tolist() == [4, 4, 1]
    assert result.total_counts.tolist() == [2, 2, 2]


def test_one_unit_may_be_read_alone() -> None:
    result = evaluate_batch(SMALL, Batch.from_columns(SMALL, SMALL_KINDS, SMALL_COLUMNS))

    assert len(result) == 3
    assert result.result(2) == evaluate(SMALL, SMALL_ANSWERS[2])
    with pytest.raises(IndexError):
        result.result(3)


def test_empty_batch_has_no_results() -> None:
    no_marks = np.empty((2, 0), np.int8)

    by_answers = evaluate_batch(SMALL, Batch.from_answers(SMALL, []))
    by_columns = evaluate_batch(
        SMALL, Batch.from_columns(SMALL, [], dict.fromkeys(("1", "6a", "6b"), no_marks))
    )

    assert by_answers.results() == by_columns.results() == []
    assert by_answers.total_units.tolist() == by_columns.total_units.tolist() == []


def test_one_unit_is_a_batch() -> None:
    assert evaluate_many(SMALL, SMALL_ANSWERS[:1]) == [evaluate(SMALL, SMALL_ANSWERS[0])]


def test_one_round_alone_may_be_given() -> None:
    marks = {code: column[:1] for code, column in SMALL_COLUMNS.items()}
    answers = [Answers(a.office_kind, {"6m": a.rounds["6m"]}) for a in SMALL_ANSWERS]

    batch = Batch.from_columns(SMALL, SMALL_KINDS, marks, rounds=["6m"])

    assert evaluate_batch(SMALL, batch).results() == [evaluate(SMALL, a) for a in answers]


def test_a_wider_integer_column_is_taken() -> None:
    marks = {code: column.astype(np.int64) for code, column in SMALL_COLUMNS.items()}

    batch = Batch.from_columns(SMALL, SMALL_KINDS, marks)

    assert evaluate_batch(SMALL, batch).total_units.tolist() == [350, 375, 150]


def test_a_line_asked_of_nobody_may_be_left_out() -> None:
    marks = {code: SMALL_COLUMNS[code][:, [0, 2]] for code in ("1", "6a")}

    batch = Batch.from_columns(SMALL, ["primary", "primary"], marks)

    assert evaluate_batch(SMALL, batch).total_units.tolist() == [350, 150]


def test_many_rounds_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the combinations of all rounds are too many, those that occur are enough."""
    monkeypatch.setattr(columns, "_MOST_COMBINATIONS", 10)

    batch = Batch.from_columns(SMALL, SMALL_KINDS, SMALL_COLUMNS)

    assert evaluate_batch(SMALL, batch).results() == [evaluate(SMALL, a) for a in SMALL_ANSWERS]


def changed(code: str, round_: int, unit: int, mark: int) -> dict[str, np.ndarray]:
    column = SMALL_COLUMNS[code].astype(np.int64)
    column[round_, unit] = mark
    return {**SMALL_COLUMNS, code: column}


@pytest.mark.parametrize(
    ("code", "round_", "unit", "mark", "words"),
    [
        ("1", 1, 2, 6, "unit 2 (counted from 0), item 1, round 12m: 6 is not a level"),
        ("1", 0, 0, 0, "unit 0 (counted from 0), item 1, round 6m: 0 is not a level"),
        ("1", 0, 1, 300, "unit 1 (counted from 0), item 1, round 6m: 300 is not a level"),
        ("1", 0, 1, -129, "unit 1 (counted from 0), item 1, round 6m: -129 is not a level"),
        ("6a", 1, 2, MISSING, "unit 2 (counted from 0), item 6a, round 12m: has no answer"),
        ("6a", 1, 1, 3, "unit 1 (counted from 0), item 6a, round 12m: is not rated for this unit"),
    ],
)
def test_a_wrong_mark_is_refused_by_unit_and_code(
    code: str, round_: int, unit: int, mark: int, words: str
) -> None:
    with pytest.raises(AnswerError) as refusal:
        Batch.from_columns(SMALL, SMALL_KINDS, changed(code, round_, unit, mark))

    assert refusal.value.en.startswith(words)
    assert refusal.value.th.startswith(f"หน่วยที่ {unit} (นับจาก 0) ข้อ {code} รอบ ")


def test_the_first_wrong_unit_is_named() -> None:
    """By unit, not by round: unit 0 goes before unit 2."""
    column = SMALL_COLUMNS["1"].copy()
    column[0, 2], column[1, 0] = 9, 8

    with pytest.raises(AnswerError, match=r"unit 0 .*, round 12m: 8 is not a level"):
        Batch.from_columns(SMALL, SMALL_KINDS, {**SMALL_COLUMNS, "1": column})


def test_a_forgotten_column_is_refused() -> None:
    marks = {code: SMALL_COLUMNS[code] for code in ("6a", "6b")}

    with pytest.raises(AnswerError, match=r"unit 0 .* item 1, round 6m: has no answer"):
        Batch.from_columns(SMALL, SMALL_KINDS, marks)


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (np.ones((3, 2), np.int8), "the column has a wrong shape; give 2 rounds x 3 units"),
        (np.ones((2, 3), np.float64), "the column is of type float64; give whole numbers"),
        (np.ones((2, 3), np.bool_), "the column is of type bool; give whole numbers"),
    ],
)
def test_a_column_of_another_form_is_refused(column: np.ndarray, words: str) -> None:
    with pytest.raises(AnswerError) as refusal:
        Batch.from_columns(SMALL, SMALL_KINDS, {**SMALL_COLUMNS, "1": column})

    assert refusal.value.en == f"item 1: {words}"


def test_unknown_kinds_codes_and_rounds_are_refused() -> None:
    with pytest.raises(AnswerError, match=r'unit 1 .*: the office kind is "regional"'):
        Batch.from_columns(SMALL, ["primary", "regional", "primary"], SMALL_COLUMNS)
    with pytest.raises(AnswerError, match='the column "7" is not answered in small-2566'):
        Batch.from_columns(SMALL, SMALL_KINDS, {**SMALL_COLUMNS, "7": SMALL_COLUMNS["1"]})
    with pytest.raises(AnswerError, match="give them in the order 6m, 12m"):
        Batch.from_columns(SMALL, SMALL_KINDS, SMALL_COLUMNS, rounds=["12m", "6m"])


def test_a_batch_of_another_version_is_refused() -> None:
    """Who is asked what may differ; the answers have to be checked anew."""
    batch = Batch.from_answers(SMALL, SMALL_ANSWERS)

    with pytest.raises(AnswerError, match=r"against small-2566 \(version 2\) first$"):
        evaluate_batch(replace(SMALL, version=2), batch)


TARGETED = framework(
    node("1"),
    node("2", kind=Kind.TARGET, rule=Target(Fraction(80), maximum=Fraction(100))),
)


def test_target_values_come_as_they_were_typed() -> None:
    marks = {"1": np.array([[4, 5], [4, 4]], np.int8)}
    others = {"2": [[{"value": 80}, None], [{"value": 79}, "not_reported"]]}

    batch = Batch.from_columns(TARGETED, ["primary"] * 2, marks, others=others)
    results = evaluate_batch(TARGETED, batch).results()

    assert [r.node("2").status for r in results] == [Status.NOT_ATTAINED, Status.NOT_REPORTED]
    assert results == [evaluate(TARGETED, batch.answers(unit)) for unit in range(2)]


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ({"2": [[{"value": 101}], [None]]}, "unit 0 (counted from 0), item 2, round 6m: "),
        ({"2": [[None], [3]]}, "unit 0 (counted from 0), item 2, round 12m: 3 does not fit"),
        ({"2": [[None]]}, "item 2: the column has a wrong shape; give 2 rounds x 1 units"),
        ({"1": [[4], [4]]}, 'the column "1" is not answered in small-2566, or is given twice'),
    ],
)
def test_a_wrong_target_value_is_refused(others: dict[str, Any], words: str) -> None:
    marks = {"1": np.array([[4], [4]], np.int8)}

    with pytest.raises(AnswerError) as refusal:
        Batch.from_columns(TARGETED, ["primary"], marks, others=others)

    assert refusal.value.en.startswith(words)


def test_raw_marks_are_checked_like_columns() -> None:
    """``others`` serves every rule; what is missing or not asked is refused as well."""
    others = {"1": [[4], [None]]}
    with pytest.raises(AnswerError, match=r"unit 0 .* item 1, round 12m: has no answer"):
        Batch.from_columns(SMALL, ["primary"], {}, others=others)

    others = {"1": [[4], [4]], "6a": [[4], [4]], "6b": [[None], [2]]}
    with pytest.raises(AnswerError, match=r"unit 0 .* item 6b, round 12m: is not rated"):
        Batch.from_columns(SMALL, ["primary"], {}, others=others)


def test_a_roll_up_without_column_form_goes_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow path gives the same results and the same columns."""
    fast = evaluate_batch(SMALL, Batch.from_columns(SMALL, SMALL_KINDS, SMALL_COLUMNS))
    monkeypatch.setattr(evaluation, "COLUMN_KINDS", frozenset({"sum"}))

    slow = evaluate_batch(SMALL, Batch.from_columns(SMALL, SMALL_KINDS, SMALL_COLUMNS))

    assert not has_column_form(SMALL)
    assert slow.results() == fast.results()
    assert slow.total_units.tolist() == fast.total_units.tolist()
    for code, column in fast.nodes.items():
        assert slow.nodes[code].printed.tolist() == column.printed.tolist()
        assert slow.nodes[code].status.tolist() == column.status.tolist()


def test_slow_path_keeps_contributions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a weighted sum took from each part is the same one by one."""
    weighted = replace(SMALL, total=Total(NAME, RollUp("weighted_sum")))
    monkeypatch.setattr(evaluation, "COLUMN_KINDS", frozenset())

    results = evaluate_many(weighted, SMALL_ANSWERS)

    assert results == [evaluate(weighted, each) for each in SMALL_ANSWERS]
    assert results[0].node("1").contribution == Fraction(5, 200)


STEPS = RoundingSteps(upward=Rounding(digits=1))


@pytest.mark.parametrize("kind", ["mean", "weighted_sum", "sum", "highest", "latest"])
@pytest.mark.parametrize("steps", [RoundingSteps(), STEPS])
def test_nested_lines_come_out_the_same(kind: RollUpKind, steps: RoundingSteps) -> None:
    """Rounded upward or exact, reported or silent, scores below 0 included."""
    below = Target(Fraction(3), attained_score=Fraction(-1, 3), not_attained_score=Fraction(-2))
    parts = (node("1.1"), node("1.2"), node("1.3", rule=below))
    tree = framework(node("1", children=parts), node("2"), roll_up=RollUp(kind))
    tree = replace(tree, rounding=steps)
    silent, none = Special.NOT_REPORTED, Special.PENDING
    marks = [(4, 3, 3), (silent, silent, none), (none, none, 5), (5, silent, 1), (none, 1, none)]
    answers = [
        Answers("primary", {"6m": {"1.1": a, "1.2": b, "1.3": c, "2": 4}}) for a, b, c in marks
    ]

    results = evaluate_many(tree, answers)

    assert results == [evaluate(tree, each) for each in answers]
    assert results[1].node("1").status is Status.NOT_REPORTED


@pytest.mark.parametrize("first", [Fraction(0), Fraction(-1)])
def test_weights_that_come_to_nothing_give_no_mean(first: Fraction) -> None:
    """Neither in the total nor in a line with lines beneath; no unit is divided by 0."""
    parts = (node("1.1", weight=first), node("1.2", weight=Fraction(1)))
    tree = framework(node("1", children=parts), node("2"), roll_up=RollUp("weighted_mean"))
    answers = [
        Answers("primary", {"6m": {"1.1": mark, "1.2": other, "2": 3}})
        for mark, other in ((4, Special.PENDING), (4, 5), (Special.PENDING, 2))
    ]

    results = evaluate_many(tree, answers)

    assert results == [evaluate(tree, each) for each in answers]
    assert [result.node("1").value for result in results].count(None) == 1
    assert [result.total.count for result in results].count(1) == 1


def test_numbers_beyond_64_bits_stay_exact() -> None:
    """Weights far apart make a common denominator that no machine word holds."""
    primes = (10**9 + 7, 10**9 + 9, 998244353)
    tree = framework(
        *(node(str(prime), weight=Fraction(1, prime)) for prime in primes),
    )
    tree = replace(tree, total=Total(NAME, RollUp("weighted_mean")))
    answers = [
        Answers("primary", {"12m": {str(p): mark for p, mark in zip(primes, marks, strict=True)}})
        for marks in ((1, 2, 3), (5, 5, 4), (Special.PENDING, 1, 5))
    ]

    result = evaluate_batch(tree, Batch.from_answers(tree, answers))

    assert result.results() == [evaluate(tree, each) for each in answers]
    assert result.total.value.num.dtype == object


@dataclass(frozen=True)
class Highest(Rule[list[int]]):
    """Reads a list of marks, which has no hash, and takes the highest."""

    kind: str = "highest"

    def read(self, raw: object, scale: Scale) -> list[int]:
        return cast("list[int]", raw)

    def score(self, seen: list[int]) -> Outcome:
        return Outcome(Fraction(max(seen)))


def test_answers_that_cannot_be_hashed_keep_a_cell_each() -> None:
    """Such cells are not shared, only slower."""
    ranked = framework(node("1", rule=cast("Any", Highest())))
    answers = [Answers("primary", {"6m": {"1": marks}}) for marks in ([1, 3], [2], [1, 3])]

    batch = Batch.from_answers(ranked, answers)

    assert evaluate_batch(ranked, batch).results() == [evaluate(ranked, a) for a in answers]
    assert len(batch.leaves["1"].cells) == 3
