"""What a reviewer sees beside an item: what the same indicator of the office got last time.

Official marks and recommendations only; nothing of any reviewer, of this round or another.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from tidtam.frameworks.queries import definition_of
from tidtam.reviews.actions import office_kind
from tidtam.reviews.judging import Judged, judge
from tidtam.reviews.models import Mark, Recommendation
from tidtam.rounds.models import Instrument, Item, Round
from tidtam.rounds.queries import ever_published
from tidtam.scoring.errors import AnswerError
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class LastTime:
    """The official mark and recommendation of the same indicator in the round before.

    Attributes:
        round: which it was; an embargo on its result is the rooms above's to know.
        is_published: whether the office knows them; where not, they are for the panel alone.
        title: of the indicator then, to see that it is the same one.
        mark: None where there was none.
        recommendation: "" where there was none.
    """

    round: Round
    is_published: bool
    title: Bilingual
    mark: Judged | None
    recommendation: str


def last_time(item: Item) -> LastTime | None:
    """What the office got for an item in the round before; None where it got nothing.

    The round before is the earlier one of the year, else the one it was copied from; its
    instrument is of the same family ("qp-"), as in ``rounds.workspace.earlier_item``. Three
    queries, of them none where there is no round before.

    Args:
        item: as ``access.assignment_for`` gives it.
    """
    before = _instrument_before(item)
    if before is None:
        return None
    instrument, is_published = before
    office = item.submission.office
    definition = definition_of(instrument.framework)
    node = definition.by_code.get(item.node_code)
    here = {"instrument": instrument, "office": office, "node_code": item.node_code}
    answer = Mark.objects.filter(**here).values_list("answer", flat=True).first() or ""
    texts = Recommendation.objects.filter(**here).values_list("text", flat=True)
    text = texts.first() or ""
    if node is None or not (answer or text):
        return None
    return LastTime(
        round=instrument.round,
        is_published=is_published,
        title=node.title,
        mark=_judged(instrument, item, answer),
        recommendation=text,
    )


def _instrument_before(item: Item) -> tuple[Instrument, bool] | None:
    """The instrument, and whether its round was ever published."""
    round_ = item.submission.round
    before = round_.earlier_id or round_.copied_from_id
    if before is None:
        return None
    family = item.instrument.framework.code.rpartition("-")[0]
    found = Instrument.objects.filter(
        round_id=before, framework__code__startswith=f"{family}-"
    ).select_related("round", "framework")
    found = found.defer("framework__source", "round__letter_th").order_by("order")
    published = Exists(ever_published().filter(pk=OuterRef("round")))
    first = found.annotate(published=published).first()
    return None if first is None else (first, first.published)


def _judged(instrument: Instrument, item: Item, answer: str) -> Judged | None:
    if not answer:
        return None
    kind = office_kind(item.submission.office)
    try:
        return judge(
            definition_of(instrument.framework),
            kind=kind,
            node_code=item.node_code,
            answer=answer,
        )
    except AnswerError:
        return None
