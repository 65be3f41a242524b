"""The files of a report: take everything out, as a workbook or a zip; and the door back in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_GET

from tidtam.reports.report_archive import report_archive
from tidtam.reports.workbooks.report import report_workbook
from tidtam.rounds.exchange import report_form
from tidtam.rounds.models import Submission
from tidtam.rounds.queries import instruments_of
from tidtam.rounds.returning import sent_back_of
from tidtam.rounds.workspace import submission_for
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest, download
from tidtam.web.office.doors import for_readers, page_of

if TYPE_CHECKING:
    from tidtam.imports.drafts import CellProblem

EXCEL: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN: Final = 200
HERE: Final = Bilingual("ไฟล์ของรายงาน", "Files of the report")


@require_GET
@for_readers
def files(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """What can be taken out and brought in, in plain words."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    return files_page(request, submission)


def files_page(
    request: ActorRequest,
    submission: Submission,
    *,
    sentence: Bilingual | None = None,
    draft: Any = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with what was wrong with a file where one was sent."""
    problems = draft.problems if draft else ()
    until = sent_back_of(submission).last_until
    context = page_of(request, submission, here=HERE, item_until=until) | {
        "instruments": [each for each in instruments_of(submission.round) if each.form_id],
        "sentence": sentence,
        "problems": problems[:SHOWN],
        "remedy": _one_remedy(problems),
        "all_problems": len(problems) + (draft.more_problems if draft else 0),
        "more_problems": max(len(problems) - SHOWN, 0) + (draft.more_problems if draft else 0),
    }
    return render(request, "web/office/files.html", context, status=status)


def _one_remedy(problems: Sequence[CellProblem]) -> Bilingual | None:
    """The remedy of all problems, where several have the same: said once above the table."""
    remedies = {each.remedy for each in problems}
    return remedies.pop() if len(remedies) == 1 and len(problems) > 1 else None


@require_GET
@for_readers
def excel(request: ActorRequest, round_code: str, office_code: str) -> HttpResponse:
    """The whole report as a workbook to fill in."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    data = report_workbook(report_form(submission, made_by=request.actor.name))
    return download(data, name=f"{file_name(submission)}.xlsx", content_type=EXCEL)


@require_GET
@for_readers
def archive(request: ActorRequest, round_code: str, office_code: str) -> HttpResponseBase:
    """Everything the office entered as one zip, sent while it is written."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    form = report_form(submission, made_by=request.actor.name)
    response = StreamingHttpResponse(report_archive(form), content_type="application/zip")
    named = download(b"", name=f"{file_name(submission)}.zip", content_type="application/zip")
    response["Content-Disposition"] = named["Content-Disposition"]
    return response


def file_name(submission: Submission) -> str:
    """What a file of a report is called, without its ending."""
    return f"รายงาน {submission.office.short_th} {submission.round.code}"


_FILES: Final = "<slug:round_code>/<slug:office_code>/files"

urlpatterns = [
    path(f"{_FILES}/", files, name="office-files"),
    path(f"{_FILES}/report.xlsx", excel, name="office-files-excel"),
    path(f"{_FILES}/report.zip", archive, name="office-files-zip"),
]
