"""A report with every kind of answer, and its workbook as people change it."""

from __future__ import annotations

import datetime as dt
import io
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from factories.forms import FITTING, SAMPLE_KINDS, TYPED_TEXTS
from factories.reporting import Reporting, reporting
from tidtam.forms.definition import Question
from tidtam.forms.errors import FormsError
from tidtam.forms.states import AnswerState
from tidtam.forms.values import check_answer
from tidtam.imports.report import read_report
from tidtam.imports.report_drafts import ReportDraft
from tidtam.imports.report_plan import ReportPlan, plan_report
from tidtam.reports.workbooks.report import report_workbook
from tidtam.rounds.answering import AnswerChange, save_answers
from tidtam.rounds.content import ReadAnswer, ReadItem
from tidtam.rounds.exchange import Asked, AskedSheet, ReportForm, report_form
from tidtam.rounds.states import Door, ItemState
from tidtam.scoring.definition import Node
from tidtam.thai.bilingual import Bilingual

_OPTIONS = """[
            {code: plan, title: {th: "มีแผน", en: "A plan"}},
            {code: act, title: {th: "ทำตามแผน", en: "Acts on it"}},
            {code: check, title: {th: "ติดตาม, สรุป", en: "Follow-up, summary"}}]"""

ALL_KINDS = f"""
code: qp-form-2566
fiscal_year: 2566
version: 9
title: {{th: "แบบรายงานทุกชนิดคำตอบ", en: "Every kind of answer"}}
framework: qp-2566
questions:
  - {{code: text, title: {{th: "ผลการดำเนินงาน", en: "What was done"}}, answer: {{kind: text}}}}
items:
  - code: "1"
    questions:
      - code: text
        title: {{th: "ผลการดำเนินงาน", en: "What was done"}}
        help: {{th: "เล่าสิ่งที่ทำ", en: "Tell what was done"}}
        answer: {{kind: text}}
        may_not_apply: true
      - {{code: line, title: {{th: "ชื่อ", en: "Name"}}, answer: {{kind: line}}}}
      - code: lines
        title: {{th: "หมายเหตุ", en: "Note"}}
        answer: {{kind: line, multiline: true, most: 4000}}
      - code: number
        title: {{th: "งบประมาณ", en: "Budget"}}
        answer: {{kind: number, unit: {{th: "บาท", en: "baht"}}, decimals: 2}}
      - code: count
        title: {{th: "โรงเรียนที่ทำ", en: "Schools done"}}
        answer:
          kind: count
          counted: {{th: "โรงเรียนที่ทำแล้ว", en: "Schools done"}}
          base: {{th: "โรงเรียนทั้งหมด", en: "All schools"}}
          unit: {{th: "แห่ง", en: "schools"}}
      - code: date
        title: {{th: "วันที่เริ่ม", en: "First day"}}
        answer: {{kind: date}}
      - code: choice
        title: {{th: "วิธี", en: "Way"}}
        answer: {{kind: choice, options: {_OPTIONS}}}
      - code: checklist
        title: {{th: "สิ่งที่มี", en: "There is"}}
        answer: {{kind: checklist, options: {_OPTIONS}}}
      - code: milestones
        title: {{th: "ขั้นที่ถึง", en: "Steps"}}
        answer: {{kind: milestones, steps: {_OPTIONS}}}
      - code: rows
        title: {{th: "กิจกรรม", en: "Events"}}
        answer:
          kind: rows
          most: 30
          columns:
            - {{code: name, title: {{th: "ชื่อกิจกรรม", en: "Name"}}}}
            - {{code: told, title: {{th: "เล่า", en: "Told"}}, of: {{kind: line, multiline: true}}}}
            - code: number
              title: {{th: "จำนวน", en: "Number"}}
              of: {{kind: number, decimals: 1}}
            - {{code: day, title: {{th: "วันที่", en: "Day"}}, of: {{kind: date}}}}
            - code: choice
              title: {{th: "เลือก", en: "Choice"}}
              of: {{kind: choice, options: {_OPTIONS}}}
      - code: ranked
        title: {{th: "ผลงาน", en: "Works"}}
        answer: {{kind: rows, preset: best_works, most: 10}}
"""

