from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from tidtam.people.actor import PUBLIC, Actor, HeldPost
from tidtam.people.models import Person, Post
from tidtam.people.roles import Role
from tidtam.shared import clock


def posts_held(person: Person, *, on: dt.date) -> QuerySet[Post]:
    """The posts a person holds on a day."""
    return person.posts.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), starts_on__lte=on
    ).select_related("agency")


def actor_for(person: Person | None) -> Actor:
    """The actor a signed-in person is today; an unknown reader for None."""
    if person is None or not person.is_active:
        return PUBLIC
    held = tuple(
        HeldPost(role=Role(post.role), agency_code=post.agency.code if post.agency else "")
        for post in posts_held(person, on=clock.today())
    )
    return Actor(name=person.full_name, person_id=person.pk, posts=held)
