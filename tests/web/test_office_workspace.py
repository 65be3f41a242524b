"""The office workspace as its people walk through it: fill, send, return, approve, submit."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from office_world import (
    answer_all,
    at,
    bring_to,
    browser_of,
    fields_of_form,
    form_of_item,
    words_of,
)
from pages import assert_strict_page

from factories import load_frameworks
from factories.reporting import Reporting, actor_of, reporting
from tidtam.frameworks.queries import definition_of
from tidtam.rounds.answering import save_answer
from tidtam.rounds.models import Answer, Item
from tidtam.rounds.planning import close_round, extend
from tidtam.rounds.states import ItemState, SubmissionState
from tidtam.rounds.tasks import headings_above

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    return reporting()


def test_a_report_goes_all_the_way_and_back_and_again(world: Reporting) -> None:
    reporter, director = browser_of(world.reporter), browser_of(world.director)
    move, review = at("office-move", world), at("office-review", world)
    answer_all(world)

    assert reporter.post(move, {"act": "send"}).status_code == 302
    assert world.fresh().state == SubmissionState.WAITING
    item = world.item("2")
    director.post(at("office-return", world), {f"word-{item.pk}": "ใส่ตัวเลขล่าสุด", "word": ""})
    assert world.fresh().state == SubmissionState.FILLING
    page = words_of(reporter.get(at("office-report", world)))
    assert "เหตุที่ส่งคืน: ใส่ตัวเลขล่าสุด" in page
    save_answer(item.pk, "returned", seen_edit=1, state="answered", value="9", by=world.by)
    reporter.post(move, {"act": "send"})
    assert words_of(director.get(review)).count("แก้หลังส่งครั้งก่อน") == 3  # head, item, answer
    director.post(move, {"act": "approve"})
    done = reporter.post(move, {"act": "submit"})

    assert world.fresh().state == SubmissionState.SUBMITTED
    assert done["Location"] == at("office-receipt-page", world, 1)
    assert "ทันกำหนด" in words_of(reporter.get(done["Location"]))
    reporter.post(move, {"act": "withdraw", "reason": "แก้ตัวเลข"})
    assert world.fresh().state == SubmissionState.FILLING
    assert "ใบรับนี้สิ้นผลแล้ว" in words_of(reporter.get(done["Location"]))


@pytest.mark.parametrize("state", ["filling", "waiting", "approved", "submitted"])
@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("who", ["reporter", "director", "officer"])
def test_every_page_keeps_the_rules_of_the_house(
    world: Reporting, state: str, language: str, who: str
) -> None:
    bring_to(world, state)
    client = browser_of(getattr(world, who), language=language)
    addresses = [
        at("office-report", world),
        at("office-review", world),
        reverse("office-item", args=[world.item("1").pk]),
        reverse("office-answer-versions", args=[world.item("1").pk, "story"]),
    ]
    if state == "submitted":
        addresses.append(at("office-receipt-page", world, 1))

    for address in addresses:
        response = client.get(address)
        assert (address, response.status_code) == (address, 200)
        assert response["Cache-Control"] == "private, no-store"
        assert_strict_page(response.content.decode(), language=language)


def test_the_task_list_says_who_has_what_and_how_far_it_is(world: Reporting) -> None:
    client = browser_of(world.reporter)
    first, second = world.item("1"), world.item("2")
    client.post(at("office-assign", world), {"item": [first.pk], "owner": world.reporter.pk})
    save_answer(second.pk, "returned", seen_edit=0, state="answered", value="9", by=world.by)

    mine = words_of(client.get(at("office-report", world) + "?show=mine"))
    everything = words_of(client.get(at("office-report", world) + "?show=all"))

    assert f"ผู้รับผิดชอบ: {world.reporter.full_name} · ตอบแล้ว 0 จาก 2" in mine
    assert second.pk not in _listed(client.get(at("office-report", world) + "?show=mine"))
    assert "ผู้รับผิดชอบ: ยังไม่มอบหมาย · ตอบแล้ว 1 จาก 1 · แก้ล่าสุด" in everything
    assert "ของฉัน (1)" in everything
    assert _listed(client.get(at("office-report", world))) == {
        first.pk
    }  # whoever owns items sees those first
    director = words_of(browser_of(world.director).get(at("office-report", world)))
    assert "ผู้รับผิดชอบ: ยังไม่มอบหมาย" in director


def _listed(response: Any) -> set[int]:
    text = response.content.decode()
    return {item.pk for item in Item.objects.all() if f"/office/items/{item.pk}/" in text}


def test_an_owner_is_taken_away_and_a_stranger_is_no_owner(world: Reporting) -> None:
    client, item = browser_of(world.director), world.item("1")
    address = at("office-assign", world)

    client.post(address, {"item": [item.pk], "owner": world.reporter.pk})
    assert world.item("1").owner_id == world.reporter.pk
    assert client.post(address, {"item": [item.pk], "owner": world.stranger.pk}).status_code == 422
    client.post(address, {"item": [item.pk], "owner": "nobody"})
    assert world.item("1").owner_id is None
    assert client.post(address, {"owner": "nobody"}).status_code == 302


def test_a_report_that_is_not_complete_is_not_sent_and_says_what_is_missing(
    world: Reporting,
) -> None:
    client = browser_of(world.reporter)

    response = client.post(at("office-move", world), {"act": "send"}, follow=True)

    assert response.redirect_chain[0][0] == at("office-report", world) + "?show=missing"
    assert "ยังส่งไม่ได้ เพราะมี" in words_of(response)
    assert world.fresh().state == SubmissionState.FILLING


def test_a_button_pressed_twice_does_its_act_once(world: Reporting) -> None:
    reporter, director = browser_of(world.reporter), browser_of(world.director)
    move = at("office-move", world)
    answer_all(world)

    twice = [reporter.post(move, {"act": "send"}).status_code for _ in range(2)]
    twice += [director.post(move, {"act": "approve"}).status_code for _ in range(2)]
    twice += [reporter.post(move, {"act": "submit"}).status_code for _ in range(2)]

    assert twice == [302] * 6
    assert world.fresh().receipts.count() == 1


def test_a_director_never_approves_what_was_sent_after_the_page_was_opened(
    world: Reporting,
) -> None:
    director, reporter = browser_of(world.director), browser_of(world.reporter)
    bring_to(world, "waiting")
    page = director.get(at("office-review", world)).content.decode()
    seen = page.partition('name="seen" value="')[2].partition('"')[0].replace("&#x2B;", "+")
    reporter.post(at("office-move", world), {"act": "withdraw"})
    reporter.post(at("office-move", world), {"act": "send"})

    stale = director.post(at("office-move", world), {"act": "approve", "seen": seen})

    assert stale.status_code == 409
    assert world.fresh().state == SubmissionState.WAITING


def test_returning_without_a_word_comes_back_with_what_was_typed(world: Reporting) -> None:
    bring_to(world, "waiting")
    director = browser_of(world.director)

    response = director.post(at("office-return", world), {"word": "  "})

    assert response.status_code == 422
    assert "ยังไม่ได้บอกว่าให้แก้อะไร" in words_of(response)


def test_withdrawing_a_submitted_report_needs_a_reason(world: Reporting) -> None:
    bring_to(world, "submitted")

    response = browser_of(world.reporter).post(
        at("office-move", world), {"act": "withdraw", "reason": " "}, follow=True
    )

    assert "ยังไม่มีเหตุผลที่ถอนรายงาน" in words_of(response)
    assert world.fresh().state == SubmissionState.SUBMITTED


def test_an_unknown_act_is_refused(world: Reporting) -> None:
    client = browser_of(world.reporter)

    assert client.post(at("office-move", world), {"act": "delete"}).status_code == 404


def test_the_office_home_lists_the_open_rounds_with_deadline_and_next_act(
    world: Reporting,
) -> None:
    page = words_of(browser_of(world.reporter).get(reverse("office-home")))

    assert world.round.title_th in page
    assert "เหลือ 30 วัน" in page
    assert "กำลังกรอก" in page
    assert "ทำรายงานต่อ" in page


def test_items_stand_under_the_headings_that_tell_their_labels_apart() -> None:
    framework = definition_of(load_frameworks("sa-2566")[0])
    above = headings_above(framework)

    assert {node.label.th for node in (framework.by_code["1.1"], framework.by_code["2.1"])} == {
        "ตัวบ่งชี้ที่ 1"
    }
    assert above["1.1"].th == "มาตรฐานที่ 1 การบริหารจัดการองค์การสู่ความเป็นเลิศ"
    assert above["3.2.1"].th.startswith("มาตรฐานที่ 3 › ตัวบ่งชี้ที่ 2 สถานศึกษา")
    assert "1" not in above


def test_the_english_pages_count_in_plain_words(world: Reporting) -> None:
    bring_to(world, "waiting")
    page = words_of(browser_of(world.reporter, language="en").get(at("office-report", world)))

    assert "Answered 2 of 2" in page
    assert "(since " in page
    assert "From" not in page


# ------------------------------------------------------------------------------ time


def test_time_that_is_over_is_said_and_nothing_can_be_done(world: Reporting) -> None:
    with time_machine.travel(world.submission.open_until + dt.timedelta(days=2), tick=False):
        client = browser_of(world.reporter)
        page = words_of(client.get(at("office-report", world)))
        moved = client.post(at("office-move", world), {"act": "send"})

    assert "หมดเวลารายงานแล้ว" in page
    assert "เลยกำหนดแล้ว 2 วัน" in page
    assert "ส่งให้ผู้อำนวยการ</button>" not in page
    assert moved.status_code == 409


def test_an_extension_is_shown_with_its_reason_and_late_is_late() -> None:
    world = reporting(days=1)
    until = world.submission.open_until + dt.timedelta(days=5)
    extend(world.submission, until=until, reason="น้ำท่วม", by=actor_of(world.officer))
    with time_machine.travel(world.submission.due_at + dt.timedelta(days=2), tick=False):
        client = browser_of(world.reporter)
        page = words_of(client.get(at("office-report", world)))
        bring_to(world, "submitted")
        after = words_of(client.get(at("office-report", world)))

    assert "(เหตุผล: น้ำท่วม)" in page
    assert "เลยกำหนดส่งแล้ว ยังส่งได้ แต่จะแสดงว่าส่งช้า" in page
    assert "ส่งช้า" in after


# ---------------------------------------------------------------- the page of an indicator


def test_a_form_without_scripts_saves_every_field(world: Reporting) -> None:
    item = world.item("1")
    data = form_of_item(
        q_story="ทำ **ครบ** ทุกโรงเรียน\n\n- หนึ่ง\n- สอง",
        q_schools_n="๑๒",
        q_schools_of="20",
        q_day="31/3/2566",
        q_way="visit",
        q_threats=["b", "a"],
        q_projects_0_name="โครงการหนึ่ง",
        q_projects_0_budget="1,200.50",
        q_projects_1_name="",
    )

    response = browser_of(world.reporter).post(reverse("office-item-save", args=[item.pk]), data)

    assert response.status_code == 302
    stored = dict(Answer.objects.filter(item=item).values_list("question_code", "value"))
    assert stored == {
        "story": '"<p>ทำ <strong>ครบ</strong> ทุกโรงเรียน</p><ul><li>หนึ่ง</li><li>สอง</li></ul>"',
        "schools": '{"n":"12","of":"20"}',
        "day": '"2023-03-31"',
        "way": '"visit"',
        "threats": '{"items":["a","b"]}',
        "projects": '[{"budget":"1200.5","name":"โครงการหนึ่ง","outcome":"","people":""}]',
    }


def test_the_page_sent_back_as_it_stands_changes_nothing(world: Reporting) -> None:
    test_a_form_without_scripts_saves_every_field(world)
    item, client = world.item("1"), browser_of(world.reporter)
    address = reverse("office-item", args=[item.pk])

    before = list(Answer.objects.order_by("pk").values_list("value", "edit"))
    data = fields_of_form(client.get(address).content.decode())
    response = client.post(reverse("office-item-save", args=[item.pk]), data)

    assert response.status_code == 302
    assert list(Answer.objects.order_by("pk").values_list("value", "edit")) == before


def test_a_slip_in_one_field_does_not_cost_the_others(world: Reporting) -> None:
    item = world.item("1")
    data = form_of_item(q_story="ครบ", q_schools_n="สิบ", q_schools_of="20", q_day="1/2/66")

    response = browser_of(world.reporter).post(reverse("office-item-save", args=[item.pk]), data)

    page = response.content.decode()
    assert response.status_code == 422
    assert list(Answer.objects.values_list("question_code", flat=True)) == ["story"]
    assert 'href="#q-schools-n"' in page
    assert 'href="#q-day"' in page
    assert 'value="สิบ"' in page
    assert 'value="1/2/66"' in page
    assert_strict_page(page)


def test_two_people_without_scripts_see_both_texts(world: Reporting) -> None:
    item = world.item("1")
    save_answer(
        item.pk, "story", seen_edit=0, state="answered", value="<p>ของคนแรก</p>", by=world.by
    )
    data = form_of_item(q_story="ของคนที่สอง", q_schools_n="", q_schools_of="")

    response = browser_of(world.reporter).post(reverse("office-item-save", args=[item.pk]), data)

    page = words_of(response)
    assert response.status_code == 422
    assert "ของคนแรก" in page
    assert "ของคนที่สอง" in page
    assert Answer.objects.get().value == '"<p>ของคนแรก</p>"'


def test_saving_again_after_both_texts_were_shown_is_taken(world: Reporting) -> None:
    item, client = world.item("1"), browser_of(world.reporter)
    first = "<p>ของคนแรก</p>"
    save_answer(item.pk, "story", seen_edit=0, state="answered", value=first, by=world.by)
    address = reverse("office-item-save", args=[item.pk])
    shown = client.post(address, form_of_item(q_story="ของคนที่สอง")).content.decode()

    again = client.post(address, fields_of_form(shown))

    assert 'data-edit="0"' in shown  # the script asks again by itself, and shows both
    assert again.status_code == 302
    assert Answer.objects.get().value == '"<p>ของคนที่สอง</p>"'


def test_a_slip_does_not_hide_what_somebody_else_saved_meanwhile(world: Reporting) -> None:
    item, client = world.item("2"), browser_of(world.reporter)
    address = reverse("office-item-save", args=[item.pk])
    save_answer(item.pk, "returned", seen_edit=0, state="answered", value="5", by=world.by)
    slip = client.post(address, {"q-returned-edit": "0", "q-returned": "เจ็ด"}).content.decode()

    mended = client.post(address, fields_of_form(slip) | {"q-returned": "7"})

    assert mended.status_code == 422
    assert "ข้อความที่บันทึกอยู่ตอนนี้" in words_of(mended)
    assert Answer.objects.get().value == '"5"'


def test_a_field_that_was_not_touched_is_no_conflict(world: Reporting) -> None:
    item = world.item("1")
    save_answer(item.pk, "story", seen_edit=0, state="answered", value="<p>หนึ่ง</p>", by=world.by)
    save_answer(item.pk, "story", seen_edit=1, state="answered", value="<p>สอง</p>", by=world.by)
    data = form_of_item({"story": 1}, q_story="หนึ่ง", q_day="31/3/2566")

    response = browser_of(world.reporter).post(reverse("office-item-save", args=[item.pk]), data)

    assert response.status_code == 302
    assert Answer.objects.get(question_code="story").value == '"<p>สอง</p>"'
    assert Answer.objects.get(question_code="day").value == '"2023-03-31"'


def test_a_text_never_vanishes_because_none_was_chosen(world: Reporting) -> None:
    item = world.item("1")
    data = form_of_item(q_story="ข้อความ", q_story_state="none", q_story_reason="ไม่มี")

    response = browser_of(world.reporter).post(reverse("office-item-save", args=[item.pk]), data)

    assert response.status_code == 422
    assert "แต่ในช่องยังมีข้อความ" in words_of(response)


def test_an_item_is_done_only_when_it_is_answered(world: Reporting) -> None:
    item, client = world.item("2"), browser_of(world.reporter)
    address = reverse("office-item-ready", args=[item.pk])

    refused = client.post(address, {"ready": "yes"})
    taken = client.post(address, {"ready": "yes", "q-returned-edit": "0", "q-returned": "7"})

    assert refused.status_code == 422
    assert "ยังไม่ได้ตอบ: จำนวนเด็กที่กลับมาเรียน" in words_of(refused)
    assert taken.status_code == 302
    assert world.item("2").state == ItemState.READY
    client.post(address, {"ready": "no"})
    assert world.item("2").state == ItemState.OPEN


def test_a_closed_round_stays_in_reach_and_asks_for_nothing(world: Reporting) -> None:
    close_round(world.round, by=actor_of(world.officer), reason="ครบกำหนด")
    reporter = browser_of(world.reporter)

    home, report = (
        words_of(reporter.get("/office/")),
        words_of(reporter.get(at("office-report", world))),
    )

    assert "รอบที่ปิดแล้ว" in home
    assert world.round.title_th in home
    assert "รอบนี้ปิดรับรายงานแล้ว ไม่มีอะไรต้องทำ" in report
    assert "ตอบทุกคำถามที่ต้องตอบ แล้วส่งให้ผู้อำนวยการอ่าน" not in report
