"""The director reads, returns and approves: no word is lost, whatever the office does meanwhile."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from office_world import at, bring_to, browser_of, words_of
from pages import assert_strict_page

from factories.reporting import Reporting, reporting
from tidtam.history.queries import entries_about
from tidtam.rounds.answering import save_answer
from tidtam.rounds.attaching import Words, add_link
from tidtam.rounds.models import Item
from tidtam.rounds.states import ItemState, SubmissionState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    return reporting()


def seen_on(client: Client, world: Reporting) -> str:
    """What the director's page remembers of the report it shows."""
    page = client.get(at("office-review", world)).content.decode()
    return page.partition('name="seen" value="')[2].partition('"')[0].replace("&#x2B;", "+")


def test_words_survive_when_the_office_took_the_report_back_meanwhile(world: Reporting) -> None:
    bring_to(world, "waiting")
    director, item = browser_of(world.director), world.item("2")
    seen = seen_on(director, world)
    browser_of(world.reporter).post(at("office-move", world), {"act": "withdraw"})

    response = director.post(
        at("office-return", world),
        {"seen": seen, f"word-{item.pk}": "ใส่ตัวเลขล่าสุด", "word": "เกือบครบแล้ว"},
    )

    page = words_of(response)
    assert response.status_code == 409
    assert f"{world.reporter.full_name} ดึงรายงานกลับไปแก้เมื่อ" in page
    assert "โปรดรอเขตส่งมาใหม่" in page
    assert "ไม่มีสิทธิ์" not in page
    assert ">ใส่ตัวเลขล่าสุด</textarea>" in response.content.decode()
    assert ">เกือบครบแล้ว</textarea>" in response.content.decode()
    assert "ส่งคืนให้แก้</button>" not in response.content.decode()
    assert world.item("2").word == ""
    assert_strict_page(response.content.decode())


def test_words_survive_when_the_report_was_sent_again_and_can_be_sent_at_once(
    world: Reporting,
) -> None:
    bring_to(world, "waiting")
    director, reporter = browser_of(world.director), browser_of(world.reporter)
    seen = seen_on(director, world)
    reporter.post(at("office-move", world), {"act": "withdraw"})
    reporter.post(at("office-move", world), {"act": "send"})
    words = {f"word-{world.item('2').pk}": "ใส่ตัวเลขล่าสุด", "word": ""}

    stale = director.post(at("office-return", world), {"seen": seen} | words)
    again = director.post(at("office-return", world), {"seen": seen_on(director, world)} | words)

    assert stale.status_code == 409
    assert "ส่งรายงานมาใหม่เมื่อ" in words_of(stale)
    assert "ส่งคืนให้แก้</button>" in stale.content.decode()
    assert again.status_code == 302
    assert world.item("2").word == "ใส่ตัวเลขล่าสุด"


def test_an_approval_of_a_report_taken_back_says_who_has_it(world: Reporting) -> None:
    bring_to(world, "waiting")
    director = browser_of(world.director)
    seen = seen_on(director, world)
    browser_of(world.reporter).post(at("office-move", world), {"act": "withdraw"})

    response = director.post(at("office-move", world), {"act": "approve", "seen": seen})

    assert response.status_code == 409
    assert "ดึงรายงานกลับไปแก้เมื่อ" in words_of(response)
    assert world.fresh().state == SubmissionState.FILLING


def test_a_reporter_who_returns_is_still_refused(world: Reporting) -> None:
    bring_to(world, "waiting")

    response = browser_of(world.reporter).post(at("office-return", world), {"word": "แก้"})

    assert response.status_code == 403


def test_returning_twice_sends_the_words_once_and_other_words_are_not_dropped(
    world: Reporting,
) -> None:
    bring_to(world, "waiting")
    director, item = browser_of(world.director), world.item("2")
    words = {f"word-{item.pk}": "ใส่ตัวเลขล่าสุด", "word": "รวม"}

    twice = [director.post(at("office-return", world), words).status_code for _ in range(2)]
    other = director.post(at("office-return", world), words | {"word": "เพิ่มอีกข้อ"})

    assert twice == [302, 302]
    assert other.status_code == 409
    assert ">เพิ่มอีกข้อ</textarea>" in other.content.decode()
    assert world.fresh().word == "รวม"


