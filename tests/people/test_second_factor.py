"""Second factors: codes of an app and recovery codes are each good once."""

from __future__ import annotations

import datetime as dt
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from pytest_django import Settings

from factories import make_person
from tidtam.people import limits
from tidtam.people.errors import TooManyTries
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.people.second_factor import (
    WrongCode,
    add_app,
    check_code,
    factors_of,
    has_second_factor,
    is_required_of,
    new_secret,
    recovery_codes,
    remove_factor,
)
from tidtam.shared import clock
from tidtam.shared.errors import NotFound, WrongState

pytestmark = pytest.mark.django_db


def code_now(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows at this moment (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def person() -> Person:
    return make_person()


@pytest.fixture
def secret(person: Person) -> str:
    made = new_secret()
    add_app(person, secret=made, code=code_now(made))
    return made


def test_the_app_is_on_only_after_a_right_code_of_it(person: Person) -> None:
    secret = new_secret()

    with pytest.raises(WrongCode):
        add_app(person, secret=secret, code=code_now(new_secret()))
    assert not has_second_factor(person)

    codes = add_app(person, secret=secret, code=code_now(secret))

    assert has_second_factor(person)
    assert (len(codes), len(set(codes)), {len(code) for code in codes}) == (10, 10, {8})


def test_the_secret_is_sealed_in_the_table(person: Person, secret: str) -> None:
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_code_of_the_app_is_good_once(person: Person, secret: str) -> None:
    code = code_now(secret)
    check_code(person, f"{code[:3]} {code[3:]}")

    with pytest.raises(WrongCode):
        check_code(person, code)


def test_a_code_half_a_minute_late_is_taken_one_of_minutes_ago_is_not(
    person: Person, secret: str
) -> None:
    check_code(person, code_now(secret, -1))

    with pytest.raises(WrongCode):
        check_code(person, code_now(secret, -4))


def test_a_recovery_code_is_good_once(person: Person, secret: str) -> None:
    first, *others = recovery_codes(person)

    check_code(person, first)

    with pytest.raises(WrongCode):
        check_code(person, first)
    assert recovery_codes(person) == others


def test_new_recovery_codes_make_the_old_ones_useless(person: Person, secret: str) -> None:
    old = recovery_codes(person)

    new = recovery_codes(person, anew=True)

    assert set(old) & set(new) == set()
    with pytest.raises(WrongCode):
        check_code(person, old[0])


def test_guessing_codes_is_slowed_down_and_ends_by_itself(person: Person, secret: str) -> None:
    for _ in range(limits.BY_PERSON.limit):
        with pytest.raises(WrongCode):
            check_code(person, "000000")

    with pytest.raises(TooManyTries):
        check_code(person, code_now(secret))
    with time_machine.travel(clock.now() + dt.timedelta(minutes=15)):
        check_code(person, code_now(secret))


def test_a_second_app_is_refused(person: Person, secret: str) -> None:
    other = new_secret()

    with pytest.raises(WrongState):
        add_app(person, secret=other, code=code_now(other))


def test_the_recovery_codes_go_with_the_last_factor(person: Person, secret: str) -> None:
    app = factors_of(person).get(type=Authenticator.Type.TOTP)
    with pytest.raises(NotFound):
        remove_factor(make_person(), pk=app.pk)

    remove_factor(person, pk=app.pk)

    assert not factors_of(person).exists()


@pytest.mark.parametrize(
    ("roles", "required"), [([], False), (["director"], False), (["central_officer"], True)]
)
def test_a_second_factor_is_required_by_role(
    person: Person, settings: Settings, roles: list[str], required: bool
) -> None:
    settings.TIDTAM_SECOND_FACTOR_ROLES = roles

    assert is_required_of(actor_for(person)) is required
