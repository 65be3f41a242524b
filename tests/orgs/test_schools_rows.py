"""Rows of a list of schools: what is read, and how each cell that cannot be is told."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.orgs.errors import AmbiguousName, UnknownName
from tidtam.orgs.schools import SchoolLevel, join_levels, split_levels
from tidtam.orgs.schools_problems import SchoolProblem
from tidtam.orgs.schools_rows import Known, read_rows
from tidtam.orgs.schools_samples import sample_rows
from tidtam.thai.bilingual import Bilingual

KNOWN = Known(
    offices={"1021010000": 1, "1021020000": 2}, provinces={"TH-21": 21, "ระยอง": 21, "TH-20": 20}
)
ROW = {"code": "9900000001", "name_th": "โรงเรียนสมมติ ๑", "office": "1021020000"}
PLAIN = {"code": "9900000001", "name_th": "โรงเรียนสมมติ ๑", "office_id": 2}


def told(**cells: str) -> list[tuple[int, str, str, str]]:
    """Row, column, value and English message of each problem of one row."""
    return [
        (each.row, each.column, each.value, each.message.en)
        for each in read_rows([ROW | cells], KNOWN).problems
    ]


@pytest.mark.parametrize(
    ("cells", "stored"),
    [
        ({}, {}),
        ({"code": " ๙๙๐๐๐๐๐๐๐๑ "}, {}),
        ({"name_th": "  โรงเรียนสมมติ   ๑ "}, {}),
        ({"province": "ระยอง"}, {"province_id": 21}),
        ({"province": "จังหวัดระยอง"}, {"province_id": 21}),
        ({"province": "TH-20"}, {"province_id": 20}),
        ({"province": ""}, {"province_id": None}),
        ({"size_class": "เล็ก"}, {"size_class": "small"}),
        ({"size_class": "ขนาดใหญ่พิเศษ"}, {"size_class": "extra_large"}),
        ({"size_class": "medium"}, {"size_class": "medium"}),
        ({"size_class": ""}, {"size_class": ""}),
        ({"levels": "ม.ต้น, ประถม"}, {"levels": "primary;lower_secondary"}),
        ({"levels": "อนุบาล; ประถมศึกษา"}, {"levels": "pre_primary;primary"}),
        ({"levels": ""}, {"levels": ""}),
        ({"valid_from": "2024-05-16"}, {"valid_from": date(2024, 5, 16)}),
        ({"valid_from": "๑๖ พ.ค. ๒๕๖๗"}, {"valid_from": date(2024, 5, 16)}),
        ({"valid_from": "16/5/2567"}, {"valid_from": date(2024, 5, 16)}),
        ({"valid_to": ""}, {"valid_to": None}),
    ],
)
def test_what_has_one_reading_is_taken(cells: dict[str, str], stored: dict[str, object]) -> None:
    read = read_rows([ROW | cells], KNOWN)

    assert (read.schools, read.problems) == ({"9900000001": PLAIN | stored}, [])


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("code", "99000", "this is no school code of 10 digits"),
        ("code", "", "this is no school code of 10 digits"),
        ("name_th", " ", "there is no name, or it is too long"),
        ("name_th", "ก" * 201, "there is no name, or it is too long"),
        ("office", "9999999999", "no area office has this code or name"),
        ("office", "", "no area office has this code or name"),
        ("province", "เมืองสมมติ", "no province is called so"),
        ("size_class", "จิ๋ว", "this is no size of a school"),
        ("levels", "ประถม; อุดมศึกษา", "these are no levels taught"),
        ("valid_from", "05/16/2024", "the year 2024 looks Western"),
        ("valid_from", "16/05/2024", "the year 2024 looks Western"),
        ("valid_from", "2567-05-16", "this is no date with one reading"),
        ("valid_from", "31/9/2567", "this is no date with one reading"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(column: str, value: str, message: str) -> None:
    assert told(**{column: value}) == [(2, column, value, message)]


def test_a_problem_names_row_column_value_and_remedy() -> None:
    read = read_rows([ROW, ROW | {"code": "9900000002", "size_class": "จิ๋ว"}], KNOWN)

    assert read.problems == [
        SchoolProblem(
            3,
            "size_class",
            "จิ๋ว",
            Bilingual("ไม่ใช่ขนาดโรงเรียน", "this is no size of a school"),
            Bilingual("ให้เลือก เล็ก, กลาง, ใหญ่, ใหญ่พิเศษ", "choose small, medium, large, extra_large"),
        )
    ]
    assert read.problems[0].sentence.en == (
        'Row 3, column size_class, "จิ๋ว": this is no size of a school; '
        "choose small, medium, large, extra_large."
    )


def test_every_bad_cell_of_a_row_is_told() -> None:
    assert [column for _, column, _, _ in told(code="1", size_class="2", levels="3")] == [
        "code",
        "size_class",
        "levels",
    ]


def test_the_second_of_two_equal_codes_is_told() -> None:
    read = read_rows([ROW, {"code": ""} | dict.fromkeys(ROW, ""), ROW], KNOWN)

    assert [(p.row, p.column, p.value, p.message.en) for p in read.problems] == [
        (4, "code", "9900000001", "the same as in row 2")
    ]


def test_an_end_before_the_beginning_is_told() -> None:
    assert told(valid_from="2024-05-16", valid_to="2024-05-15") == [
        (2, "valid_to", "2024-05-15", "it ends before it begins")
    ]


def test_thai_headings_mean_the_same_and_unknown_ones_are_named() -> None:
    row = {
        "รหัสโรงเรียน": "9900000001",
        "ชื่อโรงเรียน": "โรงเรียนสมมติ ๑",
        "รหัสเขต": "1021020000",
        "ขนาดโรงเรียน": "กลาง",
        "หมายเหตุ": "x",
    }

    read = read_rows([row], KNOWN)

    assert read.schools == {"9900000001": PLAIN | {"size_class": "medium"}}
    assert read.ignored == ("หมายเหตุ",)


@pytest.mark.parametrize(
    ("rows", "known", "column"),
    [
        ([], KNOWN, "-"),
        ([{"code": "9900000001", "office": "1021020000"}], KNOWN, "name_th"),
        ([{"code": "9900000001", "name_th": "x"}], KNOWN, "office"),
        ([ROW], Known(KNOWN.offices, KNOWN.provinces, own="8000000000"), "office"),
    ],
)
def test_what_is_wrong_with_the_whole_is_told_once(
    rows: list[dict[str, str]], known: Known, column: str
) -> None:
    assert [each.column for each in read_rows(rows * 3, known).problems] == [column]


def test_a_list_of_one_office_needs_no_office_and_takes_no_other() -> None:
    known = Known(KNOWN.offices, KNOWN.provinces, own="1021020000")
    bare = {name: ROW[name] for name in ("code", "name_th")}

    assert read_rows([bare], known).schools == {"9900000001": PLAIN}
    assert read_rows([ROW | {"office": ""}], known).schools == {"9900000001": PLAIN}
    assert [p.message.en for p in read_rows([ROW | {"office": "1021010000"}], known).problems] == [
        "this is another office"
    ]


@given(st.lists(st.sampled_from(SchoolLevel)))
def test_levels_come_back_in_their_order_each_once(levels: list[SchoolLevel]) -> None:
    assert split_levels(join_levels(tuple(levels))) == tuple(
        level for level in SchoolLevel if level in levels
    )


def test_samples_are_the_same_every_time_and_say_that_they_are_made_up() -> None:
    offices = [("1021010000", "primary_office"), ("1021020000", "secondary_office")]

    rows = list(sample_rows(offices, 120))

    assert rows == list(sample_rows(offices, 120))
    assert all("สมมติ" in row["name_th"] for row in rows)
    assert len({row["name_th"] for row in rows}) == 120
    assert read_rows(rows, KNOWN).problems == []


def test_a_western_year_is_explained() -> None:
    assert [told(valid_from=day)[0][3] for day in ("16/05/2024", "16 พ.ค. 2024")] == [
        "the year 2024 looks Western"
    ] * 2


def test_an_office_is_found_by_its_name_and_never_guessed_between_two() -> None:
    entry = SimpleNamespace(name_th="สพป.ระยอง เขต 1", code="1021010000")
    named = SimpleNamespace(entry=entry)

    def code_of(name: str) -> str:
        if name == "สพป.ระยอง เขต 2":
            return "1021020000"
        if name == "สพป.ระยอง":
            raise AmbiguousName(name, [named, named])
        raise UnknownName(name)

    known = Known(KNOWN.offices, KNOWN.provinces, code_of=code_of)
    row = {name: ROW[name] for name in ("code", "name_th")}

    found = read_rows([row | {"เขตพื้นที่": "สพป.ระยอง เขต 2"}], known)
    both = read_rows([row | {"รหัสเขต": "1021020000", "เขตพื้นที่": "อะไรก็ได้"}], known)
    refused = [
        read_rows([row | {"office": name}], known).problems[0].message.en
        for name in ("สพป.ระยอง", "ไม่มีเขตนี้")
    ]

    assert (found.schools, both.schools) == ({"9900000001": PLAIN}, {"9900000001": PLAIN})
    assert both.ignored == ("เขตพื้นที่",)
    assert refused == ["several offices have this name", "no area office has this code or name"]
