"""Paragraphs that stand in another answer too."""

from __future__ import annotations

import pickle

from hypothesis import given
from hypothesis import strategies as st

from tidtam.checks.answer import check_answer_text, prepare_others
from tidtam.checks.answer_likeness import bare_letters
from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.digits import to_thai

COPIED = (
    "จัดอบรมครูเรื่องการจัดการเรียนรู้เชิงรุกให้โรงเรียนสมมติทั้ง 12 แห่ง โดยศึกษานิเทศก์ติดตามถึงห้องเรียน "
    "ภาคเรียนละสองครั้ง สรุปผลเป็นรายโรงเรียน และนำผลไปวางแผนการนิเทศรอบถัดไป"
)
OWN = (
    "จัดค่ายภาษาให้นักเรียนชั้นประถมปลาย ครูเจ้าของภาษาสอนวันละสามชั่วโมงตลอดภาคเรียน "
    "ผู้ปกครองร่วมชมผลงานวันสุดท้าย และเก็บแบบทดสอบก่อนหลังไว้เทียบกัน"
)


def test_a_copied_paragraph_is_found_where_it_stands() -> None:
    text = f"{OWN}\n  {COPIED}"

    findings = check_answer_text(text, question="โปรดรายงานผล", others=[("ตัวชี้วัดที่ 4", COPIED)])

    start = len(OWN) + 3
    assert findings == (
        Finding(
            "duplicate",
            "warning",
            Place("", start, start + len(COPIED)),
            COPIED,
            Bilingual(
                "ย่อหน้านี้เหมือนคำตอบของ ตัวชี้วัดที่ 4 ร้อยละ 100 โปรดเขียนเฉพาะเรื่องของข้อนี้",
                "100 % of this paragraph also stands in ตัวชี้วัดที่ 4; "
                "please write what belongs to this question.",
            ),
        ),
    )


def test_the_likest_of_several_answers_is_named() -> None:
    shorter = COPIED.replace("และนำผลไปวางแผนการนิเทศรอบถัดไป", "")
    others = [("ข้อ 1", shorter), ("ข้อ 2", f"ก่อนหน้า {COPIED} ตามหลัง"), ("ข้อ 3", OWN)]

    (found,) = check_answer_text(COPIED, question="", others=others)

    assert found.why.th == ("ย่อหน้านี้เหมือนคำตอบของ ข้อ 2 ร้อยละ 100 โปรดเขียนเฉพาะเรื่องของข้อนี้")


def test_words_of_the_question_are_nobodys_copy() -> None:
    text = f"{COPIED}\n{OWN}"

    assert check_answer_text(text, question=COPIED, others=[("ข้อ 1", COPIED)]) == ()


def test_prepared_answers_give_the_same_and_survive_a_cache() -> None:
    others = [("ข้อ 1", OWN), ("ข้อ 2", COPIED)]
    kept = pickle.loads(pickle.dumps(prepare_others(others)))  # noqa: S301  our own bytes

    assert check_answer_text(COPIED, question="", others=kept) == check_answer_text(
        COPIED, question="", others=others
    )


@given(st.lists(st.integers(0, len(COPIED)), max_size=12), st.booleans())
def test_spaces_and_digits_of_the_other_script_hide_no_copy(cuts: list[int], thai: bool) -> None:
    written = COPIED
    for cut in sorted(cuts, reverse=True):
        written = f"{written[:cut]} {written[cut:]}"
    written = to_thai(written) if thai else written

    (found,) = check_answer_text(written, question="", others=[("ข้อ 1", COPIED)])

    assert (found.code, found.severity) == ("duplicate", "warning")


def test_bare_letters_know_the_damage_of_old_pdf_files() -> None:
    assert bare_letters("สํานักงาน เเห่งที่ ๑๒") == bare_letters("สำนักงานแห่งที 12")
