"""What a form's shape cannot say: codes that repeat, items that the instrument does not ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from tidtam.forms.definition import Form, Question
from tidtam.frameworks.problems import Finding, Path
from tidtam.scoring.definition import Framework
from tidtam.thai.bilingual import Bilingual

_QUESTION_CODE: Final = re.compile("[a-z][a-z0-9_]{0,39}")
_SHARED: Final = ("opening", "questions", "closing")


def form_findings(form: Form) -> list[Finding]:
    """Every contradiction of a form with itself, in the order of the file."""
    found = list(_code(form))
    for key in _SHARED:
        found += _questions((key,), getattr(form, key))
    shared = {question.code for question in (*form.opening, *form.closing)}
    found += [
        _say(
            ("closing", place, "code"),
            f'รหัสคำถาม "{question.code}" มีใน opening แล้ว ให้ใช้รหัสอื่น',
            f'the question code "{question.code}" is in opening already; use another',
        )
        for place, question in enumerate(form.closing)
        if question.code in {first.code for first in form.opening}
    ]
    seen: set[str] = set()
    for place, item in enumerate(form.items):
        found += _item(form, place, seen)
        seen.add(item.code)
        found += _questions(("items", place, "questions"), item.questions)
    if not shared and not form.questions and not form.items:
        found.append(
            _say((), "แบบไม่มีคำถาม ให้เพิ่มอย่างน้อยหนึ่งข้อ", "the form asks nothing; add a question")
        )
    return found


def framework_findings(form: Form, framework: Framework) -> list[Finding]:
    """Where a form does not fit the framework whose items it asks."""
    kinds = tuple(kind.code for kind in framework.office_kinds)
    asked = {kind: framework.asked(kind) for kind in kinds}
    everywhere = {code for codes in asked.values() for code in codes}
    found = [
        _say(
            ("items", place, "code"),
            f'กรอบ {framework.code} ไม่ถามข้อ "{item.code}" ให้แก้รหัสหรือลบออก',
            f'framework {framework.code} does not ask item "{item.code}"; correct or remove it',
        )
        for place, item in enumerate(form.items)
        if item.code not in everywhere
    ]
    for path, question in _every(form):
        found += _office_kinds(path, question, kinds)
    # A slip in a kind of office or an item's code would also show as items without questions.
    return found or [
        _say(
            ("items",),
            f'ข้อ "{code}" ไม่มีคำถามสำหรับสำนักงานแบบ {kind} ให้เพิ่ม',
            f'item "{code}" has no question for a {kind} office; add one',
        )
        for kind in kinds
        for code in asked[kind]
        if not form.questions_of(code, kind)
    ]


def _say(path: Path, th: str, en: str) -> Finding:
    return Finding(path, Bilingual(th=th, en=en))


def _code(form: Form) -> Iterator[Finding]:
    ending = f"-form-{form.fiscal_year}"
    if not form.code.endswith(ending):
        yield _say(
            ("code",),
            f'"{form.code}" ไม่ลงท้ายด้วย {ending} ให้แก้',
            f'"{form.code}" does not end with {ending}; correct it',
        )
    if not 1 <= form.version <= 9_999:
        yield _say(("version",), "version ต้องอยู่ระหว่าง 1 ถึง 9999", "version lies between 1 and 9999")


def _item(form: Form, place: int, seen: set[str]) -> Iterator[Finding]:
    code = form.items[place].code
    if code in seen:
        yield _say(
            ("items", place, "code"),
            f'ข้อ "{code}" ซ้ำ ให้รวมเป็นรายการเดียว',
            f'item "{code}" is repeated; make it one',
        )


def _questions(path: Path, questions: Sequence[Question]) -> Iterator[Finding]:
    seen: set[str] = set()
    for place, question in enumerate(questions):
        here = (*path, place)
        if question.code in seen:
            yield _say(
                (*here, "code"),
                f'รหัสคำถาม "{question.code}" ซ้ำ ให้ใช้รหัสอื่น',
                f'the question code "{question.code}" is repeated; use another',
            )
        seen.add(question.code)
        if not _QUESTION_CODE.fullmatch(question.code):
            yield _say(
                (*here, "code"),
                f'รหัสคำถาม "{question.code}" ใช้ไม่ได้ ให้ใช้ตัวอักษรอังกฤษตัวเล็ก ตัวเลข และ _',
                f'the question code "{question.code}" does not fit; use a-z, digits and _',
            )
        if not question.title.th.strip():
            yield _say((*here, "title"), "คำถามไม่มีข้อความ ให้เติม", "the question has no text; add it")
        yield from (Finding((*here, "answer"), why) for why in question.answer.problems())


def _every(form: Form) -> Iterator[tuple[Path, Question]]:
    for key in _SHARED:
        for place, question in enumerate(getattr(form, key)):
            yield (key, place), question
    for number, item in enumerate(form.items):
        for place, question in enumerate(item.questions):
            yield ("items", number, "questions", place), question


def _office_kinds(path: Path, question: Question, kinds: Sequence[str]) -> Iterator[Finding]:
    for kind in question.applies_to:
        if kind not in kinds:
            yield _say(
                (*path, "applies_to"),
                f'ไม่มีแบบสำนักงาน "{kind}" ให้ใช้ {", ".join(kinds)}',
                f'there is no office kind "{kind}"; use {", ".join(kinds)}',
            )
