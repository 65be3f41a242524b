"""Names that open everywhere, an index, the same bytes each time."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import unicodedata
import zipfile

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tidtam.reports.archive import LONGEST, LONGEST_BYTES, Entry, safe_name, write_archive
from tidtam.reports.errors import BadArchiveName

DAY = dt.date(2023, 9, 29)


def packed(*entries: Entry) -> bytes:
    target = io.BytesIO()
    write_archive(target, entries, title="ผลรอบ 6 เดือน", issued=DAY)
    return target.getvalue()


def entry(name: str, data: bytes = b"data") -> Entry:
    return Entry(name, ".pdf", data, f"เรื่องของ {name}")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("สพป.ระยอง เขต 2", "สพป.ระยอง เขต 2.pdf"),
        ('ก/ข\\ค:ง*จ?ฉ"ช<ซ>ฌ|ญ', "ก-ข-ค-ง-จ-ฉ-ช-ซ-ฌ-ญ.pdf"),
        ("  จุดท้าย. . ", "จุดท้าย.pdf"),
        ("สอง\tช่อง\nสาม", "สอง-ช่อง-สาม.pdf"),
        ("CON", "_CON.pdf"),
        ("com1.txt", "_com1.txt.pdf"),
        ("../../etc/passwd", "-..-etc-passwd.pdf"),
        ("cafe\u0301", "café.pdf"),
    ],
)
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name, ".pdf") == safe


@pytest.mark.parametrize("name", ["", "   ", "...", " . "])
def test_a_name_of_nothing_is_refused_in_both_languages(name: str) -> None:
    with pytest.raises(BadArchiveName) as caught:
        safe_name(name, ".pdf")

    assert caught.value.th.startswith("ใช้ชื่อไฟล์")
    assert caught.value.en.startswith("The file name")


def test_a_long_thai_name_is_cut_before_a_consonant_never_before_its_mark() -> None:
    name = safe_name("ที่" * 60, ".pdf")

    assert name == "ที่" * 27 + ".pdf"
    assert len(name.encode()) <= LONGEST_BYTES


@given(st.text())
def test_every_name_opens_everywhere(name: str) -> None:
    assume(name.encode("utf-8", "ignore").decode() == name)
    try:
        safe = safe_name(name, ".docx")
    except BadArchiveName:
        return

    assert unicodedata.is_normalized("NFC", safe)
    assert not set('<>:"/\\|?*').intersection(safe)
    assert len(safe) <= LONGEST
    assert len(safe.encode()) <= LONGEST_BYTES
    assert not safe.removesuffix(".docx").endswith((" ", "."))


def test_thai_names_carry_the_utf8_mark() -> None:
    """General purpose bit 11: without it Windows reads Thai names in an old code page."""
    with zipfile.ZipFile(io.BytesIO(packed(entry("สพป.ตราด")))) as archive:
        infos = archive.infolist()

    thai = [info for info in infos if not info.filename.isascii()]
    assert [info.filename for info in thai] == ["สพป.ตราด.pdf"]
    assert all(info.flag_bits & 0x800 for info in thai)


def test_two_entries_of_one_name_both_stay() -> None:
    data = packed(entry("ก A", b"1"), entry("ก a", b"2"), entry("index"), entry("ก A", b"3"))

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        contents = [archive.read(name) for name in names[:4]]

    assert names == [
        "ก A.pdf",
        "ก a (2).pdf",
        "index.pdf",
        "ก A (3).pdf",
        "index.html",
        "index.csv",
    ]
    assert contents == [b"1", b"2", b"data", b"3"]


def test_the_index_lists_every_file_with_its_checksum() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(entry("ก"), entry("=ข <b>")))) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
        page = archive.read("index.html").decode()

    digest = hashlib.sha256(b"data").hexdigest()
    assert rows == [
        ["file", "title", "bytes", "sha256"],
        ["ก.pdf", "เรื่องของ ก", "4", digest],
        ["'=ข -b-.pdf", "เรื่องของ =ข <b>", "4", digest],
    ]
    assert '<a href="%E0%B8%81.pdf">ก.pdf</a>' in page
    assert "เรื่องของ =ข &lt;b&gt;" in page


def test_what_is_absent_stands_at_the_end_of_the_index_without_a_file() -> None:
    target = io.BytesIO()
    write_archive(target, [entry("ก")], title="ผล", issued=DAY, absent=["=ข <b>: ยังไม่ประกาศ"])

    with zipfile.ZipFile(target) as archive:
        rows = list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))
        page = archive.read("index.html").decode()
        names = archive.namelist()

    assert names == ["ก.pdf", "index.html", "index.csv"]
    assert rows[2:] == [["", "'=ข <b>: ยังไม่ประกาศ", "", ""]]
    assert "<td>=ข &lt;b&gt;: ยังไม่ประกาศ</td>" in page
    assert "<p>1 ไฟล์" in page


def test_the_same_entries_give_the_same_bytes() -> None:
    assert packed(entry("ก"), entry("ข")) == packed(entry("ก"), entry("ข"))


def test_an_empty_archive_still_has_an_index() -> None:
    with zipfile.ZipFile(io.BytesIO(packed())) as archive:
        assert archive.namelist() == ["index.html", "index.csv"]
