"""What every kind of answer is: read what was typed, keep one canonical value, show it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tidtam.thai.bilingual import Bilingual

# A canonical value: what JSON can hold, made of text only, so that nothing is lost on the way.
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


# How grave a hint is: a doubt may be right after all, what is impossible must be corrected.
Severity: TypeAlias = Literal["doubt", "impossible"]


@dataclass(frozen=True, slots=True)
class Table:
    """A composite answer for printing: one header for each column, one cell for each header."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Kind(ABC):
    """One kind of typed answer; its parameters are the form file's data.

    ``read`` is tolerant of what people type and gives the canonical value; reading a canonical
    value gives the same value. The other methods take canonical values only.
    """

    @abstractmethod
    def read(self, raw: object) -> Plain:
        """The canonical value; ``None`` and what holds nothing give the empty value.

        Raises:
            AnswerProblem: it cannot be read; the sentence names the remedy.
        """

    @abstractmethod
    def is_empty(self, value: Plain) -> bool:
        """Whether nothing was answered."""

    def is_complete(self, value: Plain) -> bool:
        """Whether it says all that is asked; a required answer that does not counts as missing."""
        return not self.is_empty(value)

    @abstractmethod
    def plain(self, value: Plain, language: str = "th") -> str:
        """As one reads it on a review page, in search, or in a plain file; "" when empty."""

    def hints(self, value: Plain) -> tuple[Bilingual, ...]:
        """Doubts to look at; they never block."""
        return ()

    def severity(self, value: Plain) -> Severity | None:
        """How grave the hints are; None where there are none."""
        return "doubt" if self.hints(value) else None

    def texts(self, value: Plain) -> tuple[str, ...]:
        """The prose that a person wrote, for the checks of texts; empty texts left out."""
        return ()

    def table(self, value: Plain, language: str = "th") -> Table | None:
        """Headers and cells of a composite answer; None for a simple one."""
        return None

    def problems(self) -> Sequence[Bilingual]:
        """Contradictions among the kind's own parameters, for the check of a file."""
        return ()


def as_text(value: Plain) -> str:
    """A canonical value of a kind whose values are text."""
    if isinstance(value, str):
        return value
    raise TypeError(f"a canonical text was expected, not {type(value).__name__}")


def as_fields(value: Plain) -> dict[str, Plain]:
    """A canonical value of a kind whose values have named parts."""
    if isinstance(value, dict):
        return value
    raise TypeError(f"a canonical table of fields was expected, not {type(value).__name__}")
