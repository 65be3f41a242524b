"""The rounds of the bureau: the list, the wall of a round, and its next step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET, require_POST

from tidtam.jobs.enqueue import compute_later
from tidtam.people.roles import Role
from tidtam.results.actions import ask_computation, check
from tidtam.results.changes import may_replace, rounds_on_old_marks
from tidtam.results.closing import are_left_closed
from tidtam.results.embargoes import embargoes_of, hidden_office_ids
from tidtam.results.errors import ResultNotFound
from tidtam.results.queries import (
    changed_since,
    computations_of,
    needs_signature,
    newest_computation,
    newest_computations,
    print_runs_of,
)
from tidtam.results.states import EVER_PUBLISHED, STAFF_LABELS, State
from tidtam.results.verification import problems_of
from tidtam.results.wall import WallRow, total_changes, wall_of
from tidtam.reviews.panels import panels_seen_by
from tidtam.reviews.screeners import people_with_post
from tidtam.rounds.queries import round_by_code, rounds_seen_by
from tidtam.shared.errors import WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.frame import ROUNDS as ROUNDS
from tidtam.web.central.frame import asked_computation, refused, round_page, shown_of
from tidtam.web.central.frame import trail as trail
from tidtam.web.central.publishing import time_left
from tidtam.web.central.steps import (
    WITH_RESULTS,
    Next,
    Standing,
    holder_of,
    missing_marks,
    next_of,
    steps_of,
)
from tidtam.web.http import ActorRequest, for_act, tell
from tidtam.web.parts import Progress
from tidtam.web.results import asked_number, wall_context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tidtam.results.models import Computation
    from tidtam.rounds.models import Round

# What stands behind a published round, where the page behind the name exists.
_AFTER = (
    ("central-sheets", Bilingual("ใบแจ้งผลทุกเขต", "Sheets of every office")),
    ("central-sights", Bilingual("ใครเปิดดูผลแล้ว", "Who has seen the results")),
    ("central-embargoes", Bilingual("ชะลอการประกาศบางเขตตรวจราชการ", "Regions held back")),
    ("central-appeals", Bilingual("คำทักท้วงผล", "Appeals")),
    ("central-follow-ups", Bilingual("การติดตามข้อเสนอแนะ", "Follow-ups")),
    ("result-wall", Bilingual("ดูหน้าสาธารณะ", "The public page")),
)


@require_GET
@for_act("rounds.see_all")
def rounds(request: ActorRequest) -> HttpResponse:
    """Every round with its state, newest year first."""
    found = list(rounds_seen_by(request.actor))
    newest = newest_computations(request.actor)
    with_panel = set(panels_seen_by(request.actor).values_list("round_id", flat=True))
    outdated = rounds_on_old_marks(request.actor)
    rows = [
        (
            each,
            newest.get(each.pk),
            _state_of(newest.get(each.pk)),
            each.pk in with_panel,
            each.pk in outdated,
        )
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

    Raises:
        ResultNotFound: the round has no computation of that number.
    """
    round_ = round_by_code(round_code, actor=request.actor)
    computations = computations_of(round_, actor=request.actor)
    shown = _shown(computations, asked_number(request))
    with_results = shown if shown is not None and shown.state in WITH_RESULTS else None
    rows = wall_of(round_, computation=with_results, actor=request.actor)
    context = wall_context(request, round_, rows) | {
        "computation": with_results,
        "shown": shown,
        "number": with_results.number if with_results else None,
        "show_marks": True,
        "trail": trail(round_, here=True),
    }
    context |= _held_back(request, shown, rows)
    if request.htmx:
        return render(request, "web/results/wall_table.html", context)
    standing = _standing(request, round_, shown, computations, rows)
    context |= _story(standing) | _beside(request, standing) | _after(request, standing)
    context["history"] = [(each, _state_of(each)) for each in computations]
    planned = (each for each in computations if each.publish_at is not None and each != shown)
    context["planned"] = next(planned, None)
    return render(request, "web/central/wall.html", context)


def _shown(computations: Sequence[Computation], number: int | None) -> Computation | None:
    shown = shown_of(computations, number)
    if shown is None and number is not None:
        raise ResultNotFound(
            f"รอบนี้ไม่มีการคำนวณครั้งที่ {number} โปรดเปิดหน้ารอบแล้วเลือกจากรายการการคำนวณทั้งหมด",
            f"This round has no computation {number}; please open the round and choose from the "
            "list of its computations.",
        )
    return shown


