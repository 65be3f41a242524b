"""Reading marks back: by keys, all or nothing, each refusal naming its cell."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from marks_files import (
    ANSWERS,
    AP,
    AP_COLUMNS,
    FILLED,
    FILLED_CELLS,
    OFFICES,
    QP,
    QP_COLUMNS,
    big_template,
    edited,
    edited_book,
    part,
    rezipped,
    template,
)
from openpyxl.worksheet.worksheet import Worksheet

from tidtam.imports.errors import WrongWorkbook
from tidtam.imports.marks import MarksDraft, read_marks
from tidtam.reports.workbooks.marks import marks_workbook
from tidtam.reviews.grid import ENTRY_SPECIALS, Answer

BLANKS = 7


def set_cell(name: str, value: object, number_format: str | None = None) -> bytes:
    """The filled workbook with one cell of its QP sheet typed over."""

    def change(sheet: Worksheet) -> None:
        sheet[name] = value
        if number_format is not None:
            sheet[name].number_format = number_format

    return edited(change)


def places(draft: MarksDraft) -> list[tuple[str, str, int | None, str]]:
    """Cell, value, row and English reason of each problem."""
    return [(p.cell, p.value, p.row, p.message.en) for p in draft.problems]


def test_filled_workbook_gives_exactly_what_went_in() -> None:
    draft = read_marks(marks_workbook(FILLED), expected=template())

    assert draft == MarksDraft(FILLED_CELLS, (), BLANKS)
    assert draft.usable


def test_empty_template_gives_no_cell_and_no_problem() -> None:
    draft = read_marks(marks_workbook(template()), expected=template())

    assert draft == MarksDraft((), (), BLANKS + len(FILLED_CELLS))


def test_file_of_some_offices_fits_the_whole_round() -> None:
    """A reviewer may be given the rows of his own offices only."""
    own = replace(
        FILLED, sheets=tuple(replace(sheet, rows=sheet.rows[:1]) for sheet in FILLED.sheets)
    )

    draft = read_marks(marks_workbook(own), expected=template())

    assert draft.cells == tuple(c for c in FILLED_CELLS if c.office_code == OFFICES[0][0])
    assert draft.usable


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        (3, "mark", "3"),
        (3.0, "mark", "3"),
        ("3", "mark", "3"),
        ("5 ", "mark", "5"),
        ("\u00a04\u200b", "mark", "4"),
        ("3.0", "mark", "3"),
        ("n/a", "special", "not_reported"),
        (" N / A ", "special", "not_reported"),
    ],
)
def test_content_with_one_reading_is_taken(typed: object, kind: str, text: str) -> None:
    draft = read_marks(set_cell("C6", typed), expected=template())

    assert [(c.kind, c.text) for c in draft.cells[:1]] == [(kind, text)]
    assert draft.problems == ()


@pytest.mark.parametrize(
    ("typed", "shown", "reason"),
    [
        (3.5, "3.5", "a level is a whole number from 1 to 5"),
        (0, "0", "a level is a whole number from 1 to 5"),
        (6, "6", "a level is a whole number from 1 to 5"),
        (-3, "-3", "not a level or a word this cell accepts"),
        (1e300, "1" + "0" * 58 + "…", "not a level or a word this cell accepts"),
        ("ดีมาก", "ดีมาก", "not a level or a word this cell accepts"),
        ("4 คะแนน", "4 คะแนน", "not a level or a word this cell accepts"),
        ("๓", "๓", "written in Thai digits, which spreadsheets treat as text"),
        ("–", "–", "this indicator applies to this kind of office"),
        ("อยู่ระหว่างดําเนินการ", "อยู่ระหว่างดําเนินการ", "this indicator applies to this kind of office"),
        (
            "ติดตามแต่ ไม่ประเมินผล",
            "ติดตามแต่ ไม่ประเมินผล",
            "this indicator applies to this kind of office",
        ),
        ("80%", "80%", "a percentage, but this cell takes a level"),
        ("สี่", "สี่", "a number in words"),
        ("=1+2", "=1+2", "a formula, whose value may change later"),
        (True, "TRUE", "a logical value (TRUE/FALSE)"),
        ("#REF!", "#REF!", "the error of a formula"),
        (dt.date(2026, 5, 3), "46145", "a date, not a number"),
    ],
)
def test_content_with_doubt_is_refused_and_nothing_is_read(
    typed: object, shown: str, reason: str
) -> None:
    draft = read_marks(set_cell("C6", typed), expected=template())

    assert places(draft) == [("C6", shown, 6, reason)]
    assert draft.cells == ()
    assert not draft.usable


def test_problem_names_sheet_row_cell_value_and_remedy() -> None:
    draft = read_marks(set_cell("C7", "๓"), expected=template())

    assert [p.sentence.en for p in draft.problems] == [
        "Sheet qp-2566 C7 (สพป.ฉะเชิงเทรา เขต 2 · ตัวชี้วัดที่ 1) “๓”: "
        "written in Thai digits, which spreadsheets treat as text. Type 3 in Arabic digits."
    ]
    assert [p.sentence.th for p in draft.problems] == [
        "แผ่นงาน qp-2566 C7 (สพป.ฉะเชิงเทรา เขต 2 · ตัวชี้วัดที่ 1) “๓”: "
        "เป็นเลขไทย โปรแกรมตารางถือเป็นข้อความ → พิมพ์เป็นเลขอารบิก 3"
    ]


def test_every_problem_of_the_file_is_reported() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book[QP]["C6"] = 9
        book[QP]["F8"] = "ดี"
        book[AP]["C7"] = 101

    draft = read_marks(edited_book(change), expected=template())

    assert [(p.sheet, p.cell, p.value, p.office, p.indicator) for p in draft.problems] == [
        (QP, "C6", "9", OFFICES[0][1], "ตัวชี้วัดที่ 1"),
        (QP, "F8", "ดี", OFFICES[2][1], "ตัวชี้วัดที่ 10"),
        (AP, "C7", "101", OFFICES[1][1], "ตัวชี้วัดที่ 2"),
    ]


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("-", "Give a level, or N/A when it was not reported"),
        ("สี่", "Type the figure 4"),
        ("80%", "Type a level from 1 to 5, without a percent sign"),
        ("๓", "Type 3 in Arabic digits"),
        ("4 คะแนน", "Enter one of: 5, 4, 3, 2, 1, N/A"),
    ],
)
def test_remedy_says_what_to_type(typed: str, remedy: str) -> None:
    draft = read_marks(set_cell("C6", typed), expected=template())

    assert [problem.remedy.en for problem in draft.problems] == [remedy]


def test_percentage_in_words_is_told_to_be_a_figure() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book[AP]["C6"] = "ร้อยละ 80"

    draft = read_marks(edited_book(change), expected=template())

    assert [problem.remedy.en for problem in draft.problems] == [
        "Type only the figure, 0-100, for example 80, or N/A"
    ]


@pytest.mark.parametrize(
    ("typed", "number_format", "text"),
    [
        (79.995, None, "79.995"),
        (79.99500000000002, None, "79.995"),
        (0.8, "0%", "80"),
        (0.79995, "0.00%", "79.995"),
        ("80%", None, "80"),
        (0, None, "0"),
        (66.67, '0.00" คะแนน"', "66.67"),
    ],
)
def test_percentage_is_read_as_the_person_sees_it(
    typed: object, number_format: str | None, text: str
) -> None:
    """Excel stores 80 % as 0.8 and 79.995 with binary noise."""

    def change(book: openpyxl.Workbook) -> None:
        book[AP]["C6"] = typed
        if number_format is not None:
            book[AP]["C6"].number_format = number_format

    draft = read_marks(edited_book(change), expected=template())

    assert draft.problems == ()
    assert ("2", "value", text) in [(c.node_code, c.kind, c.text) for c in draft.cells]


def test_percent_format_on_a_level_is_refused_as_it_shows() -> None:
    draft = read_marks(set_cell("C6", 3, "0%"), expected=template())

    assert places(draft) == [("C6", "300%", 6, "a percentage, but this cell takes a level")]


def test_number_under_a_thai_date_format_is_a_date() -> None:
    draft = read_marks(set_cell("C6", 3, "[$-107041E]d mmm yyyy"), expected=template())

    assert places(draft) == [("C6", "3", 6, "a date, not a number")]


def test_mark_where_the_indicator_does_not_apply_is_refused() -> None:
    draft = read_marks(set_cell("E6", 4), expected=template())

    assert places(draft) == [("E6", "4", 6, "this indicator does not apply to this office")]


def test_blanked_cell_that_does_not_apply_is_no_problem() -> None:
    draft = read_marks(set_cell("E6", None), expected=template())

    assert draft == MarksDraft(FILLED_CELLS, (), BLANKS)


def test_moved_rows_and_columns_still_find_their_keys() -> None:
    def change(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6, max_row=8)]
        for number, row in enumerate(reversed(rows), start=6):
            for place, value in enumerate(row, start=1):
                sheet.cell(number, place).value = value
        sheet.move_range("C3:C8", cols=10)

    draft = read_marks(edited(change), expected=template())

    assert draft == MarksDraft(FILLED_CELLS, (), BLANKS)


def test_inserted_blank_rows_and_own_columns_are_passed_over() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(7)
        sheet.insert_rows(1)
        sheet.insert_cols(4)
        sheet["D7"] = "ถามเขตอีกครั้ง"

    draft = read_marks(edited(change), expected=template())

    assert (draft.cells, draft.problems) == (FILLED_CELLS, ())
    assert [note.en for note in draft.notes] == [
        "Sheet qp-2566: columns without a key were not read: D"
    ]


def test_inserted_row_with_marks_is_refused() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.insert_rows(7)
        sheet["C7"] = 5

    draft = read_marks(edited(change), expected=template())

    assert places(draft) == [("C7", "5", 7, "this row was inserted and has no office key")]


def test_marks_under_the_last_office_are_refused() -> None:
    draft = read_marks(set_cell("D9", 5), expected=template())

    assert places(draft) == [("D9", "5", 9, "this row was inserted and has no office key")]


def test_problems_beyond_a_thousand_are_counted() -> None:
    """Nobody reads a thousand lines; nothing is cut without a word."""

    def change(sheet: Worksheet) -> None:
        for row in range(9, 1509):
            sheet.cell(row, 3).value = 5

    draft = read_marks(edited(change), expected=template())

    assert (len(draft.problems), draft.more_problems, draft.cells) == (1000, 500, ())


def test_row_copied_many_times_is_refused_without_reading_its_columns() -> None:
    """Built to take long: each copy would be read column by column."""
    whole = big_template(offices=1)
    data = marks_workbook(whole)
    name = "xl/worksheets/sheet2.xml"
    cells = ("office:1000000000", "สพป.ทดสอบ เขต 0")
    row = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    rows = f"<row>{row}</row>".encode() * 50_000
    sheet = part(data, name).replace(b"</sheetData>", rows + b"</sheetData>")

    draft = read_marks(_stored(rezipped(data, {name: sheet})), expected=whole)

    assert (draft.cells, len(draft.problems), draft.more_problems) == ((), 1000, 49_001)


def _stored(data: bytes) -> bytes:
    """The zip file with little compression, so that its ratio raises no suspicion."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return buffer.getvalue()


