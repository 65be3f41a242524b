"""The door with name and password: slow for guessers, cheap for those inside."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from pages import assert_strict_page
from pytest_django import DjangoAssertNumQueries, Settings
from samples_of_people import PASSWORD

from factories import client_for
from tidtam.people.models import Person, SignIn, Tries
from tidtam.people.roles import Role

WRONG = {"username": "officer", "password": "ผิด"}
RIGHT = {"username": "officer", "password": PASSWORD}


def guess(client: Client, times: int, **more: Any) -> list[int]:
    return [client.post("/sign-in/", WRONG, **more).status_code for _ in range(times)]


def test_a_guesser_is_told_how_long_to_wait(client: Client, officer: Person) -> None:
    assert guess(client, 11) == [200] * 10 + [429]

    response = client.post("/sign-in/", RIGHT)

    html = response.content.decode()
    assert response.status_code == 429
    assert "ลองหลายครั้งเกินไป โปรดรอ 15 นาทีแล้วลองใหม่" in html
    assert_strict_page(html)


def test_an_unknown_name_is_answered_the_same(client: Client, officer: Person) -> None:
    unknown = {"username": "nobody", "password": "ผิด"}
    known = [client.post("/sign-in/", WRONG) for _ in range(11)]
    strangers = [client.post("/sign-in/", unknown) for _ in range(11)]

    def told(response: Any) -> tuple[int, list[str]]:
        return response.status_code, list(response.context["form"].non_field_errors())

    assert [told(each) for each in strangers] == [told(each) for each in known]


def test_a_person_gets_in_on_the_own_machine_while_others_guess(
    client: Client, officer: Person
) -> None:
    client.post("/sign-in/", RIGHT)
    client.post("/sign-out/")
    guess(Client(), 11)

    response = client.post("/sign-in/", RIGHT)

    assert response.status_code == 302
    assert Client().post("/sign-in/", RIGHT).status_code == 429


def test_one_address_that_tries_many_names_is_slowed_down(client: Client, officer: Person) -> None:
    names = [{"username": f"name{number}", "password": "ผิด"} for number in range(100)]
    for each in names:
        client.post("/sign-in/", each, REMOTE_ADDR="192.0.2.7")

    slowed = client.post("/sign-in/", RIGHT, REMOTE_ADDR="192.0.2.7")
    elsewhere = client.post("/sign-in/", RIGHT, REMOTE_ADDR="192.0.2.8")

    assert (slowed.status_code, elsewhere.status_code) == (429, 302)


@pytest.mark.parametrize(
    ("proxies", "counted"), [(0, "192.0.2.1"), (1, "198.51.100.9"), (2, "203.0.113.4")]
)
def test_the_address_is_the_one_our_own_proxies_tell(
    client: Client, officer: Person, settings: Settings, proxies: int, counted: str
) -> None:
    settings.TIDTAM_PROXY_COUNT = proxies
    told = "10.6.6.6, 203.0.113.4, 198.51.100.9"
    guess(client, 1, REMOTE_ADDR="192.0.2.1", headers={"X-Forwarded-For": told})
    keys = set(Tries.objects.values_list("key", flat=True))

    settings.TIDTAM_PROXY_COUNT = 0
    Tries.objects.all().delete()
    guess(client, 1, REMOTE_ADDR=counted)

    assert set(Tries.objects.values_list("key", flat=True)) == keys


def test_the_session_gets_a_new_key_and_is_remembered(client: Client, officer: Person) -> None:
    client.get("/sign-in/passkey/")
    before = client.session.session_key
    agent = "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36"

    client.post("/sign-in/", RIGHT, headers={"User-Agent": agent})

    kept = SignIn.objects.get()
    assert client.session.session_key != before
    assert (kept.person, kept.session_key, kept.way, kept.browser) == (
        officer,
        client.session.session_key,
        "password",
        "Chrome Windows",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.CENTRAL_OFFICER, None])
def test_a_request_asks_for_session_person_and_posts_and_nothing_more(
    role: Role | None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    cache.clear()
    client = client_for(role)

    with django_assert_num_queries(3 if role else 0):
        assert client.get("/").status_code == 200
