"""The proposal who marks what: what it does to the loads, why, what it cannot place; using it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_http_methods

from tidtam.marking.proposal import REASONS, UNPLACED
from tidtam.reviews.assigning import apply_proposal
from tidtam.reviews.errors import PanelChangedMeanwhile
from tidtam.reviews.proposing import propose_for
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.shares import whole_percent
from tidtam.web.http import ActorRequest, for_act, tell
from tidtam.web.panels.frame import asked_panel, panel_context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tidtam.reviews.planned import Gap, Load, Planned, PlannedBlock

PROPOSAL: Final = Bilingual("ข้อเสนอการมอบหมาย", "Proposal of assignments")
FILLING: Final = Bilingual("เติมที่ว่าง", "Fill the open seats")
# Offices named with one reason for open seats; the rest is counted.
A_FEW: Final = 12


@dataclass(frozen=True, slots=True)
class LoadRow:
    """A reviewer before and after, with what would be new to them."""

    name: str
    before: int
    load: int
    capacity: int
    offices: int
    blocks: tuple[Line, ...]

    @property
    def bar(self) -> int:
        return whole_percent(self.load, max(1, self.capacity))

    @property
    def is_over(self) -> bool:
        return self.load > self.capacity


@dataclass(frozen=True, slots=True)
class Line:
    """A block that would be new to a reviewer, and why, in words."""

    office: Bilingual
    field: Bilingual
    seat: int
    items: int
    why: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class GapRow:
    """Seats that nobody can take for one reason: how many, of which offices, the remedy."""

    why: Bilingual
    field: Bilingual
    seats: int
    offices: tuple[Bilingual, ...]
    more: int


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def proposal(request: ActorRequest, round_code: str) -> HttpResponse:
    """The proposal for everything that is not begun, done or chosen by hand."""
    return _page(request, round_code, "panel-proposal", PROPOSAL, fills_only=False)


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def rebalance(request: ActorRequest, round_code: str) -> HttpResponse:
    """The proposal for open seats alone, after somebody left or a conflict was declared."""
    return _page(request, round_code, "panel-rebalance", FILLING, fills_only=True)


def _page(
    request: ActorRequest, round_code: str, name: str, heading: Bilingual, *, fills_only: bool
) -> HttpResponse:
    """First that it is being worked out (it takes seconds for a country), then the proposal."""
    panel = asked_panel(request, round_code, act="panels.assign")
    context = panel_context(request, panel, "panel-table", heading)
    context |= {"address": reverse(name, args=[round_code]), "fills_only": fills_only}
    clashed = False
    if request.method == "POST":
        planned = propose_for(panel, actor=request.actor, fills_only=fills_only)
        if constant_time_compare(request.POST.get("digest", ""), planned.digest):
            try:
                given = apply_proposal(panel, planned=planned, by=request.actor)
            except PanelChangedMeanwhile:
                clashed = True
                planned = propose_for(panel, actor=request.actor, fills_only=fills_only)
            else:
                tell(request, _used(given, len(planned.gaps)))
                return redirect("panel-table", round_code)
        else:
            clashed = True
        context |= shown(planned) | {"clashed": clashed}
        return render(request, "web/panels/proposal.html", context, status=409)
    if "show" not in request.GET:
        return render(request, "web/panels/proposal.html", context | {"is_waiting": True})
    context |= shown(propose_for(panel, actor=request.actor, fills_only=fills_only))
    part = "web/panels/proposal_part.html"
    return render(request, part if request.htmx else "web/panels/proposal.html", context)


def _used(given: int, gaps: int) -> Bilingual:
    th = f"มอบหมายแล้ว {given:,} ที่"
    en = f"{given:,} seats are given."
    if gaps:
        th += f" ยังไม่มีผู้ประเมิน {gaps:,} ที่"
        en += f" {gaps:,} seats have nobody yet."
    return Bilingual(th, en)


def shown(planned: Planned) -> dict[str, object]:
    """A proposal as its page tells it."""
    changes = planned.changes
    return {
        "digest": planned.digest,
        "changes": changes,
        "is_empty": not changes.given and not changes.taken,
        "has_reviewers": bool(planned.loads),
        "loads": _loads(planned),
        "gaps": _gaps(planned),
        "open_seats": len(planned.gaps),
        "doubled": len(planned.doubled),
    }


def _loads(planned: Planned) -> list[LoadRow]:
    before = Counter(each.reviewer for each in planned.held)
    blocks: defaultdict[int, list[Line]] = defaultdict(list)
    for block in planned.blocks:
        if block.is_new:
            blocks[block.reviewer.pk].append(_line(block, planned.fields))
    return [_load(each, before, tuple(blocks[each.reviewer.pk])) for each in planned.loads]


def _load(load: Load, before: Mapping[int, int], blocks: tuple[Line, ...]) -> LoadRow:
    reviewer = load.reviewer
    return LoadRow(
        name=reviewer.person.full_name,
        before=before.get(reviewer.pk, 0),
        load=load.items,
        capacity=reviewer.capacity,
        offices=load.offices,
        blocks=blocks,
    )


def _line(block: PlannedBlock, fields: Mapping[str, Bilingual]) -> Line:
    return Line(
        office=block.office.short_name,
        field=fields.get(block.field, Bilingual(block.field, block.field)),
        seat=block.seat,
        items=len(block.items),
        why=tuple(REASONS[code] for code in block.why if code in REASONS),
    )


def _gaps(planned: Planned) -> list[GapRow]:
    """Open seats by reason and field, those that hit most first."""
    grouped: defaultdict[tuple[str, str], list[Gap]] = defaultdict(list)
    for gap in planned.gaps:
        grouped[gap.why, gap.field].append(gap)
    found = []
    for (why, field), gaps in grouped.items():
        offices = list({gap.office.pk: gap.office.short_name for gap in gaps}.values())
        found.append(
            GapRow(
                why=UNPLACED[why],
                field=planned.fields.get(field, Bilingual(field, field)),
                seats=len(gaps),
                offices=tuple(offices[:A_FEW]),
                more=max(0, len(offices) - A_FEW),
            )
        )
    return sorted(found, key=lambda row: -row.seats)


urlpatterns = [
    path("<slug:round_code>/proposal/", proposal, name="panel-proposal"),
    path("<slug:round_code>/rebalance/", rebalance, name="panel-rebalance"),
]
