"""An answer as people read it: rich text, a table, or one line; nothing to fill in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from tidtam.forms.kinds.count import Count
from tidtam.forms.kinds.text import Text
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.forms.kinds import Plain, Table
    from tidtam.rounds.content import ReadAnswer


@dataclass(frozen=True, slots=True)
class Reading:
    """One answer to be read; exactly one of ``html``, ``table`` and ``text`` holds something.

    Attributes:
        html: rich text, canonical HTML of ``forms.rich_text``: safe as it stands.
        state: said where nothing was answered; ``reason`` with it.
    """

    state: Bilingual
    is_answered: bool
    html: SafeString
    table: Table | None
    text: str
    reason: str


def reading_of(answer: ReadAnswer) -> Reading:
    """A stored answer in the page's language."""
    language = get_language() or "th"
    value, kind = cast("Plain", answer.value), answer.question.answer
    html, table, text = SafeString(""), None, ""
    is_answered = answer.state is AnswerState.ANSWERED and answer.value is not None
    if is_answered and isinstance(kind, Text):
        # Only what forms.rich_text wrote is ever stored: no attribute but a safe link's.
        html = mark_safe(str(value))  # noqa: S308
    elif is_answered:
        table = None if isinstance(kind, Count) else kind.table(value, language)
        text = "" if table else kind.plain(value, language)
    return Reading(
        state=ANSWER_STATE_NAMES[answer.state],
        is_answered=is_answered,
        html=html,
        table=table,
        text=text,
        reason=answer.reason,
    )
