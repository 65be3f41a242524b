"""Hints beside a field while it is typed: quick doubts about one answer; they never block."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tidtam.checks.answer import check_answer_text
from tidtam.forms.kinds.count import Count
from tidtam.forms.states import AnswerState
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.forms.definition import Question
    from tidtam.forms.kinds import Plain

MOST_HINTS = 8


def hints_of(question: Question, state: AnswerState, value: object) -> tuple[Bilingual, ...]:
    """The doubts about one answer, each once, the kind's own first.

    Comparing with other answers takes longer and waits for the review page.
    """
    if state is not AnswerState.ANSWERED or value is None:
        return ()
    known = cast("Plain", value)
    found = dict.fromkeys(question.answer.hints(known))
    for text in question.answer.texts(known):
        for finding in check_answer_text(text, question=question.title.th):
            found.setdefault(finding.why)
    return tuple(found)[:MOST_HINTS]


def percent_of(question: Question, value: object) -> str | None:
    """The percentage of a count ("60.00"); None for other kinds and where it has none."""
    if not isinstance(question.answer, Count) or value is None:
        return None
    known = cast("Plain", value)
    if question.answer.percent(known) is None:
        return None
    return question.answer.percent_text(known)