def test_drafts_are_kept_by_the_page_and_over_once_the_return_was_accepted(
    world: Reporting,
) -> None:
    bring_to(world, "waiting")
    director = browser_of(world.director)
    before = director.get(at("office-review", world)).content.decode()
    director.post(at("office-return", world), {f"word-{world.item('2').pk}": "แก้"})
    after = director.get(at("office-report", world)).content.decode()
    others = browser_of(world.reporter).get(at("office-report", world)).content.decode()

    assert ("data-review=" in before, "data-review-taken" in before) == (True, False)
    assert "data-review-taken" in after
    assert "data-review" not in others
    assert Item.objects.filter(word="แก้").count() == 1


# ------------------------------------------------------------- what comes back to the director


def returned(world: Reporting) -> None:
    """The director has returned item 2 with a word."""
    bring_to(world, "waiting")
    browser_of(world.director).post(
        at("office-return", world), {f"word-{world.item('2').pk}": "ใส่ตัวเลขล่าสุด"}
    )


def test_returned_items_that_nobody_changed_are_asked_about_before_they_are_sent(
    world: Reporting,
) -> None:
    returned(world)
    reporter = browser_of(world.reporter)

    asked = reporter.post(at("office-move", world), {"act": "send"})

    assert asked.status_code == 409
    assert "ยังไม่แก้ 1 ข้อที่ผู้อำนวยการส่งคืน: 2" in words_of(asked)
    assert "ใส่ตัวเลขล่าสุด" in words_of(asked)
    assert_strict_page(asked.content.decode())
    assert world.fresh().state == SubmissionState.FILLING
    reporter.post(at("office-move", world), {"act": "send", "anyway": "yes"})
    assert world.fresh().state == SubmissionState.WAITING
    sent = entries_about(f"rounds.submission:{world.submission.pk}").filter(act="submissions.send")
    assert [each.detail for each in sent.order_by("pk")] == [{}, {"sent_unchanged": ["2"]}]
    review = words_of(browser_of(world.director).get(at("office-review", world)))
    assert "คำของท่านเมื่อส่งคืน: ใส่ตัวเลขล่าสุด" in review
    assert "ไม่มีคำตอบหรือหลักฐานใหม่หลังส่งคืน" in review


def test_a_changed_item_goes_back_without_a_question_and_is_no_longer_returned(
    world: Reporting,
) -> None:
    returned(world)
    save_answer(
        world.item("2").pk, "returned", seen_edit=1, state="answered", value="9", by=world.by
    )
    reporter = browser_of(world.reporter)
    before = words_of(reporter.get(at("office-report", world)))

    sent = reporter.post(at("office-move", world), {"act": "send"})

    assert "แก้แล้วหลังส่งคืน" in before
    assert sent.status_code == 302
    assert set(Item.objects.filter(submission=world.submission).values_list("state")) == {
        (ItemState.READY.value,)
    }
    review = words_of(browser_of(world.director).get(at("office-review", world)))
    assert "คำของท่านเมื่อส่งคืน: ใส่ตัวเลขล่าสุด" in review
    assert "ไม่มีคำตอบหรือหลักฐานใหม่หลังส่งคืน" not in review


def test_evidence_that_was_added_is_a_change_too(world: Reporting) -> None:
    returned(world)
    add_link(
        world.item("2"), url="https://a.example/", link_kind="link", words=Words(), by=world.by
    )

    sent = browser_of(world.reporter).post(at("office-move", world), {"act": "send"})

    assert sent.status_code == 302


