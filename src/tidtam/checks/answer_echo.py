"""``duplicate``: the question echoed as the answer."""

from __future__ import annotations

import re
from typing import Final

from tidtam.checks.answer_likeness import bare_letters, shingles
from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual

_SIZE: Final = 5
# Under so many bare letters an answer is a choice or a name, though the question has it too.
_SHORTEST: Final = 12
# The share of the answer that the question has, and of the question that the answer has.
_TAKEN: Final = 0.85
_OF_QUESTION: Final = 0.5
_NUMBER: Final = re.compile(r"\d+")


def check_echo(text: str, *, question: str, part: str = "") -> tuple[Finding, ...]:
    """A hint where ``text`` says little more than ``question``.

    Silent where a number is added, where the answer picks a part of the question, and
    where the question only heads an answer.
    """
    answer, asked = bare_letters(text), bare_letters(question)
    if len(answer) < _SHORTEST or len(answer) < len(asked) * _OF_QUESTION:
        return ()
    if set(_NUMBER.findall(answer)) - set(_NUMBER.findall(asked)):
        return ()
    said = shingles(answer, _SIZE)
    if len(said & shingles(asked, _SIZE)) < len(said) * _TAKEN:
        return ()
    words = text.strip()
    start = text.find(words)
    why = Bilingual(
        "ข้อความนี้เหมือนคำถาม โปรดบอกว่าทำอะไร กับใคร และได้ผลอย่างไร",
        "This repeats the question; please say what was done, with whom and to what effect.",
    )
    return (Finding("duplicate", "hint", Place(part, start, start + len(words)), words, why),)
