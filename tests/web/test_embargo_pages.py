"""The bureau's pages of embargoes: list, set, lift on a second word."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page
from samples_of_people import dated

from factories import client_for, computed, make_region
from factories.embargoes import REASON, Embargoed, embargoed
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.actions import check, publish
from tidtam.results.embargoes import embargoes_of
from tidtam.results.models import Embargo
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

ROUND = "/central/rounds/r-6m/"
ADDRESS = f"{ROUND}embargoes/"


@pytest.fixture
def world() -> Embargoed:
    return embargoed()


@pytest.fixture
def bureau(world: Embargoed) -> Client:
    client = Client()
    client.force_login(world.officer)
    return client


def lift_address(embargo: Embargo) -> str:
    return f"{ADDRESS}{embargo.pk}/lift/"


def sent(region: str = "8", reason: str = REASON) -> dict[str, str]:
    return {"region": region, "reason": reason, **dated("until", None), "until_time": ""}


def test_the_way_there_is_on_the_page_of_the_round_at_any_time(
    world: Embargoed, bureau: Client
) -> None:
    def pages() -> list[bool]:
        found = ("/central/rounds/r-6m/", "/central/rounds/r-6m/publish/")
        return [ADDRESS in bureau.get(page).content.decode() for page in found]

    before = bureau.get("/central/rounds/r-6m/").content.decode()
    check(computed(world.round), by=SYSTEM)
    checked = pages()
    publish(world.round.computations.get(), by=SYSTEM, with_sheets=False)
    after = bureau.get("/central/rounds/r-6m/").content.decode()

    assert ADDRESS in before
    assert checked == [True, True]
    assert ADDRESS in after
    assert "/central/rounds/r-6m/seen/" in after


def test_a_region_is_set_with_its_reason(world: Embargoed, bureau: Client) -> None:
    response = bureau.post(ADDRESS, sent(), follow=True)

    page = response.content.decode()
    assert_strict_page(page)
    assert "เขตตรวจราชการที่ 8" in page
    assert REASON in page
    (made,) = embargoes_of(world.round, actor=world.by)
    assert (made.region.code, made.reason, made.until) == ("8", REASON, None)


def test_it_may_lift_itself_on_a_morning(world: Embargoed, bureau: Client) -> None:
    day = clock.today().replace(year=clock.today().year + 1, day=1)

    bureau.post(ADDRESS, sent() | dated("until", day))

    (made,) = embargoes_of(world.round, actor=world.by)
    assert made.until is not None
    assert clock.local(made.until).strftime("%Y-%m-%d %H:%M") == f"{day} 08:30"


@pytest.mark.parametrize(
    ("lack", "words"), [("region", "ยังไม่ได้เลือกเขตตรวจราชการ"), ("reason", "ยังไม่มีเหตุผล")]
)
def test_what_is_missing_is_said_and_nothing_is_set(
    world: Embargoed, bureau: Client, lack: str, words: str
) -> None:
    response = bureau.post(ADDRESS, sent() | {lack: ""})

    assert response.status_code == 422
    html = response.content.decode()
    assert_strict_page(html)
    assert words in html
    assert embargoes_of(world.round, actor=world.by) == []


def test_the_pages_speak_of_inspection_regions_and_say_who_still_sees(
    world: Embargoed, bureau: Client
) -> None:
    embargo = world.hold()
    before = bureau.get(ADDRESS).content.decode()
    world.publish()

    pages = [
        before,
        *(bureau.get(each).content.decode() for each in (ADDRESS, lift_address(embargo))),
    ]

    assert "<h1>ชะลอการประกาศบางเขตตรวจราชการ</h1>" in before
    assert "ไม่แจ้งใครนอกส่วนกลางและประธาน" in before
    texts = [html.replace(REASON, "").replace("พฤษภาคม", "") for html in pages]
    assert ["ภาค" in text for text in texts] == [False] * 3


def test_the_page_of_a_published_round_tells_who_is_not_announced(
    world: Embargoed, bureau: Client
) -> None:
    world.hold()
    made = check(computed(world.round), by=SYSTEM)
    before = bureau.get(ROUND).content.decode()

    told = bureau.post(f"{ROUND}publish/", {"number": "1"}, follow=True).content.decode()
    part = bureau.get(ROUND, headers={"HX-Request": "true"}).content.decode()

    made.refresh_from_db()
    assert_strict_page(told)
    assert made.state == "published"
    assert "ยกเว้นเขตที่ยังไม่ประกาศ" in told
    assert "ประกาศแล้ว 1 เขต ยังไม่ประกาศ 2 เขต</strong> (เขตตรวจราชการที่ 8)" in told
    assert [html.count("ยังไม่ประกาศ</span>") for html in (before, told, part)] == [0, 2, 2]


def test_without_an_embargo_in_force_nothing_is_said_of_one(
    world: Embargoed, bureau: Client
) -> None:
    embargo = world.hold()
    bureau.post(lift_address(embargo))
    check(computed(world.round), by=SYSTEM)

    told = bureau.post(f"{ROUND}publish/", {"number": "1"}, follow=True).content.decode()

    assert "เผยแพร่ผลแล้ว ทุกเขตเห็นผลของตนพร้อมกัน" in told
    assert "ยกเว้นเขต" not in told
    assert "ยังไม่ประกาศ" not in told


def test_a_day_that_is_over_is_refused_at_its_field(world: Embargoed, bureau: Client) -> None:
    response = bureau.post(
        ADDRESS, sent() | dated("until", clock.today().replace(year=2020, day=1))
    )

    assert response.status_code == 422
    assert "เวลาที่จะประกาศผ่านไปแล้ว" in response.content.decode()
    assert embargoes_of(world.round, actor=world.by) == []


def test_after_publication_there_is_no_form_and_posting_sets_nothing(
    world: Embargoed, bureau: Client
) -> None:
    world.publish()

    page = bureau.get(ADDRESS).content.decode()
    response = bureau.post(ADDRESS, sent())

    assert 'name="region"' not in page
    assert response.status_code == 422
    assert embargoes_of(world.round, actor=world.by) == []


def test_lifting_asks_first_and_says_what_it_does(world: Embargoed, bureau: Client) -> None:
    embargo = world.hold()
    world.publish()

    asked = bureau.get(lift_address(embargo)).content.decode()
    still = Embargo.objects.get().lifted_at
    lifted = bureau.post(lift_address(embargo), follow=True).content.decode()

    assert_strict_page(asked)
    assert "ตั้งกลับไม่ได้" in asked
    assert still is None
    assert "ประกาศผลของ เขตตรวจราชการที่ 8 แล้ว" in lifted
    assert world.officer.full_name in lifted
    assert Client().get(f"/results/r-6m/{world.here.code}/").status_code == 200


def test_lifting_what_is_lifted_leads_back_to_the_list(world: Embargoed, bureau: Client) -> None:
    embargo = world.hold()
    bureau.post(lift_address(embargo))

    assert bureau.get(lift_address(embargo))["Location"] == ADDRESS
    assert bureau.post(lift_address(embargo))["Location"] == ADDRESS
    assert bureau.get(f"{ADDRESS}{embargo.pk + 1}/lift/").status_code == 404


@pytest.mark.parametrize(
    "role", [Role.REPORTER, Role.DIRECTOR, Role.REVIEWER, Role.MODERATOR, Role.CHAIR]
)
def test_nobody_else_reads_sets_or_lifts(world: Embargoed, role: Role) -> None:
    embargo = world.hold()
    agency = world.here if role in (Role.REPORTER, Role.DIRECTOR) else None
    client = client_for(role, agency=agency)

    answers = [
        client.get(ADDRESS),
        client.post(ADDRESS, sent("15")),
        client.get(lift_address(embargo)),
        client.post(lift_address(embargo)),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    assert REASON not in answers[0].content.decode()
    assert Embargo.objects.get().lifted_at is None


def test_the_list_asks_the_same_number_of_queries_for_one_and_three(
    world: Embargoed, bureau: Client
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert bureau.get(ADDRESS).status_code == 200
        return len(found)

    world.hold()
    queries()
    one = queries()
    make_region("9")
    world.hold("15")
    world.hold("9")

    assert queries() == one
