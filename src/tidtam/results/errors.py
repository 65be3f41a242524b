"""Refusals of this room."""

from __future__ import annotations

from tidtam.shared.errors import NotFound, WrongState


class ResultNotFound(NotFound):
    """No such result for this asker."""


class MoveRefused(WrongState):
    """The table of moves (``results.states``) has no such move from here."""


class InputsChanged(WrongState):
    """Marks changed after the computation."""


class TextsChanged(WrongState):
    """Recommendations changed after the check."""


class CheckFailed(WrongState):
    """The check found problems; they are kept with the computation."""


class AlreadyPublished(WrongState):
    """The round has a published computation already."""
