"""Reads of the register. It is public: everyone may see every agency.

A ``on`` that is None means today for memberships, and any time for names: an old
document names offices as they were then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db import OperationalError, ProgrammingError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tidtam.orgs.entries import AgencyEntry, NameEntry, ProvinceEntry
from tidtam.orgs.errors import UnknownCode
from tidtam.orgs.finder import Finder
from tidtam.orgs.models import (
    Agency,
    AgencyName,
    AgencyProvince,
    InspectionRegion,
    Province,
    ProvinceRegion,
    School,
)
from tidtam.orgs.reasons import Standing
from tidtam.orgs.register import shipped_register
from tidtam.orgs.schools_changes import BLANK
from tidtam.orgs.schools_problems import UnknownSchool
from tidtam.orgs.schools_rows import Known
from tidtam.orgs.states import AREA_OFFICES, AgencyKind, NameKind
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.collate import sort_key
from tidtam.thai.digits import to_arabic
from tidtam.thai.text import normalise

# Codes in one question; every database takes so many.
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agency that a name may mean.

    Attributes:
        agency: the agency.
        score: 0 to 100, only to rank.
        reason: why it is a candidate, in words.
        standing: exact (the only one that can win), open or near.
    """

    agency: Agency
    score: int
    reason: Bilingual
    standing: Standing


def agencies(
    *,
    kind: AgencyKind | str | None = None,
    region: str | None = None,
    province: str | None = None,
    on: date | None = None,
) -> QuerySet[Agency]:
    """Agencies in force on a day, in printing order.

    Args:
        kind: only this kind.
        region: only those covering a province of this inspection region ("8", "bkk").
        province: only those covering this province ("TH-21").
        on: the day, for agencies and memberships alike; None is today.
    """
    day = on or clock.today()
    found = Agency.objects.filter(_held(day))
    if kind is not None:
        found = found.filter(kind=AgencyKind(kind))
    covering = AgencyProvince.objects.filter(_held(day), agency=OuterRef("pk"))
    if province is not None:
        found = found.filter(Exists(covering.filter(province__code=province)))
    if region is not None:
        in_region = ProvinceRegion.objects.filter(
            _held(day), province=OuterRef("province"), region__code=region
        )
        found = found.filter(Exists(covering.filter(Exists(in_region))))
    return found


def offices(
    *,
    kind: AgencyKind | str | None = None,
    region: str | None = None,
    province: str | None = None,
    on: date | None = None,
) -> QuerySet[Agency]:
    """Educational service area offices (สพป. and สพม.), as :func:`agencies`."""
    return agencies(kind=kind, region=region, province=province, on=on).filter(
        kind__in=AREA_OFFICES
    )


def office_by_code(code: str) -> Agency:
    """The agency with the unit code, of any kind and any time.

    Raises:
        UnknownCode: when there is none.
    """
    try:
        return Agency.objects.get(code=code)
    except Agency.DoesNotExist:
        raise UnknownCode(code) from None


def inspection_regions() -> QuerySet[InspectionRegion]:
    """All inspection regions, 1 to 18, then Bangkok."""
    return InspectionRegion.objects.all()


def provinces() -> list[Province]:
    """All provinces, in Thai dictionary order."""
    return sorted(Province.objects.all(), key=lambda province: sort_key(province.name_th))


def provinces_of(office: Agency, *, on: date | None = None) -> QuerySet[Province]:
    """The provinces an agency covers on a day (None: today), in the order of its name."""
    day = on or clock.today()
    held = AgencyProvince.objects.filter(_held(day), agency=office)
    return Province.objects.filter(agency_memberships__in=held).order_by(
        "agency_memberships__order", "code"
    )


def regions_of(office: Agency, *, on: date | None = None) -> QuerySet[InspectionRegion]:
    """The inspection regions of an agency's provinces on a day (None: today)."""
    day = on or clock.today()
    covered = AgencyProvince.objects.filter(_held(day), agency=office).values("province")
    held = ProvinceRegion.objects.filter(_held(day), province__in=covered).values("region")
    return InspectionRegion.objects.filter(pk__in=held)


