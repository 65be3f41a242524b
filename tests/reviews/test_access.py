"""What a reviewer may open: only what was given, only while it holds, never against a conflict."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import make_office, make_province
from factories.panels import PanelWorld, add_post, give_item, make_panel_world
from tidtam.orgs.models import AgencyProvince
from tidtam.orgs.states import AgencyKind
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.people.models import Person, Post
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.access import (
    assignment_for,
    assignments_seen_by,
    closed_to,
    conflicted_offices,
    items_open_to,
    screenings_seen_by,
)
from tidtam.reviews.errors import ReportIsNotIn
from tidtam.reviews.interests import closed_offices, interests_of
from tidtam.reviews.models import Assignment, Conflict, Panel, Reviewer, Screening
from tidtam.reviews.states import AssignmentState, PanelState, Purpose
from tidtam.rounds.models import Submission
from tidtam.shared import clock
from tidtam.shared.errors import NotFound

pytestmark = pytest.mark.django_db

ITEMS = 12  # of a primary office in QP


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world()


def declare(person: Person, **what: object) -> Conflict:
    """A conflict as a row that no act knows of: what was given stays given."""
    return Conflict.objects.create(
        person=person, reason="ญาติ", declared_at=clock.now(), declared_by="test", **what
    )


def set_aside(world: PanelWorld) -> None:
    """Leave every screening to the bureau."""
    Screening.objects.filter(submission__round=world.round).update(screener=None)


def seen(world: PanelWorld, reviewer: int = 0) -> set[tuple[str, str]]:
    """(office, item) of what a reviewer has."""
    found = assignments_seen_by(world.by(reviewer))
    rows = found.values_list("item__submission__office__short_th", "item__node_code")
    return set(rows)


def test_a_reviewer_sees_the_own_items_and_nothing_else(world: PanelWorld) -> None:
    first, _second, third = (office.short_th for office in world.offices)

    own = seen(world, 0)

    assert {code for office, code in own if office == first} == {
        "1", "2", "3", "4", "5", "6a", "7", "8", "9", "10", "X1", "X2",
    }  # fmt: skip
    assert own - {(first, code) for _, code in own} == {(third, "1"), (third, "2")}


def test_nobody_else_sees_an_assignment(world: PanelWorld) -> None:
    others = [
        PUBLIC,
        SYSTEM,
        world.moderator_actor,
        world.chair_actor,
        world.officer_actor,
        actor_for(world.nobody),
        actor_for(world.reporters[0]),
    ]

    assert [assignments_seen_by(actor).count() for actor in others] == [0] * len(others)


def test_an_assignment_comes_with_all_its_page_needs_in_one_query(world: PanelWorld) -> None:
    actor, pk = world.by(0), world.assignment().pk

    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = assignment_for(actor, pk=pk)
        told = (
            found.reviewer.panel.state,
            found.item.node_code,
            found.item.submission.office.pk,
            found.item.submission.round.code,
            found.item.submission.screening.state,
            found.item.instrument.framework.code,
            hasattr(found, "review"),
        )

    assert told == (
        "working", "1", world.offices[0].pk, world.round.code, "complete", "qp-2566", False,
    )  # fmt: skip
    assert len(queries) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda world, mine: Assignment.objects.filter(pk=mine).update(
            state=AssignmentState.WITHDRAWN.value
        ),
        lambda world, mine: Reviewer.objects.filter(assignments=mine).update(left_at=clock.now()),
        lambda world, mine: Panel.objects.update(state=PanelState.CLOSED.value),
        lambda world, mine: Panel.objects.update(state=PanelState.PREPARING.value),
        lambda world, mine: Panel.objects.update(state=PanelState.CALIBRATING.value),
        lambda world, mine: Post.objects.filter(role=Role.REVIEWER.value).update(
            ends_on=clock.today() - dt.timedelta(days=1)
        ),
        lambda world, mine: declare(world.reviewers[0].person, office=world.offices[0]),
        lambda world, mine: declare(
            world.reviewers[0].person, province=world.offices[0].provinces.get()
        ),
        lambda world, mine: add_post(
            world.reviewers[0].person, Role.REPORTER, agency=world.offices[0]
        ),
    ],
    ids=[
        "withdrawn", "left", "closed", "preparing", "calibrating", "post ended",
        "conflict with the office", "conflict with the province", "own office",
    ],
)  # fmt: skip
def test_an_item_is_shut_at_once(world: PanelWorld, change: object) -> None:
    mine = world.assignment("3")
    set_aside(world)  # whoever screens the report reads all of it
    assert assignment_for(world.by(0), pk=mine.pk) == mine
    assert items_open_to(world.by(0)).filter(pk=mine.item_id).exists()

    change(world, mine.pk)  # type: ignore[operator]

    assert not assignments_seen_by(world.by(0)).filter(pk=mine.pk).exists()
    with pytest.raises(NotFound):
        assignment_for(world.by(0), pk=mine.pk)
    assert not items_open_to(world.by(0)).filter(pk=mine.item_id).exists()


def test_another_reviewers_assignment_is_not_found(world: PanelWorld) -> None:
    theirs = world.assignment("1", seat=2)

    with pytest.raises(NotFound):
        assignment_for(world.by(0), pk=theirs.pk)


def test_a_report_that_is_not_in_is_listed_but_not_opened() -> None:
    world = make_panel_world(submitted=1)
    waiting = world.assignment("3", office=1)

    with pytest.raises(ReportIsNotIn) as refusal:
        assignment_for(world.by(1), pk=waiting.pk)

    assert world.offices[1].short_th in refusal.value.th
    assert assignments_seen_by(world.by(1)).filter(pk=waiting.pk).exists()
    assert not items_open_to(world.by(1)).filter(submission=world.submission(1)).exists()


def test_calibration_opens_its_items_only_while_the_panel_calibrates(world: PanelWorld) -> None:
    given = give_item(world.item("3", office=1), world.reviewers[0], purpose=Purpose.CALIBRATE)

    assert not assignments_seen_by(world.by(0)).filter(pk=given.pk).exists()

    Panel.objects.update(state=PanelState.CALIBRATING.value)
    assert list(assignments_seen_by(world.by(0))) == [given]


def test_whoever_screens_a_report_may_read_all_of_it(world: PanelWorld) -> None:
    Assignment.objects.filter(reviewer=world.reviewers[0]).delete()

    assert list(screenings_seen_by(world.by(0))) == [world.screening(0)]
    opened = items_open_to(world.by(0))
    assert set(opened.values_list("submission", flat=True)) == {world.submission(0).pk}
    assert opened.count() == ITEMS


def test_the_heads_read_every_submitted_report_but_of_their_own_office(world: PanelWorld) -> None:
    world_of_two = Submission.objects.filter(pk=world.submission(2).pk)
    world_of_two.update(state="filling")
    add_post(world.moderator, Role.REPORTER, agency=world.offices[0])

    counts = [
        items_open_to(actor).count()
        for actor in (world.chair_actor, world.officer_actor, SYSTEM, world.moderator_actor)
    ]

    assert counts == [2 * ITEMS, 2 * ITEMS, 2 * ITEMS, ITEMS]
    assert items_open_to(actor_for(world.reporters[0])).count() == 0


def test_posts_close_their_office_and_their_provinces(world: PanelWorld) -> None:
    person = world.reviewers[0].person
    secondary = make_office(21, kind=AgencyKind.SECONDARY_OFFICE)
    AgencyProvince.objects.create(agency=secondary, province=make_province(22), order=2)
    post = add_post(person, Role.REPORTER, agency=secondary)

    assert interests_of([person.pk])[person.pk] == {
        secondary.pk: "own",
        world.offices[0].pk: "province",
        world.offices[1].pk: "province",
    }
    assert conflicted_offices(person, round_=world.round) == {
        world.offices[0].pk: "province",
        world.offices[1].pk: "province",
    }
    assert post.ends_on is None


def test_a_post_that_begins_tomorrow_closes_the_office_today(world: PanelWorld) -> None:
    person = world.reviewers[0].person
    Post.objects.create(
        person=person,
        role=Role.REPORTER.value,
        agency=world.offices[0],
        starts_on=clock.today() + dt.timedelta(days=1),
    )

    assert conflicted_offices(person, round_=world.round) == {world.offices[0].pk: "own"}
    assert set(closed_offices(person.pk)) == {world.offices[0].pk}


def test_a_former_post_closes_the_provinces_of_its_own_time(world: PanelWorld) -> None:
    person = world.reviewers[0].person
    secondary = make_office(30, kind=AgencyKind.SECONDARY_OFFICE)
    Post.objects.create(
        person=person,
        role=Role.DIRECTOR.value,
        agency=secondary,
        starts_on=dt.date(2015, 1, 1),
        ends_on=dt.date(2016, 12, 31),
    )
    for number, (start, end) in {
        21: (dt.date(2010, 1, 1), dt.date(2014, 12, 31)),  # left before the post began
        22: (dt.date(2010, 1, 1), dt.date(2015, 6, 30)),
        23: (dt.date(2017, 1, 1), None),  # joined after it ended
    }.items():
        AgencyProvince.objects.create(
            agency=secondary, province=make_province(number), valid_from=start, valid_to=end
        )

    assert interests_of([person.pk])[person.pk] == {
        secondary.pk: "former",
        world.offices[1].pk: "province",
    }


def test_an_office_that_left_the_province_is_open_again(world: PanelWorld) -> None:
    person = world.reviewers[0].person
    declare(person, province=world.offices[0].provinces.get())
    AgencyProvince.objects.filter(agency=world.offices[0]).update(
        valid_to=clock.today() - dt.timedelta(days=1)
    )

    assert conflicted_offices(person, round_=world.round) == {}


def test_an_ended_conflict_closes_nothing(world: PanelWorld) -> None:
    person = world.reviewers[0].person
    conflict = declare(person, office=world.offices[0])
    before = conflicted_offices(person, round_=world.round)

    Conflict.objects.filter(pk=conflict.pk).update(ended_at=clock.now())

    assert before == {world.offices[0].pk: "declared"}
    assert conflicted_offices(person, round_=world.round) == {}


def test_what_was_read_once_closes_the_same_as_the_query(world: PanelWorld) -> None:
    """Where the row of an assignment was missed, the conflict alone keeps it closed."""
    declare(world.reviewers[0].person, office=world.offices[0])
    actor = world.by(0)
    closed = closed_to(actor)
    missed = world.assignment()

    found = [
        list(assignments_seen_by(actor, closed=closed)),
        list(screenings_seen_by(actor, closed=closed)),
    ]
    assert found == [list(assignments_seen_by(actor)), list(screenings_seen_by(actor))]
    assert missed not in found[0]
    with pytest.raises(NotFound):
        assignment_for(actor, pk=missed.pk, closed=closed)


def test_the_query_and_the_reasons_close_the_same_offices(world: PanelWorld) -> None:
    people = [reviewer.person for reviewer in world.reviewers]
    secondary = make_office(22, kind=AgencyKind.SECONDARY_OFFICE)
    add_post(people[0], Role.REPORTER, agency=secondary)
    declare(people[1], province=make_province(22))
    declare(people[1], office=world.offices[2])
    Post.objects.filter(person=people[0], agency=secondary).update(ends_on=clock.today())

    told = {key: set(found) for key, found in interests_of([p.pk for p in people]).items()}

    assert told == {person.pk: set(closed_offices(person.pk)) for person in people}
    assert told == {person.pk: closed_to(actor_for(person)) for person in people}
    assert [len(told[person.pk]) for person in people] == [2, 3, 0]


@pytest.mark.parametrize("offices", [2, 4])
def test_reading_takes_the_same_number_of_queries_for_few_and_many(offices: int) -> None:
    world = make_panel_world(offices=offices)
    actor = world.by(0)

    with CaptureQueriesContext(connection) as queries:
        list(assignments_seen_by(actor))
        list(items_open_to(actor))
        list(screenings_seen_by(actor))
        interests_of([reviewer.person_id for reviewer in world.reviewers])

    assert len(queries) == 3 + 4
