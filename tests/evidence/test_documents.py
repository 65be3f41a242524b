"""Documents as pages with words: read once, searched as people type, within limits."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from evidence_samples import excel, pdf, png, send, word

from tidtam.evidence.documents import (
    Document,
    PageLine,
    document_of,
    find,
    has_words,
    make_document,
    plain_text_of,
)
from tidtam.evidence.inspection import converting
from tidtam.evidence.models import StoredFile
from tidtam.evidence.previews import page_of
from tidtam.evidence.states import FileState
from tidtam.evidence.stores import store
from tidtam.jobs.tasks import read_evidence
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor
from tidtam.shared.errors import NotAllowed, NotFound, WrongState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

needs_libreoffice = pytest.mark.skipif(
    not converting.program(), reason="LibreOffice is not installed here"
)


def line(text: str, *, top: int = 0) -> PageLine:
    return PageLine(left=100, top=top, width=500, height=20, text=text)


def written_pdf(*pages: str) -> bytes:
    """A PDF whose pages say something, in letters that any reader knows."""
    document = pikepdf.new()
    for text in pages:
        page = document.add_blank_page(page_size=(595, 842))
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(f"BT /F1 20 Tf 60 700 Td ({text}) Tj ET".encode())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def long_word(pages: int) -> bytes:
    document = docx.Document()
    for number in range(1, pages + 1):
        document.add_paragraph(f"หน้าที่ {number} น้ำใจครูทั้งโรงเรียน")
        document.add_page_break()  # type: ignore[no-untyped-call]
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


class TestFinding:
    def test_words_are_found_whatever_the_spaces_digits_and_capitals(self) -> None:
        pages = ((line("โครงการ ลูกเสือ ปี 2566 PLC"),), (line("ไม่มี"),))
        document = Document(2, pages)

        found = [find(document, words) for words in ("ลูกเสือปี ๒๕๖๖", "plc", " ", "งาน ใด")]

        assert [[hit.page for hit in hits] for hits in found] == [[1], [1], [], []]

    def test_words_that_run_over_the_end_of_a_line_are_found_on_both_lines(self) -> None:
        first, second, third = line("โรงเรียน"), line("คุณภาพ", top=30), line("อื่น", top=60)

        hits = find(Document(1, ((first, second, third),)), "โรงเรียนคุณภาพ")

        assert [(hit.page, hit.times, hit.places) for hit in hits] == [(1, 1, (first, second))]

    def test_a_page_says_how_often(self) -> None:
        hits = find(Document(1, ((line("aba aba"),),)), "aba")

        assert [hit.times for hit in hits] == [2]


class TestReading:
    def test_a_pdf_is_read_line_by_line_and_only_once(
        self, office: Agency, reporter: Actor
    ) -> None:
        data = written_pdf("Scouts 2566", "Second page")
        file = send(data, name="a.pdf", office=office, by=reporter)
        before = document_of(file)

        made = make_document(file, by=SYSTEM)
        again = make_document(file, by=SYSTEM)

        assert before is None
        assert made is not None
        assert made is again
        assert (made.pages, made.refused) == (2, "")
        assert [[each.text for each in page] for page in made.lines] == [
            ["Scouts 2566"],
            ["Second page"],
        ]
        place = made.lines[0][0]
        assert 80 < place.left < 130
        assert 130 < place.top < 180

    def test_a_picture_has_no_words(self, office: Agency, reporter: Actor) -> None:
        file = send(png(), name="a.png", office=office, by=reporter)

        assert (has_words(file), make_document(file, by=SYSTEM)) == (False, None)

    def test_only_the_system_makes_pages(self, office: Agency, reporter: Actor) -> None:
        file = send(pdf(), name="a.pdf", office=office, by=reporter)

        with pytest.raises(NotAllowed):
            make_document(file, by=reporter)

    def test_a_file_in_quarantine_is_not_opened(self, office: Agency, reporter: Actor) -> None:
        file = send(pdf(), name="a.pdf", office=office, by=reporter)
        StoredFile.objects.update(state=FileState.QUARANTINE.value)
        file.refresh_from_db()

        with pytest.raises(WrongState):
            make_document(file, by=SYSTEM)

    def test_the_job_may_run_twice_and_for_a_file_that_is_gone(
        self, office: Agency, reporter: Actor
    ) -> None:
        file = send(written_pdf("Once"), name="a.pdf", office=office, by=reporter)

        for key in (file.pk, file.pk, 999_999):
            read_evidence.func(key)

        assert document_of(file) is not None


@needs_libreoffice
class TestOfficeFiles:
    def test_word_becomes_pages_with_thai_words(self, office: Agency, reporter: Actor) -> None:
        file = send(long_word(3), name="แผน.docx", office=office, by=reporter)

        made = make_document(file, by=SYSTEM)

        assert made is not None
        assert [hit.page for hit in find(made, "หน้าที่ ๒ น้ำใจครู")] == [2]
        assert made.lines[0][0].text == "หน้าที่ 1 น้ำใจครูทั้งโรงเรียน"
        for page in range(1, made.pages + 1):
            assert store().exists(page_of(file, page=page, pages=made.pages))
        with pytest.raises(NotFound):
            page_of(file, page=made.pages + 1, pages=made.pages)

    def test_excel_becomes_pages_too(self, office: Agency, reporter: Actor) -> None:
        file = send(excel(), name="ตาราง.xlsx", office=office, by=reporter)

        made = make_document(file, by=SYSTEM)

        assert made is not None
        assert [each.text for each in made.lines[0]] == ["ข้อมูลสมมติ"]

    def test_what_cannot_be_opened_is_told_once(
        self, office: Agency, reporter: Actor, files: Path
    ) -> None:
        """The file was good when it came; then the disk lost half of it."""
        file = send(word(), name="ก.docx", office=office, by=reporter)
        kept = next(path for path in (files / "evidence/files").rglob("*") if path.is_file())
        kept.chmod(0o600)
        kept.write_bytes(kept.read_bytes()[:200])

        made = make_document(file, by=SYSTEM)

        assert made == Document(pages=0, refused="damaged")
        assert document_of(file) == made

    def test_nothing_is_left_in_the_working_folder(
        self, office: Agency, reporter: Actor, settings: Any
    ) -> None:
        file = send(word("สะอาด"), name="ก.docx", office=office, by=reporter)

        make_document(file, by=SYSTEM)

        left = [path for path in Path(settings.TIDTAM_WORK_DIR).rglob("*") if path.is_file()]
        assert left == []


class TestPlainText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
    def test_a_text_file_is_read_in_thai(
        self, office: Agency, reporter: Actor, encoding: str
    ) -> None:
        data = "ชื่อ,จำนวน\nน้ำใจ,๓\n".encode(encoding)
        file = send(data, name="ก.csv", office=office, by=reporter)

        assert plain_text_of(file) == ("ชื่อ,จำนวน\nน้ำใจ,๓\n", True)

    def test_of_a_long_one_the_beginning(self, office: Agency, reporter: Actor) -> None:
        file = send(("ก" * 100_000).encode(), name="ก.txt", office=office, by=reporter)

        text, is_whole = plain_text_of(file)

        assert (set(text), is_whole, len(text)) == ({"ก"}, False, 87_381)


def test_a_line_stands_a_little_above_its_foot() -> None:
    assert replace(line("ก"), top=100, height=20).base == 116