#: One answer of every kind, as people give them.
ANSWERS: dict[str, Any] = {
    "text": "<p>ทำ<strong>ครบ</strong></p><ul><li>หนึ่ง</li><li>สอง</li></ul>",
    "line": "=1+1",
    "lines": "บรรทัดแรก\n'สอง\n\n- สาม",
    "number": "1234.5",
    "count": {"n": "18", "of": "20"},
    "date": "2023-03-31",
    "choice": "check",
    "checklist": ["plan", "check"],
    "milestones": ["plan"],
    "rows": [
        {"name": "@ก", "told": "หนึ่ง\nสอง", "number": "2.5", "day": "2023-03-01", "choice": "check"},
        {"name": "ข", "number": "0"},
    ],
    "ranked": [["งานเด่น", "school", "โรงเรียนสมมติ", "ผลดี"]],
}


def world(*, filled: bool = True) -> Reporting:
    """An office whose item 1 asks every kind of question; answered where ``filled``."""
    made = reporting(source=ALL_KINDS)
    if filled:
        answer(made, ANSWERS)
    return made


def answer(made: Reporting, values: Mapping[str, Any], *, seen_edit: int | None = None) -> None:
    """Save values under item 1 as if typed on the page."""
    item = made.item("1")
    save_answers(
        made.submission,
        changes=[
            AnswerChange(item.pk, code, seen_edit, "answered", value)
            for code, value in values.items()
        ],
        door=Door.PAGE,
        by=made.by,
    )


def form_of(made: Reporting) -> ReportForm:
    """The report as it is stored now."""
    return report_form(made.fresh(), made_by=made.reporter.full_name)


