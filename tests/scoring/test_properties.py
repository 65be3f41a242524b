"""What holds for every framework and every office."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from scoring_strategies import MARKS, SHIPPED, changed_marks, offices, with_answer

from tidtam.commands.score import score, score_line
from tidtam.scoring.answers import parse_answers
from tidtam.scoring.definition import Framework
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.explain import explain
from tidtam.scoring.explain_words import conclusion, total_conclusion
from tidtam.scoring.results import Result
from tidtam.scoring.values import Status

Office = tuple[Framework, dict[str, Any]]
Changed = tuple[Framework, dict[str, Any], str, str]


def result_of(framework: Framework, raw: object) -> Result:
    return evaluate(framework, parse_answers(framework, raw))


def total(framework: Framework, raw: object) -> Fraction | None:
    return result_of(framework, raw).total.value


@given(offices(), st.randoms())
def test_order_of_answers_changes_nothing(office: Office, random: Any) -> None:
    framework, raw = office
    shuffled: dict[str, Any] = {}
    for code in random.sample(sorted(raw["rounds"]), len(raw["rounds"])):
        items = list(raw["rounds"][code].items())
        random.shuffle(items)
        shuffled[code] = dict(items)

    assert result_of(framework, raw | {"rounds": shuffled}) == result_of(framework, raw)


@given(offices())
def test_values_stay_within_the_scale_or_at_zero(office: Office) -> None:
    framework, raw = office
    result = result_of(framework, raw)

    fed = [node.feeds for node in result.nodes if node.feeds is not None]
    assert all(0 <= value <= 5 for value in fed)
    assert result.total.value is None or 0 <= result.total.value <= 5


@given(offices())
def test_total_is_at_least_one_when_everything_was_reported(office: Office) -> None:
    framework, raw = office
    reported = {
        code: {c: 1 if a == "not_reported" else a for c, a in given.items()}
        for code, given in raw["rounds"].items()
    }

    value = total(framework, raw | {"rounds": reported})

    assert value is None or value >= 1


@given(changed_marks(), MARKS, MARKS)
def test_raising_a_mark_never_lowers_the_total(changed: Changed, one: int, two: int) -> None:
    framework, raw, round_code, code = changed
    low, high = sorted((one, two))

    lower = total(framework, with_answer(raw, round_code, code, low))
    higher = total(framework, with_answer(raw, round_code, code, high))

    assert lower is not None
    assert higher is not None
    assert lower <= higher


@given(changed_marks(), MARKS)
def test_not_reported_never_helps(changed: Changed, mark: int) -> None:
    framework, raw, round_code, code = changed

    marked = total(framework, with_answer(raw, round_code, code, mark))
    unreported = total(framework, with_answer(raw, round_code, code, "not_reported"))

    assert marked is not None
    assert unreported is not None
    assert unreported <= marked


@given(changed_marks())
def test_not_applicable_never_hurts_compared_with_not_reported(changed: Changed) -> None:
    framework, raw, round_code, code = changed

    left_out = total(framework, with_answer(raw, round_code, code, "not_applicable"))
    unreported = total(framework, with_answer(raw, round_code, code, "not_reported"))

    assert unreported is not None
    assert left_out is None or left_out >= unreported


@given(changed_marks(), st.sampled_from(["not_applicable", "monitored", "pending"]))
def test_what_is_left_out_feeds_nothing(changed: Changed, special: str) -> None:
    """Left out in every round, an item shows no value whatever the others are."""
    framework, raw, _, code = changed
    for round_code in raw["rounds"]:
        raw = with_answer(raw, round_code, code, special)

    node = result_of(framework, raw).node(code)

    assert (node.value, node.level, node.word, node.status) == (None, None, None, Status(special))


@given(offices())
@settings(max_examples=60)
def test_last_line_of_every_explanation_states_the_result(office: Office) -> None:
    framework, raw = office
    answers = parse_answers(framework, raw)
    result = evaluate(framework, answers)

    steps = explain(framework, answers)

    last = {step.code: step.text for step in steps}
    expected: dict[str | None, object] = {
        node.code: conclusion(framework, framework.by_code[node.code], node)
        for node in result.nodes
    }
    assert last == expected | {None: total_conclusion(result.total)}
    if result.total.printed is not None:
        assert f" {result.total.printed}, level {result.total.level}, " in last[None].en


@given(offices())
@settings(max_examples=60)
def test_one_node_explained_alone_is_its_part_of_the_whole(office: Office) -> None:
    framework, raw = office
    answers = parse_answers(framework, raw)
    whole = explain(framework, answers)
    code = next(iter(framework.by_code))

    assert explain(framework, answers, code) == tuple(s for s in whole if s.code == code)


@given(offices().filter(lambda office: office[0] in SHIPPED))
@settings(max_examples=60)
def test_single_equals_a_batch_of_one(office: Office) -> None:
    framework, raw = office
    line = json.dumps({"framework": framework.code, "answers": raw})

    assert score_line(line) == score(framework, raw)


@given(offices())
def test_level_is_the_band_of_the_printed_value(office: Office) -> None:
    framework, raw = office
    result = result_of(framework, raw)

    for node in [*result.nodes, result.total]:
        if node.level is not None:
            assert node.printed is not None
            assert framework.level_of(Fraction(node.printed)) == node.level
