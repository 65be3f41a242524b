"""Marks on screen: the grid, the Excel round trip, the recommendations of one office."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pages import assert_strict_page
from pytest_django import Settings

from factories import client_for, computed, fill, make_office, make_small_round, published
from tidtam.orgs.models import Agency
from tidtam.orgs.states import AgencyKind
from tidtam.people.actor import SYSTEM
from tidtam.people.roles import Role
from tidtam.reviews.actions import MarkChange, set_marks, set_recommendations
from tidtam.reviews.models import Mark
from tidtam.reviews.queries import answers_by_office, recommendations_of
from tidtam.rounds.models import Round
from tidtam.rounds.queries import instruments_of

pytestmark = pytest.mark.django_db

GRID = "/central/rounds/r-6m/marks/"
TEMPLATE = "/central/rounds/r-6m/marks.xlsx"
UPLOAD = "/central/rounds/r-6m/marks/upload/"
CONFIRM = "/central/rounds/r-6m/marks/upload/confirm/"
STORE = "/central/rounds/r-6m/marks/upload/store/"
Page = HttpResponse


@pytest.fixture(autouse=True)
def files_of_this_test(settings: Settings, tmp_path: Path) -> None:
    """Uploads of a test stay in the test's own folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def office() -> Agency:
    return make_office(21)


@pytest.fixture
def round_(office: Agency) -> Round:
    return make_small_round()


@pytest.fixture
def central() -> Client:
    return client_for(Role.CENTRAL_OFFICER)


def marks(round_: Round) -> dict[int, dict[str, str]]:
    return answers_by_office(instruments_of(round_)[0])


def put(round_: Round, office: Agency, code: str, answer: str | None) -> None:
    """What somebody else does meanwhile."""
    set_marks(instruments_of(round_)[0], changes=[MarkChange(office.pk, code, answer)], by=SYSTEM)


def form_of(page: Page) -> dict[str, str]:
    """The fields of the grid as a browser would send them back."""
    html = page.content.decode()
    seen = json.loads(page.context["grid"].seen)
    fields = {
        cell.name: cell.text
        for row in page.context["grid"].rows
        for cell in row.open_cells
        if f'name="{cell.name}"' in html
    }
    offices = " ".join(row.office.code for row in page.context["grid"].rows)
    return {**fields, "offices": offices, "seen": json.dumps(seen), "act": "save"}


def cell(office: Agency, code: str) -> str:
    return f"c-{office.code}-{code}"


def text_of(page: Page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


# ---------------------------------------------------------------- who may


ADDRESSES = [
    ("get", GRID),
    ("post", GRID),
    ("get", TEMPLATE),
    ("get", UPLOAD),
    ("post", UPLOAD),
    ("get", CONFIRM),
    ("post", STORE),
    ("get", f"{GRID}1021010000/"),
    ("post", f"{GRID}1021010000/"),
]


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_a_stranger_is_asked_to_sign_in(round_: Round, method: str, address: str) -> None:
    form_page = {"host": "testserver", "referer": f"http://testserver{CONFIRM}"}

    response = getattr(Client(), method)(address, headers=form_page)

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=/central/")


@pytest.mark.parametrize("role", [Role.REPORTER, Role.DIRECTOR])
@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_an_office_person_is_refused(
    round_: Round, office: Agency, role: Role, method: str, address: str
) -> None:
    response = getattr(client_for(role, agency=office), method)(address)

    assert response.status_code == 403


# ---------------------------------------------------------------- the grid


def test_grid_shows_marks_and_what_does_not_apply(
    round_: Round, office: Agency, central: Client
) -> None:
    secondary = make_office(22, kind=AgencyKind.SECONDARY_OFFICE)
    put(round_, office, "1", "4")
    put(round_, office, "2", '"not_reported"')

    page = central.get(GRID)

    rows = {row.office: row for row in page.context["grid"].rows}
    assert_strict_page(page.content.decode())
    assert [c.text for c in rows[office].cells[:3]] == ["4", "N/A", ""]
    assert [c.column.code for c in rows[office].cells if not c.applicable] == ["6b"]
    assert [c.column.code for c in rows[secondary].cells if not c.applicable] == ["6a"]
    assert (rows[office].answered, rows[office].asked) == (2, 12)
    assert cell(office, "6b") not in page.content.decode()
    assert "คะแนนครบแล้ว 0 จาก 2 เขต" in text_of(page)


def test_grid_asks_as_many_queries_for_one_office_as_for_three(
    round_: Round, central: Client
) -> None:
    fill(round_)
    central.get(GRID)
    with CaptureQueriesContext(connection) as one:
        central.get(GRID)
    make_office(22)
    make_office(23)
    fill(round_)

    with CaptureQueriesContext(connection) as three:
        page = central.get(GRID)

    assert len(page.context["grid"].rows) == 3
    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", [21, 22, 23]),
        ("?q=สมมติ+22", [22]),
        ("?kind=secondary", [23]),
        ("?region=9", [22]),
        ("?missing=1", [22, 23]),
        ("?missing=1&kind=primary", [22]),
        ("?page=99", [21, 22, 23]),
        ("?q=ไม่มีเขตนี้", []),
    ],
)
def test_filter_shows_the_offices_asked_for(
    round_: Round, central: Client, query: str, shown: list[int]
) -> None:
    fill(round_)
    make_office(22, region="9")
    make_office(23, kind=AgencyKind.SECONDARY_OFFICE)

    page = central.get(GRID + query)

    assert [row.office.order for row in page.context["grid"].rows] == shown


