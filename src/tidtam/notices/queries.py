from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db import connection
from django.db.models import Count, Prefetch, Q, QuerySet

from tidtam.notices.models import Message, Preference
from tidtam.notices.rules import SILENCE, Wishes
from tidtam.notices.states import State, Way
from tidtam.notices.templates import HIDDEN, TEMPLATES, Words
from tidtam.people.actor import Actor
from tidtam.people.models import Person, Post
from tidtam.shared import clock
from tidtam.shared.errors import NotFound


def messages_seen_by(actor: Actor) -> QuerySet[Message]:
    """The outbox, newest first: all of it for the bureau, nothing for others."""
    found = Message.objects.select_related("to_person")
    return found if actor.may("notices.see") else found.none()


def outbox(actor: Actor, *, state: str = "", way: str = "", words: str = "") -> QuerySet[Message]:
    """The messages of a state and a way, without their long words; "" for all.

    Args:
        words: all of which stand in the subject or what was told (round, office), or in a
            name of an office where the receiver holds a post today.
    """
    found = messages_seen_by(actor).defer("context", "body", "subject_en", "body_en")
    found = found.select_related("to_person__notice_preference")
    found = found.prefetch_related(Prefetch("to_person__posts", _held_today(), "posts_today"))
    if state:
        found = found.filter(state=state)
    for word in words.split():
        found = found.filter(_about(word))
    return found.filter(way=way) if way else found


def _held_today() -> QuerySet[Post]:
    today = clock.today()
    held = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    return Post.objects.filter(held, agency__isnull=False).select_related("agency")


def _about(word: str) -> Q:
    """Whether a message is about a round or an office, by a word of either."""
    named = Q(agency__short_th__icontains=word) | Q(agency__name_th__icontains=word)
    named |= Q(agency__short_en__icontains=word) | Q(agency__code=word)
    # What opens something must not be found out by searching for it letter by letter.
    secret = [name for name, template in TEMPLATES.items() if template.secret]
    told = Q(subject__icontains=word) | Q(body__icontains=word) & ~Q(template__in=secret)
    return told | Q(to_person__in=_held_today().filter(named).values("person"))


def counts(actor: Actor) -> dict[tuple[State, Way], int]:
    """How many messages of the outbox are in each state by each way; none is not named."""
    rows = messages_seen_by(actor).order_by().values_list("state", "way").annotate(Count("pk"))
    return {(State(state), Way(way)): count for state, way, count in rows}


def message_seen_by(actor: Actor, pk: int) -> Message:
    """One message.

    Raises:
        NotFound: there is none for this actor.
    """
    found = messages_seen_by(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(
            f"ไม่พบข้อความที่ {pk} โปรดเลือกจากรายการข้อความ",
            f"No message {pk}; please choose one from the outbox.",
        )
    return found


def words_to_show(message: Message, *, with_secrets: bool = False) -> Words:
    """The Thai words of a message; what opens something is hidden unless it may be shown."""
    body = message.body if with_secrets else hidden(message.body, secrets_of(message))
    return Words(message.subject, body)


def secrets_of(message: Message) -> dict[str, str]:
    """The values that open something, by their keys; empty for most templates."""
    template = TEMPLATES.get(message.template)
    keys = template.secret if template else frozenset()
    return {key: str(value) for key, value in json.loads(message.context).items() if key in keys}


def hidden(text: str, secrets: Mapping[str, str]) -> str:
    """A text without the secrets."""
    for secret in secrets.values():
        text = text.replace(secret, HIDDEN)
    return text


def preference_of(person: Person) -> Preference:
    """How a person wants to be told; the defaults, not stored, where nothing was chosen."""
    found = Preference.objects.filter(person=person).first()
    return found or Preference(person=person)


def preferences_of(people: Iterable[Person]) -> dict[int, Preference]:
    """Person id -> how they want to be told, for those who chose; one query."""
    found = Preference.objects.filter(person__in={person.pk for person in people})
    return {each.person_id: each for each in found}


def receivers_by_key(keys: Iterable[str]) -> set[tuple[str, str]]:
    """(key, receiver) of every message there is with one of these keys, but the dropped."""
    there = Message.objects.exclude(state=State.DROPPED).filter(subject_key__in=set(keys))
    return set(there.order_by().values_list("subject_key", "receiver"))


def preference_of_actor(actor: Actor) -> Preference:
    """The actor's own wishes.

    Raises:
        NotFound: nobody is signed in.
    """
    key = actor.person_id
    person = Person.objects.filter(pk=key).first() if key is not None else None
    if person is None:
        raise NotFound("โปรดเข้าสู่ระบบก่อน", "Please sign in first.")
    return preference_of(person)


def wishes_of(preference: Preference | None) -> Wishes:
    """The wishes of a receiver; the defaults for one without an account or a choice."""
    return preference.wishes if preference else Wishes()


def ready_to_go(now: dt.datetime, ways: Collection[Way]) -> QuerySet[Message]:
    """What a worker may take: due, or left in the hands of a worker that died."""
    due = Q(state__in=[State.WAITING, State.HELD], next_try_at__lte=now)
    left = Q(state=State.SENDING, claimed_at__lt=now - SILENCE)
    return Message.objects.filter(due | left, way__in=list(ways))


def locked(rows: QuerySet[Any], *, skip: bool = True) -> QuerySet[Any]:
    """Rows locked for this transaction, without waiting for others' where ``skip``.

    SQLite locks the whole file at BEGIN instead.
    """
    skipping = skip and connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=skipping)
