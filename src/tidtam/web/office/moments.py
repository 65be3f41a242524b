"""Moments as the workspace says them."""

from __future__ import annotations

import datetime as dt

from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.web.templatetags.house import in_thai_years_with_time


def clock_of(moment: dt.datetime) -> str:
    """The time of day in Thailand: "14:02"."""
    return f"{clock.local(moment):%H:%M}"


def said_moment(moment: dt.datetime) -> str:
    """The time of day for today, day and time for another day, in the page's language."""
    if clock.local(moment).date() == clock.today():
        return clock_of(moment)
    return in_thai_years_with_time(moment)


def iso_clock(moment: str) -> str:
    """The same of an ISO moment; "" for none."""
    return clock_of(dt.datetime.fromisoformat(moment)) if moment else ""


def days_left(due_at: dt.datetime) -> Bilingual:
    """How far a day is away, counted in days as people count them."""
    days = (clock.local(due_at).date() - clock.today()).days
    if due_at < clock.now():
        late = max(-days, 0)
        if not late:
            return Bilingual("เลยกำหนดแล้วในวันนี้", "the time passed today")
        return Bilingual(f"เลยกำหนดแล้ว {late} วัน", f"{late} {_days(late)} late")
    if days == 0:
        return Bilingual("ครบกำหนดวันนี้", "due today")
    if days == 1:
        return Bilingual("ครบกำหนดพรุ่งนี้", "due tomorrow")
    return Bilingual(f"เหลือ {days} วัน", f"{days} {_days(days)} left")


def _days(count: int) -> str:
    return "day" if count == 1 else "days"
