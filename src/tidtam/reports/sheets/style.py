"""How a sheet looks: what an office or ministry may set without touching code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DigitStyle = Literal["arabic", "thai"]
Paper = Literal["a4", "a5", "legal", "letter"]
Part = Literal["round", "summary", "annex"]

# Width and height in millimetres.
PAPERS: Mapping[Paper, tuple[float, float]] = {
    "a4": (210, 297),
    "a5": (148, 210),
    "legal": (215.9, 355.6),
    "letter": (215.9, 279.4),
}

DEMO_BANNER = "ข้อมูลสมมติ"
DRAFT_BANNER = "ร่าง"
DRAFT_NOTICE = "ร่าง ผลยังไม่เผยแพร่ ใช้ตรวจทานภายในเท่านั้น"
HELD_BACK_BANNER = "ยังไม่ประกาศ"
HELD_BACK_NOTICE = "ยังไม่ประกาศผลของเขตนี้ ใช้ภายในส่วนกลางเท่านั้น"
DEMO_NOTICE = "ข้อมูลสมมติเพื่อการสาธิต มิใช่ผลการประเมินจริง"


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs.

    Attributes:
        name: with title, without brackets.
        positions: one line each; an acting post is a line of its own (รักษาการในตำแหน่ง…).
        office: the last line.
    """

    name: str
    positions: tuple[str, ...]
    office: str

    def lines(self) -> tuple[str, ...]:
        """The printed lines from the name in brackets down to the office; blanks left out."""
        return tuple(line for line in (f"({self.name})", *self.positions, self.office) if line)


@dataclass(frozen=True, slots=True)
class Margins:
    """Page margins in centimetres, as government documents are set."""

    left: float = 3
    right: float = 2
    top: float = 2.5
    bottom: float = 2


@dataclass(frozen=True, slots=True)
class SheetStyle:
    """Settings of a printed sheet.

    Attributes:
        digits: Arabic or Thai digits; codes, addresses and Latin words keep theirs.
        paper: name of the paper, a key of ``PAPERS``.
        font: family of the PDF, one that comes with the project.
        word_font: family named in the Word file; Word takes it from the reader's machine.
        embed_font: whether the Word file carries ``font`` for machines without ``word_font``.
        size, table_size: of running text and tables, in points.
        signatory: who signs; None leaves dotted lines to fill in by hand.
        titles: title lines per part that replace the ones of the content.
        show_annex: whether the annex of recommendations is printed.
        demo: prints ข้อมูลสมมติ on every page.
    """

    digits: DigitStyle = "arabic"
    paper: Paper = "a4"
    font: str = "Tidtam Sarabun"
    word_font: str = "TH Sarabun New"
    embed_font: bool = True
    size: float = 16
    table_size: float = 14
    margins: Margins = field(default_factory=Margins)
    signatory: Signatory | None = None
    titles: Mapping[Part, tuple[str, ...]] = field(default_factory=dict)
    show_annex: bool = True
    demo: bool = False

    def title_lines(self, part: Part, lines: tuple[str, ...]) -> tuple[str, ...]:
        """The title lines of ``part``: those set here, else the content's own ``lines``."""
        return self.titles.get(part, lines)

    def signature_lines(self) -> tuple[str, ...]:
        """The printed signature lines."""
        if self.signatory is None:
            return ("(" + "." * 50 + ")", "ตำแหน่ง " + "." * 46)
        return self.signatory.lines()
