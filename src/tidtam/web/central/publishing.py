"""Publishing a round: at once or at a set time, corrected, or its marks opened again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tidtam.jobs.publishing import publish_now
from tidtam.results.actions import thaw
from tidtam.results.embargoes import hidden_office_ids
from tidtam.results.queries import computations_of
from tidtam.results.scheduling import cancel_schedule, schedule
from tidtam.results.states import EVER_PUBLISHED, State
from tidtam.results.wall import wall_of
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, WrongState
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime
from tidtam.web.central.announcing import announcement_of
from tidtam.web.central.frame import asked_computation, refused, round_page, trail
from tidtam.web.dates import MomentField
from tidtam.web.http import ActorRequest, for_act, posted, say, tell
from tidtam.web.results import wall_context

if TYPE_CHECKING:
    from tidtam.results.models import Computation

PUBLISH: Final = Bilingual("เผยแพร่ผล", "Publish")
CORRECT: Final = Bilingual("เผยแพร่ฉบับแก้ไข", "Publish a correction")
LATER: Final = Bilingual("ตั้งเวลาเผยแพร่", "Publish at a set time")
_MORNING: Final = dt.time(9)
_SATURDAY: Final = 5


class MomentForm(forms.Form):
    """When a result is to be published by itself; why, where it is a correction."""

    use_required_attribute = False

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"] = MomentField(label=_("เผยแพร่เมื่อ"), midnight=_MORNING)
        if is_correction:
            self.fields["reason"] = forms.CharField(
                label=_("เหตุผลของฉบับแก้ไข"),
                max_length=1000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )


@require_POST
@for_act("results.thaw")
def open_marks(request: ActorRequest, round_code: str) -> HttpResponse:
    """Open the marks again, with a reason: what was checked or signed must be so anew."""
    computation = asked_computation(request, round_code)
    try:
        thaw(computation, reason=request.POST.get("reason", ""), by=request.actor)
    except BadInput as refusal:
        return refused(request, refusal, computation, place="#open", opening=1)
    except WrongState as refusal:
        return refused(request, refusal, computation)
    tell(
        request,
        Bilingual(
            "เปิดคะแนนให้แก้แล้ว เมื่อแก้เสร็จให้คำนวณและตรวจใหม่",
            "The marks are open again; compute and check anew once they are mended.",
        ),
    )
    return round_page(request, computation)


@require_http_methods(["GET", "POST"])
@for_act("results.publish")
def publish_round(request: ActorRequest, round_code: str) -> HttpResponse:
    """Say what publication does; publish on the second word."""
    computation = asked_computation(request, round_code)
    if request.method != "POST":
        return _page(request, computation)
    if computation.state in EVER_PUBLISHED:
        tell(request, _already(computation))
        return round_page(request, computation)
    reason = request.POST.get("reason", "")
    try:
        done = publish_now(computation, by=request.actor, reason=reason)
    except BadInput as refusal:
        return _page(request, computation, sentence=refusal.message)
    except WrongState as refusal:
        return refused(request, refusal, computation)
    tell(request, _done(done))
    return round_page(request, computation)


@require_http_methods(["GET", "POST"])
@for_act("results.publish")
def publish_later(request: ActorRequest, round_code: str) -> HttpResponse:
    """Say what publication does, and at which moment it is to happen by itself."""
    computation = asked_computation(request, round_code)
    every = computations_of(computation.round, actor=request.actor)
    form = MomentForm(
        posted(request),
        is_correction=any(each.state == State.PUBLISHED for each in every),
        initial={
            "at": computation.publish_at or next_working_morning(),
            "reason": computation.reason,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            schedule(computation, **form.cleaned_data, by=request.actor)
        except BadInput as error:
            form.add_error("at", say(error.message))
        except WrongState as refusal:
            return refused(request, refusal, computation)
        else:
            tell(request, _scheduled(form.cleaned_data["at"]))
            return round_page(request, computation)
    return _page(request, computation, form=form)


@require_POST
@for_act("results.publish")
def publish_by_hand(request: ActorRequest, round_code: str) -> HttpResponse:
    """Take a set time back; pressing twice changes nothing."""
    computation = asked_computation(request, round_code)
    try:
        cancel_schedule(computation, by=request.actor)
    except (WrongState, BadInput) as refusal:
        return refused(request, refusal, computation)
    tell(
        request,
        Bilingual(
            "ยกเลิกเวลาที่ตั้งไว้แล้ว ผลยังไม่เผยแพร่ จนกว่าจะเผยแพร่เองหรือตั้งเวลาใหม่",
            "The set time is cancelled; nothing is published until you do so or set another.",
        ),
    )
    return round_page(request, computation)


def _page(
    request: ActorRequest,
    computation: Computation,
    *,
    form: MomentForm | None = None,
    sentence: Bilingual | None = None,
) -> HttpResponse:
    """The page that says exactly what will happen, with the button that makes it happen."""
    round_ = computation.round
    rows = wall_of(round_, computation=computation, actor=request.actor, marks=False)
    found = announcement_of(computation, rows, actor=request.actor)
    heading = LATER if form is not None else CORRECT if found.correction else PUBLISH
    context = wall_context(request, round_, rows) | {
        "computation": computation,
        "found": found,
        "form": form,
        "heading": heading,
        "sentence": sentence,
        "reason": request.POST.get("reason", ""),
        "time_left": time_left(computation.publish_at),
        "trail": [*trail(round_), (heading, "")],
    }
    is_wrong = sentence is not None or (form is not None and form.is_bound and bool(form.errors))
    status = 422 if is_wrong else 200
    return render(request, "web/central/publish.html", context, status=status)


def next_working_morning() -> dt.datetime:
    """Nine o'clock of the next day that is neither Saturday nor Sunday."""
    day = clock.today() + dt.timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += dt.timedelta(days=1)
    return clock.local(clock.now()).replace(
        year=day.year, month=day.month, day=day.day, hour=9, minute=0, second=0, microsecond=0
    )


