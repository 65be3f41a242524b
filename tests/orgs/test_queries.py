"""Reads of the register: right agencies, constant numbers of queries."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from tidtam.orgs import queries
from tidtam.orgs.errors import AmbiguousName, UnknownCode, UnknownName
from tidtam.orgs.models import (
    Agency,
    AgencyName,
    AgencyProvince,
    InspectionRegion,
    Province,
    ProvinceRegion,
)
from tidtam.orgs.register import shipped_register
from tidtam.orgs.states import AgencyKind

QueryCount = Callable[[int], AbstractContextManager[object]]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def _shorts(found: object) -> list[str]:
    return [agency.short_th for agency in found]  # type: ignore[attr-defined]


def test_offices_all_and_by_kind() -> None:
    counts = (
        queries.offices().count(),
        queries.offices(kind=AgencyKind.PRIMARY_OFFICE).count(),
        queries.offices(kind="secondary_office").count(),
        queries.agencies().count(),
    )

    assert counts == (245, 183, 62, 342)


def test_offices_of_a_region_in_printing_order() -> None:
    assert _shorts(queries.offices(region="8")) == [
        "สพป.ฉะเชิงเทรา เขต 1",
        "สพป.ฉะเชิงเทรา เขต 2",
        "สพป.ชลบุรี เขต 1",
        "สพป.ชลบุรี เขต 2",
        "สพป.ชลบุรี เขต 3",
        "สพป.ระยอง เขต 1",
        "สพป.ระยอง เขต 2",
        "สพม.ฉะเชิงเทรา",
        "สพม.ชลบุรี ระยอง",
    ]


def test_offices_of_every_region_add_up() -> None:
    """245 offices, plus one for each that stands in a second region."""
    regions = [region.code for region in queries.inspection_regions()]

    total = sum(queries.offices(region=code).count() for code in regions)
    crossing = [
        code for code, found in queries.regions_by_code(queries.offices()).items() if len(found) > 1
    ]

    assert (len(regions), total) == (19, 245 + len(crossing))


def test_agencies_of_a_province_as_reports_print_them() -> None:
    assert _shorts(queries.agencies(province="TH-21")) == [
        "สพป.ระยอง เขต 1",
        "สพป.ระยอง เขต 2",
        "สพม.ชลบุรี ระยอง",
        "ศธจ.ระยอง",
        "ศธภ.8",
    ]


def test_offices_on_a_day_before_the_62() -> None:
    assert queries.offices(kind="secondary_office", on=date(2020, 6, 1)).count() == 0


def test_offices_moved_between_regions_on_its_day() -> None:
    """A membership counts on both of its ends, not on the day after."""
    trat = Province.objects.get(code="TH-23")
    ProvinceRegion.objects.filter(province=trat).update(valid_to=date(2023, 9, 30))
    ProvinceRegion.objects.create(
        province=trat,
        region=InspectionRegion.objects.get(code="8"),
        valid_from=date(2023, 10, 1),
    )

    office = queries.office_by_code("1023010000")

    def region_codes(day: date) -> list[str]:
        return [region.code for region in queries.regions_of(office, on=day)]

    assert [region_codes(date(2023, 9, 30)), region_codes(date(2023, 10, 1))] == [["9"], ["8"]]
    assert "สพป.ตราด" in _shorts(queries.offices(region="8", on=date(2023, 10, 1)))
    assert "สพป.ตราด" not in _shorts(queries.offices(region="8", on=date(2023, 9, 30)))


def test_office_by_code_known_and_unknown() -> None:
    assert queries.office_by_code("1024020000").short_th == "สพป.ฉะเชิงเทรา เขต 2"
    with pytest.raises(UnknownCode) as refusal:
        queries.office_by_code("1099010000")
    assert refusal.value.en == (
        'No agency has the code "1099010000"; check the 10 digits against the register.'
    )


@pytest.mark.parametrize(
    ("name", "provinces", "regions"),
    [
        ("สพม.อุทัยธานี ชัยนาท", ["อุทัยธานี", "ชัยนาท"], ["1", "18"]),
        ("สพม.สงขลา สตูล", ["สงขลา", "สตูล"], ["5", "6"]),
        ("สพป.ตราด", ["ตราด"], ["9"]),
        ("สพม.กรุงเทพมหานคร เขต 2", ["กรุงเทพมหานคร"], ["bkk"]),
        ("สพฐ.", [], []),
    ],
)
def test_provinces_and_regions_of_an_agency(
    name: str, provinces: list[str], regions: list[str]
) -> None:
    agency = queries.resolve(name)

    found = (
        [province.name_th for province in queries.provinces_of(agency)],
        [region.code for region in queries.regions_of(agency)],
        [region.code for region in queries.regions_by_code([agency])[agency.code]],
    )

    assert found == (provinces, regions, regions)


@pytest.mark.parametrize("count", [1, 3, 245])
def test_regions_by_code_constant_queries(
    count: int, django_assert_num_queries: QueryCount
) -> None:
    chosen = list(queries.offices()[:count])

    with django_assert_num_queries(3):
        found = queries.regions_by_code(chosen)

    assert len(found) == count


@pytest.mark.parametrize("region", ["bkk", "8"])
def test_offices_of_a_region_one_query(region: str, django_assert_num_queries: QueryCount) -> None:
    with django_assert_num_queries(1):
        list(queries.offices(region=region))


@pytest.mark.parametrize(("name", "count"), [("สพป.ตราด", 1), ("สพม.เขต 5", 3), ("ไม่มี", 0)])
def test_find_constant_queries(
    name: str, count: int, django_assert_max_num_queries: QueryCount
) -> None:
    with django_assert_max_num_queries(4):
        found = queries.find(name)

    assert len(found) == count


def test_find_candidate_is_the_stored_agency() -> None:
    (candidate,) = queries.find("สพป.รย.2")

    assert candidate.agency == Agency.objects.get(code="1021020000")
    assert (candidate.score, str(candidate.reason), candidate.standing) == (
        95,
        "ตรงกันเมื่ออ่านประเภทหน่วยงาน จังหวัด และเลขเขต",
        "exact",
    )


def test_resolve_refuses_with_candidates() -> None:
    with pytest.raises(AmbiguousName) as several:
        queries.resolve("สพป.ระยอง")
    with pytest.raises(UnknownName) as none:
        queries.resolve("สพป.พระยง เขต ๑")

    assert len(several.value.candidates) == 2
    assert none.value.candidates[0].entry.short_th == "สพป.ระยอง เขต 1"


def test_find_follows_a_changed_name() -> None:
    """The finder is made anew when the stored register changes."""
    queries.find("สพป.ตราด")
    Agency.objects.filter(code="1023010000").update(short_en="Trat Office")

    assert [c.agency.code for c in queries.find("Trat Office")] == ["1023010000"]


def test_known_entries_from_database_or_files() -> None:
    stored = queries.known_entries()
    AgencyProvince.objects.all().delete()
    AgencyName.objects.all().delete()
    Agency.objects.all().delete()
    shipped = queries.known_entries()

    assert stored == (shipped_register().agencies, True)
    assert shipped == (shipped_register().agencies, False)
