"""Slows down guessing, for all server processes together, by counting tries in one table.

A guard lets so many tries through within its window, counted from the first; then everybody
waits until the window ends, never longer. A try is counted before it is judged, so that many
at once get no more than one after the other; a right one is taken off again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from tidtam.people.errors import TooManyTries
from tidtam.people.models import Tries
from tidtam.shared import clock

_QUARTER = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Guard:
    """What is guarded, how many tries it lets through, and within what time."""

    name: str
    limit: int
    window: dt.timedelta = _QUARTER


# One office often shares one address, so an address gets many more tries than a name.
BY_NAME = Guard("sign-in-name", 10)
BY_DEVICE = Guard("sign-in-device", 10)
BY_ADDRESS = Guard("sign-in-address", 100)
BY_PERSON = Guard("second-factor", 5)
BY_CODE_ADDRESS = Guard("invitation-address", 20)
# A code of an authenticator app is good once: longer than such a code lives.
USED_ONCE = Guard("code-used", 1, dt.timedelta(minutes=3))


def take(guard: Guard, value: str) -> None:
    """Count one try.

    Raises:
        TooManyTries: none is left; says how long to wait.
    """
    key, now = _key(guard, value), clock.now()
    with transaction.atomic():
        Tries.objects.filter(key=key, since__lte=now - guard.window).update(count=0, since=now)
        _row, made = Tries.objects.get_or_create(key=key, defaults={"since": now})
        left = Tries.objects.filter(key=key, count__lt=guard.limit)
        counted = left.update(count=F("count") + 1)
        if made:
            Tries.objects.filter(since__lt=now - dt.timedelta(days=1)).delete()
    if not counted:
        since = Tries.objects.values_list("since", flat=True).filter(key=key).first() or now
        raise TooManyTries(since + guard.window - now)


def refuse_spent(guard: Guard, value: str) -> None:
    """Refuse whoever has no try left, without counting one.

    Raises:
        TooManyTries: none is left; says how long to wait.
    """
    now = clock.now()
    spent = Tries.objects.filter(key=_key(guard, value), count__gte=guard.limit)
    since = spent.filter(since__gt=now - guard.window).values_list("since", flat=True).first()
    if since is not None:
        raise TooManyTries(since + guard.window - now)


def give_back(guard: Guard, value: str) -> None:
    """Take one try off again: it was a right one."""
    key = _key(guard, value)
    Tries.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)


def clear(guard: Guard, value: str) -> None:
    """Forget the tries: somebody proved who they are."""
    Tries.objects.filter(key=_key(guard, value)).delete()


def _key(guard: Guard, value: str) -> str:
    return salted_hmac(f"tidtam.tries.{guard.name}", value, algorithm="sha256").hexdigest()
