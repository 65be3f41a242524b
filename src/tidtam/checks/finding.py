"""What a check says: where, which words, why, and what could stand there instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tidtam.thai.bilingual import Bilingual

# error: must not be printed so; warning: very likely wrong; hint: worth a look.
Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words stand.

    Attributes:
        part: the part of the document ("overall comment", "6a"), as the caller names it.
        start: offset of the first character in the normalised text (``thai.text.normalise``).
        end: offset behind the last character.
    """

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt about a text; nothing is ever corrected without a person's consent.

    Attributes:
        code: the stable code of the check ("office-conflict").
        severity: how sure and how serious.
        where: the place of ``words``.
        words: the words in doubt, as they stand.
        why: the reason, with the facts it rests on.
        proposal: what could replace ``words``; empty where there is none.
    """

    code: str
    severity: Severity
    where: Place
    words: str
    why: Bilingual
    proposal: str = ""
