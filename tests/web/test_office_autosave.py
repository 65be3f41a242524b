"""One field saved while it is typed: what the page sends, and each thing it may hear back."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import time_machine
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from factories.reporting import Reporting, actor_of, reporting
from tidtam.people.models import Person
from tidtam.rounds import answering
from tidtam.rounds.answering import save_answer
from tidtam.rounds.models import Answer, AnswerVersion
from tidtam.rounds.planning import close_round
from tidtam.rounds.states import SubmissionState

pytestmark = pytest.mark.django_db

STORY = "<p>อบรมครูครบทุกโรงเรียนและติดตามผลทุกภาคเรียน</p>"


@pytest.fixture
def world() -> Reporting:
    return reporting()


def browser_of(person: Person | None, *, language: str = "th") -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    client.cookies["django_language"] = language
    return client


def send_field(
    client: Client, item_pk: int, question: str = "story", **changed: object
) -> HttpResponse:
    body: dict[str, object] = {"edit": 0, "state": "answered", "value": STORY} | changed
    return send_body(client, item_pk, json.dumps(body), question)


def send_body(
    client: Client, item_pk: int, body: str | bytes, question: str = "story"
) -> HttpResponse:
    address = reverse("office-answer-save", args=[item_pk, question])
    return client.post(address, body, content_type="application/json")  # type: ignore[return-value]


def said(response: HttpResponse) -> Any:
    return json.loads(response.content)


def test_a_save_answers_with_what_is_stored_now(world: Reporting) -> None:
    with time_machine.travel(world.submission.due_at.replace(hour=7, minute=2), tick=False):
        client = browser_of(world.reporter)
        response = send_field(client, world.item().pk, save_id="one")

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert said(response) == {
        "edit": 1,
        "saved_at": "14:02",
        "state": "answered",
        "value": STORY,
        "reason": "",
        "hints": [],
        "percent": None,
        "item": {"blank": 1},
        "is_new": True,
    }
    assert list(Answer.objects.values_list("value", "edit")) == [(f'"{STORY}"', 1)]


def test_what_was_typed_comes_back_in_its_one_form_with_percentage_and_hints(
    world: Reporting,
) -> None:
    reply = said(
        send_field(
            browser_of(world.reporter),
            world.item().pk,
            "schools",
            value={"n": "๒๑ แห่ง", "of": "20"},
        )
    )

    assert (reply["value"], reply["percent"]) == ({"n": "21", "of": "20"}, "105.00")
    assert reply["hints"] == ["ตัวตั้งมากกว่าตัวหาร โปรดแก้: “โรงเรียนที่ดำเนินการ” มากกว่า “โรงเรียนทั้งหมด”"]


def test_a_resend_of_the_same_save_is_not_saved_again(world: Reporting) -> None:
    client = browser_of(world.reporter)
    send_field(client, world.item().pk, save_id="one")

    again = send_field(client, world.item().pk, save_id="one")

    assert (again.status_code, said(again)["edit"], said(again)["is_new"]) == (200, 1, False)
    assert AnswerVersion.objects.count() == 1


def test_two_people_see_each_others_text_and_nothing_is_lost(world: Reporting) -> None:
    save_answer(
        world.item().pk,
        "story",
        seen_edit=0,
        state="answered",
        value="<p>ของคนแรก</p>",
        by=world.by,
    )

    response = send_field(browser_of(world.reporter), world.item().pk)

    conflict = said(response)["conflict"]
    at = conflict.pop("at")
    assert response.status_code == 409
    assert conflict == {
        "edit": 1,
        "state": "answered",
        "value": "<p>ของคนแรก</p>",
        "shown": "ของคนแรก",
        "reason": "",
        "by": world.reporter.full_name,
    }
    assert len(at) == 5
    assert Answer.objects.get().value == '"<p>ของคนแรก</p>"'


def test_the_same_text_from_two_people_is_no_conflict(world: Reporting) -> None:
    client = browser_of(world.reporter)
    send_field(client, world.item().pk)

    assert send_field(client, world.item().pk, edit=0).status_code == 200


@pytest.mark.parametrize(
    ("question", "changed", "text", "path"),
    [
        ("schools", {"value": {"n": "สิบ", "of": "20"}}, "อ่านตัวเลขจาก", ["n"]),
        ("projects", {"value": [{"name": "ก", "budget": "แพง"}]}, "แถวที่ 1", [0, "budget"]),
        ("day", {"value": "1/2/66"}, "ไม่ชัดเจน", []),
        ("story", {"state": "none", "reason": " "}, "ยังไม่มีเหตุผล", []),
        ("story", {"state": "not_applicable"}, "ใช้กับทุกสำนักงาน", []),
        ("story", {"state": "perhaps"}, "ไม่รู้จักสถานะ", []),
        ("story", {"state": 5}, "ไม่รู้จักสถานะ", []),
        ("story", {"edit": "0"}, "เลขครั้งที่แก้", []),
        ("story", {"edit": True}, "เลขครั้งที่แก้", []),
        ("story", {"edit": -1}, "เลขครั้งที่แก้", []),
        ("story", {"value": ["ก"]}, "ไม่ใช่ข้อความ", []),
        ("story", {"reason": 7}, "ไม่ใช่ข้อความ", []),
        ("story", {"save_id": "ก" * 9}, "รหัสไม่ถูกรูป", []),
        ("story", {"save_id": "a" * 41}, "รหัสไม่ถูกรูป", []),
        ("story", {"copied_from": "../x"}, "รหัสไม่ถูกรูป", []),
        ("story", {"by": "ผู้อื่น"}, "ไม่รู้จัก", []),
    ],
)
def test_what_cannot_be_taken_is_said_in_a_sentence_and_nothing_is_kept(
    world: Reporting, question: str, changed: dict[str, object], text: str, path: list[object]
) -> None:
    response = send_field(browser_of(world.reporter), world.item().pk, question, **changed)

    problem = said(response)["problem"]
    assert response.status_code == 422
    assert (text in problem["text"], problem["path"]) == (True, path)
    assert Answer.objects.count() == 0


@pytest.mark.parametrize("body", ["", "[]", "{", "null", "ก", "[" * 100_000, b"\xff\xfe", "1e999"])
def test_a_body_that_is_no_save_is_refused(world: Reporting, body: str | bytes) -> None:
    response = send_body(browser_of(world.reporter), world.item().pk, body)

    assert (response.status_code, list(said(response))) == (422, ["problem"])


@pytest.mark.parametrize("size", [5 * 1024 * 1024, 11 * 1024 * 1024])
def test_an_enormous_body_is_refused_without_being_read(world: Reporting, size: int) -> None:
    response = send_body(browser_of(world.reporter), world.item().pk, "x" * size)

    assert response.status_code == 422
    assert "ใหญ่เกินที่รับได้" in said(response)["problem"]["text"]


def test_whoever_is_signed_out_hears_so_and_keeps_the_text(world: Reporting) -> None:
    response = send_field(browser_of(None), world.item().pk)

    assert (response.status_code, said(response)["signed_out"]) == (401, True)


def test_a_page_left_open_by_somebody_else_saves_nothing_in_the_next_ones_name(
    world: Reporting,
) -> None:
    address = reverse("office-answer-save", args=[world.item().pk, "story"])
    body = json.dumps({"edit": 0, "state": "answered", "value": STORY})

    def sent_by(person: Person) -> HttpResponse:
        return browser_of(world.reporter).post(  # type: ignore[return-value]
            address, body, content_type="application/json", headers={"X-Person": str(person.pk)}
        )

    assert sent_by(world.director).status_code == 401
    assert sent_by(world.reporter).status_code == 200


def test_a_report_that_has_left_the_office_says_how_to_get_it_back(world: Reporting) -> None:
    world.submission.state = SubmissionState.WAITING.value
    world.submission.save()

    response = send_field(browser_of(world.reporter), world.item().pk)

    assert response.status_code == 403
    assert "ดึงกลับมาแก้" in said(response)["closed"]["text"]


def test_after_the_time_is_over_the_reason_is_said(world: Reporting) -> None:
    with time_machine.travel(world.submission.open_until + dt.timedelta(minutes=1), tick=False):
        response = send_field(browser_of(world.reporter), world.item().pk)

    assert response.status_code == 409
    assert said(response)["closed"]["text"].startswith("หมดเวลารายงานเมื่อ ")


def test_a_closed_round_takes_nothing(world: Reporting) -> None:
    close_round(world.round, by=actor_of(world.officer), reason="จบรอบ")

    response = send_field(browser_of(world.reporter), world.item().pk)

    assert (response.status_code, list(said(response))) == (409, ["closed"])


@pytest.mark.parametrize("who", ["director", "officer"])
def test_those_who_only_read_are_told_whose_task_it_is(world: Reporting, who: str) -> None:
    response = send_field(browser_of(getattr(world, who)), world.item().pk)

    assert response.status_code == 403
    assert "ผู้รายงาน" in said(response)["closed"]["text"]


def test_a_stranger_learns_nothing_of_an_item(world: Reporting) -> None:
    client = browser_of(world.stranger)

    real = send_field(client, world.item().pk)
    none = send_field(client, 987_654)

    assert (real.status_code, none.status_code) == (404, 404)
    assert real.content == none.content
    assert Answer.objects.count() == 0


def test_an_unknown_question_or_an_impossible_number_is_not_found(world: Reporting) -> None:
    client = browser_of(world.reporter)

    assert send_field(client, world.item().pk, "no-such").status_code == 404
    assert send_field(client, 10**25).status_code == 404


def test_a_busy_database_is_no_broken_page(
    world: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("database is locked")

    client = browser_of(world.reporter)
    monkeypatch.setattr(answering, "put", locked)

    response = send_field(client, world.item().pk)

    assert (response.status_code, response["Retry-After"]) == (503, "2")
    assert said(response)["busy"] is True
    assert Answer.objects.count() == 0


def test_a_form_token_is_needed(world: Reporting) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.reporter)

    assert send_field(client, world.item().pk).status_code == 403
    assert Answer.objects.count() == 0


def test_only_posts_save(world: Reporting) -> None:
    address = reverse("office-answer-save", args=[world.item().pk, "story"])

    assert browser_of(world.reporter).get(address).status_code == 405


def test_english_readers_get_english(world: Reporting) -> None:
    client = browser_of(world.reporter, language="en")

    problem = said(send_field(client, world.item().pk, "schools", value="x"))["problem"]

    assert problem["text"].startswith("schools that took part: ")


def test_a_save_asks_the_database_as_little_as_it_can(
    world: Reporting, django_assert_max_num_queries: Any
) -> None:
    client, item_pk = browser_of(world.reporter), world.item().pk
    send_field(client, item_pk)
    sizes = []
    for edit, text in ((1, "<p>ก</p>"), (2, "<p>ข</p>")):
        with django_assert_max_num_queries(10) as asked:
            reply = send_field(client, item_pk, edit=edit, value=text)
        sizes.append(_counted(asked.captured_queries))
        assert said(reply)["edit"] == edit + 1

    # session, person, posts, place; its report locked with the answer, update, earlier text
    assert sizes == [7, 7]


def _counted(queries: list[dict[str, str]]) -> int:
    # A statement that PostgreSQL keeps prepared stands in the list without its text.
    frames = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not (query["sql"] or "").startswith(frames) for query in queries)
