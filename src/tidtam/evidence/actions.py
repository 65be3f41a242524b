from __future__ import annotations

import datetime as dt
import io
import secrets
import shutil
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum

from tidtam.evidence.errors import FileRefused, StorageFull, WrongOffset
from tidtam.evidence.inspection.reasons import refused
from tidtam.evidence.keeping import judge_by_scanner, keep, write_together
from tidtam.evidence.keys import pieces_folder
from tidtam.evidence.kinds import plain_name
from tidtam.evidence.models import Piece, StoredFile, Upload
from tidtam.evidence.previews import work_folder
from tidtam.evidence.queries import refuse_again, stale_uploads, upload_by_token, waiting_for_scan
from tidtam.evidence.states import UploadState
from tidtam.evidence.stores import store
from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.shared import clock
from tidtam.shared.errors import BadInput, Conflict, NotAllowed, WrongState

LARGEST_PIECE: Final = 4 * 1024 * 1024
# What one person may have begun and not finished.
MOST_UNFINISHED: Final = 2 * 1024**3
UNTOUCHED: Final = dt.timedelta(days=7)
# A check whose process was killed may be taken up after this; longer than a check may last.
SILENCE: Final = dt.timedelta(seconds=90)
_LEFT_BEHIND_SECONDS: Final = 24 * 3600


def start_upload(*, name: str, size: int, agency_code: str, by: Actor) -> Upload:
    """Begin to send a file of ``size`` bytes for an agency.

    Raises:
        NotAllowed: the actor may not send files for this agency.
        FileRefused: empty or too large, told before a byte is sent.
        BadInput: too much is begun and not finished.
        StorageFull: it surely would not fit.
    """
    by.must("evidence.upload", agency_code=agency_code)
    if by.person_id is None:
        raise NotAllowed("โปรดเข้าสู่ระบบก่อนส่งไฟล์", "Please sign in before sending files.")
    if size < 1:
        raise refused("empty", name=name)
    if size > settings.TIDTAM_EVIDENCE_LIMIT_BYTES:
        limit = settings.TIDTAM_EVIDENCE_LIMIT_BYTES // 1024**2
        raise refused("too_large", name=name, detail=str(limit))
    _refuse_too_much_begun(by.person_id, size)
    # The pieces, the whole and what is kept stand side by side for a moment.
    if not store().has_room_for(3 * size):
        raise StorageFull
    now = clock.now()
    return Upload.objects.create(
        token=secrets.token_urlsafe(32),
        person_id=by.person_id,
        agency_code=agency_code,
        name=(name.strip() or "?")[:255],
        size=size,
        started_at=now,
        touched_at=now,
    )


def _refuse_too_much_begun(person_id: int, size: int) -> None:
    begun = Upload.objects.filter(person_id=person_id, state=UploadState.RECEIVING.value)
    total = begun.aggregate(total=Sum("size"))["total"] or 0
    if total + size > MOST_UNFINISHED:
        raise BadInput(
            "ท่านมีไฟล์ที่ส่งค้างอยู่มากเกินไป โปรดส่งไฟล์ที่ค้างให้เสร็จหรือยกเลิกก่อน",
            "Too many of your files are begun and not finished; please finish or cancel them "
            "first.",
        )


def append_chunk(upload: Upload, *, offset: int, data: bytes, by: Actor) -> int:
    """Keep one piece; gives how many bytes are here, for good.

    A piece sent again changes nothing; of one that overlaps what is here only the rest is kept.
    When this returns, the bytes outlive a killed server.

    Raises:
        WrongOffset: the piece does not follow; ``offset`` of the error says where to go on.
        StorageFull: no room; nothing of this piece is kept.
        BadInput: empty, too large, or more than was announced.
        WrongState: the upload is over.
    """
    upload = _receiving(upload, by)
    _refuse_bad_piece(upload, offset, data)
    if offset > upload.received:
        raise WrongOffset(upload.received)
    rest = data[upload.received - offset :]
    if not rest:
        return upload.received
    key = f"{pieces_folder(upload.token)}/{upload.received:012}-{secrets.token_hex(4)}"
    store().put(key, io.BytesIO(rest))
    if _acknowledge(upload, len(rest), key):
        return upload.received + len(rest)
    # The same piece came twice at once, and the other was first.
    store().remove(key)
    upload.refresh_from_db()
    if upload.received < offset + len(data):
        raise WrongOffset(upload.received)
    return upload.received


