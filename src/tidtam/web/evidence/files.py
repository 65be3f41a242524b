"""Looking at evidence: small picture, large picture, page of a document, the file itself.

Each asks the one query that knows whether the reader may see the report or the item the
evidence belongs to; a reviewer's reading is written down nowhere.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from tidtam.evidence.documents import document_of
from tidtam.evidence.models import StoredFile
from tidtam.evidence.previews import page_of, picture_of
from tidtam.reviews.evidence import evidence_for
from tidtam.rounds.models import Evidence
from tidtam.shared.errors import NotFound
from tidtam.web.evidence.delivery import picture, saved_file
from tidtam.web.evidence.guard import signed_in
from tidtam.web.evidence.looking import Ways, look_at
from tidtam.web.http import ActorRequest


@require_safe
@signed_in
def thumbnail(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The small picture (480 px) of a photo or of the first page of a PDF."""
    _found, file = _file(request, pk)
    return picture(picture_of(file, what="thumbnail"))


@require_safe
@signed_in
def preview(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The large picture (1600 px)."""
    _found, file = _file(request, pk)
    return picture(picture_of(file, what="preview"))


@require_safe
@signed_in
def page(request: ActorRequest, pk: int, number: int) -> HttpResponseBase:
    """A page of a document as a picture, drawn at the first call."""
    _found, file = _file(request, pk)
    made = document_of(file) if file.about.is_office else None
    return picture(page_of(file, page=number, pages=made.pages if made else None))


@require_safe
@signed_in
def download(request: ActorRequest, pk: int) -> HttpResponseBase:
    """The file itself, to be saved."""
    found, file = _file(request, pk)
    return saved_file(request, file, name=found.name)


@require_safe
@signed_in
def look(request: ActorRequest, pk: int) -> HttpResponse:
    """A page with the picture or the pages, what is known of it, and the download."""
    found, file = _file(request, pk)
    seen = look_at(file, asked=request.GET)
    ways = Ways(
        look=reverse("evidence-look", args=[pk]),
        preview=reverse("evidence-preview", args=[pk]),
        page=reverse("evidence-page", args=[pk, seen.page]),
        download=reverse("evidence-download", args=[pk]),
    )
    context = {"evidence": found, "file": file, "look": seen, "ways": ways}
    template = "web/evidence/look_part.html" if request.htmx else "web/evidence/look.html"
    return render(request, template, context)


def _file(request: ActorRequest, pk: int) -> tuple[Evidence, StoredFile]:
    """A piece of evidence the reader may see, with its file.

    Raises:
        NotFound: none for this reader, or it is a link.
    """
    found = evidence_for(request.actor, pk=pk)
    if found.stored_file is None:
        raise NotFound(
            "หลักฐานนี้เป็นลิงก์ ไม่มีไฟล์ให้เปิด โปรดเปิดลิงก์ในหน้ารายงาน",
            "This evidence is a link, there is no file; please open the link on the report's page.",
        )
    return found, found.stored_file


urlpatterns = [
    path("<int:pk>/", look, name="evidence-look"),
    path("<int:pk>/thumbnail.webp", thumbnail, name="evidence-thumbnail"),
    path("<int:pk>/preview.webp", preview, name="evidence-preview"),
    path("<int:pk>/page-<int:number>.webp", page, name="evidence-page"),
    path("<int:pk>/download/", download, name="evidence-download"),
]
