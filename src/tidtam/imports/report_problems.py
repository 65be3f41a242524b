"""Gathers what is wrong in a report's workbook, each with its place and the remedy."""

from __future__ import annotations

from dataclasses import dataclass, field

from tidtam.forms.errors import FormsError
from tidtam.imports.cells import Doubt, shown
from tidtam.imports.drafts import CellProblem, Problems
from tidtam.imports.workbook import Position, RawSheet, cell_name
from tidtam.rounds.exchange import Asked
from tidtam.thai.bilingual import Bilingual

_AGAIN = Bilingual("แก้เซลล์นี้แล้วส่งไฟล์อีกครั้ง", "Mend this cell and upload the file again")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong.

    Attributes:
        sheet, position: where; None where it stands nowhere.
        value: what stands there; "" for the content of the cell.
        whose: the question it concerns.
    """

    sheet: RawSheet | None
    position: Position | None
    value: str
    message: Bilingual
    remedy: Bilingual
    whose: Asked | None = None


@dataclass(slots=True)
class ReportProblems:
    """The first problems, how many more there are, and what was seen but not read."""

    held: Problems = field(default_factory=Problems)
    notes: list[Bilingual] = field(default_factory=list)

    @property
    def listed(self) -> list[CellProblem]:
        return self.held.listed

    @property
    def more(self) -> int:
        return self.held.more

    def add(self, finding: Finding) -> None:
        """One more."""
        sheet, position, whose = finding.sheet, finding.position, finding.whose
        raw = sheet.cells.get(position) if sheet and position else None
        self.held.add(
            CellProblem(
                sheet=sheet.name if sheet else "",
                row=position[0] + 1 if position else None,
                cell=cell_name(position) if position else "",
                value=finding.value or (shown(raw) if raw else ""),
                message=finding.message,
                remedy=finding.remedy,
                indicator=f"{whose.item.node.label.th} · {whose.question.title.th}"
                if whose
                else "",
            )
        )

    def doubt(self, sheet: RawSheet, position: Position, doubt: Doubt, whose: Asked) -> None:
        """A cell whose content must not be taken."""
        self.add(Finding(sheet, position, "", doubt.message, doubt.remedy, whose))

    def refused(
        self, sheet: RawSheet, position: Position, problem: FormsError, whose: Asked
    ) -> None:
        """A cell that its question does not take; the sentence of the kind says why."""
        self.add(Finding(sheet, position, "", problem.text, _AGAIN, whose))
