"""Pages that end posts, hand them over and accept them: the items of the reports go along."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from samples_of_people import dated

from factories import make_person
from factories.reporting import Reporting, reporting
from tidtam.people.actor import SYSTEM
from tidtam.people.invitations import revoke_invitation
from tidtam.people.models import Invitation, Person
from tidtam.people.roles import Role
from tidtam.rounds.handing_over import hand_on_due, hand_over
from tidtam.rounds.models import Item
from tidtam.rounds.submitting import assign_items
from tidtam.shared import clock
from tidtam.thai.dates import thai_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    made = reporting()
    assign_items([made.item("1"), made.item("2")], owner=made.reporter, by=made.by)
    return made


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def ends_today() -> dict[str, str]:
    return {**dated("last_day", clock.today()), "reason": "ย้าย"}


def owner_of(world: Reporting) -> Person | None:
    return Item.objects.select_related("owner").get(pk=world.item("1").pk).owner


def test_the_page_says_how_many_items_went_along(world: Reporting) -> None:
    colleague = make_person(Role.REPORTER, agency=world.office)
    page = f"/people/posts/{world.reporter.posts.get().pk}/hand-over/"

    response = client_of(world.director).post(
        page, {**ends_today(), "to": str(colleague.pk)}, follow=True
    )

    assert "พร้อมรายงานที่รับผิดชอบ 2 ข้อ" in response.content.decode()
    assert owner_of(world) == colleague


def test_the_page_says_how_many_items_lost_their_owner(world: Reporting) -> None:
    page = f"/people/posts/{world.reporter.posts.get().pk}/end/"

    response = client_of(world.director).post(page, ends_today(), follow=True)

    assert "รายงาน 2 ข้อไม่มีผู้รับผิดชอบแล้ว" in response.content.decode()
    assert owner_of(world) is None


@pytest.mark.parametrize("is_known", [True, False])
def test_who_accepts_a_hand_over_has_the_items(world: Reporting, is_known: bool) -> None:
    done = hand_over(world.reporter.posts.get(), last_day=clock.today(), reason="ย้าย", by=SYSTEM)
    assert done.post.invited is not None
    person = make_person(Role.REPORTER, agency=world.office)
    client = client_of(person) if is_known else Client()
    client.get(f"/invitation/code/{done.post.invited.code}/")
    words = {"password": "ข้าวสวย-หุงใหม่-2569", "again": "ข้าวสวย-หุงใหม่-2569"}

    client.post(
        "/invitation/accept/", {"full_name": "คนใหม่ สมมติ", "sign_in_name": "newcomer", **words}
    )

    still = owner_of(world)
    with time_machine.travel(clock.now() + dt.timedelta(days=1)):
        hand_on_due()
    new = person if is_known else Person.objects.get(sign_in_name="newcomer")
    assert (still, owner_of(world)) == (world.reporter, new)


@pytest.mark.parametrize("is_known", [True, False])
def test_who_accepts_a_post_of_tomorrow_is_told_when_it_begins(
    world: Reporting, is_known: bool
) -> None:
    done = hand_over(world.reporter.posts.get(), last_day=clock.today(), reason="ย้าย", by=SYSTEM)
    assert done.post.invited is not None
    client = client_of(Person.objects.create(sign_in_name="known", full_name="ก"))
    client = client if is_known else Client()
    client.get(f"/invitation/code/{done.post.invited.code}/")
    words = {"password": "ข้าวสวย-หุงใหม่-2569", "again": "ข้าวสวย-หุงใหม่-2569"}

    page = client.post(
        "/invitation/accept/",
        {"full_name": "คนใหม่ สมมติ", "sign_in_name": "newcomer", **words},
        follow=True,
    )

    day = thai_date(clock.today() + dt.timedelta(days=1))
    html = page.content.decode()
    assert page.redirect_chain == [("/me/", 302)]
    assert f"หน้าที่เริ่มวันที่ {day}" in html
    assert f"<strong>เริ่ม {day}</strong>" in html
    assert "ยังทำอยู่" not in html


def test_a_post_that_was_handed_over_says_to_whom_and_is_not_offered_again(
    world: Reporting,
) -> None:
    newcomer = make_person(Role.DIRECTOR, agency=world.office)
    post = world.reporter.posts.get()
    client = client_of(world.director)
    page = f"/people/posts/{post.pk}/hand-over/"

    before = client.get(page).content.decode()
    after = client.post(page, {**ends_today(), "to": str(newcomer.pk)}, follow=True)
    twice = client.post(page, {**ends_today(), "to": str(newcomer.pk)})
    other = client.post(page, {**ends_today(), "to": "", "invite_name": "อีกคน"})

    html = after.content.decode()
    assert "รายงานที่รับผิดชอบ 2 ข้อไปกับหน้าที่นี้" in before
    assert "รายงานที่รับผิดชอบ 2 ข้อจะย้ายไปผู้รับในวันที่" in html
    assert f'ส่งมอบให้ <a href="/people/{newcomer.pk}/"' in html
    assert "hand-over/" not in html
    assert f"/people/posts/{post.pk}/end/" not in html
    assert (twice.status_code, other.status_code) == (302, 422)
    assert newcomer.posts.filter(role="reporter").count() == 1
    assert Invitation.objects.count() == 0


def test_while_the_invitation_waits_the_page_says_so(world: Reporting) -> None:
    post = world.reporter.posts.get()
    hand_over(post, last_day=clock.today(), reason="ย้าย", by=SYSTEM)
    client = client_of(world.director)

    waiting = client.get(f"/people/{world.reporter.pk}/").content.decode()
    revoke_invitation(Invitation.objects.get(), by=SYSTEM)
    again = client.get(f"/people/{world.reporter.pk}/").content.decode()

    assert "ออกคำเชิญให้ผู้รับแล้ว รอตอบรับ" in waiting
    assert ["hand-over/" in each for each in (waiting, again)] == [False, True]
