"""What is answered and what is missing, for task lists and before submitting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tidtam.forms.definition import Question
from tidtam.forms.kinds import Plain
from tidtam.forms.states import AnswerState
from tidtam.forms.values import is_missing
from tidtam.thai.shares import whole_percent


@dataclass(frozen=True, slots=True)
class Completeness:
    """Counts of questions by what was said about them; two add up.

    Attributes:
        blank: not answered yet, required or not.
        missing: not answered yet though required.
    """

    answered: int = 0
    none: int = 0
    not_applicable: int = 0
    blank: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        """Every question."""
        return self.answered + self.none + self.not_applicable + self.blank

    @property
    def done(self) -> int:
        """Questions about which the office has said something."""
        return self.total - self.blank

    @property
    def complete(self) -> bool:
        """Whether nothing required is missing."""
        return self.missing == 0

    @property
    def percent(self) -> int:
        """Share of questions done, in whole per cent, never 100 before all are; 100 for none."""
        return whole_percent(self.done, self.total) if self.total else 100

    def __add__(self, other: Completeness) -> Completeness:
        return Completeness(
            self.answered + other.answered,
            self.none + other.none,
            self.not_applicable + other.not_applicable,
            self.blank + other.blank,
            self.missing + other.missing,
        )


NOTHING = Completeness()


def completeness(
    questions: Iterable[Question],
    states: Mapping[str, AnswerState],
    values: Mapping[str, Plain | None],
) -> Completeness:
    """The counts for some questions; one without a state, or answered in part, is blank.

    Args:
        states: question code -> state.
        values: question code -> canonical value, of those that are answered.
    """
    counts = dict.fromkeys(AnswerState, 0)
    missing = 0
    for question in questions:
        state = AnswerState(states.get(question.code, AnswerState.BLANK))
        lacks = is_missing(question, state, values.get(question.code))
        counts[AnswerState.BLANK if lacks else state] += 1
        missing += question.required and lacks
    return Completeness(
        answered=counts[AnswerState.ANSWERED],
        none=counts[AnswerState.NONE],
        not_applicable=counts[AnswerState.NOT_APPLICABLE],
        blank=counts[AnswerState.BLANK],
        missing=missing,
    )


def missing_questions(
    questions: Iterable[Question],
    states: Mapping[str, AnswerState],
    values: Mapping[str, Plain | None],
) -> tuple[Question, ...]:
    """The required questions that nobody has answered in full yet, in order."""
    return tuple(
        question
        for question in questions
        if question.required
        and is_missing(
            question,
            AnswerState(states.get(question.code, AnswerState.BLANK)),
            values.get(question.code),
        )
    )
