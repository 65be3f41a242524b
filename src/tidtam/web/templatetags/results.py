"""Parts of result pages as template tags: ``{% load results %}``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from tidtam.results.reading import ReadNode
from tidtam.scoring.values import Status
from tidtam.thai.bilingual import Bilingual

register = template.Library()

_PLAIN_STATUSES = {
    Status.NOT_COMPUTABLE: Bilingual("คำนวณไม่ได้", "Cannot be computed"),
}
_HIGHEST = 5


@register.filter
def toggled(current: str, column: str) -> str:
    """The sort after a click on a column: the column, or turned round when it was that."""
    return f"-{column}" if current == column else column


@register.simple_tag
def aria_sort(current: str, column: str) -> SafeString:
    """The attribute that tells a screen reader how a column is sorted; nothing if it is not."""
    if current == column:
        return mark_safe(' aria-sort="ascending"')
    return mark_safe(' aria-sort="descending"') if current == f"-{column}" else SafeString("")


@register.filter
def padded(marks: Sequence[str], rounds: Sequence[Any]) -> list[tuple[Any, str]]:
    """Marks beside their rounds; a line above the leaves has none."""
    filled = [*marks, *[""] * (len(rounds) - len(marks))]
    return list(zip(rounds, filled, strict=True))


@register.inclusion_tag("web/results/line_result.html")
def line_result(line: ReadNode) -> dict[str, Any]:
    """The result of one line: level, target verdict, or the special value in words."""
    special = line.status not in (
        Status.RATED,
        Status.HEADING,
        Status.ATTAINED,
        Status.NOT_ATTAINED,
    )
    return {
        "line": line,
        "is_rated": line.status is Status.RATED,
        "is_heading": line.status is Status.HEADING,
        "special": special,
        "words": _PLAIN_STATUSES.get(line.status),
    }


@register.inclusion_tag("web/results/bar.html")
def bar(value: str | None, level: int | None = None) -> dict[str, Any]:
    """A value from 0 to 5 as a bar; decoration beside the number, hidden from readers."""
    share = Fraction(value) / _HIGHEST * 100 if value else Fraction(0)
    return {"width": f"{float(share):.1f}%", "fill": str(level) if level else "brand"}
