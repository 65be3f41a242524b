"""Looking at evidence through an appeal: what came with it, and what stood in the report.

Each asks the query that knows whether the reader may read the appeal: its office, the heads and
the bureau, whoever decides it. Of the report it opens the appealed item alone.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from tidtam.appeals.models import AppealEvidence
from tidtam.appeals.queries import appeal_for, evidence_for
from tidtam.evidence.documents import document_of
from tidtam.evidence.models import StoredFile
from tidtam.evidence.previews import page_of, picture_of
from tidtam.rounds.models import Evidence
from tidtam.shared.errors import NotFound
from tidtam.web.evidence.delivery import picture, saved_file
from tidtam.web.evidence.guard import signed_in
from tidtam.web.evidence.looking import Ways, look_at
from tidtam.web.http import ActorRequest

# ---------------------------------------------------------------- what came with the appeal


@require_safe
@signed_in
def look(request: ActorRequest, pk: int) -> HttpResponse:
    """A page with the picture or the pages, what is known of it, and the download."""
    found = evidence_for(request.actor, pk=pk)
    return _look(request, found, "evidence-appeal", [pk])


@require_safe
@signed_in
def thumbnail(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The small picture."""
    return picture(picture_of(_file(evidence_for(request.actor, pk=pk)), what="thumbnail"))


@require_safe
@signed_in
def preview(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The large picture."""
    return picture(picture_of(_file(evidence_for(request.actor, pk=pk)), what="preview"))


@require_safe
@signed_in
def page(request: ActorRequest, pk: int, number: int) -> HttpResponseBase:
    """A page of a document as a picture."""
    return _page(_file(evidence_for(request.actor, pk=pk)), number)


@require_safe
@signed_in
def download(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The file itself, to be saved."""
    found = evidence_for(request.actor, pk=pk)
    return saved_file(request, _file(found), name=found.name)


# ---------------------------------------------------------------- what stood in the report


@require_safe
@signed_in
def old_look(request: ActorRequest, appeal_pk: int, pk: int) -> HttpResponse:
    """The same for a piece of the report."""
    found = _reported(request, appeal_pk, pk)
    return _look(request, found, "evidence-appealed", [appeal_pk, pk])


@require_safe
@signed_in
def old_thumbnail(request: ActorRequest, appeal_pk: int, pk: int) -> HttpResponseBase:
    """The small picture of a piece of the report."""
    return picture(picture_of(_file(_reported(request, appeal_pk, pk)), what="thumbnail"))


@require_safe
@signed_in
def old_preview(request: ActorRequest, appeal_pk: int, pk: int) -> HttpResponseBase:
    """The large picture of a piece of the report."""
    return picture(picture_of(_file(_reported(request, appeal_pk, pk)), what="preview"))


@require_safe
@signed_in
def old_page(request: ActorRequest, appeal_pk: int, pk: int, number: int) -> HttpResponseBase:
    """A page of a document of the report as a picture."""
    return _page(_file(_reported(request, appeal_pk, pk)), number)


@require_safe
@signed_in
def old_download(request: ActorRequest, appeal_pk: int, pk: int) -> HttpResponseBase:
    """A file of the report, to be saved."""
    found = _reported(request, appeal_pk, pk)
    return saved_file(request, _file(found), name=found.name)


# ---------------------------------------------------------------- both


def _look(
    request: ActorRequest, found: AppealEvidence | Evidence, names: str, where: list[int]
) -> HttpResponse:
    file = _file(found)
    seen = look_at(file, asked=request.GET)
    ways = Ways(
        look=reverse(f"{names}-look", args=where),
        preview=reverse(f"{names}-preview", args=where),
        page=reverse(f"{names}-page", args=[*where, seen.page]),
        download=reverse(f"{names}-download", args=where),
    )
    context = {"evidence": found, "file": file, "look": seen, "ways": ways}
    template = "web/evidence/look_part.html" if request.htmx else "web/evidence/look.html"
    return render(request, template, context)


def _page(file: StoredFile, number: int) -> HttpResponseBase:
    made = document_of(file) if file.about.is_office else None
    return picture(page_of(file, page=number, pages=made.pages if made else None))


def _reported(request: ActorRequest, appeal_pk: int, pk: int) -> Evidence:
    """A piece of evidence that stands in the report of the appealed item.

    Raises:
        NotFound: none for this reader.
    """
    appeal = appeal_for(request.actor, pk=appeal_pk)
    here = Evidence.objects.filter(item=appeal.item_id, removed_at=None)
    found = here.select_related("stored_file").filter(pk=pk).first()
    if found is None:
        raise _no_such()
    return found


def _file(found: AppealEvidence | Evidence) -> StoredFile:
    if found.stored_file is None:
        raise _no_such()
    return found.stored_file


def _no_such() -> NotFound:
    return NotFound(
        "ไม่พบหลักฐานนี้ในคำทักท้วง โปรดเปิดจากหน้าของคำทักท้วง",
        "This evidence is not with the appeal; please open it from the appeal's page.",
    )
