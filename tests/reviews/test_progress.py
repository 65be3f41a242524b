"""A reviewer's lists: what is theirs, how far it is, in a few queries whatever the size."""

from __future__ import annotations

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from factories import make_small_round
from factories.panels import PanelWorld, give_item, make_panel_world, make_reviewer
from tidtam.orgs.models import Agency
from tidtam.people.actor import PUBLIC
from tidtam.people.queries import actor_for
from tidtam.reviews.models import Assignment, Conflict, Panel, Screening
from tidtam.reviews.progress import ItemWork, OfficeWork, my_items, my_offices
from tidtam.reviews.reviewing import finish, save_review
from tidtam.reviews.states import AssignmentState, PanelState, Purpose, ScreeningState
from tidtam.rounds.models import Item, Round, Stage, Submission
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world()


def mark(world: PanelWorld, code: str, *, confirm: bool = True) -> None:
    """Mark an item of the first office as the first reviewer."""
    assignment, by = world.assignment(code), world.by(0)
    saved = save_review(assignment.pk, seen_edit=0, answer="4", comment="ดี", private_note="", by=by)
    if confirm:
        finish(assignment, seen_edit=saved.edit, by=by)


def test_one_line_says_all_about_an_office(world: PanelWorld) -> None:
    due = clock.now() + dt.timedelta(days=40)
    starts = clock.now()
    Stage.objects.create(round=world.round, code="mark", starts_at=starts, due_at=due)
    mark(world, "3")
    mark(world, "4", confirm=False)
    count = world.submission().items.count()

    lines = my_offices(world.by(0))

    assert lines[0] == OfficeWork(
        submission_id=world.submission().pk,
        round_code=world.round.code,
        round_title=world.round.title,
        office_code=world.offices[0].code,
        office=Bilingual("สพป.สมมติ 21", "Sample ESAO 21"),
        items=count,
        begun=1,
        done=1,
        third=0,
        is_calibration=False,
        is_in=True,
        screening=ScreeningState.COMPLETE,
        is_screener=True,
        due_at=due,
        screen_due_at=None,
    )
    assert not lines[0].is_done
    # As second marker of items 1 and 2 of the third office; another reviewer screens it.
    rest = [(line.office_code, line.items, line.is_screener) for line in lines[1:]]
    assert rest == [(world.offices[2].code, 2, False)]


def test_an_office_whose_report_is_only_screened_is_a_line_too() -> None:
    world = make_panel_world(assigned=False)
    Screening.objects.create(submission=world.submission(1), screener=world.reviewers[0])

    lines = my_offices(world.by(0))

    told = [(line.office_code, line.items, line.is_screener, line.screening) for line in lines]
    assert told == [(world.offices[1].code, 0, True, ScreeningState.WAITING)]
    assert not lines[0].is_done


def test_calibration_and_third_marks_are_told_apart() -> None:
    world = make_panel_world(state=PanelState.CALIBRATING, assigned=False)
    for code in ("1", "2"):
        give_item(world.item(code), world.reviewers[0], purpose=Purpose.CALIBRATE)
    give_item(world.item("3"), world.reviewers[0], purpose=Purpose.THIRD, seat=3)

    while_calibrating = [(each.items, each.is_calibration) for each in my_offices(world.by(0))]
    world.panel.state = PanelState.WORKING.value
    world.panel.save()
    at_work = [(each.items, each.third, each.is_calibration) for each in my_offices(world.by(0))]

    assert while_calibrating == [(2, True)]
    assert at_work == [(1, 1, False)]


def test_a_list_is_of_one_round_when_one_is_asked_for(world: PanelWorld) -> None:
    other = make_small_round(code="other")

    assert my_offices(world.by(0), round_=other) == []
    assert my_offices(world.by(0), round_=world.round) == my_offices(world.by(0))


def test_only_whoever_has_items_has_lines(world: PanelWorld) -> None:
    for actor in (actor_for(world.nobody), world.moderator_actor, world.officer_actor, PUBLIC):
        assert my_offices(actor) == []
        assert my_items(actor, submission=world.submission()) == []


