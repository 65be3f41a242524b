"""The pages about recommendations: an office answers its own, the bureau sees how far all are."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from factories import LONG_AGO, client_for, make_office
from factories.following import (
    OUTCOME,
    PLAN,
    TEXTS,
    WHO,
    Following,
    following,
    published_round,
)
from factories.panels import make_panel_world
from factories.reporting import actor_of
from tidtam.followups.actions import answer, gather
from tidtam.followups.models import FollowUp, FollowUpEvidence
from tidtam.followups.states import FollowUpState
from tidtam.people.actor import SYSTEM
from tidtam.people.models import Post
from tidtam.people.roles import Role
from tidtam.shared import clock
from tidtam.thai.dates import MONTHS, buddhist_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Following:
    return following(offices=2)


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "green").save(out, "JPEG")
    return out.getvalue()


def at(follow_up: FollowUp) -> str:
    return reverse("office-follow-up", args=[follow_up.pk])


def page_of(client: Client, path: str, *, status: int = 200, language: str = "th") -> str:
    client.cookies["django_language"] = language
    reply = client.get(path)
    assert reply.status_code == status
    assert_strict_page(reply.content.decode(), language=language)
    return words_of(reply)  # type: ignore[arg-type]


def day_fields(name: str, *, year: int = 0) -> dict[str, str]:
    today = clock.today()
    return {
        f"{name}_day": str(today.day),
        f"{name}_month": MONTHS[today.month - 1],
        f"{name}_year": str(buddhist_year(today) + year),
    }


def accepting(**more: str) -> dict[str, str]:
    given = {"state": "accepted", "edit": "0", "plan": PLAN, "who": WHO}
    return given | day_fields("due_on", year=1) | more


def test_the_office_sees_its_own_recommendations_and_its_home_says_how_many(
    world: Following,
) -> None:
    client = browser_of(world.reporter)

    listed, home = page_of(client, reverse("office-follow-ups")), page_of(client, "/office/")

    assert "รอเขตตอบรับ (2)" in listed
    assert all(text in listed for text in TEXTS.values())
    assert "รอเขตตอบรับ 2 ข้อ" in home


def test_an_office_without_any_is_told_when_there_will_be_some() -> None:
    client = client_for(Role.REPORTER, agency=make_office(30))

    assert "ยังไม่มีข้อเสนอแนะ" in page_of(client, reverse("office-follow-ups"))


def test_the_bureau_is_led_to_the_country(world: Following) -> None:
    reply = client_for(Role.CENTRAL_OFFICER).get(reverse("office-follow-ups"))

    assert (reply.status_code, reply["Location"]) == (302, "/central/followups/")


def test_a_director_who_is_a_panels_head_still_reaches_the_own_office(world: Following) -> None:
    Post.objects.create(person=world.director, role=Role.CHAIR.value, starts_on=LONG_AGO)
    client = browser_of(world.director)

    listed = page_of(client, reverse("office-follow-ups"))

    assert "รอเขตตอบรับ (2)" in listed
    assert "แยกตามตัวชี้วัด" in page_of(client, reverse("central-follow-ups"))


def test_a_recommendation_is_accepted_then_done(world: Following) -> None:
    client, one = browser_of(world.reporter), world.of("1")

    client.post(at(one), accepting())
    accepted = page_of(client, at(one))
    done = {"state": "done", "edit": "1", "outcome": OUTCOME} | day_fields("done_on")
    reply = client.post(at(one), done, follow=True)

    assert all(words in accepted for words in ("รับไปดำเนินการ", PLAN, WHO, "แนบไฟล์หลักฐาน"))
    assert "ยังไม่มีหลักฐาน หากมีภาพหรือเอกสารโปรดแนบในหน้านี้" in reply.content.decode()
    held = world.of("1")
    assert (held.state, held.plan, held.outcome, held.edit) == ("done", PLAN, OUTCOME, 2)


def test_what_an_answer_lacks_stands_at_each_field_and_what_was_typed_stays(
    world: Following,
) -> None:
    client, one = browser_of(world.reporter), world.of("1")

    reply = client.post(at(one), {"state": "accepted", "edit": "0", "plan": PLAN})
    page = reply.content.decode()

    assert reply.status_code == 422
    assert_strict_page(page)
    assert "ยังไม่บอกผู้รับผิดชอบ" in page
    assert 'id="accepted-who-error"' in page
    assert "ยังไม่มีวันที่" in page
    assert PLAN in page
    assert world.of("1").edit == 0


def test_not_accepting_asks_for_the_reason(world: Following) -> None:
    client, one = browser_of(world.reporter), world.of("1")

    lacking = client.post(at(one), {"state": "declined", "edit": "0", "reason": "  "})
    client.post(at(one), {"state": "declined", "edit": "0", "reason": "ทำอยู่แล้ว"})

    assert "ยังไม่มีเหตุผลที่ไม่รับ" in lacking.content.decode()
    assert (world.of("1").state, world.of("1").reason) == ("declined", "ทำอยู่แล้ว")


def test_of_two_answers_at_once_both_are_shown(world: Following) -> None:
    one = world.of("1")
    browser_of(world.director).post(at(one), accepting(plan="แผนของผู้อำนวยการ"))

    reply = browser_of(world.reporter).post(at(one), accepting(plan="แผนของผู้รายงาน"))

    page = reply.content.decode()
    assert reply.status_code == 409
    assert_strict_page(page)
    assert "แผนของผู้อำนวยการ" in page
    assert "แผนของผู้รายงาน" in page
    assert 'name="edit" value="1"' in page
    assert world.of("1").plan == "แผนของผู้อำนวยการ"


def test_every_earlier_answer_stands_as_it_was_said(world: Following) -> None:
    world.say("1", FollowUpState.DECLINED, reason="ทำอยู่แล้ว")
    one = world.say(
        "1",
        FollowUpState.ACCEPTED,
        reason="ทำอยู่แล้ว",
        plan=PLAN,
        who=WHO,
        due_on=clock.today(),
    )

    page = page_of(browser_of(world.reporter), at(one))

    assert "คำตอบที่บันทึกไว้ทุกครั้ง (2)" in page
    assert (page.count(PLAN), page.count("ทำอยู่แล้ว")) == (3, 2)


@pytest.mark.parametrize("state", ["", "waiting_for_office", "nonsense"])
def test_an_answer_that_no_button_sends_is_refused(world: Following, state: str) -> None:
    reply = browser_of(world.reporter).post(at(world.of("1")), {"state": state, "edit": "0"})

    assert reply.status_code == 422


def test_another_office_finds_nothing(world: Following) -> None:
    client = client_for(Role.REPORTER, agency=world.offices[1])

    assert client.get(at(world.of("1"))).status_code == 404
    assert client.post(at(world.of("1")), accepting()).status_code == 404


@pytest.mark.parametrize("role", [Role.CENTRAL_OFFICER, Role.MODERATOR, Role.CHAIR])
def test_the_bureau_and_the_heads_read_and_do_not_answer(world: Following, role: Role) -> None:
    client = client_for(role)
    world.accept()

    page = page_of(client, at(world.of("1")))

    assert PLAN in page
    assert "ตอบข้อเสนอแนะ" not in page
    assert world.reporter.full_name not in page
    assert client.post(at(world.of("1")), accepting(edit="1")).status_code == 403


@pytest.mark.parametrize("role", [None, Role.REVIEWER])
def test_others_see_no_list(world: Following, role: Role | None) -> None:
    client = client_for(role)

    for name in ("office-follow-ups", "central-follow-ups"):
        assert client.get(reverse(name)).status_code == (302 if role is None else 403)


def test_a_photo_is_attached_without_scripts_seen_and_taken_away(world: Following) -> None:
    client = browser_of(world.reporter)
    one = world.accept()
    photo = SimpleUploadedFile("กิจกรรม.jpg", jpeg(), content_type="image/jpeg")

    client.post(reverse("office-follow-up-evidence", args=[one.pk]), {"file": photo})
    piece = FollowUpEvidence.objects.get()
    page = page_of(client, at(one))
    small = client.get(reverse("evidence-follow-up-thumbnail", args=[piece.pk]))
    whole = client.get(reverse("evidence-follow-up-download", args=[piece.pk]))
    client.post(reverse("office-follow-up-evidence-remove", args=[piece.pk]))

    assert "กิจกรรม.jpg" in page
    assert (small.status_code, small["Content-Type"]) == (200, "image/webp")
    assert whole["Content-Disposition"].startswith("attachment")
    assert "หลักฐานที่นำออก (1)" in page_of(client, at(one))
    assert FollowUpEvidence.objects.get().removed_by == world.reporter.full_name


def test_a_file_is_closed_to_everybody_else(world: Following) -> None:
    one = world.accept()
    photo = SimpleUploadedFile("a.jpg", jpeg(), content_type="image/jpeg")
    address = reverse("office-follow-up-evidence", args=[one.pk])
    browser_of(world.reporter).post(address, {"file": photo})
    piece = FollowUpEvidence.objects.get()
    other = client_for(Role.REPORTER, agency=world.offices[1])

    for name in ("thumbnail", "preview", "download"):
        path = reverse(f"evidence-follow-up-{name}", args=[piece.pk])
        assert other.get(path).status_code == 404
        assert client_for(Role.REVIEWER).get(path).status_code == 404
        assert client_for(Role.CENTRAL_OFFICER).get(path).status_code == 200
    taken = other.post(reverse("office-follow-up-evidence-remove", args=[piece.pk]))
    assert taken.status_code == 404


def test_a_link_is_attached_and_an_unsound_one_is_refused(world: Following) -> None:
    client, one = browser_of(world.reporter), world.accept()
    address = reverse("office-follow-up-link", args=[one.pk])

    client.post(address, {"url": "example.go.th/report", "caption": "รายงานสรุป"})
    refused = client.post(address, {"url": "javascript:alert(1)"})

    rows = FollowUpEvidence.objects.values_list("url", "caption")
    assert list(rows) == [("https://example.go.th/report", "รายงานสรุป")]
    assert refused.status_code == 422


@pytest.mark.parametrize("role", [Role.CENTRAL_OFFICER, Role.MODERATOR, Role.CHAIR])
def test_the_country_says_shares_by_region_and_indicator(world: Following, role: Role) -> None:
    world.accept("1")
    world.finish("1")

    page = page_of(client_for(role), reverse("central-follow-ups"))

    assert "แยกตามเขตตรวจราชการ" in page
    assert "เขตตรวจราชการที่ 1" in page
    assert "25.0%" in page
    assert "แสดง 3 จาก 3 ข้อ" in page


def test_the_filter_narrows_the_page_and_the_file(world: Following) -> None:
    client = client_for(Role.CENTRAL_OFFICER)
    asked = {
        "round": "r-6m",
        "region": "2",
        "indicator": "qp-2566/1",
        "state": "waiting_for_office",
    }

    part = client.get(reverse("central-follow-ups"), asked, headers={"HX-Request": "true"})
    nothing = client.get(reverse("central-follow-ups"), asked | {"state": "overdue"})
    file = client.get(reverse("central-follow-ups-csv"), asked)

    assert b"<html" not in part.content
    assert "ไม่มีข้อเสนอแนะตามตัวกรองนี้" in nothing.content.decode()
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [(each["ข้อ"], each["ข้อเสนอแนะ"]) for each in rows] == [("QP 1", TEXTS["1"])]


def test_the_files_hold_every_follow_up_and_open(world: Following) -> None:
    import openpyxl

    world.accept("1")
    client = client_for(Role.CENTRAL_OFFICER)

    book = client.get(reverse("central-follow-ups-xlsx"))
    text = client.get(reverse("central-follow-ups-csv")).content.decode("utf-8-sig")

    sheet = openpyxl.load_workbook(io.BytesIO(book.content)).active
    assert sheet is not None
    cells = sheet.iter_rows(min_row=3, values_only=True)
    words = [["" if cell is None else str(cell) for cell in row] for row in cells]
    assert words == [[*row] for row in csv.reader(io.StringIO(text))]
    assert len(words) == 5
    assert PLAN in words[1]


def test_a_round_published_before_is_gathered_by_a_button() -> None:
    following(gathered=False)
    client = client_for(Role.CENTRAL_OFFICER)

    before = page_of(client, reverse("central-follow-ups"))
    client.post(reverse("central-follow-ups-gather"))
    after = page_of(client, reverse("central-follow-ups"))

    assert "รวบรวมและแจ้งเขต" in before
    assert "รวบรวมและแจ้งเขต" not in after
    assert FollowUp.objects.count() == 2


def test_the_country_without_anything_says_when_there_will_be() -> None:
    page = page_of(client_for(Role.MODERATOR), reverse("central-follow-ups"))

    assert "ยังไม่มีข้อเสนอแนะที่ต้องติดตาม" in page


def test_a_reviewer_reads_what_the_office_did_beside_the_same_indicator() -> None:
    panel = make_panel_world(offices=2, doubled=())
    _round, computation = published_round(panel.offices[:1])
    gather(computation, by=SYSTEM)
    client = browser_of(panel.reviewers[0].person)
    answer(
        FollowUp.objects.get(node_code="1"),
        state=FollowUpState.DECLINED,
        reason="โรงเรียนดำเนินการอยู่แล้ว",
        seen_edit=0,
        by=actor_of(panel.reporters[0]),
    )

    page = page_of(client, reverse("reviewing-item", args=[panel.assignment("1").pk]))
    other = page_of(client, reverse("reviewing-item", args=[panel.assignment("3").pk]))

    assert "เขตดำเนินการตามข้อเสนอแนะเดิม" in page
    assert all(words in page for words in (TEXTS["1"], "โรงเรียนดำเนินการอยู่แล้ว", "ไม่รับ พร้อมเหตุผล"))
    assert panel.reporters[0].full_name not in page
    assert "เขตดำเนินการตามข้อเสนอแนะเดิม" not in other


@pytest.mark.parametrize("name", ["office-follow-ups", "central-follow-ups"])
def test_pages_speak_english_too(world: Following, name: str) -> None:
    client = browser_of(world.reporter) if name.startswith("office") else client_for(Role.CHAIR)

    assert "Recommendations" in page_of(client, reverse(name), language="en")


@pytest.mark.parametrize(
    "name", ["office-follow-ups", "central-follow-ups", "central-follow-ups-csv"]
)
@pytest.mark.parametrize("offices", [1, 3])
def test_lists_ask_the_same_number_of_questions(
    name: str, offices: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    world = following(offices=offices)
    client = browser_of(world.reporter) if name.startswith("office") else client_for(Role.CHAIR)
    client.get(reverse(name))

    with django_assert_num_queries(QUERIES[name]):
        client.get(reverse(name))


QUERIES: dict[str, Any] = {
    "office-follow-ups": 4,
    "central-follow-ups": 13,
    "central-follow-ups-csv": 7,
}
