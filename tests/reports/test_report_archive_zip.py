"""The zip of everything an office entered: what stands in it, under which names."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile

from factories.report_files import answer, form_of, form_with, world
from tidtam.evidence.keys import file_key
from tidtam.evidence.models import StoredFile
from tidtam.evidence.states import FileState
from tidtam.evidence.stores import store
from tidtam.reports.report_archive import report_archive
from tidtam.rounds.models import Evidence
from tidtam.shared import clock

DATA = b"%PDF-1.7 sample"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    """A file store of these tests' own."""
    store_ = {"BACKEND": "tidtam.evidence.stores.DiskStore", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": store_}


def opened(form: object) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(report_archive(form))))  # type: ignore[arg-type]


def index_of(archive: zipfile.ZipFile) -> list[list[str]]:
    return list(csv.reader(io.StringIO(archive.read("index.csv").decode("utf-8-sig"))))


def keep(item: object, name: str, *, data: bytes = DATA, lies_there: bool = True) -> Evidence:
    checksum = hashlib.sha256(data).hexdigest()
    if lies_there:
        store().put(file_key(checksum), ContentFile(data))
    file, _ = StoredFile.objects.get_or_create(
        checksum=checksum,
        defaults={
            "size": len(data),
            "kind": "pdf",
            "state": FileState.KEPT.value,
            "stored_at": clock.now(),
        },
    )
    return Evidence.objects.create(
        item=item, stored_file=file, name=name, added_at=clock.now(), added_by="ผู้รายงานสมมติ"
    )


def test_an_empty_report_has_a_file_for_each_item() -> None:
    archive = opened(form_with({}))

    assert archive.testzip() is None
    assert archive.namelist() == [
        "README.txt",
        "answers.json",
        "answers/QP qp-2566/1 ความปลอดภัย.txt",
        "answers/QP qp-2566/1.10 อื่น ๆ.txt",
        "index.csv",
    ]
    assert {each.date_time for each in archive.infolist()} == {(2000, 1, 1, 0, 0, 0)}


@pytest.mark.django_db
def test_its_files_carry_the_moment_of_the_last_save() -> None:
    with time_machine.travel("2026-03-31T08:15:20+07:00", tick=False):
        made = world()
    with time_machine.travel("2026-04-02T09:00:00+07:00", tick=False):
        archive = opened(form_of(made))

    assert {each.date_time for each in archive.infolist()} == {(2026, 3, 31, 8, 15, 20)}


def test_an_item_reads_as_plain_text() -> None:
    archive = opened(form_with({}))

    text = archive.read("answers/QP qp-2566/1.10 อื่น ๆ.txt").decode()

    assert text == (
        "ตัวชี้วัดที่ 1.10 อื่น ๆ\nสพป.สมมติ · รอบ 6 เดือน\nข้อมูลสมมติ\n\n[คำถาม line]\n(ยังไม่ตอบ)\n"
    )


def test_the_time_a_file_is_made_does_not_show() -> None:
    form = form_with({})
    later = replace(form, made_at=clock.now(), made_by="ผู้อื่น")

    assert b"".join(report_archive(form)) == b"".join(report_archive(later))


@pytest.mark.django_db
def test_evidence_lies_in_the_folder_of_its_item_under_safe_names() -> None:
    made = world(filled=False)
    answer(made, {"line": "=1+1"})
    item = made.item("1")
    keep(item, "=แผน/ปี:2566.pdf")
    keep(item, "=แผน/ปี:2566.pdf")
    keep(item, "หายไป.pdf", data=b"gone", lies_there=False)
    Evidence.objects.create(
        item=item, url="https://example.org/", name="https://example.org/", added_at=clock.now(),
        added_by="ผู้รายงานสมมติ",
    )  # fmt: skip

    archive = opened(form_of(made))
    names = [name for name in archive.namelist() if name.startswith("evidence/")]
    rows = [row for row in index_of(archive)[1:] if row[1] == "1" and "answers/" not in row[0]]

    assert names == ["evidence/QP qp-2566/1/ปี 2566.pdf", "evidence/QP qp-2566/1/ปี 2566 (2).pdf"]
    assert [archive.read(name) for name in names] == [DATA, DATA]
    assert [(row[0], row[2], row[3], row[6]) for row in rows] == [
        (names[0], "'=แผน/ปี:2566.pdf", "", ""),
        (names[1], "'=แผน/ปี:2566.pdf", "", ""),
        ("", "หายไป.pdf", "", "หาไฟล์ไม่พบในคลัง โปรดแจ้งผู้ดูแลระบบ"),
        ("", "https://example.org/", "https://example.org/", ""),
    ]
    assert rows[0][5] == hashlib.sha256(DATA).hexdigest()
