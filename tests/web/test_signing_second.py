"""The second step at the door: codes of an app, recovery codes, set-up where a role needs it."""

from __future__ import annotations

import datetime as dt
import re
import time

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pages import assert_strict_page
from pytest_django import Settings
from samples_of_people import PASSWORD

from tidtam.people.models import Person
from tidtam.people.second_factor import add_app, new_secret, recovery_codes
from tidtam.shared import clock

RIGHT = {"username": "officer", "password": PASSWORD}


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


@pytest.fixture
def secret(officer: Person) -> str:
    made = new_secret()
    add_app(officer, secret=made, code=code_now(made))
    return made


def test_a_password_alone_does_not_let_in(client: Client, secret: str) -> None:
    response = client.post("/sign-in/", RIGHT)

    assert (response.status_code, response["Location"]) == (302, "/sign-in/second/")
    assert not is_in(client)
    assert_strict_page(client.get("/sign-in/second/").content.decode())


def test_the_code_of_the_app_lets_in_and_leads_on(client: Client, secret: str) -> None:
    client.post("/sign-in/", {**RIGHT, "next": "/design/"})

    response = client.post("/sign-in/second/", {"code": code_now(secret)})

    assert response["Location"] == "/design/"
    assert is_in(client)


def test_a_used_code_lets_nobody_else_in(client: Client, secret: str) -> None:
    code = code_now(secret)
    thief = Client()
    for each in (client, thief):
        each.post("/sign-in/", RIGHT)
        each.post("/sign-in/second/", {"code": code})

    assert (is_in(client), is_in(thief)) == (True, False)


def test_a_recovery_code_lets_in(client: Client, officer: Person, secret: str) -> None:
    client.post("/sign-in/", RIGHT)

    client.post("/sign-in/second/", {"code": recovery_codes(officer)[0]})

    assert is_in(client)


def test_wrong_codes_are_told_and_slowed_down(client: Client, secret: str) -> None:
    client.post("/sign-in/", RIGHT)

    said = [client.post("/sign-in/second/", {"code": "000000"}).content.decode() for _ in range(6)]

    assert ["รหัสไม่ถูกต้องหรือใช้ไปแล้ว" in html for html in said] == [True] * 5 + [False]
    assert "โปรดรอ 15 นาที" in said[-1]
    assert not is_in(client)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sign-in/second/", "/sign-in/set-up/"])
def test_nobody_begins_with_the_second_step(client: Client, path: str) -> None:
    for response in (client.get(path), client.post(path, {"code": "123456"})):
        assert (response.status_code, response["Location"]) == (302, "/sign-in/")


def test_the_second_step_waits_ten_minutes(client: Client, secret: str) -> None:
    client.post("/sign-in/", RIGHT)

    with time_machine.travel(clock.now() + dt.timedelta(minutes=11)):
        response = client.post("/sign-in/second/", {"code": code_now(secret)})

    assert response["Location"] == "/sign-in/"


def test_a_role_that_needs_a_second_factor_sets_it_up_on_the_way_in(
    client: Client, officer: Person, settings: Settings
) -> None:
    settings.TIDTAM_SECOND_FACTOR_ROLES = ["central_officer"]
    assert client.post("/sign-in/", RIGHT)["Location"] == "/sign-in/set-up/"
    page = client.get("/sign-in/set-up/").content.decode()
    assert_strict_page(page)
    assert not is_in(client)
    shown = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page)
    assert shown is not None

    wrong = client.post("/sign-in/set-up/", {"code": "000000"})
    assert "รหัสไม่ถูกต้อง" in wrong.content.decode()
    done = client.post("/sign-in/set-up/", {"code": code_now(shown[1].replace(" ", ""))})

    assert done.content.decode().count("<li><code>") == 10
    assert is_in(client)
    again = Client()
    assert again.post("/sign-in/", RIGHT)["Location"] == "/sign-in/second/"


def test_whoever_has_a_factor_sets_up_no_other_at_the_door(client: Client, secret: str) -> None:
    client.post("/sign-in/", RIGHT)

    assert client.get("/sign-in/set-up/")["Location"] == "/sign-in/second/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "credential", ["", "[]", "{}", '{"response": {}}', '{"response": {"userHandle": "MQ"}}']
)
def test_a_made_up_passkey_lets_nobody_in(client: Client, officer: Person, credential: str) -> None:
    client.get("/sign-in/passkey/")

    response = client.post("/sign-in/passkey/", {"credential": credential})

    assert (response.status_code, response["Location"]) == (302, "/sign-in/")
    assert not is_in(client)
    assert "พาสคีย์นี้ใช้เข้าสู่ระบบไม่ได้" in client.get("/sign-in/").content.decode()
