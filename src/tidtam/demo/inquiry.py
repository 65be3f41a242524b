"""One question that the demonstration office passed on to its schools, and their replies."""

from __future__ import annotations

import datetime as dt
from typing import Final

from tidtam.demo.dice import throw
from tidtam.orgs.queries import schools_of
from tidtam.people.actor import Actor
from tidtam.rounds.models import Item, Submission
from tidtam.rounds.places import place_of
from tidtam.schools.actions import ask_schools
from tidtam.schools.models import Asked, Inquiry
from tidtam.schools.queries import Linked, link_to
from tidtam.schools.replying import actor_of_school, reply
from tidtam.schools.rules import DONE, NOT_DONE, kind_of_reply
from tidtam.schools.states import Way
from tidtam.shared import clock

NODE: Final = "1"
QUESTION: Final = "safety_plans"
_NOTES: Final = (
    "ข้อมูลสมมติ: ซ้อมแผนภาคเรียนละครั้ง",
    "ข้อมูลสมมติ: กำลังปรับแผนให้เป็นปัจจุบัน",
    "ข้อมูลสมมติ: ทำร่วมกับ อบต.",
)


def load_inquiry(report: Submission, *, by: Actor) -> Inquiry:
    """Ask all schools of the office; about a third have replied, most with yes."""
    item = Item.objects.select_related("submission__round", "submission__office").get(
        submission=report, instrument__framework__code__startswith="qp-", node_code=NODE
    )
    inquiry = ask_schools(
        item,
        QUESTION,
        way=Way.DID,
        title_th="โรงเรียนของท่านมีแผนเผชิญเหตุที่เป็นปัจจุบันหรือไม่ (ข้อมูลสมมติ)",
        help_th="แผนของปีการศึกษานี้ ที่ผู้อำนวยการโรงเรียนลงนามแล้ว",
        closes_at=min(clock.now() + dt.timedelta(days=21), report.open_until),
        schools=schools_of(report.office),
        by=by,
    )
    place = place_of(item.pk)
    question = place.question(QUESTION)
    kind = kind_of_reply(Way.DID, question)
    for asked in Asked.objects.select_related("school", "inquiry").filter(inquiry=inquiry):
        code = asked.school.code
        if throw("replied", code, sides=100) < 34:
            opened = Linked(asked, place, question, kind, link_to(asked, inquiry))
            _reply(opened, code)
    return inquiry


def _reply(opened: Linked, code: str) -> None:
    value = NOT_DONE if throw("done", code, sides=100) < 18 else DONE
    noted = throw("noted", code, sides=4 * len(_NOTES))
    note = _NOTES[noted] if noted < len(_NOTES) else ""
    by = actor_of_school(opened.asked.school)
    reply(opened, value=value.code, note=note, seen_edit=0, by=by)
