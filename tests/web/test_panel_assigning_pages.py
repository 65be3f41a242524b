"""Who marks what, on pages: the proposal, the table, moves by hand, calibration, closing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import HttpResponse
from django.test import Client
from pages import assert_strict_page, assert_strict_part

from factories import client_for
from factories.moderating import decide_all
from factories.panels import PanelWorld, make_panel_world, make_reviewer
from tidtam.people.roles import Role
from tidtam.reviews.models import Assignment, Conflict, Panel
from tidtam.reviews.states import AssignmentState, PanelState, Purpose
from tidtam.rounds.models import Item, Stage
from tidtam.shared import clock
from tidtam.thai.dates import thai_date
from tidtam.thai.shares import whole_percent

pytestmark = pytest.mark.django_db


@pytest.fixture
def central() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


@pytest.fixture
def empty() -> PanelWorld:
    """Three reviewers, three offices, nothing given."""
    return make_panel_world(state=PanelState.PREPARING, assigned=False)


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(state=PanelState.PREPARING)


def at(world: PanelWorld, rest: str = "") -> str:
    return f"/panels/{world.round.code}/{rest}"


def text(response: HttpResponse) -> str:
    return response.content.decode()


def held(world: PanelWorld) -> dict[tuple[int, int], int]:
    rows = Assignment.objects.filter(reviewer__panel=world.panel, purpose=Purpose.MARK.value)
    rows = rows.exclude(state=AssignmentState.WITHDRAWN.value)
    return {(each.item_id, each.seat): each.reviewer_id for each in rows}


# ---------------------------------------------------------------- the proposal


def test_the_proposal_first_says_that_it_is_worked_out(central: Client, empty: PanelWorld) -> None:
    shell = text(central.get(at(empty, "proposal/")))
    part = text(central.get(at(empty, "proposal/?show=1"), HTTP_HX_REQUEST="true"))

    assert_strict_page(shell)
    assert f'hx-get="{at(empty, "proposal/")}?show=1"' in shell
    assert_strict_part(part)
    assert "ใช้ข้อเสนอนี้" in part
    assert not held(empty)


def test_what_is_used_is_what_was_shown(central: Client, empty: PanelWorld) -> None:
    shown = central.get(at(empty, "proposal/?show=1"))
    loads = {row.name: (row.before, row.load) for row in shown.context["loads"]}

    used = central.post(at(empty, "proposal/"), {"digest": shown.context["digest"]}, follow=True)

    assert "มอบหมายแล้ว" in text(used)
    assert {before for before, _load in loads.values()} == {0}
    given = held(empty)
    by_name = {each.person.full_name: each.pk for each in empty.reviewers}
    assert {name: load for name, (_before, load) in loads.items()} == {
        name: sum(key == pk for key in given.values()) for name, pk in by_name.items()
    }
    again = central.post(at(empty, "proposal/"), {"digest": shown.context["digest"]})
    assert again.status_code == 409
    assert held(empty) == given


def test_a_proposal_made_before_a_change_is_not_used(central: Client, empty: PanelWorld) -> None:
    digest = central.get(at(empty, "proposal/?show=1")).context["digest"]
    edit = empty.fresh().edit
    central.post(at(empty, "double/"), {"double_share": "100", "seed": "a", "edit": edit})

    page = central.post(at(empty, "proposal/"), {"digest": digest})

    assert page.status_code == 409
    assert "มีผู้แก้คณะผู้ประเมินนี้ไปก่อน" in text(page)
    assert page.context["digest"] != digest
    assert not held(empty)


def test_open_seats_have_their_reason_and_remedy(central: Client) -> None:
    world = make_panel_world(state=PanelState.PREPARING, assigned=False, reviewers=1)
    Conflict.objects.create(
        person=world.reviewers[0].person,
        office=world.offices[0],
        reason="ญาติ",
        declared_at=clock.now(),
        declared_by="test",
    )

    page = central.get(at(world, "proposal/?show=1"))

    items = Item.objects.filter(submission__office=world.offices[0]).count()
    conflict = next(gap for gap in page.context["gaps"] if "ส่วนได้เสีย" in gap.why.th)
    assert conflict.seats >= items
    assert world.offices[0].short_th in {office.th for office in conflict.offices}
    assert "โปรดเพิ่มผู้ประเมิน" in text(page)


def test_every_new_block_has_its_reasons_in_words(central: Client, empty: PanelWorld) -> None:
    page = central.get(at(empty, "proposal/?show=1"))

    lines = [line for row in page.context["loads"] for line in row.blocks]
    assert lines
    assert all(line.why for line in lines)
    assert lines[0].why[0].th in text(page)


def test_without_reviewers_the_proposal_says_what_to_do(central: Client) -> None:
    world = make_panel_world(state=PanelState.PREPARING, assigned=False, reviewers=0)

    page = text(central.get(at(world, "proposal/?show=1")))

    assert at(world, "reviewers/add/") in page
    assert "ใช้ข้อเสนอนี้" not in page


# ---------------------------------------------------------------- the table


def place(world: PanelWorld, *, office: int = 0, seat: int = 1, now: int | None) -> dict[str, str]:
    return {
        "office": world.offices[office].code,
        "field": "qp",
        "seat": str(seat),
        "now": str(now or ""),
    }


def test_the_table_names_who_has_each_block(central: Client, world: PanelWorld) -> None:
    page = central.get(at(world, "table/"))

    cells = {row.office.code: row.cells[0] for row in page.context["rows"]}
    first = cells[world.offices[0].code]
    seats = [(each.seat, each.reviewer_id, len(each.items)) for each in first.places]
    assert seats[0] == (1, world.reviewers[0].pk, first.items)
    assert (2, world.reviewers[1].pk, 2) in seats
    assert world.reviewers[0].person.full_name in text(page)


def test_the_table_is_filtered_by_office_and_reviewer(central: Client, world: PanelWorld) -> None:
    def shown(**asked: object) -> list[str]:
        page = central.get(at(world, "table/"), asked)
        return [row.office.code for row in page.context["rows"]]

    codes = [office.code for office in world.offices]
    assert shown(q=codes[1]) == [codes[1]]
    # seat 1 at their own office, seat 2 at the one before
    assert shown(reviewer=world.reviewers[1].pk) == codes[:2]
    assert shown(region="99") == []
    Assignment.objects.filter(item__submission__office=world.offices[2], seat=1).delete()
    assert codes[2] in shown(flag="open")


def test_a_drag_moves_a_block_and_back(central: Client, world: PanelWorld) -> None:
    one, third = world.reviewers[0].pk, world.reviewers[2].pk
    before = held(world)

    moved = central.post(
        at(world, "table/move/"),
        place(world, now=one) | {"reviewer": str(third)},
        HTTP_HX_REQUEST="true",
    )

    assert_strict_part(text(moved))
    assert moved.context["moved"].th.startswith("ย้าย")
    assert "เลิกทำ" in text(moved)
    assert 'id="palette-list"' in text(moved)
    office = {each.pk for each in Item.objects.filter(submission__office=world.offices[0])}
    assert held(world) == {
        (item, seat): third if item in office and seat == 1 else reviewer
        for (item, seat), reviewer in before.items()
    }
    central.post(
        at(world, "table/move/"),
        place(world, now=third) | {"reviewer": str(one)},
        HTTP_HX_REQUEST="true",
    )
    assert held(world) == before


def test_the_form_does_the_same_as_a_drag(central: Client, world: PanelWorld) -> None:
    one, third = world.reviewers[0].pk, world.reviewers[2].pk
    asked = place(world, now=one)

    page = central.get(at(world, "table/move/"), asked)
    done = central.post(at(world, "table/move/"), asked | {"reviewer": str(third)})

    assert_strict_page(text(page))
    assert done["Location"] == f"{at(world, 'table/')}?q={world.offices[0].code}"
    assert held(world)[world.item("1").pk, 1] == third


def test_an_open_seat_is_given(central: Client, empty: PanelWorld) -> None:
    asked = place(empty, now=None)

    central.post(at(empty, "table/move/"), asked | {"reviewer": str(empty.reviewers[1].pk)})

    items = Item.objects.filter(submission__office=empty.offices[0])
    assert held(empty) == {(each.pk, 1): empty.reviewers[1].pk for each in items}


def test_a_conflict_refuses_a_drag_in_one_sentence(central: Client, world: PanelWorld) -> None:
    third = world.reviewers[2]
    Conflict.objects.create(
        person=third.person,
        office=world.offices[0],
        reason="ญาติ",
        declared_at=clock.now(),
        declared_by="test",
    )
    before = held(world)
    asked = place(world, now=world.reviewers[0].pk)

    page = central.post(
        at(world, "table/move/"), asked | {"reviewer": str(third.pk)}, HTTP_HX_REQUEST="true"
    )
    form = central.get(at(world, "table/move/"), asked)

    assert page.status_code == 200
    assert "มีส่วนได้เสีย" in page.context["refused"].th
    assert f"มอบ {world.offices[0].short_th} ให้" in text(page)
    assert "table/move/?office=" in text(page)
    assert held(world) == before
    assert f'value="{third.pk}"' not in text(form)


def test_more_than_somebody_takes_needs_a_reason(central: Client, world: PanelWorld) -> None:
    small = make_reviewer(world.panel, capacity=1)
    asked = place(world, now=world.reviewers[0].pk) | {"reviewer": str(small.pk)}
    before = held(world)

    dragged = central.post(at(world, "table/move/"), asked, HTTP_HX_REQUEST="true")
    refused = central.post(at(world, "table/move/"), asked)

    assert (dragged.status_code, refused.status_code) == (200, 422)
    assert "1 ข้อที่รับได้" in text(dragged)
    assert held(world) == before
    done = central.post(at(world, "table/move/"), asked | {"reason": "ผู้อื่นลาออก"})
    assert done.status_code == 302
    assert held(world)[world.item("1").pk, 1] == small.pk


def test_what_was_begun_moves_only_with_a_reason(central: Client, world: PanelWorld) -> None:
    one, third = world.reviewers[0].pk, world.reviewers[2].pk
    begun = world.assignment("1")
    Assignment.objects.filter(pk=begun.pk).update(state=AssignmentState.BEGUN.value)
    asked = place(world, now=one) | {"reviewer": str(third)}

    dragged = central.post(at(world, "table/move/"), asked, HTTP_HX_REQUEST="true")
    done = central.post(at(world, "table/move/"), asked | {"reason": "ป่วย"})

    assert "เริ่มทำไปแล้ว 1 ข้อ" in dragged.context["refused"].th
    assert done.status_code == 302
    begun.refresh_from_db()
    assert (begun.state, begun.withdrawn_reason) == ("withdrawn", "ป่วย")
    assert held(world)[begun.item_id, 1] == third


def test_what_somebody_has_in_the_other_seat_stays_and_is_named(
    central: Client, world: PanelWorld
) -> None:
    one, second = world.reviewers[0].pk, world.reviewers[1].pk
    every = set(world.submission().items.values_list("pk", flat=True))
    twice = {world.item("1").pk, world.item("2").pk}
    assert {world.assignment(code, seat=2).reviewer_id for code in ("1", "2")} == {second}
    asked = place(world, now=one)

    form = central.get(at(world, "table/move/"), asked)
    moved = central.post(
        at(world, "table/move/"), asked | {"reviewer": str(second)}, HTTP_HX_REQUEST="true"
    )

    assert "มี 2 ข้อของช่องนี้ในอีกลำดับแล้ว" in text(form)
    assert "ไม่ได้ย้าย QP 1, QP 2" in moved.context["moved"].th
    assert {item: held(world)[item, 1] for item in every} == {
        item: one if item in twice else second for item in every
    }
    again = central.post(
        at(world, "table/move/"), asked | {"reviewer": str(second)}, HTTP_HX_REQUEST="true"
    )
    assert "QP 1, QP 2" in again.context["refused"].th


def test_two_officers_move_the_same_block(central: Client, world: PanelWorld) -> None:
    one, second, third = (each.pk for each in world.reviewers)
    asked = place(world, office=1, now=second)
    central.post(at(world, "table/move/"), asked | {"reviewer": str(one)})
    after = held(world)

    dragged = central.post(
        at(world, "table/move/"), asked | {"reviewer": str(third)}, HTTP_HX_REQUEST="true"
    )
    form = central.post(at(world, "table/move/"), asked | {"reviewer": str(third)}, follow=True)

    assert "มีผู้เปลี่ยนไปก่อนแล้ว" in dragged.context["refused"].th
    assert "มีผู้เปลี่ยนไปก่อนแล้ว" in text(form)
    assert held(world) == after


@pytest.mark.parametrize(
    "wrong", [{"office": "0"}, {"field": "zz"}, {"seat": "3"}, {"seat": ""}, {"reviewer": "x"}]
)
def test_a_place_that_does_not_exist_is_not_found(
    central: Client, world: PanelWorld, wrong: dict[str, str]
) -> None:
    asked = place(world, now=world.reviewers[0].pk) | {"reviewer": str(world.reviewers[2].pk)}

    page = central.post(at(world, "table/move/"), asked | wrong, HTTP_HX_REQUEST="true")

    assert page.status_code == 404


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.CHAIR])
def test_heads_read_the_table_but_move_nothing(world: PanelWorld, role: Role) -> None:
    client = client_for(role)
    asked = place(world, now=world.reviewers[0].pk)

    page = text(client.get(at(world, "table/")))

    assert "table/move/" not in page
    assert client.get(at(world, "table/move/"), asked).status_code == 403
    assert client.post(at(world, "table/move/"), asked).status_code == 403


# ---------------------------------------------------------------- the moves of a panel


def test_a_calibration_begins_with_the_offices_that_are_ticked(
    central: Client, world: PanelWorld
) -> None:
    page = central.get(at(world, "calibration/"))
    codes = [office.code for office in page.context["choice"].suggested]
    edit = world.fresh().edit

    nothing = central.post(at(world, "calibration/"), {"edit": edit})
    done = central.post(at(world, "calibration/"), {"office": codes[:1], "edit": edit})

    assert codes == [office.code for office in world.offices]
    assert nothing.status_code == 422
    assert done.status_code == 302
    assert world.fresh().state == PanelState.CALIBRATING
    calibrating = Assignment.objects.filter(purpose=Purpose.CALIBRATE.value)
    assert {each.item.submission.office.code for each in calibrating} == set(codes[:1])


def test_five_offices_are_suggested_over_the_whole_register(central: Client) -> None:
    world = make_panel_world(offices=10, state=PanelState.PREPARING, assigned=False)

    page = central.get(at(world, "calibration/"))

    numbers = [world.offices.index(each) for each in page.context["choice"].suggested]
    assert numbers == [1, 3, 5, 7, 9]
    assert "เขตกลางของแต่ละส่วน" in text(page)


def test_marking_begins_on_the_second_word(central: Client, world: PanelWorld) -> None:
    page = central.get(at(world, "begin/"))
    done = central.post(at(world, "begin/"), {"edit": world.fresh().edit})
    twice = central.post(at(world, "begin/"), {"edit": world.fresh().edit})

    assert_strict_page(text(page))
    assert (done.status_code, world.fresh().state) == (302, PanelState.WORKING)
    assert twice.status_code == 403
    assert "กำลังกลั่นกรองและให้คะแนน" in text(twice)


def test_beginning_before_the_time_needs_a_tick(central: Client) -> None:
    world = make_panel_world(submitted=1, state=PanelState.PREPARING)
    Stage.objects.filter(round=world.round, code="mark").delete()
    start = clock.now() + dt.timedelta(days=3)
    Stage.objects.create(
        round=world.round, code="mark", starts_at=start, due_at=start + dt.timedelta(days=9)
    )

    page = central.get(at(world, "begin/"))
    early = central.post(at(world, "begin/"), {"edit": world.fresh().edit})
    state = world.fresh().state
    done = central.post(at(world, "begin/"), {"edit": world.fresh().edit, "sure": "on"})

    assert "เขตส่งรายงานแล้ว 1 จาก 3 เขต" in text(page)
    assert thai_date(clock.local(start).date()) in text(page)
    assert (early.status_code, state) == (422, PanelState.PREPARING)
    assert (done.status_code, world.fresh().state) == (302, PanelState.WORKING)


def test_marking_does_not_begin_with_nothing_given(central: Client, empty: PanelWorld) -> None:
    page = text(central.get(at(empty, "begin/")))
    refused = central.post(at(empty, "begin/"), {"edit": empty.fresh().edit})

    assert "โปรดใช้ข้อเสนอการมอบหมายก่อน" in page
    assert refused.status_code == 409
    assert empty.fresh().state == PanelState.PREPARING


def test_closing_is_refused_with_the_list_of_what_is_open(central: Client) -> None:
    world = make_panel_world()

    page = central.get(at(world, "close/"))
    refused = central.post(at(world, "close/"), {"edit": world.fresh().edit})

    assert_strict_page(text(page))
    assert world.offices[0].short_th in text(page)
    assert world.reviewers[0].person.full_name in text(page)
    assert f"/panels/{world.round.code}/open/?need=marks" in text(page)
    assert f"/panels/items/{world.item('1').pk}/" in text(page)
    assert refused.status_code == 409
    assert "ยังปิดไม่ได้" in text(refused)
    assert world.fresh().state == PanelState.WORKING


def test_marking_is_closed_when_all_is_decided_and_opened_with_a_reason(central: Client) -> None:
    world = make_panel_world(offices=2)
    decide_all(world)

    closed = central.post(at(world, "close/"), {"edit": world.fresh().edit})
    state = world.fresh().state
    silent = central.post(at(world, "reopen/"), {"edit": world.fresh().edit})
    opened = central.post(
        at(world, "reopen/"), {"reason": "พบข้อผิดพลาด", "edit": world.fresh().edit}
    )

    assert (closed.status_code, state) == (302, PanelState.CLOSED)
    assert silent.status_code == 422
    assert (opened.status_code, world.fresh().state) == (302, PanelState.WORKING)


def test_progress_counts_by_reviewer_and_by_office(central: Client) -> None:
    world = make_panel_world()
    first = world.assignment("1")
    Assignment.objects.filter(pk=first.pk).update(state=AssignmentState.DONE.value)

    by_reviewer = central.get(at(world, "progress/"))
    by_office = central.get(at(world, "progress/?by=office"))

    done = {row.pk: row.work.done for row in by_reviewer.context["rows"]}
    assert done == {each.pk: int(each.pk == first.reviewer_id) for each in world.reviewers}
    offices = {row.office.code: row.work.done for row in by_office.context["offices"]}
    assert offices == {each.code: int(each == world.offices[0]) for each in world.offices}
    assert Panel.objects.get().state == PanelState.WORKING


def test_progress_by_office_says_open_seats_and_the_state_of_the_report(central: Client) -> None:
    world = make_panel_world(submitted=2)
    Assignment.objects.filter(pk=world.assignment("1").pk).delete()

    page = central.get(at(world, "progress/?by=office"))

    rows = {row.office: (row.seats_open, row.is_in) for row in page.context["offices"]}
    assert rows == dict(zip(world.offices, ((1, True), (0, True), (0, False)), strict=True))
    assert_strict_page(text(page))


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, 0), (0, 9, 0), (1, 8, 13), (1, 200, 1), (399, 400, 99), (4, 4, 100)],
)
def test_shares_round_a_half_up_and_are_whole_only_when_nothing_is_missing(
    part: int, whole: int, shown: int
) -> None:
    assert whole_percent(part, whole) == shown
