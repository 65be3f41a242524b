"""The rounds with panels, and one panel: where it stands, what is next, who has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from tidtam.reviews.panel_overview import Counts, counts_of, panels_with_work, rounds_without_panel
from tidtam.reviews.panels import panels_seen_by
from tidtam.reviews.states import PANEL_STATES, PanelState
from tidtam.rounds.overview import stages_of
from tidtam.rounds.states import STAGE_NAMES, StageCode
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act
from tidtam.web.panels.frame import TONES, asked_panel, panel_context
from tidtam.web.panels.steps import Step, Way, next_step

if TYPE_CHECKING:
    from tidtam.reviews.models import Panel
    from tidtam.reviews.panel_overview import Tally


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A panel on the list."""

    panel: Panel
    reviewers: int
    work: Tally

    @property
    def state(self) -> Bilingual:
        return PANEL_STATES[PanelState(self.panel.state)]

    @property
    def tone(self) -> str:
        return TONES[PanelState(self.panel.state)]


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that is settled about a panel, and where it is changed."""

    name: str
    label: Bilingual
    about: Bilingual
    word: Bilingual
    tone: str


@require_GET
@for_act("panels.see")
def panels(request: ActorRequest) -> HttpResponse:
    """Rounds with a panel, and those that could have one."""
    seen = panels_seen_by(request.actor)
    context = {
        "rows": [PanelRow(*each) for each in panels_with_work(seen)],
        "open_rounds": rounds_without_panel(request.actor),
        "may_change": request.actor.may("panels.change", state=PanelState.PREPARING),
        "trail": [],
    }
    return render(request, "web/panels/panels.html", context)


@require_GET
@for_act("panels.see")
def panel(request: ActorRequest, round_code: str) -> HttpResponse:
    """A panel: its state, its next step, the days, what is settled."""
    found = asked_panel(request, round_code)
    counts = counts_of(found)
    step, stages = next_step(found, counts), stages_of(found.round)
    now = clock.now()
    context = panel_context(request, found, "panel") | {
        "counts": counts,
        "step": step,
        "ways": _ways(request, step),
        "tasks": _tasks(found, counts),
        "stages": [
            (STAGE_NAMES[code], stages.get(code), code in stages and now > stages[code].due_at)
            for code in (StageCode.SCREEN, StageCode.MARK)
        ],
        "may_plan": request.actor.may("rounds.change"),
    }
    return render(request, "web/panels/panel.html", context)


def _ways(request: ActorRequest, step: Step) -> list[Way]:
    """Where to go next, of the pages that the actor may open."""
    is_officer = request.actor.may("panels.change", state=PanelState.PREPARING)
    return list(step.ways if is_officer else step.reading)


def _tasks(panel: Panel, counts: Counts) -> list[Task]:
    return [_double_task(panel, counts), _reviewers_task(counts), *_work_tasks(panel, counts)]


def _double_task(panel: Panel, counts: Counts) -> Task:
    return Task(
        "panel-double",
        Bilingual("สัดส่วนที่ให้คะแนนสองคน", "Share of double marking"),
        Bilingual(
            f"{panel.double_share}% คือ {counts.doubled:,} ข้อ สุ่มด้วยรหัส {panel.seed}",
            f"{panel.double_share}%: {counts.doubled:,} items, drawn with the seed {panel.seed}",
        ),
        Bilingual("กำหนดแล้ว", "Set"),
        "good",
    )


def _reviewers_task(counts: Counts) -> Task:
    word, tone = Bilingual("พอ", "Enough"), "good"
    if not counts.reviewers:
        word, tone = Bilingual("ยังไม่มี", "None yet"), "warn"
    elif counts.is_short:
        word, tone = Bilingual("ยังไม่พอ", "Not enough"), "warn"
    return Task(
        "panel-reviewers",
        Bilingual("ผู้ประเมิน", "Reviewers"),
        Bilingual(
            f"{counts.reviewers:,} คน รับได้รวม {counts.capacity:,} ที่ ต้องใช้ {counts.seats:,} ที่",
            f"{counts.reviewers:,} people who take {counts.capacity:,} seats; "
            f"{counts.seats:,} seats to fill",
        ),
        word,
        tone,
    )


def _work_tasks(panel: Panel, counts: Counts) -> list[Task]:
    filled = counts.seats - counts.seats_open
    is_full = not counts.seats_open and counts.seats > 0
    marked = counts.calibration
    return [
        Task(
            "panel-conflicts",
            Bilingual("ส่วนได้เสีย", "Conflicts of interest"),
            Bilingual(
                f"แจ้งไว้ {counts.conflicts:,} รายการ หน้าที่ที่มีหรือเคยมีนับให้เอง",
                f"{counts.conflicts:,} declared; posts held now or earlier count by themselves",
            ),
            Bilingual("ตรวจได้", "To look at"),
            "idle",
        ),
        Task(
            "panel-table" if filled else "panel-proposal",
            Bilingual("มอบข้อรายงานให้ผู้ประเมิน", "Who marks what"),
            Bilingual(
                f"มอบแล้ว {filled:,} จาก {counts.seats:,} ที่",
                f"{filled:,} of {counts.seats:,} seats are filled",
            ),
            Bilingual("ครบ", "Complete") if is_full else Bilingual("ยังไม่ครบ", "Not complete"),
            "good" if is_full else "warn",
        ),
        Task(
            "panel-calibration",
            Bilingual("ปรับเกณฑ์ร่วมกัน", "Calibration"),
            Bilingual(
                f"ทำแล้ว {marked.done:,} จาก {marked.total:,} ที่",
                f"{marked.done:,} of {marked.total:,} seats are done",
            )
            if marked.total
            else Bilingual(
                "ผู้ประเมินทุกคนลองให้คะแนนเขตชุดเดียวกันก่อนเริ่ม ข้ามได้",
                "All reviewers mark the same offices first; it may be left out",
            ),
            Bilingual("มีแล้ว", "There is one") if marked.total else Bilingual("ไม่มี", "None"),
            "info" if marked.total else "idle",
        ),
    ]


urlpatterns = [
    path("", panels, name="panels"),
    path("<slug:round_code>/", panel, name="panel"),
]
