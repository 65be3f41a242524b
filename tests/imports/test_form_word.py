"""Forms filled in as people do it in Word: what is read, what is told, what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from docx.document import Document
from docx.oxml import parse_xml

from factories.forms import SAMPLE_KINDS
from factories.report_files import ANSWERS, form_with
from factories.word_forms import (
    FACTS,
    NAMES,
    PROPERTIES,
    box,
    cell,
    edited,
    inside,
    part,
    plan_of,
    rows_of,
    run_of,
    type_over,
    with_parts,
)
from tidtam.forms.definition import Question
from tidtam.forms.states import AnswerState
from tidtam.forms.values import check_answer
from tidtam.imports.errors import FileRefused, NotADocument, UnsafeFile, WrongWorkbook
from tidtam.imports.report_drafts import ReportDraft
from tidtam.imports.word import is_document, read_document
from tidtam.reports.forms_word.form import form_document, narrowed
from tidtam.rounds.content import ReadAnswer
from tidtam.rounds.exchange import ReportForm
from tidtam.thai.bilingual import Bilingual

EMPTY = form_with({})
Change = Callable[[Document], Any]


def filled() -> ReportForm:
    """A report where every question has its answer, saved three times."""
    answers = {}
    for name, kind in SAMPLE_KINDS.items():
        question = Question(name, Bilingual(f"คำถาม {name}", name), kind, may_not_apply=True)
        checked = check_answer(question, AnswerState.ANSWERED, ANSWERS[name])
        answers[name] = ReadAnswer(question, *checked, edit=3)
    return form_with(answers)


def changed(change: Change, form: ReportForm = EMPTY) -> dict[str, Any]:
    """What a change in the file would store, by question."""
    plan = plan_of(edited(form_document(form), change), form)
    return {each.question.code: each.draft.value for each in plan.changes}


def draft_of(change: Change, form: ReportForm = EMPTY) -> ReportDraft:
    return read_document(edited(form_document(form), change), expected=form)


def notes(draft: ReportDraft) -> list[str]:
    return [note.th for note in draft.notes]


def problems(draft: ReportDraft) -> list[tuple[str, str, str]]:
    return [(each.indicator, each.cell, each.value) for each in draft.problems]


def p(inner: str, facts: str = "") -> str:
    return f"<w:p><w:pPr>{facts}</w:pPr>{inner}</w:p>" if facts else f"<w:p>{inner}</w:p>"


def r(text: str, facts: str = "") -> str:
    look = f"<w:rPr>{facts}</w:rPr>" if facts else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{text}</w:t></w:r>'


def prose(*fragments: str) -> object:
    """The rich text that some WordprocessingML in the answer becomes."""
    return changed(lambda document: inside(cell(document, "text"), *fragments)).get("text")


# What people type


@pytest.mark.parametrize(
    ("code", "typed", "value"),
    [
        ("line", "โรงเรียนบ้าน\u00a0สมมติ", "โรงเรียนบ้าน สมมติ"),
        ("number", "๑,๒๓๔.๕ บาท", "1234.5"),
        ("date", "31/3/2566", "2023-03-31"),
        ("date", "๓๑ มี.ค. ๒๕๖๖", "2023-03-31"),
        ("choice", "ทำตามแผน", "act"),
        ("text", "น้ำใจ ปี่ เเม่", "<p>น้ำใจ ปี่ แม่</p>"),
    ],
)
def test_typed_answers_are_read_as_on_the_page(code: str, typed: str, value: str) -> None:
    assert changed(lambda document: type_over(cell(document, code), typed)) == {code: value}


def test_lines_typed_with_enter_stay_lines() -> None:
    found = changed(lambda document: type_over(cell(document, "lines"), "หนึ่ง", "", "สอง"))

    assert found == {"lines": "หนึ่ง\n\nสอง"}


def test_a_count_is_read_from_its_two_fields() -> None:
    def change(document: Document) -> None:
        type_over(cell(document, "count", 2), "18")
        type_over(cell(document, "count", 3), "20")

    assert changed(change) == {"count": {"n": "18", "of": "20"}}


def test_ticked_boxes_are_read() -> None:
    def change(data: str) -> str:
        start = data.index("|checklist|check")
        return data[:start] + data[start:].replace(
            '<w14:checked w14:val="0"/>', '<w14:checked w14:val="1"/>', 1
        )

    data = form_document(EMPTY)
    plan = plan_of(with_parts(data, {"word/document.xml": change(part(data))}), EMPTY)

    assert [each.draft.value for each in plan.changes] == [{"items": ["check"]}]


def test_rows_added_with_or_without_controls_are_read() -> None:
    def change(document: Document) -> None:
        table = box(document, "rows")
        type_over(cell(document, "rows", 3, 0), "กิจกรรมหนึ่ง")
        type_over(cell(document, "rows", 3, 3), "1 มีนาคม 2566")
        typed = ("กิจกรรมสอง", "", "2.5", "", "มีแผน")
        row = "".join(f"<w:tc>{p(r(text))}</w:tc>" for text in typed)
        table._tbl.append(parse_xml(f"<w:tr {NAMES}>{row}</w:tr>"))

    blank = {"name": "", "told": "", "number": "", "day": "", "choice": ""}
    assert changed(change) == {
        "rows": [
            {**blank, "name": "กิจกรรมหนึ่ง", "day": "2023-03-01"},
            {**blank, "name": "กิจกรรมสอง", "number": "2.5", "choice": "plan"},
        ]
    }


def test_none_needs_its_reason_and_keeps_it() -> None:
    def change(document: Document) -> None:
        type_over(cell(document, "line", 1, 1), "ไม่มี")
        type_over(cell(document, "line", 1, 3), "ยังไม่เริ่ม", "เริ่มปีหน้า")
        type_over(cell(document, "date", 1, 1), "ไม่มี")

    draft = draft_of(change)

    assert [(each.indicator, each.message.th[:40]) for each in draft.problems] == [
        ("ตัวชี้วัดที่ 1 · คำถาม date", "ข้อ “คำถาม date” ตอบว่าไม่มี แต่ยังไม่มี")
    ]


def test_a_state_against_its_answer_is_a_problem() -> None:
    draft = draft_of(lambda document: type_over(cell(document, "line", 1, 1), "ไม่มี"), filled())

    assert problems(draft) == [("ตัวชี้วัดที่ 1 · คำถาม line", "สถานะ", "ไม่มี")]
    assert draft.answers == ()


def test_every_problem_is_told_at_once() -> None:
    def change(document: Document) -> None:
        type_over(cell(document, "number"), "มาก")
        type_over(cell(document, "date"), "31/3/66")
        type_over(cell(document, "rows", 3, 2), "หลาย")

    assert problems(draft_of(change)) == [
        ("ตัวชี้วัดที่ 1 · คำถาม number", "คำตอบ", "มาก"),
        ("ตัวชี้วัดที่ 1 · คำถาม date", "คำตอบ", "31/3/66"),
        ("ตัวชี้วัดที่ 1 · คำถาม rows", "แถวที่ 1 จำนวน", "หลาย"),
    ]


def test_a_date_chosen_in_the_common_era_is_the_day_of_its_control() -> None:
    data = form_document(filled())
    body = part(data).replace("31 มีนาคม 2566</w:t>", "31 มีนาคม 2023</w:t>")

    draft = read_document(with_parts(data, {"word/document.xml": body}), expected=filled())

    assert draft.problems == ()
    assert not any(each.is_touched for each in draft.answers)


@pytest.mark.parametrize("left", ["คลิกเพื่อพิมพ์คำตอบ", "Click or tap here to enter text.", ""])
def test_words_to_click_are_never_an_answer(left: str) -> None:
    data = form_document(EMPTY)
    body = (
        part(data)
        .replace("<w:showingPlcHdr/>", "")
        .replace("คลิกเพื่อพิมพ์คำตอบ</w:t>", f"{left}</w:t>")
    )

    assert not plan_of(with_parts(data, {"word/document.xml": body}), EMPTY).has_work


def test_text_typed_where_a_program_left_the_mark_of_a_placeholder_is_an_answer() -> None:
    data = form_document(EMPTY)
    body = part(data).replace("คลิกเพื่อพิมพ์คำตอบ</w:t>", "พิมพ์แล้ว</w:t>", 1)

    plan = plan_of(with_parts(data, {"word/document.xml": body}), EMPTY)

    assert [each.draft.value for each in plan.changes] == ["พิมพ์แล้ว"]


# Rich text as Word writes it


def test_bold_links_breaks_and_special_hyphens() -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        ' HYPERLINK "https://example.th/" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{r("ลิงก์")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )

    assert prose(
        p(r("ทำ") + r("ครบ", "<w:b/><w:bCs/>") + r("ไม่หนา", '<w:b w:val="0"/>')),
        p(field + "<w:r><w:br/></w:r>" + r("ก\u00adข") + "<w:r><w:noBreakHyphen/></w:r>" + r("ค")),
    ) == ('<p>ทำ<strong>ครบ</strong>ไม่หนา</p><p><a href="https://example.th/">ลิงก์</a><br>กข-ค</p>')


def test_lists_typed_into_the_answer_stay_lists() -> None:
    def item(text: str, level: int, number: int) -> str:
        facts = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        return p(r(text), facts)

    bullets = 1
    assert prose(
        item("หนึ่ง", 0, bullets), item("ย่อย", 1, bullets), item("สอง", 0, bullets), p("")
    ) == ("<ul><li>หนึ่ง<ul><li>ย่อย</li></ul></li><li>สอง</li></ul>")


def test_tables_with_merged_cells_become_rectangles() -> None:
    def tc(inner: str, facts: str = "") -> str:
        return f"<w:tc><w:tcPr>{facts}</w:tcPr>{inner}</w:tc>"

    wide = tc(p(r("หัว", "<w:b/>")), '<w:gridSpan w:val="2"/>')
    second = tc(p(r("1"))) + tc(p(r("2")) + p(r("สอง"))) + tc(p(""))
    table = (
        "<w:tbl><w:tblPr/><w:tblGrid/>"
        f"<w:tr>{wide}{tc(p(r('ท้าย')))}</w:tr><w:tr>{second}</w:tr></w:tbl>"
    )

    assert prose(table, p("")) == (
        "<table><tbody><tr><th>หัว</th><th></th><th>ท้าย</th></tr>"
        "<tr><td>1</td><td>2<br>สอง</td><td></td></tr></tbody></table>"
    )


def test_tracked_changes_are_read_as_accepted_and_told() -> None:
    inserted = f'<w:ins w:id="1" w:author="a">{r("ใหม่")}</w:ins>'
    deleted = '<w:del w:id="2" w:author="a"><w:r><w:delText>เก่า</w:delText></w:r></w:del>'
    joined = '<w:rPr><w:del w:id="3" w:author="a"/></w:rPr>'

    draft = draft_of(
        lambda document: inside(
            cell(document, "text"), p(r("ต้น") + deleted + inserted, joined), p(r("ท้าย"))
        )
    )

    assert [a.value for a in draft.answers if a.is_touched] == ["<p>ต้นใหม่ท้าย</p>"]
    assert notes(draft) == [
        "ไฟล์มีการติดตามการเปลี่ยนแปลง (Track Changes) ระบบอ่านข้อความเสมือนยอมรับการแก้ไขทั้งหมด"
    ]


def test_comments_pictures_footnotes_and_text_boxes_are_told() -> None:
    box_ = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"<w:txbxContent>{p(r('ในกล่อง'))}</w:txbxContent></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{p(r('ในกล่อง'))}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    content = (
        '<w:commentRangeStart w:id="1"/>' + r("ก") + '<w:r><w:commentReference w:id="1"/></w:r>'
        "<w:r><w:drawing/></w:r>" + '<w:r><w:footnoteReference w:id="2"/></w:r>' + box_
    )

    draft = draft_of(lambda document: inside(cell(document, "text"), p(content)))

    assert [a.value for a in draft.answers if a.is_touched] == ["<p>ก</p>"]
    assert notes(draft) == [
        "ข้อคิดเห็น (Comments) ในไฟล์ไม่ถูกนำเข้า",
        "ตัวชี้วัดที่ 1 · คำถาม text: เชิงอรรถไม่ถูกนำเข้า",
        "ตัวชี้วัดที่ 1 · คำถาม text: ภาพในข้อความไม่ถูกนำเข้า ให้แนบเป็นหลักฐาน",
        "ตัวชี้วัดที่ 1 · คำถาม text: ข้อความในกล่องข้อความ (Text Box) ไม่ถูกนำเข้า ให้ย้ายมาไว้ในช่อง",
    ]


def test_text_outside_the_answers_is_told() -> None:
    def change(document: Document) -> None:
        document.paragraphs[0]._p.addnext(document.add_paragraph("เขียนผิดที่")._p)
        cell(document, "line", 0)._tc.append(document.add_paragraph("ในหัวข้อ")._p)

    assert notes(draft_of(change)) == [
        "มีข้อความนอกช่องกรอก (ตัวชี้วัดที่ 1 · คำถาม line): “ในหัวข้อ” จะไม่ถูกนำเข้า ถ้าเป็นคำตอบให้ย้ายไปไว้ในช่อง",
        "มีข้อความนอกช่องกรอก: “เขียนผิดที่” จะไม่ถูกนำเข้า ถ้าเป็นคำตอบให้ย้ายไปไว้ในช่อง",
    ]


def test_text_beside_a_control_in_the_cell_of_the_answer_is_part_of_it() -> None:
    def change(document: Document) -> None:
        next(iter(cell(document, "line").paragraphs))._p.append(run_of("ข้างช่อง"))

    assert changed(change) == {"line": "ข้างช่อง"}


# What a file was made for


def test_a_question_taken_out_stays_as_it_is_and_is_told() -> None:
    def change(document: Document) -> None:
        table = box(document, "line")._tbl
        table.getparent().remove(table)

    draft = draft_of(change, filled())

    assert notes(draft) == ["ไม่พบ 1 คำถามในไฟล์ คำตอบในระบบคงเดิม: ตัวชี้วัดที่ 1 · คำถาม line"]
    assert not plan_of(edited(form_document(filled()), change), filled()).has_work


def test_a_question_copied_is_a_problem() -> None:
    def change(document: Document) -> None:
        from copy import deepcopy

        table = box(document, "line")._tbl
        table.addnext(deepcopy(table))

    assert problems(draft_of(change)) == [("ตัวชี้วัดที่ 1 · คำถาม line", "", "")]


def test_an_answer_changed_on_both_sides_is_a_conflict_one_left_alone_is_not() -> None:
    data = edited(
        form_document(EMPTY), lambda document: type_over(cell(document, "line"), "จากไฟล์")
    )
    now = filled()

    plan = plan_of(data, now)

    assert [each.question.code for each in plan.conflicts] == ["line"]
    assert (plan.changes, plan.clears, plan.newer) == ((), (), len(SAMPLE_KINDS) - 1)


def test_an_emptied_answer_is_only_cleared_when_somebody_says_so() -> None:
    data = edited(form_document(filled()), lambda document: type_over(cell(document, "line"), ""))

    plan = plan_of(data, filled())

    assert [each.question.code for each in plan.clears] == ["line"]
    assert (plan.changes, plan.conflicts) == ((), ())


def test_one_item_alone_says_nothing_about_the_others() -> None:
    form = filled()
    alone = form_document(narrowed(form, framework_code="qp-2566", node_code="1.10"))

    draft = read_document(alone, expected=form)

    assert [each.key for each in draft.answers] == ["qp-2566|1.10|line"]
    assert draft.notes == ()


@pytest.mark.parametrize(
    ("now", "sentence"),
    [
        ({"round_code": "2566-12m"}, "ไฟล์นี้เป็นของรอบ 2566-6m แต่หน้านี้คือรอบ 2566-12m"),
        ({"office_code": "1022010000"}, "ไฟล์นี้เป็นของสำนักงานอื่น (รหัส 1021010000)"),
    ],
)
@pytest.mark.parametrize("bare", [{}, {FACTS: None}, {FACTS: None, PROPERTIES: None}])
def test_a_file_of_another_round_or_office_is_refused(
    now: dict[str, str], sentence: str, bare: dict[str, None]
) -> None:
    data = with_parts(form_document(EMPTY), bare)

    with pytest.raises(WrongWorkbook) as refused:
        read_document(data, expected=replace(EMPTY, **now))  # type: ignore[arg-type]

    assert refused.value.th.startswith(sentence)


def test_a_form_of_an_earlier_version_is_refused() -> None:
    newer = replace(EMPTY, sheets=(replace(EMPTY.sheets[0], form_checksum="new"),))

    with pytest.raises(WrongWorkbook, match="แบบรายงานของรอบนี้เปลี่ยนไป"):
        read_document(form_document(EMPTY), expected=newer)


def test_hidden_facts_that_were_changed_are_refused() -> None:
    data = form_document(EMPTY)
    facts = part(data, FACTS).replace("qp-2566|1|line|0", "qp-2566|1|line|7")

    with pytest.raises(WrongWorkbook, match="ข้อมูลซ่อนในไฟล์ถูกแก้"):
        read_document(with_parts(data, {FACTS: facts}), expected=EMPTY)


def test_without_hidden_facts_tags_are_enough_and_it_is_told() -> None:
    data = edited(
        form_document(filled()), lambda document: type_over(cell(document, "line"), "ใหม่")
    )
    bare = with_parts(data, {FACTS: None, PROPERTIES: None})

    draft = read_document(bare, expected=filled())

    assert [each.key for each in draft.answers if each.is_touched] == ["qp-2566|1|line"]
    assert [each.seen_edit for each in draft.answers] == [3] * len(SAMPLE_KINDS) + [0]
    assert [note[:40] for note in notes(draft)] == ["โปรแกรมที่บันทึกไฟล์นี้ทิ้งข้อมูลซ่อนของ"]


def test_a_document_of_anybody_is_refused() -> None:
    import docx

    buffer = io.BytesIO()
    docx.Document().save(buffer)

    with pytest.raises(WrongWorkbook, match="ไม่ใช่แบบรายงานของระบบ"):
        read_document(buffer.getvalue(), expected=EMPTY)


def test_a_field_whose_row_is_gone_is_a_problem() -> None:
    def change(document: Document) -> None:
        row = rows_of(box(document, "count"))[3]
        row.getparent().remove(row)

    assert problems(draft_of(change)) == [("ตัวชี้วัดที่ 1 · คำถาม count", "ทั้งหมด", "")]


# Files that may do harm


@pytest.mark.parametrize(
    ("change", "error", "sentence"),
    [
        ({"word/vbaProject.bin": b"x"}, UnsafeFile, "ไฟล์มีแมโคร (.docm)"),
        ({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"}, UnsafeFile, "ไฟล์นี้ไม่ปลอดภัย"),
        ({"word/document.xml": "<w:document"}, NotADocument, "ไฟล์ Word เสียหาย"),
        ({"word/document.xml": None}, NotADocument, "ไฟล์ Word เสียหาย"),
        ({"../word/x.xml": "x"}, UnsafeFile, "ไฟล์นี้ไม่ปลอดภัย"),
        ({"word/document.xml": "<a>" * 300 + "</a>" * 300}, FileRefused, "ไฟล์ Word มีเนื้อหามาก"),
        ({"word/document.xml": b"\x00\x01"}, UnsafeFile, "ไฟล์นี้ไม่ปลอดภัย"),
    ],
)  # fmt: skip
def test_harmful_files_are_refused_in_a_sentence(
    change: dict[str, Any], error: type[FileRefused], sentence: str
) -> None:
    with pytest.raises(error) as refused:
        read_document(with_parts(form_document(EMPTY), change), expected=EMPTY)

    assert refused.value.th.startswith(sentence)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_parts(form_document(EMPTY), {"word/media/image1.png": b"0" * 30_000_000})

    with pytest.raises(UnsafeFile):
        read_document(bomb, expected=EMPTY)


def test_word_files_are_told_from_others() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", "x")

    assert [is_document(x) for x in (form_document(EMPTY), buffer.getvalue(), b"%PDF", b"")] == [
        True, False, False, False,
    ]  # fmt: skip
