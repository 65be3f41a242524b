"""An office's workbook, out and back: what people change in it, and what must not slip through."""

from __future__ import annotations

import datetime as dt
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from factories.report_files import (
    ANSWERS,
    answer,
    book_of,
    filled_in,
    form_of,
    pasted,
    plan,
    read,
    row_of,
    saved_by_libreoffice,
    typed,
    world,
)
from tidtam.imports.errors import FileRefused, WrongWorkbook
from tidtam.imports.report import read_report
from tidtam.imports.report_plan import ReportPlan, plan_report, store_report
from tidtam.reports.workbooks.report import report_workbook
from tidtam.rounds.errors import AnswerChangedMeanwhile
from tidtam.rounds.exchange import report_form
from tidtam.rounds.models import Submission

pytestmark = pytest.mark.django_db


def _io(data: bytes) -> io.BytesIO:
    return io.BytesIO(data)


def changed(plan_: ReportPlan) -> dict[str, Any]:
    return {each.question.code: each.draft.value for each in plan_.changes}


def problems(made: Any, data: bytes) -> list[tuple[str, str, str]]:
    draft = read(made, data)
    assert draft.answers == ()
    return [(each.sheet, each.cell, each.message.th) for each in draft.problems]


def test_a_workbook_as_it_was_made_changes_nothing() -> None:
    made = world()

    draft = read(made, book_of(made))
    planned = plan(made, book_of(made))

    assert (draft.problems, draft.notes) == ((), ())
    assert not any(each.is_touched for each in draft.answers)
    assert (planned.has_work, planned.newer) == (False, 0)
    assert planned.unchanged == len(draft.answers)


def test_texts_outside_the_answer_cells_are_told_and_hinder_nothing() -> None:
    made = world()
    data = book_of(made)
    sheet = openpyxl.load_workbook(_io(data)).worksheets[1]
    line, count = row_of(sheet, "line"), row_of(sheet, "count")
    below = sheet.max_row + 5

    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[1][f"G{line}"] = "ทับคำแนะนำ"
        book.worksheets[1][f"D{count}"] = "ร้อยละ 90"
        book.worksheets[1][f"K{line}"] = "ข้าง ๆ"
        book.worksheets[1][f"B{below}"] = "ใต้ตาราง"
        book.worksheets[2]["Z6"] = "ข้างตาราง"

    draft = read(made, filled_in(data, change))

    assert draft.problems == ()
    places = sorted([f"QP!G{line}", f"QP!D{count}", f"QP!K{line}", f"QP!B{below}"])
    assert sorted(note.th.split()[1] for note in draft.notes[:4]) == places
    assert draft.notes[0].th.endswith("อยู่นอกช่องคำตอบ จึงไม่นำเข้า: “ทับคำแนะนำ”")
    assert [note.th for note in draft.notes[4:]] == [
        "ข้อความใน QP ตาราง!Z6 อยู่นอกช่องคำตอบ จึงไม่นำเข้า: “ข้างตาราง”"
    ]


def test_many_texts_outside_are_counted() -> None:
    made = world()

    def change(book: openpyxl.Workbook) -> None:
        for row in range(1, 26):
            book.worksheets[1][f"M{row}"] = "จดไว้"

    notes = read(made, filled_in(book_of(made), change)).notes

    assert (len(notes), notes[-1].th) == (21, "และอีก 5 เซลล์นอกช่องคำตอบที่ไม่นำเข้า")


def test_the_same_report_gives_the_same_bytes() -> None:
    form = form_of(world())

    assert report_workbook(form) == report_workbook(form)


def test_every_kind_of_answer_is_taken_from_the_cells_people_fill() -> None:
    """The cells of a filled workbook, typed into the one that was made when all was blank."""
    made = world(filled=False)
    blank, empty = form_of(made), book_of(made)
    answer(made, ANSWERS)
    stored = form_of(made)

    draft = read_report(pasted(report_workbook(stored), into=empty), expected=blank)

    assert draft.problems == ()
    assert changed(plan_report(draft, form=blank)) == {
        each.question.code: each.answer.value
        for each in stored.questions
        if each.answer.value is not None
    }


