"""The receipt of a submitted report says the same as what was submitted, in a file for good."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
from sheet_reading import first_difference, pdfium_pages, poppler_pages

from factories.reporting import reporting
from tidtam.reports.receipts.content import InstrumentCounts, in_groups, receipt_content
from tidtam.reports.receipts.pdf import receipt_document, receipt_pdf
from tidtam.rounds.answering import save_answer
from tidtam.rounds.attaching import Words, add_link
from tidtam.rounds.models import Receipt
from tidtam.rounds.submitting import approve, missing_of, send, submit, withdraw
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.thai.dates import thai_datetime

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt() -> Receipt:
    world = reporting()
    for code, question in missing_of(world.fresh()):
        value = {"schools": "12/20", "returned": "7"}.get(question, "<p>ครบ</p>")
        state, reason = ("none", "ไม่มีการดำเนินการ") if code == "4" else ("answered", "")
        save_answer(
            world.item(code).pk, question, seen_edit=0, state=state, value=value, reason=reason,
            by=world.by,
        )  # fmt: skip
    add_link(
        world.item("1"), url="https://a.example/", link_kind="link", words=Words(), by=world.by
    )
    send(world.submission, by=world.by)
    approve(world.submission, by=world.director_actor)
    submit(world.submission, by=world.by)
    return Receipt.objects.select_related("submission__round", "submission__office").get()


READERS = [
    pytest.param("pdfium"),
    pytest.param(
        "poppler",
        marks=pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not here"),
    ),
]


def words_of_pdf(data: bytes, folder: Path, reader: str = "pdfium") -> str:
    """The text of a PDF as a reader copies it, in single spaces."""
    pages = pdfium_pages(data) if reader == "pdfium" else poppler_pages(data, folder)
    return " ".join("\n".join(pages).split())


def test_a_receipt_counts_what_was_submitted_not_what_came_later(receipt: Receipt) -> None:
    counts = receipt_content(receipt).instruments

    items = receipt.submission.items.count()
    assert counts == (
        InstrumentCounts(
            title=Bilingual(
                receipt.submission.round.instruments.get().framework.title_th,
                receipt.submission.round.instruments.get().framework.title_en,
            ),
            items=items,
            questions=8 + items - 2,
            answered=3 + items - 3,
            none=1,
            not_applicable=0,
            skipped=5,
            evidence=1,
        ),
    )


@pytest.mark.parametrize("reader", READERS)
def test_the_file_gives_its_words_back(reader: str, receipt: Receipt, tmp_path: Path) -> None:
    content = receipt_content(receipt)

    name, data = receipt_pdf(content)

    words = words_of_pdf(data, tmp_path, reader)
    squeezed = words.replace(" ", "")
    assert name == f"ใบรับรายงาน-{content.office.th}-{content.round_code}-1.pdf"
    assert receipt.checksum in squeezed
    for text in (
        content.office.th,
        content.round_title.th,
        content.round_code,
        content.office_code,
        f"อนุมัติโดย: {content.approved_by} เมื่อ {thai_datetime(clock.local(content.approved_at))}",
        f"ส่งโดย: {content.submitted_by} เมื่อ {thai_datetime(clock.local(content.submitted_at))}",
        "ส่งทันกำหนด",
        "คำถามที่ต้องตอบมีคำตอบครบทุกข้อ คำถามไม่บังคับที่ไม่ได้ตอบ 5",
    ):
        assert text.replace(" ", "") in squeezed, text
    assert "ข้อมูลสมมติ" not in words
    assert data == receipt_pdf(content)[1]  # the same receipt, the same bytes


def test_no_letter_of_the_document_is_lost_in_the_file(receipt: Receipt) -> None:
    content = receipt_content(receipt)

    pages = pdfium_pages(receipt_pdf(content)[1])

    assert first_difference(receipt_document(content), pages) is None
    assert len(pages) == 1


def test_late_withdrawn_and_made_up_are_said(receipt: Receipt, tmp_path: Path) -> None:
    submission = receipt.submission
    submission.round.is_demo = True
    receipt.due_at = receipt.issued_at - dt.timedelta(days=1)
    receipt.withdrawn_at = receipt.issued_at

    words = words_of_pdf(receipt_pdf(receipt_content(receipt))[1], tmp_path)

    assert "ส่งช้ากว่ากำหนด" in words
    assert "ใบรับนี้สิ้นผลแล้ว" in words
    assert "ข้อมูลสมมติ" in words


def test_a_withdrawn_report_leaves_its_receipt_readable(receipt: Receipt) -> None:
    from tidtam.people.actor import Actor, HeldPost
    from tidtam.people.roles import Role

    by = Actor("ผู้รายงาน", 1, (HeldPost(Role.REPORTER, receipt.submission.office.code),))
    withdraw(receipt.submission, reason="แก้", by=by)

    receipt.refresh_from_db()
    assert receipt_content(receipt).withdrawn_at is not None


def test_a_checksum_is_read_in_groups_of_eight() -> None:
    assert in_groups("0123456789abcdef") == "01234567 89abcdef"
