"""The own page: providers unlinked but never the last way in; sessions ended one by one."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pages import assert_strict_page
from pytest_django import Settings
from samples_of_people import PASSWORD

from factories import make_person
from tidtam.history.queries import entries_about
from tidtam.people.errors import OnlyWayIn
from tidtam.people.models import Person, SignIn
from tidtam.people.providers import link_provider, providers_of, unlink_provider
from tidtam.people.second_factor import remove_factor

pytestmark = pytest.mark.django_db
RIGHT = {"username": "officer", "password": PASSWORD}
PHONE = {"User-Agent": "Mozilla/5.0 (iPhone) Safari/605"}


@pytest.fixture(autouse=True)
def two_providers(settings: Settings) -> None:
    apps = [
        {"provider_id": name, "name": name, "client_id": "x", "settings": {"server_url": "x"}}
        for name in ("oidc", "other")
    ]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}


@pytest.fixture
def linked() -> Person:
    """Somebody who has no password here and signs in through a provider alone."""
    person = make_person()
    person.set_unusable_password()
    person.save()
    link_provider(person, provider="oidc", uid="kanya")
    return person


@pytest.fixture
def inside(client: Client, officer: Person) -> Client:
    client.post("/sign-in/", RIGHT)
    return client


def add_key(person: Person) -> Authenticator:
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})


def is_in(client: Client) -> bool:
    return client.get("/me/").status_code == 200


def test_a_provider_is_unlinked_with_the_password(inside: Client, officer: Person) -> None:
    link_provider(officer, provider="oidc", uid="kanya")
    assert 'href="/me/unlink/oidc/"' in inside.get("/me/").content.decode()

    refused = inside.post("/me/unlink/oidc/", {"current_password": "ผิด"})
    assert (refused.status_code, providers_of(officer)) == (422, {"oidc"})

    done = inside.post("/me/unlink/oidc/", {"current_password": PASSWORD})

    assert (done.status_code, providers_of(officer)) == (302, frozenset())
    assert entries_about(f"people.person:{officer.pk}").filter(act="people.unlink_provider")
    assert inside.post("/me/unlink/oidc/", {"current_password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("other", ["nothing", "another provider", "a passkey", "a gone provider"])
def test_the_last_way_in_is_not_unlinked(linked: Person, other: str) -> None:
    if other == "a passkey":
        add_key(linked)
    elif other != "nothing":
        provider = "other" if other == "another provider" else "gone"
        SocialAccount.objects.create(user=linked, provider=provider, uid="k", extra_data={})

    if other in ("another provider", "a passkey"):
        assert unlink_provider(linked, provider="oidc") == 1
    else:
        with pytest.raises(OnlyWayIn):
            unlink_provider(linked, provider="oidc")

    assert ("oidc" in providers_of(linked)) == (other in ("nothing", "a gone provider"))


def test_the_page_says_why_the_last_way_in_stays(client: Client, linked: Person) -> None:
    client.force_login(linked)
    SignIn.objects.create(
        person=linked, session_key=client.session.session_key, way="oidc", at=linked.joined_at
    )

    response = client.post("/me/unlink/oidc/")

    assert response.status_code == 422
    assert "เป็นทางเดียวที่ท่านใช้เข้าสู่ระบบ" in response.content.decode()
    assert_strict_page(response.content.decode())


def test_the_passkey_that_is_the_last_way_in_stays(linked: Person) -> None:
    first, second = add_key(linked), add_key(linked)
    unlink_provider(linked, provider="oidc")

    remove_factor(linked, pk=first.pk)
    with pytest.raises(OnlyWayIn):
        remove_factor(linked, pk=second.pk)

    assert list(Authenticator.objects.all()) == [second]


def test_one_session_is_ended_and_the_others_stay(inside: Client, officer: Person) -> None:
    phone, third = Client(), Client()
    phone.post("/sign-in/", RIGHT, headers=PHONE)
    third.post("/sign-in/", RIGHT)
    pk = SignIn.objects.get(browser="Safari iPhone").pk
    page = inside.get("/me/").content.decode()
    assert_strict_page(page)
    assert page.count("/end/") == 3  # two others, and all of them

    for _ in range(2):  # pressed twice
        assert inside.post(f"/me/sessions/{pk}/end/").status_code == 302

    assert [is_in(each) for each in (inside, phone, third)] == [True, False, True]
    acts = entries_about(f"people.person:{officer.pk}").filter(act="people.end_session")
    assert [entry.detail for entry in acts] == [{"way": "password", "browser": "Safari iPhone"}]


def test_the_own_session_is_left_by_signing_out_and_nobody_ends_anothers(inside: Client) -> None:
    own = SignIn.objects.get().pk
    stranger = Client()
    stranger.force_login(make_person())

    assert stranger.post(f"/me/sessions/{own}/end/").status_code == 302
    assert inside.post(f"/me/sessions/{own}/end/").status_code == 422

    assert is_in(inside)


def test_the_own_page_leads_to_the_choices_of_notices(inside: Client) -> None:
    assert 'href="/me/notices/"' in inside.get("/me/").content.decode().split("<main")[1]
