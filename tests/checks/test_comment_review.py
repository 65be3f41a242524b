"""A reviewer's comment: its length, its mark, its names, its braces, its copies."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from offices import office, register

from tidtam.checks.comment_office import (
    PLACEHOLDER,
    Filled,
    check_placeholder,
    with_placeholder,
)
from tidtam.checks.comment_review import check_review_comment
from tidtam.checks.comment_same import check_same
from tidtam.checks.finding import Finding, Place
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.text import normalise

RAYONG = office("สพป.ระยอง เขต 2")
TRAT = office("สพป.ตราด")
LONG = "{office} ควรจัดทำแผนติดตามการอ่านออกเขียนได้ของผู้เรียนทุกโรงเรียนทุกเดือน และรายงานผลต่อคณะกรรมการ"


def found(text: str, *, level: int | None = None, **more: object) -> list[tuple[str, str, str]]:
    """Code, severity and words of every doubt about a comment on สพป.ระยอง เขต 2."""
    findings = check_review_comment(
        text,
        about=RAYONG,
        register=register(),
        level=level,
        **more,  # type: ignore[arg-type]
    )
    return [(each.code, each.severity, each.words) for each in findings]


def test_a_sound_comment_raises_nothing_at_any_level() -> None:
    for level in (None, 1, 2, 3, 4, 5):
        assert found(LONG, level=level, least=30, is_needed=True) == []


def test_praise_with_a_low_level_and_blame_with_the_highest_are_doubted() -> None:
    praise = "{office} เป็นต้นแบบของประเทศ"
    blame = "ผลการดำเนินงานล้มเหลว"

    assert found(praise, level=1) == [("level-words", "error", "เป็นต้นแบบของประเทศ")]
    assert found(praise, level=5) == []
    assert found(blame, level=5) == [("level-words", "error", "ล้มเหลว")]
    assert found(blame, level=1) == []


def test_a_named_level_must_be_the_level_and_is_placed_in_the_text_as_it_stands() -> None:
    text = "{office} มีผลการดำเนินงานอยู่ในระดับดีเยี่ยม {office} ควรทำต่อ"

    (finding,) = check_review_comment(text, about=RAYONG, register=register(), level=2)

    assert finding.code == "level-words"
    assert text[finding.where.start : finding.where.end] == finding.words
    assert finding.words == "{office} มีผลการดำเนินงานอยู่ในระดับดีเยี่ยม"


def test_another_office_is_found_and_the_placeholder_is_proposed() -> None:
    (finding,) = check_review_comment(
        "สพป.ตราด ควรติดตามทุกเดือน", about=RAYONG, register=register(), level=3
    )

    assert (finding.code, finding.words, finding.proposal) == (
        "office-conflict",
        "สพป.ตราด",
        PLACEHOLDER,
    )


def test_all_families_come_in_the_order_of_the_text() -> None:
    text = "{ofice} ดีเด่น โทร 081-234-5678 และ สพป.ตราด"

    assert found(text, level=1, least=60) == [
        ("comment-short", "hint", text),
        ("placeholder", "error", "{ofice}"),
        ("level-words", "warning", "ดีเด่น"),
        ("pii", "hint", "081-234-5678"),
        ("office-foreign", "warning", "สพป.ตราด"),
    ]


@pytest.mark.parametrize("text", ["", "  ", "-", "{office}", " {office} … "])
def test_a_needed_comment_without_words_is_an_error_and_else_at_most_a_hint(text: str) -> None:
    assert [(code, severity) for code, severity, _ in found(text, level=2, is_needed=True)] == [
        ("comment-missing", "error")
    ]
    assert {severity for _, severity, _ in found(text, level=4, least=30)} <= {"hint"}


def test_length_is_counted_without_spaces_and_without_the_offices_name() -> None:
    assert found("{office} " + "ก " * 29, least=30)[0][0] == "comment-short"
    assert found("{office} " + "ก " * 30, least=30) == []


@pytest.mark.parametrize(
    ("text", "words", "proposal"),
    [
        ("{ofice} ควร", "{ofice}", PLACEHOLDER),
        ("{Office} ควร", "{Office}", PLACEHOLDER),
        ("{ office } ควร", "{ office }", PLACEHOLDER),
        ("{{office}} ควร", "{{office}}", PLACEHOLDER),
        ("{office ควร", "{office", PLACEHOLDER),
        ("ให้ office} ควร", "office}", PLACEHOLDER),
        ("[office] ควร", "[office]", PLACEHOLDER),
        ("(Office) ควร", "(Office)", PLACEHOLDER),
        ("｛office｝ ควร", "｛office｝", PLACEHOLDER),
        ("{ชื่อเขต} ควร", "{ชื่อเขต}", PLACEHOLDER),
        ("{5 โรงเรียน} ควร", "{5 โรงเรียน}", ""),
        ("ควร {} ทำ", "{}", ""),
    ],
)
def test_braces_that_are_almost_the_placeholder_are_errors(
    text: str, words: str, proposal: str
) -> None:
    findings = check_placeholder(text)

    assert [(each.severity, each.words, each.proposal) for each in findings] == [
        ("error", words, proposal)
    ]


@pytest.mark.parametrize(
    "text", ["{office}", "{office}{office} และ {office}", "(ร้อยละ 80) [ดูหน้า 3] official office"]
)
def test_the_placeholder_itself_and_other_brackets_are_silent(text: str) -> None:
    assert check_placeholder(text) == ()


def test_the_same_comment_on_another_office_is_told_with_its_names() -> None:
    others = [("สพป.ตราด", LONG.replace("ทุกเดือน", "ทุก เดือน")), ("สพป.พะเยา เขต 1", LONG)]

    (finding,) = check_same(LONG * 2, others=[(name, text * 2) for name, text in others])

    assert (finding.code, finding.severity) == ("comment-same", "warning")
    assert "สพป.ตราด, สพป.พะเยา เขต 1" in finding.why.th


def test_a_short_comment_may_stand_twice_and_a_middling_one_is_a_hint() -> None:
    short, middling = "ดำเนินการครบถ้วน", LONG[:60]

    assert check_same(short, others=[("สพป.ตราด", short)]) == ()
    assert [f.severity for f in check_same(middling, others=[("สพป.ตราด", middling)])] == ["hint"]
    assert check_same(LONG, others=[("สพป.ตราด", "เรื่องอื่นที่ไม่เหมือนกันเลยแม้แต่น้อยในทุกตอน")]) == ()


def test_a_copied_paragraph_among_new_ones_is_found_in_its_place() -> None:
    paragraph = LONG + " ทั้งนี้ให้โรงเรียนที่มีผลดีช่วยเหลือโรงเรียนที่ยังมีผลต่ำกว่าเป้าหมายด้วย"
    text = f"เรื่องเฉพาะของเขตนี้เท่านั้น\n{paragraph}"

    (finding,) = check_same(text, others=[("สพป.ตราด", f"{paragraph}\nเรื่องของตราด")])

    assert (finding.severity, finding.words) == ("hint", paragraph)
    assert text[finding.where.start : finding.where.end] == paragraph


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("สพป.ระยอง เขต 2 ดี", "{office} ดี"),
        ("ให้ สพป. ระยอง เขต ๒ ทำ", "ให้ {office} ทำ"),
        ("สำนักงานเขตพื้นที่การศึกษาประถมศึกษาระยอง เขต 2", "{office}"),
        ("สพท.ระยอง เขต 2", "{office}"),
        ("สพป.ระยอง เขต 20 และ สพป.ระยอง เขต 1", "สพป.ระยอง เขต 20 และ สพป.ระยอง เขต 1"),
        ("สพป.ระยอง และ จังหวัดระยอง", "สพป.ระยอง และ จังหวัดระยอง"),
        ("สพม.ชลบุรี ระยอง", "สพม.ชลบุรี ระยอง"),
    ],
)
def test_only_the_offices_own_name_becomes_the_placeholder(typed: str, stored: str) -> None:
    assert with_placeholder(typed, about=RAYONG).text == stored


# Texts around a name that no name and no number can run into.
_BETWEEN = st.text(alphabet="กขคดทนมา ./\n", max_size=12).map(lambda text: f" {text} ")


@given(
    st.sampled_from(register().offices),
    st.lists(_BETWEEN, min_size=1, max_size=5),
    st.booleans(),
)
def test_what_was_filled_in_is_taken_out_again(about, parts, full) -> None:  # type: ignore[no-untyped-def]
    text = normalise(PLACEHOLDER.join(parts))
    name = about.full if full else about.short

    named = with_placeholder(text.replace(PLACEHOLDER, name), about=about)

    assert named.text == text
    assert len(named.names) == len(parts) - 1


@given(st.lists(st.text(alphabet="กข {}o", max_size=6), min_size=1, max_size=5), st.data())
def test_a_place_in_the_filled_text_is_found_in_the_text_as_it_stands(parts, data) -> None:  # type: ignore[no-untyped-def]
    text = PLACEHOLDER.join(parts)
    filled = Filled(text, "สพป.ตราด")
    start = data.draw(st.integers(0, len(filled.text)))
    end = data.draw(st.integers(start, len(filled.text)))
    words = filled.text[start:end]

    back = filled.back(Finding("x", "hint", Place("", start, end), words, Bilingual("", "")))

    assert 0 <= back.where.start <= back.where.end <= len(text)
    assert back.words == text[back.where.start : back.where.end]
    assert words in back.words.replace(PLACEHOLDER, "สพป.ตราด")


def test_places_never_run_backwards() -> None:
    filled = Filled("ก{office}ข{office}", "สพป.ตราด")
    places = [
        filled.back(Finding("x", "hint", Place("", at, at + 1), "", Bilingual("", ""))).where.start
        for at in range(len(filled.text))
    ]

    assert all(one <= two for one, two in pairwise(places))
