"""Dates are typed as day, Thai month and Buddhist year, on every page alike."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from samples_of_people import dated

import tidtam.web
from tidtam.web.dates import DayField

WEB = Path(tidtam.web.__file__).parent
# The browser's own date field counts in the common era, and differs from one browser to the next.
FOREIGN = re.compile(r"""type["']?\s*[=:]\s*["']?(date|datetime-local|month|week)\b|DateInput""")


class Form(forms.Form):
    first = DayField(label="วันแรก")
    last = DayField(label="วันสุดท้าย", required=False)


def posted(**parts: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(parts)
    return data


@pytest.mark.parametrize("folder", ["templates", "people", "central", "office", "schools", "."])
def test_no_page_asks_the_browser_for_a_date(folder: str) -> None:
    files = [
        path
        for path in (WEB / folder).rglob("*")
        if path.suffix in {".html", ".py", ".js"} and "vendor" not in path.parts
    ]
    found = [str(path) for path in files if FOREIGN.search(path.read_text("utf-8"))]

    assert (bool(files), found) == (True, [])


@given(st.dates(dt.date(1900, 1, 1), dt.date(2400, 1, 1)))
def test_a_day_that_is_shown_and_sent_is_the_same_day(day: dt.date) -> None:
    form = Form(posted(**dated("first", day), **dated("last", None)))

    assert form.is_valid()
    assert form.cleaned_data == {"first": day, "last": None}


def test_the_parts_show_the_buddhist_year() -> None:
    html = str(Form(initial={"first": dt.date(2026, 2, 3)})["first"])

    assert re.findall(r'value="(\d+)"', html) == ["3", "2569"]
    assert re.findall(r'<option value="([^"]+)" selected>', html) == ["กุมภาพันธ์"]
    assert html.count("<label") == 3


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("", "", ""), "วันแรก: ยังไม่มีวันที่ โปรดใส่วัน เดือน และปี พ.ศ."),
        (("3", "", "2569"), "วันแรก: วันที่ไม่ครบ โปรดใส่วัน เดือน และปี พ.ศ."),
        (("31", "กุมภาพันธ์", "2569"), "วันแรก: ไม่มีวันที่ 31 กุมภาพันธ์ 2569 ในปฏิทิน โปรดแก้"),
        (("๓", "กุมภาพันธ์", "2026"), "วันแรก: ปี “2026” ไม่ใช่ปี พ.ศ. โปรดใส่เช่น"),
    ],
)
def test_a_wrong_day_is_told_with_its_field(parts: tuple[str, str, str], said: str) -> None:
    names = ("first_day", "first_month", "first_year")
    form = Form(posted(**dict(zip(names, parts, strict=True))))

    assert [error[: len(said)] for error in form.errors["first"]] == [said]


def test_a_form_without_its_fields_is_refused_and_not_a_fault() -> None:
    assert Form(posted()).errors == {"first": ["วันแรก: ยังไม่มีวันที่ โปรดใส่วัน เดือน และปี พ.ศ."]}
