"""Computations in every state of their life, and who moves them."""

from __future__ import annotations

from collections.abc import Callable

from factories import computed
from tidtam.people.actor import SYSTEM, Actor, HeldPost
from tidtam.people.roles import Role
from tidtam.results.actions import ask_computation, check, fail, publish, sign, thaw, unsign
from tidtam.results.models import Computation
from tidtam.results.states import State
from tidtam.reviews.models import Mark, Panel
from tidtam.reviews.states import PanelState
from tidtam.rounds.models import Round
from tidtam.shared import clock

CHAIR = Actor("ประธานสมมติ", posts=(HeldPost(Role.CHAIR),))

ACTS: dict[str, Callable[[Computation, Actor], object]] = {
    "results.check": lambda it, by: check(it, by=by),
    "results.thaw": lambda it, by: thaw(it, reason="แก้คะแนน", by=by),
    "results.sign": lambda it, by: sign(it, by=by),
    "results.unsign": lambda it, by: unsign(it, reason="ยังไม่ครบ", by=by),
    "results.publish": lambda it, by: publish(it, by=by),
}


def signed(round_: Round) -> Computation:
    """A signed computation of a filled round."""
    return sign(check(computed(round_), by=SYSTEM), by=CHAIR)


def correct(round_: Round, *, node: str, mark: str, office_id: int) -> None:
    """Change one official mark past the frost, as a decision on an appeal does."""
    marks = Mark.objects.filter(instrument__round=round_, office=office_id, node_code=node)
    assert marks.update(answer=mark, changed_at=clock.now()) == 1


def corrected(round_: Round, *, reason: str = "แก้ตามคำทักท้วง") -> Computation:
    """The next published computation of a published round whose marks were corrected."""
    return publish(check(computed(round_), by=SYSTEM), by=SYSTEM, reason=reason, with_sheets=False)


def in_state(state: State, round_: Round) -> Computation:
    """The first computation of a filled round without a panel, brought into a state."""
    if state is State.DRAFT:
        return ask_computation(round_, by=SYSTEM)
    if state is State.FAILED:
        return fail(ask_computation(round_, by=SYSTEM), by=SYSTEM)
    made = computed(round_)
    if state is State.COMPUTED:
        return made
    made = check(made, by=SYSTEM)
    if state is State.SIGNED:
        return sign(made, by=CHAIR)
    if state in (State.PUBLISHED, State.SUPERSEDED):
        made = publish(made, by=SYSTEM, with_sheets=False)
    if state is State.SUPERSEDED:
        mark = Mark.objects.filter(instrument__round=round_, node_code="1")[0]
        correct(round_, node="1", mark="1", office_id=mark.office_id)
        corrected(round_)
        made.refresh_from_db()
    return made


def give_panel(round_: Round, state: PanelState = PanelState.CLOSED) -> Panel:
    """A panel of the round, with nobody on it."""
    return Panel.objects.create(
        round=round_, state=state.value, seed="ก", made_at=clock.now(), made_by="ส่วนกลาง"
    )
