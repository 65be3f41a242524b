"""Telling reviewers that there is work for them: how much, and until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.db.models import Count
from django.urls import NoReverseMatch, reverse

from tidtam.frameworks.queries import definition_of
from tidtam.notices.actions import put
from tidtam.people.actor import Actor
from tidtam.reviews.labels import item_label
from tidtam.reviews.models import Assignment, Panel, Reviewer
from tidtam.reviews.moves import OPEN_STATES
from tidtam.reviews.states import Purpose
from tidtam.rounds.models import Stage
from tidtam.rounds.states import StageCode
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import buddhist_year, thai_datetime

NO_DAY = Bilingual("ยังไม่กำหนดวัน", "no day is set yet")
# Purpose -> the template that tells of its beginning.
TEMPLATES: Mapping[Purpose, str] = {
    Purpose.CALIBRATE: "calibration_begun",
    Purpose.MARK: "marking_begun",
}


def tell_begun(panel: Panel, purpose: Purpose, *, by: Actor) -> int:
    """Tell every reviewer who has something to mark; gives how many were told.

    Nobody hears how many reviewers there are, or what others have.
    """
    mine = Assignment.objects.filter(
        reviewer__panel=panel, purpose=purpose.value, state__in=OPEN_STATES
    )
    counts = {
        reviewer: (items, offices)
        for reviewer, items, offices in mine.order_by()
        .values_list("reviewer")
        .annotate(Count("item"), Count("item__submission", distinct=True))
    }
    words = {"round": panel.round.title, "until": until_of(panel), "link": address_of("reviewing")}
    reviewers = _on(panel, counts)
    for reviewer in reviewers:
        items, offices = counts[reviewer.pk]
        put(
            TEMPLATES[purpose],
            to_person=reviewer.person,
            context=words | {"items": how_many(items, offices)},
            by=by,
            subject_key=f"{TEMPLATES[purpose]}:{panel.pk}",
        )
    return len(reviewers)


def tell_third(assignment: Assignment, panel: Panel, *, by: Actor) -> None:
    """Tell a third marker which item waits for their mark."""
    item = assignment.item
    put(
        "third_called",
        to_person=assignment.reviewer.person,
        context={
            "round": panel.round.title,
            "office": item.submission.office.short_name,
            "item": item_label(definition_of(item.instrument.framework), item.node_code),
            "until": until_of(panel),
            "link": address_of("reviewing-item", assignment.pk),
        },
        by=by,
        subject_key=f"third_called:{assignment.pk}",
    )


def _on(panel: Panel, keys: Collection[int]) -> list[Reviewer]:
    here = Reviewer.objects.filter(panel=panel, left_at=None, pk__in=list(keys))
    return list(here.select_related("person"))


def how_many(items: int, offices: int) -> Bilingual:
    """So many items of so many offices."""
    return Bilingual(
        f"{items:,} ข้อ จาก {offices:,} เขต",
        f"items: {items:,}, of offices: {offices:,}",
    )


def until_of(panel: Panel, code: StageCode = StageCode.MARK) -> Bilingual:
    """The day on which a stage ends; words where the round names none, or when it is over."""
    stage = Stage.objects.filter(round=panel.round_id, code=code.value).first()
    if stage is None or stage.due_at is None:
        return NO_DAY
    moment = clock.local(stage.due_at)
    is_over = clock.now() > stage.due_at
    return Bilingual(
        thai_datetime(moment) + (" (เลยกำหนดแล้ว)" if is_over else ""),
        f"{moment.day} {moment:%B} {buddhist_year(moment)} B.E., {moment:%H:%M}"
        + (" (over)" if is_over else ""),
    )


def address_of(name: str, *keys: int) -> str:
    """Where a page of reviewers is: a path of this site."""
    try:
        return reverse(name, args=keys)
    except NoReverseMatch:  # an installation without the pages of reviewers
        return "/"
