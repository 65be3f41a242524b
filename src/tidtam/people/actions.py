from __future__ import annotations

import datetime as dt

from django.db import transaction

from tidtam.history.actions import record
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.people.models import Person, Post
from tidtam.people.roles import Role
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
) -> Post:
    """Give a person a post from a day on; giving it twice changes nothing."""
    held = Post.objects.filter(person=person, role=role, agency=agency, ends_on=None).first()
    if held is not None:
        return held
    post = Post.objects.create(
        person=person, role=role, agency=agency, starts_on=starts_on or clock.today()
    )
    record(
        "people.give_post",
        f"people.person:{person.pk}",
        by=by,
        detail={"role": role.value, "agency": agency.code if agency else ""},
    )
    return post
