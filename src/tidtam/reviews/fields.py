"""Fields: what a reviewer is an expert in, as groups of a round's indicators.

A framework without levels is one field ("qp": its code without the year). A nested one is a
field for each top node ("sa/1"); whoever has the whole framework ("sa") has all of them.
"""

from __future__ import annotations

from tidtam.frameworks.queries import definition_of
from tidtam.marking.case import covers as fields_cover
from tidtam.reviews.models import Reviewer
from tidtam.rounds.models import Instrument, Item, Round
from tidtam.rounds.queries import instruments_of
from tidtam.scoring.definition import Framework, Node
from tidtam.thai.bilingual import Bilingual

SEPARATOR = "/"


def fields_of(round_: Round) -> dict[str, Bilingual]:
    """Every field a reviewer of a round can have, in printing order: code -> title."""
    found: dict[str, Bilingual] = {}
    for instrument in _reported(round_):
        definition = definition_of(instrument.framework)
        whole = _whole(definition)
        found[whole] = definition.short_title
        if is_nested(definition):
            for top in definition.nodes:
                found[f"{whole}{SEPARATOR}{top.code}"] = _title(definition, top)
    return found


def field_map(round_: Round) -> dict[int, dict[str, str]]:
    """The field of everything a round asks: instrument -> node code -> field, no query per item."""
    return {
        instrument.pk: _fields_by_node(definition_of(instrument.framework))
        for instrument in _reported(round_)
    }


def field_of(item: Item) -> str:
    """The field of one item."""
    return _fields_by_node(definition_of(item.instrument.framework))[item.node_code]


def covers(reviewer: Reviewer, field: str) -> bool:
    """Whether a reviewer has a field."""
    return fields_cover(reviewer.fields, field)


def is_nested(definition: Framework) -> bool:
    """Whether the indicators stand under top nodes."""
    return any(top.children for top in definition.nodes)


def _fields_by_node(definition: Framework) -> dict[str, str]:
    whole, nested = _whole(definition), is_nested(definition)
    return {
        node.code: f"{whole}{SEPARATOR}{top.code}" if nested else whole
        for top in definition.nodes
        for node in top.walk()
    }


def _whole(definition: Framework) -> str:
    return definition.code.removesuffix(f"-{definition.fiscal_year}")


def _title(definition: Framework, top: Node) -> Bilingual:
    short = definition.short_title
    return Bilingual(
        f"{short.th} {top.label.th} {top.title.th}", f"{short.en} {top.label.en}: {top.title.en}"
    )


def _reported(round_: Round) -> list[Instrument]:
    """The instruments that offices report on; the others have no items."""
    return [each for each in instruments_of(round_) if each.form_id is not None]
