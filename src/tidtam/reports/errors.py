"""What can go wrong while a document is written, as one family.

ReportError
├── MissingFont      a font that does not come with the project was asked for
├── MissingGlyph     the text holds a character that none of our fonts can draw
├── PdfRefused       the PDF engine refused the document (for instance its accessibility gate)
└── BadArchiveName   a file name that cannot be made to open everywhere
"""

from __future__ import annotations

import unicodedata

from tidtam.shared.errors import TidtamError


class ReportError(TidtamError):
    """A document could not be written; ``th`` and ``en`` say what, where and what to do."""


class MissingFont(ReportError):
    """A family was asked for that is not among the project's own fonts."""

    @classmethod
    def of(cls, family: str, known: tuple[str, ...]) -> MissingFont:
        """The error for ``family``, naming the ``known`` ones."""
        names = ", ".join(known)
        return cls(
            f"ไม่พบแบบอักษร “{family}” ในระบบ ให้เลือกจาก {names}",
            f"The font “{family}” does not come with the system; choose one of {names}.",
        )


class MissingGlyph(ReportError):
    """A character of the text has no glyph in any of our fonts."""

    @classmethod
    def of(cls, character: str, where: str) -> MissingGlyph:
        """The error for ``character`` found in the text ``where``."""
        code = f"U+{ord(character):04X}"
        name = unicodedata.name(character, "?")
        return cls(
            f"ไม่มีแบบอักษรสำหรับอักขระ {code} ({name}) ในข้อความ “{where}” ให้ลบหรือแทนด้วยอักขระอื่น",
            f"No font can draw the character {code} ({name}) in the text “{where}”;"
            " delete it or write another one.",
        )


class PdfRefused(ReportError):
    """The PDF engine refused the document."""

    @classmethod
    def of(cls, title: str, reason: str) -> PdfRefused:
        """The error for the document ``title`` with the engine's own ``reason``."""
        return cls(
            f"สร้างไฟล์ PDF ของ “{title}” ไม่ได้ เพราะ {reason} ให้แจ้งผู้ดูแลระบบพร้อมข้อความนี้",
            f"The PDF of “{title}” could not be made: {reason}."
            " Pass this message to the system's administrator.",
        )


class BadArchiveName(ReportError):
    """A file name holds nothing that a file system can keep, or is used twice."""

    @classmethod
    def of(cls, name: str) -> BadArchiveName:
        """The error for ``name``."""
        return cls(
            f"ใช้ชื่อไฟล์ “{name}” ไม่ได้ เพราะว่างหรือซ้ำกับไฟล์อื่น ให้ตั้งชื่อใหม่",
            f"The file name “{name}” is empty or used twice; choose another one.",
        )
