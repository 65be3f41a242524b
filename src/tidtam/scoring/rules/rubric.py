"""Rule 1: a reviewer chooses a level by the rubric."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from tidtam.scoring.rules.base import Outcome, Rule, Scale
from tidtam.scoring.rules.reading import read_mark
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True)
class Rubric(Rule[int]):
    """The mark is the score. Answer: a whole number within the scale."""

    kind: Literal["rubric"] = "rubric"

    def read(self, raw: object, scale: Scale) -> int:
        return read_mark(raw, scale)

    def score(self, seen: int) -> Outcome:
        return _marked(seen)


@lru_cache(maxsize=256)
def _marked(mark: int) -> Outcome:
    step = Bilingual(th=f"ผู้ประเมินให้ระดับ {mark}", en=f"the reviewer gave level {mark}")
    return Outcome(Fraction(mark), steps=(step,))
