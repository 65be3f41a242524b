"""Every worked example holds, every rule kind has one, and a wrong figure is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidtam.frameworks.examples import differences, load_example
from tidtam.frameworks.files import directory, read_text
from tidtam.frameworks.problems import FrameworkFileError
from tidtam.scoring.answers import parse_answers
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.explain import explain
from tidtam.scoring.rules import RULES

FILES = sorted((directory() / "examples").glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_example_comes_out_as_written(path: Path) -> None:
    example = load_example(path)

    assert [problem.en for problem in differences(example)] == []
    assert len(example.cases) >= 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_example_can_be_explained_to_the_last_line(path: Path) -> None:
    example = load_example(path)
    for case in (case for case in example.cases if case.expected is not None):
        answers = parse_answers(example.framework, case.answers)

        told = explain(example.framework, answers)[-1].text

        total = evaluate(example.framework, answers).total
        assert (total.printed or "no mean") in told.en


def test_the_twenty_kinds_are_numbered_without_gaps() -> None:
    assert [int(path.stem[:2]) for path in FILES] == list(range(1, 21))


def test_every_registered_rule_is_used_by_an_example() -> None:
    texts = "".join(read_text(path) for path in FILES)

    assert [kind for kind in RULES if f"kind: {kind}" not in texts] == []


def test_wrong_figure_in_an_example_is_noticed(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(read_text(FILES[0]).replace('"3.50"', '"3.51"'), encoding="utf-8")

    found = differences(load_example(wrong))

    assert len(found) == 1
    assert "expected total" in found[0].en


def test_example_without_cases_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bare.yaml"
    path.write_text("framework:\n  code: x\n", encoding="utf-8")

    with pytest.raises(FrameworkFileError) as caught:
        load_example(path)

    assert "an example must have framework:, cases:" in caught.value.en
