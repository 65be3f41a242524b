"""A short text: one line, or a few plain lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tidtam.forms.kinds.base import Kind, Plain, as_text
from tidtam.forms.kinds.typed import many_lines, one_line, too_long
from tidtam.thai.bilingual import Bilingual

MOST_CHARACTERS = 20_000


@dataclass(frozen=True)
class Line(Kind):
    """A plain text. Canonical: the text itself, ``"โรงเรียนบ้านตัวอย่าง"``.

    Attributes:
        multiline: several lines are kept; otherwise they become one.
        most: characters taken at most.
    """

    kind: Literal["line"] = "line"
    multiline: bool = False
    most: int = 1000

    def read(self, raw: object) -> str:
        text = many_lines(raw) if self.multiline else one_line(raw)
        if len(text) > self.most:
            raise too_long(len(text), self.most)
        return text

    def is_empty(self, value: Plain) -> bool:
        return not value

    def plain(self, value: Plain, language: str = "th") -> str:
        return as_text(value)

    def texts(self, value: Plain) -> tuple[str, ...]:
        return (as_text(value),) if value else ()

    def problems(self) -> tuple[Bilingual, ...]:
        if 1 <= self.most <= MOST_CHARACTERS:
            return ()
        return (
            Bilingual(
                f'"most" ต้องอยู่ระหว่าง 1 ถึง {MOST_CHARACTERS:,} ให้แก้',
                f'"most" lies between 1 and {MOST_CHARACTERS:,}; correct it',
            ),
        )
