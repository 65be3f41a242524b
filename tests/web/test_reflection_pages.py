"""Pages that come with a published result: reflection, letter, what a correction says."""

from __future__ import annotations

import io
from urllib.parse import unquote

import docx as word_reader
import pytest
from django.test import Client
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page

from factories import client_for, computed, fill, make_office, make_small_round
from factories.following import PLAN, TEXTS, Following, following
from factories.publishing import correct, corrected
from factories.reporting import later_round
from tidtam.followups.actions import gather
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.results.models import PrintRun
from tidtam.reviews.models import Recommendation
from tidtam.rounds.models import Item, Submission
from tidtam.rounds.queries import instruments_of
from tidtam.shared import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Following:
    return following()


def address(world: Following) -> str:
    return reverse("office-reflection", args=[world.round.code, world.offices[0].code])


def page_of(client: Client, path: str, *, status: int = 200, language: str = "th") -> str:
    client.cookies["django_language"] = language
    reply = client.get(path)
    assert reply.status_code == status
    assert_strict_page(reply.content.decode(), language=language)
    return words_of(reply)  # type: ignore[arg-type]


def test_the_office_reads_what_was_said_done_and_what_to_bring(world: Following) -> None:
    world.accept("1")
    later = later_round(world.round)

    words = page_of(browser_of(world.reporter), address(world))

    assert TEXTS["1"] in words
    assert PLAN in words
    assert "รับไปดำเนินการ" in words
    assert "ระดับถัดไปต้องมี" in words
    assert f"{later.title_th}ถาม คำถาม 6 ข้อ · หลักฐาน" in words
    assert "ผลการดำเนินงาน โรงเรียนที่ดำเนินการ" in words
    assert "ข้อเสนอแนะที่ยังต้องตอบหรือดำเนินการ 2 ข้อ" in words
    item = Item.objects.get(
        submission=Submission.objects.get(round=later, office=world.offices[0]), node_code="1"
    )
    html = browser_of(world.reporter).get(address(world)).content.decode()
    assert reverse("office-item", args=[item.pk]) in html


def test_the_word_file_says_what_the_page_says(world: Following) -> None:
    world.accept("1")
    later = later_round(world.round)
    path = reverse("office-reflection-word", args=[world.round.code, world.offices[0].code])

    reply = browser_of(world.reporter).get(path)
    file = word_reader.Document(io.BytesIO(reply.content))
    first = [[cell.text for cell in row.cells] for row in file.tables[1].rows]

    assert file.paragraphs[0].text.startswith("การสะท้อนผล")
    assert first[:4] == [
        ["เรื่อง", "รายละเอียด"],
        ["ผลรอบนี้", "4.00 ดีมาก"],
        ["ข้อเสนอแนะ", TEXTS["1"]],
        ["เขตว่าอย่างไร", first[3][1]],
    ]
    assert first[3][1].splitlines()[:2] == ["รับไปดำเนินการ", PLAN]
    assert [row[0] for row in first[4:]] == [
        "ระดับถัดไปต้องมี",
        f"{later.title_th}ถาม",
        "หลักฐานที่ควรมี",
    ]
    assert client_for(Role.REVIEWER).get(path).status_code == 403


def test_what_is_said_of_the_whole_comes_after_the_items_and_the_total_before(
    world: Following,
) -> None:
    (instrument,) = instruments_of(world.round)
    Recommendation.objects.create(
        instrument=instrument,
        office=world.offices[0],
        node_code="",
        text="ตามข้อข้างต้น",
        changed_at=clock.now(),
    )
    corrected(world.round)
    client = browser_of(world.reporter)

    words = page_of(client, address(world))
    path = reverse("office-reflection-word", args=[world.round.code, world.offices[0].code])
    reply = client.get(path)
    lines = [each.text for each in word_reader.Document(io.BytesIO(reply.content)).paragraphs]

    assert "การสะท้อนผล ฉบับที่ 2" in words
    assert words.index("ข้อเสนอแนะในภาพรวม ตามข้อข้างต้น") > words.rindex("ผลรอบนี้")
    assert unquote(reply["Content-Disposition"]).endswith(" ฉบับที่ 2.docx")
    assert lines[0].startswith("การสะท้อนผล ฉบับที่ 2")
    assert [line for line in lines if line.endswith("4.00 ระดับ 4 ดีมาก")] != []
    assert lines[-2:] == ["ข้อเสนอแนะในภาพรวม", "ตามข้อข้างต้น"]


def test_the_first_version_says_no_number(world: Following) -> None:
    assert "ฉบับที่" not in page_of(browser_of(world.reporter), address(world))


def test_it_is_there_in_english_too(world: Following) -> None:
    words = page_of(browser_of(world.reporter), address(world), language="en")

    assert "Reflection" in words
    assert "Accepted" not in words
    assert "Waiting for the office" in words


def test_the_address_without_an_office_is_the_readers_own(world: Following) -> None:
    path = reverse("office-reflection-own", args=[world.round.code])

    assert TEXTS["1"] in page_of(browser_of(world.director), path)
    assert client_for(Role.CENTRAL_OFFICER).get(path)["Location"] == reverse(
        "central-round", args=[world.round.code]
    )


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CENTRAL_OFFICER, 200), (Role.MODERATOR, 200), (Role.CHAIR, 200), (Role.REVIEWER, 403)],
)
def test_who_else_may_read_it(world: Following, role: Role, status: int) -> None:
    page_of(client_for(role), address(world), status=status)


