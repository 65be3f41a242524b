"""What a published round shows, and the way to a correction of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page
from samples_of_people import dated

from factories import (
    client_for,
    computed,
    fill,
    make_office,
    make_person,
    make_small_round,
    published,
)
from factories.publishing import correct, give_panel, signed
from factories.reporting import reporting
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.actions import ask_computation, check, compute, publish
from tidtam.results.models import Computation
from tidtam.results.scheduling import schedule
from tidtam.reviews.actions import set_recommendations
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

ROUND = "/central/rounds/r-6m/"


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def qp_round(office: Agency) -> Round:
    round_ = make_small_round()
    fill(round_)
    return round_


@pytest.fixture
def bureau() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


def page(client: Client, address: str = ROUND) -> str:
    response = client.get(address)
    assert response.status_code == 200
    html = response.content.decode()
    assert_strict_page(html)
    return html


def posted(client: Client, act: str, sent: dict[str, str] | None = None) -> str:
    """The page of the round after an act, which leads back to it; a refusal to its next step."""
    response = client.post(ROUND + act, sent or {}, follow=True)
    html = response.content.decode()
    assert response.redirect_chain[0][0].startswith(ROUND)
    assert response.redirect_chain[0][0].endswith(("#next", "#open")) is ('id="here"' in html)
    return html


def panel_of(html: str) -> str:
    """The part of the page about the next step."""
    return html[html.index('id="next"') : html.index("</section>", html.index('id="next"'))]


def state() -> tuple[int, str]:
    return Computation.objects.order_by("-number").values_list("number", "state")[0]


# ---------------------------------------------------------------- published, and corrected


def test_a_published_round_says_when_by_whom_and_where_to_go(
    qp_round: Round, bureau: Client
) -> None:
    signed(qp_round)
    posted(bureau, "publish/", {"number": "1"})

    part = panel_of(page(bureau))

    assert "เผยแพร่แล้วเมื่อ" in part
    assert "กำลังพิมพ์" in part
    for name in ("sheets/", "seen/", "embargoes/"):
        assert f'href="{ROUND}{name}"' in part
    assert 'href="/central/followups/"' in part
    assert 'href="/results/r-6m/"' in part
    assert "แก้ผลที่เผยแพร่แล้ว" not in page(bureau)


def test_a_correction_that_is_offered_is_the_only_door_to_computing_again(
    qp_round: Round, office: Agency, bureau: Client
) -> None:
    published(qp_round)
    before = page(bureau)
    correct(qp_round, node="1", mark="1", office_id=office.pk)
    offered = page(bureau)
    computed(qp_round)

    assert ("คำนวณใหม่</button>" in before, "คำนวณฉบับแก้ไข" in before) == (True, False)
    assert ("คำนวณใหม่</button>" in offered, "คำนวณฉบับแก้ไข" in offered) == (False, True)
    assert "คำนวณใหม่</button>" not in page(bureau)
    assert "คำนวณใหม่</button>" in page(bureau, f"{ROUND}?n=2")


@pytest.mark.parametrize("has_panel", [True, False])
def test_a_correction_is_signed_only_where_the_round_needs_it(
    qp_round: Round, office: Agency, bureau: Client, has_panel: bool
) -> None:
    if has_panel:
        give_panel(qp_round)
    publish(signed(qp_round), by=SYSTEM, with_sheets=False)
    correct(qp_round, node="1", mark="1", office_id=office.pk)

    part = page(bureau).partition('id="correct"')[2].partition("</section>")[0]

    assert ("ลงนาม" in part) is has_panel


def test_marks_changed_on_appeal_lead_to_a_correction(
    qp_round: Round, office: Agency, bureau: Client
) -> None:
    make_person(Role.REPORTER, agency=office)
    other = make_office(22)
    fill(qp_round)
    published(qp_round)
    correct(qp_round, node="1", mark="1", office_id=office.pk)
    front = page(bureau)
    assert "แก้ผลที่เผยแพร่แล้ว" in front
    assert "คะแนน 1 ช่อง ข้อเสนอแนะ 0 ข้อ" in front

    compute(ask_computation(qp_round, by=SYSTEM, reason="ตามผลการพิจารณาคำทักท้วง"), by=SYSTEM)
    assert f'href="{ROUND}?n=2#next"' in page(bureau)
    posted(bureau, "check/", {"number": "2"})
    before = page(bureau, f"{ROUND}publish/?n=2")

    assert "ผลที่เปลี่ยน 1 เขต" in before
    assert office.short_th in before
    assert other.short_th not in before
    assert "4 → <strong>1</strong>" in before
    assert "4.00 ดีมาก → <strong>3.75 ดีมาก</strong>" in before
    assert "ผลเปลี่ยน 1 เขต จาก 2 เขต" in before
    assert "ตามผลการพิจารณาคำทักท้วง</textarea>" in before
    assert "1 คน ใน 1 เขต" in before

    html = posted(bureau, "publish/", {"number": "2", "reason": "แก้ข้อ 1"})
    assert "เผยแพร่ฉบับแก้ไขแล้ว" in html
    assert [(each.number, each.state) for each in Computation.objects.all()] == [
        (2, "published"),
        (1, "superseded"),
    ]
    assert "มีฉบับใหม่แทนแล้วเมื่อ" in panel_of(page(bureau, f"{ROUND}?n=1"))


def test_a_correction_without_its_reason_is_refused_on_its_page(
    qp_round: Round, office: Agency, bureau: Client
) -> None:
    published(qp_round)
    correct(qp_round, node="1", mark="1", office_id=office.pk)
    check(computed(qp_round), by=SYSTEM)

    response = bureau.post(f"{ROUND}publish/", {"number": "2", "reason": ""})

    assert response.status_code == 422
    assert "ยังไม่มีเหตุผล" in response.content.decode()
    assert state() == (2, "checked")


def test_a_correction_may_be_set_for_a_time_with_its_reason(
    qp_round: Round, office: Agency, bureau: Client
) -> None:
    published(qp_round)
    correct(qp_round, node="1", mark="1", office_id=office.pk)
    check(computed(qp_round), by=SYSTEM)
    day = clock.today() + dt.timedelta(days=3)
    sent = {"number": "2", **dated("at", day), "at_time": ""}

    lacking = bureau.post(f"{ROUND}publish/later/", sent)
    bureau.post(f"{ROUND}publish/later/", {**sent, "reason": "แก้ข้อ 1"})

    assert lacking.status_code == 422
    found = Computation.objects.get(number=2)
    assert (found.reason, found.publish_at is not None) == ("แก้ข้อ 1", True)


def test_a_set_time_is_told_on_the_page_of_another_computation(
    qp_round: Round, bureau: Client
) -> None:
    made = signed(qp_round)
    schedule(made, at=clock.now() + dt.timedelta(days=2), by=SYSTEM)
    computed(qp_round)

    assert "การคำนวณครั้งที่ 1 จะเผยแพร่เองเมื่อ" in page(bureau)
    assert "ยกเลิกเวลาที่ตั้งไว้" in panel_of(page(bureau, f"{ROUND}?n=1"))


def test_changed_words_alone_are_a_correction_too(
    qp_round: Round, office: Agency, bureau: Client
) -> None:
    published(qp_round)
    Round.objects.update(frozen_at=None)
    set_recommendations(
        instruments_of(qp_round)[0], texts=[(office.pk, "", "ควรวางแผน")], by=SYSTEM
    )
    check(computed(qp_round), by=SYSTEM)

    html = page(bureau, f"{ROUND}publish/?n=2")

    assert "ผลที่เปลี่ยน 1 เขต" in html
    assert "ข้อเสนอแนะเปลี่ยน" in html


def test_a_correction_that_changes_nothing_is_refused(qp_round: Round, bureau: Client) -> None:
    published(qp_round)
    check(computed(qp_round), by=SYSTEM)
    assert "จึงไม่มีสิ่งใดต้องแก้" in page(bureau, f"{ROUND}publish/?n=2")

    html = posted(bureau, "publish/", {"number": "2", "reason": "ลอง"})

    assert "ไม่มีอะไรให้เผยแพร่ใหม่" in panel_of(html)
    assert state() == (2, "checked")


# ---------------------------------------------------------------- beside the way


def test_days_of_appeals_are_offered_only_where_there_are_reports(
    qp_round: Round, bureau: Client
) -> None:
    check(computed(qp_round), by=SYSTEM)
    imported = page(bureau, f"{ROUND}publish/")
    world = reporting()
    fill(world.round)
    check(computed(world.round), by=SYSTEM)

    html = page(bureau, f"/central/rounds/{world.round.code}/publish/")

    assert "นำเข้าโดยไม่มีรายงานของเขตในระบบ" in imported
    assert "plan/dates/" not in imported
    assert "ยังไม่กำหนดวัน เขตจึงยังยื่นคำทักท้วงไม่ได้" in html
    assert f'href="/central/rounds/{world.round.code}/plan/dates/"' in html


def test_the_page_of_a_number_that_is_not_there_says_so(qp_round: Round, bureau: Client) -> None:
    computed(qp_round)

    found = [bureau.get(f"{ROUND}?n={number}") for number in ("7", "1", "²")]

    assert [each.status_code for each in found] == [404, 200, 200]
    assert "รอบนี้ไม่มีการคำนวณครั้งที่ 7" in found[0].content.decode()


# ---------------------------------------------------------------- queries


def test_every_page_asks_the_same_for_one_office_and_three(
    qp_round: Round, office: Agency, bureau: Client
) -> None:
    give_panel(qp_round)
    published_with_a_correction(qp_round, office)
    addresses = [ROUND, f"{ROUND}?n=2", f"{ROUND}publish/?n=2", f"{ROUND}marks/"]

    one = [queries_of(bureau, address) for address in addresses]
    make_office(60)
    make_office(61)

    assert [queries_of(bureau, address) for address in addresses] == one


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        page(client, address)
    return len(queries)


def published_with_a_correction(round_: Round, office: Agency) -> None:
    publish(signed(round_), by=SYSTEM, with_sheets=False)
    correct(round_, node="1", mark="1", office_id=office.pk)
    signed(round_)