def test_a_second_return_leaves_only_its_own_words_and_history_keeps_both(
    world: Reporting,
) -> None:
    returned(world)
    browser_of(world.reporter).post(at("office-move", world), {"act": "send", "anyway": "yes"})
    browser_of(world.director).post(
        at("office-return", world), {f"word-{world.item('1').pk}": "เพิ่มผล"}
    )

    assert (world.item("1").word, world.item("2").word) == ("เพิ่มผล", "")
    kept = entries_about(f"rounds.submission:{world.submission.pk}").filter(
        act="submissions.return"
    )
    assert [each.detail["words"] for each in kept.order_by("pk")] == [
        {"2": "ใส่ตัวเลขล่าสุด"},
        {"1": "เพิ่มผล"},
    ]


# ------------------------------------------------------------------------- one word everywhere


def test_every_page_has_the_same_word_for_an_item(world: Reporting) -> None:
    client = browser_of(world.reporter)
    item = world.item("2")

    def told() -> list[bool]:
        pages = [
            at("office-report", world),
            at("office-review", world),
            reverse("office-item", args=[item.pk]),
        ]
        return ["ตอบครบ รอยืนยัน" in words_of(client.get(page)) for page in pages]

    assert told() == [False] * 3
    save_answer(item.pk, "returned", seen_edit=0, state="answered", value="9", by=world.by)
    assert told() == [True] * 3


def test_an_item_has_no_state_while_the_director_has_the_report(world: Reporting) -> None:
    bring_to(world, "waiting")
    client = browser_of(world.director)
    pages = [
        words_of(client.get(at("office-report", world))),
        words_of(client.get(at("office-review", world))),
        words_of(client.get(reverse("office-item", args=[world.item("1").pk]))),
    ]

    for word in ("กำลังทำ", "ทำเสร็จแล้ว", "รอยืนยัน", "ยังไม่เริ่ม"):
        assert [word in page for page in pages] == [False] * 3


def test_the_home_of_a_director_counts_questions_not_marks(world: Reporting) -> None:
    bring_to(world, "waiting")
    asked = world.submission.items.count() + 1  # item 1 has two required questions

    page = words_of(browser_of(world.director).get(reverse("office-home")))

    assert f"ตอบครบ {asked} จาก {asked} คำถาม" in page
    assert "เสร็จแล้ว" not in page


# ------------------------------------------------------------------------------- the next step


def test_the_next_step_says_what_is_left_to_do(world: Reporting) -> None:
    client = browser_of(world.reporter)

    def step() -> str:
        page = words_of(client.get(at("office-report", world)))
        assert (
            page.partition("ขั้นต่อไป ")[2][:20]
            == (words_of(client.get(at("office-review", world))).partition("ขั้นต่อไป ")[2][:20])
        )
        return page.partition("ขั้นต่อไป ")[2].partition(" ขณะนี้อยู่ที่")[0]

    assert step() == "ตอบทุกคำถามที่ต้องตอบ แล้วส่งให้ผู้อำนวยการอ่าน"
    returned(world)
    assert step() == "แก้ 1 ข้อที่ผู้อำนวยการส่งคืน แล้วส่งให้ผู้อำนวยการอีกครั้ง"
    save_answer(
        world.item("2").pk, "returned", seen_edit=1, state="answered", value="9", by=world.by
    )
    assert step() == "ตอบครบแล้ว ส่งให้ผู้อำนวยการได้"
    client.post(at("office-move", world), {"act": "send"})
    client.post(at("office-move", world), {"act": "withdraw"})
    assert step() == "ตอบครบแล้ว ส่งให้ผู้อำนวยการได้"


def test_a_return_with_a_word_for_the_whole_says_to_follow_it(world: Reporting) -> None:
    bring_to(world, "waiting")
    browser_of(world.director).post(at("office-return", world), {"word": "อ่านทวนอีกครั้ง"})

    page = words_of(browser_of(world.reporter).get(at("office-report", world)))

    assert "ขั้นต่อไป แก้ตามคำแนะนำของผู้อำนวยการ แล้วส่งให้ผู้อำนวยการอีกครั้ง" in page
