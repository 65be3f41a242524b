"""What was given to one office: the facts that words about levels are held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

# Source: the reference on the field, section 3.
LEVEL_WORDS: Final[Mapping[int, str]] = {
    5: "ดีเยี่ยม",
    4: "ดีมาก",
    3: "ดี",
    2: "พอใช้",
    1: "ปรับปรุง",
}


@dataclass(frozen=True, slots=True)
class Totals:
    """What was given to one office, for one instrument.

    Attributes:
        level: the level of the total; None where there is none.
        counts: level to how many indicators have it.
        not_reported: indicators the office did not report; they count as indicators.
        words: level to its word.
    """

    level: int | None
    counts: Mapping[int, int]
    not_reported: int = 0
    words: Mapping[int, str] = field(default_factory=lambda: LEVEL_WORDS)

    @property
    def indicators(self) -> int:
        """How many indicators count."""
        return sum(self.counts.values()) + self.not_reported
