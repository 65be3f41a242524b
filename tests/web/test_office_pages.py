"""What an office reads about itself: its numbers, the way to them, and plain refusals."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page, assert_strict_part

from factories import client_for, fill, make_office, make_small_round, published
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.models import OfficeResult
from tidtam.results.reading import read_result
from tidtam.reviews.actions import set_recommendations
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of
from tidtam.web.templatetags.results import difference

pytestmark = pytest.mark.django_db

ALL = ("qp-2566", "ap-2566", "sa-2566")


@pytest.fixture
def office() -> Agency:
    return make_office(21)


def near_miss(office: Agency) -> Round:
    """An AP round in which indicator 2 is a hair below its target and 3 was not reported."""
    made = make_small_round("ap-2566", code="r-ap", period="12m")
    fill(made, except_for={"2": {"value": 79.995}, "3": {"value": None}})
    return made


def three_instruments(office: Agency) -> Round:
    made = make_small_round(*ALL, code="r-12m", period="12m")
    text = [(office.pk, "1", "ควรวางแผนรายเดือน")]
    set_recommendations(instruments_of(made)[0], texts=text, by=SYSTEM)
    fill(made)
    published(made)
    return made


def html_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def in_english(client: Client) -> Client:
    client.cookies["django_language"] = "en"
    return client


# ---------------------------------------------------------------- one address, page and part


def test_a_part_is_never_kept_where_the_page_is_asked_for(office: Agency) -> None:
    """Going back in the browser shows the page, not the bare steps."""
    three_instruments(office)
    address = f"/results/r-12m/{office.code}/why/qp-2566/1/"

    page = Client().get(address)
    part = Client().get(address, headers={"HX-Request": "true"})

    assert "HX-Request" in page["Vary"]
    assert "Cookie" in page["Vary"]
    assert "no-store" not in page.headers.get("Cache-Control", "")
    assert part["Cache-Control"] == "no-store"
    assert "HX-Request" in part["Vary"]
    assert_strict_part(part.content.decode())


@pytest.mark.parametrize("address", ["/", "/results/", "/sign-in/", "/no-such-page/"])
def test_every_answer_tells_caches_that_parts_differ(address: str) -> None:
    assert "HX-Request" in Client().get(address)["Vary"]


# ---------------------------------------------------------------- the office's page


def test_every_question_and_advice_has_a_name_of_its_own(office: Agency) -> None:
    three_instruments(office)
    page = html_of(client_for(Role.DIRECTOR, agency=office), f"/results/r-12m/{office.code}/")

    found = re.findall(r"<summary>(.*?)</summary>", page, flags=re.DOTALL)
    names = [re.sub(r"<[^>]+>", "", one).strip() for one in found]

    assert len(names) > 40
    assert len(set(names)) == len(names)
    assert any(name.startswith("ข้อเสนอแนะ: QP ตัวชี้วัดที่ 1 ") for name in names)
    assert any(name.startswith("ทำไมจึงได้ 4.00: SA 3.4.2 ประเด็น") for name in names)


def test_a_nested_item_shows_its_code(office: Agency) -> None:
    """Labels begin anew under each indicator, and a phone shows no indents."""
    three_instruments(office)

    page = html_of(Client(), f"/results/r-12m/{office.code}/")

    assert "<b>3.4.2 ประเด็นการพิจารณาที่ 2</b>" in page
    assert "<b>มาตรฐานที่ 1</b>" in page


def test_the_way_to_a_number_opens_without_scripts_too(office: Agency) -> None:
    three_instruments(office)
    page = html_of(Client(), f"/results/r-12m/{office.code}/")
    address = f"/results/r-12m/{office.code}/why/sa-2566/3.4.2/"

    assert f'hx-get="{address}" hx-trigger="toggle once"' in page
    assert f'<a href="{address}">เปิดหน้าที่มาเต็ม' in page
    assert_strict_page(page)
    assert_strict_page(html_of(Client(), address))


def test_what_was_not_reported_says_that_it_counts_as_zero(office: Agency) -> None:
    made = make_small_round(code="r-6m")
    fill(made, except_for={"9": "not_reported"})
    published(made)

    page = html_of(Client(), f"/results/r-6m/{office.code}/")

    assert page.count("N/A ไม่ได้รายงาน นับเป็น 0") == 1
    assert page.count("ทำไมจึงนับเป็น 0") == 1


def test_a_target_shows_the_value_as_given_with_its_unit_and_the_target(office: Agency) -> None:
    """79.995 missed a target of 80; a rounded 80.00 beside "missed" would look wrong."""
    published(near_miss(office))
    address = f"/results/r-ap/{office.code}/"

    thai = html_of(Client(), address)
    english = html_of(in_english(Client()), address)

    assert 'ร้อยละ 79.995 <strong class="nowrap">ไม่บรรลุ</strong>' in thai
    assert "เป้าหมาย ไม่น้อยกว่าร้อยละ 80" in thai
    assert "80.00 <strong" not in thai
    assert '79.995 per cent <strong class="nowrap">Not attained</strong>' in english
    assert "Target: at least 80 per cent" in english


def test_a_kept_result_gives_back_the_exact_value_of_a_target(office: Agency) -> None:
    published(near_miss(office))

    lines = {line.node.code: line for line in read_result(OfficeResult.objects.get()).nodes}

    assert (lines["2"].given, lines["2"].value) == ("79.995", "80.00")
    assert (lines["3"].given, lines["3"].value) == (None, None)
    assert lines["10"].given is None


@pytest.mark.parametrize(
    ("own", "other", "words"),
    [
        ("4.21", "3.16", "สูงกว่า 1.05"),
        ("3.00", "3.05", "ต่ำกว่า 0.05"),
        ("3.00", "3.00", "เท่ากัน"),
        ("", "3.00", "–"),
        ("3.00", "", "–"),
    ],
)
def test_the_difference_to_a_group_is_told_in_words(own: str, other: str, words: str) -> None:
    assert difference(own, other).th == words


def test_the_title_names_the_item_the_office_and_the_round(office: Agency) -> None:
    three_instruments(office)
    address = f"/results/r-12m/{office.code}/"

    page, why = html_of(Client(), address), html_of(Client(), f"{address}why/sa-2566/3.4.2/")

    assert "<title>สพป.สมมติ 21 – รอบทดสอบ r-12m – ติดตาม</title>" in page
    named = "3.4.2 ประเด็นการพิจารณาที่ 2 – สพป.สมมติ 21 – รอบทดสอบ r-12m – ติดตาม"
    assert f"<title>{named}</title>" in why


def test_the_first_crumb_is_the_readers_own_office(office: Agency) -> None:
    three_instruments(office)
    address = f"/results/r-12m/{office.code}/"

    def first_crumb(client: Client) -> str:
        found = re.search(
            r'class="breadcrumbs".*?<a href="([^"]+)"', html_of(client, address), re.DOTALL
        )
        return found[1] if found else ""

    assert first_crumb(client_for(Role.DIRECTOR, agency=office)) == "/office/"
    assert first_crumb(client_for(Role.DIRECTOR, agency=make_office(22))) == "/results/"
    assert first_crumb(Client()) == "/results/"


def test_advice_is_marked_as_thai_on_an_english_page(office: Agency) -> None:
    three_instruments(office)
    director = in_english(client_for(Role.DIRECTOR, agency=office))

    page = html_of(director, f"/results/r-12m/{office.code}/")

    assert '<div lang="th"><p>ควรวางแผนรายเดือน</p></div>' in page
    assert "Recommendations are written in Thai." in page
    assert "Result sheet, PDF (in Thai)" in page


def test_a_public_reader_is_told_who_may_open_the_sheets(office: Agency) -> None:
    three_instruments(office)
    address = f"/results/r-12m/{office.code}/"
    words = "ใบแจ้งผลและข้อเสนอแนะเปิดให้เขตนี้และส่วนกลาง"

    stranger = html_of(Client(), address)
    director = html_of(client_for(Role.DIRECTOR, agency=office), address)

    assert words in stranger
    assert f"/sign-in/?next=/results/r-12m/{office.code}/" in stranger
    assert words not in director


# ---------------------------------------------------------------- the office's own place


def test_the_offices_place_lists_each_instrument_by_name_in_printing_order(office: Agency) -> None:
    three_instruments(office)
    director = client_for(Role.DIRECTOR, agency=office)

    thai, english = html_of(director, "/office/"), html_of(in_english(director), "/office/")

    order = re.findall(r'/results/r-12m/[0-9]+/#([a-z]+)-2566"', thai)
    assert order == ["qp", "ap", "sa"]
    assert "sheet.pdf" in thai
    assert "sheet.docx" in thai
    assert "ดีมาก" in thai
    assert "Very good" in english
    assert "ดีมาก" not in english


def test_the_offices_place_tells_nothing_of_rounds_to_come(office: Agency) -> None:
    three_instruments(office)
    fill(make_small_round(code="r-next"))

    page = html_of(client_for(Role.REPORTER, agency=office), "/office/")

    assert "เมื่อส่วนกลางประกาศผลรอบถัดไป จะปรากฏที่นี่" in page
    assert "r-next" not in page


def test_the_offices_place_asks_as_many_queries_for_three_rounds_as_for_one(
    office: Agency,
) -> None:
    director = client_for(Role.DIRECTOR, agency=office)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert director.get("/office/").status_code == 200
        return len(seen)

    three_instruments(office)
    director.get("/office/")
    one = queries()
    for code in ("r-a", "r-b"):
        made = make_small_round(code=code)
        fill(made)
        published(made)

    assert queries() == one


# ---------------------------------------------------------------- refusals and signing in


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (None, "โปรดเข้าสู่ระบบด้วยบัญชีของเขตนี้"),
        (Role.DIRECTOR, "เป็นของหน่วยงานอื่น"),
        (Role.REPORTER, "เป็นของหน่วยงานอื่น"),
    ],
)
def test_a_sheet_is_refused_with_the_reason_that_holds(
    office: Agency, role: Role | None, words: str
) -> None:
    three_instruments(office)
    client = client_for(role, agency=make_office(22) if role else None)

    response = client.get(f"/results/r-12m/{office.code}/sheet.pdf")

    assert response.status_code == 403
    assert words in response.content.decode()
    assert "โปรดรอประกาศผล" not in response.content.decode()


@pytest.mark.parametrize(
    ("referer", "offered"),
    [
        ("http://testserver/results/?page=2", "/results/?page=2"),
        ("http://testserver/central/", ""),
        ("http://elsewhere.example/results/", ""),
        ("http://testserver//elsewhere.example/", ""),
        ("javascript:alert(1)", ""),
        ("", ""),
    ],
)
def test_a_refusal_offers_the_way_back_on_this_site_only(
    office: Agency, referer: str, offered: str
) -> None:
    director = client_for(Role.DIRECTOR, agency=office)
    here = {"host": "testserver", "referer": referer}

    page = director.get("/central/", headers=here).content.decode()
    back = re.search(r'href="([^"]*)">กลับหน้าก่อน', page)

    assert (back[1] if back else "") == offered
    assert 'href="/office/">ไปงานของฉัน' in page


def test_signing_in_says_why_and_what_to_do_without_the_password() -> None:
    asked, plain = html_of(Client(), "/sign-in/?next=/office/"), html_of(Client(), "/sign-in/")

    assert "หน้าที่ขอเปิดต้องเข้าสู่ระบบก่อน" in asked
    assert "หน้าที่ขอเปิดต้องเข้าสู่ระบบก่อน" not in plain
    assert "ลืมรหัสผ่าน โปรดขอรหัสตั้งรหัสผ่านใหม่จากผู้อำนวยการเขตหรือเจ้าหน้าที่ส่วนกลาง" in plain
