"""How far the country is: shares by region and indicator add up, the oldest come first."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from factories import make_person
from factories.following import Following, following
from tidtam.followups.models import FollowUp
from tidtam.followups.national import National, Share, Wanted, national
from tidtam.followups.queries import follow_up_for, follow_ups_seen_by, of_office
from tidtam.followups.states import FollowUpState
from tidtam.people.actor import PUBLIC, SYSTEM
from tidtam.people.queries import actor_for
from tidtam.people.roles import Role
from tidtam.shared import clock
from tidtam.shared.errors import NotAllowed, NotFound
from tidtam.thai.bilingual import Bilingual

pytestmark = pytest.mark.django_db
KEYS = ("waiting", "accepted", "declined", "done", "overdue")


@pytest.fixture
def world() -> Following:
    """Three offices of two regions; the first has done one thing and declined the other."""
    made = following(offices=3)
    made.accept("1")
    made.finish("1")
    made.say("2", FollowUpState.DECLINED, reason="ทำอยู่แล้ว")
    return made


def figures(shares: list[Share]) -> dict[str, tuple[int, ...]]:
    return {share.key: tuple(getattr(share, key) for key in KEYS) for share in shares}


def seen(**wanted: str) -> National:
    return national(SYSTEM, wanted=Wanted(**wanted))


@pytest.mark.usefixtures("world")
def test_shares_by_region_and_indicator_count_every_follow_up_once() -> None:
    found = seen()

    assert figures([found.total]) == {"": (4, 0, 1, 1, 0)}
    assert figures(found.regions) == {"1": (2, 0, 0, 0, 0), "2": (2, 0, 1, 1, 0)}
    assert figures(found.indicators) == {"qp-2566/1": (2, 0, 0, 1, 0), "qp-2566/2": (2, 0, 1, 0, 0)}
    assert (found.total.answered_percent, found.total.taken_percent) == ("33.3", "16.7")


def test_what_is_past_its_day_counts_as_overdue_until_it_is_done(world: Following) -> None:
    FollowUp.objects.filter(pk=world.of("2").pk).update(
        state="accepted", due_on=clock.today() - dt.timedelta(days=1)
    )

    assert seen().total.overdue == 1
    assert [each.node_code for each in seen(state="overdue").oldest] == ["2"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        ({}, 6),
        ({"round_code": "r-6m"}, 6),
        ({"round_code": "r-99"}, 0),
        ({"region": "1"}, 2),
        ({"region": "99"}, 0),
        ({"indicator": "qp-2566/1"}, 3),
        ({"indicator": "nonsense"}, 0),
        ({"state": "done"}, 1),
        ({"region": "2", "indicator": "qp-2566/1", "state": "done"}, 1),
    ],
)
def test_a_filter_narrows_the_figures(wanted: dict[str, str], total: int) -> None:
    assert seen(**wanted).total.total == total


def test_the_oldest_open_ones_come_first(world: Following) -> None:
    late = world.of("2", office=2)
    FollowUp.objects.filter(pk=late.pk).update(given_at=late.given_at - dt.timedelta(days=100))

    found = seen()

    assert [(each.office_id, each.node_code) for each in found.oldest] == [
        (world.offices[2].pk, "2"),
        (world.offices[1].pk, "1"),
        (world.offices[1].pk, "2"),
        (world.offices[2].pk, "1"),
    ]
    assert found.open_count == 4


def test_an_office_sees_its_own_alone(world: Following) -> None:
    assert {each.office_id for each in follow_ups_seen_by(world.by)} == {world.offices[0].pk}
    with pytest.raises(NotAllowed):
        national(world.by)
    with pytest.raises(NotFound):
        follow_up_for(world.by, pk=world.of("1", office=1).pk)


def test_a_stranger_and_a_reviewer_see_nothing(world: Following) -> None:
    for actor in (PUBLIC, actor_for(make_person(Role.REVIEWER))):
        assert not follow_ups_seen_by(actor).exists()


def test_an_offices_list_begins_with_what_waits_then_the_nearest_day(world: Following) -> None:
    with time_machine.travel(clock.now() + dt.timedelta(days=1)):
        FollowUp.objects.filter(pk=world.of("2").pk).update(state="waiting_for_office")
        found = of_office(world.by, codes=[world.offices[0].code])

    assert [each.node_code for each in found] == ["2", "1"]


@given(st.tuples(*[st.integers(0, 3000)] * 4))
def test_percentages_are_those_of_the_whole(counts: tuple[int, int, int, int]) -> None:
    waiting, accepted, declined, done = counts
    share = Share("", Bilingual("", ""), waiting, accepted, declined, done)

    assert share.answered + share.waiting == share.total == sum(counts)
    if share.total:
        assert abs(float(share.done_percent) - 100 * done / share.total) <= 0.0500001
    else:
        assert share.done_percent == ""
