"""The marks of a round, read from the database into the plain grid of :mod:`tidtam.reviews.grid`.

The page, the Excel template and the reader of a filled template all start here, so all
three ask for the same nodes, show the same words and mean the same answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from tidtam.frameworks.queries import definition_of
from tidtam.orgs.models import Agency
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor
from tidtam.reviews.grid import (
    ENTRY_SPECIALS,
    Answer,
    Cell,
    Column,
    MarksTemplate,
    Row,
    Sheet,
    full_label,
)
from tidtam.reviews.queries import marks_of
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.json_text import parse_json, write_json
from tidtam.thai.bilingual import Bilingual

Place = tuple[int, str]  # office id and node code

# Rules whose answer is one figure, {"value": …}; the others need a form of their own.
_ONE_FIGURE: Final = frozenset({"target", "linear", "piecewise", "three_anchors"})
_LARGEST: Final = Decimal(999_999_999)


@dataclass(frozen=True, slots=True)
class StoredMark:
    """A mark as it is stored: the answer, how often it was edited, and who did so last."""

    answer: Answer | None
    edit: int
    changed_by: str


def columns_of(definition: Framework) -> tuple[Column, ...]:
    """The nodes that any kind of office is asked for, in printing order."""
    return tuple(_column(definition, node) for node in _asked(definition) if _fits_a_cell(node))


def left_out(definition: Framework) -> tuple[Node, ...]:
    """Asked nodes whose answer is more than one figure and so fits no cell."""
    return tuple(node for node in _asked(definition) if not _fits_a_cell(node))


def _asked(definition: Framework) -> Iterable[Node]:
    codes = {code for kind in definition.office_kinds for code in definition.asked(kind.code)}
    return (node for code, node in definition.by_code.items() if code in codes)


def _fits_a_cell(node: Node) -> bool:
    return node.rule.kind == "rubric" or node.rule.kind in _ONE_FIGURE


def _column(definition: Framework, node: Node) -> Column:
    highest = getattr(node.rule, "maximum", None)
    words = {value.code.value: value.printed for value in definition.special_values}
    return Column(
        code=node.code,
        label=full_label(node.code, node.label.th),
        title=node.title.th,
        kind="mark" if node.rule.kind == "rubric" else "value",
        specials={code: word for code, word in words.items() if code in ENTRY_SPECIALS},
        states={code: word for code, word in words.items() if code not in ENTRY_SPECIALS},
        levels=tuple(sorted(definition.words)),
        highest=_LARGEST if highest is None else Decimal(highest.numerator) / highest.denominator,
    )


def framework_kind(office: Agency) -> str:
    """The kind of office as framework files name it: "primary" or "secondary"."""
    return FRAMEWORK_KINDS[AgencyKind(office.kind)]


def stored_marks(instrument: Instrument, *, offices: Iterable[Agency]) -> dict[Place, StoredMark]:
    """The marks of some offices under one instrument, in one query."""
    rows = marks_of(instrument, office_ids=[office.pk for office in offices]).values_list(
        "office_id", "node_code", "answer", "edit", "changed_by"
    )
    return {
        (office_id, code): StoredMark(answer_of(answer), edit, changed_by)
        for office_id, code, answer, edit, changed_by in rows
    }


def sheet_of(
    instrument: Instrument, *, offices: Sequence[Agency], stored: Mapping[Place, StoredMark]
) -> Sheet:
    """The grid of one instrument for ``offices``, in their order."""
    definition = definition_of(instrument.framework)
    columns = columns_of(definition)
    return Sheet(
        framework_code=instrument.framework.code,
        framework_checksum=instrument.framework.checksum,
        title=definition.title,
        columns=columns,
        rows=tuple(_row(office, definition, columns, stored) for office in offices),
        short_title=definition.short_title.th,
    )


def _row(
    office: Agency,
    definition: Framework,
    columns: tuple[Column, ...],
    stored: Mapping[Place, StoredMark],
) -> Row:
    kind = framework_kind(office)
    asked = definition.asked(kind)
    cells = []
    for column in columns:
        held = stored.get((office.pk, column.code))
        cells.append(Cell(held.answer if held else None, applicable=column.code in asked))
    return Row(office.code, office.short_th, kind, tuple(cells))


def marks_template(round_: Round, *, actor: Actor, with_answers: bool = True) -> MarksTemplate:
    """Every instrument and office of a round; without answers where only the keys matter."""
    actor.must("marks.see")
    offices = list(offices_asked(round_))
    return MarksTemplate(
        round_code=round_.code,
        round_title=Bilingual(round_.title_th, round_.title_en),
        is_demo=round_.is_demo,
        sheets=tuple(
            sheet_of(
                instrument,
                offices=offices,
                stored=stored_marks(instrument, offices=offices) if with_answers else {},
            )
            for instrument in instruments_of(round_)
        ),
    )


@lru_cache(maxsize=4096)
def answer_of(text: str) -> Answer | None:
    """What the JSON text of a stored mark says; None for an answer that fits no cell."""
    raw = parse_json(text)
    if isinstance(raw, str):
        return Answer("special", raw)
    if isinstance(raw, int):
        return Answer("mark", str(raw))
    value = raw.get("value") if isinstance(raw, dict) else None
    return Answer("value", _plain(Decimal(value))) if isinstance(value, int | Decimal) else None


def _plain(value: Decimal) -> str:
    """``value`` as cells print it: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def json_of(answer: Answer) -> str:
    """The JSON text under which an answer is stored; the reverse of :func:`answer_of`."""
    if answer.kind == "mark":
        return write_json(int(answer.text))
    if answer.kind == "special":
        return write_json(answer.text)
    return write_json({"value": Decimal(answer.text)})
