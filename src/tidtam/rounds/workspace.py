"""What the people of an office (and the bureau) may read of reports: each query knows who asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, Exists, Model, OuterRef, Q, QuerySet, Sum

from tidtam.forms.states import AnswerState
from tidtam.people.actor import Actor
from tidtam.rounds.content import Content, content_of
from tidtam.rounds.models import (
    Answer,
    AnswerVersion,
    Evidence,
    Extension,
    Item,
    Receipt,
    Round,
    Submission,
)
from tidtam.rounds.seals import seal_of_version
from tidtam.rounds.states import ItemState, SubmissionState
from tidtam.shared import clock
from tidtam.shared.errors import NotFound

Row = TypeVar("Row", bound=Model)


def submissions_seen_by(actor: Actor) -> QuerySet[Submission]:
    """Reports an actor may read: all for the bureau, the own offices' for their people."""
    found = Submission.objects.select_related("round__earlier", "office")
    if actor.may("submissions.see"):
        return found
    own = [code for code in actor.agency_codes if actor.may("submissions.see", agency_code=code)]
    return found.filter(office__code__in=own)


def submission_for(actor: Actor, *, round_code: str, office_code: str) -> Submission:
    """One report.

    Raises:
        NotFound: none for this actor.
    """
    found = submissions_seen_by(actor).filter(round__code=round_code, office__code=office_code)
    return _first(found)


def item_for(actor: Actor, *, pk: int) -> Item:
    """One item of a report the actor may read, with its submission, round, office, framework.

    Raises:
        NotFound: none for this actor.
    """
    items = Item.objects.select_related(
        "submission__round__earlier",
        "submission__office",
        "instrument__framework",
        "instrument__form",
        "owner",
    ).defer("instrument__framework__source", "instrument__form__source")
    return _first(items.filter(pk=pk, submission__in=submissions_seen_by(actor)))


def evidence_for(actor: Actor, *, pk: int) -> Evidence:
    """One piece of evidence of a report the actor may read.

    Raises:
        NotFound: none for this actor.
    """
    found = Evidence.objects.select_related(
        "stored_file", "item__submission__office", "item__submission__round"
    )
    return _first(found.filter(pk=pk, item__submission__in=submissions_seen_by(actor)))


def evidence_of(item: Item) -> list[Evidence]:
    """Every piece of evidence of an item in its order, those that were taken away too."""
    return list(item.evidence.select_related("stored_file", "item").order_by("order", "pk"))


def versions_of(actor: Actor, *, item_pk: int, question_code: str) -> QuerySet[AnswerVersion]:
    """Every saved text of an answer, newest first."""
    item = item_for(actor, pk=item_pk)
    versions = AnswerVersion.objects.filter(answer__item=item, answer__question_code=question_code)
    return versions.select_related("answer").order_by("-edit")


def text_of_edit(item: Item, *, question_code: str, edit: int) -> tuple[str, str, str]:
    """State, value and reason of an answer as they were after one edit; blank before the first."""
    rows = AnswerVersion.objects.filter(
        answer__item=item, answer__question_code=question_code, edit=edit
    )
    found = rows.values_list("state", "value", "reason").first()
    return found or (AnswerState.BLANK.value, "", "")


def version_for(actor: Actor, *, pk: int) -> AnswerVersion:
    """One saved text of an answer the actor may read.

    Raises:
        NotFound: none for this actor.
    """
    seen = AnswerVersion.objects.select_related("answer__item__submission__office")
    return _first(seen.filter(pk=pk, answer__item__submission__in=submissions_seen_by(actor)))


def receipt_for(actor: Actor, *, round_code: str, office_code: str, number: int) -> Receipt:
    """One receipt of a report the actor may read.

    Raises:
        NotFound: none for this actor.
    """
    submission = submission_for(actor, round_code=round_code, office_code=office_code)
    return _first(submission.receipts.filter(number=number))


