"""What reading a file of a report gives, before it is compared with what is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tidtam.forms.kinds import Plain
from tidtam.forms.states import AnswerState
from tidtam.imports.drafts import CellProblem
from tidtam.rounds.states import Door
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """One answer as a file has it.

    Attributes:
        key: of ``rounds.exchange.key_of``.
        seen_edit: the edit of the stored answer when the file was made.
        is_touched: whether it differs from what the file held when it was made.
        place: where it stands, for people: "QP!D17"; "" where it stands nowhere.
    """

    key: str
    seen_edit: int
    is_touched: bool
    state: AnswerState
    value: Plain | None
    reason: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """The answers of a file: all of them, or none and every problem.

    Attributes:
        made_at, made_by: when and by whom the file was made, as it says itself.
        problems: reasons to refuse, in the order of the file; the first ones.
        more_problems: how many there are beyond those listed.
        notes: what was seen and deliberately not read.
    """

    door: Door
    made_at: str
    made_by: str
    answers: tuple[DraftAnswer, ...]
    problems: tuple[CellProblem, ...] = ()
    more_problems: int = 0
    notes: tuple[Bilingual, ...] = ()

    @property
    def made(self) -> dt.datetime | None:
        """When the file was made; None where it does not say."""
        return dt.datetime.fromisoformat(self.made_at) if self.made_at else None

    @property
    def usable(self) -> bool:
        """Whether the answers may be compared and stored."""
        return not self.problems
