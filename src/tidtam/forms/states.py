"""The explicit state of each answer: nothing is ever guessed from an empty field."""

from __future__ import annotations

from enum import StrEnum

from tidtam.thai.bilingual import Bilingual


class AnswerState(StrEnum):
    """What an office says about one question."""

    BLANK = "blank"
    ANSWERED = "answered"
    NONE = "none"  # there was none of it; needs a reason
    NOT_APPLICABLE = "not_applicable"  # only where the form allows it


ANSWER_STATE_NAMES: dict[AnswerState, Bilingual] = {
    AnswerState.BLANK: Bilingual("ยังไม่ตอบ", "Not answered yet"),
    AnswerState.ANSWERED: Bilingual("ตอบแล้ว", "Answered"),
    AnswerState.NONE: Bilingual("ไม่มี", "None"),
    AnswerState.NOT_APPLICABLE: Bilingual("ไม่เกี่ยวข้อง", "Not applicable"),
}
