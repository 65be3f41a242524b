"""A file of a report brought in: dry run, choices, and storing what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from tidtam.imports.errors import FileRefused
from tidtam.imports.report_actions import read_report_file
from tidtam.imports.report_drafts import ReportDraft
from tidtam.imports.report_plan import PlannedAnswer, ReportPlan, store_report
from tidtam.rounds.errors import AnswerChangedMeanwhile
from tidtam.rounds.models import Submission
from tidtam.rounds.returning import sent_back_of
from tidtam.rounds.states import SubmissionState
from tidtam.rounds.workspace import submission_for
from tidtam.shared.errors import BadInput, NotAllowed, NotFound, TidtamError
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, tell
from tidtam.web.office.doors import for_readers, page_of
from tidtam.web.office.files import files_page
from tidtam.web.waiting_files import forget, keep, seal_of, sent_bytes, sign, waiting

SHOWN: Final = 200
LONGEST: Final = 400
HERE: Final = Bilingual("ตรวจไฟล์ก่อนบันทึก", "Check the file before saving")
_TAKEN: Final = ("xlsx", "docx", "zip", "json")
_OLDER: Final = ("xls", "xlsb", "xlsm", "doc", "docm")
_SALT: Final = "tidtam.report.upload"
_DONE: Final = "report_upload_done"


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """An answer of the plan as the page shows it; ``_rest`` is what a long text goes on with."""

    planned: PlannedAnswer
    before: str
    before_rest: str
    after: str
    after_rest: str

    @classmethod
    def of(cls, planned: PlannedAnswer) -> ShownAnswer:
        before, after = planned.before_text, planned.after_text
        return cls(planned, *_parted(before), *_parted(after))


def _parted(text: str) -> tuple[str, str]:
    return (text, "") if len(text) <= LONGEST else (text[:LONGEST], text[LONGEST:])


@require_POST
@for_readers
def upload(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """Read an uploaded file: lead to what storing it would do, or say what is wrong with it."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    _must_write(request, submission)
    try:
        data = sent_bytes(request, missing=_MISSING, smaller=_SMALLER)
        draft, plan = read_report_file(submission, data=data, actor=request.actor)
    except (NotAllowed, NotFound):
        raise
    except FileRefused as error:
        sentence = _other_kind(request) or error.message
        return files_page(request, submission, sentence=sentence, status=422)
    except TidtamError as error:
        return files_page(request, submission, sentence=error.message, status=422)
    if plan is None:
        return files_page(request, submission, draft=draft, status=422)
    token = _sign(request, submission, keep(data), plan)
    address = reverse("office-files-check", args=[round_code, office_code])
    return redirect(f"{address}?{urlencode({'token': token})}")


