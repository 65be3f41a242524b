"""The doubts about a reviewer's comment, with what the checks must know read from the database."""

from __future__ import annotations

from tidtam.checks.comment_review import check_review_comment
from tidtam.checks.finding import Finding
from tidtam.frameworks.queries import definition_of
from tidtam.orgs.named_offices import named_offices
from tidtam.reviews.actions import office_kind
from tidtam.reviews.comment_rules import LEAST_COMMENT, MOST_OTHERS, needs_comment
from tidtam.reviews.judging import judge_stored
from tidtam.reviews.models import Assignment, Review
from tidtam.reviews.states import AssignmentState
from tidtam.rounds.models import Item


def comment_hints(assignment: Assignment, *, comment: str, answer: str) -> tuple[Finding, ...]:
    """The doubts about a comment as it stands on the page; four queries.

    Args:
        assignment: as ``access.assignment_for`` gives it.
        comment: ``{office}`` stands for the office's name.
        answer: the mark on the page as JSON text; "" for none.
    """
    item = assignment.item
    names, register = named_offices()
    definition = definition_of(item.instrument.framework)
    level = level_given(item, answer)
    return check_review_comment(
        comment,
        about=names[item.submission.office.code],
        register=register,
        level=level,
        words={number: word.th for number, word in definition.words.items()},
        is_needed=needs_comment(level),
        least=LEAST_COMMENT,
        others=_on_other_offices(assignment),
        part=item.node_code,
    )


def level_given(item: Item, answer: str) -> int | None:
    """The level of a mark of an item; None for none, and for what the framework refuses."""
    if not answer:
        return None
    definition = definition_of(item.instrument.framework)
    kind = office_kind(item.submission.office)
    return judge_stored(definition, kind=kind, node_code=item.node_code, answer=answer).level


def _on_other_offices(assignment: Assignment) -> list[tuple[str, str]]:
    """What the same reviewer wrote on the same indicator of others, the newest first."""
    own = Review.objects.filter(
        assignment__reviewer=assignment.reviewer_id,
        assignment__item__instrument=assignment.item.instrument_id,
        assignment__item__node_code=assignment.item.node_code,
    ).exclude(comment="")
    rows = own.exclude(assignment__item=assignment.item_id).exclude(
        assignment__state=AssignmentState.WITHDRAWN.value
    )
    named = rows.order_by("-changed_at", "-pk").values_list(
        "assignment__item__submission__office__short_th", "comment"
    )
    return list(named[:MOST_OTHERS])
