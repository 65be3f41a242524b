"""Pictures of what is kept: made once, then taken from the file store."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from django.conf import settings

from tidtam.evidence.errors import NotOpenYet
from tidtam.evidence.inspection.reasons import refused
from tidtam.evidence.keys import file_key, made_key, picture_key
from tidtam.evidence.models import StoredFile
from tidtam.evidence.opening import draw_pdf_page
from tidtam.evidence.states import FileState
from tidtam.evidence.stores import store
from tidtam.shared.errors import NotFound

# The pages that LibreOffice made of an office file, beside its pictures.
MADE_PDF: Final = "document.pdf"


def must_be_open(file: StoredFile) -> None:
    """Refuse a file that still waits for the scanner, or that it found bad.

    Raises:
        NotOpenYet: it waits.
        FileRefused: the scanner found something.
    """
    if file.state == FileState.QUARANTINE.value:
        raise NotOpenYet(
            "ไฟล์นี้รับไว้แล้วและกำลังรอตรวจไวรัส เปิดได้เมื่อตรวจเสร็จ โปรดลองใหม่ในอีกสักครู่",
            "This file has arrived and waits for the virus scan. It opens once that is done; "
            "please try again in a moment.",
        )
    if file.state == FileState.REFUSED.value:
        raise refused("virus", name=file.about.words.th, detail=file.finding)


def picture_of(file: StoredFile, *, what: str) -> str:
    """The key of the "thumbnail" or "preview" of a picture, or of page 1 of a PDF.

    Raises:
        NotFound: no picture is made of this kind of file.
        NotOpenYet, FileRefused: see ``must_be_open``.
    """
    must_be_open(file)
    if not file.has_preview:
        raise _no_picture()
    return picture_key(file.checksum, what)


def page_of(file: StoredFile, *, page: int, pages: int | None = None) -> str:
    """The key of the picture of a page, from 1; drawn at the first call.

    Args:
        pages: how many there are, of an office file that was made into pages.

    Raises:
        NotFound: it has no pages, or no such page.
        NotOpenYet, FileRefused: see ``must_be_open``; or drawing it takes too long.
    """
    must_be_open(file)
    most = file.pages if file.about.has_pages else pages
    if not 1 <= page <= (most or 0):
        raise _no_picture()
    if page == 1 and file.has_preview:
        return picture_key(file.checksum, "preview")
    key = picture_key(file.checksum, f"page-{page}")
    if not store().exists(key):
        _draw_page(file, page, key)
    return key


def _draw_page(file: StoredFile, page: int, key: str) -> None:
    made = made_key(file.checksum, MADE_PDF)
    source = file_key(file.checksum) if file.about.has_pages else made
    with work_folder() as folder:
        document = folder / "document.pdf"
        with document.open("wb") as copy:
            copy.writelines(store().pieces(source))
        with draw_pdf_page(document, page=page, out=folder).open("rb") as drawn:
            store().put(key, drawn)


class work_folder(tempfile.TemporaryDirectory[str]):  # noqa: N801 — used as a function
    """A folder for one piece of work, gone at its end; a sweep takes what a kill left."""

    def __init__(self) -> None:
        base = Path(settings.TIDTAM_WORK_DIR) / "evidence"
        base.mkdir(parents=True, exist_ok=True)
        super().__init__(dir=base, ignore_cleanup_errors=True)

    def __enter__(self) -> Path:  # type: ignore[override]
        return Path(super().__enter__())


def _no_picture() -> NotFound:
    return NotFound(
        "ไฟล์ชนิดนี้ไม่มีภาพตัวอย่าง โปรดดาวน์โหลดเพื่อเปิดดู",
        "There is no preview of this kind of file; please download it to look at it.",
    )
