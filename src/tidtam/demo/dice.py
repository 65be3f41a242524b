"""Numbers that look thrown but are always the same: taken from SHA-256 of what they are for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


def throw(*what: str, sides: int) -> int:
    """A number 0 … ``sides - 1`` that depends only on ``what``."""
    seed = hashlib.sha256("\x1f".join(what).encode()).digest()
    return int.from_bytes(seed[:8], "big") % sides


def choose(things: Sequence[Thing], *what: str) -> Thing:
    """One of the things, always the same for the same ``what``."""
    return things[throw(*what, sides=len(things))]
