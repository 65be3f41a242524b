"""Who sees which places in the menu."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from tidtam.people.actor import PUBLIC, Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.web.navigation import links_for, place_of

urlpatterns = [
    path(f"{name}/", lambda request: HttpResponse(), name=name)
    for name in ("home", "central-rounds", "office-home", "public-results")
]


@pytest.fixture(autouse=True)
def _some_places_only() -> Iterator[None]:
    """A site in which the page of frameworks does not exist yet."""
    with override_settings(ROOT_URLCONF=__name__):
        yield


def somebody(role: Role) -> Actor:
    """A person with one post."""
    return Actor(name="สมศรี", person_id=1, posts=(HeldPost(role, "1021010000"),))


def places(actor: Actor) -> list[str]:
    return [link.href for link in links_for(actor, path="/")]


def test_menu_shows_the_places_of_a_post_that_exist() -> None:
    assert places(PUBLIC) == ["/public-results/"]
    assert places(somebody(Role.REPORTER)) == ["/office-home/", "/public-results/"]
    assert places(somebody(Role.DIRECTOR)) == ["/office-home/", "/public-results/"]
    assert places(somebody(Role.CENTRAL_OFFICER)) == ["/central-rounds/", "/public-results/"]


def test_menu_marks_where_one_is() -> None:
    links = links_for(somebody(Role.CENTRAL_OFFICER), path="/central-rounds/2566-6m/")

    assert [(link.href, link.is_here) for link in links] == [
        ("/central-rounds/", True),
        ("/public-results/", False),
    ]


def test_work_of_a_person_is_the_first_place_of_the_post() -> None:
    assert place_of(somebody(Role.CENTRAL_OFFICER)) == "/central-rounds/"
    assert place_of(somebody(Role.DIRECTOR)) == "/office-home/"
    assert place_of(PUBLIC) == "/home/"
    assert place_of(Actor(name="ไม่มีหน้าที่", person_id=2)) == "/home/"