def earlier_item(item: Item) -> Item | None:
    """The same item of the same office in the earlier round, where it reported one.

    Instruments of two rounds fit when their frameworks' codes begin alike ("qp-").
    """
    earlier = item.submission.round.earlier or item.submission.round.copied_from
    if earlier is None:
        return None
    name = item.instrument.framework.code.rpartition("-")[0]
    found = Item.objects.filter(
        submission__round=earlier,
        submission__office=item.submission.office,
        instrument__framework__code__startswith=f"{name}-",
        node_code=item.node_code,
    )
    near = found.select_related("submission__office", "submission__round", "instrument")
    return near.first()


def content_of_item(item: Item) -> Content:
    """The content of one item alone."""
    return content_of(item.submission, item_id=item.pk)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a report is.

    Attributes:
        items: how many items it has; ``ready`` and ``returned`` of them.
        blank: required questions still without an answer.
        alone: items that the office has alone now, the rest being submitted.
    """

    items: int
    ready: int
    returned: int
    blank: int
    alone: int = 0


def progress_of(submissions: Iterable[Submission]) -> dict[int, Progress]:
    """The progress of reports by submission key: one query for all of them."""
    rows = (
        Item.objects.filter(submission__in=[each.pk for each in submissions])
        .order_by()
        .values("submission_id")
        .annotate(
            items=Count("pk"),
            ready=Count("pk", filter=Q(state=ItemState.READY.value)),
            returned=Count("pk", filter=Q(state=ItemState.RETURNED.value)),
            blank=Sum("blank"),
            alone=Count("pk", filter=_is_alone(clock.now())),
        )
    )
    return {
        row["submission_id"]: Progress(
            items=row["items"],
            ready=row["ready"],
            returned=row["returned"],
            blank=row["blank"] or 0,
            alone=row["alone"],
        )
        for row in rows
    }


def _is_alone(now: dt.datetime) -> Q:
    submitted = Q(submission__state=SubmissionState.SUBMITTED.value)
    return submitted & Q(open_until__gte=now)


def reports_of_round(round_: Round, *, actor: Actor) -> QuerySet[Submission]:
    """The reports of a round in printing order, for those who may see them."""
    return submissions_seen_by(actor).filter(round=round_).order_by("office__order")


def extensions_of(round_: Round) -> QuerySet[Extension]:
    """Every extension given in a round, newest first."""
    given = Extension.objects.filter(submission__round=round_)
    return given.select_related("submission__office").order_by("-given_at")


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a walk along every answer's texts found: how many, and the first that does not fit."""

    versions: int
    broken: str


def verify_answers() -> ChainCheck:
    """Walk every answer's texts and compare each seal with what it should be."""
    previous_answer, previous, read = 0, "", 0
    versions = AnswerVersion.objects.select_related("answer").order_by("answer_id", "edit")
    for version in versions.iterator(chunk_size=2000):
        read += 1
        if version.answer_id != previous_answer:
            previous_answer, previous = version.answer_id, ""
        if version.seal != _expected(version, previous):
            return ChainCheck(read, f"{version.answer}")
        previous = version.seal
    sealed = AnswerVersion.objects.filter(
        answer_id=OuterRef("pk"),
        seal=OuterRef("seal"),
        edit=OuterRef("edit"),
        state=OuterRef("state"),
        value=OuterRef("value"),
    )
    unsealed = Answer.objects.filter(~Exists(sealed)).first()
    return ChainCheck(read, str(unsealed) if unsealed else "")


def _expected(version: AnswerVersion, previous: str) -> str:
    return seal_of_version(
        previous=previous,
        item_id=version.answer.item_id,
        question_code=version.answer.question_code,
        edit=version.edit,
        state=version.state,
        value=version.value,
        reason=version.reason,
        door=version.door,
        saved_at=version.saved_at,
        saved_by=version.saved_by,
        person_id=version.person_id,
    )


def _first(found: QuerySet[Row]) -> Row:
    row = found.first()
    if row is None:
        raise NotFound(
            "ไม่พบ หรือไม่ใช่ของหน่วยงานของท่าน โปรดเปิดจากรายการงานของท่าน",
            "Not found, or not of your office; please open it from your task list.",
        )
    return row
