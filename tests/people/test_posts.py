"""Posts: who gives which, where, from when to when; how they end and go to somebody else."""

from __future__ import annotations

import datetime as dt

import pytest

from factories import make_office, make_person
from tidtam.history.queries import entries_about
from tidtam.orgs.models import Agency
from tidtam.people.actions import end_post, give_post, hand_over
from tidtam.people.actor import SYSTEM, Actor, HeldPost
from tidtam.people.errors import (
    AgencyNeeded,
    BadPeriod,
    LastOfficer,
    OwnRight,
    PostNotOpen,
    ReasonNeeded,
)
from tidtam.people.models import Person, Post
from tidtam.people.queries import (
    actor_for,
    find_people,
    people_of,
    people_seen_by,
    post_history,
)
from tidtam.people.roles import Role
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def other() -> Agency:
    return make_office(22)


@pytest.fixture
def director(office: Agency) -> Actor:
    return actor_for(make_person(Role.DIRECTOR, agency=office))


@pytest.fixture
def officer() -> Actor:
    return actor_for(make_person(Role.CENTRAL_OFFICER))


@pytest.fixture
def newcomer() -> Person:
    return Person.objects.create(sign_in_name="new", full_name="ผู้มาใหม่ สมมติ")


@pytest.mark.parametrize(
    ("giver", "role", "own", "allowed"),
    [
        (Role.CENTRAL_OFFICER, Role.REPORTER, False, True),
        (Role.CENTRAL_OFFICER, Role.DIRECTOR, False, True),
        (Role.CENTRAL_OFFICER, Role.CENTRAL_OFFICER, None, True),
        (Role.DIRECTOR, Role.REPORTER, True, True),
        (Role.DIRECTOR, Role.REPORTER, False, False),
        (Role.DIRECTOR, Role.DIRECTOR, True, False),
        (Role.DIRECTOR, Role.CENTRAL_OFFICER, None, False),
        (Role.REPORTER, Role.REPORTER, True, False),
        (Role.REPORTER, Role.DIRECTOR, True, False),
        (Role.REPORTER, Role.CENTRAL_OFFICER, None, False),
    ],
)
def test_who_gives_which_post_where(
    giver: Role,
    role: Role,
    own: bool | None,
    allowed: bool,
    office: Agency,
    other: Agency,
    newcomer: Person,
) -> None:
    home = None if giver is Role.CENTRAL_OFFICER else office
    by = actor_for(make_person(giver, agency=home))
    agency = None if own is None else office if own else other

    if allowed:
        give_post(newcomer, role=role, agency=agency, by=by)
    else:
        with pytest.raises(NotAllowed):
            give_post(newcomer, role=role, agency=agency, by=by)

    held = (HeldPost(role, agency.code if agency else ""),) if allowed else ()
    assert actor_for(newcomer).posts == held


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DIRECTOR, Role.CENTRAL_OFFICER])
def test_nobody_gives_a_post_to_themselves(role: Role, office: Agency) -> None:
    person = make_person(Role.CENTRAL_OFFICER)
    agency = None if role is Role.CENTRAL_OFFICER else office

    with pytest.raises(OwnRight):
        give_post(person, role=role, agency=agency, by=actor_for(person))


def test_a_person_may_hold_several_posts(
    office: Agency, other: Agency, newcomer: Person, officer: Actor
) -> None:
    give_post(newcomer, role=Role.REPORTER, agency=office, by=officer)
    give_post(newcomer, role=Role.DIRECTOR, agency=other, by=officer)

    assert set(actor_for(newcomer).posts) == {
        HeldPost(Role.REPORTER, office.code),
        HeldPost(Role.DIRECTOR, other.code),
    }


def test_a_post_of_an_office_needs_the_office_and_days_in_order(
    office: Agency, newcomer: Person, officer: Actor
) -> None:
    today = clock.today()

    with pytest.raises(AgencyNeeded):
        give_post(newcomer, role=Role.REPORTER, agency=None, by=officer)
    with pytest.raises(AgencyNeeded):
        give_post(newcomer, role=Role.CENTRAL_OFFICER, agency=office, by=officer)
    with pytest.raises(BadPeriod):
        give_post(
            newcomer,
            role=Role.REPORTER,
            agency=office,
            starts_on=today,
            ends_on=today - DAY,
            by=officer,
        )


def test_an_ended_post_counts_to_its_last_day_and_stays_in_the_history(
    office: Agency, newcomer: Person, director: Actor
) -> None:
    today = clock.today()
    post = give_post(
        newcomer, role=Role.REPORTER, agency=office, starts_on=today - 9 * DAY, by=director
    )
    end_post(post, last_day=today, reason="ย้าย", by=director)
    assert actor_for(newcomer).posts == (HeldPost(Role.REPORTER, office.code),)

    end_post(post, last_day=today - DAY, reason="ย้ายก่อน", by=director)

    assert actor_for(newcomer).posts == ()
    kept = post_history(newcomer, seen_by=director).get()
    assert (kept.ends_on, kept.end_reason, kept.ended_by_id) == (
        today - DAY,
        "ย้ายก่อน",
        director.person_id,
    )
    assert [entry.act for entry in entries_about(f"people.person:{newcomer.pk}")] == [
        "people.give_post",
        "people.end_post",
        "people.end_post",
    ]


