"""The whole report of an office as plain data: for the review page, files, receipts, checks.

Read with a constant number of queries, however much was written.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from tidtam.forms.definition import Form, Question
from tidtam.forms.states import AnswerState
from tidtam.forms.values import is_missing, read_value
from tidtam.frameworks.form_queries import form_of
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.rounds.models import Answer, Evidence, Instrument, Item, Submission
from tidtam.rounds.states import ItemState
from tidtam.scoring.definition import Framework, Node


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """What is said to one question now.

    Attributes:
        value: canonical plain value (``forms``); None where there is none.
        edit: number of the last save; 0 where nothing was ever saved.
        copied_from: code of the round it was copied from and not changed since; "" for none.
    """

    question: Question
    state: AnswerState = AnswerState.BLANK
    value: Any = None
    reason: str = ""
    edit: int = 0
    saved_at: dt.datetime | None = None
    saved_by: str = ""
    copied_from: str = ""

    @property
    def is_blank(self) -> bool:
        return self.state is AnswerState.BLANK

    @property
    def is_missing(self) -> bool:
        return is_missing(self.question, self.state, self.value)


@dataclass(frozen=True, slots=True)
class ReadItem:
    """One item of a report with its answers in the form's order.

    Attributes:
        blank: required questions without an answer.
        word: the director's word, or the panel's, where the item was returned.
        open_until: the panel sent it back alone, until then; None where not.
    """

    item_id: int
    node: Node
    owner_id: int | None
    owner: str
    state: ItemState
    blank: int
    word: str
    answers: tuple[ReadAnswer, ...]
    evidence: tuple[Evidence, ...]
    open_until: dt.datetime | None = None

    @property
    def node_code(self) -> str:
        return self.node.code

    @property
    def asked(self) -> int:
        """How many questions must be answered."""
        return sum(answer.question.required for answer in self.answers)


@dataclass(frozen=True, slots=True)
class ReadInstrument:
    """One instrument of a report."""

    instrument_id: int
    framework: Framework
    form: Form
    items: tuple[ReadItem, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """The report of one office in one round."""

    submission_id: int
    round_code: str
    office_code: str
    office_kind: str
    instruments: tuple[ReadInstrument, ...]

    @property
    def items(self) -> tuple[ReadItem, ...]:
        """Every item, in printing order."""
        return tuple(item for instrument in self.instruments for item in instrument.items)


def content_of(submission: Submission, *, item_id: int | None = None) -> Content:
    """The content of a submission (or of one item of it), in printing order."""
    items = (
        Item.objects.filter(submission=submission)
        .select_related("instrument__framework", "instrument__form", "owner")
        # A whole YAML text on each row would cost more than everything else together.
        .defer("instrument__framework__source", "instrument__form__source")
    )
    if item_id is not None:
        items = items.filter(pk=item_id)
    found = list(items.order_by("instrument__order", "order"))
    answers = _answers(found)
    evidence = _evidence(found)
    kind = FRAMEWORK_KINDS[AgencyKind(submission.office.kind)]
    instruments = tuple(
        _instrument(instrument, list(group), answers, evidence, kind)
        for instrument, group in groupby(found, key=attrgetter("instrument"))
    )
    return Content(
        submission_id=submission.pk,
        round_code=submission.round.code,
        office_code=submission.office.code,
        office_kind=kind,
        instruments=instruments,
    )


def content_text(content: Content) -> str:
    """A report as canonical JSON text: equal reports give equal texts, letter for letter."""
    return json.dumps(_plain(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checksum_of(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _answers(items: list[Item]) -> dict[int, dict[str, Answer]]:
    by_item: dict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(item__in=items):
        by_item[answer.item_id][answer.question_code] = answer
    return by_item


def _evidence(items: list[Item]) -> dict[int, list[Evidence]]:
    by_item: dict[int, list[Evidence]] = defaultdict(list)
    kept = Evidence.objects.filter(item__in=items, removed_at=None).select_related("stored_file")
    for each in kept.order_by("order", "pk"):
        by_item[each.item_id].append(each)
    return by_item


def _instrument(
    instrument: Instrument,
    items: list[Item],
    answers: dict[int, dict[str, Answer]],
    evidence: dict[int, list[Evidence]],
    kind: str,
) -> ReadInstrument:
    framework = definition_of(instrument.framework)
    assert instrument.form is not None  # noqa: S101  items are made for those with a form
    form = form_of(instrument.form)
    return ReadInstrument(
        instrument_id=instrument.pk,
        framework=framework,
        form=form,
        items=tuple(
            ReadItem(
                item_id=item.pk,
                node=framework.by_code[item.node_code],
                owner_id=item.owner_id,
                owner=item.owner.full_name if item.owner else "",
                state=ItemState(item.state),
                blank=item.blank,
                word=item.word,
                answers=tuple(
                    _read(question, answers[item.pk].get(question.code))
                    for question in form.questions_of(item.node_code, kind)
                ),
                evidence=tuple(evidence[item.pk]),
                open_until=item.open_until,
            )
            for item in items
        ),
    )


def _read(question: Question, answer: Answer | None) -> ReadAnswer:
    if answer is None:
        return ReadAnswer(question)
    return ReadAnswer(
        question=question,
        state=AnswerState(answer.state),
        value=read_value(answer.value) if answer.value else None,
        reason=answer.reason,
        edit=answer.edit,
        saved_at=answer.changed_at,
        saved_by=answer.changed_by,
        copied_from=answer.copied_from,
    )


def _plain(content: Content) -> dict[str, Any]:
    return {
        "round": content.round_code,
        "office": content.office_code,
        "instruments": [
            {
                "framework": f"{each.framework.code}/{each.framework.version}",
                "form": f"{each.form.code}/{each.form.version}",
                "items": [_plain_item(item) for item in each.items],
            }
            for each in content.instruments
        ],
    }


def _plain_item(item: ReadItem) -> dict[str, Any]:
    return {
        "code": item.node_code,
        "answers": [
            {
                "question": answer.question.code,
                "state": answer.state.value,
                "value": answer.value,
                "reason": answer.reason,
                "edit": answer.edit,
            }
            for answer in item.answers
        ],
        "evidence": [
            {
                "name": each.name,
                "file": each.stored_file.checksum if each.stored_file else "",
                "url": each.url,
                "caption": each.caption,
                "document_date": each.document_date.isoformat() if each.document_date else "",
                "place": each.place,
            }
            for each in item.evidence
        ],
    }
