"""Reads the shipped register files into plain data; ``data/README.md`` describes them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from tidtam.orgs.entries import AgencyEntry, NameEntry, ProvinceEntry
from tidtam.orgs.errors import BrokenRegister
from tidtam.orgs.states import AgencyKind, NameKind

DATA = Path(__file__).parent / "data"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RegionEntry:
    """An inspection region."""

    code: str
    name_th: str
    name_en: str
    order: int


@dataclass(frozen=True, slots=True)
class Membership:
    """``member`` belongs to ``group`` for a time (province in region, agency in province)."""

    member: str
    group: str
    valid_from: date | None
    valid_to: date | None
    seat: bool = False
    order: int = 1


@dataclass(frozen=True, slots=True)
class Register:
    """Everything the files say."""

    provinces: tuple[ProvinceEntry, ...]
    regions: tuple[RegionEntry, ...]
    province_regions: tuple[Membership, ...]
    agencies: tuple[AgencyEntry, ...]
    agency_provinces: tuple[Membership, ...]


class Row:
    """One line of a register file, whose values know where they stand."""

    def __init__(self, file: str, line: int, values: dict[str, str]) -> None:
        self.file, self.line, self.values = file, line, values

    def text(self, column: str) -> str:
        """The value of a column that must be filled."""
        value = self.values.get(column) or ""
        if not value:
            raise BrokenRegister(self.file, self.line, column)
        return value

    def read(self, column: str, reader: Callable[[str], T]) -> T | None:
        """The value read by ``reader``; None where the column is empty."""
        value = self.values.get(column) or ""
        if not value:
            return None
        try:
            return reader(value)
        except (ValueError, KeyError) as error:
            raise BrokenRegister(self.file, self.line, value) from error

    def must(self, column: str, reader: Callable[[str], T]) -> T:
        """The value read by ``reader``; an empty column is refused."""
        value = self.read(column, reader)
        if value is None:
            raise BrokenRegister(self.file, self.line, column)
        return value


def read_register(folder: Path = DATA) -> Register:
    """The register in ``folder``.

    Raises:
        BrokenRegister: naming the file, the line and the value that cannot be read.
    """
    provinces = tuple(_province(row) for row in _rows(folder, "provinces.csv"))
    regions = tuple(_region(row) for row in _rows(folder, "inspection_regions.csv"))
    known = {entry.code: entry for entry in provinces}
    agency_provinces = tuple(
        _membership(row, "agency", "province", known)
        for row in _rows(folder, "agency_provinces.csv")
    )
    return Register(
        provinces=provinces,
        regions=regions,
        province_regions=tuple(
            _membership(row, "province", "region", {region.code for region in regions})
            for row in _rows(folder, "province_regions.csv")
        ),
        agencies=_agencies(folder, known, agency_provinces),
        agency_provinces=agency_provinces,
    )


@cache
def shipped_register() -> Register:
    """The register that comes with the project, read once."""
    return read_register()


def _rows(folder: Path, file: str) -> Iterator[Row]:
    with (folder / file).open(encoding="utf-8-sig", newline="") as lines:
        # The header is line 1; no value of the register spans lines.
        for line, values in enumerate(csv.DictReader(lines), start=2):
            yield Row(file, line, {name: (value or "").strip() for name, value in values.items()})


def _province(row: Row) -> ProvinceEntry:
    return ProvinceEntry(
        code=row.text("code"),
        name_th=row.text("name_th"),
        name_en=row.text("name_en"),
        abbreviation=row.text("abbreviation"),
        region=row.text("region"),
        other_names=row.read("other_names", lambda names: tuple(names.split(";"))) or (),
    )


def _region(row: Row) -> RegionEntry:
    return RegionEntry(
        row.text("code"), row.text("name_th"), row.text("name_en"), row.must("order", int)
    )


def _membership(row: Row, member: str, group: str, groups: Container[str]) -> Membership:
    if row.text(group) not in groups:
        raise BrokenRegister(row.file, row.line, row.text(group))
    return Membership(
        member=row.text(member),
        group=row.text(group),
        valid_from=row.read("valid_from", date.fromisoformat),
        valid_to=row.read("valid_to", date.fromisoformat),
        seat=row.read("seat", {"yes": True, "no": False}.__getitem__) or False,
        order=row.read("order", int) or 1,
    )


def _agencies(
    folder: Path, provinces: dict[str, ProvinceEntry], memberships: tuple[Membership, ...]
) -> tuple[AgencyEntry, ...]:
    covers: dict[str, list[Membership]] = defaultdict(list)
    for membership in memberships:
        covers[membership.member].append(membership)
    names: dict[str, list[NameEntry]] = defaultdict(list)
    for row in _rows(folder, "names.csv"):
        names[row.text("agency")].append(_name(row))
    entries = []
    for row in _rows(folder, "agencies.csv"):
        code = row.text("code")
        covered = sorted(covers[code], key=lambda membership: membership.order)
        in_provinces = tuple(provinces[membership.group] for membership in covered)
        others = tuple(sorted(names[code], key=lambda name: name.order))
        entries.append(_agency(row, in_provinces, others))
    return tuple(sorted(entries, key=lambda entry: entry.order))


def _agency(
    row: Row, provinces: tuple[ProvinceEntry, ...], names: tuple[NameEntry, ...]
) -> AgencyEntry:
    return AgencyEntry(
        code=row.text("code"),
        kind=row.must("kind", AgencyKind),
        number=row.read("number", int),
        name_th=row.text("name_th"),
        short_th=row.text("short_th"),
        name_en=row.text("name_en"),
        short_en=row.text("short_en"),
        order=row.must("order", int),
        provinces=provinces,
        names=names,
        valid_from=row.read("valid_from", date.fromisoformat),
        valid_to=row.read("valid_to", date.fromisoformat),
    )


def _name(row: Row) -> NameEntry:
    return NameEntry(
        name=row.text("name"),
        kind=row.must("kind", NameKind),
        order=row.must("order", int),
        valid_from=row.read("valid_from", date.fromisoformat),
        valid_to=row.read("valid_to", date.fromisoformat),
        source=f"{row.text('confidence')}: {row.text('source')}",
    )