def test_row_copied_twice_is_refused_at_both_places() -> None:
    def change(sheet: Worksheet) -> None:
        for place in range(1, 7):
            sheet.cell(9, place).value = sheet.cell(6, place).value

    draft = read_marks(edited(change), expected=template())

    name = OFFICES[0][1]
    assert places(draft) == [
        ("A6", OFFICES[0][0], 6, f"{name} stands here more than once"),
        ("A9", OFFICES[0][0], 9, f"{name} stands here more than once"),
    ]


def test_deleted_row_is_named() -> None:
    draft = read_marks(edited(lambda sheet: sheet.delete_rows(7)), expected=template())

    assert places(draft) == [("", OFFICES[1][0], None, f"{OFFICES[1][1]} is missing from the file")]


def test_deleted_column_is_named() -> None:
    draft = read_marks(edited(lambda sheet: sheet.delete_cols(4)), expected=template())

    assert places(draft) == [("", "6a", None, "indicator 6a is missing from the file")]


def test_sort_that_left_the_hidden_column_behind_is_refused() -> None:
    """The marks would otherwise go to the wrong office without a word."""

    def change(sheet: Worksheet) -> None:
        for place in range(2, 7):
            first, second = sheet.cell(6, place), sheet.cell(7, place)
            first.value, second.value = second.value, first.value

    draft = read_marks(edited(change), expected=template())

    assert [(p.cell, p.value) for p in draft.problems] == [
        ("B6", OFFICES[1][1]),
        ("B7", OFFICES[0][1]),
    ]
    assert draft.cells == ()


