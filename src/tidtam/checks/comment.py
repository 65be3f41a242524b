"""Everything that is checked on a comment of a result sheet, in one call."""

from __future__ import annotations

from tidtam.checks.finding import Finding
from tidtam.checks.level_words import Totals, check_level_words
from tidtam.checks.office_names import OfficeName, OfficeRegister, check_office_names


def check_comment(
    text: str,
    *,
    about: OfficeName,
    register: OfficeRegister,
    totals: Totals,
    part: str = "",
) -> tuple[Finding, ...]:
    """The doubts about a comment on one office's result, in the order of the text.

    Args:
        text: the comment.
        about: the office the sheet is about.
        register: all offices.
        totals: the total level and how many indicators have each level.
        part: the part of the sheet, for the findings' places.
    """
    findings = (
        *check_office_names(text, about=about, register=register, part=part),
        *check_level_words(text, totals, part=part),
    )
    return tuple(sorted(findings, key=lambda finding: finding.where.start))
