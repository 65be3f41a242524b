"""Saving a review: nothing lost, nothing overwritten unseen, no false alarms."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from factories.panels import PanelWorld, give_item, make_panel_world
from tidtam.people.actor import PUBLIC
from tidtam.people.queries import actor_for
from tidtam.reviews.advice import LONGEST, AdviceTooLong
from tidtam.reviews.errors import CurrentReview, ReviewChangedMeanwhile, ReviewIsDone
from tidtam.reviews.models import Assignment, Conflict, Review, ReviewVersion
from tidtam.reviews.reviewing import SavedReview, earlier_texts, finish, save_review
from tidtam.reviews.states import AssignmentState, PanelState, Purpose
from tidtam.rounds.models import Submission
from tidtam.rounds.states import SubmissionState
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world()


def save(world: PanelWorld, comment: str = "", *, seen: int = 0, **more: object) -> SavedReview:
    """Save a comment on item 1 of the first office, unless told otherwise."""
    given = {"answer": None, "private_note": "", "by": world.by(0)} | more
    assignment = given.pop("assignment", None) or world.assignment("1")
    assert isinstance(assignment, Assignment)
    return save_review(assignment.pk, seen_edit=seen, comment=comment, **given)  # type: ignore[arg-type]


def texts() -> list[tuple[int, str, str, str]]:
    """Every review as it is stored."""
    return list(Review.objects.values_list("edit", "answer", "comment", "private_note"))


def test_the_first_save_is_stored_and_begins_the_item(world: PanelWorld) -> None:
    saved = save(world, "ควรติดตามทุกเดือน", answer="4", private_note="ดูภาพอีกครั้ง")

    assert (saved.edit, saved.is_new, saved.state) == (1, True, AssignmentState.BEGUN)
    assert texts() == [(1, "4", "ควรติดตามทุกเดือน", "ดูภาพอีกครั้ง")]
    assert world.assignment("1").state == AssignmentState.BEGUN.value


def test_an_empty_first_save_stores_nothing_and_begins_nothing(world: PanelWorld) -> None:
    saved = save(world, " \n ", seconds=40)

    assert (saved.edit, saved.is_new, texts()) == (0, False, [])
    assert world.assignment("1").state == AssignmentState.GIVEN.value


def test_the_second_save_on_an_old_edit_is_refused_and_shows_what_is_stored(
    world: PanelWorld,
) -> None:
    save(world, "ร่างแรก", answer="3")
    other = save(world, "จากเครื่องอื่น", seen=1, answer="4", private_note="ก")

    with pytest.raises(ReviewChangedMeanwhile) as refusal:
        save(world, "จากเครื่องนี้", seen=1, answer="3")

    assert refusal.value.current == CurrentReview(
        2, "4", "จากเครื่องอื่น", "ก", other.saved_at.isoformat()
    )
    assert texts() == [(2, "4", "จากเครื่องอื่น", "ก")]


def test_a_save_over_a_text_that_was_never_seen_is_refused(world: PanelWorld) -> None:
    with pytest.raises(ReviewChangedMeanwhile) as refusal:
        save(world, "ก", seen=3)

    assert refusal.value.current == CurrentReview(0, "", "", "", "")


def test_the_same_text_from_two_windows_alarms_nobody(world: PanelWorld) -> None:
    save(world, "เหมือนกัน", answer="4")

    again = save(world, "เหมือนกัน", seen=0, answer="4")

    assert (again.edit, again.is_new, ReviewVersion.objects.count()) == (1, False, 0)


def test_a_resend_whose_answer_was_lost_is_taken_as_saved(world: PanelWorld) -> None:
    save(world, "ส่งซ้ำ", save_id="a-1", seconds=20)

    resent = save(world, "ส่งซ้ำ", seen=0, save_id="a-1", seconds=20)

    assert (resent.edit, resent.is_new) == (1, False)
    assert Review.objects.get().seconds == 20


def test_every_text_that_was_replaced_can_be_read(world: PanelWorld) -> None:
    save(world, "หนึ่ง", answer="2", private_note="น")
    save(world, "สอง", seen=1, answer="3")
    save(world, "", seen=2)

    kept = [
        (each.edit, each.answer, each.comment, each.private_note)
        for each in earlier_texts(world.assignment("1"))
    ]
    assert kept == [(2, "3", "สอง", ""), (1, "2", "หนึ่ง", "น")]
    assert texts() == [(3, "", "", "")]


def test_a_mark_the_framework_refuses_leaves_no_mark_and_loses_no_word(world: PanelWorld) -> None:
    save(world, "ร่าง", answer="4")

    saved = save(world, "ร่างที่ยาวขึ้น", seen=1, answer="9")

    assert saved.refused is not None
    assert "1" in saved.refused.th
    assert texts() == [(2, "", "ร่างที่ยาวขึ้น", "")]


def test_what_is_no_json_is_refused_as_a_mark_alone(world: PanelWorld) -> None:
    saved = save(world, "ข้อความ", answer="{4")

    assert (saved.edit, saved.answer, saved.refused is None) == (1, "", False)


def test_a_mark_is_stored_in_its_one_spelling(world: PanelWorld) -> None:
    assert save(world, answer=' "not_reported" ').answer == '"not_reported"'


def test_the_offices_name_that_was_typed_becomes_its_placeholder_and_is_told(
    world: PanelWorld,
) -> None:
    typed = "สพป.สมมติ 21 ทำได้ดี สำนักงานเขตพื้นที่การศึกษาสมมติ ๒๑ ควรทำต่อ"

    saved = save(world, typed)

    assert saved.comment == "{office} ทำได้ดี {office} ควรทำต่อ"
    assert saved.replaced == ("สพป.สมมติ 21", "สำนักงานเขตพื้นที่การศึกษาสมมติ ๒๑")
    assert save(world, typed, seen=0).is_new is False


def test_another_offices_name_stays_as_it_was_typed(world: PanelWorld) -> None:
    saved = save(world, "ควรดูงาน สพป.สมมติ 22 และ สพป.สมมติ 210")

    assert (saved.comment, saved.replaced) == ("ควรดูงาน สพป.สมมติ 22 และ สพป.สมมติ 210", ())


def test_a_comment_longer_than_a_sheet_can_take_is_refused(world: PanelWorld) -> None:
    with pytest.raises(AdviceTooLong):
        save(world, "ก" * LONGEST + "{office}")

    assert texts() == []


def test_time_in_front_is_summed_and_never_taken_twice(world: PanelWorld) -> None:
    save(world, "ก", seconds=30, save_id="1")
    save(world, "ก", seen=1, seconds=15, save_id="2")
    save(world, "ก", seen=1, seconds=15, save_id="2")
    save(world, "กข", seen=1, seconds=-5, save_id="3")
    save(world, "กขค", seen=2, seconds=10**9, save_id="4")

    assert Review.objects.get().seconds == 45 + 12 * 60 * 60


def test_a_confirmed_mark_takes_no_other_text_but_a_resend(world: PanelWorld) -> None:
    save(world, "ดำเนินการครบถ้วน", answer="4", save_id="a")
    finish(world.assignment("1"), seen_edit=1, by=world.by(0))

    with pytest.raises(ReviewIsDone):
        save(world, "เปลี่ยนใจ", seen=1, answer="4")

    assert save(world, "ดำเนินการครบถ้วน", seen=0, answer="4", save_id="a").edit == 1


def test_a_stranger_learns_nothing_and_writes_nothing(world: PanelWorld) -> None:
    for by in (world.by(1), world.by(2), actor_for(world.nobody)):
        with pytest.raises(NotFound):
            save(world, "ก", by=by, assignment=world.assignment("3"))

    for by in (PUBLIC, world.officer_actor, world.moderator_actor, actor_for(world.reporters[0])):
        with pytest.raises(NotAllowed):
            save(world, "ก", by=by)
    assert texts() == []


def test_a_conflict_declared_after_the_page_was_opened_stops_the_next_save(
    world: PanelWorld,
) -> None:
    save(world, "ก่อนแจ้ง")
    Conflict.objects.create(
        person=world.reviewers[0].person,
        office=world.offices[0],
        reason="ญาติ",
        declared_at=clock.now(),
        declared_by="test",
    )

    with pytest.raises(NotFound):
        save(world, "หลังแจ้ง", seen=1)

    assert texts() == [(1, "", "ก่อนแจ้ง", "")]


def test_whoever_left_the_panel_or_lost_the_item_saves_no_more(world: PanelWorld) -> None:
    assignment = world.assignment("1")
    Assignment.objects.filter(pk=assignment.pk).update(state=AssignmentState.WITHDRAWN.value)
    with pytest.raises(NotFound):
        save(world, "ก", assignment=assignment)

    world.reviewers[0].left_at = clock.now()
    world.reviewers[0].save()
    with pytest.raises(NotFound):
        save(world, "ก", assignment=world.assignment("3"))


def test_after_marking_is_closed_the_refusal_says_so(world: PanelWorld) -> None:
    world.panel.state = PanelState.CLOSED.value
    world.panel.save()

    with pytest.raises(NotAllowed) as refusal:
        save(world, "ก")

    assert "ปิดการให้คะแนนแล้ว" in refusal.value.th


def test_while_the_office_has_its_report_back_nothing_is_saved(world: PanelWorld) -> None:
    Submission.objects.filter(office=world.offices[0]).update(state=SubmissionState.FILLING.value)

    with pytest.raises(WrongState):
        save(world, "ก")

    assert texts() == []


def test_calibration_is_saved_while_the_panel_calibrates() -> None:
    world = make_panel_world(state=PanelState.CALIBRATING, assigned=False)
    given = give_item(world.item("1"), world.reviewers[0], purpose=Purpose.CALIBRATE)

    saved = save(world, "ร่วมกัน", answer="3", assignment=given)

    assert (saved.edit, saved.state) == (1, AssignmentState.BEGUN)


def test_a_save_costs_the_same_few_queries_the_first_time_and_later(
    world: PanelWorld, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    by, first, second = world.by(0), world.assignment("3"), world.assignment("4")
    save(world, "ก", answer="4", assignment=second)  # the framework is read once for each process

    def one(comment: str, seen: int) -> None:
        save_review(first.pk, seen_edit=seen, answer="4", comment=comment, private_note="", by=by)

    # place, savepoint, lock and access, review, insert, assignment, release
    with django_assert_num_queries(7):
        one("ก", 0)
    # place, savepoint, lock and access, review, version, update, release
    with django_assert_num_queries(7):
        one("ข", 1)
