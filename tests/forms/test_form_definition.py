"""Which questions a form asks about an item, and what is still missing."""

from __future__ import annotations

import pytest

from tidtam.forms.completeness import NOTHING, Completeness, completeness, missing_questions
from tidtam.forms.definition import Form, Item, Question
from tidtam.forms.errors import UnknownQuestion
from tidtam.forms.kinds import Line
from tidtam.forms.states import AnswerState
from tidtam.thai.bilingual import Bilingual

say = Bilingual


def ask(code: str, *, applies_to: tuple[str, ...] = (), required: bool = True) -> Question:
    return Question(code, say(code), Line(), applies_to=applies_to, required=required)


OWN_SUMMARY = Question("summary", say("สรุปของข้อนี้"), Line())
FORM = Form(
    code="x-form-2566",
    fiscal_year=2566,
    version=1,
    title=say("แบบตัวอย่าง"),
    opening=(ask("summary"),),
    questions=(ask("usual"),),
    closing=(ask("end", required=False),),
    items=(
        Item("1", (ask("a", applies_to=("primary",)), ask("b"))),
        Item("2", (OWN_SUMMARY,)),
    ),
)


def codes(item: str, kind: str = "primary") -> list[str]:
    return [question.code for question in FORM.questions_of(item, kind)]


def test_an_item_has_its_own_questions_between_those_of_all() -> None:
    assert codes("1") == ["summary", "a", "b", "end"]
    assert codes("1", "secondary") == ["summary", "b", "end"]


def test_an_item_that_is_not_listed_has_the_usual_questions() -> None:
    assert codes("9") == ["summary", "usual", "end"]


def test_an_item_may_put_its_own_question_in_place_of_a_shared_one() -> None:
    assert FORM.questions_of("2", "primary") == (OWN_SUMMARY, FORM.closing[0])
    assert FORM.question("2", "summary") is OWN_SUMMARY


def test_questions_are_put_together_once() -> None:
    assert FORM.questions_of("1", "primary") is FORM.questions_of("1", "primary")


def test_a_question_that_is_not_asked_is_unknown() -> None:
    with pytest.raises(UnknownQuestion) as caught:
        FORM.question("2", "a")

    assert caught.value.en == (
        "Form x-form-2566 has no question “a” about item “2”; please open the page again."
    )


def test_items_are_found_by_code() -> None:
    assert list(FORM.by_item) == ["1", "2"]


def test_completeness_counts_each_state_and_what_is_required() -> None:
    asked = FORM.questions_of("1", "primary")
    states = {"summary": AnswerState.ANSWERED, "a": AnswerState.NONE}

    values = {"summary": "<p>ก</p>"}

    counted = completeness(asked, states, values)

    assert counted == Completeness(answered=1, none=1, blank=2, missing=1)
    assert (counted.total, counted.done, counted.percent, counted.complete) == (4, 2, 50, False)
    assert [question.code for question in missing_questions(asked, states, values)] == ["b"]


def test_states_may_come_as_stored_texts() -> None:
    asked = FORM.questions_of("2", "primary")

    counted = completeness(asked, {"summary": "not_applicable", "end": "blank"}, {})  # type: ignore[dict-item]

    assert counted == Completeness(not_applicable=1, blank=1)
    assert counted.complete


def test_completeness_adds_up() -> None:
    one = Completeness(answered=1, none=2, not_applicable=3, blank=4, missing=2)

    assert sum([one, one], start=NOTHING) == Completeness(2, 4, 6, 8, 4)
    assert (NOTHING.percent, NOTHING.complete) == (100, True)
