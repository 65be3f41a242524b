"""Kinds of answer in words, for looking at a form before anybody fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tidtam.forms.kinds import AnyKind, Checklist, Choice, Count, Milestones, Number, Rows
from tidtam.thai.bilingual import Bilingual

_WORDS: Final = {
    "line": Bilingual("ข้อความสั้น", "A line of text"),
    "text": Bilingual("ข้อความยาว จัดย่อหน้า รายการ และตารางได้", "Text with paragraphs, lists, tables"),
    "number": Bilingual("ตัวเลข", "A number"),
    "count": Bilingual("จำนวนจากทั้งหมด ระบบคิดร้อยละให้", "A number of all; the per cent is computed"),
    "date": Bilingual("วันที่ (พ.ศ.)", "A date (B.E.)"),
    "choice": Bilingual("เลือกหนึ่งข้อ", "Choose one"),
    "checklist": Bilingual("เลือกได้หลายข้อ", "Tick what applies"),
    "milestones": Bilingual("ขั้นที่ทำถึง", "Steps reached"),
    "rows": Bilingual("ตาราง เพิ่มแถวได้", "A table with rows to add"),
}


@dataclass(frozen=True, slots=True)
class Described:
    """What a question takes: a sentence, and its options, steps or columns."""

    what: Bilingual
    parts: tuple[Bilingual, ...] = ()


def described(answer: AnyKind) -> Described:
    """A kind of answer in words."""
    return Described(_WORDS[answer.kind], _parts(answer))


def _parts(answer: AnyKind) -> tuple[Bilingual, ...]:
    if isinstance(answer, Choice | Checklist):
        return tuple(option.title for option in answer.options)
    if isinstance(answer, Milestones):
        return tuple(step.title for step in answer.steps)
    if isinstance(answer, Rows):
        return tuple(column.title for column in answer.layout)
    if isinstance(answer, Count):
        return (answer.counted, answer.base)
    if isinstance(answer, Number) and answer.unit:
        return (answer.unit,)
    return ()
