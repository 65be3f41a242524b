"""A new round made like an earlier one: choose which, look at what is suggested, copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tidtam.rounds.overview import exemptions_of, stages_of
from tidtam.rounds.planning import copy_round
from tidtam.rounds.queries import instruments_of, round_by_code, rounds_seen_by
from tidtam.rounds.states import STAGE_NAMES
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.rounds import ROUNDS
from tidtam.web.http import ActorRequest, for_act, say, tell

if TYPE_CHECKING:
    from tidtam.rounds.models import Round

MOST_YEARS: Final = 3
_COPY = Bilingual("เปิดรอบใหม่จากรอบเดิม", "A new round from an earlier one")


class CopyForm(forms.Form):
    """What is new about the copy."""

    code = forms.SlugField(
        label=_("รหัสรอบ"),
        max_length=40,
        help_text=_("อักษรอังกฤษ ตัวเลข และขีด เช่น 2567-6m"),
        error_messages={
            "invalid": _("รหัสรอบใช้ได้เฉพาะอักษรอังกฤษ ตัวเลข และขีด ไม่มีเว้นวรรค เช่น 2567-6m")
        },
    )
    fiscal_year = forms.IntegerField(
        label=_("ปีงบประมาณ พ.ศ."),
        min_value=2500,
        max_value=2700,
        help_text=_("วันทุกวันของรอบเดิมจะเลื่อนตามจำนวนปีที่ต่างกัน แก้ได้ภายหลัง"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--number"}),
    )
    title_th = forms.CharField(label=_("ชื่อรอบภาษาไทย"), max_length=200)
    title_en = forms.CharField(label=_("ชื่อรอบภาษาอังกฤษ"), max_length=200)
    earlier = forms.ChoiceField(
        label=_("รอบก่อนหน้าในปีเดียวกัน"),
        required=False,
        help_text=_("ใช้รวมผลทั้งปี และแสดงคำตอบรอบก่อนข้างคำตอบรอบนี้"),
    )

    def __init__(self, source: Round, known: list[Round], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.source, self.known = source, known
        earlier = self.fields["earlier"]
        assert isinstance(earlier, forms.ChoiceField)  # noqa: S101
        earlier.choices = [("", say(Bilingual("ไม่มี", "None")))] + [
            (each.code, f"{say(each.title)} ({each.code})")
            for each in known
            if each.fiscal_year == self._year()
        ]

    def _year(self) -> int:
        """The year of the new round as it stands in the form."""
        typed = str(self["fiscal_year"].value() or "").strip()
        return int(typed) if typed.isdecimal() else self.source.fiscal_year + 1

    def clean_fiscal_year(self) -> int:
        """A year near the source's: all dates move by the difference."""
        year: int = self.cleaned_data["fiscal_year"]
        source = self.source.fiscal_year
        if abs(year - source) > MOST_YEARS:
            words = Bilingual(
                f"ปี {year} ห่างจากรอบเดิม (ปี {source}) เกิน {MOST_YEARS} ปี โปรดตรวจปี หรือเลือกรอบอื่น",
                f"{year} is more than {MOST_YEARS} years from the source ({source}); "
                "please check the year, or choose another round.",
            )
            raise forms.ValidationError(say(words))
        return year


@require_http_methods(["GET", "POST"])
@for_act("rounds.change")
def copy(request: ActorRequest) -> HttpResponse:
    """Choose a round, then copy it; nothing reaches an office before the copy is opened."""
    known = list(rounds_seen_by(request.actor))
    asked = request.POST.get("source") or request.GET.get("source")
    if not asked:
        trail = [(ROUNDS, reverse("central-rounds")), (_COPY, "")]
        return render(
            request, "web/central/planning_choose.html", {"rounds": known, "trail": trail}
        )
    source = round_by_code(asked, actor=request.actor)
    form = CopyForm(source, known, request.POST or None, initial=suggested(source, known))
    if request.method == "POST" and form.is_valid():
        made = _copied(request, source, form, known)
        if made is not None:
            tell(
                request,
                Bilingual(
                    "คัดลอกรอบแล้ว ยังไม่มีเขตใดเห็น ตรวจวันและแบบรายงาน แล้วจึงเปิดรอบ",
                    "Copied; no office sees it yet. Check the dates and forms, then open it.",
                ),
            )
            return redirect("central-plan", made.code)
    return render(
        request,
        "web/central/planning_copy.html",
        {
            "source": source,
            "form": form,
            "instruments": instruments_of(source),
            "stages": [(STAGE_NAMES[code], each) for code, each in stages_of(source).items()],
            "exempt": len(exemptions_of(source)),
            "is_demo": source.is_demo,
            "trail": [(ROUNDS, reverse("central-rounds")), (_COPY, "")],
        },
        status=422 if form.is_bound else 200,
    )


def suggested(source: Round, known: list[Round]) -> dict[str, object]:
    """The next year's code, titles and earlier round."""
    year = source.fiscal_year + 1
    codes = {each.code for each in known}

    def moved(text: str) -> str:
        return re.sub(rf"(?<!\d){source.fiscal_year}(?!\d)", str(year), text)

    code = moved(source.code)
    if code == source.code:
        code = f"{year}-{source.period}"
    while code in codes:
        code = f"{code}-2"
    before = source.earlier.period if source.earlier else ""
    earlier = (e.code for e in known if e.fiscal_year == year and e.period == before)
    return {
        "code": code,
        "fiscal_year": year,
        "title_th": moved(source.title_th),
        "title_en": moved(source.title_en),
        "earlier": next(earlier, ""),
    }


def _copied(
    request: ActorRequest, source: Round, form: CopyForm, known: list[Round]
) -> Round | None:
    """The copy; None where the form now says why there is none."""
    given = dict(form.cleaned_data)
    given["earlier"] = next((e for e in known if e.code == given["earlier"]), None)
    try:
        return copy_round(source, **given, by=request.actor)
    except BadInput as error:
        form.add_error("code", say(error.message))
        return None


urlpatterns = [path("new-round/", copy, name="central-plan-copy")]
