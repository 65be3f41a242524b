"""The kinds of file that are kept, each found by opening the file, never by its name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from tidtam.thai.bilingual import Bilingual

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
# Control characters, and those that turn the direction of writing ("cod.exe" read backwards).
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]')
LONGEST_NAME: Final = 180


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    Attributes:
        code: what is stored ("jpeg").
        ending: the ending of its names, without the dot; others that fit in ``also``.
        content_type: what a download says it is; never one that a browser runs.
        words: what people call it.
    """

    code: str
    ending: str
    content_type: str
    words: Bilingual
    also: tuple[str, ...] = ()

    @property
    def is_image(self) -> bool:
        return self.code in ("jpeg", "png", "webp")

    @property
    def has_pages(self) -> bool:
        return self.code == "pdf"

    @property
    def is_office(self) -> bool:
        """Whether LibreOffice can make pages of it."""
        return self.code in ("docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt")

    @property
    def is_plain(self) -> bool:
        return self.code in ("txt", "csv")


KINDS: Final = {
    kind.code: kind
    for kind in (
        Kind("jpeg", "jpg", "image/jpeg", Bilingual("ภาพ JPEG", "JPEG picture"), ("jpeg", "jpe")),
        Kind("png", "png", "image/png", Bilingual("ภาพ PNG", "PNG picture")),
        Kind("webp", "webp", "image/webp", Bilingual("ภาพ WebP", "WebP picture")),
        Kind("pdf", "pdf", "application/pdf", Bilingual("เอกสาร PDF", "PDF document")),
        Kind(
            "docx",
            "docx",
            f"{_OFFICE}.wordprocessingml.document",
            Bilingual("เอกสาร Word", "Word document"),
        ),
        Kind(
            "xlsx",
            "xlsx",
            f"{_OFFICE}.spreadsheetml.sheet",
            Bilingual("ตาราง Excel", "Excel workbook"),
        ),
        Kind(
            "pptx",
            "pptx",
            f"{_OFFICE}.presentationml.presentation",
            Bilingual("สไลด์ PowerPoint", "PowerPoint slides"),
        ),
        Kind("odt", "odt", f"{_OPEN}.text", Bilingual("เอกสาร OpenDocument", "OpenDocument text")),
        Kind(
            "ods",
            "ods",
            f"{_OPEN}.spreadsheet",
            Bilingual("ตาราง OpenDocument", "OpenDocument sheet"),
        ),
        Kind(
            "odp",
            "odp",
            f"{_OPEN}.presentation",
            Bilingual("สไลด์ OpenDocument", "OpenDocument slides"),
        ),
        Kind(
            "doc", "doc", "application/msword", Bilingual("เอกสาร Word รุ่นเดิม", "old Word document")
        ),
        Kind(
            "xls",
            "xls",
            "application/vnd.ms-excel",
            Bilingual("ตาราง Excel รุ่นเดิม", "old Excel workbook"),
        ),
        Kind(
            "ppt",
            "ppt",
            "application/vnd.ms-powerpoint",
            Bilingual("สไลด์ PowerPoint รุ่นเดิม", "old PowerPoint slides"),
        ),
        Kind("txt", "txt", "text/plain", Bilingual("ข้อความ", "plain text")),
        Kind("csv", "csv", "text/csv", Bilingual("ตาราง CSV", "CSV table")),
    )
}


def ending_of(name: str) -> str:
    """The ending of a name, in small letters without the dot; "" where there is none."""
    stem, dot, ending = name.strip().rpartition(".")
    return ending.casefold() if stem and dot else ""


def safe_name(name: str, kind: Kind) -> str:
    """A name for a download: no path, no tricks of writing direction, the true ending.

    A Thai name stays Thai; where another ending was given the true one is added.
    """
    plain = _UNSAFE.sub(" ", unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/")[-1]))
    plain = " ".join(plain.split()).strip(". ")
    if ending_of(plain) not in (kind.ending, *kind.also):
        plain = f"{plain[:LONGEST_NAME]}.{kind.ending}" if plain else f"หลักฐาน.{kind.ending}"
    if len(plain) <= LONGEST_NAME + 6:
        return plain
    return f"{plain[:LONGEST_NAME].rstrip()}.{kind.ending}"


def plain_name(name: str) -> str:
    """The name as given, made safe to show in a sentence and short enough to read."""
    plain = _UNSAFE.sub(" ", name.replace("\\", "/").rsplit("/")[-1])
    plain = " ".join(plain.split()) or "?"
    return plain if len(plain) <= 80 else f"{plain[:60]}…{plain[-15:]}"
