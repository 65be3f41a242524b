"""Frameworks: the list, one version as a director reads it, and its use in a round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from tidtam.frameworks.actions import start_draft
from tidtam.frameworks.queries import (
    definition_of,
    is_untouched,
    listed_frameworks,
    open_drafts,
    version_for,
    versions_of,
)
from tidtam.frameworks.wording import (
    EFFECTS,
    KINDS,
    applies_words,
    band_words,
    combine_words,
    roll_up_words,
    rounding_words,
    rule_words,
)
from tidtam.jobs.enqueue import compute_later
from tidtam.results.actions import ask_computation
from tidtam.rounds.actions import use_framework
from tidtam.rounds.queries import ever_published, instrument_for, instruments_asking
from tidtam.scoring.definition import Framework, Node
from tidtam.scoring.rounding import plain
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central import framework_drafts
from tidtam.web.http import ActorRequest, download, for_act, tell

FRAMEWORKS = Bilingual("กรอบตัวชี้วัด", "Frameworks")


@dataclass(frozen=True, slots=True)
class Line:
    """One node as the page shows it."""

    node: Node
    depth: int
    kind: Bilingual
    tone: str
    applies: Bilingual | None
    rules: list[Bilingual]
    weight: str
    roll_up: Bilingual | None


_TONES = {"rated": "good", "target": "info", "monitored": "warn", "pending": "warn"}


def _lines(framework: Framework, nodes: tuple[Node, ...], depth: int = 0) -> Iterator[Line]:
    for node in nodes:
        yield Line(
            node=node,
            depth=min(depth, 4),
            kind=KINDS[node.kind],
            tone=_TONES.get(node.kind.value, "idle"),
            applies=applies_words(framework, node),
            rules=[] if node.children or _is_unrated(node) else rule_words(node.rule),
            weight="" if node.weight == 1 else plain(node.weight),
            roll_up=roll_up_words(node.roll_up) if node.roll_up else None,
        )
        yield from _lines(framework, node.children, depth + 1)


def _is_unrated(node: Node) -> bool:
    return node.kind.value in ("heading", "monitored", "pending")


@require_GET
@for_act("frameworks.see")
def frameworks(request: ActorRequest) -> HttpResponse:
    """The newest version of each framework."""
    rows = listed_frameworks(request.actor)
    may_draft = request.actor.may("frameworks.draft")
    context = {"rows": rows, "may_draft": may_draft, "trail": []}
    return render(request, "web/central/frameworks.html", context)


@require_GET
@for_act("frameworks.see")
def version(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """One version: its tree, its rules in words, who loaded it, which rounds use it."""
    found = version_for(request.actor, code=code, version=number)
    untouched = is_untouched(found)
    framework = definition_of(found) if untouched else None
    instruments = instruments_asking(code, actor=request.actor)
    context = {
        "version": found,
        "framework": framework,
        "untouched": untouched,
        "lines": list(_lines(framework, framework.nodes)) if framework else [],
        "policy": _policy(framework) if framework else [],
        "bands": band_words(framework) if framework else [],
        "specials": [(each, EFFECTS[each.effect]) for each in framework.special_values]
        if framework
        else [],
        "versions": versions_of(request.actor, code=code),
        "instruments": instruments,
        "published": set(
            ever_published()
            .filter(pk__in=[each.round_id for each in instruments])
            .values_list("pk", flat=True)
        ),
        "draft": open_drafts(request.actor).filter(code=code).first(),
        "may_draft": request.actor.may("frameworks.draft"),
        "may_use": request.actor.may("rounds.change"),
        "trail": [
            (FRAMEWORKS, reverse("central-frameworks")),
            (_name(code, number), ""),
        ],
    }
    return render(request, "web/central/framework.html", context)


def _name(code: str, number: int) -> Bilingual:
    return Bilingual(f"{code} ฉบับที่ {number}", f"{code} version {number}")


def _policy(framework: Framework) -> list[tuple[Bilingual, Bilingual]]:
    """The framework's own rules as term and sentence."""
    several = len(framework.rounds) > 1
    rounds = Bilingual(
        ", ".join(each.title.th for each in framework.rounds),
        ", ".join(each.title.en or each.title.th for each in framework.rounds),
    )
    rows = [
        (Bilingual("รอบ", "Rounds"), rounds),
        (Bilingual("การรวมรอบ", "Rounds combined"), combine_words(framework.combine_rounds)),
        (Bilingual("ค่าของข้อที่มีข้อย่อย", "Value of an item with parts"), _own(framework)),
        (_TOTAL, roll_up_words(framework.total.roll_up)),
        (Bilingual("ค่าที่พิมพ์", "Printed value"), rounding_words(framework.rounding.result)),
        (Bilingual("ค่าที่ส่งขึ้น", "Passed upward"), rounding_words(framework.rounding.upward)),
    ]
    return [row for row in rows if several or row[0].en != "Rounds combined"]


_TOTAL = Bilingual("คะแนนรวม", "Total")


def _own(framework: Framework) -> Bilingual:
    return roll_up_words(framework.roll_up)


@require_GET
@for_act("frameworks.see")
def source(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """The very text of a version, as a file."""
    found = version_for(request.actor, code=code, version=number)
    name = f"{found.code}-v{found.version}.yaml"
    return download(found.source.encode(), name=name, content_type="application/yaml")


@require_POST
@for_act("frameworks.draft")
def start(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Begin a draft from a version, or go to the open one."""
    base = version_for(request.actor, code=code, version=number)
    draft = start_draft(base, by=request.actor)
    return redirect("central-draft", draft.pk)


@require_POST
@for_act("rounds.change")
def use(request: ActorRequest, code: str, number: int) -> HttpResponse:
    """Let a round ask this version; a published round is computed once more beside."""
    chosen = version_for(request.actor, code=code, version=number)
    asked = request.POST.get("instrument", "")
    instrument = instrument_for(request.actor, pk=int(asked) if asked.isdecimal() else 0)
    reason = request.POST.get("reason", "").strip()[:1000]
    again = request.POST.get("recompute") == "yes"
    if again:
        request.actor.must("results.compute")
    use_framework(
        instrument, version=chosen, by=request.actor, reason=reason, for_recomputation=again
    )
    if again:
        compute_later(ask_computation(instrument.round, by=request.actor, reason=reason))
        tell(request, _RECOMPUTING)
        return redirect("central-round", instrument.round.code)
    tell(request, Bilingual("เปลี่ยนฉบับของรอบแล้ว", "The round now asks this version."))
    return redirect("central-framework", code, number)


_RECOMPUTING = Bilingual(
    "เริ่มคำนวณใหม่เป็นอีกครั้งหนึ่งแล้ว ผลที่เผยแพร่ไม่ถูกแตะ",
    "A new computation has begun; what was published is not touched.",
)

_ONE = "frameworks/<slug:code>/v<int:number>/"
urlpatterns = [
    path("frameworks/", frameworks, name="central-frameworks"),
    path(_ONE, version, name="central-framework"),
    path(f"{_ONE}source/", source, name="central-framework-source"),
    path(f"{_ONE}draft/", start, name="central-draft-start"),
    path(f"{_ONE}use/", use, name="central-use-framework"),
    *framework_drafts.urlpatterns,
]
