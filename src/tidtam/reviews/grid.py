"""The grid of marks of a round as plain data: what an Excel file or a page shows and takes back.

One sheet per instrument, offices as rows, nodes as columns. The writer of the workbook
(``reports``) and its reader (``imports``) may not know each other, so what both must agree
on stands here: the shape, the printed words and the hidden keys.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from tidtam.thai.bilingual import Bilingual

AnswerKind = Literal["mark", "special", "value"]

# Source: the reference on the field, section 3 (what is printed in a level cell).
SPECIAL_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "not_reported": "N/A",
        "not_applicable": "-",
        "pending": "อยู่ระหว่างดำเนินการ",
        "monitored": "ติดตามแต่ไม่ประเมินผล",
    }
)

# What a person may enter instead of a mark where the node is asked. The other words are
# states of a node, given by the framework: entered for one office they would take a rated
# indicator out of its mean without anybody asking why.
ENTRY_SPECIALS: Final = frozenset({"not_reported"})
ENTRY_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {code: word for code, word in SPECIAL_WORDS.items() if code in ENTRY_SPECIALS}
)

FORMAT: Final = "1"
KEY_SHEET: Final = "_tidtam"
# Keys carry a word before the code so that no spreadsheet turns "1.10" into a number.
MARK_FORMAT: Final = "tidtam:marks"
MARK_ROUND: Final = "tidtam:round"
MARK_FRAMEWORK: Final = "tidtam:framework"
MARK_KEYS: Final = "tidtam:keys:"
MARK_NAMES: Final = "tidtam:names"
MARK_LABELS: Final = "tidtam:labels"
MARK_TITLES: Final = "tidtam:titles"
OFFICE_KEY: Final = "office:"
NODE_KEY: Final = "node:"

_WORDS_OF_A_CODE: Final = re.compile(r"[0-9A-Za-z.]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in one cell.

    Attributes:
        kind: how to read ``text``.
        text: "4" for a mark, "not_reported" for a special value, "79.995" for a value
            (exact decimal text, never a float).
    """

    kind: AnswerKind
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """One node of an instrument.

    Attributes:
        code: the node's code, unique in its sheet ("6a", "3.4.2").
        label: what people call it ("ตัวชี้วัดที่ 6a", "2.1 ตัวบ่งชี้ที่ 1"), see `full_label`.
        title: its title.
        kind: "mark" takes a level, "value" takes a percentage.
        specials: special values it accepts, as code to printed word.
        states: special values it knows and refuses, as code to printed word.
        levels: the levels it accepts, lowest first.
        highest: the largest value a "value" column accepts; the lowest is 0.
    """

    code: str
    label: str
    title: str
    kind: Literal["mark", "value"] = "mark"
    specials: Mapping[str, str] = field(default_factory=lambda: ENTRY_WORDS)
    states: Mapping[str, str] = field(
        default_factory=lambda: {
            code: word for code, word in SPECIAL_WORDS.items() if code not in ENTRY_SPECIALS
        }
    )
    levels: tuple[int, ...] = (1, 2, 3, 4, 5)
    highest: Decimal = Decimal(100)


@dataclass(frozen=True, slots=True)
class Cell:
    """One office at one node: what is stored now, and whether the node applies to it."""

    answer: Answer | None = None
    applicable: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One office; ``cells`` stand in the order of the sheet's columns."""

    office_code: str
    office_name: str
    office_kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One instrument of the round; ``framework_checksum`` names its exact version.

    ``short_title`` is the name people use for the instrument ("QP"); blank for its code.
    """

    framework_code: str
    framework_checksum: str
    title: Bilingual
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    short_title: str = ""


@dataclass(frozen=True, slots=True)
class MarksTemplate:
    """All instruments of a round, for some or all of its offices."""

    round_code: str
    round_title: Bilingual
    is_demo: bool
    sheets: tuple[Sheet, ...]


def keys_checksum(offices: tuple[str, ...], nodes: tuple[str, ...]) -> str:
    """SHA-256 over the office and node codes of a sheet, whatever their order."""
    lines = [OFFICE_KEY + code for code in sorted(offices)]
    lines += [NODE_KEY + code for code in sorted(nodes)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def printed(answer: Answer | None, column: Column) -> str:
    """``answer`` as it is printed in its cell: "4", "N/A", "79.995"; blank where none."""
    if answer is None:
        return ""
    if answer.kind == "special":
        words = {**SPECIAL_WORDS, **column.states, **column.specials}
        return words.get(answer.text, answer.text)
    return answer.text


def full_label(code: str, label: str) -> str:
    """A node by its code and its label, without saying the same twice.

    Labels of a tree repeat ("ตัวบ่งชี้ที่ 1" under each standard); only with the code does
    one of them name one node: "2.1 ตัวบ่งชี้ที่ 1", but "ตัวชี้วัดที่ 6a" and "3.4.4.1".
    """
    if code.endswith(label):
        return code
    if set(_WORDS_OF_A_CODE.findall(code)) <= set(_WORDS_OF_A_CODE.findall(label)):
        return label
    return f"{code} {label}"
