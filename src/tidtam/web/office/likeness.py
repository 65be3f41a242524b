"""What an indicator's texts share with the office's other answers; asked once the page is there.

Comparing takes longer than saving may take, so it is no part of the page nor of a save.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.checks.answer_copies import check_copies, prepare_others
from tidtam.rounds.content import ReadItem, content_of
from tidtam.rounds.workspace import item_for
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.text import normalise
from tidtam.web.http import ActorRequest
from tidtam.web.office.doors import for_readers

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 12


@dataclass(frozen=True)
class Likeness:
    """A doubt that a text was copied: the question it stands under, and why."""

    question: Bilingual
    code: str
    why: Bilingual


@require_GET
@for_readers
def likeness(request: ActorRequest, pk: int) -> HttpResponse:
    """The texts of one item that stand, nearly alike, under another item of the report."""
    found = item_for(request.actor, pk=pk)
    items = content_of(found.submission).items
    here = next(item for item in items if item.item_id == pk)
    others = [
        (item.node.label.th, text)
        for item in items
        if item.item_id != pk
        for _question, _code, text in _texts(item)
    ]
    alike = tuple(_alike(here, others))[:MOST]
    return render(request, "web/office/likeness.html", {"alike": alike})


def _alike(item: ReadItem, others: list[tuple[str, str]]) -> Iterator[Likeness]:
    prepared = prepare_others(others)
    for question, code, text in _texts(item):
        findings = check_copies(normalise(text), question=question.th, others=prepared, part="")
        yield from (Likeness(question, code, why) for why in dict.fromkeys(f.why for f in findings))


def _texts(item: ReadItem) -> Iterator[tuple[Bilingual, str, str]]:
    """Every text a person wrote under an item: the question, its code, the words."""
    for answer in item.answers:
        if answer.value is not None:
            for text in answer.question.answer.texts(answer.value):
                yield answer.question.title, answer.question.code, text
