from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from tidtam.evidence.errors import FileRefused
from tidtam.evidence.models import StoredFile, Upload
from tidtam.evidence.states import FileState, UploadState
from tidtam.people.actor import Actor
from tidtam.shared.errors import NotFound, WrongState


def upload_by_token(token: str, *, actor: Actor) -> Upload:
    """An upload of the actor's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = None
    if actor.person_id is not None:
        mine = Upload.objects.filter(token=token, person_id=actor.person_id)
        found = mine.select_related("stored_file").first()
    if found is None:
        raise NotFound(
            "ไม่พบการส่งไฟล์นี้ อาจหมดอายุแล้ว โปรดเลือกไฟล์แล้วส่งใหม่",
            "There is no such upload; it may have expired. Please choose the file and send it "
            "again.",
        )
    return found


def finished_upload(token: str, *, actor: Actor) -> Upload:
    """An upload of the actor's own whose file is stored, ready to be linked to an answer.

    Its ``stored_file`` may still be in quarantine; ``name`` is the name as given, ``taken_on``
    the day the photo says it was taken.

    Raises:
        NotFound: there is none, or it is somebody else's.
        FileRefused: it was refused; the sentence says why.
        WrongState: it has not arrived in full yet.
    """
    upload = upload_by_token(token, actor=actor)
    refuse_again(upload)
    if upload.state != UploadState.DONE.value or upload.stored_file is None:
        raise WrongState(
            "ไฟล์ยังส่งไม่ครบ โปรดรอให้ส่งเสร็จหรือส่งใหม่",
            "The file has not arrived in full; please wait or send it again.",
        )
    return upload


def refuse_again(upload: Upload) -> None:
    """Raise the refusal an upload ended with, if it did.

    Raises:
        FileRefused: the sentence of the first time.
    """
    if upload.state == UploadState.REFUSED.value:
        raise FileRefused(upload.refused_th, upload.refused_en, reason=upload.reason)


def stored_file_by_id(file_id: int) -> StoredFile | None:
    """A stored file for the job that reads it; None where it is gone."""
    return StoredFile.objects.filter(pk=file_id).first()


def waiting_for_scan() -> QuerySet[StoredFile]:
    """Files in quarantine, those that wait longest first."""
    return StoredFile.objects.filter(state=FileState.QUARANTINE.value).order_by("stored_at", "pk")


def stale_uploads(*, before: dt.datetime) -> QuerySet[Upload]:
    """Uploads that nobody went on with since a moment."""
    open_ones = (UploadState.RECEIVING.value, UploadState.CHECKING.value)
    return Upload.objects.filter(state__in=open_ones, touched_at__lt=before).order_by("pk")
