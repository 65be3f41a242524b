"""What is asked of a reviewer's comment, as data: at which levels, and how long."""

from __future__ import annotations

from typing import Final

# The office is to learn what to do better: a mark of these levels is not done without a comment.
LEVELS_WITH_COMMENT: Final = frozenset({1, 2})
# Characters without spaces under which a comment hardly says anything; a hint, no refusal.
LEAST_COMMENT: Final = 30
# How many earlier comments on the same indicator a new one is held against.
MOST_OTHERS: Final = 100


def needs_comment(level: int | None) -> bool:
    """Whether a mark of this level is not done without a comment."""
    return level in LEVELS_WITH_COMMENT
