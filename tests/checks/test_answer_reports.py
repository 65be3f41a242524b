"""How often the hints speak on real reports, where the folder of real texts is at hand."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from offices import ROOT

from tidtam.checks.answer import check_answer_text, prepare_others
from tidtam.thai.text import normalise

FOLDER = ROOT.parent / "shared" / "seeds"
REPORTS = sorted(FOLDER.glob("*.txt"))
pytestmark = pytest.mark.skipif(not REPORTS, reason="the real texts are not at hand")


def _paragraphs(name: str) -> list[str]:
    (path,) = FOLDER.glob(f"{name}_*")
    text = normalise(path.read_text(encoding="utf-8"))
    return [" ".join(each.split()) for each in re.split(r"\n\s*\n", text) if each.strip()]


@pytest.mark.parametrize(
    ("name", "found"), [("000", 0), ("001", 0), ("002", 0), ("003", 0), ("004", 2)]
)
def test_addresses_and_personal_data_in_reports(name: str, found: int) -> None:
    """The two are the addresses with Thai digits; the reports hold no personal numbers."""
    findings = check_answer_text("\n".join(_paragraphs(name)), question="")

    assert [finding.code for finding in findings] == ["url-digits"] * found


@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_no_paragraph_counts_as_the_echo_of_its_heading(name: str) -> None:
    paragraphs = _paragraphs(name)

    found = [
        finding
        for heading, paragraph in pairwise(paragraphs)
        for finding in check_answer_text(paragraph, question=heading)
        if finding.code == "duplicate"
    ]

    assert found == []


def test_repeated_paragraphs_of_a_letter_with_its_annex_and_of_a_short_report() -> None:
    """The set of sheets repeats one indicator's text in its annex; the short report nothing."""
    counts = []
    for name in ("000", "001", "002", "003"):
        paragraphs = _paragraphs(name)
        earlier = [
            prepare_others([(str(place), text) for place, text in enumerate(paragraphs[:at])])
            for at in range(len(paragraphs))
        ]
        findings = [
            finding
            for paragraph, others in zip(paragraphs, earlier, strict=True)
            for finding in check_answer_text(paragraph, question="", others=others)
        ]
        counts.append(sum(finding.code == "duplicate" for finding in findings))

    assert counts == [0, 1, 0, 0]