def test_twenty_five_offices_stand_on_a_page(round_: Round, central: Client) -> None:
    for number in range(30, 56):
        make_office(number)

    pages = [central.get(f"{GRID}?page={number}") for number in (1, 2)]

    assert [len(page.context["grid"].rows) for page in pages] == [25, 2]


def test_save_stores_the_changed_cells_only(round_: Round, office: Agency, central: Client) -> None:
    put(round_, office, "1", "4")
    put(round_, office, "2", "3")
    form = form_of(central.get(GRID))

    response = central.post(
        f"{GRID}?kind=primary",
        form | {cell(office, "2"): "5", cell(office, "3"): "n/a", cell(office, "1"): " 4 "},
        follow=True,
    )

    assert response.redirect_chain == [(f"{GRID}?kind=primary", 302)]
    assert marks(round_) == {office.pk: {"1": "4", "2": "5", "3": '"not_reported"'}}
    assert "บันทึกแล้ว เพิ่ม 1 แก้ 1 ลบ 0 ช่อง" in text_of(response)


def test_thai_digit_typed_on_screen_is_taken(
    round_: Round, office: Agency, central: Client
) -> None:
    form = form_of(central.get(GRID)) | {cell(office, "1"): "๔"}

    response = central.post(GRID, form)

    assert response.status_code == 302
    assert marks(round_) == {office.pk: {"1": "4"}}


@pytest.mark.parametrize("state", ["-", "–", "ติดตามแต่ไม่ประเมินผล", "อยู่ระหว่างดำเนินการ"])
def test_state_instead_of_a_level_is_refused_with_the_remedy(
    round_: Round, office: Agency, central: Client, state: str
) -> None:
    form = form_of(central.get(GRID)) | {cell(office, "1"): state}

    response = central.post(GRID, form)

    remedy = "ตัวชี้วัดนี้ใช้กับสำนักงานประเภทนี้ ให้ระดับ หรือ N/A เมื่อสำนักงานไม่ได้รายงาน"
    assert remedy in text_of(response)
    assert marks(round_) == {}


def test_state_stored_earlier_stops_no_other_cell(
    round_: Round, office: Agency, central: Client
) -> None:
    """Marks from before the rule stay as they are until somebody mends them."""
    put(round_, office, "1", "4")
    Mark.objects.update(answer='"pending"')
    form = form_of(central.get(GRID)) | {cell(office, "2"): "3"}

    response = central.post(GRID, form)

    assert response.status_code == 302
    assert marks(round_) == {office.pk: {"1": '"pending"', "2": "3"}}


def test_legend_names_only_what_may_be_entered(round_: Round, central: Client) -> None:
    page = central.get(GRID)

    assert [special.printed for special in page.context["legend"]] == ["N/A"]
    assert "ช่องสีเทา" in text_of(page)


def test_columns_say_what_they_take(round_: Round, central: Client) -> None:
    head = central.get(GRID).context["grid"].heads[0]

    assert (head.levels, head.accepts.th, head.accepts.en) == (
        "1 2 3 4 5",
        "ใส่ 1-5 หรือ N/A",
        "Enter 1-5 or N/A",
    )


def test_long_list_of_errors_is_folded(round_: Round, office: Agency, central: Client) -> None:
    wrong = {cell(office, code): "9" for code in ("1", "2", "3", "4", "5", "7", "8")}

    page = central.post(GRID, form_of(central.get(GRID)) | wrong)

    folded = page.content.decode().partition('class="error-summary')[2].partition("</details>")[0]
    assert (len(page.context["errors"]), len(page.context["more_errors"])) == (5, 2)
    assert folded.partition("<details>")[0].count('href="#c-') == 5
    assert folded.partition("<details>")[2].count('href="#c-') == 2
    assert "และอีก 2 จุด" in folded
    assert_strict_page(page.content.decode())


