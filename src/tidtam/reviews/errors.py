"""Refusals of this room."""

from __future__ import annotations

from tidtam.shared.errors import BadInput, Conflict, WrongState


class RoundIsPublished(WrongState):
    """Marks of a published round are frozen."""


class MarkRefused(BadInput):
    """An answer the framework does not accept for this office."""


class MarkChangedMeanwhile(Conflict):
    """Somebody else changed the mark since the asker saw it."""
