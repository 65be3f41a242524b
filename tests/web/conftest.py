from __future__ import annotations

import pytest
from django.test import Client
from samples_of_people import PASSWORD

from tidtam.people.actions import add_person, give_post
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.roles import Role


@pytest.fixture
def officer(db: None) -> Person:
    """A central officer who can sign in."""
    person = add_person("officer", full_name="สมศรี ตัวอย่าง", password=PASSWORD, by=SYSTEM)
    give_post(person, role=Role.CENTRAL_OFFICER, agency=None, by=SYSTEM)
    return person


@pytest.fixture
def english() -> Client:
    """A reader who chose English."""
    client = Client()
    client.cookies["django_language"] = "en"
    return client
