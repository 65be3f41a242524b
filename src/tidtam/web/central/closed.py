"""Why the marks of a round are closed, and what to do about it: in words, and where to go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tidtam.results.closing import resting_on
from tidtam.results.states import State
from tidtam.thai.bilingual import Bilingual

if TYPE_CHECKING:
    from tidtam.results.models import Computation
    from tidtam.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Closed:
    """What keeps the marks of a round closed.

    Attributes:
        published: what is published of the round; its marks are never opened again.
        later: a computation of a later round that rests on these marks.
    """

    published: Computation | None = None
    later: Computation | None = None


def closed_of(round_: Round) -> Closed | None:
    """Why the marks of a round are closed; None where they are open, which asks nothing."""
    if round_.frozen_at is None:
        return None
    resting = list(resting_on(round_).select_related("round").order_by("-number"))
    own = [each for each in resting if each.round_id == round_.pk]
    published = next((each for each in own if each.state == State.PUBLISHED), None)
    others = [each for each in resting if each.round_id != round_.pk]
    return Closed(published, None if own else next(iter(others), None))


def closed_words(round_: Round) -> Bilingual | None:
    """The refusal of a change to closed marks; None where they are open."""
    closed = closed_of(round_)
    if closed is None:
        return None
    if closed.published is not None:
        return Bilingual(
            f"{round_.title_th} เผยแพร่ผลแล้ว คะแนนจึงแก้ที่นี่ไม่ได้ "
            "คะแนนที่ผิดแก้ทางคำทักท้วงผล แล้วเผยแพร่เป็นฉบับแก้ไข",
            f"{round_.title_en} is published, so its marks are not changed here; a wrong mark is "
            "corrected by an appeal, then published as a correction.",
        )
    return Bilingual(
        f"{round_.title_th} ปิดคะแนนเพื่อตรวจผล คะแนนจึงแก้ไม่ได้ เจ้าหน้าที่ส่วนกลางเปิดคะแนนให้แก้ได้ที่หน้ารอบ",
        f"The marks of {round_.title_en} are closed for the check; a central officer can open "
        "them again on the page of the round.",
    )
