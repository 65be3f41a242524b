"""Every rule kind in a batch: answers of the worked examples, mixed at random."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from tidtam.frameworks.examples import Example, load_example
from tidtam.frameworks.files import directory
from tidtam.scoring.answers import Answers, parse_answers
from tidtam.scoring.batch import Batch, evaluate_batch, evaluate_many, has_column_form
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.values import Special

FILES = sorted((directory() / "examples").glob("*.yaml"))
BY_FILE = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
Raw = dict[str, Any]


def accepted_answers(example: Example) -> list[Raw]:
    """The raw answers of all cases that are not about a refusal."""
    return [cast("Raw", case.answers) for case in example.cases if case.expected is not None]


def mixed(example: Example, count: int) -> list[Raw]:
    """Offices that answer each line as one of the cases does, or with a special value."""
    chance = Random(example.file)  # noqa: S311 - made-up answers, nothing secret
    cases = accepted_answers(example)
    pool: dict[str, list[object]] = {}
    for case in cases:
        for given in case["rounds"].values():
            for code, answer in given.items():
                pool.setdefault(code, [Special.PENDING.value]).append(answer)
    return [mixed_office(example, chance, cases, pool) for _ in range(count)]


def mixed_office(
    example: Example, chance: Random, cases: list[Raw], pool: dict[str, list[object]]
) -> Raw:
    kind = chance.choice([named.code for named in example.framework.office_kinds])
    asked = example.framework.asked(kind)
    rounds = chance.choice(cases)["rounds"]
    return {
        "office_kind": kind,
        "rounds": {
            round_: {
                code: chance.choice(pool.get(code, [Special.NOT_REPORTED.value])) for code in asked
            }
            for round_ in rounds
        },
    }


def parsed(example: Example, offices: list[Raw]) -> list[Answers]:
    return [parse_answers(example.framework, office) for office in offices]


@BY_FILE
def test_worked_cases_come_out_the_same_in_a_batch(path: Path) -> None:
    example = load_example(path)
    answers = parsed(example, accepted_answers(example))

    results = evaluate_many(example.framework, answers)

    assert results == [evaluate(example.framework, each) for each in answers]


@BY_FILE
def test_mixed_offices_come_out_the_same_in_a_batch(path: Path) -> None:
    """Warnings, small counts, words of a rule's own and contributions included."""
    example = load_example(path)
    answers = parsed(example, mixed(example, 60))

    results = evaluate_many(example.framework, answers)

    assert results == [evaluate(example.framework, each) for each in answers]


@BY_FILE
def test_raw_answers_in_columns_come_out_the_same(path: Path) -> None:
    """Any rule's answers may come as columns, by way of ``others``."""
    example = load_example(path)
    framework = example.framework
    rounds = [round_.code for round_ in framework.rounds]
    offices = [raw for raw in mixed(example, 60) if list(raw["rounds"]) == rounds]
    leaves = [node.code for node in framework.by_code.values() if not node.children]
    others = {
        code: [[raw["rounds"][round_].get(code) for raw in offices] for round_ in rounds]
        for code in leaves
    }

    batch = Batch.from_columns(
        framework, [raw["office_kind"] for raw in offices], {}, others=others
    )

    assert offices
    singles = [evaluate(framework, each) for each in parsed(example, offices)]
    assert evaluate_batch(framework, batch).results() == singles


@BY_FILE
def test_no_rule_kind_needs_the_slow_path(path: Path) -> None:
    assert has_column_form(load_example(path).framework)