def filled_in(data: bytes, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """A workbook after a person changed it in a spreadsheet program and saved it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def row_of(sheet: Worksheet, code: str, *, part: str = "", item: str = "1", word: str = "") -> int:
    """The row whose hidden key is that of a question, or of a part of it."""
    word = word or ("tidtam:p" if part else "tidtam:q")
    begins = f"{word}|qp-2566|{item}|{code}|{part}" if part else f"{word}|qp-2566|{item}|{code}"
    for row in range(1, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value or "").startswith(begins):
            return row
    raise AssertionError(begins)


def typed(data: bytes, code: str, value: object, *, part: str = "", column: str = "D") -> bytes:
    """The workbook after one cell of item 1 was typed over."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[1]
        sheet[f"{column}{row_of(sheet, code, part=part)}"] = value

    return filled_in(data, change)


def read(made: Reporting, data: bytes) -> ReportDraft:
    """The draft of a workbook against what is stored now."""
    return read_report(data, expected=form_of(made))


def plan(made: Reporting, data: bytes) -> ReportPlan:
    """What storing a workbook would do now."""
    form = form_of(made)
    return plan_report(read_report(data, expected=form), form=form)


def book_of(made: Reporting) -> bytes:
    """The workbook of the report as it is now."""
    return report_workbook(form_of(made))


def saved_by_libreoffice(source: Path, folder: Path) -> bytes:
    """A workbook after LibreOffice opened it and saved it as a workbook of Excel."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    target = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder / "out")]
    subprocess.run(  # noqa: S603 - the tests' own files and a fixed program
        [*command, *target, str(source)], check=True, capture_output=True, timeout=120
    )
    return (folder / "out" / source.name).read_bytes()


def form_with(answers: Mapping[str, ReadAnswer]) -> ReportForm:
    """A report of two items, in memory: the first asks every kind, with these answers."""
    questions = tuple(
        Question(name, Bilingual(f"คำถาม {name}", name), kind, may_not_apply=True)
        for name, kind in SAMPLE_KINDS.items()
    )
    asked = [(_NODES[0], answers.get(each.code, ReadAnswer(each))) for each in questions]
    asked.append((_NODES[1], ReadAnswer(questions[0])))
    items = {
        node.code: ReadItem(
            item_id=number,
            node=node,
            owner_id=None,
            owner="",
            state=ItemState.OPEN,
            blank=0,
            word="",
            answers=tuple(answer for at, answer in asked if at is node),
            evidence=(),
        )
        for number, node in enumerate(_NODES)
    }
    moment = dt.datetime(2023, 3, 1, tzinfo=dt.UTC)
    sheet = AskedSheet(
        framework_code="qp-2566",
        form_checksum="sum",
        title=Bilingual("นโยบายเร่งด่วน", "Quick Policy"),
        short_title="QP",
        questions=tuple(Asked("qp-2566", items[node.code], answer) for node, answer in asked),
    )
    return ReportForm(
        submission_id=1,
        round_code="2566-6m",
        round_title=Bilingual("รอบ 6 เดือน", "Six months"),
        office_code="1021010000",
        office_name=Bilingual("สพป.สมมติ", "Sample ESAO"),
        is_demo=True,
        due_at=moment,
        made_at=moment,
        made_by="ผู้รายงานสมมติ",
        sheets=(sheet,),
    )


def empty_of(form: ReportForm) -> ReportForm:
    """The same report where nobody answered anything."""
    return form_with({})


def form_after(form: ReportForm, plan: ReportPlan) -> ReportForm:
    """A report after everything of a plan was stored."""
    stored = {
        each.question.code: ReadAnswer(
            each.question,
            each.draft.state,
            each.draft.value,
            each.draft.reason,
            edit=each.asked.answer.edit + 1,
        )
        for each in (*plan.changes, *plan.clears, *plan.conflicts)
    }
    kept = {asked.question.code: asked.answer for asked in form.questions[:-1]}
    return form_with(kept | stored)


@st.composite
def any_answers(draw: st.DrawFn) -> dict[str, ReadAnswer]:
    """Answers to some of the questions of ``form_with``, as they may be stored."""
    found = {}
    for name, kind in SAMPLE_KINDS.items():
        question = Question(name, Bilingual(f"คำถาม {name}", name), kind, may_not_apply=True)
        state = draw(st.sampled_from(AnswerState))
        reason = draw(st.one_of(TYPED_TEXTS, _LIKE_FORMULAS)) or "-"
        typed_ = draw(FITTING[name])
        if isinstance(typed_, str):
            typed_ = draw(st.one_of(st.just(typed_), _LIKE_FORMULAS)) if name in _FREE else typed_
        try:
            checked = check_answer(question, state, typed_, reason)
        except FormsError:
            continue
        found[name] = ReadAnswer(question, *checked, edit=draw(st.integers(1, 9)))
    return found


_FREE = ("line", "lines", "text")
_LIKE_FORMULAS = st.sampled_from(
    ["=1+1", "'ก", "+1", "-1", "@SUM(A1)", "_x0041_", "tidtam:q|qp-2566|1|line|1|x", "http://a.th"]
)
_NODES = (
    Node("1", Bilingual("ตัวชี้วัดที่ 1", "Indicator 1"), Bilingual("ความปลอดภัย", "Safety")),
    Node("1.10", Bilingual("ตัวชี้วัดที่ 1.10", "Indicator 1.10"), Bilingual("อื่น ๆ", "Other")),
)


def pasted(filled: bytes, *, into: bytes) -> bytes:
    """The second workbook with every unlocked cell of the first, found by its key."""
    source = openpyxl.load_workbook(io.BytesIO(filled))

    def change(book: openpyxl.Workbook) -> None:
        for sheet, old in zip(book.worksheets[1:3], source.worksheets[1:3], strict=True):
            for row, values in _open_cells(old).items():
                for column, value in values.items():
                    target = sheet.cell(_same_row(sheet, row), column)
                    target.value, target.data_type = value, "s" if isinstance(value, str) else "n"

    return filled_in(into, change)


def _open_cells(sheet: Worksheet) -> dict[tuple[str, int], dict[int, Any]]:
    """The unlocked cells by the key above them and the distance to it."""
    found: dict[tuple[str, int], dict[int, Any]] = {}
    key, distance = "", 0
    for row in sheet.iter_rows():
        own = str(row[0].value or "")
        key, distance = (_bare(own), 0) if own else (key, distance + 1)
        values = {c.column: c.value for c in row if not c.protection.locked and c.value is not None}
        if values:
            found[key, distance] = values
    return found


def _same_row(sheet: Worksheet, place: tuple[str, int]) -> int:
    key, distance = place
    for row in range(1, sheet.max_row + 1):
        if _bare(str(sheet.cell(row, 1).value or "")) == key:
            return row + distance
    raise AssertionError(place)


def _bare(key: str) -> str:
    """A key without the state of its answer."""
    return "|".join(key.split("|")[:4]) if key.startswith("tidtam:q") else key
