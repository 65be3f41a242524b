"""One item for the panel's heads: what the office says, every mark, the decision, the third."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.frameworks.queries import definition_of
from tidtam.orgs.states import FRAMEWORK_KINDS, AgencyKind
from tidtam.reviews.decisions import decisions_of
from tidtam.reviews.judging import REFUSED, judge_stored
from tidtam.reviews.moderating import call_third, difference_of, moderated_item
from tidtam.reviews.panels import panel_for
from tidtam.reviews.standing import NEEDS, Need
from tidtam.reviews.states import DECISION_KINDS, DecisionKind
from tidtam.reviews.third import third_called, third_candidates
from tidtam.rounds.content import content_of
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime
from tidtam.web.http import ActorRequest, say, tell
from tidtam.web.moderating.deciding import DecisionForm, drafts_of, fresh_form, save, sent_form
from tidtam.web.moderating.differences import TONES, apart_words
from tidtam.web.moderating.frame import for_heads, page_context
from tidtam.web.office.evidence import row_of
from tidtam.web.office.reading import reading_of

if TYPE_CHECKING:
    from tidtam.reviews.models import Assignment, Decision, Panel
    from tidtam.reviews.moderating import Difference
    from tidtam.rounds.models import Item

DECIDED = Bilingual(
    "บันทึกการตัดสินแล้ว คะแนนนี้เป็นคะแนนทางการ", "The decision is saved; the mark is official."
)
NOT_CHOSEN = Bilingual(
    "ยังไม่ได้เลือกผู้ประเมินคนที่สาม หรือคนที่เลือกเป็นไม่ได้แล้ว โปรดเลือกจากรายการ",
    "No third marker is chosen, or this person cannot be it any more; please choose from the list.",
)
CALLED = Bilingual(
    "มอบหมายผู้ประเมินคนที่สามแล้ว คะแนนของคนที่สามจะเป็นคะแนนทางการ",
    "The third marker has the item now; that mark will be the official one.",
)


@require_http_methods(["GET", "POST"])
@for_heads
def item(request: ActorRequest, pk: int) -> HttpResponse:
    """The item on one page; POST decides, or only foresees (``act=foresee``)."""
    found, panel, difference = _read(request, pk)
    if request.method != "POST":
        form = fresh_form(found, difference, kind=DecisionKind.AGREED)
        return _page(request, found, panel, form)
    form = sent_form(found, difference, request.POST, kind=DecisionKind.AGREED)
    if request.POST.get("act") == "foresee":
        return _page(request, found, panel, form)
    if save(request, form) is None:
        return _page(request, found, panel, form)
    tell(request, DECIDED)
    return redirect(reverse("moderating-item", args=[pk]))


@require_GET
@for_heads
def effect(request: ActorRequest, pk: int) -> HttpResponse:
    """What a mark would do to the total, as a part of the page."""
    found, _panel, difference = _read(request, pk)
    form = sent_form(found, difference, request.GET, kind=DecisionKind.AGREED)
    return render(request, "web/moderating/effect.html", {"form": form} | effect_words(form))


@require_POST
@for_heads
def third(request: ActorRequest, pk: int) -> HttpResponse:
    """Call a third marker."""
    found = moderated_item(request.actor, pk=pk)
    panel = panel_for(request.actor, round_code=found.submission.round.code)
    chosen = request.POST.get("reviewer", "")
    candidates = third_candidates(found, panel=panel, actor=request.actor)
    reviewer = next((c.reviewer for c in candidates if str(c.reviewer.pk) == chosen), None)
    called = third_called(found)
    if called is not None:
        tell(request, _called_already(called), good=False)
    elif reviewer is None:
        tell(request, NOT_CHOSEN, good=False)
    else:
        call_third(found, reviewer=reviewer, by=request.actor)
        tell(request, CALLED)
    return redirect(reverse("moderating-item", args=[pk]))


def _called_already(third_: Assignment) -> Bilingual:
    moment, name = clock.local(third_.given_at), third_.reviewer.person.full_name
    return Bilingual(
        f"{third_.given_by} มอบหมาย {name} เป็นผู้ประเมินคนที่สามของข้อนี้ไว้แล้วเมื่อ {thai_datetime(moment)} "
        "จึงไม่ได้มอบหมายเพิ่ม",
        f"{third_.given_by} called {name} as the third marker on {moment:%Y-%m-%d %H:%M}; "
        "nobody else was called.",
    )


def effect_words(form: DecisionForm) -> dict[str, Any]:
    """The words that the effect's part needs besides the form."""
    definition = definition_of(form.item.instrument.framework)
    return {
        "instrument_title": definition.short_title,
        "was": _shown(form.item, form.effect.was) if form.effect and form.effect.was else "",
    }


def _shown(item_: Item, answer: str) -> str:
    kind = FRAMEWORK_KINDS[AgencyKind(item_.submission.office.kind)]
    definition = definition_of(item_.instrument.framework)
    judged = judge_stored(definition, kind=kind, node_code=item_.node_code, answer=answer)
    return f"{judged.shown} ({say(REFUSED)})" if judged.is_refused else judged.shown


def _read(request: ActorRequest, pk: int) -> tuple[Item, Panel, Difference]:
    found = moderated_item(request.actor, pk=pk)
    panel = panel_for(request.actor, round_code=found.submission.round.code)
    return found, panel, difference_of(found, panel=panel, actor=request.actor)


def _page(request: ActorRequest, found: Item, panel: Panel, form: DecisionForm) -> HttpResponse:
    difference = form.difference
    read = content_of(found.submission, item_id=found.pk).items[0]
    office = found.submission.office
    label = difference.label
    here = Bilingual(f"{office.short_th} {label.th}", f"{office.short_en} {label.en}")
    context = page_context(request, panel, tab="moderating-differences", here=here)
    can_call = context["may_decide"] and difference.need is Need.DECISION
    context |= (
        effect_words(form)
        | drafts_of(request)
        | {
            "item": found,
            "office": office,
            "form": form,
            "difference": difference,
            "node": read.node,
            "need": NEEDS[difference.need],
            "tone": TONES.get(difference.need, "idle"),
            "apart": apart_words(difference.size) if difference.standing.differs else None,
            "answers": [(each.question, reading_of(each)) for each in read.answers],
            "evidence": [row_of(each) for each in read.evidence],
            "kinds": [(k, DECISION_KINDS[k]) for k in (DecisionKind.AGREED, DecisionKind.MEETING)],
            "history": [_told(found, each) for each in decisions_of(found)],
            "strayed": _strayed(found, difference),
            "candidates": third_candidates(found, panel=panel, actor=request.actor)
            if can_call
            else [],
            "can_call": can_call,
        }
    )
    return render(request, "web/moderating/item.html", context, status=form.status)


def _told(found: Item, decision: Decision) -> tuple[Decision, Bilingual, str]:
    return decision, DECISION_KINDS[DecisionKind(decision.kind)], _shown(found, decision.answer)


def _strayed(found: Item, difference: Difference) -> str:
    """The official mark as it is shown, where it is not the decided one (changed by hand)."""
    held, official = difference.standing.decision, difference.standing.official
    return _shown(found, official) if held and official and held.answer != official else ""


urlpatterns = [
    path("panels/items/<int:pk>/", item, name="moderating-item"),
    path("panels/items/<int:pk>/effect/", effect, name="moderating-effect"),
    path("panels/items/<int:pk>/third/", third, name="moderating-third"),
]
