"""The shipped register files say what the field says."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tidtam.orgs.entries import AgencyEntry
from tidtam.orgs.errors import BrokenRegister
from tidtam.orgs.register import DATA, read_register, shipped_register
from tidtam.orgs.states import AREA_OFFICES, KIND_WORDS, AgencyKind, NameKind
from tidtam.thai.collate import sort_key
from tidtam.thai.text import is_sound

REGISTER = shipped_register()
BY_CODE = {entry.code: entry for entry in REGISTER.agencies}
BY_SHORT = {entry.short_th: entry for entry in REGISTER.agencies}
PRIMARY = [e for e in REGISTER.agencies if e.kind is AgencyKind.PRIMARY_OFFICE]
SECONDARY = [e for e in REGISTER.agencies if e.kind is AgencyKind.SECONDARY_OFFICE]


def test_agencies_counted_by_kind() -> None:
    counts = Counter(entry.kind for entry in REGISTER.agencies)

    assert counts == {
        AgencyKind.PRIMARY_OFFICE: 183,
        AgencyKind.SECONDARY_OFFICE: 62,
        AgencyKind.PROVINCIAL_OFFICE: 77,
        AgencyKind.REGIONAL_OFFICE: 18,
        AgencyKind.CENTRAL: 2,
    }


def test_names_and_codes_unique() -> None:
    for field in ("code", "name_th", "short_th", "name_en", "short_en", "order"):
        values = [getattr(entry, field) for entry in REGISTER.agencies]
        assert len(set(values)) == len(values), field


def test_texts_sound_and_complete() -> None:
    for entry in REGISTER.agencies:
        texts = (entry.name_th, entry.short_th, *(name.name for name in entry.names))
        assert all(is_sound(text) for text in texts), entry.code
        assert entry.name_en.isascii(), entry.code
        assert entry.short_en.isascii(), entry.code


def test_primary_offices_numbered_only_where_several() -> None:
    """One office in a province has no number; several are 1 to n."""
    numbers: dict[str, list[int | None]] = {}
    for entry in PRIMARY:
        (province,) = entry.provinces
        numbers.setdefault(province.code, []).append(entry.number)

    assert len(numbers) == 77
    for found in numbers.values():
        assert found == ([None] if len(found) == 1 else list(range(1, len(found) + 1)))


def _expected_names(entry: AgencyEntry) -> tuple[str, str, str]:
    places_th = " ".join(province.name_th for province in entry.provinces)
    places_en = " ".join(province.name_en for province in entry.provinces)
    tail_th = f" เขต {entry.number}" if entry.number else ""
    tail_en = f" {entry.number}" if entry.number else ""
    kind, short = KIND_WORDS[entry.kind], "สพป." if entry in PRIMARY else "สพม."
    return (
        f"{kind.th}{places_th}{tail_th}",
        f"{short}{places_th}{tail_th}",
        f"{places_en} {kind.en}{tail_en}",
    )


def test_area_offices_named_by_the_rule() -> None:
    for entry in PRIMARY + SECONDARY:
        assert (entry.name_th, entry.short_th, entry.name_en) == _expected_names(entry)


def test_area_offices_coded_by_the_rule() -> None:
    """10, province of the seat, 01… for primary and 11… for secondary, 0000."""
    for entry in PRIMARY + SECONDARY:
        first = entry.number or 1
        number = first if entry.kind is AgencyKind.PRIMARY_OFFICE else 10 + first
        assert entry.code == f"10{entry.provinces[0].code[3:]}{number:02}0000"


def test_codes_of_other_agencies_begin_with_nine() -> None:
    others = [entry for entry in REGISTER.agencies if entry.kind not in AREA_OFFICES]

    assert all(len(e.code) == 10 and e.code.isdigit() and e.code[0] == "9" for e in others)


def test_secondary_offices_cover_every_province() -> None:
    covered = {province.code for entry in SECONDARY for province in entry.provinces}

    assert covered == {province.code for province in REGISTER.provinces}


def test_printing_order_within_a_kind_is_dictionary_order() -> None:
    for entries in (PRIMARY, SECONDARY):
        names = [entry.short_th for entry in entries]
        assert names == sorted(names, key=sort_key)


def test_printing_order_within_a_province() -> None:
    """สพป. by number, then สพม., then ศธจ., as provincial reports print them."""
    found = [e.short_th for e in REGISTER.agencies if "TH-21" in {p.code for p in e.provinces}]

    assert found == ["สพป.ระยอง เขต 1", "สพป.ระยอง เขต 2", "สพม.ชลบุรี ระยอง", "ศธจ.ระยอง", "ศธภ.8"]


def test_one_seat_for_each_office_with_provinces() -> None:
    seats = Counter(row.member for row in REGISTER.agency_provinces if row.seat)
    with_seat = [
        e.code
        for e in REGISTER.agencies
        if e.kind in AREA_OFFICES or e.kind is AgencyKind.PROVINCIAL_OFFICE
    ]

    assert seats == dict.fromkeys(with_seat, 1)


def test_offices_in_two_regions() -> None:
    region = {row.member: row.group for row in REGISTER.province_regions}
    two = {
        entry.short_th: {region[province.code] for province in entry.provinces}
        for entry in PRIMARY + SECONDARY
    }

    crossing = {name: regions for name, regions in two.items() if len(regions) > 1}

    assert crossing["สพม.อุทัยธานี ชัยนาท"] == {"18", "1"}
    assert crossing["สพม.สงขลา สตูล"] == {"5", "6"}
    assert all(name.startswith("สพม.") for name in crossing)


def test_province_abbreviations_unique() -> None:
    abbreviations = [province.abbreviation for province in REGISTER.provinces]

    assert (len(abbreviations), len(set(abbreviations))) == (77, 77)


def _former(number: int) -> list[tuple[int, str]]:
    return sorted(
        (name.order, entry.short_th)
        for entry in REGISTER.agencies
        for name in entry.names
        if name.kind is NameKind.FORMER and name.name == f"สพม. เขต {number}"
    )


def test_former_numbers_all_have_successors_in_order() -> None:
    for number in range(1, 43):
        orders = [order for order, _ in _former(number)]
        assert orders == list(range(1, len(orders) + 1)), number
        assert orders, number


def test_former_numbers_known_ones() -> None:
    assert _former(18) == [(1, "สพม.ชลบุรี ระยอง")]
    assert _former(35) == [(1, "สพม.ลำปาง ลำพูน")]
    assert _former(6) == [(1, "สพม.ฉะเชิงเทรา"), (2, "สพม.สมุทรปราการ")]


def test_every_secondary_office_follows_a_former_one() -> None:
    followed = {entry.code for entry in SECONDARY if any("เขต" in n.name for n in entry.names)}

    assert followed == {entry.code for entry in SECONDARY}


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("agencies.csv", "primary_office", "prymary_office", 2),
        ("agency_provinces.csv", "TH-81", "TH-99", 2),
        ("province_regions.csv", ",bkk,", ",99,", 2),
        ("inspection_regions.csv", "Region 1,1", "Region 1,one", 2),
        ("provinces.csv", "TH-11,สมุทรปราการ", "TH-11,", 3),
        ("names.csv", "2010-01-01", "1 ม.ค. 2553", 2),
    ],
)
def test_read_register_broken_line(
    tmp_path: Path, file: str, old: str, new: str, line: int
) -> None:
    """The refusal names the file and the line."""
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    text = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(BrokenRegister) as refusal:
        read_register(folder)

    assert refusal.value.en.startswith(f"Register file {file}, line {line}:")
    assert f"{file} บรรทัด {line}" in refusal.value.th


def test_data_readme_counts_agree() -> None:
    """The README's table gives each file's true number of lines."""
    readme = (DATA / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in readme.splitlines() if line.startswith("| `")]

    stated = {cells[1].strip(" `"): int(cells[-2]) for cells in rows}

    assert stated == {
        file.name: len(file.read_text(encoding="utf-8").splitlines()) - 1
        for file in DATA.glob("*.csv")
    }
