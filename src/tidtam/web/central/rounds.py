"""The rounds of the bureau: the list, the wall of a round, and its next step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.jobs.enqueue import compute_later, gather_later
from tidtam.results.actions import ask_computation, check, publish
from tidtam.results.queries import (
    changed_since,
    computation_for,
    computations_of,
    newest_computation,
    newest_computations,
)
from tidtam.results.states import STAFF_LABELS, State
from tidtam.results.verification import problems_of
from tidtam.results.wall import WallRow, total_changes, wall_of
from tidtam.reviews.panels import panels_seen_by
from tidtam.rounds.queries import round_by_code, rounds_seen_by
from tidtam.shared.errors import WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail, for_act, tell
from tidtam.web.parts import Progress
from tidtam.web.results import asked_number, wall_context

if TYPE_CHECKING:
    from tidtam.results.models import Computation
    from tidtam.rounds.models import Round

ROUNDS = Bilingual("รอบการประเมิน", "Rounds")


@dataclass(frozen=True)
class Step:
    """One step of a round's life, as shown over the wall."""

    label: Bilingual
    is_done: bool
    is_here: bool


@require_GET
@for_act("rounds.see_all")
def rounds(request: ActorRequest) -> HttpResponse:
    """Every round with its state, newest year first."""
    found = list(rounds_seen_by(request.actor))
    newest = newest_computations(request.actor)
    with_panel = set(panels_seen_by(request.actor).values_list("round_id", flat=True))
    rows = [
        (each, newest.get(each.pk), _state_of(newest.get(each.pk)), each.pk in with_panel)
        for each in found
    ]
    return render(request, "web/central/rounds.html", {"rows": rows, "trail": []})


def _state_of(computation: Computation | None) -> Bilingual:
    if computation is None:
        return Bilingual("ยังไม่คำนวณ", "Not computed")
    return STAFF_LABELS[State(computation.state)]


@require_GET
@for_act("rounds.see_all")
def wall(request: ActorRequest, round_code: str) -> HttpResponse:
    """The wall of a round: its offices by level and completeness, and the next step.

    What is published stands in front; another computation is looked at by ``?n=``.
    """
    round_ = round_by_code(round_code, actor=request.actor)
    computations = computations_of(round_, actor=request.actor)
    shown = _shown(computations, asked_number(request))
    with_results = shown if shown is not None and shown.state in _WITH_RESULTS else None
    rows = wall_of(round_, computation=with_results)
    context = wall_context(request, round_, rows) | {
        "computation": with_results,
        "shown": shown,
        "number": with_results.number if with_results else None,
        "show_marks": True,
        "trail": trail(round_, here=True),
    }
    if request.htmx:
        return render(request, "web/results/wall_table.html", context)
    return render(request, "web/central/wall.html", context | _story(shown, computations, rows))


def _shown(computations: list[Computation], number: int | None) -> Computation | None:
    """The computation to look at: the one asked for, else the published, else the newest."""
    if number is not None:
        return next((each for each in computations if each.number == number), None)
    published = (each for each in computations if each.state == State.PUBLISHED.value)
    return next(published, computations[0] if computations else None)


def _story(
    shown: Computation | None, computations: list[Computation], rows: list[WallRow]
) -> dict[str, object]:
    """What the page tells over the wall: steps, next step, doubts, other computations."""
    published = _shown(computations, None)
    beside = shown is not None and published is not None and shown.pk != published.pk
    stands = shown is not None and shown.state in (State.COMPUTED.value, State.CHECKED.value)
    drafts = [each for each in computations if each.state == State.DRAFT.value]
    return {
        "steps": steps_of(shown, rows),
        "missing": sum(row.asked - row.answered for row in rows),
        "lacking": sum(1 for row in rows if not row.is_complete),
        "state": _state_of(shown),
        "progress": _progress(drafts[0]) if drafts else None,
        "problems": problems_of(shown) if shown else [],
        "changed": changed_since(shown) if stands and shown else None,
        "published": published if beside else None,
        "differences": total_changes(published, shown) if beside and shown and published else [],
        "is_newest": not computations or shown == computations[0],
        "history": [(each, _state_of(each)) for each in computations],
    }


_WITH_RESULTS = {State.COMPUTED.value, State.CHECKED.value, State.PUBLISHED.value}
_ORDER = (State.DRAFT, State.COMPUTED, State.CHECKED, State.PUBLISHED)


