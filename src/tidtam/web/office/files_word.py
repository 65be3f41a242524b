"""The forms of a report in Word: of one instrument, or of one item."""

from __future__ import annotations

from typing import Final

from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from tidtam.reports.forms_word.form import form_document, narrowed
from tidtam.rounds.exchange import report_form
from tidtam.rounds.workspace import content_of_item, item_for, submission_for
from tidtam.web.http import ActorRequest, download
from tidtam.web.office.doors import for_readers
from tidtam.web.office.files import file_name

WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_GET
@for_readers
def instrument(
    request: ActorRequest, round_code: str, office_code: str, framework_code: str
) -> HttpResponse:
    """All items of an instrument, one after another."""
    submission = submission_for(request.actor, round_code=round_code, office_code=office_code)
    form = report_form(submission, made_by=request.actor.name)
    data = form_document(narrowed(form, framework_code=framework_code))
    name = f"{file_name(submission)} {framework_code}.docx"
    return download(data, name=name, content_type=WORD)


@require_GET
@for_readers
def item(request: ActorRequest, pk: int) -> HttpResponse:
    """One item."""
    found = item_for(request.actor, pk=pk)
    submission = found.submission
    content = content_of_item(found)
    form = report_form(submission, made_by=request.actor.name, content=content)
    code = f"{found.instrument.framework.code} {found.node_code}"
    return download(
        form_document(form), name=f"{file_name(submission)} {code}.docx", content_type=WORD
    )


_REPORT: Final = "<slug:round_code>/<slug:office_code>/files"

urlpatterns = [
    path(f"{_REPORT}/word/<slug:framework_code>.docx", instrument, name="office-files-word"),
    path("items/<int:pk>/form.docx", item, name="office-item-word"),
]
