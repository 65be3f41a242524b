"""A report as a form in Word: what its writer and its reader agree on.

Each question is one table, its box, and the cell is the unit that is read: the content controls
in the cells help people to fill them in, and their tags tell which cell is which. Programs lose
some of it when they save a file again, so a box says three times whose it is: in the tag of its
state, in the caption of the table and in a bookmark; its cells are known by their order too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.crypto import constant_time_compare, salted_hmac

from tidtam.forms.cells import cells_of
from tidtam.forms.kinds import AnyKind, Checklist, Milestones, Rows
from tidtam.rounds.exchange import (
    MARK_FORM,
    MARK_FORMAT,
    MARK_KEY,
    MARK_MADE,
    MARK_OFFICE,
    MARK_ROUND,
    Asked,
    ReportForm,
    question_key,
)
from tidtam.thai.text import normalise

WORD_FORMAT: Final = "word-1"
WORD_NAMESPACE: Final = "urn:tidtam:report-form"
WORD_PROPERTY: Final = "tidtam"
#: One line of the hidden list: a text that stands in the file outside the answers.
MARK_TEXT: Final = "tidtam:text"

CLICK_TEXT: Final = "คลิกเพื่อพิมพ์คำตอบ"
CLICK_CHOICE: Final = "คลิกเพื่อเลือก"
CLICK_DATE: Final = "คลิกเพื่อเลือกวันที่"
CLICK_REASON: Final = "คลิกเพื่อพิมพ์เหตุผล"
PLACEHOLDERS: Final = (CLICK_TEXT, CLICK_CHOICE, CLICK_DATE, CLICK_REASON)
TICKED: Final = "\N{BALLOT BOX WITH X}"
UNTICKED: Final = "\N{BALLOT BOX}"

STATE_ROW: Final = 1
FIRST_VALUE_ROW: Final = 2

_TAG: Final = "tt"
_MOST_KEY: Final = 34
_MOST_PART: Final = 24  # Word keeps 64 letters of a tag
_CODE: Final = re.compile(r"T1/([^/\s]+)/([^/\s]+)/([0-9]{14})/([0-9a-f]{16})")
_SALT: Final = "tidtam.rounds.exchange_word"


@dataclass(frozen=True, slots=True)
class WordCode:
    """What the grey line of a file says it was made for."""

    round_code: str
    office_code: str
    made_at: str


def box_tag(asked: Asked) -> str:
    """The caption of a question's box, and the tag of its state: with the answer it began with."""
    return f"{_TAG}|s|{_short(asked.key, _MOST_KEY)}|{asked.answer.edit}|{asked.checksum}"


def split_box_tag(tag: str) -> tuple[str, int, str] | None:
    """The beginning of a box's tag (``box_name``), the edit and the checksum; None for others."""
    name, _, checksum = tag.rpartition("|")
    name, _, edit = name.rpartition("|")
    if not name.startswith(f"{_TAG}|s|") or not edit.isascii() or not edit.isdigit():
        return None
    return name, int(edit[:9]), checksum


def box_name(key: str) -> str:
    """What the tag of a question's box begins with."""
    return f"{_TAG}|s|{_short(key, _MOST_KEY)}"


def box_mark(key: str) -> str:
    """The hidden bookmark of a question's box, which even programs keep that lose tags."""
    return f"_tt{hashlib.sha256(key.encode()).hexdigest()[:20]}"


def reason_tag(key: str) -> str:
    """The tag of the reason of a question."""
    return f"{_TAG}|r|{_short(key, _MOST_KEY)}"


def value_tag(key: str, part: str) -> str:
    """The tag of a part of an answer, or of a column of its table."""
    name = f"{_TAG}|v|{_short(key, _MOST_KEY)}"
    return f"{name}|{_short(part, _MOST_PART)}" if part else name


def parts_of(kind: AnyKind) -> tuple[str, ...]:
    """The parts of an answer, a row of the box for each; none for a table."""
    return tuple(cell.part for cell in cells_of(kind))


def value_column(kind: AnyKind) -> int:
    """Which cell of the row of a part holds the answer: the box to tick stands first."""
    return 0 if isinstance(kind, (Checklist, Milestones)) else -1


def is_table(kind: AnyKind) -> bool:
    """Whether the answer is a table whose rows stand in the box."""
    return isinstance(kind, Rows)


def text_mark(text: str) -> str:
    """A short checksum of a text whatever its spaces; "" for none."""
    squeezed = squeezed_text(text)
    return hashlib.sha256(squeezed.encode()).hexdigest()[:12] if squeezed else ""


def squeezed_text(text: str) -> str:
    """A text without its spaces, in sound Thai."""
    return "".join(normalise(text).split())


def fact_lines(form: ReportForm, texts: Iterable[str]) -> list[tuple[str, ...]]:
    """The hidden list of a file, without its seal.

    Args:
        texts: every paragraph of the file outside the answers.
    """
    marks = sorted({text_mark(text) for text in texts} - {""})
    return [
        (MARK_FORMAT, WORD_FORMAT),
        (MARK_ROUND, form.round_code),
        (MARK_OFFICE, form.office_code),
        (MARK_MADE, form.made_at.isoformat(), form.made_by),
        *((MARK_FORM, sheet.framework_code, sheet.form_checksum) for sheet in form.sheets),
        *((MARK_KEY, question_key(asked)) for asked in form.questions),
        *((MARK_TEXT, mark) for mark in marks),
    ]


def word_code(form: ReportForm) -> str:
    """The grey line that people see: round, office, moment, and a short seal of the three."""
    moment = form.made_at.astimezone(dt.UTC)
    told = f"T1/{form.round_code}/{form.office_code}/{moment:%Y%m%d%H%M%S}"
    return f"{told}/{_seal(told)}"


def read_word_code(text: str) -> WordCode | None:
    """What the first sound code in a text says; None where there is none."""
    for found in _CODE.finditer(text):
        told, _, seal = found[0].rpartition("/")
        if constant_time_compare(_seal(told), seal):
            return WordCode(found[1], found[2], found[3])
    return None


def _seal(told: str) -> str:
    return salted_hmac(_SALT, told, algorithm="sha256").hexdigest()[:16]


def _short(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    return "#" + hashlib.sha256(text.encode()).hexdigest()[:16]
