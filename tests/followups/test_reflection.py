"""What an office takes from one round into the next."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import fill, make_office, make_person, make_region, make_small_round, published
from factories.following import TEXTS, Following, following
from factories.publishing import correct, corrected
from factories.reporting import actor_of, later_round, make_form
from tidtam.followups.actions import gather
from tidtam.followups.models import FollowUp
from tidtam.followups.reflection import (
    Footing,
    Reflection,
    may_reflect,
    reflection_of,
    round_known,
)
from tidtam.orgs.models import Agency
from tidtam.people.actor import SYSTEM, Actor
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.results.embargoes import set_embargo
from tidtam.results.errors import ResultNotFound
from tidtam.reviews.actions import set_recommendations
from tidtam.rounds.models import Instrument, Item, Round, Submission
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db


def reflected(world: Following) -> Reflection:
    found = reflection_of(world.round, office=world.offices[0], actor=world.by)
    assert found is not None
    return found


def codes(items: list[object]) -> list[str]:
    return [item.line.node.code for item in items]  # type: ignore[attr-defined]


def test_an_item_says_where_it_stood_what_was_said_and_what_the_level_above_asks() -> None:
    world = following()
    world.accept("1")

    item = reflected(world).items[0]

    assert (item.line.node.code, item.line.level, item.advice) == ("1", 4, TEXTS["1"])
    assert item.follow_up == world.of("1")
    assert item.next_level is not None
    rubric = item.line.node.rubric
    assert rubric is not None
    assert (item.next_level, item.is_highest) == (rubric.levels[4], False)


def test_strong_items_stand_apart_from_those_to_be_raised() -> None:
    office = make_office(21)
    round_ = make_small_round()
    fill(round_, mark=4, except_for={"2": 3, "3": 5, "9": "not_reported"})
    published(round_)

    found = reflection_of(round_, office=office, actor=SYSTEM)

    assert found is not None
    assert codes(found.of(Footing.TO_RAISE)) == ["2", "9"]
    assert "3" in codes(found.of(Footing.STRONG))
    by_code = {item.line.node.code: item for item in found.items}
    assert (by_code["3"].next_level, by_code["3"].is_highest) == (None, True)
    level = by_code["9"].next_level
    assert level is not None
    assert level.level == 1
    # 6b is asked of secondary offices only.
    assert "6b" not in by_code


def test_open_are_the_recommendations_still_to_be_answered_or_done() -> None:
    world = following()
    world.accept("1")
    world.finish("1")

    found = reflected(world)

    assert codes(found.open_items) == ["2"]


def test_a_recommendation_that_was_taken_back_is_not_open() -> None:
    world = following()
    FollowUp.objects.filter(node_code="2").update(withdrawn_at=world.computation.published_at)

    assert codes(reflected(world).open_items) == ["1"]


def test_the_later_round_gives_its_questions_its_day_and_the_item() -> None:
    world = following()
    later = later_round(world.round)
    submission = Submission.objects.get(round=later, office=world.offices[0])

    found = reflected(world)
    item = found.items[0]

    assert found.later is not None
    assert (found.later.round, found.later.due_at, found.later.is_open) == (
        later,
        submission.due_at,
        True,
    )
    assert [each.code for each in item.questions] == [
        "story",
        "schools",
        "day",
        "way",
        "threats",
        "projects",
    ]
    assert item.item == Item.objects.get(submission=submission, node_code="1")


def test_without_a_later_round_the_form_of_this_one_says_what_to_bring() -> None:
    world = following()
    Instrument.objects.filter(round=world.round).update(form=make_form())

    found = reflected(world)

    assert found.later is None
    assert [each.code for each in found.items[1].questions] == ["returned", "note"]
    assert found.items[0].item is None


def test_a_later_round_that_is_still_being_prepared_is_not_told() -> None:
    world = following()
    make_small_round(code="r-12m", period="12m", earlier=world.round)

    assert reflected(world).later is None


def test_the_correction_in_force_is_reflected() -> None:
    world = following()
    correct(world.round, node="1", mark="2", office_id=world.offices[0].pk)
    second = corrected(world.round)
    gather(second, by=SYSTEM)

    found = reflected(world)

    assert found.computation == second
    assert found.items[0].footing is Footing.TO_RAISE


def test_nothing_is_there_before_publication_nor_under_an_embargo() -> None:
    office = make_office(21, region="8")
    reporter = actor_of(make_person(Role.REPORTER, agency=office))
    officer = actor_of(make_person(Role.CENTRAL_OFFICER))
    round_ = make_small_round()
    fill(round_)
    before = reflection_of(round_, office=office, actor=reporter)
    set_embargo(round_, region=make_region("8"), reason="รอ", by=SYSTEM)
    published(round_)

    assert before is None
    assert reflection_of(round_, office=office, actor=reporter) is None
    assert reflection_of(round_, office=office, actor=officer) is not None


def test_the_offices_people_the_bureau_and_panel_heads_may_read_it() -> None:
    office, other = make_office(21), make_office(22)

    def may(role: Role, agency: Agency | None = None) -> bool:
        return may_reflect(actor_for(make_person(role, agency=agency)), office=office)

    assert [may(Role.REPORTER, office), may(Role.DIRECTOR, office)] == [True, True]
    assert [may(Role.CENTRAL_OFFICER), may(Role.MODERATOR), may(Role.CHAIR)] == [True] * 3
    assert [may(Role.REPORTER, other), may(Role.REVIEWER)] == [False, False]
    assert may_reflect(Actor("ใครก็ได้"), office=office) is False


def test_a_round_is_known_once_it_asked_the_office_or_was_published() -> None:
    office = make_office(21)
    reporter = actor_of(make_person(Role.REPORTER, agency=office))
    round_ = make_small_round()

    with pytest.raises(ResultNotFound):
        round_known(reporter, code=round_.code, office=office)
    fill(round_)
    published(round_)

    assert round_known(reporter, code=round_.code, office=office) == round_
    other = make_small_round(code="other")
    assert round_known(SYSTEM, code="other", office=office) == other
    with pytest.raises(ResultNotFound):
        round_known(SYSTEM, code="none", office=office)


@pytest.mark.parametrize("with_later", [False, True])
def test_it_takes_as_many_queries_for_three_recommendations_as_for_one(with_later: bool) -> None:
    worlds: list[tuple[Round, Agency]] = []
    for number, count in ((21, 1), (22, 3)):
        office = make_office(number)
        round_ = make_small_round(code=f"r-{number}")
        fill(round_)
        (instrument,) = instruments_of(round_)
        texts = [(office.pk, str(node), "ควรทำต่อ") for node in range(1, count + 1)]
        set_recommendations(instrument, texts=texts, by=SYSTEM)
        gather(published(round_), by=SYSTEM)
        if with_later:
            later_round(round_, code=f"later-{number}")
        worlds.append((round_, office))
    counts = []
    for round_, office in worlds:
        reflection_of(round_, office=office, actor=SYSTEM)
        with CaptureQueriesContext(connection) as queries:
            found = reflection_of(round_, office=office, actor=SYSTEM)
        assert found is not None
        counts.append(len(queries))

    assert [FollowUp.objects.filter(office=office).count() for _round, office in worlds] == [1, 3]
    assert counts[0] == counts[1]
