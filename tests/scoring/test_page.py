"""Every worked table of docs/scoring.md is what the code gives."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from printed_sheets import SHEET_6M, SHEET_SA

from tidtam.frameworks.files import load_code
from tidtam.scoring.answers import parse_answers
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.explain import explain, explain_total
from tidtam.scoring.rollups import Part, RollUp, contribution
from tidtam.scoring.rounding import Rounding, printed

PAGE = (Path(__file__).parents[2] / "docs" / "scoring.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"<!-- worked: ([^\n]*) -->\n((?:[^\n]+\n)+)")
BLOCKS = [(name, body) for name, body in BLOCK.findall(PAGE)]


def rows(body: str) -> list[dict[str, str]]:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]


def tables(kind: str) -> list[tuple[list[str], list[dict[str, str]]]]:
    return [(name.split()[1:], rows(body)) for name, body in BLOCKS if name.split()[0] == kind]


def number(text: str) -> Fraction:
    return Fraction(text)


def test_every_table_with_numbers_is_marked_as_worked() -> None:
    """Only the table of special values has no figures to check."""
    tables_on_page = len(re.findall(r"^\|---", PAGE, re.MULTILINE))

    assert tables_on_page - 1 == sum(body.startswith("|") for _, body in BLOCKS)


@pytest.mark.parametrize("row", tables("rounding")[0][1], ids=str)
def test_rounding_table(row: dict[str, str]) -> None:
    rounding = Rounding(row["mode"], int(row["digits"]))  # type: ignore[arg-type]

    assert printed(number(row["exact value"]), rounding) == row["printed"]


@pytest.mark.parametrize("row", tables("bands")[0][1], ids=str)
def test_band_table(row: dict[str, str]) -> None:
    qp = load_code("qp-2566")
    value = number(row["exact value"])

    level = qp.level_of(value)

    assert level is not None
    assert [printed(value, qp.rounding.result), str(level), qp.words[level].th] == [
        row["printed"],
        row["level"],
        row["word"],
    ]


@pytest.mark.parametrize(("head", "body"), tables("result"), ids=str)
def test_result_table(head: list[str], body: list[dict[str, str]]) -> None:
    code, office_kind, *rounds = head
    items = [row for row in body if row["item"] != "total"]
    result = score(code, office_kind, rounds, items)

    shown = {node.code: shape(node.as_dict(), "status") for node in result.nodes}
    total = shape(result.total.as_dict(), "count")

    assert [shown[row["item"]] for row in items] == [written(row) for row in items]
    assert total == written(body[-1])


def score(code: str, office_kind: str, rounds: list[str], items: list[dict[str, str]]) -> Any:
    framework = load_code(code)
    answers = {
        round_: {
            row["item"]: int(row[round_]) if row[round_].isdigit() else row[round_]
            for row in items
            if row[round_]
        }
        for round_ in rounds
    }
    raw = {"office_kind": office_kind, "rounds": answers}
    return evaluate(framework, parse_answers(framework, raw))


def shape(given: dict[str, object], last: str) -> list[str]:
    keys = ("value", "level", "word", last)
    return ["" if given[key] is None else str(given[key]) for key in keys]


def written(row: dict[str, str]) -> list[str]:
    return [row["value"], row["level"], row["word"], row["status"]]


@pytest.mark.parametrize("row", tables("weighted")[0][1], ids=str)
def test_weighted_table(row: dict[str, str]) -> None:
    how = RollUp(kind="weighted_sum", round_parts=Rounding(digits=4))

    added = contribution(how, Part(number(row["score"]), number(row["weight"])))

    assert printed(added, Rounding(digits=4)) == row["adds"]


@pytest.mark.parametrize(
    ("words", "body"),
    [(name.split()[1:], body) for name, body in BLOCKS if name.startswith("explanation ")],
    ids=str,
)
def test_explanation_is_the_one_on_the_page(words: list[str], body: str) -> None:
    code, node, language = words
    framework = load_code(code)
    answers = parse_answers(framework, {"qp-2566": SHEET_6M, "sa-2566": SHEET_SA}[code])

    told = (
        explain_total(framework, answers) if node == "total" else explain(framework, answers, node)
    )

    assert [step.text.in_language(language) for step in told] == body.splitlines()[1:-1]


def test_page_explains_in_both_languages() -> None:
    explained = [name.split()[1:] for name, _ in BLOCKS if name.startswith("explanation ")]

    assert explained == [
        [code, node, language]
        for code, node in (("qp-2566", "total"), ("sa-2566", "3.4"))
        for language in ("th", "en")
    ]
