"""Who is signed in: the session and the person, which every request asks for first.

Django's own session engine and backend, with their two reads put into SQL once
(``shared.prepared``); all else is theirs.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet

from tidtam.people.models import Person
from tidtam.shared import clock
from tidtam.shared.prepared import Prepared


def _living(*, key: str, now: dt.datetime) -> QuerySet[Session, tuple[str]]:
    found = Session.objects.filter(session_key=key, expire_date__gt=now)
    return found.values_list("session_data")


_LIVING = Prepared(_living, {"key": "\x00", "now": dt.datetime(1234, 5, 6, tzinfo=dt.UTC)})
_PERSON_FIELDS = tuple(field.attname for field in Person._meta.concrete_fields)
_PERSON = Prepared(
    lambda person: Person.objects.order_by().filter(pk=person).values_list(*_PERSON_FIELDS),
    {"person": -1},
)


class SessionStore(DatabaseStore):
    """Sessions in the database (``SESSION_ENGINE`` names this module)."""

    def load(self) -> dict[str, Any]:
        """What the session holds; empty, without its key, where it has ended."""
        for (data,) in _LIVING.rows(key=self.session_key or "", now=clock.now()):
            held: dict[str, Any] = self.decode(data)
            return held
        self._session_key = None
        return {}


class Backend(ModelBackend):
    """Finds the person of a session."""

    def get_user(self, user_id: int) -> Person | None:
        """The person, if they may sign in; None for a key that nobody has."""
        for row in _PERSON.rows(person=user_id):
            person = Person.from_db(connection.alias, _PERSON_FIELDS, row)
            return person if self.user_can_authenticate(person) else None
        return None
