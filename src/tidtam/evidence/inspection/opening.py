"""Which family a file belongs to, by its first bytes; the family says the rest."""

from __future__ import annotations

from pathlib import Path

from tidtam.evidence.inspection.archives import Archive
from tidtam.evidence.inspection.odf import MIMETYPE, kind_of_odf
from tidtam.evidence.inspection.old_office import kind_of_old_office
from tidtam.evidence.inspection.ooxml import CONTENT_TYPES, kind_of_ooxml
from tidtam.evidence.inspection.reasons import Found
from tidtam.evidence.inspection.signatures import HEAD, OLE, PDF, ZIP, refuse_by_first_bytes
from tidtam.evidence.inspection.texts import kind_of_text
from tidtam.evidence.inspection.verdict import Verdict
from tidtam.evidence.kinds import ending_of


def open_file(path: Path, *, name: str, out: Path) -> Verdict:
    """Open the file at ``path``; what is made of it is written into the folder ``out``.

    Args:
        name: as the sender gave it; asked only to tell .csv from .txt.

    Raises:
        Found: it cannot be kept.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head:
        raise Found("empty")
    # Pillow and pdfium are loaded only for those who need them: the rest answers sooner.
    if head.startswith(PDF):
        from tidtam.evidence.inspection.pdf import open_pdf

        return open_pdf(path, out)
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or head[8:12] == b"WEBP":
        from tidtam.evidence.inspection.images import open_image

        return open_image(path, out)
    if head.startswith(ZIP):
        return Verdict(kind=_kind_of_zip(path))
    if head.startswith(OLE):
        return Verdict(kind=kind_of_old_office(path))
    if PDF in head[:1024]:
        raise Found("leading_junk")
    refuse_by_first_bytes(head)
    return Verdict(kind=kind_of_text(path, ending_of(name)))


def _kind_of_zip(path: Path) -> str:
    with path.open("rb") as file:
        archive = Archive(file)
        if CONTENT_TYPES in archive.entries and MIMETYPE in archive.entries:
            raise Found("two_in_one", "Office + OpenDocument")
        if CONTENT_TYPES in archive.entries:
            return kind_of_ooxml(archive)
        if MIMETYPE in archive.entries:
            return kind_of_odf(archive)
    raise Found("archive", "zip")
