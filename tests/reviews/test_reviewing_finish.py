"""Confirming a mark and taking it back: what must be there, what stands in the way."""

from __future__ import annotations

import pytest

from factories.panels import PanelWorld, give_item, make_panel_world
from tidtam.history.queries import entries_about
from tidtam.reviews.errors import (
    AlreadyDecided,
    CommentMissing,
    CommentUnsound,
    MarkMissing,
    MarkRefused,
    NotScreened,
    ReviewChangedMeanwhile,
)
from tidtam.reviews.models import Assignment, Decision, Review
from tidtam.reviews.reviewing import SavedReview, finish, save_review, take_back
from tidtam.reviews.states import AssignmentState, DecisionKind, PanelState, Purpose, ScreeningState
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed, NotFound

pytestmark = pytest.mark.django_db
GOOD = "{office} ดำเนินการครบทุกโรงเรียน ควรรักษาไว้"


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world()


def write(assignment: Assignment, world: PanelWorld, answer: str | None, comment: str) -> int:
    """Save a review of the first reviewer; its edit."""
    saved = save_review(
        assignment.pk,
        seen_edit=0,
        answer=answer,
        comment=comment,
        private_note="",
        by=world.by(0),
    )
    return saved.edit


def done(world: PanelWorld, code: str = "3", *, answer: str = "4") -> SavedReview:
    """An item of the first office that the first reviewer confirmed."""
    assignment = world.assignment(code)
    edit = write(assignment, world, answer, GOOD)
    return finish(assignment, seen_edit=edit, by=world.by(0))


def acts(assignment: Assignment) -> list[tuple[str, object]]:
    """What the history says about an assignment."""
    found = entries_about(f"reviews.assignment:{assignment.pk}")
    return [(entry.act, entry.detail) for entry in found]


def test_a_mark_with_a_comment_in_a_complete_report_is_confirmed(world: PanelWorld) -> None:
    saved = done(world)

    held = world.assignment("3")
    assert (saved.state, saved.answer, saved.comment) == (AssignmentState.DONE, "4", GOOD)
    assert (held.state, held.done_at is not None) == (AssignmentState.DONE.value, True)
    assert acts(held) == [("reviews.finish", {"purpose": "mark"})]


def test_confirming_twice_is_confirming_once(world: PanelWorld) -> None:
    done(world)
    first = world.assignment("3").done_at

    again = finish(world.assignment("3"), seen_edit=1, by=world.by(0))

    assert again.state is AssignmentState.DONE
    assert (world.assignment("3").done_at, len(acts(world.assignment("3")))) == (first, 1)


@pytest.mark.parametrize("comment", ["", GOOD])
def test_without_a_mark_nothing_is_confirmed(world: PanelWorld, comment: str) -> None:
    assignment = world.assignment("3")
    edit = write(assignment, world, None, comment)

    with pytest.raises(MarkMissing):
        finish(assignment, seen_edit=edit, by=world.by(0))


@pytest.mark.parametrize("answer", ["1", "2"])
@pytest.mark.parametrize("comment", ["", "-", "{office}"])
def test_a_low_level_needs_words(world: PanelWorld, answer: str, comment: str) -> None:
    assignment = world.assignment("3")
    edit = write(assignment, world, answer, comment)

    with pytest.raises(CommentMissing):
        finish(assignment, seen_edit=edit, by=world.by(0))

    assert world.assignment("3").state == AssignmentState.BEGUN.value


@pytest.mark.parametrize("answer", ["3", "4", "5", '"not_reported"'])
def test_other_marks_may_stand_without_words(world: PanelWorld, answer: str) -> None:
    assignment = world.assignment("3")
    edit = write(assignment, world, answer, "")

    assert finish(assignment, seen_edit=edit, by=world.by(0)).state is AssignmentState.DONE


def test_broken_braces_are_never_confirmed_and_are_named(world: PanelWorld) -> None:
    assignment = world.assignment("3")
    edit = write(assignment, world, "4", "{ofice} ควรติดตามทุกเดือน")

    with pytest.raises(CommentUnsound) as refusal:
        finish(assignment, seen_edit=edit, by=world.by(0))

    assert "{ofice}" in refusal.value.th
    assert "{office}" in refusal.value.th


def test_a_mark_that_became_invalid_is_not_confirmed(world: PanelWorld) -> None:
    assignment = world.assignment("3")
    edit = write(assignment, world, "4", GOOD)
    Review.objects.update(answer="9")

    with pytest.raises(MarkRefused):
        finish(assignment, seen_edit=edit, by=world.by(0))


