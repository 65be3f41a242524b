"""Puts a panel to work on a demonstration site: run by the journey in a process of its own.

Submitted reports of the open round, items marked by two people who differ or agree, and a
moderator who can sign in.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

PLACES = Path(__file__).resolve().parents[1]
SIGN_IN = "head"
REASONS = (
    "มีคำสั่งแต่งตั้งคณะทำงานและแผนติดตามครบทุกโรงเรียน หลักฐานแสดงผลการดำเนินงานต่อเนื่องตลอดภาคเรียน "
    "แต่ยังไม่พบรายงานสรุปที่เผยแพร่ต่อสาธารณะ",
    "พบเพียงภาพถ่ายกิจกรรม ไม่พบแผนติดตามและรายงานผล จึงยังไม่ถึงเกณฑ์ระดับดี",
)


def main() -> None:
    """Write the rows and print what the journey must know, as JSON."""
    sys.path[:0] = [str(PLACES)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()
    print(json.dumps(_put_to_work()))  # noqa: T201


def _put_to_work() -> dict[str, object]:
    from site_visits import PASSWORD

    from factories import LONG_AGO
    from factories.moderating import confirm
    from factories.panels import give_item, make_reviewer
    from tidtam.people.models import Person, Post
    from tidtam.people.roles import Role
    from tidtam.reviews.models import Panel
    from tidtam.rounds.models import Round, Submission
    from tidtam.shared import clock

    person = Person.objects.create(sign_in_name=SIGN_IN, full_name="ผู้กลั่นกรอง (สมมติ)")
    person.set_password(PASSWORD)
    person.save()
    Post.objects.create(person=person, role=Role.MODERATOR.value, starts_on=LONG_AGO)
    round_ = Round.objects.get(code="2566-report")
    panel = Panel.objects.create(
        round=round_, state="working", seed="journey", made_at=clock.now(), made_by="test"
    )
    reviewers = [make_reviewer(panel) for _ in range(3)]
    for number, reviewer in enumerate(reviewers, start=1):
        Person.objects.filter(pk=reviewer.person_id).update(full_name=f"ผู้ประเมินคนที่รู้จักในชื่อ {number}")
    found = Submission.objects.filter(round=round_).order_by("office__order")
    differing = []
    for submission in found[:3]:
        Submission.objects.filter(pk=submission.pk).update(
            state="submitted", submitted_at=clock.now()
        )
        items = submission.items.filter(instrument__framework__code="qp-2566").order_by("order")
        for place, item in enumerate(items):
            marks = ("4", "2") if place == 0 else ("3", "3") if place == 1 else ("4",)
            for seat, mark in enumerate(marks):
                confirm(give_item(item, reviewers[seat], seat=seat + 1), mark, REASONS[seat])
            if place == 0:
                differing.append(item.pk)
    return {"items": differing, "names": [f"ผู้ประเมินคนที่รู้จักในชื่อ {n}" for n in (1, 2, 3)]}


if __name__ == "__main__":
    main()
