"""Opens what was sent in full, puts it in the file store and asks the scanner."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from tidtam.evidence.errors import StorageFull
from tidtam.evidence.inspection.reasons import refused
from tidtam.evidence.inspection.verdict import Verdict
from tidtam.evidence.keys import file_key, picture_key, pictures_folder
from tidtam.evidence.models import StoredFile
from tidtam.evidence.opening import open_sent_file
from tidtam.evidence.scanning import ScannerSilent, scan
from tidtam.evidence.states import FileState
from tidtam.evidence.stores import FULL, store
from tidtam.shared import clock

log = structlog.get_logger(__name__)


def write_together(pieces: Iterable[bytes], path: Path) -> str:
    """Write pieces into one file; gives the SHA-256 of the whole.

    Raises:
        StorageFull: the disk is full.
    """
    digest = hashlib.sha256()
    try:
        with path.open("wb") as file:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise
    return digest.hexdigest()


def keep(path: Path, *, name: str, out: Path) -> tuple[StoredFile, Verdict]:
    """Open the file at ``path`` and store what is left of it after cleaning, once.

    The row comes after the bytes, so that no row is without its file.

    Raises:
        FileRefused: it cannot be kept, or the scanner found something.
        StorageFull: there is no room.
    """
    verdict = open_sent_file(path, name=name, out=out)
    clean = Path(verdict.cleaned) if verdict.cleaned else path
    with clean.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    known = StoredFile.objects.filter(checksum=checksum).first()
    if known is not None and known.is_kept:
        return known, verdict
    _put(clean, verdict, checksum)
    stored = _row(verdict, checksum, clean.stat().st_size)
    return judge_by_scanner(stored, name=name), verdict


def _put(clean: Path, verdict: Verdict, checksum: str) -> None:
    for what, made in (("thumbnail", verdict.thumbnail), ("preview", verdict.preview)):
        if made:
            with Path(made).open("rb") as picture:
                store().put(picture_key(checksum, what), picture)
    with clean.open("rb") as file:
        store().put(file_key(checksum), file)


def _row(verdict: Verdict, checksum: str, size: int) -> StoredFile:
    values = {
        "size": size,
        "kind": verdict.kind,
        "stored_at": clock.now(),
        "width": verdict.width,
        "height": verdict.height,
        "pages": verdict.pages,
        "has_preview": bool(verdict.preview),
    }
    try:
        with transaction.atomic():
            stored, made = StoredFile.objects.get_or_create(checksum=checksum, defaults=values)
    except IntegrityError:  # sent twice in the same moment
        stored, made = StoredFile.objects.get(checksum=checksum), False
    if not made and stored.state == FileState.REFUSED.value:
        stored.state, stored.finding = FileState.QUARANTINE.value, ""
        stored.save(update_fields=["state", "finding"])
    return stored


def judge_by_scanner(stored: StoredFile, *, name: str) -> StoredFile:
    """Take a file out of quarantine, or leave it there where the scanner is silent.

    Raises:
        FileRefused: the scanner found something; the bytes are removed.
    """
    if stored.state != FileState.QUARANTINE.value:
        return stored
    if not settings.TIDTAM_CLAMD:
        return _move(stored, FileState.KEPT)
    try:
        found = scan(settings.TIDTAM_CLAMD, store().pieces(file_key(stored.checksum)))
    except ScannerSilent as error:
        log.warning("the virus scanner is silent", checksum=stored.checksum[:12], why=str(error))
        return stored
    stored.scanned_at, stored.finding = clock.now(), found.finding
    if not found.finding:
        return _move(stored, FileState.KEPT)
    _move(stored, FileState.REFUSED)
    store().remove(file_key(stored.checksum))
    store().remove_folder(pictures_folder(stored.checksum))
    raise refused("virus", name=name, detail=found.finding)


def _move(stored: StoredFile, state: FileState) -> StoredFile:
    """Only out of quarantine: two scans at once end in one verdict."""
    StoredFile.objects.filter(pk=stored.pk, state=FileState.QUARANTINE.value).update(
        state=state.value, scanned_at=stored.scanned_at, finding=stored.finding
    )
    stored.refresh_from_db()
    return stored