@pytest.mark.parametrize(
    ("code", "part", "value", "expected"),
    [
        (
            "text",
            "",
            "ย่อหน้าแรก\n\n- หนึ่ง\n- สอง",
            "<p>ย่อหน้าแรก</p><ul><li>หนึ่ง</li><li>สอง</li></ul>",
        ),
        ("line", "", "=ไม่ใช่สูตร", None),
        ("lines", "", "ก\nข", "ก\nข"),
        ("number", "", 79.995000000000005, None),
        ("number", "", 12.5, "12.5"),
        ("number", "", "๑,๒๐๐ บาท", "1200"),
        ("count", "n", 12, {"n": "12", "of": "20"}),
        ("date", "", "31/3/2567", "2024-03-31"),
        ("date", "", dt.datetime(2024, 3, 31), "2024-03-31"),  # noqa: DTZ001  as openpyxl has it
        ("date", "", dt.datetime(2567, 3, 31), "2024-03-31"),  # noqa: DTZ001
        ("choice", "", "มีแผน", "plan"),
        ("checklist", "act", "มี", {"items": ["plan", "act", "check"]}),
        ("checklist", "act", True, {"items": ["plan", "act", "check"]}),
        ("milestones", "act", "ถึงแล้ว", {"reached": ["plan", "act"]}),
    ],
)
def test_a_cell_that_is_typed_over(code: str, part: str, value: object, expected: object) -> None:
    made = world()
    data = typed(book_of(made), code, value, part=part)

    if expected is None:
        assert [cell[:1] for _, cell, _ in problems(made, data)] == ["D"]
    else:
        assert changed(plan(made, data)) == {code: expected}


@pytest.mark.parametrize(
    ("code", "value", "message"),
    [
        ("date", "31/3/66", "ปี 66 ใน “31/3/66” ไม่ชัดเจน หมายถึง 31 มีนาคม 2566 ใช่หรือไม่ ให้พิมพ์ปีเต็ม"),
        ("date", True, "เป็นค่าจริง/เท็จ (TRUE/FALSE) ให้ลบแล้วพิมพ์คำตอบ"),
        ("line", "=1+1", "เป็นสูตร ค่าของสูตรเปลี่ยนได้ภายหลัง"),
        ("choice", "บางครั้ง", "ไม่มีตัวเลือก “บางครั้ง” ให้เลือกจาก มีแผน, ทำตามแผน, ติดตาม, สรุป"),
        (
            "line",
            dt.datetime(2024, 3, 31),  # noqa: DTZ001
            "เป็นวันที่ ให้ตั้งรูปแบบเซลล์เป็นข้อความ (Text) แล้วพิมพ์คำตอบใหม่",
        ),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(code: str, value: object, message: str) -> None:
    made = world()
    data = typed(book_of(made), code, value)
    row = row_of(openpyxl.load_workbook(_io(data)).worksheets[1], code)

    assert problems(made, data) == [("QP", f"D{row}", message)]


def test_table_rows_are_added_removed_and_reordered() -> None:
    made = world()

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[2]
        top = row_of(sheet, "rows", word="tidtam:h")
        sheet[f"C{top + 1}"] = None
        for column in "DEFG":
            sheet[f"{column}{top + 1}"] = None
        sheet[f"C{top + 5}"] = "ค"
        sheet[f"F{top + 5}"] = "1 มี.ค. 2566"

    blank = dict.fromkeys(("name", "told", "number", "day", "choice"), "")
    assert changed(plan(made, filled_in(book_of(made), change))) == {
        "rows": [
            {**blank, "name": "ข", "number": "0"},
            {**blank, "name": "ค", "day": "2023-03-01"},
        ]
    }


def test_a_cell_of_a_table_that_cannot_be_taken_is_named() -> None:
    made = world()
    tops: list[int] = []

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[2]
        tops.append(row_of(sheet, "rows", word="tidtam:h"))
        sheet[f"E{tops[0] + 2}"] = "มาก"

    assert problems(made, filled_in(book_of(made), change)) == [
        ("QP ตาราง", f"E{tops[0] + 2}", "อ่านตัวเลขจาก “มาก” ไม่ได้ ให้ใส่ตัวเลขเท่านั้น เช่น 12 หรือ 1,234.5")
    ]


def test_none_and_not_applicable_are_chosen_with_a_reason() -> None:
    made = world(filled=False)
    data = typed(book_of(made), "line", "ไม่มี", column="E")
    data = typed(data, "line", "ไม่มีงบ", column="F")
    data = typed(data, "text", "ไม่เกี่ยวข้อง", column="E")

    found = {
        c.question.code: (c.draft.state.value, c.draft.reason) for c in plan(made, data).changes
    }

    assert found == {"line": ("none", "ไม่มีงบ"), "text": ("not_applicable", "")}


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"E": "ไม่มี"}, "E", "ข้อ “ชื่อ” ตอบว่าไม่มี แต่ยังไม่มีเหตุผล ให้เขียนเหตุผลสั้น ๆ"),
        ({"D": "ก", "E": "ไม่มี", "F": "ข"}, "E", "สถานะเป็น “ไม่มี” แต่มีคำตอบอยู่ด้วย"),
        ({"F": "ไม่มีงบ"}, "F", "มีเหตุผล แต่ยังไม่ได้เลือกสถานะและไม่มีคำตอบ"),
        ({"E": "อะไร"}, "E", "ไม่ใช่สถานะที่เลือกได้"),
    ],
)
def test_a_state_that_does_not_fit_is_told(
    cells: dict[str, str], column: str, message: str
) -> None:
    made = world(filled=False)
    data = book_of(made)
    for each, value in cells.items():
        data = typed(data, "line", value, column=each)

    assert [(cell[0], text) for _, cell, text in problems(made, data)] == [(column, message)]