def trail(round_: Round, *, here: bool = False) -> Trail:
    """Where a page of a round stands."""
    address = "" if here else reverse("central-round", args=[round_.code])
    title = Bilingual(round_.title_th, round_.title_en)
    return [(ROUNDS, reverse("central-rounds")), (title, address)]


def steps_of(computation: Computation | None, rows: list[WallRow]) -> list[Step]:
    """The steps from marks to publication, and which one is next."""
    complete = all(row.is_complete for row in rows)
    reached = 0
    if complete:
        reached = 1
    if computation is not None and computation.state in _WITH_RESULTS:
        reached = 1 + _ORDER.index(State(computation.state))
    labels = (
        Bilingual("คะแนนครบ", "Marks complete"),
        Bilingual("คำนวณ", "Compute"),
        Bilingual("ตรวจผล", "Check"),
        Bilingual("เผยแพร่", "Publish"),
    )
    return [
        Step(label, is_done=position < reached, is_here=position == reached)
        for position, label in enumerate(labels)
    ]


@require_POST
@for_act("results.compute")
def compute_round(request: ActorRequest, round_code: str) -> HttpResponse:
    """Ask for a computation; the worker does it while the page shows how far it is."""
    round_ = round_by_code(round_code, actor=request.actor)
    reason = request.POST.get("reason", "").strip()[:1000]
    asked = ask_computation(round_, by=request.actor, reason=reason)
    compute_later(asked)
    address = reverse("central-round", args=[round_code])
    return redirect(f"{address}?n={asked.number}")


@require_GET
@for_act("rounds.see_all")
def progress(request: ActorRequest, round_code: str) -> HttpResponse:
    """How far the newest computation is; reloads the page when it is over."""
    round_ = round_by_code(round_code, actor=request.actor)
    computation = newest_computation(round_, actor=request.actor)
    if computation is None or computation.state != State.DRAFT.value:
        # The page may show the published one; what was just computed is looked at by number.
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    context = {"progress": _progress(computation)}
    return render(request, "web/parts/progress.html", context)


def _progress(computation: Computation) -> Progress | None:
    if computation.state != State.DRAFT.value:
        return None
    return Progress(
        label=Bilingual(f"กำลังคำนวณครั้งที่ {computation.number}", f"Computation {computation.number}"),
        done=computation.done,
        total=computation.total,
        state="running" if computation.total else "waiting",
        url=reverse("central-progress", args=[computation.round.code]),
    )


@require_POST
@for_act("results.check")
def check_round(request: ActorRequest, round_code: str) -> HttpResponse:
    """Check the newest computation."""
    try:
        check(_newest(request, round_code), by=request.actor)
    except WrongState as refusal:
        tell(request, refusal.message, good=False)
    else:
        tell(
            request,
            Bilingual(
                "ตรวจแล้ว ทุกคะแนนคำนวณซ้ำได้ค่าเดิม ข้อเสนอแนะไม่ขัดกับผล พร้อมเผยแพร่",
                "Checked: every number was recomputed and equal, no recommendation contradicts.",
            ),
        )
    return redirect("central-round", round_code)


@require_http_methods(["GET", "POST"])
@for_act("results.publish")
def publish_round(request: ActorRequest, round_code: str) -> HttpResponse:
    """Say what publication does; publish on the second word."""
    computation = _newest(request, round_code)
    if request.method == "POST":
        try:
            gather_later(publish(computation, by=request.actor))
        except WrongState as refusal:
            tell(request, refusal.message, good=False)
            return redirect("central-round", round_code)
        tell(
            request,
            Bilingual(
                "เผยแพร่ผลแล้ว ทุกเขตเห็นผลของตนพร้อมกัน",
                "Published: every office sees its result now.",
            ),
        )
        return redirect("central-round", round_code)
    rows = wall_of(computation.round, computation=computation)
    context = wall_context(request, computation.round, rows) | {
        "computation": computation,
        "trail": [
            *trail(computation.round),
            (Bilingual("เผยแพร่ผล", "Publish"), ""),
        ],
    }
    return render(request, "web/central/publish.html", context)


def _newest(request: ActorRequest, round_code: str) -> Computation:
    round_ = round_by_code(round_code, actor=request.actor)
    found = newest_computation(round_, actor=request.actor)
    return found or computation_for(request.actor, round_code=round_code)
