"""Accounts, the posts people hold (role x agency x period) and what each may do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.errors import (
    BadPeriod,
    LastOfficer,
    OwnRight,
    PostNotOpen,
    ReasonNeeded,
)
from tidtam.people.invitations import NewInvitation, invite
from tidtam.people.models import Person, Post
from tidtam.people.posts import bind, check_post, open_post
from tidtam.people.roles import Role
from tidtam.people.rules import end_right, give_right
from tidtam.shared import clock


@transaction.atomic
def add_person(
    sign_in_name: str,
    *,
    full_name: str,
    password: str,
    by: Actor,
    is_demo: bool = False,
) -> Person:
    """Make an account, or renew the name and password of an existing one."""
    by.must("people.add")
    person = Person.objects.filter(sign_in_name=sign_in_name.strip().lower()).first()
    person = person or Person(sign_in_name=sign_in_name)
    person.full_name = full_name
    person.is_demo = is_demo
    if not person.check_password(password):
        person.set_password(password)
    person.save()
    record("people.add_person", f"people.person:{person.pk}", by=by)
    return person


@transaction.atomic
def give_post(
    person: Person,
    *,
    role: Role,
    agency: Agency | None,
    by: Actor,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
) -> Post:
    """Give a person a post from a day on; giving it twice changes nothing.

    Raises:
        NotAllowed: the giver may not give this post there, or gives it to themselves.
        BadInput: an office post without an office, or days in the wrong order.
    """
    by.must(give_right(role), agency_code=agency.code if agency else "")
    if by.person_id == person.pk:
        raise OwnRight
    starts_on = starts_on or clock.today()
    check_post(role, agency, starts_on, ends_on)
    held = Post.objects.filter(person=person, role=role, agency=agency, ends_on=ends_on).first()
    if held is not None and held.starts_on <= starts_on:
        return held
    return open_post(person, role, agency, starts_on, ends_on, by=by)


@transaction.atomic
def end_post(post: Post, *, last_day: dt.date, reason: str, by: Actor) -> Post:
    """End a post after a day; the person keeps the account and the other posts.

    Raises:
        NotAllowed: the asker may not end this post.
        WrongState: it has ended, or nobody would be left to give posts.
        BadInput: no reason, or a day before the first.
    """
    post = Post.objects.select_for_update(of=("self",)).select_related("agency").get(pk=post.pk)
    by.must(end_right(Role(post.role)), agency_code=post.agency.code if post.agency else "")
    if not reason.strip():
        raise ReasonNeeded
    if last_day < post.starts_on:
        raise BadPeriod
    if post.ends_on is not None and post.ends_on < last_day:
        raise PostNotOpen
    _keep_an_officer(post)
    post.ends_on, post.end_reason, post.ended_by_id = last_day, reason.strip(), by.person_id
    post.save(update_fields=["ends_on", "end_reason", "ended_by"])
    detail = {"role": post.role, "last_day": last_day.isoformat()}
    record(
        "people.end_post", f"people.person:{post.person_id}", by=by, detail=detail, reason=reason
    )
    return post


@dataclass(frozen=True)
class HandOver:
    """What was handed over: whose work, of which post, to whom.

    Attributes:
        ended: the post that ends; its person is who hands over.
        given: the post of the person who takes over; None while an invitation waits.
        invited: the invitation with its code, to be shown once; None when given at once.
    """

    ended: Post
    given: Post | None
    invited: NewInvitation | None


@transaction.atomic
def hand_over(
    post: Post,
    *,
    last_day: dt.date,
    reason: str,
    by: Actor,
    to: Person | None = None,
    invite_name: str = "",
    invite_email: str = "",
) -> HandOver:
    """End a post and give it from the next day to a person, or to whom an invitation finds.

    Handing over to the same person again changes nothing. Without ``to`` an invitation is
    made; ``Invitation.hands_over`` then names the post, and
    accepting it gives ``Accepted.takes_over``, so that the work can follow.

    Raises:
        WrongState: it was handed over to somebody else; besides those of ``end_post``.
    """
    ended = end_post(post, last_day=last_day, reason=reason, by=by)
    taken = ended.handed_to
    if taken is not None and (to is None or taken.person_id != to.pk):
        raise PostNotOpen
    role, agency = Role(ended.role), ended.agency
    next_day = max(last_day + dt.timedelta(days=1), clock.today())
    if to is not None:
        given = give_post(to, role=role, agency=agency, starts_on=next_day, by=by)
        bind(ended, given)
        return HandOver(ended, given, None)
    invited = invite(
        role=role,
        agency=agency,
        full_name=invite_name,
        email=invite_email,
        starts_on=next_day,
        hands_over=ended,
        by=by,
    )
    return HandOver(ended, None, invited)


def _keep_an_officer(post: Post) -> None:
    if post.role != Role.CENTRAL_OFFICER:
        return
    others = Post.objects.filter(
        role=Role.CENTRAL_OFFICER, ends_on=None, person__is_active=True
    ).exclude(pk=post.pk)
    if not others.exists():
        raise LastOfficer
