"""The bulk of what a panel does in the demonstration round: run by the journey of the whole round.

python tests/browser/round_world.py marks | decisions | window

The people of the journey do one of each kind themselves, on the pages; this does the rest by the
same acts, in their names.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tidtam.people.actor import Actor

ROUND, OFFICE = "2566-review", "1021020000"
FRAMEWORK = "sa-2566"
COMMENT = "{office} ดำเนินการตามแผนและรายงานผลแล้ว ขอให้เก็บหลักฐานตามรอบเวลาต่อไป"
# Two at a desk differ often enough: the journey needs one difference, and no doubt about its words.
REASON = "อ่านรายงานและหลักฐานของเขตแล้ว เห็นตามผู้ประเมินคนแรก"


def main() -> None:
    """Do the part asked for and print what the journey must know, as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()
    parts: dict[str, Callable[[], dict[str, object]]] = {
        "marks": _marks,
        "decisions": _decisions,
        "window": _window,
    }
    print(json.dumps(parts[sys.argv[1]]()))  # noqa: T201


def _person(name: str) -> Actor:
    from tidtam.people.models import Person
    from tidtam.people.queries import actor_for

    return actor_for(Person.objects.get(sign_in_name=name))


def _marks() -> dict[str, object]:
    """Confirm every mark but one of the first reviewer, which nobody else has."""
    from tidtam.demo.answers import demo_answers
    from tidtam.frameworks.queries import definition_of
    from tidtam.people.queries import actor_for
    from tidtam.reviews.models import Assignment
    from tidtam.reviews.reviewing import finish, save_review
    from tidtam.scoring.json_text import write_json

    near = ("reviewer__person", "item__submission__office", "item__instrument__framework")
    given = Assignment.objects.filter(reviewer__panel__round__code=ROUND, state="given")
    mine = given.filter(
        reviewer__person__sign_in_name="reviewer",
        item__submission__office__code=OFFICE,
        item__instrument__framework__code=FRAMEWORK,
    )
    left = next(each for each in mine.order_by("item__order") if each.item.assignments.count() == 1)
    for each in given.exclude(pk=left.pk).select_related(*near, "item__instrument__round"):
        by, instrument = actor_for(each.reviewer.person), each.item.instrument
        answers = demo_answers(
            definition_of(instrument.framework),
            office_code=each.item.submission.office.code,
            office_kind="primary" if "สพป" in each.item.submission.office.short_th else "secondary",
            round_code=instrument.round.period,
        )
        saved = save_review(
            each.pk,
            seen_edit=0,
            answer=write_json(answers[each.item.node_code]),
            comment=COMMENT,
            private_note="",
            seconds=120,
            by=by,
        )
        finish(each, seen_edit=saved.edit, by=by)
    return {"assignment": left.pk, "item": left.item_id, "code": left.item.node_code}


def _decisions() -> dict[str, object]:
    """Settle by the moderator what still differs, in favour of the first of the two."""
    from tidtam.reviews.decisions import decide, settle
    from tidtam.reviews.models import Assignment, Panel
    from tidtam.reviews.moderating import differences_of
    from tidtam.reviews.states import DecisionKind
    from tidtam.rounds.models import Item

    panel, by = Panel.objects.get(round__code=ROUND), _person("moderator")
    settle(panel, by=by)
    open_ = [row for row in differences_of(panel, actor=by) if row.decision is None]
    for row in open_:
        item = Item.objects.get(pk=row.standing.item_id)
        first = Assignment.objects.filter(item=item, purpose="mark").order_by("seat")[0]
        decide(
            item,
            kind=DecisionKind.AGREED,
            answer=first.review.answer,
            comment=COMMENT,
            reason=REASON,
            seen_number=0,
            by=by,
        )
    return {"decided": len(open_)}


def _window() -> dict[str, object]:
    """Open the window of appeals: the stage ran from this morning for two weeks."""
    from tidtam.rounds.models import Round
    from tidtam.rounds.planning import StageDates, set_stages
    from tidtam.rounds.states import StageCode
    from tidtam.shared import clock

    round_ = Round.objects.get(code=ROUND)
    dates = {
        StageCode(stage.code): StageDates(stage.starts_at, stage.due_at, stage.late_until)
        for stage in round_.stages.all()
    }
    now = clock.now()
    dates[StageCode.APPEAL] = StageDates(now - dt.timedelta(hours=1), now + dt.timedelta(days=14))
    set_stages(round_, dates=dates, by=_person("central"))
    return {"until": dates[StageCode.APPEAL].due_at.isoformat()}


if __name__ == "__main__":
    main()
