"""What makes a post sound, and its writing; who may give it is asked before."""

from __future__ import annotations

import datetime as dt

from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.errors import AgencyNeeded, BadPeriod
from tidtam.people.models import Person, Post
from tidtam.people.roles import OF_AN_OFFICE, Role
from tidtam.shared import clock


def check_post(
    role: Role, agency: Agency | None, starts_on: dt.date, ends_on: dt.date | None
) -> None:
    """Raise BadInput unless the office fits the role and the days are in order."""
    if (agency is None) == (role in OF_AN_OFFICE):
        raise AgencyNeeded
    if ends_on is not None and ends_on < starts_on:
        raise BadPeriod


def open_post(
    person: Person,
    role: Role,
    agency: Agency | None,
    starts_on: dt.date,
    ends_on: dt.date | None,
    *,
    by: Actor,
) -> Post:
    """Write a post that was allowed, and record it."""
    post = Post.objects.create(
        person=person,
        role=role,
        agency=agency,
        starts_on=starts_on,
        ends_on=ends_on,
        given_by_id=by.person_id,
    )
    detail = {"role": role.value, "agency": agency.code if agency else ""}
    record("people.give_post", f"people.person:{person.pk}", by=by, detail=detail)
    return post


def bind(ended: Post, given: Post) -> None:
    """Keep to which post another one was handed over, and whether its work waits for the day."""
    ended.handed_to, ended.work_waits = given, given.starts_on > clock.today()
    ended.save(update_fields=["handed_to", "work_waits"])


def work_went(ended: Post) -> None:
    """Keep that the work of a post that was handed over waits no longer."""
    ended.work_waits = False
    ended.save(update_fields=["work_waits"])
