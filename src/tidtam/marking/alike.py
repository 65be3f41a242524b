"""Which comments are the same, or nearly: whatever office they are about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from tidtam.thai.text import normalise

#: In a comment, what stands for the office's name.
PLACEHOLDER: Final = "{office}"
# Letters and digits only: Thai vowels above and below the line and tones go as well.
_NO_LETTERS: Final = re.compile(r"[\W_]+")
#: So many texts are compared with all others at a time; more would only take memory.
_ROWS: Final = 256


def bare_comment(comment: str) -> str:
    """The bare letters of a comment: without the office, spaces and signs, in small letters."""
    return _NO_LETTERS.sub("", normalise(comment).replace(PLACEHOLDER, " ").casefold())


def alike_groups(texts: Sequence[tuple[str, str]], least: float) -> list[tuple[int, ...]]:
    """The places of the texts that are the same or nearly, in groups of two and more.

    The same text is the same wherever it stands; nearly the same counts within one shelf, so
    that thousands of comments are not each held against each other. Groups join where one text
    is near both.

    Args:
        texts: each text with its shelf (the indicator it is about).
        least: from 0 to 1, how alike two texts of a shelf must be.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    shelves: defaultdict[str, set[str]] = defaultdict(set)
    for place, (text, shelf) in enumerate(texts):
        places[text].append(place)
        shelves[shelf].add(text)
    groups = _Groups()
    for shelf in sorted(shelves):
        for one, other in _near(sorted(shelves[shelf], key=lambda text: (len(text), text)), least):
            groups.join(one, other)
    members: defaultdict[str, list[int]] = defaultdict(list)
    for text, found in places.items():
        members[groups.head(text)].extend(found)
    return sorted(tuple(sorted(group)) for group in members.values() if len(group) > 1)


def _near(texts: Sequence[str], least: float) -> list[tuple[str, str]]:
    """The pairs of different texts that are alike enough; ``texts`` from short to long."""
    found: list[tuple[str, str]] = []
    for start in range(0, len(texts), _ROWS):
        rows = texts[start : start + _ROWS]
        scores = cdist(rows, texts[start:], scorer=fuzz.ratio, score_cutoff=least * 100)
        for row, column in zip(*np.nonzero(scores), strict=True):
            if row < column:
                found.append((rows[row], texts[start + column]))
    return found


class _Groups:
    """Texts joined two by two; each group has a head."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def head(self, text: str) -> str:
        way = [text]
        while way[-1] in self._above:
            way.append(self._above[way[-1]])
        for below, _next in pairwise(way):
            self._above[below] = way[-1]
        return way[-1]

    def join(self, one: str, other: str) -> None:
        first, second = sorted((self.head(one), self.head(other)))
        if first != second:
            self._above[second] = first
