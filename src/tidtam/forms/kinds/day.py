"""A date, typed as offices write it: in the Buddhist era."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from tidtam.forms.errors import AnswerProblem, shown
from tidtam.forms.kinds.base import Kind, Plain, as_text
from tidtam.forms.kinds.typed import one_line
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import BUDDHIST_OFFSET, parse_thai_date, thai_date
from tidtam.thai.digits import to_arabic
from tidtam.thai.errors import ThaiTextError

_ISO: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.]+)?")
_SLASHED: Final = re.compile(r"([0-9]{1,2})\s*[/.-]\s*([0-9]{1,2})\s*[/.-]\s*([0-9]{1,4})")
_LAST_NUMBER: Final = re.compile(r"[^0-9]([0-9]+)$")
_COMMON: Final = range(1900, 2200)
_BUDDHIST: Final = range(2443, 2743)
_SHORTEST: Final = 43  # 2543; a smaller one may be of the common era


@dataclass(frozen=True)
class Day(Kind):
    """A date. Canonical: ISO in the common era, ``"2023-03-31"``.

    Attributes:
        earliest, latest: what lies outside gets a hint.
    """

    kind: Literal["date"] = "date"
    earliest: date | None = None
    latest: date | None = None

    def read(self, raw: object) -> str:
        if isinstance(raw, datetime):
            raw = raw.date()
        if isinstance(raw, date):
            return _in_era(raw.year, raw.month, raw.day, raw).isoformat()
        text = to_arabic(one_line(raw))
        return _read(text, raw).isoformat() if text else ""

    def is_empty(self, value: Plain) -> bool:
        return not value

    def plain(self, value: Plain, language: str = "th") -> str:
        if not value:
            return ""
        day = date.fromisoformat(as_text(value))
        return f"{day.day} {day:%B} {day.year}" if language.startswith("en") else thai_date(day)

    def hints(self, value: Plain) -> tuple[Bilingual, ...]:
        day = date.fromisoformat(as_text(value)) if value else None
        if day is None:
            return ()
        if self.earliest is not None and day < self.earliest:
            return (_outside("ก่อน", "before", self.earliest),)
        if self.latest is not None and day > self.latest:
            return (_outside("หลัง", "after", self.latest),)
        return ()

    def problems(self) -> tuple[Bilingual, ...]:
        if self.earliest is None or self.latest is None or self.earliest <= self.latest:
            return ()
        return (
            Bilingual(
                '"earliest" อยู่หลัง "latest" ให้สลับกัน', '"earliest" is after "latest"; swap them'
            ),
        )


def _read(text: str, raw: object) -> date:
    iso = _ISO.fullmatch(text)
    if iso is not None:
        return _in_era(int(iso[1]), int(iso[2]), int(iso[3]), raw)
    slashed = _SLASHED.fullmatch(text)
    if slashed is not None:
        year = int(slashed[3])
        _refuse_short(text, slashed[3], raw)
        _refuse_year(slashed[3], raw)
        return _in_era(year, int(slashed[2]), int(slashed[1]), raw)
    return _written(text, raw)


def _written(text: str, raw: object) -> date:
    """Day, Thai month, Buddhist year."""
    last = _LAST_NUMBER.search(text)
    if last is not None:
        _refuse_short(text, last[1], raw)
        _refuse_year(last[1], raw)
    try:
        return parse_thai_date(text)
    except ThaiTextError:
        raise _unreadable(raw) from None


def _refuse_short(text: str, typed: str, raw: object) -> None:
    """A year of two digits is never guessed, but the likely date is offered.

    Raises:
        AnswerProblem: the year has two digits and makes a date of this era's years.
    """
    if len(typed) != 2 or int(typed) < _SHORTEST:
        return
    try:
        meant = _read(f"{text.removesuffix(typed)}25{typed}", raw)
    except AnswerProblem:
        return
    day = thai_date(meant)
    raise AnswerProblem(
        f"ปี {typed} ใน {shown(raw)} ไม่ชัดเจน หมายถึง {day} ใช่หรือไม่ ให้พิมพ์ปีเต็ม",
        f"The year {typed} in {shown(raw)} has two digits; is {day} meant?"
        " Please type the full year.",
    )


def _refuse_year(typed: str, raw: object) -> None:
    """Only a full Buddhist year says which year is meant.

    Raises:
        AnswerProblem: two digits, a common year (whose day and month may be swapped), or
            a year no one means.
    """
    year = int(typed) if len(typed) <= 4 else 0
    if year in _BUDDHIST:
        return
    if year in _COMMON:
        full = year + BUDDHIST_OFFSET
        raise AnswerProblem(
            f"ปี {year} ใน {shown(raw)} ดูเป็น ค.ศ. ให้เขียนปี พ.ศ. {full}",
            f"The year {year} in {shown(raw)} looks like the common era;"
            f" write the Buddhist year {full}.",
        )
    raise AnswerProblem(
        f"ปี {typed[:8]} ใน {shown(raw)} ไม่ชัดเจน ให้เขียนปี พ.ศ. ครบสี่หลัก เช่น 2566",
        f"The year {typed[:8]} in {shown(raw)} is not clear;"
        " write the Buddhist year with four digits, such as 2566.",
    )


def _in_era(year: int, month: int, day: int, raw: object) -> date:
    """The date of a four-digit year of either era."""
    common = year - BUDDHIST_OFFSET if year in _BUDDHIST else year
    if common not in _COMMON:
        _refuse_year(str(year), raw)
    try:
        return date(common, month, day)
    except ValueError:
        raise AnswerProblem(
            f"ไม่มีวันที่ {shown(raw)} ในปฏิทิน ให้ตรวจวันและเดือน",
            f"There is no date {shown(raw)} in the calendar; check day and month.",
        ) from None


def _unreadable(raw: object) -> AnswerProblem:
    return AnswerProblem(
        f"อ่านวันที่จาก {shown(raw)} ไม่ได้ ให้เขียนวัน เดือน ปี พ.ศ. เช่น 31/3/2566 หรือ 31 มี.ค. 2566",
        f"No date can be read from {shown(raw)};"
        " write day, month and Buddhist year, such as 31/3/2566 or 31 มี.ค. 2566.",
    )


def _outside(th: str, en: str, bound: date) -> Bilingual:
    return Bilingual(
        f"วันที่นี้อยู่{th} {thai_date(bound)} โปรดตรวจว่าถูกปีหรือไม่",
        f"This date is {en} {bound.day} {bound:%B} {bound.year}; please check the year.",
    )
