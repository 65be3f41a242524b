"""What was published about an office's items: the mark and the recommendation, as they were."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tidtam.appeals.shown import judged_of
from tidtam.orgs.models import Agency
from tidtam.results.advice import advice_of
from tidtam.results.hidden import hidden_office_ids
from tidtam.results.models import Computation, OfficeResult
from tidtam.results.states import State
from tidtam.reviews.judging import Judged
from tidtam.rounds.models import Item, Round
from tidtam.scoring.json_text import parse_json, write_json


@dataclass(frozen=True, slots=True)
class PublishedMark:
    """The mark of one item as it stands in the published result.

    Attributes:
        answer: JSON text.
        advice: the recommendation; "" for none.
    """

    computation: Computation
    answer: str
    judged: Judged | None
    advice: str


def published_marks(round_: Round, *, office: Agency) -> Mapping[int, PublishedMark]:
    """Item -> its published mark; empty before publication and under an embargo."""
    if office.pk in hidden_office_ids(round_):
        return {}
    return marks_in_force(round_, office=office)


def marks_in_force(round_: Round, *, office: Agency) -> Mapping[int, PublishedMark]:
    """The same for the bureau, which no embargo holds back."""
    kept = OfficeResult.objects.filter(
        computation__round=round_, computation__state=State.PUBLISHED.value, office=office
    )
    results = list(kept.select_related("computation", "framework").defer("framework__source"))
    advice = advice_of(results, round_=round_)
    by_framework = {
        each.framework_id: (each.computation, _answers(each, round_), advice[each.pk])
        for each in results
    }
    near = ("submission__office", "instrument__framework")
    items = Item.objects.filter(submission__round=round_, submission__office=office)
    found: dict[int, PublishedMark] = {}
    for item in items.select_related(*near).defer("instrument__framework__source"):
        read = by_framework.get(item.instrument.framework_id)
        if read is None or item.node_code not in read[1]:
            continue
        computation, answers, texts = read
        answer = write_json(answers[item.node_code])
        found[item.pk] = PublishedMark(
            computation=computation,
            answer=answer,
            judged=judged_of(item, answer),
            advice=texts.get(item.node_code, ""),
        )
    return found


def _answers(result: OfficeResult, round_: Round) -> dict[str, Any]:
    inputs: Any = parse_json(result.inputs)
    answers: dict[str, Any] = inputs["rounds"].get(round_.period, {})
    return answers