def time_left(moment: dt.datetime | None) -> Bilingual | None:
    """How long it is until a set moment, in its two largest parts; None where none is set."""
    if moment is None:
        return None
    minutes = int((moment - clock.now()).total_seconds() // 60)
    if minutes < 1:
        return Bilingual("กำลังจะเผยแพร่ภายในไม่กี่นาที", "about to be published")
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [
        (days, "วัน", "day"),
        (hours, "ชั่วโมง", "hour"),
        (0 if days else rest, "นาที", "minute"),
    ]
    th = " ".join(f"{count} {unit}" for count, unit, _en in parts if count)
    en = " ".join(f"{n} {unit}{'' if n == 1 else 's'}" for n, _th, unit in parts if n)
    return Bilingual(f"อีก {th}", f"in {en}")


def _already(computation: Computation) -> Bilingual:
    number = computation.number
    return Bilingual(
        f"เผยแพร่การคำนวณครั้งที่ {number} แล้ว การกดซ้ำไม่เปลี่ยนสิ่งใด",
        f"Computation {number} is published already; pressing again changed nothing.",
    )


def _done(computation: Computation) -> Bilingual:
    if computation.replaces_id is not None:
        return Bilingual(
            "เผยแพร่ฉบับแก้ไขแล้ว เขตที่ผลเปลี่ยนได้รับข้อความ ฉบับก่อนยังเปิดอ่านได้",
            "The correction is published: the offices concerned are told, and the version before "
            "stays readable.",
        )
    if hidden_office_ids(computation.round):
        return Bilingual(
            "เผยแพร่ผลแล้ว ทุกเขตเห็นผลของตนพร้อมกัน ยกเว้นเขตที่ยังไม่ประกาศ",
            "Published: every office sees its result now, but those that are held back.",
        )
    return Bilingual(
        "เผยแพร่ผลแล้ว ทุกเขตเห็นผลของตนพร้อมกัน",
        "Published: every office sees its result now.",
    )


def _scheduled(at: dt.datetime) -> Bilingual:
    local = clock.local(at)
    return Bilingual(
        f"ตั้งเวลาแล้ว ผลจะเผยแพร่เองเมื่อ {thai_datetime(local)} ยกเลิกได้จนถึงเวลานั้น",
        f"The result will be published by itself on {local:%Y-%m-%d %H:%M}; until then this can "
        "be cancelled.",
    )


_ROUND: Final = "rounds/<slug:round_code>/"
urlpatterns = [
    path(f"{_ROUND}open-marks/", open_marks, name="central-open-marks"),
    path(f"{_ROUND}publish/", publish_round, name="central-publish"),
    path(f"{_ROUND}publish/later/", publish_later, name="central-publish-later"),
    path(f"{_ROUND}publish/by-hand/", publish_by_hand, name="central-publish-by-hand"),
]
