"""The demonstration of following up: what an office said about the first recommendations."""

from __future__ import annotations

import datetime as dt

from tidtam.followups.actions import answer
from tidtam.followups.models import FollowUp
from tidtam.followups.states import FollowUpState
from tidtam.people.actor import Actor
from tidtam.rounds.models import Round
from tidtam.shared import clock

_WHO = "กลุ่มนิเทศ ติดตามและประเมินผลการจัดการศึกษา (ข้อมูลสมมติ)"
_PLAN = "จัดทำปฏิทินนิเทศและติดตามรายโรงเรียนทุกภาคเรียน พร้อมสรุปผลเสนอผู้บริหาร (ข้อมูลสมมติ)"
_OUTCOME = "นิเทศครบทุกโรงเรียนในภาคเรียนที่ 1 และสรุปผลเสนอที่ประชุมผู้บริหารแล้ว (ข้อมูลสมมติ)"
_REASON = "เขตดำเนินการเรื่องนี้ครบแล้วก่อนรอบการประเมิน มีรายงานอยู่ในหลักฐานข้อเดียวกัน (ข้อมูลสมมติ)"


def load_following(round_: Round, *, office_code: str, by: Actor) -> int:
    """Answer the last recommendations of a published round; gives how many. The first still wait.

    One is done, two are accepted, one is declined: every state can be seen at once.
    """
    given = FollowUp.objects.filter(
        instrument__round=round_, office__code=office_code, state=FollowUpState.WAITING.value
    )
    first, second, third, fourth = given.order_by("-instrument__order", "-pk")[:4]
    due = clock.today() + dt.timedelta(days=60)
    for each in (first, second, third):
        answer(
            each,
            state=FollowUpState.ACCEPTED,
            plan=_PLAN,
            who=_WHO,
            due_on=due,
            seen_edit=0,
            by=by,
        )
    answer(
        first,
        state=FollowUpState.DONE,
        plan=_PLAN,
        who=_WHO,
        due_on=due,
        outcome=_OUTCOME,
        done_on=clock.today(),
        seen_edit=1,
        by=by,
    )
    answer(fourth, state=FollowUpState.DECLINED, reason=_REASON, seen_edit=0, by=by)
    return 4
