"""The advice an office was given in a round, once that round's results are published."""

from __future__ import annotations

from tidtam.results.queries import published_computations
from tidtam.reviews.queries import recommendations_of
from tidtam.rounds.models import Item


def published_advice(item: Item) -> str:
    """What was recommended on an item; "" where nothing was, or nothing is published yet."""
    round_id = item.submission.round_id
    if not published_computations().filter(round_id=round_id).exists():
        return ""
    texts = recommendations_of(item.instrument, office_id=item.submission.office_id)
    return texts.get(item.node_code, "")
