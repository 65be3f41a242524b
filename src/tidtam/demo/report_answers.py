"""Made-up answers of an office to the questions of a form, the same every time."""

from __future__ import annotations

from typing import Any

from tidtam.demo.dice import choose, throw
from tidtam.forms.definition import Question
from tidtam.forms.kinds import (
    AnyKind,
    Checklist,
    Choice,
    Count,
    Day,
    Line,
    Milestones,
    Number,
    Rows,
    ScalarKind,
    Text,
)

_DEEDS = (
    "จัดทำแผนร่วมกับสถานศึกษาทุกแห่งและแต่งตั้งคณะทำงานระดับเขต",
    "อบรมครูผู้รับผิดชอบและจัดระบบพี่เลี้ยงระหว่างโรงเรียน",
    "นิเทศติดตามตามปฏิทินและสรุปผลรายกลุ่มโรงเรียน",
    "ใช้ข้อมูลรายโรงเรียนจัดลำดับความช่วยเหลือ",
    "แลกเปลี่ยนเรียนรู้และคัดเลือกแนวปฏิบัติที่ดี",
)
_RESULTS = (
    "สถานศึกษาดำเนินการได้ตามเป้าหมายและมีข้อมูลให้ตรวจสอบ",
    "ผู้เรียนกลุ่มเป้าหมายได้รับการช่วยเหลือเพิ่มขึ้นจากรอบก่อน",
    "ครูนำผลไปปรับแผนการจัดการเรียนรู้ในชั้นเรียน",
)
_NAMES = (
    "โครงการหนึ่งใจ (สมมติ)",
    "โครงการเปิดโลก (สมมติ)",
    "เครือข่ายพัฒนา (สมมติ)",
    "โรงเรียนตัวอย่าง (สมมติ)",
)
_REASONS = ("ปีนี้ไม่มีงบประมาณในรายการนี้", "ไม่มีโรงเรียนที่เข้าข่าย")


def demo_value(question: Question, *what: str) -> Any:
    """A made-up value for a question, as a person might type it."""
    return _value(question.answer, (*what, question.code))


def demo_reason(*what: str) -> str:
    """Why an office answers "none"."""
    return choose(_REASONS, "reason", *what)


def _value(kind: AnyKind | ScalarKind, what: tuple[str, ...]) -> Any:
    match kind:
        case Text():
            return _story(what)
        case Line():
            return choose(_RESULTS if kind.multiline else _NAMES, "line", *what)
        case Number():
            return _number(kind, what)
        case Count():
            base = 60 + throw("base", *what, sides=90)
            return {"n": str(base - throw("gap", *what, sides=30)), "of": str(base)}
        case Day():
            return f"2023-0{1 + throw('month', *what, sides=8)}-1{throw('day', *what, sides=9)}"
        case Choice():
            return choose(tuple(each.code for each in kind.options), "choice", *what)
        case Checklist():
            return {"items": _some([each.code for each in kind.options], what)}
        case Milestones():
            codes = [each.code for each in kind.steps]
            return {"reached": codes[: 1 + throw("reached", *what, sides=len(codes))]}
        case Rows():
            return [_row(kind, (*what, str(number))) for number in range(2)]


def _number(kind: Number, what: tuple[str, ...]) -> str:
    """A whole number within the question's bounds."""
    lowest = 10 if kind.minimum is None else max(10, int(kind.minimum))
    highest = 200 if kind.maximum is None else min(200, int(kind.maximum))
    return str(min(lowest, highest) + throw("number", *what, sides=max(1, highest - lowest)))


def _row(kind: Rows, what: tuple[str, ...]) -> dict[str, Any]:
    return {column.code: _value(column.of, (*what, column.code)) for column in kind.layout}


def _some(codes: list[str], what: tuple[str, ...]) -> list[str]:
    """Most of a list, in its order, at least one."""
    kept = [code for code in codes if throw("tick", *what, code, sides=4)]
    return kept or codes[:1]


def _story(what: tuple[str, ...]) -> str:
    deeds = [choose(_DEEDS, "deed", *what, str(number)) for number in range(3)]
    listed = "".join(f"<li><p>{deed}</p></li>" for deed in dict.fromkeys(deeds))
    result = choose(_RESULTS, "result", *what)
    return (
        "<p>(ข้อมูลสมมติ) สำนักงานเขตพื้นที่ดำเนินการดังนี้</p>"
        f"<ol>{listed}</ol><p><strong>ผลที่เกิดขึ้น</strong> {result}</p>"
    )
