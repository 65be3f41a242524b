"""Marks of a round from an Excel file: read, compare with what is stored, store."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from tidtam.frameworks.queries import definition_of
from tidtam.imports.drafts import DraftCell, MarksDraft
from tidtam.imports.marks import read_marks
from tidtam.orgs.models import Agency
from tidtam.people.actor import Actor
from tidtam.reviews.actions import MarkChange, checked_mark, set_marks
from tidtam.reviews.grid import Answer, Column, printed
from tidtam.reviews.round_grid import (
    StoredMark,
    columns_of,
    json_of,
    marks_template,
    stored_marks,
)
from tidtam.rounds.models import Instrument, Round
from tidtam.rounds.queries import instruments_of, offices_asked
from tidtam.shared.errors import BadInput

_REASON = "นำเข้าจากไฟล์ Excel / From an Excel file"


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """One mark that storing would add or change.

    Attributes:
        before: the answer stored now; None where there is none.
        seen_edit: the edit of the stored mark, 0 where there is none.
    """

    framework_code: str
    office: Agency
    column: Column
    before: Answer | None
    after: Answer
    seen_edit: int

    @property
    def is_new(self) -> bool:
        return self.seen_edit == 0

    @property
    def before_text(self) -> str:
        """What stands in the cell now; blank where nothing does."""
        return printed(self.before, self.column)

    @property
    def after_text(self) -> str:
        return printed(self.after, self.column)


@dataclass(frozen=True, slots=True)
class MarksPlan:
    """What storing a draft would do.

    Attributes:
        changes: marks that would be added or changed, in the order of the template.
        unchanged: cells that say what is stored already.
        blanks: blank cells, whose stored marks stay as they are.
    """

    changes: tuple[PlannedChange, ...]
    unchanged: int
    blanks: int

    @property
    def counts(self) -> Counter[str]:
        """How many marks would be "added", "changed", "removed", "unchanged"."""
        added = sum(change.is_new for change in self.changes)
        changed = len(self.changes) - added
        return Counter(added=added, changed=changed, removed=0, unchanged=self.unchanged)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over every change with its before; another one means other changes."""
        lines = (
            f"{c.framework_code} {c.office.code} {c.column.code} {c.seen_edit} {c.before} {c.after}"
            for c in self.changes
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def read_round_marks(round_: Round, *, data: bytes, actor: Actor) -> MarksDraft:
    """The marks in a filled template of ``round_``: all cells, or every problem and no cell.

    Raises:
        FileRefused: the file as a whole cannot be used.
        NotAllowed: the actor may not see marks.
    """
    return read_marks(data, expected=marks_template(round_, actor=actor, with_answers=False))


def plan_round_marks(round_: Round, *, draft: MarksDraft, actor: Actor) -> MarksPlan:
    """What storing ``draft`` would change, mark by mark; a constant number of queries.

    Raises:
        BadInput: the draft has problems.
        MarkRefused: an answer the framework does not accept for its office.
        NotAllowed: the actor may not see marks.
    """
    actor.must("marks.see")
    _refuse_unusable(draft)
    offices = {office.code: office for office in offices_asked(round_)}
    changes: list[PlannedChange] = []
    for instrument in instruments_of(round_):
        code = instrument.framework.code
        cells = [cell for cell in draft.cells if cell.framework_code == code]
        changes += _changes(instrument, cells, offices)
    return MarksPlan(tuple(changes), len(draft.cells) - len(changes), draft.blanks)


def _refuse_unusable(draft: MarksDraft) -> None:
    if not draft.usable:
        number = len(draft.problems) + draft.more_problems
        raise BadInput(
            f"ไฟล์นี้มี {number} จุดที่ต้องแก้ จึงยังไม่ได้บันทึกคะแนนใด โปรดแก้แล้วส่งใหม่",
            f"The file has {number} places to mend, so no mark was stored; "
            "please mend them and send it again.",
        )


def _changes(
    instrument: Instrument, cells: list[DraftCell], offices: dict[str, Agency]
) -> list[PlannedChange]:
    definition = definition_of(instrument.framework)
    columns = {column.code: column for column in columns_of(definition)}
    stored = stored_marks(instrument, offices=offices.values())
    nothing = StoredMark(None, 0, "")
    changes = []
    for cell in cells:
        office = offices[cell.office_code]
        held = stored.get((office.pk, cell.node_code), nothing)
        after = Answer(cell.kind, cell.text)
        if held.answer != after:
            # A dry run must find what storing would refuse.
            checked_mark(definition, office, node_code=cell.node_code, answer=json_of(after))
            changes.append(
                PlannedChange(
                    cell.framework_code,
                    office,
                    columns[cell.node_code],
                    held.answer,
                    after,
                    held.edit,
                )
            )
    return changes


@transaction.atomic
def store_round_marks(
    round_: Round, *, draft: MarksDraft, by: Actor, plan: MarksPlan | None = None
) -> Counter[str]:
    """Store the marks of a draft over all instruments: all of them, or none.

    Args:
        plan: the changes a person saw and confirmed; a mark that was changed since then
            is a conflict. Without it the draft is compared with what is stored now.

    Storing the same draft twice changes nothing. Gives counts of "added", "changed",
    "removed" (always 0: a blank deletes nothing) and "unchanged".

    Raises:
        BadInput: the draft has problems.
        MarkRefused, MarkChangedMeanwhile, RoundIsPublished: see ``reviews.actions``.
    """
    by.must("marks.change")
    _refuse_unusable(draft)
    plan = plan or plan_round_marks(round_, draft=draft, actor=by)
    counts: Counter[str] = Counter(added=0, changed=0, removed=0, unchanged=plan.unchanged)
    for instrument in instruments_of(round_):
        wanted = [
            MarkChange(
                change.office.pk, change.column.code, json_of(change.after), change.seen_edit
            )
            for change in plan.changes
            if change.framework_code == instrument.framework.code
        ]
        counts.update(set_marks(instrument, changes=wanted, by=by, reason=_REASON))
    return counts