def test_an_end_has_a_reason_and_never_lengthens_a_post(
    office: Agency, newcomer: Person, director: Actor
) -> None:
    today = clock.today()
    post = give_post(newcomer, role=Role.REPORTER, agency=office, ends_on=today, by=director)

    with pytest.raises(ReasonNeeded):
        end_post(post, last_day=today, reason=" ", by=director)
    with pytest.raises(PostNotOpen):
        end_post(post, last_day=today + DAY, reason="อยู่ต่อ", by=director)
    with pytest.raises(BadPeriod):
        end_post(post, last_day=today - DAY, reason="ไม่เคยเริ่ม", by=director)


def test_a_director_ends_reporters_of_the_own_office_only(
    office: Agency, other: Agency, director: Actor
) -> None:
    foreign = make_person(Role.REPORTER, agency=other).posts.get()
    higher = make_person(Role.DIRECTOR, agency=office).posts.get()

    for post in (foreign, higher):
        with pytest.raises(NotAllowed):
            end_post(post, last_day=clock.today(), reason="ลอง", by=director)

    assert Post.objects.filter(pk__in=[foreign.pk, higher.pk], ends_on=None).count() == 2


def test_the_last_central_officer_stays() -> None:
    post = make_person(Role.CENTRAL_OFFICER).posts.get()

    with pytest.raises(LastOfficer):
        end_post(post, last_day=clock.today(), reason="เกษียณ", by=SYSTEM)

    make_person(Role.CENTRAL_OFFICER)
    assert end_post(post, last_day=clock.today(), reason="เกษียณ", by=SYSTEM).ends_on


def test_a_post_is_handed_over_to_a_colleague_from_the_next_day(
    office: Agency, newcomer: Person, director: Actor
) -> None:
    today = clock.today()
    old = make_person(Role.REPORTER, agency=office)

    done = hand_over(old.posts.get(), last_day=today, to=newcomer, reason="ย้ายกลุ่มงาน", by=director)

    assert done.ended.person == old
    assert done.given is not None
    assert (done.given.person, done.given.starts_on, done.invited) == (newcomer, today + DAY, None)
    assert actor_for(old).posts == (HeldPost(Role.REPORTER, office.code),)


def test_a_hand_over_to_somebody_unknown_makes_an_invitation(
    office: Agency, director: Actor
) -> None:
    old = make_person(Role.REPORTER, agency=office)

    done = hand_over(
        old.posts.get(),
        last_day=clock.today(),
        reason="ย้าย",
        invite_name="ผู้มาแทน สมมติ",
        by=director,
    )

    assert done.given is None
    assert done.invited is not None
    invitation = done.invited.invitation
    assert (invitation.hands_over, invitation.role, invitation.agency) == (
        done.ended,
        "reporter",
        office,
    )


def test_a_hand_over_that_is_refused_leaves_the_post_as_it_was(
    office: Agency, director: Actor
) -> None:
    post = make_person(Role.REPORTER, agency=office).posts.get()
    own = Person.objects.get(pk=director.person_id)

    with pytest.raises(OwnRight):
        hand_over(post, last_day=clock.today(), to=own, reason="รับเอง", by=director)

    post.refresh_from_db()
    assert (post.ends_on, post.end_reason) == (None, "")


def test_a_director_sees_the_people_of_the_own_office_past_ones_too(
    office: Agency, other: Agency, director: Actor, officer: Actor
) -> None:
    mine = make_person(Role.REPORTER, agency=office)
    gone = make_person(Role.REPORTER, agency=office)
    gone.posts.update(ends_on=clock.today() - DAY)
    foreign = make_person(Role.REPORTER, agency=other)

    seen = set(people_seen_by(director))

    assert seen == {mine, gone, Person.objects.get(pk=director.person_id)}
    assert set(people_of(office.code)) == seen - {gone}
    assert set(people_seen_by(officer)) == set(Person.objects.all())
    assert set(people_seen_by(actor_for(foreign))) == set()


def test_a_director_sees_no_post_of_a_colleague_at_another_office(
    office: Agency, other: Agency, director: Actor, officer: Actor
) -> None:
    person = make_person(Role.REPORTER, agency=office)
    give_post(person, role=Role.REPORTER, agency=other, by=officer)

    assert [p.agency for p in post_history(person, seen_by=director)] == [office]
    assert {p.agency for p in post_history(person, seen_by=officer)} == {office, other}
    assert {p.agency for p in post_history(person, seen_by=actor_for(person))} == {office, other}


def test_people_are_found_by_any_words_of_the_name_and_by_office(
    office: Agency, other: Agency
) -> None:
    first = make_person(Role.REPORTER, agency=office)
    Person.objects.filter(pk=first.pk).update(full_name="สมหญิง ใจดี สมมติ")
    make_person(Role.REPORTER, agency=other)
    everybody = Person.objects.all()

    assert list(find_people(everybody, name="ใจดี สมหญิง")) == [first]
    assert list(find_people(everybody, name=first.sign_in_name.upper())) == [first]
    assert list(find_people(everybody, office=office.code)) == [first]
    assert list(find_people(everybody, office="สมมติ 21")) == [first]
    assert list(find_people(everybody, name="ไม่มี")) == []
