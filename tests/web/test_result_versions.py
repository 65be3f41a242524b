"""A corrected result says what it replaces, and the one before what replaced it."""

from __future__ import annotations

import pytest
from django.test import Client
from pages import assert_strict_page

from factories.embargoes import SECRET_ADVICE, SECRET_VALUE, Embargoed, embargoed
from factories.publishing import correct, corrected
from tidtam.reviews.models import Recommendation

pytestmark = pytest.mark.django_db

NEW_ADVICE = "ควรเผยแพร่วิธีทำงานนี้"


@pytest.fixture
def world() -> Embargoed:
    """Published, then corrected: another mark and another advice for the first office."""
    made = embargoed()
    made.publish()
    correct(made.round, node="1", mark="5", office_id=made.here.pk)
    Recommendation.objects.filter(office=made.here, node_code="1").update(text=NEW_ADVICE)
    corrected(made.round)
    return made


def page_of(address: str, client: Client | None = None) -> str:
    response = (client or Client()).get(address)
    assert response.status_code == 200
    page = response.content.decode()
    assert_strict_page(page)
    return page


@pytest.mark.parametrize("part", ["", "why/qp-2566/total/"])
def test_the_new_one_says_what_it_replaces_with_a_link(world: Embargoed, part: str) -> None:
    address = f"/results/r-6m/{world.here.code}/"

    page = page_of(address + part)

    assert "ฉบับที่ 2 แทนฉบับที่ 1 ที่ประกาศเมื่อ" in page
    assert f'href="{address}?n=1"' in page
    assert "ซึ่งมีฉบับที่" not in page


@pytest.mark.parametrize("part", ["", "why/qp-2566/total/"])
def test_the_old_one_stays_readable_and_leads_to_the_new_one(world: Embargoed, part: str) -> None:
    address = f"/results/r-6m/{world.here.code}/"

    page = page_of(f"{address}{part}?n=1")

    assert "นี่คือฉบับที่ 1 ซึ่งมีฉบับที่ 2 แทนแล้ว" in page
    assert f'<a href="{address}">ไปฉบับที่ใช้อยู่</a>' in page
    assert SECRET_VALUE in page
    assert "เดิม 2.83 ดี แก้เป็น" not in page


def test_an_office_that_did_not_change_hears_of_no_version(world: Embargoed) -> None:
    address = f"/results/r-6m/{world.far.code}/"

    new, old = page_of(address), page_of(f"{address}?n=1")

    assert "ฉบับที่ 2" not in new
    assert "ผลของเขตนี้ไม่เปลี่ยน" in old
    assert "ซึ่งมีฉบับที่" not in old


def test_what_changed_is_for_everybody_and_why_for_the_office_and_the_bureau(
    world: Embargoed,
) -> None:
    address = f"/results/r-6m/{world.here.code}/"
    said = "แก้ตามคำทักท้วง"

    shown = {}
    for who in (None, world.stranger, world.reporter, world.officer):
        client = Client()
        if who is not None:
            client.force_login(who)
        page = page_of(address, client)
        shown[who] = ("เดิม 2.83 ดี แก้เป็น 3.08 ดี" in page, said in page)

    assert shown == {
        None: (True, False),
        world.stranger: (True, False),
        world.reporter: (True, True),
        world.officer: (True, True),
    }


def test_each_version_has_the_advice_it_was_published_with(world: Embargoed) -> None:
    client = Client()
    client.force_login(world.reporter)
    address = f"/results/r-6m/{world.here.code}/"

    new, old = page_of(address, client), page_of(f"{address}?n=1", client)

    assert (NEW_ADVICE in new, SECRET_ADVICE in new) == (True, False)
    assert (NEW_ADVICE in old, SECRET_ADVICE in old) == (False, True)


def test_without_a_number_what_is_in_force_is_shown(world: Embargoed) -> None:
    wall, old = page_of("/results/r-6m/"), page_of("/results/r-6m/?n=1")

    assert SECRET_VALUE not in wall
    assert "มีครั้งใหม่แทนแล้ว" not in wall
    assert SECRET_VALUE in old
    assert "มีครั้งใหม่แทนแล้ว" in old
    assert f"/results/r-6m/{world.here.code}/?n=1" in old
    assert Client().get("/results/r-6m/?n=3").status_code == 404
