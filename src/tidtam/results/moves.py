"""What every act on a computation does first: hold it, look into the table and at the seals."""

from __future__ import annotations

from collections.abc import Mapping

from tidtam.history.actions import record
from tidtam.people.actor import Actor
from tidtam.results.errors import (
    CheckFailed,
    InputsChanged,
    MoveRefused,
    ReasonMissing,
    TextsChanged,
)
from tidtam.results.models import Computation
from tidtam.results.queries import inputs_checksum, inputs_of, texts_checksum
from tidtam.results.states import STAFF_LABELS, State, move
from tidtam.rounds.models import Round

LONGEST_REASON = 1000


def locked_rounds(round_id: int) -> list[Round]:
    """A round and the earlier one its means are made of, as they are now, locked.

    Always in the same order, so that no two acts lock each other out.
    """
    earlier = Round.objects.values_list("earlier_id", flat=True).get(pk=round_id)
    keys = [key for key in (round_id, earlier) if key is not None]
    return list(Round.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def held(computation: Computation) -> Computation:
    """The computation as it is now, locked; its rounds are locked first, as every act does."""
    locked_rounds(computation.round_id)
    locked = Computation.objects.select_for_update(of=("self",))
    return locked.select_related("round", "round__earlier").get(pk=computation.pk)


def subject_of(computation: Computation) -> str:
    """A computation as the history names it."""
    return f"results.computation:{computation.round.code}/{computation.number}"


def may_move(computation: Computation, act: str, after: State) -> bool:
    """Whether the table has this move, by this act."""
    allowed = move(State(computation.state), after)
    return allowed is not None and allowed.act == act


def refuse_move(computation: Computation, act: str, after: State) -> None:
    """Refuse what the table of moves does not have.

    Raises:
        MoveRefused: no such move from the state it is in, or only by another act.
    """
    if may_move(computation, act, after):
        return
    is_now, wanted = STAFF_LABELS[State(computation.state)], STAFF_LABELS[after]
    raise MoveRefused(
        f"การคำนวณครั้งที่ {computation.number} อยู่ในสถานะ “{is_now.th}” "
        f"จึงเปลี่ยนเป็น “{wanted.th}” ไม่ได้ โปรดเปิดหน้ารอบใหม่เพื่อดูขั้นถัดไป",
        f"Computation {computation.number} is “{is_now.en}” and cannot become "
        f"“{wanted.en}”; please reload the round to see the next step.",
    )


def make_move(
    computation: Computation,
    act: str,
    after: State,
    *,
    by: Actor,
    reason: str = "",
    detail: Mapping[str, object] | None = None,
    told_as: str = "",
) -> Computation:
    """Move by the table, save, and record it.

    Args:
        told_as: the act's name in the history; "" for ``results.`` and the new state.
    """
    refuse_move(computation, act, after)
    computation.state = after.value
    computation.save()
    told = told_as or f"results.{after.value}"
    record(told, subject_of(computation), by=by, detail=detail, reason=reason)
    return computation


def sound_reason(text: str) -> str:
    """A reason without blanks around it.

    Raises:
        ReasonMissing: there is none.
    """
    reason = text.strip()[:LONGEST_REASON]
    if not reason:
        raise ReasonMissing(
            "ยังไม่มีเหตุผล โปรดเขียนว่าทำเพราะอะไร แล้วกดอีกครั้ง",
            "There is no reason yet; please write why, then press again.",
        )
    return reason


def refuse_changed_inputs(computation: Computation) -> None:
    """Refuse a computation whose marks or frameworks are not those stored now.

    Raises:
        InputsChanged: they are not.
    """
    if inputs_checksum(inputs_of(computation.round)) != computation.inputs_checksum:
        raise InputsChanged(
            "คะแนนหรือกรอบถูกแก้หลังการคำนวณ โปรดคำนวณใหม่ก่อน",
            "Marks or frameworks changed after this computation; please compute again first.",
        )


def refuse_changed_texts(computation: Computation) -> None:
    """Refuse a computation whose recommendations are not those that were checked.

    Raises:
        TextsChanged: they are not.
    """
    if texts_checksum(computation.round) != computation.texts_checksum:
        raise TextsChanged(
            "ข้อเสนอแนะถูกแก้หลังการตรวจ โปรดตรวจผลอีกครั้งก่อน",
            "Recommendations changed after the check; please check again first.",
        )


def refuse_problems(computation: Computation) -> None:
    """Refuse a computation in which the last check found something.

    Raises:
        CheckFailed: it did.
    """
    if computation.problems:
        count = len(computation.problems)
        raise CheckFailed(
            f"การตรวจครั้งล่าสุดพบ {count} ข้อ โปรดเปิดคะแนนให้แก้ แก้แล้วคำนวณและตรวจใหม่",
            f"The last check found {count} problems; please open the marks, mend them, compute "
            "and check again.",
        )
