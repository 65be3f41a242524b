"""Names taken apart, without a register's offices."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.orgs.entries import ProvinceEntry, in_force
from tidtam.orgs.reading import NameReader, Reading, damage_key, fold, fold_english
from tidtam.orgs.states import AREA_OFFICES, AgencyKind

READER = NameReader(
    [
        ProvinceEntry("TH-20", "ชลบุรี", "Chon Buri", "ชบ"),
        ProvinceEntry("TH-21", "ระยอง", "Rayong", "รย"),
        ProvinceEntry("TH-10", "กรุงเทพมหานคร", "Bangkok", "กท", "กลาง", ("กทม.",)),
    ]
)
PRIMARY = frozenset({AgencyKind.PRIMARY_OFFICE})
SECONDARY = frozenset({AgencyKind.SECONDARY_OFFICE})


def read(name: str) -> tuple[Reading, ...]:
    return READER.readings(fold(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("สพป. ระยอง  เขต2", "สพป.ระยอง เขต ๒"),
        ("สํานักงาน", "สำนักงาน"),
        ("กรุงเทพฯ", "กรุงเทพ"),
        ("เขต\u00a01", "เขต 1"),
    ],
)
def test_fold_same_name(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_fold_english_same_name() -> None:
    assert fold_english("The Chon Buri and Rayong  SESAO No. ๒") == "chonburirayongsesao2"


def test_damage_key_shifted_marks_and_lost_ring() -> None:
    assert damage_key("ล้าปาง") != damage_key("ลำปาง") == damage_key("ลาปาง")
    assert damage_key("การศกึษา") == damage_key("การศึกษา")


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        ("สพป.รย.2", Reading(PRIMARY, frozenset({"TH-21"}), 2, says_kind=True)),
        ("สพม.ชลบุรี รย", Reading(SECONDARY, frozenset({"TH-20", "TH-21"}), None, says_kind=True)),
        ("สพม. เขต 18", Reading(SECONDARY, frozenset(), 18, says_kind=True)),
        ("สพท.กทม.", Reading(frozenset(AREA_OFFICES), frozenset({"TH-10"}), None, says_kind=True)),
        ("ศธภ. ที่ ๘", Reading(frozenset({AgencyKind.REGIONAL_OFFICE}), frozenset(), 8, True)),
    ],
)
def test_readings_parts_of_a_name(name: str, reading: Reading) -> None:
    assert read(name) == (reading,)


def test_readings_without_kind_need_full_province_names() -> None:
    """รย 2 alone is too little to be a name; ระยอง 2 leaves the kind open."""
    (reading,) = read("ระยอง 2")

    assert (reading.says_kind, reading.provinces, reading.number) == (False, {"TH-21"}, 2)
    assert read("รย 2") == ()


@pytest.mark.parametrize("name", ["สพป.พระยง เขต 1", "สพป.ระยองระยอง", "ประชุม", ""])
def test_readings_none(name: str) -> None:
    assert read(name) == ()


@given(st.text(max_size=60))
def test_readings_any_text_has_few(text: str) -> None:
    assert len(read(text)) <= 3


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        (date(2020, 12, 31), False),
        (date(2021, 1, 1), True),
        (date(2022, 9, 30), True),
        (date(2022, 10, 1), False),
        (None, True),
    ],
)
def test_in_force_both_ends_count(on: date | None, holds: bool) -> None:
    assert in_force(date(2021, 1, 1), date(2022, 9, 30), on) is holds
