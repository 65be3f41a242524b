"""Sending a file piece by piece, for scripts: start, pieces, state, finish, cancel.

Every answer is JSON with ``offset`` (bytes that are here for good) or with ``error`` (a sentence).
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tidtam.evidence.actions import (
    LARGEST_PIECE,
    append_chunk,
    cancel_upload,
    finish_upload,
    start_upload,
)
from tidtam.evidence.models import Upload
from tidtam.evidence.queries import upload_by_token
from tidtam.people.actor import Actor
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.evidence.guard import in_json, signed_in
from tidtam.web.http import ActorRequest, say

_WAITS = Bilingual(
    "รับไฟล์ไว้แล้ว กำลังรอตรวจไวรัส ผู้อื่นเปิดได้เมื่อตรวจเสร็จ",
    "The file has arrived and waits for the virus scan; it opens once that is done.",
)


@never_cache
@require_POST
@signed_in
@in_json
def start(request: ActorRequest) -> HttpResponse:
    """Begin: ``name``, ``size`` in bytes and ``agency`` (unit code) as form fields."""
    upload = start_upload(
        name=request.POST.get("name", ""),
        size=_number(request.POST.get("size", "")),
        agency_code=request.POST.get("agency", ""),
        by=request.actor,
    )
    return JsonResponse(_told(upload), status=201)


@never_cache
@require_safe
@signed_in
@in_json
def state(request: ActorRequest, token: str) -> HttpResponse:
    """Where an upload stands, so that a page loaded anew can go on."""
    return JsonResponse(_told(upload_by_token(token, actor=request.actor)))


@never_cache
@require_POST
@signed_in
@in_json
def piece(request: ActorRequest, token: str) -> HttpResponse:
    """One piece: its bytes as the body, ``?offset=`` says where they belong."""
    upload = upload_by_token(token, actor=request.actor)
    offset = _number(request.GET.get("offset", ""))
    announced = _number(request.headers.get("Content-Length", ""))
    if announced > LARGEST_PIECE:
        raise _bad_request()
    data = request.body
    # A line that broke in the middle gives fewer bytes than it announced.
    if len(data) != announced:
        raise _bad_request()
    received = append_chunk(upload, offset=offset, data=data, by=request.actor)
    return JsonResponse({"offset": received})


@never_cache
@require_POST
@signed_in
@in_json
def finish(request: ActorRequest, token: str) -> HttpResponse:
    """All pieces are here: open the file and store it. Asked twice it answers the same."""
    upload = upload_by_token(token, actor=request.actor)
    finish_upload(upload, checksum=request.POST.get("checksum", ""), by=request.actor)
    return JsonResponse(_told(upload_by_token(token, actor=request.actor)))


@never_cache
@require_POST
@signed_in
@in_json
def cancel(request: ActorRequest, token: str) -> HttpResponse:
    """Give up; what arrived is removed."""
    cancel_upload(upload_by_token(token, actor=request.actor), by=request.actor)
    return JsonResponse(_told(upload_by_token(token, actor=request.actor)))


def upload_whole(sent: UploadedFile[Any], *, agency_code: str, by: Actor) -> Upload:
    """A file that came in one request, where scripts do not run; the finished upload.

    Raises:
        FileRefused, NotAllowed, StorageFull: see ``evidence.actions``.
    """
    upload = start_upload(name=sent.name or "", size=sent.size or 0, agency_code=agency_code, by=by)
    offset = 0
    for data in sent.chunks(LARGEST_PIECE):
        offset = append_chunk(upload, offset=offset, data=data, by=by)
    finish_upload(upload, by=by)
    return upload_by_token(upload.token, actor=by)


def _told(upload: Upload) -> dict[str, Any]:
    told: dict[str, Any] = {
        "token": upload.token,
        "name": upload.name,
        "size": upload.size,
        "offset": upload.received,
        "state": upload.state,
        "largest": LARGEST_PIECE,
    }
    if upload.refused_th:
        told["error"] = say(Bilingual(upload.refused_th, upload.refused_en))
    if upload.stored_file is not None:
        told["kind"] = say(upload.stored_file.about.words)
        told["taken_on"] = upload.taken_on.isoformat() if upload.taken_on else ""
        told["note"] = "" if upload.stored_file.is_kept else say(_WAITS)
    return told


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise _bad_request()
    return int(text)


def _bad_request() -> BadInput:
    return BadInput(
        "คำขอส่งไฟล์ไม่ครบหรือสายขาดกลางทาง โปรดลองอีกครั้ง",
        "The request is not complete, or the line broke in the middle; please try again.",
    )


urlpatterns = [
    path("uploads/", start, name="evidence-upload-start"),
    path("uploads/<str:token>/", state, name="evidence-upload"),
    path("uploads/<str:token>/piece/", piece, name="evidence-upload-piece"),
    path("uploads/<str:token>/finish/", finish, name="evidence-upload-finish"),
    path("uploads/<str:token>/cancel/", cancel, name="evidence-upload-cancel"),
]
