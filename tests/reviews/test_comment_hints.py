"""The doubts about a comment while it is written: what they are held against."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from factories.panels import PanelWorld, give_item, make_panel_world
from tidtam.reviews.access import assignment_for
from tidtam.reviews.comment_hints import comment_hints, level_given
from tidtam.reviews.models import Assignment
from tidtam.reviews.reviewing import save_review
from tidtam.reviews.states import AssignmentState

pytestmark = pytest.mark.django_db
ADVICE = "{office} ควรจัดทำแผนติดตามการอ่านออกเขียนได้ทุกโรงเรียนและรายงานผลทุกเดือน"


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(reviewers=2, doubled=())


def mine(world: PanelWorld, code: str = "3") -> Assignment:
    """An item of the first office as its reviewer's page has it."""
    return assignment_for(world.by(0), pk=world.assignment(code).pk)


def codes(world: PanelWorld, comment: str, answer: str = "4") -> list[tuple[str, str]]:
    findings = comment_hints(mine(world), comment=comment, answer=answer)
    return [(finding.code, finding.severity) for finding in findings]


def write(assignment: Assignment, world: PanelWorld, *, reviewer: int) -> None:
    save_review(
        assignment.pk,
        seen_edit=0,
        answer="4",
        comment=ADVICE,
        private_note="",
        by=world.by(reviewer),
    )


def test_a_comment_is_held_against_the_mark_on_the_page(world: PanelWorld) -> None:
    praise = ADVICE + " {office} เป็นต้นแบบของประเทศ"

    assert codes(world, praise, answer="2") == [("level-words", "error")]
    assert codes(world, praise, answer="5") == []
    assert codes(world, praise, answer="") == []


def test_a_low_mark_asks_for_words_and_any_comment_for_more_than_a_few(world: PanelWorld) -> None:
    assert codes(world, "", answer="1") == [("comment-missing", "error")]
    assert codes(world, "", answer="4") == []
    assert codes(world, "ดี", answer="4") == [("comment-short", "hint")]


def test_another_office_of_the_register_is_found(world: PanelWorld) -> None:
    assert codes(world, f"{ADVICE}\nสพป.สมมติ 22 ควรทำต่อ") == [("office-conflict", "error")]


def test_the_own_comment_on_the_same_indicator_of_another_office_is_told(
    world: PanelWorld,
) -> None:
    write(world.assignment("3", office=2), world, reviewer=0)

    findings = comment_hints(mine(world), comment=ADVICE, answer="4")

    assert [(each.code, each.severity) for each in findings] == [("comment-same", "hint")]
    assert "สพป.สมมติ 23" in findings[0].why.th


def test_what_others_wrote_and_what_was_taken_away_is_never_told(world: PanelWorld) -> None:
    write(world.assignment("3", office=1), world, reviewer=1)
    write(world.assignment("4", office=2), world, reviewer=0)
    write(world.assignment("3", office=2), world, reviewer=0)
    taken = world.assignment("3", office=2)
    Assignment.objects.filter(pk=taken.pk).update(state=AssignmentState.WITHDRAWN.value)
    give_item(taken.item, world.reviewers[1])

    assert codes(world, ADVICE) == []


@pytest.mark.parametrize(
    ("answer", "level"),
    [("4", 4), ("", None), ('"not_reported"', None), ("9", None), ("{", None)],
)
def test_the_level_of_a_mark_is_the_frameworks(
    world: PanelWorld, answer: str, level: int | None
) -> None:
    assert level_given(mine(world).item, answer) == level


@pytest.mark.parametrize("offices", [2, 6])
def test_hints_cost_four_queries(
    offices: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = make_panel_world(offices=offices, reviewers=1, doubled=())
    for number in range(1, offices):
        write(world.assignment("3", office=number), world, reviewer=0)
    assignment = mine(world)
    comment_hints(assignment, comment="", answer="4")  # the framework is read once

    with django_assert_num_queries(4):
        comment_hints(assignment, comment=ADVICE, answer="4")
