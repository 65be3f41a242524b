"""Canonical values as text for storing, and the one rule of states: what may stand with what."""

from __future__ import annotations

import json
from typing import Final

from tidtam.forms.definition import Question
from tidtam.forms.errors import AnswerProblem, StateProblem
from tidtam.forms.kinds import Plain
from tidtam.forms.kinds.typed import many_lines
from tidtam.forms.states import AnswerState

MOST_CHARACTERS: Final = 400_000
MOST_REASON: Final = 2_000


def write_value(value: Plain | None) -> str:
    """The one text of a canonical value: equal values have equal texts; "" for no value.

    Raises:
        AnswerProblem: it is too large to keep.
    """
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if len(text) > MOST_CHARACTERS:
        raise AnswerProblem(
            f"คำตอบนี้ยาว {len(text):,} ตัวอักษร เกินที่รับได้ {MOST_CHARACTERS:,} ตัวอักษร"
            " ให้ย่อหรือแนบเป็นหลักฐาน",
            f"This answer has {len(text):,} characters, over the limit of {MOST_CHARACTERS:,};"
            " shorten it or attach it as evidence.",
        )
    return text


def read_value(text: str) -> Plain | None:
    """The canonical value of a stored text; None for ""."""
    if not text:
        return None
    value: Plain = json.loads(text)
    return value


def check_answer(
    question: Question, state: AnswerState, value: object, reason: str = ""
) -> tuple[AnswerState, Plain | None, str]:
    """An answer as it may be kept: its state, its canonical value, its reason.

    ANSWERED with an empty value is BLANK, and BLANK with a value is ANSWERED: what stands in the
    field decides. NONE keeps only its reason. NOT_APPLICABLE keeps a reason where one is given.

    Args:
        value: as typed or canonical; ignored with NONE and NOT_APPLICABLE.

    Raises:
        AnswerProblem: the value cannot be read or is too large.
        StateProblem: the question does not allow the state, or NONE has no reason.
    """
    why = many_lines(reason)
    if len(why) > MOST_REASON:
        raise StateProblem(
            f"เหตุผลยาวเกิน {MOST_REASON:,} ตัวอักษร ให้ย่อ",
            f"The reason is longer than {MOST_REASON:,} characters; shorten it.",
        )
    if state is AnswerState.NONE:
        _refuse_none(question, why)
        return state, None, why
    if state is AnswerState.NOT_APPLICABLE:
        _refuse_not_applicable(question)
        return state, None, why
    read = question.answer.read(value)
    if question.answer.is_empty(read):
        return AnswerState.BLANK, None, ""
    write_value(read)
    return AnswerState.ANSWERED, read, ""


def is_missing(question: Question, state: AnswerState, value: Plain | None) -> bool:
    """Whether the question still waits for its answer: nothing said, or only a part of it."""
    if state is AnswerState.ANSWERED:
        return value is None or not question.answer.is_complete(value)
    return state is AnswerState.BLANK


def _refuse_none(question: Question, reason: str) -> None:
    if not question.may_be_none:
        raise StateProblem(
            f"ข้อ “{question.title.th}” ตอบว่าไม่มีไม่ได้ ให้ใส่คำตอบ",
            f"“{question.title.en or question.title.th}” cannot be answered with none;"
            " give an answer.",
        )
    if not reason:
        raise StateProblem(
            f"ข้อ “{question.title.th}” ตอบว่าไม่มี แต่ยังไม่มีเหตุผล ให้เขียนเหตุผลสั้น ๆ",
            f"“{question.title.en or question.title.th}” is answered with none but lacks a reason;"
            " write a short one.",
        )


def _refuse_not_applicable(question: Question) -> None:
    if not question.may_not_apply:
        raise StateProblem(
            f"ข้อ “{question.title.th}” ใช้กับทุกสำนักงาน จึงตอบว่าไม่เกี่ยวข้องไม่ได้"
            " ให้ตอบ หรือตอบว่าไม่มีพร้อมเหตุผล",
            f"“{question.title.en or question.title.th}” is for every office, so it cannot be"
            " not applicable; answer it, or say none with a reason.",
        )
