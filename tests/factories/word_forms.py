"""Forms in Word as people and programs change them, with python-docx standing in for Word."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.table import Table, _Cell
from lxml.etree import _Element

from tidtam.imports.report_plan import ReportPlan, plan_report
from tidtam.imports.word import read_document
from tidtam.rounds.exchange import ReportForm
from tidtam.rounds.exchange_word import box_mark

FACTS = "customXml/item1.xml"
PROPERTIES = "docProps/custom.xml"


def plan_of(data: bytes, form: ReportForm) -> ReportPlan:
    """What storing a Word file would do; it must have no problem."""
    draft = read_document(data, expected=form)
    assert draft.problems == ()
    return plan_report(draft, form=form)


def edited(data: bytes, change: Callable[[Document], None]) -> bytes:
    """A Word file after a person changed it."""
    document = docx.Document(io.BytesIO(data))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def with_parts(data: bytes, parts: Mapping[str, str | bytes | None]) -> bytes:
    """A Word file with some parts replaced; None takes a part away."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            content = parts.get(name, None if name in parts else old.read(name))
            if content is not None:
                new.writestr(name, content)
    return buffer.getvalue()


def part(data: bytes, name: str = "word/document.xml") -> str:
    """A part of a Word file as text."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def box(document: Document, code: str, *, item: str = "1") -> Table:
    """The table of a question."""
    mark = box_mark(f"qp-2566|{item}|{code}")
    start = next(
        each for each in document.element.body.iter(qn("w:bookmarkStart"))
        if each.get(qn("w:name")) == mark
    )  # fmt: skip
    table = next(each for each in start.iterancestors(qn("w:tbl")))
    return Table(table, document)  # type: ignore[arg-type]


def cell(document: Document, code: str, row: int = 2, column: int = -1) -> _Cell:
    """A cell of a box as it stands in the XML: 2 is the first row of the answer."""
    table = box(document, code)
    cells = list(rows_of(table)[row].iter(qn("w:tc")))
    return _Cell(cells[column], table)


def rows_of(table: Table) -> list[_Element]:
    """The rows of a box, those inside controls too."""
    return [row for row in table._tbl.iter(qn("w:tr")) if _owner(row) is table._tbl]


def _owner(row: _Element) -> _Element:
    return next(row.iterancestors(qn("w:tbl")))


def type_over(target: _Cell, *lines: str) -> None:
    """The cell holds these lines and nothing else; controls in it are typed over, not removed."""
    first, *others = target._tc.iter(qn("w:p"))
    for each in others:
        each.getparent().remove(each)
    holder = next(first.iter(qn("w:sdtContent")), first)
    for run in list(holder.iter(qn("w:r"))):
        run.getparent().remove(run)
    for mark in list(first.iter(qn("w:showingPlcHdr"))):
        mark.getparent().remove(mark)
    for number, line in enumerate(lines):
        where = holder
        if number:
            where = OxmlElement("w:p")
            target._tc.append(where)
        where.append(run_of(line))


def run_of(text: str, facts: str = "") -> _Element:
    """A run of text."""
    run = parse_xml(f"<w:r {nsdecls('w')}>{facts}<w:t xml:space='preserve'></w:t></w:r>")
    run.find(qn("w:t")).text = text
    return run


def inside(target: _Cell, *fragments: str) -> None:
    """The cell holds these pieces of WordprocessingML."""
    for child in list(target._tc):
        if child.tag != qn("w:tcPr"):
            target._tc.remove(child)
    for fragment in fragments:
        target._tc.append(parse_xml(fragment.replace(">", f" {NAMES}>", 1)))


NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def saved_by_libreoffice(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Word files after LibreOffice opened each and saved it as a Word file."""
    _convert(files, folder, "docx:MS Word 2007 XML")
    return {name: (folder / "out" / name).read_bytes() for name in files}


def printed_by_libreoffice(files: Mapping[str, bytes], folder: Path) -> dict[str, Path]:
    """The PDF that LibreOffice makes of each Word file."""
    _convert(files, folder, "pdf")
    return {name: (folder / "out" / name).with_suffix(".pdf") for name in files}


def _convert(files: Mapping[str, bytes], folder: Path, kind: str) -> None:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    sources: Iterable[str] = (str(folder / name) for name in files)
    command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    target = ["--convert-to", kind, "--outdir", str(folder / "out")]
    subprocess.run(  # noqa: S603 - the tests' own files and a fixed program
        [*command, *target, *sources], check=True, capture_output=True, timeout=300
    )
