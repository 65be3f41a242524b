"""A report, or a part of it, as a Word file to fill in and send back.

:mod:`tidtam.imports.word` reads it: what both must agree on is :mod:`tidtam.rounds.exchange_word`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from tidtam.reports.forms_word import package
from tidtam.reports.forms_word.boxes import BoxWriter
from tidtam.reports.forms_word.controls import paragraph
from tidtam.reports.sheets import word_parts as parts
from tidtam.reports.sheets.style import DEMO_BANNER, DEMO_NOTICE
from tidtam.rounds.content import ReadItem
from tidtam.rounds.exchange import MARK_SEAL, Asked, AskedSheet, ReportForm, seal_lines
from tidtam.rounds.exchange_word import fact_lines, word_code
from tidtam.shared import clock
from tidtam.shared.errors import NotFound
from tidtam.thai.dates import thai_datetime

_GUIDE: Final = (
    "กรอกเฉพาะในช่องสีขาว ข้อความยาวใช้ย่อหน้า รายการ ตาราง ตัวหนา และลิงก์ของ Word ได้ "
    "ถ้าไม่มีหรือไม่เกี่ยวข้อง ให้เว้นคำตอบว่าง เลือกสถานะ แล้วเขียนเหตุผล นอกนั้นไม่ต้องเลือกสถานะ",
    "บันทึกเป็น .docx แล้วส่งกลับที่หน้า “ไฟล์ของรายงาน” ระบบแสดงสิ่งที่จะเปลี่ยนก่อนบันทึก "
    "ไม่ใส่ชื่อหรือข้อมูลส่วนบุคคลของนักเรียน ภาพและหลักฐานแนบในระบบ ไม่แนบในไฟล์นี้",
)


def narrowed(form: ReportForm, *, framework_code: str, node_code: str = "") -> ReportForm:
    """The part of a report that is one instrument, or one item of it.

    Raises:
        NotFound: the report has none such.
    """
    for sheet in form.sheets:
        if sheet.framework_code != framework_code:
            continue
        asked = tuple(each for each in sheet.questions if node_code in ("", each.item.node_code))
        if asked:
            return replace(form, sheets=(replace(sheet, questions=asked),))
    raise NotFound(
        "ไม่พบข้อนี้ในรายงาน โปรดกลับไปที่รายการงาน", "The report has no such item; go back to the list."
    )


def form_document(form: ReportForm) -> bytes:
    """The Word file (.docx) of all questions of ``form``; the same form gives the same bytes."""
    writer = BoxWriter(parts.text_width(package.STYLE))
    code = word_code(form)
    body = "".join(_blocks(form, writer, code))
    lines = fact_lines(form, writer.texts)
    banner = DEMO_BANNER if form.is_demo else ""
    section = parts.section(package.STYLE)
    files = {
        "word/document.xml": (
            f"{parts.XML}<w:document {package.ROOT}><w:body>{body}{section}</w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": package.document_relations(writer.rich.links),
        "word/numbering.xml": package.numbering(writer.rich.numbering()),
        "word/header1.xml": parts.header(package.STYLE, banner, first=False),
        "word/header2.xml": parts.header(package.STYLE, banner, first=True),
        "customXml/item1.xml": package.facts([*lines, (MARK_SEAL, seal_lines(lines))]),
        "docProps/custom.xml": package.properties(code),
        "docProps/core.xml": parts.core(
            form.round_title.th, form.office_name.th, clock.local(form.made_at).date()
        ),
    }
    return package.packed(files)


def _blocks(form: ReportForm, writer: BoxWriter, code: str) -> Iterator[str]:
    yield from _head(form, writer, code)
    for number, sheet in enumerate(form.sheets):
        if number:
            yield writer.static("Title", sheet.title.th, keep=True)
        grouped = groupby(sheet.questions, key=lambda asked: asked.item.item_id)
        for _, questions in grouped:
            asked = tuple(questions)
            yield from _item(asked[0].item, writer)
            yield from _boxes(asked, writer)


def _head(form: ReportForm, writer: BoxWriter, code: str) -> Iterator[str]:
    made, due = clock.local(form.made_at), clock.local(form.due_at)
    first: AskedSheet = form.sheets[0]
    yield writer.static("Title", first.title.th, keep=True)
    if form.is_demo:
        yield writer.static("Notice", DEMO_NOTICE)
    yield writer.static("Fact", f"{form.office_name.th} · {form.round_title.th}")
    yield writer.static("Fact", f"กำหนดส่ง {thai_datetime(due)}")
    yield writer.static("Fact", f"ไฟล์นี้สร้างเมื่อ {thai_datetime(made)} โดย {form.made_by}")
    for line in _GUIDE:
        yield writer.static("Guide", line)
    yield writer.static("Code", f"รหัสไฟล์ {code}")


def _item(item: ReadItem, writer: BoxWriter) -> Iterator[str]:
    node = item.node
    yield writer.static("Heading1", f"{node.label.th} {node.title.th}", keep=True)
    if node.rubric is not None:
        note = " (ถ้อยคำตัวอย่าง)" if node.rubric.sample else ""
        yield writer.static("Fact", f"เกณฑ์การให้คะแนน{note}", keep=True)
        yield _rubric([(str(each.level), each.word.th) for each in node.rubric.levels], writer)
        yield paragraph("Gap", "")
    if node.evidence:
        listed = " · ".join(each.th for each in node.evidence)
        yield writer.static("Fact", f"หลักฐานที่ควรมี: {listed}")
    if node.note is not None:
        yield writer.static("Fact", node.note.th)


def _rubric(levels: list[tuple[str, str]], writer: BoxWriter) -> str:
    first = 1000
    widths = (first, writer.width - first)
    rows = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
            f"{writer.static('Label', text)}</w:tc>"
            for text, width in zip((f"ระดับ {level}", word), widths, strict=True)
        )
        + "</w:tr>"
        for level, word in levels
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="Box"/><w:tblW w:w="{writer.width}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def _boxes(questions: tuple[Asked, ...], writer: BoxWriter) -> Iterator[str]:
    for asked in questions:
        yield writer.box(asked)
        yield paragraph("Gap", "")
