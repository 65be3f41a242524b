"""Who a round asks: exemptions with reasons, and the form as an office will see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.orgs.queries import find
from tidtam.orgs.states import AREA_OFFICES, FRAMEWORK_KINDS, KIND_WORDS, AgencyKind
from tidtam.rounds.errors import RoundChangedMeanwhile
from tidtam.rounds.overview import exemptions_of, overview_of, preview_of, stages_of
from tidtam.rounds.planning import exempt_from
from tidtam.rounds.queries import instruments_of, offices_asked, round_by_code
from tidtam.rounds.states import STAGE_NAMES, RoundState
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.planning_frame import edit_context, plan_context, seen_edit
from tidtam.web.central.planning_kinds import described
from tidtam.web.http import ActorRequest, for_act, posted, say, tell
from tidtam.web.named import NONE, SEVERAL, office_meant

if TYPE_CHECKING:
    from tidtam.orgs.models import Agency
    from tidtam.rounds.models import Exemption, Instrument, Round

_KINDS = [(kind.value, KIND_WORDS[kind]) for kind in AREA_OFFICES]
_WHO = Bilingual("ใครต้องรายงาน", "Who is asked")


class ExemptForm(forms.Form):
    """An office or a kind of office that need not report, and why."""

    name = forms.CharField(
        label=_("ชื่อหรือรหัสเขต"),
        max_length=200,
        required=False,
        help_text=_("ชื่อเต็ม ชื่อย่อ ชื่อเดิม หรือรหัส เช่น สพป.ระยอง เขต 2"),
    )
    kind = forms.ChoiceField(label=_("หรือยกเว้นทั้งประเภท"), required=False)
    instrument = forms.ChoiceField(label=_("เครื่องมือ"), required=False)
    reason = forms.CharField(label=_("เหตุผลที่ไม่ต้องรายงาน"), max_length=1000)
    replace = forms.BooleanField(label=_("ใช้เหตุผลนี้แทนเหตุผลเดิมของเขตที่ยกเว้นอยู่แล้ว"), required=False)

    def __init__(self, instruments: list[Instrument], *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        nothing = ("", say(Bilingual("ไม่ใช้", "No")))
        _choose(self, "kind", [nothing, *((code, say(words)) for code, words in _KINDS)])
        every = ("", say(Bilingual("ทุกเครื่องมือ", "All instruments")))
        codes = [(str(each.pk), each.framework.code.upper()) for each in instruments]
        _choose(self, "instrument", [every, *codes])

    def clean(self) -> dict[str, object]:
        """Either an office or a kind."""
        given: dict[str, object] = self.cleaned_data
        if bool(given.get("name")) == bool(given.get("kind")):
            words = Bilingual(
                "ใส่ชื่อเขต หรือเลือกประเภท อย่างใดอย่างหนึ่ง",
                "Name an office, or choose a kind: one of both.",
            )
            self.add_error("name", say(words))
        return given


def _choose(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101
    field.choices = choices


@require_http_methods(["GET", "POST"])
@for_act("rounds.change")
def offices(request: ActorRequest, round_code: str) -> HttpResponse:
    """Who need not report, and a form that adds an office or a kind."""
    round_ = round_by_code(round_code, actor=request.actor)
    instruments = instruments_of(round_)
    form = ExemptForm(instruments, posted(request))
    candidates: list[Agency] = []
    if request.method == "POST" and form.is_valid():
        found, candidates = _meant(round_, form)
        if found and not _is_exempt_already(round_, form, found):
            try:
                _exempt(request, instruments, form, found)
            except RoundChangedMeanwhile:
                return _page(request, round_code, form, clashed=True)
            return redirect("central-plan-offices", round_code)
    return _page(request, round_code, form, candidates=candidates)


def _page(
    request: ActorRequest,
    round_code: str,
    form: ExemptForm,
    *,
    candidates: list[Agency] | None = None,
    clashed: bool = False,
) -> HttpResponse:
    """Who is exempt now, with what was typed; 409 where another officer saved in between."""
    round_ = round_by_code(round_code, actor=request.actor)
    context = plan_context(round_, _WHO) | {
        "form": form,
        "candidates": candidates or [],
        "overview": overview_of(round_),
        "exemptions": exemptions_of(round_),
        "ticked": request.POST.getlist("exemption"),
        "is_fixed": round_.state != RoundState.PREPARING,
        "clashed": clashed,
        "edit": edit_context(request, round_, clashed=clashed),
    }
    status = 409 if clashed else 422 if form.is_bound else 200
    return render(request, "web/central/planning_offices.html", context, status=status)


def _meant(round_: Round, form: ExemptForm) -> tuple[list[Agency], list[Agency]]:
    """The offices that are meant, or else those that may be."""
    asked = offices_asked(round_)
    kind, name = form.cleaned_data["kind"], form.cleaned_data["name"].strip()
    if kind:
        return list(asked.filter(kind=kind)), []
    office, candidates = office_meant(asked, name)
    if office is not None:
        return [office], []
    form.add_error("name", say(SEVERAL if candidates else NONE))
    return [], candidates


def _is_exempt_already(round_: Round, form: ExemptForm, found: list[Agency]) -> bool:
    """Whether the one office meant has a reason that nobody said to replace; the form says so."""
    if len(found) != 1 or form.cleaned_data["replace"]:
        return False
    key = form.cleaned_data["instrument"]
    old = [
        each.reason
        for each in exemptions_of(round_)
        if each.office == found[0] and key in ("", str(each.instrument_id))
    ]
    if not old or set(old) == {form.cleaned_data["reason"]}:
        return False
    words = Bilingual(
        f"{found[0].short_th} ได้รับยกเว้นอยู่แล้ว เหตุผลเดิม “{old[0]}” ยังคงอยู่ "
        "ถ้าจะเปลี่ยน โปรดเลือกใช้เหตุผลนี้แทน",
        f"{found[0].short_en} is exempt already; its reason “{old[0]}” stays. "
        "To change it, tick the box that replaces it.",
    )
    form.add_error("reason", say(words))
    return True


def _exempt(
    request: ActorRequest, instruments: list[Instrument], form: ExemptForm, found: list[Agency]
) -> None:
    key, reason = form.cleaned_data["instrument"], form.cleaned_data["reason"]
    round_ = instruments[0].round
    held = exemptions_of(round_)
    added = {office.code: reason for office in found}
    chosen = {each: _reasons(held, each) for each in instruments if key in ("", str(each.pk))}
    if form.cleaned_data["replace"]:
        reasons = {each: old | added for each, old in chosen.items()}
    else:
        reasons = {each: added | old for each, old in chosen.items()}
    exempt_from(round_, reasons=reasons, by=request.actor, edit=seen_edit(request))
    tell(
        request,
        Bilingual(f"ยกเว้นแล้ว {len(found)} เขต", f"{len(found)} offices need not report."),
    )


def _reasons(exemptions: list[Exemption], instrument: Instrument) -> dict[str, str]:
    return {e.office.code: e.reason for e in exemptions if e.instrument_id == instrument.pk}


@require_POST
@for_act("rounds.change")
def ask_again(request: ActorRequest, round_code: str) -> HttpResponse:
    """Take exemptions away: the ticked ones ("instrument:office") are asked again."""
    round_ = round_by_code(round_code, actor=request.actor)
    ticked = set(request.POST.getlist("exemption"))
    if not ticked:
        raise BadInput(
            "ยังไม่ได้เลือกเขต โปรดเลือกเขตที่ต้องการให้รายงาน",
            "No office is ticked; please tick those that shall report.",
        )
    exemptions = exemptions_of(round_)
    instruments = instruments_of(round_)
    reasons = {}
    for instrument in instruments:
        held = _reasons(exemptions, instrument)
        kept = {code: why for code, why in held.items() if f"{instrument.pk}:{code}" not in ticked}
        if kept != held:
            reasons[instrument] = kept
    try:
        exempt_from(round_, reasons=reasons, by=request.actor, edit=seen_edit(request))
    except RoundChangedMeanwhile:
        return _page(request, round_code, ExemptForm(instruments), clashed=True)
    tell(request, Bilingual("ยกเลิกข้อยกเว้นแล้ว", "The exemptions are taken away."))
    return redirect("central-plan-offices", round_code)


@require_GET
@for_act("rounds.change")
def preview(request: ActorRequest, round_code: str) -> HttpResponse:
    """The form as an office of a kind, or one office, will see it; nothing can be typed."""
    round_ = round_by_code(round_code, actor=request.actor)
    name = request.GET.get("office", "").strip()[:200]
    office, unknown = _office_named(round_, name)
    kind = AgencyKind(office.kind) if office else _kind(request.GET.get("kind", ""))
    exempt = {e.instrument_id: e.reason for e in exemptions_of(round_) if e.office == office}
    sections = [
        {
            "instrument": each,
            "reason": exempt.get(each.pk, ""),
            "items": [
                (item, [(question, described(question.answer)) for question in item.questions])
                for item in preview_of(each, office_kind=FRAMEWORK_KINDS[kind])
            ],
        }
        for each in instruments_of(round_)
    ]
    here = Bilingual("ดูแบบที่เขตจะเห็น", "The form as offices will see it")
    context = plan_context(round_, here) | {
        "sections": sections,
        "office": office,
        "name": name,
        "unknown": unknown,
        "kind": kind.value,
        "kinds": _KINDS,
        "kind_words": KIND_WORDS[kind],
        "stages": [(STAGE_NAMES[code], stage) for code, stage in stages_of(round_).items()],
    }
    return render(request, "web/central/planning_preview.html", context)


def _kind(text: str) -> AgencyKind:
    return next((kind for kind in AREA_OFFICES if kind.value == text), AREA_OFFICES[0])


def _office_named(round_: Round, name: str) -> tuple[Agency | None, bool]:
    """The office a name means best, and whether a name was given that means none."""
    if not name:
        return None, False
    asked = offices_asked(round_)
    by_code = asked.filter(code=name).first()
    if by_code is not None:
        return by_code, False
    here = set(asked.values_list("pk", flat=True))
    best = next((each.agency for each in find(name) if each.agency.pk in here), None)
    return best, best is None


_PLAN = "rounds/<slug:round_code>/plan/"
urlpatterns = [
    path(f"{_PLAN}offices/", offices, name="central-plan-offices"),
    path(f"{_PLAN}offices/ask/", ask_again, name="central-plan-ask"),
    path(f"{_PLAN}preview/", preview, name="central-plan-preview"),
]
