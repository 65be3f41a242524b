"""Sentences that several acts on a panel refuse with."""

from __future__ import annotations

from tidtam.orgs.models import Agency
from tidtam.reviews.errors import MustNotJudge
from tidtam.reviews.interests import INTERESTS


def must_be_free(interest: str | None, office: Agency) -> None:
    """Refuse an office that a conflict closes to the person; nobody can override it.

    Args:
        interest: a code of ``INTERESTS``; None where nothing closes the office.

    Raises:
        MustNotJudge: something does.
    """
    if interest is None:
        return
    why = INTERESTS[interest]
    raise MustNotJudge(
        f"มอบ {office.short_th} ให้ผู้ประเมินคนนี้ไม่ได้ เพราะมีส่วนได้เสีย ({why.th}) โปรดเลือกผู้อื่น",
        f"{office.short_en} cannot be given to this reviewer: a conflict of interest ({why.en}). "
        "Please choose somebody else.",
    )
