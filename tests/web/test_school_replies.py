"""A school's own page: opened by a code alone, without account, cookie or session."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from office_world import words_of
from pages import assert_strict_page

from factories.reporting import Reporting
from factories.schools import asked_schools, asked_world, say
from tidtam.schools.actions import close_inquiry, give_new_links, take_school_off
from tidtam.schools.codes import BY_ADDRESS
from tidtam.schools.models import Inquiry, ReplyVersion
from tidtam.schools.queries import link_to
from tidtam.schools.states import Way
from tidtam.shared import clock

pytestmark = pytest.mark.django_db


PAIR = '{"n":"5","of":"1200"}'


def address_of(inquiry: Inquiry, place: int = 0) -> str:
    return reverse("school-reply", args=[link_to(asked_schools(inquiry)[place], inquiry)])


def phone() -> Client:
    """A browser that was never here, and would be refused by a check of tokens."""
    return Client(enforce_csrf_checks=True)


def stored(inquiry: Inquiry, place: int = 0) -> tuple[str, int]:
    asked = asked_schools(inquiry)[place]
    return asked.value, asked.edit


def test_a_school_reads_the_question_answers_and_is_told_what_was_sent() -> None:
    _world, inquiry = asked_world(1)
    client, address = phone(), address_of(inquiry)

    page = client.get(address)
    sent = client.post(address, {"value": "yes", "note": "ซ้อมแล้ว", "seen": "0"})
    thanks = client.get(sent["Location"])

    assert_strict_page(page.content.decode())
    for words in ("โรงเรียนของท่านทำแผนแล้วหรือไม่", "แผนของปีการศึกษานี้", "ไม่ใช่โรงเรียนนี้?", "256"):
        assert words in words_of(page)
    assert (sent.status_code, sent["Location"]) == (302, address)
    assert_strict_page(thanks.content.decode())
    for words in ("ส่งคำตอบแล้ว ขอบคุณ", "ทำแล้ว", "ซ้อมแล้ว", "แก้คำตอบได้ด้วยลิงก์เดิม"):
        assert words in words_of(thanks)
    assert stored(inquiry) == ('"yes"', 1)


def test_nothing_of_the_reader_is_kept_and_nothing_of_the_address_leaks() -> None:
    _world, inquiry = asked_world(1)
    client, address = phone(), address_of(inquiry)

    responses = [client.get(address), client.post(address, {"value": "no"}), client.get(address)]
    responses.append(client.get(reverse("school-reply", args=["0-00000-00000"])))
    responses.append(client.get(reverse("school-door")))

    for response in responses:
        assert response.cookies == {}
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in response["Cache-Control"]
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("way", "item", "question", "sent", "value", "shown"),
    [
        (Way.DID, "1", "schools", {"value": "no"}, '"no"', "ยังไม่ได้ทำ"),
        (
            Way.SUM,
            "1",
            "schools",
            {"n": "๕", "of": "1,200"},
            '{"n":"5","of":"1200"}',
            "5 จาก 1,200",
        ),
        (Way.SUM, "2", "returned", {"value": "๑๒.๕"}, '"12.5"', "12.5"),
        (Way.TEXT, "1", "story", {"value": "ซ้อม\nแผน"}, '"ซ้อม\\nแผน"', "ซ้อม แผน"),
    ],
)
def test_each_way_of_asking_has_its_fields(
    way: Way, item: str, question: str, sent: dict[str, str], value: str, shown: str
) -> None:
    _world, inquiry = asked_world(1, way=way, item=item, question=question)
    client, address = phone(), address_of(inquiry)

    page = client.get(address).content.decode()
    client.post(address, sent)

    for name in sent:
        assert f'name="{name}"' in page
    assert stored(inquiry) == (value, 1)
    assert shown in words_of(client.get(address))


def test_what_cannot_be_read_comes_back_with_what_was_typed_and_a_sentence() -> None:
    _world, inquiry = asked_world(1, way=Way.SUM)
    address = address_of(inquiry)

    response = phone().post(address, {"n": "สิบ", "of": "20", "note": "หมายเหตุเดิม"})

    page = response.content.decode()
    assert response.status_code == 422
    assert_strict_page(page)
    assert 'value="สิบ"' in page
    assert 'value="20"' in page
    assert "หมายเหตุเดิม" in page
    assert "อ่านตัวเลขจาก" in words_of(response)
    assert stored(inquiry) == ("", 0)


def test_a_reply_is_changed_with_the_same_link_and_earlier_ones_stay() -> None:
    _world, inquiry = asked_world(1)
    client, address = phone(), address_of(inquiry)
    client.post(address, {"value": "no", "seen": "0"})

    form = client.get(address + "?change=yes").content.decode()
    client.post(address, {"value": "yes", "seen": "1"})

    assert 'name="seen" value="1"' in form
    assert stored(inquiry) == ('"yes"', 2)
    assert ReplyVersion.objects.count() == 2


def test_sending_twice_stores_once() -> None:
    _world, inquiry = asked_world(1)
    client, address = phone(), address_of(inquiry)

    answers = [client.post(address, {"value": "yes", "seen": "0"}) for _ in range(2)]

    assert [each.status_code for each in answers] == [302, 302]
    assert stored(inquiry) == ('"yes"', 1)


def test_two_people_of_one_school_see_each_others_reply_before_replacing_it() -> None:
    _world, inquiry = asked_world(1)
    client, address = phone(), address_of(inquiry)
    client.post(address, {"value": "yes", "seen": "0"})

    clash = client.post(address, {"value": "no", "seen": "0"})
    seen_now = 'name="seen" value="1"' in clash.content.decode()
    again = client.post(address, {"value": "no", "seen": "1"})

    assert (clash.status_code, seen_now, again.status_code) == (409, True, 302)
    assert "คำตอบที่บันทึกอยู่ตอนนี้" in words_of(clash)
    assert stored(inquiry) == ('"no"', 2)


def test_closed_late_and_withdrawn_are_told_plainly_and_store_nothing() -> None:
    world, inquiry = asked_world(3)
    client = phone()
    first, second, third = (address_of(inquiry, place) for place in range(3))
    say(asked_schools(inquiry)[2], "yes")
    take_school_off(inquiry, asked_schools(inquiry)[1].pk, off=True, by=world.by)

    def told(address: str, sentence: str) -> None:
        page, sent = client.get(address), client.post(address, {"value": "no"})
        assert sentence in words_of(page)
        assert "<form" not in page.content.decode()
        assert (sent.status_code, sentence in words_of(sent)) == (409, True)

    told(second, "ไม่ได้ถามโรงเรียนนี้แล้ว")
    with time_machine.travel(clock.now() + dt.timedelta(days=8)):
        told(first, "หมดเวลาตอบ")
    close_inquiry(inquiry, by=world.by)
    told(first, "ปิดรับคำตอบแล้ว โรงเรียนนี้ยังไม่ได้ตอบ")
    held = words_of(client.get(third))
    assert "ส่งคำตอบแล้ว" in held
    assert "แก้คำตอบได้" not in held
    assert "หากต้องการแก้ โปรดติดต่อเขตพื้นที่" in held
    assert ReplyVersion.objects.count() == 1


def test_unknown_wrong_and_revoked_links_look_the_same() -> None:
    world, inquiry = asked_world(1)
    right = link_to(asked_schools(inquiry)[0], inquiry)
    give_new_links(inquiry, by=world.by)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")

    pages = [
        phone().get(reverse("school-reply", args=[link]))
        for link in (right, wrong, "zzzz-00000-00000", "x")
    ]

    assert {page.status_code for page in pages} == {404}
    assert len({words_of(page) for page in pages}) == 1
    assert_strict_page(pages[0].content.decode())


def test_whoever_guesses_is_stopped_by_address_for_reading_and_writing() -> None:
    _world, inquiry = asked_world(1)
    address = address_of(inquiry)
    wrong = reverse("school-reply", args=["1-00000-00000"])
    statuses = [phone().get(wrong).status_code for _ in range(BY_ADDRESS.limit + 1)]

    assert statuses == [404] * BY_ADDRESS.limit + [429]
    assert phone().post(address, {"value": "yes"}).status_code == 429
    assert phone().get(address, REMOTE_ADDR="10.1.2.3").status_code == 200
    assert stored(inquiry) == ("", 0)


@pytest.mark.parametrize(
    ("site", "status"),
    [("same-origin", 302), ("none", 302), ("cross-site", 403), ("same-site", 403)],
)
def test_a_form_from_another_site_is_refused(site: str, status: int) -> None:
    _world, inquiry = asked_world(1)

    response = phone().post(
        address_of(inquiry), {"value": "yes"}, headers={"Sec-Fetch-Site": site, "Origin": "null"}
    )

    assert response.status_code == status
    assert stored(inquiry)[1] == (1 if status == 302 else 0)


def test_the_code_of_a_slip_is_typed_at_the_door() -> None:
    _world, inquiry = asked_world(1)
    link = link_to(asked_schools(inquiry)[0], inquiry)
    door = reverse("school-door")

    opened = phone().post(door, {"code": f" {link.upper().replace('-', ' - ')} "})
    pasted = phone().post(door, {"code": f"โรงเรียน ก: http://testserver/s/{link}/ "})
    wrong = phone().post(door, {"code": "อะไรก็ได้"})

    assert phone().get(opened["Location"]).status_code == 200
    assert pasted["Location"] == f"/s/{link}/"
    assert (wrong.status_code, "ไม่พบคำถามของรหัสนี้" in words_of(wrong)) == (422, True)
    assert_strict_page(phone().get(door).content.decode())


def test_personal_data_is_pointed_at_after_sending() -> None:
    _world, inquiry = asked_world(1, way=Way.TEXT, question="story")
    address = address_of(inquiry)

    phone().post(address, {"value": "ติดต่อครูสมชาย 081-234-5678"})

    assert "ข้อความอาจมีข้อมูลส่วนบุคคล" in words_of(phone().get(address))


def test_the_page_costs_as_many_queries_for_one_school_as_for_three() -> None:
    costs = []
    for count in (1, 3):
        _world, inquiry = _fresh(count)
        address = address_of(inquiry)
        phone().get(address)
        with CaptureQueriesContext(connection) as queries:
            phone().get(address)
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 4


_worlds: list[Reporting] = []


def _fresh(count: int) -> tuple[Reporting, Inquiry]:
    """The first world, and then the same with more schools asked anew."""
    from factories.schools import ask, make_school

    if not Inquiry.objects.exists():
        _worlds[:] = [asked_world(count)[0]]
        return _worlds[0], Inquiry.objects.get()
    world = _worlds[0]
    close_inquiry(Inquiry.objects.get(), by=world.by)
    while world.office.schools.count() < count:
        make_school(world.office)
    return world, ask(world)


def test_english_readers_read_english() -> None:
    _world, inquiry = asked_world(1)
    client = phone()
    client.cookies["django_language"] = "en"

    page: HttpResponse = client.get(address_of(inquiry))

    assert_strict_page(page.content.decode(), language="en")


def test_the_language_is_chosen_on_the_page_without_a_cookie() -> None:
    world, inquiry = asked_world(1)
    client, address = phone(), address_of(inquiry)

    thai = client.get(address)
    english = client.get(f"{address}?lang=en")
    sent = client.post(f"{address}?lang=en", {"value": "yes", "seen": "0"})

    assert 'href="?lang=en"' in thai.content.decode()
    assert f"แจ้ง{world.office.name_th} ว่า" in words_of(thai)
    assert_strict_page(english.content.decode(), language="en")
    assert world.office.name_en in words_of(english)
    assert world.office.name_th not in words_of(english)
    assert (sent["Location"], english["Content-Language"]) == (f"{address}?lang=en", "en")
    assert not client.cookies
