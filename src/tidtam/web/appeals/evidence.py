"""New evidence of an appeal: send it the way evidence of an item is sent, look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tidtam.appeals.attaching import attach_file, attach_link, take_out
from tidtam.appeals.queries import appeal_for, evidence_for
from tidtam.evidence.links import check_link
from tidtam.evidence.queries import finished_upload
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.appeals.reading import new_piece
from tidtam.web.evidence.uploads import upload_whole
from tidtam.web.http import ActorRequest, tell
from tidtam.web.office.doors import for_readers

if TYPE_CHECKING:
    from tidtam.appeals.models import Appeal, AppealEvidence
    from tidtam.evidence.models import Upload

_ATTACHED: Final = Bilingual("แนบหลักฐานแล้ว", "The evidence is attached.")
_REMOVED: Final = Bilingual(
    "นำหลักฐานออกแล้ว หากต้องใช้อีกให้แนบใหม่", "Taken away; attach it again if it is needed."
)


@require_POST
@for_readers
def add(request: ActorRequest, pk: int) -> HttpResponse:
    """Attach what was sent: an ``upload`` by its token, or whole files without scripts."""
    found = appeal_for(request.actor, pk=pk)
    office_code = found.item.submission.office.code
    request.actor.must("appeals.write", agency_code=office_code, state=found.state)
    if token := request.POST.get("upload", ""):
        upload = finished_upload(token, actor=request.actor)
        return _answer(request, found, _attach(request, found, upload))
    files = request.FILES.getlist("file")
    if not files:
        raise BadInput(
            "ยังไม่ได้เลือกไฟล์ โปรดเลือกไฟล์แล้วกดแนบ", "No file is chosen yet; please choose one."
        )
    for sent in files:
        upload = upload_whole(sent, agency_code=office_code, by=request.actor)
        last = _attach(request, found, upload)
    return _answer(request, found, last)


def _attach(request: ActorRequest, found: Appeal, upload: Upload) -> AppealEvidence:
    assert upload.stored_file is not None  # noqa: S101  finished uploads have one
    return attach_file(
        found,
        stored_file=upload.stored_file,
        name=upload.name,
        caption=request.POST.get("caption", ""),
        by=request.actor,
    )


@require_POST
@for_readers
def link(request: ActorRequest, pk: int) -> HttpResponse:
    """Attach an address of a page or a video."""
    found = appeal_for(request.actor, pk=pk)
    known = check_link(request.POST.get("url", ""))
    caption = request.POST.get("caption", "")
    made = attach_link(found, url=known.url, caption=caption, by=request.actor)
    if known.hint is not None:
        tell(request, known.hint, good=False)
    return _answer(request, found, made)


@require_POST
@for_readers
def take_away(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a piece of evidence away; the file stays stored."""
    found = evidence_for(request.actor, pk=pk)
    take_out(found, by=request.actor)
    tell(request, _REMOVED)
    return _back(found.appeal_id)


def _answer(request: ActorRequest, found: Appeal, made: AppealEvidence) -> HttpResponse:
    """The new row for a script, the page again for a form."""
    if not request.htmx:
        tell(request, _ATTACHED)
        return _back(found.pk)
    context = {"piece": new_piece(made), "may_attach": True}
    return render(request, "web/appeals/piece.html", context)


def _back(pk: int) -> HttpResponse:
    return redirect(f"{reverse('office-appeal', args=[pk])}#new-evidence")
