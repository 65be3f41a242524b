"""Everything that is checked on a reviewer's comment on one indicator, in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tidtam.checks.answer_personal import check_personal
from tidtam.checks.comment import check_comment
from tidtam.checks.comment_length import check_comment_length
from tidtam.checks.comment_office import PLACEHOLDER, Filled, check_placeholder
from tidtam.checks.comment_same import check_same
from tidtam.checks.finding import Finding
from tidtam.checks.level_totals import LEVEL_WORDS, Totals
from tidtam.checks.office_names import OfficeName, OfficeRegister
from tidtam.thai.text import normalise


def check_review_comment(
    text: str,
    *,
    about: OfficeName,
    register: OfficeRegister,
    level: int | None,
    words: Mapping[int, str] = LEVEL_WORDS,
    is_needed: bool = False,
    least: int = 0,
    others: Sequence[tuple[str, str]] = (),
    part: str = "",
) -> tuple[Finding, ...]:
    """The doubts about a comment, in the order of the text, placed in the text as it stands.

    Args:
        text: the comment; ``{office}`` stands for the office's name.
        about: the office the comment is on.
        register: all offices.
        level: the level given; None where there is none, or no level (N/A, a target).
        words: level to its word.
        is_needed: whether the mark given asks for a comment.
        least: how many characters without spaces a comment should have.
        others: what was written on other offices, as (name of the office, comment).
        part: the part of the page, for the findings' places.
    """
    text = normalise(text)
    filled = Filled(text, about.short)
    totals = Totals(level, {} if level is None else {level: 1}, words=words)
    of_the_whole = check_comment(
        filled.text, about=about, register=register, totals=totals, part=part
    )
    findings = (
        *check_comment_length(text, least=least, is_needed=is_needed, part=part),
        *(_placed(finding, filled, about) for finding in of_the_whole),
        *check_placeholder(text, part),
        *check_same(text, others=others, part=part),
        *check_personal(text, part),
    )
    return tuple(sorted(findings, key=lambda finding: finding.where.start))


def _placed(finding: Finding, filled: Filled, about: OfficeName) -> Finding:
    """A finding on the filled text, placed in the text as it stands; it proposes ``{office}``."""
    if finding.proposal in (about.full, about.short):
        finding = replace(finding, proposal=PLACEHOLDER)
    return filled.back(finding)
