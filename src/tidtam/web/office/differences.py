"""What changed between two texts, readable in Thai: never half of a letter with its marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

# A Thai letter with its marks; a leading vowel with the letter it belongs to; a Latin word or
# number; a run of spaces; any other sign.
_CLUSTERS: Final = re.compile(
    r"[\u0e40-\u0e44]?[\u0e01-\u0e2e][\u0e30-\u0e3a\u0e45\u0e47-\u0e4e]*|\w+?(?=[\u0e00-\u0e7f]|\b)"
    r"|\s+|.",
    re.DOTALL,
)
# Longer lines are shown as taken out and put in: comparing them would take seconds.
MOST_CLUSTERS: Final = 3_000
# An unchanged stretch shorter than this between two changes reads better as changed.
SHORTEST: Final = 3

Change = Literal["same", "out", "in"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: unchanged, taken out or put in."""

    change: Change
    text: str


def differences(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that lead from one text to the other.

    Those not "in" give ``before`` to the letter, those not "out" give ``after``.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            found.append(Piece("same", left))
        else:
            found += _within(left, right)
    return tuple(_joined(found))


def _within(left: str, right: str) -> Iterator[Piece]:
    old, new = _CLUSTERS.findall(left), _CLUSTERS.findall(right)
    if max(len(old), len(new)) > MOST_CLUSTERS:
        yield Piece("out", left)
        yield Piece("in", right)
        return
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(codes):
        is_between = 0 < place < len(codes) - 1
        if tag == "equal" and not (is_between and b - a < SHORTEST):
            yield Piece("same", "".join(old[a:b]))
            continue
        yield Piece("out", "".join(old[a:b]))
        yield Piece("in", "".join(new[c:d]))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Neighbouring changes as one taken out and one put in."""
    out, put = "", ""
    for piece in [*pieces, Piece("same", "")]:
        if piece.change == "out":
            out += piece.text
        elif piece.change == "in":
            put += piece.text
        else:
            yield from (Piece("out", out),) if out else ()
            yield from (Piece("in", put),) if put else ()
            out, put = "", ""
            yield from (piece,) if piece.text else ()
