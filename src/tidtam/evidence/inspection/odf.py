"""OpenDocument files (.odt, .ods, .odp), as LibreOffice writes them."""

from __future__ import annotations

import re
import zipfile
from typing import Final

from tidtam.evidence.inspection.archives import Archive
from tidtam.evidence.inspection.old_office import refuse_unsafe_object
from tidtam.evidence.inspection.reasons import Found
from tidtam.evidence.inspection.signatures import OLE, ZIP, is_program

MIMETYPE: Final = "mimetype"
_OPEN: Final = b"application/vnd.oasis.opendocument."
_KINDS: Final = {
    _OPEN + b"text": "odt",
    _OPEN + b"spreadsheet": "ods",
    _OPEN + b"presentation": "odp",
}
_LOCKED: Final = re.compile(rb"encryption-data")
_SCRIPT: Final = re.compile(rb"vnd\.sun\.star\.script:|<script:event-listener\b|macro:/{2,3}")
_FAR: Final = re.compile(
    rb"<(?:draw:(?:image|object|object-ole|floating-frame|plugin|applet)|table:table-source|text:section-source"
    rb"|table:cell-range-source|style:background-image|office:dde-source)\b"
    rb"[^>]*?(?:xlink:href=\"(?:https?:|ftp:|//|\\\\)|dde-)",
)
_DDE: Final = re.compile(rb"<office:dde-source\b")


def kind_of_odf(archive: Archive) -> str:
    """ "odt", "ods" or "odp", once nothing in it acts on its own.

    Raises:
        Found: macros, a password, content from elsewhere, archives or programs inside.
    """
    entry = archive.entries[MIMETYPE]
    kind = _KINDS.get(archive.read(MIMETYPE, most=200).strip())
    if kind is None:
        raise Found("unknown")
    if entry.compress_type != zipfile.ZIP_STORED or entry.header_offset:
        raise Found("damaged")
    _refuse_part_names(archive.names)
    if "META-INF/manifest.xml" not in archive.entries or "content.xml" not in archive.entries:
        raise Found("damaged")
    archive.walk(_look_at_text, lambda name, data: _look_at_part(archive, name, data))
    return kind


def _refuse_part_names(names: list[str]) -> None:
    for name in names:
        # LibreOffice writes an empty library list beside every document it converts.
        if name.startswith(("Basic/", "Scripts/")) and not name.endswith(
            ("/", "-lc.xml", "-lb.xml")
        ):
            raise Found("macros")


def _look_at_text(name: str, text: bytes) -> None:
    if name == "META-INF/manifest.xml" and _LOCKED.search(text):
        raise Found("encrypted")
    if _SCRIPT.search(text):
        raise Found("macros")
    if _DDE.search(text):
        raise Found("remote", "DDE")
    if found := _FAR.search(text):
        raise Found("remote", found.group()[-60:].decode("utf-8", "replace"))


def _look_at_part(archive: Archive, name: str, data: bytes) -> None:
    if is_program(data):
        raise Found("controls", name)
    if data.startswith(OLE):
        refuse_unsafe_object(archive.read(name, most=64 * 1024 * 1024), name)
    elif data.startswith((ZIP, b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00")):
        raise Found("nested_archive", name)
