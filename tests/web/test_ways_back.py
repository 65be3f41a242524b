"""After signing in one stands on the page the form was on, never on an address that is no page."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from tidtam.web.ways_back import is_page, page_behind

COMPUTE = "/central/rounds/r-6m/compute/"
ROUND = "/central/rounds/r-6m/"
HERE = "http://testserver"


def behind(path: str, *, referer: str, method: str = "post") -> str:
    send = getattr(RequestFactory(), method)
    return page_behind(send(path, headers={"host": "testserver", "referer": referer}))


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_form_sent_after_the_session_leads_back_to_its_page(headers: dict[str, str]) -> None:
    known = {"host": "testserver", "referer": f"{HERE}{ROUND}?n=2"}

    reply = Client().post(COMPUTE, headers=known | headers)

    assert reply.status_code == 302
    assert reply["Location"] == f"/sign-in/?next={quote(f'{ROUND}?n=2')}"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/office/followups/7/link/",
        "/me/password/",
        "/reviewing/phrases/",
        "/evidence/uploads/",
    ],
)
def test_no_door_sends_a_form_back_to_what_is_no_page(path: str) -> None:
    reply = Client().post(path)

    assert reply.status_code in {302, 404, 405}
    if reply.status_code == 302:
        assert is_page(reply["Location"].split("next=")[1])


@pytest.mark.parametrize(
    "referer",
    [
        "https://evil.example/central/rounds/r-6m/",
        "http://testserver.evil.example/central/rounds/r-6m/",
        "http://testserver@evil.example/central/rounds/r-6m/",
        "http://testserver//evil.example/",
        "http://testserver/\\evil.example/",
        "http://testserver/no-such-page/",
        "http://testserver/central/rounds/r-6m/compute/",
        "http://testserver/sign-in/?next=//evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "http://[",
        "",
    ],
)
def test_what_is_no_page_of_ours_leads_to_the_front_page(referer: str) -> None:
    assert behind(COMPUTE, referer=referer) == "/"


def test_a_form_of_a_page_that_tells_no_referer_leads_to_that_page() -> None:
    assert behind("/office/followups/7/", referer="") == "/office/followups/7/"


def test_a_page_that_is_opened_leads_to_itself() -> None:
    found = behind(f"{ROUND}?n=2", referer=f"{HERE}/office/", method="get")

    assert found == f"{ROUND}?n=2"


def test_an_address_with_thai_letters_is_known() -> None:
    thai = f"/office/followups/?q={quote('ประจำปี')}"

    assert behind(COMPUTE, referer=f"{HERE}{thai}") == thai


@pytest.mark.parametrize(
    ("address", "opens"),
    [
        (ROUND, True),
        (COMPUTE, False),
        ("/sign-in/", True),
        ("/sign-out/", False),
        ("/office/followups/7/", True),
        ("/office/followups/7/evidence/", False),
        ("/evidence/followups/7/download/", True),
        ("/no-such-page/", False),
    ],
)
def test_what_can_be_opened_is_told_from_what_is_only_sent_to(address: str, *, opens: bool) -> None:
    assert is_page(address) is opens


@pytest.mark.django_db
def test_what_is_told_to_be_no_page_does_answer_so() -> None:
    """The guards by method are Django's: this breaks should it wrap them in another way."""
    plain = [reverse(str(name)) for name in get_resolver().reverse_dict if _needs_nothing(name)]

    told = {each: is_page(each) for each in plain}
    seen = {each: Client().get(each).status_code != 405 for each in plain}

    assert told == seen


def _needs_nothing(name: object) -> bool:
    if not isinstance(name, str):
        return False
    ways = get_resolver().reverse_dict.getlist(name)
    return any(not needed for found, *_rest in ways for _address, needed in found)
