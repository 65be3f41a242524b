"""An office's own pages of appeals: choosing an item, writing, new evidence."""

from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from factories import client_for, fill, make_office, make_region, make_small_round, published
from factories.appeals import ADVICE, REASON, Appealing, appealing
from tidtam.appeals.actions import withdraw
from tidtam.appeals.models import Appeal, AppealEvidence
from tidtam.people.roles import Role
from tidtam.results.models import Computation, Embargo
from tidtam.rounds.models import Stage
from tidtam.shared import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> Appealing:
    return appealing()


@pytest.fixture
def reporter(world: Appealing) -> Client:
    return browser_of(world.world.reporters[0])


@pytest.fixture
def director(world: Appealing) -> Client:
    return browser_of(world.world.directors[0])


def listed(world: Appealing) -> str:
    return reverse("office-appeals", args=[world.round.code])


def page_of(client: Client, path: str, *, status: int = 200, language: str = "th") -> str:
    client.cookies["django_language"] = language
    reply = client.get(path)
    assert reply.status_code == status
    assert_strict_page(reply.content.decode(), language=language)
    return words_of(reply)  # type: ignore[arg-type]


def act(name: str, appeal: Appeal) -> str:
    return reverse(f"office-appeal-{name}" if name else "office-appeal", args=[appeal.pk])


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "green").save(out, "JPEG")
    return out.getvalue()


def saved_by_script(client: Client, appeal: Appeal, **sent: Any) -> Any:
    value = {"reason": sent.pop("reason", REASON), "wanted": sent.pop("wanted", "5")}
    body = {"edit": sent.pop("edit", appeal.edit), "value": value, "save_id": "a", **sent}
    return client.post(act("save", appeal), json.dumps(body), content_type="application/json")


# ---------------------------------------------------------------- the list


def test_the_list_says_until_when_and_what_each_item_got(
    world: Appealing, reporter: Client
) -> None:
    page = page_of(reporter, listed(world))

    assert "ยื่นคำทักท้วงได้ถึง" in page
    assert "เหลือ 14 วัน" in page
    assert page.count("ทักท้วงข้อนี้") == 12
    assert page.count("4 ดีมาก") == 12
    assert ADVICE in page


def test_before_publication_the_list_is_empty_and_says_when(
    world: Appealing, reporter: Client
) -> None:
    Computation.objects.update(state="checked")

    page = page_of(reporter, listed(world))

    assert "ยังทักท้วงไม่ได้ เพราะผลยังไม่ประกาศ" in page
    assert "ทักท้วงข้อนี้" not in page


@pytest.mark.parametrize(
    ("starts", "ends", "words", "empty"),
    [
        (3, 9, "ยื่นคำทักท้วงได้ตั้งแต่", "ยังไม่มีคำทักท้วง"),
        (-9, -1, "พ้นวันที่ยื่นคำทักท้วงได้แล้ว", "เขตไม่ได้ยื่นคำทักท้วง"),
    ],
)
def test_outside_the_window_nothing_can_be_begun(
    world: Appealing, reporter: Client, starts: int, ends: int, words: str, empty: str
) -> None:
    now = clock.now()
    world.set_window(now + dt.timedelta(days=starts), now + dt.timedelta(days=ends))

    page = page_of(reporter, listed(world))

    assert (words in page, empty in page, "ทักท้วงข้อนี้" in page) == (True, True, False)


def test_a_round_without_a_time_to_appeal_says_so(world: Appealing, reporter: Client) -> None:
    Stage.objects.filter(round=world.round, code="appeal").delete()

    assert "รอบนี้ยังไม่ได้กำหนดวันยื่นคำทักท้วง" in page_of(reporter, listed(world))


def test_an_office_that_is_not_asked_finds_no_list(world: Appealing) -> None:
    client = client_for(Role.REPORTER, agency=make_office(40))

    assert client.get(listed(world)).status_code == 404


def test_the_bureau_is_led_to_its_own_list(world: Appealing) -> None:
    reply = browser_of(world.world.officer).get(listed(world))

    assert (reply.status_code, reply["Location"]) == (302, f"/appeals/{world.round.code}/")


