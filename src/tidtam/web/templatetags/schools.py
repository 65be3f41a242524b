"""``{% load schools %}``: whether a question of an item may be passed on to schools."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django import template

from tidtam.schools.queries import inquiries_of_item
from tidtam.schools.rules import ways_to_ask
from tidtam.web.office.fields import Field

if TYPE_CHECKING:
    from tidtam.rounds.models import Item
    from tidtam.schools.queries import Standing

register = template.Library()


_INQUIRIES = "_school_inquiries"


@register.filter
def may_ask_schools(field: Field, fields: Iterable[Field]) -> bool:
    """Whether the field's question may be passed on; ``fields`` are all of the item. No query."""
    return bool(ways_to_ask(field.question, [each.question for each in fields]))


@register.simple_tag
def school_inquiry(item: Item, field: Field) -> Standing | None:
    """The newest inquiry that asks the field's question; read once for all fields of a page."""
    known: dict[str, Standing] | None = vars(item).get(_INQUIRIES)
    if known is None:
        # Kept with the item: an included template forgets what it held when it ends.
        newest_first = inquiries_of_item(item.pk)
        known = {each.inquiry.question_code: each for each in reversed(newest_first)}
        vars(item)[_INQUIRIES] = known
    return known.get(field.code)
