"""Items that nothing but a person can bring on: no second reviewer, a refused mark, no report."""

from __future__ import annotations

from collections import Counter

import pytest

from factories.moderating import decide_all, mark_item, official
from factories.panels import PanelWorld, give_item, make_panel_world
from tidtam.frameworks.files import load_code
from tidtam.people.actor import SYSTEM
from tidtam.reviews.actions import MarkChange, checked_mark, set_marks
from tidtam.reviews.assigning import doubled_of
from tidtam.reviews.errors import MarkRefused
from tidtam.reviews.judging import REFUSED
from tidtam.reviews.models import Decision, Panel, Review
from tidtam.reviews.moderating import decide, difference_of, differences_of, open_work, settle
from tidtam.reviews.panel_moves import close_marking
from tidtam.reviews.quality import quality_of
from tidtam.reviews.reviewing import finish
from tidtam.reviews.standing import Need
from tidtam.reviews.states import DecisionKind, PanelState
from tidtam.rounds.models import Instrument
from tidtam.scoring.values import Kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world()


def open_needs(world: PanelWorld) -> dict[Need, int]:
    """What is open, but for items that only wait for marks."""
    counts = open_work(world.fresh()).counts
    left = {Need.MARKS, Need.NOTHING}
    return {need: count for need, count in counts.items() if count and need not in left}


def settled_by_a_moderator(world: PanelWorld, code: str) -> Decision:
    return decide(
        world.item(code),
        kind=DecisionKind.AGREED,
        answer="4",
        comment="",
        reason="ไม่มีผู้ประเมินคนที่สองในสาขานี้",
        seen_number=0,
        by=world.moderator_actor,
    )


# ---------------------------------------------------------------- a second reviewer


def test_an_item_drawn_for_two_is_not_settled_with_one_mark(world: PanelWorld) -> None:
    Panel.objects.update(double_share=100)
    mark_item(world, "1", "4", "4")
    mark_item(world, "3", "4")

    counts = settle(world.fresh(), by=world.moderator_actor)

    assert world.item("3").pk in doubled_of(world.fresh())
    assert counts == Counter(same=1, second=1)
    assert official(world) == {"1": "4"}
    assert open_needs(world) == {Need.SECOND: 1}


def test_an_item_that_was_not_drawn_is_settled_with_one_mark(world: PanelWorld) -> None:
    Panel.objects.update(double_share=50)
    drawn = doubled_of(world.fresh())
    codes = ("3", "4", "5", "7", "8", "9", "10")
    for code in codes:
        mark_item(world, code, "4")

    settle(world.fresh(), by=world.moderator_actor)

    assert {code for code in codes if world.item(code).pk not in drawn} == set(official(world))


def test_the_second_seat_filled_later_brings_the_item_on(world: PanelWorld) -> None:
    Panel.objects.update(double_share=100)
    mark_item(world, "3", "4")
    settle(world.fresh(), by=world.moderator_actor)

    give_item(world.item("3"), world.reviewers[1], seat=2)
    assert open_needs(world) == {}
    mark_item(world, "3", "4", "4")

    assert settle(world.fresh(), by=world.moderator_actor) == Counter(same=1)


def test_a_moderator_settles_an_item_that_never_got_a_second_reviewer(world: PanelWorld) -> None:
    Panel.objects.update(double_share=100)
    mark_item(world, "3", "4")

    settled_by_a_moderator(world, "3")

    assert open_needs(world) == {}
    assert official(world) == {"3": "4"}


# ---------------------------------------------------------------- a mark that is refused