def test_labels_exchanged_without_their_keys_are_refused() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C4"], sheet["D4"] = sheet["D4"].value, sheet["C4"].value

    draft = read_marks(edited(change), expected=template())

    assert [(p.cell, p.value) for p in draft.problems] == [
        ("C4", "ตัวชี้วัดที่ 6a"),
        ("D4", "ตัวชี้วัดที่ 1"),
    ]


def test_merged_cells_among_the_marks_are_refused() -> None:
    draft = read_marks(edited(lambda sheet: sheet.merge_cells("C6:C7")), expected=template())

    assert places(draft) == [
        ("C6", "C6:C7", 6, "cells are merged, so their value belongs to no one cell")
    ]


def test_merged_title_is_no_problem() -> None:
    draft = read_marks(edited(lambda sheet: sheet.merge_cells("B1:F1")), expected=template())

    assert draft == MarksDraft(FILLED_CELLS, (), BLANKS)


def test_renamed_sheet_is_found_by_its_keys() -> None:
    def change(book: openpyxl.Workbook) -> None:
        book[QP].title = "คะแนนของฉัน"

    draft = read_marks(edited_book(change), expected=template())

    assert draft == MarksDraft(FILLED_CELLS, (), BLANKS)


def test_value_in_the_last_corner_of_the_sheet_costs_one_cell() -> None:
    """A dense reader would allocate 17 thousand million cells."""
    draft = read_marks(set_cell("XFD1048576", 1), expected=template())

    assert draft == MarksDraft(FILLED_CELLS, (), BLANKS)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            lambda book: book.remove(book["_tidtam"]),
            "This is not a marks template of this system, or its hidden sheet was deleted; "
            "download a fresh template.",
        ),
        (
            lambda book: book.remove(book[QP]),
            "Sheet qp-2566 is missing: the sheet or its hidden key row was deleted; "
            "download a fresh template.",
        ),
        (
            lambda book: book[QP].delete_rows(3),
            "Sheet qp-2566 is missing: the sheet or its hidden key row was deleted; "
            "download a fresh template.",
        ),
        (
            lambda book: book.copy_worksheet(book[QP]),
            "There is more than one sheet of qp-2566 (qp-2566, qp-2566 Copy); "
            "download a fresh template.",
        ),
        (
            lambda book: book[QP].delete_rows(6, 3),
            "Sheet qp-2566 has lost the hidden keys of its offices or indicators; "
            "download a fresh template.",
        ),
        (
            lambda book: book["_tidtam"].delete_rows(5),
            "The hidden list of keys of qp-2566 was changed or does not fit this round; "
            "download a fresh template.",
        ),
    ],
)
def test_workbook_without_its_keys_is_refused(change: object, sentence: str) -> None:
    data = edited_book(change)  # type: ignore[arg-type]

    with pytest.raises(WrongWorkbook) as refusal:
        read_marks(data, expected=template())

    assert refusal.value.en == sentence


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (
            replace(FILLED, round_code="2566-12m"),
            "This file is for round 2566-12m, but this page is round 2566-6m; "
            "download a fresh template.",
        ),
        (
            replace(FILLED, sheets=(replace(FILLED.sheets[0], framework_checksum="older"),)),
            "The instrument qp-2566 has changed since this file was downloaded; "
            "download a fresh template.",
        ),
        (
            replace(FILLED, sheets=(replace(FILLED.sheets[0], framework_code="sa-2566"),)),
            "This round has no instrument called sa-2566; download a fresh template.",
        ),
    ],
)
def test_workbook_of_another_round_or_version_is_refused(source: object, sentence: str) -> None:
    data = marks_workbook(source)  # type: ignore[arg-type]

    with pytest.raises(WrongWorkbook) as refusal:
        read_marks(data, expected=template())

    assert refusal.value.en == sentence


