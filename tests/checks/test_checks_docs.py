"""docs/checks.md says what the code does: the codes, the table of quantities, the severities."""

from __future__ import annotations

from typing import get_args

import pytest
from offices import ROOT

from tidtam.checks.finding import Severity
from tidtam.checks.level_tones import TONES, Tone
from tidtam.checks.level_words import _QUANTITIES, MEASURES

DOCS = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["office-conflict", "office-foreign", "level-words", "mean-wrong"])
def test_each_check_has_its_section(code: str) -> None:
    assert any(line.startswith("## ") and code in line for line in DOCS.splitlines())


@pytest.mark.parametrize("quantity", sorted(MEASURES))
def test_each_quantity_stands_in_the_table_with_its_rule(quantity: str) -> None:
    rows = [line for line in DOCS.splitlines() if line.startswith("| ")]
    words = [word for word, meant in _QUANTITIES.items() if meant == quantity]

    rule = MEASURES[quantity].rule.en  # type: ignore[index]
    assert any(rule in row and any(word in row for word in words) for row in rows)


def test_each_severity_is_explained() -> None:
    assert all(f"| {severity} |" in DOCS for severity in get_args(Severity))


def _row(tone: Tone) -> str:
    when = ", ".join(f"{number}: {severity}" for number, severity in (tone.at or tone.away).items())
    unit = "level" if tone.at else "away"
    return f"| {tone.name.en} | {', '.join(tone.words)} | {unit} {when} |"


def test_table_of_praise_and_blame_is_printed_word_by_word() -> None:
    lines = DOCS.splitlines()
    first = lines.index("| what | words | serious |") + 2

    assert lines[first : first + len(TONES) + 1] == [*map(_row, TONES), ""]
