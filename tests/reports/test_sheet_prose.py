"""Typed text becomes paragraphs and lists; invisible characters go, everything else stays."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tidtam.reports.sheets.blocks import NumberedList, Paragraph, Run, block_texts
from tidtam.reports.sheets.prose import clean, paragraphs


def test_numbered_lines_from_one_become_a_list() -> None:
    assert paragraphs("1. หนึ่ง\n2. สอง\n๓. สาม") == (
        NumberedList(tuple(Paragraph((Run(item),)) for item in ("หนึ่ง", "สอง", "สาม"))),
    )


def test_a_single_numbered_line_stays_a_paragraph() -> None:
    """ "2. …" alone, a jump, or a number in running text is not a list."""
    for text in ("1. หนึ่ง", "2. สอง\n3. สาม", "ปี 1. ไม่ใช่", "1.5 ล้าน\n2.5 ล้าน"):
        assert all(isinstance(block, Paragraph) for block in paragraphs(text)), text


def test_a_list_may_stand_between_paragraphs() -> None:
    kinds = [type(block) for block in paragraphs("ก่อน\n1. หนึ่ง\n2. สอง\nหลัง")]

    assert kinds == [Paragraph, NumberedList, Paragraph]


def test_blank_text_gives_nothing() -> None:
    assert paragraphs(" \n\t\r\n ") == ()


def test_invisible_characters_go_and_white_space_is_single() -> None:
    assert clean("ก\x00ข\u200bค\ufeff  ง\u00a0จ\tฉ\r\nช") == "กขค ง จ ฉ ช"


def test_decomposed_sara_am_is_composed_with_and_without_tone() -> None:
    assert clean("ส\u0e4d\u0e32นักงานน\u0e4d\u0e49\u0e32") == "สำนักงานน้ำ"


@given(st.text())
def test_no_visible_word_is_lost_or_made_up(text: str) -> None:
    """Words in, words out: only list numbers may move from the text into the numbering."""
    blocks = paragraphs(text)

    printed = [word for block in blocks for line in block_texts(block) for word in line.split()]
    wanted = clean(text).split()

    lists = any(isinstance(block, NumberedList) for block in blocks)
    assert lists or printed == wanted


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
