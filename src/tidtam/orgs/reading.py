"""How a written name of an agency is read: folded, then taken apart into its parts.

Folding is what two written forms may differ in and still be the same name: spaces,
points and other signs; Thai or Arabic digits; capital letters; the ways of writing a
syllable that :mod:`tidtam.thai.repair` makes one. Reading takes a folded name apart
into the kind of office, the provinces and the number, through the prefixes below and
the names and abbreviations of provinces. Nothing here compares by likeness.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tidtam.orgs.entries import ProvinceEntry
from tidtam.orgs.states import AREA_OFFICES, AgencyKind
from tidtam.thai.digits import to_arabic
from tidtam.thai.repair import repair_pdf
from tidtam.thai.text import MARKS

_SIGNS: Final = re.compile(r"[^0-9a-zก-ฮะ-ฺเ-ๅ็-๎]")
_ENGLISH_WORD: Final = re.compile(r"[a-z]+|[0-9]+")
_ENGLISH_FILLERS: Final = frozenset({"the", "and", "no"})
_NUMBERED: Final = re.compile(r"(.*?)(?:เขต(?:ที่)?|ภาค(?:ที่)?|ที่)?0*([0-9]{1,4})")
_PRIVATE_SCHOOLS: Final = "โรงเรียนเอกชน"

ANY_KIND: Final = frozenset(AgencyKind) - {AgencyKind.CENTRAL, AgencyKind.REGIONAL_OFFICE}
_AREA: Final = frozenset(AREA_OFFICES)
_PRIMARY: Final = frozenset({AgencyKind.PRIMARY_OFFICE})
_SECONDARY: Final = frozenset({AgencyKind.SECONDARY_OFFICE})
_PROVINCIAL: Final = frozenset({AgencyKind.PROVINCIAL_OFFICE})
_REGIONAL: Final = frozenset({AgencyKind.REGIONAL_OFFICE})


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a name apart.

    Attributes:
        kinds: the kinds the name allows; all kinds of a province where it says none.
        provinces: codes of the provinces named.
        number: the number at the end, None where there is none.
        says_kind: whether the name says what kind of office it is.
    """

    kinds: frozenset[AgencyKind]
    provinces: frozenset[str]
    number: int | None
    says_kind: bool


def fold(text: str) -> str:
    """``text`` without what may differ between two writings of one name."""
    return _SIGNS.sub("", to_arabic(repair_pdf(text)).casefold())


def fold_english(text: str) -> str:
    """English words of ``text`` run together, without "the", "and", "no"."""
    words = _ENGLISH_WORD.findall(to_arabic(text).casefold())
    return "".join(word for word in words if word not in _ENGLISH_FILLERS)


def damage_key(folded: str) -> str:
    """What survives when an old PDF shifts marks and loses the ring of sara am.

    The letters in order, then the marks as a sorted bag; sara am counts as sara aa.
    """
    plain = folded.replace("ำ", "า").replace("ํ", "")
    marks = sorted(letter for letter in plain if letter in MARKS)
    letters = [letter for letter in plain if letter not in MARKS]
    return "".join(letters) + "|" + "".join(marks)


def _prefixes() -> list[tuple[str, frozenset[AgencyKind]]]:
    """Every folded beginning that says a kind, longest first.

    "การ" may be missing (เขตพื้นที่ศึกษา): reports leave it out, and no other office
    is called so.
    """
    forms = {"สพป": _PRIMARY, "สพม": _SECONDARY, "สพท": _AREA, "ศธจ": _PROVINCIAL, "ศธภ": _REGIONAL}
    for office in ("สำนักงาน", "สนง", ""):
        for area in ("เขตพื้นที่การศึกษา", "เขตพื้นที่ศึกษา"):
            forms[office + area] = _AREA
            forms[office + area + "ประถมศึกษา"] = _PRIMARY
            forms[office + area + "มัธยมศึกษา"] = _SECONDARY
        forms[office + "ศึกษาธิการจังหวัด"] = _PROVINCIAL
        forms[office + "ศึกษาธิการภาค"] = _REGIONAL
    forms["สำนักงานศึกษาธิการ"] = _PROVINCIAL
    return sorted(((fold(form), kinds) for form, kinds in forms.items()), key=_longest_first)


def _longest_first(prefix: tuple[str, frozenset[AgencyKind]]) -> int:
    return -len(prefix[0])


PREFIXES: Final = _prefixes()


class NameReader:
    """Reads names with the provinces of a register."""

    def __init__(self, provinces: Iterable[ProvinceEntry]) -> None:
        self._full: dict[str, str] = {}
        self._short: dict[str, str] = {}
        for province in provinces:
            for name in (province.name_th, *province.other_names):
                for form in (name, f"จังหวัด{name}", f"จ.{name}", f"และ{name}"):
                    self._full[fold(form)] = province.code
            self._short[fold(province.abbreviation)] = province.code
        self._any = self._short | self._full
        self._longest = max((len(form) for form in self._any), default=0)

    def readings(self, folded: str) -> tuple[Reading, ...]:
        """Every way to take the folded name apart; empty when there is none."""
        found = [
            Reading(kinds, provinces, number, says_kind=True)
            for kinds, rest in _beginnings(folded)
            for body, number in _endings(rest)
            for provinces in self._split(body, self._any)
        ]
        if not found:
            found = [
                Reading(ANY_KIND, provinces, number, says_kind=False)
                for body, number in _endings(folded)
                for provinces in self._split(body, self._full)
                if provinces
            ]
        return tuple(dict.fromkeys(found))

    def _split(self, text: str, forms: dict[str, str]) -> Iterator[frozenset[str]]:
        """Every set of provinces whose written forms, one after another, make ``text``."""
        if not text:
            yield frozenset()
            return
        for length in range(1, min(len(text), self._longest) + 1):
            code = forms.get(text[:length])
            if code is None:
                continue
            for others in self._split(text[length:], forms):
                if code not in others:
                    yield others | {code}


def _beginnings(folded: str) -> Iterator[tuple[frozenset[AgencyKind], str]]:
    """The kinds the beginning says, and what follows it; only the longest beginning counts."""
    for prefix, kinds in PREFIXES:
        if folded.startswith(prefix):
            rest = folded.removeprefix(prefix)
            yield kinds, rest.removesuffix(_PRIVATE_SCHOOLS) if kinds == _PROVINCIAL else rest
            return


def _endings(text: str) -> Iterator[tuple[str, int | None]]:
    """The text before its number, and the number."""
    numbered = _NUMBERED.fullmatch(text)
    yield (numbered[1], int(numbered[2])) if numbered else (text, None)
