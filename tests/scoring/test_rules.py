"""The rule kinds on their own: edges, refusals, guards, and contradictory parameters."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.scoring.errors import AnswerError
from tidtam.scoring.rounding import Rounding
from tidtam.scoring.rules import RULES, Rule, Scale
from tidtam.scoring.rules.checklist import Checklist, Item, Milestones
from tidtam.scoring.rules.compare import Change, Parity, Ratio
from tidtam.scoring.rules.curves import Anchor, Linear, Piecewise, ThreeAnchors
from tidtam.scoring.rules.evidence import BestEvidence, Rank
from tidtam.scoring.rules.percent import PercentBands, YesNo
from tidtam.scoring.rules.rubric import Rubric
from tidtam.scoring.rules.target import Target
from tidtam.scoring.rules.thresholds import Threshold
from tidtam.scoring.rules.wrappers import Deduction, TwoScorers
from tidtam.scoring.values import Status
from tidtam.thai.bilingual import Bilingual

TEXT = Bilingual("ข้อความ", "text")
ITEMS = tuple(Item(code, TEXT) for code in ("1", "2", "3"))


def f(text: str | int) -> Fraction:
    return Fraction(text)


STEPS = (Threshold(f(5), f(90)), Threshold(f(3), f(70)))
PERCENT = PercentBands(STEPS, f(1))
LINEAR = Linear(f(80), f(5))
CURVE = Piecewise((Anchor(f(60), f(1)), Anchor(f(80), f(3)), Anchor(f(100), f(5))))
BEST = BestEvidence(2, (Rank("national", TEXT, f(3)), Rank("office", TEXT, f(1))), f(5))
RATIO = Ratio(TEXT)
PARITY = Parity(TEXT, TEXT)
DEDUCTION = Deduction(Rubric(), f("0.2"))
TWO = TwoScorers(Rubric())
ALL: dict[str, tuple[Rule[Any], object]] = {
    "rubric": (Rubric(), 4),
    "milestones": (Milestones(ITEMS, f(1)), {"reached": ["1", "2"]}),
    "checklist": (Checklist(ITEMS, (Threshold(f(3), f(2)),), f(1)), {"items": ["3"]}),
    "percent_bands": (PERCENT, {"value": 71}),
    "linear": (LINEAR, {"value": 40}),
    "piecewise": (CURVE, {"value": 70}),
    "three_anchors": (ThreeAnchors(f(80), f(90), f(100)), {"value": 95}),
    "target": (Target(f(80)), {"value": 90}),
    "change": (Change((Threshold(f(5), f(1)),), f(2)), {"current": 3, "previous": 1}),
    "yes_no": (YesNo(), {"yes": 3, "no": 1}),
    "ratio": (RATIO, {"numerator": 1, "denominator": 3}),
    "parity": (
        PARITY,
        {"first": {"numerator": 1, "denominator": 2}, "second": {"numerator": 1, "denominator": 4}},
    ),
    "deduction": (DEDUCTION, {"answer": 4, "missed_reports": 1}),
    "best_evidence": (BEST, {"evidence": ["office"]}),
    "two_scorers": (TWO, {"self": 5, "committee": 4}),
}


def value(rule: Rule[Any], raw: object) -> Fraction | None:
    return rule.score(rule.read(raw, Scale())).value


def refusal(rule: Rule[Any], raw: object) -> str:
    with pytest.raises(AnswerError) as caught:
        rule.read(raw, Scale())
    return caught.value.en


def test_every_registered_kind_is_here() -> None:
    assert set(ALL) == set(RULES)


@pytest.mark.parametrize(
    ("kind", "expected"),
    {
        "rubric": "4", "milestones": "2", "checklist": "1", "percent_bands": "3",
        "linear": "2.5", "piecewise": "2", "three_anchors": "87.5", "target": "90",
        "change": "5", "yes_no": "75", "ratio": "33.3333", "parity": "2",
        "deduction": "3.8", "best_evidence": "1", "two_scorers": "4",
    }.items(),
)  # fmt: skip
def test_score_of_a_plain_answer(kind: str, expected: str) -> None:
    rule, raw = ALL[kind]

    assert value(rule, raw) == f(expected)


@pytest.mark.parametrize("kind", RULES)
def test_every_score_says_how_in_both_languages(kind: str) -> None:
    rule, raw = ALL[kind]

    steps = rule.score(rule.read(raw, Scale())).steps

    assert steps
    assert all(step.th and step.en for step in steps)


@pytest.mark.parametrize("kind", RULES)
@pytest.mark.parametrize("raw", [None, True, "3", [], {"x": 1}, 10**60, Decimal("NaN")])
def test_every_rule_refuses_nonsense_with_a_remedy(kind: str, raw: object) -> None:
    rule, _ = ALL[kind]

    message = refusal(rule, raw)

    assert "give" in message
    assert len(message) < 250


@pytest.mark.parametrize(
    ("rule", "raw", "message"),
    [
        (ALL["milestones"][0], {"reached": ["4"]}, 'there is no item "4"'),
        (ALL["milestones"][0], {"reached": ["1", "1"]}, '"1" is repeated; give it once'),
        (ALL["checklist"][0], {"items": "1"}, '"1" is not a list'),
        (PERCENT, {"value": 101}, "a percentage lies between 0 and 100"),
        (PERCENT, {"numerator": 1}, '"denominator" is missing'),
        (ALL["yes_no"][0], {"yes": Decimal("1.5"), "no": 0}, "must be a count, not 1.5"),
        (ALL["yes_no"][0], {"yes": -1, "no": 0}, "must be a count, not -1"),
        (BEST, {"evidence": ["nation"]}, '(did you mean "national"?)'),
        (DEDUCTION, {"answer": 6, "missed_reports": 0}, "6 is not a level"),
        (DEDUCTION, {"answer": 4, "missed_reports": -1}, "must be a count"),
        (TWO, {"self": 5, "committee": None}, "null is not a level"),
    ],
)
def test_refusal_names_what_is_wrong(rule: Rule[Any], raw: object, message: str) -> None:
    assert message in refusal(rule, raw)


@pytest.mark.parametrize(
    ("rule", "raw"),
    [
        (PERCENT, {"numerator": 5, "denominator": 0}),
        (PERCENT, {"numerator": 5, "denominator": None}),
        (PERCENT, {"numerator": None, "denominator": 5}),
        (YesNo(), {"yes": 0, "no": 0}),
        (RATIO, {"numerator": 5, "denominator": None}),
        (Change((), f(1)), {"current": 3, "previous": None}),
        (Change((), f(1), measure="percent"), {"current": 3, "previous": 0}),
        (
            PARITY,
            {
                "first": {"numerator": 1, "denominator": 2},
                "second": {"numerator": 0, "denominator": 2},
            },
        ),
    ],
)
def test_missing_denominator_cannot_be_computed_and_is_not_zero(
    rule: Rule[Any], raw: object
) -> None:
    outcome = rule.score(rule.read(raw, Scale()))

    assert (outcome.value, outcome.feeds, outcome.status) == (None, False, Status.NOT_COMPUTABLE)
    assert len(outcome.warnings) == 1


def test_numerator_over_its_denominator_warns_and_changes_nothing() -> None:
    outcome = PERCENT.score(PERCENT.read({"numerator": 46, "denominator": 45}, Scale()))

    assert outcome.value == 5
    assert [doubt.en for doubt in outcome.warnings] == [
        "the numerator 46 is larger than the denominator 45; check the figures"
    ]


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (9, True), (10, False)])
def test_sensitive_count_under_ten_is_flagged(count: int, small: bool) -> None:
    rule = PercentBands(STEPS, f(1), sensitive=True)

    outcome = rule.score(rule.read({"numerator": count, "denominator": 1000}, Scale()))

    assert outcome.small_count is small


@pytest.mark.parametrize(
    ("given", "score"), [("90", 5), ("89.9999", 3), ("70", 3), ("69.9", 1), ("0", 1), ("100", 5)]
)
def test_percentage_is_compared_unrounded_on_both_sides_of_an_edge(given: str, score: int) -> None:
    assert value(PERCENT, {"value": Decimal(given)}) == score


def test_less_is_better_where_the_direction_is_down() -> None:
    rule = PercentBands((Threshold(f(5), f(1)), Threshold(f(3), f(5))), f(1), direction="down")

    assert [value(rule, {"value": v}) for v in (0, 1, 2, 5, 6)] == [5, 5, 3, 3, 1]


def test_target_down_is_attained_at_and_under_it() -> None:
    rule = Target(f(3), direction="down")
    read = [rule.score(rule.read({"value": v}, Scale())).status for v in (2, 3, 4)]

    assert read == [Status.ATTAINED, Status.ATTAINED, Status.NOT_ATTAINED]


def test_target_with_scores_enters_the_mean() -> None:
    rule = Target(f(80), attained_score=f(5), not_attained_score=f(1))

    outcomes = [rule.score(rule.read({"value": v}, Scale())) for v in (80, 79)]

    assert [(outcome.value, outcome.feeds) for outcome in outcomes] == [(5, True), (1, True)]


def test_official_scorer_counts_and_the_other_may_be_absent() -> None:
    own = TwoScorers(Rubric(), official="self")

    assert value(TWO, {"self": None, "committee": 2}) == 2
    assert value(own, {"self": 5, "committee": 2}) == 5


def test_deduction_of_what_cannot_be_computed_stays_so() -> None:
    rule = Deduction(PERCENT, f("0.2"))

    outcome = rule.score(
        rule.read({"answer": {"numerator": 1, "denominator": None}, "missed_reports": 3}, Scale())
    )

    assert (outcome.value, outcome.status) == (None, Status.NOT_COMPUTABLE)


def test_best_mean_divides_by_the_number_wanted() -> None:
    rule = BestEvidence(4, BEST.ranks, f(5), combine="mean")

    assert value(rule, {"evidence": ["national", "office"]}) == 1
    assert value(rule, {"evidence": []}) == 0


@pytest.mark.parametrize(
    ("rule", "sound"),
    [
        (PERCENT, True),
        (PercentBands((Threshold(f(5), f(90)), Threshold(f(3), f(90))), f(1)), False),
        (PercentBands((Threshold(f(3), f(90)), Threshold(f(5), f(70))), f(1)), False),
        (Checklist((), STEPS, f(1)), False),
        (Milestones((*ITEMS, ITEMS[0]), f(1)), False),
        (Linear(f(0), f(5)), False),
        (Linear(f(80), f(5), floor=f(6)), False),
        (Piecewise((Anchor(f(1), f(1)),)), False),
        (Piecewise((Anchor(f(2), f(1)), Anchor(f(1), f(2)))), False),
        (ThreeAnchors(f(15), f(10), f(7)), True),
        (ThreeAnchors(f(80), f(70), f(90)), False),
        (ThreeAnchors(f(80), f(80), f(90)), False),
        (BestEvidence(0, BEST.ranks, f(5)), False),
        (Deduction(Rubric(), f(-1)), False),
        (TwoScorers(Linear(f(0), f(5))), False),
        (Change((Threshold(f(3), f(0)), Threshold(f(5), f(-20))), f(1), direction="down"), True),
        (Parity(TEXT, TEXT, thresholds=(Threshold(f(5), f("0.05")),)), True),
        (Ratio(TEXT, thresholds=STEPS), True),
    ],
)
def test_contradictory_parameters_are_found(rule: Rule[Any], sound: bool) -> None:
    assert (list(rule.problems()) == []) is sound


@given(st.fractions(0, 200), st.fractions(0, 200))
def test_curves_never_fall(one: Fraction, two: Fraction) -> None:
    low, high = sorted((one, two))
    three = ThreeAnchors(f(80), f(90), f(100))

    for rule in (LINEAR, CURVE, three):
        lower, higher = (rule.score(v).value for v in (low, high))
        assert lower is not None
        assert higher is not None
        assert lower <= higher


@given(st.fractions(0, 200, max_denominator=10**6))
def test_piecewise_score_has_four_decimals_and_stays_between_its_ends(given: Fraction) -> None:
    score = CURVE.score(given).value

    assert score is not None
    assert (score * 10**4).denominator == 1
    assert 1 <= score <= 5


def test_declared_rounding_of_a_line_is_applied() -> None:
    rule = Linear(f(3), f(1), rounding=Rounding(digits=4))

    assert value(rule, {"value": 1}) == f("0.3333")
