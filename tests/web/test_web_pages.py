"""The pages everybody may read, in both languages."""

from __future__ import annotations

import pytest
from django.test import Client
from pages import assert_strict_page
from pytest_django import DjangoAssertNumQueries

OPEN_PAGES = ["/", "/sign-in/", "/design/"]
# The sign-in page looks whether a demonstration is loaded.
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_open_page_in_thai(client: Client, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert_strict_page(response.content.decode(), language="th")


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_open_page_in_english(english: Client, path: str) -> None:
    response = english.get(path)

    assert response.status_code == 200
    assert_strict_page(response.content.decode(), language="en")


@pytest.mark.parametrize("path", ["/", "/design/", "/no-such-page/"])
def test_open_page_asks_no_database_for_a_stranger(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get(path)

    assert response.status_code in {200, 404}


@pytest.mark.parametrize("path", [*OPEN_PAGES, "/no-such-page/"])
def test_policy_header_is_on_every_page(client: Client, path: str) -> None:
    response = client.get(path)

    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in response["Content-Security-Policy"]


def test_thai_is_the_language_whatever_the_browser_says(client: Client) -> None:
    """Machines in Thai offices often run an English system."""
    response = client.get("/", headers={"accept-language": "en-US,en;q=0.9"})

    assert response["Content-Language"] == "th"
    assert_strict_page(response.content.decode(), language="th")


def test_unknown_language_in_the_cookie_is_thai(client: Client) -> None:
    client.cookies["django_language"] = "xx"

    response = client.get("/")

    assert response["Content-Language"] == "th"


def test_language_switch_comes_back_to_the_same_page(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "/sign-in/?next=/design/"})

    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/design/")
    assert client.get("/")["Content-Language"] == "en"


def test_language_switch_never_leads_away(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "https://example.org/"})

    assert response["Location"] == "/"


def test_no_english_page_shows_thai_of_its_own_words(english: Client) -> None:
    """On the sign-in page the only Thai left is the button that leads back to Thai."""
    html = english.get("/sign-in/").content.decode()

    thai = [word for word in html.split(">") if any("ก" <= letter <= "๛" for letter in word)]
    assert thai == ["ไทย</button"]


def test_page_with_made_up_data_says_so(client: Client) -> None:
    assert "demo-strip" in client.get("/design/").content.decode()
    assert "demo-strip" not in client.get("/").content.decode()


def test_long_list_keeps_its_filters(client: Client) -> None:
    html = client.get("/design/?name=a&page=3").content.decode()

    assert 'href="?name=a&amp;page=4"' in html
    assert "รายการที่ 41–60 จาก 245" in html
