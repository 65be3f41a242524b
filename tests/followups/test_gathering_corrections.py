"""After a correction: new recommendations, changed words, and what is said no more."""

from __future__ import annotations

import datetime as dt

import pytest

from factories import make_person
from factories.following import TEXTS, Following, following
from factories.publishing import corrected
from tidtam.followups.actions import gather
from tidtam.followups.models import FollowUp, FollowUpText
from tidtam.followups.national import national
from tidtam.followups.queries import not_gathered, waiting_by_office
from tidtam.followups.reminding import due_offices
from tidtam.notices.models import Message
from tidtam.people.actor import SYSTEM
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.models import Recommendation
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

NEW = "ควรติดตามผลรายโรงเรียนทุกเดือน"


def advise(world: Following, node: str, text: str) -> None:
    """Write a recommendation to the first office as a decision on an appeal does."""
    (instrument,) = instruments_of(world.round)
    Recommendation.objects.update_or_create(
        instrument=instrument,
        office=world.offices[0],
        node_code=node,
        defaults={"text": text, "changed_at": clock.now(), "changed_by": "ผู้พิจารณา"},
    )


def told(template: str) -> list[str]:
    found = Message.objects.filter(template=template).order_by("pk")
    return [each.subject for each in found]


def test_a_changed_text_takes_the_place_of_the_earlier_one_which_stays() -> None:
    world = following(offices=2)
    world.accept("1")
    advise(world, "1", NEW)

    made = gather(corrected(world.round), by=SYSTEM)

    held = world.of("1")
    assert made == 0
    assert (held.text, held.state, held.withdrawn_at) == (NEW, "accepted", None)
    assert held.text_changed_at is not None
    assert [(each.follow_up_id, each.text) for each in FollowUpText.objects.all()] == [
        (held.pk, TEXTS["1"])
    ]
    untouched = FollowUp.objects.filter(text_changed_at=None)
    assert sorted((each.office_id, each.node_code) for each in untouched) == sorted(
        [
            (world.offices[0].pk, "2"),
            (world.offices[1].pk, "1"),
            (world.offices[1].pk, "2"),
        ]
    )


def test_only_the_office_whose_recommendation_changed_is_told_and_once() -> None:
    world = following(offices=2)
    advise(world, "1", NEW)
    second = corrected(world.round)

    gather(second, by=SYSTEM)
    gather(second, by=SYSTEM)

    subject = f"ข้อเสนอแนะเปลี่ยน 1 ข้อ: {world.offices[0].short_th} {world.round.title_th}"
    assert told("follow_ups_changed") == [subject, subject]
    people = Message.objects.filter(template="follow_ups_changed").order_by("to_person")
    assert [each.to_person for each in people] == [world.reporter, world.director]


def test_a_recommendation_that_came_with_the_correction_gets_its_follow_up() -> None:
    world = following()
    advise(world, "5", "ควรเผยแพร่ตัวอย่างการจัดการเรียนรู้")
    second = corrected(world.round)

    made = gather(second, by=SYSTEM)

    assert made == 1
    assert (world.of("5").state, world.of("5").given_at) == (
        "waiting_for_office",
        second.published_at,
    )
    assert len(told("follow_ups_waiting")) == 4  # two people, at publication and now


def test_what_is_said_no_more_stays_with_its_answers_and_waits_for_nobody() -> None:
    world = following()
    world.accept("1")
    before = waiting_by_office(world.by)
    Recommendation.objects.all().delete()

    gather(corrected(world.round), by=SYSTEM)

    far = clock.now() + dt.timedelta(days=31)
    picture = national(actor_for(make_person(Role.CENTRAL_OFFICER)))
    assert (due_offices(far), picture.total.total, picture.oldest) == ([], 0, [])
    assert before == {world.offices[0].code: 1}
    assert waiting_by_office(world.by) == {}
    assert [
        (each.node_code, each.text, each.state, each.withdrawn_at is not None)
        for each in FollowUp.objects.order_by("node_code")
    ] == [
        ("1", TEXTS["1"], "accepted", True),
        ("2", TEXTS["2"], "waiting_for_office", True),
    ]


def test_what_was_taken_back_and_is_said_again_stands_again() -> None:
    world = following()
    Recommendation.objects.filter(node_code="2").delete()
    gather(corrected(world.round), by=SYSTEM)
    advise(world, "2", TEXTS["2"])

    gather(corrected(world.round, reason="แก้กลับ"), by=SYSTEM)

    held = world.of("2")
    assert (held.text, held.withdrawn_at) == (TEXTS["2"], None)
    assert not FollowUpText.objects.exists()


def test_an_earlier_text_never_changes_and_is_never_removed() -> None:
    world = following()
    kept = FollowUpText.objects.create(
        follow_up=world.of("1"), text="เดิม", until=dt.datetime(2023, 10, 1, tzinfo=dt.UTC)
    )

    with pytest.raises(TypeError):
        kept.save()
    with pytest.raises(TypeError):
        kept.delete()


def test_a_recommendation_written_after_publication_waits_for_the_correction() -> None:
    world = following()
    officer = actor_for(make_person(Role.CENTRAL_OFFICER))
    advise(world, "1", NEW)
    advise(world, "5", NEW)

    made = gather(world.computation, by=SYSTEM)
    owed = not_gathered(officer)
    second = corrected(world.round)

    assert (made, world.of("1").text, owed) == (0, TEXTS["1"], [])
    assert not_gathered(officer) == [second]
    gather(second, by=officer)
    assert not_gathered(officer) == []
