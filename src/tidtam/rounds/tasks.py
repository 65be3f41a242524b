"""The task list of a report: each item with its owner, how far it is and who wrote last.

A fixed number of queries however long the list is: no answer's text is read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q

from tidtam.frameworks.form_queries import form_of
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor
from tidtam.people.models import Person
from tidtam.people.queries import posts_at
from tidtam.people.roles import Role
from tidtam.rounds.content import ReadItem
from tidtam.rounds.models import Answer, Evidence, Extension, Item, Receipt, Submission
from tidtam.rounds.rules import is_open_alone
from tidtam.rounds.states import ITEM_STATES, ItemState, SubmissionState
from tidtam.scoring.definition import Framework, Node
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual


class ItemWord(StrEnum):
    """How far an item is, in the one word that every page has for it."""

    NOT_STARTED = "not_started"
    STARTED = "started"
    ANSWERED = "answered"
    READY = "ready"
    RETURNED = "returned"
    MENDED = "mended"


ITEM_WORDS = {
    ItemWord.NOT_STARTED: Bilingual("ยังไม่เริ่ม", "Not started"),
    ItemWord.STARTED: ITEM_STATES[ItemState.OPEN],
    ItemWord.ANSWERED: Bilingual("ตอบครบ รอยืนยัน", "Answered, to be marked done"),
    ItemWord.READY: ITEM_STATES[ItemState.READY],
    ItemWord.RETURNED: ITEM_STATES[ItemState.RETURNED],
    ItemWord.MENDED: Bilingual("แก้แล้วหลังส่งคืน", "Changed since its return"),
}


def word_of_item(
    state: ItemState, *, blank: int, is_started: bool, is_untouched: bool, report: SubmissionState
) -> ItemWord | None:
    """The word for an item; None once the report is with the director or beyond.

    ``is_untouched``: returned, and nothing of it has changed since.
    """
    if report is not SubmissionState.FILLING:
        return None
    if state is ItemState.RETURNED:
        return ItemWord.RETURNED if is_untouched or blank else ItemWord.MENDED
    if blank:
        return ItemWord.STARTED if is_started else ItemWord.NOT_STARTED
    return ItemWord.READY if state is ItemState.READY else ItemWord.ANSWERED


def alone_until_of(item: Item, *, now: dt.datetime | None = None) -> dt.datetime | None:
    """Until when the office has an item alone while the rest is submitted; None where not."""
    state = item.submission.state
    is_open = is_open_alone(report_state=state, item_until=item.open_until, now=now)
    return item.open_until if is_open else None


def report_state_of(item: Item, *, now: dt.datetime | None = None) -> SubmissionState:
    """The report's state as it holds for one item: an item that is open alone is filled in."""
    if alone_until_of(item, now=now) is not None:
        return SubmissionState.FILLING
    return SubmissionState(item.submission.state)


def word_of_read(
    item: ReadItem, *, report: SubmissionState, untouched: Collection[int]
) -> ItemWord | None:
    """The word for an item that was read with its answers (``untouched_returns`` beside)."""
    return word_of_item(
        item.state,
        blank=item.blank,
        is_started=any(answer.edit for answer in item.answers),
        is_untouched=item.item_id in untouched,
        report=report,
    )


@dataclass(frozen=True, slots=True)
class Task:
    """One item of the list.

    Attributes:
        asked: required questions; ``done`` of them have an answer.
        above: the headings it stands under; None for an item at the top.
        how_far: the word for its state; None once the report has gone on.
        word: the director's word, or the panel's, where it was returned.
        alone_until: until when the office has it alone, the rest being submitted; None else.
        changed_at, changed_by: of the last save of any answer; None and "" for none.
    """

    item_id: int
    node: Node
    above: Bilingual | None
    owner_id: int | None
    owner: str
    state: ItemState
    how_far: ItemWord | None
    asked: int
    done: int
    word: str
    alone_until: dt.datetime | None
    changed_at: dt.datetime | None
    changed_by: str

    @property
    def blank(self) -> int:
        """Required questions without an answer."""
        return self.asked - self.done

    @property
    def is_returned(self) -> bool:
        return self.how_far in (ItemWord.RETURNED, ItemWord.MENDED)


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """The items of one instrument."""

    framework: Framework
    form_title: Bilingual
    tasks: tuple[Task, ...]


def tasks_of(submission: Submission) -> list[TaskGroup]:
    """Every item of a report by instrument, in printing order."""
    items = (
        Item.objects.filter(submission=submission, instrument__form__isnull=False)
        .select_related("instrument__framework", "instrument__form", "owner", "submission")
        .defer("instrument__framework__source", "instrument__form__source")
        .order_by("instrument__order", "order")
    )
    last = _last_changes(submission)
    kind = FRAMEWORK_KINDS[AgencyKind(submission.office.kind)]
    groups: dict[int, list[Item]] = {}
    for item in items:
        groups.setdefault(item.instrument_id, []).append(item)
    states = {item.state for found in groups.values() for item in found}
    returned = ItemState.RETURNED.value in states
    untouched = untouched_returns(submission) if returned else frozenset[int]()
    return [_group(found, last, kind, untouched) for found in groups.values()]


