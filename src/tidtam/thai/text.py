"""Sound Thai text: one way to write each syllable, whatever keyboard or program it came from.

:func:`normalise` is what Unicode's NFC does not do for Thai: the standard leaves a
decomposed sara am and marks in a wrong order as they are, though they look the same.
It never changes text that is already sound and changes nothing by guessing;
:mod:`tidtam.thai.repair` undoes the damage of old PDF files.
"""

from __future__ import annotations

import re
from typing import Final

ABOVE_VOWELS: Final = "ัิีึื็ํ"
BELOW_VOWELS: Final = "ฺุู"
TONES: Final = "่้๊๋"
SILENCER: Final = "์"
MARKS: Final = ABOVE_VOWELS + BELOW_VOWELS + TONES + SILENCER

_VOWELS: Final = ABOVE_VOWELS + BELOW_VOWELS
_NIKHAHIT: Final = "ํ"
_SARA_AA: Final = "า"
_SARA_AM: Final = "ำ"

_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_WIDE_SPACES: Final = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_RING_THEN_AA: Final = re.compile(f"{_NIKHAHIT}([{MARKS}]*){_SARA_AA}")
_AA_THEN_RING: Final = re.compile(f"{_SARA_AA}([{TONES}]*){_NIKHAHIT}")
_MARK_RUN: Final = re.compile(f"[{MARKS}{_SARA_AM}]{{2,}}")
_SPACES: Final = re.compile("[ \t]+")


def normalise(text: str) -> str:
    """``text`` with each Thai syllable written in its one sound form.

    In this order: invisible characters go (zero-width spaces and joiners, soft
    hyphens); special spaces become plain ones; two sara e become sara ae; in each run
    of marks a doubled mark is written once, vowels stand before tones and tones before
    the silencer, and nikhahit with sara aa (in either order, a tone between them or
    not) becomes sara am after its tone. Sound text comes back unchanged, and a second
    pass changes nothing.
    """
    text = _WIDE_SPACES.sub(" ", _INVISIBLE.sub("", text))
    # Marks put in order can bring a ring next to its sara aa; each round shortens or orders.
    while (sound := _one_round(text)) != text:
        text = sound
    return text


def _one_round(text: str) -> str:
    return _MARK_RUN.sub(_sound_run, _composed_sara_am(text).replace("เเ", "แ"))


def is_sound(text: str) -> bool:
    """Whether ``text`` is already as :func:`normalise` would write it."""
    return normalise(text) == text


def squeeze_spaces(text: str) -> str:
    """``text`` with each run of spaces and tabs as one space, and none at line ends."""
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.splitlines())


def _composed_sara_am(text: str) -> str:
    """Nikhahit and sara aa in either order (นํ้า, ลาํพูน): no syllable has both, it is sara am."""
    return _AA_THEN_RING.sub(rf"\1{_SARA_AM}", _RING_THEN_AA.sub(rf"\1{_SARA_AM}", text))


def _sound_run(match: re.Match[str]) -> str:
    """One run of marks in sound order; sara am closes it and has its ring already."""
    run = match.group()
    if _SARA_AM not in run:
        return _ordered(run)
    return _ordered(run.replace(_SARA_AM, "").replace(_NIKHAHIT, "")) + _SARA_AM


def _ordered(marks: str) -> str:
    """Vowels, then tones, then the silencer; a mark repeated at once is written once."""
    ranked = sorted(marks, key=_rank)
    return "".join(
        mark for place, mark in enumerate(ranked) if place == 0 or mark != ranked[place - 1]
    )


def _rank(mark: str) -> int:
    if mark in _VOWELS:
        return 0
    return 1 if mark in TONES else 2
