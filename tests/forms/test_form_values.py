"""Stored texts of answers, and which state may stand with which value."""

from __future__ import annotations

import pytest

from tidtam.forms.definition import Question
from tidtam.forms.errors import AnswerProblem, StateProblem
from tidtam.forms.kinds import Count, Line, Rows
from tidtam.forms.kinds.columns import Column
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.forms.values import check_answer, read_value, write_value
from tidtam.thai.bilingual import Bilingual

say = Bilingual

COUNT = Question("count", say("จำนวน", "Count"), Count(say("ทำ"), say("ทั้งหมด")))
MUST = Question("must", say("ต้องตอบ", "A must"), Line(), may_be_none=False)
MAY = Question("may", say("อาจไม่ใช้"), Line(), may_not_apply=True)


def test_stored_text_is_one_for_equal_values() -> None:
    assert write_value({"of": "20", "n": "๑"}) == '{"n":"๑","of":"20"}'
    assert write_value({"n": "๑", "of": "20"}) == write_value({"of": "20", "n": "๑"})
    assert (write_value(None), read_value("")) == ("", None)
    assert read_value('[{"a":"ก"}]') == [{"a": "ก"}]


def test_a_value_too_large_to_keep_is_refused() -> None:
    wide = Rows(columns=(Column("a", say("ก"), Line(most=20_000)),))
    question = Question("q", say("ข้อ"), wide)

    with pytest.raises(AnswerProblem) as caught:
        check_answer(question, AnswerState.ANSWERED, [["ก" * 20_000]] * 21)

    assert "over the limit of 400,000" in caught.value.en


@pytest.mark.parametrize("state", [AnswerState.ANSWERED, AnswerState.BLANK])
def test_what_stands_in_the_field_decides_between_answered_and_blank(state: AnswerState) -> None:
    assert check_answer(COUNT, state, "1/2", "เหตุ") == (
        AnswerState.ANSWERED,
        {"n": "1", "of": "2"},
        "",
    )
    assert check_answer(COUNT, state, " ", "เหตุ") == (AnswerState.BLANK, None, "")
    assert check_answer(COUNT, state, None) == (AnswerState.BLANK, None, "")


def test_none_needs_a_reason_and_keeps_no_value() -> None:
    kept = check_answer(COUNT, AnswerState.NONE, "1/2", " ไม่มีโรงเรียน\n ขยายโอกาส ")

    assert kept == (AnswerState.NONE, None, "ไม่มีโรงเรียน\nขยายโอกาส")
    with pytest.raises(StateProblem) as caught:
        check_answer(COUNT, AnswerState.NONE, None, " \n ")
    assert "write a short one" in caught.value.en


def test_none_is_refused_where_the_question_must_be_answered() -> None:
    with pytest.raises(StateProblem) as caught:
        check_answer(MUST, AnswerState.NONE, None, "ไม่มี")

    assert "“A must” cannot be answered with none" in caught.value.en


def test_not_applicable_stands_only_where_the_form_allows_it() -> None:
    assert check_answer(MAY, AnswerState.NOT_APPLICABLE, "ก", "เหตุผล") == (
        AnswerState.NOT_APPLICABLE,
        None,
        "เหตุผล",
    )
    with pytest.raises(StateProblem) as caught:
        check_answer(COUNT, AnswerState.NOT_APPLICABLE, None, "")
    assert "ไม่มีพร้อมเหตุผล" in caught.value.th


def test_a_reason_too_long_is_refused() -> None:
    with pytest.raises(StateProblem) as caught:
        check_answer(COUNT, AnswerState.NONE, None, "ก" * 2001)

    assert "shorten it" in caught.value.en


def test_every_state_has_its_name() -> None:
    assert [ANSWER_STATE_NAMES[state].th for state in AnswerState] == [
        "ยังไม่ตอบ", "ตอบแล้ว", "ไม่มี", "ไม่เกี่ยวข้อง",
    ]  # fmt: skip
