"""Opens the zip file that an Excel or Word file is, trusting nothing it says of itself.

Nothing is ever unpacked to disk and no link in the file is followed. A part is read
only when asked for, counted while it is unpacked, and refused when it declares XML
entities.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from tidtam.imports.errors import (
    FileRefused,
    FileTooLarge,
    NotADocument,
    NotAWorkbook,
    UnsafeFile,
)

# A workbook of 245 offices x 60 nodes x 3 instruments is about 0.3 MB, 4 MB unpacked.
MAX_FILE_BYTES: Final = 10 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 48 * 1024 * 1024
MAX_PARTS: Final = 500
# Sheet XML shrinks 10 to 30 times; deflate cannot do more than 1,032.
MAX_RATIO: Final = 200
_RATIO_FROM_BYTES: Final = 1024 * 1024
_CHUNK: Final = 256 * 1024

_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_DOCTYPE: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UNSAFE_NAME: Final = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|^[A-Za-z]:|\\|\x00")
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


@dataclass(frozen=True, slots=True)
class Program:
    """What tells the files of one program from others, and how they are spoken of.

    Attributes:
        one: its name after the article.
        folder: begins the names of its parts.
        kind: what the program calls such a file when saving.
        protect_th, protect_en: where a password is taken away.
        others: what it may be instead.
    """

    name: str
    one: str
    ending: str
    folder: str
    kind: str
    with_macros: str
    older: str
    protect_th: str
    protect_en: str
    others: str
    refused: type[FileRefused]


EXCEL: Final = Program(
    name="Excel",
    one="an Excel",
    ending=".xlsx",
    folder="xl/",
    kind="Excel Workbook (.xlsx)",
    with_macros=".xlsm",
    older=".xls, .xlsb",
    protect_th="ป้องกันสมุดงาน",
    protect_en="Protect Workbook",
    others="Word, ODS",
    refused=NotAWorkbook,
)
WORD: Final = Program(
    name="Word",
    one="a Word",
    ending=".docx",
    folder="word/",
    kind="Word Document (.docx)",
    with_macros=".docm",
    older=".doc",
    protect_th="ป้องกันเอกสาร",
    protect_en="Protect Document",
    others="Excel, ODT",
    refused=NotADocument,
)


def check_size(size: int) -> None:
    """Refuse a file by its size alone, so that a page can do it before reading it.

    Args:
        size: bytes.

    Raises:
        FileTooLarge: above ``MAX_FILE_BYTES``.
    """
    if size > MAX_FILE_BYTES:
        raise FileTooLarge(
            f"ไฟล์มีขนาด {_megabytes(size)} MB เกินขนาดที่รับได้ {_megabytes(MAX_FILE_BYTES)} MB "
            "โปรดดาวน์โหลดแบบกรอกใหม่แล้ววางเฉพาะค่าลงไป",
            f"The file is {_megabytes(size)} MB, above the limit of "
            f"{_megabytes(MAX_FILE_BYTES)} MB; download a fresh template and paste only "
            "the values into it.",
        )


class Package:
    """The parts of one file of Excel or Word, by name."""

    def __init__(self, data: bytes, program: Program = EXCEL) -> None:
        """Open ``data`` and check its directory; no part is unpacked yet.

        Raises:
            FileTooLarge, NotAWorkbook, NotADocument, UnsafeFile: see
                :mod:`tidtam.imports.errors`.
        """
        check_size(len(data))
        _check_signature(data, program)
        self._program = program
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise _damaged(self._program) from error
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._unpacked = 0
        _check_directory(self._zip.infolist(), program)
        _check_kind(self._entries, program)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The unpacked bytes of part ``name``, counted while unpacking.

        Raises:
            NotAWorkbook, NotADocument: the part is missing or damaged.
            FileTooLarge: the parts read so far exceed ``MAX_UNPACKED_BYTES``.
            UnsafeFile: it declares XML entities, or is larger than it says.
        """
        if name not in self._entries:
            raise _damaged(self._program)
        try:
            part = self._unpack(self._entries[name])
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
            raise _damaged(self._program) from error
        if b"\x00" in part or _DOCTYPE.search(part):
            program = self._program.name
            raise _unsafe(
                f"มีคำสั่ง XML ที่ {program} ไม่ใช้", f"it holds XML that {program} never writes"
            )
        return part

    def _unpack(self, entry: zipfile.ZipInfo) -> bytes:
        chunks: list[bytes] = []
        with self._zip.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                self._unpacked += len(chunk)
                if self._unpacked > MAX_UNPACKED_BYTES:
                    raise _too_much()
                chunks.append(chunk)
        return b"".join(chunks)


