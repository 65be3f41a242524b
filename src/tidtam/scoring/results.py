"""What evaluation gives: every node of the framework in printed order, and the total."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tidtam.scoring.values import Status
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class RoundMark:
    """What one round says about one leaf.

    Attributes:
        round: code of the round.
        printed: as it stands in the cell: "4", "N/A", "-", "3.50".
        value: the exact value that enters the mean of rounds; None when it does not.
        status: what became of the answer in this round.
    """

    round: str
    printed: str
    value: Fraction | None
    status: Status


@dataclass(frozen=True, slots=True)
class NodeResult:
    """What became of one node.

    Attributes:
        value: the exact value, None when the node is excluded.
        printed: the value with the framework's decimals; None with it.
        feeds: what enters the roll-up above; None when nothing does.
        marks: per round, leaves only.
        reported: False when nothing beneath was reported in any round.
        contribution: what a weighted sum took from it; None elsewhere.
        warnings: doubts a person should look at.
        small_count: a sensitive count under ten stands behind it; hide it in public.
    """

    code: str
    value: Fraction | None
    printed: str | None
    level: int | None
    word: Bilingual | None
    status: Status
    feeds: Fraction | None = None
    marks: tuple[RoundMark, ...] = ()
    reported: bool = True
    contribution: Fraction | None = None
    warnings: tuple[Bilingual, ...] = ()
    small_count: bool = False

    def as_dict(self) -> dict[str, object]:
        """The five public fields; the word is Thai."""
        return {
            "code": self.code,
            "value": self.printed,
            "level": self.level,
            "word": self.word.th if self.word else None,
            "status": self.status.value,
        }


@dataclass(frozen=True, slots=True)
class TotalResult:
    """The line under the table; ``count`` is the number of items that entered it."""

    value: Fraction | None
    printed: str | None
    level: int | None
    word: Bilingual | None
    count: int

    def as_dict(self) -> dict[str, object]:
        """The four public fields; the word is Thai."""
        return {
            "value": self.printed,
            "level": self.level,
            "word": self.word.th if self.word else None,
            "count": self.count,
        }


@dataclass(frozen=True)
class Result:
    """One office under one framework."""

    framework: str
    nodes: tuple[NodeResult, ...]
    total: TotalResult

    def node(self, code: str) -> NodeResult:
        """The result of one node; KeyError for a code the framework does not have."""
        for node in self.nodes:
            if node.code == code:
                return node
        raise KeyError(code)

    def as_dict(self) -> dict[str, object]:
        """The shape that the command, the API and the exports share."""
        return {
            "framework": self.framework,
            "nodes": [node.as_dict() for node in self.nodes],
            "total": self.total.as_dict(),
        }
