"""A form: what is asked of an office about each item of an instrument; all of it data."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from tidtam.forms.errors import UnknownQuestion, shown
from tidtam.forms.kinds import AnyKind
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        code: unique within its item.
        required: counts as missing while blank.
        may_be_none: "ไม่มี" with a reason is an answer.
        may_not_apply: "ไม่เกี่ยวข้อง" is an answer.
        applies_to: kinds of office; empty means all.
        may_ask_schools: an office may pass it on to its schools.
    """

    code: str
    title: Bilingual
    answer: AnyKind
    help: Bilingual | None = None
    required: bool = True
    may_be_none: bool = True
    may_not_apply: bool = False
    applies_to: tuple[str, ...] = ()
    may_ask_schools: bool = False

    def applies(self, office_kind: str) -> bool:
        """Whether it is asked of that kind of office."""
        return not self.applies_to or office_kind in self.applies_to


@dataclass(frozen=True)
class Item:
    """The questions about one item of the instrument, and a line for the reader."""

    code: str
    questions: tuple[Question, ...]
    note: Bilingual | None = None


@dataclass(frozen=True)
class Form:
    """What offices report on one instrument of one fiscal year.

    Attributes:
        code: "qp-form-2566"; the file is 2566/qp-form.yaml.
        framework: code of the framework whose items are asked; "" where the form stands alone.
        opening: asked first about every item.
        questions: asked about each item that ``items`` does not name.
        closing: asked last about every item.
    """

    code: str
    fiscal_year: int
    version: int
    title: Bilingual
    framework: str = ""
    opening: tuple[Question, ...] = ()
    questions: tuple[Question, ...] = ()
    closing: tuple[Question, ...] = ()
    items: tuple[Item, ...] = ()

    @cached_property
    def by_item(self) -> dict[str, Item]:
        """The items that have questions of their own, by code."""
        return {item.code: item for item in self.items}

    def all_questions(self, item_code: str) -> tuple[Question, ...]:
        """Every question about an item, whatever the kind of office.

        A question of the item takes the place of one of the same code that all items share.
        """
        known = self._by_code.get(item_code)
        if known is None:
            known = self._by_code[item_code] = self._merged(item_code)
        return tuple(known.values())

    def questions_of(self, item_code: str, office_kind: str) -> tuple[Question, ...]:
        """The questions about an item that are asked of that kind of office, in order."""
        key = (item_code, office_kind)
        known = self._by_office.get(key)
        if known is None:
            every = self.all_questions(item_code)
            known = tuple(question for question in every if question.applies(office_kind))
            self._by_office[key] = known
        return known

    def question(self, item_code: str, question_code: str) -> Question:
        """One question.

        Raises:
            UnknownQuestion: the form does not ask it about this item.
        """
        self.all_questions(item_code)
        found = self._by_code[item_code].get(question_code)
        if found is None:
            raise UnknownQuestion(
                f"แบบ {self.code} ไม่มีคำถาม {shown(question_code)} ในข้อ {shown(item_code)}"
                " ให้เปิดหน้านี้ใหม่",
                f"Form {self.code} has no question {shown(question_code)} about item"
                f" {shown(item_code)}; please open the page again.",
            )
        return found

    @cached_property
    def _by_code(self) -> dict[str, dict[str, Question]]:
        return {}

    @cached_property
    def _by_office(self) -> dict[tuple[str, str], tuple[Question, ...]]:
        return {}

    def _merged(self, item_code: str) -> dict[str, Question]:
        item = self.by_item.get(item_code)
        own = item.questions if item is not None else self.questions
        instead = {question.code: question for question in own}
        shared = {question.code for question in (*self.opening, *self.closing)}
        asked = (
            *self.opening,
            *(question for question in own if question.code not in shared),
            *self.closing,
        )
        return {question.code: instead.get(question.code, question) for question in asked}
