"""What storing a file of a report would do: changes, answers it would clear, conflicts.

An answer that the file left as it was changes nothing, however old the file. One that was changed
in the file and, since the file was made, in the system is a conflict: a person chooses.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from tidtam.forms.definition import Question
from tidtam.forms.kinds import Plain
from tidtam.forms.states import ANSWER_STATE_NAMES, AnswerState
from tidtam.imports.report_drafts import DraftAnswer, ReportDraft
from tidtam.people.actor import Actor
from tidtam.rounds.answering import AnswerChange, save_answers
from tidtam.rounds.exchange import Asked, ReportForm, answer_checksum
from tidtam.rounds.models import Submission
from tidtam.rounds.states import Door
from tidtam.shared.errors import BadInput
from tidtam.thai.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class PlannedAnswer:
    """One answer that storing would change, beside what is stored now."""

    asked: Asked
    draft: DraftAnswer

    @property
    def key(self) -> str:
        return self.draft.key

    @property
    def place(self) -> str:
        return self.draft.place

    @property
    def node_code(self) -> str:
        return self.asked.item.node_code

    @property
    def item_name(self) -> str:
        """Instrument and item: "QP 2"."""
        return f"{self.asked.instrument} {self.node_code}".strip()

    @property
    def hints(self) -> tuple[Bilingual, ...]:
        """Doubts about what the file says; they never block."""
        draft = self.draft
        if draft.state is not AnswerState.ANSWERED or draft.value is None:
            return ()
        return self.question.answer.hints(draft.value)

    @property
    def is_impossible(self) -> bool:
        """Whether it will have to be corrected before the report can be sent."""
        value = self.draft.value
        return value is not None and self.question.answer.severity(value) == "impossible"

    @property
    def question(self) -> Question:
        return self.asked.question

    @property
    def before_text(self) -> str:
        """What is stored now, as people read it; "" for nothing."""
        held = self.asked.answer
        return readable(self.question, held.state, held.value, held.reason)

    @property
    def after_text(self) -> str:
        """What the file says."""
        draft = self.draft
        return readable(self.question, draft.state, draft.value, draft.reason)

    @property
    def saved_by(self) -> str:
        """Who stored what is stored now."""
        return self.asked.answer.saved_by

    @property
    def saved_at(self) -> dt.datetime | None:
        return self.asked.answer.saved_at

    @property
    def change(self) -> AnswerChange:
        """The save that makes it so; refused when somebody saves before it."""
        draft = self.draft
        return AnswerChange(
            item_id=self.asked.item.item_id,
            question_code=self.question.code,
            seen_edit=self.asked.answer.edit,
            state=draft.state.value,
            value=draft.value,
            reason=draft.reason,
        )


@dataclass(frozen=True, slots=True)
class ReportPlan:
    """What storing a draft would do.

    Attributes:
        changes: answers that would be added or changed.
        clears: answers whose cells were emptied: cleared only where a person says so.
        conflicts: answers changed in the file and in the system; kept unless a person says so.
        unchanged: answers that say what is stored already.
        newer: answers the file left alone and somebody changed since: kept as they are.
    """

    door: Door
    changes: tuple[PlannedAnswer, ...]
    clears: tuple[PlannedAnswer, ...]
    conflicts: tuple[PlannedAnswer, ...]
    unchanged: int
    newer: int

    @property
    def has_work(self) -> bool:
        """Whether there is anything to store or to choose."""
        return bool(self.changes or self.clears or self.conflicts)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all that a person saw; another one means something else would happen."""
        lines = [
            f"{kind} {each.key} {each.asked.answer.edit} "
            f"{answer_checksum(each.draft.state, each.draft.value, each.draft.reason)}"
            for kind, some in (("+", self.changes), ("-", self.clears), ("?", self.conflicts))
            for each in some
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def plan_report(draft: ReportDraft, *, form: ReportForm) -> ReportPlan:
    """Compare a draft with what is stored now (``form``).

    Raises:
        BadInput: the draft has problems.
    """
    if not draft.usable:
        number = len(draft.problems) + draft.more_problems
        raise BadInput(
            f"ไฟล์นี้มี {number} จุดที่ต้องแก้ จึงยังไม่ได้บันทึกข้อใดเลย โปรดแก้แล้วส่งใหม่",
            f"The file has {number} places to mend, so nothing was stored; please mend them "
            "and send it again.",
        )
    asked = {each.key: each for each in form.questions}
    sorted_: dict[str, list[PlannedAnswer]] = {name: [] for name in _KINDS}
    for each in draft.answers:
        planned = PlannedAnswer(asked[each.key], each)
        sorted_[_kind_of(planned, draft.door)].append(planned)
    return ReportPlan(
        door=draft.door,
        changes=tuple(sorted_["change"]),
        clears=tuple(sorted_["clear"]),
        conflicts=tuple(sorted_["conflict"]),
        unchanged=len(sorted_["same"]),
        newer=len(sorted_["newer"]),
    )


_KINDS = ("same", "newer", "change", "clear", "conflict")


def _kind_of(planned: PlannedAnswer, door: Door) -> str:
    stored, draft = planned.asked.answer, planned.draft
    if planned.asked.checksum == answer_checksum(draft.state, draft.value, draft.reason):
        return "same"
    # An archive may also come back to a place that holds less than it: it then brings it.
    if not draft.is_touched and (door is not Door.ARCHIVE or stored.edit > draft.seen_edit):
        return "newer"
    # A report where nobody ever answered this has nothing that could be lost.
    if stored.edit and stored.edit != draft.seen_edit:
        return "newer" if door is Door.ARCHIVE and draft.state is AnswerState.BLANK else "conflict"
    return "clear" if draft.state is AnswerState.BLANK else "change"


def store_report(
    submission: Submission,
    *,
    plan: ReportPlan,
    take: Collection[str] = (),
    clear: Collection[str] = (),
    by: Actor,
) -> Counter[str]:
    """Store what a plan says: all of it, or nothing where one answer is refused.

    Args:
        take: keys of the conflicts where the file's text is to replace the stored one.
        clear: keys of the answers that may be cleared.

    Gives counts of "saved" and "unchanged".

    Raises:
        AnswerChangedMeanwhile: somebody saved one of the answers after the plan was made.
        (and whatever ``save_answers`` raises)
    """
    wanted = [
        *plan.changes,
        *(each for each in plan.clears if each.key in clear),
        *(each for each in plan.conflicts if each.key in take),
    ]
    changes = [each.change for each in wanted]
    return save_answers(submission, changes=changes, door=plan.door, by=by)


def readable(question: Question, state: AnswerState, value: Plain | None, reason: str) -> str:
    """An answer as people read it on one page: its text, or its state with the reason."""
    if state is AnswerState.BLANK:
        return ""
    if state is AnswerState.ANSWERED and value is not None:
        return question.answer.plain(value)
    name = ANSWER_STATE_NAMES[state].th
    return f"{name}: {reason}" if reason else name
