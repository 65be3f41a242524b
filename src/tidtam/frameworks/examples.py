"""Worked examples: a framework, answers and what must come out, in one file.

Used three ways: read by people who write a framework, run by ``tidtam frameworks check``, and run
by the tests.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tidtam.frameworks.files import build, read_text
from tidtam.frameworks.problems import FrameworkFileError, Problem
from tidtam.frameworks.yaml_text import Document, read_yaml
from tidtam.scoring.answers import parse_answers
from tidtam.scoring.definition import Framework
from tidtam.scoring.errors import AnswerError
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.results import Result
from tidtam.scoring.rounding import Rounding, printed
from tidtam.thai.bilingual import Bilingual

_EXPECTED = frozenset({"nodes", "total", "warnings", "small_counts", "contributions"})


@dataclass(frozen=True)
class Case:
    """Answers with what must come out, or with words that the refusal must hold."""

    name: Bilingual
    line: int
    answers: object
    expected: Mapping[str, Any] | None
    refused: str | None


@dataclass(frozen=True)
class Example:
    """One file of worked cases."""

    file: str
    framework: Framework
    cases: tuple[Case, ...]


def load_example(path: Path | str) -> Example:
    """The example of one file; raises FrameworkFileError where its shape is wrong."""
    path = Path(path)
    document = read_yaml(read_text(path), path.name)
    if isinstance(document, Problem):
        raise FrameworkFileError([document])
    data = document.data
    if not isinstance(data, dict) or set(data) != {"framework", "cases"}:
        raise FrameworkFileError([_problem(path.name, 1, "framework:, cases:")])
    lines = {
        place[1:]: line for place, line in document.lines.items() if place[:1] == ("framework",)
    }
    framework = build(Document(data["framework"], lines), path.name)
    return Example(path.name, framework, tuple(_cases(document, path.name)))


def is_example(text: str) -> bool:
    """Whether a file's text is a worked example rather than a framework."""
    return any(line.rstrip() == "framework:" for line in text.splitlines())


def differences(example: Example) -> list[Problem]:
    """Where a case comes out differently from what its file says; empty when all hold."""
    return [
        Problem(example.file, case.line, None, text)
        for case in example.cases
        for text in _differences(example.framework, case)
    ]


def _differences(framework: Framework, case: Case) -> Iterator[Bilingual]:
    try:
        result = evaluate(framework, parse_answers(framework, case.answers))
    except AnswerError as error:
        if case.refused is None or case.refused not in str(error):
            yield _differs(case, case.refused or "a result", str(error))
        return
    if case.expected is None:
        yield _differs(case, f"refused: {case.refused}", result.total.as_dict())
        return
    for name, wanted, got in _pairs(result, case.expected):
        if wanted != got:
            yield _differs(case, f"{name} {wanted}", got)


def _pairs(result: Result, expected: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
    yield "total", expected["total"], result.total.as_dict()
    for code, wanted in expected.get("nodes", {}).items():
        yield f"item {code}", {"code": code, **wanted}, result.node(code).as_dict()
    warned = [node.code for node in result.nodes if node.warnings]
    yield "warnings", expected.get("warnings", []), warned
    small = [node.code for node in result.nodes if node.small_count]
    yield "small_counts", expected.get("small_counts", []), small
    for code, wanted in expected.get("contributions", {}).items():
        added = result.node(code).contribution
        got = None if added is None else printed(added, Rounding(digits=4))
        yield f"contribution {code}", wanted, got


def _cases(document: Document, file: str) -> Iterator[Case]:
    for index, raw in enumerate(document.data["cases"] or []):
        line = document.line_of(("cases", index))
        known = isinstance(raw, dict) and set(raw) <= {"name", "answers", "expected", "refused"}
        outcome = isinstance(raw, dict) and ("expected" in raw) != ("refused" in raw)
        if not known or not outcome or not set(raw.get("expected") or {}) <= _EXPECTED:
            raise FrameworkFileError([_problem(file, line, "name, answers, expected | refused")])
        yield Case(
            Bilingual(**raw["name"]), line, raw["answers"], raw.get("expected"), raw.get("refused")
        )


def _problem(file: str, line: int, keys: str) -> Problem:
    return Problem(
        file, line, None, Bilingual(f"ตัวอย่างต้องมี {keys}", f"an example must have {keys}")
    )


def _differs(case: Case, wanted: object, got: object) -> Bilingual:
    return Bilingual(
        f"{case.name.th}: ต้องได้ {wanted} แต่ได้ {got}",
        f"{case.name.en}: expected {wanted}, got {got}",
    )
