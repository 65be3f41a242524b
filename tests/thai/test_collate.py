"""Dictionary order of Thai names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tidtam.thai.collate import sort_key


def test_sort_key_leading_vowels_after_their_consonant() -> None:
    names = ["เชียงใหม่", "แพร่", "ชลบุรี", "พะเยา", "เลย", "กระบี่", "โคราช", "ขอนแก่น", "ไทย"]

    ordered = sorted(names, key=sort_key)

    assert ordered == [
        "กระบี่",
        "ขอนแก่น",
        "โคราช",
        "ชลบุรี",
        "เชียงใหม่",
        "ไทย",
        "พะเยา",
        "แพร่",
        "เลย",
    ]


def test_sort_key_marks_decide_between_equal_letters() -> None:
    names = ["ข้าว", "ขาว", "ข่าว", "เก่ง", "เก็ง", "เกง", "ขาวกว่า"]

    ordered = sorted(names, key=sort_key)

    assert ordered == ["เกง", "เก็ง", "เก่ง", "ขาว", "ข่าว", "ข้าว", "ขาวกว่า"]


def test_sort_key_numbers_by_value_in_either_script() -> None:
    names = ["เขต 10", "เขต ๙", "เขต 2", "เขต ๑"]

    assert sorted(names, key=sort_key) == ["เขต ๑", "เขต 2", "เขต ๙", "เขต 10"]


def test_sort_key_spaces_and_signs_do_not_count() -> None:
    assert sort_key("สพป. ระยอง")[:2] == sort_key("สพป.ระยอง")[:2]


@given(st.lists(st.text(alphabet="กขคเแาิ่้1๒ ."), max_size=8))
def test_sort_key_is_a_total_order(names: list[str]) -> None:
    """The order does not depend on where the names stood before."""
    backwards = names[::-1]

    assert sorted(names, key=sort_key) == sorted(backwards, key=sort_key)


@given(st.text(alphabet="กขคงา", max_size=6), st.text(alphabet="กขคงา", max_size=6))
def test_sort_key_plain_letters_as_code_points(one: str, other: str) -> None:
    assert (sort_key(one) < sort_key(other)) == (one < other)
