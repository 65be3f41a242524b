"""The one place that asks what time it is."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """Today's date in Thailand."""
    return timezone.localdate()


def local(moment: dt.datetime) -> dt.datetime:
    """A moment as the clocks in Thailand show it."""
    return timezone.localtime(moment)
