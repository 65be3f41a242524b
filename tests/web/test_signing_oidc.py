"""Signing in through an OpenID Connect provider: a real one, on this machine."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pages import assert_strict_page
from pytest_django import Settings
from samples_of_people import PASSWORD

from factories import make_office
from tidtam.people.actor import SYSTEM, HeldPost
from tidtam.people.invitations import invite
from tidtam.people.models import Person
from tidtam.people.providers import link_provider
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role

with warnings.catch_warnings():
    importlib.import_module("authlib.deprecate")  # it asks to be heard always; so first this,
    warnings.simplefilter("ignore")  # then silence
    import oidc_provider_mock

# The provider under test, not this site, uses what its own libraries will drop.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::authlib.deprecate.AuthlibDeprecationWarning"),
]
Journey = Callable[..., Any]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """The address of a provider in which anybody can be anybody."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with oidc_provider_mock.run_server_in_thread() as server:
            yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def bound_site(settings: Settings, provider: str) -> None:
    """A site whose settings name the provider."""
    settings.SOCIALACCOUNT_PROVIDERS = of_provider(provider)


def of_provider(server: str, **more: Any) -> dict[str, Any]:
    app = {
        "provider_id": "oidc",
        "name": "บัญชีกระทรวง (สมมติ)",
        "client_id": "tidtam",
        "secret": "a-secret",
        "settings": {"server_url": server, **more},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def journey(provider: str) -> Journey:
    """``journey(client, sub, **claims)``: through the provider's own pages and back."""

    def go(client: Client, sub: str, start: str = "/sign-in/with/oidc/", **claims: Any) -> Any:
        requests.put(f"{provider}/users/{sub}", json=claims, timeout=10)
        return client.get(way_back(client, sub, start))

    return go


def way_back(client: Client, sub: str, start: str = "/sign-in/with/oidc/") -> str:
    """The address at which the provider sends the browser back to this site."""
    asked = client.get(start)["Location"]
    answer = requests.post(asked, data={"sub": sub}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_the_door_shows_the_provider_and_asks_it_with_state_and_pkce(
    client: Client, provider: str
) -> None:
    page = client.get("/sign-in/").content.decode()
    asked = client.get("/sign-in/with/oidc/")["Location"]

    query = parse_qs(urlsplit(asked).query)
    assert_strict_page(page)
    assert "เข้าสู่ระบบด้วย บัญชีกระทรวง (สมมติ)" in page
    assert asked.startswith(f"{provider}/oauth2/authorize?")
    assert query["redirect_uri"] == ["http://testserver/sign-in/with/oidc/back/"]
    assert (query["code_challenge_method"], query["response_type"]) == (["S256"], ["code"])
    assert len(query["state"][0]) >= 16


def test_a_bound_person_comes_in_with_the_own_posts_and_nothing_of_the_claims_is_kept(
    client: Client, officer: Person, journey: Journey
) -> None:
    link_provider(officer, provider="oidc", uid="kanya")

    response = journey(client, "kanya", email="kanya@example.go.th", name="กัญญา สมมติ")

    assert (response.status_code, response["Location"]) == (302, "/central/")
    assert is_in(client)
    assert SocialAccount.objects.get().extra_data == {}


def test_an_unknown_person_gets_in_nowhere_and_no_account_is_made(
    client: Client, journey: Journey
) -> None:
    response = journey(client, "stranger", email="stranger@example.org", email_verified=True)

    assert response.status_code == 403
    assert "ยังไม่มีบัญชีของท่านในระบบนี้" in response.content.decode()
    assert_strict_page(response.content.decode())
    assert not is_in(client)
    assert (Person.objects.count(), SocialAccount.objects.count()) == (0, 0)


def test_an_invitation_binds_the_account_and_gives_its_post_only(
    client: Client, journey: Journey
) -> None:
    office = make_office(21)
    made = invite(role=Role.REPORTER, agency=office, full_name="สมใจ สมมติ", by=SYSTEM)
    client.get(f"/invitation/code/{made.code}/")

    journey(client, "somjai", name="ชื่ออื่น", groups=["admin"], role="central_officer")

    person = Person.objects.get()
    assert is_in(client)
    assert (person.full_name, person.has_usable_password()) == ("สมใจ สมมติ", False)
    assert actor_for(person).posts == (HeldPost(Role.REPORTER, office.code),)
    again = Client()
    journey(again, "somjai")
    assert is_in(again)


def test_a_state_that_is_not_ours_is_refused(client: Client, officer: Person) -> None:
    link_provider(officer, provider="oidc", uid="kanya")
    back = way_back(Client(), "kanya")

    response = client.get(back)
    bare = client.get("/sign-in/with/oidc/back/?code=x&state=made-up")

    assert (response.status_code, bare.status_code) == (401, 401)
    assert "ไม่สำเร็จ" in response.content.decode()
    assert_strict_page(response.content.decode())
    assert not is_in(client)


def test_an_answer_is_good_once(client: Client, officer: Person) -> None:
    link_provider(officer, provider="oidc", uid="kanya")
    back = way_back(client, "kanya")
    client.get(back)
    client.post("/sign-out/")

    assert client.get(back).status_code == 401
    assert not is_in(client)


def test_a_made_up_code_is_refused(client: Client, officer: Person) -> None:
    link_provider(officer, provider="oidc", uid="kanya")
    back = way_back(client, "kanya")
    state = parse_qs(urlsplit(back).query)["state"][0]

    response = client.get(f"/sign-in/with/oidc/back/?code=made-up&state={state}")

    assert response.status_code == 401
    assert not is_in(client)


def test_a_person_who_says_no_at_the_provider_is_led_back(client: Client) -> None:
    asked = client.get("/sign-in/with/oidc/")["Location"]
    answer = requests.post(asked, data={"action": "deny"}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])

    response = client.get(f"{back.path}?{back.query}")

    assert response.status_code == 401
    assert_strict_page(response.content.decode())


@pytest.mark.parametrize("at", ["start", "back"])
def test_another_issuer_is_refused(
    client: Client, officer: Person, settings: Settings, provider: str, at: str
) -> None:
    link_provider(officer, provider="oidc", uid="kanya")
    wrong = of_provider(
        provider, openid_configuration_overrides={"issuer": "https://elsewhere.example.org"}
    )
    back = ""
    if at == "back":
        back = way_back(client, "kanya")
    settings.SOCIALACCOUNT_PROVIDERS = wrong

    response = client.get(back or "/sign-in/with/oidc/")

    assert response.status_code == 401
    assert not is_in(client)


def test_a_token_signed_in_the_name_of_another_issuer_is_refused(
    client: Client, officer: Person, settings: Settings, provider: str
) -> None:
    link_provider(officer, provider="oidc", uid="kanya")
    back = way_back(client, "kanya")
    other_name = provider.replace("localhost", "127.0.0.1")
    endpoints = {"issuer": other_name, "token_endpoint": f"{provider}/oauth2/token"}
    settings.SOCIALACCOUNT_PROVIDERS = of_provider(
        other_name, openid_configuration_overrides=endpoints
    )

    response = client.get(back)

    assert response.status_code == 401
    assert not is_in(client)


def test_a_provider_that_does_not_answer_is_told_plainly(
    client: Client, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = of_provider("http://localhost:9")

    response = client.get("/sign-in/with/oidc/")

    assert response.status_code == 401
    assert "โปรดเริ่มใหม่จากหน้าเข้าสู่ระบบ" in response.content.decode()


def test_a_provider_that_is_not_set_up_is_nowhere(client: Client, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}

    assert client.get("/sign-in/with/oidc/").status_code == 404
    assert client.get("/sign-in/with/other/back/").status_code == 404


@pytest.mark.parametrize(
    ("switched_on", "verified", "email", "comes_in"),
    [
        (True, True, "Officer@example.go.th", True),
        (True, False, "officer@example.go.th", False),
        (True, "true", "officer@example.go.th", False),
        (True, True, "officer@example.org", False),
        (False, True, "officer@example.go.th", False),
    ],
)
def test_a_verified_email_stands_for_a_person_only_where_the_settings_say_so(
    client: Client,
    officer: Person,
    settings: Settings,
    journey: Journey,
    switched_on: bool,
    verified: object,
    email: str,
    comes_in: bool,
) -> None:
    settings.TIDTAM_OIDC_MATCH_EMAIL = switched_on
    Person.objects.filter(pk=officer.pk).update(email="officer@example.go.th")

    journey(client, "by-mail", email=email, email_verified=verified)

    assert is_in(client) is comes_in
    assert SocialAccount.objects.count() == int(comes_in)


def test_an_email_that_two_people_have_stands_for_nobody(
    client: Client, officer: Person, settings: Settings, journey: Journey
) -> None:
    settings.TIDTAM_OIDC_MATCH_EMAIL = True
    Person.objects.filter(pk=officer.pk).update(email="both@example.go.th")
    Person.objects.create(sign_in_name="twin", full_name="แฝด สมมติ", email="both@example.go.th")

    journey(client, "by-mail", email="both@example.go.th", email_verified=True)

    assert not is_in(client)


def test_a_signed_in_person_binds_an_account_after_the_password(
    client: Client, officer: Person, journey: Journey
) -> None:
    client.force_login(officer)
    refused = client.post("/me/link/oidc/", {"current_password": "ผิด"})
    assert refused.status_code == 422

    page = client.post("/me/link/oidc/", {"current_password": PASSWORD}).content.decode()
    response = journey(client, "kanya", start="/sign-in/with/oidc/?link=1")

    assert_strict_page(page)
    assert response["Location"] == "/me/"
    assert list(SocialAccount.objects.values_list("user", "provider", "uid")) == [
        (officer.pk, "oidc", "kanya")
    ]


def test_no_link_of_a_stranger_binds_an_account(
    client: Client, officer: Person, journey: Journey
) -> None:
    client.force_login(officer)

    journey(client, "attacker", start="/sign-in/with/oidc/?link=1")

    assert not SocialAccount.objects.exists()


def test_an_account_of_somebody_else_is_not_taken_over(
    client: Client, officer: Person, journey: Journey
) -> None:
    other = Person.objects.create(sign_in_name="other", full_name="คนอื่น สมมติ")
    link_provider(other, provider="oidc", uid="kanya")
    client.force_login(officer)
    client.post("/me/link/oidc/", {"current_password": PASSWORD})

    response = journey(client, "kanya", start="/sign-in/with/oidc/?link=1")

    assert response.status_code == 409
    assert SocialAccount.objects.get().user == other


def test_somebody_who_left_does_not_come_in(
    client: Client, officer: Person, journey: Journey
) -> None:
    link_provider(officer, provider="oidc", uid="kanya")
    Person.objects.filter(pk=officer.pk).update(is_active=False)

    assert journey(client, "kanya").status_code == 403
    assert not is_in(client)
