"""The Word form as a file: sound XML, real lists, and how it prints."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree

from factories.forms import SAMPLE_KINDS
from factories.report_files import ANSWERS, form_with
from factories.word_forms import part, printed_by_libreoffice
from tidtam.forms.definition import Question
from tidtam.forms.states import AnswerState
from tidtam.forms.values import check_answer
from tidtam.reports.forms_word.form import form_document, narrowed
from tidtam.rounds.content import ReadAnswer
from tidtam.rounds.exchange import ReportForm
from tidtam.shared.errors import NotFound
from tidtam.thai.bilingual import Bilingual

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def filled() -> ReportForm:
    answers = {}
    for name, kind in SAMPLE_KINDS.items():
        question = Question(name, Bilingual(f"คำถาม {name}", name), kind, may_not_apply=True)
        checked = check_answer(question, AnswerState.ANSWERED, ANSWERS[name])
        answers[name] = ReadAnswer(question, *checked, edit=3)
    return form_with(answers)


FORMS = {"empty.docx": form_with({}), "filled.docx": filled()}


def body(form: ReportForm) -> etree._Element:
    return etree.fromstring(part(form_document(form)).encode())


@pytest.mark.parametrize("name", FORMS)
def test_every_part_is_sound_and_told_of(name: str) -> None:
    data = form_document(FORMS[name])
    docx.Document(io.BytesIO(data))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        for each in names:
            if each.endswith((".xml", ".rels")):
                etree.fromstring(package.read(each))

    assert len(set(names)) == len(names)
    told = part(data, "[Content_Types].xml")
    parts = re.findall(r'PartName="/([^"]+)"', told)
    assert set(parts) <= set(names)


@pytest.mark.parametrize("name", FORMS)
def test_controls_have_numbers_of_their_own_and_short_tags(name: str) -> None:
    tree = body(FORMS[name])
    numbers = [each.find(f"{W}sdtPr/{W}id").get(f"{W}val") for each in tree.iter(f"{W}sdt")]
    tags = [each.get(f"{W}val") for each in tree.iter(f"{W}tag")]

    assert len(set(numbers)) == len(numbers)
    assert max(map(len, tags)) <= 64
    assert {each.get(f"{W}val") for each in tree.iter(f"{W}lock")} == {"sdtLocked"}


@pytest.mark.parametrize("name", FORMS)
def test_each_cell_ends_with_a_paragraph_and_rows_fill_the_grid(name: str) -> None:
    """What Word calls a damaged file otherwise."""
    tree = body(FORMS[name])

    assert {cell[-1].tag for cell in tree.iter(f"{W}tc")} == {f"{W}p"}
    for table in tree.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        spans = [
            sum(int(x.get(f"{W}val")) - 1 for x in row.iter(f"{W}gridSpan")) + len(_cells(row))
            for row in table.iter(f"{W}tr")
            if next(row.iterancestors(f"{W}tbl")) is table
        ]
        inner = [t for t in table.iter(f"{W}tbl") if t is not table]
        assert inner or set(spans) == {columns}


def _cells(row: etree._Element) -> list[etree._Element]:
    return [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tr")) is row]


def test_a_date_is_of_the_buddhist_calendar() -> None:
    date = next(body(FORMS["filled.docx"]).iter(f"{W}date"))

    assert date.get(f"{W}fullDate") == "2023-03-31T00:00:00Z"
    assert date.find(f"{W}calendar").get(f"{W}val") == "thai"
    assert date.find(f"{W}lid").get(f"{W}val") == "th-TH"


def test_nothing_forbids_writing() -> None:
    assert "documentProtection" not in part(form_document(FORMS["empty.docx"]), "word/settings.xml")


def test_an_item_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        narrowed(FORMS["empty.docx"], framework_code="qp-2566", node_code="9")


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_it_prints_on_a4_with_every_word(tmp_path: Path) -> None:
    files = {name: form_document(form) for name, form in FORMS.items()}

    printed = printed_by_libreoffice(files, tmp_path)

    facts = _told("pdfinfo", printed["filled.docx"])
    text = _told("pdftotext", "-layout", printed["filled.docx"], "-")
    assert "A4" in facts
    for words in ("ข้อมูลสมมติ", "สพป.สมมติ", "กำหนดส่ง 1 มีนาคม 2566", "31 มีนาคม 2566", "งานเด่น"):
        assert words in text
    assert "รหัสไฟล์ T1/2566-6m/1021010000/" in text
    assert "คลิกเพื่อพิมพ์คำตอบ" in _told("pdftotext", printed["empty.docx"], "-")


def _told(*command: object) -> str:
    return subprocess.run(  # noqa: S603 - the tests' own files and fixed programs
        list(map(str, command)), check=True, capture_output=True, text=True, timeout=60
    ).stdout
