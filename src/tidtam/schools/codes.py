"""The code that lets a school reply: derived, never stored, compared in constant time.

A link is ``<number of the asked school>-<code>``. The code is an HMAC-SHA256 with the secret
key of the site over inquiry, school and the inquiry's salt, cut to 50 bits; a new salt makes
every link of the inquiry useless. Letters are Crockford's: no i, l, o, u, and those typed
instead of a digit are understood.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

from tidtam.people.limits import Guard
from tidtam.thai.digits import to_arabic

LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH: Final = 10
_GROUP: Final = 5
_KNOWN: Final = frozenset(LETTERS)
_MEANT: Final = str.maketrans("oil", "011")
_MOST: Final = 2**62

# Schools share an address too. A link bears more wrong tries than one address has, so that
# nobody alone can lock a school out; 60 of 2**50 codes in a quarter of an hour find none.
BY_ADDRESS: Final = Guard("school-code-address", 30, dt.timedelta(minutes=15))
BY_LINK: Final = Guard("school-code-link", 60, dt.timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link says: which asked school, and the code that is to prove it."""

    asked_id: int
    code: str


def code_for(*, inquiry_id: int, school_id: int, salt: str) -> str:
    """The ten letters of one school's code."""
    said = f"{inquiry_id}:{school_id}:{salt}"
    digest = salted_hmac("tidtam.schools.code", said, algorithm="sha256").digest()
    number = int.from_bytes(digest[:8], "big")
    return "".join(LETTERS[number >> (5 * place) & 31] for place in range(LENGTH))


def is_code(claimed: str, right: str) -> bool:
    """Whether a code is the right one; takes as long for a wrong one."""
    return constant_time_compare(claimed, right)


def link_of(asked_id: int, code: str) -> str:
    """What stands in the address and on paper: "7k-0a1b2-c3d4e"."""
    return f"{_short(asked_id)}-{code[:_GROUP]}-{code[_GROUP:]}"


def read_link(text: str) -> Claim | None:
    """What somebody typed or opened, in any case and spacing; None where it cannot be one."""
    letters = [each for each in to_arabic(text[:80]).casefold() if each not in " -\u2013\u200b"]
    said = "".join(letters).translate(_MEANT)
    if len(said) <= LENGTH or not set(said) <= _KNOWN:
        return None
    number = 0
    for letter in said[:-LENGTH]:
        number = number * 32 + LETTERS.index(letter)
    return Claim(number, said[-LENGTH:]) if number < _MOST else None


def _short(number: int) -> str:
    letters = ""
    while number or not letters:
        number, rest = divmod(number, 32)
        letters = LETTERS[rest] + letters
    return letters
