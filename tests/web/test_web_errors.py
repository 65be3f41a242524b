"""What a person sees when something is refused or broken."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pages import assert_strict_page, assert_strict_part

from tidtam.shared.errors import BadInput, Conflict, NotAllowed, NotFound, TidtamError, WrongState
from tidtam.web.errors import bad_request, broken, not_allowed
from tidtam.web.middleware import ActorMiddleware, PlainErrorsMiddleware


def refused(error: TidtamError, *, htmx: bool = False) -> HttpResponse:
    """The answer to a request whose view raised ``error``."""
    request = RequestFactory().get("/somewhere/")
    request.user = AnonymousUser()
    request.htmx = htmx  # type: ignore[attr-defined]

    def view(request: HttpRequest) -> HttpResponse:
        answer = PlainErrorsMiddleware(lambda _: HttpResponse()).process_exception(request, error)
        assert answer is not None
        return answer

    return ActorMiddleware(view)(request)


@pytest.mark.parametrize(
    ("kind", "status"),
    [(NotAllowed, 403), (NotFound, 404), (Conflict, 409), (WrongState, 409), (BadInput, 422)],
)
def test_refusal_is_a_page_with_its_sentence(kind: type[TidtamError], status: int) -> None:
    response = refused(kind("ทำไม่ได้ เพราะรอบปิดแล้ว", "Not possible: the round is closed"))

    html = response.content.decode()
    assert response.status_code == status
    assert "ทำไม่ได้ เพราะรอบปิดแล้ว" in html
    assert_strict_page(html)


def test_error_of_the_plain_family_is_a_bad_request() -> None:
    assert refused(TidtamError("ผิด", "Wrong")).status_code == 400


def test_refusal_for_htmx_is_a_part_in_its_own_place() -> None:
    """It must not land where the wanted part would have stood."""
    response = refused(Conflict("มีผู้แก้ก่อน", "Somebody was first"), htmx=True)

    assert response.status_code == 409
    assert response["HX-Retarget"] == "#refusals"
    assert 'role="alert"' in response.content.decode()
    assert_strict_part(response.content.decode())


def test_refusal_escapes_its_sentence() -> None:
    response = refused(BadInput("<b>ผิด</b>", "<b>wrong</b>"))

    assert "&lt;b&gt;ผิด&lt;/b&gt;" in response.content.decode()


def test_other_errors_are_not_hidden() -> None:
    middleware = PlainErrorsMiddleware(lambda _: HttpResponse())

    assert middleware.process_exception(RequestFactory().get("/"), ValueError("x")) is None


def test_unknown_address_is_not_found_in_both_languages(client: Client, english: Client) -> None:
    thai, other = client.get("/no-such-page/"), english.get("/no-such-page/")

    assert (thai.status_code, other.status_code) == (404, 404)
    assert "ไม่พบหน้าที่เรียก" in thai.content.decode()
    assert "There is no such page" in other.content.decode()
    assert_strict_page(thai.content.decode())
    assert_strict_page(other.content.decode(), language="en")


@pytest.mark.parametrize(("view", "status"), [(bad_request, 400), (not_allowed, 403)])
def test_handlers_answer_in_plain_words(view: object, status: int) -> None:
    request = RequestFactory().get("/somewhere/")

    response = view(request, ValueError("secret detail"))  # type: ignore[operator]

    assert response.status_code == status
    assert "secret detail" not in response.content.decode()
    assert_strict_page(response.content.decode())


def test_broken_page_needs_no_database_and_no_session() -> None:
    """No database in this test and nothing on the request that could reach one."""
    response = broken(RequestFactory().get("/somewhere/"))

    assert response.status_code == 500
    assert "Something went wrong" in response.content.decode()
    assert_strict_page(response.content.decode())


def test_broken_part_is_no_page() -> None:
    response = broken(RequestFactory().get("/somewhere/", headers={"HX-Request": "true"}))

    assert response.status_code == 500
    assert_strict_part(response.content.decode())


def test_stranger_who_may_not_see_is_offered_to_sign_in() -> None:
    html = refused(NotAllowed("ไม่ได้", "No")).content.decode()

    assert 'href="/sign-in/?next=/somewhere/"' in html


@pytest.mark.parametrize("address", ["/sign-out/", "/central/rounds/r-6m/compute/"])
def test_an_address_for_sending_says_so_when_it_is_opened(
    client: Client, english: Client, address: str
) -> None:
    thai, other = client.get(address), english.get(address)

    assert (thai.status_code, other.status_code) == (405, 405)
    assert "POST" in thai["Allow"]
    assert "GET" not in thai["Allow"]
    assert "เปิดดูเป็นหน้าไม่ได้" in thai.content.decode()
    assert 'href="/">ไปหน้าแรก' in thai.content.decode()
    assert "cannot be opened as a page" in other.content.decode()
    assert_strict_page(thai.content.decode())
    assert_strict_page(other.content.decode(), language="en")


def test_an_address_for_sending_offers_the_way_back(client: Client) -> None:
    here = {"host": "testserver", "referer": "http://testserver/design/"}

    html = client.get("/sign-out/", headers=here).content.decode()

    assert 'href="/design/">กลับหน้าก่อน' in html


def test_a_script_that_opens_an_address_for_sending_gets_no_page(client: Client) -> None:
    reply = client.get("/sign-out/", headers={"Accept": "application/json"})

    assert (reply.status_code, reply.content) == (405, b"")


def test_a_part_that_opens_an_address_for_sending_is_told_in_its_own_place(client: Client) -> None:
    reply = client.get("/sign-out/", headers={"HX-Request": "true"})

    assert (reply.status_code, reply["HX-Retarget"]) == (405, "#refusals")
    assert_strict_part(reply.content.decode())


@pytest.mark.django_db
def test_a_form_that_is_too_old_says_what_comes_back_and_leads_to_its_page() -> None:
    browser = Client(enforce_csrf_checks=True)
    here = {"host": "testserver", "referer": "http://testserver/office/followups/7/"}

    reply = browser.post("/office/followups/7/", {"plan": "ก"}, headers=here)

    html = reply.content.decode()
    assert reply.status_code == 403
    assert_strict_page(html)
    assert "เก็บร่างไว้ในเครื่องนี้จะกลับมาเมื่อเปิดหน้านั้นหลังเข้าสู่ระบบ" in html
    assert "โหลดใหม่" not in html
    assert 'href="/office/followups/7/">กลับหน้าก่อน' in html
    assert 'href="/sign-in/?next=/office/followups/7/"' in html


@pytest.mark.django_db
def test_who_is_asked_to_sign_in_after_a_form_is_led_to_its_page() -> None:
    browser = Client(enforce_csrf_checks=True)
    here = {"host": "testserver", "referer": "http://testserver/central/rounds/r-6m/"}

    html = browser.post("/central/rounds/r-6m/compute/", headers=here).content.decode()

    assert 'href="/sign-in/?next=/central/rounds/r-6m/"' in html
