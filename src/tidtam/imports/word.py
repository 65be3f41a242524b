"""Reads a form that was filled in with Word: every answer of it, or every reason to refuse it.

A file may hold one item, an instrument, or parts of it put together by hand. A question that is
not in the file stays as it is; an answer the file left alone changes nothing.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from tidtam.imports.drafts import Problems
from tidtam.imports.report_drafts import DraftAnswer, ReportDraft
from tidtam.imports.word_answers import AnswerReader, name_of, problem_of
from tidtam.imports.word_blocks import WordCell, WordParagraph, paragraphs_of
from tidtam.imports.word_boxes import Box, BoxCells, Finder, cells_of_box
from tidtam.imports.word_made_for import WITHOUT_FACTS, WordMadeFor, read_made_for
from tidtam.imports.word_parts import open_word
from tidtam.imports.word_text import (
    COMMENT,
    FOOTNOTE,
    HIDDEN,
    OTHER,
    PICTURE,
    TEXT_BOX,
    TRACKED,
    read_text,
)
from tidtam.rounds.exchange import Asked, ReportForm, answer_checksum
from tidtam.rounds.exchange_word import text_mark
from tidtam.rounds.states import Door
from tidtam.thai.bilingual import Bilingual

_MOST_TOLD: Final = 20
_OF_FILE: Final = {
    TRACKED: Bilingual(
        "ไฟล์มีการติดตามการเปลี่ยนแปลง (Track Changes) ระบบอ่านข้อความเสมือนยอมรับการแก้ไขทั้งหมด",
        "The file has tracked changes; it was read as if all of them were accepted.",
    ),
    COMMENT: Bilingual(
        "ข้อคิดเห็น (Comments) ในไฟล์ไม่ถูกนำเข้า", "Comments in the file are not brought in."
    ),
}
_OF_CELL: Final = {
    PICTURE: Bilingual(
        "ภาพในข้อความไม่ถูกนำเข้า ให้แนบเป็นหลักฐาน",
        "pictures in the text are not brought in; attach them as evidence",
    ),
    FOOTNOTE: Bilingual("เชิงอรรถไม่ถูกนำเข้า", "footnotes are not brought in"),
    TEXT_BOX: Bilingual(
        "ข้อความในกล่องข้อความ (Text Box) ไม่ถูกนำเข้า ให้ย้ายมาไว้ในช่อง",
        "text in text boxes is not brought in; move it into the field",
    ),
    HIDDEN: Bilingual("ข้อความที่ซ่อนไว้ไม่ถูกนำเข้า", "hidden text is not brought in"),
    OTHER: Bilingual(
        "สมการหรือสิ่งแทรกอื่นไม่ถูกนำเข้า", "formulas and other inserted things are not brought in"
    ),
}


def is_document(data: bytes) -> bool:
    """Whether a file looks like one of Word, rather than a workbook or an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return any(name.casefold().startswith("word/") for name in package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return False


def read_document(data: bytes, *, expected: ReportForm) -> ReportDraft:
    """The answers in a Word file: all of them, or all its problems and no answer.

    Args:
        data: the uploaded file; it may have passed through Word or LibreOffice.
        expected: the report the file is uploaded to, as it is stored now.

    Raises:
        FileRefused: the file as a whole cannot be used (too large, not Word, unsafe, of another
            round or office …): one sentence with the remedy.
    """
    parts = open_word(data)
    text = read_text(parts)
    said = "\n".join(each.text for each in paragraphs_of(text.blocks)) if not parts.facts else ""
    made = read_made_for(parts, said, expected)
    finder = Finder(expected.questions)
    finder.find(text.blocks)
    reading = _Reading(made)
    reading.note_file(finder, text.left_out)
    reading.read(finder.boxes)
    reading.note_outside(finder.outside)
    problems = reading.problems
    return ReportDraft(
        door=Door.WORD,
        made_at=made.made_at,
        made_by=made.made_by,
        answers=() if problems.listed else tuple(reading.answers),
        problems=tuple(problems.listed),
        more_problems=problems.more,
        notes=tuple(reading.notes),
    )


@dataclass(slots=True)
class _Reading:
    """What the reading of the whole file has gathered so far."""

    made: WordMadeFor
    problems: Problems = field(default_factory=Problems)
    notes: list[Bilingual] = field(default_factory=list)
    answers: list[DraftAnswer] = field(default_factory=list)
    strays: list[tuple[str, str]] = field(default_factory=list)

    def note_file(self, finder: Finder, left_out: frozenset[str]) -> None:
        """What concerns the file as a whole."""
        if self.made.begun is None:
            self.notes.append(WITHOUT_FACTS)
        self.notes += [sentence for what, sentence in _OF_FILE.items() if what in left_out]
        if finder.unknown:
            self.notes.append(
                Bilingual(
                    f"มี {finder.unknown} คำถามที่ไม่อยู่ในรายงานนี้ จึงไม่ถูกนำเข้า",
                    f"{finder.unknown} questions are not of this report and were not brought in.",
                )
            )
        found = {box.asked.key for box in finder.boxes}
        names = [name_of(each) for each in finder.asked if self._is_missing(each, found)]
        if names:
            told = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
            self.notes.append(
                Bilingual(
                    f"ไม่พบ {len(names)} คำถามในไฟล์ คำตอบในระบบคงเดิม: {told}",
                    f"{len(names)} questions are gone from the file; their answers stay: {told}",
                )
            )

    def _is_missing(self, asked: Asked, found: set[str]) -> bool:
        return asked.key in (self.made.begun or ()) and asked.key not in found

    def read(self, boxes: Sequence[Box]) -> None:
        """Every box in the order of the file; a question that stands twice is a problem."""
        times = Counter(box.asked.key for box in boxes)
        told: set[str] = set()
        for box in boxes:
            key = box.asked.key
            if times[key] == 1:
                self._read(box)
            elif key not in told:
                told.add(key)
                self.problems.add(
                    problem_of(
                        box.asked,
                        "",
                        "",
                        Bilingual("คำถามนี้มีซ้ำกันในไฟล์", "this question stands in the file twice"),
                        Bilingual(
                            "ลบตารางที่ไม่ใช้ออก แล้วส่งใหม่",
                            "Delete the table that is not meant, and upload the file again",
                        ),
                    )
                )

    def _read(self, box: Box) -> None:
        cells, asked = cells_of_box(box), box.asked
        self._note_cells(asked, cells)
        found = AnswerReader(box, cells, self.problems, self.notes).read()
        if found is None:
            return
        edit, checksum = self._begun(box)
        self.answers.append(
            DraftAnswer(
                key=asked.key,
                seen_edit=edit,
                is_touched=answer_checksum(*found) != checksum,
                state=found[0],
                value=found[1],
                reason=found[2],
                place=asked.item.node.label.th,
            )
        )

    def _begun(self, box: Box) -> tuple[int, str]:
        """The edit and checksum the file began with; -1 where nobody knows: never overwrites."""
        known = (self.made.begun or {}).get(box.asked.key)
        return known or box.begun or (-1, "")

    def _note_cells(self, asked: Asked, cells: BoxCells) -> None:
        """What stood in the answers and was not read; and texts in cells that are no answers."""
        name = name_of(asked)
        for cell in _read_cells(cells):
            for what in sorted(cell.left_out & _OF_CELL.keys()):
                sentence = _OF_CELL[what]
                note = Bilingual(f"{name}: {sentence.th}", f"{name}: {sentence.en}")
                if note not in self.notes:
                    self.notes.append(note)
        self._gather(name, [each for cell in cells.others for each in cell.paragraphs])

    def note_outside(self, outside: Sequence[WordParagraph]) -> None:
        """Texts that somebody wrote beside the answers: named, so that they can be moved."""
        self._gather("", outside)
        for name, text in self.strays[:_MOST_TOLD]:
            where = f" ({name})" if name else ""
            self.notes.append(
                Bilingual(
                    f"มีข้อความนอกช่องกรอก{where}: “{text}” จะไม่ถูกนำเข้า ถ้าเป็นคำตอบให้ย้ายไปไว้ในช่อง",
                    f"There is text outside the answers{where}: “{text}”; it is not brought in. "
                    "If it is an answer, move it into its field.",
                )
            )
        more = len(self.strays) - _MOST_TOLD
        if more > 0:
            self.notes.append(
                Bilingual(f"และข้อความนอกช่องกรอกอีก {more} แห่ง", f"and {more} more texts outside.")
            )

    def _gather(self, name: str, paragraphs: Sequence[WordParagraph]) -> None:
        if self.made.texts is None:
            return
        for each in paragraphs:
            mark = text_mark(each.text)
            if mark and mark not in self.made.texts:
                line = " ".join(each.text.split())
                self.strays.append((name, line if len(line) <= 80 else f"{line[:80]}…"))


def _read_cells(cells: BoxCells) -> Iterator[WordCell]:
    yield from (each for each in (cells.state, cells.reason) if each is not None)
    yield from cells.values.values()
    yield from (cell for row in cells.rows for cell in row.values())
