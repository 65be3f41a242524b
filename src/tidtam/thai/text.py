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
_MARK_RUN: Final = re.compile(f"[{MARKS}{_SARA_AM}][{MARKS}{_SARA_AM}{_SARA_AA}]*")
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
    return _MARK_RUN.sub(_sound_run, _swapped_sara_am(text).replace("เเ", "แ"))


def is_sound(text: str) -> bool:
    """Whether ``text`` is already as :func:`normalise` would write it."""
    return normalise(text) == text


def squeeze_spaces(text: str) -> str:
    """``text`` with each run of spaces and tabs as one space, and none at line ends."""
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.splitlines())


def _swapped_sara_am(text: str) -> str:
    """Sara aa before its nikhahit (ลาํพูน): no syllable is written so, it is sara am."""
    return re.sub(f"{_SARA_AA}([{TONES}]?){_NIKHAHIT}+", rf"\1{_SARA_AM}", text)


def _sound_run(match: re.Match[str]) -> str:
    """One run of marks, with the sara am and sara aa that follow, in sound order."""
    run = match.group()
    tail = run.lstrip(MARKS)
    marks = run[: len(run) - len(tail)]
    if tail.startswith(_SARA_AA) and _NIKHAHIT in marks:
        marks, tail = marks.replace(_NIKHAHIT, ""), _SARA_AM + tail[1:]
    elif tail.startswith(_SARA_AM):
        # น + ํ + ำ shows the ring twice; a tone typed after sara am belongs before it.
        marks = marks.replace(_NIKHAHIT, "")
        late = tail[1:]
        after = late.lstrip(MARKS + _SARA_AM)
        marks += "".join(mark for mark in late[: len(late) - len(after)] if mark in MARKS)
        marks, tail = marks.replace(_NIKHAHIT, ""), _SARA_AM + after
    return _ordered(marks) + tail


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
