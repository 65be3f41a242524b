"""Word, Excel and PowerPoint files of today (.docx, .xlsx, .pptx)."""

from __future__ import annotations

import io
import re
from typing import Final
from xml.etree import ElementTree

from tidtam.evidence.inspection.archives import Archive
from tidtam.evidence.inspection.old_office import refuse_unsafe_object
from tidtam.evidence.inspection.reasons import Found
from tidtam.evidence.inspection.signatures import OLE, ZIP, is_program

CONTENT_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "application/vnd.openxmlformats-officedocument."
_KINDS: Final = {
    f"{_MAIN}wordprocessingml.document.main+xml": "docx",
    f"{_MAIN}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_MAIN}presentationml.presentation.main+xml": "pptx",
}
# Links that a person clicks, and links to other workbooks, which Excel asks about first.
_QUIET_LINKS: Final = (
    "hyperlink",
    "externallinkpath",
    "video",
    "audio",
    "media",
    "externallinklongpath",
)
_FAR: Final = re.compile(r"^(?:https?|ftp|mhtml):|^\\\\|^//", re.IGNORECASE)
_FILE: Final = re.compile(r"^file:([\\/]*)(.?.?)", re.IGNORECASE | re.DOTALL)
_MACRO_PARTS: Final = ("vbaproject.bin", "vbadata.xml", "vbaprojectsignature.bin")
_ACTIVE: Final = re.compile(
    rb"<(?:\w+:)?ddeLink\b"
    rb"|<w:instrText[^>]*>\s*&?(?:quot;)?\s*DDE(?:AUTO)?\b"
    rb"|w:instr=\"\s*DDE(?:AUTO)?\b"
    rb"|refreshOnLoad=\"(?:1|true)\""
)
_SVG_SCRIPT: Final = re.compile(
    rb"<script|\son[a-z]+\s*=|javascript:|<foreignObject", re.IGNORECASE
)
_ARCHIVES: Final = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00", b"MSCF")
_EMBEDDED: Final = (".docx", ".xlsx", ".pptx")


def kind_of_ooxml(archive: Archive, *, depth: int = 0) -> str:
    """ "docx", "xlsx" or "pptx", once nothing in it acts on its own.

    Raises:
        Found: macros, controls, content from elsewhere, archives or programs inside.
    """
    _refuse_part_names(archive.names)
    kind = _kind_by_content_types(archive.read(CONTENT_TYPES))
    for name in archive.names:
        if name.casefold().endswith(".rels"):
            _refuse_far_links(archive.read(name))
    archive.walk(_look_at_text, lambda name, data: _look_at_part(archive, name, data, depth))
    return kind


def _refuse_part_names(names: list[str]) -> None:
    for name in (each.casefold() for each in names):
        last = name.rsplit("/")[-1]
        if last in _MACRO_PARTS or "/macrosheets/" in name:
            raise Found("macros")
        if "/activex/" in name:
            raise Found("controls", "ActiveX")


def _parsed(data: bytes) -> ElementTree.Element:
    if b"<!" in data.replace(b"<!--", b""):
        raise Found("unsafe_parts", "DOCTYPE")
    try:
        return ElementTree.fromstring(data)  # noqa: S314 — declarations were refused above
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise Found("damaged") from error


def _kind_by_content_types(data: bytes) -> str:
    types = {element.get("ContentType", "") for element in _parsed(data)}
    if any("macroenabled" in each.casefold() or "vbaproject" in each.casefold() for each in types):
        raise Found("macros")
    kinds = {_KINDS[each] for each in types if each in _KINDS}
    if len(kinds) != 1:
        raise Found("two_in_one", "Office") if kinds else Found("unknown")
    return kinds.pop()


def _refuse_far_links(data: bytes) -> None:
    for link in _parsed(data):
        kind = link.get("Type", "").rsplit("/")[-1].casefold()
        target = link.get("Target", "").strip()
        if kind == "afchunk":
            raise Found("controls", "altChunk")
        if link.get("TargetMode", "").casefold() != "external" or kind in _QUIET_LINKS:
            continue
        if is_far(target):
            raise Found("remote", f"{kind}: {target}")


def is_far(target: str) -> bool:
    """Whether a link leads off the reader's machine: the web, or a shared folder elsewhere."""
    if _FAR.search(target):
        return True
    found = _FILE.match(target)
    if found is None:
        return False
    slashes, start = found.groups()
    # file:///C:\\… and file:///home/… are of this machine, file:///\\\\server\\… is not.
    return not (start[1:] in (":", "|") or slashes in ("", "/", "///"))


def _look_at_text(name: str, text: bytes) -> None:
    if name.casefold().endswith(".svg"):
        if _SVG_SCRIPT.search(text):
            raise Found("svg")
    elif found := _ACTIVE.search(text):
        word = "DDE" if b"dde" in found.group().lower() else "refreshOnLoad"
        raise Found("remote", word)


def _look_at_part(archive: Archive, name: str, data: bytes, depth: int) -> None:
    if is_program(data):
        raise Found("controls", name)
    if data.startswith(OLE):
        refuse_unsafe_object(archive.read(name, most=64 * 1024 * 1024), name)
    elif data.startswith(ZIP):
        if depth or not name.casefold().endswith(_EMBEDDED):
            raise Found("nested_archive", name)
        inner = archive.read(name, most=64 * 1024 * 1024)
        kind_of_ooxml(Archive(io.BytesIO(inner)), depth=depth + 1)
    elif data.startswith(_ARCHIVES):
        raise Found("nested_archive", name)