def _check_signature(data: bytes, program: Program) -> None:
    if not data:
        raise program.refused(
            f"ไฟล์ว่างเปล่า (0 ไบต์) โปรดบันทึกไฟล์จาก {program.name} ใหม่แล้วส่งอีกครั้ง",
            f"The file is empty (0 bytes); save it again from {program.name} and upload it.",
        )
    if data.startswith(_OLD_OFFICE):
        raise _locked(program) if _ENCRYPTED in data else _old(program)
    if not data.startswith(_ZIP):
        raise program.refused(
            f"ไฟล์นี้ไม่ใช่ไฟล์ {program.name} ({program.ending}) แม้ชื่อจะลงท้ายเช่นนั้น "
            "(เช่น CSV หรือ PDF ที่เปลี่ยนชื่อ) "
            f"โปรดเปิดใน {program.name} แล้วบันทึกเป็น {program.kind}",
            f"This is not {program.one} file ({program.ending}), whatever its name says "
            f"(a renamed CSV or PDF, perhaps); open it in {program.name} and save it as "
            f"{program.kind}.",
        )


def _check_directory(entries: list[zipfile.ZipInfo], program: Program) -> None:
    if len(entries) > MAX_PARTS:
        raise _too_much()
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise _unsafe("มีชื่อไฟล์ย่อยซ้ำกัน", "two of its parts have the same name")
    for entry in entries:
        _check_entry(entry, program)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise _too_much()


def _check_entry(entry: zipfile.ZipInfo, program: Program) -> None:
    if entry.flag_bits & 1:
        raise _locked(program)
    if _UNSAFE_NAME.search(entry.filename) or entry.compress_type not in _METHODS:
        raise _unsafe(
            f"มีไฟล์ย่อยที่ไม่ใช่ของ {program.name}", f"it holds a part that {program.name} never writes"
        )
    if (
        entry.file_size > _RATIO_FROM_BYTES
        and entry.file_size > max(entry.compress_size, 1) * MAX_RATIO
    ):
        raise _unsafe("มีข้อมูลที่ขยายตัวผิดปกติเมื่อเปิด", "it swells abnormally when opened")


def _check_kind(entries: dict[str, zipfile.ZipInfo], program: Program) -> None:
    names = {name.casefold() for name in entries}
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise UnsafeFile(
            f"ไฟล์มีแมโคร ({program.with_macros}) ซึ่งระบบไม่รับ โปรดบันทึกเป็น {program.kind} แล้วส่งใหม่",
            f"The file carries macros ({program.with_macros}), which are refused; save it as "
            f"{program.kind} and upload it again.",
        )
    if "[content_types].xml" not in names or not any(n.startswith(program.folder) for n in names):
        raise program.refused(
            f"ไฟล์นี้ไม่ใช่ไฟล์ {program.name} ({program.ending}) แต่เป็นไฟล์ชนิดอื่น "
            f"(เช่น {program.others} หรือ zip) โปรดบันทึกเป็น {program.kind}",
            f"This is another kind of file ({program.others} or zip, perhaps), not "
            f"{program.one} file ({program.ending}); save it as {program.kind}.",
        )
    if "xl/workbook.bin" in names:
        raise _old(program)


def _locked(program: Program) -> FileRefused:
    return program.refused(
        f"ไฟล์มีรหัสผ่าน ระบบจึงเปิดไม่ได้ โปรดเอารหัสผ่านออก (แฟ้ม > ข้อมูล > {program.protect_th}) แล้วส่งใหม่",
        "The file has a password and cannot be opened; remove the password "
        f"(File > Info > {program.protect_en}) and upload it again.",
    )


def _old(program: Program) -> FileRefused:
    return program.refused(
        f"ไฟล์เป็น {program.name} รุ่นเก่าหรือแบบไบนารี ({program.older}) "
        f"โปรดเปิดแล้วบันทึกเป็น {program.kind}",
        f"The file is in an old or binary {program.name} format ({program.older}); open it "
        f"and save it as {program.kind}.",
    )


def _damaged(program: Program) -> FileRefused:
    return program.refused(
        f"ไฟล์ {program.name} เสียหายหรือส่งมาไม่ครบ โปรดเปิดใน {program.name} แล้วบันทึกใหม่ก่อนส่งอีกครั้ง",
        f"The {program.name} file is damaged or incomplete; open it in {program.name}, save it "
        "anew and upload it again.",
    )


def _too_much() -> FileRefused:
    return FileTooLarge(
        "ไฟล์มีเนื้อหามากเกินไปเมื่อเปิด (อาจจัดรูปแบบทั้งแผ่น) โปรดดาวน์โหลดแบบกรอกใหม่แล้ววางเฉพาะค่าลงไป",
        "The file holds too much once opened (whole sheets formatted, perhaps); download a "
        "fresh template and paste only the values into it.",
    )


def _unsafe(th: str, en: str) -> FileRefused:
    return UnsafeFile(
        f"ไฟล์นี้ไม่ปลอดภัย: {th} ระบบจึงไม่เปิด โปรดดาวน์โหลดแบบกรอกใหม่แล้วกรอกลงในไฟล์นั้น",
        f"This file is not safe: {en}; download a fresh template and fill in that file.",
    )


def _megabytes(size: int) -> str:
    return f"{size / (1024 * 1024):.0f}"
