"""Which items two people mark: a draw that anybody can repeat by hand (``docs/assigning.md``)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def how_many(count: int, *, share: int) -> int:
    """``share`` per cent of ``count``, half up.

    >>> how_many(12, share=20), how_many(10, share=25)
    (2, 3)
    """
    if not 0 <= share <= 100:
        raise ValueError(f"a share is 0 to 100 per cent, not {share}")
    return (count * share + 50) // 100


def ticket(item: int, *, seed: str) -> str:
    """The lot of one item: the SHA-256 of ``seed:item`` in hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{item}".encode()).hexdigest()


def draw_doubled(items: Sequence[int], *, share: int, seed: str) -> frozenset[int]:
    """The items with the lowest tickets: exactly ``share`` per cent of all, half up.

    An item named twice counts once. The order of ``items`` does not matter. With a larger share
    and the same seed the items drawn before stay drawn.
    """
    lots = sorted(set(items), key=lambda item: (ticket(item, seed=seed), item))
    return frozenset(lots[: how_many(len(lots), share=share)])