def test_page_after_a_save_lets_the_browser_forget(
    round_: Round, office: Agency, central: Client
) -> None:
    form = form_of(central.get(GRID)) | {cell(office, "1"): "4"}

    saved = central.post(GRID, form, follow=True)
    later = central.get(GRID)
    failed = central.post(GRID, form_of(later) | {cell(office, "1"): "9"})

    assert [page.context["saved"] for page in (saved, later, failed)] == [True, False, False]
    assert saved.context["shelf"] == "marks:r-6m:qp-2566"


def test_cleared_cell_takes_its_mark_out(round_: Round, office: Agency, central: Client) -> None:
    put(round_, office, "1", "4")
    form = form_of(central.get(GRID))

    central.post(GRID, form | {cell(office, "1"): ""})

    assert marks(round_) == {}


def test_save_without_a_change_says_so(round_: Round, office: Agency, central: Client) -> None:
    put(round_, office, "1", "4")

    response = central.post(GRID, form_of(central.get(GRID)), follow=True)

    assert "ไม่มีช่องใดเปลี่ยน" in text_of(response)


def test_second_same_save_is_harmless(round_: Round, office: Agency, central: Client) -> None:
    """A double click sends the same form twice; the second changes nothing."""
    form = form_of(central.get(GRID)) | {cell(office, "1"): "4"}

    responses = [central.post(GRID, form) for _ in range(2)]

    assert [response.status_code for response in responses] == [302, 302]
    assert marks(round_) == {office.pk: {"1": "4"}}


@pytest.mark.parametrize(
    "wrong", ["6", "0", "3.5", "๖", "-", "อยู่ระหว่างดำเนินการ", "ดี", "-1", "<b>", "9" * 300]
)
def test_one_wrong_cell_stops_all_and_keeps_what_was_typed(
    round_: Round, office: Agency, central: Client, wrong: str
) -> None:
    form = form_of(central.get(GRID)) | {cell(office, "1"): "4", cell(office, "2"): wrong}

    response = central.post(GRID, form)

    html = response.content.decode()
    first, second = response.context["grid"].rows[0].cells[:2]
    assert response.status_code == 422
    assert marks(round_) == {}
    assert (first.text, second.text) == ("4", wrong[:200])
    assert f'href="#{cell(office, "2")}"' in html
    assert html.count('aria-invalid="true"') == 1
    assert_strict_page(html)


def test_two_people_meet_both_values(round_: Round, office: Agency, central: Client) -> None:
    """The second save does not win unseen; it names both values and stores nothing."""
    put(round_, office, "1", "4")
    form = form_of(central.get(GRID)) | {cell(office, "1"): "5", cell(office, "2"): "3"}
    put(round_, office, "1", "2")

    response = central.post(GRID, form)

    changed = response.context["grid"].rows[0].cells[0]
    assert response.status_code == 422
    assert marks(round_) == {office.pk: {"1": "2"}}
    assert (changed.text, changed.kept) == ("5", "2")
    assert "ตอนนี้บันทึกไว้เป็น 2 ส่วนท่านพิมพ์ 5" in text_of(response)

    central.post(GRID, form_of(response))

    assert marks(round_) == {office.pk: {"1": "5", "2": "3"}}


def test_change_of_another_cell_is_no_conflict(
    round_: Round, office: Agency, central: Client
) -> None:
    """No false alarm, and the cell I did not touch keeps what somebody else wrote."""
    put(round_, office, "1", "4")
    form = form_of(central.get(GRID)) | {cell(office, "2"): "3"}
    put(round_, office, "1", "2")

    response = central.post(GRID, form)

    assert response.status_code == 302
    assert marks(round_) == {office.pk: {"1": "2", "2": "3"}}


def test_both_wrote_the_same_is_no_conflict(round_: Round, office: Agency, central: Client) -> None:
    form = form_of(central.get(GRID)) | {cell(office, "1"): "4"}
    put(round_, office, "1", "4")

    response = central.post(GRID, form)

    assert response.status_code == 302
    assert marks(round_) == {office.pk: {"1": "4"}}


def test_mark_removed_and_given_anew_is_a_conflict(
    round_: Round, office: Agency, central: Client
) -> None:
    """The count of edits starts again then, so the text counts too."""
    put(round_, office, "1", "4")
    form = form_of(central.get(GRID)) | {cell(office, "1"): "5"}
    put(round_, office, "1", None)
    put(round_, office, "1", "2")

    response = central.post(GRID, form)

    assert response.status_code == 422
    assert marks(round_) == {office.pk: {"1": "2"}}


