"""The script that clears unsent drafts at signing out is on every page of who is signed in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from pages import assert_strict_page

import tidtam.web
from factories import make_person
from tidtam.people.roles import Role

SCRIPT = Path(tidtam.web.__file__).parent / "static" / "web" / "leaving.js"


def test_the_script_costs_no_page_more_than_3_kb() -> None:
    assert SCRIPT.stat().st_size < 3_000


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/design/", "/me/"])
def test_every_page_of_a_person_asks_before_signing_out(path: str) -> None:
    person = make_person(Role.CENTRAL_OFFICER)
    client = Client()
    client.force_login(person)

    html = client.get(path).content.decode()

    assert_strict_page(html)
    assert f'data-signs-out="{person.pk}"' in html
    assert (html.count("web/leaving.js"), html.count('id="unsent-drafts"')) == (1, 1)


@pytest.mark.django_db
def test_readers_without_account_get_none_of_it() -> None:
    html = Client().get("/design/").content.decode()

    assert ("leaving.js" in html, "unsent-drafts" in html) == (False, False)
