"""What the scoring room refuses.

ScoringError
├── AnswerError       marks or values that the framework does not accept
└── DefinitionError   a framework that contradicts itself
"""

from __future__ import annotations

from tidtam.thai.bilingual import Bilingual


class ScoringError(Exception):
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


class AnswerError(ScoringError):
    """An answer that the framework does not accept; nothing was evaluated."""


class DefinitionError(ScoringError):
    """A framework that contradicts itself."""


def shown(value: object, limit: int = 40) -> str:
    """``value`` as a reader may safely see it: quoted, one line, never much over ``limit``."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and value.bit_length() > 128:
        return str(value)[:12] + "…" if value.bit_length() < 10_000 else "(…)"
    if isinstance(value, str):
        text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[:limit])
        return f'"{text}…"' if len(value) > limit else f'"{text}"'
    if isinstance(value, dict):
        return "{…}"
    if isinstance(value, (list, tuple)):
        return "[…]"
    return str(value)[:limit]
