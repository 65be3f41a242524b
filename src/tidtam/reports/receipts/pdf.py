"""A receipt as PDF, one page in the house style (PDF/A-2a and PDF/UA-1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tidtam.reports.receipts.content import InstrumentCounts, ReceiptContent, skipped_sentence
from tidtam.reports.sheets.blocks import Block, Cell, Document, Heading, Paragraph, Row, Run, Table
from tidtam.reports.sheets.pdf import pdf
from tidtam.reports.sheets.style import DEMO_BANNER, SheetStyle
from tidtam.shared import clock
from tidtam.thai.dates import thai_datetime

DEMO_NOTICE = "ข้อมูลสมมติเพื่อการสาธิต มิใช่ใบรับรายงานจริง"
_AUTHOR = "ระบบติดตาม"
_COLUMNS = ("เครื่องมือ", "ข้อ", "คำถาม", "ตอบแล้ว", "ไม่มี", "ไม่เกี่ยวข้อง", "ไม่บังคับ ไม่ได้ตอบ", "หลักฐาน")
_WIDTHS = (3.4, 0.8, 1.1, 1.1, 0.9, 1.4, 1.2, 1.2)


def receipt_pdf(content: ReceiptContent) -> tuple[str, bytes]:
    """The file name and the bytes of a receipt.

    Raises:
        ReportError: it cannot be printed; nothing is left out in silence.
    """
    style = SheetStyle(demo=content.is_demo)
    return f"{receipt_stem(content)}.pdf", pdf(receipt_document(content), style)


def receipt_stem(content: ReceiptContent) -> str:
    """The name of the file without its ending: office, round, number."""
    office = content.office.th.replace("/", "-")
    return f"ใบรับรายงาน-{office}-{content.round_code}-{content.number}"


def receipt_document(content: ReceiptContent) -> Document:
    """The receipt as a document of the house."""
    return Document(
        title=f"ใบรับรายงานครั้งที่ {content.number} {content.office.th}",
        author=_AUTHOR,
        issued=clock.local(content.submitted_at).date(),
        blocks=tuple(_blocks(content)),
        banner=DEMO_BANNER if content.is_demo else "",
    )


def _blocks(content: ReceiptContent) -> Iterator[Block]:
    yield Heading((f"ใบรับรายงาน ครั้งที่ {content.number}", content.round_title.th))
    if content.is_demo:
        yield Paragraph((Run(DEMO_NOTICE),), style="notice", align="center")
    yield Paragraph((Run(content.office.th, bold=True),), style="office")
    if content.withdrawn_at is not None:
        when = _moment(content.withdrawn_at)
        yield Paragraph((Run(f"ใบรับนี้สิ้นผลแล้ว เขตถอนรายงานเมื่อ {when}", bold=True),))
    for label, text in _facts(content):
        yield Paragraph((Run(f"{label}: ", bold=True), Run(text)))
    yield Heading(("จำนวนที่ส่ง",), level=2)
    yield _table(content.instruments)
    yield Paragraph((Run(skipped_sentence(content).th),), style="note")
    yield Heading(("รหัสยืนยันเนื้อหา (SHA-256)",), level=2)
    yield Paragraph((Run(content.checksum),), align="center")
    yield Paragraph(
        (
            Run(
                "รหัสนี้คำนวณจากคำตอบและหลักฐานทุกชิ้นที่ส่ง ถ้าเนื้อหาเปลี่ยนแม้ตัวอักษรเดียว รหัสจะไม่ตรง "
                "ส่วนกลางตรวจเทียบกับใบรับนี้ได้"
            ),
        ),
        style="note",
    )


def _facts(content: ReceiptContent) -> tuple[tuple[str, str], ...]:
    late = "ส่งช้ากว่ากำหนด" if content.is_late else "ส่งทันกำหนด"
    if content.mended:
        late = f"ข้อที่คณะกลั่นกรองส่งคืน แก้แล้วส่งกลับ: {', '.join(content.mended)}"
    return (
        ("รหัสหน่วยงาน", content.office_code),
        ("รหัสรอบ", content.round_code),
        ("อนุมัติโดย", f"{content.approved_by} เมื่อ {_moment(content.approved_at)}"),
        ("ส่งโดย", f"{content.submitted_by} เมื่อ {_moment(content.submitted_at)}"),
        ("กำหนดส่ง", f"{_moment(content.due_at)} ({late})"),
    )


def _table(instruments: tuple[InstrumentCounts, ...]) -> Table:
    return Table(
        widths=_WIDTHS,
        header=(Row(tuple(_cell(word, bold=True) for word in _COLUMNS)),),
        rows=tuple(_row(each) for each in instruments),
        title="จำนวนข้อ คำถาม คำตอบแต่ละสถานะ และหลักฐาน แยกตามเครื่องมือ",
    )


def _row(counts: InstrumentCounts) -> Row:
    numbers = (
        counts.items,
        counts.questions,
        counts.answered,
        counts.none,
        counts.not_applicable,
        counts.skipped,
        counts.evidence,
    )
    title = Cell((Paragraph((Run(counts.title.th),)),))
    return Row((title, *(_cell(f"{number:,}") for number in numbers)))


def _cell(text: str, *, bold: bool = False) -> Cell:
    return Cell((Paragraph((Run(text, bold),), align="center"),), align="center")


def _moment(moment: dt.datetime) -> str:
    return thai_datetime(clock.local(moment))
