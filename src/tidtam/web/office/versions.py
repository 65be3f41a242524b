"""Every earlier text of an answer: who, when, by which door, what changed; and back again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tidtam.forms.states import AnswerState
from tidtam.forms.values import read_value
from tidtam.rounds.answering import restore_version
from tidtam.rounds.content import ReadAnswer
from tidtam.rounds.states import DOOR_NAMES, Door
from tidtam.rounds.workspace import content_of_item, item_for, version_for, versions_of
from tidtam.shared.errors import NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest
from tidtam.web.office.differences import Piece, differences
from tidtam.web.office.doors import for_readers, page_of
from tidtam.web.office.item import told_beside
from tidtam.web.office.reading import Reading, reading_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tidtam.rounds.models import AnswerVersion, Item

PER_PAGE: Final = 20


@dataclass(frozen=True)
class Shown:
    """One saved text.

    Attributes:
        pieces: what it changed in the text before it; empty for the first.
        is_current: whether it is what stands in the report now.
    """

    version: AnswerVersion
    reading: Reading
    door: Bilingual
    pieces: tuple[Piece, ...]
    is_current: bool


@require_GET
@for_readers
def versions(request: ActorRequest, item_pk: int, question_code: str) -> HttpResponse:
    """The saved texts of one answer, newest first."""
    item = item_for(request.actor, pk=item_pk)
    answer = _answer(item, question_code)
    every = versions_of(request.actor, item_pk=item_pk, question_code=question_code)
    page = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    first = page.start_index() - 1 if page.paginator.count else 0
    # One more than the page shows: the last one is compared with it.
    found = list(every[first : first + PER_PAGE + 1])
    here = Bilingual("ข้อความก่อนหน้า", "Earlier texts")
    context = _context(request, item, here) | {
        "answer": answer,
        "question": answer.question,
        "page": page,
        "versions": _shown(found[:PER_PAGE], found, answer),
    }
    return render(request, "web/office/versions.html", context)


@require_POST
@for_readers
def restore(request: ActorRequest, item_pk: int, question_code: str) -> HttpResponse:
    """Make an earlier text the current one."""
    key = request.POST.get("version", "")
    seen = request.POST.get("edit", "")
    if not (_is_number(key) and _is_number(seen)):
        raise _unknown()
    version = version_for(request.actor, pk=int(key))
    if (version.answer.item_id, version.answer.question_code) != (item_pk, question_code):
        raise _unknown()
    restore_version(version, seen_edit=int(seen), by=request.actor)
    return told_beside(item_pk, question_code, "restored")


def _context(request: ActorRequest, item: Item, here: Bilingual) -> dict[str, Any]:
    context = page_of(request, item.submission, here=here, item_until=item.open_until) | {
        "item": item
    }
    node = content_of_item(item).items[0].node
    trail = [*context["trail"][:-1], (node.label, reverse("office-item", args=[item.pk]))]
    return context | {"node": node, "trail": [*trail, (here, "")]}


def _answer(item: Item, question_code: str) -> ReadAnswer:
    answers = content_of_item(item).items[0].answers
    found = next((each for each in answers if each.question.code == question_code), None)
    if found is None:
        raise _unknown()
    return found


def _shown(
    some: Sequence[AnswerVersion], every: Sequence[AnswerVersion], answer: ReadAnswer
) -> list[Shown]:
    texts = {each.pk: _text(each, answer) for each in every}
    before = {each.pk: older for each, older in pairwise(every)}
    return [
        Shown(
            version=each,
            reading=reading_of(_read(each, answer)),
            door=DOOR_NAMES[Door(each.door)],
            pieces=differences(texts[before[each.pk].pk], texts[each.pk])
            if each.pk in before
            else (),
            is_current=each.edit == answer.edit,
        )
        for each in some
    ]


def _read(version: AnswerVersion, answer: ReadAnswer) -> ReadAnswer:
    return ReadAnswer(
        question=answer.question,
        state=AnswerState(version.state),
        value=read_value(version.value),
        reason=version.reason,
        edit=version.edit,
    )


def _text(version: AnswerVersion, answer: ReadAnswer) -> str:
    """A saved text as plain lines, for comparing; the reason where nothing was answered."""
    reading = reading_of(_read(version, answer))
    if not reading.is_answered:
        return f"{reading.state.th} {reading.reason}".strip()
    value = read_value(version.value)
    return "" if value is None else answer.question.answer.plain(value)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def _unknown() -> NotFound:
    return NotFound(
        "ไม่พบคำถามหรือข้อความนี้ โปรดเปิดจากหน้าของตัวชี้วัด",
        "There is no such question or text; please open it from the indicator's page.",
    )
