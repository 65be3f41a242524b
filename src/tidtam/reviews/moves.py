"""What every act on a panel does first: lock it, ask the rights, the round and the table of moves.

Two officers at once: ``edit`` counts the changes of the plan. Whoever saves a page says which
count the page showed, and is refused when it has grown since.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from tidtam.people.actor import Actor
from tidtam.reviews.errors import PanelChangedMeanwhile
from tidtam.reviews.models import Assignment, Panel
from tidtam.reviews.states import ASSIGNMENT_MOVES, PANEL_MOVES, AssignmentState, PanelState
from tidtam.rounds.models import Round
from tidtam.rounds.queries import was_published
from tidtam.rounds.states import RoundState
from tidtam.shared import clock
from tidtam.shared.errors import WrongState

_State = TypeVar("_State", covariant=True)

# What a reviewer has and has not confirmed.
OPEN_STATES = (AssignmentState.GIVEN.value, AssignmentState.BEGUN.value)
# Keys in one statement; every database takes so many.
AT_ONCE = 5000


class _Move(Protocol[_State]):
    @property
    def act(self) -> str: ...
    @property
    def before(self) -> _State: ...
    @property
    def after(self) -> _State: ...


def after_move(moves: Sequence[_Move[_State]], act: str, before: str) -> _State:
    """The state an act leads to, by one of the tables of ``states``.

    Raises:
        WrongState: the act makes no move from there.
    """
    found = next((move for move in moves if (move.act, move.before) == (act, before)), None)
    if found is None:
        raise WrongState(
            "สถานะเปลี่ยนไปแล้ว จึงยังไม่ได้ทำอะไร โปรดเปิดหน้านี้ใหม่แล้วดูสถานะล่าสุด",
            "The state has changed, so nothing was done; please reload the page and look at it.",
        )
    return found.after


def taken(panel: Panel, *, act: str, by: Actor, seen_edit: int | None = None) -> Panel:
    """The panel as it is now, locked, with one more change counted, for an act that is allowed.

    Args:
        seen_edit: the count the writer saw; None where nobody looked at a page.

    Raises:
        NotAllowed: not this actor, or not in the panel's state.
        WrongState: the round takes no work of reviewers: not open yet, closed, or published.
        PanelChangedMeanwhile: somebody changed the panel after ``seen_edit``.
    """
    held = Panel.objects.select_for_update(of=("self",)).select_related("round").get(pk=panel.pk)
    by.must(act, state=held.state)
    refuse_out_of_reach(held.round)
    if seen_edit is not None and seen_edit != held.edit:
        raise changed_meanwhile(held)
    return counted(held)


def counted(held: Panel) -> Panel:
    """Count one change of a panel that is locked."""
    held.edit += 1
    Panel.objects.filter(pk=held.pk).update(edit=held.edit)
    return held


def changed_meanwhile(panel: Panel) -> PanelChangedMeanwhile:
    """The refusal of what was made from an older plan."""
    return PanelChangedMeanwhile(
        f"มีผู้แก้คณะผู้ประเมินของ{panel.round.title_th} หลังจากท่านเปิดหน้านี้ ยังไม่ได้บันทึกของท่าน "
        "โปรดดูข้อมูลล่าสุดแล้วบันทึกอีกครั้ง",
        f"Somebody changed the panel of {panel.round.title_en} after you opened this page. "
        "Nothing of yours is saved yet; please look at the latest, then save again.",
    )


def move_panel(held: Panel, act: str, *, by: Actor) -> None:
    """Make the move of an act, by the table."""
    held.state = after_move(PANEL_MOVES, act, held.state).value
    held.moved_at, held.moved_by = clock.now(), by.name
    held.save(update_fields=["state", "moved_at", "moved_by"])


def refuse_out_of_reach(round_: Round) -> None:
    """Refuse a round in which no reports exist yet, or whose marks are closed or published.

    Raises:
        WrongState: one of them.
    """
    if round_.state == RoundState.PREPARING:
        raise WrongState(
            f"{round_.title_th} ยังไม่เปิดให้เขตรายงาน จึงยังไม่มีข้อให้ประเมิน โปรดเปิดรอบก่อน",
            f"{round_.title_en} is not open to the offices yet, so there is nothing to judge; "
            "please open the round first.",
        )
    if round_.frozen_at is None:
        return
    if was_published(round_):
        raise WrongState(
            f"{round_.title_th} เผยแพร่ผลแล้ว คณะผู้ประเมินจึงเปลี่ยนไม่ได้ โปรดดูผลที่เผยแพร่",
            f"{round_.title_en} is published, so its panel stays as it is; "
            "please look at the published results.",
        )
    raise WrongState(
        f"คะแนนของ{round_.title_th} ปิดแล้วเพื่อตรวจและลงนาม คณะผู้ประเมินจึงเปลี่ยนไม่ได้ "
        "หากต้องเปลี่ยน โปรดให้ส่วนกลาง (สตผ.) เปิดคะแนนที่หน้ารอบก่อน",
        f"The marks of {round_.title_en} are closed for the check and the signature, so its panel "
        "stays as it is. If it must change, please ask the bureau to open the marks on the page "
        "of the round.",
    )


def withdrawn(rows: Sequence[Assignment], *, reason: str) -> int:
    """Withdraw assignments that are held, by the table; what was written under them is kept.

    A whole panel's worth takes a few statements.
    """
    for row in rows:
        after_move(ASSIGNMENT_MOVES, "panels.assign", row.state)
    keys = [row.pk for row in rows]
    for start in range(0, len(keys), AT_ONCE):
        Assignment.objects.filter(pk__in=keys[start : start + AT_ONCE]).update(
            state=AssignmentState.WITHDRAWN.value,
            withdrawn_at=clock.now(),
            withdrawn_reason=reason,
        )
    return len(keys)


def subject_of(panel: Panel) -> str:
    """A panel as the history names it."""
    return f"reviews.panel:{panel.pk}"


def is_open(panel: Panel) -> bool:
    """Whether its reviewers' work can still change."""
    return panel.state != PanelState.CLOSED and panel.round.frozen_at is None
