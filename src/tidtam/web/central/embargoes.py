"""Regions whose results are held back: the list, setting one, lifting one on a second word."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tidtam.jobs.embargoes import lift_now
from tidtam.orgs.queries import inspection_regions, regions_by_code
from tidtam.results.embargoes import (
    LONGEST_REASON,
    embargoes_of,
    hidden_office_ids,
    is_ever_published,
    set_embargo,
)
from tidtam.results.errors import EmbargoRefused, ResultNotFound
from tidtam.rounds.queries import offices_asked, round_by_code
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.frame import trail
from tidtam.web.dates import MomentField
from tidtam.web.http import ActorRequest, Trail, for_act, posted, say, tell

if TYPE_CHECKING:
    from tidtam.orgs.models import InspectionRegion
    from tidtam.results.models import Embargo
    from tidtam.rounds.models import Round

EMBARGOES: Final = Bilingual("ชะลอการประกาศบางเขตตรวจราชการ", "Regions held back")
# A day without a time of day means the morning of that day.
_MORNING: Final = dt.time(8, 30)


class EmbargoForm(forms.Form):
    """Which region, why, and until when."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("เหตุผล"),
        error_messages={"required": _("ยังไม่มีเหตุผล โปรดเขียนว่าชะลอการประกาศเพราะอะไร")},
        max_length=LONGEST_REASON,
        help_text=_("เห็นเฉพาะส่วนกลาง และเก็บไว้ในประวัติ"),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "th"}),
    )

    def __init__(self, regions: list[InspectionRegion], data: Any = None) -> None:
        super().__init__(data)
        self.regions = {each.code: each for each in regions}
        choices = [("", "–"), *((each.code, say(each.name)) for each in regions)]
        region = forms.ChoiceField(
            label=_("เขตตรวจราชการ"),
            choices=choices,
            error_messages={"required": _("ยังไม่ได้เลือกเขตตรวจราชการ โปรดเลือกจากรายการ")},
        )
        until = MomentField(
            label=_("ประกาศเองเมื่อ (เว้นว่าง: รอส่วนกลางกด)"), midnight=_MORNING, required=False
        )
        self.fields = {"region": region, "until": until, **self.fields}


@dataclass(frozen=True, slots=True)
class EmbargoRow:
    """An embargo with how many offices lie in its region."""

    embargo: Embargo
    offices: int


@require_http_methods(["GET", "POST"])
@for_act("results.embargo")
def embargoes(request: ActorRequest, round_code: str) -> HttpResponse:
    """Every embargo of a round, and the form for another one until the round is published."""
    round_ = round_by_code(round_code, actor=request.actor)
    found = embargoes_of(round_, actor=request.actor)
    in_force = {each.region_id for each in found if each.lifted_at is None}
    open_regions = [each for each in inspection_regions() if each.pk not in in_force]
    form = EmbargoForm(open_regions, posted(request))
    if request.method == "POST" and form.is_valid() and _set(request, round_, form):
        return redirect("central-embargoes", round_code)
    counts = _counts(round_)
    context = {
        "round": round_,
        "is_demo": round_.is_demo,
        "heading": EMBARGOES,
        "rows": [EmbargoRow(each, counts[each.region_id]) for each in found],
        "is_published": is_ever_published(round_),
        "form": form,
        "trail": _trail(round_),
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/central/embargoes.html", context, status=status)


def _set(request: ActorRequest, round_: Round, form: EmbargoForm) -> bool:
    """Set it, or put the refusal at its field."""
    region = form.regions[form.cleaned_data["region"]]
    until, reason = form.cleaned_data["until"], form.cleaned_data["reason"]
    try:
        set_embargo(round_, region=region, reason=reason, until=until, by=request.actor)
    except BadInput as refusal:
        form.add_error("until", say(refusal.message))
        return False
    except EmbargoRefused as refusal:
        form.add_error(None, say(refusal.message))
        return False
    tell(
        request,
        Bilingual(
            f"ชะลอไว้แล้ว เมื่อประกาศผลของรอบนี้ ผลของ {region.name_th} จะยังไม่ประกาศ",
            f"Set: when this round is published, {region.name_en} stays held back.",
        ),
    )
    return True


@require_http_methods(["GET", "POST"])
@for_act("results.embargo")
def lift(request: ActorRequest, round_code: str, pk: int) -> HttpResponse:
    """Say what lifting does; lift on the second word."""
    round_ = round_by_code(round_code, actor=request.actor)
    embargo = _embargo(request, round_, pk)
    if request.method == "POST":
        _lift(request, round_, embargo)
        return redirect("central-embargoes", round_code)
    if embargo.lifted_at is not None:
        return redirect("central-embargoes", round_code)
    context = {
        "round": round_,
        "is_demo": round_.is_demo,
        "heading": Bilingual(
            f"ประกาศผลของ {embargo.region.name_th}", f"Announce {embargo.region.name_en}"
        ),
        "embargo": embargo,
        "offices": _counts(round_)[embargo.region_id],
        "is_published": is_ever_published(round_),
        "trail": _trail(round_, here=embargo.region.name),
    }
    return render(request, "web/central/embargo_lift.html", context)


def _lift(request: ActorRequest, round_: Round, embargo: Embargo) -> None:
    lift_now(embargo, by=request.actor)
    still = len(hidden_office_ids(round_))
    more_th = f" ยังไม่ประกาศอีก {still} เขต" if still else ""
    more_en = f" {still} offices are still held back." if still else ""
    region = embargo.region
    done = f"ยกเลิกแล้ว ผลของ {region.name_th} จะประกาศพร้อมรอบ"
    if is_ever_published(round_):
        done = f"ประกาศผลของ {region.name_th} แล้ว"
    tell(
        request,
        Bilingual(f"{done}{more_th}", f"{region.name_en} is no longer held back.{more_en}"),
    )


def _embargo(request: ActorRequest, round_: Round, pk: int) -> Embargo:
    found = (each for each in embargoes_of(round_, actor=request.actor) if each.pk == pk)
    embargo = next(found, None)
    if embargo is None:
        raise ResultNotFound(
            "ไม่พบรายการนี้ในรอบ โปรดเลือกจากรายการชะลอการประกาศ",
            "No such embargo in this round; please choose from the list.",
        )
    return embargo


def _counts(round_: Round) -> Counter[int]:
    """Region id -> how many offices of the round lie in it."""
    found = regions_by_code(offices_asked(round_))
    return Counter(region.pk for regions in found.values() for region in regions)


def _trail(round_: Round, *, here: Bilingual | None = None) -> Trail:
    if here is None:
        return [*trail(round_), (EMBARGOES, "")]
    address = reverse("central-embargoes", args=[round_.code])
    return [*trail(round_), (EMBARGOES, address), (here, "")]


_EMBARGOES: Final = "rounds/<slug:round_code>/embargoes/"
urlpatterns = [
    path(_EMBARGOES, embargoes, name="central-embargoes"),
    path(f"{_EMBARGOES}<int:pk>/lift/", lift, name="central-embargo-lift"),
]
