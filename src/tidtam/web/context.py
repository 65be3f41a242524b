"""What every template may read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def house(request: HttpRequest) -> dict[str, Any]:
    """The actor and the language of the page."""
    return {"actor": getattr(request, "actor", None)}
