"""An office held back, with its report, panel and time to appeal: nothing of it on any page.

What the heads of the panel decided themselves stays on their own pages; its total does not.
"""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from walking import addresses_of, said_at

from factories import fill, make_office, make_region
from factories.appeals import publish_next
from factories.embargoes import SECRET_ADVICE, SECRET_VALUE
from factories.panels import PanelWorld, make_panel_world
from tidtam.followups.actions import gather
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.results.embargoes import set_embargo
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.reviews.models import Panel
from tidtam.reviews.states import PanelState
from tidtam.rounds.models import Stage
from tidtam.rounds.queries import instruments_of
from tidtam.rounds.states import StageCode
from tidtam.shared import clock

pytestmark = pytest.mark.django_db

# The mean of both offices.
TOTALS = (SECRET_VALUE, "3.42")


@pytest.fixture
def world() -> PanelWorld:
    """Office 21 (region 8) is held back, office 22 (region 15) is not; appeals are taken."""
    make_office(21, region="8")
    make_office(22, region="15")
    made = make_panel_world(offices=2, reviewers=2)
    fill(made.round, mark=4)
    (instrument,) = instruments_of(made.round)
    here = made.offices[0].pk
    low = [MarkChange(here, code, "2") for code in ("1", "2", "3", "4", "5", "7", "8")]
    set_marks(instrument, changes=low, by=SYSTEM)
    set_recommendations(instrument, texts=[(here, "1", SECRET_ADVICE)], by=SYSTEM)
    Panel.objects.filter(pk=made.panel.pk).update(state=PanelState.CLOSED.value)
    set_embargo(made.round, region=make_region("8"), reason="รอผลการสอบสวน", by=SYSTEM)
    gather(publish_next(made), by=SYSTEM)
    now = clock.now()
    Stage.objects.create(
        round=made.round,
        code=StageCode.APPEAL.value,
        starts_at=now - dt.timedelta(days=1),
        due_at=now + dt.timedelta(days=14),
    )
    return made


def walked(world: PanelWorld, person: Person, words: tuple[str, ...]) -> list[str]:
    client = Client()
    client.force_login(person)
    pks = {1, world.item("1").pk, world.assignment("1").pk, world.submission().pk}
    addresses = addresses_of(
        round_code=world.round.code, office_code=world.offices[0].code, pks=sorted(pks)
    )
    found = [each for address in addresses for each in said_at(client, address, words)]
    # The office's own receipt of its report is a PDF.
    return [each for each in found if "receipt" not in each]


@pytest.mark.parametrize("who", ["reporter", "director", "stranger", "reviewer"])
def test_neither_its_total_nor_its_advice_is_anywhere(world: PanelWorld, who: str) -> None:
    people = {
        "reporter": world.reporters[0],
        "director": world.directors[0],
        "stranger": world.reporters[1],
        "reviewer": world.reviewers[0].person,
    }

    assert walked(world, people[who], (*TOTALS, SECRET_ADVICE)) == []


def test_a_moderator_reads_no_total_of_it(world: PanelWorld) -> None:
    assert walked(world, world.moderator, TOTALS) == []


def test_the_other_office_has_its_result(world: PanelWorld) -> None:
    page = Client().get(f"/results/{world.round.code}/{world.offices[1].code}/")

    assert page.status_code == 200
    assert "4.00" in page.content.decode()
