"""The mark of one item on the page: levels with what each asks for, a figure, a word instead.

What is typed means what it means in the grid of marks (``imports.cells``): one reading.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from tidtam.frameworks.queries import definition_of
from tidtam.imports.cells import Doubt, read_text
from tidtam.reviews.grid import Column
from tidtam.reviews.judging import Judged, judge
from tidtam.reviews.round_grid import answer_of, columns_of, framework_kind, json_of
from tidtam.rounds.models import Item
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.errors import AnswerError
from tidtam.thai.bilingual import Bilingual

_LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Choice:
    """One mark that can be chosen.

    Attributes:
        text: what the form sends.
        level: the level; None for a word instead of one.
        word: the level's word, or what the special value means.
        asks: what the rubric asks for at this level; None where it says nothing.
    """

    text: str
    level: int | None
    word: Bilingual
    asks: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class MarkField:
    """How one item is marked, and what stands there now.

    Attributes:
        kind: "mark" to choose a level, "value" to type a figure, "none" where the rule asks
            for more than one figure.
        choices: levels, highest first; ``specials`` the words instead of one.
        text: what is chosen or typed now; "" for nothing.
    """

    kind: Literal["mark", "value", "none"]
    choices: tuple[Choice, ...]
    specials: tuple[Choice, ...]
    text: str
    highest: str = ""

    @property
    def figure(self) -> str:
        """What stands in the box of a figure: nothing where a word was chosen instead."""
        return "" if self.text in {each.text for each in self.specials} else self.text


@dataclass(frozen=True, slots=True)
class Shown:
    """What a mark comes to, for people: the level and its word."""

    text: str
    level: int | None
    word: Bilingual | None


def mark_field(item: Item, *, answer: str) -> MarkField:
    """The field of an item; ``answer`` is the stored mark as JSON text, "" for none."""
    definition = definition_of(item.instrument.framework)
    node = definition.by_code[item.node_code]
    column = _column(definition, node)
    if column is None:
        return MarkField("none", (), (), "")
    specials = tuple(
        Choice(printed, None, _meaning(definition, code))
        for code, printed in column.specials.items()
    )
    is_mark = column.kind == "mark"
    return MarkField(
        kind="mark" if is_mark else "value",
        choices=_levels(definition, node) if is_mark else (),
        specials=specials,
        text=_text_of(answer, column),
        highest=f"{column.highest:,f}",
    )


def with_text(field: MarkField, text: str) -> MarkField:
    """The field with what was typed in place of what is stored."""
    return replace(field, text=text)


def text_of(item: Item, answer: str) -> str:
    """A stored mark (JSON text) as the field of its item holds it; "" for none."""
    definition = definition_of(item.instrument.framework)
    column = _column(definition, definition.by_code[item.node_code])
    return _text_of(answer, column) if column else ""


def read_mark(item: Item, text: str) -> str | Bilingual:
    """What was typed as JSON text ("" for nothing), or why it is no mark."""
    definition = definition_of(item.instrument.framework)
    column = _column(definition, definition.by_code[item.node_code])
    if column is None:
        return ""
    answer = read_text(text[:_LONGEST], column)
    if isinstance(answer, Doubt):
        shown = text.strip()[:_LONGEST]
        return Bilingual(
            f"“{shown}” {answer.message.th} {answer.remedy.th}",
            f"“{shown}”: {answer.message.en}. {answer.remedy.en}.",
        )
    return "" if answer is None else json_of(answer)


def shown_mark(item: Item, answer: str) -> Shown | None:
    """A mark as people read it; None for none, and for what the framework refuses."""
    if not answer:
        return None
    definition = definition_of(item.instrument.framework)
    kind = framework_kind(item.submission.office)
    try:
        judged: Judged = judge(definition, kind=kind, node_code=item.node_code, answer=answer)
    except (AnswerError, KeyError):
        return None
    return Shown(judged.shown, judged.level, judged.word)


def _column(definition: Framework, node: Node) -> Column | None:
    return next((each for each in columns_of(definition) if each.code == node.code), None)


def _text_of(answer: str, column: Column) -> str:
    """A stored mark as its field holds it."""
    held = answer_of(answer) if answer else None
    if held is None:
        return ""
    return column.specials.get(held.text, "") if held.kind == "special" else held.text


def _levels(definition: Framework, node: Node) -> tuple[Choice, ...]:
    asked = {each.level: each.word for each in node.rubric.levels} if node.rubric else {}
    return tuple(
        Choice(str(each.level), each.level, each.word, asked.get(each.level))
        for each in sorted(definition.levels, key=lambda level: -level.level)
    )


def _meaning(definition: Framework, code: str) -> Bilingual:
    return next(
        (each.meaning for each in definition.special_values if each.code.value == code),
        Bilingual(code, code),
    )
