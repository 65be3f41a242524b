"""An item has one name, instrument and code, on every page of reviewers and of heads."""

from __future__ import annotations

import pytest
from django.test import Client

from factories.moderating import mark_item
from factories.panels import PanelWorld, make_panel_world
from tidtam.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PanelWorld:
    """The first item is marked by two who differ; the second by nobody."""
    made = make_panel_world()
    mark_item(made, "1", "4", "2")
    return made


def shown(person: Person, address: str) -> str:
    client = Client()
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_an_item_has_one_name_on_every_page(world: PanelWorld) -> None:
    reviewer, moderator = world.reviewers[0].person, world.moderator
    submission, assignment = world.submission().pk, world.assignment("2").pk
    panel = f"/panels/{world.round.code}"
    pages = {
        "list of items": shown(reviewer, f"/reviewing/offices/{submission}/"),
        "item": shown(reviewer, f"/reviewing/items/{assignment}/"),
        "screening": shown(reviewer, f"/reviewing/offices/{submission}/screening/"),
        "open work": shown(moderator, f"{panel}/open/"),
        "differences": shown(moderator, f"{panel}/differences/"),
        "quality": shown(moderator, f"{panel}/quality/"),
    }

    names = {page: "QP 1<" in html or "QP 1 " in html for page, html in pages.items()}
    names["item"] = "<h1>QP 2 " in pages["item"]
    others = {page: "ตัวชี้วัดที่ 1<" in html or "ตัวชี้วัดที่ 1 " in html for page, html in pages.items()}
    assert names == dict.fromkeys(pages, True)
    assert others == dict.fromkeys(pages, False)
