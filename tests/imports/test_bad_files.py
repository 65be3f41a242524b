"""Bad files: each refused with one sentence, before any harm; made for real, byte by byte."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
import subprocess
import tracemalloc
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from marks_files import FILLED, part, rezipped, template, with_part

from tidtam.imports.errors import FileRefused, FileTooLarge, NotAWorkbook, UnsafeFile
from tidtam.imports.marks import MarksDraft, read_marks
from tidtam.imports.package import MAX_FILE_BYTES, Package, check_size
from tidtam.reports.workbooks.marks import marks_workbook

GOOD = marks_workbook(FILLED)
SHEET = "xl/worksheets/sheet2.xml"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def refusal(data: bytes) -> FileRefused:
    """The refusal of ``data``; both languages say something."""
    with pytest.raises(FileRefused) as caught:
        read_marks(data, expected=template())
    assert caught.value.th
    assert caught.value.en
    return caught.value


def word_document() -> bytes:
    buffer = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("คะแนน")
    document.save(buffer)
    return buffer.getvalue()


def plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("marks.csv", "1,2,3")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b"", "The file is empty (0 bytes)"),
        ("สำนักงาน,1,2\nสพป.ตราด,3,4\n".encode(), "This is not an Excel file (.xlsx)"),
        (b"%PDF-1.7\n", "This is not an Excel file (.xlsx)"),
        (b"<html><table><tr><td>5</td></tr></table></html>", "This is not an Excel file"),
        (OLD_OFFICE + "Workbook".encode("utf-16-le"), "The file is in an old or binary Excel"),
        (OLD_OFFICE + "EncryptedPackage".encode("utf-16-le"), "The file has a password"),
        (word_document(), "This is another kind of file"),
        (plain_zip(), "This is another kind of file"),
        (GOOD[: len(GOOD) // 2], "The Excel file is damaged or incomplete"),
        (b"PK\x03\x04" + b"\x00" * 2000, "The Excel file is damaged or incomplete"),
    ],
    ids=["empty", "csv", "pdf", "html", "xls", "locked", "word", "zip", "half", "zeros"],
)
def test_file_that_is_no_workbook_is_refused(data: bytes, start: str) -> None:
    error = refusal(data)

    assert type(error) is NotAWorkbook
    assert error.en.startswith(start)


def test_hundred_megabytes_are_refused_before_they_are_opened() -> None:
    data = bytes(100 * 1024 * 1024)

    error = refusal(data)

    assert type(error) is FileTooLarge
    assert error.en.startswith("The file is 100 MB, above the limit of 10 MB")


def test_size_limit_is_exact() -> None:
    check_size(MAX_FILE_BYTES)

    with pytest.raises(FileTooLarge):
        check_size(MAX_FILE_BYTES + 1)


def test_zip_bomb_is_refused_by_its_directory() -> None:
    """One gigabyte of zeros in a megabyte: never unpacked."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", SHEET):
            archive.writestr(name, bytes(20 * 1024 * 1024))
    tracemalloc.start()

    error = refusal(buffer.getvalue())

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert type(error) is UnsafeFile
    assert peak < 8 * 1024 * 1024


def test_zip_bomb_that_understates_its_sizes_is_refused() -> None:
    """The directory says 100 bytes, the data unpacks to 30 MB."""
    bomb = with_part(SHEET, bytes(30 * 1024 * 1024))
    size = (30 * 1024 * 1024).to_bytes(4, "little")

    error = refusal(bomb.replace(size, (100).to_bytes(4, "little")))

    assert type(error) is NotAWorkbook
    assert error.en.startswith("The Excel file is damaged")


def test_many_small_sheets_that_add_up_are_refused() -> None:
    """Each part stays under the ratio; together they pass the limit."""
    noise = b"".join(hashlib.sha256(bytes([n % 256])).digest() for n in range(256))
    parts = {f"xl/media/{n}.bin": noise * 96 for n in range(70)}

    assert type(refusal(rezipped(GOOD, parts))) is FileTooLarge


def test_thousand_parts_are_refused() -> None:
    error = refusal(rezipped(GOOD, {f"xl/part{n}.xml": b"<a/>" for n in range(1000)}))

    assert type(error) is FileTooLarge


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!doctype x SYSTEM "http://127.0.0.1/x.dtd">',
    ],
    ids=["billion laughs", "local file", "outside definition"],
)
def test_xml_entities_are_refused(declaration: bytes) -> None:
    sheet = part(GOOD, SHEET).replace(b"<worksheet", declaration + b"<worksheet", 1)

    error = refusal(with_part(SHEET, sheet))

    assert type(error) is UnsafeFile


