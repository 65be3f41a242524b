"""A question as the page shows it: what is stored, or what was typed and could not be kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tidtam.forms import rich_text
from tidtam.forms.kinds.choices import Checklist, Choice, Milestones
from tidtam.forms.kinds.count import Count
from tidtam.forms.kinds.day import Day
from tidtam.forms.kinds.line import Line
from tidtam.forms.kinds.number import Number
from tidtam.forms.kinds.options import Option
from tidtam.forms.kinds.rows import Rows
from tidtam.forms.kinds.text import Text
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.rounds.content import ReadAnswer
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_date
from tidtam.web.http import say
from tidtam.web.office.hints import hints_of, percent_of
from tidtam.web.office.moments import said_moment
from tidtam.web.office.reading import Reading, reading_of

if TYPE_CHECKING:
    from tidtam.forms.definition import Question
    from tidtam.forms.kinds import AnyKind, Plain

SPARE_ROWS = 1


@dataclass(frozen=True, slots=True)
class Choose:
    """One thing to choose or tick."""

    code: str
    title: Bilingual
    is_on: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table of rows; ``shown`` is what stands in its field."""

    name: str
    code: str
    title: Bilingual
    kind: str
    shown: str
    options: tuple[Choose, ...] = ()
    unit: Bilingual | None = None
    is_long: bool = False
    is_required: bool = False
    error: str = ""


@dataclass(frozen=True)
class Clash:
    """What somebody else saved meanwhile: shown beside the text that was typed."""

    edit: int
    by: str
    at: str
    shown: str
    state: Bilingual
    reason: str


