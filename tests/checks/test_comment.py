"""A whole comment, and the two real documents the checks were written for."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from offices import office, register, seed

from tidtam.checks.comment import check_comment
from tidtam.checks.level_words import Totals
from tidtam.checks.mean_wrong import Band, check_mean
from tidtam.thai.repair import repair_pdf

CHACHOENGSAO = office("สพป.ฉะเชิงเทรา เขต 2")
LAMPANG = office("สพม.ลำปาง ลำพูน")
# The marks printed on the sheets: 2 5 1 2 2 3 2 2 N/A 2 3 5, and the twelve means.
WEAK = Totals(level=2, counts={5: 2, 3: 2, 2: 6, 1: 1}, not_reported=1)
GOOD = Totals(level=4, counts={5: 4, 4: 6, 2: 2})
needs_000 = pytest.mark.skipif(not seed("000"), reason="the real documents are absent")
needs_001 = pytest.mark.skipif(not seed("001"), reason="the real documents are absent")


def test_findings_of_all_families_come_in_the_order_of_the_text() -> None:
    text = "หลายตัวชี้วัดของ สพป.ตราด อยู่ในระดับดีเยี่ยม\nสพป.พะเยา เขต 1 ควรพัฒนา"

    findings = check_comment(text, about=CHACHOENGSAO, register=register(), totals=WEAK)

    assert [(f.code, f.words) for f in findings] == [
        ("level-words", "หลายตัวชี้วัดของ สพป.ตราด อยู่ในระดับดีเยี่ยม"),
        ("office-foreign", "สพป.ตราด"),
        ("office-conflict", "สพป.พะเยา เขต 1"),
    ]


def test_sound_comment_raises_nothing() -> None:
    text = (
        "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาฉะเชิงเทรา เขต 2 มีผลการประเมินในภาพรวม"
        "อยู่ในระดับคุณภาพพอใช้ ทั้งนี้ ควรศึกษาดูงานจาก สพป.ระยอง เขต 2"
    )

    assert check_comment(text, about=CHACHOENGSAO, register=register(), totals=WEAK) == ()


@needs_000
@pytest.mark.seeds
def test_overall_comment_of_seed_000_raises_both() -> None:
    comment = seed("000").split("ในภาพรวม\n")[1]

    findings = check_comment(comment, about=CHACHOENGSAO, register=register(), totals=WEAK)

    assert [(f.code, f.severity, f.proposal) for f in findings] == [
        ("office-conflict", "error", "สำนักงานเขตพื้นที่การศึกษาประถมศึกษาฉะเชิงเทรา เขต 2"),
        ("level-words", "error", "2 จาก 12 ตัวชี้วัดอยู่ในระดับคุณภาพดีเยี่ยม"),
    ]


@needs_000
@pytest.mark.seeds
def test_rest_of_seed_000_raises_nothing() -> None:
    sheet = seed("000").split("ในภาพรวม\n")[0]

    assert check_comment(sheet, about=CHACHOENGSAO, register=register(), totals=WEAK) == ()


@needs_001
@pytest.mark.seeds
@pytest.mark.parametrize("repaired", [False, True])
def test_seed_001_raises_nothing(repaired: bool) -> None:
    """The whole set with its annex, as the PDF gives it and after repair."""
    text = repair_pdf(seed("001")) if repaired else seed("001")

    assert check_comment(text, about=LAMPANG, register=register(), totals=GOOD) == ()


def test_printed_means_of_both_real_sheets_are_right() -> None:
    lowest = {"ปรับปรุง": "1.00", "พอใช้": "1.81", "ดี": "2.61", "ดีมาก": "3.41", "ดีเยี่ยม": "4.21"}
    bands = tuple(Band(Decimal(low), word) for word, low in lowest.items())
    weak = [Fraction(n) for n in (2, 5, 1, 2, 2, 3, 2, 2, 0, 2, 3, 5)]
    rounds = [(4, 3), (5, 5), (3, 4), (2, 5), (3, 2), (4, 5), (3, 4), (1, 4), (3, 4), (3, 5)]
    good = [Fraction(a + b, 2) for a, b in [*rounds, (5, 5), (5, 5)]]

    assert check_mean("2.42", "พอใช้", bands=bands, parts=weak) == ()
    assert check_mean("3.83", "ดีมาก", bands=bands, parts=good) == ()


def test_an_office_named_as_a_partner_is_a_doubt_about_no_office() -> None:
    """245 comments of a thousand characters; ``make bench-checks`` measures how long it takes."""
    text = "สพท. ควรวางแผนการดำเนินงานร่วมกับ สพป.ตราด ให้อยู่ในระดับดีเยี่ยม " * 15

    doubted = [
        about.short
        for about in register().offices
        if check_comment(text, about=about, register=register(), totals=WEAK)
    ]

    assert doubted == []
