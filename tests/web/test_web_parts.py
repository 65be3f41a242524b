"""The parts of pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pages import assert_strict_part

from tidtam.thai.bilingual import Bilingual
from tidtam.web.parts import Progress
from tidtam.web.templatetags.house import (
    bars,
    in_thai_years,
    in_thai_years_with_time,
    number,
    say,
    state_tag,
)


def drawn(source: str, **context: object) -> str:
    """A bit of template as HTML."""
    return Template("{% load house %}" + source).render(Context(context))


def test_say_follows_the_language_of_the_page() -> None:
    word = Bilingual("ดีมาก", "Very good")

    with translation.override("en"):
        english = (say(word), say(Bilingual("ดี")), say("x"), say(None))

    assert say(word) == "ดีมาก"
    assert english == ("Very good", "ดี", "x", "")


def test_dates_are_in_the_buddhist_era_in_both_languages() -> None:
    day = dt.date(2023, 9, 30)

    with translation.override("en"):
        english = in_thai_years(day)

    assert in_thai_years(day) == "30 กันยายน 2566"
    assert english == "30 September 2566 B.E."
    assert in_thai_years(None) == ""


def test_moments_are_shown_in_thai_time() -> None:
    """19:30 in London on the last day of the year is the next year in Thailand."""
    moment = dt.datetime(2023, 12, 31, 19, 30, tzinfo=dt.UTC)

    with translation.override("en"):
        english = in_thai_years_with_time(moment)

    assert in_thai_years_with_time(moment) == "1 มกราคม 2567 เวลา 02.30 น."
    assert english == "1 January 2567 B.E., 02:30"
    assert in_thai_years(moment) == "1 มกราคม 2567"
    assert in_thai_years_with_time(None) == ""


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (1234567, 0, "1,234,567"),
        ("3.835", 2, "3.84"),
        (Decimal("2.5"), 0, "3"),
        (0.1, 2, "0.10"),
        ("N/A", 2, "N/A"),
        ("NaN", 2, "NaN"),
        (None, 2, ""),
    ],
)
def test_number(value: object, places: int, shown: str) -> None:
    assert number(value, places) == shown


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (5, "5 ดีเยี่ยม"),
        ("1", "1 ปรับปรุง"),
        ("not_reported", "N/A ไม่ได้รายงาน"),
        ("pending", "อยู่ระหว่างดำเนินการ"),
        (None, "ไม่มีระดับ"),
        (0, "ไม่มีระดับ"),
    ],
)
def test_level_badge_says_number_and_word(level: object, words: str) -> None:
    html = drawn("{{ x }}{% level_badge level %}", level=level)

    assert Template("{% load house %}{{ h|striptags }}").render(Context({"h": html})).strip() == (
        words
    )


def test_level_badge_takes_the_words_of_a_framework() -> None:
    html = drawn("{% level_badge 4 word '3.83' %}", word=Bilingual("สูง", "High"))

    assert 'class="level level--4"' in html
    assert ">3.83<" in html
    assert "สูง" in html


def test_state_tag_refuses_an_unknown_tone() -> None:
    with pytest.raises(ValueError, match="purple"):
        state_tag("ร่าง", "purple")


def test_bars_stand_best_level_first_and_fill_the_whole() -> None:
    rows = bars({5: 26, 4: 36, 3: 37, 2: 19, 1: 2})

    assert [(row.level, row.count, row.percent) for row in rows] == [
        (5, 26, "21.7"),
        (4, 36, "30.0"),
        (3, 37, "30.8"),
        (2, 19, "15.8"),
        (1, 2, "1.7"),
    ]
    assert (rows[1].start, rows[1].width) == ("21.667%", "30.000%")


def test_bars_show_those_without_a_level_only_when_there_are_some() -> None:
    assert [row.level for row in bars({5: 1})] == [5, 4, 3, 2, 1]
    assert [row.level for row in bars({5: 1, None: 1})] == [5, 4, 3, 2, 1, None]


def test_distribution_of_nothing_is_a_table_of_zeros() -> None:
    html = drawn("{% distribution counts %}", counts={})

    assert html.count(">0<") == 6
    assert "bar--whole" not in html


# A busy machine makes the first draws slow; that says nothing about the bars.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 10_000), min_size=6, max_size=6))
def test_widths_of_bars_add_up_to_the_whole(numbers: list[int]) -> None:
    counts = dict(zip([5, 4, 3, 2, 1, None], numbers, strict=True))

    rows = bars(counts)

    whole = sum(Decimal(row.width.rstrip("%")) for row in rows)
    assert sum(row.count for row in rows) == sum(counts.values())
    assert abs(whole - (100 if sum(counts.values()) else 0)) <= Decimal("0.003")


def progress(state: str, **more: object) -> str:
    """The part for a printing that is 3 of 245 done."""
    job = Progress(Bilingual("พิมพ์", "Print"), 3, 245, state, "/jobs/1/", **more)  # type: ignore[arg-type]
    return drawn("{% include 'web/parts/progress.html' %}", progress=job)


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_progress_asks_again_while_the_work_goes_on(state: str) -> None:
    html = progress(state)

    assert 'hx-get="/jobs/1/" hx-trigger="every 2s" hx-swap="outerHTML"' in html
    assert "ทำแล้ว 3 จาก 245" in html
    assert_strict_part(html)


@pytest.mark.parametrize("state", ["done", "failed"])
def test_progress_stops_asking_when_the_work_is_over(state: str) -> None:
    html = progress(state, problems=["ไม่มีชื่อผู้ลงนาม"])

    assert "hx-" not in html
    assert "ไม่มีชื่อผู้ลงนาม" in html


def test_progress_leads_on_only_when_done() -> None:
    assert 'href="/next/"' in progress("done", next_url="/next/")
    assert 'href="/next/"' not in progress("failed", next_url="/next/")


def test_empty_state_says_what_to_do() -> None:
    html = drawn("{% empty 'ยังไม่มีรอบ' 'เริ่มจากปีก่อน' '/new/' 'สร้างรอบ' %}")

    assert '<a class="button" href="/new/">สร้างรอบ</a>' in html
