"""The office's pages: ask, give links out, watch, adopt; who may open which."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from office_world import bring_to, browser_of, words_of
from pages import assert_strict_page, assert_strict_part

from factories.reporting import Reporting
from factories.schools import (
    ask,
    asked_schools,
    asked_world,
    make_school,
    opened,
    say,
    world_with_schools,
)
from tidtam.rounds.answering import save_answer
from tidtam.rounds.models import Answer
from tidtam.schools.actions import close_inquiry
from tidtam.schools.models import Inquiry
from tidtam.schools.queries import link_to
from tidtam.schools.states import Way
from tidtam.shared import clock
from tidtam.thai.dates import thai_date
from tidtam.thai.digits import to_thai
from tidtam.web.schools.giving import MOST_OF_A_MESSAGE

pytestmark = pytest.mark.django_db

PAGES = (
    "school-inquiry",
    "school-inquiry-change",
    "school-inquiry-add",
    "school-inquiry-links",
    "school-inquiry-slips",
    "school-inquiry-csv",
    "school-inquiry-adopt",
)
POSTS = ("school-inquiry-move", "school-inquiry-school", "school-inquiry-new-links")


def at(name: str, inquiry: Inquiry) -> str:
    return reverse(name, args=[inquiry.pk])


def hidden(response: HttpResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())
    assert found is not None
    return found[1]


# ---------------------------------------------------------------- who may open what


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("reporter", {"see": 200, "links": 200, "act": 302}),
        ("director", {"see": 200, "links": 403, "act": 403}),
        ("officer", {"see": 200, "links": 403, "act": 403}),
        ("stranger", {"see": 404, "links": 404, "act": 404}),
        (None, {"see": 302, "links": 302, "act": 302}),
    ],
)
def test_each_page_opens_to_whom_the_table_names(who: str | None, statuses: dict[str, int]) -> None:
    world, inquiry = asked_world(1)
    say(asked_schools(inquiry)[0], "yes")
    salt = inquiry.salt
    client = browser_of(getattr(world, who) if who else None)
    got = {name: client.get(at(name, inquiry)).status_code for name in PAGES}

    only_seen = {"school-inquiry", "school-inquiry-csv"}
    assert got == {
        name: statuses["see"] if name in only_seen else statuses["links"] for name in PAGES
    }
    asked = asked_schools(inquiry)[0].pk
    for name in POSTS:
        response = client.post(at(name, inquiry), {"asked": asked, "to": "closed"})
        assert response.status_code == statuses["act"]
        if who is None:
            assert response["Location"].startswith("/sign-in/")
    inquiry.refresh_from_db()
    assert (inquiry.salt == salt, inquiry.state == "open") == ((who != "reporter",) * 2)


@pytest.mark.parametrize("state", ["waiting", "approved", "submitted"])
def test_nothing_is_asked_or_adopted_once_the_report_is_sent(state: str) -> None:
    world, inquiry = asked_world(1)
    say(asked_schools(inquiry)[0], "yes")
    bring_to(world, state)
    client = browser_of(world.reporter)

    assert client.get(at("school-inquiry", inquiry)).status_code == 200
    assert client.get(at("school-inquiry-adopt", inquiry)).status_code == 403
    assert client.post(at("school-inquiry-new-links", inquiry)).status_code == 403
    assert (
        client.get(reverse("school-ask", args=[world.item("2").pk, "returned"])).status_code == 403
    )


def test_links_are_shown_only_to_those_who_give_them_out() -> None:
    world, inquiry = asked_world(1)
    link = link_to(asked_schools(inquiry)[0], inquiry)
    shown = {
        name: [
            link in browser_of(person).get(at(page, inquiry)).content.decode("utf-8-sig")
            for page in ("school-inquiry", "school-inquiry-csv")
        ]
        for name, person in (("reporter", world.reporter), ("director", world.director))
    }

    assert shown == {"reporter": [True, True], "director": [False, False]}


# ---------------------------------------------------------------- asking


def form_for(world: Reporting, **more: object) -> dict[str, object]:
    day = clock.local(world.submission.open_until)
    return {
        "title": "ทำแล้วหรือไม่",
        "help": "",
        "way": "did",
        "closes": f"{day.day}/{day.month}/{day.year + 543}",
    } | more


def test_an_office_asks_from_the_indicator_and_gets_the_links() -> None:
    world = world_with_schools(3)
    client = browser_of(world.reporter)
    item = world.item()
    address = reverse("school-ask", args=[item.pk, "schools"])

    indicator = client.get(reverse("office-item", args=[item.pk])).content.decode()
    form = client.get(address)
    made = client.post(address, form_for(world))

    assert f'href="{address}"' in indicator
    assert reverse("school-ask", args=[item.pk, "story"]) in indicator
    assert reverse("school-ask", args=[item.pk, "day"]) not in indicator
    assert_strict_page(form.content.decode())
    inquiry = Inquiry.objects.get()
    assert made["Location"] == at("school-inquiry-links", inquiry)
    assert inquiry.asked.count() == 3
    assert inquiry.closes_at == world.submission.open_until
    links = client.get(made["Location"])
    assert_strict_page(links.content.decode())
    for asked in asked_schools(inquiry):
        assert f"http://testserver/s/{link_to(asked, inquiry)}/" in links.content.decode()


def test_asking_twice_leads_to_the_first() -> None:
    world = world_with_schools(1)
    client = browser_of(world.reporter)
    address = reverse("school-ask", args=[world.item().pk, "schools"])
    client.post(address, form_for(world))

    again = client.post(address, form_for(world))

    assert again["Location"] == at("school-inquiry", Inquiry.objects.get())


def test_a_question_that_was_asked_before_leads_to_its_replies() -> None:
    world, inquiry = asked_world(1)
    close_inquiry(inquiry, by=world.by)

    page = browser_of(world.reporter).get(reverse("school-ask", args=[world.item().pk, "schools"]))

    assert "คำถามที่เคยถามในข้อนี้" in words_of(page)
    assert f'href="{at("school-inquiry", inquiry)}"' in page.content.decode()


def test_some_schools_are_counted_before_they_are_asked() -> None:
    world = world_with_schools(2)
    large = make_school(world.office, "ใหญ่สมมติ", size_class="large")
    client = browser_of(world.reporter)
    address = reverse("school-ask", args=[world.item().pk, "schools"])

    looked = client.post(address, form_for(world, sizes=["large"], look="yes"))
    none_yet = Inquiry.objects.count()
    client.post(address, form_for(world, sizes=["large"]))

    assert "ตรงเงื่อนไข 1 จาก 3 โรงเรียน" in words_of(looked)
    assert none_yet == 0
    assert [each.school for each in asked_schools(Inquiry.objects.get())] == [large]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, ""),
        ({"closes": "พรุ่งนี้"}, ""),
        ({"closes": "1/1/2560"}, "วันสุดท้ายที่รับคำตอบ"),
        ({"codes": "0000000000"}, "0000000000"),
        ({"sizes": ["small"], "codes": "0000000000"}, "0000000000"),
        ({"way": "text"}, ""),
    ],
)
def test_what_is_wrong_with_the_form_is_told(changed: dict[str, object], sentence: str) -> None:
    world = world_with_schools(1)
    address = reverse("school-ask", args=[world.item().pk, "schools"])

    response = browser_of(world.reporter).post(address, form_for(world, **changed))

    assert response.status_code == 422
    assert_strict_page(response.content.decode())
    assert sentence in words_of(response)
    assert "error-summary" in response.content.decode()
    assert Inquiry.objects.count() == 0


def test_each_code_that_is_no_school_of_the_office_is_named_and_nothing_is_stored() -> None:
    world = world_with_schools(1)
    own = make_school(world.office, "ของเขต")
    large = make_school(world.office, "ใหญ่", size_class="large")
    client = browser_of(world.reporter)
    address = reverse("school-ask", args=[world.item().pk, "schools"])

    typed = {"codes": f"{own.code}, 1111111111\n2222222222"}
    unknown = client.post(address, form_for(world, **typed))
    unfit = client.post(address, form_for(world, sizes=["small"], codes=f"{own.code} {large.code}"))
    none_yet = Inquiry.objects.count()
    client.post(address, form_for(world, codes=f"{to_thai(own.code)} {own.code}"))

    assert (unknown.status_code, unfit.status_code, none_yet) == (422, 422, 0)
    assert "(2 รหัส): 1111111111, 2222222222" in words_of(unknown)
    assert f"ไม่ตรงกับขนาดหรือระดับที่เลือกไว้: {large.code}" in words_of(unfit)
    assert [each.school for each in asked_schools(Inquiry.objects.get())] == [own]


def test_a_school_that_was_left_out_joins_and_the_others_keep_their_links() -> None:
    world, inquiry = asked_world(1)
    first = asked_schools(inquiry)[0]
    link = link_to(first, inquiry)
    new = make_school(world.office, "มาทีหลัง")
    client = browser_of(world.reporter)
    address = at("school-inquiry-add", inquiry)

    form = client.get(address)
    wrong = client.post(address, {"codes": f"{new.code} 1111111111"})
    unchanged = len(asked_schools(inquiry))
    added = client.post(address, {"codes": f"{first.school.code} {new.code}"}, follow=True)
    again = client.post(address, {"codes": new.code}, follow=True)

    assert_strict_page(form.content.decode())
    assert (wrong.status_code, unchanged) == (422, 1)
    assert "1111111111" in words_of(wrong)
    assert "ถามเพิ่ม 1 โรงเรียนแล้ว" in words_of(added)
    assert "ถามโรงเรียนเหล่านี้อยู่แล้ว" in words_of(again)
    assert [(each.school, each.order) for each in asked_schools(inquiry)] == [
        (first.school, 0),
        (new, 1),
    ]
    assert link_to(asked_schools(inquiry)[0], inquiry) == link


def test_a_closed_inquiry_takes_no_more_schools() -> None:
    world, inquiry = asked_world(1)
    new = make_school(world.office, "มาทีหลัง")
    close_inquiry(inquiry, by=world.by)

    client = browser_of(world.reporter)
    refused = client.post(at("school-inquiry-add", inquiry), {"codes": new.code})

    assert (refused.status_code, inquiry.asked.count()) == (422, 1)
    assert "ปิดรับคำตอบแล้ว" in words_of(refused)
    assert (
        at("school-inquiry-add", inquiry)
        not in client.get(at("school-inquiry", inquiry)).content.decode()
    )


def test_a_question_that_schools_may_not_be_asked_is_refused() -> None:
    world = world_with_schools(1)

    response = browser_of(world.reporter).get(reverse("school-ask", args=[world.item().pk, "day"]))

    assert response.status_code == 409


def test_words_and_day_are_changed_and_links_stay() -> None:
    world, inquiry = asked_world(1)
    link = link_to(asked_schools(inquiry)[0], inquiry)
    client = browser_of(world.reporter)

    page = client.get(at("school-inquiry-change", inquiry))
    given = form_for(world, title="คำถามใหม่")
    client.post(at("school-inquiry-change", inquiry), given)
    late = client.post(at("school-inquiry-change", inquiry), given | {"closes": "1/1/2560"})

    assert_strict_page(page.content.decode())
    inquiry.refresh_from_db()
    assert (inquiry.title_th, late.status_code) == ("คำถามใหม่", 422)
    assert link_to(asked_schools(inquiry)[0], inquiry) == link


# ---------------------------------------------------------------- giving out and watching


def test_messages_fit_line_and_reminders_name_only_those_who_wait() -> None:
    world, inquiry = asked_world(3)
    first, second, third = asked_schools(inquiry)
    say(first, "yes")
    client = browser_of(world.reporter)

    page = client.get(at("school-inquiry-links", inquiry) + "?show=waiting").content.decode()

    assert link_to(first, inquiry) not in page
    assert all(link_to(each, inquiry) in page for each in (second, third))


def test_many_links_become_several_messages() -> None:
    world = world_with_schools(0)
    for number in range(130):
        make_school(world.office, f"บ้านสมมติที่มีชื่อยาวมากเพื่อการทดสอบ {number:03}")
    inquiry = ask(world)

    response = browser_of(world.reporter).get(at("school-inquiry-links", inquiry))

    messages = response.context["messages_for_line"]
    assert len(messages) > 1
    assert max(len(each) for each in messages) <= MOST_OF_A_MESSAGE
    assert sum(each.count("/s/") for each in messages) == 130


def test_slips_have_a_picture_and_a_code_for_each_school_eight_on_a_sheet() -> None:
    world, inquiry = asked_world(9)

    response = browser_of(world.reporter).get(at("school-inquiry-slips", inquiry))

    page = response.content.decode()
    assert_strict_page(page)
    assert [len(sheet) for sheet in response.context["sheets"]] == [8, 1]
    assert page.count("data:image/svg+xml;base64,") == 9
    for asked in asked_schools(inquiry):
        assert link_to(asked, inquiry) in page


def test_slips_and_line_texts_are_thai_and_name_the_office_whatever_the_officer_reads() -> None:
    world, inquiry = asked_world(1)
    client = browser_of(world.reporter)
    client.cookies["django_language"] = "en"

    slips, line = (
        words_of(client.get(at(name, inquiry)))
        for name in ("school-inquiry-slips", "school-inquiry-links")
    )

    assert f"{world.office.name_th} ถาม" in slips
    assert f"ตอบภายใน {thai_date(clock.local(inquiry.closes_at).date())}" in slips
    assert f"{world.office.name_th} ขอให้โรงเรียนตอบคำถาม" in line


def test_progress_shows_counts_replies_and_who_waits() -> None:
    world, inquiry = asked_world(3)
    first, second, _third = asked_schools(inquiry)
    say(first, "yes", note="ซ้อมเดือนหน้า")
    say(second, "no")
    client = browser_of(world.reporter)

    page = client.get(at("school-inquiry", inquiry))
    part = client.get(
        at("school-inquiry", inquiry) + "?part=counts", headers={"HX-Request": "true"}
    )
    waiting = client.get(at("school-inquiry", inquiry) + "?show=waiting")

    assert_strict_page(page.content.decode())
    assert_strict_part(part.content.decode())
    for words in ("2 จาก 3 โรงเรียนตอบแล้ว", "ทำแล้ว 1 โรงเรียน ยังไม่ได้ทำ 1 โรงเรียน", "ซ้อมเดือนหน้า"):
        assert words in words_of(page)
    assert "2</span> จาก 3 โรงเรียนตอบแล้ว" in part.content.decode()
    assert "แสดง 1 โรงเรียน" in words_of(waiting)


def test_a_school_is_taken_off_and_put_back_on_the_page() -> None:
    world, inquiry = asked_world(2)
    asked = asked_schools(inquiry)[0]
    client = browser_of(world.reporter)

    off = client.post(at("school-inquiry-school", inquiry), {"asked": asked.pk}, follow=True)
    back = client.post(
        at("school-inquiry-school", inquiry), {"asked": asked.pk, "off": "no"}, follow=True
    )
    unknown = client.post(at("school-inquiry-school", inquiry), {"asked": "9" * 30})

    assert "ไม่ถามแล้ว 1 โรงเรียน (ไม่นับ)" in words_of(off)
    assert "จาก 2 โรงเรียนตอบแล้ว" in words_of(back)
    assert unknown.status_code == 404


def test_the_file_of_replies_has_no_formula() -> None:
    world, inquiry = asked_world(1, way=Way.TEXT, question="story")
    say(asked_schools(inquiry)[0], "=HYPERLINK(1)")

    text = browser_of(world.reporter).get(at("school-inquiry-csv", inquiry)).content.decode()

    assert ",=HYPERLINK" not in text
    assert "HYPERLINK(1)" in text


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_lists_cost_the_same_for_one_school_and_for_three() -> None:
    world = world_with_schools(1)
    inquiry = ask(world)
    client = browser_of(world.reporter)
    names = ("school-inquiry", "school-inquiry-links", "school-inquiry-slips", "school-inquiry-csv")
    addresses = [at(name, inquiry) for name in names] + [
        reverse("school-inquiries"),
        reverse("schools"),
    ]
    one = {address: queries_of(client, address) for address in addresses}
    for _ in range(2):
        school = make_school(world.office)
        inquiry.asked.create(school=school, order=inquiry.asked.count())
    ask(world, item="2", question="returned", way=Way.SUM)
    ask(world, question="story", way=Way.TEXT)

    assert {address: queries_of(client, address) for address in addresses} == one


# ---------------------------------------------------------------- adopting


def adopt_form(page: HttpResponse, **more: object) -> dict[str, object]:
    names = ("seal", "seen", "seen_story")
    return {name: hidden(page, name) for name in names} | {"with_story": "yes"} | more


def test_a_count_is_shown_with_both_numbers_and_written() -> None:
    world, inquiry = asked_world(4)
    for asked, value in zip(asked_schools(inquiry), ["yes", "yes", "no"], strict=False):
        say(asked, value)
    client = browser_of(world.reporter)

    page = client.get(at("school-inquiry-adopt", inquiry))
    done = client.post(at("school-inquiry-adopt", inquiry), adopt_form(page), follow=True)

    assert_strict_page(page.content.decode())
    for words in ("จาก 3 โรงเรียนที่ตอบ ของ 4 โรงเรียนที่ถาม", "2 จาก 4 แห่ง", "2 จาก 3 แห่ง", "ยังไม่ตอบ"):
        assert words in words_of(page)
    assert "เขียนลงรายงานแล้ว" in words_of(done)
    held = dict(Answer.objects.values_list("question_code", "value"))
    assert held["schools"] == '{"n":"2","of":"4"}'
    assert "ทำแล้ว 2 โรงเรียน จาก 3 โรงเรียนที่ตอบ (ถาม 4 โรงเรียน)" in held["story"]
    progress = words_of(client.get(at("school-inquiry", inquiry)))
    assert "รับเข้ารายงานแล้วเมื่อ" in progress
    assert "มีคำตอบเปลี่ยนไปหลังจากนั้น" not in progress


def test_a_clash_or_a_new_reply_shows_the_preview_again_and_writes_nothing() -> None:
    world, inquiry = asked_world(2)
    first, second = asked_schools(inquiry)
    say(first, "yes")
    client, address = browser_of(world.reporter), at("school-inquiry-adopt", inquiry)

    page = client.get(address)
    say(second, "no")
    changed = client.post(address, adopt_form(page))
    page = client.get(address)
    save_answer(world.item().pk, "schools", seen_edit=0, state="answered", value="9/9", by=world.by)
    clash = client.post(address, adopt_form(page))
    done = client.post(address, adopt_form(clash, base="replied"))

    assert [changed.status_code, clash.status_code, done.status_code] == [409, 409, 302]
    assert "มีคำตอบของโรงเรียนเข้ามา" in words_of(changed)
    assert "คำตอบในรายงานถูกบันทึกใหม่" in words_of(clash)
    assert "9 จาก 9" in words_of(clash)
    assert 'value="keep" checked' in clash.content.decode()
    assert 'name="with_story" value="yes">' in clash.content.decode()
    assert Answer.objects.get(question_code="schools").value == '{"n":"1","of":"2"}'


def test_the_indicator_says_how_many_schools_replied() -> None:
    world, inquiry = asked_world(3)
    say(asked_schools(inquiry)[0], "yes")

    page = browser_of(world.reporter).get(at("office-item", world.item()))

    assert "ถามโรงเรียน: ตอบแล้ว 1 จาก 3" in words_of(page)
    assert_strict_page(page.content.decode())
    assert at("school-inquiry", inquiry) in page.content.decode()


def test_the_indicators_page_reads_its_inquiries_once_for_all_its_questions() -> None:
    world, _inquiry = asked_world(1, item="2", question="returned", way=Way.SUM)
    client, address = browser_of(world.reporter), reverse("office-item", args=[world.item("2").pk])
    one = queries_of(client, address)
    ask(world, item="2", question="note", way=Way.TEXT)

    assert queries_of(client, address) == one
    assert "ตอบแล้ว 0 จาก 1" in words_of(client.get(address))


def test_texts_are_ticked_on_the_page() -> None:
    world, inquiry = asked_world(2, way=Way.TEXT, question="story")
    first, second = asked_schools(inquiry)
    say(first, "ซ้อมแผน <b>")
    say(second, "ซ่อมรั้ว")
    client, address = browser_of(world.reporter), at("school-inquiry-adopt", inquiry)

    page = client.get(address)
    none = client.post(address, adopt_form(page))
    client.post(address, adopt_form(page, quote=[first.pk]))

    assert_strict_page(page.content.decode())
    assert none.status_code == 422
    value = Answer.objects.get(question_code="story").value
    assert "ซ้อมแผน &lt;b&gt;" in value
    assert "ซ่อมรั้ว" not in value


def test_before_the_first_reply_the_page_says_what_to_do() -> None:
    world, inquiry = asked_world(1)

    page = browser_of(world.reporter).get(at("school-inquiry-adopt", inquiry))

    assert "ยังไม่มีโรงเรียนใดตอบ" in words_of(page)
    assert_strict_page(page.content.decode())


# ---------------------------------------------------------------- the list of inquiries


def test_the_bureau_reads_totals_over_all_offices_and_the_office_its_own() -> None:
    world, inquiry = asked_world(2)
    say(asked_schools(inquiry)[0], "yes")
    address = reverse("school-inquiries")

    central = browser_of(world.officer).get(address)
    own = browser_of(world.reporter).get(address)
    other = browser_of(world.stranger).get(address)

    assert_strict_page(central.content.decode())
    assert "รวมทุกเขต" in words_of(central)
    assert "1/2" in words_of(central)
    assert "รวมทุกเขต" not in words_of(own)
    assert inquiry.title_th in words_of(own)
    assert "ยังไม่ได้ถามโรงเรียน" in words_of(other)


def test_a_link_of_the_list_opens_the_schools_page() -> None:
    world, inquiry = asked_world(1)
    found = opened(asked_schools(inquiry)[0])

    page = browser_of(world.reporter).get(at("school-inquiry", inquiry)).content.decode()

    assert f'href="/s/{found.link}/"' in page
