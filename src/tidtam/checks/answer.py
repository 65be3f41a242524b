"""Everything that is checked on one answer while it is typed, in one call.

A first set: the full catalogue of checks joins :data:`_OF_THE_WORDS`, or the sum in
:func:`check_answer_text` where a check needs more than the words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from tidtam.checks.answer_addresses import check_addresses
from tidtam.checks.answer_copies import PreparedOthers, check_copies, prepare_others
from tidtam.checks.answer_echo import check_echo
from tidtam.checks.answer_length import check_length, is_blank
from tidtam.checks.answer_personal import check_personal
from tidtam.checks.finding import Finding
from tidtam.thai.text import normalise

__all__ = ["PreparedOthers", "check_answer_text", "prepare_others"]

# Checks that need nothing but the words: (normalised text, part) to findings.
_OF_THE_WORDS: Final[tuple[Callable[[str, str], tuple[Finding, ...]], ...]] = (
    check_addresses,
    check_personal,
)


def check_answer_text(
    text: str,
    *,
    question: str,
    others: Sequence[tuple[str, str]] | PreparedOthers = (),
    least: int = 0,
    part: str = "",
) -> tuple[Finding, ...]:
    """The doubts about an answer, in the order of the text.

    Args:
        text: the answer as plain text, a paragraph a line.
        question: the words of the question.
        others: the same office's other answers as (where, plain text), or what
            ``prepare_others`` made of them, which may be kept and pickled.
        least: how many characters without spaces an answer should have; 0 asks nothing.
        part: the part of the form, for the findings' places.
    """
    text = normalise(text)
    findings = check_length(text, least=least, part=part)
    if is_blank(text):
        return findings
    prepared = others if isinstance(others, PreparedOthers) else prepare_others(others)
    findings += (
        *check_echo(text, question=question, part=part),
        *check_copies(text, question=question, others=prepared, part=part),
        *(finding for check in _OF_THE_WORDS for finding in check(text, part)),
    )
    return tuple(sorted(findings, key=lambda finding: finding.where.start))
