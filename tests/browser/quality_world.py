"""Fills a panel of a demonstration site with marks: run in a process of its own.

Eight reviewers with made-up habits: one is strict, one gives 5 everywhere, one marks within
seconds and copies a comment. Every fifth item is marked twice. Nothing is drawn by chance.
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any

PLACES = Path(__file__).resolve().parents[1]
SIGN_IN = "quality-head"
REVIEWERS = 8
STRICT, GENEROUS, HASTY = 0, 1, 2
WORDS = (
    "มีแผนติดตามครบทุกโรงเรียน",
    "พบหลักฐานการนิเทศต่อเนื่อง",
    "ยังไม่พบรายงานสรุปผล",
    "ควรเผยแพร่แนวปฏิบัติที่ดี",
    "ข้อมูลสอดคล้องกับหลักฐาน",
    "ควรเพิ่มการติดตามรายภาคเรียน",
    "ผู้บริหารมีส่วนร่วมชัดเจน",
)


def main(offices: int) -> None:
    """Mark every report item of the first offices of the open round."""
    sys.path[:0] = [str(PLACES)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()
    panel = _panel()
    reviewers = _reviewers(panel)
    _mark(panel, reviewers, offices)


def _panel() -> Any:
    from site_visits import PASSWORD

    from factories import LONG_AGO
    from tidtam.people.models import Person, Post
    from tidtam.people.roles import Role
    from tidtam.reviews.models import Panel
    from tidtam.rounds.models import Round
    from tidtam.shared import clock

    person = Person.objects.create(sign_in_name=SIGN_IN, full_name="ผู้กลั่นกรอง (สมมติ)")
    person.set_password(PASSWORD)
    person.save()
    Post.objects.create(person=person, role=Role.MODERATOR.value, starts_on=LONG_AGO)
    round_ = Round.objects.get(code="2566-report")
    round_.earlier = Round.objects.get(code="2566-6m")
    round_.save()
    return Panel.objects.create(
        round=round_, state="working", seed="quality", made_at=clock.now(), made_by="test"
    )


def _reviewers(panel: Any) -> list[Any]:
    from factories.panels import make_reviewer
    from tidtam.people.models import Person

    made = [make_reviewer(panel) for _ in range(REVIEWERS)]
    for number, reviewer in enumerate(made, start=1):
        Person.objects.filter(pk=reviewer.person_id).update(
            full_name=f"ผู้ทรงคุณวุฒิ ดร.นามสมมติที่ค่อนข้างยาว นามสกุลสมมติยาวมากคนที่ {number}"
        )
    return made


def _mark(panel: Any, reviewers: list[Any], offices: int) -> None:
    from tidtam.reviews.models import Assignment, Review
    from tidtam.rounds.models import Item, Submission
    from tidtam.shared import clock

    now = clock.now()
    found = Submission.objects.filter(round=panel.round).order_by("office__order")[:offices]
    asked = [each.pk for each in found]
    Submission.objects.filter(pk__in=asked).update(state="submitted", submitted_at=now)
    rows, reviews = [], []
    items = Item.objects.filter(submission__in=asked).order_by("submission", "pk")
    items = items.exclude(instrument__framework__code="ap-2566")  # its targets take values
    for number, item in enumerate(items):
        for seat in (1, 2) if number % 5 == 0 else (1,):
            who = (item.submission_id + seat * (1 + number % 7)) % REVIEWERS
            moment = now + dt.timedelta(seconds=number)
            rows.append(
                Assignment(
                    reviewer=reviewers[who],
                    item=item,
                    seat=seat,
                    state="done",
                    given_at=now,
                    given_by="test",
                    done_at=moment,
                )
            )
            reviews.append(_review(number, seat, who, moment))
    for assignment, review in zip(
        Assignment.objects.bulk_create(rows, batch_size=500), reviews, strict=True
    ):
        review.assignment = assignment
    Review.objects.bulk_create(reviews, batch_size=500)


def _review(number: int, seat: int, who: int, moment: dt.datetime) -> Any:
    from tidtam.reviews.models import Review

    level = 2 + (number * 7 + number // 11) % 4
    if who == STRICT:
        level = max(1, level - 1)
    elif who == GENEROUS:
        level = 5
    elif (number + seat * 3) % 6 == 0:
        level = min(5, level + 1)
    words = [WORDS[(number * step + seat) % len(WORDS)] for step in (1, 2, 3, 5)]
    return Review(
        answer=str(level),
        comment=WORDS[0] + WORDS[1] + "{office}" if who == HASTY else f"{' '.join(words)} {number}",
        seconds=4 + number % 9 if who == HASTY else 60 + number % 200,
        begun_at=moment,
        changed_at=moment,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
