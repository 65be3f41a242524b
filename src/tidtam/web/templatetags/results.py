"""Parts of result pages as template tags: ``{% load results %}``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from tidtam.results.reading import ReadNode, ReadResult
from tidtam.scoring.rounding import Rounding, plain, printed
from tidtam.scoring.rules.target import Target
from tidtam.scoring.values import Kind, Status
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import say

register = template.Library()

_PLAIN_STATUSES = {
    Status.NOT_COMPUTABLE: Bilingual("คำนวณไม่ได้", "Cannot be computed"),
}
_HIGHEST = 5
_SHORT = 60  # characters of a title in a hidden name
_PER_CENT_TH = "ร้อยละ"


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


@register.filter
def item_label(line: ReadNode) -> Bilingual:
    """The label of an item; below the top with its code, for labels begin anew in each branch."""
    code, label = line.node.code, line.node.label
    if line.depth == 0:
        return label
    if code.endswith(label.th):
        return Bilingual(code, code)
    return Bilingual(f"{code} {label.th}", f"{code} {label.in_language('en')}")


@register.filter
def why_question(line: ReadNode) -> Bilingual:
    """The question behind a number, in the words the line itself shows."""
    if line.status is Status.NOT_REPORTED:
        return Bilingual("ทำไมจึงนับเป็น 0", "Why it counts as 0")
    if line.node.kind is Kind.TARGET and line.word is not None:
        word = line.word.in_language("en")
        return Bilingual(f"ทำไมจึง{line.word.th}", f"Why “{word}”")
    return Bilingual(f"ทำไมจึงได้ {line.value}", f"Why {line.value}")


@register.simple_tag
def item_named(result: ReadResult, line: ReadNode | None) -> str:
    """An item told apart from every other on the page, for readers who hear links alone."""
    instrument = say(result.framework.short_title)
    if line is None:
        return f"{instrument} {say(result.total.label)}"
    title = Truncator(say(line.node.title)).chars(_SHORT)
    return f"{instrument} {say(item_label(line))} {title}"


@register.inclusion_tag("web/results/why_details.html")
def why_details(result: ReadResult, line: ReadNode | None, address: str) -> dict[str, str]:
    """A question that opens its steps in place; a link to their page where no script runs.

    Args:
        result: the office's result.
        line: the item asked about; None for the total.
        address: of the page with the whole way to the number.
    """
    total = result.total.value or "–"
    question = why_question(line) if line else Bilingual(f"ทำไมจึงได้ {total}", f"Why {total}")
    return {"question": say(question), "named": item_named(result, line), "address": address}


@register.inclusion_tag("web/results/line_result.html")
def line_result(line: ReadNode) -> dict[str, Any]:
    """The result of one line: level, target verdict, or the special value in words."""
    rule = line.node.rule
    return {
        "line": line,
        "is_rated": line.status is Status.RATED,
        "is_heading": line.status is Status.HEADING,
        "has_verdict": line.status in (Status.ATTAINED, Status.NOT_ATTAINED),
        "words": _PLAIN_STATUSES.get(line.status),
        "counts_as_zero": line.status is Status.NOT_REPORTED and line.value is not None,
        "target": _target(rule) if isinstance(rule, Target) else None,
        "given": _measured(line.given, rule.unit)
        if isinstance(rule, Target) and line.given
        else None,
    }


def _target(rule: Target) -> Bilingual:
    value = _measured(plain(rule.target), rule.unit)
    if rule.direction == "up":
        return Bilingual(f"ไม่น้อยกว่า{value.th}", f"at least {value.en}")
    return Bilingual(f"ไม่เกิน{value.th}", f"at most {value.en}")


def _measured(value: str, unit: Bilingual) -> Bilingual:
    """A value with its unit; only the word for per cent stands before a number in Thai."""
    th = f"{unit.th} {value}" if unit.th == _PER_CENT_TH else f" {value} {unit.th}"
    return Bilingual(th, f"{value} {unit.in_language('en')}")


@register.filter
def difference(own: str | None, other: str | None) -> Bilingual:
    """How an office's printed total lies beside the mean of a group, in words."""
    if not own or not other:
        return Bilingual("–", "–")
    apart = Fraction(own) - Fraction(other)
    if apart == 0:
        return Bilingual("เท่ากัน", "the same")
    size = printed(abs(apart), Rounding())
    return (
        Bilingual(f"สูงกว่า {size}", f"{size} higher")
        if apart > 0
        else Bilingual(f"ต่ำกว่า {size}", f"{size} lower")
    )


@register.inclusion_tag("web/results/bar.html")
def bar(value: str | None, level: int | None = None) -> dict[str, Any]:
    """A value from 0 to 5 as a bar; decoration beside the number, hidden from readers."""
    share = Fraction(value) / _HIGHEST * 100 if value else Fraction(0)
    return {"width": f"{float(share):.1f}%", "fill": str(level) if level else "brand"}
