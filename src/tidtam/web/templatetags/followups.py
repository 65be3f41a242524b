"""Follow-ups on pages: the bar of a share, one as a line: ``{% load followups %}``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from tidtam.thai.shares import percent_text
from tidtam.web.followups.shown import Line

if TYPE_CHECKING:
    from tidtam.followups.models import FollowUp
    from tidtam.followups.national import Share

register = template.Library()


@register.filter
def as_line(follow_up: FollowUp) -> Line:
    """A follow-up with its state, tone and titles in words."""
    return Line(follow_up)


@register.inclusion_tag("web/followups/bar.html")
def share_bar(share: Share) -> dict[str, Any]:
    """What is done, being done, declined and waiting, side by side; the table says it too."""
    parts: list[tuple[str, ...]] = []
    before = 0
    for name in ("done", "accepted", "declined", "waiting"):
        count = getattr(share, name)
        if count:
            shown = (percent_text(part, share.total, places=3) for part in (before, count))
            parts.append((name, *shown))
        before += count
    return {"parts": parts}
