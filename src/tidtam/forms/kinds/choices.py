"""One of several; a checklist that is ticked; milestones that build on each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tidtam.forms.kinds.base import Kind, Plain, Table, as_fields, as_text
from tidtam.forms.kinds.options import Option, option_problems, read_code, read_codes, title_of
from tidtam.thai.bilingual import Bilingual

_YES = {"th": "มี", "en": "Yes"}
_NO = {"th": "–", "en": "–"}


@dataclass(frozen=True)
class Choice(Kind):
    """One of several. Canonical: the code of the option, ``"both_rounds"``."""

    options: tuple[Option, ...]
    kind: Literal["choice"] = "choice"

    def read(self, raw: object) -> str:
        return read_code(raw, self.options)

    def is_empty(self, value: Plain) -> bool:
        return not value

    def plain(self, value: Plain, language: str = "th") -> str:
        return title_of(as_text(value), self.options, language) if value else ""

    def problems(self) -> tuple[Bilingual, ...]:
        return option_problems(self.options)


@dataclass(frozen=True)
class Checklist(Kind):
    """What is there of a list. Canonical: ``{"items": [codes in the order of the form]}``."""

    options: tuple[Option, ...]
    kind: Literal["checklist"] = "checklist"

    def read(self, raw: object) -> dict[str, Plain]:
        return {"items": list(read_codes(raw, self.options, "items"))}

    def is_empty(self, value: Plain) -> bool:
        return not as_fields(value)["items"]

    def plain(self, value: Plain, language: str = "th") -> str:
        if self.is_empty(value):
            return ""
        ticked = [title_of(code, self.options, language) for code in _codes(value, "items")]
        names = ", ".join(ticked)
        if language.startswith("en"):
            return f"{len(ticked)} of {len(self.options)}: {names}"
        return f"{len(ticked)} จาก {len(self.options)} รายการ: {names}"

    def table(self, value: Plain, language: str = "th") -> Table:
        headers = ("Item", "Present") if language.startswith("en") else ("รายการ", "มี")
        return _ticks(headers, self.options, _codes(value, "items"), language)

    def problems(self) -> tuple[Bilingual, ...]:
        return option_problems(self.options)


@dataclass(frozen=True)
class Milestones(Kind):
    """Steps in their order. Canonical: ``{"reached": [codes in the order of the form]}``."""

    steps: tuple[Option, ...]
    kind: Literal["milestones"] = "milestones"

    def read(self, raw: object) -> dict[str, Plain]:
        return {"reached": list(read_codes(raw, self.steps, "reached"))}

    def is_empty(self, value: Plain) -> bool:
        return not as_fields(value)["reached"]

    def level(self, value: Plain) -> int:
        """How many steps are reached in a row from the first."""
        reached = _codes(value, "reached")
        level = 0
        while level < len(self.steps) and self.steps[level].code in reached:
            level += 1
        return level

    def plain(self, value: Plain, language: str = "th") -> str:
        if self.is_empty(value):
            return ""
        level, total = self.level(value), len(self.steps)
        names = ", ".join(title_of(code, self.steps, language) for code in _codes(value, "reached"))
        if language.startswith("en"):
            return f"Step {level} of {total} in a row: {names}"
        return f"ถึงขั้นที่ {level} จาก {total} ขั้น: {names}"

    def hints(self, value: Plain) -> tuple[Bilingual, ...]:
        level, reached = self.level(value), _codes(value, "reached")
        if len(reached) <= level:
            return ()
        gap = self.steps[level].title
        return (
            Bilingual(
                f"ขั้นหลังจากนี้ยังไม่นับ เพราะยังไม่ได้เลือกขั้น “{gap.th}”",
                f"Later steps do not count yet: the step “{gap.en or gap.th}” is not reached.",
            ),
        )

    def table(self, value: Plain, language: str = "th") -> Table:
        headers = ("Step", "Reached") if language.startswith("en") else ("ขั้น", "ถึงแล้ว")
        return _ticks(headers, self.steps, _codes(value, "reached"), language)

    def problems(self) -> tuple[Bilingual, ...]:
        return option_problems(self.steps)


def _codes(value: Plain, field: str) -> list[str]:
    codes = as_fields(value)[field]
    return [code for code in codes if isinstance(code, str)]


def _ticks(
    headers: tuple[str, str], options: tuple[Option, ...], ticked: list[str], language: str
) -> Table:
    spoken = "en" if language.startswith("en") else "th"
    rows = tuple(
        (
            option.title.in_language(language),
            _YES[spoken] if option.code in ticked else _NO[spoken],
        )
        for option in options
    )
    return Table(headers, rows)