@require_GET
@for_readers
def check(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """What storing the waiting file would do now; nothing is stored."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    _must_write(request, submission)
    seal = _seal(request, submission)
    data = waiting(seal["file"]) if seal else None
    if seal is None or data is None:
        return _nothing_waits(request, submission, seal)
    try:
        draft, plan = _read_again(request, submission, data)
    except BadInput as error:
        return files_page(request, submission, sentence=error.message, status=422)
    return _show(request, submission, draft, plan, seal["file"])


@require_POST
@for_readers
def store(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """Store what was shown, as chosen: all of it, or nothing. A second click does nothing."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    _must_write(request, submission)
    seal = _seal(request, submission)
    data = waiting(seal["file"]) if seal else None
    if seal is None or data is None:
        return _nothing_waits(request, submission, seal)
    try:
        draft, plan = _read_again(request, submission, data)
        if plan.fingerprint != seal["plan"]:
            return _show(request, submission, draft, plan, seal["file"], is_new=True)
        counts = store_report(submission, plan=plan, **_choices(request, plan), by=request.actor)
    except AnswerChangedMeanwhile:
        draft, plan = _read_again(request, submission, data)
        return _show(request, submission, draft, plan, seal["file"], is_new=True)
    except BadInput as error:
        return files_page(request, submission, sentence=error.message, status=422)
    forget(seal["file"])
    request.session[_DONE] = seal["file"]
    tell(request, _stored(counts["saved"]))
    return redirect("office-report", round_code, office_code)


def _must_write(request: ActorRequest, submission: Submission) -> None:
    state = SubmissionState.FILLING.value if sent_back_of(submission).open else submission.state
    request.actor.must("answers.write", agency_code=submission.office.code, state=state)


def _choices(request: ActorRequest, plan: ReportPlan) -> dict[str, set[str]]:
    """The conflicts where the file is to win, and the answers that may be cleared."""
    take = {c.key for c in plan.conflicts if request.POST.get(f"conflict:{c.key}") == "take"}
    clear = {c.key for c in plan.clears if request.POST.get(f"clear:{c.key}")}
    return {"take": take, "clear": clear}


def _read_again(
    request: ActorRequest, submission: Submission, data: bytes
) -> tuple[ReportDraft, ReportPlan]:
    """The waiting file, compared with what is stored now."""
    draft, plan = read_report_file(submission, data=data, actor=request.actor)
    if plan is None:
        raise BadInput(
            "แบบรายงานเปลี่ยนไปหลังจากส่งไฟล์นี้ โปรดส่งไฟล์อีกครั้ง",
            "The form has changed since this file was sent; please send it again.",
        )
    return draft, plan


_MISSING: Final = Bilingual(
    "ยังไม่ได้เลือกไฟล์ โปรดเลือกไฟล์ Excel (.xlsx) หรือ Word (.docx) ที่กรอกแล้ว หรือไฟล์ zip ของรายงาน",
    "No file was chosen; please choose the filled Excel (.xlsx) or Word file (.docx), "
    "or the report's zip.",
)
_SMALLER: Final = Bilingual(
    "ถ้าเป็นไฟล์ zip ให้เปิดแล้วส่งเฉพาะ answers.json", "of a zip, please send answers.json alone."
)


def _other_kind(request: ActorRequest) -> Bilingual | None:
    """What to say of a file that was refused and by its name is none that is taken here.

    Old and macro files of Excel and Word have better sentences of their own.
    """
    sent = request.FILES.get("file")
    name = sent.name or "" if isinstance(sent, UploadedFile) else ""
    _, dot, ending = name.rpartition(".")
    ending = ending.lower()[:12]
    if ending in (*_TAKEN, *_OLDER):
        return None
    th, en = (f"ไฟล์ .{ending}", f".{ending} files") if dot else ("ไฟล์ที่ชื่อไม่มีนามสกุล", "such files")
    return Bilingual(
        f"ระบบอ่าน{th} ไม่ได้ รับเฉพาะ .xlsx, .docx, .zip และ .json ที่ดาวน์โหลดจากหน้านี้ "
        "โปรดกรอกในไฟล์ที่ดาวน์โหลดแล้วส่งไฟล์นั้น",
        f"The system cannot read {en}; it takes .xlsx, .docx, .zip and .json that were downloaded "
        "from this page. Please fill in a downloaded file and send that one.",
    )


def _sign(request: ActorRequest, submission: Submission, name: str, plan: ReportPlan) -> str:
    seal = {"file": name, "report": submission.pk, "plan": plan.fingerprint}
    return sign(request, seal, salt=_SALT)


def _seal(request: ActorRequest, submission: Submission) -> dict[str, Any] | None:
    """What the token says, if it is of this report."""
    seal = seal_of(request, salt=_SALT)
    return seal if seal is not None and seal["report"] == submission.pk else None


def _nothing_waits(
    request: ActorRequest, submission: Submission, seal: Mapping[str, Any] | None
) -> HttpResponse:
    done = seal is not None and request.session.get(_DONE) == seal["file"]
    tell(request, _ALREADY if done else _EXPIRED, good=done)
    return redirect("office-files", submission.round.code, submission.office.code)


_ALREADY: Final = Bilingual(
    "ไฟล์นี้บันทึกเรียบร้อยแล้ว ไม่ได้บันทึกซ้ำ",
    "This file is stored already; it was not stored twice.",
)
_EXPIRED: Final = Bilingual(
    "ไฟล์ที่ตรวจไว้หมดเวลาหรือบันทึกไปแล้ว ไม่มีอะไรเปลี่ยน โปรดส่งไฟล์อีกครั้ง",
    "The checked file has expired or is stored already; nothing was changed. Please send it again.",
)


def _stored(saved: int) -> Bilingual:
    if not saved:
        return Bilingual("ไม่มีคำตอบใดเปลี่ยน", "No answer was changed.")
    return Bilingual(
        f"บันทึก {saved:,} คำตอบจากไฟล์แล้ว ข้อความเดิมยังดูได้ในประวัติของแต่ละคำตอบ",
        f"{saved:,} answers were saved from the file; the earlier texts stay in their history.",
    )


def _show(
    request: ActorRequest,
    submission: Submission,
    draft: ReportDraft,
    plan: ReportPlan,
    name: str,
    *,
    is_new: bool = False,
) -> HttpResponse:
    """The dry run; ``is_new`` where it is not what the person saw before."""
    context = page_of(request, submission, here=HERE) | {
        "draft": draft,
        "plan": plan,
        "is_new": is_new,
        "changes": [ShownAnswer.of(each) for each in plan.changes[:SHOWN]],
        "more_changes": max(len(plan.changes) - SHOWN, 0),
        "clears": [ShownAnswer.of(each) for each in plan.clears],
        "conflicts": [ShownAnswer.of(each) for each in plan.conflicts],
        "token": _sign(request, submission, name, plan) if plan.has_work else "",
    }
    return render(request, "web/office/files_check.html", context, status=409 if is_new else 200)


_FILES: Final = "<slug:round_code>/<slug:office_code>/files"

urlpatterns = [
    path(f"{_FILES}/upload/", upload, name="office-files-upload"),
    path(f"{_FILES}/check/", check, name="office-files-check"),
    path(f"{_FILES}/store/", store, name="office-files-store"),
]
