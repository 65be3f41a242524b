"""The register as plain data: what the finder reads, wherever it was stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tidtam.orgs.states import AgencyKind, NameKind


@dataclass(frozen=True, slots=True)
class ProvinceEntry:
    """A province: ISO code ("TH-20"), names, abbreviation, part of the country."""

    code: str
    name_th: str
    name_en: str
    abbreviation: str
    region: str = ""
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NameEntry:
    """Another name of an agency, with the period in which it was in use."""

    name: str
    kind: NameKind
    order: int = 1
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class AgencyEntry:
    """An agency with its provinces (in the order of its name) and its other names."""

    code: str
    kind: AgencyKind
    number: int | None
    name_th: str
    short_th: str
    name_en: str
    short_en: str
    order: int
    provinces: tuple[ProvinceEntry, ...] = ()
    names: tuple[NameEntry, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


def in_force(valid_from: date | None, valid_to: date | None, on: date | None) -> bool:
    """Whether a period holds ``on`` a day; both ends count, None as a day asks for any time."""
    if on is None:
        return True
    return (valid_from is None or valid_from <= on) and (valid_to is None or on <= valid_to)
