"""The way from an office's result to its appeals as a template tag: ``{% load appeals %}``."""

from __future__ import annotations

from typing import Any

from django import template

from tidtam.appeals.states import AppealState
from tidtam.people.actor import Actor
from tidtam.rounds.models import Round
from tidtam.web.appeals.shown import shown_window

register = template.Library()


@register.inclusion_tag("web/appeals/link.html", takes_context=True)
def appeals_link(
    context: template.Context, round_: Round, office_code: str, named: str = ""
) -> dict[str, Any]:
    """A link to the office's appeals of a published round, for its own people; else nothing.

    One query, and none for others.

    Args:
        named: what tells the link apart where a page has several.
    """
    actor: Actor | None = context.get("actor")
    state = AppealState.WRITING.value
    if actor is None or not actor.may("appeals.write", agency_code=office_code, state=state):
        return {"window": None}
    return {"window": shown_window(round_), "round": round_, "named": named}
