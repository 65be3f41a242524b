"""Sound Thai text: repaired where one reading exists, untouched where it is sound."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tidtam.thai.repair import repair_pdf
from tidtam.thai.text import MARKS, is_sound, normalise, squeeze_spaces

# A sound syllable: at most one vowel mark, one tone or silencer, one following vowel.
_SYLLABLE = st.builds(
    lambda lead, base, vowel, tone, tail: lead + base + vowel + tone + tail,
    st.sampled_from(["", "", "เ", "แ", "โ", "ใ", "ไ"]),
    st.sampled_from("กขคงจดตถทนบปพมยรลวสหอ"),
    st.sampled_from(["", "ั", "ิ", "ี", "ึ", "ื", "็", "ุ", "ู"]),
    st.sampled_from(["", "่", "้", "๊", "๋", "์"]),
    st.sampled_from(["", "", "า", "ะ", " ", "\n", "1", "A"]),
)
_SARA_AM = st.sampled_from(["ำ", "น้ำ", "สำ", "ก่ำ"]).map(lambda text: text.removeprefix("ำ"))
SOUND = st.lists(_SYLLABLE | _SARA_AM, max_size=12).map("".join)
UNSOUND = st.text(alphabet="กนาำํ่้ัิีุ์เแ \u200b\u00a0\uf70a\uf70b")


@pytest.mark.parametrize(
    ("damaged", "sound"),
    [
        ("สํานักงาน", "สำนักงาน"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("นำ้", "น้ำ"),
        ("ลาํพูน", "ลำพูน"),
        ("พ้ืนที่", "พื้นที่"),
        ("ที่่", "ที่"),
        ("เเม่", "แม่"),
        ("ความ\u200bสำเร็จ", "ความสำเร็จ"),
        ("เขต\u00a01", "เขต 1"),
    ],
)
def test_normalise_damaged_text(damaged: str, sound: str) -> None:
    assert normalise(damaged) == sound


@pytest.mark.parametrize(
    "text",
    ["น้ำ", "คำสั่งนี้ทำขึ้นสองฉบับ", "สิทธิ์", "พุทฺธํ", "กรุงเทพฯ", "O-NET  2566\tก", "ข้อ ๑"],
)
def test_normalise_sound_text_unchanged(text: str) -> None:
    assert (normalise(text), is_sound(text)) == (text, True)


def test_normalise_unguessable_text_unchanged() -> None:
    """A tone after sara aa has no single reading, so it stays to be reported."""
    assert normalise("ข้า้อ") == "ข้า้อ"


def test_squeeze_spaces_lines_kept() -> None:
    assert squeeze_spaces(" ก  ข\t ค \n  ง") == "ก ข ค\nง"


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("เร\uf70aงด\uf70aวน", "เร่งด่วน"),
        ("พ\uf704\uf70bนที่", "พื้นที่"),
        ("จ\uf710งหว\uf710ด", "จังหวัด"),
        ("การณ\uf70e", "การณ์"),
        ("ประจ ำปี", "ประจำปี"),
        ("\uf06c ข้อ", "• ข้อ"),
    ],
)
def test_repair_pdf_known_damage(damaged: str, repaired: str) -> None:
    assert repair_pdf(damaged) == repaired


def test_repair_pdf_ambiguous_sara_aa_left_alone() -> None:
    """A lost ring over sara aa cannot be told from a space, so nothing is guessed."""
    assert repair_pdf("ส านักงาน") == "ส านักงาน"


@given(SOUND)
def test_sound_text_never_changes(text: str) -> None:
    assert normalise(text) == text
    assert repair_pdf(text) == text


@given(UNSOUND)
@example("า์ํ")
def test_normalise_twice_is_once(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once
    assert repair_pdf(repair_pdf(text)) == repair_pdf(text)


@given(UNSOUND)
def test_normalise_leaves_no_known_damage(text: str) -> None:
    once = normalise(text)

    left = [bad for bad in ("ํา", "าํ", "เเ", "ำ้", "ำ่", "\u200b") if bad in once]
    doubled = [mark for mark in MARKS if mark * 2 in once]

    assert (left, doubled) == ([], [])


@given(st.text(alphabet=st.characters(exclude_characters="\u00ad", max_codepoint=0x0DFF)))
def test_normalise_other_scripts_unchanged_but_for_spaces(text: str) -> None:
    assert normalise(text) == text.replace("\u00a0", " ").replace("\u1680", " ")