def _acknowledge(upload: Upload, size: int, key: str) -> bool:
    """Count a piece that is on the disk already: at the offset it was written for, or not."""
    with transaction.atomic():
        moved = Upload.objects.filter(
            pk=upload.pk, received=upload.received, state=UploadState.RECEIVING.value
        ).update(received=upload.received + size, touched_at=clock.now())
        if moved:
            Piece.objects.create(upload=upload, offset=upload.received, size=size, key=key)
    return bool(moved)


def _receiving(upload: Upload, by: Actor) -> Upload:
    """The upload as it is now, once it is the actor's own and open."""
    fresh = upload_by_token(upload.token, actor=by)
    by.must("evidence.upload", agency_code=fresh.agency_code)
    refuse_again(fresh)
    if fresh.state != UploadState.RECEIVING.value:
        raise WrongState(
            "ไฟล์นี้ส่งครบหรือยกเลิกไปแล้ว จึงรับเพิ่มไม่ได้ โปรดเลือกไฟล์แล้วส่งใหม่",
            "This file has arrived in full or was cancelled, so nothing can be added; please "
            "choose it and send it again.",
        )
    return fresh


def _refuse_bad_piece(upload: Upload, offset: int, data: bytes) -> None:
    if not data or len(data) > LARGEST_PIECE or offset < 0 or offset + len(data) > upload.size:
        raise BadInput(
            f"ส่วนของไฟล์ที่ส่งมาใช้ไม่ได้ (จุดเริ่ม {offset:,} ขนาด {len(data):,} ไบต์) "
            "ไฟล์ในเครื่องอาจถูกแก้ระหว่างส่ง โปรดเลือกไฟล์แล้วส่งใหม่",
            f"This piece of the file cannot be used (at {offset:,}, {len(data):,} bytes); the "
            "file may have changed while it was sent. Please choose it and send it again.",
        )


def finish_upload(upload: Upload, *, by: Actor, checksum: str = "") -> StoredFile:
    """Open the whole, clean it and store it; asked again it gives the same answer.

    Args:
        checksum: SHA-256 of the file on the sender's machine, where it is known.

    The file given back may be in quarantine, where the virus scanner is silent.

    Raises:
        FileRefused: it cannot be kept; the upload remembers why.
        WrongOffset: bytes are missing.
        Conflict: another request is opening it at this moment.
        StorageFull: no room; everything received is still there, finish again later.
    """
    upload = upload_by_token(upload.token, actor=by)
    by.must("evidence.upload", agency_code=upload.agency_code)
    refuse_again(upload)
    if upload.state == UploadState.DONE.value and upload.stored_file is not None:
        return upload.stored_file
    if upload.received < upload.size:
        raise WrongOffset(upload.received)
    _take_in_hand(upload)
    try:
        stored, taken_on = _opened(upload, checksum)
    except FileRefused as error:
        _end_refused(upload, error, by=by)
        raise
    except BaseException:
        _give_back(upload)
        raise
    _end_done(upload, stored, taken_on, by=by)
    return stored


def _take_in_hand(upload: Upload) -> None:
    now = clock.now()
    left = Q(state=UploadState.CHECKING.value, touched_at__lt=now - SILENCE)
    taken = Upload.objects.filter(Q(state=UploadState.RECEIVING.value) | left, pk=upload.pk).update(
        state=UploadState.CHECKING.value, touched_at=now
    )
    if taken:
        return
    if upload.state == UploadState.CANCELLED.value:
        raise WrongState(
            "การส่งไฟล์นี้ยกเลิกไปแล้ว โปรดเลือกไฟล์แล้วส่งใหม่",
            "This upload was cancelled; please choose the file and send it again.",
        )
    raise Conflict(
        "ระบบกำลังเปิดตรวจไฟล์นี้อยู่ โปรดรอสักครู่", "This file is being checked; please wait a moment."
    )


def _opened(upload: Upload, checksum: str) -> tuple[StoredFile, dt.date | None]:
    with work_folder() as folder:
        whole = folder / "sent"
        found = write_together(_bytes_of(upload), whole)
        if checksum and checksum.casefold() != found:
            raise refused("not_as_sent", name=upload.name)
        stored, verdict = keep(whole, name=upload.name, out=folder)
    return stored, verdict.taken_on


def _bytes_of(upload: Upload) -> Iterator[bytes]:
    at = 0
    for piece in upload.pieces.order_by("offset"):
        if piece.offset != at:
            raise RuntimeError(f"upload {upload.pk}: piece at {piece.offset}, expected {at}")
        yield from store().pieces(piece.key)
        at += piece.size


def _give_back(upload: Upload) -> None:
    Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKING.value).update(
        state=UploadState.RECEIVING.value, touched_at=clock.now()
    )


