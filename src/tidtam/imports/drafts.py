"""What reading gives: cells that may be stored, or the doubts that stop all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from tidtam.reviews.grid import AnswerKind
from tidtam.thai.bilingual import Bilingual

# More would help nobody and fill the page; the rest is counted.
MAX_LISTED: Final = 1000


@dataclass(frozen=True, slots=True)
class DraftCell:
    """One answer that was read; ``kind`` and ``text`` as in :class:`tidtam.reviews.grid.Answer`."""

    framework_code: str
    office_code: str
    node_code: str
    kind: AnswerKind
    text: str


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a cell, a row or a column stops the import.

    Attributes:
        sheet: the name of the sheet as it is in the file.
        row: the row number as the program shows it; None where it concerns none.
        cell: "D17"; empty where the problem is a missing row or column.
        value: what stands there.
        message: what is wrong.
        remedy: what to do.
        office: the name of the office it concerns; empty where it concerns none, or several.
        indicator: the indicator it concerns, as :func:`tidtam.reviews.grid.full_label` names it.
    """

    sheet: str
    row: int | None
    cell: str
    value: str
    message: Bilingual
    remedy: Bilingual
    office: str = ""
    indicator: str = ""

    @property
    def sentence(self) -> Bilingual:
        """The whole problem on one line, for a terminal or a log."""
        whose = " · ".join(filter(None, (self.office, self.indicator)))
        place = f"{self.sheet} {self.cell}{f' ({whose})' if whose else ''} “{self.value}”"
        return Bilingual(
            f"แผ่นงาน {place}: {self.message.th} → {self.remedy.th}",
            f"Sheet {place}: {self.message.en}. {self.remedy.en}.",
        )


@dataclass(slots=True)
class Problems:
    """Problems gathered while reading: the first ones listed, the others counted."""

    listed: list[CellProblem] = field(default_factory=list)
    more: int = 0

    def add(self, problem: CellProblem) -> None:
        """List ``problem``, or count it when enough are listed."""
        if len(self.listed) < MAX_LISTED:
            self.listed.append(problem)
        else:
            self.more += 1


@dataclass(frozen=True, slots=True)
class MarksDraft:
    """The marks of a file or a paste: all of them, or none and every problem.

    Attributes:
        cells: what was read, in the order of the template; empty when there is a problem.
        problems: the reasons to refuse, in the order of the file; at most ``MAX_LISTED``.
        blanks: how many cells that apply were left blank; a blank deletes nothing.
        notes: what was seen and deliberately not read.
        more_problems: how many problems there are beyond those listed.
    """

    cells: tuple[DraftCell, ...]
    problems: tuple[CellProblem, ...]
    blanks: int = 0
    notes: tuple[Bilingual, ...] = ()
    more_problems: int = 0

    @property
    def usable(self) -> bool:
        """Whether the cells may be stored."""
        return not self.problems
