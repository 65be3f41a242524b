"""Invitations: a code shown once, kept as a hash, used once, out of date, revoked."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from factories import make_office, make_person
from tidtam.orgs.models import Agency
from tidtam.people import limits
from tidtam.people.actions import hand_over
from tidtam.people.actor import SYSTEM, Actor, HeldPost
from tidtam.people.errors import (
    InvitationClosed,
    NameTaken,
    NoSuchInvitation,
    OwnRight,
    TooManyTries,
)
from tidtam.people.invitations import (
    LASTS,
    NewInvitation,
    accept_as,
    accept_as_new,
    accept_new_password,
    invite,
    open_invitation,
    renew_way_in,
    revoke_invitation,
)
from tidtam.people.models import Invitation, Person
from tidtam.people.queries import actor_for, invitations_seen_by
from tidtam.people.roles import Role
from tidtam.people.states import InvitationState
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db
HERE = "192.0.2.1"


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def director(office: Agency) -> Actor:
    return actor_for(make_person(Role.DIRECTOR, agency=office))


@pytest.fixture
def made(office: Agency, director: Actor) -> NewInvitation:
    return invite(role=Role.REPORTER, agency=office, email=" Name@Example.go.th ", by=director)


def accept_new(invitation: Invitation, name: str = "somchai") -> Person:
    return accept_as_new(
        invitation, sign_in_name=name, full_name="สมชาย สมมติ", password="ข้าวสวย-หุงใหม่"
    ).person


def test_the_code_is_kept_nowhere_but_as_a_hash(made: NewInvitation) -> None:
    row = Invitation.objects.filter(pk=made.invitation.pk).values().get()
    plain = made.code.replace("-", "")

    assert len(plain) == 12
    assert [value for value in row.values() if plain in str(value) or made.code in str(value)] == []


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " "), str.strip])
def test_a_code_is_read_however_it_is_typed(made: NewInvitation, change: object) -> None:
    assert callable(change)

    assert open_invitation(change(made.code), address=HERE) == made.invitation


def test_accepting_makes_the_account_and_gives_the_post(
    made: NewInvitation, office: Agency, director: Actor
) -> None:
    person = accept_new(open_invitation(made.code, address=HERE))

    assert actor_for(person).posts == (HeldPost(Role.REPORTER, office.code),)
    assert (person.email, person.check_password("ข้าวสวย-หุงใหม่")) == ("name@example.go.th", True)
    assert person.posts.get().given_by_id == director.person_id
    made.invitation.refresh_from_db()
    assert (made.invitation.state, made.invitation.accepted_by) == (
        InvitationState.ACCEPTED,
        person,
    )


def test_a_code_is_good_once(made: NewInvitation) -> None:
    seen_before = open_invitation(made.code, address=HERE)
    accept_new(open_invitation(made.code, address=HERE))

    with pytest.raises(InvitationClosed):
        open_invitation(made.code, address=HERE)
    with pytest.raises(InvitationClosed):
        accept_new(seen_before, name="second")

    assert not Person.objects.filter(sign_in_name="second").exists()


def test_a_code_ends_with_its_time(made: NewInvitation) -> None:
    with time_machine.travel(clock.now() + LASTS), pytest.raises(InvitationClosed):
        open_invitation(made.code, address=HERE)


def test_a_revoked_code_is_useless(made: NewInvitation, director: Actor) -> None:
    revoked = revoke_invitation(made.invitation, by=director)

    assert revoked.state is InvitationState.REVOKED
    with pytest.raises(InvitationClosed):
        open_invitation(made.code, address=HERE)


def test_the_same_invitation_made_again_revokes_the_first(
    made: NewInvitation, office: Agency, director: Actor
) -> None:
    again = invite(role=Role.REPORTER, agency=office, email="name@example.go.th", by=director)

    assert open_invitation(again.code, address=HERE) == again.invitation
    with pytest.raises(InvitationClosed):
        open_invitation(made.code, address=HERE)


def test_a_taken_name_leaves_the_invitation_open(made: NewInvitation) -> None:
    Person.objects.create(sign_in_name="somchai", full_name="คนแรก สมมติ")

    with pytest.raises(NameTaken):
        accept_new(made.invitation, name="Somchai")

    assert open_invitation(made.code, address=HERE) == made.invitation


def test_somebody_with_an_account_takes_a_second_post(made: NewInvitation, office: Agency) -> None:
    other = make_office(22)
    person = make_person(Role.REPORTER, agency=other)

    accept_as(made.invitation, person)

    assert actor_for(person).agency_codes == {office.code, other.code}


def test_nobody_accepts_an_own_invitation(made: NewInvitation, director: Actor) -> None:
    with pytest.raises(OwnRight):
        accept_as(made.invitation, Person.objects.get(pk=director.person_id))

    made.invitation.refresh_from_db()
    assert made.invitation.state is InvitationState.OPEN


def test_guessing_codes_is_slowed_down_for_the_address_alone(made: NewInvitation) -> None:
    for _ in range(limits.BY_CODE_ADDRESS.limit):
        with pytest.raises(NoSuchInvitation):
            open_invitation("ABCD-EFGH-JKLM", address=HERE)

    with pytest.raises(TooManyTries):
        open_invitation(made.code, address=HERE)
    assert open_invitation(made.code, address="192.0.2.2") == made.invitation


def test_right_codes_are_not_counted(made: NewInvitation) -> None:
    for _ in range(limits.BY_CODE_ADDRESS.limit + 1):
        assert open_invitation(made.code, address=HERE) == made.invitation


def test_whoever_takes_over_by_invitation_is_told_whose_work(
    office: Agency, director: Actor
) -> None:
    old = make_person(Role.REPORTER, agency=office)
    yesterday = clock.today() - dt.timedelta(days=1)
    done = hand_over(old.posts.get(), last_day=yesterday, reason="ย้าย", by=director)
    assert done.invited is not None

    accepted = accept_as_new(
        open_invitation(done.invited.code, address=HERE),
        sign_in_name="next",
        full_name="ผู้มาแทน สมมติ",
        password="ข้าวสวย-หุงใหม่",
    )

    assert accepted.takes_over is not None
    assert accepted.takes_over.person == old
    assert actor_for(accepted.person).agency_codes == {office.code}


def test_a_director_invites_reporters_of_the_own_office_only(
    office: Agency, director: Actor
) -> None:
    for role, agency in (
        (Role.REPORTER, make_office(22)),
        (Role.DIRECTOR, office),
        (Role.CENTRAL_OFFICER, None),
    ):
        with pytest.raises(NotAllowed):
            invite(role=role, agency=agency, by=director)

    assert not Invitation.objects.exists()


def test_invitations_are_seen_by_the_own_office_and_the_bureau(
    made: NewInvitation, office: Agency, director: Actor
) -> None:
    foreign = actor_for(make_person(Role.DIRECTOR, agency=make_office(22)))
    reporter = actor_for(make_person(Role.REPORTER, agency=office))

    seen = [
        list(invitations_seen_by(actor))
        for actor in (director, foreign, reporter, actor_for(make_person()))
    ]

    assert seen == [[made.invitation], [], [], [made.invitation]]


def test_a_new_password_by_code_ends_every_session(office: Agency, director: Actor) -> None:
    person = make_person(Role.REPORTER, agency=office)
    before = person.get_session_auth_hash()
    made = renew_way_in(person, by=director)

    accept_new_password(open_invitation(made.code, address=HERE), password="ข้าวสวย-หุงใหม่")

    person.refresh_from_db()
    assert person.check_password("ข้าวสวย-หุงใหม่")
    assert person.get_session_auth_hash() != before
    with pytest.raises(InvitationClosed):
        open_invitation(made.code, address=HERE)


def test_a_code_for_a_new_password_makes_no_account_and_gives_no_post(
    office: Agency, director: Actor
) -> None:
    made = renew_way_in(make_person(Role.REPORTER, agency=office), by=director)

    with pytest.raises(NoSuchInvitation):
        accept_new(made.invitation)
    with pytest.raises(NoSuchInvitation):
        accept_as(made.invitation, make_person(Role.REPORTER, agency=office))


def test_a_director_renews_no_way_in_beyond_the_own_reporters(
    office: Agency, director: Actor
) -> None:
    both = make_person(Role.REPORTER, agency=office)
    both.posts.create(role="central_officer", starts_on=clock.today())
    foreign = make_person(Role.REPORTER, agency=make_office(22))
    reporter = make_person(Role.REPORTER, agency=office)
    own = Person.objects.get(pk=director.person_id)

    for person in (both, foreign, own):
        with pytest.raises(NotAllowed):
            renew_way_in(person, by=director)
    with pytest.raises(NotAllowed):
        renew_way_in(reporter, drops_second_factor=True, by=director)
    assert renew_way_in(reporter, by=SYSTEM).invitation.renews == reporter