@pytest.mark.parametrize("answers", [("4", '{"value": 9}'), ('{"value": 9}', '{"value": 9}')])
def test_a_confirmed_mark_the_framework_refuses_is_told_in_words(
    world: PanelWorld, answers: tuple[str, str]
) -> None:
    mark_item(world, "1", *answers)
    mark_item(world, "3", "5")

    counts = settle(world.panel, by=world.moderator_actor)
    found = difference_of(world.item("1"), panel=world.panel, actor=world.moderator_actor)

    assert counts == Counter(single=1, refused=1)
    assert official(world) == {"3": "5"}
    assert open_needs(world) == {Need.REFUSED: 1}
    assert (found.need, found.is_decided) == (Need.REFUSED, False)
    assert found.marks[1].judged is not None
    assert (found.marks[1].judged.shown, found.marks[1].judged.word) == ('{"value": 9}', REFUSED)


def test_differences_and_quality_can_be_read_beside_a_refused_mark(world: PanelWorld) -> None:
    mark_item(world, "1", "4", '{"value": 9}')
    mark_item(world, "2", "4", "3")

    rows = differences_of(world.panel, actor=world.moderator_actor)
    quality = quality_of(world.panel, actor=world.moderator_actor)

    assert [(row.node.code, row.need) for row in rows] == [
        ("1", Need.REFUSED),
        ("2", Need.DECISION),
    ]
    assert (quality.marks, quality.refused, quality.doubled) == (3, 1, 1)


def test_a_person_decides_over_a_refused_mark(world: PanelWorld) -> None:
    mark_item(world, "1", "4", '{"value": 9}')

    settled_by_a_moderator(world, "1")

    assert open_needs(world) == {}
    assert official(world) == {"1": "4"}


def test_what_people_decided_and_the_framework_refuses_is_open_again(world: PanelWorld) -> None:
    mark_item(world, "1", "4", "4")
    settled_by_a_moderator(world, "1")

    Decision.objects.update(answer='{"value": 9}')

    assert open_needs(world) == {Need.REFUSED: 1}


def test_a_bare_level_is_no_mark_of_a_target(world: PanelWorld) -> None:
    definition = load_code("ap-2566")
    node = next(n for n in definition.by_code.values() if n.kind is Kind.TARGET and not n.children)

    with pytest.raises(MarkRefused):
        checked_mark(definition, world.offices[0], node_code=node.code, answer="4")


def test_a_stored_mark_the_framework_refuses_is_not_confirmed() -> None:
    world = make_panel_world(doubled=())
    assignment = world.assignment("3")
    Review.objects.create(
        assignment=assignment,
        answer='{"value": 9}',
        begun_at=world.panel.made_at,
        changed_at=world.panel.made_at,
    )

    with pytest.raises(MarkRefused):
        finish(assignment, seen_edit=1, by=world.by(0))

    assert world.assignment("3").state == "given"


# ---------------------------------------------------------------- an office that is silent


def test_items_of_an_office_that_never_reported_are_told_apart() -> None:
    world = make_panel_world(submitted=2)

    assert open_needs(world) == {Need.REPORT: 12}


def test_what_the_bureau_enters_for_a_silent_office_lets_the_panel_close() -> None:
    world = make_panel_world(submitted=2)
    decide_all(world)
    Decision.objects.filter(item__submission__office=world.offices[2]).delete()
    silent = list(world.submission(2).items.values_list("node_code", flat=True))

    changes = [MarkChange(world.offices[2].pk, code, '"not_reported"') for code in silent]
    set_marks(Instrument.objects.get(round=world.round), changes=changes, by=SYSTEM)
    closed = close_marking(world.panel, by=SYSTEM)

    assert closed.state == PanelState.CLOSED


def test_a_mark_for_a_silent_office_is_never_settled_over() -> None:
    world = make_panel_world(submitted=2)
    mark_item(world, "3", "4", office=2)
    changes = [MarkChange(world.offices[2].pk, "3", '"not_reported"')]
    set_marks(Instrument.objects.get(round=world.round), changes=changes, by=SYSTEM)

    counts = settle(world.panel, by=world.moderator_actor)

    assert counts == Counter()
    assert official(world, office=2) == {"3": '"not_reported"'}
