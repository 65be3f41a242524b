"""The wall of reports coming in: filters, files, reminders, more time for one office."""

from __future__ import annotations

import csv
import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page, assert_strict_part

from factories import client_for, make_office
from factories.reporting import Reporting, make_open_round, reporting
from tidtam.notices.models import Message
from tidtam.people.roles import Role
from tidtam.rounds.answering import save_answer
from tidtam.rounds.models import Extension, Round, Submission
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 6, 1, 5, 0, tzinfo=dt.UTC)


@pytest.fixture
def central() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


def moment(name: str, day: str, month: str, year: str, time: str = "") -> dict[str, str]:
    parts = {"day": day, "month": month, "year": year, "time": time}
    return {f"{name}_{part}": value for part, value in parts.items()}


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.fixture
def world() -> Reporting:
    return reporting(offices=3)


def wall(world: Reporting) -> str:
    return f"/central/rounds/{world.round.code}/reports/"


def names(page: HttpResponse) -> list[str]:
    return [row.office.code for row, _tone in page.context["rows"]]


def test_the_wall_is_filtered_by_state_name_kind_and_time(
    central: Client, world: Reporting
) -> None:
    Submission.objects.filter(pk=world.submission.pk).update(state="waiting")
    address = wall(world)

    page = central.get(address)

    assert_strict_page(text(page))
    assert names(page) == ["1021010000", "1022010000", "1023010000"]
    assert [(state.value, count) for state, _n, _t, count in page.context["states"]] == [
        ("filling", 2),
        ("waiting", 1),
        ("approved", 0),
        ("submitted", 0),
    ]
    assert names(central.get(address, {"state": "waiting"})) == ["1021010000"]
    assert names(central.get(address, {"q": "๒๒"})) == ["1022010000"]
    assert names(central.get(address, {"kind": "secondary"})) == []
    assert names(central.get(address, {"region": "8"})) == names(page)
    assert names(central.get(address, {"flag": "late"})) == []
    with time_machine.travel(clock.now() + dt.timedelta(days=31)):
        later = client_for(Role.CENTRAL_OFFICER)
        assert names(later.get(address, {"flag": "late"})) == names(page)


def test_htmx_gets_the_table_alone(central: Client, world: Reporting) -> None:
    part = text(central.get(wall(world), HTTP_HX_REQUEST="true"))

    assert_strict_part(part)
    assert part.count("<tr>") == 4


def test_the_wall_asks_as_often_for_three_offices_as_for_one(central: Client) -> None:
    counts = []
    for offices in (1, 3):
        round_ = make_open_round(offices=offices, code=f"with-{offices}")
        address = f"/central/rounds/{round_.code}/reports/"
        central.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            central.get(address)
        counts.append(len(asked))

    assert counts[0] == counts[1]
    assert counts[0] <= 14


def test_the_wall_comes_in_pages(central: Client) -> None:
    for number in range(24, 80):
        make_office(number)
    round_ = make_open_round(offices=3, code="many")

    first = central.get("/central/rounds/many/reports/")
    second = central.get("/central/rounds/many/reports/?page=2")

    assert (len(names(first)), len(names(second))) == (50, 9)
    assert Submission.objects.filter(round=round_).count() == 59


def test_files_hold_every_office_with_the_same_words(central: Client, world: Reporting) -> None:
    Extension.objects.create(
        submission=world.submission,
        until=clock.now() + dt.timedelta(days=40),
        reason="=HYPERLINK(1)",
        given_at=clock.now(),
        given_by="ก",
    )
    base = f"/central/rounds/{world.round.code}/reports"

    as_csv = central.get(f"{base}.csv").content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(central.get(f"{base}.xlsx").content))

    rows = list(csv.reader(io.StringIO(as_csv)))
    cells = [
        ["" if cell is None else str(cell) for cell in row]
        for row in book.active.iter_rows(min_row=3, values_only=True)
    ]
    assert [row[0] for row in rows] == ["รหัส", "1021010000", "1022010000", "1023010000"]
    assert rows[1][14] == "'=HYPERLINK(1)"
    assert cells[1][14] == "=HYPERLINK(1)"
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == cells
    assert book.active.cell(4, 15).data_type == "s"


# ---------------------------------------------------------------- reminding, more time


def test_chosen_offices_are_reminded_on_the_second_word_once_a_day(
    central: Client, world: Reporting
) -> None:
    address = f"{wall(world)}remind/"
    chosen = {"office": ["1021010000", "1023010000"]}

    asked = central.post(address, chosen)
    assert_strict_page(text(asked))
    assert not Message.objects.filter(template="reminder_missing").exists()

    done = central.post(address, chosen | {"confirmed": "yes"}, follow=True)
    assert "ส่งข้อความเตือน 1 เขต ถึง 2 คน · ไม่ได้เตือน 1 เขต: ยังไม่มีผู้รายงานหรือผู้อำนวยการในระบบ" in text(
        done
    )
    again = central.post(address, chosen | {"confirmed": "yes"}, follow=True)
    assert "เตือนไปแล้ววันนี้" in text(again)
    assert Message.objects.filter(template="reminder_missing").count() == 2


def test_nothing_chosen_is_said_on_the_list_as_it_was_filtered(
    central: Client, world: Reporting
) -> None:
    answer = central.post(f"{wall(world)}remind/?state=filling", follow=True)

    assert answer.redirect_chain == [(f"{wall(world)}?state=filling", 302)]
    assert "ยังไม่ได้เลือกเขต" in text(answer)


