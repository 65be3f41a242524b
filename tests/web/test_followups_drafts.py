"""What an office types on the page of a recommendation stays on its device until it is saved."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from office_world import browser_of
from pages import assert_strict_page

from factories import client_for
from factories.following import PLAN, WHO, Following, following
from tidtam.followups.models import FollowUp
from tidtam.people.roles import Role
from tidtam.shared import clock
from tidtam.thai.dates import MONTHS, buddhist_year

pytestmark = pytest.mark.django_db

KEEPS = re.compile(r'<form [^>]*data-keeps="([^"]*)" data-person="([^"]*)"([^>]*)>')


@pytest.fixture
def world() -> Following:
    return following(offices=1)


def at(follow_up: FollowUp) -> str:
    return reverse("office-follow-up", args=[follow_up.pk])


def page_of(reply: Any) -> str:
    page: str = reply.content.decode()
    assert_strict_page(page)
    return page


def kept(page: str) -> dict[str, bool]:
    """What each form is kept under, and whether it came back unsaved."""
    return {name: "data-refused" in rest for name, _person, rest in KEEPS.findall(page)}


def over(page: str) -> list[str]:
    return re.findall(r'data-saved="([^"]*)"', page)


def accepting() -> dict[str, str]:
    today = clock.today()
    return {
        "state": "accepted",
        "edit": "0",
        "plan": PLAN,
        "who": WHO,
        "due_on_day": str(today.day),
        "due_on_month": MONTHS[today.month - 1],
        "due_on_year": str(buddhist_year(today) + 1),
    }


def saved(client: Client, one: FollowUp) -> str:
    return page_of(client.post(at(one), accepting(), follow=True))


def test_each_form_is_kept_under_a_name_of_its_own_for_its_writer(world: Following) -> None:
    client, one = browser_of(world.reporter), world.of("1")

    waiting = page_of(client.get(at(one)))
    answered = saved(client, one)

    name = f"follow-up-{one.pk}"
    assert kept(waiting) == {f"{name}/accepted": False, f"{name}/declined": False}
    assert f"{name}/link" in kept(answered)
    assert f"{name}/done" in kept(answered)
    assert {person for _name, person, _rest in KEEPS.findall(answered)} == {str(world.reporter.pk)}
    assert len(kept(answered)) == len(KEEPS.findall(answered))


def test_each_form_says_what_it_was_typed_on_and_has_its_notice(world: Following) -> None:
    page = page_of(browser_of(world.reporter).get(at(world.of("1"))))

    forms = KEEPS.findall(page)
    assert all('data-seen="edit"' in rest for _name, _person, rest in forms)
    assert page.count("data-kept hidden") == page.count("data-forget") == len(forms) == 2
    assert "นำสิ่งที่พิมพ์ไว้ในเครื่องนี้กลับมาแล้ว ยังไม่ได้บันทึก" in page
    assert page.count("web/keeping") == 1


def test_a_form_that_comes_back_unsaved_is_kept_as_it_was_sent(world: Following) -> None:
    one = world.of("1")

    reply = browser_of(world.reporter).post(at(one), accepting() | {"who": ""})

    name = f"follow-up-{one.pk}"
    assert reply.status_code == 422
    assert kept(page_of(reply)) == {f"{name}/accepted": True, f"{name}/declined": False}
    assert over(reply.content.decode()) == []


def test_a_saved_answer_is_over_on_the_next_page_alone(world: Following) -> None:
    client, one = browser_of(world.reporter), world.of("1")

    first, second = saved(client, one), page_of(client.get(at(one)))

    assert (over(first), over(second)) == ([f"follow-up-{one.pk}/accepted"], [])


def test_an_attached_link_is_over_too_and_a_refused_one_is_not(world: Following) -> None:
    client, one = browser_of(world.reporter), world.accept()
    address = reverse("office-follow-up-link", args=[one.pk])

    refused = client.post(address, {"url": "javascript:alert(1)"})
    kept_on = page_of(client.get(at(one)))
    attached = page_of(client.post(address, {"url": "example.go.th/report"}, follow=True))

    assert refused.status_code == 422
    assert (over(kept_on), over(attached)) == ([], [f"follow-up-{one.pk}/link"])


def test_who_only_reads_gets_none_of_it(world: Following) -> None:
    page = page_of(client_for(Role.CENTRAL_OFFICER).get(at(world.accept())))

    assert (kept(page), "web/keeping" in page) == ({}, False)
