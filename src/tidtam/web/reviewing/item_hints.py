"""Doubts about a comment, beside it while it is typed; they never block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tidtam.reviews.comment_hints import comment_hints
from tidtam.web.http import say

if TYPE_CHECKING:
    from tidtam.checks.finding import Finding
    from tidtam.reviews.models import Assignment

MOST_HINTS: Final = 8
_MOST_WORDS: Final = 60


def hints_on(assignment: Assignment, *, comment: str, answer: str) -> list[str]:
    """The doubts about a comment in the page's language, each once, in the order of the text."""
    found = comment_hints(assignment, comment=comment, answer=answer)
    return list(dict.fromkeys(_sentence(each) for each in found))[:MOST_HINTS]


def _sentence(finding: Finding) -> str:
    words = " ".join(finding.words.split())
    if not words or len(words) > _MOST_WORDS:
        return say(finding.why)
    return f"“{words}”: {say(finding.why)}"