@pytest.mark.parametrize("seen", ["", "no json", "[]", '{"a": 1}', '{"a": []}', "[" * 5000, "7"])
def test_broken_form_never_overwrites(
    round_: Round, office: Agency, central: Client, seen: str
) -> None:
    put(round_, office, "1", "4")
    form = form_of(central.get(GRID)) | {cell(office, "1"): "5", "seen": seen}

    response = central.post(GRID, form)

    assert response.status_code == 422
    assert marks(round_) == {office.pk: {"1": "4"}}


def test_cell_that_does_not_apply_is_not_stored(
    round_: Round, office: Agency, central: Client
) -> None:
    form = form_of(central.get(GRID)) | {cell(office, "6b"): "5", "c-nobody-1": "5"}

    central.post(GRID, form)

    assert marks(round_) == {}


def test_published_round_is_read_only(round_: Round, office: Agency, central: Client) -> None:
    fill(round_, mark=4)
    form = form_of(central.get(GRID)) | {cell(office, "1"): "5"}
    published(round_)

    page = central.get(GRID)
    response = central.post(GRID, form)

    assert 'name="c-' not in page.content.decode()
    assert "หน้านี้จึงอ่านได้อย่างเดียว" in text_of(page)
    assert "คะแนนที่ผิดแก้ทางคำทักท้วงผล" in text_of(page)
    assert response.status_code == 409
    assert marks(round_)[office.pk]["1"] == "4"


def test_office_hidden_by_the_filter_meanwhile_is_still_saved(
    round_: Round, office: Agency, central: Client
) -> None:
    """Somebody completes the office while it is on my page of incomplete offices."""
    fill(round_, mark=4)
    put(round_, office, "1", None)
    form = form_of(central.get(f"{GRID}?missing=1")) | {cell(office, "2"): "wrong"}
    put(round_, office, "1", "3")

    response = central.post(f"{GRID}?missing=1", form)

    assert response.status_code == 422
    assert response.context["grid"].rows[0].cells[1].text == "wrong"


def test_value_against_a_target_is_kept_exactly(office: Agency, central: Client) -> None:
    round_ = make_small_round("ap-2566", period="12m")
    form = form_of(central.get(GRID)) | {cell(office, "2"): "79.9950", cell(office, "3"): "80%"}

    central.post(GRID, form)

    assert marks(round_) == {office.pk: {"2": '{"value": 79.995}', "3": '{"value": 80}'}}


def test_grid_in_english(round_: Round, central: Client) -> None:
    central.cookies["django_language"] = "en"

    page = central.get(GRID)

    assert_strict_page(page.content.decode(), language="en")


def test_unknown_round_is_not_found(round_: Round, central: Client) -> None:
    assert central.get("/central/rounds/no-such/marks/").status_code == 404


# ---------------------------------------------------------------- pasting a block


def pasted(central: Client, block: str, **start: str) -> Page:
    form = form_of(central.get(GRID))
    return central.post(GRID, form | {"act": "paste", "block": block, **start})


def test_pasted_block_is_shown_and_then_saved(
    round_: Round, office: Agency, central: Client
) -> None:
    second = make_office(22)

    page = pasted(central, "4\t5\nN/A\t1\n", block_office=office.code, block_column="2")

    assert page.status_code == 200
    assert marks(round_) == {}
    assert "วางลงตารางแล้ว 4 ช่อง ยังไม่ได้บันทึก" in text_of(page)

    central.post(GRID, form_of(page))

    assert marks(round_) == {
        office.pk: {"2": "4", "3": "5"},
        second.pk: {"2": '"not_reported"', "3": "1"},
    }


@pytest.mark.parametrize(
    ("block", "start", "sentence"),
    [
        ("9", {"block_column": "1"}, "ระดับคุณภาพต้องเป็นจำนวนเต็ม 1 ถึง 5"),
        ("4", {"block_column": "no"}, "ยังไม่ได้เลือกเขตหรือตัวชี้วัด"),
        ("4\n4", {"block_column": "1"}, "อยู่นอกตาราง"),
        ("4\t4", {"block_column": "6a"}, "ไม่ใช้กับสำนักงานนี้"),
        ("-", {"block_column": "1"}, "ตัวชี้วัดนี้ใช้กับสำนักงานประเภทนี้"),
        ("9\n" * 60, {"block_column": "1"}, "และอีก 10 จุด"),
        (" \n", {"block_column": "1"}, "ไม่มีคะแนน"),
        ("4" * 600_000, {"block_column": "1"}, "ยาวเกินไป"),
    ],
)
def test_bad_block_is_refused_with_a_sentence(
    round_: Round, office: Agency, central: Client, block: str, start: dict[str, str], sentence: str
) -> None:
    page = pasted(central, block, block_office=office.code, **start)

    assert page.status_code == 422
    assert sentence in text_of(page)
    assert marks(round_) == {}


