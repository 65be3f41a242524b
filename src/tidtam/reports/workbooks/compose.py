"""The Excel template of a round, filled with the marks that are stored now."""

from __future__ import annotations

from tidtam.people.actor import Actor
from tidtam.reports.workbooks.marks import marks_workbook
from tidtam.reviews.round_grid import marks_template
from tidtam.rounds.models import Round


def round_workbook(round_: Round, *, actor: Actor) -> bytes:
    """The workbook (.xlsx) of all offices and instruments of a round.

    Raises:
        NotAllowed: the actor may not see marks.
    """
    return marks_workbook(marks_template(round_, actor=actor))
