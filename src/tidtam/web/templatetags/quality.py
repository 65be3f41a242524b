"""Figures with their intervals, in words and drawn: ``{% load quality %}``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from tidtam.marking.agreement import Estimate
from tidtam.marking.severity import Lean
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.shares import percent_of_share

register = template.Library()

_TO = Bilingual("ถึง", "to")


@register.inclusion_tag("web/moderating/quality_figure.html")
def figure(estimate: Estimate | Lean, kind: str = "plain") -> dict[str, Any]:
    """A figure with its interval in words, or the reason why there is none.

    Args:
        estimate: value, interval and reason.
        kind: "share" is printed in per cent, "lean" with its sign, "plain" as it is. A share
            says no reason: that of alpha stands in the same row.
    """
    return {
        "value": _printed(estimate.value, kind),
        "low": _printed(estimate.low, kind),
        "high": _printed(estimate.high, kind),
        "to": _TO,
        "reason": None if kind == "share" else estimate.reason,
    }


@register.inclusion_tag("web/moderating/quality_range.html")
def drawn(estimate: Estimate | Lean, lowest: int, highest: int) -> dict[str, Any]:
    """The figure as a mark on its interval, on a scale; what lies outside is put at the edge."""
    places = [
        _place(each, lowest, highest) for each in (estimate.low, estimate.high, estimate.value)
    ]
    low, high, value = places
    width = high - low if low is not None and high is not None else None
    return {
        "zero": f"{_place(0.0, lowest, highest)}%" if lowest < 0 else "",
        "value": "" if value is None else f"{value}%",
        "low": "" if low is None else f"{low}%",
        "width": "" if width is None else f"{max(width, 1.0):.1f}%",
    }


@register.inclusion_tag("web/moderating/quality_spread.html")
def spread(counts: Mapping[int, int], mean: float | None) -> dict[str, Any]:
    """How many marks stand at each level, in figures and as one bar; lowest level first."""
    total, rows, before = sum(counts.values()), [], 0
    for level, count in sorted(counts.items()):
        start, width = (f"{part * 100 / (total or 1):.2f}%" for part in (before, count))
        rows.append({"level": level, "count": count, "start": start, "width": width})
        before += count
    return {"rows": rows, "total": total, "mean": mean}


@register.filter
def signed(value: float | None) -> str:
    """A difference with its sign and two decimals; nothing for None."""
    return _printed(value, "lean")


def _printed(value: float | None, kind: str) -> str:
    if value is None:
        return ""
    if kind == "share":
        return f"{percent_of_share(value)}%"
    text = f"{value + 0.0:+.2f}" if kind == "lean" else f"{value + 0.0:.2f}"
    text = {"-0.00": "0.00", "+0.00": "0.00"}.get(text, text)
    return text.replace("-", "\N{MINUS SIGN}")


def _place(value: float | None, lowest: int, highest: int) -> float | None:
    """Where a value stands on the scale, in per cent of its width."""
    if value is None:
        return None
    share = (min(max(value, lowest), highest) - lowest) / (highest - lowest)
    return round(share * 100, 1)
