"""What an office got last time stands beside a later report, but not while it is held back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_region
from factories.panels import PanelWorld, make_panel_world
from factories.reporting import later_round, reporting
from tidtam.people.actor import SYSTEM
from tidtam.results.advice import published_advice
from tidtam.results.embargoes import lift_embargo, set_embargo
from tidtam.results.models import Computation, Embargo
from tidtam.results.states import State
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.reviews.quality_rows import marks_of_panel
from tidtam.rounds.models import Item, Round
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

ADVICE = "ควรทบทวนบัญชีลับที่สุด"


def publish(round_: Round) -> None:
    """Say that a round is published; what the pages beside ask of it is its marks alone."""
    now = clock.now()
    Computation.objects.create(
        round=round_, number=1, state=State.PUBLISHED, asked_at=now, published_at=now
    )


def give(round_: Round, office_id: int) -> None:
    (instrument,) = instruments_of(round_)
    set_marks(instrument, changes=[MarkChange(office_id, "1", "3")], by=SYSTEM)
    set_recommendations(instrument, texts=[(office_id, "1", ADVICE)], by=SYSTEM)


def hold(round_: Round) -> Embargo:
    return set_embargo(round_, region=make_region("8"), reason="รอผลการสอบสวน", by=SYSTEM)


@pytest.fixture
def panel() -> PanelWorld:
    return make_panel_world(offices=2, reviewers=2)


def earlier_of(panel: PanelWorld) -> Round:
    """A round before the panel's, of the same framework, with a mark and an advice."""
    (instrument,) = instruments_of(panel.round)
    before = Round.objects.create(
        code="before", fiscal_year=2565, period="12m", title_th="รอบก่อน", title_en="Before"
    )
    instrument.pk = None
    instrument.round = before
    instrument.save()
    Round.objects.filter(pk=panel.round.pk).update(earlier=before)
    give(before, panel.offices[0].pk)
    return before


def test_a_reviewer_does_not_see_the_last_mark_of_an_office_held_back(panel: PanelWorld) -> None:
    before = earlier_of(panel)
    embargo = hold(before)
    publish(before)
    client = Client()
    client.force_login(panel.reviewers[0].person)
    address = f"/reviewing/items/{panel.assignment('1').pk}/"

    held = client.get(address).content.decode()
    lift_embargo(embargo, by=SYSTEM)
    after = client.get(address).content.decode()

    assert (ADVICE in held, 'id="before"' in held) == (False, False)
    assert (ADVICE in after, 'id="before"' in after) == (True, True)


def test_the_quality_of_a_panel_counts_no_last_mark_of_an_office_held_back(
    panel: PanelWorld,
) -> None:
    before = earlier_of(panel)
    (instrument,) = instruments_of(before)
    set_marks(instrument, changes=[MarkChange(panel.offices[1].pk, "1", "5")], by=SYSTEM)

    everybody = marks_of_panel(panel.fresh()).last
    others = marks_of_panel(panel.fresh(), but_last=[panel.offices[0].pk]).last

    assert (everybody, others) == ({("qp-2566", "1"): [3, 5]}, {("qp-2566", "1"): [5]})


def test_with_the_marks_closed_the_panel_foresees_no_total(panel: PanelWorld) -> None:
    give(panel.round, panel.offices[0].pk)
    client = Client()
    client.force_login(panel.moderator)
    address = reverse("moderating-effect", args=[panel.item("1").pk])

    before = client.get(address, {"mark": "5"}).content.decode()
    Round.objects.filter(pk=panel.round.pk).update(frozen_at=clock.now())
    after = client.get(address, {"mark": "5"}).content.decode()

    assert ("3.00" in before, "3.00" in after) == (True, False)


def test_a_report_shows_its_last_advice_once_it_is_announced() -> None:
    world = reporting()
    give(world.round, world.office.pk)
    later = later_round(world.round)
    embargo = hold(world.round)
    publish(world.round)
    mine = Item.objects.get(submission__round=later, submission__office=world.office, node_code="1")
    client = Client()
    client.force_login(world.reporter)

    held = client.get(f"/office/items/{mine.pk}/").content.decode()
    said = published_advice(world.item("1"))
    lift_embargo(embargo, by=SYSTEM)
    after = client.get(f"/office/items/{mine.pk}/").content.decode()

    assert (ADVICE in held, said) == (False, "")
    assert ADVICE in after
