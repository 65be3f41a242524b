"""Every address x every role: what answers, what asks to sign in, what refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from factories import client_for, computed, fill, make_office, make_small_round, published
from tidtam.orgs.models import Agency
from tidtam.people.roles import Role
from tidtam.rounds.models import Round

pytestmark = pytest.mark.django_db

# Open to everybody: what is published, and the way in.
OPEN = {
    "home",
    "sign-in",
    "sign-out",
    "set-language",
    "design",
    "public-results",
    "result-wall",
    "result-office",
    "result-why",
    "result-sheet",
    "result-letter",
    "sign-in-second",
    "sign-in-set-up",
    "sign-in-passkey",
    "sign-in-provider",
    "openid_connect_callback",
    "invitation",
    "invitation-accept",
    "invitation-code",
    "school-door",
    "school-reply",
}
# One's own account, for whoever is signed in; people and their posts, for directors too.
OWN = ("me", "schools")
FOR_DIRECTORS = ("people", "person", "post-end", "post-hand-over", "invitation")
FOR_OFFICES = {"office-home", "central-frameworks"}
# A reviewer's own marking; the panel's heads and the bureau read it on pages of their own.
NOT_FOR_OFFICERS = {
    "office-home",
    "reviewing",
    "reviewing-office",
    "reviewing-item",
    "reviewing-save",
    "reviewing-finish",
    "reviewing-take-back",
    "reviewing-phrases",
    "reviewing-phrase",
    "reviewing-appeals",
    "appeal-decide",
    # The chair's word; the bureau reads of it on the page of the round.
    "signing",
    "signing-round",
}
# Asked by the script of a page: says so in JSON, for a script cannot sign in.
FOR_SCRIPTS = {"office-answer-save"}


def addresses() -> Iterator[tuple[str, URLPattern]]:
    yield from _named(get_resolver().url_patterns)


def _named(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _named(pattern.url_patterns)
        else:
            yield str(pattern.name), pattern


NAMES = sorted({name for name, _pattern in addresses()})
BEHIND = [name for name in NAMES if name not in OPEN]


def address_of(name: str, round_: Round, office: Agency) -> str:
    pattern = next(pattern for found, pattern in addresses() if found == name)
    known = {
        "round_code": round_.code,
        "office_code": office.code,
        "framework_code": "qp-2566",
        "code": "qp-2566",
        "node_code": "1",
        "version": 1,
        "kind": "pdf",
        "pk": 1,
    }
    wanted = pattern.pattern.converters
    return reverse(name, kwargs={key: known.get(key, "1") for key in wanted})


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def round_(office: Agency) -> Round:
    made = make_small_round()
    fill(made)
    computed(made)
    return made


def test_every_address_has_a_name() -> None:
    assert "None" not in NAMES


@pytest.mark.parametrize("name", BEHIND)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_the_sign_in_page(
    name: str, method: str, round_: Round, office: Agency
) -> None:
    response = getattr(Client(), method)(address_of(name, round_, office))

    assert response.status_code in ({401, 405} if name in FOR_SCRIPTS else {302, 405})
    if response.status_code == 302:
        assert response["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DIRECTOR])
@pytest.mark.parametrize("name", BEHIND)
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_office_person_is_refused_what_is_the_bureaus(
    name: str, method: str, role: Role, round_: Round, office: Agency
) -> None:
    client = client_for(role, agency=office)

    response = getattr(client, method)(address_of(name, round_, office))

    if _is_own(name) or (role is Role.DIRECTOR and _is_for_directors(name)):
        # 403: the first post and account of this world are the asker's own
        assert response.status_code in {200, 302, 403, 404, 405, 422}
        return
    allowed = {200, 404, 405} if _is_for_offices(name) else {403, 405}
    assert response.status_code in allowed | ({422} if name in FOR_SCRIPTS else set())


def _is_own(name: str) -> bool:
    return name in OWN or name.startswith(("me-", "evidence-", "school-"))


def _is_for_directors(name: str) -> bool:
    return name.startswith(FOR_DIRECTORS)


def _is_for_offices(name: str) -> bool:
    return name in FOR_OFFICES or name.startswith(("central-framework", "office-"))


@pytest.mark.parametrize(
    "name", ["result-wall", "result-office", "result-why", "result-sheet", "result-letter"]
)
@pytest.mark.parametrize("role", [None, Role.REPORTER, Role.DIRECTOR])
def test_an_unpublished_result_is_nowhere(
    name: str, role: Role | None, round_: Round, office: Agency
) -> None:
    client = client_for(role, agency=office if role else None)

    assert client.get(address_of(name, round_, office)).status_code == 404


@pytest.mark.parametrize(
    ("role", "own", "status"),
    [
        (None, True, 403),
        (Role.REPORTER, True, 200),
        (Role.DIRECTOR, True, 200),
        (Role.REPORTER, False, 403),
        (Role.CENTRAL_OFFICER, False, 200),
    ],
)
@pytest.mark.parametrize("name", ["result-sheet", "result-letter"])
def test_a_sheet_and_its_letter_go_to_their_own_office_and_the_bureau(
    name: str, role: Role | None, own: bool, status: int, round_: Round, office: Agency
) -> None:
    published(round_)
    other = make_office(22)
    client = client_for(role, agency=office if own else other)

    response = client.get(address_of(name, round_, office))

    assert response.status_code == status


@pytest.mark.parametrize("name", NAMES)
def test_an_officer_gets_no_broken_page(name: str, round_: Round, office: Agency) -> None:
    client = client_for(Role.CENTRAL_OFFICER)

    response = client.get(address_of(name, round_, office))

    expected = {403} if name in NOT_FOR_OFFICERS else {200, 204, 302, 404, 405}
    assert response.status_code in expected
