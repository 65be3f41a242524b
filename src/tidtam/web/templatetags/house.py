"""The parts of pages as template tags: ``{% load house %}``. Shown working at /design/."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.utils import timezone
from django.utils.translation import get_language

from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import buddhist_year, thai_date, thai_datetime
from tidtam.thai.shares import percent_text
from tidtam.web.levels import LEVEL_WORDS, LEVELS, NO_LEVEL, SPECIAL_WORDS

register = template.Library()

_TONES = frozenset({"idle", "info", "good", "warn", "bad"})
# strftime would follow the machine's locale, and these must not.
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _in_english() -> bool:
    return (get_language() or "th").startswith("en")


# ---------------------------------------------------------------- words, dates, numbers


@register.filter
def say(text: Bilingual | str | None) -> str:
    """A bilingual text in the page's language; plain text as it is, None as nothing."""
    if isinstance(text, Bilingual):
        return text.in_language(get_language() or "th")
    return "" if text is None else str(text)


@register.filter
def in_thai_years(day: dt.date | dt.datetime | None) -> str:
    """A date in the page's language and the Buddhist Era; nothing for None."""
    if day is None:
        return ""
    day = _local(day)
    if _in_english():
        return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {buddhist_year(day)} B.E."
    return thai_date(day)


@register.filter
def in_thai_years_with_time(moment: dt.datetime | None) -> str:
    """A moment in Thai local time, to the minute; nothing for None."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    if _in_english():
        return f"{in_thai_years(local)}, {local:%H:%M}"
    return thai_datetime(local)


def _local(day: dt.date | dt.datetime) -> dt.date:
    if isinstance(day, dt.datetime):
        return (timezone.localtime(day) if timezone.is_aware(day) else day).date()
    return day


@register.filter
def number(value: Any, places: int | str = 0) -> str:
    """A number with thousands separators and ``places`` decimals, rounded half up.

    Text that is a number keeps its exact digits while rounding (no float in between);
    anything else, None included, comes back as it is ("" for None).
    """
    if value is None:
        return ""
    try:
        exact = Decimal(str(value))
    except ArithmeticError:
        return str(value)
    if not exact.is_finite():
        return str(value)
    step = Decimal(1).scaleb(-int(places))
    return f"{exact.quantize(step, rounding=ROUND_HALF_UP):,}"


# ---------------------------------------------------------------- badges and tags


@register.inclusion_tag("web/parts/level_badge.html")
def level_badge(
    level: int | str | None, word: Bilingual | str | None = None, value: str = ""
) -> dict[str, Any]:
    """A level as number and word.

    Args:
        level: 1-5; or "not_reported", "not_applicable", "monitored", "pending"; or None.
        word: the framework's own word, where it has one.
        value: shown in the disc instead of the level, such as a mean "3.83".
    """
    rank = next((known for known in LEVELS if str(known) == str(level)), None)
    own = LEVEL_WORDS[rank] if rank else SPECIAL_WORDS.get(str(level), NO_LEVEL)
    return {"rank": rank, "shown": value or rank, "word": say(word or own)}


@register.inclusion_tag("web/parts/state_tag.html")
def state_tag(label: Bilingual | str, tone: str = "idle") -> dict[str, Any]:
    """A state in a word; ``tone`` is idle, info, good, warn or bad.

    Raises:
        ValueError: another tone is a slip of the page's author.
    """
    if tone not in _TONES:
        raise ValueError(f"tone {tone!r} is none of {sorted(_TONES)}")
    return {"label": say(label), "tone": tone}


@register.inclusion_tag("web/parts/demo_mark.html")
def demo_mark() -> dict[str, Any]:
    """The word ข้อมูลสมมติ beside a single made-up thing."""
    return {}


@register.inclusion_tag("web/parts/empty.html")
def empty(
    title: Bilingual | str, body: Bilingual | str = "", href: str = "", action: Any = ""
) -> dict[str, Any]:
    """An empty state: what is missing, why, and the one thing to do about it."""
    return {"title": say(title), "body": say(body), "href": href, "action": say(action)}


# ---------------------------------------------------------------- charts


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a distribution; ``start`` and ``width`` are percent of the whole bar."""

    level: int | None
    word: str
    count: int
    percent: str
    start: str
    width: str

    @property
    def fill(self) -> str:
        return str(self.level) if self.level else "none"


def bars(counts: Mapping[Any, int], words: Mapping[int, Any] | None = None) -> list[Bar]:
    """Rows from ``{level: count}``, best level first; key None counts those without one."""
    given = {int(key): count for key, count in counts.items() if key is not None}
    without = counts.get(None, 0)
    ranks: list[int | None] = [*LEVELS, *([None] if without else [])]
    total = sum(given.values()) + without
    rows, before = [], 0
    for rank in ranks:
        count = given.get(rank, 0) if rank else without
        word = (words or LEVEL_WORDS).get(rank, LEVEL_WORDS[rank]) if rank else NO_LEVEL
        start, width = (f"{percent_text(part, total, places=3)}%" for part in (before, count))
        rows.append(Bar(rank, say(word), count, percent_text(count, total), start, width))
        before += count
    return rows


@register.inclusion_tag("web/parts/distribution.html")
def distribution(
    counts: Mapping[Any, int],
    caption: Bilingual | str = "",
    unit: Bilingual | str = "",
    source: Bilingual | str = "",
    words: Mapping[int, Any] | None = None,
) -> dict[str, Any]:
    """A bar over the five levels with its table.

    Args:
        counts: ``{5: 26, 4: 36, …}``; None as a key for those without a level.
        caption: the title of the figure.
        unit: what is counted; offices where empty.
        source: where the figures come from and as of when.
        words: the framework's own words by level.
    """
    rows = bars(counts, words)
    return {
        "rows": rows,
        "total": sum(row.count for row in rows),
        "caption": say(caption),
        "unit": say(unit or Bilingual("เขต", "offices")),
        "source": say(source),
    }


# ---------------------------------------------------------------- forms and lists


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, hint: Bilingual | str = "") -> dict[str, Any]:
    """A form field with label, hint and error, tied together for a screen reader."""
    described = []
    own_id = bound.id_for_label or bound.auto_id  # a group of choices has no label of its own
    help_text = say(hint) or str(bound.help_text or "")
    if help_text:
        described.append(f"{own_id}-hint")
    if bound.errors:
        described.append(f"{own_id}-error")
    attrs: dict[str, Any] = {"aria-describedby": " ".join(described)} if described else {}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "own_id": own_id,
        "hint": help_text,
        "control": bound.as_widget(attrs=attrs),
        "kind": getattr(bound.field.widget, "input_type", ""),
        "grouped": bound.field.widget.use_fieldset,
    }


@register.inclusion_tag("web/parts/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """All errors of a form on top of it, each a link to its field; nothing when sound.

    What is wrong with the whole links to the first field.
    """
    lines = [(_place_of(bound), error) for bound in form for error in bound.errors]
    fields = form.visible_fields()
    return {
        "lines": lines,
        "general": list(form.non_field_errors()) if form.is_bound else [],
        "first": _place_of(fields[0]) if fields else "",
    }


def _place_of(bound: BoundField) -> str:
    """The id of a field, or of its first choice."""
    is_group = bound.field.widget.use_fieldset
    return f"{bound.auto_id}_0" if is_group else str(bound.id_for_label)


@register.inclusion_tag("web/parts/pager.html", takes_context=True)
def pager(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    """Links to the other pages of a list, keeping the filters of the address (``?page=``)."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "numbers": list(numbers),
        "gap": page.paginator.ELLIPSIS,
        "request": context.get("request"),
    }
