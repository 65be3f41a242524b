"""What is shown of a file: a picture, a page with its words and what was searched, plain text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tidtam.evidence.documents import (
    Document,
    Hit,
    PageLine,
    document_of,
    find,
    has_words,
    plain_text_of,
)
from tidtam.evidence.models import StoredFile
from tidtam.evidence.previews import must_be_open
from tidtam.jobs.enqueue import read_evidence_later
from tidtam.thai.bilingual import Bilingual

Way = Literal["picture", "pages", "plain", "waiting", "download"]

MOST_LETTERS: Final = 100
_NO_PROGRAM: Final = Bilingual(
    "เครื่องแม่ข่ายนี้ไม่มีโปรแกรมเปิดไฟล์สำนักงาน โปรดดาวน์โหลดเพื่อเปิดดู",
    "This server has no program that opens office files; please download it to look at it.",
)
_NO_PAGES: Final = Bilingual(
    "เปิดไฟล์นี้เป็นหน้าไม่ได้ โปรดดาวน์โหลดเพื่อเปิดดู",
    "No pages can be made of this file; please download it to look at it.",
)
_NO_PICTURE: Final = Bilingual(
    "ไฟล์ชนิดนี้ไม่มีภาพตัวอย่าง โปรดดาวน์โหลดเพื่อเปิดดู",
    "There is no preview of this kind of file; please download it to look at it.",
)


@dataclass(frozen=True, slots=True)
class Ways:
    """The addresses by which a reader comes to one piece of evidence.

    Attributes:
        page: of the picture of the page that is shown.
    """

    look: str
    preview: str
    page: str
    download: str


@dataclass(frozen=True)
class Look:
    """What the viewer shows.

    Attributes:
        why: why there is nothing but the download.
        page, pages: where the reader is, in a document.
        lines: the words of this page with their places; empty while they are not read.
        is_being_read: whether the words of the document are still to come.
        is_searchable: whether there are words to search.
        words: what was searched; ``hits`` the pages on which it stands.
        text: of a text file; ``is_cut`` where it is only the beginning.
    """

    way: Way
    why: Bilingual | None = None
    page: int = 1
    pages: int = 0
    lines: tuple[PageLine, ...] = ()
    is_being_read: bool = False
    is_searchable: bool = False
    words: str = ""
    hits: tuple[Hit, ...] = ()
    text: str = ""
    is_cut: bool = False

    @property
    def earlier(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def later(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None

    @property
    def places(self) -> tuple[PageLine, ...]:
        """The lines of this page that hold what was searched."""
        return next((hit.places for hit in self.hits if hit.page == self.page), ())


def look_at(file: StoredFile, *, asked: Mapping[str, str]) -> Look:
    """What to show of a file; ``asked`` may name a ``page`` and ``words`` to search.

    A document whose words were never read is put in line for that.

    Raises:
        NotOpenYet, FileRefused: see ``previews.must_be_open``.
    """
    must_be_open(file)
    if file.about.is_plain:
        text, is_whole = plain_text_of(file)
        return Look("plain", text=text, is_cut=not is_whole)
    if not (file.about.has_pages or file.about.is_office):
        return Look("picture") if file.has_preview else Look("download", _NO_PICTURE)
    document = document_of(file)
    if document is None and has_words(file):
        read_evidence_later(file)
    if file.about.is_office:
        return _look_at_office(document, asked, is_installed=has_words(file))
    return _look_at_pages(document, file.pages or 0, asked)


def _look_at_office(
    document: Document | None, asked: Mapping[str, str], *, is_installed: bool
) -> Look:
    if document is not None and not document.refused:
        return _look_at_pages(document, document.pages, asked)
    if document is not None:
        return Look("download", _NO_PAGES)
    return Look("waiting") if is_installed else Look("download", _NO_PROGRAM)


def _look_at_pages(document: Document | None, pages: int, asked: Mapping[str, str]) -> Look:
    words = " ".join(asked.get("words", "").split())[:MOST_LETTERS]
    hits = find(document, words) if document else ()
    first = hits[0].page if hits and "page" not in asked else 1
    page = min(max(_number(asked.get("page", "")) or first, 1), max(pages, 1))
    return Look(
        "pages",
        page=page,
        pages=pages,
        lines=document.lines_of(page) if document else (),
        is_being_read=document is None,
        is_searchable=bool(document and any(document.lines)),
        words=words,
        hits=hits,
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0
