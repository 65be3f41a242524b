"""Praise, blame and levels said of the whole, and all that only looks like it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offices import seed

from tidtam.checks.finding import Finding, Place
from tidtam.checks.level_tones import SPOKEN
from tidtam.checks.level_words import LEVEL_WORDS, Totals, check_level_words
from tidtam.demo import phrases
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.repair import repair_pdf


def total(level: int) -> Totals:
    """Twelve indicators of all levels with this total."""
    return Totals(level, {5: 2, 3: 2, 2: 6, 1: 1}, not_reported=1)


def indicator(level: int) -> Totals:
    """One indicator."""
    return Totals(level, {level: 1})


def found(text: str, totals: Totals) -> list[tuple[str, str]]:
    return [(finding.severity, finding.words) for finding in check_level_words(text, totals)]


OFFICE = "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาระยอง เขต 2"


def test_level_word_said_of_the_result_tells_the_level_and_a_proposal() -> None:
    text = "มีผลการดำเนินงานดีเยี่ยม"

    assert check_level_words(text, total(3), part="overall") == (
        Finding(
            "level-words",
            "error",
            Place("overall", 2, 24),
            "ผลการดำเนินงานดีเยี่ยม",
            Bilingual(
                "ระดับที่ได้คือ ดี (คำของระดับโดยไม่มีคำว่าระดับ)",
                "the level given is 3 (ดี); these words are "
                "a level's word without ระดับ, too high or too low.",
            ),
            "ผลการดำเนินงานอยู่ในระดับคุณภาพดี",
        ),
    )


@pytest.mark.parametrize(
    ("text", "totals", "expected"),
    [
        (
            "สพป.ตราด มีผลการดำเนินงานดีเยี่ยม เป็นแบบอย่างได้ ขอชื่นชม",
            total(2),
            [
                ("error", "สพป.ตราด มีผลการดำเนินงานดีเยี่ยม"),
                ("warning", "เป็นแบบอย่าง"),
                ("warning", "ขอชื่นชม"),
            ],
        ),
        (
            "ผลการประเมินอยู่ในระดับดีเยี่ยม ขอชื่นชมยิ่ง",
            total(2),
            [("error", "ผลการประเมินอยู่ในระดับดีเยี่ยม"), ("warning", "ขอชื่นชม")],
        ),
        (
            "ขอชื่นชมในความสำเร็จที่โดดเด่น เป็นต้นแบบของประเทศ",
            total(2),
            [("warning", "ขอชื่นชม"), ("warning", "โดดเด่น"), ("error", "เป็นต้นแบบของประเทศ")],
        ),
        (
            f"{OFFICE} มีผลการดำเนินงานดีเยี่ยม เป็นแบบอย่างได้ ขอชื่นชม",
            total(3),
            [("error", f"{OFFICE} มีผลการดำเนินงานดีเยี่ยม")],
        ),
        (
            "ผลการดำเนินงานยอดเยี่ยม ดีเด่นที่สุดในประเทศ",
            indicator(2),
            [("error", "ยอดเยี่ยม"), ("error", "ดีเด่นที่สุด")],
        ),
        ("สพม.ลำปาง ลำพูน อยู่ในระดับดี", total(4), [("error", "สพม.ลำปาง ลำพูน อยู่ในระดับดี")]),
        ("อยู่ในระดับดีเยี่ยม", total(4), [("error", "อยู่ในระดับดีเยี่ยม")]),
        ("ตัวชี้วัดนี้อยู่ในระดับดีมาก", indicator(5), [("error", "ตัวชี้วัดนี้อยู่ในระดับดีมาก")]),
        ("ดีเยี่ยม ขอให้รักษาไว้", indicator(2), [("error", "ดีเยี่ยม")]),
        ("มีผลการดำเนินงานดี", total(2), [("warning", "ผลการดำเนินงานดี")]),
        ("ผลการดำเนินงานพอใช้", total(5), [("error", "ผลการดำเนินงานพอใช้")]),
        ("ผลการดำเนินงานเป็นเลิศ", total(3), [("warning", "เป็นเลิศ")]),
        ("การดำเนินงานล้มเหลว", total(4), [("error", "ล้มเหลว")]),
        ("การดำเนินงานไม่ผ่าน", total(5), [("warning", "ไม่ผ่าน")]),
        ("การดำเนินงานต้องปรับปรุงอย่างเร่งด่วน", total(3), [("warning", "ต้องปรับปรุงอย่างเร่งด่วน")]),
    ],
)
def test_words_the_level_does_not_bear_out_are_found(
    text: str, totals: Totals, expected: list[tuple[str, str]]
) -> None:
    assert found(text, totals) == expected


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
@pytest.mark.parametrize(
    "text",
    [
        "ควรพัฒนาสู่ความเป็นเลิศ",
        "ควรวางแผนเพื่อเป็นต้นแบบ",
        "ควรขอคำปรึกษาจากหน่วยงานที่มีผลงานเป็นแบบอย่าง",
        "ควรคัดเลือกวิธีปฏิบัติที่เป็นเลิศ",
        "ระดับความสำเร็จของการค้นพบต้นแบบ นักเรียน ครู ผู้บริหาร ชุมชน ที่เป็นเลิศด้านการศึกษา",
        "มี Best Practice ที่ยอดเยี่ยม",
        "โรงเรียนในสังกัด มีผลการประเมินอยู่ในระดับดีเยี่ยม",
        "ผู้เรียนมีคุณลักษณะอยู่ในระดับดี",
        "นักเรียนได้รับรางวัลยอดเยี่ยม",
        "ขอชื่นชมในความตั้งใจของทุกคน",
        "ขอชื่นชมครูและนักเรียน",
        "ผลการดำเนินงานดีขึ้น",
        "นำผลการประเมินปรับปรุงแผน",
        "ผลการดำเนินงานยังไม่ถึงระดับดีเยี่ยม",
        "ผลการดำเนินงานไม่โดดเด่น",
        "มีผลการดำเนินงานดีเยี่ยมในบางตัวชี้วัด",
        "ในบางประเด็นมีผลการดำเนินงานดีเยี่ยม",
        "ควรศึกษาดูงานจาก สพป.ระยอง เขต 2 ซึ่งมีผลการดำเนินงานดีเยี่ยม",
    ],
)
def test_wishes_parts_and_others_are_left_alone_at_every_level(text: str, level: int) -> None:
    assert (found(text, total(level)), found(text, indicator(level))) == ([], [])


def test_indicator_named_in_an_overall_comment_is_not_the_total() -> None:
    text = "ตัวชี้วัดที่ 2 มีผลการดำเนินงานดีเยี่ยม ขอชื่นชม"

    assert found(text, total(2)) == []
    assert found(text, indicator(2)) != []


def test_new_statement_about_the_office_is_not_touched_by_an_earlier_wish() -> None:
    text = "ควรพัฒนาต่อไป สพป.ตราด มีผลการดำเนินงานดีเยี่ยม"

    assert found(text, total(2)) == [("error", "สพป.ตราด มีผลการดำเนินงานดีเยี่ยม")]


@pytest.mark.parametrize("word", [word for tone in SPOKEN for word in tone.words])
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_each_word_of_the_table_is_as_serious_as_the_table_says(word: str, level: int) -> None:
    tone = next(tone for tone in SPOKEN if word in tone.words)
    expected = [(tone.at[level], word)] if level in tone.at else []

    assert found(f"สพป.ตราด {word}", total(level)) == expected


@given(st.integers(1, 5), st.integers(1, 5), st.booleans())
def test_named_level_is_doubted_exactly_when_it_differs(
    given_: int, said: int, single: bool
) -> None:
    totals = indicator(given_) if single else total(given_)

    doubted = found(f"{OFFICE} มีผลการประเมินอยู่ในระดับคุณภาพ{LEVEL_WORDS[said]}", totals)

    assert bool(doubted) is (said != given_)


@given(st.integers(1, 5), st.integers(1, 5))
def test_proposal_for_the_whole_is_never_doubted_again(given_: int, said: int) -> None:
    for finding in check_level_words(f"ผลการดำเนินงานระดับ{LEVEL_WORDS[said]}", total(given_)):
        assert check_level_words(finding.proposal, total(given_)) == ()


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_every_phrase_of_the_demonstration_year_is_sound_at_its_level(level: int) -> None:
    advice = (*phrases._ADVICE[level], *phrases._NOT_REPORTED)
    texts = [
        phrases.overall(level, OFFICE),
        "\n".join(advice),
        *(
            f"สพท. {strength} ทั้งนี้ {each}"
            for strength in phrases._STRENGTHS[level]
            for each in advice
        ),
    ]

    assert [found(text, make(level)) for text in texts for make in (total, indicator)] == [[]] * (
        2 * len(texts)
    )


@pytest.mark.seeds
@pytest.mark.skipif(not seed("001"), reason="the real documents are absent")
@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_annex_of_seed_001_raises_nothing_at_any_level(level: int) -> None:
    """Also with sara aa in the place of the sara am that the PDF put there."""
    annex = repair_pdf(seed("001")).split("ข้อเสนอแนะเพื่อการพัฒนาการขับเคลื่อน")[1]
    paragraphs = re.split(r"\n *(?=ตัว\S{1,8}วัดที่)", annex)[1:]
    mended = [each.replace("ำ", "า").replace("\n", " ") for each in paragraphs]

    assert len(paragraphs) == 12
    assert [each for each in (*paragraphs, *mended) if found(each, indicator(level))] == []


@pytest.mark.seeds
@pytest.mark.skipif(not seed("000"), reason="the real documents are absent")
def test_recommendations_of_seed_000_raise_nothing_at_their_marks() -> None:
    marks = {"1": 2, "2": 5, "3": 1, "4": 2, "5": 2, "6a": 3, "7": 2, "8": 2, "10": 2}
    marks |= {"X1": 3, "X2": 5}
    rows = re.findall(r"(?m)^(?:<b>)?ตัวชี้วัดที่ (\w+)(.*)$", seed("000"))
    rated = [(code, text) for code, text in rows if code in marks]

    assert len(rated) == len(marks)
    assert [code for code, text in rated if found(text, indicator(marks[code]))] == []


@pytest.mark.parametrize(
    "piece",
    [
        "ขอชื่นชม",
        "ดี ",
        "สพท.",
        "สพป.ตราด ",
        "มี ",
        "ควร",
        "ผลการดำเนินงาน",
        "อยู่ในระดับดีเยี่ยม ",
        "สพป.ตราด มีผลการดำเนินงานดีเยี่ยม เป็นแบบอย่างได้ ขอชื่นชม\n",
    ],
)
def test_a_long_text_of_praise_is_read_to_its_end(piece: str) -> None:
    """Time that grew with its square would take hours; ``make bench-checks`` measures it."""
    text = piece * (200_000 // len(piece))

    findings = check_level_words(text, total(2))

    assert all(finding.words in text for finding in findings)
