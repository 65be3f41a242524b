"""Thai dictionary order.

As the Royal Society's dictionary has it: a vowel written before its consonant counts
after it, tones and other marks decide only between words otherwise equal, and signs
and spaces do not count. Numbers compare by value, so เขต 2 stands before เขต 10.
"""

from __future__ import annotations

import re
from typing import Final

from tidtam.thai.digits import to_arabic
from tidtam.thai.text import normalise

_LEADING: Final = re.compile("([เแโใไ])([ก-ฮ])")
_SECONDARY: Final = "็่้๊๋์"
_NUMBER: Final = re.compile(r"[0-9]+")
_IGNORED: Final = re.compile(r"[^0-9A-Za-z\u00c0-\u024fก-ฮะ-ฺเ-ๅ็-๎]")
_LONGEST_NUMBER: Final = 20

SortKey = tuple[str, str, str]


def sort_key(text: str) -> SortKey:
    """A key that puts Thai names in dictionary order: ``sorted(names, key=sort_key)``.

    Shape: (letters with leading vowels swapped, marks with their places, the text
    itself), compared in that order; the last part makes the order total.
    """
    plain = _IGNORED.sub("", normalise(to_arabic(text))).casefold()
    swapped = _NUMBER.sub(_padded, _LEADING.sub(r"\2\1", plain))
    letters: list[str] = []
    marks: list[str] = []
    for character in swapped:
        if character in _SECONDARY:
            marks.append(f"{len(letters):06}{character}")
        else:
            letters.append(character)
    # A word with a mark further to the left comes later, one without any comes first.
    return "".join(letters), _inverted(marks), text


def _padded(number: re.Match[str]) -> str:
    return number.group().zfill(_LONGEST_NUMBER)


def _inverted(marks: list[str]) -> str:
    """Marks so that an earlier mark sorts after a later one, and none sorts first."""
    return "".join(f"{999_999 - int(mark[:6]):06}{mark[6]}" for mark in marks)