@dataclass(frozen=True)
class Field:
    """One question on the page.

    Attributes:
        answer: what is stored.
        edit: what a form without scripts says it has seen; ``script_edit`` what the script says,
            which shows two texts by itself.
        shown: what stands in the field: text, or parts of it by name.
        html: rich text as the page's editor wants it.
        error: why what was typed was not kept; "" for nothing wrong.
        error_at: name of the part the error is about, for its own mark; "" for the whole.
        earlier: what the office said in the last round; None where it said nothing.
    """

    question: Question
    answer: ReadAnswer
    kind: str
    state: AnswerState
    reason: str
    edit: int
    script_edit: int
    shown: Any
    html: str = ""
    options: tuple[Choose, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    head: tuple[Cell, ...] = ()
    hints: tuple[Bilingual, ...] = ()
    percent: str = ""
    reading: Reading | None = None
    earlier: ReadAnswer | None = None
    earlier_reading: Reading | None = None
    error: str = ""
    error_at: str = ""
    clash: Clash | None = None

    @property
    def code(self) -> str:
        return self.question.code

    @property
    def id(self) -> str:
        """Id of the field on the page, and the start of its names in a form."""
        return f"q-{self.question.code}"

    @property
    def error_id(self) -> str:
        """Where a link of the error summary leads."""
        if self.kind in ("checklist", "milestones", "choice"):
            return f"{self.id}-1"
        if self.error_at:
            return f"{self.id}-{self.error_at}"
        return self.id if self.kind != "count" else f"{self.id}-n"

    @property
    def message_id(self) -> str:
        """Id of the place where the error stands."""
        return f"{self.id}-error"

    @property
    def part(self) -> str:
        """The part of the value that the ticked boxes are, as the page's script names it."""
        return {"checklist": "items", "milestones": "reached"}.get(self.kind, "value")

    @property
    def saved_words(self) -> str:
        """When the answer was saved; "" for never."""
        return said_moment(self.answer.saved_at) if self.answer.saved_at else ""

    @property
    def hint_words(self) -> list[str]:
        return [say(hint) for hint in self.hints]

    @property
    def states(self) -> tuple[tuple[AnswerState, Bilingual], ...]:
        """The states this question allows, as radio buttons."""
        allowed = [AnswerState.ANSWERED]
        if self.question.may_be_none:
            allowed.append(AnswerState.NONE)
        if self.question.may_not_apply:
            allowed.append(AnswerState.NOT_APPLICABLE)
        return tuple((state, ANSWER_STATE_NAMES[state]) for state in allowed)

    @property
    def unit(self) -> Bilingual | None:
        return getattr(self.question.answer, "unit", None)

    @property
    def is_long(self) -> bool:
        return isinstance(self.question.answer, Line) and self.question.answer.multiline


@dataclass(frozen=True)
class Typed:
    """What a form without scripts sent for one question and could not be kept."""

    state: AnswerState
    reason: str
    raw: object
    error: str
    seen: int
    path: tuple[str | int, ...] = field(default=())
    clash: Clash | None = None


def field_of(
    answer: ReadAnswer, *, earlier: ReadAnswer | None = None, typed: Typed | None = None
) -> Field:
    """A stored answer as a field; with ``typed``, what was typed stands in it."""
    question = answer.question
    state = typed.state if typed else answer.state
    made = Field(
        question=question,
        answer=answer,
        kind=question.answer.kind,
        state=state,
        reason=typed.reason if typed else answer.reason,
        edit=_edit_of(answer, typed),
        script_edit=typed.seen if typed else answer.edit,
        shown="",
        hints=hints_of(question, answer.state, answer.value),
        percent=percent_of(question, answer.value) or "",
        reading=reading_of(answer),
        earlier=earlier,
        earlier_reading=reading_of(earlier) if earlier else None,
    )
    raw = typed.raw if typed else answer.value
    filled = replace(made, **_parts(question.answer, raw, made.id))
    if typed is None:
        return filled
    return replace(filled, error=typed.error, error_at=_place(typed.path), clash=typed.clash)


def _edit_of(answer: ReadAnswer, typed: Typed | None) -> int:
    """What the reader has seen: the stored text, the one shown beside, or still the old one."""
    if typed is None:
        return answer.edit
    return typed.clash.edit if typed.clash else typed.seen


def _place(path: tuple[str | int, ...]) -> str:
    return "-".join(map(str, path))


def _parts(kind: AnyKind, raw: object, name: str) -> dict[str, Any]:
    """What stands in the parts of a field: of a canonical value, or as it was typed."""
    if isinstance(kind, Rows):
        return _rows(kind, raw, name)
    if isinstance(kind, Count):
        pair = raw if isinstance(raw, dict) else {}
        return {"shown": {part: _text(pair.get(part)) for part in ("n", "of")}}
    if isinstance(kind, Checklist):
        return {"options": _chosen(kind.options, _codes(raw, "items"))}
    if isinstance(kind, Milestones):
        return {"options": _chosen(kind.steps, _codes(raw, "reached"))}
    if isinstance(kind, Choice):
        return {"options": _chosen(kind.options, [_text(raw)])}
    if isinstance(kind, Text):
        return _rich(raw)
    return {"shown": shown_in_field(kind, raw)}


def _rich(raw: object) -> dict[str, Any]:
    """Rich text in both of its spellings, whichever was typed."""
    text = _text(raw)
    if text.startswith("<"):
        return {"shown": rich_text.to_marked(text), "html": text}
    try:
        return {"shown": text, "html": rich_text.from_marked(text)}
    except rich_text.RichTextProblem:  # too long: it still stands in the field as typed
        return {"shown": text, "html": ""}


def shown_in_field(kind: object, raw: object) -> str:
    """A value as it stands in a plain field: dates in the Buddhist era."""
    text = _text(raw)
    if isinstance(kind, Day) and len(text) == 10 and text[4] == "-":
        return _day(text)
    return text


def _day(text: str) -> str:
    try:
        return thai_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""


def _codes(raw: object, part: str) -> list[str]:
    codes = raw.get(part) if isinstance(raw, dict) else raw
    return [code for code in codes if isinstance(code, str)] if isinstance(codes, list) else []


def _chosen(options: tuple[Option, ...], codes: list[str]) -> tuple[Choose, ...]:
    return tuple(Choose(each.code, each.title, each.code in codes) for each in options)


def _rows(kind: Rows, raw: object, name: str) -> dict[str, Any]:
    given = [row for row in raw if isinstance(row, dict)] if isinstance(raw, list) else []
    spare = min(SPARE_ROWS, max(kind.most - len(given), 0))
    filled: list[dict[str, Plain]] = [*given, *[{} for _ in range(spare)]]
    return {
        "head": _row(kind, {}, f"{name}-__n__"),
        "rows": tuple(_row(kind, row, f"{name}-{place}") for place, row in enumerate(filled)),
    }


def _row(kind: Rows, row: dict[str, Plain], name: str) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            name=f"{name}-{column.code}",
            code=column.code,
            title=column.title,
            kind=column.of.kind,
            shown=shown_in_field(column.of, row.get(column.code, "")),
            options=_chosen(column.of.options, [_text(row.get(column.code, ""))])
            if isinstance(column.of, Choice)
            else (),
            unit=column.of.unit if isinstance(column.of, Number) else None,
            is_long=isinstance(column.of, Line) and column.of.multiline,
            is_required=column.required,
        )
        for column in kind.layout
    )
