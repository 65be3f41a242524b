"""Pages of results and rounds: who sees what, and that a stranger can publish a round."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from factories import client_for, computed, fill, make_office, make_small_round, published
from tidtam.jobs.tasks import compute_round
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.actions import ask_computation, compute
from tidtam.results.models import Computation
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def qp_round(office: Agency) -> Round:
    round_ = make_small_round()
    fill(round_, mark=4, except_for={"9": "not_reported"})
    return round_


CENTRAL_PAGES = (
    "/central/",
    "/central/rounds/r-6m/",
    "/central/rounds/r-6m/publish/",
)
ACTS = (
    "/central/rounds/r-6m/compute/",
    "/central/rounds/r-6m/check/",
    "/central/rounds/r-6m/publish/",
)


@pytest.mark.parametrize("address", [*CENTRAL_PAGES, *ACTS])
def test_a_stranger_is_asked_to_sign_in(qp_round: Round, address: str) -> None:
    form_page = {"host": "testserver", "referer": "http://testserver/central/rounds/r-6m/"}
    send = Client().post if address in ACTS else Client().get

    response = send(address, headers=form_page)

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=/central/")


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DIRECTOR])
@pytest.mark.parametrize("address", [*CENTRAL_PAGES, *ACTS])
def test_an_office_person_is_told_whose_task_it_is(
    qp_round: Round, office: Agency, role: Role, address: str
) -> None:
    client = client_for(role, agency=office)

    response = client.post(address) if address in ACTS else client.get(address)

    assert response.status_code == 403
    assert "เจ้าหน้าที่ส่วนกลาง" in response.content.decode()


def test_an_unpublished_result_is_not_there_for_anybody_but_the_bureau(
    qp_round: Round, office: Agency
) -> None:
    computed(qp_round)
    addresses = [
        "/results/r-6m/",
        f"/results/r-6m/{office.code}/",
        f"/results/r-6m/{office.code}/why/qp-2566/1/",
        f"/results/r-6m/{office.code}/sheet.pdf",
        f"/results/r-6m/{office.code}/?n=1",
    ]

    for client in (Client(), client_for(Role.DIRECTOR, agency=office)):
        assert [client.get(address).status_code for address in addresses] == [404] * 5
    bureau = client_for(Role.CENTRAL_OFFICER)
    assert bureau.get(addresses[1]).status_code == 200


def test_the_officer_computes_checks_and_publishes_in_three_clicks(
    qp_round: Round, django_capture_on_commit_callbacks: object
) -> None:
    bureau = client_for(Role.CENTRAL_OFFICER)

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        bureau.post("/central/rounds/r-6m/compute/")
    assert "กำลังคำนวณ" in bureau.get("/central/rounds/r-6m/").content.decode()
    compute_round.call(Computation.objects.get().pk)
    bureau.post("/central/rounds/r-6m/check/")
    bureau.post("/central/rounds/r-6m/publish/")

    assert Computation.objects.get().state == "published"
    assert Client().get("/results/r-6m/").status_code == 200


def test_a_second_click_on_publish_changes_nothing(qp_round: Round) -> None:
    published(qp_round)

    response = client_for(Role.CENTRAL_OFFICER).post("/central/rounds/r-6m/publish/", follow=True)

    assert "เผยแพร่การคำนวณครั้งที่ 1 แล้ว" in response.content.decode()
    assert Computation.objects.get().state == "published"


def test_a_failed_check_leads_back_to_the_round_with_links_to_the_offices(
    qp_round: Round, office: Agency
) -> None:
    set_recommendations(
        instruments_of(qp_round)[0],
        texts=[(office.pk, "", "ผลในภาพรวมอยู่ในระดับคุณภาพปรับปรุง")],
        by=SYSTEM,
    )
    computed(qp_round)

    response = client_for(Role.CENTRAL_OFFICER).post("/central/rounds/r-6m/check/", follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [("/central/rounds/r-6m/#next", 302)]
    assert "ตรวจพบ 1 ข้อ" in page
    assert f"/central/rounds/r-6m/marks/{office.code}/" in page


def test_marks_changed_after_computing_are_told_on_the_round_page(
    qp_round: Round, office: Agency
) -> None:
    computed(qp_round)
    set_marks(instruments_of(qp_round)[0], changes=[MarkChange(office.pk, "1", "1")], by=SYSTEM)

    page = client_for(Role.CENTRAL_OFFICER).get("/central/rounds/r-6m/").content.decode()

    assert "คะแนน 1 ช่องถูกแก้หลังการคำนวณครั้งนี้" in page


def test_a_recomputation_stands_beside_what_is_published(qp_round: Round, office: Agency) -> None:
    published(qp_round)
    compute(ask_computation(qp_round, by=SYSTEM, reason="ทดลองเกณฑ์"), by=SYSTEM)
    bureau = client_for(Role.CENTRAL_OFFICER)

    front = bureau.get("/central/rounds/r-6m/").content.decode()
    beside = bureau.get("/central/rounds/r-6m/?n=2").content.decode()

    assert "ใบแจ้งผลทุกเขต" in front
    assert "ทดลองเกณฑ์" in front
    assert "ที่ประกาศอยู่คือการคำนวณครั้งที่ 1" in beside
    assert "ผลทุกเขตเท่ากับที่ประกาศ" in beside


@pytest.mark.parametrize("words", ["สมมติ21", "สพป.สมมติ ๒๑", "Sample ESAO 21"])
def test_the_wall_finds_an_office_as_people_write_it(qp_round: Round, words: str) -> None:
    published(qp_round)

    page = Client().get("/results/r-6m/", {"q": words}).content.decode()

    assert "สพป.สมมติ 21" in page


def test_every_number_of_an_office_can_be_asked_why(qp_round: Round, office: Agency) -> None:
    published(qp_round)

    page = Client().get(f"/results/r-6m/{office.code}/").content.decode()
    total = Client().get(f"/results/r-6m/{office.code}/why/qp-2566/total/").content.decode()
    part = (
        Client()
        .get(f"/results/r-6m/{office.code}/why/qp-2566/9/", headers={"HX-Request": "true"})
        .content.decode()
    )

    assert page.count("/why/qp-2566/") == 2 * (12 + 1)
    assert "3.67" in total
    assert "<html" not in part
    assert "N/A" in part


def test_an_unknown_item_is_a_plain_404(qp_round: Round, office: Agency) -> None:
    published(qp_round)

    response = Client().get(f"/results/r-6m/{office.code}/why/qp-2566/99/")

    assert response.status_code == 404
    assert "99" in response.content.decode()


def test_advice_is_for_the_office_and_the_bureau(qp_round: Round, office: Agency) -> None:
    set_recommendations(
        instruments_of(qp_round)[0], texts=[(office.pk, "1", "ควรวางแผนรายเดือน")], by=SYSTEM
    )
    published(qp_round)
    address = f"/results/r-6m/{office.code}/"
    other = make_office(22)

    def shown(client: Client) -> bool:
        return "ควรวางแผนรายเดือน" in client.get(address).content.decode()

    assert shown(client_for(Role.REPORTER, agency=office))
    assert shown(client_for(Role.CENTRAL_OFFICER))
    assert not shown(client_for(Role.REPORTER, agency=other))
    assert not shown(Client())


def test_an_office_home_shows_its_published_rounds(qp_round: Round, office: Agency) -> None:
    client = client_for(Role.REPORTER, agency=office)
    before = client.get("/office/").content.decode()
    published(qp_round)
    after = client.get("/office/").content.decode()

    assert "ยังไม่มีผลที่ประกาศ" in before
    assert f"/results/r-6m/{office.code}/" in after


def wall_queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["/central/rounds/r-6m/", "/results/r-6m/"])
def test_a_wall_asks_the_same_number_of_queries_for_one_office_and_three(
    qp_round: Round, address: str
) -> None:
    published(qp_round)
    client = client_for(Role.CENTRAL_OFFICER)
    client.get(address)
    one = wall_queries(client, address)
    make_office(60)
    make_office(61)

    assert wall_queries(client, address) == one


@pytest.mark.parametrize("sort", ["name", "-value", "nonsense", "missing"])
def test_a_wall_can_be_sorted_and_filtered_by_its_address(qp_round: Round, sort: str) -> None:
    published(qp_round)

    response = Client().get("/results/r-6m/", {"sort": sort, "q": "สมมติ 21", "level": "4"})

    assert response.status_code == 200
    assert "สพป.สมมติ 21" in response.content.decode()


def test_a_wall_without_a_match_says_what_to_do(qp_round: Round) -> None:
    published(qp_round)

    page = Client().get("/results/r-6m/", {"q": "ไม่มีแน่"}).content.decode()

    assert "ล้างตัวกรอง" in page


def test_a_character_no_font_can_draw_is_told_instead_of_a_broken_sheet(
    qp_round: Round, office: Agency
) -> None:
    set_recommendations(
        instruments_of(qp_round)[0], texts=[(office.pk, "1", "ควรใช้ ト ให้น้อยลง")], by=SYSTEM
    )
    published(qp_round)

    response = client_for(Role.DIRECTOR, agency=office).get(
        f"/results/r-6m/{office.code}/sheet.pdf"
    )

    assert response.status_code == 400
    assert "U+30C8" in response.content.decode()