@transaction.atomic
def _end_done(upload: Upload, stored: StoredFile, taken_on: dt.date | None, *, by: Actor) -> None:
    Upload.objects.filter(pk=upload.pk).update(
        state=UploadState.DONE.value,
        stored_file=stored,
        taken_on=taken_on,
        touched_at=clock.now(),
    )
    record(
        "evidence.store",
        f"evidence.file:{stored.checksum}",
        by=by,
        detail={"kind": stored.kind, "size": stored.size, "agency": upload.agency_code},
    )
    transaction.on_commit(lambda: _drop_pieces(upload))


@transaction.atomic
def _end_refused(upload: Upload, error: FileRefused, *, by: Actor) -> None:
    Upload.objects.filter(pk=upload.pk).update(
        state=UploadState.REFUSED.value,
        refused_th=error.th,
        refused_en=error.en,
        reason=error.reason,
        touched_at=clock.now(),
    )
    record(
        "evidence.refuse",
        f"evidence.upload:{upload.pk}",
        by=by,
        detail={"reason": error.reason, "size": upload.size, "agency": upload.agency_code},
    )
    transaction.on_commit(lambda: _drop_pieces(upload))


def _drop_pieces(upload: Upload) -> None:
    upload.pieces.all().delete()
    store().remove_folder(pieces_folder(upload.token))


def cancel_upload(upload: Upload, *, by: Actor) -> None:
    """Give up sending; what arrived is removed. Cancelling what is over changes nothing."""
    upload = upload_by_token(upload.token, actor=by)
    moved = Upload.objects.filter(pk=upload.pk, state=UploadState.RECEIVING.value).update(
        state=UploadState.CANCELLED.value, touched_at=clock.now()
    )
    if moved:
        _drop_pieces(upload)


def keep_file(path: Path, *, name: str, by: Actor) -> StoredFile:
    """Store a file that is on this machine already (demonstration, an import).

    Raises:
        NotAllowed: only the system itself may.
        FileRefused: it cannot be kept.
        StorageFull: there is no room.
    """
    by.must("evidence.keep_file")
    with work_folder() as folder:
        stored, _verdict = keep(path, name=plain_name(name), out=folder)
    record(
        "evidence.store", f"evidence.file:{stored.checksum}", by=by, detail={"kind": stored.kind}
    )
    return stored


def scan_waiting_files(*, by: Actor, at_most: int = 100) -> Counter[str]:
    """Have the files in quarantine scanned; gives counts of "kept", "refused", "waiting".

    Stops at the first file for which the scanner is silent.
    """
    by.must("evidence.scan")
    counts: Counter[str] = Counter(kept=0, refused=0, waiting=0)
    for stored in waiting_for_scan()[:at_most]:
        try:
            state = judge_by_scanner(stored, name=stored.about.words.th).state
        except FileRefused as error:
            _tell_uploads(stored, error)
            record(
                "evidence.refuse",
                f"evidence.file:{stored.checksum}",
                by=by,
                detail={"reason": error.reason, "finding": stored.finding},
            )
            state = stored.state
        counts["waiting" if state == "quarantine" else state] += 1
        if state == "quarantine":
            break
    return counts


def _tell_uploads(stored: StoredFile, error: FileRefused) -> None:
    stored.uploads.update(
        state=UploadState.REFUSED.value,
        refused_th=error.th,
        refused_en=error.en,
        reason=error.reason,
    )


def sweep_stale_uploads(*, by: Actor) -> int:
    """Give up uploads that nobody went on with for a week; gives their number.

    Takes away, too, what killed processes left half-written more than a day ago.
    """
    by.must("evidence.sweep")
    swept = 0
    for upload in stale_uploads(before=clock.now() - UNTOUCHED):
        moved = Upload.objects.filter(pk=upload.pk, touched_at=upload.touched_at).update(
            state=UploadState.CANCELLED.value
        )
        if moved:
            _drop_pieces(upload)
        swept += moved
    over = ~Q(upload__state__in=(UploadState.RECEIVING.value, UploadState.CHECKING.value))
    for piece in Piece.objects.filter(over).select_related("upload").order_by("upload_id"):
        _drop_pieces(piece.upload)
    store().sweep()
    _sweep_work_folder()
    return swept


def _sweep_work_folder() -> None:
    base = Path(settings.TIDTAM_WORK_DIR) / "evidence"
    for folder in base.iterdir() if base.is_dir() else ():
        if folder.stat().st_mtime < time.time() - _LEFT_BEHIND_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)
