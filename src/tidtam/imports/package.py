"""Opens the zip file that an Excel workbook is, trusting nothing it says of itself.

Nothing is ever unpacked to disk and no link in the file is followed. A part is read
only when asked for, counted while it is unpacked, and refused when it declares XML
entities.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from tidtam.imports.errors import FileRefused, FileTooLarge, NotAWorkbook, UnsafeFile

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
    """The parts of one workbook file, by name."""

    def __init__(self, data: bytes) -> None:
        """Open ``data`` and check its directory; no part is unpacked yet.

        Raises:
            FileTooLarge, NotAWorkbook, UnsafeFile: see :mod:`tidtam.imports.errors`.
        """
        check_size(len(data))
        _check_signature(data)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
            raise _damaged() from error
        self._entries = {entry.filename: entry for entry in self._zip.infolist()}
        self._unpacked = 0
        _check_directory(self._zip.infolist())
        _check_kind(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """The unpacked bytes of part ``name``, counted while unpacking.

        Raises:
            NotAWorkbook: the part is missing or damaged.
            FileTooLarge: the parts read so far exceed ``MAX_UNPACKED_BYTES``.
            UnsafeFile: it declares XML entities, or is larger than it says.
        """
        if name not in self._entries:
            raise _damaged()
        try:
            part = self._unpack(self._entries[name])
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
            raise _damaged() from error
        if b"\x00" in part or _DOCTYPE.search(part):
            raise _unsafe("มีคำสั่ง XML ที่ Excel ไม่ใช้", "it holds XML that Excel never writes")
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


def _check_signature(data: bytes) -> None:
    if not data:
        raise NotAWorkbook(
            "ไฟล์ว่างเปล่า (0 ไบต์) โปรดบันทึกไฟล์จาก Excel ใหม่แล้วส่งอีกครั้ง",
            "The file is empty (0 bytes); save it again from Excel and upload it.",
        )
    if data.startswith(_OLD_OFFICE):
        raise _locked() if _ENCRYPTED in data else _old_excel()
    if not data.startswith(_ZIP):
        raise NotAWorkbook(
            "ไฟล์นี้ไม่ใช่ไฟล์ Excel (.xlsx) แม้ชื่อจะลงท้ายเช่นนั้น (เช่น CSV หรือ PDF ที่เปลี่ยนชื่อ) "
            "โปรดเปิดใน Excel แล้วบันทึกเป็น Excel Workbook (.xlsx)",
            "This is not an Excel file (.xlsx), whatever its name says (a renamed CSV or PDF, "
            "perhaps); open it in Excel and save it as Excel Workbook (.xlsx).",
        )


def _check_directory(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_PARTS:
        raise _too_much()
    if len({entry.filename.casefold() for entry in entries}) != len(entries):
        raise _unsafe("มีชื่อไฟล์ย่อยซ้ำกัน", "two of its parts have the same name")
    for entry in entries:
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise _too_much()


def _check_entry(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & 1:
        raise _locked()
    if _UNSAFE_NAME.search(entry.filename) or entry.compress_type not in _METHODS:
        raise _unsafe("มีไฟล์ย่อยที่ไม่ใช่ของ Excel", "it holds a part that Excel never writes")
    if (
        entry.file_size > _RATIO_FROM_BYTES
        and entry.file_size > max(entry.compress_size, 1) * MAX_RATIO
    ):
        raise _unsafe("มีข้อมูลที่ขยายตัวผิดปกติเมื่อเปิด", "it swells abnormally when opened")


def _check_kind(entries: dict[str, zipfile.ZipInfo]) -> None:
    names = {name.casefold() for name in entries}
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise UnsafeFile(
            "ไฟล์มีแมโคร (.xlsm) ซึ่งระบบไม่รับ โปรดบันทึกเป็น Excel Workbook (.xlsx) แล้วส่งใหม่",
            "The file carries macros (.xlsm), which are refused; save it as Excel Workbook "
            "(.xlsx) and upload it again.",
        )
    if "[content_types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise NotAWorkbook(
            "ไฟล์นี้ไม่ใช่ไฟล์ Excel (.xlsx) แต่เป็นไฟล์ชนิดอื่น (เช่น Word, ODS หรือ zip) "
            "โปรดบันทึกเป็น Excel Workbook (.xlsx)",
            "This is another kind of file (Word, ODS or zip, perhaps), not an Excel file "
            "(.xlsx); save it as Excel Workbook (.xlsx).",
        )
    if "xl/workbook.bin" in names:
        raise _old_excel()


def _locked() -> FileRefused:
    return NotAWorkbook(
        "ไฟล์มีรหัสผ่าน ระบบจึงเปิดไม่ได้ โปรดเอารหัสผ่านออก (แฟ้ม > ข้อมูล > ป้องกันสมุดงาน) แล้วส่งใหม่",
        "The file has a password and cannot be opened; remove the password "
        "(File > Info > Protect Workbook) and upload it again.",
    )


def _old_excel() -> FileRefused:
    return NotAWorkbook(
        "ไฟล์เป็น Excel รุ่นเก่าหรือแบบไบนารี (.xls, .xlsb) โปรดเปิดแล้วบันทึกเป็น Excel Workbook (.xlsx)",
        "The file is in an old or binary Excel format (.xls, .xlsb); open it and save it as "
        "Excel Workbook (.xlsx).",
    )


def _damaged() -> FileRefused:
    return NotAWorkbook(
        "ไฟล์ Excel เสียหายหรือส่งมาไม่ครบ โปรดเปิดใน Excel แล้วบันทึกใหม่ก่อนส่งอีกครั้ง",
        "The Excel file is damaged or incomplete; open it in Excel, save it anew and upload "
        "it again.",
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
