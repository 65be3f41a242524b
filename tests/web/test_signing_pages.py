"""The chair's pages: what waits, what is read before signing, signing, and taking it back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page
from samples_of_people import PASSWORD

from factories import client_for, computed, fill, make_office, make_person, make_small_round
from factories.publishing import CHAIR, correct, give_panel, signed
from tidtam.notices.models import Message
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.results.actions import check, publish, sign, thaw, unsign
from tidtam.results.models import Computation
from tidtam.reviews.actions import set_recommendations
from tidtam.reviews.states import PanelState
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db

PAGE = "/signing/r-6m/"


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def qp_round(office: Agency) -> Round:
    """A round with a panel that has closed its marking."""
    round_ = make_small_round()
    fill(round_)
    give_panel(round_)
    return round_


@pytest.fixture
def person() -> Person:
    return make_person(Role.CHAIR)


@pytest.fixture
def chair(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    assert_strict_page(html)
    return html


def posted(client: Client, act: str, sent: dict[str, str]) -> str:
    response = client.post(f"{PAGE}{act}/", sent, follow=True)
    html = response.content.decode()
    place = "#sign" if 'id="here"' in html else ""
    place = "&taking=1#take-back" if 'id="reason-error"' in html else place
    assert response.redirect_chain == [(f"{PAGE}?n=1{place}", 302)]
    return html


def panel_of(html: str) -> str:
    """The part of the page in which one signs."""
    return html[html.index('id="sign"') : html.index("</section>", html.index('id="sign"'))]


def state() -> str:
    return Computation.objects.get(number=1).state


# ---------------------------------------------------------------- what waits


def test_the_menu_and_the_front_page_count_what_waits_for_the_chair(
    qp_round: Round, chair: Client
) -> None:
    assert "site-nav__count" not in page(chair, "/")
    made = check(computed(qp_round), by=SYSTEM)
    waiting = page(chair, "/")
    sign(made, by=CHAIR)

    assert 'site-nav__count">1' in waiting
    assert "รอท่าน 1 รายการ" in waiting
    assert "site-nav__count" not in page(chair, "/")


def test_signing_in_leads_the_chair_to_what_waits(
    qp_round: Round, person: Person, client: Client
) -> None:
    person.set_password(PASSWORD)
    person.save()

    def landing() -> str:
        client.logout()
        sent = {"username": person.sign_in_name, "password": PASSWORD}
        return str(client.post("/sign-in/", sent)["Location"])

    before = landing()
    made = check(computed(qp_round), by=SYSTEM)
    waiting = landing()
    sign(made, by=CHAIR)

    assert (before, waiting, landing()) == ("/panels/", "/signing/", "/panels/")


def test_chairs_are_told_once_of_each_check(qp_round: Round, person: Person) -> None:
    made = check(computed(qp_round), by=SYSTEM)
    check(made, by=SYSTEM)
    thaw(made, reason="แก้", by=SYSTEM)
    check(made, by=SYSTEM)

    told = Message.objects.filter(template="result_to_sign")
    assert {each.to_person for each in told} == {person}
    assert "/signing/r-6m/" in told[0].body


def test_nobody_is_told_where_no_signature_is_needed(office: Agency, person: Person) -> None:
    round_ = make_small_round()
    fill(round_)

    check(computed(round_), by=SYSTEM)

    assert not Message.objects.exists()


def test_the_list_has_what_waits_what_is_signed_and_what_was_published(
    qp_round: Round, chair: Client
) -> None:
    assert "ไม่มีผลที่รอลงนาม" in page(chair, "/signing/")
    made = check(computed(qp_round), by=SYSTEM)
    waiting = page(chair, "/signing/")
    sign(made, by=CHAIR)
    is_signed = page(chair, "/signing/")
    publish(made, by=SYSTEM, with_sheets=False)

    assert '<h2 id="g1">รอลงนาม</h2>' in waiting
    assert '<h2 id="g1">ลงนามแล้ว รอเผยแพร่</h2>' in is_signed
    assert '<h2 id="g1">ลงนามและเผยแพร่แล้ว</h2>' in page(chair, "/signing/")


def test_a_round_without_a_panel_may_be_signed_too(office: Agency, chair: Client) -> None:
    round_ = make_small_round()
    fill(round_)
    check(computed(round_), by=SYSTEM)

    assert "ไม่บังคับ" in page(chair, "/signing/")
    assert "จึงเผยแพร่ได้แม้ไม่ลงนาม" in page(chair)
    posted(chair, "sign", {"number": "1", "read": "1"})
    assert state() == "signed"


# ---------------------------------------------------------------- what is read


def test_the_page_shows_what_is_signed(qp_round: Round, office: Agency, chair: Client) -> None:
    check(computed(qp_round), by=SYSTEM)

    html = page(chair)

    assert "ครั้งที่ 1 เมื่อ" in html
    assert "ไม่พบข้อที่ต้องแก้" in html
    assert "ไม่มีผลของรอบก่อนให้เทียบ" in html
    assert f'href="/results/r-6m/{office.code}/?n=1"' in html
    assert 'href="/panels/r-6m/minutes/"' in html
    assert 'href="/panels/r-6m/quality/"' in html
    assert "ได้ตรวจดูแล้ว" in panel_of(html)


def test_the_levels_stand_beside_those_of_the_round_before(
    qp_round: Round, office: Agency, chair: Client
) -> None:
    sign(check(computed(qp_round), by=SYSTEM), by=CHAIR)
    publish(Computation.objects.get(), by=SYSTEM, with_sheets=False)
    later = make_small_round(code="r-12m", period="12m", earlier=qp_round)
    fill(later, mark=5)
    check(computed(later), by=SYSTEM)

    html = page(chair, "/signing/r-12m/")

    assert "เทียบกับรอบทดสอบ r-6m" in html
    assert html.count('1 <span class="quiet small">(100%)</span>') == 2
    assert '<th scope="row">รวม</th><td class="number">1</td><td class="number">1</td>' in html
    (title,) = instruments_of(later)
    assert f"<figcaption>QP-2566 {title.framework.title_th}</figcaption>" in html


def test_the_chair_reaches_every_page_that_is_linked(
    qp_round: Round, office: Agency, chair: Client
) -> None:
    set_recommendations(
        instruments_of(qp_round)[0], texts=[(office.pk, "1", "ควรวางแผนรายเดือน")], by=SYSTEM
    )
    check(computed(qp_round), by=SYSTEM)
    addresses = (
        f"/results/r-6m/{office.code}/?n=1",
        f"/results/r-6m/{office.code}/why/qp-2566/1/?n=1",
        "/results/r-6m/?n=1",
        "/panels/r-6m/minutes/",
        "/panels/r-6m/quality/",
        "/panels/r-6m/open/",
        f"{PAGE}?q=21",
    )

    pages = [page(chair, address) for address in addresses]

    assert "ควรวางแผนรายเดือน" in pages[0]
    assert 'href="/signing/r-6m/?n=1"' in pages[0]
    assert "ยังไม่เผยแพร่" in pages[2]
    assert 'href="/signing/r-6m/"' in pages[3]


def test_the_list_of_offices_is_filtered_in_place(
    qp_round: Round, office: Agency, chair: Client
) -> None:
    check(computed(qp_round), by=SYSTEM)

    part = chair.get(PAGE, {"q": "ไม่มีแน่", "n": "1"}, headers={"HX-Request": "true"})

    assert "<html" not in part.content.decode()
    assert office.short_th not in part.content.decode()


def test_a_round_of_which_nothing_is_checked_says_so(qp_round: Round, chair: Client) -> None:
    computed(qp_round)

    assert "ยังไม่มีผลที่ตรวจแล้วให้ลงนาม" in page(chair)


def test_a_correction_shows_what_it_changes(qp_round: Round, office: Agency, chair: Client) -> None:
    publish(signed(qp_round), by=SYSTEM, with_sheets=False)
    correct(qp_round, node="1", mark="1", office_id=office.pk)
    check(computed(qp_round), by=SYSTEM)

    html = page(chair)

    assert "แก้ผลที่เผยแพร่แล้ว 1 เขต" in html
    assert "4 → <strong>1</strong>" in html


# ---------------------------------------------------------------- signing and taking back


def test_the_chair_signs_once_and_takes_it_back_with_a_reason(
    qp_round: Round, chair: Client, person: Person
) -> None:
    check(computed(qp_round), by=SYSTEM)

    first = posted(chair, "sign", {"number": "1", "read": "1"})
    twice = posted(chair, "sign", {"number": "1", "read": "1"})
    assert "ลงนามรับรองผลแล้ว ส่วนกลางเผยแพร่ผลได้" in first
    assert f"{person.full_name} ลงนามรับรองผลแล้วเมื่อ" in panel_of(twice)
    assert state() == "signed"

    refused = posted(chair, "take-back", {"number": "1", "reason": ""})
    assert "ยังไม่มีเหตุผล" in panel_of(refused).partition('<details id="take-back" open>')[2]
    assert 'aria-invalid="true"' in panel_of(refused)
    assert 'id="take-back" open' not in page(chair)
    posted(chair, "take-back", {"number": "1", "reason": "ขอดูเขต 21 อีกครั้ง"})
    assert state() == "checked"
    again = posted(chair, "take-back", {"number": "1", "reason": "ขอดูเขต 21 อีกครั้ง"})
    assert "อยู่ในสถานะ" in panel_of(again)


def test_without_the_tick_nothing_is_signed(qp_round: Round, chair: Client) -> None:
    check(computed(qp_round), by=SYSTEM)

    html = posted(chair, "sign", {"number": "1"})

    assert "ยังไม่ได้ติ๊กว่าได้ตรวจดูแล้ว" in panel_of(html)
    assert state() == "checked"


def test_a_published_result_keeps_its_signature(qp_round: Round, chair: Client) -> None:
    publish(signed(qp_round), by=SYSTEM, with_sheets=False)

    html = posted(chair, "take-back", {"number": "1", "reason": "ขอถอน"})

    assert "อยู่ในสถานะ" in panel_of(html)
    assert "ลายมือชื่อจึงถอนไม่ได้" in panel_of(html)


def test_what_changed_after_the_check_is_not_signed(
    qp_round: Round, office: Agency, chair: Client
) -> None:
    check(computed(qp_round), by=SYSTEM)
    correct(qp_round, node="1", mark="1", office_id=office.pk)

    html = page(chair)
    refused = posted(chair, "sign", {"number": "1", "read": "1"})

    assert "ลงนามรับรองผล</button>" not in html
    assert "คะแนนหรือกรอบถูกแก้หลังการคำนวณ" in panel_of(refused)
    assert state() == "checked"


@pytest.mark.parametrize("role", [Role.CENTRAL_OFFICER, Role.MODERATOR, Role.REVIEWER])
@pytest.mark.parametrize("act", ["sign", "take-back"])
def test_nobody_but_the_chair_signs(qp_round: Round, role: Role, act: str) -> None:
    check(computed(qp_round), by=SYSTEM)
    client = client_for(role)

    answers = [
        client.get("/signing/").status_code,
        client.get(PAGE).status_code,
        client.post(f"{PAGE}{act}/", {"number": "1", "read": "1", "reason": "ก"}).status_code,
    ]

    assert (answers, state()) == ([403, 403, 403], "checked")


def test_a_panel_at_work_has_no_tab_of_signing_for_a_moderator(
    office: Agency, chair: Client
) -> None:
    round_ = make_small_round()
    give_panel(round_, PanelState.WORKING)

    assert "/signing/r-6m/" not in page(client_for(Role.MODERATOR), "/panels/r-6m/minutes/")
    assert "/signing/r-6m/" in page(chair, "/panels/r-6m/minutes/")


# ---------------------------------------------------------------- queries


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client, address)
    return len(queries)


def test_the_page_asks_the_same_for_one_office_and_three(
    qp_round: Round, office: Agency, chair: Client
) -> None:
    publish(signed(qp_round), by=SYSTEM, with_sheets=False)
    correct(qp_round, node="1", mark="1", office_id=office.pk)
    check(computed(qp_round), by=SYSTEM)
    one = queries_of(chair, PAGE)
    make_office(60)
    make_office(61)

    assert queries_of(chair, PAGE) == one


def test_the_list_asks_the_same_for_one_round_and_three(qp_round: Round, chair: Client) -> None:
    unsign(signed(qp_round), reason="ดูอีกครั้ง", by=CHAIR)
    one = queries_of(chair, "/signing/")
    for code in ("r-7", "r-8"):
        other = make_small_round(code=code)
        fill(other)
        give_panel(other)
        check(computed(other), by=SYSTEM)

    assert queries_of(chair, "/signing/") == one
