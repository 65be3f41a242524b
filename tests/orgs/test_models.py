"""What the database itself refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError

from tidtam.orgs.models import (
    Agency,
    AgencyName,
    AgencyProvince,
    InspectionRegion,
    Province,
    ProvinceRegion,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def province() -> Province:
    return Province.objects.create(
        code="TH-21", name_th="ระยอง", name_en="Rayong", abbreviation="รย", region="ตะวันออก"
    )


@pytest.fixture
def other_province() -> Province:
    return Province.objects.create(
        code="TH-20", name_th="ชลบุรี", name_en="Chon Buri", abbreviation="ชบ", region="ตะวันออก"
    )


@pytest.fixture
def agency() -> Agency:
    return Agency.objects.create(
        code="1020110000",
        kind="secondary_office",
        name_th="สำนักงานเขตพื้นที่การศึกษามัธยมศึกษาชลบุรี ระยอง",
        short_th="สพม.ชลบุรี ระยอง",
        name_en="Chon Buri Rayong Secondary Educational Service Area Office",
        short_en="Chon Buri Rayong SESAO",
    )


def test_names_of_the_models(agency: Agency, province: Province) -> None:
    region = InspectionRegion.objects.create(
        code="8", name_th="เขตตรวจราชการที่ 8", name_en="Inspection Region 8", order=8
    )

    assert [str(thing) for thing in (agency, province, region)] == [
        "สพม.ชลบุรี ระยอง",
        "ระยอง",
        "เขตตรวจราชการที่ 8",
    ]
    assert [thing.name.en for thing in (agency, province, region)] == [
        "Chon Buri Rayong Secondary Educational Service Area Office",
        "Rayong",
        "Inspection Region 8",
    ]
    assert agency.short_name.en == "Chon Buri Rayong SESAO"


def test_period_that_ends_before_it_begins_refused(agency: Agency, province: Province) -> None:
    with pytest.raises(IntegrityError, match="orgs_agency_province_in_order"):
        AgencyProvince.objects.create(
            agency=agency,
            province=province,
            valid_from=date(2021, 1, 1),
            valid_to=date(2020, 12, 31),
        )


def test_second_open_membership_refused(agency: Agency, province: Province) -> None:
    AgencyProvince.objects.create(agency=agency, province=province)

    with pytest.raises(IntegrityError):
        AgencyProvince.objects.create(agency=agency, province=province, valid_from=date(2021, 1, 1))


def test_second_membership_after_the_first_ended(agency: Agency, province: Province) -> None:
    """An agency may leave a province and come back."""
    AgencyProvince.objects.create(agency=agency, province=province, valid_to=date(2020, 12, 31))
    AgencyProvince.objects.create(agency=agency, province=province, valid_from=date(2022, 1, 1))

    assert agency.memberships.count() == 2


def test_second_seat_refused(agency: Agency, province: Province, other_province: Province) -> None:
    AgencyProvince.objects.create(agency=agency, province=province, seat=True)

    with pytest.raises(IntegrityError):
        AgencyProvince.objects.create(agency=agency, province=other_province, seat=True)


def test_same_name_twice_for_one_agency_refused(agency: Agency) -> None:
    name = AgencyName.objects.create(agency=agency, name="สพม. เขต 18", kind="former")

    assert str(name) == "สพม. เขต 18"
    with pytest.raises(IntegrityError):
        AgencyName.objects.create(agency=agency, name="สพม. เขต 18", kind="former")


def test_province_twice_in_a_region_refused(province: Province) -> None:
    region = InspectionRegion.objects.create(code="8", name_th="8", name_en="8", order=8)
    ProvinceRegion.objects.create(province=province, region=region)

    with pytest.raises(IntegrityError):
        ProvinceRegion.objects.create(province=province, region=region)