def test_external_link_is_never_followed() -> None:
    """What a link left in the file says is not looked at; a formula using it is refused."""
    data = marks_workbook(FILLED)
    link = (
        b'<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/externalLink" Target="file:///etc/passwd" TargetMode="External"/>'
    )
    name = "xl/_rels/workbook.xml.rels"
    linked = part(data, name).replace(b"</Relationships>", link + b"</Relationships>")

    draft = read_marks(rezipped(data, {name: linked}), expected=template())

    assert draft == MarksDraft(FILLED_CELLS, (), BLANKS)


def test_real_size_is_read_whole() -> None:
    """245 offices x 60 nodes; ``make bench-checks`` measures how long it takes."""
    whole = big_template()
    data = marks_workbook(whole)

    draft = read_marks(data, expected=whole)

    assert len(draft.cells) == 245 * 60
    assert draft.problems == ()


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_file_saved_again_by_libreoffice_gives_the_same(tmp_path: Path) -> None:
    source = tmp_path / "คะแนน.xlsx"
    source.write_bytes(marks_workbook(FILLED))

    saved = _saved_by_libreoffice(source, tmp_path)

    assert read_marks(saved, expected=template()) == MarksDraft(FILLED_CELLS, (), BLANKS)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_doubts_survive_libreoffice(tmp_path: Path) -> None:
    """Formulas, dates, merges and errors are still told from values after LibreOffice."""

    def change(sheet: Worksheet) -> None:
        sheet["C6"] = "=1+2"
        sheet["D6"] = dt.date(2026, 5, 3)
        sheet["F6"] = True
        sheet["C7"] = "๓"
        sheet.merge_cells("F7:F8")

    source = tmp_path / "doubts.xlsx"
    source.write_bytes(edited(change))

    draft = read_marks(_saved_by_libreoffice(source, tmp_path), expected=template())

    assert sorted((p.cell, p.message.en) for p in draft.problems) == [
        ("C6", "a formula, whose value may change later"),
        ("C7", "written in Thai digits, which spreadsheets treat as text"),
        ("D6", "a date, not a number"),
        ("F6", "a formula, whose value may change later"),  # saved as TRUE()
        ("F7", "cells are merged, so their value belongs to no one cell"),
    ]


