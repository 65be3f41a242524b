"""Every act of the workspace × who asks × the report's state: just what the rights table says."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from office_world import at, bring_to, browser_of

from factories.reporting import Reporting, actor_of, reporting
from tidtam.people.models import Person
from tidtam.rounds.attaching import Words, add_link
from tidtam.rounds.models import Answer, Evidence, Submission

pytestmark = pytest.mark.django_db

STATES = ["filling", "waiting", "approved", "submitted"]
PEOPLE = ["reporter", "director", "officer", "stranger"]
# act of the rights table -> what a page sends for it
ACTS = {
    "answers.write": "save",
    "items.assign": "assign",
    "submissions.send": "send",
    "submissions.return": "return",
    "submissions.approve": "approve",
    "submissions.submit": "submit",
    "submissions.withdraw": "withdraw",
}
# act -> the state in which it has been done
DONE = {
    "submissions.send": "waiting",
    "submissions.approve": "approved",
    "submissions.submit": "submitted",
}


@pytest.fixture
def world() -> Reporting:
    return reporting()


def do(world: Reporting, client: Client, what: str) -> Any:
    """Send what the page sends for an act."""
    move = at("office-move", world)
    item = world.item("2").pk
    if what == "save":
        address = reverse("office-answer-save", args=[item, "note"])
        body = {"edit": 0, "state": "answered", "value": "ใหม่"}
        return client.post(address, body, content_type="application/json")
    if what == "assign":
        return client.post(at("office-assign", world), {"item": [item], "owner": "nobody"})
    if what == "return":
        return client.post(at("office-return", world), {"word": "แก้"})
    return client.post(move, {"act": what, "reason": "แก้"})


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", PEOPLE)
def test_a_page_lets_through_what_the_table_allows_and_nothing_else(
    world: Reporting, act: str, state: str, who: str
) -> None:
    bring_to(world, state)
    person: Person = getattr(world, who)
    allowed = actor_of(person).may(act, agency_code=world.office.code, state=state)
    before = _all_of(world)

    response = do(world, browser_of(person), ACTS[act])

    complete = not (act == "submissions.send" and state == "filling")  # nothing is answered yet
    # Pressed again by whoever did it: the page shows where the report stands, nothing happens.
    again = DONE.get(act) == state and world.fresh().moved_by == person.full_name
    # A director whose report moved meanwhile gets his words back with the reason: 409.
    expected = {200, 302} if allowed or again else {403, 404, 409}
    assert response.status_code in expected, (act, state, who, response.status_code)
    if who == "stranger":
        assert response.status_code == 404
    changed = _all_of(world) != before
    assert changed == (allowed and complete and act != "items.assign")


def _all_of(world: Reporting) -> tuple[Any, ...]:
    report = Submission.objects.filter(pk=world.submission.pk).values_list("state", flat=True)
    return (list(report), list(Answer.objects.order_by("pk").values_list("value", "edit")))


READS = ["office-report", "office-review"]


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("who", PEOPLE)
def test_a_report_is_read_by_its_own_people_and_the_bureau(
    world: Reporting, state: str, who: str
) -> None:
    bring_to(world, state)
    client, item = browser_of(getattr(world, who)), world.item("1").pk
    addresses = [at(name, world) for name in READS]
    addresses += [
        reverse("office-item", args=[item]),
        reverse("office-answer-versions", args=[item, "story"]),
    ]
    if state == "submitted":
        addresses += [at("office-receipt-page", world, 1), at("office-receipt", world, 1)]

    found = {address: client.get(address).status_code for address in addresses}

    assert set(found.values()) == {404 if who == "stranger" else 200}, found


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("state", ["filling", "waiting"])
def test_evidence_is_changed_by_reporters_of_the_office_while_it_is_filled_in(
    world: Reporting, who: str, state: str
) -> None:
    piece = add_link(
        world.item("1"), url="https://a.example/", link_kind="link", words=Words(), by=world.by
    )
    bring_to(world, state)
    client = browser_of(getattr(world, who))
    item = world.item("1").pk
    sent: dict[str, HttpResponse] = {
        "link": client.post(
            reverse("office-evidence-link", args=[item]), {"url": "https://b.example/"}
        ),
        "words": client.post(
            reverse("office-evidence-words", args=[piece.pk]), {"caption": "คำอธิบาย"}
        ),
        "remove": client.post(reverse("office-evidence-remove", args=[piece.pk])),
        "restore": client.post(reverse("office-evidence-restore", args=[piece.pk])),
        "copy": client.post(reverse("office-copy", args=[item]), {"question": "story"}),
        "add": client.post(reverse("office-evidence-add", args=[item]), {"upload": "no-such"}),
    }

    statuses = {name: response.status_code for name, response in sent.items()}
    if who == "stranger":
        assert set(statuses.values()) == {404}
    elif who == "reporter" and state == "filling":
        assert statuses == {
            "link": 302, "words": 302, "remove": 302, "restore": 302, "copy": 404, "add": 404,
        }  # fmt: skip
        assert Evidence.objects.count() == 2
    else:
        assert {statuses[name] for name in ("link", "words", "remove", "restore", "add")} == {403}
        assert Evidence.objects.get().caption == ""


def test_items_of_another_report_are_not_moved_along(world: Reporting) -> None:
    other = Submission.objects.exclude(pk=world.submission.pk).get()
    foreign = other.items.get(node_code="1")
    bring_to(world, "waiting")
    director = browser_of(world.director)

    returned = director.post(at("office-return", world), {f"word-{foreign.pk}": "แก้"})
    assigned = browser_of(world.reporter).post(
        at("office-assign", world), {"item": [foreign.pk], "owner": "nobody"}
    )

    assert returned.status_code == 404
    assert assigned.status_code in (302, 403)
    assert other.items.get(node_code="1").state == "open"


def test_numbers_that_no_database_knows_are_not_found(world: Reporting) -> None:
    client = browser_of(world.reporter)
    huge = 10**25

    assert client.get(reverse("office-item", args=[huge])).status_code == 404
    assert client.get(at("office-receipt", world, huge)).status_code == 404
    assert client.post(reverse("office-evidence-remove", args=[huge])).status_code == 404
    assert client.get(reverse("office-answer-versions", args=[huge, "story"])).status_code == 404
