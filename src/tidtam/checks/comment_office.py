"""The office's own name in a comment: written ``{office}``, filled in from the register.

A name that nobody types cannot be the wrong one. Names that were typed all the same become
``{office}`` again, and braces that are almost it are found before they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tidtam.checks.finding import Finding, Place
from tidtam.checks.office_names import OfficeName, OfficeRegister
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.text import normalise

PLACEHOLDER: Final = "{office}"

_BRACED: Final = re.compile(
    r"[{｛]+[^{}｛｝\n]{0,40}[}｝]+"  # something in braces
    r"|[{｛]+[ \t]*[A-Za-z]{0,12}|[A-Za-z]{0,12}[ \t]*[}｝]+"  # only one of the two
    r"|[\[(<（＜][ \t]*(?:[oO][fF]{1,3}[iI]?[cC]?[eE]?[sS]?)[ \t]*[\])>）＞]"  # other brackets
)
_MEANS_OFFICE: Final = re.compile("of|fic|เขต|สพท|สำนักงาน|หน่วยงาน|ชื่อ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """A text with ``{office}`` where the office's own name stood.

    Attributes:
        names: the words that were replaced, in their order.
    """

    text: str
    names: tuple[str, ...]


def with_placeholder(text: str, *, about: OfficeName) -> Named:
    """``text`` (normalised) with the full or short name of ``about`` as ``{office}``.

    Spaces, dots and Thai digits make no difference, and สพท. may stand for the kind. Former
    names and a province alone may mean another office, so they stay.
    """
    text = normalise(text)
    own = OfficeRegister([replace(about, provinces=(), former=())])
    parts, names, end = [], [], 0
    for mention in own.mentions(text):
        parts += [text[end : mention.start], PLACEHOLDER]
        names.append(text[mention.start : mention.end])
        end = mention.end
    return Named("".join((*parts, text[end:])), tuple(names))


def check_placeholder(text: str, part: str = "") -> tuple[Finding, ...]:
    """Braces in ``text`` that are not exactly ``{office}``: they would be printed as they stand."""
    return tuple(
        Finding(
            "placeholder",
            "error",
            Place(part, found.start(), found.end()),
            found.group(),
            _WHY,
            PLACEHOLDER if _MEANS_OFFICE.search(found.group()) else "",
        )
        for found in _BRACED.finditer(text)
        if found.group() != PLACEHOLDER
    )


_WHY: Final = Bilingual(
    "จะพิมพ์ออกมาตามนี้ หากหมายถึงชื่อเขต ให้เขียน {office} ให้ตรงทุกตัวอักษร มิฉะนั้นให้ลบวงเล็บออก",
    "This would be printed as it stands; write {office} to the letter for the office's name, "
    "or take the braces out.",
)


class Filled:
    """A text with the office's name in place of ``{office}``, and the way back to its places."""

    def __init__(self, text: str, name: str) -> None:
        self._source = text
        self.text = text.replace(PLACEHOLDER, name)
        self._spans = tuple(_spans(text, name))

    def back(self, finding: Finding) -> Finding:
        """A finding on the filled text as one on the text with its placeholders."""
        start = self._before(finding.where.start, is_end=False)
        end = self._before(finding.where.end, is_end=True)
        place = Place(finding.where.part, start, end)
        return replace(finding, where=place, words=self._source[start:end])

    def _before(self, place: int, *, is_end: bool) -> int:
        """The place in the source; one inside a name goes to the placeholder's edge."""
        shift = 0
        for start, end, origin in self._spans:
            if place <= start:
                break
            if place < end:
                return origin + len(PLACEHOLDER) if is_end else origin
            shift = origin + len(PLACEHOLDER) - end
        return place + shift


def _spans(text: str, name: str) -> Iterator[tuple[int, int, int]]:
    """Start and end of each name in the filled text, and where its placeholder stands."""
    longer = len(name) - len(PLACEHOLDER)
    for number, found in enumerate(re.finditer(re.escape(PLACEHOLDER), text)):
        start = found.start() + number * longer
        yield start, start + len(name), found.start()
