"""Made-up people who can sign in, and what the forms about them post."""

from __future__ import annotations

import datetime as dt

from tidtam.thai.dates import MONTHS, buddhist_year

PASSWORD = "ข้าวหอมมะลิ-2566"


def dated(name: str, day: dt.date | None) -> dict[str, str]:
    """What a form posts for a day: the fields of its parts, in the Buddhist Era."""
    if day is None:
        return {f"{name}_day": "", f"{name}_month": "", f"{name}_year": ""}
    return {
        f"{name}_day": str(day.day),
        f"{name}_month": MONTHS[day.month - 1],
        f"{name}_year": str(buddhist_year(day)),
    }
