"""The moves of a panel: calibration, begin to mark, close, open again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tidtam.frameworks.queries import definition_of
from tidtam.reviews.access import items_open_to
from tidtam.reviews.errors import PanelChangedMeanwhile
from tidtam.reviews.labels import item_label
from tidtam.reviews.open_work import open_work
from tidtam.reviews.panel_moves import (
    begin_calibration,
    begin_marking,
    close_marking,
    reopen_marking,
)
from tidtam.reviews.panel_overview import CALIBRATED, calibration_choice, counts_of
from tidtam.reviews.standing import NEEDS, Need
from tidtam.reviews.states import PanelState
from tidtam.rounds.overview import stages_of
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.rounds.states import StageCode
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, for_act, posted, say, tell
from tidtam.web.office.moments import days_left
from tidtam.web.panels.forms import ReasonForm
from tidtam.web.panels.frame import asked_panel, form_page, panel_context, seen_edit
from tidtam.web.templatetags.house import in_thai_years

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tidtam.orgs.models import Agency
    from tidtam.reviews.models import Panel
    from tidtam.reviews.panel_overview import Counts
    from tidtam.reviews.standing import Standing

# Lines of what is open on the page that closes; the rest is counted and stands under progress.
A_LIST: Final = 50


class CalibrationForm(forms.Form):
    """The offices that everybody marks first."""

    office = forms.MultipleChoiceField(
        label=_("เขตที่ทุกคนลองให้คะแนน"),
        help_text=_("แนะนำ 5 เขต เลือกได้ไม่เกิน 20 เขต"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("เลือกเขตอย่างน้อยหนึ่งเขต")},
    )

    def __init__(self, *args: object, offices: list[Agency], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["office"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101
        field.choices = [(each.code, say(each.short_name)) for each in offices]


class AheadForm(forms.Form):
    """The word of an officer who begins before the time."""

    sure = forms.BooleanField(
        label=_("ทราบแล้ว และต้องการเริ่มก่อน"),
        error_messages={"required": _("ติ๊กเพื่อยืนยันว่าต้องการเริ่มก่อน")},
    )


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def calibration(request: ActorRequest, round_code: str) -> HttpResponse:
    """Choose the offices that everybody marks before the marking begins, and begin."""
    panel, clashed = asked_panel(request, round_code), False
    choice = calibration_choice(panel)
    form = CalibrationForm(
        posted(request),
        offices=choice.submitted,
        initial={"office": [each.code for each in choice.suggested]},
    )
    if request.method == "POST" and form.is_valid():
        chosen = [each for each in choice.submitted if each.code in form.cleaned_data["office"]]
        try:
            given = begin_calibration(
                panel, offices=chosen, seen_edit=seen_edit(request), by=request.actor
            )
        except PanelChangedMeanwhile:
            panel, clashed = asked_panel(request, round_code), True
        except (BadInput, WrongState) as refusal:
            form.add_error("office", say(refusal.message))
        else:
            tell(request, _calibrating(len(chosen), given))
            return redirect("panel", round_code)
    here = Bilingual("ปรับเกณฑ์ร่วมกัน", "Calibration")
    context = panel_context(request, panel, "panel", here) | {
        "choice": choice,
        "rule": CALIBRATED,
        "can_begin": request.actor.may("panels.calibrate", state=panel.state),
        "has_begun": panel.state != PanelState.PREPARING,
        "is_closed": False,
    }
    return form_page(request, "web/panels/calibration.html", context, form, clashed=clashed)


def _calibrating(offices: int, given: int) -> Bilingual:
    return Bilingual(
        f"เริ่มปรับเกณฑ์ร่วมกันแล้ว {offices} เขต มอบให้ผู้ประเมินรวม {given} ที่",
        f"The calibration has begun: {offices} offices, {given} seats given.",
    )


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def begin(request: ActorRequest, round_code: str) -> HttpResponse:
    """Say what beginning does; begin on the second word."""
    panel = asked_panel(request, round_code, act="panels.begin")
    counts = counts_of(panel)
    ahead = _ahead(panel, counts) if counts.work.total else []
    label = Bilingual("เริ่มให้คะแนน", "Begin marking")
    done = Bilingual(
        "เริ่มให้คะแนนแล้ว ผู้ประเมินเห็นข้อที่ได้รับและเริ่มทำได้",
        "Marking has begun: the reviewers see what they have and can start.",
    )
    return _ask(
        request,
        panel,
        label,
        told=[*_before_beginning(counts), *ahead],
        is_shut=not counts.work.total,
        act=begin_marking,
        done=done,
        form=AheadForm(posted(request)) if ahead else None,
    )


def _ahead(panel: Panel, counts: Counts) -> list[Bilingual]:
    """Why it may be too early: no report is in, or the days of marking lie ahead."""
    told = []
    if not counts.submitted:
        told.append(Bilingual("ยังไม่มีเขตใดส่งรายงาน", "No office has submitted its report yet."))
    stage = stages_of(panel.round).get(StageCode.MARK)
    if stage is not None and stage.starts_at > clock.now():
        first, last = (in_thai_years(moment) for moment in (stage.starts_at, stage.due_at))
        told.append(
            Bilingual(
                f"ปฏิทินของรอบให้ขั้นประเมินและให้คะแนนเริ่ม {first} ถึง {last} ซึ่งยังไม่ถึง",
                f"By the calendar of the round marking begins on {first} and ends on {last}, "
                "which lies ahead.",
            )
        )
    return told


def _before_beginning(counts: Counts) -> list[Bilingual]:
    if not counts.work.total:
        words = Bilingual(
            "ยังไม่ได้มอบข้อใดให้ผู้ประเมิน จึงยังเริ่มไม่ได้ โปรดใช้ข้อเสนอการมอบหมายก่อน",
            "Nothing is given to anybody yet, so it cannot begin. Please use the proposal first.",
        )
        return [words]
    told = [
        Bilingual(
            f"เขตส่งรายงานแล้ว {counts.submitted:,} จาก {counts.offices:,} เขต",
            f"{counts.submitted:,} of {counts.offices:,} offices have submitted their reports.",
        ),
        Bilingual(
            f"ผู้ประเมิน {counts.reviewers:,} คนจะเห็นข้อที่ได้รับ รวม {counts.work.total:,} ที่ "
            "สัดส่วนและรหัสสุ่มของข้อที่ให้คะแนนสองคนจะเปลี่ยนไม่ได้อีก",
            f"{counts.reviewers:,} reviewers will see what they have, {counts.work.total:,} seats. "
            "The share of double marking and its seed stay from then on.",
        ),
    ]
    if counts.seats_open:
        told.append(
            Bilingual(
                f"ยังไม่มีผู้ประเมิน {counts.seats_open:,} ที่ เริ่มก่อนแล้วเติมภายหลังได้",
                f"{counts.seats_open:,} seats have nobody yet; they can be filled later.",
            )
        )
    marked = counts.calibration
    if marked.open:
        told.append(
            Bilingual(
                f"การปรับเกณฑ์ที่ยังไม่เสร็จ {marked.open:,} ที่จะปิดลง",
                f"{marked.open:,} seats of the calibration that are not done will be shut.",
            )
        )
    return told


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def close(request: ActorRequest, round_code: str) -> HttpResponse:
    """What still stands in the way of closing; close when nothing does."""
    panel = asked_panel(request, round_code, act="panels.close")
    label = Bilingual("ปิดการให้คะแนน", "Close marking")
    work = open_work(panel)
    told = [
        Bilingual(
            "เมื่อปิดแล้ว ผู้ประเมินแก้คะแนนไม่ได้ และคะแนนพร้อมให้คำนวณ เปิดต่อได้ถ้าจำเป็น",
            "Once closed, reviewers change nothing more and the marks can be computed. "
            "It can be opened again.",
        )
    ]
    return _ask(
        request,
        panel,
        label,
        told=told if work.is_empty else [],
        is_shut=not work.is_empty,
        act=close_marking,
        done=Bilingual("ปิดการให้คะแนนแล้ว", "Marking is closed."),
        more={
            "open_work": None if work.is_empty else work,
            "open_rows": _named(request, panel, work.rows[:A_LIST]),
            "due_words": days_left(work.due_at) if work.due_at else None,
            "sees_open": request.actor.may("reviews.see_all"),
            "open_more": max(0, len(work.rows) - A_LIST),
            "needs": [
                (need, NEEDS[need], count)
                for need, count in work.counts.items()
                if count and need is not Need.NOTHING
            ],
        },
    )


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An item that is open; its key where the reader may open it."""

    office: Bilingual
    item: Bilingual
    need: Bilingual
    pk: int | None


