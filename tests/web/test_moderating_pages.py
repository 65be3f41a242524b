"""Pages of the panel's heads: the list, one item, the meeting's screen, resolutions, open work."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from office_world import browser_of, words_of
from pages import assert_strict_page, assert_strict_part

from factories.moderating import advice, mark_item, official
from factories.panels import PanelWorld, make_panel_world, make_reviewer
from tidtam.reviews.models import Assignment, Decision, Panel
from tidtam.reviews.moderating import decide
from tidtam.reviews.states import DecisionKind
from tidtam.rounds.models import Item

pytestmark = pytest.mark.django_db

OVER_THE_PANEL = [
    "moderating-differences",
    "moderating-meeting",
    "moderating-minutes",
    "moderating-open",
]


@pytest.fixture
def world() -> PanelWorld:
    made = make_panel_world()
    mark_item(made, "1", "4", "2", comments=("หลักฐานครบ", "ไม่พบแผน"))
    return made


@pytest.fixture
def client(world: PanelWorld) -> Client:
    return browser_of(world.moderator)


def page(name: str, world: PanelWorld, **asked: object) -> str:
    address = reverse(name, args=[world.round.code])
    query = "&".join(f"{key}={value}" for key, value in asked.items())
    return f"{address}?{query}" if query else address


def item_page(world: PanelWorld, name: str = "moderating-item", code: str = "1") -> str:
    return reverse(name, args=[world.item(code).pk])


def sent(**more: object) -> dict[str, object]:
    words = {"mark": "3", "kind": "agreed", "reason": "แผนมีแต่ไม่ครบ", "comment": "ทำแผนให้ครบ"}
    return words | {"seen": 0} | more


# ---------------------------------------------------------------- who gets in


@pytest.mark.parametrize("name", OVER_THE_PANEL)
@pytest.mark.parametrize("who", ["moderator", "chair", "officer"])
def test_the_heads_and_the_bureau_read(world: PanelWorld, name: str, who: str) -> None:
    response = browser_of(getattr(world, who)).get(page(name, world))

    assert response.status_code == 200
    assert_strict_page(response.content.decode())
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", OVER_THE_PANEL)
def test_nobody_else_reads(world: PanelWorld, name: str) -> None:
    others = [world.reporters[0], world.directors[0], world.reviewers[0].person, world.nobody]

    assert [browser_of(each).get(page(name, world)).status_code for each in others] == [403] * 4
    assert browser_of(None).get(page(name, world)).status_code == 302


@pytest.mark.parametrize("name", ["moderating-item", "moderating-effect", "moderating-third"])
def test_nobody_else_opens_or_decides_an_item(world: PanelWorld, name: str) -> None:
    others = [world.reporters[0], world.directors[0], world.reviewers[0].person]
    address = item_page(world, name)

    for each in others:
        assert browser_of(each).get(address).status_code in {403, 405}
        assert browser_of(each).post(address, sent()).status_code in {403, 405}
    assert Decision.objects.count() == 0


def test_pages_in_english(world: PanelWorld) -> None:
    client = browser_of(world.moderator, language="en")

    for name in OVER_THE_PANEL:
        assert_strict_page(client.get(page(name, world)).content.decode(), language="en")
    assert_strict_page(client.get(item_page(world)).content.decode(), language="en")


# ---------------------------------------------------------------- the list


def test_the_list_shows_both_marks_with_names_and_reasons(
    world: PanelWorld, client: Client
) -> None:
    words = words_of(client.get(page("moderating-differences", world)))

    assert f"{world.offices[0].short_th} นโยบายเร่งด่วน" in words or "QP" in words
    for said in ("หลักฐานครบ", "ไม่พบแผน", "ต่างกัน 2 ระดับ", "คะแนนต่างกัน รอชี้ขาด"):
        assert said in words
    for reviewer in world.reviewers[:2]:
        assert reviewer.person.full_name in words


def test_the_filter_answers_htmx_with_the_list_alone(world: PanelWorld, client: Client) -> None:
    address = page("moderating-differences", world, size=1)

    response = client.get(address, headers={"HX-Request": "true"})

    assert_strict_part(response.content.decode())
    assert "ไม่มีข้อที่ตรงกับตัวกรอง" in response.content.decode()


@pytest.mark.parametrize("name", OVER_THE_PANEL)
def test_a_page_asks_as_much_for_three_rows_as_for_one(
    world: PanelWorld, client: Client, name: str
) -> None:
    decided_item(world, 0)
    counts = []
    for office in (None, 1, 2):
        if office:
            mark_item(world, "1", "5", "2", office=office)
            mark_item(world, "2", "5", "3", office=office)
            decided_item(world, office)
        address = page(name, world, state="", at=world.item("1").pk)
        counts.append(_queries(client, address))

    assert counts[0] == counts[1] == counts[2]


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def decided_item(
    world: PanelWorld, office: int, *, code: str = "1", kind: DecisionKind = DecisionKind.MEETING
) -> Decision:
    return decide(
        world.item(code, office=office),
        kind=kind,
        answer="3",
        comment="ทำต่อ",
        reason=f"เห็นพ้อง {office}",
        seen_number=0,
        by=world.chair_actor,
    )


# ---------------------------------------------------------------- one item


def test_the_item_shows_the_report_the_marks_and_the_history(
    world: PanelWorld, client: Client
) -> None:
    decided_item(world, 0)

    response = client.get(item_page(world))

    assert_strict_page(response.content.decode())
    words = words_of(response)
    for said in ("ดำเนินการครบทุกโรงเรียน", "หลักฐานครบ", "ไม่พบแผน", "มติที่ประชุม", "เห็นพ้อง 0"):
        assert said in words


def test_a_decision_is_saved_and_becomes_official(world: PanelWorld, client: Client) -> None:
    response = client.post(item_page(world), sent(), follow=True)

    assert "บันทึกการตัดสินแล้ว" in words_of(response)
    assert (official(world), advice(world)) == ({"1": "3"}, {"1": "ทำแผนให้ครบ"})
    made = Decision.objects.get()
    assert (made.kind, made.decided_by) == ("agreed", world.moderator.full_name)


def test_the_effect_is_told_before_anything_is_saved(world: PanelWorld, client: Client) -> None:
    decided_item(world, 0)

    response = client.get(item_page(world, "moderating-effect"), {"mark": "5"})

    assert_strict_part(response.content.decode())
    words = " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())
    assert "ก่อน 3.00 ดี → หลัง 5.00 ดีเยี่ยม ระดับเปลี่ยน" in words
    assert "คะแนนทางการเดิมของข้อนี้ 3" in words
    assert "ยังขาดอีก 11 ข้อ" in words
    assert official(world) == {"1": "3"}


def test_without_scripts_a_button_foresees_the_effect(world: PanelWorld, client: Client) -> None:
    response = client.post(item_page(world), sent(act="foresee", reason="", comment="คงไว้"))

    assert response.status_code == 200
    assert "หลัง 3 3.00" in words_of(response) or "3.00 ดี" in words_of(response)
    assert "คงไว้" in response.content.decode()
    assert Decision.objects.count() == 0


def test_an_outlying_mark_is_told_before_it_is_saved(world: PanelWorld, client: Client) -> None:
    address = item_page(world, "moderating-effect")
    told = "คะแนนนี้ไม่อยู่ระหว่างคะแนนที่ผู้ประเมินให้"

    said = [told in client.get(address, {"mark": mark}).content.decode() for mark in "12345"]

    assert said == [True, False, False, False, True]


def test_the_recommendation_starts_from_whoever_gave_the_chosen_mark(
    world: PanelWorld, client: Client
) -> None:
    fresh = client.get(item_page(world)).content.decode()
    foreseen = client.post(item_page(world), sent(act="foresee", mark="2", comment=""))

    assert re.search(r'id="comment"[^>]*></textarea>', fresh)
    assert re.search(r'value="4" data-comment="หลักฐานครบ"', fresh)
    assert ">ไม่พบแผน</textarea>" in foreseen.content.decode()


def test_the_form_says_that_saving_calls_off_the_third(world: PanelWorld, client: Client) -> None:
    before = words_of(client.get(item_page(world)))
    client.post(item_page(world, "moderating-third"), {"reviewer": world.reviewers[2].pk})

    after = words_of(client.get(item_page(world)))

    told = "งานข้อนี้ของคนที่สามจะถูกถอน"
    assert (told in before, told in after) == (False, True)


def test_the_page_after_saving_lets_the_device_forget_what_was_typed(
    world: PanelWorld, client: Client
) -> None:
    client.post(item_page(world), sent())

    first, second = (client.get(item_page(world)).content.decode() for _ in range(2))

    kept = f'data-decided="{world.item("1").pk}"'
    assert (kept in first, kept in second) == (True, False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": " "}, "ยังไม่ได้เขียนเหตุผล"),
        ({"mark": ""}, "ยังไม่ได้เลือกคะแนน"),
        ({"mark": "9"}, "ระดับคุณภาพต้องเป็นจำนวนเต็ม"),
        ({"comment": "ก" * 5001}, "เกิน 5,000 ตัวอักษร"),
    ],
)
def test_what_cannot_be_used_is_told_and_the_rest_is_kept(
    world: PanelWorld, client: Client, wrong: dict[str, str], said: str
) -> None:
    response = client.post(item_page(world), sent(**wrong))

    assert response.status_code == 422
    assert said in words_of(response)
    assert_strict_page(response.content.decode())
    assert Decision.objects.count() == 0


def test_the_second_of_two_moderators_sees_the_first_and_loses_nothing(
    world: PanelWorld, client: Client
) -> None:
    decided_item(world, 0)

    response = client.post(item_page(world), sent(mark="5", reason="เห็นต่าง"))

    assert response.status_code == 409
    words = words_of(response)
    assert "มีผู้ตัดสินข้อนี้ไปก่อน" in words
    assert world.chair.full_name in words
    body = response.content.decode()
    assert "เห็นต่าง</textarea>" in body
    assert 'name="seen" value="1"' in body
    assert re.search(r'value="5" checked', body)
    again = client.post(item_page(world), sent(mark="5", reason="เห็นต่าง", seen=1))
    assert again.status_code == 302
    assert list(Decision.objects.order_by("number").values_list("answer", "is_current")) == [
        ("3", False),
        ("5", True),
    ]


def test_a_third_marker_is_called_from_the_item(world: PanelWorld, client: Client) -> None:
    address = item_page(world, "moderating-third")

    response = client.post(address, {"reviewer": world.reviewers[2].pk}, follow=True)

    assert "มอบหมายผู้ประเมินคนที่สามแล้ว" in words_of(response)
    assert Assignment.objects.get(seat=3).reviewer == world.reviewers[2]


def test_the_second_moderator_hears_who_called_whom_as_the_third(
    world: PanelWorld, client: Client
) -> None:
    address = item_page(world, "moderating-third")
    browser_of(world.chair).post(address, {"reviewer": world.reviewers[2].pk})

    for chosen in (world.reviewers[2], make_reviewer(world.panel)):
        words = words_of(client.post(address, {"reviewer": chosen.pk}, follow=True))
        told = f"{world.chair.full_name} มอบหมาย {world.reviewers[2].person.full_name} เป็น"
        assert told in words
    assert Assignment.objects.get(seat=3).reviewer == world.reviewers[2]


def test_nobody_is_called_who_is_not_offered(world: PanelWorld, client: Client) -> None:
    address = item_page(world, "moderating-third")

    for chosen in ("", "x", str(world.reviewers[0].pk)):
        words = words_of(client.post(address, {"reviewer": chosen}, follow=True))
        assert "ยังไม่ได้เลือกผู้ประเมินคนที่สาม" in words
    assert not Assignment.objects.filter(seat=3).exists()


def test_a_closed_panel_is_read_and_not_decided(world: PanelWorld, client: Client) -> None:
    Panel.objects.update(state="closed")

    assert "ขณะนี้ตัดสินไม่ได้" in words_of(client.get(item_page(world)))
    assert client.post(item_page(world), sent()).status_code == 403


# ---------------------------------------------------------------- the meeting


def test_the_meeting_hides_names_until_asked(world: PanelWorld, client: Client) -> None:
    names = [each.person.full_name for each in world.reviewers]

    hidden = client.get(page("moderating-meeting", world)).content.decode()
    shown = client.get(page("moderating-meeting", world, names=1)).content.decode()

    assert [name in hidden for name in names] == [False, False, False]
    assert [name in shown for name in names] == [True, True, False]
    assert "หลักฐานครบ" in hidden


def test_the_meeting_goes_from_item_to_item(world: PanelWorld, client: Client) -> None:
    mark_item(world, "1", "5", "4", office=1)
    first, second = world.item("1"), world.item("1", office=1)

    words = words_of(client.get(page("moderating-meeting", world)))
    answer = client.post(page("moderating-meeting", world, at=first.pk, names=1), sent())

    assert "ข้อที่ 1 จาก 2 · ตัดสินแล้ว 0" in words
    assert answer["Location"] == page("moderating-meeting", world, at=second.pk, names=1)
    assert Decision.objects.get().item == first
    last = client.get(answer["Location"])
    assert "ข้อที่ 2 จาก 2 · ตัดสินแล้ว 1" in words_of(last)
    assert f'rel="prev" href="?at={first.pk}&amp;names=1"' in last.content.decode()


def test_the_meeting_shows_what_another_decided_meanwhile(
    world: PanelWorld, client: Client
) -> None:
    decided_item(world, 0)

    response = client.post(page("moderating-meeting", world, at=world.item("1").pk), sent())

    assert response.status_code == 409
    assert "มีผู้ตัดสินข้อนี้ไปก่อน" in words_of(response)
    assert official(world) == {"1": "3"}


def test_a_meeting_that_is_through_says_so(world: PanelWorld, client: Client) -> None:
    first = world.item("1")

    end = client.post(page("moderating-meeting", world, at=first.pk), sent(), follow=True)

    assert_strict_page(end.content.decode())
    for said in ("บันทึกมติแล้ว", "ตัดสินครบ 1 ข้อ", "เปิดรายการมติ", "ดูข้อที่ยังค้าง"):
        assert said in words_of(end)
    listed = words_of(client.get(page("moderating-differences", world)))
    assert "ตัดสินครบแล้ว 1 ข้อ" in listed
    assert "ไม่มีข้อที่ตรงกับตัวกรอง" not in listed
    assert "ข้อที่ 1 จาก 1" in words_of(client.get(page("moderating-meeting", world, at=first.pk)))


def test_an_empty_meeting_says_where_to_look(client: Client, world: PanelWorld) -> None:
    everything = words_of(client.get(page("moderating-meeting", world, framework="sa-2566")))
    Assignment.objects.filter(seat=2).update(state="withdrawn")

    nothing = words_of(client.get(page("moderating-meeting", world)))

    assert "ไม่มีข้อที่ตรงกับตัวกรอง" in everything
    assert "ไม่มีข้อให้ที่ประชุมพิจารณา" in nothing


def test_resolutions_are_listed_without_names_of_reviewers(
    world: PanelWorld, client: Client
) -> None:
    mark_item(world, "2", "5", "3", office=1)
    decided_item(world, 0)
    decided_item(world, 1, code="2", kind=DecisionKind.AGREED)

    words = words_of(client.get(page("moderating-minutes", world)))
    every = words_of(client.get(page("moderating-minutes", world, kind="all")))

    assert ("เห็นพ้อง 0" in words, "เห็นพ้อง 1" in words) == (True, False)
    assert ("เห็นพ้อง 0" in every, "เห็นพ้อง 1" in every) == (True, True)
    assert "4, 2" in words
    assert [each.person.full_name in every for each in world.reviewers] == [False] * 3


def test_resolutions_of_another_day_are_left_out(world: PanelWorld, client: Client) -> None:
    decided_item(world, 0)
    response = client.get(page("moderating-minutes", world))
    day = re.search(r'<option value="(\d{4}-\d\d-\d\d)"', response.content.decode())

    assert day is not None
    assert "เห็นพ้อง 0" in words_of(client.get(page("moderating-minutes", world, day=day[1])))
    assert client.get(page("moderating-minutes", world, day="x")).status_code == 200


# ---------------------------------------------------------------- open work


def test_open_work_is_counted_and_settled(world: PanelWorld, client: Client) -> None:
    mark_item(world, "3", "5")

    before = words_of(client.get(page("moderating-open", world)))
    after = words_of(
        client.post(reverse("moderating-settle", args=[world.round.code]), follow=True)
    )

    assert "สรุป 1 ข้อที่พร้อมเป็นคะแนนทางการ" in before
    assert "ผู้ประเมินคนเดียว 1 ข้อ" in after
    assert official(world) == {"3": "5"}


def test_an_office_that_never_reported_is_told_without_a_dead_link() -> None:
    world = make_panel_world(submitted=2)
    mark_item(world, "3", "5")

    response = browser_of(world.moderator).get(page("moderating-open", world, need="report"))

    html = response.content.decode()
    silent = html.partition('id="silent"')[2].partition("</section>")[0]
    assert_strict_page(html)
    assert world.offices[2].short_th in silent
    assert "ยังไม่ส่งรายงาน" in silent
    assert "/panels/items/" not in silent
    listed = {int(key) for key in re.findall(r"/panels/items/(\d+)/", html)}
    assert listed == set(
        Item.objects.filter(submission__office__in=world.offices[:2]).values_list("pk", flat=True)
    )


def test_a_refused_mark_is_told_on_every_page(world: PanelWorld, client: Client) -> None:
    mark_item(world, "2", "4", '{"value": 9}')

    for name in ("moderating-open", "moderating-differences", "moderating-meeting"):
        response = client.get(page(name, world))
        assert response.status_code == 200
        assert "คะแนนนี้ใช้กับกรอบไม่ได้" in words_of(response)
    quality = words_of(client.get(page("moderating-quality", world)))
    assert "คะแนนที่ใช้กับกรอบไม่ได้ 1 รายการ" in quality
    item = client.get(item_page(world, code="2"))
    assert "คะแนนนี้ใช้กับกรอบไม่ได้" in words_of(item)


def test_reviewers_do_not_settle(world: PanelWorld) -> None:
    address = reverse("moderating-settle", args=[world.round.code])

    assert browser_of(world.reviewers[0].person).post(address).status_code == 403


def test_a_round_without_a_panel_is_not_found(client: Client) -> None:
    assert client.get(reverse("moderating-open", args=["none"])).status_code == 404
