"""Doubts about what a decider writes to an office, beside it while it is typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tidtam.checks.comment_review import check_review_comment
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.named_offices import named_offices
from tidtam.reviews.comment_hints import level_given
from tidtam.web.http import say

if TYPE_CHECKING:
    from tidtam.checks.finding import Finding
    from tidtam.rounds.models import Item

MOST_HINTS: Final = 6
_MOST_WORDS: Final = 60


def hints_on(item: Item, text: str, *, marks: Sequence[str]) -> list[str]:
    """The doubts about a text in the page's language that hold whichever of some marks is meant.

    The reason of a change may speak of the old mark and of the new one; three queries.

    Args:
        marks: as JSON text; "" for none.
    """
    if not text.strip():
        return []
    names, register = named_offices()
    words = definition_of(item.instrument.framework).words.items()
    found = [
        check_review_comment(
            text,
            about=names[item.submission.office.code],
            register=register,
            level=level_given(item, mark),
            words={number: word.th for number, word in words},
            part=item.node_code,
        )
        for mark in marks
    ]
    keys = [{_key(each) for each in findings} for findings in found]
    stands = [each for each in found[0] if all(_key(each) in known for known in keys)]
    return list(dict.fromkeys(_sentence(each) for each in stands))[:MOST_HINTS]


def _key(finding: Finding) -> tuple[str, int, int]:
    return finding.code, finding.where.start, finding.where.end


def _sentence(finding: Finding) -> str:
    words = " ".join(finding.words.split())
    if not words or len(words) > _MOST_WORDS:
        return say(finding.why)
    return f"“{words}”: {say(finding.why)}"
