"""The Word forms of a report: where they are found, who gets them, and the way back in."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from office_world import at, browser_of
from pages import assert_strict_page

from factories.reporting import Reporting, reporting
from factories.word_forms import box, cell, edited, type_over
from tidtam.rounds.answering import save_answer
from tidtam.rounds.content import content_of
from tidtam.rounds.models import AnswerVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Reporting:
    return reporting()


def item_form(world: Reporting, client: Client, item: str = "1") -> HttpResponse:
    return client.get(reverse("office-item-word", args=[world.item(item).pk]))


def instrument_form(world: Reporting, client: Client) -> HttpResponse:
    round_code, office_code = world.submission.round.code, world.office.code
    return client.get(reverse("office-files-word", args=[round_code, office_code, "qp-2566"]))


def send(client: Client, world: Reporting, data: bytes) -> HttpResponse:
    file = SimpleUploadedFile("ก.docx", data)
    return client.post(at("office-files-upload", world), {"file": file}, follow=True)


def stored(world: Reporting, code: str, item: str = "1") -> object:
    items = {each.node_code: each for each in content_of(world.fresh()).items}
    return next(a.value for a in items[item].answers if a.question.code == code)


def test_pages_lead_to_the_forms(world: Reporting) -> None:
    client = browser_of(world.reporter)

    files = client.get(at("office-files", world)).content.decode()
    item = client.get(reverse("office-item", args=[world.item("1").pk])).content.decode()

    assert_strict_page(files)
    assert "/files/word/qp-2566.docx" in files
    assert reverse("office-item-word", args=[world.item("1").pk]) in item


def test_other_offices_find_nothing(world: Reporting) -> None:
    client = browser_of(world.stranger)

    assert [f(world, client).status_code for f in (item_form, instrument_form)] == [404, 404]


def test_an_instrument_that_is_not_asked_is_not_found(world: Reporting) -> None:
    address = reverse(
        "office-files-word", args=[world.submission.round.code, world.office.code, "zz-2566"]
    )

    assert browser_of(world.reporter).get(address).status_code == 404


def test_a_filled_item_is_shown_then_saved(world: Reporting) -> None:
    client = browser_of(world.reporter)
    data = edited(
        item_form(world, client).content,
        lambda document: [
            type_over(cell(document, "story"), "ทำครบ", "ทุกแห่ง"),
            type_over(cell(document, "schools"), "๑๘"),
            type_over(cell(document, "schools", 3), "20 แห่ง"),
            type_over(cell(document, "day"), "๓๑ มีนาคม ๒๕๖๖"),
            type_over(cell(document, "way"), "ออนไลน์"),
        ],
    )

    seen = send(client, world, data)
    assert seen.status_code == 200
    assert_strict_page(seen.content.decode())
    assert stored(world, "story") is None
    client.post(at("office-files-store", world), {"token": seen.context["token"]})

    assert stored(world, "story") == "<p>ทำครบ</p><p>ทุกแห่ง</p>"
    assert stored(world, "schools") == {"n": "18", "of": "20"}
    assert stored(world, "day") == "2023-03-31"
    assert stored(world, "way") == "online"
    assert set(AnswerVersion.objects.values_list("door", flat=True)) == {"word"}


def test_a_newer_answer_is_a_conflict(world: Reporting) -> None:
    client = browser_of(world.reporter)
    data = instrument_form(world, client).content
    pk = world.item("1").pk
    save_answer(pk, "story", seen_edit=0, state="answered", value="<p>หน้าเว็บ</p>", by=world.by)
    data = edited(data, lambda document: type_over(cell(document, "story"), "จากไฟล์"))

    seen = send(client, world, data)
    assert [c.planned.question.code for c in seen.context["conflicts"]] == ["story"]
    client.post(at("office-files-store", world), {"token": seen.context["token"]})

    assert stored(world, "story") == "<p>หน้าเว็บ</p>"


def test_a_problem_is_told_with_its_field(world: Reporting) -> None:
    client = browser_of(world.reporter)
    data = item_form(world, client).content
    data = edited(data, lambda document: type_over(cell(document, "day"), "31/3/66"))

    response = send(client, world, data)

    assert response.status_code == 422
    assert "หมายถึง 31 มีนาคม 2566 ใช่หรือไม่" in response.content.decode()


def test_a_form_asks_the_same_number_of_questions_however_much_is_written(
    world: Reporting,
) -> None:
    client = browser_of(world.reporter)
    few = _queries(world, client)
    for code, value in (("story", "<p>ก</p>"), ("way", "online"), ("day", "31/3/2566")):
        pk = world.item("1").pk
        save_answer(pk, code, seen_edit=0, state="answered", value=value, by=world.by)

    assert _queries(world, client) == few


def _queries(world: Reporting, client: Client) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        assert instrument_form(world, client).status_code == 200
    return len(captured)


def test_every_question_has_its_box(world: Reporting) -> None:
    data = instrument_form(world, browser_of(world.reporter)).content
    codes = [a.question.code for a in content_of(world.fresh()).items[0].answers]

    edited(data, lambda document: [box(document, code) for code in codes])
