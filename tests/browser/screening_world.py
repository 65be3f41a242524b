"""Brings a demonstration report to its screener: run by the journey in a process of its own.

python tests/browser/screening_world.py
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

OFFICE = "1021020000"
SIGN_IN = "screener"
NAME = "ผู้กลั่นกรองรายงานสมมติที่ชื่อและนามสกุลยาวมาก"
VALUES = {
    "text": "<p>ดำเนินการครบทุกโรงเรียน</p>",
    "line": "ดำเนินการครบ",
    "number": "3",
    "count": {"n": "1", "of": "2"},
    "date": "31 มีนาคม 2566",
}


def main() -> None:
    """Do it and print what the journey must know, as JSON."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()
    print(json.dumps(_bring()))  # noqa: T201


def _bring() -> dict[str, object]:
    from site_visits import PASSWORD

    from factories import LONG_AGO
    from factories.panels import make_reviewer
    from tidtam.people.models import Person, Post
    from tidtam.people.roles import Role
    from tidtam.reviews.models import Panel, Screening
    from tidtam.reviews.states import PanelState
    from tidtam.rounds.models import Submission
    from tidtam.shared import clock

    submission = Submission.objects.select_related("round", "office").get(
        round__code="2566-report", office__code=OFFICE
    )
    _submit(submission)
    panel = Panel.objects.filter(round=submission.round).first() or Panel.objects.create(
        round=submission.round, seed="journey", made_at=clock.now(), made_by="test"
    )
    Panel.objects.filter(pk=panel.pk).update(state=PanelState.WORKING.value)
    person = Person.objects.create(sign_in_name=SIGN_IN, full_name=NAME)
    person.set_password(PASSWORD)
    person.save()
    Post.objects.create(person=person, role=Role.REVIEWER.value, starts_on=LONG_AGO)
    Screening.objects.update_or_create(
        submission=submission, defaults={"screener": make_reviewer(panel, person=person)}
    )
    item = submission.items.filter(answers__state="answered", instrument__form__isnull=False)
    first = item.order_by("instrument__order", "order").first()
    return {"submission": submission.pk, "item": first.pk if first else 0}


def _submit(submission: object) -> None:
    """Answer what must be answered and bring the report to the bureau, by the acts of people."""
    from tidtam.people.models import Person
    from tidtam.people.queries import actor_for
    from tidtam.rounds.answering import AnswerChange, save_answers
    from tidtam.rounds.content import content_of
    from tidtam.rounds.states import Door
    from tidtam.rounds.submitting import approve, send, submit

    reporter, director = (
        actor_for(Person.objects.get(sign_in_name=name)) for name in ("reporter", "director")
    )
    save_answers(
        submission,  # type: ignore[arg-type]
        changes=[
            AnswerChange(
                item.item_id,
                answer.question.code,
                answer.edit,
                "answered",
                _value(answer.question.answer),
            )
            for item in content_of(submission).items  # type: ignore[arg-type]
            for answer in item.answers
            if answer.question.required and answer.is_missing
        ],
        door=Door.PAGE,
        by=reporter,
    )
    send(submission, anyway=True, by=reporter)  # type: ignore[arg-type]
    approve(submission, by=director)  # type: ignore[arg-type]
    submit(submission, by=reporter)  # type: ignore[arg-type]


def _value(kind: object) -> object:
    """A sound answer of a kind."""
    name: str = kind.kind  # type: ignore[attr-defined]
    options = getattr(kind, "options", ()) or getattr(kind, "steps", ())
    if name in ("checklist", "milestones"):
        return {"items" if name == "checklist" else "reached": [options[0].code]}
    if name == "rows":
        return [{each.code: _value(each.of) for each in kind.layout}]  # type: ignore[attr-defined]
    return options[0].code if name == "choice" else VALUES[name]


if __name__ == "__main__":
    main()
