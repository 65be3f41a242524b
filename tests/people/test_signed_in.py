"""Who is signed in is found by the session, and by nothing that has ended."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from pytest_django import DjangoAssertNumQueries

from factories import make_person
from tidtam.people.models import Person
from tidtam.people.signed_in import Backend, SessionStore

pytestmark = pytest.mark.django_db


def kept(**words: str) -> str:
    store = SessionStore()
    store.update(words)
    store.save()
    return str(store.session_key)


def test_a_session_gives_back_what_was_put_in() -> None:
    key = kept(colour="น้ำเงิน")

    assert SessionStore(key).load() == {"colour": "น้ำเงิน"}


def test_a_session_that_has_ended_is_empty_and_gets_no_new_life_under_its_key() -> None:
    key = kept(colour="น้ำเงิน")

    with time_machine.travel(
        dt.datetime.now(dt.UTC) + dt.timedelta(seconds=settings.SESSION_COOKIE_AGE + 1), tick=False
    ):
        late = SessionStore(key)
        assert (late.load(), late.session_key) == ({}, None)


@pytest.mark.parametrize("key", [None, "", "nobody-has-this-key-of-thirty-two"])
def test_an_unknown_key_is_an_empty_session(key: str | None) -> None:
    store = SessionStore(key)

    assert (store.load(), store.session_key) == ({}, None)


def test_a_session_that_was_changed_behind_the_sites_back_is_empty() -> None:
    key = kept(colour="น้ำเงิน")
    Session.objects.filter(pk=key).update(session_data="x")

    assert SessionStore(key).load() == {}


def test_the_person_is_the_one_of_the_table_field_by_field(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = Person.objects.get(pk=make_person().pk)

    with django_assert_num_queries(1):
        found = Backend().get_user(person.pk)

    assert found is not None
    assert {f.attname: getattr(found, f.attname) for f in Person._meta.concrete_fields} == {
        f.attname: getattr(person, f.attname) for f in Person._meta.concrete_fields
    }
    assert (found._state.adding, found._state.db) == (False, "default")


def test_who_may_not_sign_in_and_who_is_not_there_are_nobody() -> None:
    person = make_person()
    Person.objects.filter(pk=person.pk).update(is_active=False)

    assert (Backend().get_user(person.pk), Backend().get_user(10**9)) == (None, None)
