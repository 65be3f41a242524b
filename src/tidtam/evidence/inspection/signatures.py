"""What the first bytes of a file say it is; only what we refuse, or hand on to a family."""

from __future__ import annotations

import re
from typing import Final

from tidtam.evidence.inspection.reasons import Found

HEAD: Final = 4096
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PDF: Final = b"%PDF-"
MARKUP: Final = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|script|iframe|svg|object|embed|\?php)[\s>/]|<\?php",
    re.IGNORECASE,
)

# First bytes, the line of the table of reasons, and what people call it.
_REFUSED: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"MZ", "program", "Windows"),
    (b"\x7fELF", "program", "Linux"),
    (b"\xca\xfe\xba\xbe", "program", "Java, macOS"),
    (b"\xfe\xed\xfa\xce", "program", "macOS"),
    (b"\xfe\xed\xfa\xcf", "program", "macOS"),
    (b"\xcf\xfa\xed\xfe", "program", "macOS"),
    (b"\xce\xfa\xed\xfe", "program", "macOS"),
    (b"dex\n", "program", "Android"),
    (b"#!", "program", "script"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "program", "shortcut .lnk"),
    (b"MSCF", "archive", "cab"),
    (b"Rar!\x1a\x07", "archive", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "archive", "7z"),
    (b"\x1f\x8b", "archive", "gzip"),
    (b"BZh", "archive", "bzip2"),
    (b"\xfd7zXZ\x00", "archive", "xz"),
    (b"\x28\xb5\x2f\xfd", "archive", "zstd"),
    (b"PK\x05\x06", "archive", "zip"),
    (b"PK\x07\x08", "archive", "zip"),
    (b"{\\rtf", "rtf", ""),
    (b"GIF8", "other_picture", "GIF"),
    (b"BM", "other_picture", "BMP"),
    (b"II*\x00", "other_picture", "TIFF"),
    (b"MM\x00*", "other_picture", "TIFF"),
    (b"8BPS", "other_picture", "Photoshop"),
    (b"\x1aE\xdf\xa3", "video", ""),
    (b"ID3", "video", ""),
    (b"OggS", "video", ""),
    (b"FLV", "video", ""),
)
_HEIC: Final = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")


def refuse_by_first_bytes(head: bytes) -> None:
    """Raise Found where the first bytes are those of a kind that is not kept."""
    for first, reason, detail in _REFUSED:
        if head.startswith(first):
            raise Found(reason, detail)
    if head[4:8] == b"ftyp":
        raise Found("heic" if head[8:12] in _HEIC else "video")
    if head[:4] == b"RIFF" and head[8:12] in (b"AVI ", b"WAVE"):
        raise Found("video")
    if head[257:262] == b"ustar":
        raise Found("archive", "tar")
    refuse_markup(head)


def refuse_markup(head: bytes) -> None:
    """Raise Found for a web page or an SVG, in whatever encoding it begins."""
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if b"<svg" in start[:2048] and start.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype")):
        raise Found("svg")
    if MARKUP.match(start) or start.startswith((b"<!--", b"mime-version:", b"<!doctype")):
        raise Found("html")


def is_program(data: bytes) -> bool:
    """Whether a part inside a document is a program for some machine."""
    if data.startswith((b"\x7fELF", b"dex\n", b"L\x00\x00\x00\x01\x14\x02\x00")):
        return True
    return data.startswith(b"MZ") and (
        b"This program" in data[:512] or b"PE\x00\x00" in data[:1024]
    )