# ---------------------------------------------------------------- the Excel round trip


def workbook(central: Client, cells: dict[tuple[str, str], object]) -> bytes:
    """The downloaded template after a person typed into cells: (office code, node) -> value."""
    book = openpyxl.load_workbook(io.BytesIO(central.get(TEMPLATE).content))
    page = book["QP (qp-2566)"]
    for (office_code, node), value in cells.items():
        row = next(r for r in range(1, 99) if page.cell(r, 1).value == f"office:{office_code}")
        column = next(c for c in range(1, 40) if page.cell(3, c).value == f"node:{node}")
        page.cell(row, column).value = value
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def send(central: Client, data: bytes, name: str = "คะแนน.xlsx") -> Page:
    return central.post(UPLOAD, {"file": SimpleUploadedFile(name, data)}, follow=True)


def waiting() -> list[str]:
    """Files between dry run and storing."""
    return default_storage.listdir("uploads")[1] if default_storage.exists("uploads") else []


def test_template_is_an_excel_file_with_a_thai_name(round_: Round, central: Client) -> None:
    response = central.get(TEMPLATE)

    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "filename*=UTF-8''%E0%B8%84" in response["Content-Disposition"]
    assert openpyxl.load_workbook(io.BytesIO(response.content)).sheetnames[1] == "QP (qp-2566)"


def test_upload_is_shown_first_and_stored_when_confirmed(
    round_: Round, office: Agency, central: Client
) -> None:
    put(round_, office, "2", "3")
    data = workbook(central, {(office.code, "1"): 4, (office.code, "2"): 5})

    page = send(central, data)

    assert page.status_code == 200
    assert_strict_page(page.content.decode())
    assert dict(page.context["counts"]) == {"added": 1, "changed": 1, "removed": 0, "unchanged": 0}
    assert [(c.column.code, c.before_text, c.after_text) for c in page.context["changes"]] == [
        ("1", "", "4"),
        ("2", "3", "5"),
    ]
    assert marks(round_) == {office.pk: {"2": "3"}}
    assert len(waiting()) == 1

    done = central.post(STORE, {"token": page.context["token"]}, follow=True)

    assert marks(round_) == {office.pk: {"1": "4", "2": "5"}}
    assert "เพิ่ม 1 แก้ 1 ตรงเดิม 0 ช่อง" in text_of(done)
    assert waiting() == []


def test_second_confirmation_changes_nothing(
    round_: Round, office: Agency, central: Client
) -> None:
    page = send(central, workbook(central, {(office.code, "1"): 4}))
    central.post(STORE, {"token": page.context["token"]})
    put(round_, office, "1", "2")

    again = central.post(STORE, {"token": page.context["token"]}, follow=True)

    assert "ไฟล์นี้บันทึกเรียบร้อยแล้ว" in text_of(again)
    assert marks(round_) == {office.pk: {"1": "2"}}


def test_going_back_to_a_stored_file_leads_to_the_grid(
    round_: Round, office: Agency, central: Client
) -> None:
    page = send(central, workbook(central, {(office.code, "1"): 4}))
    (address, _status) = page.redirect_chain[-1]
    again = central.get(address)
    central.post(STORE, {"token": page.context["token"]})

    back = central.get(address, follow=True)

    assert address.startswith(f"{CONFIRM}?token=")
    assert "no-store" in page["Cache-Control"]
    assert len(again.context["changes"]) == 1
    assert back.redirect_chain == [(GRID, 302)]
    assert "ไฟล์นี้บันทึกเรียบร้อยแล้ว" in text_of(back)


def test_confirm_page_shows_what_is_true_now(
    round_: Round, office: Agency, central: Client
) -> None:
    page = send(central, workbook(central, {(office.code, "1"): 4}))
    put(round_, office, "1", "2")

    again = central.get(page.redirect_chain[-1][0])

    assert [(c.before_text, c.after_text) for c in again.context["changes"]] == [("2", "4")]
    central.post(STORE, {"token": again.context["token"]})
    assert marks(round_) == {office.pk: {"1": "4"}}


def test_upload_page_opened_by_its_address_asks_for_a_file(round_: Round, central: Client) -> None:
    page = central.get(UPLOAD)

    assert_strict_page(page.content.decode())
    assert 'type="file"' in page.content.decode()


def test_same_file_again_has_nothing_to_store(
    round_: Round, office: Agency, central: Client
) -> None:
    data = workbook(central, {(office.code, "1"): 4})
    central.post(STORE, {"token": send(central, data).context["token"]})

    page = send(central, data)

    assert page.context["token"] == ""
    assert "ตรงกับที่บันทึกไว้แล้ว" in text_of(page)
    assert waiting() == []