def test_entities_in_another_encoding_are_refused() -> None:
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

    error = refusal(with_part(SHEET, text.encode("utf-16")))

    assert type(error) is UnsafeFile


def test_claimed_encoding_changes_nothing() -> None:
    """Excel writes UTF-8; another name for it is neither believed nor a way to fail."""
    sheet = part(GOOD, SHEET).replace(b"UTF-8", b"no-such-encoding", 1)

    draft = read_marks(with_part(SHEET, sheet), expected=template())

    assert draft.usable


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "xl\\..\\evil", "C:/evil"])
def test_part_with_a_path_outside_is_refused(name: str) -> None:
    error = refusal(with_part(name, b"<a/>"))

    assert type(error) is UnsafeFile


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_part_that_stands_twice_is_refused() -> None:
    """Two readers could each see another one."""
    buffer = io.BytesIO(GOOD)
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")

    assert type(refusal(buffer.getvalue())) is UnsafeFile


def test_macros_are_refused() -> None:
    error = refusal(with_part("xl/vbaProject.bin", b"\x00macro"))

    assert type(error) is UnsafeFile
    assert "macros (.xlsm)" in error.en


def test_locked_zip_is_refused_as_one_with_a_password() -> None:
    entry = GOOD.replace(b"PK\x01\x02", b"PK\x01\x02", 1)
    place = entry.index(b"PK\x01\x02") + 8
    locked = entry[:place] + b"\x01\x00" + entry[place + 2 :]

    assert refusal(locked).en.startswith("The file has a password")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (SHEET, b"<worksheet><sheetData><row"),
        (SHEET, b""),
        ("xl/workbook.xml", b"not xml"),
        ("_rels/.rels", b"<Relationships/>"),
        (SHEET, b'<worksheet><mergeCells><mergeCell ref="??"/></mergeCells></worksheet>'),
        (
            SHEET,
            b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99999</v></c></row>'
            b"</sheetData></worksheet>",
        ),
        (SHEET, '<?xml version="1.0" encoding="tis-620"?><a>ก</a>'.encode("tis-620")),
    ],
    ids=["cut", "empty", "no xml", "no book", "merge", "string", "not UTF-8"],
)
def test_damaged_part_is_refused(name: str, content: bytes) -> None:
    error = refusal(with_part(name, content))

    assert type(error) is NotAWorkbook
    assert error.en.startswith("The Excel file is damaged")


def test_half_a_million_cells_are_refused() -> None:
    cells = b"".join(b"<c><v>%d</v></c>" % (n * 7919) for n in range(400_001))
    sheet = b"<worksheet><sheetData><row>" + cells + b"</row></sheetData></worksheet>"

    assert type(refusal(with_part(SHEET, sheet))) is FileTooLarge


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=12
    ),
    st.integers(0, 400),
)
def test_file_with_flipped_bytes_is_read_or_refused(flips: list[tuple[int, int]], cut: int) -> None:
    """Never another error, whatever the damage."""
    data = bytearray(GOOD)
    for place, value in flips:
        data[place] = value
    data = data[: len(data) - cut * 7] if cut > 300 else data

    with contextlib.suppress(FileRefused):
        assert isinstance(read_marks(bytes(data), expected=template()), MarksDraft)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]),
    st.lists(st.tuples(st.floats(0, 0.999), st.binary(min_size=1, max_size=6)), max_size=8),
)
def test_part_with_changed_text_is_read_or_refused(
    name: str, changes: list[tuple[float, bytes]]
) -> None:
    text = bytearray(part(GOOD, name))
    for place, piece in changes:
        start = int(place * len(text))
        text[start : start + len(piece)] = piece

    with contextlib.suppress(FileRefused):
        assert isinstance(read_marks(with_part(name, bytes(text)), expected=template()), MarksDraft)


def test_package_reads_the_parts_it_has() -> None:
    package = Package(GOOD)

    assert SHEET in package
    assert package.read(SHEET) == part(GOOD, SHEET)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("ending", "start"),
    [
        ("xls", "The file is in an old or binary Excel format"),
        ("ods", "This is another kind of file"),
        ("csv", "This is not an Excel file"),
    ],
)
def test_other_formats_written_by_libreoffice_are_refused(
    ending: str, start: str, tmp_path: Path
) -> None:
    source = tmp_path / "marks.xlsx"
    source.write_bytes(GOOD)
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(  # noqa: S603 - the tests' own file and a fixed program
        [  # noqa: S607
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            ending,
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    error = refusal((tmp_path / f"marks.{ending}").read_bytes())

    assert error.en.startswith(start)
