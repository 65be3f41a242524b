"""Marks that reviewers have confirmed, for tests of what moderators do with them."""

from __future__ import annotations

from factories.panels import PanelWorld, give_item
from tidtam.reviews.models import Assignment, Decision, Mark, Recommendation, Review
from tidtam.reviews.states import AssignmentState, DecisionKind, Purpose
from tidtam.rounds.models import Item
from tidtam.shared import clock


def confirm(
    assignment: Assignment, answer: str, comment: str = "", *, private_note: str = ""
) -> Review:
    """A reviewer's mark as it is stored once it is confirmed."""
    now = clock.now()
    words = {"answer": answer, "comment": comment, "private_note": private_note}
    review, _made = Review.objects.update_or_create(
        assignment=assignment,
        defaults={**words, "changed_at": now},
        create_defaults={**words, "begun_at": now, "changed_at": now},
    )
    Assignment.objects.filter(pk=assignment.pk).update(
        state=AssignmentState.DONE.value, done_at=now
    )
    return review


def mark_item(
    world: PanelWorld, code: str, *answers: str, office: int = 0, comments: tuple[str, ...] = ()
) -> None:
    """Confirm the marks of an item's seats, in order; comments beside them where given."""
    for seat, answer in enumerate(answers, start=1):
        comment = comments[seat - 1] if len(comments) >= seat else f"ความเห็น {code}/{seat}"
        confirm(world.assignment(code, office=office, seat=seat), answer, comment)


def mark_third(world: PanelWorld, code: str, answer: str, *, office: int = 0) -> Assignment:
    """The third marker of an item, called and done: the last reviewer of the world."""
    given = give_item(
        world.item(code, office=office), world.reviewers[-1], seat=3, purpose=Purpose.THIRD
    )
    confirm(given, answer, "ความเห็นคนที่สาม")
    return given


def decide_all(world: PanelWorld) -> None:
    """The meeting's decision on every item of the round, so that nothing is open."""
    Decision.objects.bulk_create(
        Decision(
            item=item,
            number=1,
            kind=DecisionKind.MEETING.value,
            answer="4",
            decided_at=clock.now(),
            decided_by="test",
        )
        for item in Item.objects.filter(submission__round=world.round)
    )


def official(world: PanelWorld, *, office: int = 0) -> dict[str, str]:
    """An office's official marks: node -> JSON text."""
    found = Mark.objects.filter(instrument__round=world.round, office=world.offices[office])
    return dict(found.values_list("node_code", "answer"))


def advice(world: PanelWorld, *, office: int = 0) -> dict[str, str]:
    """An office's official recommendations: node -> text."""
    found = Recommendation.objects.filter(
        instrument__round=world.round, office=world.offices[office]
    )
    return dict(found.values_list("node_code", "text"))
