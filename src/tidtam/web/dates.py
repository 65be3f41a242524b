"""Dates as officers write them: day, Thai month, Buddhist year, time of day."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import MONTHS, buddhist_year, parse_thai_date
from tidtam.thai.digits import to_arabic
from tidtam.thai.errors import NotAThaiDate
from tidtam.web.http import say

_TIME = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)(?:\s*น\.?)?")
# A year before this is a common year that somebody typed from habit.
_FIRST_YEAR = 2400
_NUMBER = {"inputmode": "numeric", "autocomplete": "off"}


_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _say_month(name: str) -> str:
    return say(Bilingual(name, _ENGLISH_MONTHS[MONTHS.index(name)]))


# Said when the page is made: the language is the reader's. The value stays the Thai name.
_in_words = lazy(_say_month, str)


class DayWidget(forms.MultiWidget):
    """Fields in a row, each with its own label: day, month, Buddhist year."""

    template_name = "web/parts/date_field.html"
    use_fieldset = True
    labels: tuple[tuple[str, Any], ...] = (
        ("day", _("วันที่")),
        ("month", _("เดือน")),
        ("year", _("ปี พ.ศ.")),
    )

    def __init__(self) -> None:
        months = [("", "–"), *((name, _in_words(name)) for name in MONTHS)]
        super().__init__(
            {
                "day": forms.TextInput({**_NUMBER, "maxlength": "2"}),
                "month": forms.Select(choices=months),
                "year": forms.TextInput({**_NUMBER, "maxlength": "4"}),
                **self.more_parts(),
            }
        )

    def more_parts(self) -> dict[str, forms.Widget]:
        """The fields after the year."""
        return {}

    def use_required_attribute(self, initial: Any) -> bool:
        """Our own words tell what is missing."""
        return False

    def decompress(self, value: dt.date | None) -> list[str]:
        """What stands in the fields for a day."""
        if value is None:
            return [""] * len(self.labels)
        return [str(value.day), MONTHS[value.month - 1], str(buddhist_year(value))]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The fields with the labels of their parts."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        context["parts"] = [
            (part, words, widget)
            for (part, words), widget in zip(
                self.labels, context["widget"]["subwidgets"], strict=True
            )
        ]
        return context


class MomentWidget(DayWidget):
    """A day and the time of day, which may stay empty."""

    labels = (*DayWidget.labels, ("time", _("เวลา")))

    def more_parts(self) -> dict[str, forms.Widget]:
        """The time."""
        return {"time": forms.TextInput({**_NUMBER, "inputmode": "decimal", "maxlength": "8"})}

    def decompress(self, value: dt.date | None) -> list[str]:
        """What stands in the four fields for a moment."""
        if not isinstance(value, dt.datetime):
            return super().decompress(value)
        local = clock.local(value)
        return [*super().decompress(local), f"{local:%H.%M}"]


class DayField(forms.Field):
    """A day; gives a ``date``, or None where nothing was typed and nothing must be."""

    widget = DayWidget

    def clean(self, value: Any) -> Any:
        """The day.

        Raises:
            forms.ValidationError: a part is missing, no such day exists, or the year is not of
                the Buddhist Era; the sentence names the field.
        """
        day, month, year = (to_arabic(str(part or "")).strip() for part in (value or [""] * 3)[:3])
        given = [bool(day), bool(month), bool(year)]
        if not any(given):
            if self.required:
                raise self._wrong(
                    "ยังไม่มีวันที่ โปรดใส่วัน เดือน และปี พ.ศ.", "no date yet; please fill in all"
                )
            return None
        if not all(given):
            raise self._wrong("วันที่ไม่ครบ โปรดใส่วัน เดือน และปี พ.ศ.", "the date is not complete")
        return self._day(day, month, year)

    def _day(self, day: str, month: str, year: str) -> dt.date:
        if not year.isdigit() or int(year) < _FIRST_YEAR:
            example = buddhist_year(clock.today())
            raise self._wrong(
                f"ปี “{year}” ไม่ใช่ปี พ.ศ. โปรดใส่เช่น {example}",
                f"“{year}” is no year of the Buddhist Era; please write one as {example}",
            )
        try:
            return parse_thai_date(f"{day} {month} {year}")
        except NotAThaiDate:
            raise self._wrong(
                f"ไม่มีวันที่ {day} {month} {year} ในปฏิทิน โปรดแก้",
                f"there is no {day} {month} {year} in the calendar; please correct it",
            ) from None

    def _wrong(self, th: str, en: str) -> forms.ValidationError:
        return forms.ValidationError(f"{self.label}: {say(Bilingual(th, en))}")


class MomentField(DayField):
    """A moment in Thailand; gives an aware ``datetime``, or None where nothing was typed."""

    widget = MomentWidget

    def __init__(self, *, label: Any, midnight: dt.time, required: bool = True) -> None:
        super().__init__(label=label, required=required)
        self.midnight = midnight

    def clean(self, value: Any) -> dt.datetime | None:
        """The moment; raises as for a day, and where the time cannot be read."""
        day = super().clean(value)
        if day is None:
            return None
        return timezone.make_aware(
            dt.datetime.combine(day, self._time(to_arabic(str(value[3] or "")).strip())),
            timezone.get_default_timezone(),
        )

    def _time(self, text: str) -> dt.time:
        if not text:
            return self.midnight
        found = _TIME.fullmatch(text)
        if found is None:
            raise self._wrong(
                f"เวลา “{text}” อ่านไม่ได้ โปรดเขียนชั่วโมง.นาที เช่น 16.30",
                f"the time “{text}” cannot be read; please write hours.minutes, as 16.30",
            )
        return dt.time(int(found[1]), int(found[2]))
