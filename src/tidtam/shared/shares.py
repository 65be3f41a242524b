"""Shares in whole per cent, as every page says them."""

from __future__ import annotations


def whole_percent(part: int, whole: int) -> int:
    """``part`` of ``whole`` in per cent, a half rounded up; 100 only when nothing is missing."""
    if part >= whole:
        return 100 if whole else 0
    return min(99, (200 * part + whole) // (2 * whole))
