"""Accounts of a sign-in provider that are bound to people; nothing else of them is kept."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from tidtam.history.actions import record
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.ways_in import keep_a_way_in


def providers_of(person: Person) -> frozenset[str]:
    """The ids of the providers a person has bound an account of."""
    return frozenset(SocialAccount.objects.filter(user=person).values_list("provider", flat=True))


def owner_of(*, provider: str, uid: str) -> Person | None:
    """Whom an account of a provider is bound to; forgets what the provider told beside it."""
    accounts = SocialAccount.objects.filter(provider=provider, uid=uid)
    accounts.exclude(extra_data={}).update(extra_data={})
    found = accounts.select_related("user").first()
    return found.user if found is not None and isinstance(found.user, Person) else None


@transaction.atomic
def link_provider(person: Person, *, provider: str, uid: str) -> None:
    """Bind an account of a provider to a person, who signs in with it from now on."""
    SocialAccount.objects.create(user=person, provider=provider, uid=uid, extra_data={})
    detail = {"provider": provider}
    by = actor_for(person)
    record("people.link_provider", f"people.person:{person.pk}", by=by, detail=detail)


@transaction.atomic
def unlink_provider(person: Person, *, provider: str) -> int:
    """Unbind the accounts of a provider; how many they were.

    Raises:
        OnlyWayIn: the person could not sign in any more.
    """
    if provider in providers_of(person):
        keep_a_way_in(person, but_provider=provider)
    count, _by_kind = SocialAccount.objects.filter(user=person, provider=provider).delete()
    if count:
        detail = {"provider": provider}
        by = actor_for(person)
        record("people.unlink_provider", f"people.person:{person.pk}", by=by, detail=detail)
    return int(count)
