"""A prepared read gives what its queryset gives, value for value, every time it is asked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import QuerySet
from pytest_django import DjangoAssertNumQueries

from factories import LONG_AGO, make_office, make_person
from tidtam.people.models import Post
from tidtam.people.roles import Role
from tidtam.shared.prepared import Prepared

pytestmark = pytest.mark.django_db


def posts(*, person: int, day: dt.date) -> QuerySet[Post, tuple[object, ...]]:
    held = Post.objects.filter(person_id=person, starts_on__lte=day)
    return held.order_by("pk").values_list("role", "starts_on", "ends_on", "agency__code")


def prepared() -> Prepared:
    return Prepared(posts, {"person": -1, "day": dt.date(1234, 5, 6)})


def test_rows_are_those_of_the_queryset_in_their_python_kinds() -> None:
    office = make_office(21)
    reporter, officer = make_person(Role.REPORTER, agency=office), make_person()
    today = dt.date(2026, 1, 1)
    read = prepared()

    told = {each.pk: read.rows(person=each.pk, day=today) for each in (reporter, officer)}

    assert told == {each.pk: list(posts(person=each.pk, day=today)) for each in (reporter, officer)}
    assert told[reporter.pk] == [("reporter", LONG_AGO, None, office.code)]


def test_a_day_before_everything_gives_nothing() -> None:
    person = make_person()

    assert prepared().rows(person=person.pk, day=LONG_AGO - dt.timedelta(days=1)) == []


def test_each_question_is_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    person, read = make_person(), prepared()

    with django_assert_num_queries(2):
        read.rows(person=person.pk, day=LONG_AGO)
        read.rows(person=person.pk, day=LONG_AGO)


def test_a_value_that_has_no_place_is_noticed_when_it_is_built() -> None:
    with pytest.raises(AssertionError):
        Prepared(
            lambda person, day: posts(person=person, day=LONG_AGO),
            {"person": -1, "day": dt.date(1234, 5, 6)},
        ).rows(person=1, day=LONG_AGO)
