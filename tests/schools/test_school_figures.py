"""From replies to figures and sentences: exact, whatever the order and the size."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.forms import rich_text
from tidtam.forms.definition import Question
from tidtam.forms.kinds import Count, Number
from tidtam.schools.figures import (
    Tally,
    decimal_of,
    figures_of,
    sentence_of,
    value_of,
    with_additions,
    with_lines,
)
from tidtam.schools.rules import kind_of_reply, scale_of
from tidtam.schools.states import Base, Way
from tidtam.thai.bilingual import Bilingual

COUNT = Question("c", Bilingual("นับ"), Count(Bilingual("ทำ"), Bilingual("ทั้งหมด")))
NUMBER = Question("n", Bilingual("จำนวน"), Number(decimals=2))


def tally_of(way: Way, question: Question, typed: list[object], asked: int) -> Tally:
    kind = kind_of_reply(way, question)
    figures = [figures_of(way, question, kind.read(each)) for each in typed]
    return Tally(
        asked=asked,
        replied=len(typed),
        n=sum(n or 0 for n, _base in figures),
        base=sum(base or 0 for _n, base in figures),
    )


@given(st.lists(st.booleans(), max_size=50), st.integers(0, 50))
def test_yes_and_no_become_n_of_schools(said: list[bool], silent: int) -> None:
    asked = len(said) + silent
    tally = tally_of(Way.DID, COUNT, ["yes" if each else "no" for each in said], asked)

    yes = str(sum(said))
    assert value_of(Way.DID, COUNT, tally, Base.ASKED) == {"n": yes, "of": str(asked)}
    assert value_of(Way.DID, COUNT, tally, Base.REPLIED) == {"n": yes, "of": str(len(said))}


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(sorted), max_size=30))
def test_counts_are_added_exactly(pairs: list[list[int]]) -> None:
    typed: list[object] = [{"n": f"{n:,}", "of": str(of)} for n, of in pairs]
    tally = tally_of(Way.SUM, COUNT, typed, len(pairs))

    assert value_of(Way.SUM, COUNT, tally, Base.ASKED) == {
        "n": str(sum(n for n, _of in pairs)),
        "of": str(sum(of for _n, of in pairs)),
    }


@given(st.lists(st.decimals(0, 10**9, places=2), max_size=30))
def test_numbers_are_added_exactly_with_their_decimals(numbers: list[object]) -> None:
    tally = tally_of(Way.SUM, NUMBER, [str(each) for each in numbers], len(numbers))

    value = value_of(Way.SUM, NUMBER, tally, Base.ASKED)

    assert Fraction(str(value)) == sum((Fraction(str(each)) for each in numbers), Fraction(0))
    assert NUMBER.answer.read(value) == value


@given(st.integers(0, 10**15 - 1), st.sampled_from([1, 10, 100, 10**6]))
def test_smallest_units_are_written_as_the_kind_writes_them(units: int, scale: int) -> None:
    text = decimal_of(units, scale)

    assert Fraction(text) == Fraction(units, scale)
    assert Number(decimals=6).read(text) == text


def test_the_national_sum_of_the_largest_figures_fits_64_bits() -> None:
    kind = kind_of_reply(Way.SUM, NUMBER)
    largest = figures_of(Way.SUM, NUMBER, kind.read("10000000000"))[0] or 0

    assert largest == 10**12
    assert largest * 29_000 < 2**63
    assert scale_of(Way.SUM, NUMBER) == 100


def test_the_sentence_always_says_both_numbers() -> None:
    assert sentence_of(Tally(asked=120, replied=98)) == Bilingual(
        "จาก 98 โรงเรียนที่ตอบ ของ 120 โรงเรียนที่ถาม",
        "From 98 schools that replied, of 120 asked",
    )


HELD = "<p>อบรมครู <strong>ครบ</strong> &amp; ติดตาม</p><ul><li>ข้อหนึ่ง</li></ul>"


def test_words_are_added_after_what_stands_there() -> None:
    added = with_additions(
        HELD, sentence="จาก 2 ของ 3", before="", texts=[("โรงเรียนก", "ทำ <แผน> & ซ้อม\nสองครั้ง")]
    )

    assert added.startswith(HELD)
    assert added.removeprefix(HELD) == (
        "<p>จาก 2 ของ 3</p><ul><li>โรงเรียนก: ทำ &lt;แผน&gt; &amp; ซ้อม สองครั้ง</li></ul>"
    )


def test_adding_again_renews_the_sentence_and_repeats_no_text() -> None:
    one = ("โรงเรียนก", "ซ้อมแผน")
    first = with_additions("", sentence="จาก 1 ของ 3", before="", texts=[one])

    second = with_additions(
        first, sentence="จาก 2 ของ 3", before="จาก 1 ของ 3", texts=[one, ("โรงเรียนข", "ซ่อมรั้ว")]
    )

    assert rich_text.plain(second).splitlines() == [
        "จาก 2 ของ 3",
        "- โรงเรียนก: ซ้อมแผน",
        "- โรงเรียนข: ซ่อมรั้ว",
    ]


def test_a_sentence_that_the_office_rewrote_is_left_alone() -> None:
    held = "<p>จาก 1 ของ 3 แห่ง</p>"

    assert with_additions(held, sentence="จาก 2 ของ 3", before="จาก 1 ของ 3", texts=[]) == (
        held + "<p>จาก 2 ของ 3</p>"
    )


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40)), max_size=5))
def test_no_words_of_a_school_become_markup(texts: list[tuple[str, str]]) -> None:
    added = with_additions("<p>เดิม</p>", sentence="จาก 2 ของ 3", before="", texts=texts)

    assert added.startswith("<p>เดิม</p>")
    assert rich_text.clean(added) == added
    assert "<script" not in added


@pytest.mark.parametrize("held", ["", "บรรทัดเดิม"])
def test_lines_are_added_after_the_lines_that_stand_there(held: str) -> None:
    added = with_lines(held, [("โรงเรียนก", "ทำ\nแล้ว")], "จาก 1 ของ 3")

    assert added == "\n".join([*([held] if held else []), "จาก 1 ของ 3", "โรงเรียนก: ทำ แล้ว"])
