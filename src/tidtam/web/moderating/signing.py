"""The chair's signature: what waits for it, what is signed, and how it is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_POST

from tidtam.results.actions import sign, unsign
from tidtam.results.changes import changes_between
from tidtam.results.errors import ResultNotFound
from tidtam.results.queries import changed_since, computations_of
from tidtam.results.states import EVER_PUBLISHED, STAFF_LABELS, State
from tidtam.results.to_sign import (
    LevelsBeside,
    decisions_by_kind,
    last_published,
    levels_beside,
    result_to_sign,
    signed_or_to_sign,
)
from tidtam.results.verification import problems_of
from tidtam.results.wall import wall_of
from tidtam.reviews.panels import panel_for, panels_seen_by
from tidtam.reviews.states import DECISION_KINDS
from tidtam.shared.errors import BadInput, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, Trail, View, for_act, tell, tell_here
from tidtam.web.levels import LEVEL_WORDS, LEVELS, NO_LEVEL
from tidtam.web.moderating.frame import SIGNING, tabs_of
from tidtam.web.results import asked_number, wall_context

if TYPE_CHECKING:
    from tidtam.results.changes import OfficeChange
    from tidtam.results.models import Computation

_NOT_READ: Final = Bilingual(
    "ยังไม่ได้ติ๊กว่าได้ตรวจดูแล้ว จึงยังไม่ได้ลงนาม โปรดดูผลแล้วติ๊กก่อนลงนาม",
    "Not signed: please read the result and tick that you have done so, then sign.",
)


def for_chair(view: View) -> View:
    """A page for those who sign; no browser keeps what stands there."""

    def guarded(request: ActorRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return for_act("results.sign")(guarded)


@require_GET
@for_chair
def signing(request: ActorRequest) -> HttpResponse:
    """What waits for the signature, what is signed, what was published signed."""
    found = signed_or_to_sign(request.actor)
    checked = [each for each in found if each.state == State.CHECKED]
    groups = [
        (
            Bilingual("รอลงนาม", "To be signed"),
            "warn",
            [each for each in checked if each.has_panel],  # type: ignore[attr-defined]
        ),
        (
            Bilingual("ลงนามได้ ไม่บังคับ เพราะไม่มีคณะผู้ประเมินในระบบ", "May be signed"),
            "idle",
            [each for each in checked if not each.has_panel],  # type: ignore[attr-defined]
        ),
        (
            Bilingual("ลงนามแล้ว รอเผยแพร่", "Signed, not published yet"),
            "info",
            [each for each in found if each.state == State.SIGNED],
        ),
        (
            Bilingual("ลงนามและเผยแพร่แล้ว", "Signed and published"),
            "good",
            [each for each in found if each.state in EVER_PUBLISHED],
        ),
    ]
    context = {
        "heading": SIGNING,
        "groups": [
            (title, tone, [(each, STAFF_LABELS[State(each.state)]) for each in rows])
            for title, tone, rows in groups
            if rows
        ],
        "trail": [],
    }
    return render(request, "web/moderating/signing.html", context)


@require_GET
@for_chair
def signing_round(request: ActorRequest, round_code: str) -> HttpResponse:
    """One result to sign: who checked it, its levels, its offices, what was decided."""
    number = asked_number(request)
    try:
        computation = result_to_sign(request.actor, round_code=round_code, number=number)
    except ResultNotFound as nothing:
        return _nothing_yet(request, round_code, nothing)
    round_ = computation.round
    rows = wall_of(round_, computation=computation, actor=request.actor, marks=False)
    context = wall_context(request, round_, rows) | {
        "computation": computation,
        "number": computation.number,
    }
    if request.htmx:
        return render(request, "web/results/wall_table.html", context)
    last = last_published(computation, actor=request.actor)
    levels = levels_beside(computation, actor=request.actor)
    trail: Trail = [(SIGNING, reverse("signing")), (round_.title, "")]
    context |= _standing(request, computation) | {
        "levels_beside": [_levels(each) for each in levels],
        "last": last,
        "decisions": [(DECISION_KINDS[k], n) for k, n in decisions_by_kind(round_).items()],
        "panel": panels_seen_by(request.actor).filter(round=round_).first(),
        "tabs": tabs_of(request, round_code),
        "tab": "signing-round",
        "heading": SIGNING,
        "refusal": _refusal_of_the_reason(request),
        "trail": trail,
    }
    return render(request, "web/moderating/signing_round.html", context)


def _refusal_of_the_reason(request: ActorRequest) -> str:
    """What was wrong with the reason for taking a signature back, for its field."""
    if not request.GET.get("taking"):
        return ""
    return next((str(each) for each in get_messages(request) if each.extra_tags == "here"), "")


def _nothing_yet(request: ActorRequest, round_code: str, nothing: ResultNotFound) -> HttpResponse:
    """The page of a panel's round of which nothing is checked: says so, under its tabs.

    Raises:
        NotFound: no such round with a panel.
    """
    panel = panel_for(request.actor, round_code=round_code)
    context = {
        "round": panel.round,
        "is_demo": panel.round.is_demo,
        "sentence": nothing.message,
        "tabs": tabs_of(request, round_code),
        "tab": "signing-round",
        "heading": SIGNING,
        "trail": [(SIGNING, reverse("signing")), (panel.round.title, "")],
    }
    return render(request, "web/moderating/signing_wait.html", context)


def _standing(request: ActorRequest, computation: Computation) -> dict[str, Any]:
    """Where the result stands: whether it can be signed, what was found, what it would replace."""
    is_open = computation.state in (State.CHECKED, State.SIGNED)
    changed = changed_since(computation) if is_open else None
    published = _published_beside(request, computation)
    return {
        "state": STAFF_LABELS[State(computation.state)],
        "problems": problems_of(computation),
        "changed": changed if changed and (changed.needs_computing or changed.texts) else None,
        "may_sign": computation.state == State.CHECKED,
        "may_take_back": computation.state == State.SIGNED,
        "published": published,
        "corrections": _corrections(request, computation, published) if is_open else [],
    }


def _published_beside(request: ActorRequest, computation: Computation) -> Computation | None:
    """What is published of the round now, where it is another computation."""
    every = computations_of(computation.round, actor=request.actor)
    others = (each for each in every if each.state == State.PUBLISHED)
    return next((each for each in others if each != computation), None)


def _corrections(
    request: ActorRequest, computation: Computation, published: Computation | None
) -> list[OfficeChange]:
    if published is None:
        return []
    return changes_between(published, computation, actor=request.actor)


def _levels(each: LevelsBeside) -> dict[str, Any]:
    """One instrument's levels as rows: level, word, offices now and before with their shares."""
    framework = each.instrument.framework
    ranks: list[int | None] = [*LEVELS]
    if each.counts.get(None) or (each.before and each.before.get(None)):
        ranks.append(None)
    return {
        "title": framework.code.upper(),
        "name": Bilingual(framework.title_th, framework.title_en or framework.title_th),
        "total": sum(each.counts.values()),
        "total_before": sum(each.before.values()) if each.before is not None else None,
        "has_before": each.before is not None,
        "rows": [
            (
                level,
                LEVEL_WORDS[level] if level else NO_LEVEL,
                each.counts.get(level, 0),
                _share(each.counts, level),
                each.before.get(level, 0) if each.before is not None else None,
                _share(each.before, level) if each.before is not None else "",
            )
            for level in ranks
        ],
    }


