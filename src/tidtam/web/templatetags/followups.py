"""The bar of a share of follow-ups: ``{% load followups %}``."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django import template

if TYPE_CHECKING:
    from tidtam.followups.national import Share

register = template.Library()
_PLACES = Decimal("0.001")


@register.inclusion_tag("web/followups/bar.html")
def share_bar(share: Share) -> dict[str, Any]:
    """What is done, being done, declined and waiting, side by side; the table says it too."""
    parts, before = [], 0
    for name in ("done", "accepted", "declined", "waiting"):
        count = getattr(share, name)
        if count:
            parts.append((name, _percent(before, share.total), _percent(count, share.total)))
        before += count
    return {"parts": parts}


def _percent(count: int, total: int) -> str:
    ratio = Decimal(count * 100) / Decimal(total)
    return str(ratio.quantize(_PLACES, rounding=ROUND_HALF_UP))
