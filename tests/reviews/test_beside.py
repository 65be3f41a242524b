"""Beside an item: what the office got for it last time, and nothing of any reviewer."""

from __future__ import annotations

import dataclasses

import pytest
from pytest_django import DjangoAssertNumQueries

from factories.reporting import later_round, reporting
from tidtam.people.actor import SYSTEM
from tidtam.results.models import Computation
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.reviews.beside import LastTime, last_time
from tidtam.rounds.models import Item, Round
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

pytestmark = pytest.mark.django_db


@dataclasses.dataclass
class Two:
    """A round with marks and the round after it."""

    earlier: Round
    later: Round

    def item(self, code: str = "1", office: str = "1021010000") -> Item:
        """An item of the later round as a reviewer's page has it."""
        near = (
            "submission__office",
            "submission__round__earlier",
            "instrument__framework",
        )
        found = Item.objects.select_related(*near)
        return found.get(
            submission__round=self.later, submission__office__code=office, node_code=code
        )


@pytest.fixture
def two() -> Two:
    world = reporting()
    instrument = instruments_of(world.round)[0]
    changes = [MarkChange(world.office.pk, "1", "4"), MarkChange(world.office.pk, "2", "3")]
    set_marks(instrument, changes=changes, by=SYSTEM)
    advice = [(world.office.pk, "1", "ควรขยายผล"), (world.office.pk, "3", "ควรเริ่ม")]
    set_recommendations(instrument, texts=advice, by=SYSTEM)
    return Two(world.round, later_round(world.round))


def told(found: LastTime | None) -> object:
    """Mark, level and recommendation, as people read them."""
    if found is None:
        return None
    mark = found.mark
    return (mark.shown, mark.level) if mark else None, found.recommendation, found.is_published


def test_the_mark_and_the_advice_of_the_same_indicator_come_along(two: Two) -> None:
    found = last_time(two.item("1"))

    assert told(found) == (("4", 4), "ควรขยายผล", False)
    assert found is not None
    assert found.round == two.earlier


def test_a_mark_or_an_advice_alone_come_along(two: Two) -> None:
    assert told(last_time(two.item("2"))) == (("3", 3), "", False)
    assert told(last_time(two.item("3"))) == (None, "ควรเริ่ม", False)


def test_what_is_published_is_told_to_be(two: Two) -> None:
    Computation.objects.create(
        round=two.earlier, number=1, state="published", asked_at=clock.now(), asked_by="ส่วนกลาง"
    )

    assert told(last_time(two.item("1"))) == (("4", 4), "ควรขยายผล", True)


def test_without_anything_given_there_is_nothing(two: Two) -> None:
    assert last_time(two.item("4")) is None
    assert last_time(two.item("1", office="1022010000")) is None


def test_a_first_round_has_nothing_before_it(two: Two) -> None:
    item = Item.objects.select_related("submission__round", "instrument__framework").filter(
        submission__round=two.earlier
    )[0]

    assert last_time(item) is None


def test_no_name_of_anybody_is_in_what_is_told() -> None:
    assert [field.name for field in dataclasses.fields(LastTime)] == [
        "round",
        "is_published",
        "title",
        "mark",
        "recommendation",
    ]


def test_it_costs_three_queries(
    two: Two, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    item = two.item("1")
    last_time(item)

    with django_assert_num_queries(3):
        last_time(item)