@pytest.mark.parametrize("items", [1, 3])
def test_the_list_asks_the_same_number_of_questions(
    world: Appealing,
    reporter: Client,
    items: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for code in ("1", "2", "3")[:items]:
        world.sent(code)
    reporter.get(listed(world))

    with django_assert_num_queries(16):
        reporter.get(listed(world))


def test_the_home_and_the_result_lead_to_the_list(world: Appealing, reporter: Client) -> None:
    result = reverse("result-office", args=[world.round.code, world.office.code])

    for path in ("/office/", result):
        assert listed(world) in reporter.get(path).content.decode()
    for stranger in (browser_of(world.world.reporters[1]), Client()):
        assert listed(world) not in stranger.get(result).content.decode()


def test_a_round_whose_marks_came_in_without_reports_says_whom_to_ask() -> None:
    office = make_office(21)
    round_ = make_small_round()
    fill(round_)
    path = reverse("office-appeals", args=[round_.code])
    client = client_for(Role.REPORTER, agency=office)

    before = client.get(path).status_code
    published(round_)
    page = page_of(client, path)

    assert before == 404
    assert "คะแนนของรอบนี้นำเข้าโดยไม่มีรายงานในระบบ จึงทักท้วงในระบบไม่ได้ โปรดติดต่อ สตผ." in page
    assert client_for(Role.REPORTER, agency=make_office(40)).get(path).status_code == 404
    page_of(client, path, language="en")


def home_of(client: Client) -> str:
    return page_of(client, reverse("office-home"))


def test_the_home_says_how_many_appeals_stand_where_also_after_the_time(
    world: Appealing, reporter: Client
) -> None:
    none = home_of(reporter)
    world.begun("1")
    world.sent("2")
    world.given("3")
    world.decided("4")
    withdraw(world.sent("5"), by=world.director)
    inside = home_of(reporter)
    world.close_window()
    after = home_of(reporter)
    Stage.objects.filter(round=world.round, code="appeal").delete()
    without = reporter.get(reverse("office-home")).content.decode()

    counts = "กำลังเขียน 1 · อยู่ระหว่างพิจารณา 2 · มีผลแล้ว 1"
    assert "กำลังเขียน" not in none
    assert [counts in page for page in (inside, after, without)] == [True] * 3
    assert listed(world) in without
    assert "พิจารณา" not in home_of(browser_of(world.world.reporters[1]))


def test_the_home_says_nothing_of_appeals_held_back(world: Appealing, reporter: Client) -> None:
    world.decided()
    open_to_all = home_of(reporter)
    Embargo.objects.create(
        round=world.round, region=make_region("8"), reason="x", made_at=clock.now(), made_by="x"
    )

    assert ["มีผลแล้ว" in page for page in (open_to_all, home_of(reporter))] == [True, False]


def test_the_home_names_the_version_of_a_corrected_result(
    world: Appealing, reporter: Client
) -> None:
    world.decided()
    first = home_of(reporter)
    world.corrected()

    assert "ฉบับที่" not in first
    assert "ฉบับที่ 2" in home_of(reporter)
    assert "ฉบับที่" not in home_of(browser_of(world.world.reporters[1]))


@pytest.mark.parametrize("items", [1, 3])
def test_the_home_asks_the_same_number_of_questions(
    world: Appealing,
    reporter: Client,
    items: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for code in ("1", "2", "3")[:items]:
        world.sent(code)
    home_of(reporter)

    with django_assert_num_queries(14):
        home_of(reporter)


# ---------------------------------------------------------------- writing


def test_an_item_is_begun_from_the_list_once(world: Appealing, reporter: Client) -> None:
    address = reverse("office-appeal-begin", args=[world.item().pk])

    first, again = reporter.post(address), reporter.post(address)

    made = Appeal.objects.get()
    assert first["Location"] == again["Location"] == act("", made)
    page = page_of(reporter, act("", made))
    assert "กำลังเขียน ยังไม่ได้ยื่น" in page
    assert "ผู้อำนวยการเป็นผู้ยื่น" in page
    assert page.count("ดำเนินการครบทุกโรงเรียน") >= 1


def test_the_text_is_saved_while_it_is_typed(world: Appealing, reporter: Client) -> None:
    appeal = world.begun()

    reply = saved_by_script(reporter, appeal, reason="เหตุผลใหม่ที่ยาวพอจะอ่านเข้าใจได้", wanted="3")

    told = reply.json()
    held = world.fresh(appeal)
    assert (reply.status_code, told["edit"], told["mark_problem"]) == (200, appeal.edit + 1, "")
    assert (held.reason, held.wanted) == ("เหตุผลใหม่ที่ยาวพอจะอ่านเข้าใจได้", "3")


def test_of_two_texts_at_once_the_second_is_shown_the_first(
    world: Appealing, reporter: Client
) -> None:
    appeal = world.begun()

    reply = saved_by_script(reporter, appeal, edit=1, reason="ข้อความของอีกคนหนึ่ง")
    by_form = reporter.post(act("save", appeal), {"edit": "1", "reason": "ข้อความของอีกคนหนึ่ง"})

    conflict = reply.json()["conflict"]
    assert (reply.status_code, conflict["value"]) == (409, {"reason": REASON, "wanted": "5"})
    assert conflict["by"] == world.world.reporters[0].full_name
    page = by_form.content.decode()
    assert by_form.status_code == 409
    assert_strict_page(page)
    assert "ข้อความของอีกคนหนึ่ง" in page
    assert REASON in page
    assert world.fresh(appeal).reason == REASON


def test_a_mark_that_is_none_is_told_and_the_text_is_kept(
    world: Appealing, reporter: Client
) -> None:
    appeal = world.begun()

    told = saved_by_script(reporter, appeal, reason="ข้อความใหม่", wanted="เก้า").json()

    assert "เก้า" in told["mark_problem"]
    assert (world.fresh(appeal).reason, world.fresh(appeal).wanted) == ("ข้อความใหม่", "5")


@pytest.mark.parametrize("body", ["null", "[]", '{"edit": "1", "value": {}}', '{"edit": 1}'])
def test_what_no_page_sends_is_refused(world: Appealing, reporter: Client, body: str) -> None:
    appeal = world.begun()

    reply = reporter.post(act("save", appeal), body, content_type="application/json")

    assert reply.status_code == 422
    assert world.fresh(appeal).edit == appeal.edit


def test_who_signed_out_meanwhile_is_told_so_by_script(world: Appealing) -> None:
    appeal = world.begun()

    assert saved_by_script(Client(), appeal).status_code == 401


def test_after_the_time_is_over_nothing_is_saved_and_the_page_is_read(
    world: Appealing, reporter: Client, director: Client
) -> None:
    appeal = world.begun()
    world.close_window()

    reply = saved_by_script(reporter, appeal, reason="มาช้า")
    page = page_of(director, act("", appeal))

    assert (reply.status_code, "closed" in reply.json()) == (409, True)
    assert 'name="reason"' not in page
    assert REASON in page
    assert "ยืนยัน" not in page


# ---------------------------------------------------------------- evidence


def test_a_photo_is_attached_without_scripts_seen_and_taken_out(
    world: Appealing, reporter: Client
) -> None:
    appeal = world.begun()
    photo = SimpleUploadedFile("นิเทศ.jpg", jpeg(), content_type="image/jpeg")

    reporter.post(act("evidence", appeal), {"file": photo})
    piece = AppealEvidence.objects.get()
    page = page_of(reporter, act("", appeal))
    small = reporter.get(reverse("evidence-appeal-thumbnail", args=[piece.pk]))
    look = reporter.get(reverse("evidence-appeal-look", args=[piece.pk]))
    whole = reporter.get(reverse("evidence-appeal-download", args=[piece.pk]))
    reporter.post(reverse("office-appeal-evidence-remove", args=[piece.pk]))

    assert "นิเทศ.jpg" in page
    assert (small.status_code, small["Content-Type"]) == (200, "image/webp")
    assert_strict_page(look.content.decode())
    assert reverse("evidence-appeal-preview", args=[piece.pk]) in look.content.decode()
    assert whole["Content-Disposition"].startswith("attachment")
    assert "นิเทศ.jpg" not in page_of(reporter, act("", appeal))


def test_a_link_is_attached_and_an_unsound_one_is_refused(
    world: Appealing, reporter: Client
) -> None:
    appeal = world.begun()

    reporter.post(act("link", appeal), {"url": "example.go.th/report", "caption": "รายงานสรุป"})
    refused = reporter.post(act("link", appeal), {"url": "javascript:alert(1)"})
    none = reporter.post(act("evidence", appeal), {})

    rows = AppealEvidence.objects.values_list("url", "caption")
    assert list(rows) == [("https://example.go.th/report", "รายงานสรุป")]
    assert (refused.status_code, none.status_code) == (422, 422)
