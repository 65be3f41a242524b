"""A reviewer's list of offices, and the items of one of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tidtam.appeals.queries import waiting_for
from tidtam.reviews.access import closed_to
from tidtam.reviews.grid import SPECIAL_WORDS
from tidtam.reviews.progress import ItemWork, OfficeWork, my_items, my_offices
from tidtam.reviews.round_grid import answer_of
from tidtam.reviews.states import (
    ASSIGNMENT_STATES,
    PURPOSE_NAMES,
    SCREENING_STATES,
    AssignmentState,
    Purpose,
    ScreeningState,
)
from tidtam.rounds.models import Submission
from tidtam.shared.errors import NotFound
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest
from tidtam.web.office.moments import days_left
from tidtam.web.reviewing.doors import for_reviewers, office_title, round_title, trail_to
from tidtam.web.reviewing.item import TONES, AllProgress, open_to_mark
from tidtam.web.reviewing.marks import Shown
from tidtam.web.templatetags.house import in_thai_years

if TYPE_CHECKING:
    from tidtam.people.actor import Actor

FILTERS: Final = {
    "": Bilingual("ทั้งหมด", "All"),
    "open": Bilingual("ยังไม่เสร็จ", "Not finished"),
    "screen": Bilingual("รอฉันกลั่นกรอง", "For me to screen"),
    "done": Bilingual("เสร็จแล้ว", "Finished"),
}
_SCREENING_TONES: Final = {
    ScreeningState.WAITING: "warn",
    ScreeningState.RETURNED: "warn",
    ScreeningState.COMPLETE: "good",
}
_SCREEN_BY: Final = Bilingual("กลั่นกรองภายใน", "Screen by")
_MARK_BY: Final = Bilingual("ให้คะแนนภายใน", "Mark by")
_BACK: Final = Bilingual("ส่งกลับแล้ว รอท่าน", "Back from the office, waits for you")
_NOT_IN: Final = Bilingual("เขตยังไม่ส่งรายงาน", "The report is not in")
_NO_SCREENING: Final = Bilingual("ยังไม่มีผู้กลั่นกรอง", "Nobody screens it yet")


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """One office of the list.

    Attributes:
        state: where its screening stands, or that there is no report yet.
        tone: of that state.
    """

    work: OfficeWork
    state: Bilingual
    tone: str

    @property
    def due_at(self) -> object:
        return self.work.screen_due_at if self.to_screen else self.work.due_at

    @property
    def due_word(self) -> Bilingual:
        return _SCREEN_BY if self.to_screen else _MARK_BY

    @property
    def left(self) -> Bilingual | str:
        due_at = self.work.screen_due_at if self.to_screen else self.work.due_at
        return days_left(due_at) if due_at and not self.work.is_done else ""

    @property
    def to_screen(self) -> bool:
        """Whether the report waits for this reviewer to screen it, and not for the office."""
        work = self.work
        is_open = work.is_in and work.screening is not ScreeningState.COMPLETE
        return work.is_screener and is_open and work.away_until is None


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of an office, with the own mark as people read it."""

    work: ItemWork
    state: Bilingual
    tone: str
    purpose: Bilingual | None
    mark: Shown | None


@require_GET
@for_reviewers
def home(request: ActorRequest) -> HttpResponse:
    """What the reviewer has, by office; what is next."""
    closed = closed_to(request.actor)
    works = my_offices(request.actor, closed=closed)
    lines = [_line(work) for work in works]
    wanted = request.GET.get("show", "")
    shown = [line for line in lines if _fits(line, wanted)]
    progress = AllProgress(sum(work.items for work in works), sum(work.done for work in works))
    context = {
        "trail": [],
        "lines": shown,
        "rounds": [(title, list(each)) for title, each in groupby(shown, key=_round)],
        "offices": len(lines),
        "progress": progress,
        "next_item": _next_item(request.actor, closed),
        "appeals": waiting_for(request.actor),
        "to_screen": next((line for line in lines if line.to_screen), None),
        "filters": [
            (key, words, sum(_fits(line, key) for line in lines), key == wanted)
            for key, words in FILTERS.items()
        ],
    }
    return render(request, "web/reviewing/home.html", context)


@require_GET
@for_reviewers
def office(request: ActorRequest, pk: int) -> HttpResponse:
    """The items of one office that the reviewer has."""
    closed = closed_to(request.actor)
    works = my_offices(request.actor, closed=closed)
    work = next((each for each in works if each.submission_id == pk), None)
    if work is None:
        raise NotFound(
            "ไม่พบเขตนี้ในรายการของท่าน อาจเปลี่ยนให้ผู้อื่นแล้ว โปรดเลือกจากรายการ",
            "This office is not on your list; it may have been given to somebody else. "
            "Please choose from your list.",
        )
    submission = Submission.objects.select_related("round", "office").get(pk=pk)
    items = my_items(request.actor, submission=submission, closed=closed)
    waiting = [each for each in items if each.state is not AssignmentState.DONE]
    context = {
        "trail": trail_to(submission),
        "is_demo": submission.round.is_demo,
        "submission": submission,
        "office_title": office_title(submission),
        "round_title": round_title(submission),
        "line": _line(work),
        "work": work,
        "next_item": waiting[0].assignment_id if waiting else None,
        "groups": [
            (title, [_item_line(submission, each) for each in group])
            for title, group in groupby(items, key=lambda each: each.instrument)
        ],
    }
    return render(request, "web/reviewing/office.html", context)


def _next_item(actor: Actor, closed: Collection[int]) -> int | None:
    return open_to_mark(actor, closed=closed).values_list("pk", flat=True).first()


def _line(work: OfficeWork) -> OfficeLine:
    state, tone = _NOT_IN, "idle"
    if work.is_in and work.screening is None:
        state, tone = _NO_SCREENING, "warn"
    elif work.is_in and work.screening is not None:
        state, tone = SCREENING_STATES[work.screening], _SCREENING_TONES[work.screening]
    if work.away_until is not None:
        until = in_thai_years(work.away_until)
        state, tone = Bilingual(f"อยู่ที่เขต ถึง {until}", f"With the office until {until}"), "info"
    elif work.is_screener and work.screening is ScreeningState.RETURNED:
        state, tone = _BACK, "warn"
    if work.is_calibration:
        state, tone = PURPOSE_NAMES[Purpose.CALIBRATE], "info"
    return OfficeLine(work, state, tone)


def _fits(line: OfficeLine, wanted: str) -> bool:
    return {
        "open": not line.work.is_done,
        "screen": line.to_screen,
        "done": line.work.is_done,
    }.get(wanted, True)


def _item_line(submission: Submission, work: ItemWork) -> ItemLine:
    purpose = None if work.purpose is Purpose.MARK else PURPOSE_NAMES[work.purpose]
    return ItemLine(work, ASSIGNMENT_STATES[work.state], TONES[work.state], purpose, _mark(work))


def _mark(work: ItemWork) -> Shown | None:
    """The own mark as its cell in the grid of marks would show it."""
    held = answer_of(work.answer) if work.answer else None
    if held is None:
        return None
    if held.kind == "special":
        return Shown(SPECIAL_WORDS.get(held.text, held.text), None, None)
    return Shown(held.text, int(held.text) if held.kind == "mark" else None, None)


def _round(line: OfficeLine) -> Bilingual:
    return line.work.round_title
