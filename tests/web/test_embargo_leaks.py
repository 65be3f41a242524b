"""Nothing of a region that is held back is on any page or in any file of anybody outside.

Every address of the site is walked with the office that is held back in it, by everybody who
is not of the bureau; what only that office has must be nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from walking import addresses_of, said_at

from factories import client_for, make_person
from factories.embargoes import SECRET_ADVICE, SECRET_VALUE, Embargoed, embargoed
from factories.publishing import correct, corrected
from tidtam.followups.actions import gather
from tidtam.notices.models import Message
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.roles import Role
from tidtam.results.models import Embargo

pytestmark = pytest.mark.django_db

# What a mean of all three offices would be: it must be of the visible one alone.
MEANS_OF_ALL = ("3.61", "3.42")
SECRETS = (SECRET_VALUE, SECRET_ADVICE, *MEANS_OF_ALL)
OUTSIDE = ("anybody", "reporter", "director", "stranger", "reviewer", "moderator")
QUERIES = ("", "?n=1", "?sort=value", "?level=3", "?level=none", "?q=สมมติ+21", "?region=8")


@pytest.fixture
def world() -> Embargoed:
    made = embargoed()
    made.hold()
    gather(made.publish(), by=SYSTEM)
    return made


def client_of(world: Embargoed, who: str) -> Client:
    client = Client()
    people: dict[str, Person] = {
        "reporter": world.reporter,
        "director": world.director,
        "stranger": world.stranger,
    }
    if who in people:
        client.force_login(people[who])
    elif who != "anybody":
        client = client_for(Role(who))
    return client


def addresses(world: Embargoed) -> Iterator[str]:
    """Every address of the site, for the office that is held back."""
    return addresses_of(round_code=world.round.code, office_code=world.here.code, pks=(1, 2, 3))


@pytest.mark.parametrize("who", OUTSIDE)
def test_no_address_gives_away_what_is_held_back(world: Embargoed, who: str) -> None:
    client = client_of(world, who)

    found = [leak for address in addresses(world) for leak in said_at(client, address, SECRETS)]

    assert found == []


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("query", QUERIES)
def test_no_filter_of_the_wall_gives_it_away(world: Embargoed, who: str, query: str) -> None:
    client = client_of(world, who)

    pages = [
        f"/results/r-6m/{query}",
        f"/results/r-6m/{world.far.code}/{query if query == '?n=1' else ''}",
    ]

    assert [leak for address in pages for leak in said_at(client, address, SECRETS)] == []
    assert [leak for address in pages for leak in leaks_in_part(client, address)] == []


def leaks_in_part(client: Client, address: str) -> list[str]:
    found = client.get(address, headers={"HX-Request": "true"}).content.decode()
    return [secret for secret in SECRETS if secret in found]


@pytest.mark.parametrize("who", OUTSIDE)
def test_its_pages_and_sheets_are_not_there(world: Embargoed, who: str) -> None:
    client = client_of(world, who)
    address = f"/results/r-6m/{world.here.code}/"

    parts = ("", "?n=1", "why/qp-2566/1/", "why/qp-2566/total/", "sheet.pdf", "sheet.docx")
    status = [client.get(address + part).status_code for part in parts]

    assert set(status) <= {403, 404}
    page = client.get(address).content.decode()
    assert "ยังไม่ประกาศ" in page


def test_the_wall_says_so_and_links_nowhere(world: Embargoed) -> None:
    page = Client().get("/results/r-6m/").content.decode()

    assert page.count("ยังไม่ประกาศ</span>") == 2
    assert "ไม่นับ 2 เขตที่ยังไม่ประกาศ" in page
    assert f"/results/r-6m/{world.here.code}/" not in page
    assert f"/results/r-6m/{world.far.code}/" in page


def test_its_people_hear_nothing_and_nobody_hears_of_it(world: Embargoed) -> None:
    told = set(Message.objects.values_list("to_person_id", flat=True))

    assert told == {world.stranger.pk}
    for message in Message.objects.all():
        words = " ".join((message.subject, message.body, message.body_en, message.context))
        assert [secret for secret in SECRETS if secret in words] == []


def test_an_old_version_is_held_back_like_the_new_one(world: Embargoed) -> None:
    correct(world.round, node="1", mark="1", office_id=world.far.pk)
    corrected(world.round)

    for number in ("", "?n=1", "?n=2"):
        for part in ("", f"{world.here.code}/", f"{world.far.code}/"):
            address = f"/results/r-6m/{part}{number}"
            assert said_at(client_of(world, "reporter"), address, SECRETS) == []


def test_the_bureau_and_the_chair_read_it_all(world: Embargoed) -> None:
    address = f"/results/r-6m/{world.here.code}/"
    for role in (Role.CENTRAL_OFFICER, Role.CHAIR):
        client = Client()
        client.force_login(make_person(role))
        pages = [client.get(each).content.decode() for each in (address, "/results/r-6m/")]

        assert [SECRET_VALUE in page for page in pages] == [True, True]
        assert SECRET_ADVICE in pages[0]


def test_when_it_is_lifted_everybody_reads_it(world: Embargoed) -> None:
    bureau = Client()
    bureau.force_login(world.officer)
    bureau.post(reverse("central-embargo-lift", args=["r-6m", Embargo.objects.get().pk]))

    assert SECRET_VALUE in Client().get("/results/r-6m/").content.decode()
    page = client_of(world, "reporter").get(f"/results/r-6m/{world.here.code}/").content.decode()
    assert SECRET_ADVICE in page
