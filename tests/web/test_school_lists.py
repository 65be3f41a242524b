"""The list of schools and its import: looked at first, stored whole or not at all."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page

from factories.reporting import Reporting, reporting
from factories.schools import make_school
from tidtam.orgs.models import Agency, School

pytestmark = pytest.mark.django_db

LIST = reverse("schools")
IMPORT = reverse("school-import")
OWN, OTHER = "1021010000", "1022010000"


@pytest.fixture
def world() -> Reporting:
    return reporting()


def send(client: Client, text: str, **more: str) -> HttpResponse:
    file = SimpleUploadedFile("schools.csv", text.encode(), content_type="text/csv")
    return client.post(IMPORT, {"file": file, **more}, follow=True)


def rows(*lines: str) -> str:
    return "\n".join(["รหัสโรงเรียน,ชื่อโรงเรียน,รหัสเขต", *lines])


def token_of(response: HttpResponse) -> str:
    return str(response.context["token"])


def confirm(client: Client, response: HttpResponse, **more: str) -> HttpResponse:
    sent = {"token": token_of(response), **more}
    return client.post(reverse("school-import-confirm"), sent, follow=True)


def test_a_director_looks_first_and_then_stores_the_own_list(world: Reporting) -> None:
    client = browser_of(world.director)

    looked = send(client, rows(f"1000000001,บ้านหนึ่ง,{OWN}", f"1000000002,บ้านสอง,{OWN}"))
    before = School.objects.count()
    done = confirm(client, looked)
    twice = confirm(client, looked)

    assert_strict_page(looked.content.decode())
    assert (before, School.objects.count()) == (0, 2)
    assert "เพิ่ม 2 แก้ 0 ปิด 0" in words_of(done)
    assert "หมดเวลาหรือบันทึกไปแล้ว" in words_of(twice)


def test_schools_that_a_complete_list_leaves_out_are_named_before_they_are_closed(
    world: Reporting,
) -> None:
    held = make_school(world.office)
    client = browser_of(world.director)

    looked = send(client, rows(f"1000000001,บ้านหนึ่ง,{OWN}"), complete="yes")
    unsure = confirm(client, looked)
    stored = School.objects.count()
    done = confirm(client, unsure, sure="yes")

    assert held.code in words_of(looked)
    assert (unsure.status_code, stored) == (422, 1)
    assert_strict_page(unsure.content.decode())
    assert "รายชื่อนี้จะปิด 1 โรงเรียน มากกว่าหนึ่งในสิบ" in words_of(unsure)
    assert "เพิ่ม 1 แก้ 0 ปิด 1" in words_of(done)


def test_an_office_may_be_written_by_its_name(world: Reporting) -> None:
    looked = send(
        browser_of(world.director),
        f"รหัสโรงเรียน,ชื่อโรงเรียน,เขตพื้นที่\n1000000001,บ้านหนึ่ง,{world.office.name_th}",
    )
    confirm(browser_of(world.director), looked)

    assert School.objects.get().office == world.office


def test_each_problem_is_told_by_row_and_nothing_is_stored(world: Reporting) -> None:
    response = send(browser_of(world.director), rows(f"12,บ้านหนึ่ง,{OWN}", f"1000000002,,{OWN}"))

    assert response.status_code == 422
    assert_strict_page(response.content.decode())
    assert "พบ 2 จุดที่ต้องแก้" in words_of(response)
    assert School.objects.count() == 0


@pytest.mark.parametrize("text", ["", "หัวเดียว", "a,a\n1,2"])
def test_a_file_that_is_no_list_is_refused_with_a_sentence(world: Reporting, text: str) -> None:
    response = send(browser_of(world.director), text)

    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


def test_without_a_file_the_page_says_so(world: Reporting) -> None:
    response = browser_of(world.director).post(IMPORT)

    assert (response.status_code, "ยังไม่ได้เลือกไฟล์" in words_of(response)) == (422, True)


def test_a_director_takes_no_school_of_another_office(world: Reporting) -> None:
    other = make_school(Agency.objects.get(code=OTHER))
    client = browser_of(world.director)

    of_other = client.get(IMPORT, {"office": OTHER})
    moved = send(client, rows(f"{other.code},บ้านหนึ่ง,{OWN}"))

    assert (of_other.status_code, moved.status_code) == (403, 422)
    other.refresh_from_db()
    assert other.office.code == OTHER


@pytest.mark.parametrize(
    ("who", "status"), [("reporter", 403), ("stranger", 403), ("director", 200), ("officer", 200)]
)
def test_who_may_import(world: Reporting, who: str, status: int) -> None:
    client = browser_of(getattr(world, who))

    assert client.get(IMPORT).status_code == status
    if status == 403:
        assert client.post(IMPORT, {"file": SimpleUploadedFile("x.csv", b"x")}).status_code == 403
        assert client.post(reverse("school-import-confirm")).status_code == 403


def test_somebody_elses_token_stores_nothing(world: Reporting) -> None:
    looked = send(browser_of(world.director), rows(f"1000000001,บ้านหนึ่ง,{OWN}"))

    response = confirm(browser_of(world.officer), looked)

    assert "หมดเวลาหรือบันทึกไปแล้ว" in words_of(response)
    assert School.objects.count() == 0


def test_a_list_that_means_something_else_meanwhile_is_shown_again(world: Reporting) -> None:
    client = browser_of(world.director)
    looked = send(client, rows(f"1000000001,บ้านหนึ่ง,{OWN}"))
    School.objects.create(code="1000000001", name_th="บ้านหนึ่ง", office=world.office)

    again = confirm(client, looked)

    assert again.status_code == 409
    assert School.objects.count() == 1


def test_the_bureau_imports_the_whole_country_and_chooses_an_office(world: Reporting) -> None:
    client = browser_of(world.officer)

    looked = send(client, rows(f"1000000001,บ้านหนึ่ง,{OWN}", f"1000000002,บ้านสอง,{OTHER}"))
    confirm(client, looked)
    nothing, one = client.get(LIST), client.get(LIST, {"office": OTHER})
    everywhere = client.get(LIST, {"q": "บ้าน"})

    assert "เลือกเขตพื้นที่" in words_of(nothing)
    assert "บ้านสอง" in words_of(one)
    assert "บ้านหนึ่ง" not in words_of(one)
    assert "2 โรงเรียน" in words_of(everywhere)
    for page in (nothing, one, everywhere):
        assert_strict_page(page.content.decode())


def test_an_office_reads_its_own_list_and_no_other(world: Reporting) -> None:
    make_school(world.office, "กขสมมติ")
    make_school(Agency.objects.get(code=OTHER), "คงสมมติ")
    client = browser_of(world.reporter)

    own, found = client.get(LIST), client.get(LIST, {"q": "สมมติ"})

    for page in (own, found):
        assert "กขสมมติ" in words_of(page)
        assert "คงสมมติ" not in words_of(page)
    assert client.get(LIST, {"office": OTHER}).status_code == 403
    assert Client().get(LIST)["Location"].startswith("/sign-in/")


def test_long_lists_come_in_pages(world: Reporting) -> None:
    for _ in range(51):
        make_school(world.office)
    client = browser_of(world.reporter)

    assert len(client.get(LIST).context["rows"]) == 50
    assert len(client.get(LIST, {"page": 2}).context["rows"]) == 1
