"""Which reviewer's comment goes with an official mark, as the recommendation to the office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from tidtam.orgs.models import Agency
from tidtam.reviews.advice import filled
from tidtam.reviews.models import Decision, Panel, Review
from tidtam.reviews.standing import Seat, Standing
from tidtam.reviews.states import AssignmentState, DecisionKind, Purpose
from tidtam.rounds.models import Item


def only_one(comments: Iterable[str], office: Agency) -> str:
    """The first comment that says something, as its office reads it.

    Never two of them: an office that read both would learn that two people marked.
    """
    texts = (filled(comment, office) for comment in comments)
    return next((text for text in texts if text), "")


def sources(row: Standing, kind: DecisionKind, comments: Mapping[int, str]) -> list[str]:
    """The comments that could go with a mark: of those who gave it, the decider's first."""
    given: list[Seat] = list(row.seats)
    if kind is DecisionKind.THIRD and row.third is not None:
        given = [row.third, *(seat for seat in given if seat.answer == row.third.answer)]
    return [comments.get(seat.assignment_id, "") for seat in given]


def comments_of(panel: Panel, among: QuerySet[Item] | None = None) -> dict[int, str]:
    """The comments of every confirmed mark of a panel (of some items), by assignment."""
    done = Review.objects.filter(
        assignment__reviewer__panel=panel, assignment__state=AssignmentState.DONE.value
    ).exclude(assignment__purpose=Purpose.CALIBRATE.value)
    if among is not None:
        done = done.filter(assignment__item__in=among.values("pk"))
    return dict(done.order_by().values_list("assignment_id", "comment"))


def current_texts(panel: Panel, among: QuerySet[Item] | None = None) -> dict[int, str]:
    """The recommendation of every decision in force, by item."""
    found = Decision.objects.filter(item__submission__round=panel.round_id, is_current=True)
    if among is not None:
        found = found.filter(item__in=among.values("pk"))
    return dict(found.order_by().values_list("item_id", "comment"))
