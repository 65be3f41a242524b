"""The page of a report's files: what goes out, what comes in, and who may."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from office_world import at, browser_of
from pages import assert_strict_page

from factories.report_files import filled_in, row_of
from factories.reporting import Reporting, reporting
from tidtam.rounds.answering import save_answer
from tidtam.rounds.content import content_of
from tidtam.rounds.models import AnswerVersion
from tidtam.rounds.submitting import missing_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    """A file store of these tests' own."""
    store = {"BACKEND": "tidtam.evidence.stores.DiskStore", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": store}


@pytest.fixture
def world() -> Reporting:
    return reporting()


def save(world: Reporting, code: str, value: object, *, item: str = "1", seen: int = 0) -> None:
    save_answer(
        world.item(item).pk, code, seen_edit=seen, state="answered", value=value, by=world.by
    )


def body(response: HttpResponse) -> bytes:
    streamed = getattr(response, "streaming_content", None)
    return b"".join(streamed) if streamed is not None else response.content


def workbook(world: Reporting, **cells: object) -> bytes:
    """The workbook as the reporter downloads it, with answers of item 1 typed over."""
    data = body(browser_of(world.reporter).get(at("office-files-excel", world)))

    def change(book: object) -> None:
        sheet = book.worksheets[1]  # type: ignore[attr-defined]
        for code, value in cells.items():
            sheet[f"D{row_of(sheet, code)}"] = value

    return filled_in(data, change)


def send(client: Client, world: Reporting, data: bytes, name: str = "ก.xlsx") -> HttpResponse:
    file = SimpleUploadedFile(name, data)
    return client.post(at("office-files-upload", world), {"file": file}, follow=True)


def stored(world: Reporting, code: str, item: str = "1") -> object:
    items = {each.node_code: each for each in content_of(world.fresh()).items}
    return next(a.value for a in items[item].answers if a.question.code == code)


def token_of(response: HttpResponse) -> str:
    return str(response.context["token"])


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_offers_files_and_takes_them_back(world: Reporting, language: str) -> None:
    response = browser_of(world.reporter, language=language).get(at("office-files", world))

    assert response.status_code == 200
    assert_strict_page(response.content.decode(), language=language)
    for name in ("office-files-excel", "office-files-zip", "office-files-upload"):
        assert at(name, world) in response.content.decode()


def test_readers_who_do_not_write_see_no_upload(world: Reporting) -> None:
    for person in (world.director, world.officer):
        page = browser_of(person).get(at("office-files", world)).content.decode()
        assert at("office-files-zip", world) in page
        assert at("office-files-upload", world) not in page


@pytest.mark.parametrize("name", ["office-files", "office-files-excel", "office-files-zip"])
def test_other_offices_find_nothing(world: Reporting, name: str) -> None:
    assert browser_of(world.stranger).get(at(name, world)).status_code == 404


@pytest.mark.parametrize("name", ["office-files-upload", "office-files-store"])
def test_only_reporters_of_the_office_bring_files_in(world: Reporting, name: str) -> None:
    people = (world.stranger, world.director, world.officer)
    answers = [browser_of(person).post(at(name, world)).status_code for person in people]

    assert answers == [404, 403, 403]


def test_a_filled_workbook_is_shown_then_saved(world: Reporting) -> None:
    client = browser_of(world.reporter)
    seen = send(client, world, workbook(world, story="ทำครบ\n\nทุกแห่ง", day="31/3/2566"))

    assert seen.status_code == 200
    assert_strict_page(seen.content.decode())
    assert stored(world, "story") is None

    done = client.post(at("office-files-store", world), {"token": token_of(seen)}, follow=True)

    assert "บันทึก 2 คำตอบจากไฟล์แล้ว" in done.content.decode()
    assert stored(world, "story") == "<p>ทำครบ</p><p>ทุกแห่ง</p>"
    assert stored(world, "day") == "2023-03-31"
    assert set(AnswerVersion.objects.values_list("door", flat=True)) == {"excel"}


def test_a_second_click_saves_nothing_twice(world: Reporting) -> None:
    client = browser_of(world.reporter)
    seen = send(client, world, workbook(world, story="ทำครบ"))
    address = at("office-files-store", world)
    client.post(address, {"token": token_of(seen)})

    again = client.post(address, {"token": token_of(seen)}, follow=True)

    assert "ไม่ได้บันทึกซ้ำ" in again.content.decode()
    assert AnswerVersion.objects.count() == 1


def test_a_problem_is_told_with_its_cell_and_nothing_is_saved(world: Reporting) -> None:
    data = workbook(world, story="ทำครบ", day="31/3/66")
    response = send(browser_of(world.reporter), world, data)
    page = response.content.decode()

    assert response.status_code == 422
    assert_strict_page(page)
    assert "หมายถึง 31 มีนาคม 2566 ใช่หรือไม่" in page
    assert stored(world, "story") is None


def test_a_conflict_keeps_what_is_stored_unless_chosen(world: Reporting) -> None:
    save(world, "story", "<p>เดิม</p>")
    data = workbook(world, story="จากไฟล์")
    save(world, "story", "<p>จากหน้าเว็บ</p>", seen=1)
    client = browser_of(world.reporter)
    address = at("office-files-store", world)

    seen = send(client, world, data)
    page = seen.content.decode()
    assert "จากไฟล์" in page
    assert "จากหน้าเว็บ" in page
    assert world.reporter.full_name in page
    client.post(address, {"token": token_of(seen)})
    assert stored(world, "story") == "<p>จากหน้าเว็บ</p>"

    seen = send(client, world, data)
    key = seen.context["conflicts"][0].planned.key
    client.post(address, {"token": token_of(seen), f"conflict:{key}": "take"})
    assert stored(world, "story") == "<p>จากไฟล์</p>"


def test_an_emptied_cell_clears_only_when_ticked(world: Reporting) -> None:
    save(world, "story", "<p>เดิม</p>")
    client = browser_of(world.reporter)
    address = at("office-files-store", world)

    seen = send(client, world, workbook(world, story=None))
    client.post(address, {"token": token_of(seen)})
    assert stored(world, "story") == "<p>เดิม</p>"

    seen = send(client, world, workbook(world, story=None))
    key = seen.context["clears"][0].planned.key
    client.post(address, {"token": token_of(seen), f"clear:{key}": "yes"})
    assert stored(world, "story") is None


def test_a_save_after_the_dry_run_is_shown_before_anything_is_stored(world: Reporting) -> None:
    client = browser_of(world.reporter)
    seen = send(client, world, workbook(world, story="จากไฟล์", day="31/3/2566"))
    save(world, "story", "<p>เพิ่งพิมพ์</p>")

    response = client.post(at("office-files-store", world), {"token": token_of(seen)})

    assert response.status_code == 409
    assert [each.planned.question.code for each in response.context["conflicts"]] == ["story"]
    assert stored(world, "day") is None


def test_a_token_of_another_person_or_report_is_worth_nothing(world: Reporting) -> None:
    seen = send(browser_of(world.reporter), world, workbook(world, story="จากไฟล์"))
    other = browser_of(world.stranger)
    address = at("office-files-store", world).replace(world.office.code, "1022010000")

    response = other.post(address, {"token": token_of(seen)}, follow=True)

    assert "ไม่มีอะไรเปลี่ยน" in response.content.decode()
    assert AnswerVersion.objects.count() == 0


def test_no_file_or_a_foreign_one_is_told_in_a_sentence(world: Reporting) -> None:
    client = browser_of(world.reporter)

    nothing = client.post(at("office-files-upload", world))
    foreign = send(client, world, b"%PDF-1.7")

    assert (nothing.status_code, foreign.status_code) == (422, 422)
    assert "ยังไม่ได้เลือกไฟล์" in nothing.content.decode()
    assert "ไม่ใช่ไฟล์ Excel" in foreign.content.decode()


@pytest.mark.parametrize(
    ("name", "words"), [("x.hwp", "ระบบอ่านไฟล์ .hwp ไม่ได้"), ("x", "ชื่อไม่มีนามสกุล")]
)
def test_a_file_of_another_kind_is_named_with_what_is_taken(
    world: Reporting, name: str, words: str
) -> None:
    page = send(browser_of(world.reporter), world, b"HWP Document", name).content.decode()

    assert words in page
    assert ".xlsx, .docx, .zip และ .json" in page


def test_doubts_about_what_the_file_says_stand_in_the_dry_run(world: Reporting) -> None:
    data = body(browser_of(world.reporter).get(at("office-files-excel", world)))

    def change(book: object) -> None:
        sheet = book.worksheets[1]  # type: ignore[attr-defined]
        sheet[f"D{row_of(sheet, 'schools', part='n')}"] = 25
        sheet[f"D{row_of(sheet, 'schools', part='of')}"] = 10

    client = browser_of(world.reporter)
    seen = send(client, world, filled_in(data, change))
    page = seen.content.decode()
    client.post(at("office-files-store", world), {"token": token_of(seen)})

    assert '<th scope="row">QP 1</th>' in page
    assert "ตัวตั้งมากกว่าตัวหาร โปรดแก้" in page
    assert "ยังส่งรายงานไม่ได้จนกว่าจะแก้" in page
    assert ("1", "schools") in missing_of(world.fresh())


def test_one_remedy_of_all_problems_is_said_once(world: Reporting) -> None:
    data = workbook(world, day="31/3/66", way="บางครั้ง")
    page = send(browser_of(world.reporter), world, data).content.decode()

    assert page.count("แก้เซลล์นี้แล้วส่งไฟล์อีกครั้ง") == 1


def test_the_zip_comes_back_as_it_went(world: Reporting) -> None:
    save(world, "story", "<p>ทำครบ</p>")
    client = browser_of(world.reporter)
    data = body(client.get(at("office-files-zip", world)))
    save(world, "story", "<p>ใหม่กว่า</p>", seen=1)

    seen = send(client, world, data, "ก.zip")

    plan = seen.context["plan"]
    assert (plan.has_work, plan.newer) == (False, 1)
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {"README.txt", "answers.json", "index.csv"} < set(names)


def test_answers_json_alone_is_taken(world: Reporting) -> None:
    client = browser_of(world.reporter)
    data = body(client.get(at("office-files-zip", world)))
    told = json.loads(zipfile.ZipFile(io.BytesIO(data)).read("answers.json"))
    told["instruments"][0]["items"][0]["answers"][0] |= {"state": "answered", "value": "<p>ก</p>"}

    seen = send(client, world, json.dumps(told).encode(), "answers.json")
    client.post(at("office-files-store", world), {"token": token_of(seen)})

    assert stored(world, "story") == "<p>ก</p>"
    assert set(AnswerVersion.objects.values_list("door", flat=True)) == {"archive"}


def test_pages_ask_the_same_number_of_questions_however_much_is_written(
    world: Reporting,
) -> None:
    client = browser_of(world.reporter)
    few = _queries(client, world, workbook(world, story="ก"))
    many = _queries(client, world, workbook(world, story="ก", day="31/3/2566", way="ออนไลน์"))

    assert few == many


def _queries(client: Client, world: Reporting, data: bytes) -> int:
    with CaptureQueriesContext(connection) as captured:
        send(client, world, data)
    return len(captured)