def _share(counts: Mapping[int | None, int], level: int | None) -> str:
    """A whole per cent, rounded half up; "" of nothing."""
    total = sum(counts.values())
    return f"{(200 * counts.get(level, 0) + total) // (2 * total)}" if total else ""


@require_POST
@for_chair
def sign_round(request: ActorRequest, round_code: str) -> HttpResponse:
    """Sign a result that was read; pressing twice signs once."""
    computation = _posted(request, round_code)
    if computation.state == State.SIGNED:
        return _back(computation)
    if not request.POST.get("read"):
        return _refused(request, computation, _NOT_READ)
    try:
        sign(computation, by=request.actor)
    except (WrongState, BadInput) as refusal:
        return _refused(request, computation, refusal.message)
    tell(
        request,
        Bilingual(
            "ลงนามรับรองผลแล้ว ส่วนกลางเผยแพร่ผลได้ ถอนการลงนามได้จนกว่าจะเผยแพร่",
            "The result is signed and the bureau may publish it; until then the signature can "
            "be taken back.",
        ),
    )
    return _back(computation)


@require_POST
@for_chair
def take_back(request: ActorRequest, round_code: str) -> HttpResponse:
    """Take a signature back, with a reason, before publication."""
    computation = _posted(request, round_code)
    try:
        unsign(computation, reason=request.POST.get("reason", ""), by=request.actor)
    except BadInput as refusal:
        tell_here(request, refusal.message)
        return _back(computation, place="&taking=1#take-back")
    except WrongState as refusal:
        return _refused(request, computation, refusal.message)
    tell(
        request,
        Bilingual(
            "ถอนการลงนามแล้ว ส่วนกลางเผยแพร่ไม่ได้จนกว่าจะลงนามใหม่",
            "The signature is taken back; nothing is published until you sign again.",
        ),
    )
    return _back(computation)


def _posted(request: ActorRequest, round_code: str) -> Computation:
    """The result that a form was shown for."""
    text = request.POST.get("number", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
    return result_to_sign(request.actor, round_code=round_code, number=number)


def _refused(request: ActorRequest, computation: Computation, words: Bilingual) -> HttpResponse:
    """Back to the result, with the refusal where the button was."""
    tell_here(request, words)
    return _back(computation, place="#sign")


def _back(computation: Computation, *, place: str = "") -> HttpResponse:
    """To the result; ``place`` is what the address says behind its number."""
    address = reverse("signing-round", args=[computation.round.code])
    return redirect(f"{address}?n={computation.number}{place}")


urlpatterns = [
    path("signing/", signing, name="signing"),
    path("signing/<slug:round_code>/", signing_round, name="signing-round"),
    path("signing/<slug:round_code>/sign/", sign_round, name="signing-sign"),
    path("signing/<slug:round_code>/take-back/", take_back, name="signing-take-back"),
]
