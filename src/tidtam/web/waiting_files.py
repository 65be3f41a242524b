"""An uploaded file between the look at what it would change and the storing of it.

It waits in the file storage under a random name. A signed token ties it to the person and to what
was shown; it is removed when it is stored, and at the latest when its hour is over.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual
from tidtam.web.http import ActorRequest

FOLDER: Final = "uploads"
MAX_AGE: Final = dt.timedelta(hours=1)


def sent_bytes(request: ActorRequest, *, missing: Bilingual, smaller: Bilingual) -> bytes:
    """The uploaded file, its size judged before a byte of it is read.

    Args:
        missing: said when no file was chosen.
        smaller: what to do about a file that is too large.

    Raises:
        BadInput: no file, or one above the limit of the installation.
    """
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise BadInput(missing.th, missing.en)
    limit = settings.TIDTAM_UPLOAD_LIMIT_BYTES
    if (sent.size or 0) > limit:
        most = limit // 1024**2
        raise BadInput(
            f"ไฟล์ใหญ่เกิน {most} MB {smaller.th}", f"The file is above {most} MB; {smaller.en}"
        )
    return bytes(sent.read())


def keep(data: bytes) -> str:
    """Put a file aside and give the name it waits under; files whose hour is over go."""
    remove_old_files()
    return default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}", ContentFile(data))


def waiting(name: str) -> bytes | None:
    """The file that waits; None where none does, or another click has just stored it."""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except FileNotFoundError:
        return None


def forget(name: str) -> None:
    """Remove a file that was stored."""
    default_storage.delete(name)


def sign(request: ActorRequest, seal: Mapping[str, Any], *, salt: str) -> str:
    """The token of a waiting file: what it is for, and for whom."""
    return signing.dumps({**seal, "person": request.actor.person_id}, salt=salt, compress=True)


def seal_of(request: ActorRequest, *, salt: str) -> dict[str, Any] | None:
    """What the request's token says, if we signed it for this person within the hour."""
    token = request.POST.get("token", request.GET.get("token", ""))
    try:
        seal: dict[str, Any] = signing.loads(token, salt=salt, max_age=MAX_AGE)
    except signing.BadSignature:
        return None
    return seal if seal["person"] == request.actor.person_id else None


def remove_old_files() -> int:
    """Remove files whose dry run was never confirmed; gives their number."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    limit = timezone.now() - MAX_AGE
    old = [
        f"{FOLDER}/{name}"
        for name in names
        if _aware(default_storage.get_modified_time(f"{FOLDER}/{name}")) < limit
    ]
    for name in old:
        default_storage.delete(name)
    return len(old)


def _aware(moment: dt.datetime) -> dt.datetime:
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
