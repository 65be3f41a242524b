"""Refusals of this room."""

from __future__ import annotations

from tidtam.shared.errors import BadInput, NotFound, WrongState


class ResultNotFound(NotFound):
    """No such result for this asker."""


class ResultHeldBack(ResultNotFound):
    """An embargo holds the result back from this asker."""


class EmbargoRefused(WrongState):
    """The region cannot be held back any more, or is already."""


class MoveRefused(WrongState):
    """The table of moves (``results.states``) has no such move from here."""


class PanelNotClosed(WrongState):
    """Reviewers still mark the round, so its marks cannot be closed."""


class MarksHeld(WrongState):
    """The marks stay closed: what was published rests on them, or a later round does."""


class MarksOpened(WrongState):
    """Somebody opened the marks while they were being checked."""


class InputsChanged(WrongState):
    """Marks changed after the computation."""


class TextsChanged(WrongState):
    """Recommendations changed after the check."""


class CheckFailed(WrongState):
    """The check found problems; they are kept with the computation."""


class SignatureMissing(WrongState):
    """Reviewers marked the round, so the chair signs before it is published."""


class AlreadyPublished(WrongState):
    """The round has a published computation, which this one does not replace."""


class NothingDiffers(AlreadyPublished):
    """Every number and every recommendation is as published."""


class OnlyForComparison(AlreadyPublished):
    """Computed with another framework version than what was published."""


class OlderThanPublished(AlreadyPublished):
    """Computed before the published one was published."""


class ReasonMissing(BadInput):
    """What takes something back, or replaces what was published, needs its reason."""


class BadMoment(BadInput):
    """Nothing can be published at this time."""


class AlreadyScheduled(WrongState):
    """Another computation of the round is to be published at a set time."""