def test_another_office_may_not_read_it(world: Following) -> None:
    client = client_for(Role.REPORTER, agency=make_office(50))

    page_of(client, address(world), status=403)


def test_before_publication_it_says_that_nothing_is_published(world: Following) -> None:
    round_ = make_small_round(code="later-on")
    fill(round_)
    path = reverse("office-reflection", args=[round_.code, world.offices[0].code])

    assert browser_of(world.reporter).get(path).status_code == 404
    later = later_round(round_, code="asked")
    path = reverse("office-reflection", args=[later.code, world.offices[0].code])
    assert "ยังไม่มีผลที่ประกาศของเขตนี้ในรอบนี้" in page_of(browser_of(world.reporter), path)


def test_home_and_result_lead_to_the_reflection_and_the_letter(world: Following) -> None:
    office = world.offices[0]
    letter = reverse("result-letter", args=[world.round.code, office.code, "pdf"])
    for path in (
        reverse("office-home"),
        reverse("result-office", args=[world.round.code, office.code]),
    ):
        html = browser_of(world.reporter).get(path).content.decode()
        assert f'href="{address(world)}"' in html
        assert f'href="{letter}"' in html


def test_the_office_downloads_its_letter(world: Following) -> None:
    office = world.offices[0]
    for kind in ("pdf", "docx"):
        path = reverse("result-letter", args=[world.round.code, office.code, kind])
        reply = browser_of(world.reporter).get(path)
        assert (reply.status_code, reply.content[:2]) == (
            200,
            b"%P" if kind == "pdf" else b"PK",
        )
    wrong = reverse("result-letter", args=[world.round.code, office.code, "odt"])
    assert browser_of(world.reporter).get(wrong).status_code == 404


def test_the_result_page_of_a_correction_names_what_changed_and_why(world: Following) -> None:
    office = world.offices[0]
    correct(world.round, node="3", mark="5", office_id=office.pk)
    second = corrected(world.round, reason="แก้ตามคำทักท้วง")
    path = reverse("result-office", args=[world.round.code, office.code])

    words = page_of(browser_of(world.reporter), path)

    assert "รายการที่แก้จากฉบับที่ 1 เหตุที่แก้: แก้ตามคำทักท้วง" in words
    assert "เดิม 4 แก้เป็น 5" in words
    assert "ผลรวม : เดิม 4.00 ดีมาก แก้เป็น 4.08 ดีมาก" in words.replace("ผลรวม:", "ผลรวม :")
    old = page_of(browser_of(world.reporter), f"{path}?n={second.number - 1}")
    assert "รายการที่แก้" not in old


def test_a_follow_up_shows_the_new_text_and_the_earlier_one(world: Following) -> None:
    Recommendation.objects.filter(node_code="1").update(text="ข้อความใหม่")
    Recommendation.objects.filter(node_code="2").delete()
    gather(corrected(world.round), by=SYSTEM)
    client = browser_of(world.reporter)

    changed = page_of(client, reverse("office-follow-up", args=[world.of("1").pk]))
    gone = page_of(client, reverse("office-follow-up", args=[world.of("2").pk]))
    listed = page_of(client, reverse("office-follow-ups"))

    assert "ข้อความใหม่" in changed
    assert f"ข้อความเดิม (1) {TEXTS['1']}" in changed
    assert "ไม่มีข้อเสนอแนะนี้แล้ว" in gone
    assert "ข้อความเปลี่ยน" in listed
    assert "รอเขตตอบรับ (1)" in listed
    assert "ถอนแล้วในผลฉบับที่แก้ (1)" in listed
    assert "ตอบข้อเสนอแนะ" in changed
    assert "ตอบข้อเสนอแนะ" not in gone


def test_the_bureau_prints_the_computation_it_looks_at(world: Following) -> None:
    client = client_for(Role.CENTRAL_OFFICER)
    correct(world.round, node="3", mark="5", office_id=world.offices[0].pk)
    second = computed(world.round)
    path = f"{reverse('central-sheets', args=[world.round.code])}?n={second.number}"

    words = page_of(client, path)
    reply = client.post(
        f"{reverse('central-print', args=[world.round.code])}?n={second.number}",
        {"formats": ["docx"]},
    )

    assert "มีคำว่า ร่าง ทุกหน้า" in words
    assert reply["Location"] == path
    assert PrintRun.objects.get(formats="docx").computation == second


def test_the_bureau_writes_the_letter_on_the_page_of_sheets(world: Following) -> None:
    path = reverse("central-sheets", args=[world.round.code])
    client = client_for(Role.CENTRAL_OFFICER)
    sent = {
        "digits": "arabic",
        "paper": "a4",
        "font": "Tidtam Sarabun",
        "word_font": "TH Sarabun New",
        "font_size": "16",
        "seen_edit": "0",
        "letter_text": "ถึง {offce}",
    }

    refused = client.post(path, sent)
    kept = client.post(path, sent | {"letter_text": "ถึง {office}"})

    assert refused.status_code == 422
    assert "ไม่มีช่องเติมคำ {offce}" in refused.content.decode()
    assert kept.status_code == 302
    assert "ถึง {office}" in page_of(client, path)
