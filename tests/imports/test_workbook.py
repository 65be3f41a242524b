"""The reader of cells: all the ways programs write the same thing."""

from __future__ import annotations

import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marks_files import rezipped

from tidtam.imports.workbook import RawCell, cell_name, position_of, read_workbook

SHEET = "xl/worksheets/sheet1.xml"
MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book_with(sheet: bytes) -> bytes:
    """A workbook written by another program whose first sheet is ``sheet``."""
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return rezipped(buffer.getvalue(), {SHEET: sheet})


def cells(sheet: bytes) -> dict[tuple[int, int], RawCell]:
    return dict(read_workbook(book_with(sheet))[0].cells)


def test_cells_without_references_follow_one_another() -> None:
    sheet = b"<worksheet %s><sheetData><row><c><v>1</v></c><c/><c><v>2</v></c></row></sheetData>"
    sheet += b"</worksheet>"

    assert cells(sheet % MAIN) == {(0, 0): RawCell("number", "1"), (0, 2): RawCell("number", "2")}


def test_rows_without_references_follow_one_another() -> None:
    sheet = b"<worksheet %s><sheetData><row/><row><c><v>7</v></c></row></sheetData></worksheet>"

    assert cells(sheet % MAIN) == {(1, 0): RawCell("number", "7")}


def test_prefixed_names_are_the_same_names() -> None:
    main = MAIN.replace(b"xmlns", b"xmlns:x")
    sheet = b'<x:worksheet %s><x:sheetData><x:row r="1"><x:c r="B1" t="b"><x:v>1</x:v></x:c>'
    sheet += b"</x:row></x:sheetData></x:worksheet>"

    assert cells(sheet % main) == {(0, 1): RawCell("boolean", "1")}


def test_inline_and_rich_text_are_joined() -> None:
    sheet = b'<worksheet %s><sheetData><row r="1"><c r="A1" t="inlineStr"><is><r><t>N/</t></r>'
    sheet += b"<r><t>A</t></r></is></c></row></sheetData></worksheet>"

    assert cells(sheet % MAIN) == {(0, 0): RawCell("text", "N/A")}


def test_characters_that_were_written_out_are_put_back() -> None:
    """Excel writes a carriage return as _x000D_, and a typed "_x000D_" with its underscore so."""
    sheet = b'<worksheet %s><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
    sheet += b"a_x000D_b _x005F_x000D_ _xD800_</t></is></c></row></sheetData></worksheet>"

    assert cells(sheet % MAIN) == {(0, 0): RawCell("text", "a\rb _x000D_ _xD800_")}


def test_formula_is_told_from_its_value() -> None:
    sheet = b'<worksheet %s><sheetData><row r="1"><c r="A1"><f>1+2</f><v>3</v></c>'
    sheet += b'<c r="B1" t="str"><f t="shared" si="0"/><v>5</v></c></row></sheetData></worksheet>'

    assert cells(sheet % MAIN) == {
        (0, 0): RawCell("formula", "3", "1+2"),
        (0, 1): RawCell("formula", "5"),
    }


def test_formatted_blank_cells_are_not_kept() -> None:
    sheet = b'<worksheet %s><sheetData><row r="9"><c r="A9" s="0"/><c r="B9"><v/></c></row>'
    sheet += b"</sheetData></worksheet>"

    assert cells(sheet % MAIN) == {}


@pytest.mark.parametrize(
    ("number_format", "type_"),
    [
        ("General", "number"),
        ("0.00", "number"),
        ("#,##0;[Red]-#,##0", "number"),
        ("0%", "percent"),
        ("0.0 %", "percent"),
        ('0" วัน"', "number"),
        ('0"%"', "number"),
        ("d mmm bbbb", "date"),
        ("[$-D00041E]d mmmm yyyy", "date"),
        ("h:mm", "date"),
        ("mm:ss.0", "date"),
    ],
)
def test_number_format_decides_what_a_number_is(number_format: str, type_: str) -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 3
    book.active["A1"].number_format = number_format
    buffer = io.BytesIO()
    book.save(buffer)

    sheet = read_workbook(buffer.getvalue())[0]

    assert sheet.cells[0, 0].type == type_


def test_hidden_sheets_and_chart_sheets() -> None:
    """Hidden sheets are read; sheets that hold only a chart have no cells."""
    book = openpyxl.Workbook()
    book.create_chartsheet("แผนภูมิ")
    book.create_sheet("ซ่อน").sheet_state = "veryHidden"
    buffer = io.BytesIO()
    book.save(buffer)

    assert [sheet.name for sheet in read_workbook(buffer.getvalue())] == ["Sheet", "ซ่อน"]


@pytest.mark.parametrize("name", ["", "D", "17", "d17", "D0", "ABCD1", "D17:E18", "$D$17"])
def test_what_names_no_cell(name: str) -> None:
    assert position_of(name) is None


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_name_and_position_are_inverse(row: int, column: int) -> None:
    assert position_of(cell_name((row, column))) == (row, column)
