"""Puts a reviewer to work on a demonstration site: run by the journeys in a process of its own.

Two submitted reports of the open round, one of them screened; their items given to one person,
and evidence of every kind on the first item.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path

PLACES = Path(__file__).resolve().parents[1]
SIGN_IN = "marker"
OFFICES = ("1021020000", "1010010000")


def main() -> None:
    """Write the rows and print what the journey must know, as JSON."""
    sys.path[:0] = [str(PLACES), str(PLACES / "evidence")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()
    print(json.dumps(_put_to_work()))  # noqa: T201


def _put_to_work() -> dict[str, object]:
    from site_visits import PASSWORD

    from factories import LONG_AGO
    from factories.panels import give_item, make_reviewer
    from tidtam.orgs.models import Agency
    from tidtam.people.models import Person, Post
    from tidtam.people.roles import Role
    from tidtam.reviews.models import Panel, Screening
    from tidtam.reviews.states import PanelState, ScreeningState
    from tidtam.rounds.models import Round, Stage, Submission
    from tidtam.shared import clock

    now = clock.now()
    person = Person.objects.create(sign_in_name=SIGN_IN, full_name="ผู้ประเมิน (สมมติ)")
    person.set_password(PASSWORD)
    person.save()
    Post.objects.create(person=person, role=Role.REVIEWER.value, starts_on=LONG_AGO)
    round_ = Round.objects.get(code="2566-report")
    panel, _made = Panel.objects.get_or_create(
        round=round_,
        defaults={
            "state": PanelState.WORKING.value,
            "seed": "journey",
            "made_at": now,
            "made_by": "test",
        },
    )
    reviewer = make_reviewer(panel, person=person, capacity=200)
    for code in ("screen", "mark"):
        Stage.objects.update_or_create(
            round=round_,
            code=code,
            defaults={"starts_at": now, "due_at": now + dt.timedelta(days=12)},
        )
    first: list[int] = []
    offices = [OFFICES[0], _another(Agency)]
    for number, code in enumerate(offices):
        submission = Submission.objects.get(round=round_, office__code=code)
        Submission.objects.filter(pk=submission.pk).update(state="submitted", submitted_at=now)
        items = submission.items.order_by("instrument__order", "order")
        given = [give_item(item, reviewer) for item in (items if not number else items[:4])]
        first += [each.pk for each in given[: (3 if not number else 1)]]
        state = ScreeningState.WAITING if number else ScreeningState.COMPLETE
        Screening.objects.update_or_create(
            submission=submission, defaults={"screener": reviewer, "state": state.value}
        )
        if not number:
            _attach(given[0].item)
    return {"assignments": first, "person": person.pk}


def _another(agencies: type) -> str:
    found = agencies.objects.filter(kind="primary_office").exclude(code=OFFICES[0])
    return str(found.order_by("order").values_list("code", flat=True)[0])


def _attach(item: object) -> None:
    """A photo, a PDF, a Word file, a link and a video, as the office had attached them."""
    from evidence_samples import photo, send, word
    from test_documents import written_pdf

    from tidtam.people.models import Person
    from tidtam.people.queries import actor_for
    from tidtam.rounds.models import Evidence
    from tidtam.shared import clock

    by = actor_for(Person.objects.get(sign_in_name="reporter"))
    office = item.submission.office  # type: ignore[attr-defined]
    files = (
        ("ภาพกิจกรรมลูกเสือ.jpg", photo()),
        ("แผนปฏิบัติการ.pdf", written_pdf("Scouts 2566", "Second page")),
        ("รายงานผลการดำเนินงานโครงการที่ชื่อยาวมากเพื่อดูว่าหน้าไม่ล้น.docx", word("โครงการน้ำใจ ปี 2566 " * 8)),
    )
    for number, (name, data) in enumerate(files):
        stored = send(data, name=name, office=office, by=by)
        Evidence.objects.create(
            item=item,
            stored_file=stored,
            name=name,
            order=number,
            added_at=clock.now(),
            added_by=by.name,
        )
    for number, (kind, url) in enumerate(
        (("link", "https://www.example.ac.th/plan"), ("video", "https://youtu.be/abc123"))
    ):
        Evidence.objects.create(
            item=item,
            url=url,
            link_kind=kind,
            name=url,
            order=10 + number,
            added_at=clock.now(),
            added_by=by.name,
        )


if __name__ == "__main__":
    main()
