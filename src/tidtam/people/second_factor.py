"""Second factors of a person: codes of an authenticator app, recovery codes, passkeys.

The mathematics and the tables are allauth's; when a code may be tried is ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from tidtam.history.actions import record
from tidtam.people import limits
from tidtam.people.actor import Actor
from tidtam.people.errors import TooManyTries
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.ways_in import keep_a_way_in
from tidtam.shared.errors import BadInput, NotFound, WrongState

APP, KEY, CODES = (
    Authenticator.Type.TOTP,
    Authenticator.Type.WEBAUTHN,
    Authenticator.Type.RECOVERY_CODES,
)


class WrongCode(BadInput):
    """The code is not right, or was used."""

    def __init__(self) -> None:
        super().__init__(
            "รหัสไม่ถูกต้องหรือใช้ไปแล้ว โปรดรอรหัสใหม่ในแอปแล้วกรอกอีกครั้ง และตรวจว่านาฬิกาของโทรศัพท์ตรง",
            "The code is wrong or was used. Please wait for the next one in the app, and check "
            "that the clock of your phone is right.",
        )


def new_secret() -> str:
    """A fresh secret for an authenticator app, not kept anywhere yet."""
    return str(generate_totp_secret())


def factors_of(person: Person) -> QuerySet[Authenticator]:
    """All second factors of a person, recovery codes too."""
    factors: QuerySet[Authenticator] = Authenticator.objects.filter(user=person)
    return factors.order_by("type", "created_at", "pk")


def has_second_factor(person: Person) -> bool:
    """Whether a password alone does not let this person in."""
    return factors_of(person).filter(type__in=(APP, KEY)).exists()


def is_required_of(actor: Actor) -> bool:
    """Whether a role held today needs a second factor here (``TIDTAM_SECOND_FACTOR_ROLES``)."""
    needed: Iterable[str] = settings.TIDTAM_SECOND_FACTOR_ROLES
    return bool({role.value for role in actor.roles} & set(needed))


@transaction.atomic
def add_app(person: Person, *, secret: str, code: str) -> list[str]:
    """Switch the authenticator app on, once a code of it was right; the recovery codes.

    Raises:
        BadInput: the code does not belong to the secret.
        WrongState: there is an app already.
    """
    if factors_of(person).filter(type=APP).exists():
        raise WrongState(
            "มีแอปยืนยันตัวตนอยู่แล้ว โปรดถอดแอปเดิมก่อน",
            "There is an authenticator app already. Please remove it first.",
        )
    if not validate_totp_code(secret, code):
        raise WrongCode
    TOTP.activate(person, secret)
    record("people.add_app", f"people.person:{person.pk}", by=actor_for(person))
    return recovery_codes(person)


@transaction.atomic
def add_passkey(person: Person, *, name: str, credential: dict[str, Any]) -> list[str]:
    """Keep a passkey that the browser proved to hold; the recovery codes."""
    WebAuthn.add(person, name, credential)
    record("people.add_passkey", f"people.person:{person.pk}", by=actor_for(person))
    return recovery_codes(person)


@transaction.atomic
def recovery_codes(person: Person, *, anew: bool = False) -> list[str]:
    """The recovery codes not used yet; ``anew`` makes the old ones useless."""
    if anew:
        factors_of(person).filter(type=CODES).delete()
        record("people.new_recovery_codes", f"people.person:{person.pk}", by=actor_for(person))
    return list(RecoveryCodes.activate(person).get_unused_codes())


@transaction.atomic
def remove_factor(person: Person, *, pk: int) -> None:
    """Remove an app or a passkey; the recovery codes go with the last of them.

    Raises:
        NotFound: the person has no such factor.
        OnlyWayIn: it is the passkey without which the person could not sign in.
    """
    factor = factors_of(person).filter(pk=pk, type__in=(APP, KEY)).first()
    if factor is None:
        raise NotFound(
            "ไม่พบวิธียืนยันตัวตนนี้ อาจถูกถอดไปแล้ว โปรดโหลดหน้าใหม่",
            "There is no such factor; it may have been removed. Please reload the page.",
        )
    if factor.type == KEY:
        keep_a_way_in(person, but_factor=factor.pk)
    kind = factor.type
    factor.delete()
    if not has_second_factor(person):
        factors_of(person).delete()
    detail = {"kind": str(kind)}
    record(
        "people.remove_factor", f"people.person:{person.pk}", by=actor_for(person), detail=detail
    )


def remove_all(person: Person) -> None:
    """Take every second factor away; the caller has asked whether that is allowed."""
    factors_of(person).delete()


def check_code(person: Person, code: str) -> None:
    """Accept a code of the app, or a recovery code, once.

    Raises:
        BadInput: the code is wrong or was used.
        TooManyTries: too many wrong ones.
    """
    code = "".join(code.split()).replace("-", "")
    limits.take(limits.BY_PERSON, str(person.pk))
    if not any(_is_right(factor, code) for factor in factors_of(person)):
        raise WrongCode
    limits.clear(limits.BY_PERSON, str(person.pk))


def _is_right(factor: Authenticator, code: str) -> bool:
    if factor.type == CODES:
        right = bool(RecoveryCodes(factor).validate_code(code))
    elif factor.type == APP:
        right = bool(TOTP(factor).validate_code(code)) and _is_first_use(factor, code)
    else:
        return False
    if right:
        factor.record_usage()
    return right


def _is_first_use(factor: Authenticator, code: str) -> bool:
    """allauth remembers used codes within one process; this holds for all of them."""
    try:
        limits.take(limits.USED_ONCE, f"{factor.pk} {code}")
    except TooManyTries:
        return False
    return True
