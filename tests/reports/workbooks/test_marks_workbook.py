"""The workbook of marks as a spreadsheet program sees it."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tidtam.reports.workbooks.guide import GUIDE_SHEET
from tidtam.reports.workbooks.marks import (
    Answer,
    Cell,
    Column,
    MarksTemplate,
    Row,
    Sheet,
    marks_workbook,
    sheet_name,
)
from tidtam.thai.bilingual import Bilingual

COLUMNS = (
    Column("1", "ตัวชี้วัดที่ 1", "ความปลอดภัย"),
    Column("6b", "ตัวชี้วัดที่ 6b", "การมีงานทำ"),
    Column("2", "ตัวชี้วัดที่ 2", "ร้อยละของผู้เรียน", kind="value", specials={"not_reported": "ไม่รายงาน"}),
)
ROWS = (
    Row(
        "1024010000",
        "=สพป.ฉะเชิงเทรา เขต 1",
        "primary",
        (Cell(Answer("mark", "4")), Cell(applicable=False), Cell(Answer("value", "79.5"))),
    ),
    Row(
        "1024020000",
        "สพป.ฉะเชิงเทรา เขต 2",
        "primary",
        (Cell(Answer("special", "not_reported")), Cell(applicable=False), Cell()),
    ),
)
TEMPLATE = MarksTemplate(
    "2566-6m",
    Bilingual("รอบ 6 เดือน", "6 months"),
    True,
    (Sheet("qp-2566", "abc", Bilingual("นโยบายเร่งด่วน", "Quick Policy"), COLUMNS, ROWS),),
)


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(marks_workbook(TEMPLATE)))


@pytest.fixture(scope="module")
def sheet(book: openpyxl.Workbook) -> Worksheet:
    return book["qp-2566"]


def test_same_template_gives_the_same_bytes() -> None:
    assert marks_workbook(TEMPLATE) == marks_workbook(TEMPLATE)


def test_guide_comes_first_and_keys_are_hidden(book: openpyxl.Workbook) -> None:
    states = [(page.title, page.sheet_state) for page in book.worksheets]

    assert states == [(GUIDE_SHEET, "visible"), ("qp-2566", "visible"), ("_tidtam", "hidden")]


def test_sheet_shows_offices_labels_and_marks(sheet: Worksheet) -> None:
    shown = [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=4, max_row=7)]

    assert shown == [
        ["สำนักงาน / Office", "ตัวชี้วัดที่ 1", "ตัวชี้วัดที่ 6b", "ตัวชี้วัดที่ 2"],
        [None, "ความปลอดภัย", "การมีงานทำ", "ร้อยละของผู้เรียน"],
        ["=สพป.ฉะเชิงเทรา เขต 1", 4, "-", 79.5],
        ["สพป.ฉะเชิงเทรา เขต 2", "N/A", "-", None],
    ]


def test_names_never_become_formulas(sheet: Worksheet) -> None:
    assert sheet["B6"].data_type == "s"


def test_keys_stand_in_a_hidden_row_and_column(sheet: Worksheet) -> None:
    assert sheet.row_dimensions[3].hidden
    assert sheet.column_dimensions["A"].hidden
    assert [cell.value for cell in sheet[3]] == [
        "tidtam:keys:qp-2566",
        "tidtam:names",
        "node:1",
        "node:6b",
        "node:2",
    ]
    assert [sheet.cell(row, 1).value for row in (6, 7)] == [
        "office:1024010000",
        "office:1024020000",
    ]


def test_only_cells_that_apply_are_open(sheet: Worksheet) -> None:
    locked = [[cell.protection.locked for cell in row] for row in sheet["B6:E7"]]

    assert locked == [[True, False, True, False], [True, False, True, False]]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    assert sheet["D6"].fill.start_color.rgb == "FFDADFE4"


@pytest.mark.parametrize(
    ("code", "short_title", "name"),
    [
        ("qp-2566", "QP", "QP (qp-2566)"),
        ("qp-2566", "", "qp-2566"),
        ("qp-2566", "QP-2566", "qp-2566"),
        ("qp-2566", "นโยบาย: เร่งด่วน/2566 [ฉบับร่าง]", "นโยบาย- เร่งด่วน-2566 (qp-2566)"),
        ("x" * 40, "QP", "x" * 31),
    ],
)
def test_sheet_is_named_by_its_short_title_and_code(code: str, short_title: str, name: str) -> None:
    sheet = replace(TEMPLATE.sheets[0], framework_code=code, short_title=short_title)

    book = openpyxl.load_workbook(
        io.BytesIO(marks_workbook(replace(TEMPLATE, sheets=(sheet,)))), read_only=True
    )

    assert sheet_name(sheet) == name
    assert book.sheetnames[1] == name


def test_heads_stay_in_view_and_on_paper(sheet: Worksheet) -> None:
    assert sheet.freeze_panes == "C6"
    assert sheet.print_title_rows == "$4:$5"
    assert sheet["C5"].alignment.wrap_text


def test_each_column_offers_what_it_accepts(sheet: Worksheet) -> None:
    rules = {
        str(rule.sqref): (rule.type, rule.formula1)
        for rule in sheet.data_validations.dataValidation
    }

    assert rules == {
        "C6:C7": ("list", '"5,4,3,2,1,N/A"'),
        "D6:D7": ("list", '"5,4,3,2,1,N/A"'),
        "E6:E7": ("custom", 'OR(AND(ISNUMBER(E6),E6>=0,E6<=100),E6="ไม่รายงาน")'),
    }


def test_demonstration_marks_are_called_made_up(book: openpyxl.Workbook) -> None:
    assert book["qp-2566"]["B2"].value == "ข้อมูลสมมติ / Made-up data"
    assert book[GUIDE_SHEET]["A2"].value == "ข้อมูลสมมติ / Made-up data"


def test_real_marks_are_not_called_made_up() -> None:
    data = marks_workbook(replace(TEMPLATE, is_demo=False))

    book = openpyxl.load_workbook(io.BytesIO(data))

    assert book["qp-2566"]["B2"].value is None
    assert book[GUIDE_SHEET]["A2"].value != "ข้อมูลสมมติ / Made-up data"


def test_guide_explains_only_the_words_in_use() -> None:
    only = replace(TEMPLATE.sheets[0], columns=COLUMNS[2:], rows=())

    book = openpyxl.load_workbook(io.BytesIO(marks_workbook(replace(TEMPLATE, sheets=(only,)))))

    text = " ".join(str(row[0].value) for row in book[GUIDE_SHEET].iter_rows())
    assert "ไม่รายงาน = " in text
    assert "N/A" not in text


def test_value_a_spreadsheet_cannot_hold_is_kept_as_text() -> None:
    """A spreadsheet knows 15 digits; a longer value must come back whole."""
    long = "79.12345678901234567"
    rows = (replace(ROWS[0], cells=(Cell(), Cell(), Cell(Answer("value", long)))),)

    data = marks_workbook(replace(TEMPLATE, sheets=(replace(TEMPLATE.sheets[0], rows=rows),)))

    assert openpyxl.load_workbook(io.BytesIO(data))["qp-2566"]["E6"].value == long


def test_hidden_list_names_round_instrument_and_keys(book: openpyxl.Workbook) -> None:
    page = [[cell.value for cell in row if cell.value] for row in book["_tidtam"].iter_rows()]

    checksum = page[2].pop()
    assert len(checksum) == 64
    assert page == [
        ["tidtam:marks", "1"],
        ["tidtam:round", "2566-6m"],
        ["tidtam:framework", "qp-2566", "abc"],
        ["office:1024010000", "qp-2566"],
        ["office:1024020000", "qp-2566"],
        ["node:1", "qp-2566"],
        ["node:6b", "qp-2566"],
        ["node:2", "qp-2566"],
    ]
