"""The pages about notices: one's own choices, and the outbox of the bureau."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page

from factories import client_for, make_office, make_person
from tidtam.notices.actions import put
from tidtam.notices.models import Message, Preference
from tidtam.notices.states import State
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Person
from tidtam.people.roles import Role

pytestmark = pytest.mark.django_db

MINE, OUTBOX = "/me/notices/", "/central/notices/"
SOUND = {
    "ways": ["email"],
    "digest": "daily",
    "has_quiet_hours": "on",
    "quiet_from": "21:00",
    "quiet_to": "07:00",
}
INVITATION = {
    "office": "สพป.สมมติ 1",
    "role": "ผู้รายงาน",
    "expires": dt.date(2030, 1, 1),
    "link": "/invitation/a-secret-word/",
}


@pytest.fixture
def reporter() -> Person:
    return make_person(Role.REPORTER)


@pytest.fixture
def mine(reporter: Person) -> Client:
    client = Client()
    client.force_login(reporter)
    return client


@pytest.fixture
def officer_client() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


def invite(count: int = 1) -> list[Message]:
    return [
        put("invitation", to_email=f"new{number}@example.go.th", context=INVITATION, by=SYSTEM)
        for number in range(count)
    ]


def html_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# ---------------------------------------------------------------- my choices


def test_a_person_sees_the_usual_choices_first(mine: Client) -> None:
    html = html_of(mine, MINE)

    assert_strict_page(html)
    assert re.search(r'value="email"[^>]*checked', html)
    assert re.search(r'<option value="20:00" selected>20.00 น.</option>', html)
    assert "บัญชีนี้ยังไม่มีอีเมล" in html


def test_a_choice_is_kept(mine: Client, reporter: Person) -> None:
    response = mine.post(MINE, SOUND)
    html = html_of(mine, MINE)

    assert (response.status_code, response["Location"]) == (302, MINE)
    kept = Preference.objects.get(person=reporter)
    assert (kept.ways, kept.digest, kept.has_quiet_hours) == ("email", "daily", True)
    assert (kept.quiet_from, kept.quiet_to) == (dt.time(21), dt.time(7))
    assert "บันทึกแล้ว" in html
    assert re.search(r'<option value="21:00" selected>', html)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ways": []}, "ยังไม่ได้เลือกทางรับข้อความ"),
        ({"quiet_to": "21:00"}, "เวลาพักเริ่มและสิ้นสุดพร้อมกัน"),
        ({"ways": ["email", "line"], "line_id": "U1"}, "รหัสผู้ใช้ LINE ต้องเป็น U"),
    ],
)
def test_an_unsound_choice_comes_back_with_a_sentence(
    mine: Client, settings: Any, changes: dict[str, Any], words: str
) -> None:
    settings.TIDTAM_LINE_TOKEN = "token-of-a-test"

    response = mine.post(MINE, SOUND | changes)

    html = response.content.decode()
    assert response.status_code == 422
    assert words in html
    assert_strict_page(html)
    assert Preference.objects.count() == 0


def test_only_ways_that_are_set_up_are_offered(mine: Client, settings: Any) -> None:
    settings.TIDTAM_LINE_TOKEN = ""
    without = html_of(mine, MINE)
    settings.TIDTAM_LINE_TOKEN = "token-of-a-test"
    with_line = html_of(mine, MINE)

    assert ('value="line"' in without, "line_id" in without) == (False, False)
    assert ('value="line"' in with_line, "line_id" in with_line) == (True, True)
    assert mine.post(MINE, SOUND | {"ways": ["webhook"]}).status_code == 422


def test_one_person_never_changes_anothers_choice(mine: Client, reporter: Person) -> None:
    other = make_person(Role.DIRECTOR)
    mine.post(MINE, SOUND | {"person": other.pk})

    assert list(Preference.objects.values_list("person_id", flat=True)) == [reporter.pk]


# ---------------------------------------------------------------- the outbox


def test_an_empty_outbox_says_where_messages_come_from(officer_client: Client) -> None:
    html = html_of(officer_client, OUTBOX)

    assert_strict_page(html)
    assert "ยังไม่มีข้อความ" in html


def test_without_mail_settings_the_outbox_says_so_and_shows_the_words(
    officer_client: Client, settings: Any
) -> None:
    settings.EMAIL_HOST = ""
    message = invite()[0]

    listed = html_of(officer_client, OUTBOX)
    opened = html_of(officer_client, f"{OUTBOX}{message.pk}/")

    assert "ยังไม่ได้ตั้งค่าอีเมล" in listed
    assert "ยังไม่ได้ตั้งค่าอีเมล" in opened
    assert "http://127.0.0.1:8000/invitation/a-secret-word/" in opened
    assert "ส่งแล้ว (0)" in listed
    assert "รอส่ง (1)" in listed
    assert_strict_page(listed)
    assert_strict_page(opened)


@pytest.mark.parametrize(("host", "is_for_trying"), [("mail.example", True), ("", False)])
def test_a_secret_link_is_hidden_from_the_bureau(
    officer_client: Client, settings: Any, host: str, is_for_trying: bool
) -> None:
    settings.EMAIL_HOST, settings.TIDTAM_DEMO_ALLOWED = host, is_for_trying
    message = invite()[0]

    html = html_of(officer_client, f"{OUTBOX}{message.pk}/")

    assert "a-secret-word" not in html
    assert "•••" in html


def test_the_list_masks_an_address(officer_client: Client) -> None:
    invite()

    html = html_of(officer_client, OUTBOX)

    assert "ne•••@example.go.th" in html
    assert "new0@example.go.th" not in html


def test_a_failed_message_tells_why_and_is_sent_again_once(officer_client: Client) -> None:
    message = invite()[0]
    Message.objects.update(state=State.FAILED, attempts=6, last_error="no-address")
    page = f"{OUTBOX}{message.pk}/"

    before = html_of(officer_client, page)
    first = officer_client.post(f"{page}retry/", follow=True).content.decode()
    second = officer_client.post(f"{page}retry/", follow=True).content.decode()

    message.refresh_from_db()
    assert "ผู้รับไม่มีที่อยู่สำหรับทางนี้" in before
    assert "จะส่งอีกครั้งในไม่กี่วินาที" in first
    assert "ไม่ได้ค้างอยู่แล้ว" in second
    assert (message.state, message.attempts) == ("waiting", 0)


def test_all_failed_messages_are_sent_again(officer_client: Client) -> None:
    invite(3)
    Message.objects.update(state=State.FAILED)

    before = html_of(officer_client, OUTBOX)
    officer_client.post(f"{OUTBOX}retry/")

    assert "ส่งไม่สำเร็จ 3 ข้อความ" in before
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}


def test_the_list_is_filtered_and_paged(officer_client: Client) -> None:
    invite(52)
    Message.objects.filter(to_email="new51@example.go.th").update(state=State.SENT)

    def rows(address: str) -> int:
        return html_of(officer_client, address).count('<th scope="row"')

    assert [
        rows(OUTBOX),
        rows(f"{OUTBOX}?page=2"),
        rows(f"{OUTBOX}?state=sent"),
        rows(f"{OUTBOX}?state=no-such"),
        rows(f"{OUTBOX}?way=line"),
    ] == [50, 2, 1, 50, 0]


def test_the_number_of_questions_to_the_database_stays_the_same(
    officer_client: Client, reporter: Person
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            html_of(officer_client, OUTBOX)
        return len(queries)

    put("invitation", to_person=reporter, context=INVITATION, by=SYSTEM)
    asked()
    one = asked()
    for role in (Role.REPORTER, Role.DIRECTOR):
        put("invitation", to_person=make_person(role), context=INVITATION, by=SYSTEM)

    assert asked() == one <= 8


def test_the_list_says_which_office_and_is_found_by_it(officer_client: Client) -> None:
    office = make_office(31)
    put(
        "invitation",
        to_person=make_person(Role.REPORTER, agency=office),
        context=INVITATION,
        by=SYSTEM,
    )
    put("invitation", to_email="other@example.go.th", context=INVITATION, by=SYSTEM)

    every, found, secret = (
        html_of(officer_client, f"{OUTBOX}{query}")
        for query in ("", f"?q={office.short_th}", "?q=a-secret-word")
    )

    assert office.short_th in every
    assert [page.count('<th scope="row"') for page in (every, found, secret)] == [2, 1, 0]


def test_who_never_chose_hours_is_not_said_to_have_chosen_them(
    officer_client: Client, reporter: Person
) -> None:
    chose = make_person(Role.REPORTER)
    Preference.objects.create(person=chose)
    for person in (reporter, chose):
        put("invitation", to_person=person, context=INVITATION, by=SYSTEM)
    Message.objects.update(state=State.HELD)

    html = html_of(officer_client, OUTBOX)

    # Once in the tab, once for who chose.
    assert html.count("พักไว้ตามเวลาที่ผู้รับเลือก") == 2
    assert html.count("พักไว้ถึงเช้า (ช่วงเงียบเริ่มต้น)") == 1


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DIRECTOR])
def test_an_office_has_no_outbox(role: Role) -> None:
    message = invite()[0]
    client = client_for(role)

    statuses = [
        client.get(OUTBOX).status_code,
        client.get(f"{OUTBOX}{message.pk}/").status_code,
        client.post(f"{OUTBOX}{message.pk}/retry/").status_code,
        client.post(f"{OUTBOX}retry/").status_code,
    ]

    assert statuses == [403] * 4


def test_the_pages_speak_english(officer_client: Client, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    message = invite()[0]
    officer_client.cookies["django_language"] = "en"

    mine = html_of(officer_client, MINE)
    listed = html_of(officer_client, OUTBOX)
    opened = html_of(officer_client, f"{OUTBOX}{message.pk}/")

    for html in (mine, listed, opened):
        assert_strict_page(html, language="en")
    assert "Hold notices during these hours" in mine
    assert "E-mail is not set up. All notices are kept here" in listed
    assert "Waiting (1)" in listed
