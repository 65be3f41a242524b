"""Who may decide an appeal, who may not and why, and how much each has already."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import make_person
from factories.appeals import Appealing, appealing
from factories.moderating import decide_all
from factories.panels import add_post, give_item
from tidtam.appeals.actions import give
from tidtam.appeals.candidates import WHY_NOT, candidates_for, candidates_for_each, kept_from_it
from tidtam.appeals.errors import AppealChangedMeanwhile, MustNotDecide
from tidtam.appeals.models import Appeal
from tidtam.appeals.queries import appeal_for
from tidtam.history.actions import record
from tidtam.people.models import Person, Post
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.reviews.conflicts import declare_conflict
from tidtam.reviews.models import Decision
from tidtam.reviews.states import AssignmentState, DecisionKind, Purpose
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Appealing:
    return appealing()


def kept_away(world: Appealing, appeal: Appeal) -> dict[str, str]:
    """Name -> the code of why not, of everybody on the list; "" for who may."""
    codes = {words: code for code, words in WHY_NOT.items()}
    rows = candidates_for(appeal, actor=world.moderator)
    return {row.person.full_name: codes[row.why_not] if row.why_not else "" for row in rows}


def test_everybody_with_a_post_that_decides_is_listed(world: Appealing) -> None:
    panel, appeal = world.world, world.sent()

    assert kept_away(world, appeal) == {
        world.decider.full_name: "",
        panel.nobody.full_name: "",
        panel.moderator.full_name: "",
        panel.chair.full_name: "",
        # Item 1 of the first office has the first two reviewers; the third never had it.
        panel.reviewers[0].person.full_name: "marked",
        panel.reviewers[1].person.full_name: "marked",
        panel.reviewers[2].person.full_name: "",
    }


def test_what_keeps_somebody_away(world: Appealing) -> None:
    panel, appeal = world.world, world.sent()
    neighbour = make_person(Role.REVIEWER)
    add_post(neighbour, Role.DIRECTOR, agency=panel.offices[0])
    Post.objects.filter(person=neighbour, role=Role.DIRECTOR).update(ends_on="2021-01-01")
    own = make_person(Role.REVIEWER)
    add_post(own, Role.REPORTER, agency=panel.offices[0])
    declare_conflict(world.decider, office=world.office, reason="ญาติ", by=world.officer)
    give_item(
        appeal.item,
        panel.reviewers[2],
        purpose=Purpose.CALIBRATE,
        state=AssignmentState.WITHDRAWN,
    )

    found = kept_away(world, appeal)

    assert {found[each.full_name] for each in (neighbour,)} == {"former"}
    assert found[own.full_name] == "own"
    assert found[world.decider.full_name] == "declared"
    assert found[panel.reviewers[2].person.full_name] == "marked"


def test_who_decided_the_item_before_does_not_decide_again(world: Appealing) -> None:
    panel, appeal = world.world, world.sent()
    decide_all(panel)
    Decision.objects.update(decided_by=panel.moderator.full_name)
    record(
        "reviews.decide",
        f"rounds.round:{world.round.code}",
        by=panel.chair_actor,
        detail={"office": world.office.code, "framework": "qp-2566", "node": "1"},
    )

    found = kept_away(world, appeal)

    assert (found[panel.moderator.full_name], found[panel.chair.full_name]) == ("decided",) * 2
    other = kept_away(world, world.sent("2"))
    assert (other[panel.moderator.full_name], other[panel.chair.full_name]) == ("decided", "")


def test_whoever_only_settled_by_rule_judged_nothing(world: Appealing) -> None:
    panel, appeal = world.world, world.sent()
    decide_all(panel)
    Decision.objects.filter(item=appeal.item).update(
        decided_by=panel.moderator.full_name, kind=DecisionKind.SAME.value
    )

    assert kept_away(world, appeal)[panel.moderator.full_name] == ""


def test_a_post_of_yesterday_or_a_closed_account_is_not_listed(world: Appealing) -> None:
    appeal = world.sent()
    Post.objects.filter(person=world.decider).update(ends_on="2021-01-01")
    Person.objects.filter(pk=world.world.nobody.pk).update(is_active=False)

    found = kept_away(world, appeal)

    assert {world.decider.full_name, world.world.nobody.full_name} & set(found) == set()
    for person in (world.decider, world.world.nobody):
        with pytest.raises(MustNotDecide, match="ไม่มีตำแหน่ง"):
            give(appeal, decider=person, by=world.moderator)


def test_those_who_may_and_have_least_come_first(world: Appealing) -> None:
    world.given("2")
    appeal = world.sent()

    rows = candidates_for(appeal, actor=world.officer)

    loads = {row.person.full_name: row.load for row in rows}
    assert loads[world.decider.full_name] == 1
    assert [(row.why_not is None, row.load) for row in rows] == [
        *[(True, 0)] * 4,
        (True, 1),
        *[(False, 0)] * 2,
    ]
    chair = next(row for row in rows if row.person == world.world.chair)
    assert [post.en for post in chair.posts] == ["Chair of the committee"]


def test_the_list_costs_the_same_for_many(world: Appealing) -> None:
    appeals = [appeal_for(world.officer, pk=world.sent(code).pk) for code in ("1", "2", "3")]

    def cost(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            candidates_for_each(appeals[:count], actor=world.officer)
        return len(queries)

    few = cost(1)
    for _ in range(5):
        make_person(Role.REVIEWER)

    assert cost(1) == cost(3) == few
    assert few <= 10


def test_who_gives_no_appeals_reads_no_candidates(world: Appealing) -> None:
    appeal = world.given()

    for actor in (world.by_decider, world.director):
        with pytest.raises(NotAllowed):
            candidates_for(appeal, actor=actor)


def test_nobody_who_must_not_is_given_it(world: Appealing) -> None:
    appeal = world.sent()

    for person in (world.world.reviewers[0].person, world.world.officer, world.world.directors[0]):
        with pytest.raises(MustNotDecide):
            give(appeal, decider=person, by=world.moderator)

    assert world.fresh(appeal).state == "sent"


def test_of_two_who_give_it_the_second_sees_who_has_it(world: Appealing) -> None:
    appeal = world.sent()
    give(appeal, decider=world.decider, seen_decider=0, by=world.moderator)

    with pytest.raises(AppealChangedMeanwhile) as caught:
        give(appeal, decider=world.world.nobody, seen_decider=0, by=world.officer)

    assert caught.value.current.decider == world.decider
    again = give(
        appeal, decider=world.world.nobody, seen_decider=world.decider.pk, by=world.officer
    )
    assert again.decider == world.world.nobody


def test_a_head_may_take_it(world: Appealing) -> None:
    appeal = give(world.sent(), decider=world.world.moderator, by=world.moderator)

    assert appeal.decider == world.world.moderator
    assert actor_for(appeal.decider).may_ever("appeals.decide")


def test_an_appeal_whose_decider_must_not_any_more_is_found(world: Appealing) -> None:
    stays, conflicted = world.given("1", decider=world.world.chair), world.given("2")
    gone = world.given("3", decider=world.world.nobody)
    declare_conflict(world.decider, office=world.office, reason="ญาติ", by=world.officer)
    Post.objects.filter(person=world.world.nobody).update(ends_on="2021-01-01")
    sent = world.sent("4")
    appeals = [appeal_for(world.officer, pk=each.pk) for each in (stays, conflicted, gone, sent)]

    with CaptureQueriesContext(connection) as many:
        found = kept_from_it(appeals)
    with CaptureQueriesContext(connection) as one:
        kept_from_it(appeals[1:2])

    assert found == {conflicted.pk: WHY_NOT["declared"], gone.pk: WHY_NOT["no_post"]}
    assert len(many) == len(one)
