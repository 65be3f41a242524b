"""Praise and blame against the levels that were given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.checks.finding import Finding, Place
from tidtam.checks.level_words import LEVEL_WORDS, MEASURES, Totals, check_level_words
from tidtam.thai.bilingual import Bilingual

# 12 indicators of a weak office: 2 excellent, 2 good, 6 fair, 1 to improve, 1 not reported.
WEAK = Totals(level=2, counts={5: 2, 3: 2, 2: 6, 1: 1}, not_reported=1)
# 12 indicators of a strong one.
STRONG = Totals(level=5, counts={5: 10, 4: 2})


def found(text: str, totals: Totals = WEAK) -> list[tuple[str, str]]:
    """Severity and words of each finding."""
    return [(finding.severity, finding.words) for finding in check_level_words(text, totals)]


def test_praise_of_many_that_are_few_is_an_error() -> None:
    text = "มีหลายตัวชี้วัดที่อยู่ในระดับคุณภาพดีเยี่ยม ควรรักษาไว้"

    assert check_level_words(text, WEAK, part="overall") == (
        Finding(
            "level-words",
            "error",
            Place("overall", 2, 43),
            "หลายตัวชี้วัดที่อยู่ในระดับคุณภาพดีเยี่ยม",
            Bilingual(
                "มี 2 จาก 12 ตัวชี้วัดที่ได้ระดับ ดีเยี่ยม "
                "(คำที่ใช้หมายถึง อย่างน้อย 3 และไม่น้อยกว่า 1 ใน 3) และภาพรวมคือ พอใช้",
                "2 of 12 indicators have the level ดีเยี่ยม "
                "(the words mean at least 3 and at least a third), and the total is พอใช้.",
            ),
            "2 จาก 12 ตัวชี้วัดอยู่ในระดับคุณภาพดีเยี่ยม",
        ),
    )


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("ทุกตัวชี้วัดอยู่ในระดับคุณภาพพอใช้", "error"),
        ("ทุก ๆ ตัวชี้วัด อยู่ในระดับ พอใช้", "error"),
        ("ตัวชี้วัดทั้งหมดอยู่ในระดับดี", "error"),
        ("ส่วนใหญ่อยู่ในระดับดี", "warning"),
        ("ตัวชี้วัดส่วนมากมีผลในระดับดีมาก", "error"),
        ("หลายตัวชี้วัดได้ระดับดี", "warning"),
        ("หลาย ๆ ตัวชี้วัดได้ระดับดีมาก", "error"),
        ("มีตัวชี้วัดหลายตัวอยู่ในระดับดีมากและดีเยี่ยม", "error"),
        ("บางตัวชี้วัดอยู่ในระดับดีมาก", "error"),
        ("ไม่มีตัวชี้วัดที่อยู่ในระดับคุณภาพปรับปรุง", "error"),
        ("มี 5 ตัวชี้วัดอยู่ในระดับดีเยี่ยม", "error"),
        ("มี ๕ ตัวชี้วัดอยู่ในระดับดีเยี่ยม", "error"),
        ("ในภาพรวมอยู่ในระดับคุณภาพดีมาก", "error"),
        ("คะแนนเฉลี่ยรวม 12 ตัวชี้วัด อยู่ในระดับดี", "error"),
        ("โดยรวมมีระดับคุณภาพ “ดีเยี่ยม”", "error"),
    ],
)
def test_claim_the_levels_do_not_bear_out_is_found(text: str, severity: str) -> None:
    assert [severity_ for severity_, _ in found(text)] == [severity]


@pytest.mark.parametrize(
    "text",
    [
        "หลายตัวชี้วัดอยู่ในระดับพอใช้",
        "บางตัวชี้วัดอยู่ในระดับคุณภาพดีเยี่ยม",
        "บางตัวชี้วัดได้ระดับคุณภาพปรับปรุง ไปจนถึงระดับคุณภาพพอใช้",
        "ส่วนใหญ่อยู่ในระดับปรับปรุงถึงพอใช้",
        "มี 2 ตัวชี้วัดอยู่ในระดับดีเยี่ยม",
        "ไม่มีตัวชี้วัดที่อยู่ในระดับดีมาก",
        "ในภาพรวมอยู่ในระดับคุณภาพพอใช้",
        "คะแนนเฉลี่ยรวม 12 ตัวชี้วัด 2.42 อยู่ในระดับพอใช้",
        "จากทั้งหมด 12 ตัวชี้วัด ในภาพรวมอยู่ในระดับพอใช้",
        "ควรวางแผนเพื่อให้ทุกตัวชี้วัดก้าวไปด้วยกัน",
        "ควรพัฒนาในภาพรวมให้อยู่ในระดับดีเยี่ยม",
        "ภาพรวมของแผนมุ่งสู่ระดับคุณภาพดีเยี่ยม",
        "หลายตัวชี้วัดควรนำข้อเสนอแนะไปปรับปรุง",
        "ในภาพรวมควรยกระดับคุณภาพดีขึ้น",
        "โดยรวมมีระดับดีขึ้นกว่าเดิม",
        "หลายตัวชี้วัดยังต้องติดตาม แต่ตัวชี้วัดที่ 2 อยู่ในระดับดีเยี่ยม",
        "ตัวชี้วัดที่ 2 อยู่ในระดับคุณภาพดีเยี่ยม",
        "มีวิธีปฏิบัติที่ดีเยี่ยมหลายเรื่อง",
        "",
    ],
)
def test_claim_that_fits_or_says_nothing_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_blame_of_a_strong_office_is_found() -> None:
    assert found("หลายตัวชี้วัดอยู่ในระดับปรับปรุง", STRONG) == [("error", "หลายตัวชี้วัดอยู่ในระดับปรับปรุง")]


def test_each_claim_of_a_text_is_judged_by_itself() -> None:
    text = "หลายตัวชี้วัดอยู่ในระดับพอใช้\nส่วนบางตัวชี้วัดอยู่ในระดับดีมาก\nภาพรวมอยู่ในระดับดี"

    assert found(text) == [
        ("error", "บางตัวชี้วัดอยู่ในระดับดีมาก"),
        ("error", "ภาพรวมอยู่ในระดับดี"),
    ]


def test_decomposed_words_are_the_same_words() -> None:
    assert found("เเละ หลายตัวชี้วัด\u200bอยู่ในระดับดีเยี่ยม") != []


def test_without_levels_or_total_nothing_is_claimed() -> None:
    nothing = Totals(level=None, counts={})

    assert found("หลายตัวชี้วัดอยู่ในระดับดีเยี่ยม ภาพรวมอยู่ในระดับดี", nothing) == []


@pytest.mark.parametrize(
    ("quantity", "matching", "fits"),
    [
        ("every", 12, True),
        ("every", 11, False),
        ("most", 7, True),
        ("most", 6, False),
        ("many", 4, True),
        ("many", 3, False),
        ("some", 1, True),
        ("some", 0, False),
        ("some", 12, False),
        ("none", 0, True),
        ("none", 1, False),
    ],
)
def test_measures_of_twelve_indicators(quantity: str, matching: int, fits: bool) -> None:
    """Both sides of each edge."""
    assert MEASURES[quantity].fits(matching, 12) is fits  # type: ignore[index]


def test_two_of_five_are_not_many() -> None:
    assert not MEASURES["many"].fits(2, 5)
    assert MEASURES["many"].fits(3, 5)


_COUNTS = st.dictionaries(st.integers(1, 5), st.integers(1, 14), min_size=1)


@given(_COUNTS, st.integers(0, 3), st.integers(1, 5), st.integers(1, 5))
def test_true_sentences_are_never_doubted(
    counts: dict[int, int], missing: int, total: int, level: int
) -> None:
    totals = Totals(total, counts, missing)
    word = LEVEL_WORDS[level]
    count = counts.get(level, 0)
    said = f"มี {count} ตัวชี้วัดอยู่ในระดับ{word}" if count else f"ไม่มีตัวชี้วัดที่อยู่ในระดับ{word}"

    assert found(f"{said}\nในภาพรวมอยู่ในระดับคุณภาพ{LEVEL_WORDS[total]}", totals) == []


@given(_COUNTS, st.integers(0, 3), st.integers(1, 5), st.integers(1, 5))
def test_total_is_doubted_exactly_when_it_differs(
    counts: dict[int, int], missing: int, total: int, level: int
) -> None:
    text = f"ในภาพรวมอยู่ในระดับคุณภาพ{LEVEL_WORDS[level]}"

    assert bool(found(text, Totals(total, counts, missing))) is (level != total)


@given(_COUNTS, st.integers(1, 5))
def test_proposal_is_never_doubted_again(counts: dict[int, int], total: int) -> None:
    totals = Totals(total, counts)

    for text in ("หลายตัวชี้วัดอยู่ในระดับดีเยี่ยม", "ทุกตัวชี้วัดอยู่ในระดับดี", "ภาพรวมอยู่ในระดับพอใช้"):
        for finding in check_level_words(text, totals):
            assert check_level_words(finding.proposal, totals) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "หลายตัวชี้วัดอยู่ในระดับคุณภาพดีเยี่ยม ",
        "หลายตัวชี้วัด",
        "ระดับคุณภาพดี",
        "ระดับ  ",
        "ตัวชี้วัด ",
        "12 ตัวชี้วัด",
        "ภาพรวม",
        "1",
        " ",
    ],
)
def test_a_long_text_of_one_piece_is_read_to_its_end(piece: str) -> None:
    """Time that grew with its square would take hours; ``make bench-checks`` measures it."""
    text = piece * (200_000 // len(piece))

    findings = check_level_words(text, WEAK)

    assert all(finding.words in text for finding in findings)
