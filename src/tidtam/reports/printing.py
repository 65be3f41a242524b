"""Printing the sheets of a computation: all of them in the background, or one at once."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

from tidtam.people.actor import Actor
from tidtam.reports.archive import Entry, write_archive
from tidtam.reports.errors import ReportError
from tidtam.reports.sheets.builders import document
from tidtam.reports.sheets.compose import file_stem, letter_stem, sheet_content, sheet_style
from tidtam.reports.sheets.content import Printable
from tidtam.reports.sheets.letter import letter_content
from tidtam.reports.sheets.pdf import pdf
from tidtam.reports.sheets.print import FORMATS, Format, Job, Written, print_to_folder
from tidtam.reports.sheets.style import HELD_BACK_BANNER
from tidtam.reports.sheets.word import docx
from tidtam.results.letters import CommentReader
from tidtam.results.models import Computation, PrintRun
from tidtam.results.printing import (
    finish_printing,
    note_progress,
    release_printing,
    take_printing,
)
from tidtam.results.queries import sheet_settings_of
from tidtam.results.sheets import OfficeSheet, office_sheets
from tidtam.shared.errors import WrongState
from tidtam.thai.bilingual import Bilingual

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
# How often a person sees the number move; each sign is a write.
SECONDS_BETWEEN_SIGNS = 1.0


def one_sheet(sheet: OfficeSheet, kind: Format) -> tuple[str, bytes]:
    """The file name and the bytes of one office's sheet.

    Raises:
        WrongState: its overall comment contradicts the result, or names another office.
        ReportError: it cannot be printed.
    """
    doubts = CommentReader().doubts_about(sheet)
    if doubts:
        raise WrongState(doubts[0].th, doubts[0].en)
    return f"{file_stem(sheet)}.{kind}", _made(sheet, sheet_content(sheet), kind)


def one_letter(sheet: OfficeSheet, kind: Format) -> tuple[str, bytes]:
    """The file name and the bytes of the letter that goes with one office's sheet.

    Raises:
        WrongState: an instrument has no result yet.
        ReportError: it cannot be printed.
    """
    if sheet.missing:
        doubt = CommentReader().doubts_about(sheet)[0]
        raise WrongState(doubt.th, doubt.en)
    return f"{letter_stem(sheet)}.{kind}", _made(sheet, letter_content(sheet), kind)


def _made(sheet: OfficeSheet, content: Printable, kind: Format) -> bytes:
    style = sheet_style(sheet.settings, is_demo=sheet.computation.round.is_demo)
    return (pdf if kind == "pdf" else docx)(document(content, style), style)


def print_into(
    computation: Computation,
    folder: Path,
    *,
    formats: Sequence[Format],
    actor: Actor,
    office_codes: Sequence[str] | None = None,
    tick: Callable[[], None] = lambda: None,
) -> Iterator[Written]:
    """Print sheets and their letters into a folder; what an earlier run finished is kept.

    A sheet whose comment contradicts its result is not printed: it yields its problem. Nor is,
    unless it is asked for by its office, what was published and an embargo still holds back.
    ``tick`` is called for each sheet that is made ready, before the first is printed.
    """
    jobs: list[Job] = []
    reader = CommentReader()
    for sheet in office_sheets(computation, actor=actor, office_codes=office_codes):
        tick()
        if sheet.is_held_back and office_codes is None:
            yield Written(folder / file_stem(sheet), fresh=False, is_held_back=True)
            continue
        doubts = reader.doubts_about(sheet)
        if doubts:
            yield Written(folder / file_stem(sheet), fresh=False, problem=doubts[0])
        else:
            jobs.append(Job(name=file_stem(sheet), content=sheet_content(sheet)))
            jobs.append(Job(name=letter_stem(sheet), content=letter_content(sheet)))
    style = sheet_style(sheet_settings_of(computation.round), is_demo=computation.round.is_demo)
    workers = min(settings.TIDTAM_PRINT_PROCESSES, max(1, len(jobs) // 8))
    yield from print_to_folder(jobs, style, folder, formats=formats, workers=workers)


def print_sheets(run: PrintRun, *, by: Actor) -> None:
    """Work off a print run, or go on where a stopped worker left it; then pack the archive.

    Ends without a word where another worker has the run, or has taken it over meanwhile.
    """
    if not take_printing(run, by=by):
        return
    signs = _Signs(run, by)
    try:
        archive, problems = _print_all(run, signs, by)
    except _TakenOver:
        return
    except BrokenExecutor:
        # Somebody ended the printing processes (a service that stops does). What got files
        # done goes on with the next worker; what got none done would only break again.
        if not signs.fresh:
            raise
        release_printing(run, by=by)
        return
    except ReportError as error:
        archive, problems = "", [error.message]
    if finish_printing(run, archive=archive, problems=problems, by=by):
        shutil.rmtree(working_folder(run), ignore_errors=True)


def _print_all(run: PrintRun, signs: _Signs, by: Actor) -> tuple[str, list[Bilingual]]:
    """The name of the archive, "" when nothing could be printed; and what could not be."""
    formats: list[Format] = [kind for kind in FORMATS if kind in run.formats.split(",")]
    problems: list[Bilingual] = []
    paths: list[Path] = []
    absent: list[str] = []
    for written in print_into(
        run.computation, working_folder(run), formats=formats, actor=by, tick=signs.give
    ):
        if written.is_held_back:
            absent.append(f"{written.path.name}: {HELD_BACK_BANNER}")
        elif written.problem is not None:
            problems.append(_about(written, written.problem))
        else:
            paths.append(written.path)
        signs.done, signs.fresh = len(paths), signs.fresh + written.fresh
        signs.give()
    signs.give(at_once=True)
    if absent:
        problems.append(_held_back(len(absent)))
    packed = _pack(run, sorted(paths), signs, absent=absent) if paths or absent else ""
    return packed, problems


def _held_back(count: int) -> Bilingual:
    """What the bureau reads of offices that an archive leaves out."""
    return Bilingual(
        f"ไม่รวม {count} เขตที่ยังไม่ประกาศ ระบบจะพิมพ์ให้ใหม่เมื่อประกาศแล้ว",
        f"Left out: {count} offices whose results are held back; all is printed again once they "
        "are announced.",
    )


def _about(written: Written, problem: Bilingual) -> Bilingual:
    """A problem with the sheet it concerns; the name of an office holds a dot of its own."""
    name = written.path.name.removesuffix(".pdf").removesuffix(".docx")
    return Bilingual(f"{name}: {problem.th}", f"{name}: {problem.en}")


class _TakenOver(Exception):
    """Another worker took the run up, because this one gave no sign for too long."""


class _Signs:
    """Tells, about once a second, that the worker lives and how many files are made."""

    def __init__(self, run: PrintRun, by: Actor) -> None:
        self.run, self.by, self.done, self.fresh = run, by, run.done, 0
        self.given = time.monotonic()

    def give(self, *, at_once: bool = False) -> None:
        """Give a sign if it is time for one; _TakenOver when the run is lost."""
        if not at_once and time.monotonic() - self.given < SECONDS_BETWEEN_SIGNS:
            return
        if not note_progress(self.run, done=self.done, by=self.by):
            raise _TakenOver
        self.given = time.monotonic()


def working_folder(run: PrintRun) -> Path:
    """Where a run keeps its files while it lasts: on this host's disk, by its number."""
    return Path(settings.TIDTAM_WORK_DIR) / "sheets" / str(run.pk)


def _pack(run: PrintRun, paths: Sequence[Path], signs: _Signs, *, absent: Sequence[str]) -> str:
    """Put the files and their index into the file store; gives the name they got there."""
    computation = run.computation
    made = computation.published_at or computation.computed_at or run.asked_at

    def entries() -> Iterator[Entry]:
        for path in paths:
            signs.give()
            yield Entry(path.stem, path.suffix, path.read_bytes(), path.stem)

    with tempfile.TemporaryFile() as packed:
        title = computation.round.title_th
        write_archive(packed, entries(), title=title, issued=made.date(), absent=absent)
        packed.seek(0)
        signs.give(at_once=True)
        name = f"sheets/{computation.round.code}-{computation.number}-{run.pk}.zip"
        if default_storage.exists(name):
            default_storage.delete(name)
        return default_storage.save(name, File(packed))