def test_mark_changed_between_dry_run_and_storing_is_shown_again(
    round_: Round, office: Agency, central: Client
) -> None:
    page = send(central, workbook(central, {(office.code, "1"): 4}))
    put(round_, office, "1", "2")

    again = central.post(STORE, {"token": page.context["token"]})

    assert again.status_code == 409
    assert marks(round_) == {office.pk: {"1": "2"}}
    assert [(c.before_text, c.after_text) for c in again.context["changes"]] == [("2", "4")]

    central.post(STORE, {"token": again.context["token"]})

    assert marks(round_) == {office.pk: {"1": "4"}}


def test_long_list_of_changes_is_cut_with_its_number(round_: Round, central: Client) -> None:
    offices = [make_office(number) for number in range(30, 47)]
    cells = {
        (office.code, node): 3
        for office in offices
        for node in ("1", "2", "3", "4", "5", "6a", "7", "8", "9", "10", "X1", "X2")
    }

    page = send(central, workbook(central, cells))

    assert len(page.context["changes"]) == 200
    assert "และอีก 4 รายการ" in text_of(page)


def test_problem_names_sheet_row_cell_value_and_remedy(
    round_: Round, office: Agency, central: Client
) -> None:
    page = send(central, workbook(central, {(office.code, "1"): 4, (office.code, "2"): "=1+1"}))

    (problem,) = page.context["problems"]
    assert page.status_code == 422
    assert (problem.sheet, problem.row, problem.cell) == ("QP (qp-2566)", 6, "D6")
    assert all(
        word in text_of(page)
        for word in (
            *("QP (qp-2566)", "D6", office.short_th, "ตัวชี้วัดที่ 2"),
            *("=1+1", "เป็นสูตร", "วางแบบเฉพาะค่า"),
        )
    )
    assert marks(round_) == {}
    assert waiting() == []


BAD_FILES = {
    "nothing in it": b"",
    "not Excel": b"%PDF-1.7 not a workbook",
    "an old Excel file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "a torn file": b"PK\x03\x04" + b"\0" * 100,
    "text": "สำนักงาน,1,2\n".encode(),
}


@pytest.mark.parametrize("data", BAD_FILES.values(), ids=BAD_FILES.keys())
def test_bad_file_is_refused_with_a_sentence(round_: Round, central: Client, data: bytes) -> None:
    page = send(central, data)

    assert page.status_code == 422
    assert_strict_page(page.content.decode())
    assert re.search("โปรด", page.context["sentence"])
    assert (marks(round_), waiting()) == ({}, [])


def test_no_file_is_refused_with_a_sentence(round_: Round, central: Client) -> None:
    page = central.post(UPLOAD)

    assert page.status_code == 422
    assert "ยังไม่ได้เลือกไฟล์" in text_of(page)


def test_too_large_file_is_refused_before_it_is_read(
    round_: Round, central: Client, settings: Settings
) -> None:
    settings.TIDTAM_UPLOAD_LIMIT_BYTES = 1024 * 1024

    page = send(central, b"\0" * (1024 * 1024 + 1))

    assert page.status_code == 422
    assert "ไฟล์ใหญ่เกิน 1 MB" in text_of(page)


def test_file_of_another_round_is_refused(round_: Round, office: Agency, central: Client) -> None:
    make_small_round(code="r-12m", period="12m")
    other = central.get("/central/rounds/r-12m/marks.xlsx").content

    page = send(central, other)

    assert page.status_code == 422
    assert "r-12m" in page.context["sentence"]


def test_published_round_takes_no_file(round_: Round, office: Agency, central: Client) -> None:
    fill(round_, mark=4)
    data = workbook(central, {(office.code, "1"): 5})
    token = send(central, data).context["token"]
    published(round_)

    pages = [send(central, data), central.post(STORE, {"token": token})]

    assert [page.status_code for page in pages] == [422, 422]
    assert marks(round_)[office.pk]["1"] == "4"


@pytest.mark.parametrize("name", ["../../evil.xlsx", "/etc/passwd", "a\\b.xlsx", "ก" * 300, "con"])
def test_name_of_the_file_is_never_used(
    round_: Round, office: Agency, central: Client, name: str
) -> None:
    send(central, workbook(central, {(office.code, "1"): 4}), name)

    assert [bool(re.fullmatch(r"[0-9a-f]{32}", kept)) for kept in waiting()] == [True]


def tokens(central: Client, good: str) -> Iterator[str]:
    yield ""
    yield "nonsense"
    yield good[:-1] + ("A" if good[-1] != "A" else "B")


