"""Patterns worth a look: each with its numbers, its words and its assignments."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.marking.alike import alike_groups, bare_comment
from tidtam.marking.suspicion import (
    DEFAULT_LIMITS,
    PATTERNS,
    Judged,
    Limits,
    Suspicion,
    suspicions_of,
)
from tidtam.thai.bilingual import Bilingual

LEVELS = (1, 2, 3, 4, 5)
LONG = "ควรติดตามผลการดำเนินงานของโรงเรียนอย่างต่อเนื่องและสรุปผลทุกภาคเรียน"
OTHER = "มีระบบดูแลช่วยเหลือนักเรียนครบทุกโรงเรียน แต่ยังไม่เห็นหลักฐานการนำผลไปใช้ปรับปรุงงาน"


def judged(
    levels: list[int | None], *, reviewer: int = 1, per_office: int = 1, seconds: int = 90
) -> list[Judged]:
    """Marks of one reviewer, each with a comment of its own."""
    return [
        Judged(
            assignment=reviewer * 1000 + number,
            reviewer=reviewer,
            office=f"o{number // per_office}",
            indicator=f"qp/{number % per_office}",
            level=level,
            comment="ดี",
            seconds=seconds,
        )
        for number, level in enumerate(levels)
    ]


def codes(found: tuple[Suspicion, ...]) -> list[str]:
    return [each.code for each in found]


def test_good_work_is_not_suspicious() -> None:
    assert suspicions_of(judged([5, 4, 3, 4, 2] * 10, per_office=5), levels=LEVELS) == ()


# ---------------------------------------------------------------- one level everywhere


def test_all_five_names_every_mark() -> None:
    found = suspicions_of(judged([5] * 19 + [4]), levels=LEVELS)

    assert found == (
        Suspicion(
            code="all-highest",
            reviewer=1,
            words=Bilingual("ให้ระดับ 5 ใน 19 จาก 20 ข้อ", "Level 5 in 19 of 20 marks"),
            numbers={"level": 5, "count": 19, "of": 20},
            assignments=tuple(range(1000, 1019)),
        ),
    )


def test_another_level_everywhere_is_a_pattern_of_its_own() -> None:
    assert codes(suspicions_of(judged([3] * 20), levels=LEVELS)) == ["one-level"]


@pytest.mark.parametrize("levels", [[5] * 19, [5] * 18 + [4] * 2, [5] * 18 + [None] * 9])
def test_few_marks_or_some_others_are_no_pattern(levels: list[int | None]) -> None:
    assert suspicions_of(judged(levels), levels=LEVELS) == ()


# ---------------------------------------------------------------- flat offices


def test_two_flat_offices_are_listed_with_their_marks() -> None:
    marks = judged([4] * 5 + [3] * 5 + [4, 4, 5, 4, 3], per_office=5)

    (found,) = suspicions_of(marks, levels=LEVELS)

    assert (found.code, found.numbers) == ("flat-offices", {"offices": 2, "of": 3})
    assert found.assignments == tuple(range(1000, 1010))


def test_one_flat_office_may_be_chance() -> None:
    assert suspicions_of(judged([4] * 5 + [5, 4, 5, 4, 3], per_office=5), levels=LEVELS) == ()


def test_who_gives_one_level_everywhere_is_listed_once() -> None:
    assert codes(suspicions_of(judged([4] * 30, per_office=5), levels=LEVELS)) == ["one-level"]


# ---------------------------------------------------------------- seconds


def test_quick_marks_are_counted_beside_the_measured_ones() -> None:
    marks = judged([5, 4, 3] * 5, seconds=60)
    quick = [replace(each, seconds=8) for each in marks[:5]]

    (found,) = suspicions_of(quick + marks[5:], levels=LEVELS)

    assert (found.code, found.numbers) == ("in-seconds", {"count": 5, "of": 15, "median": 60})
    assert found.assignments == (1000, 1001, 1002, 1003, 1004)


def test_a_time_that_was_not_measured_is_not_quick() -> None:
    assert suspicions_of(judged([5, 4, 3] * 5, seconds=0), levels=LEVELS) == ()


def test_a_few_quick_marks_among_many_are_no_pattern() -> None:
    marks = judged([5, 4, 3] * 10)

    assert (
        suspicions_of([replace(each, seconds=3) for each in marks[:5]] + marks[5:], levels=LEVELS)
        == ()
    )


# ---------------------------------------------------------------- copied comments


def with_comments(*comments: str) -> list[Judged]:
    marks = judged([5, 4, 3, 4][: len(comments)] * len(comments))[: len(comments)]
    return [replace(each, comment=text) for each, text in zip(marks, comments, strict=True)]


def test_the_same_comment_for_five_offices_is_listed_whatever_the_office_and_the_signs() -> None:
    marks = with_comments(
        LONG, f"{{office}} {LONG}", LONG.replace("และ", " และ "), f"{LONG}.", f"{{office}}: {LONG}"
    )

    (found,) = suspicions_of(marks, levels=LEVELS)

    assert (found.code, found.sample) == ("copied", LONG)
    assert found.numbers == {"count": 5, "offices": 5, "different": 1}
    assert found.words.en == "One comment in 5 items of 5 offices"
    assert found.assignments == (1000, 1001, 1002, 1003, 1004)


def test_nearly_the_same_comment_counts_too() -> None:
    marks = with_comments(*(f"{LONG} ครั้งที่ {number}" for number in range(6)))

    (found,) = suspicions_of(marks, levels=LEVELS)

    assert found.numbers == {"count": 6, "offices": 6, "different": 6}
    assert found.words.en == "Nearly one comment in 6 items of 6 offices (6 wordings)"


@pytest.mark.parametrize(
    "comments",
    [
        (LONG,) * 4,
        ("ดีมาก",) * 9,
        (LONG, LONG, LONG, LONG, OTHER, OTHER, OTHER, OTHER),
        ("",) * 9,
    ],
)
def test_four_offices_or_short_praise_are_no_copies(comments: tuple[str, ...]) -> None:
    assert codes(suspicions_of(with_comments(*comments), levels=LEVELS)) == []


def test_the_same_comment_on_every_item_of_one_office_is_not_many_offices() -> None:
    marks = [replace(each, comment=LONG) for each in judged([5, 4, 3, 4, 5, 4], per_office=6)]

    assert suspicions_of(marks, levels=LEVELS) == ()


def test_two_reviewers_with_the_same_words_copy_nothing_from_each_other() -> None:
    marks = with_comments(*(LONG,) * 4)
    theirs = [replace(each, reviewer=2, assignment=each.assignment + 50) for each in marks]

    assert suspicions_of(marks + theirs, levels=LEVELS) == ()


def test_signs_spaces_and_spelling_of_marks_do_not_make_a_new_comment() -> None:
    assert bare_comment(" {office} ทำ  ได้ดี! ") == bare_comment("ทําได้ดี")


@given(
    st.lists(
        st.tuples(st.text("กขค", min_size=1, max_size=12), st.sampled_from(["1", "2"])), max_size=12
    ),
    st.sampled_from([0.5, 0.75, 0.92, 1.0]),
)
def test_groups_are_apart_and_hold_every_equal_text(
    texts: list[tuple[str, str]], least: float
) -> None:
    groups = alike_groups(texts, least)

    places = [place for group in groups for place in group]
    assert len(places) == len(set(places))
    group_of = {place: number for number, group in enumerate(groups) for place in group}
    for one, (text, _shelf) in enumerate(texts):
        for other in range(one):
            if texts[other][0] == text:
                assert group_of[one] == group_of[other]


def test_more_texts_than_are_compared_at_once_are_all_compared() -> None:
    texts = [(f"{LONG}{number:04d}" if number % 300 == 0 else chr(0xE000 + number) * 40, "1")
             for number in range(700)]  # fmt: skip

    assert alike_groups(texts, 0.92) == [(0, 300, 600)]


# ---------------------------------------------------------------- low levels


def test_low_marks_without_a_comment_are_named() -> None:
    marks = [replace(each, comment="") for each in judged([1, 2, 3, 5])]
    marks[1] = replace(marks[1], comment="ขาดหลักฐาน")

    (found,) = suspicions_of(marks, levels=LEVELS)

    assert found == Suspicion(
        code="no-comment",
        reviewer=1,
        words=Bilingual(
            "1 จาก 2 ข้อที่ให้ระดับ 2 หรือต่ำกว่า ไม่มีความเห็น",
            "1 of 2 marks of level 2 or lower have no comment",
        ),
        numbers={"count": 1, "of": 2},
        assignments=(1000,),
    )


# ---------------------------------------------------------------- the whole list


def test_the_list_is_ordered_by_pattern_then_reviewer() -> None:
    numbers = count(1)
    marks = [
        replace(each, assignment=next(numbers))
        for reviewer in (2, 1)
        for each in judged([5] * 20, reviewer=reviewer, seconds=5)
    ]

    found = suspicions_of(marks, levels=LEVELS)

    assert [(each.code, each.reviewer) for each in found] == [
        ("all-highest", 1),
        ("all-highest", 2),
        ("in-seconds", 1),
        ("in-seconds", 2),
    ]


@given(
    st.lists(
        st.builds(
            Judged,
            assignment=st.integers(1, 10**6),
            reviewer=st.integers(1, 3),
            office=st.sampled_from("abcdef"),
            indicator=st.sampled_from("12"),
            level=st.none() | st.sampled_from(LEVELS),
            comment=st.sampled_from(["", LONG, f"{LONG}!", OTHER]),
            seconds=st.integers(0, 40),
        ),
        max_size=60,
        unique_by=lambda each: each.assignment,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_marks_does_not_matter(marks: list[Judged], chance) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(marks)
    chance.shuffle(shuffled)

    found = suspicions_of(marks, levels=LEVELS)

    assert suspicions_of(shuffled, levels=LEVELS) == found
    own = {
        reviewer: {m.assignment for m in marks if m.reviewer == reviewer} for reviewer in (1, 2, 3)
    }
    assert all(set(each.assignments) <= own[each.reviewer] for each in found)
    assert all(each.assignments and each.words.th and each.words.en for each in found)


def test_limits_are_data() -> None:
    strict = Limits(one_level_marks=3, one_level_share=0.5)

    assert codes(suspicions_of(judged([5, 5, 4]), levels=LEVELS, limits=strict)) == ["all-highest"]
    assert len(fields(DEFAULT_LIMITS)) == 11
    assert all(text.th and text.en for text in PATTERNS.values())
