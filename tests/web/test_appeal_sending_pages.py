"""An office sends an appeal, takes it back, and reads what was decided."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page

from factories.appeals import REASON, WHY, Appealing, appealing
from tidtam.appeals.models import Appeal
from tidtam.appeals.states import AppealState, Outcome

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Appealing:
    return appealing()


@pytest.fixture
def reporter(world: Appealing) -> Client:
    return browser_of(world.world.reporters[0])


@pytest.fixture
def director(world: Appealing) -> Client:
    return browser_of(world.world.directors[0])


def listed(world: Appealing) -> str:
    return reverse("office-appeals", args=[world.round.code])


def page_of(client: Client, path: str, *, status: int = 200, language: str = "th") -> str:
    client.cookies["django_language"] = language
    reply = client.get(path)
    assert reply.status_code == status
    assert_strict_page(reply.content.decode(), language=language)
    return words_of(reply)  # type: ignore[arg-type]


def act(name: str, appeal: Appeal) -> str:
    return reverse(f"office-appeal-{name}" if name else "office-appeal", args=[appeal.pk])


def test_the_director_reads_once_more_and_sends(world: Appealing, director: Client) -> None:
    appeal = world.begun()
    form = {"edit": str(appeal.edit), "reason": f"{REASON} แก้แล้ว", "wanted": "5"}

    asked = director.post(act("send", appeal), form)
    page = asked.content.decode()
    sent = director.post(act("send", appeal), {"confirmed": "yes"})

    assert asked.status_code == 200
    assert_strict_page(page)
    assert "แต่ละข้อพิจารณาครั้งเดียวและเป็นที่สุด" in page
    assert f"{REASON} แก้แล้ว" in page
    assert sent["Location"] == act("", appeal)
    assert world.fresh(appeal).state == AppealState.SENT
    assert "ยื่นแล้ว อยู่ระหว่างพิจารณา" in page_of(director, act("", appeal))


def test_a_reason_that_says_hardly_anything_is_not_sent(world: Appealing, director: Client) -> None:
    appeal = world.begun()

    reply = director.post(
        act("send", appeal), {"edit": str(appeal.edit), "reason": "ไม่เห็นด้วย", "wanted": ""}
    )

    assert reply.status_code == 422
    assert_strict_page(reply.content.decode())
    assert "ควรมีอย่างน้อย 20 ตัวอักษร" in reply.content.decode()
    assert world.fresh(appeal).state == AppealState.WRITING


def test_a_reporter_neither_sends_nor_withdraws(world: Appealing, reporter: Client) -> None:
    appeal = world.begun()

    for name in ("send", "withdraw"):
        assert reporter.post(act(name, appeal), {"confirmed": "yes"}).status_code == 403
    assert world.fresh(appeal).state == AppealState.WRITING


def test_withdrawing_asks_once_more_and_can_be_begun_again(
    world: Appealing, director: Client, reporter: Client
) -> None:
    appeal = world.given()

    asked = page_of(director, act("withdraw", appeal))
    director.post(act("withdraw", appeal), {"confirmed": "yes"})
    after = page_of(reporter, listed(world))

    assert "ยืนยันถอนคำทักท้วง" in asked
    assert world.fresh(appeal).state == AppealState.WITHDRAWN
    assert "เขียนใหม่" in after


def test_a_draft_is_discarded_by_the_director_after_a_question(
    world: Appealing, director: Client, reporter: Client
) -> None:
    appeal = world.begun()

    page = page_of(director, act("", appeal))
    asked = page_of(director, act("withdraw", appeal))
    unsaved = world.fresh(appeal).state
    director.post(act("withdraw", appeal), {"confirmed": "yes"})
    told = page_of(director, act("", appeal))

    assert ("ทิ้งร่าง" in page, "ถอนคำทักท้วงนี้" in page) == (True, False)
    assert all(words in asked for words in ("ยืนยันทิ้งร่างคำทักท้วง", "ไม่ทิ้ง", "ยังเก็บไว้", REASON))
    assert unsaved == AppealState.WRITING
    assert world.fresh(appeal).state == AppealState.WITHDRAWN
    assert "ทิ้งร่างแล้ว" in told
    assert "เขียนใหม่" in page_of(reporter, listed(world))


def test_what_was_sent_is_withdrawn_and_no_draft(world: Appealing, director: Client) -> None:
    appeal = world.sent()

    pages = page_of(director, act("", appeal)) + page_of(director, act("withdraw", appeal))

    assert "ถอนคำทักท้วงนี้" in pages
    assert "ทิ้งร่าง" not in pages


def test_a_draft_whose_time_is_over_is_discarded_too(world: Appealing, director: Client) -> None:
    appeal = world.begun()
    world.close_window()

    asked = page_of(director, act("withdraw", appeal))
    director.post(act("withdraw", appeal), {"confirmed": "yes"})

    assert "เขียนและยื่นใหม่ได้" not in asked
    assert world.fresh(appeal).state == AppealState.WITHDRAWN


def test_a_reporter_is_told_who_discards_a_draft(world: Appealing, reporter: Client) -> None:
    draft, sent = world.begun(), world.sent("2")

    page = page_of(reporter, act("", draft))

    assert "ผู้อำนวยการเป็นผู้ทิ้งร่าง" in page
    assert act("withdraw", draft) not in reporter.get(act("", draft)).content.decode()
    assert "ทิ้งร่าง" not in page_of(reporter, act("", sent))


# ---------------------------------------------------------------- reading


def test_who_has_it_is_nowhere_on_the_offices_pages(world: Appealing, director: Client) -> None:
    appeal = world.given()
    names = [world.decider.full_name, world.world.moderator.full_name]

    raw = (
        director.get(act("", appeal)).content.decode()
        + director.get(listed(world)).content.decode()
    )

    assert [name for name in names if name in raw] == []
    assert "ยื่นแล้ว อยู่ระหว่างพิจารณา" in raw


def test_a_changed_mark_is_read_with_its_reason_and_when_it_counts(
    world: Appealing, reporter: Client
) -> None:
    appeal = world.decided()

    before = page_of(reporter, act("", appeal))
    world.corrected()
    after = page_of(reporter, act("", appeal))

    assert all(words in before for words in ("เปลี่ยนคะแนน", "4 ดีมาก", "5 ดีเยี่ยม", WHY))
    assert "คะแนนรวมที่ประกาศไว้ยังไม่เปลี่ยน" in before
    assert "คะแนนรวมเปลี่ยนแล้วในผลฉบับที่ประกาศเมื่อ" in after
    assert world.decider.full_name not in after


def test_a_mark_that_stands_is_read_with_its_reason(world: Appealing, reporter: Client) -> None:
    appeal = world.decided(outcome=Outcome.KEPT, answer="")

    page = page_of(reporter, act("", appeal))

    assert all(words in page for words in ("คงคะแนนเดิม", WHY))
    assert "คะแนนรวม" not in page


def test_another_office_finds_nothing(world: Appealing) -> None:
    appeal = world.begun()
    other = browser_of(world.world.reporters[1])

    assert other.get(act("", appeal)).status_code == 404
    for name in ("save", "send", "withdraw", "evidence", "link"):
        assert other.post(act(name, appeal), {"reason": "x", "confirmed": "yes"}).status_code == 404


def test_a_buttons_address_that_is_opened_leads_to_the_page(
    world: Appealing, director: Client
) -> None:
    appeal = world.begun()

    for name in ("save", "send"):
        assert director.get(act(name, appeal))["Location"] == act("", appeal)


def test_pages_speak_english_too(world: Appealing, director: Client) -> None:
    appeal = world.decided()
    other = world.begun("2")

    assert "Appeals" in page_of(director, listed(world), language="en")
    for each in (appeal, other):
        assert "appeal" in page_of(director, act("", each), language="en").lower()
