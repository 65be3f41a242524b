"""Evidence of what was done: send it the way evidence of an item is sent, look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tidtam.evidence.links import check_link
from tidtam.evidence.previews import picture_of
from tidtam.evidence.queries import finished_upload
from tidtam.followups.actions import add_evidence, add_link, take_evidence_away
from tidtam.followups.errors import FollowUpNotFound
from tidtam.followups.queries import evidence_for, follow_up_for
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.evidence.delivery import picture, saved_file
from tidtam.web.evidence.guard import signed_in
from tidtam.web.evidence.uploads import upload_whole
from tidtam.web.followups import drafts
from tidtam.web.followups.shown import Piece
from tidtam.web.http import ActorRequest, tell
from tidtam.web.office.doors import for_readers

if TYPE_CHECKING:
    from tidtam.evidence.models import StoredFile, Upload
    from tidtam.followups.models import FollowUp, FollowUpEvidence

_ATTACHED: Final = Bilingual("แนบหลักฐานแล้ว", "The evidence is attached.")
_REMOVED: Final = Bilingual(
    "นำหลักฐานออกแล้ว หากต้องใช้อีกให้แนบใหม่", "Taken away; attach it again if it is needed."
)


@require_POST
@for_readers
def add(request: ActorRequest, pk: int) -> HttpResponse:
    """Attach what was sent: an ``upload`` by its token, or whole files without scripts."""
    found = follow_up_for(request.actor, pk=pk)
    request.actor.must("followups.answer", agency_code=found.office.code)
    if token := request.POST.get("upload", ""):
        upload = finished_upload(token, actor=request.actor)
        return _answer(request, found, _attach(request, found, upload))
    files = request.FILES.getlist("file")
    if not files:
        raise BadInput(
            "ยังไม่ได้เลือกไฟล์ โปรดเลือกไฟล์แล้วกดแนบ", "No file is chosen yet; please choose one."
        )
    for sent in files:
        upload = upload_whole(sent, agency_code=found.office.code, by=request.actor)
        last = _attach(request, found, upload)
    return _answer(request, found, last)


def _attach(request: ActorRequest, found: FollowUp, upload: Upload) -> FollowUpEvidence:
    assert upload.stored_file is not None  # noqa: S101  finished uploads have one
    return add_evidence(
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
    found = follow_up_for(request.actor, pk=pk)
    known = check_link(request.POST.get("url", ""))
    caption = request.POST.get("caption", "")
    made = add_link(found, url=known.url, caption=caption, by=request.actor)
    if known.hint is not None:
        tell(request, known.hint, good=False)
    drafts.end(request, found, "link")
    return _answer(request, found, made)


@require_POST
@for_readers
def take_away(request: ActorRequest, pk: int) -> HttpResponse:
    """Take a piece of evidence away; the file stays stored."""
    found = evidence_for(request.actor, pk=pk)
    take_evidence_away(found, by=request.actor)
    tell(request, _REMOVED)
    return _back(found.follow_up)


def _answer(request: ActorRequest, found: FollowUp, made: FollowUpEvidence) -> HttpResponse:
    """The new row for a script, the page again for a form."""
    if not request.htmx:
        tell(request, _ATTACHED)
        return _back(found)
    context = {"piece": Piece(made), "may_add_evidence": True}
    return render(request, "web/followups/piece.html", context)


def _back(found: FollowUp) -> HttpResponse:
    return redirect(f"{reverse('office-follow-up', args=[found.pk])}#evidence")


# ---------------------------------------------------------------- looking


@require_safe
@signed_in
def thumbnail(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The small picture of a photo or of the first page of a PDF."""
    _found, file = _file(request, pk)
    return picture(picture_of(file, what="thumbnail"))


@require_safe
@signed_in
def preview(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The large picture."""
    _found, file = _file(request, pk)
    return picture(picture_of(file, what="preview"))


@require_safe
@signed_in
def download(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The file itself, to be saved."""
    found, file = _file(request, pk)
    return saved_file(request, file, name=found.name)


def _file(request: ActorRequest, pk: int) -> tuple[FollowUpEvidence, StoredFile]:
    """A piece of evidence the reader may see, with its file."""
    found = evidence_for(request.actor, pk=pk)
    if found.stored_file is None:
        raise FollowUpNotFound
    return found, found.stored_file
