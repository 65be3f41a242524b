"""What a result sheet says: plain words and printed figures, already decided by scoring.

Nothing here is computed. Levels and means arrive as they are printed ("3", "3.83", "N/A", "-"),
so that a sheet can never show a figure that the results do not hold.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Indicator:
    """The name of one indicator: its label ("ตัวชี้วัดที่ 6a") and its title."""

    label: str
    title: str


@dataclass(frozen=True, slots=True)
class Mean:
    """The last line of a table: its label, the printed value and the word of its level."""

    label: str
    value: str
    word: str


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a sheet says about its own making.

    Attributes:
        author: the body that issues the sheet.
        issued: date of the sheet.
        trace: one small line at the end: framework version, computation number, checksum.
        is_draft: the result was never published.
        replaced: what the head of every page says where a newer version took its place.
        is_held_back: the result was published, but not to this office yet.
    """

    author: str
    issued: dt.date
    trace: str = ""
    is_draft: bool = False
    replaced: str = ""
    is_held_back: bool = False


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One thing that a correction changed: its name, and both versions as printed."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What a version that replaces another says about that.

    Attributes:
        words: which version replaces which, published when.
        reason: why.
        before, after: heads of the two columns.
    """

    words: str
    reason: str
    before: str
    after: str
    lines: tuple[ChangedLine, ...]


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One indicator of a round: its printed level and the recommendation.

    A recommendation is plain text; lines "1. …", "2. …" become a numbered list.
    """

    indicator: Indicator
    level: str
    recommendation: str


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """The sheet of one round for one office (6-month reflection)."""

    title_lines: tuple[str, ...]
    office: str
    lines: tuple[RoundLine, ...]
    mean: Mean
    overall: str
    imprint: Imprint
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class InstrumentWord:
    """One line of the summary page: an instrument and its word. There is no grand total."""

    instrument: str
    word: str


@dataclass(frozen=True, slots=True)
class RoundsLine:
    """One indicator over the rounds of a year: a level per round, their mean and its word."""

    indicator: Indicator
    levels: tuple[str, ...]
    value: str
    word: str


@dataclass(frozen=True, slots=True)
class RoundsTable:
    """The table of an instrument that is rated in several rounds (QP)."""

    title_lines: tuple[str, ...]
    rounds: tuple[str, ...]
    lines: tuple[RoundsLine, ...]
    mean: Mean


@dataclass(frozen=True, slots=True)
class RatedGroup:
    """Indicators that share one rating; most groups hold one indicator."""

    indicators: tuple[Indicator, ...]
    level: str
    word: str


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One indicator compared with its target; values as printed ("ร้อยละ 80"), "" for none."""

    indicator: Indicator
    target: str
    national: str
    own: str
    verdict: str


@dataclass(frozen=True, slots=True)
class TargetsTables:
    """The two tables of an instrument with ratings and targets (AP), and its notes."""

    title_lines: tuple[str, ...]
    rated: tuple[RatedGroup, ...]
    mean: Mean
    targets: tuple[TargetLine, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TreeLine:
    """One node of a tree of standards.

    Attributes:
        title: label and title as printed.
        depth: from 0.
        level, word: both blank for a heading.
        instead: words over both cells in place of a level (ติดตามแต่ไม่ประเมินผล).
    """

    title: str
    depth: int
    level: str = ""
    word: str = ""
    instead: str = ""


@dataclass(frozen=True, slots=True)
class TreeTable:
    """The table of an instrument that is a tree (SA)."""

    title_lines: tuple[str, ...]
    lines: tuple[TreeLine, ...]
    total: Mean


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One paragraph of the annex."""

    indicator: Indicator
    text: str


@dataclass(frozen=True, slots=True)
class Annex:
    """The recommendations per indicator behind a year's set."""

    title_lines: tuple[str, ...]
    items: tuple[Recommendation, ...]


InstrumentTable = RoundsTable | TargetsTables | TreeTable


@dataclass(frozen=True, slots=True)
class YearSet:
    """The full-year set of one office: summary, its instruments in order, annex."""

    title_lines: tuple[str, ...]
    office: str
    summary: tuple[InstrumentWord, ...]
    instruments: tuple[InstrumentTable, ...]
    annex: Annex | None
    imprint: Imprint
    correction: Correction | None = None


@dataclass(frozen=True, slots=True)
class LetterTotal:
    """What an instrument came to, as the letter says it: "4.53", "ระดับ 5 ดีเยี่ยม"."""

    instrument: str
    value: str
    word: str


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter with which a sheet is sent to the director of an office.

    Attributes:
        number: how the number of the letter begins; the rest is filled in by hand.
        sender: who writes, at the other end of that line.
        day: when the result was published; dotted where it was not.
        enclosed: what is sent with it.
        before, after: the paragraphs on either side of the totals.
    """

    number: str
    sender: str
    day: str
    subject: str
    to: str
    enclosed: str
    before: tuple[str, ...]
    totals: tuple[LetterTotal, ...]
    after: tuple[str, ...]
    imprint: Imprint
    office: str


Printable = RoundSheet | YearSet | Letter