def _held_back(
    request: ActorRequest, shown: Computation | None, rows: Sequence[WallRow]
) -> dict[str, object]:
    """The offices of a published result that are not announced yet, and in which regions."""
    is_public = shown is not None and shown.state in EVER_PUBLISHED
    withheld = hidden_office_ids(shown.round) if is_public and shown is not None else frozenset()
    if shown is None or not withheld:
        return {"withheld": withheld, "held": 0}
    with_result = [row.office.pk for row in rows if any(total.value for total in row.totals)]
    held = sum(1 for office_id in with_result if office_id in withheld)
    embargoes = embargoes_of(shown.round, actor=request.actor)
    return {
        "withheld": withheld,
        "held": held,
        "announced": len(with_result) - held,
        "held_regions": [each.region for each in embargoes if each.lifted_at is None],
    }


def _standing(
    request: ActorRequest,
    round_: Round,
    shown: Computation | None,
    computations: Sequence[Computation],
    rows: Sequence[WallRow],
) -> Standing:
    published = next((each for each in computations if each.state == State.PUBLISHED), None)
    missing, lacking = missing_marks(rows)
    told = shown is not None and shown.state in WITH_RESULTS - {State.SUPERSEDED.value}
    return Standing(
        shown=shown,
        newest=computations[0] if computations else None,
        published=published,
        missing=missing,
        lacking=lacking,
        panel=panels_seen_by(request.actor).filter(round=round_).first(),
        to_sign=needs_signature(round_),
        changed=changed_since(shown) if told and shown is not None else None,
        may_correct=published is not None and shown is not None and may_replace(published, shown),
    )


def _story(standing: Standing) -> dict[str, object]:
    """Where the round stands: steps, the next step, who has it and what it waits for."""
    shown, newest, step = standing.shown, standing.newest, next_of(standing)
    is_drafted = newest is not None and newest.state == State.DRAFT
    return {
        "standing": standing,
        "steps": steps_of(standing),
        "step": step.value,
        "holder": holder_of(step, standing),
        "chairs": list(people_with_post(Role.CHAIR)) if step is Next.SIGN else [],
        "state": _state_of(shown),
        "progress": _progress(newest) if is_drafted and newest is not None else None,
        "problems": problems_of(shown) if shown is not None else [],
        "time_left": time_left(shown.publish_at) if shown is not None else None,
        "may_open": _may_open(standing),
    }


def _may_open(standing: Standing) -> bool:
    """Whether the marks are closed and can be opened: checked, signed, or a check was stopped."""
    shown = standing.shown
    if shown is None or standing.published is not None:
        return False
    if shown.state == State.COMPUTED:
        return are_left_closed(shown)
    return shown.state in (State.CHECKED, State.SIGNED)


def _beside(request: ActorRequest, standing: Standing) -> dict[str, object]:
    """How the computation looked at differs from the one that is published, where it is another."""
    shown, published = standing.shown, standing.published
    if shown is None or published is None or shown.pk == published.pk:
        return {"published": None, "differences": []}
    has_results = shown.state in WITH_RESULTS
    differences = total_changes(published, shown, actor=request.actor) if has_results else []
    return {"published": published, "differences": differences, "has_results": has_results}


def _after(request: ActorRequest, standing: Standing) -> dict[str, object]:
    """What stands behind a published round, and what may correct it."""
    published, newest = standing.published, standing.newest
    if published is None or standing.shown is None or standing.shown.pk != published.pk:
        return {"after": [], "correction": None, "offers_correction": False}
    later = newest if newest is not None and newest.number > published.number else None
    changed = standing.changed
    is_changed = changed is not None and bool(changed.marks or changed.texts)
    return {
        "after": [(words, href) for name, words in _AFTER if (href := _address(name, published))],
        "printing": print_runs_of(published, actor=request.actor).first(),
        "correction": later,
        "correction_state": _state_of(later),
        "offers_correction": later is not None or is_changed,
    }


def _address(name: str, published: Computation) -> str:
    """The address of a page about a published round; "" while no such page exists."""
    for arguments in ([published.round.code], []):
        try:
            return reverse(name, args=arguments)
        except NoReverseMatch:
            continue
    return ""


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


def _progress(computation: Computation) -> Progress:
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
    """Close the marks and check a computation; what is found stands at the button."""
    computation = asked_computation(request, round_code)
    try:
        check(computation, by=request.actor)
    except WrongState as refusal:
        return refused(request, refusal, computation)
    tell(
        request,
        Bilingual(
            "ปิดคะแนนและตรวจแล้ว ทุกคะแนนคำนวณซ้ำได้ค่าเดิม ข้อเสนอแนะไม่ขัดกับผล",
            "The marks are closed and checked: every number was recomputed and equal, "
            "no recommendation contradicts.",
        ),
    )
    return round_page(request, computation)
