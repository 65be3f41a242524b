"""Passwords tried at the door, and what is kept of a sign-in."""

from __future__ import annotations

from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.db import transaction

from tidtam.history.actions import record
from tidtam.people import limits
from tidtam.people.models import Person, SignIn
from tidtam.people.queries import actor_for
from tidtam.shared import clock
from tidtam.shared.errors import BadInput


def try_password(name: str, password: str, *, address: str, device: str = "") -> Person | None:
    """The person behind a right name and password; None for every wrong pair.

    Args:
        name: the sign-in name as typed; known or not, it is counted the same.
        password: as typed.
        address: of the network the try comes from; "" where it is not known.
        device: mark of a browser in which this very name signed in before; "" for others.
            It is counted by itself, so that nobody can lock a person out of the own machine.

    Raises:
        TooManyTries: says how long to wait; never more than a quarter of an hour.
    """
    name = name.strip().lower()
    guard, value = (limits.BY_DEVICE, device) if device else (limits.BY_NAME, name)
    limits.take(guard, value)
    if address:
        limits.take(limits.BY_ADDRESS, address)
    person = authenticate(None, username=name, password=password)
    if not isinstance(person, Person):
        return None
    limits.clear(guard, value)
    if address:
        limits.give_back(limits.BY_ADDRESS, address)
    return person


def confirm_password(person: Person, password: str) -> None:
    """Make sure that the person at the keyboard is the one who is signed in.

    Raises:
        BadInput: the password is wrong.
        TooManyTries: too many wrong ones.
    """
    limits.take(limits.BY_DEVICE, f"confirm {person.pk}")
    if not person.check_password(password):
        raise BadInput(
            "รหัสผ่านปัจจุบันไม่ถูกต้อง โปรดกรอกอีกครั้ง",
            "The current password is wrong. Please type it again.",
        )
    limits.clear(limits.BY_DEVICE, f"confirm {person.pk}")


@transaction.atomic
def change_password(person: Person, *, password: str) -> Person:
    """Set another password; all sessions end but the one its door renews."""
    person.set_password(password)
    person.save(update_fields=["password"])
    record("people.change_password", f"people.person:{person.pk}", by=actor_for(person))
    return person


def keep_sign_in(person: Person, *, session_key: str, way: str, browser: str) -> SignIn:
    """Remember a session that began, for the person's own list."""
    dead = person.sign_ins.exclude(session_key__in=Session.objects.values("session_key"))
    dead.delete()
    kept, _made = SignIn.objects.update_or_create(
        session_key=session_key,
        defaults={"person": person, "way": way, "browser": browser[:60], "at": clock.now()},
    )
    return kept


def follow_session(*, before: str, after: str) -> None:
    """A session that got another key is still the same sign-in."""
    SignIn.objects.filter(session_key=before).update(session_key=after)


@transaction.atomic
def end_session(person: Person, *, sign_in: int, but: str) -> bool:
    """End one session of a person; False when it is over already.

    Args:
        person: whose session it is; those of others are not found.
        sign_in: key of the sign-in that made it.
        but: the session in which this is asked; leaving that one is signing out.

    Raises:
        BadInput: it is the session in which this is asked.
    """
    found = person.sign_ins.filter(pk=sign_in).first()
    if found is None:
        return False
    if found.session_key == but:
        raise BadInput(
            "นี่คือเครื่องที่ท่านใช้อยู่ โปรดกด “ออกจากระบบ” ที่ด้านบนของหน้า",
            "This is the session you are in. Please use “Sign out” at the top of the page.",
        )
    Session.objects.filter(session_key=found.session_key).delete()
    found.delete()
    detail = {"way": found.way, "browser": found.browser}
    by = actor_for(person)
    record("people.end_session", f"people.person:{person.pk}", by=by, detail=detail)
    return True


@transaction.atomic
def end_other_sessions(person: Person, *, but: str) -> Person:
    """End every session of a person but one; the caller renews the hash of that one."""
    others = person.sign_ins.exclude(session_key=but)
    Session.objects.filter(session_key__in=others.values("session_key")).delete()
    others.delete()
    person.session_round += 1
    person.save(update_fields=["session_round"])
    record("people.end_other_sessions", f"people.person:{person.pk}", by=actor_for(person))
    return person
