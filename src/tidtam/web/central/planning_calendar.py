"""The calendar of a round: months in the Buddhist Era with the stages that run on each day."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tidtam.rounds.states import STAGE_NAMES, StageCode
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import MONTHS, buddhist_year

if TYPE_CHECKING:
    from tidtam.rounds.models import Stage

MOST_MONTHS: Final = 15
_SUNDAY: Final = 6
# strftime would follow the machine's locale, and these must not.
_ENGLISH: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS: Final = (
    (Bilingual("อา.", "Su"), Bilingual("วันอาทิตย์", "Sunday")),
    (Bilingual("จ.", "Mo"), Bilingual("วันจันทร์", "Monday")),
    (Bilingual("อ.", "Tu"), Bilingual("วันอังคาร", "Tuesday")),
    (Bilingual("พ.", "We"), Bilingual("วันพุธ", "Wednesday")),
    (Bilingual("พฤ.", "Th"), Bilingual("วันพฤหัสบดี", "Thursday")),
    (Bilingual("ศ.", "Fr"), Bilingual("วันศุกร์", "Friday")),
    (Bilingual("ส.", "Sa"), Bilingual("วันเสาร์", "Saturday")),
)


@dataclass(frozen=True, slots=True)
class Event:
    """A stage begins, is due, or takes nothing more, on a day."""

    day: dt.date
    text: Bilingual


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a month; ``running`` are the numbers (1 to 5) of the stages under way."""

    day: dt.date | None
    running: tuple[int, ...] = ()
    events: tuple[Event, ...] = ()
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month with whole weeks; days of other months are empty."""

    name: Bilingual
    weeks: tuple[tuple[Day, ...], ...]
    events: tuple[Event, ...]


def months_of(stages: dict[StageCode, Stage]) -> list[Month]:
    """The months from the first start to the last day, at most fifteen, those with events."""
    if not stages:
        return []
    events = sorted(
        (event for code, stage in stages.items() for event in _events(code, stage)),
        key=lambda event: event.day,
    )
    first, last = events[0].day.replace(day=1), events[-1].day
    months = []
    while first <= last:
        months.append(first)
        first = (first + dt.timedelta(days=32)).replace(day=1)
    busy = {event.day.replace(day=1) for event in events}
    shown = months if len(months) <= MOST_MONTHS else [m for m in months if m in busy]
    return [_month(first, stages, events) for first in shown]


def _month(first: dt.date, stages: dict[StageCode, Stage], events: list[Event]) -> Month:
    here = [event for event in events if event.day.replace(day=1) == first]
    weeks = calendar.Calendar(_SUNDAY).monthdatescalendar(first.year, first.month)
    year = buddhist_year(first)
    return Month(
        name=Bilingual(f"{MONTHS[first.month - 1]} {year}", f"{_ENGLISH[first.month - 1]} {year}"),
        weeks=tuple(
            tuple(
                _day(day, stages, here) if day.month == first.month else Day(None) for day in week
            )
            for week in weeks
        ),
        events=tuple(here),
    )


def _day(day: dt.date, stages: dict[StageCode, Stage], events: list[Event]) -> Day:
    order = list(StageCode)
    running = tuple(
        order.index(code) + 1
        for code, stage in stages.items()
        if _date(stage.starts_at) <= day <= _date(stage.closes_at)
    )
    own = tuple(event for event in events if event.day == day)
    return Day(day, running, own, is_today=day == clock.today())


def _events(code: StageCode, stage: Stage) -> list[Event]:
    name = STAGE_NAMES[code]
    found = [
        Event(_date(stage.starts_at), Bilingual(f"เริ่ม{name.th}", f"{name.en}: begins")),
        Event(_date(stage.due_at), Bilingual(f"ครบกำหนด{name.th}", f"{name.en}: due")),
    ]
    if stage.late_until:
        text = Bilingual(f"วันสุดท้ายที่รับล่าช้า: {name.th}", f"{name.en}: last day for late ones")
        found.append(Event(_date(stage.late_until), text))
    return found


def _date(moment: dt.datetime) -> dt.date:
    return clock.local(moment).date()
