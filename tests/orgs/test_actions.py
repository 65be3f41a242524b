"""Loading the register: all of it, again without change, never with a loss."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from tidtam.history.models import Entry
from tidtam.orgs import queries
from tidtam.orgs.actions import LoadCounts, load_register
from tidtam.orgs.models import Agency, AgencyName, AgencyProvince, Province, ProvinceRegion
from tidtam.orgs.register import Register, shipped_register

pytestmark = pytest.mark.django_db

LINES = 19 + 77 + 77 + 342 + 414 + 66


@dataclass(frozen=True)
class Loader:
    """Somebody who loads the register."""

    name: str = "ผู้ดูแลทะเบียน"
    person_id: int | None = None


def _changed(code: str, **fields: object) -> Register:
    """The shipped register with one agency changed."""
    shipped = shipped_register()
    agencies = tuple(
        replace(entry, **fields) if entry.code == code else entry for entry in shipped.agencies
    )
    return replace(shipped, agencies=agencies)


def test_load_register_first_time() -> None:
    counts = load_register()

    assert counts == LoadCounts(created=LINES)
    assert (
        Province.objects.count(),
        Agency.objects.count(),
        ProvinceRegion.objects.count(),
        AgencyProvince.objects.count(),
        AgencyName.objects.count(),
    ) == (77, 342, 77, 414, 66)


def test_load_register_twice_changes_nothing(loaded: LoadCounts) -> None:
    before = list(Agency.objects.values())

    again = load_register()

    assert (loaded, again) == (LoadCounts(created=LINES), LoadCounts(unchanged=LINES))
    assert list(Agency.objects.values()) == before


def test_load_register_stores_what_the_files_say(loaded: LoadCounts) -> None:
    """Files → database → plain data gives the files again."""
    assert queries.register_entries() == shipped_register().agencies


def test_load_register_changed_name_updated(loaded: LoadCounts) -> None:
    """A corrected line keeps the agency and its key, and changes its name."""
    before = Agency.objects.get(code="1023010000")

    counts = load_register(_changed("1023010000", name_en="Trat Primary Office"))

    after = Agency.objects.get(code="1023010000")
    assert counts == LoadCounts(updated=1, unchanged=LINES - 1)
    assert (after.pk, after.name_en) == (before.pk, "Trat Primary Office")


def test_load_register_two_kinds_of_change(loaded: LoadCounts) -> None:
    changed = _changed("1023010000", valid_to=date(2030, 9, 30))
    shorter = replace(
        changed,
        agencies=tuple(
            replace(entry, short_en="OBEC Thailand") if entry.code == "9000010000" else entry
            for entry in changed.agencies
        ),
    )

    counts = load_register(shorter)

    assert counts == LoadCounts(updated=2, unchanged=LINES - 2)
    assert Agency.objects.get(code="1023010000").valid_to == date(2030, 9, 30)
    assert Agency.objects.get(code="1023010000").short_en == "Trat PESAO"
    assert Agency.objects.get(code="9000010000").short_en == "OBEC Thailand"


def test_load_register_seat_moved(loaded: LoadCounts) -> None:
    """An agency has one seat at every moment, also while it moves."""
    shipped = shipped_register()
    moved = tuple(
        replace(row, seat=row.group == "TH-21") if row.member == "1020110000" else row
        for row in shipped.agency_provinces
    )

    counts = load_register(replace(shipped, agency_provinces=moved))

    seats = AgencyProvince.objects.filter(agency__code="1020110000", seat=True)
    assert counts == LoadCounts(updated=2, unchanged=LINES - 2)
    assert list(seats.values_list("province__code", flat=True)) == ["TH-21"]


def test_load_register_membership_ended_and_begun_anew(loaded: LoadCounts) -> None:
    shipped = shipped_register()
    trat = next(row for row in shipped.province_regions if row.member == "TH-23")
    ended = replace(trat, valid_to=date(2026, 9, 30))
    again = replace(trat, valid_from=date(2027, 10, 1))
    others = tuple(row for row in shipped.province_regions if row is not trat)

    counts = load_register(replace(shipped, province_regions=(*others, ended, again)))

    assert counts == LoadCounts(created=1, updated=1, unchanged=LINES - 1)
    assert list(
        ProvinceRegion.objects.filter(province__code="TH-23")
        .order_by("pk")
        .values_list("valid_from", "valid_to")
    ) == [(None, date(2026, 9, 30)), (date(2027, 10, 1), None)]


def test_load_register_never_deletes(loaded: LoadCounts) -> None:
    """A line that is gone from the files stays in the database."""
    shipped = shipped_register()
    fewer = replace(shipped, agencies=shipped.agencies[1:], agency_provinces=())

    counts = load_register(fewer)

    assert (counts.created, counts.updated) == (0, 0)
    assert (Agency.objects.count(), AgencyProvince.objects.count()) == (342, 414)


def test_load_register_recorded_when_somebody_loads() -> None:
    load_register(by=Loader())
    load_register(by=Loader())

    entries = list(Entry.objects.filter(act="orgs.load_register").values_list("actor", "detail"))
    assert entries == [("ผู้ดูแลทะเบียน", {"created": LINES, "updated": 0, "unchanged": 0})]


def test_load_register_second_run_is_six_reads(
    loaded: LoadCounts, django_assert_max_num_queries: object
) -> None:
    """A start with nothing to do reads each table once and the keys of three."""
    with django_assert_max_num_queries(6 + 3 + 2):  # type: ignore[operator]
        load_register()
