"""Documents as pages with words: those of PDFs, and those LibreOffice makes of office files.

Made once per file by a job, then taken from the file store: ``document.json`` holds the words
line by line, ``document.pdf`` the pages of an office file. Both lie beside the pictures.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from tidtam.evidence.errors import FileRefused
from tidtam.evidence.inspection.converting import program
from tidtam.evidence.inspection.pdf_text import TEXTS
from tidtam.evidence.keys import file_key, made_key
from tidtam.evidence.models import StoredFile
from tidtam.evidence.opening import read_document
from tidtam.evidence.previews import MADE_PDF, must_be_open, work_folder
from tidtam.evidence.stores import store
from tidtam.people.actor import Actor
from tidtam.thai.digits import to_arabic

WORDS: Final = "document.json"
MOST_HITS: Final = 100
_MOST_PLAIN: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page; its place in thousandths of the page, from the top left."""

    left: int
    top: int
    width: int
    height: int
    text: str

    @property
    def base(self) -> int:
        """Where its letters stand, of which a fifth hangs below."""
        return self.top + self.height - self.height // 5


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of the pages of a file.

    Attributes:
        lines: per page, as far as they were read.
        refused: why nothing could be made of it, a line of ``inspection/reasons.py``; "" else.
    """

    pages: int
    lines: tuple[tuple[PageLine, ...], ...] = ()
    refused: str = ""

    def lines_of(self, page: int) -> tuple[PageLine, ...]:
        """The lines of a page, from 1; none where it was not read."""
        return self.lines[page - 1] if 1 <= page <= len(self.lines) else ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A page on which words were found: how often, the first line, and which lines."""

    page: int
    times: int
    line: str
    places: tuple[PageLine, ...]


def has_words(file: StoredFile) -> bool:
    """Whether words can be read from this kind of file on this machine."""
    return file.about.has_pages or (file.about.is_office and bool(program()))


def document_of(file: StoredFile) -> Document | None:
    """The pages of a file as they were made; None before that.

    Raises:
        NotOpenYet, FileRefused: see ``previews.must_be_open``.
    """
    must_be_open(file)
    key = made_key(file.checksum, WORDS)
    return _read(key) if store().exists(key) else None


@lru_cache(maxsize=4)
def _read(key: str) -> Document:
    """What a key holds never changes: it is made of a checksum."""
    said = json.loads(b"".join(store().pieces(key)))
    return Document(
        pages=said["pages"],
        lines=tuple(tuple(PageLine(*line) for line in page) for page in said["lines"]),
        refused=said.get("refused", ""),
    )


def make_document(file: StoredFile, *, by: Actor) -> Document | None:
    """Read the words of a file, once; an office file is made into pages first.

    Asked twice it gives what is there. None where nothing can be made on this machine.

    Raises:
        NotAllowed: only the system does so.
        NotOpenYet, FileRefused: see ``previews.must_be_open``.
    """
    by.must("evidence.keep_file")
    held = document_of(file)
    if held is not None or not has_words(file):
        return held
    with work_folder() as folder:
        sent = folder / "sent"
        with sent.open("wb") as copy:
            copy.writelines(store().pieces(file_key(file.checksum)))
        with _words_of(file, sent, folder).open("rb") as words:
            store().put(made_key(file.checksum, WORDS), words)
    return document_of(file)


def _words_of(file: StoredFile, sent: Path, folder: Path) -> Path:
    """Where the words stand; what cannot be opened is told once and not tried again."""
    words = folder / TEXTS
    try:
        verdict = read_document(sent, kind=file.kind, out=folder)
    except FileRefused as error:
        words.write_text(json.dumps({"pages": 0, "lines": [], "refused": error.reason}))
        return words
    if verdict.cleaned:
        with Path(verdict.cleaned).open("rb") as made:
            store().put(made_key(file.checksum, MADE_PDF), made)
    return words


def find(document: Document, words: str) -> tuple[Hit, ...]:
    """The pages on which words stand, whatever the spaces, breaks, digits and capitals."""
    wanted = _folded(words)
    if not wanted:
        return ()
    hits = []
    for number, lines in enumerate(document.lines, start=1):
        hit = _on_page(number, lines, wanted)
        if hit is not None:
            hits.append(hit)
        if len(hits) == MOST_HITS:
            break
    return tuple(hits)


def _on_page(number: int, lines: tuple[PageLine, ...], wanted: str) -> Hit | None:
    """Words may run over the end of a line: a page is searched as one text."""
    folded = [_folded(line.text) for line in lines]
    whole = "".join(folded)
    found: list[int] = []
    at = whole.find(wanted)
    while at >= 0:
        found.append(at)
        at = whole.find(wanted, at + len(wanted))
    if not found:
        return None
    places, start = [], 0
    for line, text in zip(lines, folded, strict=True):
        stop = start + len(text)
        if any(at < stop and at + len(wanted) > start for at in found):
            places.append(line)
        start = stop
    return Hit(number, len(found), places[0].text, tuple(places))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKC", to_arabic(text)).casefold()
    return "".join(letter for letter in plain if not letter.isspace() and letter.isprintable())


def plain_text_of(file: StoredFile) -> tuple[str, bool]:
    """The words of a text or CSV file, and whether that is all of it.

    Raises:
        NotOpenYet, FileRefused: see ``previews.must_be_open``.
    """
    must_be_open(file)
    stop = min(file.size, _MOST_PLAIN)
    data = b"".join(store().pieces(file_key(file.checksum), stop=stop))
    try:
        # A letter that the limit cut in two is left out.
        text = data.decode("utf-8-sig", errors="strict" if stop == file.size else "ignore")
    except UnicodeDecodeError:
        text = data.decode("cp874", errors="replace")
    return text, stop == file.size