def test_token_that_is_not_ours_stores_nothing(
    round_: Round, office: Agency, central: Client
) -> None:
    page = send(central, workbook(central, {(office.code, "1"): 4}))

    for token in tokens(central, page.context["token"]):
        response = central.post(STORE, {"token": token}, follow=True)
        assert "ไม่มีอะไรเปลี่ยน" in text_of(response)

    assert marks(round_) == {}


def test_token_of_another_person_stores_nothing(
    round_: Round, office: Agency, central: Client
) -> None:
    page = send(central, workbook(central, {(office.code, "1"): 4}))

    client_for(Role.CENTRAL_OFFICER).post(STORE, {"token": page.context["token"]})

    assert marks(round_) == {}


def test_token_lives_one_hour_and_its_file_is_removed(
    round_: Round, office: Agency, central: Client
) -> None:
    data = workbook(central, {(office.code, "1"): 4})
    page = send(central, data)
    old = waiting()

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=61)):
        late = central.post(STORE, {"token": page.context["token"]}, follow=True)
        send(central, data)

    assert "หมดเวลา" in text_of(late)
    assert marks(round_) == {}
    assert set(old) & set(waiting()) == set()


# ---------------------------------------------------------------- recommendations


def advice_form(page: Page) -> dict[str, str]:
    fields = [field for section in page.context["sections"] for field in section.fields]
    return {field.name: field.text for field in fields} | {
        f"seen-{field.name}": field.kept for field in fields
    }


def advice(round_: Round, office: Agency) -> dict[str, str]:
    return recommendations_of(instruments_of(round_)[0], office_id=office.pk)


def write(round_: Round, office: Agency, code: str, text: str) -> None:
    set_recommendations(instruments_of(round_)[0], texts=[(office.pk, code, text)], by=SYSTEM)


def test_recommendations_are_saved_in_one_act(
    round_: Round, office: Agency, central: Client
) -> None:
    address = f"{GRID}{office.code}/"
    put(round_, office, "1", "4")
    page = central.get(address)

    response = central.post(
        address,
        advice_form(page)
        | {"t-qp-2566-1": " ควรทำต่อ\r\nให้ทั่ว ", "t-qp-2566-overall": "{office} ทำได้ดี {office}"},
        follow=True,
    )

    assert_strict_page(page.content.decode())
    assert advice(round_, office) == {
        "1": "ควรทำต่อ\nให้ทั่ว",
        "": "สพป.สมมติ 21 ทำได้ดี สพป.สมมติ 21",
    }
    assert "บันทึกข้อเสนอแนะแล้ว 2 ข้อความ" in text_of(response)


def test_emptied_recommendation_is_taken_out(
    round_: Round, office: Agency, central: Client
) -> None:
    address = f"{GRID}{office.code}/"
    write(round_, office, "1", "เดิม")

    central.post(address, advice_form(central.get(address)) | {"t-qp-2566-1": " "})

    assert advice(round_, office) == {}


def test_two_people_meet_both_texts(round_: Round, office: Agency, central: Client) -> None:
    address = f"{GRID}{office.code}/"
    write(round_, office, "1", "เดิม")
    form = advice_form(central.get(address)) | {
        "t-qp-2566-1": "ของฉัน",
        "t-qp-2566-2": "อีกข้อหนึ่ง",
    }
    write(round_, office, "1", "ของเขา")

    page = central.post(address, form)

    assert page.status_code == 422
    assert advice(round_, office) == {"1": "ของเขา"}
    assert all(text in text_of(page) for text in ("ของฉัน", "ของเขา", "อีกข้อหนึ่ง"))
    assert_strict_page(page.content.decode())

    central.post(address, advice_form(page))

    assert advice(round_, office) == {"1": "ของฉัน", "2": "อีกข้อหนึ่ง"}


def test_text_of_another_field_is_no_conflict(
    round_: Round, office: Agency, central: Client
) -> None:
    address = f"{GRID}{office.code}/"
    form = advice_form(central.get(address)) | {"t-qp-2566-2": "ของฉัน"}
    write(round_, office, "1", "ของเขา")

    response = central.post(address, form)

    assert response.status_code == 302
    assert advice(round_, office) == {"1": "ของเขา", "2": "ของฉัน"}


def test_published_round_shows_recommendations_read_only(
    round_: Round, office: Agency, central: Client
) -> None:
    address = f"{GRID}{office.code}/"
    write(round_, office, "1", "ข้อความที่ประกาศ")
    fill(round_)
    form = advice_form(central.get(address)) | {"t-qp-2566-1": "อื่น"}
    published(round_)

    page = central.get(address)
    response = central.post(address, form)

    assert "<textarea" not in page.content.decode()
    assert "ข้อความที่ประกาศ" in text_of(page)
    assert response.status_code == 409
    assert advice(round_, office) == {"1": "ข้อความที่ประกาศ"}


