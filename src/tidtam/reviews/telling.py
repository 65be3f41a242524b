"""Telling those who run a panel what happened on it; no letter names a reviewer."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import NoReverseMatch, reverse

from tidtam.notices.actions import put
from tidtam.people.actor import Actor
from tidtam.people.roles import Role
from tidtam.reviews.models import Assignment, Conflict, Panel
from tidtam.reviews.screeners import people_with_post
from tidtam.reviews.states import AssignmentState
from tidtam.thai.bilingual import Bilingual


def panel_address(panel: Panel) -> str:
    """Where the assignments of a panel are seen: a path of this site."""
    try:
        return reverse("panel-table", args=[panel.round.code])
    except NoReverseMatch:  # an installation without the pages of panels
        return "/"


def tell_conflict(
    conflict: Conflict,
    panel: Panel,
    rows: Sequence[Assignment],
    *,
    is_withdrawn: bool,
    by: Actor,
) -> None:
    """Tell the moderators and the bureau what a conflict took away, or what it leaves in doubt.

    Args:
        rows: the assignments concerned, as they were; without any nobody is told.
        is_withdrawn: whether they were withdrawn; they stay where the panel is closed.
    """
    if not rows:
        return
    offices = {row.item.submission.office_id: row.item.submission.office for row in rows}
    words = {
        "round": panel.round.title,
        "offices": [office.short_name for office in offices.values()],
        "what": _what(rows, is_withdrawn=is_withdrawn),
        "link": panel_address(panel),
    }
    told = people_with_post(Role.MODERATOR, Role.CENTRAL_OFFICER)
    for person in told.exclude(pk__in=[by.person_id or 0, conflict.person_id]):
        put(
            "conflict_declared",
            to_person=person,
            context=words,
            by=by,
            subject_key=f"conflict_declared:{conflict.pk}:{panel.pk}",
        )


def _what(rows: Sequence[Assignment], *, is_withdrawn: bool) -> Bilingual:
    done = sum(row.state == AssignmentState.DONE for row in rows)
    if not is_withdrawn:
        return Bilingual(
            f"ปิดการให้คะแนนแล้ว จึงไม่ได้ถอนข้อใด มี {done} ข้อที่ให้คะแนนไปแล้ว โปรดพิจารณา",
            f"Marking is closed, so nothing was withdrawn; {done} items were marked already. "
            "Please look at them.",
        )
    return Bilingual(
        f"ถอนแล้ว {len(rows)} ข้อ ในจำนวนนี้ให้คะแนนไปแล้ว {done} ข้อ โปรดมอบให้ผู้ประเมินคนอื่น",
        f"Withdrawn: {len(rows)} items, {done} of them marked already. "
        "Please give them to other reviewers.",
    )