def test_what_was_not_seen_is_not_confirmed(world: PanelWorld) -> None:
    assignment = world.assignment("3")
    write(assignment, world, "4", GOOD)

    with pytest.raises(ReviewChangedMeanwhile) as refusal:
        finish(assignment, seen_edit=0, by=world.by(0))

    assert (refusal.value.current.edit, refusal.value.current.answer) == (1, "4")


@pytest.mark.parametrize("state", [ScreeningState.WAITING, ScreeningState.RETURNED])
def test_before_the_report_is_complete_a_mark_is_kept_and_not_confirmed(
    world: PanelWorld, state: ScreeningState
) -> None:
    screening = world.screening(0)
    screening.state = state.value
    screening.save()
    assignment = world.assignment("3")
    edit = write(assignment, world, "4", GOOD)

    with pytest.raises(NotScreened):
        finish(assignment, seen_edit=edit, by=world.by(0))

    assert list(Review.objects.values_list("answer", "comment")) == [("4", GOOD)]


def test_a_report_nobody_screens_yet_counts_as_not_complete(world: PanelWorld) -> None:
    world.screening(0).delete()
    assignment = world.assignment("3")
    edit = write(assignment, world, "4", GOOD)

    with pytest.raises(NotScreened):
        finish(assignment, seen_edit=edit, by=world.by(0))


def test_calibration_is_confirmed_without_screening() -> None:
    world = make_panel_world(state=PanelState.CALIBRATING, assigned=False)
    given = give_item(world.item("1"), world.reviewers[0], purpose=Purpose.CALIBRATE)
    edit = write(given, world, "4", "")

    assert finish(given, seen_edit=edit, by=world.by(0)).state is AssignmentState.DONE
    assert take_back(given, by=world.by(0)).state is AssignmentState.BEGUN


def test_a_mark_taken_back_can_be_changed_and_confirmed_again(world: PanelWorld) -> None:
    done(world)

    back = take_back(world.assignment("3"), by=world.by(0))
    held = world.assignment("3")
    edit = save_review(
        held.pk, seen_edit=back.edit, answer="5", comment=GOOD, private_note="", by=world.by(0)
    ).edit
    finish(held, seen_edit=edit, by=world.by(0))

    assert (back.state, back.edit, held.done_at) == (AssignmentState.BEGUN, 1, None)
    assert list(Review.objects.values_list("answer", "edit")) == [("5", 2)]
    assert [act for act, _ in acts(held)] == [
        "reviews.finish",
        "reviews.take_back",
        "reviews.finish",
    ]


def test_taking_back_what_is_open_changes_nothing(world: PanelWorld) -> None:
    back = take_back(world.assignment("3"), by=world.by(0))

    assert (back.edit, back.state, acts(world.assignment("3"))) == (0, AssignmentState.GIVEN, [])


def test_after_a_decision_no_mark_is_taken_back(world: PanelWorld) -> None:
    done(world)
    Decision.objects.create(
        item=world.item("3"),
        number=1,
        kind=DecisionKind.SINGLE.value,
        answer="4",
        decided_at=clock.now(),
        decided_by="test",
    )

    with pytest.raises(AlreadyDecided):
        take_back(world.assignment("3"), by=world.by(0))

    assert world.assignment("3").state == AssignmentState.DONE.value


def test_only_the_one_who_has_the_item_confirms_or_takes_back(world: PanelWorld) -> None:
    assignment = world.assignment("3")
    edit = write(assignment, world, "4", GOOD)

    with pytest.raises(NotFound):
        finish(assignment, seen_edit=edit, by=world.by(1))
    with pytest.raises(NotAllowed):
        finish(assignment, seen_edit=edit, by=world.moderator_actor)
    with pytest.raises(NotFound):
        take_back(assignment, by=world.by(1))


def test_after_the_panel_closed_nothing_is_confirmed_or_taken_back(world: PanelWorld) -> None:
    done(world, "3")
    edit = write(world.assignment("4"), world, "4", GOOD)
    world.panel.state = PanelState.CLOSED.value
    world.panel.save()

    with pytest.raises(NotAllowed):
        finish(world.assignment("4"), seen_edit=edit, by=world.by(0))
    with pytest.raises(NotAllowed):
        take_back(world.assignment("3"), by=world.by(0))
