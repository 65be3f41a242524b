"""What every scoring rule is: read an answer, score it, say in words what was done."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Generic, TypeVar

from tidtam.scoring.values import Status
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Scale:
    """The lowest and highest mark a reviewer may give."""

    lowest: int = 1
    highest: int = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule makes of one answer.

    Attributes:
        value: the score or the measured value; None when it cannot be computed.
        feeds: whether the value enters the mean above.
        status: rated, unless the rule says otherwise.
        word: the rule's own word, where it has one; otherwise the band's word applies.
        warnings: doubts a person should look at; they change no number.
        small_count: a sensitive count under ten stands behind it; hide it in public.
        steps: what was done, in order, for a reader who asks why.
    """

    value: Fraction | None
    feeds: bool = True
    status: Status = Status.RATED
    word: Bilingual | None = None
    warnings: tuple[Bilingual, ...] = ()
    small_count: bool = False
    steps: tuple[Bilingual, ...] = field(default=(), compare=False)


Seen = TypeVar("Seen")
NOT_COMPUTABLE = Bilingual("คำนวณไม่ได้", "cannot be computed")


class Rule(ABC, Generic[Seen]):
    """One way to turn an answer into a score; its parameters are the file's data."""

    @abstractmethod
    def read(self, raw: object, scale: Scale) -> Seen:
        """The answer, checked; raises AnswerError without a place, which the caller adds."""

    @abstractmethod
    def score(self, seen: Seen) -> Outcome:
        """The outcome of a checked answer; exact."""

    def problems(self) -> Sequence[Bilingual]:
        """Contradictions among the rule's own parameters, for the check of a file."""
        return ()


def not_computable(why: Bilingual) -> Outcome:
    """คำนวณไม่ได้: left out of the mean, never 0."""
    step = Bilingual(f"{NOT_COMPUTABLE.th}: {why.th}", f"{NOT_COMPUTABLE.en}: {why.en}")
    return Outcome(None, feeds=False, status=Status.NOT_COMPUTABLE, warnings=(why,), steps=(step,))
