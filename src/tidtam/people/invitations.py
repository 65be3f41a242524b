"""Invitations: made with a code that is shown once, accepted once, revoked, out of date."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.people import limits, second_factor
from tidtam.people.actor import Actor
from tidtam.people.errors import (
    InvitationClosed,
    NameTaken,
    NoSuchInvitation,
    OwnRight,
)
from tidtam.people.models import Invitation, Person, Post
from tidtam.people.posts import bind, check_post, open_post
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.people.rules import give_right
from tidtam.people.states import WHY_CLOSED, InvitationState
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

LASTS = dt.timedelta(days=14)
# Without letters and digits that look alike on paper: 32 signs, 12 of them are 60 bits.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_GROUPS, _GROUP = 3, 4


@dataclass(frozen=True)
class NewInvitation:
    """An invitation with its code, which is nowhere else and shown once."""

    invitation: Invitation
    code: str


@dataclass(frozen=True)
class Accepted:
    """Who accepted what.

    Attributes:
        person: who has the post now.
        post: the post; None where only the password was renewed.
        takes_over: the ended post whose work this person takes over, if any.
    """

    person: Person
    post: Post | None
    takes_over: Post | None


@transaction.atomic
def invite(
    *,
    role: Role,
    agency: Agency | None,
    by: Actor,
    full_name: str = "",
    email: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    lasts: dt.timedelta = LASTS,
    hands_over: Post | None = None,
) -> NewInvitation:
    """Invite somebody to a post; the same invitation made before and still open is revoked.

    Raises:
        NotAllowed: the asker may not give this post there.
        BadInput: an office post without an office, or days in the wrong order.
    """
    by.must(give_right(role), agency_code=agency.code if agency else "")
    check_post(role, agency, starts_on or clock.today(), ends_on)
    full_name, email = full_name.strip(), email.strip().lower()
    same = Invitation.objects.filter(
        role=role, agency=agency, full_name=full_name, email=email, renews=None
    )
    _close_open(same)
    made = _make(
        Invitation(
            role=role,
            agency=agency,
            full_name=full_name,
            email=email,
            starts_on=starts_on,
            ends_on=ends_on,
            hands_over=hands_over,
        ),
        by=by,
        lasts=lasts,
    )
    detail = {"role": role.value, "agency": agency.code if agency else ""}
    record("people.invite", f"people.invitation:{made.invitation.pk}", by=by, detail=detail)
    return made


@transaction.atomic
def renew_way_in(
    person: Person,
    *,
    by: Actor,
    drops_second_factor: bool = False,
    lasts: dt.timedelta = dt.timedelta(days=3),
) -> NewInvitation:
    """A code with which a person who forgot the password sets a new one.

    Only who may give every post the person holds may do this; nobody for themselves.

    Raises:
        NotAllowed: a post is not the asker's to give, or it is the asker's own account.
    """
    if by.person_id == person.pk:
        raise OwnRight
    posts = actor_for(person).posts
    for post in posts:
        by.must(give_right(post.role), agency_code=post.agency_code)
    if drops_second_factor or not posts:
        by.must("people.drop_second_factor")
    _close_open(Invitation.objects.filter(renews=person))
    agency_code = next((post.agency_code for post in posts if post.agency_code), "")
    made = _make(
        Invitation(
            renews=person,
            agency=Agency.objects.filter(code=agency_code).first(),
            full_name=person.full_name,
            email=person.email,
            drops_second_factor=drops_second_factor,
        ),
        by=by,
        lasts=lasts,
    )
    detail = {"drops_second_factor": drops_second_factor}
    record("people.renew_way_in", f"people.person:{person.pk}", by=by, detail=detail)
    return made


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Actor) -> Invitation:
    """Make the code of an open invitation useless; revoking twice changes nothing."""
    code = invitation.agency.code if invitation.agency else ""
    by.must(
        give_right(Role(invitation.role)) if invitation.role else "people.see", agency_code=code
    )
    if _close_open(Invitation.objects.filter(pk=invitation.pk)):
        record("people.revoke_invitation", f"people.invitation:{invitation.pk}", by=by)
    invitation.refresh_from_db()
    return invitation


def open_invitation(code: str, *, address: str) -> Invitation:
    """The open invitation behind a code.

    Args:
        code: as typed; small letters, spaces and hyphens do not matter.
        address: of the network the try comes from; wrong codes are counted against it.

    Raises:
        NotFound: no invitation has this code.
        WrongState: it is used, revoked or out of date.
        TooManyTries: too many wrong codes from this address.
    """
    limits.take(limits.BY_CODE_ADDRESS, address)
    found = Invitation.objects.filter(code_hash=_hash(code)).select_related("agency", "renews")
    invitation = found.first()
    if invitation is None:
        raise NoSuchInvitation
    limits.give_back(limits.BY_CODE_ADDRESS, address)
    if invitation.state is not InvitationState.OPEN:
        raise InvitationClosed(WHY_CLOSED[invitation.state])
    return invitation


@transaction.atomic
def accept_as_new(
    invitation: Invitation, *, sign_in_name: str, full_name: str, password: str | None
) -> Accepted:
    """Make an account for who was invited and give it the post.

    Args:
        invitation: from ``open_invitation``.
        sign_in_name: any capitals.
        full_name: as the person writes it.
        password: None for an account that signs in elsewhere (OIDC).

    Raises:
        WrongState: somebody was faster, or it is no longer open.
        BadInput: the sign-in name is taken.
    """
    if invitation.renews_id is not None:
        raise NoSuchInvitation
    _use_up(invitation)
    if Person.objects.filter(sign_in_name=sign_in_name.strip().lower()).exists():
        raise NameTaken
    person = Person(sign_in_name=sign_in_name, full_name=full_name, email=invitation.email)
    person.set_password(password)
    person.save()
    return _give_invited(invitation, person)


@transaction.atomic
def accept_as(invitation: Invitation, person: Person) -> Accepted:
    """Give the post to an existing person who is signed in.

    Raises:
        NotAllowed: the inviter cannot accept an own invitation.
        WrongState: somebody was faster, or it is no longer open.
    """
    if invitation.made_by_id == person.pk:
        raise OwnRight
    if invitation.renews_id is not None:
        raise NoSuchInvitation
    _use_up(invitation)
    return _give_invited(invitation, person)


@transaction.atomic
def accept_new_password(invitation: Invitation, *, password: str) -> Accepted:
    """Set a new password; every session of the person ends.

    Raises:
        WrongState: it is no longer open.
    """
    person = invitation.renews
    if person is None:
        raise NoSuchInvitation
    if not person.is_active:
        raise NotAllowed(
            "บัญชีนี้ปิดแล้ว โปรดติดต่อผู้ที่ออกรหัสให้",
            "This account is closed. Please ask who gave you the code.",
        )
    _use_up(invitation)
    person.set_password(password)
    person.session_round += 1
    person.save(update_fields=["password", "session_round"])
    if invitation.drops_second_factor:
        second_factor.remove_all(person)
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
    limits.clear(limits.BY_NAME, person.sign_in_name)
    record("people.accept_new_password", f"people.person:{person.pk}", by=actor_for(person))
    return Accepted(person, None, None)


def _give_invited(invitation: Invitation, person: Person) -> Accepted:
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
    role, agency = Role(invitation.role), invitation.agency
    record(
        "people.accept_invitation",
        f"people.invitation:{invitation.pk}",
        by=Actor(name=person.full_name, person_id=person.pk),
        detail={"role": role.value, "invited_by": invitation.made_by_id},
    )
    starts_on = max(invitation.starts_on or clock.today(), clock.today())
    giver = invitation.made_by
    by = actor_for(giver) if giver else Actor(name="ระบบ")
    post = open_post(person, role, agency, starts_on, invitation.ends_on, by=by)
    if invitation.hands_over is not None:
        bind(invitation.hands_over, post)
    return Accepted(person, post, invitation.hands_over)


def _use_up(invitation: Invitation) -> None:
    """Mark it accepted, if it is still open this very moment."""
    now = clock.now()
    used = _open(Invitation.objects.filter(pk=invitation.pk)).update(accepted_at=now)
    if not used:
        invitation.refresh_from_db()
        raise InvitationClosed(WHY_CLOSED[invitation.state])


def _open(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return invitations.filter(accepted_at=None, revoked_at=None, expires_at__gt=clock.now())


def _close_open(invitations: QuerySet[Invitation]) -> int:
    """Revoke those that are still open; how many they were."""
    return _open(invitations).update(revoked_at=clock.now())


def _make(invitation: Invitation, *, by: Actor, lasts: dt.timedelta) -> NewInvitation:
    code = "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    invitation.code_hash = _hash(code)
    invitation.made_by_id, invitation.made_at = by.person_id, clock.now()
    invitation.expires_at = invitation.made_at + lasts
    invitation.save()
    return NewInvitation(invitation, code)


def _hash(code: str) -> str:
    plain = "".join(code.split()).replace("-", "").upper()
    return salted_hmac("tidtam.people.invitation", plain, algorithm="sha256").hexdigest()