def _named(request: ActorRequest, panel: Panel, rows: Sequence[Standing]) -> list[OpenRow]:
    """What is open, in words."""
    names = {each.pk: each.short_name for each in offices_asked(panel.round)}
    frameworks = {each.pk: definition_of(each.framework) for each in instruments_of(panel.round)}
    keys = [row.item_id for row in rows] if request.actor.may("reviews.see_all") else []
    may_read = set(items_open_to(request.actor).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        OpenRow(
            office=names.get(row.office_id, Bilingual("", "")),
            item=item_label(frameworks[row.instrument_id], row.node_code),
            need=NEEDS[row.need],
            pk=row.item_id if row.item_id in may_read else None,
        )
        for row in rows
    ]


@require_http_methods(["GET", "POST"])
@for_act("panels.see")
def reopen(request: ActorRequest, round_code: str) -> HttpResponse:
    """Open the marking again, with the reason."""
    panel = asked_panel(request, round_code, act="panels.reopen")
    told = Bilingual(
        "ผู้ประเมินจะแก้คะแนนที่ยังไม่สรุปได้อีก ข้อที่มอบไว้ยังเหมือนเดิม",
        "Reviewers can change again what is not settled; everybody has what they had.",
    )
    return _ask(
        request,
        panel,
        Bilingual("เปิดให้คะแนนต่อ", "Open marking again"),
        told=[told],
        is_shut=False,
        act=reopen_marking,
        done=Bilingual("เปิดให้คะแนนต่อแล้ว", "Marking is open again."),
        form=ReasonForm(posted(request)),
    )