def regions_by_code(
    found: Iterable[Agency], *, on: date | None = None
) -> dict[str, tuple[InspectionRegion, ...]]:
    """The regions of many agencies by agency code, in three queries however many they are.

    An agency without provinces (the central ones) has an empty tuple.
    """
    day = on or clock.today()
    codes = {agency.pk: agency.code for agency in found}
    regions = {region.pk: region for region in inspection_regions()}
    of_province: dict[int, set[int]] = defaultdict(set)
    for province, region in ProvinceRegion.objects.filter(_held(day)).values_list(
        "province_id", "region_id"
    ):
        of_province[province].add(region)
    of_agency: dict[int, set[int]] = defaultdict(set)
    for agency, province in AgencyProvince.objects.filter(_held(day)).values_list(
        "agency_id", "province_id"
    ):
        of_agency[agency] |= of_province[province]
    # Regions come in their order, so keeping that order sorts each tuple.
    return {
        code: tuple(region for pk, region in regions.items() if pk in of_agency[agency])
        for agency, code in codes.items()
    }


def register_entries() -> tuple[AgencyEntry, ...]:
    """The stored register as plain data, in three queries; empty when none is loaded."""
    provinces: dict[int, list[ProvinceEntry]] = defaultdict(list)
    for covered in AgencyProvince.objects.select_related("province").order_by("order", "pk"):
        entry = _province_entry(covered.province)
        if entry not in provinces[covered.agency_id]:
            provinces[covered.agency_id].append(entry)
    names: dict[int, list[NameEntry]] = defaultdict(list)
    for name in AgencyName.objects.order_by("order", "pk"):
        names[name.agency_id].append(_name_entry(name))
    return tuple(
        _agency_entry(agency, tuple(provinces[agency.pk]), tuple(names[agency.pk]))
        for agency in Agency.objects.all()
    )


def known_entries() -> tuple[tuple[AgencyEntry, ...], bool]:
    """The stored register, or the shipped one where none is stored yet; and whether stored.

    A database without its tables, or none at all, counts as one without a register:
    finding a name needs no database.
    """
    try:
        stored = register_entries()
    except (OperationalError, ProgrammingError):
        stored = ()
    return (stored, True) if stored else (shipped_register().agencies, False)


def finder(*, on: date | None = None) -> Finder:
    """A finder over the stored register; for many names ask it instead of :func:`find`."""
    return finder_over(register_entries(), on)


@lru_cache(maxsize=4)
def finder_over(entries: tuple[AgencyEntry, ...], on: date | None = None) -> Finder:
    """A finder over ``entries``; the same entries give the finder made before."""
    return Finder(entries, on=on)


def find(name: str, *, on: date | None = None) -> list[Candidate]:
    """The agencies ``name`` may mean, best first; four queries at most.

    Exactly one exact candidate comes back when the name resolves.
    """
    matches = finder(on=on).candidates(name)
    stored = Agency.objects.in_bulk([match.entry.code for match in matches], field_name="code")
    return [
        Candidate(stored[match.entry.code], match.score, match.reason, match.standing)
        for match in matches
    ]


def resolve(name: str, *, on: date | None = None) -> Agency:
    """The one agency ``name`` means.

    Raises:
        AmbiguousName: when several fit; ``.candidates`` holds them.
        UnknownName: when none fits; ``.candidates`` holds the nearest.
    """
    return office_by_code(finder(on=on).resolve(name).code)


def schools_of(office: Agency, *, on: date | None = None) -> tuple[School, ...]:
    """The schools of an office open on a day (None: today), in Thai dictionary order."""
    found = School.objects.filter(_held(on or clock.today()), office=office)
    return tuple(sorted(found, key=lambda school: (sort_key(school.name_th), school.code)))


