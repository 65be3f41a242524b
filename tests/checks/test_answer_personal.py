"""Numbers of persons, made by their rule from digits nobody has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.checks.answer_personal import check_personal, is_citizen_id
from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_thai


def with_checksum(twelve: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(twelve, range(13, 1, -1), strict=True))
    return twelve + str((11 - total % 11) % 10)


TWELVE = st.from_regex(r"[1-8][0-9]{11}", fullmatch=True)
GAP = st.sampled_from(["", " ", "-", " - ", "–"])


@given(TWELVE, st.tuples(GAP, GAP, GAP, GAP), st.booleans())
def test_a_citizen_id_is_found_however_it_is_grouped(
    twelve: str, gaps: tuple[str, str, str, str], thai: bool
) -> None:
    whole = with_checksum(twelve)
    groups = (whole[0], whole[1:5], whole[5:10], whole[10:12], whole[12])
    written = "".join(a + b for a, b in zip(groups, (*gaps, ""), strict=True))
    written = to_thai(written) if thai else written

    findings = check_personal(f"เลข {written} ของนักเรียน")

    if len(set(whole)) > 1:
        assert [(f.code, f.severity, f.words) for f in findings] == [("pii", "warning", written)]


@given(TWELVE, st.integers(1, 9))
def test_a_wrong_last_digit_is_no_citizen_id(twelve: str, off: int) -> None:
    right = with_checksum(twelve)

    assert not is_citizen_id(right[:-1] + str((int(right[-1]) + off) % 10))


@pytest.mark.parametrize(
    ("twelve", "persons"),
    [
        ("011111111111", False),
        ("099111111111", False),
        ("000111111111", True),
        ("011118911111", True),
        ("111111111111", True),
    ],
)
def test_numbers_with_0_are_of_agencies_and_companies_but_for_two_kinds(
    twelve: str, persons: bool
) -> None:
    assert is_citizen_id(with_checksum(twelve)) is persons


def test_a_finding_says_where_which_and_why() -> None:
    assert check_personal("โทร ครู ๐๘๐-๐๐๐-๐๐๐๐", "X1") == (
        Finding(
            "pii",
            "hint",
            Place("X1", 8, 20),
            "๐๘๐-๐๐๐-๐๐๐๐",
            Bilingual(
                "เป็นหมายเลขโทรศัพท์ หากเป็นของบุคคล โปรดลบออกหรือใช้หมายเลขของหน่วยงาน",
                "A phone number; if it is a person's, remove it or give the office's.",
            ),
        ),
    )


def test_a_number_is_told_once_by_its_surest_reading() -> None:
    """Ten digits after บัญชี are an account, though a mobile phone has ten as well."""
    found = check_personal("บัญชีเลขที่ 0800000000 ของครู")

    assert [(f.severity, f.words) for f in found] == [("warning", "0800000000")]


def test_findings_come_in_the_order_of_the_text() -> None:
    found = check_personal("รหัสผ่าน: sommut99 ส่ง sommut@gmail.example โทร 080-000-0000")

    assert [f.words for f in found] == ["sommut99", "sommut@gmail.example", "080-000-0000"]


@given(st.text(alphabet="0123456789๐๑๒ -,./กขบัญชี:@a", max_size=80))
def test_words_always_stand_at_their_place(text: str) -> None:
    for found in check_personal(text):
        assert text[found.where.start : found.where.end] == found.words
