"""Templates and real workbook files for the tests of reading marks."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tidtam.imports.marks import DraftCell
from tidtam.reports.workbooks.marks import marks_workbook
from tidtam.reviews.grid import Answer, Cell, Column, MarksTemplate, Row, Sheet
from tidtam.thai.bilingual import Bilingual

QP = "qp-2566"
AP = "ap-2566"
NO_ANSWERS: dict[tuple[str, str, str], Answer] = {}

OFFICES = (
    ("1024010000", "สพป.ฉะเชิงเทรา เขต 1", "primary"),
    ("1024020000", "สพป.ฉะเชิงเทรา เขต 2", "primary"),
    ("1052110000", "สพม.ลำปาง ลำพูน", "secondary"),
)
QP_COLUMNS = tuple(
    Column(code, f"ตัวชี้วัดที่ {code}", f"ชื่อตัวชี้วัดที่ {code} สำหรับทดสอบ")
    for code in ("1", "6a", "6b", "10")
)
AP_COLUMNS = (
    Column("2", "ตัวชี้วัดที่ 2", "ร้อยละของผู้เรียน", kind="value"),
    Column("24", "ตัวชี้วัดที่ 24", "ร้อยละของโครงการ", kind="value"),
)


def template(answers: dict[tuple[str, str, str], Answer] = NO_ANSWERS) -> MarksTemplate:
    """Three offices, two instruments; 6a is for primary offices, 6b for secondary ones."""
    return MarksTemplate(
        round_code="2566-6m",
        round_title=Bilingual("ปีงบประมาณ 2566 รอบ 6 เดือน", "Fiscal year 2566, 6 months"),
        is_demo=True,
        sheets=(_sheet(QP, QP_COLUMNS, answers), _sheet(AP, AP_COLUMNS, answers)),
    )


def _sheet(
    code: str, columns: tuple[Column, ...], answers: dict[tuple[str, str, str], Answer]
) -> Sheet:
    rows = tuple(
        Row(office, name, kind, tuple(_cell(code, office, kind, c, answers) for c in columns))
        for office, name, kind in OFFICES
    )
    return Sheet(code, f"sum-{code}", Bilingual(f"เครื่องมือ {code}", code), columns, rows)


def _cell(
    code: str, office: str, kind: str, column: Column, answers: dict[tuple[str, str, str], Answer]
) -> Cell:
    only = {"6a": "primary", "6b": "secondary"}.get(column.code, kind)
    if only != kind:
        return Cell(applicable=False)
    return Cell(answers.get((code, office, column.code)))


ANSWERS = {
    (QP, "1024010000", "1"): Answer("mark", "2"),
    (QP, "1024010000", "6a"): Answer("mark", "5"),
    (QP, "1024020000", "1"): Answer("special", "not_reported"),
    (QP, "1024020000", "10"): Answer("mark", "3"),
    (QP, "1052110000", "6b"): Answer("mark", "1"),
    (AP, "1024010000", "2"): Answer("value", "79.995"),
    (AP, "1024020000", "24"): Answer("special", "not_reported"),
    (AP, "1052110000", "2"): Answer("value", "100"),
}
FILLED = template(ANSWERS)
FILLED_CELLS = tuple(
    DraftCell(framework, office, node, answer.kind, answer.text)
    for (framework, office, node), answer in sorted(
        ANSWERS.items(),
        key=lambda item: (
            [QP, AP].index(item[0][0]),
            item[0][1],
            ["1", "6a", "6b", "10", "2", "24"].index(item[0][2]),
        ),
    )
)


def edited(change: Callable[[Worksheet], None], source: MarksTemplate = FILLED) -> bytes:
    """The workbook of ``source`` after a person changed its QP sheet and saved it."""
    return edited_book(lambda book: change(book[QP]), source)


def edited_book(
    change: Callable[[openpyxl.Workbook], None], source: MarksTemplate = FILLED
) -> bytes:
    """The workbook of ``source`` after a person changed it and saved it."""
    book = openpyxl.load_workbook(io.BytesIO(marks_workbook(source)))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(name: str, content: bytes, source: MarksTemplate = FILLED) -> bytes:
    """The workbook of ``source`` with one part of its zip file added or replaced."""
    return rezipped(marks_workbook(source), {name: content})


def rezipped(data: bytes, parts: dict[str, bytes]) -> bytes:
    """The zip file ``data`` with ``parts`` added or replaced."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", 8) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def part(data: bytes, name: str) -> bytes:
    """One part of the zip file ``data``."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def big_template(offices: int = 245, nodes: int = 60) -> MarksTemplate:
    """One instrument as large as the real ones, every cell filled."""
    columns = tuple(Column(str(n), f"ตัวชี้วัดที่ {n}", "ชื่อตัวชี้วัด") for n in range(1, nodes + 1))
    rows = tuple(
        Row(
            f"10{number:08}",
            f"สพป.ทดสอบ เขต {number}",
            "primary",
            tuple(Cell(Answer("mark", str((number + n) % 5 + 1))) for n in range(nodes)),
        )
        for number in range(offices)
    )
    sheet = Sheet(QP, "sum", Bilingual("ขนาดจริง", "Real size"), columns, rows)
    return replace(template(), sheets=(sheet,))