def _ask(
    request: ActorRequest,
    panel: Panel,
    label: Bilingual,
    *,
    told: list[Bilingual],
    is_shut: bool,
    act: Callable[..., object],
    done: Bilingual,
    form: forms.Form | None = None,
    more: dict[str, object] | None = None,
) -> HttpResponse:
    """A page that says what a move does, and makes it on the second word."""
    form = form or forms.Form(posted(request))
    clashed = False
    if request.method == "POST" and form.is_valid():
        try:
            given = {name: told for name, told in form.cleaned_data.items() if name != "sure"}
            act(panel, **given, seen_edit=seen_edit(request), by=request.actor)
        except PanelChangedMeanwhile:
            panel, clashed = asked_panel(request, panel.round.code), True
        else:
            tell(request, done)
            return redirect("panel", panel.round.code)
    context = panel_context(request, panel, "panel", label) | {
        "told": told,
        "act": label,
        "back": reverse("panel", args=[panel.round.code]),
        "is_shut": is_shut,
        "is_closed": False,
    }
    return form_page(request, "web/panels/form.html", context | (more or {}), form, clashed=clashed)


urlpatterns = [
    path("<slug:round_code>/calibration/", calibration, name="panel-calibration"),
    path("<slug:round_code>/begin/", begin, name="panel-begin"),
    path("<slug:round_code>/close/", close, name="panel-close"),
    path("<slug:round_code>/reopen/", reopen, name="panel-reopen"),
]