def test_name_of_another_office_is_doubted(round_: Round, office: Agency, central: Client) -> None:
    make_office(22)
    write(round_, office, "1", "สพป.สมมติ 22 ควรทำต่อ")
    write(round_, office, "2", "สพป.สมมติ 21 ควรทำต่อ")

    page = central.get(f"{GRID}{office.code}/")

    hints = {
        field.node_code: [hint.sentence.th for hint in field.hints]
        for section in page.context["sections"]
        for field in section.fields
        if field.hints
    }
    assert list(hints) == ["1"]
    assert "สพป.สมมติ 22" in hints["1"][0]
    assert "โปรดตรวจข้อความ" in text_of(page)


def test_praise_the_result_does_not_bear_out_is_doubted(
    round_: Round, office: Agency, central: Client
) -> None:
    fill(round_, mark=2)
    write(round_, office, "", "ในภาพรวมอยู่ในระดับดีเยี่ยม")
    computed(round_)

    page = central.get(f"{GRID}{office.code}/")

    overall = page.context["sections"][0].fields[-1]
    assert len(overall.hints) == 1
    assert "พอใช้" in overall.hints[0].sentence.th


def test_doubts_stand_on_top_after_saving(round_: Round, office: Agency, central: Client) -> None:
    """Saved, but not in order: the summary links each doubtful field and says what it stops."""
    make_office(22)
    fill(round_, mark=4)
    computed(round_)
    address = f"{GRID}{office.code}/"
    form = advice_form(central.get(address)) | {"t-qp-2566-X2": "สพป.สมมติ 22 ควรทำต่อ"}

    page = central.post(address, form, follow=True)

    html = page.content.decode()
    summary = html.partition('id="doubts"')[2].partition("</ul>")[0]
    (field,) = page.context["doubtful"]
    assert advice(round_, office) == {"X2": "สพป.สมมติ 22 ควรทำต่อ"}
    assert "บันทึกไว้แล้ว แต่ยังมีข้อสงสัย 1 ข้อความ" in text_of(page)
    assert '<a href="#t-qp-2566-X2">QP ตัวชี้วัดที่ X2</a>' in summary
    assert ("หากไม่แก้ รอบจะไม่ผ่านการตรวจ" in summary) == field.blocks
    assert html.index('id="doubts"') < html.index("<textarea")
    assert_strict_page(html)


def test_text_that_is_too_long_is_kept_and_refused(
    round_: Round, office: Agency, central: Client
) -> None:
    address = f"{GRID}{office.code}/"
    form = advice_form(central.get(address)) | {
        "t-qp-2566-1": "ก" * 5001,
        "t-qp-2566-2": "ข" * 5000,
    }

    page = central.post(address, form)

    assert page.status_code == 422
    assert "ข้อความยาว 5,001 ตัวอักษร เกิน 5,000 ตัวอักษร" in text_of(page)
    assert "ก" * 5001 in page.content.decode()
    assert advice(round_, office) == {}
    assert_strict_page(page.content.decode())


def test_page_says_what_the_placeholder_becomes(
    round_: Round, office: Agency, central: Client
) -> None:
    assert "จะพิมพ์เป็น สพป.สมมติ 21" in text_of(central.get(f"{GRID}{office.code}/"))


def test_recommendations_of_a_tree_are_named_by_code_and_label(
    office: Agency, central: Client
) -> None:
    make_small_round("sa-2566", period="12m")

    page = central.get(f"{GRID}{office.code}/")

    labels = [field.label.th for section in page.context["sections"] for field in section.fields]
    assert len(set(labels)) == len(labels)
    assert {"1.1 ตัวบ่งชี้ที่ 1", "2.1 ตัวบ่งชี้ที่ 1"} <= set(labels)


def test_unknown_office_is_not_found(round_: Round, central: Client) -> None:
    assert central.get(f"{GRID}9999999999/").status_code == 404


def test_recommendations_ask_as_many_queries_for_one_text_as_for_three(
    round_: Round, office: Agency, central: Client
) -> None:
    address = f"{GRID}{office.code}/"
    write(round_, office, "1", "หนึ่ง")
    central.get(address)
    with CaptureQueriesContext(connection) as one:
        central.get(address)
    write(round_, office, "2", "สอง")
    write(round_, office, "", "รวม")

    with CaptureQueriesContext(connection) as three:
        central.get(address)

    assert len(three) == len(one)
