"""What every scoring rule is: read an answer, score it, say in words what was done."""

from __future__ import annotations

from abc import ABC, abstractmethod
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
        steps: what was done, in order, for a reader who asks why.
    """

    value: Fraction | None
    feeds: bool = True
    status: Status = Status.RATED
    word: Bilingual | None = None
    warnings: tuple[Bilingual, ...] = ()
    steps: tuple[Bilingual, ...] = field(default=(), compare=False)


Seen = TypeVar("Seen")


class Rule(ABC, Generic[Seen]):
    """One way to turn an answer into a score; its parameters are the file's data."""

    @abstractmethod
    def read(self, raw: object, scale: Scale) -> Seen:
        """The answer, checked; raises AnswerError without a place, which the caller adds."""

    @abstractmethod
    def score(self, seen: Seen) -> Outcome:
        """The outcome of a checked answer; exact."""
