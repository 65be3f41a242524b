"""A report is found complete, or single items of it go back to the office and come back."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from factories.panels import PanelWorld, make_panel_world
from tidtam.notices.models import Message
from tidtam.people.queries import actor_for
from tidtam.reviews.errors import ItemsAreOut, ReportIsNotIn, ScreeningChangedMeanwhile
from tidtam.reviews.lacks import LACKS, missing_text
from tidtam.reviews.models import Conflict, Panel, ReturnedItem, Reviewer, Screening
from tidtam.reviews.reviewing import finish, save_review
from tidtam.reviews.screening import (
    bring_items_back,
    complete_screening,
    may_screen,
    return_single_items,
    screen_again,
    screening_for,
    screening_of,
)
from tidtam.reviews.screening_list import returned_of, screenings_of
from tidtam.reviews.states import PanelState, ScreeningState
from tidtam.rounds.answering import save_answer
from tidtam.rounds.submitting import set_item_ready, withdraw
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, NotAllowed, NotFound, WrongState

pytestmark = pytest.mark.django_db
LACKS_IT = "ยังไม่มีหลักฐาน โปรดแนบ"
WEEK = dt.timedelta(days=7)


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(screened=False)


def send_back(world: PanelWorld, *codes: str, days: int = 7, seen: int = 0) -> Screening:
    return return_single_items(
        world.screening(),
        missing={world.item(code).pk: LACKS_IT for code in codes},
        due_at=clock.now() + dt.timedelta(days=days),
        seen_edit=seen,
        by=world.by(0),
    )


def mend(world: PanelWorld, code: str = "2") -> None:
    by = actor_for(world.reporters[0])
    item = world.item(code)
    if code == "2":
        save_answer(item.pk, "returned", seen_edit=1, state="answered", value="9", by=by)
    set_item_ready(item, ready=True, by=by)


def returns(world: PanelWorld) -> list[tuple[str, str, bool]]:
    """Every return of the first office: item, what is missing, whether it came back."""
    rows = ReturnedItem.objects.filter(screening=world.screening())
    return [
        (code, missing, back is not None)
        for code, missing, back in rows.order_by("pk").values_list(
            "item__node_code", "missing", "came_back_at"
        )
    ]


def test_the_screener_finds_a_report_complete(world: PanelWorld) -> None:
    done = complete_screening(world.screening(), note="ครบดี", seen_edit=0, by=world.by(0))

    assert (done.state, done.note, done.edit) == (ScreeningState.COMPLETE, "ครบดี", 1)
    assert world.submission().taken_at is not None


def test_items_go_back_and_come_back_and_the_report_is_complete(world: PanelWorld) -> None:
    send_back(world, "2")
    assert world.screening().state == ScreeningState.RETURNED
    assert returns(world) == [("2", LACKS_IT, False)]

    mend(world)
    receipt = bring_items_back(world.submission(), by=actor_for(world.directors[0]))

    assert (receipt.number, receipt.mended) == (2, ["QP 2"])
    assert returns(world) == [("2", LACKS_IT, True)]
    screening = world.screening()
    assert (screening.state, screening.edit) == (ScreeningState.RETURNED, 2)
    complete_screening(screening, seen_edit=2, by=world.by(0))
    assert world.screening().state == ScreeningState.COMPLETE


def test_the_screener_hears_that_items_came_back_and_the_office_no_name(world: PanelWorld) -> None:
    send_back(world, "2")
    mend(world)
    Message.objects.all().delete()

    bring_items_back(world.submission(), by=actor_for(world.directors[0]))

    told = Message.objects.get(template="items_came_back")
    assert told.to_person_id == world.reviewers[0].person_id
    assert json.loads(told.context)["items"] == "QP 2"


def test_no_letter_to_the_office_names_who_returned_it(world: PanelWorld) -> None:
    send_back(world, "2")

    office = [world.reporters[0].pk, world.directors[0].pk]
    told = Message.objects.filter(template="panel_returned").order_by("pk")
    name = world.reviewers[0].person.full_name
    assert [each.to_person_id for each in told] == office
    assert [each for each in told if name in each.subject + each.body + each.context] == []
    assert name not in world.item("2").moved_by


def test_without_a_screener_the_bureau_hears_of_it(world: PanelWorld) -> None:
    Screening.objects.update(screener=None)
    return_single_items(
        world.screening(),
        missing={world.item("2").pk: LACKS_IT},
        due_at=clock.now() + WEEK,
        seen_edit=0,
        by=world.officer_actor,
    )
    mend(world)

    bring_items_back(world.submission(), by=actor_for(world.directors[0]))

    told = Message.objects.filter(template="items_came_back")
    assert [each.to_person_id for each in told] == [world.officer.pk]


def test_nothing_is_complete_while_items_are_out(world: PanelWorld) -> None:
    send_back(world, "2")

    with pytest.raises(ItemsAreOut, match="QP 2"):
        complete_screening(world.screening(), seen_edit=1, by=world.by(0))

    with time_machine.travel(clock.now() + WEEK + dt.timedelta(minutes=1), tick=False):
        complete_screening(world.screening(), seen_edit=1, by=world.by(0))
    assert returns(world) == [("2", LACKS_IT, False)]


def test_what_came_too_late_did_not_come_back(world: PanelWorld) -> None:
    send_back(world, "1", days=1)
    send_back(world, "2", days=7, seen=1)
    mend(world)

    with time_machine.travel(clock.now() + dt.timedelta(days=2), tick=False):
        bring_items_back(world.submission(), by=actor_for(world.directors[0]))
        found = [(each.name.th, each.is_over) for each in returned_of(world.screening())]

    assert returns(world) == [("1", LACKS_IT, False), ("2", LACKS_IT, True)]
    assert found == [("QP 2", False), ("QP 1", True)]


def test_more_items_go_back_later(world: PanelWorld) -> None:
    send_back(world, "2")
    send_back(world, "1", "3", seen=1)

    assert [code for code, _missing, _back in returns(world)] == ["2", "1", "3"]


def test_a_refused_item_returns_nothing(world: PanelWorld) -> None:
    send_back(world, "2")

    with pytest.raises(BadInput):
        send_back(world, "1", "2", seen=1)

    assert [code for code, _missing, _back in returns(world)] == ["2"]
    assert world.item("1").open_until is None
    assert world.screening().edit == 1


def test_two_screeners_at_once_see_each_other(world: PanelWorld) -> None:
    complete_screening(world.screening(), seen_edit=0, by=world.officer_actor)

    with pytest.raises(ScreeningChangedMeanwhile):
        send_back(world, "2")

    assert returns(world) == []


def test_items_that_came_back_meanwhile_are_seen_first(world: PanelWorld) -> None:
    send_back(world, "2")
    mend(world)
    bring_items_back(world.submission(), by=actor_for(world.directors[0]))

    with pytest.raises(ScreeningChangedMeanwhile):
        complete_screening(world.screening(), seen_edit=1, by=world.by(0))


def test_a_complete_report_is_screened_again_with_a_reason(world: PanelWorld) -> None:
    complete_screening(world.screening(), seen_edit=0, by=world.by(0))
    with pytest.raises(WrongState):
        send_back(world, "2", seen=1)
    with pytest.raises(BadInput):
        screen_again(world.screening(), reason=" ", seen_edit=1, by=world.by(0))

    screen_again(world.screening(), reason="พบไฟล์เสีย", seen_edit=1, by=world.by(0))
    send_back(world, "2", seen=2)

    assert world.screening().state == ScreeningState.RETURNED


def test_a_report_that_waits_is_not_screened_again(world: PanelWorld) -> None:
    with pytest.raises(WrongState):
        screen_again(world.screening(), reason="พบไฟล์เสีย", seen_edit=0, by=world.by(0))


def test_marks_are_confirmed_only_after_screening(world: PanelWorld) -> None:
    assignment = world.assignment("2")
    saved = save_review(
        assignment.pk,
        seen_edit=0,
        answer="5",
        comment="ควรดำเนินการต่อเนื่อง",
        private_note="",
        by=world.by(0),
    )
    with pytest.raises(WrongState):
        finish(assignment, seen_edit=saved.edit, by=world.by(0))

    complete_screening(world.screening(), seen_edit=0, by=world.by(0))
    finish(assignment, seen_edit=saved.edit, by=world.by(0))


def test_a_withdrawn_report_is_not_screened(world: PanelWorld) -> None:
    withdraw(world.submission(), reason="แก้ตัวเลข", by=actor_for(world.reporters[0]))

    with pytest.raises(ReportIsNotIn):
        complete_screening(world.screening(), seen_edit=0, by=world.by(0))


@pytest.mark.parametrize("state", [s for s in PanelState if s is not PanelState.WORKING])
def test_only_a_panel_at_work_screens(world: PanelWorld, state: PanelState) -> None:
    Panel.objects.update(state=state.value)

    with pytest.raises(NotAllowed):
        complete_screening(world.screening(), seen_edit=0, by=world.officer_actor)


def test_only_the_screener_and_the_bureau_screen(world: PanelWorld) -> None:
    screening = world.screening()

    with pytest.raises(NotFound):
        complete_screening(screening, seen_edit=0, by=world.by(1))  # marks some of it in seat 2
    with pytest.raises(NotFound):
        complete_screening(screening, seen_edit=0, by=actor_for(world.nobody))
    for who in (world.moderator, world.chair, world.reporters[0], world.directors[0]):
        with pytest.raises(NotAllowed):
            complete_screening(screening, seen_edit=0, by=actor_for(who))
    complete_screening(screening, seen_edit=0, by=world.officer_actor)


def test_a_conflict_declared_late_closes_the_screening(world: PanelWorld) -> None:
    Conflict.objects.create(
        person=world.reviewers[0].person,
        office=world.offices[0],
        reason="คู่สมรส",
        declared_at=clock.now(),
        declared_by="test",
    )

    with pytest.raises(NotFound):
        screening_for(world.by(0), submission_pk=world.submission().pk)
    with pytest.raises(NotFound):
        send_back(world, "2")


def test_who_left_the_panel_screens_no_more(world: PanelWorld) -> None:
    Reviewer.objects.filter(pk=world.reviewers[0].pk).update(left_at=clock.now())

    with pytest.raises(NotFound):
        complete_screening(world.screening(), seen_edit=0, by=world.by(0))


def test_who_reads_a_screening(world: PanelWorld) -> None:
    key = world.submission().pk

    for by in (world.by(0), world.moderator_actor, world.chair_actor, world.officer_actor):
        assert screening_for(by, submission_pk=key).submission_id == key
    assert not may_screen(world.moderator_actor, screening_for(world.by(0), submission_pk=key))
    for who in (world.reviewers[1].person, world.nobody, world.reporters[0], world.directors[0]):
        with pytest.raises(NotFound):
            screening_for(actor_for(who), submission_pk=key)


def test_the_bureau_screens_a_report_that_nobody_was_given(world: PanelWorld) -> None:
    Screening.objects.all().delete()

    found = screening_for(world.officer_actor, submission_pk=world.submission().pk)
    assert (found.pk, screening_of(world.submission()).state) == (None, "waiting")
    done = complete_screening(found, seen_edit=0, by=world.officer_actor)

    assert (done.state, done.screener) == (ScreeningState.COMPLETE, None)


def test_the_list_has_what_waits_first(world: PanelWorld) -> None:
    send_back(world, "1", "2")

    rows = [(r.submission.office.code, r.state.value, r.out) for r in screenings_of(world.by(0))]
    everything = [(r.submission.office.code, r.out) for r in screenings_of(world.officer_actor)]

    assert rows == [("1021010000", "returned", 2)]
    assert everything == [("1022010000", 0), ("1023010000", 0), ("1021010000", 2)]


@pytest.mark.parametrize("offices", [2, 4])
def test_the_list_asks_the_same_for_many(
    offices: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = make_panel_world(offices=offices, reviewers=1, screened=False)
    by = world.by(0)

    with django_assert_num_queries(1):
        rows = screenings_of(by)

    assert len(rows) == offices


def test_ready_sentences_come_in_their_order_before_ones_own() -> None:
    assert missing_text(["figures", "no_evidence"], " ขอภาพเพิ่ม ") == "\n".join(
        [LACKS["no_evidence"].th, LACKS["figures"].th, "ขอภาพเพิ่ม"]
    )
    assert missing_text([]) == ""
