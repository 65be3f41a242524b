"""Every published recommendation on an item becomes one follow-up, once, and is told once."""

from __future__ import annotations

import pytest

from factories import computed, fill, make_office, make_person, make_small_round
from factories.following import TEXTS, following, published_round
from tidtam.followups.actions import gather
from tidtam.followups.errors import ResultNotPublished
from tidtam.followups.models import FollowUp
from tidtam.followups.queries import not_gathered
from tidtam.history.queries import entries_about
from tidtam.notices.models import Message
from tidtam.people.actor import SYSTEM
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.models import Recommendation
from tidtam.rounds.queries import instruments_of
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db


def test_each_recommendation_on_an_item_becomes_one_follow_up() -> None:
    world = following(offices=2, gathered=False)

    made = gather(world.computation, by=SYSTEM)

    assert made == 4
    rows = FollowUp.objects.values_list("office__code", "node_code", "text", "state", "edit")
    assert list(rows) == [
        (office.code, code, text, "waiting_for_office", 0)
        for office in world.offices
        for code, text in TEXTS.items()
    ]
    assert {each.given_at for each in FollowUp.objects.all()} == {world.computation.published_at}


def test_gathering_again_makes_nothing_and_tells_nobody_twice() -> None:
    world = following(offices=2)

    made = gather(world.computation, by=SYSTEM)

    assert made == 0
    told = Message.objects.filter(template="follow_ups_waiting").order_by("to_person")
    assert [each.to_person for each in told] == [world.reporter, world.director]
    assert [each.detail for each in entries_about("rounds.round:r-6m")][-1] == {
        "made": 4,
        "told": 2,
    }


def test_an_answer_stays_when_a_round_is_gathered_again() -> None:
    world = following()
    world.accept("1")
    FollowUp.objects.filter(node_code="2").delete()

    made = gather(world.computation, by=SYSTEM)

    assert made == 1
    assert world.of("1").state == "accepted"
    assert world.of("2").state == "waiting_for_office"


def test_the_overall_comment_and_empty_texts_are_not_followed_up() -> None:
    office = make_office(21)
    round_, computation = published_round((office,), texts={"1": "ควรทำต่อ", "": "ภาพรวมดี"})
    Recommendation.objects.create(
        instrument=instruments_of(round_)[0],
        office=office,
        node_code="3",
        text="",
        changed_at=computation.published_at,
        changed_by="ทดสอบ",
    )

    assert gather(computation, by=SYSTEM) == 1


def test_a_result_that_is_not_published_is_refused() -> None:
    make_office(21)
    round_ = make_small_round()
    fill(round_)

    with pytest.raises(ResultNotPublished):
        gather(computed(round_), by=SYSTEM)

    assert not FollowUp.objects.exists()


def test_an_office_gathers_nothing() -> None:
    world = following(gathered=False)

    with pytest.raises(NotAllowed):
        gather(world.computation, by=world.by)


def test_a_round_published_before_is_named_until_it_is_gathered() -> None:
    world = following(gathered=False)
    officer = actor_for(make_person(Role.CENTRAL_OFFICER))

    before = not_gathered(officer)
    gather(world.computation, by=officer)

    assert before == [world.computation]
    assert not_gathered(officer) == []
    assert not_gathered(world.by) == []