def test_the_confirmation_promises_what_will_happen(central: Client, world: Reporting) -> None:
    address = f"{wall(world)}remind/?state=filling"

    asked = central.post(address, {"all": "yes"})
    promised = [outlook for _row, outlook in asked.context["rows"]]

    assert [(each.people, each.why) for each in promised] == [(2, ""), (1, ""), (0, "nobody")]
    assert (asked.context["offices"], asked.context["people"]) == (2, 3)
    assert "จะส่งข้อความเตือน 2 เขต ถึง 3 คน" in text(asked)

    done = central.post(address, {"all": "yes", "confirmed": "yes"}, follow=True)
    assert "ส่งข้อความเตือน 2 เขต ถึง 3 คน" in text(done)
    assert done.redirect_chain == [(f"{wall(world)}?state=filling", 302)]
    again = central.post(address, {"all": "yes"})
    assert [o.why for _row, o in again.context["rows"]] == ["today", "today", "nobody"]


@time_machine.travel(NOON, tick=False)
def test_one_office_gets_more_time_and_is_told(central: Client) -> None:
    world = reporting()
    address = f"{wall(world)}1021010000/extend/"
    assert_strict_page(text(central.get(address)))

    early = central.post(address, moment("until", "10", "มิถุนายน", "2569") | {"reason": "น้ำท่วม"})
    assert early.context["form"].errors == {
        "until": ["รอบนี้รับรายงานทุกเขตถึง 1 กรกฎาคม 2569 เวลา 12.00 น. อยู่แล้ว โปรดเลือกวันเวลาหลังจากนั้น"]
    }

    central.post(address, moment("until", "10", "กรกฎาคม", "2569") | {"reason": "น้ำท่วม"})

    others = Submission.objects.exclude(pk=world.submission.pk).values_list("open_until", flat=True)
    assert clock.local(world.fresh().open_until) == dt.datetime(
        2026, 7, 10, 23, 59, tzinfo=dt.timezone(dt.timedelta(hours=7))
    )
    assert set(others) == {world.submission.open_until}
    told = Message.objects.filter(template="extension_given")
    assert {m.to_person_id for m in told} == {world.reporter.pk, world.director.pk}
    assert "น้ำท่วม" in text(central.get(address))


def test_a_foreign_office_or_round_is_not_found(central: Client, world: Reporting) -> None:
    assert central.get(f"{wall(world)}9999999999/extend/").status_code == 404
    assert central.get("/central/rounds/none/reports/").status_code == 404
    assert central.get("/central/rounds/none/plan/").status_code == 404


def test_a_round_is_closed_with_a_reason(central: Client) -> None:
    make_open_round(code="open-x")
    address = "/central/rounds/open-x/plan/close/"

    assert central.post(address, {"reason": ""}).status_code == 422
    central.post(address, {"reason": "สิ้นสุดเวลา"})

    assert Round.objects.get(code="open-x").state == "closed"


@time_machine.travel(NOON, tick=False)
def test_a_very_long_extension_is_asked_once_more(central: Client) -> None:
    world = reporting()
    address = f"{wall(world)}1021010000/extend/"
    given = moment("until", "10", "กรกฎาคม", "2570") | {"reason": "น้ำท่วม"}

    asked = central.post(address, given)
    assert_strict_page(text(asked))
    assert not Extension.objects.exists()

    done = central.post(address, given | {"confirmed": asked.context["confirm_word"]}, follow=True)
    assert Extension.objects.count() == 1
    assert "จะแจ้งเขตเมื่อระบบส่งได้" in text(done)


@time_machine.travel(NOON, tick=False)
def test_an_earlier_day_of_an_open_round_is_asked_once_more(central: Client) -> None:
    world = reporting(offices=2)
    address = f"/central/rounds/{world.round.code}/plan/dates/"
    starts = moment("report_starts", "1", "พฤษภาคม", "2569")
    given = (
        starts
        | moment("report_due", "31", "พฤษภาคม", "2569")
        | moment("report_late", "30", "มิถุนายน", "2569")
    )

    asked = central.post(address, given)
    assert_strict_page(text(asked))
    assert "2 เขตจะเลยกำหนดทันที" in text(asked)
    assert world.fresh().due_at == world.submission.due_at

    word = asked.context["form"].report_word()
    assert central.post(address, given | {"confirmed": word}).status_code == 302
    assert clock.local(world.fresh().due_at).day == 31

    closing = central.post(
        address,
        starts
        | moment("report_due", "30", "พฤษภาคม", "2569")
        | {"confirmed": "2026-05-30T23:59:00+07:00"},
    )
    assert closing.status_code == 422
    assert "หน้าปิดรับรายงาน" in text(closing)


def test_offices_that_did_not_begin_or_have_nobody_are_found(
    central: Client, world: Reporting
) -> None:
    save_answer(
        world.item("2").pk, "returned", state="answered", value="4", seen_edit=0, by=world.by
    )

    page = central.get(wall(world))

    assert [row.state_name.th for row, _tone in page.context["rows"]] == [
        "กำลังกรอก",
        "ยังไม่เริ่ม",
        "ยังไม่เริ่ม",
    ]
    counts = {name: count for name, _words, count in page.context["flags"]}
    assert (counts["not_begun"], counts["nobody"]) == (2, 1)
    assert names(central.get(wall(world), {"flag": "not_begun"})) == ["1022010000", "1023010000"]
    assert names(central.get(wall(world), {"flag": "nobody"})) == ["1023010000"]
