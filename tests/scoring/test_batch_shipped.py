"""The shipped frameworks and the examples: many offices at once, as one at a time."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from tidtam.frameworks.files import available, load_code
from tidtam.scoring.answers import Answers, parse_answers
from tidtam.scoring.batch import (
    MISSING,
    SPECIAL_MARKS,
    Batch,
    evaluate_batch,
    evaluate_many,
    has_column_form,
)
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.values import Kind, Special

CODES = available()
SPECIALS = [special.value for special in Special]


def raw_answer(chance: Random, node: Node) -> object:
    if chance.random() < 0.2:
        return chance.choice(SPECIALS)
    if node.kind is Kind.TARGET:
        return {"value": chance.choice([None, 0, 80, 100, chance.randint(0, 100)])}
    return chance.randint(1, 5)


def raw_office(framework: Framework, seed: int) -> dict[str, object]:
    chance = Random(seed)  # noqa: S311 - made-up marks, nothing secret
    kind = chance.choice([named.code for named in framework.office_kinds])
    rounds = [round_.code for round_ in framework.rounds]
    given = chance.choice([rounds, rounds, rounds[:1], rounds[-1:]])
    asked = framework.asked(kind).values()
    return {
        "office_kind": kind,
        "rounds": {code: {node.code: raw_answer(chance, node) for node in asked} for code in given},
    }


def offices(framework: Framework, count: int) -> list[Answers]:
    return [parse_answers(framework, raw_office(framework, seed)) for seed in range(count)]


def test_all_three_instruments_are_shipped() -> None:
    assert {"ap-2566", "qp-2566", "sa-2566"} <= set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_shipped_framework_gives_the_same_for_245_offices(code: str) -> None:
    """Whole results, printed strings included."""
    framework = load_code(code)
    answers = offices(framework, 245)

    results = evaluate_many(framework, answers)

    assert results == [evaluate(framework, each) for each in answers]
    assert [r.as_dict() for r in results] == [evaluate(framework, a).as_dict() for a in answers]


@pytest.mark.parametrize("code", CODES)
def test_shipped_framework_needs_no_slow_path(code: str) -> None:
    assert has_column_form(load_code(code))


@pytest.mark.parametrize("code", CODES)
def test_columns_give_the_same_as_answers(code: str) -> None:
    """Marks and target values as a database holds them, offices of both kinds mixed."""
    framework = load_code(code)
    rounds = [round_.code for round_ in framework.rounds]
    answers = [each for each in offices(framework, 120) if list(each.rounds) == rounds]
    marks, others = {}, {}
    for leaf in (node for node in framework.by_code.values() if not node.children):
        given = [[each.rounds[code].get(leaf.code) for each in answers] for code in rounds]
        if leaf.kind is Kind.TARGET:
            others[leaf.code] = [[raw_value(value) for value in row] for row in given]
        else:
            marks[leaf.code] = np.array([[mark(a) for a in row] for row in given], np.int8)

    batch = Batch.from_columns(framework, [a.office_kind for a in answers], marks, others=others)

    assert evaluate_batch(framework, batch).results() == evaluate_many(framework, answers)


def mark(answer: object) -> int:
    if answer is None:
        return MISSING
    return SPECIAL_MARKS[answer] if isinstance(answer, Special) else int(str(answer))


def raw_value(answer: object) -> object:
    return answer.value if isinstance(answer, Special) else {"value": answer}
