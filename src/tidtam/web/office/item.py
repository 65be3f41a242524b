"""The page of one indicator: rubric beside the fields, last round's answer, evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tidtam.forms.states import AnswerState
from tidtam.frameworks.form_queries import form_of
from tidtam.frameworks.queries import definition_of
from tidtam.results.advice import published_advice
from tidtam.rounds.answering import save_answer
from tidtam.rounds.attaching import MOST_OF_AN_ITEM
from tidtam.rounds.content import ReadItem
from tidtam.rounds.errors import AnswerChangedMeanwhile, NotComplete
from tidtam.rounds.places import must_write_item
from tidtam.rounds.rules import is_sent_back
from tidtam.rounds.states import Door, ItemState, SubmissionState
from tidtam.rounds.submitting import set_item_ready
from tidtam.rounds.tasks import (
    alone_until_of,
    headings_above,
    neighbours_of,
    report_state_of,
    untouched_returns,
    word_of_read,
)
from tidtam.rounds.workspace import content_of_item, earlier_item, item_for
from tidtam.shared.errors import Conflict, NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, say, tell
from tidtam.web.office.doors import for_readers, page_of
from tidtam.web.office.evidence import rows_of
from tidtam.web.office.fields import Field, Typed, field_of
from tidtam.web.office.moments import days_left
from tidtam.web.office.posted import save_sent, sent_of
from tidtam.web.office.report import tag_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tidtam.rounds.content import ReadAnswer
    from tidtam.rounds.models import Item, Round

COPIED = Bilingual(
    "คัดลอกจากรอบก่อนแล้ว โปรดแก้ให้เป็นของรอบนี้ ข้อความเดิมยังเรียกดูได้",
    "Copied from the last round. Please make it this round's; the text before can still be read.",
)
RESTORED = Bilingual(
    "นำข้อความเดิมกลับมาแล้ว ข้อความก่อนหน้ายังอยู่ในรายการ",
    "The earlier text is back; the one before it is still in the list.",
)
TOLD = {"copied": COPIED, "restored": RESTORED}
SAVED = Bilingual("บันทึกแล้ว", "Saved.")
READY = Bilingual("ข้อนี้ทำเสร็จแล้ว", "This item is marked done.")
REOPENED = Bilingual("ข้อนี้กลับเป็นกำลังทำ", "This item is in progress again.")


@dataclass(frozen=True)
class Earlier:
    """What the office said in the last round, and what it was advised then.

    Attributes:
        advice: "" where nothing was published.
    """

    round: Round
    title: Bilingual
    answers: Mapping[str, ReadAnswer]
    advice: str


@require_GET
@for_readers
def item(request: ActorRequest, pk: int) -> HttpResponse:
    """One indicator of a report, to be filled in or read."""
    return _page(request, item_for(request.actor, pk=pk))


@require_POST
@for_readers
def save(request: ActorRequest, pk: int) -> HttpResponse:
    """Save every field of an ordinary form; what could not be kept comes back in its field."""
    found = item_for(request.actor, pk=pk)
    typed, _count = _save_all(request, found)
    if typed:
        return _page(request, found, typed=typed, status=422)
    tell(request, SAVED)
    return redirect("office-item", pk)


@require_POST
@for_readers
def ready(request: ActorRequest, pk: int) -> HttpResponse:
    """Save what the form holds, then mark the item as done, or as not done after all."""
    found = item_for(request.actor, pk=pk)
    wanted = request.POST.get("ready", "yes") != "no"
    typed, _count = _save_all(request, found)
    if typed:
        return _page(request, found, typed=typed, status=422)
    try:
        set_item_ready(found, ready=wanted, by=request.actor)
    except NotComplete as error:
        return _page(request, found, blanks=error, status=422)
    tell(request, READY if wanted else REOPENED)
    return redirect("office-item", pk)


@require_POST
@for_readers
def copy(request: ActorRequest, pk: int) -> HttpResponse:
    """Save what the form holds, then take one answer of the last round over, marked so."""
    found = item_for(request.actor, pk=pk)
    code = request.POST.get("question", "")
    before = _earlier(request, found)
    answer = before.answers.get(code) if before else None
    if before is None or answer is None or answer.state is AnswerState.BLANK:
        raise NotFound(
            "รอบก่อนไม่มีคำตอบของคำถามนี้ให้คัดลอก โปรดตอบในช่องของรอบนี้",
            "The last round has no answer to this question to copy; please answer in the field.",
        )
    typed, _count = _save_all(request, found, but=code)
    try:
        _copy(request, found, code, answer, before.round.code)
    except AnswerChangedMeanwhile as error:
        raise Conflict(error.th, error.en) from None
    if typed:
        return _page(request, found, typed=typed, status=422)
    return told_beside(pk, code, "copied")


def told_beside(pk: int, code: str, what: str) -> HttpResponse:
    """Back to the item's page, at the field, where a key of ``TOLD`` says what happened."""
    return redirect(f"{reverse('office-item', args=[pk])}?{what}={code}#a-{code}")


