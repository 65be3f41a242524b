"""Signing in and out."""

from __future__ import annotations

import pytest
from django.test import Client
from pages import assert_strict_page
from pytest_django import Settings
from samples_of_people import PASSWORD

from tidtam.demo.load import DEMO_PASSWORD, SIGN_INS
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.rounds.models import Round
from tidtam.web.navigation import place_of

RIGHT = {"username": "officer", "password": PASSWORD}


def test_sign_in_leads_to_the_place_of_work(client: Client, officer: Person) -> None:
    response = client.post("/sign-in/", RIGHT)

    assert (response.status_code, response["Location"]) == (302, place_of(actor_for(officer)))
    assert officer.full_name in client.get("/").content.decode()


def test_sign_in_takes_any_capitals_of_the_name(client: Client, officer: Person) -> None:
    response = client.post("/sign-in/", {**RIGHT, "username": " Officer "})

    assert response.status_code == 302


def test_sign_in_leads_back_to_where_one_came_from(client: Client, officer: Person) -> None:
    response = client.post("/sign-in/", {**RIGHT, "next": "/design/?page=2"})

    assert response["Location"] == "/design/?page=2"


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"]
)
def test_sign_in_never_leads_away(client: Client, officer: Person, elsewhere: str) -> None:
    response = client.post("/sign-in/", {**RIGHT, "next": elsewhere})

    assert response["Location"] == place_of(actor_for(officer))


@pytest.mark.parametrize("name", ["officer", "nobody"])
def test_wrong_pair_says_the_same_for_a_known_and_an_unknown_name(
    client: Client, officer: Person, name: str
) -> None:
    response = client.post("/sign-in/", {"username": name, "password": "ผิด"})

    html = response.content.decode()
    assert response.status_code == 200
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in html
    assert 'class="error-summary"' in html
    assert_strict_page(html)


def test_person_who_left_cannot_sign_in(client: Client, officer: Person) -> None:
    officer.is_active = False
    officer.save()

    response = client.post("/sign-in/", RIGHT)

    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in response.content.decode()


def test_empty_form_names_each_field_in_the_language_of_the_page(
    english: Client, officer: Person
) -> None:
    html = english.post("/sign-in/", {}).content.decode()

    assert '<a href="#id_username">Enter the sign-in name</a>' in html
    assert '<a href="#id_password">Enter the password</a>' in html
    assert 'aria-describedby="id_username-error" aria-invalid="true"' in html
    assert_strict_page(html, language="en")


@pytest.mark.django_db
def test_sign_in_form_takes_no_focus_by_itself(client: Client) -> None:
    html = client.get("/sign-in/").content.decode()

    assert "autofocus" not in html
    assert 'autocomplete="current-password"' in html


def test_sign_out_is_an_act_not_a_link(client: Client, officer: Person) -> None:
    client.force_login(officer)

    assert client.get("/sign-out/").status_code == 405
    assert officer.full_name in client.get("/").content.decode()

    assert client.post("/sign-out/")["Location"] == "/"
    assert officer.full_name not in client.get("/").content.decode()


def test_form_from_elsewhere_is_refused_in_plain_words(officer: Person) -> None:
    careful = Client(enforce_csrf_checks=True)

    response = careful.post("/sign-in/", RIGHT)

    assert response.status_code == 403
    assert "จึงยังไม่ได้บันทึก" in response.content.decode()
    assert_strict_page(response.content.decode())


@pytest.mark.django_db
def test_demonstration_accounts_are_shown_only_where_they_exist(client: Client) -> None:
    before = client.get("/sign-in/").content.decode()
    Round.objects.create(code="2566-12m", fiscal_year=2566, period="12m", is_demo=True)
    after = client.get("/sign-in/").content.decode()

    assert DEMO_PASSWORD not in before
    assert after.count(DEMO_PASSWORD) == len(SIGN_INS)
    assert_strict_page(after)


@pytest.mark.django_db
def test_demonstration_accounts_are_never_shown_in_production(
    client: Client, settings: Settings
) -> None:
    Round.objects.create(code="2566-12m", fiscal_year=2566, period="12m", is_demo=True)
    settings.TIDTAM_DEMO_ALLOWED = False

    assert DEMO_PASSWORD not in client.get("/sign-in/").content.decode()
