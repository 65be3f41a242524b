"""The quality of a panel's marking: the figures of ``marking`` under the names of people."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.panels import PanelWorld, give_item, make_panel_world
from tidtam.marking.agreement import Agreement, Estimate
from tidtam.people.actor import PUBLIC
from tidtam.reviews.models import Assignment, Conflict, Decision, Mark, Review
from tidtam.reviews.quality import quality_of
from tidtam.reviews.states import AssignmentState, DecisionKind, Purpose
from tidtam.rounds.models import Instrument, Round
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db

NOTHING = Estimate(None, why="none")


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(offices=3, reviewers=3)


def done(
    assignment: Assignment, answer: str, *, comment: str = "ดี", seconds: int = 90, at: int = 0
) -> Assignment:
    """A confirmed mark, ``at`` minutes after the others."""
    moment = clock.now() + dt.timedelta(minutes=at)
    Review.objects.create(
        assignment=assignment,
        answer=answer,
        comment=comment,
        seconds=seconds,
        begun_at=moment,
        changed_at=moment,
    )
    assignment.state, assignment.done_at = AssignmentState.DONE.value, moment
    assignment.save()
    return assignment


def mark_all(
    world: PanelWorld, answer: Callable[[str, int, int], str], *, comment: str = "ดี"
) -> None:
    """Confirm every assignment; ``answer`` is told node, office (from 0) and seat."""
    number = {office.pk: place for place, office in enumerate(world.offices)}
    found = Assignment.objects.filter(reviewer__panel=world.panel).select_related(
        "item__submission"
    )
    for assignment in found:
        item = assignment.item
        given = answer(item.node_code, number[item.submission.office_id], assignment.seat)
        done(assignment, given, comment=comment)


def test_before_the_first_mark_everything_is_empty(world: PanelWorld) -> None:
    found = quality_of(world.panel, actor=world.moderator_actor)

    assert found.overall == Agreement(0, NOTHING, NOTHING, NOTHING, NOTHING)
    assert (found.marks, found.doubled, found.calibrated) == (0, 0, (0, NOTHING))
    assert (found.indicators, found.reviewers, found.suspicions) == ((), (), ())
    assert not found.has_last


def test_agreement_is_of_items_that_two_people_marked(world: PanelWorld) -> None:
    mark_all(world, lambda node, office, seat: "3" if (office, seat) == (1, 2) else "4")

    found = quality_of(world.panel, actor=world.moderator_actor)

    # three offices, items 1 and 2 doubled; at the second office both differ by one
    assert (found.doubled, found.overall.n) == (6, 6)
    assert found.overall.exact.value == pytest.approx(4 / 6)
    assert found.overall.adjacent.value == 1.0
    assert [(each.node.code, each.agreement.n) for each in found.indicators][:3] == [
        ("1", 3),
        ("2", 3),
        ("3", 0),
    ]


def test_a_mark_without_a_level_is_counted_and_in_no_figure(world: PanelWorld) -> None:
    done(world.assignment("1"), "4")
    done(world.assignment("1", seat=2), '"not_reported"')

    found = quality_of(world.panel, actor=world.moderator_actor)

    (indicator,) = found.indicators
    assert (found.doubled, indicator.without_level, indicator.agreement.n) == (1, 1, 0)


def test_an_unconfirmed_or_withdrawn_mark_is_in_no_figure(world: PanelWorld) -> None:
    begun = done(world.assignment("1"), "4")
    Assignment.objects.filter(pk=begun.pk).update(state=AssignmentState.BEGUN.value)
    gone = done(world.assignment("2"), "4")
    Assignment.objects.filter(pk=gone.pk).update(state=AssignmentState.WITHDRAWN.value)

    assert quality_of(world.panel, actor=world.moderator_actor).marks == 0


def test_the_strictest_reviewer_comes_first_with_a_name(world: PanelWorld) -> None:
    # Reviewer 1 marks seat 2 of office 0 and seat 1 of office 1: always a level lower.
    lower = {(0, 2), (1, 1)}
    mark_all(world, lambda node, office, seat: "3" if (office, seat) in lower else "4")

    found = quality_of(world.panel, actor=world.moderator_actor)

    first = found.reviewers[0]
    assert first.reviewer.person.full_name == world.reviewers[1].person.full_name
    assert first.severity.lean.raw == -1.0
    assert len(found.reviewers) == 3


def test_marks_of_the_calibration_are_compared_among_themselves(world: PanelWorld) -> None:
    item = world.item("1")
    Assignment.objects.filter(item=item).update(state=AssignmentState.WITHDRAWN.value)
    for reviewer, answer in zip(world.reviewers, ("5", "4", "4"), strict=True):
        given = give_item(item, reviewer, purpose=Purpose.CALIBRATE)
        done(given, answer)

    found = quality_of(world.panel, actor=world.moderator_actor)

    assert found.calibrated == (1, Estimate(None, why="few"))
    assert (found.marks, found.doubled) == (0, 0)
    assert [each.severity.on_same_items for each in found.reviewers] == [1, 1, 1]


# ---------------------------------------------------------------- levels beside the last round


def test_levels_stand_beside_those_of_the_last_round(world: PanelWorld) -> None:
    earlier = an_earlier_round(world, answer="3")
    Round.objects.filter(pk=world.round.pk).update(earlier=earlier)
    mark_all(world, lambda node, office, seat: "5")
    decided = world.item("1", office=2)
    Decision.objects.create(
        item=decided,
        number=1,
        kind=DecisionKind.MEETING.value,
        answer="2",
        decided_at=clock.now(),
        decided_by="test",
    )

    found = quality_of(world.fresh(), actor=world.moderator_actor)

    assert found.has_last
    shift = found.indicators[0].shift
    assert shift.now == {1: 0, 2: 1, 3: 0, 4: 0, 5: 2}
    assert shift.last == {1: 0, 2: 0, 3: 3, 4: 0, 5: 0}
    assert (shift.difference, shift.moved) == (1.0, "few")


def an_earlier_round(world: PanelWorld, *, answer: str) -> Round:
    earlier = Round.objects.create(
        code="before", fiscal_year=2566, period="6m", title_th="รอบก่อน", title_en="Before"
    )
    now = Instrument.objects.get(round=world.round)
    then = Instrument.objects.create(round=earlier, framework=now.framework)
    Mark.objects.bulk_create(
        Mark(
            instrument=then,
            office=office,
            node_code="1",
            answer=answer,
            changed_at=clock.now(),
            changed_by="test",
        )
        for office in world.offices
    )
    return earlier


# ---------------------------------------------------------------- what is worth a look


def test_a_pattern_names_its_reviewer_and_its_items(world: PanelWorld) -> None:
    for code in "12345":
        done(world.assignment(code), "4", seconds=3)

    found = quality_of(world.panel, actor=world.moderator_actor)

    (pattern,) = found.suspicions
    assert pattern.suspicion.code == "in-seconds"
    assert pattern.reviewer == world.reviewers[0]
    assert [item.item_id for item in pattern.items] == [world.item(code).pk for code in "12345"]
    assert {item.office for item in pattern.items} == {world.offices[0]}
    assert pattern.closed == 0


def test_items_of_an_office_that_a_head_must_not_judge_are_counted_and_not_named(
    world: PanelWorld,
) -> None:
    for code in "12345":
        done(world.assignment(code), "4", seconds=3)
    Conflict.objects.create(
        person=world.moderator,
        office=world.offices[0],
        reason="ญาติ",
        declared_at=clock.now(),
        declared_by="test",
    )

    (pattern,) = quality_of(world.panel, actor=world.moderator_actor).suspicions
    (of_the_bureau,) = quality_of(world.panel, actor=world.officer_actor).suspicions

    assert (pattern.items, pattern.sample, pattern.closed) == ((), "", 5)
    assert len(of_the_bureau.items) == 5


# ---------------------------------------------------------------- who, and how much it asks


def test_reviewers_and_offices_read_nothing_of_it(world: PanelWorld) -> None:
    for actor in (world.by(0), PUBLIC):
        with pytest.raises(NotAllowed):
            quality_of(world.panel, actor=actor)


def test_the_queries_do_not_grow_with_the_marks(world: PanelWorld) -> None:
    def queries() -> int:
        panel = world.fresh()
        with CaptureQueriesContext(connection) as asked:
            quality_of(panel, actor=world.moderator_actor)
        return len(asked)

    done(world.assignment("3"), "1", comment="")
    queries()  # the framework is read once in a process
    one = queries()
    for office in range(3):
        for code in "1245":
            done(world.assignment(code, office=office), "1", comment="")

    assert queries() == one
