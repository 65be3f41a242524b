"""Many sheets at once, on all processors, resumable.

Each worker process keeps one PDF engine with fonts and template loaded. Results come as they are
finished, so the caller can show progress; what is already in the folder and unchanged is not
printed again, so a run that was killed goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Literal

from tidtam.reports.archive import safe_name
from tidtam.reports.errors import BadArchiveName, ReportError
from tidtam.reports.sheets.blocks import Document
from tidtam.reports.sheets.builders import document
from tidtam.reports.sheets.content import Printable
from tidtam.reports.sheets.pdf import TEMPLATE, pdf
from tidtam.reports.sheets.style import SheetStyle
from tidtam.reports.sheets.word import docx
from tidtam.thai.bilingual import Bilingual

Format = Literal["pdf", "docx"]
FORMATS: tuple[Format, ...] = ("pdf", "docx")
LEDGER = ".printed.jsonl"
_AHEAD = 4  # jobs handed out per worker: enough to keep it busy, few enough to hold in memory


@dataclass(frozen=True, slots=True)
class Job:
    """One sheet or letter to print: the file name without its ending, and what it says."""

    name: str
    content: Printable


@dataclass(frozen=True, slots=True)
class Printed:
    """One finished file, or why there is none: ``data`` is empty where ``problem`` is given."""

    name: str
    format: Format
    data: bytes
    problem: Bilingual | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """One file of a folder: its path, whether this run printed it, or why it is missing.

    ``is_held_back`` stands for all files of an office whose result is not announced yet.
    """

    path: Path
    fresh: bool
    problem: Bilingual | None = None
    is_held_back: bool = False


def print_sheets(
    jobs: Iterable[Job],
    style: SheetStyle,
    *,
    formats: Sequence[Format] = FORMATS,
    workers: int | None = None,
) -> Iterator[Printed]:
    """Print every job in every format, yielding files in the order they are finished.

    ``workers`` is the number of processes, by default one per processor; 1 prints in this
    process. A sheet that cannot be printed yields its problem and does not stop the others.
    """
    tasks = ((job, style, tuple(formats)) for job in jobs)
    count = workers or os.cpu_count() or 1
    if count == 1:
        for task in tasks:
            yield from _printed(*task)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, initializer=_calm) as pool:
        running: set[Future[list[Printed]]] = set()
        for task in islice(tasks, count * _AHEAD):
            running.add(pool.submit(_printed, *task))
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for task in islice(tasks, len(done)):
                running.add(pool.submit(_printed, *task))
            for future in done:
                yield from future.result()


def print_to_folder(
    jobs: Iterable[Job],
    style: SheetStyle,
    folder: Path,
    *,
    formats: Sequence[Format] = FORMATS,
    workers: int | None = None,
) -> Iterator[Written]:
    """Print into ``folder``; what an earlier run printed from the same content is kept.

    A file appears under its name only when it is complete. The ledger ``.printed.jsonl`` holds
    the fingerprint each file was printed from. Raises BadArchiveName where two jobs have one name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jobs = list(jobs)
    _require_own_names(jobs)
    known = _ledger(folder)
    prints = {job.name: fingerprint(job, style) for job in jobs}
    todo = []
    for job in jobs:
        if all(_kept(folder, known, job.name, prints[job.name], kind) for kind in formats):
            yield from (Written(_path(folder, job.name, kind), fresh=False) for kind in formats)
        else:
            todo.append(job)
    for printed in print_sheets(todo, style, formats=formats, workers=workers):
        yield _write(folder, printed, prints[printed.name])


def _require_own_names(jobs: list[Job]) -> None:
    """Raise BadArchiveName where two sheets would be written into one file."""
    seen: set[str] = set()
    for job in jobs:
        name = safe_name(job.name, ".docx").casefold()
        if name in seen:
            raise BadArchiveName.of(job.name)
        seen.add(name)


def fingerprint(job: Job, style: SheetStyle) -> str:
    """What a file depends on, as a checksum: content, style, template and engine."""
    parts = (job.content, style, version("typst"), TEMPLATE.read_bytes())
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _printed(job: Job, style: SheetStyle, formats: tuple[Format, ...]) -> list[Printed]:
    sheet = document(job.content, style)
    return [_one(job.name, sheet, style, kind) for kind in formats]


def _one(name: str, sheet: Document, style: SheetStyle, kind: Format) -> Printed:
    writer = pdf if kind == "pdf" else docx
    try:
        return Printed(name, kind, writer(sheet, style))
    except ReportError as error:
        return Printed(name, kind, b"", problem=error.message)


def _calm() -> None:
    """What a printing process is told when it starts.

    One thread per engine: the processes already use every processor. Ctrl+C is the parent's to
    handle. A parent that was killed cannot end its processes, so they end themselves.
    """
    os.environ.setdefault("RAYON_NUM_THREADS", "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _path(folder: Path, name: str, kind: Format) -> Path:
    return folder / safe_name(name, f".{kind}")


def _kept(folder: Path, known: dict[str, str], name: str, print_: str, kind: Format) -> bool:
    path = _path(folder, name, kind)
    return known.get(path.name) == print_ and path.exists()


def _write(folder: Path, printed: Printed, print_: str) -> Written:
    path = _path(folder, printed.name, printed.format)
    if printed.problem:
        return Written(path, fresh=False, problem=printed.problem)
    partial = path.with_name(f".partial-{os.getpid()}")
    partial.write_bytes(printed.data)
    partial.replace(path)
    with (folder / LEDGER).open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps({"file": path.name, "from": print_}, ensure_ascii=False) + "\n")
    return Written(path, fresh=True)


def _ledger(folder: Path) -> dict[str, str]:
    """File name → fingerprint. A line cut off by a kill is passed over."""
    path = folder / LEDGER
    if not path.exists():
        return {}
    known: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
            known[entry["file"]] = entry["from"]
        except (ValueError, KeyError):
            continue
    return known
