"""The two real sheets come out with every value, level and word that was printed."""

from __future__ import annotations

import pytest
from printed_sheets import (
    QP_YEAR,
    SA_LEVELS,
    SHEET_6M,
    SHEET_AP,
    SHEET_SA,
    SHEET_YEAR,
)

from tidtam.frameworks.files import load_code
from tidtam.scoring.answers import parse_answers
from tidtam.scoring.evaluate import evaluate
from tidtam.scoring.results import Result


def score(code: str, raw: object) -> Result:
    framework = load_code(code)
    return evaluate(framework, parse_answers(framework, raw))


def test_six_month_sheet_gives_2_42_with_the_unreported_indicator_in_the_denominator() -> None:
    total = score("qp-2566", SHEET_6M).total.as_dict()

    assert total == {"value": "2.42", "level": 2, "word": "พอใช้", "count": 12}


def test_six_month_sheet_prints_marks_as_they_stand() -> None:
    result = score("qp-2566", SHEET_6M)

    assert result.node("9").as_dict() == {
        "code": "9",
        "value": "0.00",
        "level": None,
        "word": None,
        "status": "not_reported",
    }
    assert result.node("6b").as_dict() == {
        "code": "6b",
        "value": None,
        "level": None,
        "word": None,
        "status": "not_applicable",
    }
    assert [mark.printed for mark in result.node("9").marks] == ["N/A"]


@pytest.mark.parametrize("code", QP_YEAR)
def test_full_year_indicator_shows_the_printed_mean_and_word(code: str) -> None:
    node = score("qp-2566", SHEET_YEAR).node(code)

    assert (node.printed, node.word.th if node.word else None) == QP_YEAR[code][2:]


def test_full_year_sheet_gives_3_83() -> None:
    total = score("qp-2566", SHEET_YEAR).total.as_dict()

    assert total == {"value": "3.83", "level": 4, "word": "ดีมาก", "count": 12}


def test_action_plan_sheet_counts_the_shared_rating_once() -> None:
    result = score("ap-2566", SHEET_AP)

    assert result.total.as_dict() == {
        "value": "4.80",
        "level": 5,
        "word": "ดีเยี่ยม",
        "count": 5,
    }
    assert {code: result.node(code).status for code in ("2", "3", "4", "11", "24")} == {
        "2": "attained",
        "3": "attained",
        "4": "attained",
        "11": "attained",
        "24": "pending",
    }


def test_standards_sheet_gives_every_printed_level() -> None:
    result = score("sa-2566", SHEET_SA)

    assert {node.code: node.level for node in result.nodes} == SA_LEVELS


def test_standards_sheet_gives_the_printed_total() -> None:
    total = score("sa-2566", SHEET_SA).total

    assert (total.level, total.word.th if total.word else None, total.count) == (5, "ดีเยี่ยม", 3)
    assert total.printed == "4.57"
