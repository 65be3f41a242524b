"""Finds the agency a written name means, and never chooses between two.

Three standings, and only the first can win:

- *exact*: the name is one of the agency's written forms after the folding and reading
  of :mod:`tidtam.orgs.reading`;
- *open*: the name fits, but leaves out what tells the agency from others (สพป.ระยอง);
- *near*: the name does not fit; the agency is only a suggestion (สพป.พระยง เขต 1).

A name resolves when exactly one agency fits (exact or open) and it fits exactly.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from rapidfuzz import fuzz, process

from tidtam.orgs import reasons
from tidtam.orgs.entries import AgencyEntry, NameEntry, in_force
from tidtam.orgs.errors import AmbiguousName, UnknownName
from tidtam.orgs.reading import NameReader, Reading, damage_key, fold, fold_english
from tidtam.orgs.reasons import Reason, Standing
from tidtam.orgs.states import AREA_OFFICES, AgencyKind, NameKind
from tidtam.thai.bilingual import Bilingual

NEAR_LIMIT: Final = 8
LONGEST_NAME: Final = 300
_LIKENESS_FLOOR: Final = 70.0
_CODE: Final = re.compile(r"[0-9]{10}")
_LATIN: Final = re.compile("[a-z]")
_THAI: Final = re.compile("[ก-๎]")

Key = tuple[AgencyKind, frozenset[str], int | None]


@dataclass(frozen=True, slots=True)
class Match:
    """An agency the name may mean.

    Attributes:
        entry: the agency.
        score: 0 to 100, only to rank; winning depends on ``standing`` alone.
        reason: why it is here, in words.
        standing: exact, open or near.
    """

    entry: AgencyEntry
    score: int
    reason: Bilingual
    standing: Standing


class Finder:
    """A register made ready for finding; build once, ask often.

    Args:
        entries: the agencies.
        on: the day whose names count; None counts every name ever borne.
    """

    def __init__(self, entries: Iterable[AgencyEntry], *, on: date | None = None) -> None:
        self._entries = tuple(entries)
        self._on = on
        self._reader = NameReader({p.code: p for e in self._entries for p in e.provinces}.values())
        self._codes = {entry.code: entry for entry in self._entries}
        self._keys: dict[Key, list[AgencyEntry]] = defaultdict(list)
        self._names: dict[str, list[tuple[AgencyEntry, Reason]]] = defaultdict(list)
        self._former: dict[Reading, list[tuple[AgencyEntry, NameEntry]]] = defaultdict(list)
        self._damaged: dict[str, list[AgencyEntry]] = defaultdict(list)
        self._choices: list[tuple[str, AgencyEntry]] = []
        for entry in self._entries:
            if in_force(entry.valid_from, entry.valid_to, on):
                self._add_own_names(entry)
            for name in entry.names:
                self._add_other_name(entry, name)

    def candidates(self, name: str) -> tuple[Match, ...]:
        """The agencies ``name`` may mean, best first.

        One exact match when the name resolves; otherwise all that fit and up to
        ``NEAR_LIMIT`` suggestions.
        """
        folded = fold(name)
        if not folded or len(name) > LONGEST_NAME:
            return ()
        readings = self._reader.readings(folded)
        fits = _best([*self._exact(name, folded, readings), *self._open(readings)])
        if _winner(fits):
            return fits
        taken = {match.entry.code for match in fits}
        near = [*self._near(readings), *(() if fits else self._alike(name, folded))]
        rest = _best(match for match in near if match.entry.code not in taken)
        return fits + rest[:NEAR_LIMIT]

    def resolve(self, name: str) -> AgencyEntry:
        """The one agency ``name`` means.

        Raises:
            AmbiguousName: when several fit, or one fits but the name leaves it open.
            UnknownName: when none fits; the nearest come with it.
        """
        candidates = self.candidates(name)
        winner = _winner(candidates)
        if winner:
            return winner.entry
        fits = [match for match in candidates if match.standing is not Standing.NEAR]
        if len(fits) > 1:
            raise AmbiguousName(name, fits)
        raise UnknownName(name, candidates)

    def _add_own_names(self, entry: AgencyEntry) -> None:
        codes = frozenset(province.code for province in entry.provinces)
        if entry.kind is AgencyKind.REGIONAL_OFFICE:
            codes = frozenset()
        self._keys[entry.kind, codes, entry.number].append(entry)
        for form in english_forms(entry):
            reason = reasons.FULL if form == fold_english(entry.name_en) else reasons.ENGLISH
            self._names[form].append((entry, reason))
        for name, reason in ((entry.name_th, reasons.FULL), (entry.short_th, reasons.SHORT)):
            self._names[fold(name)].append((entry, reason))
            self._choices.append((fold(name), entry))
            self._damaged[damage_key(fold(name))].append(entry)
        self._damaged[damage_key(fold(entry.name_th.replace("พื้นที่การ", "พื้นที่")))].append(entry)
        self._choices.append((fold_english(entry.name_en), entry))

    def _add_other_name(self, entry: AgencyEntry, name: NameEntry) -> None:
        if name.kind is NameKind.FORMER:
            for reading in self._reader.readings(fold(name.name)):
                self._former[reading].append((entry, name))
            if in_force(name.valid_from, name.valid_to, self._on):
                self._names[fold(name.name)].append((entry, reasons.former(name)))
        elif in_force(name.valid_from, name.valid_to, self._on):
            self._names[fold(name.name)].append((entry, reasons.OTHER_NAME))

    def _exact(self, name: str, folded: str, readings: tuple[Reading, ...]) -> Iterator[Match]:
        if _CODE.fullmatch(folded) and folded in self._codes:
            yield _match(self._codes[folded], reasons.CODE)
        english = _LATIN.search(folded) and not _THAI.search(folded)
        for entry, reason in self._names.get(fold_english(name) if english else folded, ()):
            yield _match(entry, reason)
        for reading in readings:
            reason = reasons.READ if reading.says_kind else reasons.KIND_LEFT_OUT
            for kind in reading.kinds:
                for entry in self._keys.get((kind, reading.provinces, reading.number), ()):
                    yield _match(entry, reason)
            yield from self._by_former_name(reading)
        for entry in self._damaged.get(damage_key(folded), ()):
            yield _match(entry, reasons.REPAIRED)

    def _by_former_name(self, reading: Reading) -> Iterator[Match]:
        for entry, name in self._former.get(reading, ()):
            held = in_force(name.valid_from, name.valid_to, self._on)
            yield _match(entry, reasons.former(name) if held else reasons.not_then(name))

    def _open(self, readings: tuple[Reading, ...]) -> Iterator[Match]:
        """Offices of the named provinces, where the name leaves out their number."""
        for reading in readings:
            if reading.number is None and reading.provinces:
                siblings = self._siblings(reading)
                for entry in siblings:
                    if entry.number is not None:
                        yield _match(entry, reasons.number_missing(len(siblings)))

    def _near(self, readings: tuple[Reading, ...]) -> Iterator[Match]:
        """Offices that share a province with the name but do not bear it."""
        for reading in readings:
            siblings = {entry.code for entry in self._siblings(reading)}
            for entry in self._entries:
                shared = {p.code for p in entry.provinces} & reading.provinces
                if not shared or entry.kind not in reading.kinds:
                    continue
                if entry.code in siblings and reading.number is not None:
                    yield _match(entry, reasons.no_such_number(reading.number))
                else:
                    yield _match(entry, reasons.COVERS)

    def _siblings(self, reading: Reading) -> list[AgencyEntry]:
        """Area offices of exactly the named provinces, of the kinds the name allows."""
        return [
            entry
            for entry in self._entries
            if entry.kind in reading.kinds
            and entry.kind in AREA_OFFICES
            and in_force(entry.valid_from, entry.valid_to, self._on)
            and {province.code for province in entry.provinces} == reading.provinces
        ]

    def _alike(self, name: str, folded: str) -> Iterator[Match]:
        query = folded if _THAI.search(folded) else fold_english(name)
        forms = [form for form, _ in self._choices]
        for _, likeness, place in process.extract(
            query, forms, scorer=fuzz.ratio, score_cutoff=_LIKENESS_FLOOR, limit=2 * NEAR_LIMIT
        ):
            yield _match(self._choices[place][1], reasons.alike(likeness))


def english_forms(entry: AgencyEntry) -> frozenset[str]:
    """Folded English names: the province before or after the kind, full or short."""
    forms = {fold_english(entry.name_en), fold_english(entry.short_en)}
    if entry.kind not in AREA_OFFICES or not entry.provinces:
        return frozenset(forms)
    level = "primary" if entry.kind is AgencyKind.PRIMARY_OFFICE else "secondary"
    kinds = (
        f"{level} educational service area office",
        f"{level} educational service area",
        f"{level[0]}esao",
    )
    number = "" if entry.number is None else str(entry.number)
    for where in _english_places(entry):
        for kind in kinds:
            forms |= {fold_english(f"{where} {kind} {number}")}
            forms |= {fold_english(f"{kind} {where} {part}") for part in (number, f"area {number}")}
    return frozenset(forms)


def _english_places(entry: AgencyEntry) -> set[str]:
    """The provinces in English as the name has them, and with their other English names."""
    usual = " ".join(province.name_en for province in entry.provinces)
    other = " ".join(
        next((name for name in province.other_names if name.isascii()), province.name_en)
        for province in entry.provinces
    )
    return {usual, other}


def _match(entry: AgencyEntry, reason: Reason) -> Match:
    return Match(entry, reason.score, reason.words, reason.standing)


def _best(matches: Iterable[Match]) -> tuple[Match, ...]:
    """One match for each agency, its strongest; the strongest agency first."""
    best: dict[str, Match] = {}
    for match in matches:
        held = best.get(match.entry.code)
        if held is None or match.score > held.score:
            best[match.entry.code] = match
    return tuple(sorted(best.values(), key=lambda match: (-match.score, match.entry.order)))


def _winner(matches: tuple[Match, ...]) -> Match | None:
    """The match that wins: the only one that fits, and exactly."""
    fits = [match for match in matches if match.standing is not Standing.NEAR]
    return fits[0] if len(fits) == 1 and fits[0].standing is Standing.EXACT else None
