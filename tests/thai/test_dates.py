"""Buddhist dates and the fiscal year."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tidtam.thai import dates
from tidtam.thai.errors import NotAThaiDate, YearOutOfRange

DAYS = st.dates(min_value=date(1000, 1, 1), max_value=date(9000, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2022, 9, 30), 2565),
        (date(2022, 10, 1), 2566),
        (date(2023, 9, 30), 2566),
        (date(2023, 10, 1), 2567),
    ],
)
def test_fiscal_year_at_its_edges(day: date, expected: int) -> None:
    assert dates.fiscal_year(day) == expected


def test_fiscal_year_bounds_of_2566() -> None:
    assert dates.fiscal_year_bounds(2566) == (date(2022, 10, 1), date(2023, 9, 30))


def test_thai_date_forms() -> None:
    day = date(2023, 9, 30)

    forms = [
        dates.thai_date(day),
        dates.thai_date(day, "thai"),
        dates.thai_date(day, short=True),
        dates.thai_date(day, weekday=True),
        dates.thai_month(day),
    ]

    assert forms == [
        "30 กันยายน 2566",
        "๓๐ กันยายน ๒๕๖๖",
        "30 ก.ย. 2566",
        "วันเสาร์ที่ 30 กันยายน 2566",
        "กันยายน 2566",
    ]


def test_thai_time_and_datetime() -> None:
    moment = datetime(2023, 1, 2, 9, 5, tzinfo=UTC)

    written = (dates.thai_time(time(9, 5)), dates.thai_datetime(moment, "thai", short=True))

    assert written == ("09.05 น.", "๒ ม.ค. ๒๕๖๖ เวลา ๐๙.๐๕ น.")


@pytest.mark.parametrize(
    "text",
    [
        "30 กันยายน 2566",
        "๓๐ กันยายน ๒๕๖๖",
        "30 ก.ย. 2566",
        "30 กย 2566",
        "30 กันยายน พ.ศ. 2566",
        "วันที่ 30 กันยายน พ.ศ.2566",
        "วันเสาร์ที่ 30  กันยายน 2566",
        "30กันยายน2566",
    ],
)
def test_parse_thai_date_written_forms(text: str) -> None:
    assert dates.parse_thai_date(text) == date(2023, 9, 30)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "31 กันยายน 2566",
        "30 กันยา 2566",
        "วันจันทร์ที่ 30 กันยายน 2566",
        "30/9/2566",
        "30 กันยายน 0400",
    ],
)
def test_parse_thai_date_refused(text: str) -> None:
    with pytest.raises(NotAThaiDate) as refusal:
        dates.parse_thai_date(text)

    assert refusal.value.en.startswith(f'No date can be read from "{text}"')
    assert f'"{text}"' in refusal.value.th


@pytest.mark.parametrize("year", [543, 0, 10543])
def test_common_year_out_of_range(year: int) -> None:
    with pytest.raises(YearOutOfRange):
        dates.common_year(year)


@given(DAYS, st.sampled_from(["thai", "arabic"]), st.booleans(), st.booleans())
def test_thai_date_reads_back(day: date, digits: str, short: bool, weekday: bool) -> None:
    written = dates.thai_date(day, digits, short=short, weekday=weekday)  # type: ignore[arg-type]

    assert dates.parse_thai_date(written) == day


@given(DAYS)
def test_fiscal_year_holds_its_days(day: date) -> None:
    """Each day lies within its fiscal year, and years follow without gap or overlap."""
    first, last = dates.fiscal_year_bounds(dates.fiscal_year(day))

    assert first <= day <= last
    assert dates.fiscal_year(last + timedelta(days=1)) == dates.fiscal_year(day) + 1
