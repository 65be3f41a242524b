"""Dates as Thai offices write them: day, month name, Buddhist year; and the fiscal year.

Buddhist year = common year + 543. Fiscal year N (Buddhist) runs from 1 October N-1
to 30 September N.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, date, datetime, time
from typing import Final

from tidtam.thai.digits import DigitStyle, to_arabic, to_document_digits
from tidtam.thai.errors import NotAThaiDate, YearOutOfRange
from tidtam.thai.text import normalise

BUDDHIST_OFFSET: Final = 543

MONTHS: Final = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
MONTHS_SHORT: Final = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
WEEKDAYS: Final = (
    "วันจันทร์",
    "วันอังคาร",
    "วันพุธ",
    "วันพฤหัสบดี",
    "วันศุกร์",
    "วันเสาร์",
    "วันอาทิตย์",
)

_FIRST_FISCAL_MONTH: Final = 10
_MONTH_NUMBERS: Final = {
    name.replace(".", ""): number
    for names in (MONTHS, MONTHS_SHORT)
    for number, name in enumerate(names, start=1)
}
_WRITTEN: Final = re.compile(r"^(\d{1,2})\s*([ก-๎.]+?)\s*(?:พ\.?\s*ศ\.?)?\s*(\d{4})$")


def buddhist_year(day: date) -> int:
    """The Buddhist year of ``day``: 2023 gives 2566."""
    return day.year + BUDDHIST_OFFSET


def common_year(year: int) -> int:
    """The common year of Buddhist ``year``: 2566 gives 2023.

    Raises:
        YearOutOfRange: when no calendar date has that year.
    """
    common = year - BUDDHIST_OFFSET
    if not MINYEAR <= common <= MAXYEAR:
        raise YearOutOfRange(year)
    return common


def fiscal_year(day: date) -> int:
    """The fiscal year (Buddhist) that ``day`` belongs to: 1 October 2022 gives 2566."""
    return buddhist_year(day) + (day.month >= _FIRST_FISCAL_MONTH)


def fiscal_year_bounds(year: int) -> tuple[date, date]:
    """First and last day of fiscal ``year`` (Buddhist), both included.

    Raises:
        YearOutOfRange: when the year, or the autumn before it, has no calendar date.
    """
    return date(common_year(year - 1), 10, 1), date(common_year(year), 9, 30)


def thai_date(
    day: date,
    digits: DigitStyle = "arabic",
    *,
    short: bool = False,
    weekday: bool = False,
) -> str:
    """``day`` as day, month name, Buddhist year: "30 กันยายน 2566".

    Args:
        day: the date.
        digits: "arabic" or "thai".
        short: the month abbreviated: "30 ก.ย. 2566".
        weekday: the weekday first: "วันเสาร์ที่ 30 กันยายน 2566".
    """
    month = (MONTHS_SHORT if short else MONTHS)[day.month - 1]
    name = f"{WEEKDAYS[day.weekday()]}ที่ " if weekday else ""
    return to_document_digits(f"{name}{day.day} {month} {buddhist_year(day)}", digits)


def thai_month(day: date, digits: DigitStyle = "arabic", *, short: bool = False) -> str:
    """Month and Buddhist year: "กันยายน 2566"."""
    month = (MONTHS_SHORT if short else MONTHS)[day.month - 1]
    return to_document_digits(f"{month} {buddhist_year(day)}", digits)


def thai_time(moment: time, digits: DigitStyle = "arabic") -> str:
    """The time of day to the minute, as offices write it: "09.30 น."."""
    return to_document_digits(f"{moment.hour:02}.{moment.minute:02} น.", digits)


def thai_datetime(moment: datetime, digits: DigitStyle = "arabic", *, short: bool = False) -> str:
    """Date and time: "30 กันยายน 2566 เวลา 09.30 น."; the zone is the caller's choice."""
    day = thai_date(moment.date(), digits, short=short)
    return f"{day} เวลา {thai_time(moment.time(), digits)}"


def parse_thai_date(text: str) -> date:
    """The date written in ``text``: day, Thai month (full or abbreviated), Buddhist year.

    Digits may be Thai or Arabic, a weekday and "พ.ศ." may stand where they are usual.

    Raises:
        NotAThaiDate: when no such date is written there, it does not exist (31 กันยายน),
            or the weekday named is not the weekday of that date.
    """
    weekday, rest = _split_weekday(" ".join(normalise(to_arabic(text)).split()))
    written = _WRITTEN.match(rest)
    month = _MONTH_NUMBERS.get(written[2].replace(".", "")) if written else None
    if written is None or month is None:
        raise NotAThaiDate(text)
    try:
        day = date(common_year(int(written[3])), month, int(written[1]))
    except ValueError as error:
        raise NotAThaiDate(text) from error
    if weekday is not None and weekday != day.weekday():
        raise NotAThaiDate(text)
    return day


def _split_weekday(text: str) -> tuple[int | None, str]:
    """The weekday named at the start (0 = Monday), and the text without it."""
    for number, name in enumerate(WEEKDAYS):
        if text.startswith(name):
            return number, text.removeprefix(name).strip().removeprefix("ที่").strip()
    return None, text.removeprefix("วันที่").strip()
