"""What is accepted, what is refused and with which words; real files, opened for real."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from pathlib import Path

import pikepdf
import pytest
from evidence_samples import (
    excel,
    moving,
    noise,
    odf,
    old_excel,
    old_slides,
    old_word,
    ole,
    pdf,
    pdf_with,
    photo,
    plain_zip,
    png,
    png_of_size,
    put,
    rezipped,
    scene,
    with_relation,
    word,
    written,
)
from PIL import Image

from tidtam.evidence.errors import FileRefused
from tidtam.evidence.inspection.images import open_image
from tidtam.evidence.inspection.opening import open_file
from tidtam.evidence.inspection.reasons import REASONS, Found
from tidtam.evidence.inspection.verdict import Verdict, verdict_of
from tidtam.evidence.opening import draw_pdf_page, open_sent_file

TYPES = "[Content_Types].xml"
MAIN = b"wordprocessingml.document.main+xml"
VBA_ATOM = b"\x1f\x00\xff\x03\x14\x00\x00\x00\x02\x00\x00\x04\x0c\x00\x00\x00\x01\x00\x00\x00"


def opened(tmp_path: Path, data: bytes, name: str = "x") -> Verdict:
    """Open in this process: the same functions, without the time a process takes to start."""
    return open_file(put(tmp_path / "sent", data), name=name, out=tmp_path)


def reason(tmp_path: Path, data: bytes, name: str = "x") -> str:
    with pytest.raises(Found) as found:
        opened(tmp_path, data, name)
    return found.value.reason


GOOD = {
    "jpeg": photo(),
    "png": png(),
    "webp": written(scene(), "WEBP"),
    "pdf": pdf(),
    "docx": word(),
    "xlsx": excel(),
    "odt": odf("text"),
    "ods": odf("spreadsheet"),
    "odp": odf("presentation"),
    "doc": old_word(),
    "xls": old_excel(),
    "ppt": old_slides(),
}


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize("name", ["x.exe", "ก.pdf", "none"])
def test_the_kind_is_found_by_opening_not_by_name(tmp_path: Path, kind: str, name: str) -> None:
    assert opened(tmp_path, GOOD[kind], name).kind == kind


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        ("สวัสดี\r\n".encode(), "a.txt", "txt"),
        ("สวัสดี\t1\n".encode("cp874"), "a.TXT", "txt"),
        ("\ufeffก,ข\n1,2".encode(), "a.csv", "csv"),
    ],
)
def test_text_in_thai_encodings_is_accepted(
    tmp_path: Path, data: bytes, name: str, kind: str
) -> None:
    assert opened(tmp_path, data, name).kind == kind


REFUSED = {
    "empty": (b"", "empty"),
    "windows program": (b"MZ" + noise(500), "program"),
    "linux program": (b"\x7fELF" + noise(500), "program"),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", "program"),
    "shortcut": (b"L\x00\x00\x00\x01\x14\x02\x00" + noise(60), "program"),
    "web page": (b"<!DOCTYPE html><html><script>alert(1)</script>", "html"),
    "web page behind blanks": (b"\xef\xbb\xbf \n<SCRIPT>alert(1)</SCRIPT>", "html"),
    "web page in utf-16": ("<html><script>".encode("utf-16"), "html"),
    "mail page": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "html"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "svg"),
    "svg with head": (b'<?xml version="1.0"?>\n<!-- x --><svg><script/></svg>', "svg"),
    "rar": (b"Rar!\x1a\x07\x01\x00" + noise(60), "archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + noise(60), "archive"),
    "gzip": (b"\x1f\x8b\x08" + noise(60), "archive"),
    "zip": (plain_zip(a=b"1"), "archive"),
    "rtf": (b"{\\rtf1 hello}", "rtf"),
    "gif": (written(scene(), "GIF"), "other_picture"),
    "tiff": (written(scene(), "TIFF"), "other_picture"),
    "bmp": (written(scene(), "BMP"), "other_picture"),
    "heic": (b"\x00\x00\x00\x18ftypheic" + noise(60), "heic"),
    "video": (b"\x00\x00\x00\x18ftypmp42" + noise(60), "video"),
    "noise": (b"\x00\x01" + noise(4000), "unknown"),
    # pictures
    "cut jpeg": (photo()[:-2000], "damaged"),
    "cut png": (png()[:-900], "damaged"),
    "pixel bomb": (png_of_size(60_000, 60_000), "pixels"),
    "moving png": (moving("PNG"), "animated"),
    "moving webp": (moving("WEBP"), "animated"),
    "jpeg and page behind": (photo() + b"<html><script>alert(1)</script>", "two_in_one"),
    "jpeg and page in a comment": (
        written(scene(), "JPEG", comment=b"<script>alert(1)</script>"),
        "two_in_one",
    ),
    "jpeg and zip": (photo() + plain_zip(a=b"1"), "two_in_one"),
    "png and zip": (png() + plain_zip(a=b"1"), "two_in_one"),
    "png and php": (png() + b"<?php system('x') ?>", "two_in_one"),
    # PDF
    "locked pdf": (
        pdf(encryption=pikepdf.Encryption(user="1", owner="2")),
        "encrypted",
    ),
    "pdf that forbids": (pdf(encryption=pikepdf.Encryption(user="", owner="2")), "encrypted"),
    "cut pdf": (pdf(30)[:1200], "damaged"),
    "junk before": (b"junk\n" + pdf(), "leading_junk"),
    "page before": (b"<html>" + pdf(), "leading_junk"),
    "data behind": (pdf() + b"MZ" + noise(100), "trailing_data"),
    "pdf and zip": (pdf() + plain_zip(a=b"1"), "two_in_one"),
    "open script": (pdf_with("open script"), "active_pdf"),
    "page script": (pdf_with("page script"), "active_pdf"),
    "named script": (pdf_with("named script"), "active_pdf"),
    "packed script": (
        pdf_with("open script", object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "active_pdf",
    ),
    "script spelt in numbers": (
        pdf_with("open script").replace(b"/JavaScript", b"/J#61vaScript"),
        "active_pdf",
    ),
    "launch": (pdf_with("launch"), "active_pdf"),
    "form sent away": (pdf_with("form sent away"), "active_pdf"),
    "xfa": (pdf_with("xfa"), "active_pdf"),
    "file in pdf": (pdf_with("attachment"), "pdf_attachment"),
    # Office of today
    "macro part": (rezipped(word(), add={"word/vbaProject.bin": b"x"}), "macros"),
    "macro type": (
        rezipped(word(), change={TYPES: (MAIN, b"ms-word.document.macroEnabled.main+xml")}),
        "macros",
    ),
    "macro sheet": (rezipped(excel(), add={"xl/macrosheets/sheet1.xml": b"<x/>"}), "macros"),
    "activex": (rezipped(word(), add={"word/activeX/activeX1.xml": b"<x/>"}), "controls"),
    "inserted program": (
        rezipped(word(), add={"word/media/a.png": b"MZ" + b"\0" * 78 + b"This program"}),
        "controls",
    ),
    "inserted package": (
        rezipped(word(), add={"word/embeddings/oleObject1.bin": ole({"\x01Ole10Native": b"x"})}),
        "controls",
    ),
    "zip inside": (
        rezipped(word(), add={"word/embeddings/a.zip": plain_zip(a=b"1")}),
        "nested_archive",
    ),
    "macros inside": (
        rezipped(
            word(),
            add={"word/embeddings/b.xlsx": rezipped(excel(), add={"xl/vbaProject.bin": b"x"})},
        ),
        "macros",
    ),
    "document in document in document": (
        rezipped(
            word(),
            add={
                "word/embeddings/b.docx": rezipped(word(), add={"word/embeddings/c.docx": word()})
            },
        ),
        "nested_archive",
    ),
    "far template": (
        with_relation(
            word(),
            "word/_rels/document.xml.rels",
            kind="attachedTemplate",
            target="http://x.th/a.dotm",
        ),
        "remote",
    ),
    "template on a server": (
        with_relation(
            word(),
            "word/_rels/document.xml.rels",
            kind="attachedTemplate",
            target="file:///\\\\srv\\a.dotm",
        ),
        "remote",
    ),
    "far picture": (
        with_relation(
            word(), "word/_rels/document.xml.rels", kind="image", target="https://x.th/a.png"
        ),
        "remote",
    ),
    "dde": (
        rezipped(
            word("DDE"),
            change={
                "word/document.xml": (
                    b"<w:t>DDE</w:t>",
                    b"<w:instrText>DDEAUTO cmd</w:instrText>",
                )
            },
        ),
        "remote",
    ),
    "svg in word": (
        rezipped(word(), add={"word/media/a.svg": b"<svg><script>alert(1)</script></svg>"}),
        "svg",
    ),
    "entities": (
        rezipped(word(), add={"word/x.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "unsafe_parts",
    ),
    "utf-16 part": (rezipped(word(), add={"word/x.xml": "<a/>".encode("utf-16")}), "unsafe_parts"),
    "path upwards": (rezipped(word(), add={"../../etc/x": b"1"}), "unsafe_parts"),
    "bomb": (rezipped(word(), add={"word/media/a.emf": b"\0" * 60_000_000}), "bomb"),
    "very many parts": (
        rezipped(word(), add={f"word/media/{n}.emf": b"" for n in range(5_001)}),
        "too_many_parts",
    ),
    "word behind junk": (b"junk" * 50 + word(), "unknown"),
    "word before junk": (word() + b"<html><script>", "trailing_data"),
    "cut word": (word()[:-500], "damaged"),
    "pdf in a zip": (
        rezipped(word(), method=zipfile.ZIP_STORED).replace(b"<?xml", b"%PDF-", 1),
        "two_in_one",
    ),
    "locked word": (ole({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "encrypted"),
    # OpenDocument
    "odf macros": (odf(add={"Basic/Standard/Module1.xml": b"<x/>"}), "macros"),
    "odf script on opening": (
        odf(body='<script:event-listener xlink:href="vnd.sun.star.script:x"/>'),
        "macros",
    ),
    "locked odf": (odf(manifest="<manifest:encryption-data/>"), "encrypted"),
    "odf far picture": (odf(body='<draw:image xlink:href="https://x.th/a.png"/>'), "remote"),
    "odf zip inside": (odf(add={"Object 1/a": plain_zip(a=b"1")}), "nested_archive"),
    # Office of old
    "doc macros": (old_word(Macros__VBA__dir=b"x"), "macros"),
    "locked doc": (old_word(flags=0x0100), "encrypted"),
    "xls vba": (ole({"Workbook": b"x", "_VBA_PROJECT_CUR/VBA/dir": b"x"}), "macros"),
    "xls macro sheet": (old_excel((0x0085, b"\0\0\0\0\0\x01\x01\0A")), "macros"),
    "locked xls": (old_excel((0x002F, b"\0\0")), "encrypted"),
    "ppt macros": (old_slides(VBA_ATOM + struct.pack("<II", 1, 2)), "macros"),
    "locked ppt": (old_slides(user=b"\xdf\xc4\xd1\xf3"), "encrypted"),
    "file in doc": (old_word(**{"ObjectPool__1__\x01Ole10Native": b"x"}), "controls"),
    "installer": (ole({"Property": b"x"}), "unknown"),
    "cut doc": (old_word()[:700], "damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused(tmp_path: Path, case: str) -> None:
    data, wanted = REFUSED[case]

    assert reason(tmp_path, data) == wanted


@pytest.mark.parametrize(
    ("data", "name", "wanted"),
    [
        (b"MZ\x90\x00 program", "report.pdf", "program"),
        (b"just words", "report.js", "unknown"),
        (b"just words", "report.docx", "unknown"),
        (b"words\x00\x01", "a.txt", "not_text"),
        (b"\xff\xfeh\x00i\x00", "a.txt", "not_text"),
        (b"<svg onload='x'>", "a.txt", "svg"),
        (b"<html>", "a.csv", "html"),
    ],
)
def test_a_name_makes_nothing_good(tmp_path: Path, data: bytes, name: str, wanted: str) -> None:
    assert reason(tmp_path, data, name) == wanted


@pytest.mark.parametrize(
    "data",
    [
        pdf_with("words only"),
        with_relation(
            word(), "word/_rels/document.xml.rels", kind="hyperlink", target="https://x.th/"
        ),
        with_relation(
            word(),
            "word/_rels/document.xml.rels",
            kind="attachedTemplate",
            target="file:///C:\\Users\\x\\a.dotx",
        ),
        rezipped(word(), add={"word/embeddings/chart.xlsx": excel()}),
        old_slides(VBA_ATOM + struct.pack("<II", 0, 2)),
        old_excel((0x0085, b"\0\0\0\0\0\x00\x01\0A")),
        photo() + b"\x00\x00\x00\x18ftypmp42" + noise(5000),
        odf(add={"Basic/script-lc.xml": b"<x/>"}),
    ],
    ids=["words of a pdf", "link", "own template", "chart", "no macros", "sheet", "film", "list"],
)
def test_what_everyday_files_hold_is_no_reason_to_refuse(tmp_path: Path, data: bytes) -> None:
    assert opened(tmp_path, data).kind in {"pdf", "docx", "ppt", "xls", "jpeg", "odt"}


def test_a_photo_is_turned_upright_and_says_nothing_of_place_or_maker(tmp_path: Path) -> None:
    verdict = opened(tmp_path, photo(orientation=6))

    kept = Path(verdict.cleaned).read_bytes()
    with Image.open(io.BytesIO(kept)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (480, 640), {})
        red, green, _blue = image.convert("RGB").getpixel((470, 10))
    assert (red > 200, green < 80) == (True, True)
    assert [
        word for word in (b"Exif", b"PHONE-MAKER", b"SECRET-COMMENT", b"GPS") if word in kept
    ] == []
    assert verdict.taken_on == dt.date(2023, 11, 5)
    assert (verdict.width, verdict.height) == (480, 640)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_kind_of_picture_keeps_its_position(tmp_path: Path, kind: str) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "PHONE-MAKER"

    verdict = opened(tmp_path, written(scene(), kind, exif=exif))

    with Image.open(verdict.cleaned) as image:
        assert (dict(image.getexif()), image.info.get("exif")) == ({}, None)
    assert b"PHONE-MAKER" not in Path(verdict.cleaned).read_bytes()


@pytest.mark.parametrize(
    ("taken", "day"),
    [
        ("2023:11:05 09:30:00", dt.date(2023, 11, 5)),
        ("2566:11:05 09:30:00", dt.date(2023, 11, 5)),
        ("0000:00:00 00:00:00", None),
        ("2023:13:45 00:00:00", None),
        ("1601:01:01 00:00:00", None),
    ],
)
def test_the_day_of_a_photo_is_read_where_it_is_one(
    tmp_path: Path, taken: str, day: dt.date | None
) -> None:
    assert opened(tmp_path, photo(taken=taken)).taken_on == day


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_common_sort_of_png_is_drawn_anew_without_loss(tmp_path: Path, mode: str) -> None:
    image = Image.new("L", (90, 60), 130).convert("RGB")
    image = Image.new(mode, (90, 60), 300) if mode == "I;16" else image.convert(mode)

    verdict = opened(tmp_path, written(image, "PNG"))

    with Image.open(verdict.cleaned) as kept:
        assert (kept.size, kept.tobytes()) == (image.size, image.tobytes())


def test_a_cmyk_photo_becomes_one_that_every_screen_shows(tmp_path: Path) -> None:
    verdict = opened(tmp_path, written(scene().convert("CMYK"), "JPEG"))

    with Image.open(verdict.cleaned) as kept:
        assert kept.mode == "RGB"


def test_small_pictures_are_made_within_their_bounds(tmp_path: Path) -> None:
    verdict = open_image(put(tmp_path / "sent", written(scene(4000, 1000), "JPEG")), tmp_path)

    with Image.open(verdict.thumbnail) as thumbnail, Image.open(verdict.preview) as preview:
        assert (thumbnail.size, preview.size) == ((480, 120), (1600, 400))


def test_a_pdf_is_kept_as_sent_and_its_first_page_is_drawn(tmp_path: Path) -> None:
    verdict = opened(tmp_path, pdf(3))

    assert (verdict.kind, verdict.cleaned, verdict.pages) == ("pdf", "", 3)
    with Image.open(verdict.preview) as preview:
        assert max(preview.size) == 1600


def test_any_page_of_a_pdf_can_be_drawn_in_a_process_of_its_own(tmp_path: Path) -> None:
    sent = put(tmp_path / "sent", pdf(3))

    drawn = draw_pdf_page(sent, page=3, out=tmp_path)

    with Image.open(drawn) as image:
        assert (image.format, max(image.size)) == ("WEBP", 1600)
    with pytest.raises(FileRefused):
        draw_pdf_page(sent, page=4, out=tmp_path)


def test_a_refusal_names_the_file_what_was_found_and_what_to_do(tmp_path: Path) -> None:
    sent = put(tmp_path / "sent", rezipped(word(), add={"word/vbaProject.bin": b"x"}))

    with pytest.raises(FileRefused) as refused:
        open_sent_file(sent, name="C:\\งาน\\รายงาน \u202excod.docm", out=tmp_path)

    assert (refused.value.th, refused.value.en, refused.value.reason) == (
        "ไม่รับไฟล์ “รายงาน xcod.docm” เพราะมีมาโคร (โปรแกรมในเอกสาร) "
        "โปรดบันทึกเป็น .docx .xlsx หรือ .pptx ที่ไม่มีมาโครแล้วส่งใหม่",
        "“รายงาน xcod.docm” was not accepted: it carries macros. Please save it as .docx, .xlsx "
        "or .pptx without macros and send that.",
        "macros",
    )


def test_a_good_file_is_opened_in_a_process_of_its_own(tmp_path: Path) -> None:
    verdict = open_sent_file(put(tmp_path / "sent", photo()), name="ภาพ.jpg", out=tmp_path)

    assert (verdict.kind, Path(verdict.cleaned).is_file(), verdict.taken_on) == (
        "jpeg",
        True,
        dt.date(2023, 11, 5),
    )


def test_every_reason_is_one_sentence_in_both_languages() -> None:
    for reason_, row in REASONS.items():
        assert all(row), reason_
        assert row.found_th.count("{detail}") == row.found_en.count("{detail}"), reason_


def test_a_verdict_passes_between_processes_unchanged() -> None:
    verdict = Verdict(kind="jpeg", cleaned="/a", width=3, taken_on=dt.date(2023, 11, 5))

    assert verdict_of(verdict.to_json()) == verdict
