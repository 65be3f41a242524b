"""Word, Excel and PowerPoint files as they were until 2003 (.doc, .xls, .ppt), by olefile."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import olefile

from tidtam.evidence.inspection.reasons import Found

_VBA: Final = ("_vba_project", "_vba_project_cur", "vba", "macros")
_MOST: Final = 256 * 1024 * 1024
# Numbers of records in the streams of Excel and PowerPoint, as Microsoft documents them.
_BOUNDSHEET, _FILEPASS, _MACRO_SHEET = 0x0085, 0x002F, 1
_PPT_VBA: Final = b"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00"
_PPT_LOCKED: Final = b"\xdf\xc4\xd1\xf3"
_WORD_MAGIC, _WORD_LOCKED = 0xA5EC, 0x0100


def kind_of_old_office(path: Path) -> str:
    """ "doc", "xls" or "ppt", once it has no macros, no password and no inserted files.

    Raises:
        Found: what it is instead.
    """
    try:
        with olefile.OleFileIO(str(path)) as ole:
            return _kind(ole)
    except Found:
        raise
    except Exception as error:  # olefile raises whatever a crooked file leads it into
        raise Found("damaged") from error


def refuse_unsafe_object(data: bytes, name: str) -> None:
    """Refuse an object inserted into a document that carries macros or any file.

    Raises:
        Found: ``macros``, ``controls``, or ``damaged`` where it cannot be opened.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as ole:
            _refuse_parts(ole, name)
    except Found:
        raise
    except Exception as error:  # as above
        raise Found("damaged") from error


def _refuse_parts(ole: olefile.OleFileIO, name: str) -> None:
    for entry in ole.listdir(streams=True, storages=True):
        for part in (each.casefold() for each in entry):
            if part in _VBA:
                raise Found("macros")
            if part == "\x01ole10native" or part == "package":
                raise Found("controls", name)
            if part in ("encryptedpackage", "encryptioninfo", "encryptedsummary"):
                raise Found("encrypted")


def _kind(ole: olefile.OleFileIO) -> str:
    _refuse_parts(ole, "OLE")
    if ole.exists("WordDocument"):
        return _word(_stream(ole, "WordDocument", most=64))
    for stream in ("Workbook", "Book"):
        if ole.exists(stream):
            return _excel(_stream(ole, stream))
    if ole.exists("PowerPoint Document"):
        return _powerpoint(ole)
    raise Found("unknown")


def _stream(ole: olefile.OleFileIO, name: str, *, most: int = _MOST) -> bytes:
    with ole.openstream(name) as stream:
        data: bytes = stream.read(most)
    return data


def _word(head: bytes) -> str:
    magic, flags = struct.unpack_from("<H", head, 0)[0], struct.unpack_from("<H", head, 10)[0]
    if magic != _WORD_MAGIC:
        raise Found("damaged")
    if flags & _WORD_LOCKED:
        raise Found("encrypted")
    return "doc"


def _excel(data: bytes) -> str:
    for number, body in _excel_records(data):
        if number == _FILEPASS:
            raise Found("encrypted")
        if number == _BOUNDSHEET and len(body) > 5 and body[5] == _MACRO_SHEET:
            raise Found("macros")
    return "xls"


def _excel_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of the first part of a workbook, up to its end mark."""
    at = 0
    while at + 4 <= len(data):
        number, length = struct.unpack_from("<HH", data, at)
        yield number, data[at + 4 : at + 4 + length]
        if number == 0x000A:
            return
        at += 4 + length


def _powerpoint(ole: olefile.OleFileIO) -> str:
    if ole.exists("Current User") and _PPT_LOCKED in _stream(ole, "Current User", most=64):
        raise Found("encrypted")
    data = _stream(ole, "PowerPoint Document")
    at = data.find(_PPT_VBA)
    while at >= 0:
        flag = data[at + len(_PPT_VBA) + 4 : at + len(_PPT_VBA) + 8]
        if flag != b"\x00\x00\x00\x00":
            raise Found("macros")
        at = data.find(_PPT_VBA, at + 1)
    return "ppt"
