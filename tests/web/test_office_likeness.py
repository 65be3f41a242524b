"""A text that stands under two indicators is pointed at, to those who may read the report."""

from __future__ import annotations

import pytest
from django.urls import reverse
from office_world import browser_of
from pages import assert_strict_part

from factories.reporting import Reporting, reporting
from tidtam.rounds.answering import save_answer

pytestmark = pytest.mark.django_db

LONG = (
    "<p>สำนักงานเขตพื้นที่จัดประชุมผู้บริหารสถานศึกษาทุกแห่งเพื่อชี้แจงแนวทาง "
    "มอบหมายผู้รับผิดชอบรายโรงเรียน ลงนิเทศติดตามภาคเรียนละสองครั้ง และสรุปผลเสนอคณะกรรมการ</p>"
)
OWN = (
    "<p>โรงเรียนในพื้นที่ห่างไกลได้รับหนังสือและสื่อการอ่านเพิ่มจากห้องสมุดเคลื่อนที่ "
    "นักเรียนยืมอ่านได้ทุกสัปดาห์ และครูบันทึกความก้าวหน้าเป็นรายคนตลอดภาคเรียน</p>"
)


@pytest.fixture
def world() -> Reporting:
    return reporting()


def tell(world: Reporting, item: str, text: str) -> None:
    save_answer(
        world.item(item).pk, "story", seen_edit=0, state="answered", value=text, by=world.by
    )


def likeness(world: Reporting, item: str, person: str = "reporter") -> str:
    address = reverse("office-item-likeness", args=[world.item(item).pk])
    response = browser_of(getattr(world, person)).get(address)
    assert response.status_code == (404 if person == "stranger" else 200)
    return response.content.decode()


def test_a_text_copied_from_another_indicator_names_that_indicator(world: Reporting) -> None:
    tell(world, "1", LONG)
    tell(world, "3", LONG)

    told = likeness(world, "3")

    assert_strict_part(told)
    assert "ตัวชี้วัดที่ 1" in told
    assert "#a-story" in told


def test_texts_of_their_own_are_left_in_peace(world: Reporting) -> None:
    tell(world, "1", LONG)
    tell(world, "3", OWN)

    assert likeness(world, "3").strip() == ""


def test_another_office_learns_nothing(world: Reporting) -> None:
    tell(world, "1", LONG)

    assert LONG not in likeness(world, "1", "stranger")
