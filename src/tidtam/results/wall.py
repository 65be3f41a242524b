"""The wall of a round: every office with its completeness, values and levels."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tidtam.frameworks.queries import definition_of
from tidtam.orgs.models import Agency, InspectionRegion
from tidtam.orgs.queries import regions_by_code
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.people.actor import Actor
from tidtam.results.hidden import NOTHING, hidden_from
from tidtam.results.models import Computation
from tidtam.results.queries import totals_of
from tidtam.reviews.queries import left_out, marked_codes, offices_judged
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.thai.collate import sort_key
from tidtam.thai.digits import to_arabic
from tidtam.thai.shares import whole_percent


@dataclass(frozen=True)
class WallTotal:
    """One instrument of one office: the printed value, level and word, or nothing yet."""

    framework_code: str
    value: str = ""
    level: int | None = None
    word: str = ""


@dataclass(frozen=True)
class WallRow:
    """One office.

    Attributes:
        answered, asked: over all instruments of the round itself.
        totals: in the order of the round's instruments.
        regions: inspection regions, in order.
        is_hidden: an embargo holds its totals back from the reader; it counts nowhere.
    """

    office: Agency
    regions: tuple[InspectionRegion, ...]
    answered: int
    asked: int
    totals: tuple[WallTotal, ...]
    is_hidden: bool = False

    @property
    def is_complete(self) -> bool:
        return self.answered >= self.asked

    @property
    def percent(self) -> int:
        """Whole per cent of what is asked that is answered; 100 only when all is."""
        return whole_percent(self.answered, self.asked) if self.asked else 100


@dataclass(frozen=True)
class TotalChange:
    """One office whose printed total differs between two computations."""

    office: Agency
    framework_code: str
    before: str
    after: str


def total_changes(before: Computation, after: Computation, *, actor: Actor) -> list[TotalChange]:
    """The offices whose totals differ, in printing order; three queries for the bureau."""
    was, now = totals_of(before, actor=actor), totals_of(after, actor=actor)
    offices = {office.pk: office for office in offices_asked(after.round)}
    keys = sorted(
        (key for key in was.keys() | now.keys() if was.get(key) != now.get(key)),
        key=lambda key: (offices[key[0]].order if key[0] in offices else 0, key[1]),
    )
    return [
        TotalChange(
            offices[office_id],
            code,
            was.get((office_id, code), ("", None, ""))[0],
            now.get((office_id, code), ("", None, ""))[0],
        )
        for office_id, code in keys
        if office_id in offices
    ]


@dataclass(frozen=True)
class WallFilter:
    """What a reader wants to see; empty fields ask for everything.

    Attributes:
        words: part of an office's name or its code.
        kind: "primary" or "secondary".
        region: code of an inspection region.
        level: "1" … "5" of the first instrument that has one, or "none".
        sort: "order", "name", "value" or "missing"; a leading "-" turns it round.
    """

    words: str = ""
    kind: str = ""
    region: str = ""
    level: str = ""
    framework: str = ""
    sort: str = "order"


def wall_of(
    round_: Round, *, computation: Computation | None, actor: Actor, marks: bool = True
) -> list[WallRow]:
    """Every office that gets a result, in printing order; a constant number of queries.

    Without a computation the totals are empty; without ``marks`` completeness is not read.
    """
    instruments = instruments_of(round_)
    totals = totals_of(computation, actor=actor) if computation is not None else {}
    hidden = hidden_from(actor, round_) if computation is not None else NOTHING
    asked, answered = _completeness(instruments) if marks else ({}, Counter[int]())
    without = left_out(round_)
    offices = offices_judged(round_, without=without)
    regions = regions_by_code(offices)
    rows = []
    for office in offices:
        kind = FRAMEWORK_KINDS[AgencyKind(office.kind)]
        row = WallRow(
            office=office,
            regions=regions[office.code],
            answered=answered[office.pk],
            asked=sum(
                asked.get((i.pk, kind), 0) for i in instruments if (i.pk, office.pk) not in without
            ),
            totals=tuple(
                WallTotal(
                    i.framework.code, *totals.get((office.pk, i.framework.code), ("", None, ""))
                )
                for i in instruments
            ),
            is_hidden=office.pk in hidden,
        )
        rows.append(row)
    return rows


def _completeness(
    instruments: Sequence[Instrument],
) -> tuple[dict[tuple[int, str], int], Counter[int]]:
    """(instrument id, kind of office) -> how many marks are asked; office id -> how many are in."""
    asked: dict[tuple[int, str], int] = {}
    answered: Counter[int] = Counter()
    for instrument in instruments:
        definition = definition_of(instrument.framework)
        codes = {kind: set(definition.asked(kind)) for kind in FRAMEWORK_KINDS.values()}
        for kind, wanted in codes.items():
            asked[instrument.pk, kind] = len(wanted)
        every = set().union(*codes.values())
        for office_id, given in marked_codes(instrument).items():
            answered[office_id] += len(given & every)
    return asked, answered


def filtered(rows: Iterable[WallRow], wanted: WallFilter) -> list[WallRow]:
    """The rows a reader asked for, sorted as asked."""
    kept = [row for row in rows if _fits(row, wanted)]
    name = wanted.sort.removeprefix("-")
    keys = {
        "name": lambda row: sort_key(row.office.short_th),
        "value": lambda row: _total(row, wanted.framework).value or "-1",
        "missing": lambda row: row.asked - row.answered,
    }
    if name in keys:
        kept.sort(key=keys[name], reverse=wanted.sort.startswith("-"))
    return kept


def _fits(row: WallRow, wanted: WallFilter) -> bool:
    office = row.office
    total = _total(row, wanted.framework)
    return (
        _is_called(office, wanted.words)
        and (not wanted.kind or FRAMEWORK_KINDS[AgencyKind(office.kind)] == wanted.kind)
        and (not wanted.region or wanted.region in {region.code for region in row.regions})
        and (not wanted.level or _has_level(row, total, wanted.level))
    )


def _has_level(row: WallRow, total: WallTotal, level: str) -> bool:
    """Whether an office stands on a level ("none": on none); a hidden one stands nowhere."""
    return not row.is_hidden and level == (str(total.level) if total.level else "none")


def _is_called(office: Agency, words: str) -> bool:
    """Whether every word is in the office's names; a number must be a whole one (เขต 2, not 12)."""
    asked = to_arabic(words).lower().split()
    if asked == [office.code]:
        return True
    names = f"{office.short_th} {office.name_th} {office.short_en}".lower()
    numbers = set(re.findall("[0-9]+", names))
    return all(word in numbers if word.isdigit() else word in names for word in asked)


def _total(row: WallRow, framework_code: str) -> WallTotal:
    for total in row.totals:
        if total.framework_code == framework_code:
            return total
    return row.totals[0] if row.totals else WallTotal("")


def distribution(rows: Iterable[WallRow], framework_code: str) -> dict[int, int]:
    """How many offices stand on each level, 5 first; level 0 counts those without one.

    An office that is hidden from the reader is not counted.
    """
    counts = Counter(_total(row, framework_code).level or 0 for row in rows if not row.is_hidden)
    return {level: counts[level] for level in (5, 4, 3, 2, 1, 0)}
