"""The advice an office was given: as sealed with its result, or live where none is sealed yet."""

from __future__ import annotations

from collections.abc import Iterable

from tidtam.results.hidden import hidden_office_ids
from tidtam.results.models import OfficeResult
from tidtam.results.queries import published_computations
from tidtam.reviews.queries import recommendations_by_office, recommendations_of
from tidtam.rounds.models import Item, Round
from tidtam.rounds.queries import instruments_of


def advice_of(results: Iterable[OfficeResult], *, round_: Round) -> dict[int, dict[str, str]]:
    """Result id -> node code -> text; "" is the overall comment.

    What was sealed at publication stands. A result that is not published, or was published
    before advice was sealed, has the recommendations as they are now: a query an instrument.
    """
    held = list(results)
    live: dict[str, dict[int, dict[str, str]]] = {}
    if any(each.advice is None for each in held):
        live = {i.framework.code: recommendations_by_office(i) for i in instruments_of(round_)}
    return {
        each.pk: live.get(each.framework.code, {}).get(each.office_id, {})
        if each.advice is None
        else dict(each.advice)
        for each in held
    }


def published_advice(item: Item) -> str:
    """What was recommended on an item; "" where nothing was, or nothing is published yet.

    What an embargo holds back is not published to the office.
    """
    published = published_computations().filter(round_id=item.submission.round_id).first()
    if published is None or item.submission.office_id in hidden_office_ids(published.round):
        return ""
    sealed = OfficeResult.objects.filter(
        computation=published,
        office_id=item.submission.office_id,
        framework__code=item.instrument.framework.code,
    ).values_list("advice", flat=True)
    for advice in sealed:
        if advice is not None:
            return str(advice.get(item.node_code, ""))
    texts = recommendations_of(item.instrument, office_id=item.submission.office_id)
    return texts.get(item.node_code, "")