def _saved_by_libreoffice(source: Path, folder: Path) -> bytes:
    profile = (folder / "profile").as_uri()
    out = folder / "out"
    subprocess.run(  # noqa: S603 - the tests' own files and a fixed program
        [  # noqa: S607
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(out),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return (out / f"{source.stem}.xlsx").read_bytes()


def _answers() -> st.SearchStrategy[dict[tuple[str, str, str], Answer]]:
    specials = st.sampled_from(sorted(ENTRY_SPECIALS)).map(lambda code: Answer("special", code))
    marks = st.integers(1, 5).map(lambda level: Answer("mark", str(level)))
    values = st.decimals(0, 100, places=6).map(lambda value: Answer("value", _canonical(value)))
    keys = [
        (code, office, column.code)
        for code, columns in ((QP, QP_COLUMNS), (AP, AP_COLUMNS))
        for office, _, _ in OFFICES
        for column in columns
    ]
    every = {key: specials | (marks if key[0] == QP else values) for key in keys}
    return st.fixed_dictionaries({}, optional=every)


def _canonical(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_answers())
def test_import_gives_exactly_what_export_wrote(
    answers: dict[tuple[str, str, str], Answer],
) -> None:
    draft = read_marks(marks_workbook(template(answers)), expected=template())

    closed = {(QP, OFFICES[0][0], "6b"), (QP, OFFICES[1][0], "6b"), (QP, OFFICES[2][0], "6a")}
    assert {
        (c.framework_code, c.office_code, c.node_code): Answer(c.kind, c.text) for c in draft.cells
    } == {key: answer for key, answer in answers.items() if key not in closed}
    assert draft.problems == ()


def test_same_file_twice_gives_the_same_draft() -> None:
    data = marks_workbook(template(ANSWERS))

    assert read_marks(data, expected=FILLED) == read_marks(data, expected=template())