def test_an_untouched_line_never_takes_a_newer_answer_back() -> None:
    made = world()
    data = typed(book_of(made), "number", 7)
    answer(made, {"line": "ใหม่กว่า"}, seen_edit=1)

    planned = plan(made, data)

    assert (changed(planned), planned.conflicts, planned.newer) == ({"number": "7"}, (), 1)


def test_changed_on_both_sides_is_a_conflict_unless_both_say_the_same() -> None:
    made = world()
    data = typed(typed(book_of(made), "line", "จากไฟล์"), "number", 7)
    answer(made, {"line": "จากหน้าเว็บ", "number": "7"}, seen_edit=1)

    planned = plan(made, data)
    conflict = planned.conflicts[0]

    assert (planned.changes, planned.clears, len(planned.conflicts)) == ((), (), 1)
    assert (conflict.before_text, conflict.after_text) == ("จากหน้าเว็บ", "จากไฟล์")
    assert conflict.saved_by == made.reporter.full_name


def test_a_save_after_the_plan_was_made_stores_nothing_of_it() -> None:
    made = world()
    planned = plan(made, typed(typed(book_of(made), "line", "จากไฟล์"), "number", 7))
    answer(made, {"number": "8"}, seen_edit=1)
    before = form_of(made).questions

    with pytest.raises(AnswerChangedMeanwhile):
        store_report(made.fresh(), plan=planned, by=made.by)

    assert [each.answer for each in form_of(made).questions] == [each.answer for each in before]


def test_storing_takes_what_was_chosen_and_leaves_the_rest() -> None:
    made = world()
    data = typed(typed(typed(book_of(made), "line", "จากไฟล์"), "number", None), "lines", None)
    answer(made, {"line": "จากหน้าเว็บ"}, seen_edit=1)
    planned = plan(made, data)

    counts = store_report(
        made.fresh(),
        plan=planned,
        take=["qp-2566|1|line"],
        clear=["qp-2566|1|number", "qp-2566|1|text"],
        by=made.by,
    )
    stored = {each.question.code: each.answer.value for each in form_of(made).questions}

    assert (counts["saved"], stored["line"], stored["number"]) == (2, "จากไฟล์", None)
    assert stored["lines"] == ANSWERS["lines"]


def test_an_emptied_cell_is_listed_apart() -> None:
    made = world()

    planned = plan(made, typed(book_of(made), "line", None))

    assert ([c.question.code for c in planned.clears], planned.changes) == (["line"], ())


def _delete(book: openpyxl.Workbook) -> None:
    book.worksheets[1].delete_rows(row_of(book.worksheets[1], "line"))


def _damage(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[1]
    sheet[f"A{row_of(sheet, 'line')}"] = "tidtam:q|qp-2566|1|line|99|x"


def _copy(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[1]
    sheet["A60"] = sheet[f"A{row_of(sheet, 'line')}"].value


def _sort(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[1]
    one, two = row_of(sheet, "line"), row_of(sheet, "lines")
    sheet[f"C{one}"], sheet[f"C{two}"] = sheet[f"C{two}"].value, sheet[f"C{one}"].value


def _merge(book: openpyxl.Workbook) -> None:
    sheet = book.worksheets[1]
    row = row_of(sheet, "line")
    sheet.merge_cells(f"D{row}:D{row + 1}")


def _insert(book: openpyxl.Workbook) -> None:
    book.worksheets[1]["D90"] = "หลงมา"


def _head(book: openpyxl.Workbook) -> None:
    book.worksheets[1]["D4"] = None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_delete, "แถวของ ตัวชี้วัดที่ 1 “ชื่อ” หายไปจากไฟล์"),
        (_damage, "รหัสของแถวนี้เสียหาย"),
        (_copy, "ตัวชี้วัดที่ 1 “ชื่อ” มีซ้ำกัน"),
        (_sort, "ข้อและคำถามที่เห็นไม่ตรงกับรหัสที่ซ่อนไว้"),
        (_merge, "เซลล์ถูกผสานกัน จึงไม่รู้ว่าค่าเป็นของช่องใด"),
        (_insert, "แถวนี้ถูกแทรกเข้ามา ไม่มีรหัสคำถาม"),
        (_head, "ไม่พบหัวคอลัมน์ คำตอบ"),
    ],
)
def test_a_structure_that_was_changed_is_told_and_nothing_is_read(
    change: Callable[[openpyxl.Workbook], None], message: str
) -> None:
    made = world()

    found = problems(made, filled_in(book_of(made), change))

    assert any(text.startswith(message) for _, _, text in found)