def school_by_code(code: str) -> School:
    """The school with the code, of any office and any time.

    Raises:
        UnknownSchool: when there is none.
    """
    try:
        return School.objects.select_related("office").get(code=code)
    except School.DoesNotExist:
        raise UnknownSchool(code) from None


def find_schools(
    words: str, *, office: Agency | None = None, on: date | None = None, limit: int = 20
) -> tuple[School, ...]:
    """Schools open on a day whose name has every word, or whose code begins so.

    "โรงเรียน" and "รร." before a name do not count. At most ``limit``, by code, each with
    its office; nothing for no words.
    """
    wanted = [_school_word(word) for word in normalise(words).split()]
    wanted = [word for word in wanted if word]
    if not wanted:
        return ()
    found = School.objects.filter(_held(on or clock.today())).select_related("office")
    if office is not None:
        found = found.filter(office=office)
    for word in wanted:
        found = found.filter(Q(name_th__icontains=word) | Q(code__startswith=to_arabic(word)))
    return tuple(found[:limit])


def school_counts(*, on: date | None = None) -> dict[str, int]:
    """How many schools each office has on a day, by unit code; one query."""
    return dict(
        School.objects.filter(_held(on or clock.today()))
        .order_by()
        .values_list("office__code")
        .annotate(schools=Count("pk"))
    )


def known_to_schools(office: Agency | None) -> Known:
    """What a list of schools may refer to: area offices of any time, and provinces."""
    # Read only where a list has names, and then once for all of them.
    held = cache(finder)
    area_offices = Agency.objects.filter(kind__in=AREA_OFFICES)
    provinces = list(Province.objects.values_list("code", "name_th", "pk"))
    return Known(
        offices=dict(area_offices.values_list("code", "pk")),
        provinces={word: pk for code, name, pk in provinces for word in (code, name)},
        own=office.code if office else "",
        code_of=lambda name: held().resolve(name).code,
    )


def stored_schools(
    codes: Collection[str], *, office: Agency | None, whole: bool
) -> dict[str, dict[str, Any]]:
    """The stored columns of the schools of a list by code, and with ``whole`` of its scope.

    One query for the country; for an office one more for each 5,000 codes.
    """
    columns = ("code", *BLANK, "is_demo")
    if office is None:
        return {row["code"]: row for row in School.objects.values(*columns)}
    listed = list(codes)
    found = dict[str, dict[str, Any]]()
    for start in range(0, len(listed), _AT_ONCE):
        some = School.objects.filter(code__in=listed[start : start + _AT_ONCE])
        found |= {row["code"]: row for row in some.values(*columns)}
    if whole:
        own = School.objects.filter(office=office).values(*columns)
        found |= {row["code"]: row for row in own}
    return found


def _school_word(word: str) -> str:
    for before in ("โรงเรียน", "รร."):
        word = word.removeprefix(before)
    return word


def _held(day: date) -> Q:
    """Rows whose period holds the day; both ends count, an empty end is open."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def _province_entry(province: Province) -> ProvinceEntry:
    return ProvinceEntry(
        code=province.code,
        name_th=province.name_th,
        name_en=province.name_en,
        abbreviation=province.abbreviation,
        region=province.region,
        other_names=tuple(province.other_names.split(";")) if province.other_names else (),
    )


def _name_entry(name: AgencyName) -> NameEntry:
    return NameEntry(
        name=name.name,
        kind=NameKind(name.kind),
        order=name.order,
        valid_from=name.valid_from,
        valid_to=name.valid_to,
        source=name.source,
    )


def _agency_entry(
    agency: Agency, provinces: tuple[ProvinceEntry, ...], names: tuple[NameEntry, ...]
) -> AgencyEntry:
    return AgencyEntry(
        code=agency.code,
        kind=AgencyKind(agency.kind),
        number=agency.number,
        name_th=agency.name_th,
        short_th=agency.short_th,
        name_en=agency.name_en,
        short_en=agency.short_en,
        order=agency.order,
        provinces=provinces,
        names=names,
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
    )
