"""Refusals of this room."""

from __future__ import annotations

from dataclasses import dataclass

from tidtam.shared.errors import BadInput, Conflict, WrongState


class MarksAreClosed(WrongState):
    """Marks that are being checked or signed wait for nobody; the bureau can open them."""


class RoundIsPublished(MarksAreClosed):
    """Marks of a published round are frozen."""


class MarkRefused(BadInput):
    """An answer the framework does not accept for this office."""


class MarkChangedMeanwhile(Conflict):
    """Somebody else changed the mark since the asker saw it."""


class PanelChangedMeanwhile(Conflict):
    """Another officer changed the panel's plan after the writer last saw it."""


class MustNotJudge(WrongState):
    """A conflict of interest keeps the person from the office; nothing overrides it."""


class TooMuch(WrongState):
    """More items than the reviewer takes; a reason overrides it."""


class ReportIsNotIn(WrongState):
    """The office has not submitted its report, or has taken it back."""


class DecidedMeanwhile(Conflict):
    """Somebody else decided the item after the decider last saw it; both stay readable."""


class ReasonMissing(BadInput):
    """A person's decision needs its reason."""


class NotToDecide(WrongState):
    """The item cannot be decided in this way, or not by this person."""


class StillOpen(WrongState):
    """Items without an official mark keep the panel from closing."""


class ThirdNotPossible(WrongState):
    """This person cannot be the third marker of the item, or no third is needed."""


@dataclass(frozen=True)
class CurrentReview:
    """What is stored of a review now.

    Attributes:
        edit: number of the last save; 0 where nothing was ever saved.
        answer: JSON text; "" for no mark.
        saved_at: ISO moment of the last save; "" for never.
    """

    edit: int
    answer: str
    comment: str
    private_note: str
    saved_at: str


class ReviewChangedMeanwhile(Conflict):
    """The review was saved elsewhere since the writer last saw it; carries what is stored."""

    def __init__(self, th: str, en: str, *, current: CurrentReview) -> None:
        super().__init__(th, en)
        self.current = current


class ReviewIsDone(WrongState):
    """The mark is confirmed; it is taken back before anything is changed."""


class MarkMissing(WrongState):
    """There is no mark yet that could be confirmed."""


class CommentMissing(WrongState):
    """The level given needs a comment."""


class CommentUnsound(WrongState):
    """The comment has braces that would be printed as they stand."""


class NotScreened(WrongState):
    """The report was not found complete yet, so no mark of it is confirmed."""


class AlreadyDecided(WrongState):
    """The item has its official mark, so no reviewer takes theirs back."""


class PhraseRefused(BadInput):
    """A phrase is empty, too long, names an office or has broken braces."""


class ScreeningChangedMeanwhile(Conflict):
    """Somebody acted on the screening, or items came back, after the screener last saw it."""


class ItemsAreOut(WrongState):
    """Items are with the office still, so the report cannot be found complete."""
