"""``comment-same``: what was written to another office stands here again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tidtam.checks.answer_copies import check_copies, prepare_others
from tidtam.checks.answer_likeness import bare_letters
from tidtam.checks.comment_office import PLACEHOLDER
from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual

# Under so many bare letters two comments are alike by chance: ดำเนินการครบถ้วนตามเกณฑ์.
_SHORTEST: Final = 30
# From so many on the same words are a copy, not a habit.
_LONG: Final = 100
_MOST_NAMES: Final = 3


def check_same(
    text: str, *, others: Sequence[tuple[str, str]], part: str = ""
) -> tuple[Finding, ...]:
    """The comment, or a paragraph of it, that another office was given too.

    Args:
        text: the comment with ``{office}`` not filled in, so that names make no difference.
        others: the comments on other offices as (name of the office, comment), likewise.

    Silent on short comments, which are alike by chance.
    """
    bare = _bare(text)
    if len(bare) < _SHORTEST:
        return ()
    same = [where for where, other in others if _bare(other) == bare]
    if same:
        return (_whole(text, bare, same, part),)
    for where, other in others:
        copies = check_copies(text, question="", others=prepare_others([(where, other)]), part=part)
        if copies:
            return tuple(_again(copy, where) for copy in copies)
    return ()


def _bare(text: str) -> str:
    return bare_letters(text.replace(PLACEHOLDER, ""))


def _whole(text: str, bare: str, same: Sequence[str], part: str) -> Finding:
    words = text.strip()
    start = text.find(words)
    return Finding(
        "comment-same",
        "warning" if len(bare) >= _LONG else "hint",
        Place(part, start, start + len(words)),
        words,
        _why(same),
    )


def _again(copy: Finding, where: str) -> Finding:
    return Finding("comment-same", "hint", copy.where, copy.words, _why([where]))


def _why(same: Sequence[str]) -> Bilingual:
    names = ", ".join(same[:_MOST_NAMES])
    more = len(same) - _MOST_NAMES
    th = f" และอีก {more} เขต" if more > 0 else ""
    en = f" and {more} more" if more > 0 else ""
    return Bilingual(
        f"เหมือนที่เขียนให้ {names}{th} โปรดตรวจว่าเป็นเรื่องของเขตนี้",
        f"The same as written to {names}{en}; please see that it is about this office.",
    )
