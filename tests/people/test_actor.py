"""Who may do what is one table; posts of the day decide."""

from __future__ import annotations

import datetime as dt

import pytest

from factories import make_office
from tidtam.people.actions import add_person, give_post
from tidtam.people.actor import PUBLIC, SYSTEM, Actor, HeldPost
from tidtam.people.models import Person, Post
from tidtam.people.queries import actor_for
from tidtam.people.roles import RIGHTS, Role, rights_to
from tidtam.shared.errors import NotAllowed

REPORTER = Actor("ก", 1, (HeldPost(Role.REPORTER, "1021020000"),))
OFFICER = Actor("ข", 2, (HeldPost(Role.CENTRAL_OFFICER),))


@pytest.mark.parametrize(
    ("actor", "agency_code", "state", "allowed"),
    [
        (PUBLIC, "1021020000", "published", True),
        (PUBLIC, "1021020000", "checked", False),
        (REPORTER, "1021020000", "checked", False),
        (REPORTER, "1021020000", "published", True),
        (OFFICER, "1021020000", "computed", True),
    ],
)
def test_results_are_seen_by_the_bureau_always_and_by_others_when_published(
    actor: Actor, agency_code: str, state: str, allowed: bool
) -> None:
    assert actor.may("results.see", agency_code=agency_code, state=state) is allowed


def test_a_sheet_is_downloaded_by_its_own_office_only() -> None:
    own = REPORTER.may("sheets.download", agency_code="1021020000", state="published")
    foreign = REPORTER.may("sheets.download", agency_code="1021010000", state="published")
    without_agency = REPORTER.may("sheets.download", state="published")

    assert (own, foreign, without_agency) == (True, False, False)


def test_an_act_that_is_not_in_the_table_is_refused_to_everybody() -> None:
    assert rights_to("results.erase") == ()
    assert not SYSTEM.may("results.erase")


def test_a_refusal_says_whose_task_it_is_in_both_languages() -> None:
    with pytest.raises(NotAllowed) as refusal:
        REPORTER.must("results.publish")

    assert "เจ้าหน้าที่ส่วนกลาง (สตผ.)" in refusal.value.th
    assert "Central officer" in refusal.value.en


def test_no_public_right_reaches_an_unpublished_thing() -> None:
    public = [right for right in RIGHTS if Role.PUBLIC in right.roles]

    assert [right.states for right in public] == [frozenset({"published"})]


@pytest.mark.django_db
def test_a_post_counts_from_its_first_day_to_its_last() -> None:
    office = make_office(21)
    person = Person.objects.create(sign_in_name="a", full_name="ก")
    today = dt.date.today()  # noqa: DTZ011  posts are whole days
    long = dt.timedelta(days=400)
    Post.objects.create(person=person, role="reporter", agency=office, starts_on=today - long)
    Post.objects.create(
        person=person,
        role="director",
        agency=office,
        starts_on=today - long,
        ends_on=today - 2 * long / 4,
    )
    Post.objects.create(person=person, role="central_officer", starts_on=today + long)

    actor = actor_for(person)

    assert actor.posts == (HeldPost(Role.REPORTER, office.code),)


@pytest.mark.django_db
def test_somebody_inactive_is_an_unknown_reader() -> None:
    person = Person.objects.create(sign_in_name="a", full_name="ก", is_active=False)

    assert actor_for(person) == PUBLIC
    assert actor_for(None) == PUBLIC


@pytest.mark.django_db
def test_adding_the_same_person_twice_keeps_one_account() -> None:
    first = add_person("Somchai ", full_name="ก", password="a-long-password", by=SYSTEM)
    again = add_person("somchai", full_name="ข", password="a-long-password", by=SYSTEM)
    give_post(again, role=Role.CENTRAL_OFFICER, agency=None, by=SYSTEM)
    give_post(again, role=Role.CENTRAL_OFFICER, agency=None, by=SYSTEM)

    assert first.pk == again.pk
    assert again.full_name == "ข"
    assert again.posts.count() == 1
    assert again.password.startswith("argon2")
