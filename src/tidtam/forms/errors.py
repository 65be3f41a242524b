"""What this room refuses.

FormsError
├── AnswerProblem      an answer that cannot be read; what, where and the remedy
├── StateProblem       a state that this question or answer does not allow
└── UnknownQuestion    a question that the form does not ask
"""

from __future__ import annotations

from collections.abc import Iterable

from tidtam.thai.bilingual import Bilingual

AnswerPath = tuple[str | int, ...]


class FormsError(Exception):
    """One sentence in both languages: what, where, and what to do about it."""

    def __init__(self, th: str, en: str) -> None:
        super().__init__(f"{th} / {en}")
        self.text = Bilingual(th=th, en=en)

    @property
    def th(self) -> str:
        return self.text.th

    @property
    def en(self) -> str:
        return self.text.en


class AnswerProblem(FormsError):
    """An answer that cannot be read; nothing of it was kept.

    Attributes:
        path: where in the answer: ``()``, ``("of",)``, or row (from 0) and column of a table.
    """

    def __init__(self, th: str, en: str, path: AnswerPath = ()) -> None:
        super().__init__(th, en)
        self.path = path


class StateProblem(FormsError):
    """The state does not fit the question, or lacks its reason."""


class UnknownQuestion(FormsError):
    """The form does not ask this question of this item."""


def shown(value: object, limit: int = 40) -> str:
    """``value`` as a reader may safely see it: quoted, one line, never much over ``limit``."""
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, (list, tuple)):
        return "[…]"
    text = value if isinstance(value, str) else _digits(value)
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:limit])
    return f"“{line}…”" if len(text) > limit else f"“{line}”"


def listed(words: Iterable[str], most: int = 12) -> str:
    """Some words for a sentence: the first ones, and an ellipsis where there are more."""
    every = list(words)
    return ", ".join(every[:most]) + (" …" if len(every) > most else "")


def _digits(value: object) -> str:
    """A number as text; Python refuses to write an enormous one."""
    if isinstance(value, int) and value.bit_length() > 512:
        return "(…)"
    return str(value)