def _told(request: ActorRequest) -> dict[str, object]:
    """What the page says beside a field; empty where nothing was done."""
    found = ((request.GET[what], text) for what, text in TOLD.items() if what in request.GET)
    return next(({"question": code, "words": text} for code, text in found), {})


def _copy(
    request: ActorRequest, found: Item, code: str, answer: ReadAnswer, round_code: str
) -> None:
    seen = request.POST.get(f"q-{code}-edit") or request.POST.get("edit", "0")
    save_answer(
        found.pk,
        code,
        seen_edit=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0,
        state=answer.state.value,
        value=answer.value,
        reason=answer.reason,
        copied_from=round_code,
        door=Door.COPY,
        by=request.actor,
    )


def _save_all(request: ActorRequest, found: Item, *, but: str = "") -> tuple[dict[str, Typed], int]:
    """Save each field of the form; what stands against it by question code, and how many."""
    actor = request.actor
    must_write_item(found.submission, found.pk, by=actor)
    problems: dict[str, Typed] = {}
    count = 0
    for answer in _read_item(found).answers:
        sent = sent_of(answer.question, request.POST)
        if sent is None or answer.question.code == but:
            continue
        is_html = request.POST.get(f"q-{answer.question.code}-form") == "html"
        is_new, typed = save_sent(found, answer, sent, is_html=is_html, by=actor)
        count += is_new
        if typed is not None:
            problems[answer.question.code] = typed
    return problems, count


def _read_item(found: Item) -> ReadItem:
    return content_of_item(found).items[0]


def _earlier(request: ActorRequest, found: Item) -> Earlier | None:
    before = earlier_item(found)
    if before is None:
        return None
    round_ = before.submission.round
    return Earlier(
        round=round_,
        title=Bilingual(round_.title_th, round_.title_en),
        answers={each.question.code: each for each in _read_item(before).answers},
        advice=published_advice(before),
    )


def _page(
    request: ActorRequest,
    found: Item,
    *,
    typed: Mapping[str, Typed] | None = None,
    blanks: NotComplete | None = None,
    status: int = 200,
) -> HttpResponse:
    read = _read_item(found)
    here = Bilingual(read.node.label.th, read.node.label.en)
    context: dict[str, Any] = (
        page_of(request, found.submission, here=here, item_until=found.open_until)
        | _alone(found)
        | _standing(found, read)
        | _fields(request, found, read, typed or {}, blanks)
        | {
            "item": found,
            "is_reporter": request.actor.may(
                "answers.write",
                agency_code=found.submission.office.code,
                state=SubmissionState.FILLING.value,
            ),
            "told": _told(request),
            "note": _note(found),
            "evidence": rows_of(found),
            "most_evidence": MOST_OF_AN_ITEM,
        }
    )
    return render(request, "web/office/item.html", context, status=status)


def _standing(found: Item, read: ReadItem) -> dict[str, Any]:
    """Which item this is, between which others, and how far it is."""
    definition = definition_of(found.instrument.framework)
    is_returned = read.state is ItemState.RETURNED
    word = word_of_read(
        read,
        report=report_state_of(found),
        untouched=untouched_returns(found.submission) if is_returned else (),
    )
    previous, following = neighbours_of(found)
    return {
        "read": read,
        "node": read.node,
        "above": headings_above(definition).get(read.node_code),
        "framework": definition,
        "tag": tag_of(word),
        "is_ready": read.state is ItemState.READY,
        "is_returned": is_returned,
        "previous": previous,
        "following": following,
    }


def _fields(
    request: ActorRequest,
    found: Item,
    read: ReadItem,
    typed: Mapping[str, Typed],
    blanks: NotComplete | None,
) -> dict[str, Any]:
    """The questions with what is stored or was typed, beside what was said the time before."""
    before = _earlier(request, found)
    fields = [
        field_of(
            answer,
            earlier=before.answers.get(answer.question.code) if before else None,
            typed=typed.get(answer.question.code),
        )
        for answer in read.answers
    ]
    return {"fields": fields, "errors": _errors(fields, blanks), "before": before}


def _alone(found: Item) -> dict[str, Any]:
    """Until when the office has the item alone, where the panel sent it back."""
    until = found.open_until
    return {
        "alone_until": alone_until_of(found),
        "alone_left": days_left(until) if until else None,
        "is_panels": is_sent_back(report_state=found.submission.state, item_until=until),
    }


def _note(found: Item) -> Bilingual | None:
    if found.instrument.form is None:
        return None
    item = form_of(found.instrument.form).by_item.get(found.node_code)
    return item.note if item else None


def _errors(fields: list[Field], blanks: NotComplete | None) -> list[tuple[str, str]]:
    """(where the link leads, sentence) for the summary on top."""
    lines = [(each.error_id, each.error) for each in fields if each.error]
    if blanks is not None:
        missing = {code for _item, code in blanks.missing}
        titles = [each for each in fields if each.code in missing]
        lines += [
            (each.error_id, f"{say(NOT_ANSWERED)}: {say(each.question.title)}") for each in titles
        ]
    return lines


NOT_ANSWERED = Bilingual("ยังไม่ได้ตอบ", "Not answered yet")
