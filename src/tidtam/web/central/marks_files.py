"""The Excel round trip of a round's marks: template out; upload, dry run, store."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tidtam.imports.actions import (
    MarksPlan,
    plan_round_marks,
    read_round_marks,
    store_round_marks,
)
from tidtam.imports.drafts import MarksDraft
from tidtam.reports.workbooks.compose import round_workbook
from tidtam.reviews.errors import MarkChangedMeanwhile
from tidtam.rounds.models import Round
from tidtam.rounds.queries import round_by_code
from tidtam.shared.errors import BadInput, TidtamError
from tidtam.thai.bilingual import Bilingual
from tidtam.web.central.closed import closed_words
from tidtam.web.central.marks_grid import marks_trail
from tidtam.web.http import ActorRequest, download, for_act, say, tell
from tidtam.web.waiting_files import forget, keep, seal_of, sent_bytes, sign, waiting

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN: Final = 200
_SALT: Final = "tidtam.marks.upload"
_DONE: Final = "marks_upload_done"


@require_GET
@for_act("marks.see")
def template(request: ActorRequest, round_code: str) -> HttpResponse:
    """The Excel template of the round, with the marks stored now."""
    round_ = round_by_code(round_code, actor=request.actor)
    data = round_workbook(round_, actor=request.actor)
    return download(data, name=f"คะแนน {round_.code}.xlsx", content_type=EXCEL)


@require_http_methods(["GET", "POST"])
@for_act("marks.change")
def upload(request: ActorRequest, round_code: str) -> HttpResponse:
    """Read an uploaded file: lead to what storing it would do, or say what is wrong with it."""
    round_ = round_by_code(round_code, actor=request.actor)
    if request.method == "GET":
        return _show(request, round_)
    try:
        _refuse_frozen(round_)
        data = sent_bytes(request, missing=_MISSING, smaller=_SMALLER)
        draft = read_round_marks(round_, data=data, actor=request.actor)
        if not draft.usable:
            return _show(request, round_, draft=draft, status=422)
        plan = plan_round_marks(round_, draft=draft, actor=request.actor)
    except BadInput as error:
        return _show(request, round_, sentence=error.message, status=422)
    if not plan.changes:
        return _show(request, round_, draft=draft, plan=plan)
    address = reverse("central-marks-confirm", args=[round_.code])
    token = _sign(request, round_, keep(data), plan)
    return redirect(f"{address}?{urlencode({'token': token})}")


@require_GET
@never_cache
@for_act("marks.change")
def confirm(request: ActorRequest, round_code: str) -> HttpResponse:
    """What storing the waiting file would do now; nothing is stored.

    Never kept by the browser: going back to it after storing asks again, and is led on.
    """
    round_ = round_by_code(round_code, actor=request.actor)
    seal = _seal(request, round_)
    data = waiting(seal["file"]) if seal else None
    if seal is None or data is None:
        return _nothing_waits(request, round_, seal)
    try:
        _refuse_frozen(round_)
        draft, plan = _read_again(request, round_, data)
    except TidtamError as error:
        return _show(request, round_, sentence=error.message, status=422)
    token = _sign(request, round_, seal["file"], plan) if plan.changes else ""
    return _show(request, round_, draft=draft, plan=plan, token=token)


def _read_again(request: ActorRequest, round_: Round, data: bytes) -> tuple[MarksDraft, MarksPlan]:
    """The waiting file, compared with what is stored now."""
    draft = read_round_marks(round_, data=data, actor=request.actor)
    return draft, plan_round_marks(round_, draft=draft, actor=request.actor)


def _nothing_waits(
    request: ActorRequest, round_: Round, seal: Mapping[str, Any] | None
) -> HttpResponse:
    tell(request, _already(request, seal), good=False)
    return redirect("central-marks", round_.code)


def _refuse_frozen(round_: Round) -> None:
    words = closed_words(round_)
    if words is not None:
        raise BadInput(words.th, words.en)


_MISSING: Final = Bilingual(
    "ยังไม่ได้เลือกไฟล์ โปรดเลือกแบบกรอก Excel (.xlsx) ที่กรอกแล้ว",
    "No file was chosen; please choose the filled Excel template (.xlsx).",
)
_SMALLER: Final = Bilingual(
    "โปรดดาวน์โหลดแม่แบบใหม่แล้ววางเฉพาะค่าลงไป",
    "please download a fresh template and paste only the values into it.",
)


def _sign(request: ActorRequest, round_: Round, name: str, plan: MarksPlan) -> str:
    seal = {"file": name, "round": round_.code, "plan": plan.fingerprint}
    return sign(request, seal, salt=_SALT)


@require_POST
@for_act("marks.change")
def store(request: ActorRequest, round_code: str) -> HttpResponse:
    """Store the file that was shown: all of it, or nothing. A second click does nothing."""
    round_ = round_by_code(round_code, actor=request.actor)
    seal = _seal(request, round_)
    data = waiting(seal["file"]) if seal else None
    if seal is None or data is None:
        return _nothing_waits(request, round_, seal)
    try:
        _refuse_frozen(round_)
        draft, plan = _read_again(request, round_, data)
        if plan.changes and plan.fingerprint != seal["plan"]:
            return _show_again(request, round_, draft, plan, seal)
        counts = store_round_marks(round_, draft=draft, by=request.actor, plan=plan)
    except MarkChangedMeanwhile:
        plan = plan_round_marks(round_, draft=draft, actor=request.actor)
        return _show_again(request, round_, draft, plan, seal)
    except TidtamError as error:
        return _show(request, round_, sentence=error.message, status=422)
    forget(seal["file"])
    request.session[_DONE] = seal["file"]
    tell(request, _stored(counts))
    return redirect("central-marks", round_code)


def _seal(request: ActorRequest, round_: Round) -> dict[str, Any] | None:
    """What the token says, if it is of this round."""
    seal = seal_of(request, salt=_SALT)
    return seal if seal is not None and seal["round"] == round_.code else None


def _already(request: ActorRequest, seal: Mapping[str, Any] | None) -> Bilingual:
    if seal is not None and request.session.get(_DONE) == seal["file"]:
        return Bilingual(
            "ไฟล์นี้บันทึกเรียบร้อยแล้ว ไม่ได้บันทึกซ้ำ",
            "This file is stored already; it was not stored twice.",
        )
    return Bilingual(
        "ไฟล์ที่ตรวจไว้หมดเวลาหรือบันทึกไปแล้ว ไม่มีอะไรเปลี่ยน หากยังไม่เห็นคะแนน โปรดส่งไฟล์อีกครั้ง",
        "The checked file has expired or is stored already; nothing was changed. "
        "If the marks are not there, please send the file again.",
    )


def _stored(counts: Mapping[str, int]) -> Bilingual:
    return Bilingual(
        f"บันทึกคะแนนจากไฟล์แล้ว เพิ่ม {counts['added']:,} แก้ {counts['changed']:,} "
        f"ตรงเดิม {counts['unchanged']:,} ช่อง",
        f"Marks stored from the file: {counts['added']:,} added, {counts['changed']:,} "
        f"changed, {counts['unchanged']:,} unchanged.",
    )


def _show_again(
    request: ActorRequest, round_: Round, draft: MarksDraft, plan: MarksPlan, seal: dict[str, Any]
) -> HttpResponse:
    """Marks were changed by somebody between the dry run and now: show what is true now."""
    token = _sign(request, round_, seal["file"], plan)
    sentence = Bilingual(
        "มีผู้แก้คะแนนหลังจากที่ท่านตรวจไฟล์นี้ จึงยังไม่ได้บันทึก โปรดดูรายการใหม่แล้วยืนยันอีกครั้ง",
        "Marks were changed after you looked at this file, so nothing was stored. "
        "Please look at the new list and confirm again.",
    )
    return _show(
        request, round_, draft=draft, plan=plan, token=token, sentence=sentence, status=409
    )


def _show(
    request: ActorRequest,
    round_: Round,
    *,
    draft: MarksDraft | None = None,
    plan: MarksPlan | None = None,
    token: str = "",
    sentence: Bilingual | None = None,
    status: int = 200,
) -> HttpResponse:
    changes = plan.changes if plan else ()
    problems = draft.problems if draft else ()
    context = {
        "round": round_,
        "is_demo": round_.is_demo,
        "draft": draft,
        "plan": plan,
        "counts": plan.counts if plan else {},
        "changes": changes[:SHOWN],
        "more_changes": max(len(changes) - SHOWN, 0),
        "problems": problems[:SHOWN],
        "all_problems": len(problems) + (draft.more_problems if draft else 0),
        "more_problems": max(len(problems) - SHOWN, 0) + (draft.more_problems if draft else 0),
        "sentence": say(sentence) if sentence else "",
        "token": token,
        "trail": [*marks_trail(round_), (Bilingual("ส่งไฟล์ Excel", "Excel upload"), "")],
    }
    return render(request, "web/central/marks_upload.html", context, status=status)


urlpatterns = [
    path("rounds/<slug:round_code>/marks.xlsx", template, name="central-marks-template"),
    path("rounds/<slug:round_code>/marks/upload/", upload, name="central-marks-upload"),
    path("rounds/<slug:round_code>/marks/upload/confirm/", confirm, name="central-marks-confirm"),
    path("rounds/<slug:round_code>/marks/upload/store/", store, name="central-marks-store"),
]