def untouched_returns(submission: Submission) -> frozenset[int]:
    """Keys of the items the director returned in which nothing has changed since."""
    answers = Answer.objects.filter(item=OuterRef("pk"), changed_at__gt=OuterRef("moved_at"))
    is_after = Q(added_at__gt=OuterRef("moved_at")) | Q(removed_at__gt=OuterRef("moved_at"))
    evidence = Evidence.objects.filter(is_after, item=OuterRef("pk"))
    returned = Item.objects.filter(submission=submission, state=ItemState.RETURNED.value)
    untouched = returned.exclude(Exists(answers)).exclude(Exists(evidence))
    return frozenset(untouched.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Answered:
    """How many required questions a report has, how many of them are blank, items returned."""

    asked: int
    blank: int
    returned: int

    @property
    def done(self) -> int:
        return self.asked - self.blank


def answered_of(submissions: Iterable[Submission]) -> dict[int, Answered]:
    """How far reports are, by submission key: one query for all of them."""
    items = (
        Item.objects.filter(
            submission__in=[each.pk for each in submissions], instrument__form__isnull=False
        )
        .select_related("instrument__form", "submission__office")
        .defer("instrument__form__source")
    )
    told: dict[int, Answered] = {}
    for item in items:
        before = told.get(item.submission_id, Answered(0, 0, 0))
        assert item.instrument.form is not None  # noqa: S101  the query asked for those
        kind = FRAMEWORK_KINDS[AgencyKind(item.submission.office.kind)]
        questions = form_of(item.instrument.form).questions_of(item.node_code, kind)
        asked = sum(question.required for question in questions)
        told[item.submission_id] = Answered(
            before.asked + asked,
            before.blank + min(item.blank, asked),
            before.returned + (item.state == ItemState.RETURNED),
        )
    return told


def headings_above(framework: Framework) -> dict[str, Bilingual]:
    """What each node stands under, by code: "มาตรฐานที่ 3 › ตัวบ่งชี้ที่ 4 …"; none at the top.

    Labels begin anew under each heading, so an item's own label does not tell it apart.
    """
    told: dict[str, Bilingual] = {}

    def walk(nodes: Iterable[Node], path: tuple[Node, ...]) -> None:
        for node in nodes:
            if path:
                told[node.code] = _heading(path)
            walk(node.children, (*path, node))

    walk(framework.nodes, ())
    return told


def _heading(path: tuple[Node, ...]) -> Bilingual:
    last = path[-1].title
    return Bilingual(
        f"{' › '.join(node.label.th for node in path)} {last.th}".strip(),
        f"{' › '.join(node.label.en for node in path)} {last.en}".strip(),
    )


def neighbours_of(item: Item) -> tuple[Item | None, Item | None]:
    """The items before and after one in its report's printing order."""
    items = list(
        Item.objects.filter(submission_id=item.submission_id, instrument__form__isnull=False)
        .only("pk", "node_code")
        .order_by("instrument__order", "order")
    )
    keys = [each.pk for each in items]
    here = keys.index(item.pk)
    before = items[here - 1] if here else None
    return before, items[here + 1] if here + 1 < len(items) else None


def reporters_of(office_code: str) -> list[Person]:
    """The reporters of an office today, by name: who may own an item."""
    people = {post.person_id: post.person for post in posts_at([office_code], roles=_REPORTERS)}
    return sorted(people.values(), key=lambda person: (person.full_name, person.pk))


def receipts_of(submission: Submission) -> list[Receipt]:
    """Every receipt of a report, newest first, without the content."""
    return list(submission.receipts.defer("content").order_by("-number"))


def extension_of(submission: Submission) -> Extension | None:
    """The extension that gives a report more time now; None where the stage's dates hold."""
    return submission.extensions.filter(until=submission.open_until).order_by("-given_at").first()


def own_submissions(actor: Actor, *, agency_codes: Iterable[str]) -> list[Submission]:
    """The reports of the asker's own agencies, newest round first."""
    codes = [code for code in agency_codes if actor.may("submissions.see", agency_code=code)]
    found = Submission.objects.filter(office__code__in=codes).select_related("round", "office")
    return list(found.order_by("-round__fiscal_year", "-due_at", "office__order"))


_REPORTERS = (Role.REPORTER,)


def _last_changes(submission: Submission) -> dict[int, tuple[dt.datetime, str]]:
    rows = Answer.objects.filter(item__submission=submission)
    last: dict[int, tuple[dt.datetime, str]] = {}
    for item_id, at, by in rows.values_list("item_id", "changed_at", "changed_by"):
        if item_id not in last or last[item_id][0] < at:
            last[item_id] = (at, by)
    return last


def _group(
    items: list[Item],
    last: dict[int, tuple[dt.datetime, str]],
    kind: str,
    untouched: frozenset[int],
) -> TaskGroup:
    instrument = items[0].instrument
    assert instrument.form is not None  # noqa: S101  the query asked for those with a form
    framework, form = definition_of(instrument.framework), form_of(instrument.form)
    now = clock.now()
    above, tasks = headings_above(framework), []
    for item in items:
        asked = sum(question.required for question in form.questions_of(item.node_code, kind))
        at, by = last.get(item.pk, (None, ""))
        tasks.append(
            Task(
                item_id=item.pk,
                node=framework.by_code[item.node_code],
                above=above.get(item.node_code),
                owner_id=item.owner_id,
                owner=item.owner.full_name if item.owner else "",
                state=ItemState(item.state),
                how_far=word_of_item(
                    ItemState(item.state),
                    blank=min(item.blank, asked),
                    is_started=at is not None,
                    is_untouched=item.pk in untouched,
                    report=report_state_of(item, now=now),
                ),
                asked=asked,
                done=asked - min(item.blank, asked),
                word=item.word,
                alone_until=alone_until_of(item, now=now),
                changed_at=at,
                changed_by=by,
            )
        )
    return TaskGroup(framework=framework, form_title=form.title, tasks=tuple(tasks))
