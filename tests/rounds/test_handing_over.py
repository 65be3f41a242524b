"""Posts change hands together with the items of the reports: never one without the other."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine

from factories import make_person
from factories.reporting import Reporting, actor_of, reporting
from tidtam.history.queries import entries_about
from tidtam.jobs.reminders import tell_and_remind
from tidtam.orgs.models import Agency
from tidtam.people.actions import give_post
from tidtam.people.actor import SYSTEM
from tidtam.people.errors import OwnRight
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.rounds.handing_over import accept_as, accept_as_new, end_post, hand_on_due, hand_over
from tidtam.rounds.models import Item
from tidtam.rounds.planning import close_round
from tidtam.rounds.submitting import assign_items, take_over_items
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def world() -> Reporting:
    """Items 1 and 2 belong to the reporter, the others to nobody."""
    made = reporting()
    assign_items([made.item("1"), made.item("2")], owner=made.reporter, by=made.by)
    return made


def owners() -> dict[str, Person]:
    owned = Item.objects.exclude(owner=None).select_related("owner")
    return {item.node_code: item.owner for item in owned if item.owner}


def test_the_items_go_with_the_post(world: Reporting) -> None:
    colleague = make_person(Role.REPORTER, agency=world.office)

    done = hand_over(
        world.reporter.posts.get(),
        last_day=clock.today(),
        to=colleague,
        reason="ย้าย",
        by=world.director_actor,
    )

    assert done.items == 2
    assert owners() == {"1": colleague, "2": colleague}
    entry = entries_about(f"rounds.submission:{world.submission.pk}").get(act="items.take_over")
    assert entry.detail == {
        "items": ["1", "2"],
        "from": world.reporter.pk,
        "owner": colleague.pk,
    }


def test_a_refused_hand_over_moves_neither_post_nor_items(world: Reporting) -> None:
    post = world.reporter.posts.get()

    with pytest.raises(OwnRight):
        hand_over(
            post,
            last_day=clock.today(),
            to=world.director,
            reason="รับเอง",
            by=world.director_actor,
        )

    post.refresh_from_db()
    assert post.ends_on is None
    assert owners() == {"1": world.reporter, "2": world.reporter}


@pytest.mark.parametrize("is_known", [True, False])
def test_the_items_wait_for_who_accepts_the_invitation(world: Reporting, is_known: bool) -> None:
    done = hand_over(
        world.reporter.posts.get(), last_day=clock.today(), reason="ย้าย", by=world.director_actor
    )
    assert done.post.invited is not None
    assert (done.items, set(owners().values())) == (0, {world.reporter})

    invitation = done.post.invited.invitation
    if is_known:
        accepted = accept_as(invitation, make_person(Role.REPORTER, agency=world.office))
    else:
        accepted = accept_as_new(
            invitation, sign_in_name="new", full_name="คนใหม่ สมมติ", password=None
        )

    assert (set(owners().values()), hand_on_due()) == ({world.reporter}, 0)
    with time_machine.travel(clock.now() + DAY):
        assert (hand_on_due(), hand_on_due()) == (1, 0)
    assert owners() == {"1": accepted.person, "2": accepted.person}


def test_an_invitation_accepted_after_the_day_moves_the_items_at_once(world: Reporting) -> None:
    done = hand_over(
        world.reporter.posts.get(), last_day=clock.today(), reason="ย้าย", by=world.director_actor
    )
    assert done.post.invited is not None
    newcomer = make_person(Role.DIRECTOR, agency=world.office)

    with time_machine.travel(clock.now() + DAY):
        accept_as(done.post.invited.invitation, newcomer)
        due = hand_on_due()

    assert (owners(), due) == ({"1": newcomer, "2": newcomer}, 0)


def test_items_stay_until_the_last_day_has_passed_and_the_worker_moves_them(
    world: Reporting,
) -> None:
    newcomer = make_person(Role.DIRECTOR, agency=world.office)

    done = hand_over(
        world.reporter.posts.get(),
        last_day=clock.today() + DAY,
        to=newcomer,
        reason="ย้าย",
        by=world.director_actor,
    )
    seen = []
    for days in (0, 1, 2):
        with time_machine.travel(clock.now() + days * DAY):
            tell_and_remind(clock.now())
        seen.append(set(owners().values()))

    assert (done.items, done.waiting) == (0, 2)
    assert seen == [{world.reporter}, {world.reporter}, {newcomer}]


def test_an_ended_post_leaves_its_items_without_owner_and_counts_them(world: Reporting) -> None:
    left = end_post(
        world.reporter.posts.get(), last_day=clock.today(), reason="ลาออก", by=world.director_actor
    )

    assert (left.items, owners()) == (2, {})


def test_who_reports_for_the_office_by_another_post_keeps_the_items(world: Reporting) -> None:
    post = world.reporter.posts.get()
    give_post(
        world.reporter,
        role=Role.REPORTER,
        agency=world.office,
        starts_on=clock.today(),
        ends_on=clock.today() + 90 * DAY,
        by=SYSTEM,
    )

    left = end_post(post, last_day=clock.today(), reason="ต่อสัญญา", by=world.director_actor)

    assert (left.items, len(owners())) == (0, 2)


def test_the_end_of_another_role_or_at_another_office_touches_nothing(world: Reporting) -> None:
    elsewhere = give_post(
        world.reporter, role=Role.REPORTER, agency=Agency.objects.get(code="1022010000"), by=SYSTEM
    )
    director = give_post(world.reporter, role=Role.DIRECTOR, agency=world.office, by=SYSTEM)

    for post in (elsewhere, director):
        assert end_post(post, last_day=clock.today(), reason="จบ", by=SYSTEM).items == 0

    assert owners() == {"1": world.reporter, "2": world.reporter}


def test_a_closed_round_keeps_who_reported_in_it(world: Reporting) -> None:
    close_round(world.round, reason="ครบกำหนด", by=SYSTEM)

    left = end_post(world.reporter.posts.get(), last_day=clock.today(), reason="จบ", by=SYSTEM)

    assert (left.items, len(owners())) == (0, 2)


@pytest.mark.parametrize("who", ["reporter", "stranger"])
def test_items_are_taken_over_by_who_gives_the_posts_only(world: Reporting, who: str) -> None:
    with pytest.raises(NotAllowed):
        take_over_items(
            from_person=world.reporter,
            to_person=None,
            agency_code=world.office.code,
            by=actor_of(getattr(world, who)),
        )

    assert len(owners()) == 2
