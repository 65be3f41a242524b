"""The page of the quality of a panel's marking: for its heads, never for a reviewer or office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pages import assert_strict_page

from factories.panels import PanelWorld, give_item, make_panel_world
from tidtam.marking.agreement import Estimate
from tidtam.marking.severity import Lean
from tidtam.people.models import Person
from tidtam.reviews.models import Assignment, Conflict, Panel, Review
from tidtam.reviews.states import AssignmentState, Purpose
from tidtam.rounds.models import Round
from tidtam.shared import clock
from tidtam.web.templatetags.quality import drawn, figure, spread

pytestmark = pytest.mark.django_db

COPIED = "{office} ควรติดตามผลการดำเนินงานของโรงเรียนอย่างต่อเนื่องและสรุปผลทุกภาคเรียน"


@pytest.fixture
def world() -> PanelWorld:
    return make_panel_world(offices=3, reviewers=3)


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(world: PanelWorld, *, person: Person | None = None, query: str = "") -> str:
    client = client_of(person or world.moderator)
    response = client.get(reverse("moderating-quality", args=[world.round.code]) + query)
    assert response.status_code == 200
    html = response.content.decode()
    assert_strict_page(html)
    return html


def mark_all(
    world: PanelWorld, answer: Callable[[str, int], str], *, codes: str = "", seconds: int = 90
) -> None:
    """Confirm assignments, of the items in ``codes`` where given, with one comment for all."""
    number = {office.pk: place for place, office in enumerate(world.offices)}
    found = Assignment.objects.filter(
        reviewer__panel=world.panel, state=AssignmentState.GIVEN.value
    ).select_related("item__submission")
    for assignment in found:
        item = assignment.item
        if codes and item.node_code not in codes:
            continue
        confirm(assignment, answer(item.node_code, number[item.submission.office_id]), seconds)


def confirm(assignment: Assignment, answer: str, seconds: int = 90) -> None:
    moment = clock.now() + dt.timedelta(seconds=assignment.pk)
    Review.objects.create(
        assignment=assignment,
        answer=answer,
        comment=COPIED,
        seconds=seconds,
        begun_at=moment,
        changed_at=moment,
    )
    assignment.state, assignment.done_at = AssignmentState.DONE.value, moment
    assignment.save()


# ---------------------------------------------------------------- empty states


def test_before_the_first_mark_the_page_says_what_is_needed(world: PanelWorld) -> None:
    html = page(world)

    assert "ยังไม่มีคะแนนที่ยืนยันแล้ว" in html
    assert 'id="agreement"' not in html


def test_without_double_marks_the_page_says_what_is_needed(world: PanelWorld) -> None:
    mark_all(world, lambda code, office: "4", codes="3")
    Panel.objects.update(double_share=20)

    html = page(world)

    assert "ยังไม่มีข้อที่สองคนยืนยันคะแนนแล้ว" in html
    assert "คณะนี้ตั้งให้สองคนให้คะแนนร้อยละ 20 ของข้อ" in html
    assert "รอบนี้ไม่มีรอบก่อนในปีเดียวกันให้เทียบ" in html
    assert "ไม่พบรูปแบบที่ควรดู" in html


def test_few_double_marks_show_shares_and_say_why_there_is_no_kappa(world: PanelWorld) -> None:
    mark_all(world, lambda code, office: str(3 + office % 2), codes="12")

    html = page(world)

    assert "<b>100%</b>" in html
    assert "มีไม่ถึง 10 ข้อ ยังบอกไม่ได้" in html
    assert "nan" not in html.lower()


# ---------------------------------------------------------------- what stands there


def test_patterns_lead_to_their_items(world: PanelWorld) -> None:
    mark_all(world, lambda code, office: "4", seconds=5)

    html = page(world)

    assert "ใช้เวลาต่อข้อน้อยมาก" in html
    assert reverse("moderating-item", args=[world.item("1").pk]) in html
    assert world.reviewers[0].person.full_name in html
    assert "5 วินาที" in html


def test_a_long_pattern_is_folded_and_opened_on_request() -> None:
    world = make_panel_world(offices=6, reviewers=2)
    mark_all(world, lambda code, office: "4", seconds=5)

    folded = page(world)
    key = folded.split('href="?show=', 1)[1].split("#", 1)[0]
    opened = page(world, query=f"?show={key}")

    assert f'id="{key}"' in folded
    assert opened.count("/panels/items/") > folded.count("/panels/items/")
    assert opened.count(f'href="?show={key}') == 0
    assert opened.count("<details open>") == folded.count("<details open>") + 1


def test_many_rows_of_a_pattern_are_folded_and_opened_on_request(
    monkeypatch: pytest.MonkeyPatch, world: PanelWorld
) -> None:
    monkeypatch.setattr("tidtam.web.moderating.quality.FIRST_ROWS", 1)
    mark_all(world, lambda code, office: "4", seconds=5)

    folded = page(world)
    opened = page(world, query="?all=in-seconds")

    assert 'href="?all=in-seconds#in-seconds"' in folded
    assert "ดูอีก 2 รายการ" in folded
    assert 'href="?all=in-seconds' not in opened
    assert opened.count('<li id="in-seconds-') == 3


def test_an_unknown_pattern_in_the_address_changes_nothing(world: PanelWorld) -> None:
    mark_all(world, lambda code, office: "4", seconds=5)

    html = page(world, query="?show=%3Cscript%3E")

    assert "<script>" not in html
    assert html.count("<details open>") == page(world).count("<details open>")


def test_items_that_a_head_must_not_judge_are_counted_and_not_linked(world: PanelWorld) -> None:
    mark_all(world, lambda code, office: "4", seconds=5)
    Conflict.objects.create(
        person=world.moderator,
        office=world.offices[0],
        reason="ญาติ",
        declared_at=clock.now(),
        declared_by="test",
    )

    html = page(world)

    assert reverse("moderating-item", args=[world.item("1").pk]) not in html
    assert "ข้อท่านเปิดไม่ได้" in html


def test_calibration_stands_beside_the_marks(world: PanelWorld) -> None:
    for reviewer, answer in zip(world.reviewers, ("5", "4", "4"), strict=True):
        confirm(give_item(world.item("7"), reviewer, purpose=Purpose.CALIBRATE), answer)

    html = page(world)

    assert "การปรับเกณฑ์ร่วมกัน 1 ข้อ" in html


def test_levels_of_the_last_round_have_a_column_of_their_own(world: PanelWorld) -> None:
    earlier = Round.objects.create(
        code="before", fiscal_year=2566, period="6m", title_th="ก่อน", title_en="Before"
    )
    Round.objects.filter(pk=world.round.pk).update(earlier=earlier)
    mark_all(world, lambda code, office: "4")

    html = page(world)

    assert "รอบก่อน: จำนวนข้อที่ระดับ 1–5" in html
    assert "ไม่มีรอบก่อนให้เทียบ" in html


def test_the_page_is_read_in_english_too(world: PanelWorld) -> None:
    mark_all(world, lambda code, office: "4", seconds=5)
    client = client_of(world.chair)
    client.cookies["django_language"] = "en"

    html = client.get(reverse("moderating-quality", args=[world.round.code])).content.decode()

    assert "Marked within seconds" in html
    assert "Agreement by indicator" in html


# ---------------------------------------------------------------- who, and how much it asks


def test_heads_and_the_bureau_read_it_and_nobody_else_does(world: PanelWorld) -> None:
    address = reverse("moderating-quality", args=[world.round.code])
    expected = {
        world.moderator: 200,
        world.chair: 200,
        world.officer: 200,
        world.reviewers[0].person: 403,
        world.reporters[0]: 403,
        world.directors[0]: 403,
    }

    found = {person: client_of(person).get(address).status_code for person in expected}

    assert found == expected
    assert Client().get(address)["Location"].startswith("/sign-in/?next=")


def test_an_unknown_round_is_not_found(world: PanelWorld) -> None:
    address = reverse("moderating-quality", args=["no-such-round"])

    assert client_of(world.moderator).get(address).status_code == 404


def test_no_browser_keeps_the_page(world: PanelWorld) -> None:
    response = client_of(world.moderator).get(
        reverse("moderating-quality", args=[world.round.code])
    )

    assert "no-store" in response["Cache-Control"]


def test_the_queries_do_not_grow_with_the_marks(world: PanelWorld) -> None:
    client, address = (
        client_of(world.moderator),
        reverse("moderating-quality", args=[world.round.code]),
    )

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    mark_all(world, lambda code, office: "4", codes="345789", seconds=5)
    assert "ใช้เวลาต่อข้อน้อยมาก" in client.get(address).content.decode()
    few = queries()
    mark_all(world, lambda code, office: "4", seconds=5)

    assert queries() == few


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("estimate", "kind", "expected"),
    [
        (Estimate(0.666, 0.4, 0.9), "share", ("67%", "40%", "90%")),
        (Estimate(-0.126, -0.5, 0.25), "plain", ("−0.13", "−0.50", "0.25")),
        (Lean(0.5, -0.001, 1.0), "lean", ("+0.50", "0.00", "+1.00")),
        (Estimate(None, why="few"), "plain", ("", "", "")),
    ],
)
def test_a_figure_is_printed_with_its_range(
    estimate: Estimate | Lean, kind: str, expected: tuple[str, str, str]
) -> None:
    found = figure(estimate, kind)

    assert (found["value"], found["low"], found["high"]) == expected
    assert bool(found["reason"]) == bool(estimate.why)


@pytest.mark.parametrize(
    ("estimate", "expected"),
    [
        (Estimate(0.5, 0.25, 0.75), {"value": "50.0%", "low": "25.0%", "width": "50.0%"}),
        (Estimate(-0.3, -0.9, 0.1), {"value": "0.0%", "low": "0.0%", "width": "10.0%"}),
        (Estimate(1.0), {"value": "100.0%", "low": "", "width": ""}),
        (Estimate(None), {"value": "", "low": "", "width": ""}),
    ],
)
def test_a_range_is_drawn_within_its_scale(estimate: Estimate, expected: dict[str, str]) -> None:
    assert drawn(estimate, 0, 1) == {"zero": "", **expected}


def test_a_spread_fills_its_bar() -> None:
    found = spread({1: 0, 2: 1, 3: 3}, 2.75)

    assert found["total"] == 4
    assert [(row["start"], row["width"]) for row in found["rows"]] == [
        ("0.00%", "0.00%"),
        ("0.00%", "25.00%"),
        ("25.00%", "75.00%"),
    ]
