"""Rich text: paragraphs, lists, tables, bold and links, as reports print them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tidtam.forms import rich_text
from tidtam.forms.errors import AnswerProblem, shown
from tidtam.forms.kinds.base import Kind, Plain, as_text


@dataclass(frozen=True)
class Text(Kind):
    """A text with simple form. Canonical: the limited HTML of ``forms.rich_text.clean``."""

    kind: Literal["text"] = "text"

    def read(self, raw: object) -> str:
        if raw is None:
            return ""
        if not isinstance(raw, str):
            raise AnswerProblem(
                f"{shown(raw)} ไม่ใช่ข้อความ ให้พิมพ์หรือวางเป็นข้อความ",
                f"{shown(raw)} is not a text; type or paste a text.",
            )
        try:
            html = rich_text.clean(raw)
        except rich_text.RichTextProblem as problem:
            raise AnswerProblem(problem.th, problem.en) from None
        return "" if rich_text.is_empty(html) else html

    def is_empty(self, value: Plain) -> bool:
        return not value

    def plain(self, value: Plain, language: str = "th") -> str:
        return rich_text.plain(as_text(value)) if value else ""

    def texts(self, value: Plain) -> tuple[str, ...]:
        return (self.plain(value),) if value else ()
