"""Looking at a result is kept; the bureau reads which office opened its own, and who looked."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page

from factories import client_for, computed, make_person
from factories.embargoes import Embargoed, embargoed
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.results.models import Sight

pytestmark = pytest.mark.django_db

ADDRESS = "/central/rounds/r-6m/seen/"
FILE = "/central/rounds/r-6m/seen.csv"


@pytest.fixture
def world() -> Embargoed:
    return embargoed()


def signed(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def kept() -> set[tuple[str, str, int]]:
    found = Sight.objects.values_list("person__full_name", "way", "times")
    return set(found)


def test_pages_and_files_of_an_office_are_looks(world: Embargoed) -> None:
    world.publish()
    address = f"/results/r-6m/{world.here.code}/"

    for part in ("", "", "why/qp-2566/1/", "sheet.pdf", "sheet.docx"):
        assert signed(world.reporter).get(address + part).status_code == 200
    signed(world.stranger).get(address)
    Client().get(address)

    me, other = world.reporter.full_name, world.stranger.full_name
    assert kept() == {(me, "page", 3), (me, "pdf", 1), (me, "word", 1), (other, "page", 1)}


def test_what_is_refused_is_no_look(world: Embargoed) -> None:
    world.hold()
    world.publish()

    for person in (world.reporter, world.stranger):
        for part in ("", "why/qp-2566/1/", "sheet.pdf"):
            signed(person).get(f"/results/r-6m/{world.here.code}/{part}")
    signed(world.stranger).get(f"/results/r-6m/{world.far.code}/why/qp-2566/99/")

    assert kept() == set()


def test_the_page_tells_who_opened_their_result(world: Embargoed) -> None:
    world.publish()
    signed(world.reporter).get(f"/results/r-6m/{world.here.code}/")
    signed(world.reporter).get(f"/results/r-6m/{world.here.code}/sheet.pdf")
    bureau = signed(world.officer)

    page = bureau.get(ADDRESS).content.decode()
    who = bureau.get(ADDRESS, {"office": world.here.code}).content.decode()

    assert_strict_page(page)
    assert_strict_page(who)
    assert "เขตเปิดดูผลของตนแล้ว 1 จาก 3 เขต" in page
    assert page.count("ยังไม่เปิดดู</span>") == 2
    assert world.reporter.full_name not in page
    assert who.count(world.reporter.full_name) == 2
    assert "ผู้รายงานของเขตพื้นที่ สพป.สมมติ 21" in who


def test_offices_held_back_are_not_among_those_that_could_open(world: Embargoed) -> None:
    world.hold()
    world.publish()
    signed(world.stranger).get(f"/results/r-6m/{world.far.code}/")

    page = signed(world.officer).get(ADDRESS).content.decode()

    assert "เขตเปิดดูผลของตนแล้ว 1 จาก 1 เขต" in page
    assert "ยังไม่ประกาศ 2 เขต" in page


def test_the_filter_keeps_the_offices_that_have_not_looked(world: Embargoed) -> None:
    world.publish()
    signed(world.reporter).get(f"/results/r-6m/{world.here.code}/")

    page = signed(world.officer).get(ADDRESS, {"state": "waiting", "region": "8"})

    html = page.content.decode()
    assert "แสดง 1 เขต จาก 3 เขต" in html
    assert "สพป.สมมติ 22" in html
    assert "สพป.สมมติ 50" not in html


def test_a_look_before_publication_is_marked(world: Embargoed) -> None:
    computed(world.round)
    chair = make_person(Role.CHAIR)
    signed(chair).get(f"/results/r-6m/{world.here.code}/")

    page = signed(world.officer).get(ADDRESS, {"office": world.here.code}).content.decode()

    assert "การคำนวณนี้ยังไม่ประกาศ" in page
    assert f"{chair.full_name}</th>" in page
    assert "ก่อนประกาศ</span>" in page


def test_the_file_has_a_line_for_each_look_and_each_office_without(world: Embargoed) -> None:
    world.publish()
    signed(world.reporter).get(f"/results/r-6m/{world.here.code}/")

    text = signed(world.officer).get(FILE).content.decode("utf-8-sig")

    head, here, beside, far = text.splitlines()
    assert head.startswith("รหัส,เขตพื้นที่,เขตตรวจราชการ,สถานะ,ชื่อ,ตำแหน่ง,วิธี")
    assert here.startswith(
        f"{world.here.code},สพป.สมมติ 21,เขตตรวจราชการที่ 8,เขตเปิดดูแล้ว,{world.reporter.full_name},"
    )
    assert beside == f"{world.beside.code},สพป.สมมติ 22,เขตตรวจราชการที่ 8,เขตยังไม่เปิดดู,,,,,,0,"
    assert far.startswith(f"{world.far.code},สพป.สมมติ 50,เขตตรวจราชการที่ 15,เขตยังไม่เปิดดู,,")


@pytest.mark.parametrize(
    "role", [Role.REPORTER, Role.DIRECTOR, Role.REVIEWER, Role.MODERATOR, Role.CHAIR]
)
@pytest.mark.parametrize("address", [ADDRESS, FILE])
def test_nobody_else_reads_who_looked(world: Embargoed, role: Role, address: str) -> None:
    world.publish()
    agency = world.here if role in (Role.REPORTER, Role.DIRECTOR) else None

    assert client_for(role, agency=agency).get(address).status_code == 403


@pytest.mark.parametrize("address", [f"{ADDRESS}?office=1021010000", FILE])
def test_it_costs_the_same_for_one_look_and_three(world: Embargoed, address: str) -> None:
    world.publish()
    bureau = signed(world.officer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert bureau.get(address).status_code == 200
        return len(found)

    signed(world.reporter).get(f"/results/r-6m/{world.here.code}/")
    queries()
    one = queries()
    signed(world.director).get(f"/results/r-6m/{world.here.code}/")
    signed(world.stranger).get(f"/results/r-6m/{world.far.code}/")

    assert queries() == one
