"""The tables of docs/checks.md about typed answers: each row is what the check does."""

from __future__ import annotations

import re

import pytest
from offices import ROOT

from tidtam.checks.answer import check_answer_text
from tidtam.checks.finding import Finding

LINES = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8").splitlines()
REMARK = re.compile(r" \([a-z' ]+\)$")
SAID = re.compile(r"`(?P<code>[a-z-]+)`, (?P<severity>\w+)(?:: (?P<words>.*))?")


def _rows() -> list[dict[str, str]]:
    """Every row of a table with the columns answer and finding, by the names of its columns."""
    rows = []
    header: list[str] = []
    for line in LINES[LINES.index("# Hints while an answer is typed") :]:
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            header = []
        elif not header:
            header = cells
        elif "answer" in header and not line.startswith("|---"):
            rows.append(dict(zip(header, cells, strict=True)))
    return rows


def _said(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    return [(found.code, found.severity, found.words) for found in findings]


def _expected(cell: str, answer: str) -> list[tuple[str, str, str]]:
    if cell == "silent":
        return []
    said = SAID.fullmatch(cell)
    assert said is not None
    words = answer if said["words"] == "all" else said["words"] or ""
    return [(said["code"], said["severity"], words)]


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row['answer'][:30]}-{row['finding']}")
def test_row_of_the_tables(row: dict[str, str]) -> None:
    answer = REMARK.sub("", row["answer"])
    other = row.get("another answer", "")

    findings = check_answer_text(
        answer,
        question=row.get("question", "โปรดรายงานผล"),
        others=[("ตัวชี้วัดที่ 9", other)],
        least=int(row.get("least", "0")),
    )

    assert _said(findings) == _expected(row["finding"], answer)


def test_every_code_has_rows_that_speak_and_rows_that_are_silent() -> None:
    found = [row["finding"] for row in _rows()]

    assert {said["code"] for cell in found if (said := SAID.fullmatch(cell))} == {
        "answer-empty",
        "answer-short",
        "duplicate",
        "pii",
        "url-digits",
    }
    assert found.count("silent") >= 15
