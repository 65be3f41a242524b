"""The area offices as plain names, for the checks that look for them in texts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from tidtam.checks.office_names import OfficeKind, OfficeName, OfficeRegister
from tidtam.orgs.entries import AgencyEntry
from tidtam.orgs.models import Agency
from tidtam.orgs.queries import register_entries
from tidtam.orgs.states import AREA_OFFICES, FRAMEWORK_KINDS, AgencyKind


def named_offices() -> tuple[Mapping[str, OfficeName], OfficeRegister]:
    """Every area office by its code, and all of them ready to be looked up; three queries."""
    return _named(register_entries())


def own_names(office: Agency) -> OfficeName:
    """An office by its present full and short name alone; no query."""
    return OfficeName(
        code=office.code,
        kind=_kind(AgencyKind(office.kind)),
        full=office.name_th,
        short=office.short_th,
        provinces=(),
    )


@lru_cache(maxsize=2)
def _named(entries: tuple[AgencyEntry, ...]) -> tuple[Mapping[str, OfficeName], OfficeRegister]:
    offices = [_office_name(entry) for entry in entries if entry.kind in AREA_OFFICES]
    return {office.code: office for office in offices}, OfficeRegister(offices)


def _office_name(entry: AgencyEntry) -> OfficeName:
    return OfficeName(
        code=entry.code,
        kind=_kind(entry.kind),
        full=entry.name_th,
        short=entry.short_th,
        provinces=tuple(province.name_th for province in entry.provinces),
        former=tuple(name.name for name in entry.names),
    )


def _kind(kind: AgencyKind) -> OfficeKind:
    return "primary" if FRAMEWORK_KINDS[kind] == "primary" else "secondary"
