"""What an office sees and does when the panel sent single items back; it never learns who."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page

from factories.panels import PanelWorld, make_panel_world
from tidtam.people.queries import actor_for
from tidtam.reviews.models import ReturnedItem
from tidtam.reviews.screening import return_single_items
from tidtam.rounds.models import Receipt
from tidtam.rounds.submitting import set_item_ready
from tidtam.shared import clock

pytestmark = pytest.mark.django_db
LACKS = "ขอภาพกิจกรรมที่เห็นวันที่"


@pytest.fixture
def world() -> PanelWorld:
    made = make_panel_world(offices=2, screened=False)
    send_back(made, "2")
    return made


def send_back(world: PanelWorld, *codes: str, days: int = 7) -> None:
    return_single_items(
        world.screening(),
        missing={world.item(code).pk: f"{LACKS} {code}" for code in codes},
        due_at=clock.now() + dt.timedelta(days=days),
        seen_edit=world.screening().edit,
        by=world.by(0),
    )


def at(world: PanelWorld, name: str) -> str:
    return reverse(name, args=[world.round.code, world.offices[0].code])


def reporter(world: PanelWorld) -> Client:
    return browser_of(world.reporters[0])


def director(world: PanelWorld) -> Client:
    return browser_of(world.directors[0])


def page_of(client: Client, path: str) -> str:
    reply = client.get(path)
    assert reply.status_code == 200
    assert_strict_page(reply.content.decode())
    return words_of(reply)  # type: ignore[arg-type]


def save_field(client: Client, world: PanelWorld, code: str, question: str, value: str) -> Any:
    return client.post(
        reverse("office-answer-save", args=[world.item(code).pk, question]),
        json.dumps({"edit": 1, "state": "answered", "value": value}),
        content_type="application/json",
    )


def mend(world: PanelWorld) -> None:
    set_item_ready(world.item("2"), ready=True, by=actor_for(world.reporters[0]))


def send_items(client: Client, world: PanelWorld, **given: str) -> Any:
    return client.post(at(world, "office-send-back"), given)


def test_the_task_list_begins_with_what_came_back(world: PanelWorld) -> None:
    words = page_of(reporter(world), at(world, "office-report"))

    assert "คณะกลั่นกรองส่งคืน 1 ข้อให้แก้" in words
    assert words.index(f"{LACKS} 2") < words.index("ตัวชี้วัดที่ 1")
    assert "แก้ได้ถึง" in words
    assert "ถอนรายงาน" not in words


def test_the_item_says_until_when_it_is_open_and_can_be_written(world: PanelWorld) -> None:
    client = reporter(world)

    words = page_of(client, reverse("office-item", args=[world.item("2").pk]))
    saved = save_field(client, world, "2", "returned", "9")
    closed = page_of(client, reverse("office-item", args=[world.item("1").pk]))
    refused = save_field(client, world, "1", "story", "<p>ใหม่</p>")

    assert ("คณะกลั่นกรองส่งข้อนี้คืนให้แก้" in words, f"{LACKS} 2" in words) == (True, True)
    assert ("ทำเสร็จแล้ว" in words, "อ่านได้อย่างเดียว" in words) == (True, False)
    assert (saved.status_code, refused.status_code) == (200, 403)
    assert "อ่านได้อย่างเดียว" in closed


def test_after_its_moment_the_item_says_that_it_is_closed(world: PanelWorld) -> None:
    with time_machine.travel(clock.now() + dt.timedelta(days=8), tick=False):
        client = reporter(world)
        words = page_of(client, reverse("office-item", args=[world.item("2").pk]))
        refused = save_field(client, world, "2", "returned", "9")
        tasks = page_of(client, at(world, "office-report"))

    assert "พ้นกำหนดแก้เมื่อ" in words
    assert refused.status_code == 409
    assert "หมดเวลาแก้ข้อนี้เมื่อ" in refused.json()["closed"]["text"]
    assert "พ้นกำหนดแก้แล้วโดยไม่ได้ส่งกลับ" in tasks


def test_no_page_of_the_office_names_the_panel(world: PanelWorld) -> None:
    mend(world)
    send_items(director(world), world)
    send_back(world, "1", "2")
    names = [
        *(each.person.full_name for each in world.reviewers),
        world.moderator.full_name,
        world.officer.full_name,
    ]
    addresses = [
        at(world, "office-report"),
        at(world, "office-review"),
        at(world, "office-files"),
        reverse("office-item", args=[world.item("2").pk]),
        reverse("office-answer-versions", args=[world.item("2").pk, "returned"]),
        reverse("office-home"),
        at(world, "office-report") + "receipts/2/",
    ]

    pages = [
        person.get(address).content.decode()
        for address in addresses
        for person in (reporter(world), director(world))
    ]

    assert [name for name in names for page in pages if name in page] == []


def test_the_home_page_leads_to_it(world: PanelWorld) -> None:
    words = page_of(reporter(world), reverse("office-home"))

    assert "คณะกลั่นกรองส่งคืน 1 ข้อ" in words
    assert "แก้ข้อที่ส่งคืน" in words


def test_the_director_reads_and_sends_back_once(world: PanelWorld) -> None:
    client = director(world)
    before = page_of(client, at(world, "office-review"))
    mend(world)

    page = client.get(at(world, "office-review")).content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    replies = [send_items(client, world, seen=seen) for _ in range(2)]

    assert "ส่งกลับได้เมื่อผู้รายงานทำเครื่องหมายว่าเสร็จครบทุกข้อ" in before
    receipt = at(world, "office-report") + "receipts/2/"
    assert [(each.status_code, each["Location"]) for each in replies] == [(302, receipt)] * 2
    assert list(Receipt.objects.filter(submission=world.submission()).values_list("number")) == [
        (1,),
        (2,),
    ]
    assert ReturnedItem.objects.get().came_back_at is not None
    assert "QP 2" in page_of(client, receipt)
    assert "ใบรับรายงานครั้งที่ 1" in page_of(client, at(world, "office-report") + "receipts/1/")
    pdf = client.get(at(world, "office-report") + "receipts/2.pdf")
    assert (pdf.status_code, pdf["Content-Type"]) == (200, "application/pdf")


def test_what_changed_while_the_director_read_does_not_go(world: PanelWorld) -> None:
    client = director(world)
    mend(world)
    page = client.get(at(world, "office-review")).content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    save_field(reporter(world), world, "2", "returned", "11")

    reply = send_items(client, world, seen=seen)

    assert reply["Location"] == at(world, "office-review")
    assert "มีการแก้ข้อที่ส่งคืนหลังจากที่ท่านเปิดหน้านี้" in client.get(reply["Location"]).content.decode()
    assert ReturnedItem.objects.get().came_back_at is None


def test_unfinished_items_do_not_go(world: PanelWorld) -> None:
    reply = send_items(director(world), world)

    assert reply["Location"] == at(world, "office-review")
    assert ReturnedItem.objects.get().came_back_at is None


@pytest.mark.parametrize(("who", "status"), [("reporter", 403), ("officer", 403), ("other", 404)])
def test_nobody_else_sends_back(world: PanelWorld, who: str, status: int) -> None:
    mend(world)
    person = {
        "reporter": world.reporters[0],
        "officer": world.officer,
        "other": world.directors[1],
    }[who]

    assert send_items(browser_of(person), world).status_code == status
    assert ReturnedItem.objects.get().came_back_at is None


def test_only_what_came_back_can_be_handed_out(world: PanelWorld) -> None:
    page = director(world).get(at(world, "office-report")).content.decode()

    assert page.count('type="checkbox" name="item"') == 1
    given = {"item": [world.item("2").pk], "owner": world.reporters[0].pk}
    assert director(world).post(at(world, "office-assign"), given).status_code == 302
    assert world.item("2").owner_id == world.reporters[0].pk


def test_the_wall_says_that_some_items_are_back(world: PanelWorld) -> None:
    client = browser_of(world.officer)

    wall = words_of(client.get(reverse("central-reports", args=[world.round.code])))  # type: ignore[arg-type]
    filtered = client.get(
        reverse("central-reports", args=[world.round.code]), {"flag": "sent_back"}
    )

    assert "ส่งคืนบางข้อ (1)" in wall
    assert "แสดง 1 เขต" in words_of(filtered)  # type: ignore[arg-type]


def test_saving_into_an_item_that_came_back_asks_one_question_more(
    world: PanelWorld, django_assert_max_num_queries: Any
) -> None:
    client = reporter(world)
    save_field(client, world, "2", "returned", "8")
    body = {"edit": 2, "state": "answered", "value": "9"}
    address = reverse("office-answer-save", args=[world.item("2").pk, "returned"])

    with django_assert_max_num_queries(20) as asked:
        reply = client.post(address, json.dumps(body), content_type="application/json")

    frames = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    kept = [each for each in asked.captured_queries if not str(each["sql"]).startswith(frames)]
    # the seven of every save, and whether the item is still open, asked under the lock
    assert (reply.status_code, len(kept)) == (200, 8)
