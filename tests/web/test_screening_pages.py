"""The pages on which a report is screened: who gets in, what they show, what the buttons do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page

from factories.panels import PanelWorld, make_panel_world
from tidtam.people.models import Person
from tidtam.people.queries import actor_for
from tidtam.reviews.models import ReturnedItem, Screening
from tidtam.reviews.screening import bring_items_back, complete_screening, return_single_items
from tidtam.reviews.states import ScreeningState
from tidtam.rounds.answering import save_answer
from tidtam.rounds.attaching import Words, add_link
from tidtam.rounds.submitting import set_item_ready
from tidtam.shared import clock
from tidtam.thai.dates import MONTHS

pytestmark = pytest.mark.django_db
LIST = "/reviewing/screenings/"


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(screened=False)


def page_at(world: PanelWorld, *, office: int = 0) -> str:
    return reverse("reviewing-screening", args=[world.submission(office).pk])


def screener(world: PanelWorld) -> Client:
    return browser_of(world.reviewers[0].person)


def due(days: int = 7, **more: str) -> dict[str, str]:
    """The four parts of the deadline as a browser sends them."""
    day = clock.local(clock.now() + dt.timedelta(days=days))
    parts = [str(day.day), MONTHS[day.month - 1], str(day.year + 543), ""]
    return dict(zip(("due_day", "due_month", "due_year", "due_time"), parts, strict=True)) | more


def press(client: Client, world: PanelWorld, act: str, **given: Any) -> HttpResponse:
    data = {"act": act, "edit": "0", **due(), **given}
    return client.post(page_at(world), data)  # type: ignore[return-value]


def returned(world: PanelWorld) -> list[tuple[str, str]]:
    rows = ReturnedItem.objects.filter(screening=world.screening())
    return list(rows.order_by("pk").values_list("item__node_code", "missing"))


def test_the_page_shows_what_is_not_complete(world: PanelWorld) -> None:
    item = world.item("2")
    by = actor_for(world.reporters[0])
    return_item(world, "2")
    add_link(item, url="https://example.go.th/a", link_kind="link", words=Words(), by=by)

    page = screener(world).get(page_at(world))

    assert_strict_page(page.content.decode())
    words = words_of(page)  # type: ignore[arg-type]
    assert "ความครบถ้วนเท่าที่ระบบเห็น" in words
    assert "ไม่มีหลักฐาน (" in words
    assert f'name="lack-{world.item("1").pk}"' in page.content.decode()
    assert f'name="lack-{item.pk}"' not in page.content.decode()  # the office has it
    assert "อยู่ที่เขต" in words


def return_item(world: PanelWorld, code: str, *, seen: int = 0) -> Screening:
    return return_single_items(
        world.screening(),
        missing={world.item(code).pk: "ยังไม่มีหลักฐาน"},
        due_at=clock.now() + dt.timedelta(days=7),
        seen_edit=seen,
        by=world.by(0),
    )


def test_items_are_returned_with_ready_sentences_and_own_words(world: PanelWorld) -> None:
    one, two = world.item("1").pk, world.item("2").pk

    reply = press(
        screener(world),
        world,
        "return",
        **{
            f"lack-{one}": ["no_evidence", "figures", "not-known"],
            f"own-{one}": "",
            f"own-{two}": " ขอภาพ\r\nกิจกรรม ",
            "note": "ดูซ้ำ",
        },
    )

    assert (reply.status_code, reply["Location"]) == (302, page_at(world))
    assert returned(world) == [
        ("1", "ยังไม่มีหลักฐาน โปรดแนบ\nตัวเลขในคำตอบไม่ตรงกับหลักฐาน"),
        ("2", "ขอภาพ\nกิจกรรม"),
    ]
    assert world.screening().note == "ดูซ้ำ"
    local = clock.local(ReturnedItem.objects.first().due_at)  # type: ignore[union-attr]
    assert (local.hour, local.minute) == (23, 59)


def test_nothing_chosen_returns_nothing(world: PanelWorld) -> None:
    reply = press(screener(world), world, "return")

    assert reply.status_code == 422
    assert "ยังไม่ได้บอกว่าข้อใดขาดอะไร" in words_of(reply)
    assert returned(world) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_day": ""}, "วันที่ไม่ครบ"),
        ({"due_year": "2024"}, "ไม่ใช่ปี พ.ศ."),
        ({"due_day": "31", "due_month": "กุมภาพันธ์"}, "ในปฏิทิน"),
        (due(days=-3), "ผ่านไปแล้ว"),
        (due(days=200), "เกิน 90 วัน"),
    ],
)
def test_a_wrong_deadline_keeps_what_was_ticked(
    world: PanelWorld, wrong: dict[str, str], sentence: str
) -> None:
    one = world.item("1").pk
    given = {f"lack-{one}": "figures", f"own-{one}": "ขอตารางใหม่", "note": "จดไว้"}

    reply = press(screener(world), world, "return", **given | wrong)

    page = reply.content.decode()
    assert (reply.status_code, sentence in words_of(reply)) == (422, True)
    assert 'value="figures" checked' in page
    assert "ขอตารางใหม่" in page
    assert "จดไว้" in page
    assert returned(world) == []


def test_one_act_finds_the_report_complete(world: PanelWorld) -> None:
    reply = press(screener(world), world, "complete", note="ครบ")

    assert (reply.status_code, reply["Location"]) == (
        302,
        f"{LIST}?complete={world.submission().pk}",
    )
    assert (world.screening().state, world.screening().note) == (ScreeningState.COMPLETE, "ครบ")


def test_what_is_ticked_is_not_found_complete(world: PanelWorld) -> None:
    reply = press(
        screener(world), world, "complete", **{f"lack-{world.item('1').pk}": "no_evidence"}
    )

    assert reply.status_code == 422
    assert world.screening().state == ScreeningState.WAITING


def test_a_second_press_does_nothing_more(world: PanelWorld) -> None:
    client, one = screener(world), world.item("1").pk
    given = {f"lack-{one}": "no_evidence"}

    replies = [press(client, world, "return", **given).status_code for _ in range(2)]

    assert replies == [302, 302]
    assert len(returned(world)) == 1


def test_somebody_elses_act_is_seen_first_and_nothing_typed_is_lost(world: PanelWorld) -> None:
    one = world.item("1").pk
    complete_screening(world.screening(), seen_edit=0, by=world.officer_actor)
    Screening.objects.update(state=ScreeningState.WAITING.value)

    reply = press(screener(world), world, "return", **{f"own-{one}": "ขอตารางใหม่"})

    page = reply.content.decode()
    assert reply.status_code == 409
    assert "มีความเคลื่อนไหวหลังจากที่ท่านเปิดหน้านี้" in words_of(reply)
    assert ("ขอตารางใหม่" in page, 'name="edit" value="1"' in page) == (True, True)
    assert returned(world) == []


def test_what_came_back_is_marked_and_can_be_found_complete(world: PanelWorld) -> None:
    return_item(world, "2")
    by, item = actor_for(world.reporters[0]), world.item("2")
    save_answer(item.pk, "returned", seen_edit=1, state="answered", value="9", by=by)
    set_item_ready(item, ready=True, by=by)
    bring_items_back(world.submission(), by=actor_for(world.directors[0]))
    client = screener(world)

    words = words_of(client.get(page_at(world)))  # type: ignore[arg-type]
    reply = press(client, world, "complete", edit="2")

    assert ("แก้หลังส่งคืน" in words, "ส่งกลับแล้ว" in words) == (True, True)
    assert reply.status_code == 302
    assert world.screening().state == ScreeningState.COMPLETE


def test_a_complete_report_is_opened_again_with_a_reason(world: PanelWorld) -> None:
    client = screener(world)
    press(client, world, "complete")

    refused = press(client, world, "again", edit="1", reason=" ")
    reply = press(client, world, "again", edit="1", reason="พบไฟล์เสีย")

    assert (refused.status_code, reply.status_code) == (422, 302)
    assert world.screening().state == ScreeningState.WAITING


def test_an_unknown_act_is_not_found(world: PanelWorld) -> None:
    assert press(screener(world), world, "delete").status_code == 404


def people_of(world: PanelWorld) -> dict[str, Person]:
    return {
        "screener": world.reviewers[0].person,
        "other reviewer": world.reviewers[1].person,
        "on no panel": world.nobody,
        "moderator": world.moderator,
        "officer": world.officer,
        "reporter": world.reporters[0],
        "director": world.directors[0],
    }


def test_who_gets_in_and_who_may_press(world: PanelWorld) -> None:
    seen = {
        name: (
            browser_of(person).get(page_at(world)).status_code,
            press(browser_of(person), world, "complete").status_code,
        )
        for name, person in reversed(people_of(world).items())
        if name not in ("officer", "screener")
    }

    assert seen == {
        "director": (403, 403),
        "reporter": (403, 403),
        "moderator": (200, 409),
        "on no panel": (404, 404),
        "other reviewer": (404, 404),
    }
    assert world.screening().state == ScreeningState.WAITING
    assert press(browser_of(world.officer), world, "complete").status_code == 302


def test_a_stranger_signs_in_first(world: PanelWorld) -> None:
    assert Client().get(page_at(world))["Location"].startswith("/sign-in/?next=")


def test_a_moderator_reads_and_has_no_button(world: PanelWorld) -> None:
    page = browser_of(world.moderator).get(page_at(world)).content.decode()

    assert 'name="act"' not in page


def test_the_list_shows_ones_own_reports(world: PanelWorld) -> None:
    return_item(world, "2")

    mine = words_of(screener(world).get(LIST))  # type: ignore[arg-type]
    everything = words_of(browser_of(world.officer).get(LIST))  # type: ignore[arg-type]
    nothing = words_of(browser_of(world.nobody).get(LIST))  # type: ignore[arg-type]

    names = ["สพป.สมมติ 21", "สพป.สมมติ 22", "สพป.สมมติ 23"]
    assert [name in mine for name in names] == [True, False, False]
    assert [name in everything for name in names] == [True, True, True]
    assert "ยังไม่มีรายงานให้กลั่นกรอง" in nothing


@pytest.mark.parametrize("address", ["list", "page"])
def test_the_pages_ask_the_same_for_one_and_for_three(
    address: str, django_assert_max_num_queries: Any
) -> None:
    counts = []
    world = make_panel_world(offices=2, reviewers=1, screened=False)
    for codes in (["1"], ["2", "3", "4"]):
        for code in codes:
            return_item(world, code, seen=world.screening().edit)
        client, path = screener(world), LIST if address == "list" else page_at(world)
        client.get(path)
        with django_assert_max_num_queries(20) as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]


def test_three_reports_are_listed_with_as_many_queries_as_one(
    django_assert_max_num_queries: Any,
) -> None:
    counts = []
    for submitted in (1, 3):
        world = make_panel_world(offices=3, submitted=submitted, reviewers=1, screened=False)
        client = browser_of(world.reviewers[0].person)
        client.get(LIST)
        with django_assert_max_num_queries(12) as asked:
            client.get(LIST)
        counts.append(len(asked.captured_queries))

    assert counts[0] == counts[1]
