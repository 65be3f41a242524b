"""An appeal as pages show it: its tones, the time that is left, what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tidtam.appeals.published import marks_in_force
from tidtam.appeals.queries import view_of, window_of
from tidtam.appeals.rules import Window
from tidtam.appeals.states import AppealState, Outcome
from tidtam.rounds.models import Stage
from tidtam.rounds.states import StageCode
from tidtam.shared import clock
from tidtam.thai.bilingual import Bilingual
from tidtam.web.appeals.reading import new_piece, report_of, subject_of
from tidtam.web.office.moments import days_left

if TYPE_CHECKING:
    from tidtam.appeals.models import Appeal
    from tidtam.appeals.queries import AppealView, OfficeCounts
    from tidtam.people.actor import Actor
    from tidtam.reviews.judging import Judged
    from tidtam.rounds.models import Round

APPEALS: Final = Bilingual("คำทักท้วงผล", "Appeals")
TONES: Final = {
    AppealState.WRITING: "idle",
    AppealState.SENT: "warn",
    AppealState.GIVEN: "info",
    AppealState.DECIDED: "good",
    AppealState.WITHDRAWN: "idle",
}
OUTCOME_TONES: Final = {Outcome.KEPT: "idle", Outcome.CHANGED: "info"}
_WRITING: Final = Bilingual("กำลังเขียน", "Being written")
_CONSIDERED: Final = Bilingual("อยู่ระหว่างพิจารณา", "Being considered")
_DECIDED: Final = Bilingual("มีผลแล้ว", "Decided")


@dataclass(frozen=True, slots=True)
class ShownWindow:
    """When appeals are taken, as pages say it; None for both moments where nothing is set."""

    starts_at: dt.datetime | None
    ends_at: dt.datetime | None
    is_open: bool
    is_over: bool
    left: Bilingual


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """What was decided, as its office may read it."""

    outcome: Bilingual
    tone: str
    at: dt.datetime
    is_changed: bool
    before: Judged | None
    after: Judged | None
    reason: str
    effective_at: dt.datetime | None


def shown_window(round_: Round) -> ShownWindow:
    """The time to appeal of a round; one query."""
    return _shown(window_of(round_))


def shown_windows(rounds: Iterable[Round]) -> dict[int, ShownWindow]:
    """Round id -> its time to appeal, of rounds that set one; one query."""
    found = Stage.objects.filter(round__in=list(rounds), code=StageCode.APPEAL.value)
    return {each.round_id: _shown(Window(each.starts_at, each.closes_at)) for each in found}


def shown_counts(counts: OfficeCounts | None) -> tuple[tuple[Bilingual, int], ...]:
    """How many appeals of an office stand where, in words; what there is none of is left out."""
    if counts is None:
        return ()
    found = (
        (_WRITING, counts.writing),
        (_CONSIDERED, counts.considered),
        (_DECIDED, counts.decided),
    )
    return tuple((words, count) for words, count in found if count)


def _shown(window: Window | None) -> ShownWindow:
    if window is None:
        return ShownWindow(None, None, is_open=False, is_over=False, left=Bilingual("", ""))
    now = clock.now()
    return ShownWindow(
        starts_at=window.starts,
        ends_at=window.closes,
        is_open=window.is_open(now),
        is_over=now > window.closes,
        left=days_left(window.closes),
    )


def shown_decision(view: AppealView) -> ShownDecision | None:
    """What was decided about an appeal; None before."""
    if view.outcome is None or view.outcome_label is None or view.decided_at is None:
        return None
    return ShownDecision(
        outcome=view.outcome_label,
        tone=OUTCOME_TONES[view.outcome],
        at=view.decided_at,
        is_changed=view.outcome is Outcome.CHANGED,
        before=view.before,
        after=view.answer,
        reason=view.decision_reason,
        effective_at=view.in_force_since,
    )


def about(appeal: Appeal, *, actor: Actor) -> dict[str, Any]:
    """What every page of one appeal shows: the item, the report, what is said, what was decided."""
    view = view_of(appeal, actor=actor)
    office = appeal.item.submission.office
    here = appeal.evidence.filter(removed_at=None).select_related("stored_file")
    return report_of(appeal) | {
        "appeal": appeal,
        "view": view,
        "subject": subject_of(appeal.item),
        "state": {"label": view.label, "tone": TONES[view.state]},
        "published": marks_in_force(appeal.round, office=office).get(appeal.item_id),
        "wanted": view.wanted,
        "decision": shown_decision(view),
        "new_evidence": [new_piece(each) for each in here],
        "window": shown_window(appeal.round),
        "is_demo": appeal.round.is_demo,
    }