def test_rows_that_moved_and_sheets_that_were_renamed_are_found_by_their_keys() -> None:
    made = world()

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[1]
        sheet[f"D{row_of(sheet, 'line')}"] = "ใหม่"
        sheet.insert_rows(6, 3)
        sheet.insert_cols(4)
        sheet.title = "งานของฉัน"
        book["_tidtam"].sheet_state = "visible"
        book["_tidtam"].title = "ซ่อน"

    assert changed(plan(made, filled_in(book_of(made), change))) == {"line": "ใหม่"}


def test_a_file_of_another_office_round_or_maker_is_refused() -> None:
    made = world()
    data = book_of(made)
    other = Submission.objects.select_related("round", "office").exclude(pk=made.submission.pk)

    def forge(book: openpyxl.Workbook) -> None:
        book["_tidtam"]["B3"] = "1022010000"

    with pytest.raises(WrongWorkbook, match="ไฟล์นี้เป็นของสำนักงานอื่น"):
        read_report(data, expected=report_form(other.get(), made_by="-"))
    with pytest.raises(WrongWorkbook, match="รายการรหัสที่ซ่อนไว้ในไฟล์ถูกแก้"):
        read(made, filled_in(data, forge))
    with pytest.raises(WrongWorkbook, match="ไม่ใช่แบบรายงานของระบบ"):
        read(made, filled_in(data, lambda book: book.remove(book["_tidtam"])))
    with pytest.raises(FileRefused):
        read(made, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def test_an_answer_that_no_cell_can_hold_is_said_to_be_too_long_and_stays() -> None:
    made = world()
    answer(made, {"text": f"<p>{'😀' * 17_000}</p>"}, seen_edit=1)

    data = book_of(made)
    sheet = openpyxl.load_workbook(_io(data)).worksheets[1]
    row = row_of(sheet, "text", word="tidtam:x")
    planned = plan(made, data)

    assert str(sheet[f"D{row}"].value).startswith("ยาวเกินที่ช่องของ Excel รับได้")
    assert (planned.has_work, planned.newer) == (False, 0)
    assert [note.th for note in read(made, data).notes] == [
        "ตัวชี้วัดที่ 1 “ผลการดำเนินงาน”: คำตอบยาวเกินช่องของ Excel จึงไม่ได้อ่านจากไฟล์ ให้แก้ในหน้าเว็บ"
    ]


def test_a_cell_in_the_last_corner_of_a_table_is_read_as_a_row() -> None:
    made = world(filled=False)

    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[2]["C1048576"] = "ท้ายสุด"

    (row,) = changed(plan(made, filled_in(book_of(made), change)))["ranked"]
    assert row["name"] == "ท้ายสุด"


def test_sheets_are_protected_and_only_answers_are_open() -> None:
    book = openpyxl.load_workbook(_io(book_of(world())))

    assert [sheet.sheet_state for sheet in book] == ["visible"] * 3 + ["veryHidden"]
    assert all(sheet.protection.sheet for sheet in book)
    open_cells = {
        c.column_letter for row in book.worksheets[1] for c in row if not c.protection.locked
    }
    assert open_cells == {"D", "E", "F"}
    assert "ข้อมูลสมมติ" not in str(book.worksheets[0]["A2"].value)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_workbook_saved_again_by_libreoffice_changes_nothing(tmp_path: Path) -> None:
    made = world()
    source = tmp_path / "รายงาน.xlsx"
    source.write_bytes(book_of(made))

    planned = plan(made, saved_by_libreoffice(source, tmp_path))

    assert (planned.has_work, planned.newer) == (False, 0)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_was_typed_survives_libreoffice(tmp_path: Path) -> None:
    made = world()
    source = tmp_path / "รายงาน.xlsx"
    source.write_bytes(typed(typed(book_of(made), "line", "ใหม่"), "number", 7))

    planned = plan(made, saved_by_libreoffice(source, tmp_path))

    assert changed(planned) == {"line": "ใหม่", "number": "7"}
