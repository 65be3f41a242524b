"""Marks are closed while a computation that was checked, signed or published rests on them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet

from tidtam.people.actor import Actor
from tidtam.results.errors import MarksHeld, MarksOpened, PanelNotClosed
from tidtam.results.models import Computation
from tidtam.results.moves import locked_rounds
from tidtam.results.states import EVER_PUBLISHED, FROZEN_IN
from tidtam.reviews.models import Panel
from tidtam.reviews.states import PANEL_STATES, PanelState
from tidtam.rounds.actions import freeze_marks, thaw_marks
from tidtam.rounds.models import Round


def resting_on(round_: Round) -> QuerySet[Computation]:
    """The computations for which a round's marks are closed, those of a later round too."""
    of_round = Q(round=round_) | Q(round__earlier=round_)
    return Computation.objects.filter(of_round, state__in=FROZEN_IN)


def are_left_closed(computation: Computation) -> bool:
    """Whether a check that was stopped half-way left the marks closed, for nothing."""
    is_closed = Round.objects.filter(pk=computation.round_id).exclude(frozen_at=None).exists()
    return is_closed and not resting_on(computation.round).exists()


@transaction.atomic
def close_marks(round_: Round, *, by: Actor) -> dict[int, dt.datetime | None]:
    """Close what the results of a round are made of: round id -> since when.

    Raises:
        PanelNotClosed: reviewers still mark one of the rounds.
    """
    rounds = locked_rounds(round_.pk)
    for each in rounds:
        refuse_an_open_panel(each)
    freeze_marks(*rounds, by=by)
    return {each.pk: each.frozen_at for each in rounds}


@transaction.atomic
def closed_since(round_: Round) -> dict[int, dt.datetime | None]:
    """Since when the marks that count are closed; None where they are open."""
    return {each.pk: each.frozen_at for each in locked_rounds(round_.pk)}


@transaction.atomic
def open_marks(round_: Round, *, reason: str, by: Actor) -> None:
    """Open again what no computation rests on; what one rests on stays closed."""
    free = [each for each in locked_rounds(round_.pk) if not resting_on(each).exists()]
    thaw_marks(*free, reason=reason, by=by)


def refuse_open_marks(round_: Round) -> None:
    """Refuse what was checked while its marks could still change, as checks once did.

    Raises:
        MarksOpened: they can.
    """
    if None in closed_since(round_).values():
        raise MarksOpened(
            "คะแนนของรอบนี้ยังเปิดให้แก้อยู่ โปรดตรวจผลอีกครั้ง การตรวจจะปิดคะแนนก่อน",
            "The marks of this round can still change; please check again: the check closes the "
            "marks first.",
        )


def refuse_an_open_panel(round_: Round) -> None:
    """Refuse to close marks that reviewers still give.

    Raises:
        PanelNotClosed: the round has a panel, and it is not closed.
    """
    panel = Panel.objects.filter(round=round_).first()
    if panel is None or panel.state == PanelState.CLOSED.value:
        return
    state = PANEL_STATES[PanelState(panel.state)]
    raise PanelNotClosed(
        f"คณะผู้ประเมินของ{round_.title_th} ยังอยู่ในสถานะ “{state.th}” "
        "จึงยังปิดคะแนนเพื่อตรวจผลไม่ได้ โปรดปิดการให้คะแนนของคณะก่อน",
        f"The panel of {round_.title_en} is “{state.en}”, so its marks cannot be closed for the "
        "check yet; please close the marking of the panel first.",
    )


def refuse_marks_held_elsewhere(computation: Computation) -> None:
    """Refuse to open marks that something published, or a later round, rests on.

    Raises:
        MarksHeld: something does.
    """
    round_ = computation.round
    if round_.computations.filter(state__in=EVER_PUBLISHED).exists():
        raise MarksHeld(
            f"{round_.title_th} เผยแพร่ผลแล้ว คะแนนจึงเปิดให้แก้อีกไม่ได้ "
            "คะแนนที่ผิดแก้ด้วยการพิจารณาคำทักท้วง แล้วคำนวณและเผยแพร่ฉบับใหม่",
            f"{round_.title_en} is published, so its marks are not opened again; a wrong mark is "
            "corrected by an appeal, then computed and published as a new version.",
        )
    later = resting_on(round_).exclude(round=round_).select_related("round").first()
    if later is not None:
        raise MarksHeld(
            f"คะแนนของรอบนี้ใช้ในการคำนวณครั้งที่ {later.number} ของ{later.round.title_th} "
            "ซึ่งตรวจแล้ว โปรดเปิดคะแนนของรอบนั้นก่อน",
            f"The marks of this round count in computation {later.number} of "
            f"{later.round.title_en}, which is checked; please open the marks of that round first.",
        )