def test_a_late_conflict_takes_the_line_away(world: PanelWorld) -> None:
    Conflict.objects.create(
        person=world.reviewers[0].person,
        office=world.offices[0],
        reason="ญาติ",
        declared_at=clock.now(),
        declared_by="test",
    )

    assert [line.office_code for line in my_offices(world.by(0))] == [world.offices[2].code]
    assert my_items(world.by(0), submission=world.submission(0)) == []


def test_items_come_in_printing_order_with_what_was_given(world: PanelWorld) -> None:
    mark(world, "1")
    item = world.item("2")
    item.open_until = clock.now() + dt.timedelta(days=1)
    item.save()

    items = my_items(world.by(0), submission=world.submission())

    assert [each.code for each in items] == list(
        world.submission().items.order_by("order").values_list("node_code", flat=True)
    )
    first = world.assignment("1")
    assert items[0] == ItemWork(
        assignment_id=first.pk,
        item_id=first.item_id,
        instrument=Bilingual("QP", "QP"),
        code="1",
        label=Bilingual("QP 1", "QP 1"),
        title=items[0].title,
        purpose=Purpose.MARK,
        state=AssignmentState.DONE,
        answer="4",
        has_comment=True,
        is_away=False,
    )
    assert (items[1].is_away, items[1].answer, items[1].state) == (
        True,
        "",
        AssignmentState.GIVEN,
    )


@pytest.mark.parametrize("offices", [2, 4])
def test_lists_ask_a_constant_number_of_queries(
    offices: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = make_panel_world(offices=offices, reviewers=1, doubled=())
    by, submission = world.by(0), world.submission()
    my_items(by, submission=submission)  # the framework is read once for each process

    with django_assert_num_queries(3):
        assert len(my_offices(by)) == offices
    with django_assert_num_queries(2):
        my_items(by, submission=submission)


OFFICES, ITEMS, REVIEWERS = 245, 50, 120


def national() -> tuple[Panel, Round]:
    """A round of a whole nation, every item with its marker; values only, made in bulk."""
    for number in range(1, OFFICES + 1):
        _office(number)
    round_ = make_small_round(code="nation")
    instrument = instruments_of(round_)[0]
    now = clock.now()
    Submission.objects.filter(round=round_).delete()
    reports = Submission.objects.bulk_create(
        Submission(round=round_, office=office, state="submitted", due_at=now, open_until=now)
        for office in Agency.objects.all()
    )
    items = Item.objects.bulk_create(
        (
            Item(submission=report, instrument=instrument, node_code=f"n{number}", order=number)
            for report in reports
            for number in range(ITEMS)
        ),
        batch_size=2000,
    )
    panel = Panel.objects.create(
        round=round_, state=PanelState.WORKING.value, seed="s", made_at=now, made_by="test"
    )
    reviewers = [make_reviewer(panel) for _ in range(REVIEWERS)]
    Assignment.objects.bulk_create(
        (
            Assignment(
                # The first has 40 offices, the others share the rest.
                reviewer=reviewers[0] if place < 40 else reviewers[1 + place % (REVIEWERS - 1)],
                item=item,
                given_at=now,
                given_by="test",
            )
            for place, report in enumerate(reports)
            for item in items[place * ITEMS : (place + 1) * ITEMS]
        ),
        batch_size=2000,
    )
    Screening.objects.bulk_create(Screening(submission=report) for report in reports)
    return panel, round_


def _office(number: int) -> Agency:
    """One of many offices; ``make_office`` numbers two digits only."""
    return Agency.objects.create(
        code=f"2{number:04}00000",
        kind="primary_office",
        name_th=f"สำนักงานเขตพื้นที่การศึกษาสมมติ {number}",
        short_th=f"สพป.สมมติ {number}",
        name_en=f"Sample {number}",
        short_en=f"Sample {number}",
        order=number,
    )


@pytest.mark.slow
def test_forty_offices_of_a_national_round_are_listed_in_as_few_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """How long it takes is measured by ``make bench-reviewing``."""
    panel, _round = national()
    by = actor_for(panel.reviewers.order_by("pk")[0].person)

    with django_assert_num_queries(3):
        lines = my_offices(by)

    assert (len(lines), {line.items for line in lines}) == (40, {ITEMS})
