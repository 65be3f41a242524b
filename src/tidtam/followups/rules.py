"""What an answer to a recommendation must hold in each state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from tidtam.followups.states import FollowUpState
from tidtam.thai.bilingual import Bilingual

LONGEST: Final = 5000
LONGEST_WHO: Final = 200


@dataclass(frozen=True, slots=True)
class Said:
    """What an office says about one recommendation.

    Attributes:
        reason: why it is not accepted.
        plan, who, due_on: what will be done, by which group or position, until when.
        outcome, done_on: what was done and came of it, and the day it was done.
    """

    state: FollowUpState
    reason: str = ""
    plan: str = ""
    who: str = ""
    due_on: dt.date | None = None
    outcome: str = ""
    done_on: dt.date | None = None

    def tidied(self) -> Said:
        """With the ends of its texts trimmed and one kind of line end."""
        return replace(
            self,
            reason=_tidied(self.reason),
            plan=_tidied(self.plan),
            who=" ".join(self.who.split()),
            outcome=_tidied(self.outcome),
        )


def _tidied(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


#: What an answer cannot do without in each state, and what is heard without it.
NEEDED: Final[dict[FollowUpState, dict[str, Bilingual]]] = {
    FollowUpState.DECLINED: {
        "reason": Bilingual(
            "ยังไม่มีเหตุผลที่ไม่รับ โปรดเขียนเหตุผล",
            "There is no reason yet why it is not accepted; please write one.",
        )
    },
    FollowUpState.ACCEPTED: {
        "plan": Bilingual(
            "ยังไม่บอกว่าจะทำอะไร โปรดเขียนสิ่งที่จะดำเนินการ",
            "It does not say what will be done yet; please write it.",
        ),
        "who": Bilingual(
            "ยังไม่บอกผู้รับผิดชอบ โปรดใส่กลุ่มงานหรือตำแหน่ง",
            "It does not say who will do it; please name the group or position.",
        ),
        "due_on": Bilingual(
            "ยังไม่มีวันแล้วเสร็จ โปรดใส่วัน เดือน ปี พ.ศ.",
            "There is no day by which it will be done; please fill it in.",
        ),
    },
    FollowUpState.DONE: {
        "outcome": Bilingual(
            "ยังไม่บอกผล โปรดเขียนว่าทำอะไรแล้วและเกิดผลอย่างไร",
            "It does not say what was done and what came of it; please write it.",
        ),
        "done_on": Bilingual(
            "ยังไม่มีวันที่ดำเนินการแล้วเสร็จ โปรดใส่วัน เดือน ปี พ.ศ.",
            "There is no day on which it was done; please fill it in.",
        ),
    },
}
_TOO_EARLY = Bilingual(
    "วันแล้วเสร็จที่วางไว้อยู่ก่อนวันที่ได้รับข้อเสนอแนะ โปรดตรวจปี พ.ศ.",
    "The planned day lies before the day the recommendation was given; please check the "
    "Buddhist year.",
)
_STILL_TO_COME = Bilingual(
    "วันที่ดำเนินการแล้วเสร็จยังมาไม่ถึง โปรดตรวจปี พ.ศ.",
    "The day on which it was done is still to come; please check the Buddhist year.",
)
_LIMITS: Final = {"reason": LONGEST, "plan": LONGEST, "outcome": LONGEST, "who": LONGEST_WHO}


def faults_of(said: Said, *, given_on: dt.date, today: dt.date) -> dict[str, Bilingual]:
    """What is wrong with an answer, by the name of the field; nothing where it is sound.

    Evidence is asked for by the page and never forced: much of what is done leaves no file.
    """
    faults = {
        name: words for name, words in NEEDED.get(said.state, {}).items() if not getattr(said, name)
    }
    if said.state is FollowUpState.ACCEPTED and said.due_on and said.due_on < given_on:
        faults["due_on"] = _TOO_EARLY
    if said.done_on is not None and said.done_on > today:
        faults["done_on"] = _STILL_TO_COME
    for name, most in _LIMITS.items():
        if len(getattr(said, name)) > most:
            faults[name] = _too_long(len(getattr(said, name)), most)
    return faults


def _too_long(length: int, most: int) -> Bilingual:
    return Bilingual(
        f"ข้อความยาว {length:,} ตัวอักษร เกิน {most:,} ตัวอักษร โปรดย่อ",
        f"The text has {length:,} characters, over the limit of {most:,}; please shorten it.",
    )
