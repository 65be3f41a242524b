"""Every sheet of the demonstration year, printed as people print them and read back."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from sheet_reading import first_difference, poppler_pages, word_texts

from demo_year import demo_year
from tidtam.demo.load import FIRST_ROUND, FULL_YEAR
from tidtam.orgs.queries import register_entries
from tidtam.orgs.states import AREA_OFFICES
from tidtam.people.actor import SYSTEM
from tidtam.reports.archive import safe_name
from tidtam.reports.printing import one_letter, one_sheet, print_sheets
from tidtam.reports.sheets.blocks import Document, words
from tidtam.reports.sheets.builders import document
from tidtam.reports.sheets.compose import file_stem, letter_stem, sheet_content, sheet_style
from tidtam.reports.sheets.letter import letter_content
from tidtam.reports.sheets.style import DEMO_BANNER
from tidtam.results.actions import ask_computation, compute
from tidtam.results.models import Computation, PrintRun
from tidtam.results.printing import ask_printing
from tidtam.results.sheets import OfficeSheet, office_sheets
from tidtam.rounds.models import Round

__all__ = ["demo_year"]
pytestmark = pytest.mark.django_db

TWO_OFFICES = ("1021020000", "1052110000")
_OFFICE = re.compile(r"สำนักงานเขตพื้นที่การศึกษา(?:ประถมศึกษา|มัธยมศึกษา)[ก-๛]")


@pytest.fixture(autouse=True)
def a_disk_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.TIDTAM_WORK_DIR = tmp_path / "work"
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files")},
        }
    }


def computation_of(round_code: str) -> Computation:
    round_ = Round.objects.get(code=round_code)
    found = round_.computations.exclude(state="draft").first()
    return found or compute(ask_computation(round_, by=SYSTEM), by=SYSTEM)


def documents_of(sheet: OfficeSheet) -> dict[str, Document]:
    """The sheet and the letter of an office, by the names of their files."""
    style = sheet_style(sheet.settings, is_demo=sheet.computation.round.is_demo)
    return {
        file_stem(sheet): document(sheet_content(sheet), style),
        letter_stem(sheet): document(letter_content(sheet), style),
    }


@lru_cache(maxsize=1)
def office_names() -> tuple[str, ...]:
    return tuple(entry.name_th for entry in register_entries() if entry.kind in AREA_OFFICES)


def faults(
    sheet: OfficeSheet, doc: Document, pdf: bytes, docx: bytes, folder: Path
) -> Iterator[str]:
    """Everything that is wrong with the two files of one document of an office."""
    pages = poppler_pages(pdf, folder)
    from_word = word_texts(docx)
    difference = first_difference(doc, pages)
    if difference is not None:
        yield f"PDF: {difference}"
    if [word for text in from_word for word in text.split()] != words(doc):
        yield "Word holds other words than the document"
    for number, page in enumerate(pages, 1):
        if DEMO_BANNER not in page:
            yield f"page {number} does not say that it is made up"
    if DEMO_BANNER not in headers_of(docx):
        yield "Word does not say that it is made up"
    for name, text in (("PDF", "".join(pages)), ("Word", "".join(from_word))):
        yield from wrong_names(sheet, name, text)


def headers_of(docx: bytes) -> str:
    """The text of every page header of a Word file."""
    with ZipFile(io.BytesIO(docx)) as archive:
        parts = [name for name in archive.namelist() if "header" in name and name.endswith(".xml")]
        marked = "".join(archive.read(part).decode() for part in parts)
    return re.sub(r"<[^>]+>", "", marked)


def wrong_names(sheet: OfficeSheet, kind: str, text: str) -> Iterator[str]:
    """Its own office must be named, and no other: letters compared, white space aside."""
    own = "".join(sheet.office.name_th.split())
    letters = "".join(text.split())
    if own not in letters:
        yield f"{kind} does not name its office"
    rest = letters.replace(own, "")
    found = [name for name in office_names() if "".join(name.split()) in rest]
    if found or _OFFICE.search(rest):
        yield f"{kind} names another office: {found}"


def files_of(run: PrintRun) -> dict[str, bytes]:
    """The files of a finished printing; the archive must open and its index be complete."""
    with default_storage.open(run.archive) as file, ZipFile(file) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    page = files.pop("index.html").decode()
    index = files.pop("index.csv").decode("utf-8-sig")
    listed = [row["file"] for row in csv.DictReader(io.StringIO(index))]
    assert sorted(listed) == sorted(files)
    assert all(f">{name}<" in page for name in files)
    return files


def found_faults(
    sheets: list[OfficeSheet], files: Mapping[str, bytes], folder: Path
) -> dict[str, list[str]]:
    """Document -> what is wrong with its files; empty when all are right."""
    found = {}
    for sheet in sheets:
        for stem, doc in documents_of(sheet).items():
            pdf, docx = (files[safe_name(stem, f".{kind}")] for kind in ("pdf", "docx"))
            if wrong := list(faults(sheet, doc, pdf, docx, folder)):
                found[stem] = wrong
    return found


@pytest.mark.slow
@pytest.mark.parametrize("code", [FIRST_ROUND, FULL_YEAR])
def test_all_245_say_what_they_should(
    demo_year: dict[str, int], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    computation = computation_of(code)
    run = ask_printing(computation, formats=["pdf", "docx"], total=490, by=SYSTEM)

    begun = time.perf_counter()
    print_sheets(run, by=SYSTEM)
    printed = time.perf_counter()
    run.refresh_from_db()
    files = files_of(run)
    wrong = found_faults(list(office_sheets(computation, actor=SYSTEM)), files, tmp_path)
    with capsys.disabled():
        read = time.perf_counter() - printed
        print(f"\n{code}: 490 PDF and 490 Word in {printed - begun:.1f} s, read in {read:.1f} s")  # noqa: T201

    assert (run.state, run.done, run.problems, len(files)) == ("done", 980, [], 980)
    assert wrong == {}


@pytest.mark.parametrize("code", [FIRST_ROUND, FULL_YEAR])
def test_two_offices_say_what_they_should(
    demo_year: dict[str, int], code: str, tmp_path: Path
) -> None:
    sheets = list(office_sheets(computation_of(code), actor=SYSTEM, office_codes=TWO_OFFICES))

    files = dict(
        make(sheet, kind)
        for sheet in sheets
        for make in (one_sheet, one_letter)
        for kind in ("pdf", "docx")
    )

    assert len(files) == 8
    assert found_faults(sheets, files, tmp_path) == {}


def test_the_reader_of_this_test_sees_a_wrong_name_and_a_wrong_word(
    demo_year: dict[str, int], tmp_path: Path
) -> None:
    """The files of one office held against the sheet of the other."""
    one, other = office_sheets(computation_of(FIRST_ROUND), actor=SYSTEM, office_codes=TWO_OFFICES)
    pdf, docx = (one_sheet(other, kind)[1] for kind in ("pdf", "docx"))

    found = list(faults(one, documents_of(one)[file_stem(one)], pdf, docx, tmp_path))

    assert found[0].startswith("PDF: wanted")
    assert "Word holds other words than the document" in found
    assert "PDF does not name its office" in found
    assert any(fault.startswith("Word names another office") for fault in found)
