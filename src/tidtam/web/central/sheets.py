"""Result sheets of a round: how they look, printing all of them, the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.jobs.enqueue import print_later
from tidtam.reports.fonts import TEXT_FAMILIES
from tidtam.reports.sheets.style import PAPERS
from tidtam.results.errors import ResultNotFound
from tidtam.results.letter_words import TEXT, refuse_unknown_placeholders
from tidtam.results.printing import FORMATS, ask_printing, set_sheet_settings
from tidtam.results.queries import (
    computation_for,
    print_run_for,
    print_runs_of,
    sheet_settings_of,
)
from tidtam.results.states import PrintState
from tidtam.reviews.queries import left_out, offices_judged
from tidtam.rounds.queries import round_by_code
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.rounds import trail
from tidtam.web.http import ActorRequest, download_file, for_act, say, tell
from tidtam.web.parts import Progress
from tidtam.web.results import asked_number

if TYPE_CHECKING:
    from tidtam.results.models import PrintRun

SHEETS = Bilingual("ใบแจ้งผล", "Result sheets")
_STATES = {
    PrintState.WAITING: "waiting",
    PrintState.PRINTING: "running",
    PrintState.DONE: "done",
    PrintState.FAILED: "failed",
}


class SettingsForm(forms.Form):
    """How sheets look and who signs them."""

    signatory = forms.CharField(label=_("ชื่อผู้ลงนาม"), required=False, max_length=200)
    signatory_lines = forms.CharField(
        label=_("ตำแหน่งของผู้ลงนาม"),
        required=False,
        help_text=_("บรรทัดละหนึ่งตำแหน่ง เช่น รักษาการในตำแหน่ง และบรรทัดท้ายเป็นหน่วยงาน"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
    )
    title_lines = forms.CharField(
        label=_("หัวเรื่อง"),
        required=False,
        help_text=_("เว้นว่างไว้เพื่อใช้หัวเรื่องตามกรอบ หรือพิมพ์บรรทัดละหนึ่งบรรทัดของหัวเรื่อง"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )
    digits = forms.ChoiceField(
        label=_("ตัวเลข"), choices=[("arabic", _("อารบิก 123")), ("thai", _("ไทย ๑๒๓"))]
    )
    paper = forms.ChoiceField(label=_("กระดาษ"), choices=[(name, name.upper()) for name in PAPERS])
    font = forms.ChoiceField(
        label=_("แบบอักษรของ PDF"), choices=[(name, name) for name in TEXT_FAMILIES]
    )
    word_font = forms.CharField(
        label=_("แบบอักษรของ Word"),
        max_length=60,
        help_text=_("Word ใช้แบบอักษรจากเครื่องของผู้เปิด"),
    )
    font_size = forms.IntegerField(label=_("ขนาดตัวอักษร (พอยต์)"), min_value=10, max_value=24)
    show_annex = forms.BooleanField(label=_("แนบข้อเสนอแนะรายตัวชี้วัด"), required=False)
    letter_subject = forms.CharField(
        label=_("เรื่องของหนังสือ"),
        required=False,
        max_length=300,
        help_text=_("เว้นว่างไว้เพื่อใช้ถ้อยคำปกติ เติมชื่อรอบด้วย {round}"),
    )
    letter_text = forms.CharField(
        label=_("ข้อความในหนังสือ"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "หนึ่งบรรทัดเป็นหนึ่งย่อหน้า เว้นว่างไว้เพื่อใช้ถ้อยคำปกติ เติมได้ {office} ชื่อเขต {round} ชื่อรอบ "
            "{appeal_until} วันสุดท้ายของการทักท้วง {next_report} กำหนดส่งรายงานรอบถัดไป "
            "บรรทัดที่มีแต่ {results} คือที่ของตารางผล ย่อหน้าที่ไม่มีวันให้เติมจะไม่พิมพ์ "
            "ส่วนในวงเล็บเหลี่ยม [ ] ก็เช่นกัน"
        ),
    )
    seen_edit = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


@require_http_methods(["GET", "POST"])
@for_act("sheets.print")
def sheets(request: ActorRequest, round_code: str) -> HttpResponse:
    """Settings, printing and what was printed."""
    round_ = round_by_code(round_code, actor=request.actor)
    settings = sheet_settings_of(round_)
    fields = [name for name in SettingsForm.base_fields if name != "seen_edit"]
    current = {name: getattr(settings, name) for name in fields}
    current["seen_edit"] = settings.edit if settings.pk else 0
    form = SettingsForm(request.POST or None, initial=current)
    if request.method == "POST" and form.is_valid() and _can_fill(form):
        changes = {name: form.cleaned_data[name] for name in fields}
        seen = form.cleaned_data["seen_edit"] if settings.pk else None
        set_sheet_settings(round_, changes=changes, by=request.actor, seen_edit=seen)
        tell(request, Bilingual("บันทึกการตั้งค่าแล้ว", "The settings are saved."))
        return redirect(_address(request, round_code))
    number = asked_number(request)
    computation = computation_for(request.actor, round_code=round_code, number=number)
    runs = list(print_runs_of(computation, actor=request.actor)[:10])
    context = {
        "round": round_,
        "is_demo": round_.is_demo,
        "computation": computation,
        "form": form,
        "runs": [(run, _progress(run)) for run in runs],
        "query": _query(request),
        "sample": next(iter(offices_judged(round_, without=left_out(round_))), None),
        "usual_letter": TEXT,
        "trail": [*trail(round_), (SHEETS, "")],
    }
    status = 422 if form.is_bound else 200
    return render(request, "web/central/sheets.html", context, status=status)


def _can_fill(form: SettingsForm) -> bool:
    """Whether letters can be filled in; else the field says what cannot."""
    for name in ("letter_subject", "letter_text"):
        try:
            refuse_unknown_placeholders(form.cleaned_data[name])
        except BadInput as error:
            form.add_error(name, say(error.message))
    return not form.errors


@require_POST
@for_act("sheets.print")
def print_all(request: ActorRequest, round_code: str) -> HttpResponse:
    """Ask for the sheets of every office; a second click joins the printing that runs."""
    number = asked_number(request)
    computation = computation_for(request.actor, round_code=round_code, number=number)
    formats = [kind for kind in FORMATS if kind in request.POST.getlist("formats")]
    round_ = computation.round
    total = len(offices_judged(round_, without=left_out(round_))) * len(formats)
    run = ask_printing(computation, formats=formats, total=total, by=request.actor)
    print_later(run)
    return redirect(_address(request, round_code))


def _address(request: ActorRequest, round_code: str) -> str:
    """The page of sheets, at the computation that is looked at."""
    return reverse("central-sheets", args=[round_code]) + _query(request)


def _query(request: ActorRequest) -> str:
    number = asked_number(request)
    return f"?n={number}" if number is not None else ""


@require_GET
@for_act("sheets.print")
def run_progress(request: ActorRequest, pk: int) -> HttpResponse:
    """How far one printing is."""
    run = print_run_for(request.actor, pk=pk)
    return render(request, "web/parts/progress.html", {"progress": _progress(run)})


@require_GET
@for_act("sheets.print")
def archive(request: ActorRequest, pk: int) -> FileResponse:
    """The zip of a finished printing."""
    run = print_run_for(request.actor, pk=pk)
    if not run.archive or not default_storage.exists(run.archive):
        raise ResultNotFound(
            "ไฟล์นี้ยังไม่เสร็จหรือถูกลบแล้ว โปรดพิมพ์ใหม่",
            "This file is not ready or was removed; please print again.",
        )
    computation = run.computation
    name = f"ใบแจ้งผล {computation.round.code} ครั้งที่ {computation.number}.zip"
    opened = default_storage.open(run.archive)
    return download_file(FileResponse(opened, content_type="application/zip"), name=name)


def _progress(run: PrintRun) -> Progress:
    count = run.formats.upper().replace(",", " + ")
    return Progress(
        label=Bilingual(f"ใบแจ้งผลทุกเขต ({count})", f"Sheets of every office ({count})"),
        done=run.done,
        total=run.total,
        state=_STATES[PrintState(run.state)],  # type: ignore[arg-type]
        url=reverse("central-print-progress", args=[run.pk]),
        next_url=reverse("central-archive", args=[run.pk]) if run.archive else "",
        next_label=Bilingual("ดาวน์โหลดไฟล์ zip", "Download the zip file"),
        problems=[Bilingual(*pair) for pair in run.problems],
    )


urlpatterns = [
    path("rounds/<slug:round_code>/sheets/", sheets, name="central-sheets"),
    path("rounds/<slug:round_code>/sheets/print/", print_all, name="central-print"),
    path("prints/<int:pk>/progress/", run_progress, name="central-print-progress"),
    path("prints/<int:pk>/archive/", archive, name="central-archive"),
]
